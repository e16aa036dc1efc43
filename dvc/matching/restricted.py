"""Branch and bound over some needs and some pairs, started from the best plan so far.

Which pairs are worth a column is read from the linear relaxation: a pair whose gain over the prices is below
value − bound cannot be part of a better plan (reduced-cost fixing), so leaving it out loses nothing. A
restriction to still fewer pairs is a heuristic; only a model with all pairs that could matter says something
about the bound.
"""

from dataclasses import dataclass, replace

import numpy as np

from dvc.matching.classes import Bools, ClassProblem, Floats, Ints
from dvc.matching.engine import Engine, IntegerAnswer
from dvc.matching.greedy import top_up
from dvc.matching.model import Layout, Room, lay_out, need_columns, pair_columns
from dvc.matching.pricing import Relaxation
from dvc.matching.score import is_feasible, use_of, value_of
from dvc.matching.stop import Budget

FIXING_MARGIN = (
    1e-6  # a pair this much worse than needed is kept; far above rounding, far below a person's worth
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one branch and bound may change: needs (M,), pairs (N, 2), its limits (share of the budget left,
    nodes, gap), and the seed of HiGHS.
    """

    needs: Ints
    pairs: Ints
    share: float
    nodes: int | None
    gap: float
    seed: int
    presolves: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAnswer:
    """The best whole plan found (never worse than the given one), and what HiGHS said of the part."""

    counts: Ints
    value: float
    outcome: IntegerAnswer


def could_matter(problem: ClassProblem, relaxation: Relaxation, value: float) -> Bools:
    """(C, J) pairs that a plan better than `value` might use."""
    slack = relaxation.bound - value + FIXING_MARGIN
    pairs = problem.classes.may & (relaxation.pair_gain >= -slack)
    by_hand = problem.needs.by_hand
    return pairs & ((relaxation.need_gain >= -slack) | by_hand)[None, :]


def solve_part(problem: ClassProblem, counts: Ints, part: Part, budget: Budget) -> PartAnswer:
    """Best plan reachable from `counts` (C, J) by changing only what `part` names; the rest stays as it is.
    """
    room = _room_of(problem, counts, part.needs)
    layout = lay_out(problem, room)
    engine = Engine(layout, part.seed)
    engine.add(need_columns(problem, layout))
    engine.add(pair_columns(problem, layout, part.pairs))
    start = _start(problem, layout, part.pairs, counts)
    limits = replace(
        budget.limits(share=part.share), nodes=part.nodes, gap=part.gap, presolves=part.presolves
    )
    outcome = engine.integer(limits, start)
    budget.spend(engine.iterations)
    value = value_of(problem, counts)
    if outcome.columns is None:
        return PartAnswer(counts=counts, value=value, outcome=outcome)
    changed = _changed(layout, part.pairs, counts, outcome.columns)
    if not is_feasible(problem, changed):
        return PartAnswer(counts=counts, value=value, outcome=outcome)
    changed = top_up(problem, changed)
    changed_value = value_of(problem, changed)
    if changed_value < value:
        return PartAnswer(counts=counts, value=value, outcome=outcome)
    return PartAnswer(counts=changed, value=changed_value, outcome=outcome)


def _room_of(problem: ClassProblem, counts: Ints, needs: Ints) -> Room:
    """What is free when `needs` give back all they hold."""
    others = counts.copy()
    others[:, needs] = 0
    use = use_of(problem, others)
    rides = np.bincount(problem.needs.district, weights=use.rides, minlength=len(problem.shuttle)).astype(
        np.int64
    )
    return Room(
        needs=needs,
        count=problem.classes.count - others.sum(axis=1),
        stock=problem.stock - use.served @ problem.needs.tools,
        shuttle=problem.shuttle - rides,
    )


def _start(problem: ClassProblem, layout: Layout, pairs: Ints, counts: Ints) -> Floats:
    """Column values of the part of `counts` inside the model, in the order y, s, x."""
    use, needs = use_of(problem, counts), layout.room.needs
    rides = use.rides[needs[layout.ride >= 0]]
    values = np.concatenate([use.served[needs], rides, counts[pairs[:, 0], pairs[:, 1]]])
    return values.astype(np.float64)


def _changed(layout: Layout, pairs: Ints, counts: Ints, columns: Floats) -> Ints:
    """`counts` with the model's needs filled as `columns` say."""
    first_pair = len(layout.room.needs) + int((layout.ride >= 0).sum())
    changed = counts.copy()
    changed[:, layout.room.needs] = 0
    changed[pairs[:, 0], pairs[:, 1]] = np.round(columns[first_pair:]).astype(np.int64)
    return changed
