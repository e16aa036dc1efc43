"""The search for a better plan: restricted models that widen, then neighbourhoods, while the budget lasts.

performance.md section 1 argues the order: prices of the linear relaxation first (`pricing`), a small integer
model on promising pairs, wider ones, the whole model when it is small enough to be proven, and neighbourhood
search with what is left. The best plan only ever gets better.
"""

from dataclasses import dataclass, replace

import numpy as np

from dvc.matching.classes import Bools, ClassProblem, Ints
from dvc.matching.neighbourhood import Neighbourhoods
from dvc.matching.pricing import Relaxation
from dvc.matching.restricted import Part, could_matter, solve_part
from dvc.matching.score import lower_to_grid, value_of
from dvc.matching.stop import Budget

# Best pairs taken for each need and for each class. The first alone gives 99 % in seconds at 600 × 3,000.
WIDTHS = ((5, 0), (5, 5), (15, 15))
WIDENING_SHARE = 0.5  # of the budget left, for each restricted model
WIDENING_NODES = 30  # what the root does not find, a wider model finds sooner than a deep tree
WHOLE_PAIRS_MOST = 25_000  # above, the root of the whole model alone outlasts a desk's patience
WHOLE_SHARE = 0.7
CONTENT_GAP = 1e-4  # of a restricted model: its optimum is not the instance's, so a proof is worth nothing
PROOF_MARGIN = 1e-6  # HiGHS keeps rows and integers to 1e-6; the bound taken from it is lifted by as much


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Best plan (C, J), its value, the proven bound, and whether nothing is left to find."""

    counts: Ints
    value: float
    bound: float
    is_proven: bool = False


class Search:
    """One run of the search."""

    def __init__(self, problem: ClassProblem, relaxation: Relaxation, budget: Budget, seed: int) -> None:
        """Prepare; nothing is computed yet."""
        self.problem, self.relaxation, self.budget, self.seed = problem, relaxation, budget, seed
        self.chance = np.random.default_rng(seed)
        self.tried_whole = False

    def run(self, counts: Ints) -> State:
        """Improve the feasible plan `counts` until proven best or the budget is over."""
        state = self._better(
            State(
                counts=counts,
                value=float("-inf"),
                bound=lower_to_grid(self.problem, self.relaxation.bound),
            ),
            counts,
            value_of(self.problem, counts),
        )
        for width in WIDTHS:
            if not self._ended(state) and self.budget.affords(width[0] * len(self.problem.gain)):
                state = self._widen(state, width)
        if not self.tried_whole and not self._ended(state) and self._matter(state).sum() <= WHOLE_PAIRS_MOST:
            whole = self._matter(state) | (state.counts > 0)
            state = self._solve(state, whole, WHOLE_SHARE, is_whole=True)
        around = Neighbourhoods(self.problem, self.relaxation, self.chance)
        while not self._ended(state):
            state = self._step(state, around)
        return state

    def _ended(self, state: State) -> bool:
        return state.is_proven or self.budget.is_over()

    def _matter(self, state: State) -> Bools:
        return could_matter(self.problem, self.relaxation, state.value)

    def _widen(self, state: State, width: tuple[int, int]) -> State:
        """One restricted model; the whole one when the restriction would hold most of it anyway."""
        matter = self._matter(state)
        chosen = (self._promising(matter, width) & matter) | (state.counts > 0)
        is_whole = bool(2 * chosen.sum() >= matter.sum())
        if is_whole and self.tried_whole:
            return state
        pairs = (matter | (state.counts > 0)) if is_whole else chosen
        return self._solve(state, pairs, WIDENING_SHARE, is_whole=is_whole)

    def _promising(self, matter: Bools, width: tuple[int, int]) -> Bools:
        """(C, J) pairs of the fractional plan, and the best by gain for every need and every class."""
        classes, gain = (
            self.problem.classes,
            np.where(matter, np.round(self.relaxation.pair_gain, 6), -np.inf),
        )
        rows, columns = gain.shape
        chosen = self.relaxation.plan > 0
        # Ties are many (a class with people to spare has price 0): large classes first, then by chance.
        for_needs = np.lexsort((np.broadcast_to(-classes.count[:, None], gain.shape), -gain), axis=0)[
            : width[0]
        ]
        chosen[for_needs, np.arange(columns)[None, :]] = True
        for_classes = np.lexsort((self.chance.random(gain.shape), -gain), axis=1)[:, : width[1]]
        chosen[np.arange(rows)[:, None], for_classes] = True
        return chosen

    def _solve(self, state: State, chosen: Bools, share: float, *, is_whole: bool) -> State:
        pairs = np.argwhere(chosen)
        needs = np.flatnonzero(chosen.any(axis=0) | self.problem.needs.by_hand)
        part = Part(
            needs=needs,
            pairs=pairs,
            share=share,
            nodes=None if is_whole else WIDENING_NODES,
            gap=0.0 if is_whole else CONTENT_GAP,
            presolves=not is_whole,
            seed=self.seed,
        )
        answer = solve_part(self.problem, state.counts, part, self.budget)
        state = self._better(state, answer.counts, answer.value)
        self.tried_whole |= is_whole
        if is_whole:
            lifted = lower_to_grid(self.problem, answer.outcome.bound + PROOF_MARGIN)
            bound = max(state.value, lifted)
            bound = min(state.bound, bound)
            state = replace(state, bound=bound, is_proven=bound - state.value <= 2 * PROOF_MARGIN)
        self.budget.report("search", state.value, state.bound)
        return state

    def _step(self, state: State, around: Neighbourhoods) -> State:
        """One neighbourhood."""
        part = around.next_part(state.counts, self._matter(state), self.seed)
        answer = solve_part(self.problem, state.counts, part, self.budget)
        better = self._better(state, answer.counts, answer.value)
        around.learn(has_gained=better.value > state.value + PROOF_MARGIN)
        self.budget.report("improve", better.value, better.bound)
        return better

    def _better(self, state: State, counts: Ints, value: float) -> State:
        """The better of the two; proven when it meets the bound, or when no pair could be part of a better
        one.
        """
        if value < state.value:
            return state
        nothing_left = not self._matter(replace(state, value=value)).any()
        bound = value if nothing_left else state.bound
        return State(counts=counts, value=value, bound=bound, is_proven=bound - value <= PROOF_MARGIN)
