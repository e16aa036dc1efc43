"""Durable check-ins a second over HTTP, beside a handler that does nothing, and the same command in process
beside what the writer and SQLite can do; one run on one machine: `python -m tests.bench.commands --seconds
5`.

The ratios and the server's processor time for one check-in are what is kept (performance.md): the handler
that does nothing tells how fast this machine is today. SQLite file, WAL, synchronous=FULL, a server of its
own process; callers are one desk's session.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import httpx
import orjson

from dvc.adapters.system import monotonic_seconds
from dvc.commands.staff import InviteStaff
from dvc.domain.ids import StaffId
from dvc.domain.roles import Role
from dvc.web.auth import Purpose
from tests.bench.in_process import measure_inside
from tests.bench.wire import Caller, connect
from tests.reliability.claimant import session_of
from tests.reliability.real_server import Prepared, RealServer, Stage, prepare, running
from tests.reliability.rush import Call

CALLERS = (1, 8, 32)
Ask = Callable[[Caller], Awaitable[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Answers a second, the server's processor milliseconds for one, median and 99th percentile in ms."""

    each_second: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float


def one_desk(stage: Stage) -> dict[str, Any]:
    """A member of the reception, and the link that lets them in."""
    staff = StaffId("staff_bench")
    stage.give(InviteStaff(staff_id=staff, name="小池 まな", roles=(Role.RECEPTION,), section=Role.RECEPTION))
    issue = stage.operation.credentials.issue
    return {"secret": issue(Purpose.INVITATION, staff, {"pin": "none"}, expires_at=None)}


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processors."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def rate(server: RealServer, callers: list[Caller], ask: Ask, seconds: float) -> Rate:
    """These callers ask without a pause."""
    took: list[float] = []
    end = monotonic_seconds() + seconds

    async def keep_asking(caller: Caller) -> None:
        while (begun := monotonic_seconds()) < end:
            status = await ask(caller)
            assert status == httpx.codes.OK, status
            took.append(monotonic_seconds() - begun)

    begun, used = monotonic_seconds(), cpu_seconds(server.pid)
    await asyncio.gather(*(keep_asking(caller) for caller in callers))
    used = cpu_seconds(server.pid) - used
    took.sort()
    return Rate(
        each_second=len(took) / (monotonic_seconds() - begun),
        cpu_ms=used / len(took) * 1_000,
        p50_ms=took[len(took) // 2] * 1_000,
        p99_ms=took[int(len(took) * 0.99) - 1] * 1_000,
    )


async def measure(
    server: RealServer, headers: dict[str, str], cookies: dict[str, str], seconds: float
) -> None:
    """All sizes, a line each."""
    numbers = itertools.count(1)
    commands = f"POST {server.api.removeprefix(server.url)}/commands/CheckInNew"

    def check_in(caller: Caller) -> Awaitable[int]:
        number = next(numbers)
        call = Call(action=f"bench-{number:08d}", volunteer=f"vol_{number:08d}")
        return caller.ask(commands, orjson.dumps(call.body()), {"idempotency-key": call.action})

    def nothing(caller: Caller) -> Awaitable[int]:
        return caller.ask("GET /healthz")

    for size in CALLERS:
        callers = [await connect(server.port, headers, cookies) for _ in range(size)]
        await rate(server, callers, check_in, 0.5)
        idle = await rate(server, callers, nothing, seconds)
        busy = await rate(server, callers, check_in, seconds)
        show(size, busy, idle)
        for caller in callers:
            await caller.close()


def show(size: int, busy: Rate, idle: Rate) -> None:
    """Say a line."""
    click.echo(
        f"{size:>3} callers: {busy.each_second:7.1f} durable check-ins/s, {busy.cpu_ms:.2f} ms CPU each, "
        f"p50 {busy.p50_ms:6.1f} p99 {busy.p99_ms:6.1f} ms; nothing {idle.each_second:7.1f}/s "
        f"({idle.cpu_ms:.2f} ms); ratio {idle.each_second / busy.each_second:5.1f}"
    )


def session(server: RealServer, prepared: Prepared) -> tuple[dict[str, str], dict[str, str]]:
    """Headers and cookies of the desk."""
    with closing(session_of(server.url, prepared.operation, prepared.results["secret"])) as http:
        headers = {name: http.headers[name] for name in ("x-csrf", "origin")}
        cookies = {one.name: one.value or "" for one in http.cookies.jar}
    return headers | {"accept": "application/json"}, cookies


@click.command()
@click.option("--seconds", default=5.0, show_default=True, type=click.FloatRange(0.5, 600.0))
def main(seconds: float) -> None:
    """Measure and print."""
    click.echo(str(measure_inside(max(CALLERS), seconds)))
    with tempfile.TemporaryDirectory(prefix="dvc-bench-") as folder:
        prepared = prepare(Path(folder) / "center", more=one_desk)
        with running(prepared) as server:
            headers, cookies = session(server, prepared)
            asyncio.run(measure(server, headers, cookies, seconds))


if __name__ == "__main__":
    main()
