"""Sockets that are open under an access, and their end: at once when this process ends it, else at the next
look.

A board may stay open for a day. Logout and a person's end reach it here; what another process, the command
line or the clock ended is found by asking the store again every other second, all sockets in one go
(reliability D11: 5 s).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from dvc.domain.roles import Role

RECHECK_SECONDS = 2.0

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Ticket:
    """The access of one connection. `again`: its roles as they stand now, None when it is gone; blocks."""

    sockets: OpenSockets | None = None
    again: Callable[[], frozenset[Role] | None] | None = None
    ended: bool = False

    def watch(
        self,
        operation_id: str,
        subject: str,
        handle: str,
        roles: frozenset[Role],
        callback: Callable[[], None],
    ) -> Callable[[], None]:
        """Call `callback` once in the loop when the access ends; returns what stops the watching."""
        if self.sockets is None:
            return lambda: None  # nothing can end: the public board
        watch = Watch(
            ticket=self,
            operation_id=operation_id,
            subject=subject,
            handle=handle,
            roles=roles,
            callback=callback,
        )
        return self.sockets.add(watch)


@dataclass(slots=True, eq=False, kw_only=True)
class Watch:
    """One open socket."""

    ticket: Ticket
    operation_id: str
    subject: str
    handle: str
    roles: frozenset[Role]
    callback: Callable[[], None]


@dataclass(slots=True)
class OpenSockets:
    """All of one process; lives in the event loop."""

    watches: set[Watch] = field(default_factory=set)
    _task: asyncio.Task[None] | None = None

    def add(self, watch: Watch) -> Callable[[], None]:
        """Begin to watch a socket; returns what stops it."""
        self.watches.add(watch)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._recheck(), name="open-sockets")
        return lambda: self.watches.discard(watch)

    def end(self, operation_id: str, *, subject: str | None = None, handle: str | None = None) -> None:
        """An access ended here and now: of one credential, or of a subject with all of theirs."""
        for watch in list(self.watches):
            same = watch.handle == handle if handle is not None else watch.subject == subject
            if same and watch.operation_id == operation_id:
                self._end(watch)

    def _end(self, watch: Watch) -> None:
        watch.ticket.ended = True
        self.watches.discard(watch)
        watch.callback()

    async def _recheck(self) -> None:
        while self.watches:
            await asyncio.sleep(RECHECK_SECONDS)
            for watch in await asyncio.to_thread(_gone, list(self.watches)):
                if watch in self.watches:
                    self._end(watch)


def _gone(watches: list[Watch]) -> list[Watch]:
    """Those whose access no longer stands, or stands with other roles: they come back with what they may see
    now.
    """
    gone = []
    for watch in watches:
        assert watch.ticket.again is not None, "only what can end is watched"
        try:
            if watch.ticket.again() != watch.roles:
                gone.append(watch)
        except Exception:  # noqa: BLE001 - one store that cannot be read must not end the watching of all
            _log.exception("access of a socket could not be judged")
    return gone
