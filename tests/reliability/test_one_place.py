"""B1: two staff take the same volunteer for two sheets at the same moment. Exactly one wins, the other is
told by whom and when, and both of their screens show the same winner.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dvc.commands.staff import InviteStaff
from dvc.domain.ids import StaffId
from dvc.domain.roles import Role
from dvc.domain.values import CENTER_ZONE
from dvc.web.auth import Purpose
from tests.embedded_pg import EmbeddedPostgres
from tests.reliability.board_client import Board, Where, watching
from tests.reliability.claimant import Claim, Plan, claim_in_rounds, session_of
from tests.reliability.real_server import FORK, Prepared, RealServer, Stage, prepare, running
from tests.reliability.wall import sheet, volunteer

STAFF = ("西田 あかり", "森 すみれ")
SIZES = [
    pytest.param(200, id="200-rounds"),
    pytest.param(2_000, id="2000-rounds", marks=[pytest.mark.deep, pytest.mark.timeout(1_200)]),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A round as both claimants had it: who won (0 or 1), and both answers."""

    winner: int
    won: Claim
    lost: Claim


def two_desks(stage: Stage) -> dict[str, Any]:
    """Two people at the matching desk, one volunteer who waits, two sheets on the wall."""
    secrets = []
    for number, name in enumerate(STAFF, 1):
        staff = StaffId(f"staff_{number}")
        stage.give(InviteStaff(staff_id=staff, name=name, roles=(Role.MATCHING,), section=Role.MATCHING))
        body = {"pin": "none", "many": True}
        issue = stage.operation.credentials.issue
        secrets.append(issue(Purpose.INVITATION, staff, body, expires_at=None))
    person = volunteer(stage, 1)
    return {"secrets": secrets, "person": person, "sheets": [sheet(stage, number) for number in (1, 2)]}


def screen_of(server: RealServer, secret: str) -> Where:
    """How the screen of this person is let in at this server."""
    operation = server.prepared.operation
    with closing(session_of(server.url, operation, secret)) as http:
        cookie = "; ".join(f"{one.name}={one.value}" for one in http.cookies.jar)
    return Where.of(server.url, operation, {"Cookie": cookie, "Origin": server.url})


async def fight(
    prepared: Prepared, servers: Sequence[RealServer], rounds: int
) -> tuple[list[Seen], list[Board]]:
    """Let the two claim against each other, each at a server, both screens open; rounds and screens."""
    secrets, sheets = prepared.results["secrets"], prepared.results["sheets"]
    boards = [Board("matching", times=True) for _ in STAFF]
    async with AsyncExitStack() as stack:
        for board, server, secret in zip(boards, servers, secrets, strict=True):
            where = await asyncio.to_thread(screen_of, server, secret)
            await stack.enter_async_context(watching(board, where))
        plans = [
            Plan(
                url=server.url,
                operation=prepared.operation,
                invitation=secret,
                person=prepared.results["person"],
                sheet=sheet,
                rounds=rounds,
            )
            for server, secret, sheet in zip(servers, secrets, sheets, strict=True)
        ]
        first, second = await asyncio.to_thread(_two_processes, plans)
        last = max(one.body["seq"] for one in (*first, *second) if one.status == 200)
        for board in boards:
            await board.reaches(last)
    return [_round(*answers) for answers in zip(first, second, strict=True)], boards


def _two_processes(plans: Sequence[Plan]) -> list[list[Claim]]:
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(plans))
    lines, processes = [], []
    for plan in plans:
        ours, theirs = context.Pipe()
        process = context.Process(target=claim_in_rounds, args=(plan, barrier, theirs))
        process.start()
        theirs.close()
        lines.append(ours)
        processes.append(process)
    try:
        return [line.recv() for line in lines]
    finally:
        for process in processes:
            process.join()


def _round(first: Claim, second: Claim) -> Seen:
    answers = (first, second)
    assert sorted(one.status for one in answers) == [200, 409], [one.body for one in answers]
    winner = 0 if first.status == 200 else 1
    return Seen(winner=winner, won=answers[winner], lost=answers[1 - winner])


def check_losers(prepared: Prepared, rounds: Sequence[Seen], acts: Mapping[int, Mapping[str, Any]]) -> None:
    """Each loser reads who was first, when and where. `acts`: deltas of a screen by position."""
    for seen in rounds:
        check_loser(prepared, seen, acts[seen.won.body["seq"]])


def check_loser(prepared: Prepared, seen: Seen, act: Mapping[str, Any]) -> None:
    """What the loser of one round reads; `act`: the delta of the winner's act."""
    body = seen.lost.body
    visit = prepared.results["sheets"][seen.winner]
    sheet_of_winner = next(one for one in act["upsert"] if one["id"] == visit)
    assert body["code"] == "wall.person_elsewhere", body
    assert body["details"]["by"] == STAFF[seen.winner]
    assert STAFF[seen.winner] in body["title"]
    at = datetime.fromisoformat(body["details"]["at"])
    assert at.isoformat(timespec="milliseconds") == act["at"], "when the winner acted"
    assert f"{at.astimezone(CENTER_ZONE):%H:%M}".lstrip("0") in body["title"]
    assert body["details"]["where"] == sheet_of_winner["code"]
    assert sheet_of_winner["code"] in body["title"]


def check_screens(prepared: Prepared, rounds: Sequence[Seen], boards: Sequence[Board]) -> list[float]:
    """Each screen showed the winner's sheet in the delta of the winner's act; seconds until it was there."""
    person, late = prepared.results["person"], []
    for board in boards:
        heard = {message["seq"]: (at, message) for at, message in board.heard}
        for seen in rounds:
            at, message = heard[seen.won.body["seq"]]
            shown = next(one for one in message["upsert"] if one["id"] == person)
            assert shown["visit"] == prepared.results["sheets"][seen.winner]
            assert notes_in(message) == {shown["visit"]: [person]}, "the note hangs on one sheet"
            late.append(at - seen.won.answered)
    return sorted(late)


def notes_in(message: Mapping[str, Any]) -> dict[str, list[str]]:
    """People whose notes hang on the sheets of a delta, by sheet."""
    sheets = [one for one in message["upsert"] if one["kind"] == "visit"]
    return {one["id"]: [who for note in one["notes"] for who in note["people"]] for one in sheets}


def deltas_of(board: Board) -> dict[int, dict[str, Any]]:
    """Deltas that a screen was sent, by position."""
    return {message["seq"]: message for _, message in board.heard}


def figures(store: str, rounds: Sequence[Seen], late: Sequence[float]) -> str:
    """What is said at the end of the run; law B1 wants the screens within 1 s."""
    won = sum(one.winner == 0 for one in rounds)
    half, p99, most = late[len(late) // 2], late[int(len(late) * 0.99) - 1], late[-1]
    return (
        f"B1 on {store}: {len(rounds)} rounds, won {won} to {len(rounds) - won}; both screens after the "
        f"answer: median {half * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, most {most * 1000:.0f} ms"
    )


@pytest.mark.parametrize("rounds", SIZES)
async def test_b1_two_desks_at_one_server_on_sqlite(
    rounds: int, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    prepared = prepare(tmp_path / "center", more=two_desks)
    with running(prepared, way=FORK) as server:
        seen, boards = await fight(prepared, (server, server), rounds)
    check_losers(prepared, seen, deltas_of(boards[0]))
    tell(figures("SQLite, one server", seen, check_screens(prepared, seen, boards)))


@pytest.mark.postgres
@pytest.mark.parametrize("rounds", SIZES)
async def test_b1_two_desks_at_two_servers_on_postgres(
    rounds: int, tmp_path: Path, postgres_server: EmbeddedPostgres, tell: Callable[[str], None]
) -> None:
    url = postgres_server.url(postgres_server.new_database())
    prepared = prepare(tmp_path / "center", database_url=url, more=two_desks)
    with ExitStack() as stack:
        servers = [stack.enter_context(running(prepared, way=FORK)) for _ in STAFF]
        seen, boards = await fight(prepared, servers, rounds)
    check_losers(prepared, seen, deltas_of(boards[0]))
    tell(figures("PostgreSQL, two servers", seen, check_screens(prepared, seen, boards)))
