"""How often somebody may guess: tries of PINs, links, tags and tokens, by address and by whom they are about.

A try is taken before it is judged and given back when it was right, so that honest people never meet a limit,
not even a whole center behind one address, and a thousand tries at once are no way around it. In memory, by a
clock that never jumps: a restart forgives, and the store's own wait after wrong PINs does not
(dvc.store.credentials).
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

from dvc.domain.refusal import Refusal

WINDOW_SECONDS = 60.0
TRIES_MOST = 20
"""Wrong tries a minute, of one address or about one subject (reliability I2, C13)."""
KEYS_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Tries:
    """A try that was taken, to be given back when it was right."""

    keys: tuple[tuple[str, str], ...]


class Limiter:
    """Wrong tries of the last minute by key. Used from the event loop only."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """`monotonic`: seconds that never jump."""
        self._monotonic = monotonic
        self._tries: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def take(self, **keys: str) -> Tries:
        """Count a try under each key (`address=…`, `subject=…`). Raises Refusal `access.slow_down` (429,
        `seconds`).
        """
        now = self._monotonic()
        wanted = tuple((name, value) for name, value in keys.items())
        waits = [self._wait(key, now) for key in wanted]
        if max(waits) > 0:
            raise Refusal("access.slow_down", status=429, seconds=int(max(waits)) + 1)
        for key in wanted:
            self._of(key).append(now)
        return Tries(wanted)

    def give_back(self, tries: Tries) -> None:
        """The try was right."""
        for key in tries.keys:
            times = self._tries.get(key)
            if times:
                times.pop()

    def _wait(self, key: tuple[str, str], now: float) -> float:
        times = self._of(key)
        while times and now - times[0] >= WINDOW_SECONDS:
            times.popleft()
        return WINDOW_SECONDS - (now - times[0]) if len(times) >= TRIES_MOST else 0.0

    def _of(self, key: tuple[str, str]) -> deque[float]:
        times = self._tries.setdefault(key, deque())
        self._tries.move_to_end(key)
        while len(self._tries) > KEYS_MOST:
            self._tries.popitem(last=False)
        return times
