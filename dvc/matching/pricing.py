"""The linear relaxation over all classes and needs, by sifting, and the bounds its prices prove.

A few columns at a time: solve, price every pair with array sums, add the best, until no pair gains. Prices of
any quality prove a bound: for prices λ of the right sign, every feasible plan is worth at most λ·b plus what
the columns gain over λ (weak duality). The bound is summed here from the whole instance, never taken from a
solver's word, and so holds also when sifting was stopped half way.
"""

from dataclasses import dataclass

import numpy as np

from dvc.matching.classes import Bools, ClassProblem, Floats, Ints
from dvc.matching.engine import Engine, LinearAnswer
from dvc.matching.model import Layout, full_room, lay_out, need_columns, pair_columns
from dvc.matching.score import value_of
from dvc.matching.stop import Budget

NEW_PAIRS_A_NEED = 5
NEW_PAIRS_A_CLASS = 5
GAIN_TOLERANCE = 1e-6
ROUNDING_MARGIN = 1e-9  # relative; sums of some 1e5 doubles are good to about 1e-11
SHARE_OF_BUDGET = 0.6  # the integer search must get its part even when the relaxation is slow


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """Where sifting ended: the proven bound, the price-adjusted gains, and the fractional plan.

    need_gain: (J,) gain of serving a need over the prices. pair_gain: (C, J) gain of one party of a class at
    a need, -inf where it may not or cannot go. share: (J,) part of each need served. plan: (C, J) parties,
    fractional. class_price: (C,) worth of one more party. bound is inf and arrays None-free zeros when
    nothing was solved.
    """

    bound: float
    need_gain: Floats
    pair_gain: Floats
    share: Floats
    plan: Floats
    class_price: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Gains over given prices, and the bound they prove."""

    bound: float
    need_gain: Floats
    pair_gain: Floats
    class_price: Floats


def relax(problem: ClassProblem, start: Ints, budget: Budget, seed: int) -> Relaxation:
    """Sift until proven or stopped. `start` (C, J) is a feasible plan; its pairs make the first model
    feasible.
    """
    layout = lay_out(problem, full_room(problem))
    engine = Engine(layout, seed)
    engine.add(need_columns(problem, layout))
    pairs = np.argwhere(start > 0)
    engine.add(pair_columns(problem, layout, pairs))
    inside, value = start > 0, value_of(problem, start)
    best = price_all(problem, layout, np.zeros(layout.rows))
    answer, seconds_end = None, budget.seconds() * (1.0 - SHARE_OF_BUDGET)
    while not budget.is_over() and budget.seconds() >= seconds_end:
        before = engine.iterations
        latest = engine.linear(budget.limits(share=SHARE_OF_BUDGET))
        budget.spend(engine.iterations - before)
        if latest is None:
            break
        answer, priced = latest, price_all(problem, layout, latest.prices)
        best = priced if priced.bound <= best.bound else best
        budget.report("bound", value, best.bound)
        fresh = _best_outside(priced.pair_gain, inside)
        if not len(fresh):
            break
        engine.add(pair_columns(problem, layout, fresh))
        inside[fresh[:, 0], fresh[:, 1]] = True
        pairs = np.concatenate([pairs, fresh])
    return _relaxation(problem, layout, pairs, answer, best)


def price_all(problem: ClassProblem, layout: Layout, prices: Floats) -> Priced:
    """Gains of every column over `prices`, made right in sign, and the bound they prove for the whole
    instance.
    """
    at_most = np.isfinite(layout.row_upper)
    prices = np.where(at_most, np.maximum(prices, 0.0), np.minimum(prices, 0.0))
    pair_gain = _pair_gains(problem, layout, prices)
    free = problem.classes.hand < 0
    own = prices[at_most] @ layout.row_upper[at_most]
    columns = need_columns(problem, layout)
    gains = columns.cost - columns.matrix.T @ prices
    of_needs = np.where(gains > 0, gains * columns.upper, gains * columns.lower).sum()
    by_hand = problem.classes.hand[~free]
    placed = (pair_gain[np.flatnonzero(~free), by_hand] * problem.classes.count[~free]).sum()
    bound = float(own + of_needs + _most_gain(problem, pair_gain)[free].sum() + placed)
    need_gain = np.zeros(len(problem.gain))
    need_gain[layout.room.needs] = gains[: len(layout.room.needs)]
    row = layout.class_row
    class_price = np.where(row >= 0, prices[np.maximum(row, 0)], 0.0)
    return Priced(
        bound=bound + ROUNDING_MARGIN * (1.0 + abs(bound)),
        need_gain=need_gain,
        pair_gain=pair_gain,
        class_price=class_price,
    )


def _most_gain(problem: ClassProblem, pair_gain: Floats) -> Floats:
    """(C,) the most a class can gain over the prices: its best pairs first, until its parties are used up."""
    most = _most_at(problem)
    order = np.argsort(-pair_gain, axis=1, kind="stable")
    gains = np.maximum(np.take_along_axis(pair_gain, order, axis=1), 0.0)
    filled = np.minimum(
        np.cumsum(np.take_along_axis(most, order, axis=1), axis=1), problem.classes.count[:, None]
    )
    most_gain: Floats = (gains * np.diff(filled, axis=1, prepend=0)).sum(axis=1)
    return most_gain


def _most_at(problem: ClassProblem) -> Ints:
    """(C, J) how many parties of a class one need can take at most."""
    by_size = problem.needs.high[None, :] // problem.classes.size[:, None]
    most: Ints = np.minimum(problem.classes.count[:, None], by_size)
    return most


def _pair_gains(problem: ClassProblem, layout: Layout, prices: Floats) -> Floats:
    """(C, J) value of one party of each class at each need, less what the rows it stands in cost."""
    classes, needs = problem.classes, problem.needs
    price = np.append(prices, 0.0)  # row -1, "no row", costs nothing
    at = layout.place
    size = classes.size[:, None].astype(np.float64)
    gains = size * (problem.gain - price[layout.high[at]] - price[layout.low[at]])[None, :]
    for r in range(layout.asked.shape[1]):
        row = layout.asked[at, r]
        priced = np.flatnonzero((row >= 0) & (at >= 0) & (price[row] != 0))
        brings = np.minimum(classes.supply[:, r][:, None], needs.asked[priced, r][None, :])
        gains[:, priced] -= brings * price[row[priced]][None, :]
    row = layout.ride[at]
    riding = np.flatnonzero((row >= 0) & (at >= 0))
    on_foot = classes.size[:, None] - np.minimum(classes.seats[:, None], needs.high[riding][None, :])
    gains[:, riding] -= on_foot * price[row[riding]][None, :]
    gains -= price[layout.class_row][:, None]
    return np.where(classes.may & (at >= 0)[None, :], gains, -np.inf)


def _best_outside(gains: Floats, inside: Bools) -> Ints:
    """(N, 2) the pairs outside the model that gain most: some for each need, some for each class."""
    outside = np.where(inside, -np.inf, gains)
    rows, columns = outside.shape
    if not rows or not columns:
        return np.zeros((0, 2), dtype=np.int64)
    chosen = np.zeros(outside.shape, dtype=np.bool_)
    by_need = np.argpartition(-outside, min(NEW_PAIRS_A_NEED, rows) - 1, axis=0)[:NEW_PAIRS_A_NEED]
    chosen[by_need, np.arange(columns)[None, :]] = True
    by_class = np.argpartition(-outside, min(NEW_PAIRS_A_CLASS, columns) - 1, axis=1)[:, :NEW_PAIRS_A_CLASS]
    chosen[np.arange(rows)[:, None], by_class] = True
    return np.argwhere(chosen & (outside > GAIN_TOLERANCE))


def _relaxation(
    problem: ClassProblem, layout: Layout, pairs: Ints, answer: LinearAnswer | None, best: Priced
) -> Relaxation:
    share, plan = np.zeros(len(problem.gain)), np.zeros(problem.shape)
    if answer is not None:
        needs = len(layout.room.needs)
        share[layout.room.needs] = answer.columns[:needs]
        first_pair = needs + int((layout.ride >= 0).sum())
        held = answer.columns[first_pair:]
        plan[pairs[: len(held), 0], pairs[: len(held), 1]] = held
    return Relaxation(
        bound=best.bound,
        need_gain=best.need_gain,
        pair_gain=best.pair_gain,
        share=share,
        plan=plan,
        class_price=best.class_price,
    )
