"""When each session was last touched: in memory by a clock that never jumps, and by its stored minute after a
restart.

The idle limit must neither follow a stepped wall clock (reliability F2) nor forget, at a restart or on
another process, that somebody was working a moment ago. So both are known, and the shorter time counts.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from dvc.ports import Credential

SESSIONS_MOST = 20_000
NOTE_EVERY_SECONDS = 60.0


class Presence:
    """Last touch of sessions by (operation, handle); used from many threads, each call one dictionary act."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """`monotonic`: seconds that never jump."""
        self._monotonic = monotonic
        self._touched: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._noted: OrderedDict[tuple[str, str], float] = OrderedDict()

    def touch(self, operation_id: str, handle: str) -> None:
        """Somebody did something."""
        _keep(self._touched, (operation_id, handle), self._monotonic())

    def idle(self, operation_id: str, session: Credential, now: datetime) -> timedelta:
        """How long nobody touched a session; zero for one that was just made."""
        touched = self._touched.get((operation_id, session.handle))
        here = None if touched is None else timedelta(seconds=self._monotonic() - touched)
        stored = now - _seen_at(session)
        if here is None:
            return max(stored, timedelta(0))
        return here if stored < timedelta(0) else min(here, stored)

    def wants_note(self, operation_id: str, handle: str) -> bool:
        """Whether the stored minute should be renewed; true once a minute and session."""
        key, now = (operation_id, handle), self._monotonic()
        if now - self._noted.get(key, -NOTE_EVERY_SECONDS) < NOTE_EVERY_SECONDS:
            return False
        _keep(self._noted, key, now)
        return True


def _keep(times: OrderedDict[tuple[str, str], float], key: tuple[str, str], at: float) -> None:
    times[key] = at
    times.move_to_end(key)
    while len(times) > SESSIONS_MOST:
        times.popitem(last=False)


def _seen_at(session: Credential) -> datetime:
    seen = session.body.get("seen_at")
    return session.created_at if seen is None else max(session.created_at, datetime.fromisoformat(seen))
