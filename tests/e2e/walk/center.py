"""The center of the walk: a real server, a desk for every role, screens on every board from the start."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from dvc.board.catalogue import SPECS
from dvc.domain.roles import Role
from tests.factories import SetClock
from tests.reliability.board_client import Board, Where, watching
from tests.served import Desk, ServedHouse

DESKS = (
    Role.CENTER_HEAD,
    Role.GENERAL_AFFAIRS,
    Role.SECTION_CHIEF,
    Role.INTAKE,
    Role.SURVEYOR,
    Role.ORIENTATION,
    Role.MATCHING,
    Role.EQUIPMENT,
    Role.REPORT,
)
YESTERDAY = "2026-09-11"


@dataclass(slots=True)
class Walk:
    """What the steps share. `sheets`: visit ids; `people`: attendance ids by volunteer; `needs`: those of the
    houses that are visited, in order.
    """

    house: ServedHouse
    clock: SetClock
    desks: dict[Role, Desk]
    stations: list[Desk]
    boards: dict[str, Board]
    needs: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    teams: list[str] = field(default_factory=list)

    def desk(self, role: Role) -> Desk:
        """The desk of a role."""
        return self.desks[role]

    async def do(self, role: Role, command: str, **body: Any) -> dict[str, Any]:
        """A command of a desk that must be taken."""
        return await self.desks[role].do(command, **body)

    def pass_time(self, **delta: float) -> None:
        """Let the center's clock go on."""
        self.clock.at += timedelta(**delta)


@asynccontextmanager
async def a_walk(house: ServedHouse, clock: SetClock, *, stations: int) -> AsyncIterator[Walk]:
    """Everybody logs in; screens of the center's head follow all boards until the end of the block."""
    desks = {role: await house.login(role, name=f"机 {role.value}") for role in DESKS}
    doors = [await house.login(Role.RECEPTION, name=f"受付 {n}") for n in range(1, stations + 1)]
    head = desks[Role.CENTER_HEAD]
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in head.cookies())
    where = Where.of(house.url, house.operation_id, {"Cookie": cookie, "Origin": house.url})
    boards = {spec.name: Board(spec.name, keeps=True) for spec in SPECS}
    async with AsyncExitStack() as stack:
        for board in boards.values():
            await stack.enter_async_context(watching(board, where))
        yield Walk(house=house, clock=clock, desks=desks, stations=doors, boards=boards)


async def check_boards(walk: Walk) -> None:
    """D1 over the wire: what each screen made of its deltas is what a fresh look shows."""
    head = walk.desk(Role.CENTER_HEAD)
    for name, board in walk.boards.items():
        snapshot = await head.board(name)
        await board.reaches(snapshot["seq"])
        board.equals(snapshot)
        assert board.snapshots == 1, f"{name} was followed from its first snapshot"
    assert sum(board.deltas for board in walk.boards.values()) > len(walk.boards)
