"""The operations that this process serves: those of its start, and those that were made or closed while it
runs.

`dvcenter operation create` and the set-up page write to the registry; a running server reads it again when a
path names an operation it does not know, and at most every few seconds for those that were closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dvc.domain.refusal import Refusal
from dvc.ports import Registry
from dvc.web.operation import Operation

LOOK_EVERY_SECONDS = 5.0


class OpenOperations:
    """Open operations by id; lives in the event loop."""

    def __init__(
        self,
        operations: dict[str, Operation],
        registry: Registry,
        *,
        open_one: Callable[[str], Operation],
        monotonic: Callable[[], float],
    ) -> None:
        """`operations` is the application's own dictionary and grows in place; `open_one` blocks."""
        self._operations = operations
        self._registry = registry
        self._open_one = open_one
        self._monotonic = monotonic
        self._guard = asyncio.Lock()
        self._looked_at = -LOOK_EVERY_SECONDS
        self._closed: frozenset[str] = frozenset()
        self._known: frozenset[str] = frozenset()

    async def get(self, operation_id: str) -> Operation:
        """An open operation. Raises Refusal `refusal.page_unknown` (404), `access.operation_closed` (410)."""
        await self._look()
        if operation_id in self._closed:
            raise Refusal("access.operation_closed", status=410)
        found = self._operations.get(operation_id)
        if found is None and operation_id in self._known:
            found = await self.open(operation_id)
        if found is None:
            raise Refusal("refusal.page_unknown", status=404)
        return found

    async def all(self) -> dict[str, Operation]:
        """Every operation that is open in the registry, by id."""
        await self._look()
        for operation_id in self._known - set(self._operations):
            await self.open(operation_id)
        return {one: found for one, found in self._operations.items() if one not in self._closed}

    async def open(self, operation_id: str) -> Operation:
        """Open an operation of the registry that this process has not opened yet; once."""
        async with self._guard:
            if operation_id not in self._operations:
                operation = await asyncio.to_thread(self._open_one, operation_id)
                await operation.hub.start()
                self._operations[operation_id] = operation
            return self._operations[operation_id]

    async def _look(self) -> None:
        now = self._monotonic()
        if now - self._looked_at < LOOK_EVERY_SECONDS:
            return
        self._looked_at = now
        rows = await asyncio.to_thread(self._registry.operations)
        self._closed = frozenset(row.operation_id for row in rows if not row.is_open)
        self._known = frozenset(row.operation_id for row in rows if row.is_open)
