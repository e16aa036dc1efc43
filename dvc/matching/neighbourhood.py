"""Which needs to plan anew together: those that compete for the same scarce things.

A neighbourhood is a need to begin with, and the needs most like it in what they use (district with a full
shuttle, equipment, skills, leaders). Between neighbours an exchange can pay; between strangers it cannot.
Sizes grow when nothing is found and shrink when the models get too slow to finish.
"""

import numpy as np

from dvc.matching.classes import Bools, ClassProblem, Floats, Ints
from dvc.matching.pricing import Relaxation
from dvc.matching.restricted import Part

SMALLEST, LARGEST = 20, 120  # needs
GROWTH = 1.25
FAILURES_BEFORE_GROWTH = 6
PAIRS_A_NEED = 40
EMPTY_SHARE = 0.5  # of the parts begin at an empty need
NODES = 200
SHARE = 0.34  # of the budget left; a neighbourhood ends by its nodes, long before


class Neighbourhoods:
    """Hands out parts to solve, one after the other; the same chance, the same parts."""

    def __init__(self, problem: ClassProblem, relaxation: Relaxation, chance: np.random.Generator) -> None:
        """Measure what the needs share."""
        self.problem, self.relaxation, self.chance = problem, relaxation, chance
        self.size = float(SMALLEST)
        self.failures = 0
        self.wants = _wants(problem)

    def next_part(self, counts: Ints, matter: Bools, seed: int) -> Part:
        """A part around one need; half of the time around one that stands empty though it could gain."""
        candidates = np.flatnonzero(matter.any(axis=0))
        centre = self._centre(counts, candidates)
        alike = self.wants[candidates] @ self.wants[centre] + 0.5 * self.chance.random(len(candidates))
        alike[candidates == centre] = np.inf
        needs = np.sort(candidates[np.argsort(-alike, kind="stable")[: int(self.size)]])
        return Part(
            needs=needs,
            pairs=self._pairs(counts, matter, needs),
            share=SHARE,
            nodes=NODES,
            gap=0.0,
            seed=seed,
        )

    def learn(self, *, has_gained: bool) -> None:
        """Larger neighbourhoods after several that gave nothing."""
        self.failures = 0 if has_gained else self.failures + 1
        if self.failures >= FAILURES_BEFORE_GROWTH:
            self.size, self.failures = min(self.size * GROWTH, LARGEST), 0

    def _centre(self, counts: Ints, candidates: Ints) -> int:
        empty = candidates[counts[:, candidates].sum(axis=0) == 0]
        gain = self.relaxation.need_gain[empty]
        if len(empty) and self.chance.random() < EMPTY_SHARE:
            hopeful = empty[np.argsort(-gain, kind="stable")[: max(5, len(empty) // 4)]]
            return int(self.chance.choice(hopeful))
        return int(self.chance.choice(candidates))

    def _pairs(self, counts: Ints, matter: Bools, needs: Ints) -> Ints:
        """The best pairs of each need, ties by chance, and those in use."""
        gain = np.where(matter[:, needs], np.round(self.relaxation.pair_gain[:, needs], 6), -np.inf)
        order = np.lexsort((self.chance.random(gain.shape), -gain), axis=0)[:PAIRS_A_NEED]
        chosen = np.zeros(gain.shape, dtype=np.bool_)
        chosen[order, np.arange(len(needs))[None, :]] = True
        chosen = (chosen & matter[:, needs]) | (counts[:, needs] > 0)
        pairs = np.argwhere(chosen)
        return np.column_stack([pairs[:, 0], needs[pairs[:, 1]]])


def _wants(problem: ClassProblem) -> Floats:
    """(J, F) what each need uses, scaled so that a product of two rows says how much they compete."""
    needs = problem.needs
    districts = np.zeros((len(needs.low), len(problem.shuttle)))
    riding = ~needs.walkable
    districts[np.flatnonzero(riding), needs.district[riding]] = 1.0
    tools = (needs.tools > 0) * _pressure(needs.tools.sum(axis=0), problem.stock)
    offered = problem.classes.count @ problem.classes.supply
    asked = (needs.asked > 0) * _pressure(needs.asked.sum(axis=0), offered)
    return np.hstack([districts, tools, asked]).astype(np.float64)


def _pressure(demand: Ints, offered: Ints) -> Floats:
    """Demand over supply, between 0 and 2."""
    pressure: Floats = np.minimum(demand / np.maximum(offered, 1), 2.0)
    return pressure
