"""How often somebody may guess: tries of PINs, links, tags and tokens, by address and by whom they are about;
and the counting in a sliding window, which `dvc.web.floods` uses for the open forms.

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


class SlidingCounts:
    """When something happened, by key, within a window that slides. Used from the event loop only."""

    def __init__(self, monotonic: Callable[[], float], *, window_seconds: float, keys_most: int) -> None:
        """`monotonic`: seconds that never jump. Of more than `keys_most` keys the least used is forgotten."""
        self._monotonic = monotonic
        self._window = window_seconds
        self._most = keys_most
        self._times: OrderedDict[tuple[str, ...], deque[float]] = OrderedDict()

    def __len__(self) -> int:
        """How many keys are kept."""
        return len(self._times)

    def count(self, key: tuple[str, ...]) -> int:
        """How often in the window; asking keeps nothing."""
        return len(self._fresh(key))

    def wait(self, key: tuple[str, ...], most: int) -> float:
        """Seconds until the key may happen again when it may `most` times in the window; 0: now."""
        times = self._fresh(key)
        return self._window - (self._monotonic() - times[-most]) if len(times) >= most else 0.0

    def note(self, key: tuple[str, ...]) -> None:
        """It happened now."""
        self._times.setdefault(key, deque()).append(self._monotonic())
        self._times.move_to_end(key)
        while len(self._times) > self._most:
            self._times.popitem(last=False)

    def forget_last(self, key: tuple[str, ...]) -> None:
        """It did not count after all."""
        times = self._times.get(key)
        if times:
            times.pop()

    def _fresh(self, key: tuple[str, ...]) -> deque[float]:
        times = self._times.get(key)
        if times is None:
            return deque()
        now = self._monotonic()
        while times and now - times[0] >= self._window:
            times.popleft()
        if not times:
            del self._times[key]
        return times


class Limiter:
    """Wrong tries of the last minute by key. Used from the event loop only."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """`monotonic`: seconds that never jump."""
        self.counts = SlidingCounts(monotonic, window_seconds=WINDOW_SECONDS, keys_most=KEYS_MOST)

    def take(self, **keys: str) -> Tries:
        """Count a try under each key (`address=…`, `subject=…`). Raises Refusal `access.slow_down` (429,
        `seconds`).
        """
        wanted = tuple(keys.items())
        wait = max(self.counts.wait(key, TRIES_MOST) for key in wanted)
        if wait > 0:
            raise Refusal("access.slow_down", status=429, seconds=int(wait) + 1)
        for key in wanted:
            self.counts.note(key)
        return Tries(wanted)

    def give_back(self, tries: Tries) -> None:
        """The try was right."""
        for key in tries.keys:
            self.counts.forget_last(key)
