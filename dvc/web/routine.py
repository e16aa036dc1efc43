"""Gives what is due by the clock (`dvc.commands.routine`) through the ordinary door, as the system, for every
operation that this process serves; those that were made while it runs, too.

It looks at the start and then every quarter of a minute, at the operation's own clock, so that a demo's fast
day has its hours. What fails is tried again at the next look under the same id.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping

from dvc.commands.routine import Due, due_now
from dvc.domain.command import CommandMeta
from dvc.domain.day import day_stream
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId
from dvc.domain.roles import SYSTEM
from dvc.domain.values import activity_day
from dvc.ports import Registry
from dvc.web.operation import Operation

LOOK_SECONDS = 15.0

_log = logging.getLogger(__name__)


class Routine:
    """The routine of one operation in this process."""

    def __init__(self, operation: Operation) -> None:
        """Its boards must follow the log already."""
        self._operation = operation
        self._done: set[ActionId] = set()

    async def look(self) -> None:
        """Give what is due and was not given by this process yet."""
        now, world = self._operation.clock.now(), self._operation.hub.world
        day = world.state("day", day_stream(activity_day(now)))
        due = due_now(day, list(world.states["run"].values()), now)
        self._done &= {one.action_id for one in due}
        for one in due:
            if one.action_id not in self._done:
                await self._give(one)
                self._done.add(one.action_id)

    async def _give(self, due: Due) -> None:
        meta = CommandMeta(action_id=due.action_id, actor=SYSTEM, medium=Medium.SYSTEM)
        receipt = await asyncio.wrap_future(self._operation.submit(due.command, meta))
        if not receipt.is_done:
            _log.warning("routine %s was refused: %s", due.action_id, receipt.code)


@contextlib.asynccontextmanager
async def keep_routine(
    operations: Mapping[str, Operation], registry: Registry, *, look_seconds: float = LOOK_SECONDS
) -> AsyncIterator[None]:
    """Keep the routine of these operations until the end of the block; the mapping may grow meanwhile."""
    task = asyncio.create_task(_look_again_and_again(operations, registry, look_seconds), name="routine")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _look_again_and_again(
    operations: Mapping[str, Operation], registry: Registry, look_seconds: float
) -> None:
    routines: dict[str, Routine] = {}
    while True:
        for name in await _open_in(registry):
            if name in operations:
                await _looked(routines.setdefault(name, Routine(operations[name])))
        await asyncio.sleep(look_seconds)


async def _open_in(registry: Registry) -> list[str]:
    """Operations that are open: one that was closed while we run does nothing any more."""
    try:
        rows = await asyncio.to_thread(registry.operations)
    except Exception:  # noqa: BLE001 - logged; asked again at the next look
        _log.exception("the routine could not read the registry")
        return []
    return [row.operation_id for row in rows if row.is_open]


async def _looked(routine: Routine) -> None:
    """One look; a fault in one operation is no reason to leave the others alone."""
    try:
        await routine.look()
    except Exception:  # noqa: BLE001 - logged; the next look tries again under the same ids
        _log.exception("the routine could not be done")
