"""Plans as a desk would make them: needs one after the other, each team filled at once. Fast, feasible, the
floor.

Two desks are measured against (performance.md section 1): *first come* takes needs and people in the order
they stand; *priority desk* takes the most pressing need first and spares scarce people. A third, led by the
prices of the linear relaxation, is a start for the search. The published plan is never below any of them.
"""

from dataclasses import dataclass

import numpy as np

from dvc.matching.classes import ClassProblem, Floats, Ints
from dvc.matching.score import empty_plan, scarcity, use_of


@dataclass(slots=True, kw_only=True)
class Stores:
    """What is still free: parties by class (C,), stock (K,), shuttle seats (D,)."""

    free: Ints
    stock: Ints
    shuttle: Ints


def priority_desk(problem: ClassProblem, start: Ints | None = None) -> Ints:
    """Most pressing need first (file order among equals), scarce people spared, then teams topped up."""
    order = np.argsort(-problem.needs.priority, kind="stable")
    return top_up(problem, fill_in_order(problem, order, scarcity(problem), start))


def first_come(problem: ClassProblem, start: Ints | None = None) -> Ints:
    """Needs in the order of the file, people in the order of the queue."""
    order = np.arange(len(problem.needs.low))
    queue = np.array([members[0] for members in problem.classes.members], dtype=np.float64)
    return top_up(problem, fill_in_order(problem, order, queue, start))


def led_by_prices(problem: ClassProblem, share: Floats, price: Floats, start: Ints | None = None) -> Ints:
    """Needs by the share (J,) of them the linear relaxation serves, people by its price (C,) for their class.
    """
    order = np.lexsort((-problem.needs.priority, -np.round(share, 6)))
    return top_up(problem, fill_in_order(problem, order, price, start))


def fill_in_order(problem: ClassProblem, order: Ints, cost: Floats, start: Ints | None) -> Ints:
    """Serve needs in `order`, cheapest people first by `cost` (C,); a need whose team cannot be made stays
    empty.

    Needs with people placed by staff come first whatever the order. The answer may leave such a need short
    when no greedy choice completes it: the caller must look (`score.served_well`).
    """
    counts = empty_plan(problem) if start is None else start.copy()
    stores = stores_left(problem, counts)
    began = (problem.classes.size @ counts) > 0
    cheapest = np.argsort(cost, kind="stable")
    for need in [*order[began[order]].tolist(), *order[~began[order]].tolist()]:
        _Team(problem, stores, counts, need).complete(cheapest, has_begun=bool(began[need]))
    return counts


def top_up(problem: ClassProblem, counts: Ints) -> Ints:
    """Add free parties to served teams up to their maximum, nearest needs first, while a person placed is a
    gain.
    """
    counts, stores = counts.copy(), stores_left(problem, counts)
    use = use_of(problem, counts)
    by_size = np.argsort(problem.classes.size, kind="stable")
    for need in np.argsort(-problem.gain, kind="stable").tolist():
        if use.served[need] and problem.gain[need] > 0:
            _Team(problem, stores, counts, need).grow(by_size)
    return counts


def stores_left(problem: ClassProblem, counts: Ints) -> Stores:
    """What the plan `counts` (C, J) does not use."""
    use = use_of(problem, counts)
    rides = np.bincount(problem.needs.district, weights=use.rides, minlength=len(problem.shuttle)).astype(
        np.int64
    )
    return Stores(
        free=problem.classes.count - counts.sum(axis=1),
        stock=problem.stock - use.served @ problem.needs.tools,
        shuttle=problem.shuttle - rides,
    )


def could_serve(problem: ClassProblem, stores: Stores, need: int) -> bool:
    """Whether a team for an empty need can be made of what is left; a no may be wrong, a yes never is."""
    nobody = np.zeros(problem.shape, dtype=np.int64)
    order = np.argsort(scarcity(problem), kind="stable")
    return _Team(problem, stores, nobody, need).can_be_made(order, has_begun=False)


def serve(problem: ClassProblem, stores: Stores, need: int) -> bool:
    """As `could_serve`, and on a yes the team's people, tools and seats are taken out of `stores`."""
    nobody = np.zeros(problem.shape, dtype=np.int64)
    order = np.argsort(scarcity(problem), kind="stable")
    return _Team(problem, stores, nobody, need).complete(order, has_begun=False)


class _Team:
    """One need's team while it is being made; writes into `counts` and `stores` only when the team is whole.
    """

    def __init__(self, problem: ClassProblem, stores: Stores, counts: Ints, need: int) -> None:
        self.problem, self.stores, self.counts, self.need = problem, stores, counts, need
        self.classes = problem.classes
        self.column = counts[:, need].copy()
        self.free = np.where(self.classes.may[:, need], stores.free, 0)
        self.people = int(self.classes.size @ self.column)
        self.seats = int(self.classes.seats @ self.column)
        self.lacks = problem.needs.asked[need] - self.column @ self.classes.supply
        self.low, self.high = int(problem.needs.low[need]), int(problem.needs.high[need])
        self.district = int(problem.needs.district[need])
        self.rides_before = self._rides()

    def complete(self, cheapest: Ints, *, has_begun: bool) -> bool:
        """Bring the team to its minimum; writes only a whole team (True), and takes tools for a team newly
        begun.
        """
        is_whole = self.can_be_made(cheapest, has_begun=has_begun)
        if is_whole:
            self._write(takes_tools=not has_begun)
        return is_whole

    def can_be_made(self, cheapest: Ints, *, has_begun: bool) -> bool:
        """Take people until the team is whole; True when it is."""
        if not has_begun and (self.problem.needs.tools[self.need] > self.stores.stock).any():
            return False
        order = cheapest[self.free[cheapest] > 0]
        done = self._cover(order) and self._fill(order) and self._seat(order)
        return done and bool((self.lacks <= 0).all()) and self.low <= self.people <= self.high

    def grow(self, order: Ints) -> None:
        """Take as many more as fit in the team and its seats."""
        order = order[self.free[order] > 0]
        for c in order.tolist():
            while self.free[c] > 0 and self.people + self.classes.size[c] <= self.high:
                self._take(c)
                if self._rides() - self.rides_before > self.stores.shuttle[self.district]:
                    self._give_back(c)
                    break
            if self.people >= self.high:
                break
        self._write(takes_tools=False)

    def _cover(self, order: Ints) -> bool:
        """Take the cheapest party that covers most of what is lacking, until nothing is."""
        supply, size = self.classes.supply, self.classes.size
        while (self.lacks > 0).any():
            fits = order[(self.free[order] > 0) & (self.people + size[order] <= self.high)]
            helps = np.minimum(supply[fits], np.maximum(self.lacks, 0)).sum(axis=1)
            if not len(fits) or helps.max() == 0:
                return False
            self._take(int(fits[int(np.argmax(helps))]))
        return True

    def _fill(self, order: Ints) -> bool:
        """Take the cheapest parties up to the minimum; the last ones must not pass the maximum.

        At a need to ride to, a party with a car is taken whenever the team's own cars are full, so that the
        shuttle is left to those who need it.
        """
        size = self.classes.size
        has_car = (self.classes.seats > size)[order]
        rides = not self.problem.needs.walkable[self.need]
        while self.people < self.low:
            fits = (self.free[order] > 0) & (self.people + size[order] <= self.high)
            wanted = fits & has_car if rides and self.seats <= self.people else fits
            choice = wanted if wanted.any() else fits
            if not choice.any():
                return False
            self._take(int(order[int(np.argmax(choice))]))
        return True

    def _seat(self, order: Ints) -> bool:
        """While the shuttle is too small, bring in cars: add a party with seats, or exchange one without for
        it.
        """
        left = int(self.stores.shuttle[self.district])
        spare = self.classes.seats - self.classes.size
        while self._rides() - self.rides_before > left:
            with_cars = order[(self.free[order] > 0) & (spare[order] > 0)]
            room = self.high - self.people
            fitting = with_cars[self.classes.size[with_cars] <= room]
            if len(fitting):
                self._take(int(fitting[0]))
            elif not self._exchange(with_cars, spare):
                return False
        return True

    def _exchange(self, with_cars: Ints, spare: Ints) -> bool:
        """Give back one party that covers nothing and bring in one with a car instead."""
        size, supply = self.classes.size, self.classes.supply
        by_hand = np.where(self.classes.hand == self.need, self.column, 0)
        idle = np.flatnonzero(
            (self.column - by_hand > 0) & (supply <= np.maximum(-self.lacks, 0)).all(axis=1)
        )
        for out in idle[np.argsort(spare[idle], kind="stable")].tolist():
            fits = with_cars[
                (self.people - size[out] + size[with_cars] <= self.high)
                & (self.people - size[out] + size[with_cars] >= self.low)
                & (spare[with_cars] > spare[out])
            ]
            if len(fits):
                self._give_back(out)
                self._take(int(fits[0]))
                return True
        return False

    def _take(self, c: int) -> None:
        self._move(c, 1)

    def _give_back(self, c: int) -> None:
        self._move(c, -1)

    def _move(self, c: int, n: int) -> None:
        self.column[c] += n
        self.free[c] -= n
        self.people += n * int(self.classes.size[c])
        self.seats += n * int(self.classes.seats[c])
        self.lacks = self.lacks - n * self.classes.supply[c]

    def _rides(self) -> int:
        return 0 if self.problem.needs.walkable[self.need] else max(0, self.people - self.seats)

    def _write(self, *, takes_tools: bool) -> None:
        self.stores.free -= self.column - self.counts[:, self.need]
        self.stores.shuttle[self.district] -= self._rides() - self.rides_before
        if takes_tools:
            self.stores.stock -= self.problem.needs.tools[self.need]
        self.counts[:, self.need] = self.column
