"""Among plans of equal value, the one with most parties back at their previous need, proven for small
instances.

Only run when the value is proven best and the model is small; larger plans get the exchanges of `placing`.
"""

from dataclasses import replace

import numpy as np

from dvc.matching.classes import ClassProblem, Ints, build_classes
from dvc.matching.engine import Engine
from dvc.matching.model import full_room, lay_out, need_columns, pair_columns
from dvc.matching.placing import counts_of, place
from dvc.matching.score import is_feasible, value_of
from dvc.matching.stop import Budget

PAIRS_MOST = 3_000
NODES_MOST = 200
SAME_VALUE = 1e-7


def most_returns(problem: ClassProblem, places: Ints, budget: Budget, seed: int) -> Ints:
    """(P,) places worth the same as `places` with at least as many returns; `places` itself when nothing is
    better.
    """
    split = build_classes(problem.instance, by_previous=True)
    room = full_room(split)
    pairs = np.argwhere(split.classes.may & np.isin(np.arange(split.shape[1]), room.needs)[None, :])
    returns = (split.classes.previous[pairs[:, 0]] == pairs[:, 1]).astype(np.float64)
    if len(pairs) > PAIRS_MOST or not returns.any() or not budget.affords(len(pairs)):
        return places
    counts = counts_of(split, places)
    value = value_of(split, counts)
    layout = lay_out(split, room)
    of_needs, of_pairs = need_columns(split, layout), pair_columns(split, layout, pairs)
    engine = Engine(layout, seed)
    engine.add(replace(of_needs, cost=np.zeros(len(of_needs.cost))))
    engine.add(replace(of_pairs, cost=returns))
    engine.keep(np.concatenate([of_needs.cost, of_pairs.cost]), value - SAME_VALUE)
    answer = engine.integer(replace(budget.limits(), nodes=NODES_MOST), None)
    budget.spend(engine.iterations)
    if answer.columns is None:
        return places
    found = np.zeros(split.shape, dtype=np.int64)
    found[pairs[:, 0], pairs[:, 1]] = np.round(answer.columns[len(of_needs.cost) :]).astype(np.int64)
    is_same = is_feasible(split, found) and value_of(split, found) >= value - SAME_VALUE
    more = (found * returns_at(split)).sum() > (counts * returns_at(split)).sum()
    return place(split, found) if is_same and more else places


def returns_at(problem: ClassProblem) -> Ints:
    """(C, J) 1 where a party of the class would be back at its previous need (classes built `by_previous`).
    """
    is_back = problem.classes.previous[:, None] == np.arange(problem.shape[1])[None, :]
    return np.asarray(is_back, dtype=np.int64)
