"""From a plan on classes to parties by name. Within a class the choice is free: who was there before goes
back.

Returning to the previous need is a tie-break only (contracts.md section 5): names are chosen so, then parties
of equal size change places where the teams stay whole. The value cannot change by either.
"""

from dataclasses import dataclass

import numpy as np

from dvc.matching.classes import NO_NEED, ClassProblem, Ints, previous_needs
from dvc.matching.score import use_of

ROUNDS_MOST = 5


def place(problem: ClassProblem, counts: Ints) -> Ints:
    """(P,) need of each party, `NO_NEED` when it stays. Those who return first, then the order of the queue.
    """
    previous = previous_needs(problem.instance)
    places = np.full(len(previous), NO_NEED, dtype=np.int64)
    for c, members in enumerate(problem.classes.members):
        left = {int(j): int(counts[c, j]) for j in np.flatnonzero(counts[c])}
        waiting = []
        for party in members:
            home = int(previous[party])
            if left.get(home, 0) > 0:
                places[party], left[home] = home, left[home] - 1
            else:
                waiting.append(party)
        spots = [j for j, n in left.items() for _ in range(n)]
        for party, j in zip(waiting, spots, strict=False):
            places[party] = j
    return places


def exchange_back(problem: ClassProblem, places: Ints) -> Ints:
    """Let parties change places with others of the same size so that more are back; at most a few rounds."""
    swap = _Exchange(problem, places)
    for _ in range(ROUNDS_MOST):
        if not swap.round():
            break
    return swap.places


def join(problem: ClassProblem, places: Ints, counts: Ints) -> Ints:
    """Let waiting parties join teams until the plan is `counts` (C, J), which nobody of `places` leaves."""
    places, here = places.copy(), counts_of(problem, places)
    for c, j in np.argwhere(counts > here).tolist():
        waiting = [party for party in problem.classes.members[c] if places[party] == NO_NEED]
        places[waiting[: int(counts[c, j] - here[c, j])]] = j
    return places


def counts_of(problem: ClassProblem, places: Ints) -> Ints:
    """(C, J) the plan on classes that `places` (P,) is a naming of."""
    counts = np.zeros(problem.shape, dtype=np.int64)
    for c, members in enumerate(problem.classes.members):
        there = places[list(members)]
        np.add.at(counts, (c, there[there != NO_NEED]), 1)
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Swap:
    """Party `one` (class) leaves need `away` (`NO_NEED`: the waiting people) for `home`; `other` goes the
    other way.
    """

    one: int
    other: int
    away: int
    home: int


class _Exchange:
    """The plan by name while parties change places, with the sums of every team."""

    def __init__(self, problem: ClassProblem, places: Ints) -> None:
        self.problem, self.places = problem, places.copy()
        self.previous = previous_needs(problem.instance)
        self.class_of = np.full(len(places), NO_NEED, dtype=np.int64)
        for c, members in enumerate(problem.classes.members):
            self.class_of[list(members)] = c
        counts = counts_of(problem, places)
        use = use_of(problem, counts)
        self.brought, self.rides = use.brought, use.rides
        self.spare = problem.classes.seats @ counts - use.people
        by_district = np.bincount(problem.needs.district, weights=use.rides, minlength=len(problem.shuttle))
        self.shuttle = problem.shuttle - by_district.astype(np.int64)

    def round(self) -> bool:
        """Try every party that is away from its previous need once; True when somebody moved."""
        moved = False
        for party in np.flatnonzero((self.previous != NO_NEED) & (self.previous != self.places)).tolist():
            moved |= self._bring_back(party)
        return moved

    def _bring_back(self, party: int) -> bool:
        one, home, away = int(self.class_of[party]), int(self.previous[party]), int(self.places[party])
        classes = self.problem.classes
        if one == NO_NEED or not classes.may[one, home] or classes.hand[one] != NO_NEED:
            return False
        there = np.flatnonzero((self.places == home) & (self.previous != home))
        for rival in there.tolist():
            other = int(self.class_of[rival])
            alike = classes.size[other] == classes.size[one] and classes.hand[other] == NO_NEED
            may_leave = away == NO_NEED or bool(classes.may[other, away])
            swap = _Swap(one=one, other=other, away=away, home=home)
            if alike and may_leave and self._fits(swap):
                self._apply(swap)
                self.places[party], self.places[rival] = home, away
                return True
        return False

    def _fits(self, swap: _Swap) -> bool:
        classes, needs = self.problem.classes, self.problem.needs
        change = classes.supply[swap.one] - classes.supply[swap.other]
        if (self.brought[swap.home] + change < needs.asked[swap.home]).any():
            return False
        if swap.away != NO_NEED and (self.brought[swap.away] - change < needs.asked[swap.away]).any():
            return False
        left = self.shuttle.copy()
        for need, rides in self._rides_after(swap):
            left[needs.district[need]] += self.rides[need] - rides
        return bool((left >= 0).all())

    def _rides_after(self, swap: _Swap) -> list[tuple[int, int]]:
        """(need, shuttle seats it would take) of the needs the swap touches."""
        classes, walkable = self.problem.classes, self.problem.needs.walkable
        seats = int(classes.seats[swap.one] - classes.seats[swap.other])
        touched = [(swap.home, seats)] + ([(swap.away, -seats)] if swap.away != NO_NEED else [])
        return [
            (need, 0 if walkable[need] else max(0, -int(self.spare[need]) - more)) for need, more in touched
        ]

    def _apply(self, swap: _Swap) -> None:
        classes, needs = self.problem.classes, self.problem.needs
        for need, rides in self._rides_after(swap):
            self.shuttle[needs.district[need]] += self.rides[need] - rides
            self.rides[need] = rides
        change = classes.supply[swap.one] - classes.supply[swap.other]
        seats = classes.seats[swap.one] - classes.seats[swap.other]
        self.brought[swap.home] += change
        self.spare[swap.home] += seats
        if swap.away != NO_NEED:
            self.brought[swap.away] -= change
            self.spare[swap.away] -= seats
