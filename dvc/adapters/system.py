"""The only module that knows the time and makes ids: everything else is given both (conventions.md section 5
and 6).
"""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, datetime


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Aware UTC instant."""
        return datetime.now(UTC)


class RandomIds:
    """UUIDv7 ids (RFC 9562): 48 bits of milliseconds, then 74 random bits; sorted within one process."""

    def __init__(self) -> None:
        """Start a sequence of its own; safe to share between threads."""
        self._lock = threading.Lock()
        self._last = 0

    def new(self, prefix: str) -> str:
        """`prefix_` + 32 hex digits."""
        with self._lock:
            milliseconds = max(time.time_ns() // 1_000_000, self._last)
            self._last = milliseconds
        random_bits = secrets.randbits(74)
        value = (milliseconds & ((1 << 48) - 1)) << 80
        value |= 0x7 << 76 | (random_bits >> 62) << 64 | 0b10 << 62 | (random_bits & ((1 << 62) - 1))
        return f"{prefix}_{value:032x}"


def monotonic_seconds() -> float:
    """Seconds of a clock that never jumps; for time-outs and budgets only."""
    return time.monotonic()
