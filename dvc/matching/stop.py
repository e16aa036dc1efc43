"""When the solver must end, and who is told how far it is. The room reads no clock: the caller brings the
stop.

A budget in steps makes a run repeatable: one step is a thousand simplex iterations of HiGHS, whatever the
machine. A budget in seconds is a function the caller makes from its own clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from dvc.matching.engine import Limits

ITERATIONS_A_STEP = 1_000
ITERATIONS_A_LOOK = (
    100  # simplex iterations between two looks of branch and bound: 25 in the tree, 150-900 at the root
)
FEWEST_LOOKS = 5
SMALLEST_CHARGE = 200  # iterations; a run that needs none still costs, so that every budget ends
SECONDS_KEPT_SHARE = 0.1  # of a budget in seconds, kept for placing people by name and for the reasons
SECONDS_KEPT_MOST = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Exactly one of the two: `steps` (0 = greedy plans only), or `remaining_seconds` asked again and again.
    """

    steps: int | None = None
    remaining_seconds: Callable[[], float] | None = None

    def __post_init__(self) -> None:
        """A stop that is neither or both is a programming fault."""
        if (self.steps is None) == (self.remaining_seconds is None):
            message = "a Stop is either steps or remaining_seconds"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: phase code, best value so far, proven bound so far (inf before the first)."""

    phase: str
    value: float
    bound: float


def _nobody(_progress: Progress) -> None:
    """Tell nobody."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who looks on: `on_progress` after every phase or better plan; `cancelled` asked often, True ends the
    run.
    """

    on_progress: Callable[[Progress], None] = field(default=_nobody)
    cancelled: Callable[[], bool] = field(default=_never)


class Budget:
    """What is left of a stop, spent by one run."""

    def __init__(self, stop: Stop, watch: Watch) -> None:
        """Begin to spend; with seconds, a small part is kept for what follows the search."""
        self._watch = watch
        self._remaining = stop.remaining_seconds
        self._iterations = (stop.steps or 0) * ITERATIONS_A_STEP
        given = stop.remaining_seconds() if stop.remaining_seconds else 0.0
        self._kept = min(SECONDS_KEPT_SHARE * given, SECONDS_KEPT_MOST)

    def seconds(self) -> float:
        """Seconds left for searching; inf under a budget in steps."""
        return float("inf") if self._remaining is None else self._remaining() - self._kept

    def is_over(self) -> bool:
        """Nothing left, or somebody pressed stop."""
        left = self._iterations > 0 if self._remaining is None else self.seconds() > 0
        return not left or self._watch.cancelled()

    def affords(self, columns: int) -> bool:
        """Whether a model of so many columns is worth beginning: its root costs at least an iteration a
        column.
        """
        return self._remaining is not None or self._iterations >= columns

    def limits(self, *, share: float = 1.0) -> Limits:
        """Limits of one run: at most `share` of what is left."""
        if self._remaining is None:
            counted = max(int(self._iterations * share), 1)
            looks = counted // ITERATIONS_A_LOOK + FEWEST_LOOKS
            return Limits(iterations=counted, looks=looks, must_stop=self._watch.cancelled)
        left = self.seconds()
        ends_at = left * (1.0 - share)

        def must_stop() -> bool:
            return self._watch.cancelled() or self.seconds() <= ends_at

        return Limits(seconds=max(left * share, 0.0), must_stop=must_stop)

    def spend(self, iterations: int) -> None:
        """Charge a run."""
        self._iterations -= max(iterations, SMALLEST_CHARGE)

    def report(self, phase: str, value: float, bound: float) -> None:
        """Tell the watch."""
        self._watch.on_progress(Progress(phase=phase, value=value, bound=bound))
