"""The judges at the end: sums over the stored states, the chain, and a search for planted details."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.day_count import people_of_day
from dvc.domain.team import TEAM
from dvc.domain.values import activity_day
from dvc.store.rebuild import verify
from dvc.store.tables import access_log, command_log, event_log, vault_value
from tests.e2e.walk import crowd
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
        logs = [row for table in (event_log, command_log, access_log) for row in _rows(connection, table)]
    frames = [frame.encode() for board in walk.boards.values() for frame in board.frames]
    assert crowd.leaks(vault) == sorted(set(crowd.PLANTED)), "the search finds what is there"
    assert len(logs) > crowd.PEOPLE
    assert len(frames) > crowd.PEOPLE
    assert crowd.leaks(logs) == []
    assert crowd.leaks(frames) == []


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    """Every cell of a table as bytes, a row at a time."""
    for row in connection.execute(sa.select(table)):
        yield b"\0".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
