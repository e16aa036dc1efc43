"""Durable check-ins a second over HTTP, beside a handler that does nothing, in one run on one machine:
`python -m tests.bench.commands --seconds 5`.

The ratio is what is kept (performance.md): the handler that does nothing tells how fast this machine is
today. SQLite file, WAL, synchronous=FULL, a server of its own process; callers are one desk's session.
"""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import httpx

from dvc.adapters.system import monotonic_seconds
from dvc.commands.staff import InviteStaff
from dvc.domain.ids import StaffId
from dvc.domain.roles import Role
from dvc.web.auth import Purpose
from tests.reliability.claimant import session_of
from tests.reliability.real_server import Prepared, RealServer, Stage, prepare, running
from tests.reliability.rush import Call

CALLERS = (1, 8, 32)
Ask = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One size. Answers a second of both, and the 99th percentile of a check-in in milliseconds."""

    callers: int
    nothing: float
    check_ins: float
    p99_ms: float

    @property
    def ratio(self) -> float:
        """Answers of the handler that does nothing for one check-in."""
        return self.nothing / self.check_ins


def one_desk(stage: Stage) -> dict[str, Any]:
    """A member of the reception, and the link that lets them in."""
    staff = StaffId("staff_bench")
    stage.give(InviteStaff(staff_id=staff, name="小池 まな", roles=(Role.RECEPTION,), section=Role.RECEPTION))
    issue = stage.operation.credentials.issue
    return {"secret": issue(Purpose.INVITATION, staff, {"pin": "none"}, expires_at=None)}


async def rate(http: httpx.AsyncClient, ask: Ask, callers: int, seconds: float) -> tuple[float, list[float]]:
    """Answers a second of so many callers who ask without a pause, and how long each took."""
    took: list[float] = []
    end = monotonic_seconds() + seconds

    async def caller() -> None:
        while (begun := monotonic_seconds()) < end:
            answer = await ask(http)
            assert answer.status_code == httpx.codes.OK, answer.text
            took.append(monotonic_seconds() - begun)

    begun = monotonic_seconds()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return len(took) / (monotonic_seconds() - begun), sorted(took)


async def measure(
    server: RealServer, headers: dict[str, str], cookies: dict[str, str], seconds: float
) -> None:
    """All sizes, a line each."""
    numbers = itertools.count(1)
    commands = f"{server.api}/commands/CheckInNew"

    def check_in(http: httpx.AsyncClient) -> Awaitable[httpx.Response]:
        number = next(numbers)
        call = Call(action=f"bench-{number:08d}", volunteer=f"vol_{number:08d}")
        return http.post(commands, json=call.body(), headers={"idempotency-key": call.action})

    def nothing(http: httpx.AsyncClient) -> Awaitable[httpx.Response]:
        return http.get(f"{server.url}/healthz")

    limits = httpx.Limits(max_connections=max(CALLERS))
    async with httpx.AsyncClient(
        headers=headers, cookies=cookies, timeout=60.0, limits=limits, trust_env=False
    ) as http:
        await rate(http, check_in, 1, 0.5)
        for callers in CALLERS:
            idle, _ = await rate(http, nothing, callers, seconds)
            busy, took = await rate(http, check_in, callers, seconds)
            p99 = took[int(len(took) * 0.99) - 1] * 1_000
            show(Measured(callers=callers, nothing=idle, check_ins=busy, p99_ms=p99))


def show(one: Measured) -> None:
    """Say a line."""
    click.echo(
        f"{one.callers:>3} callers: {one.check_ins:7.1f} durable check-ins/s, p99 {one.p99_ms:6.1f} ms; "
        f"nothing {one.nothing:7.1f}/s; ratio {one.ratio:5.1f}"
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
    with tempfile.TemporaryDirectory(prefix="dvc-bench-") as folder:
        prepared = prepare(Path(folder) / "center", more=one_desk)
        with running(prepared) as server:
            headers, cookies = session(server, prepared)
            asyncio.run(measure(server, headers, cookies, seconds))


if __name__ == "__main__":
    main()
