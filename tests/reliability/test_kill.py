"""A1, A2: `kill -9` at a random moment. What was acknowledged is there; nothing is there twice; an act of many
rows is there whole or not at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from dvc.domain.roles import Role
from dvc.store.tables import STATE_TABLES, command_log, event_log
from tests.reliability.real_server import (
    FORK,
    SHELL_LINE,
    Prepared,
    Way,
    opened,
    prepare,
    start,
    verify_by_command,
)
from tests.reliability.rush import Rush
from tests.served import free_port

CLIENTS = 8
SHELL_EVERY = 10
"""Each so many restarts the server is the plain shell line, the others are forks of the loaded program."""
SLOW_EVERY = 4
SLOW_DISK = Way(is_fork=True, commit_seconds=1.0)
"""On a fast disk a kill almost never falls between an answer and its commit, whatever their order; on this one
it does. Longer than `live.REACHED_SECONDS`: an answer waits so long for the boards to have read the act.
"""


def way_of(round_number: int) -> Way:
    """The shell line now and then; else forks, some of them on a slow disk."""
    if round_number % SHELL_EVERY == 0:
        return SHELL_LINE
    return SLOW_DISK if round_number % SLOW_EVERY == 1 else FORK


def client_of(prepared: Prepared, role: Role = Role.RECEPTION) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {prepared.tokens[role.value]}", "accept": "application/json"}
    limits = httpx.Limits(max_connections=CLIENTS * 3)
    return httpx.AsyncClient(headers=headers, timeout=30.0, limits=limits, trust_env=False)


def check_integrity(store: Path, scratch: Path) -> None:
    """`PRAGMA integrity_check` on a copy of the file and its WAL as the kill left them."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for end in ("", "-wal"):
        part = store.with_name(store.name + end)
        if part.exists():
            shutil.copy(part, scratch / part.name)
    with contextlib.closing(sqlite3.connect(scratch / store.name)) as copied:
        assert copied.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def rush_until_killed(prepared: Prepared, rush: Rush, round_number: int, port: int) -> float:
    """Start, let 8 clients check in, kill at a random moment; seconds until it was ready."""
    chance = random.Random(f"{rush.seed}/{round_number}")
    server = await asyncio.to_thread(start, prepared, port=port, way=way_of(round_number))
    before, stop = len(rush.acknowledged), asyncio.Event()
    async with client_of(prepared) as http:
        clients = [asyncio.create_task(rush.client(http, server.api, stop)) for _ in range(CLIENTS)]
        while len(rush.acknowledged) == before:
            assert not all(one.done() for one in clients), "nobody was received before the kill"
            await asyncio.sleep(0.005)
        await asyncio.sleep(chance.uniform(0.0, 0.5))
        os.kill(server.pid, signal.SIGKILL)
        await asyncio.gather(*clients)
        await asyncio.to_thread(server.wait)
    return server.ready_after


def check_kept_once(prepared: Prepared, rush: Rush) -> None:
    """Laws 1 and 2 over everything that was acknowledged, in one reading of the store."""
    attendance = STATE_TABLES["attendance"].c
    with opened(prepared.settings) as house:
        row = next(one for one in house.registry.operations() if one.operation_id == prepared.operation)
        store = house.open(row).store
        with store.read() as connection:
            receipts = connection.execute(
                sa.select(command_log.c.action_id, command_log.c.code, command_log.c.seq).where(
                    command_log.c.action_id.like("tablet-%")
                )
            ).all()
            people = connection.execute(sa.select(attendance.f_volunteer_id, attendance.f_number)).all()
            acts = connection.execute(
                sa.select(event_log.c.action_id, event_log.c.stream).where(
                    event_log.c.kind == "VolunteerCheckedIn"
                )
            ).all()
    seqs = {one.action_id: one.seq for one in receipts if one.code is None}
    lost = [call for call, told in rush.acknowledged.items() if seqs.get(call.action) != told["seq"]]
    assert lost == []
    assert len(receipts) == len(seqs) == len(rush.acknowledged)
    assert {one.f_volunteer_id for one in people} == {call.volunteer for call in rush.acknowledged}
    for values in ([one.f_volunteer_id for one in people], [one.f_number for one in people]):
        assert [value for value, count in Counter(values).items() if count > 1] == []
    assert max(Counter(one.stream for one in acts).values()) == 1
    assert max(Counter(one.action_id for one in acts).values()) == 1


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(20, id="20-kills"),
        pytest.param(200, id="200-kills", marks=[pytest.mark.long(id="A1"), pytest.mark.timeout(3_600)]),
    ],
)
async def test_a1_no_kill_loses_or_doubles_an_acknowledged_check_in(kills: int, tmp_path: Path, tell: Callable[[str], None]) -> None:
    prepared = prepare(tmp_path / "center", Role.RECEPTION)
    rush, ready, port = Rush(seed=20), [], free_port()
    for number in range(kills):
        ready.append(await rush_until_killed(prepared, rush, number, port))
        check_integrity(prepared.store, tmp_path / "scratch")
    server = await asyncio.to_thread(start, prepared, port=port, way=FORK)
    async with client_of(prepared) as http:
        await rush.settle(http, server.api)
    server.kill()
    check_kept_once(prepared, rush)
    assert verify_by_command(prepared)
    ready.sort()
    tell(
        f"A1: {kills} kills, {len(rush.acknowledged)} acknowledged, {rush.retried} asked again, "
        f"{rush.done_after_all} of them were stored already; ready again after {ready[len(ready) // 2]:.2f} s "
        f"(median; p95 {ready[int(len(ready) * 0.95) - 1]:.2f} s)"
    )
    assert rush.retried > 0, "no kill came while somebody waited: the test has tried nothing"
