"""The judges at the end: sums over the stored states, the chain, and a search for planted details."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.day_count import people_of_day
from dvc.domain.need import NEED
from dvc.domain.roles import Role
from dvc.domain.team import TEAM
from dvc.domain.values import activity_day
from dvc.read.daily_report import daily_report
from dvc.store.rebuild import verify
from dvc.store.tables import access_log, command_log, event_log, vault_value
from tests.e2e.walk import crowd, field, morning
from tests.e2e.walk.center import Walk


def check_sums(walk: Walk) -> None:
    """The identities of domain/02 2.9 over the stored states: nobody is silently fewer (law 12)."""
    reader, day = walk.house.operation.reader, activity_day(walk.clock.now())
    counted = people_of_day(reader.where(ATTENDANCE, day=day), reader.where(TEAM, day=day))
    assert counted.problems() == ()
    figures = counted.figures()
    assert figures["checked_in"] == crowd.PEOPLE
    assert figures["in_groups"] == crowd.GROUPS * crowd.GROUP_SIZE
    members = sum(len(team.members) for team in reader.where(TEAM, day=day))
    assert figures["went_out"] == figures["back"] == members > 0
    assert figures["left_early"] == crowd.PEOPLE - members
    assert (figures["still_here"], figures["not_yet_back"], figures["waiting"]) == (0, 0, 0)


def check_report(walk: Walk) -> None:
    """The daily report of the house, read from the log, says what the walk did, and its sums close."""
    reader, day = walk.house.operation.reader, activity_day(walk.clock.now())
    told = daily_report(reader, day)
    assert told.problems() == ()
    assert [one.code for one in told.sums() if not one.closes] == []
    goes_on = len(walk.teams[:: field.GOES_ON_EVERY])
    assert told.count("needs_new") == morning.LISTED + 1 + crowd.HOUSES
    assert told.count("surveys_done") == crowd.HOUSES
    assert told.count("needs_continue") == goes_on > 0
    assert told.count("needs_done") == len(walk.teams) - goes_on > 0
    members = sum(len(team.members) for team in reader.where(TEAM, day=day))
    assert (told.active_total, told.active_before) == (members, 0)


async def names_are_seen(walk: Walk) -> None:
    """Desks that may read the planted details ask for them, as their pages do; each look is in the log."""
    found = (walk.house.operation.reader.find(NEED, one) for one in walk.needs)
    homes = [str(need.household_id) for need in found if need is not None]
    people = sorted(walk.people)[: len(crowd.PLANTED_PEOPLE)]
    seen = b""
    for desk, ids in ((walk.desk(Role.INTAKE), homes), (walk.stations[0], people)):
        url = f"/api/v1/operations/{desk.operation}/labels"
        headers = {"x-csrf": desk.csrf, "accept": "application/json"}
        answer = await desk.http.post(url, json={"ids": ids}, headers=headers)
        assert answer.status_code == 200, answer.text
        seen += answer.content
    assert crowd.leaks([seen]) == sorted(set(crowd.PLANTED)), "who may see them sees them"


def check_log(walk: Walk) -> None:
    """Chain, replay and tables agree."""
    with walk.house.operation.reader.store.read() as connection:
        verdict = verify(connection)
    assert verdict.is_clean, verdict.differences


def check_nothing_leaked(walk: Walk) -> None:
    """The planted details stand in the vault, and nowhere in log, receipts, access log or board frames."""
    store = walk.house.operation.reader.store
    with store.read() as connection:
        vault = list(_rows(connection, vault_value))
        tables = {
            table.name: list(_rows(connection, table)) for table in (event_log, command_log, access_log)
        }
    logs = [row for rows in tables.values() for row in rows]
    frames = [frame.encode() for board in walk.boards.values() for frame in board.frames]
    assert crowd.leaks(vault) == sorted(set(crowd.PLANTED)), "the search finds what is there"
    assert {name: bool(rows) for name, rows in tables.items()} == dict.fromkeys(tables, True)
    assert len(logs) > crowd.PEOPLE
    assert len(frames) > crowd.PEOPLE
    assert crowd.leaks(logs) == []
    assert crowd.leaks(frames) == []


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """Every cell of a table as bytes, a row at a time."""
    for row in connection.execute(sa.select(table)):
        yield b"\0".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
