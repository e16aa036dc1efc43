"""A1, A2: `kill -9` at a random moment. What was acknowledged is there; nothing is there twice; an act of
many rows is there whole or not at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.equipment_loan import LOAN
from dvc.domain.ids import TeamId
from dvc.domain.roles import Role
from dvc.domain.team import TEAM
from dvc.domain.team_state import VisitStatus
from dvc.domain.visit import VISIT
from dvc.store.tables import STATE_TABLES, command_log, event_log
from tests.reliability.real_server import (
    FORK,
    SHELL_LINE,
    Prepared,
    Stage,
    Way,
    opened,
    prepare,
    start,
    verify_by_command,
)
from tests.reliability.rush import Rush
from tests.reliability.wall import buckets, team_at_the_gate
from tests.served import free_port

CLIENTS = 8
SHELL_EVERY = 10
"""Each so many restarts the server is the plain shell line, the others are forks of the loaded program."""
SLOW_EVERY = 4
SLOW_DISK = Way(is_fork=True, commit_seconds=1.0)
"""On a fast disk a kill almost never falls between an answer and its commit, whatever their order; on this
one it does. Longer than `live.REACHED_SECONDS`: an answer waits so long for the boards to have read the act.
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


async def rush_until_killed(
    prepared: Prepared, rush: Rush, round_number: int, *, port: int, most_seconds: float
) -> float:
    """Start, let 8 clients check in, kill at a random moment (soon after the first answer);
    seconds until it was ready.
    """
    chance = random.Random(f"{rush.seed}/{round_number}")
    server = await asyncio.to_thread(start, prepared, port=port, way=way_of(round_number))
    before, stop = len(rush.acknowledged), asyncio.Event()
    async with client_of(prepared) as http:
        clients = [asyncio.create_task(rush.client(http, server.api, stop)) for _ in range(CLIENTS)]
        while len(rush.acknowledged) == before:
            assert not all(one.done() for one in clients), "nobody was received before the kill"
            await asyncio.sleep(0.005)
        await asyncio.sleep(chance.uniform(0.0, most_seconds))
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
    ("kills", "most_seconds"),
    [
        pytest.param(20, 0.5, id="20-kills"),
        pytest.param(200, 6.0, id="200-kills", marks=[pytest.mark.long(id="A1"), pytest.mark.timeout(3_600)]),
    ],
)
async def test_a1_no_kill_loses_or_doubles_an_acknowledged_check_in(
    kills: int, most_seconds: float, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    prepared = prepare(tmp_path / "center", Role.RECEPTION)
    rush, ready, port = Rush(seed=20), [], free_port()
    for number in range(kills):
        ready.append(await rush_until_killed(prepared, rush, number, port=port, most_seconds=most_seconds))
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
        f"{rush.done_after_all} of them were stored already; ready again after "
        f"{ready[len(ready) // 2]:.2f} s (median; p95 {ready[int(len(ready) * 0.95) - 1]:.2f} s)"
    )
    assert rush.retried > 0, "no kill came while somebody waited: the test has tried nothing"


# ---- A2: an act of many rows


def teams_at_the_gate(count: int) -> Callable[[Stage], dict[str, Any]]:
    """A stage with so many teams that only have to be sent off."""

    def build(stage: Stage) -> dict[str, Any]:
        buckets(stage, count * 2)
        return {"teams": [team_at_the_gate(stage, number) for number in range(1, count + 1)]}

    return build


async def send_off_and_kill(
    prepared: Prepared, team: TeamId, delay: float, *, port: int, way: Way
) -> tuple[bool, float]:
    """Start, let the team go, kill `delay` seconds after it was asked for, at the latest when it was
    answered; whether it was acknowledged, and after how long.
    """
    server = await asyncio.to_thread(start, prepared, port=port, way=way)
    async with client_of(prepared, Role.EQUIPMENT) as http:
        assert (await http.get(f"{server.api}/boards/field")).status_code == httpx.codes.OK
        url, body = f"{server.api}/commands/SendOff", {"team_id": team}
        begun = time.monotonic()
        asked = asyncio.create_task(
            http.post(url, json=body, headers={"idempotency-key": f"send-off-{team}"})
        )
        await asyncio.wait([asked], timeout=delay)
        took = time.monotonic() - begun
        os.kill(server.pid, signal.SIGKILL)
        answers = await asyncio.gather(asked, return_exceptions=True)
        await asyncio.to_thread(server.wait)
    answer = answers[0]
    if isinstance(answer, BaseException):
        assert isinstance(answer, httpx.TransportError), answer
        return False, took
    assert answer.status_code == httpx.codes.OK, answer.text
    return True, took


def parts_of_departure(prepared: Prepared, team_id: TeamId) -> dict[str, bool]:
    """The parts of one act as the store has them after the kill."""
    with opened(prepared.settings) as house:
        row = next(one for one in house.registry.operations() if one.operation_id == prepared.operation)
        reader = house.open(row).operation.reader
        team = reader.find(TEAM, team_id)
        assert team is not None
        people = [reader.find(ATTENDANCE, one) for one in team.members]
        sheets = [reader.find(VISIT, one) for one in team.visits]
        with reader.store.read() as connection:
            action = f"send-off-{team_id}"
            receipts = connection.execute(
                sa.select(command_log.c.seq).where(command_log.c.action_id == action)
            ).all()
            events = connection.execute(
                sa.select(event_log.c.kind).where(event_log.c.action_id == action)
            ).all()
        loans = reader.where(LOAN, team_id=team_id)
    return {
        "team": team.departed_at is not None,
        "people": all(one is not None and one.status is AttendanceStatus.DEPARTED for one in people),
        "some people": any(one is not None and one.status is AttendanceStatus.DEPARTED for one in people),
        "sheets": all(one is not None and one.status is VisitStatus.OUT for one in sheets),
        "tools": any(one.out_at is not None for one in loans),
        "receipt": bool(receipts),
        "events": bool(events),
    }


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(8, id="8-kills"),
        pytest.param(100, id="100-kills", marks=[pytest.mark.deep, pytest.mark.timeout(900)]),
    ],
)
async def test_a2_a_departure_is_there_with_all_its_parts_or_not_at_all(
    kills: int, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    prepared = prepare(tmp_path / "center", Role.EQUIPMENT, more=teams_at_the_gate(kills))
    port, chance = free_port(), random.Random(2)
    told, gone, usual = 0, 0, 10.0
    for number, team in enumerate(prepared.results["teams"]):
        way = SLOW_DISK if number % 2 else FORK
        delay = chance.uniform(0.0, usual + 2 * way.commit_seconds) if number else 10.0
        is_told, took = await send_off_and_kill(prepared, team, delay, port=port, way=way)
        usual = took if number == 0 else usual
        parts = parts_of_departure(prepared, team)
        assert len(set(parts.values())) == 1, parts
        assert parts["team"] or not is_told, "it was acknowledged"
        gone, told = gone + parts["team"], told + is_told
    assert told > 0
    assert verify_by_command(prepared)
    tell(f"A2: {kills} kills during a departure: {gone} there whole ({told} told), {kills - gone} not")
