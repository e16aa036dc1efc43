"""The clock of a demo: begins at a chosen instant and runs at a chosen speed, so that a newcomer meets a
morning.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from dvc.adapters.system import monotonic_seconds


class DemoClock:
    """`begin` at its making, then `speed` seconds a second; it never goes back."""

    def __init__(self, begin: datetime, *, speed: float = 1.0) -> None:
        """`begin` is aware."""
        self._lock = threading.Lock()
        self._begin = begin
        self._speed = speed
        self._start = monotonic_seconds()
        self._set: datetime | None = begin

    def now(self) -> datetime:
        """Aware instant of the demo."""
        with self._lock:
            if self._set is not None:
                return self._set
            elapsed = monotonic_seconds() - self._start
            return self._begin + timedelta(seconds=elapsed * self._speed)

    def jump(self, to: datetime) -> None:
        """While the stage is set the clock stands and is moved by hand, forward only."""
        with self._lock:
            assert self._set is not None, "a running clock is not moved"
            self._set = max(self._set, to)

    def run(self) -> None:
        """From now on the clock runs."""
        with self._lock:
            if self._set is not None:
                self._begin, self._set = self._set, None
                self._start = monotonic_seconds()
