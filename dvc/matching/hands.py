"""A first plan that keeps what staff decided: every need with a lock or a frozen team gets a whole team.

Locks may ask too much together (two locked needs and one chainsaw). That is proven here, and the needs are
named: the instance is then invalid, because no plan of it is feasible. The small models of this step run to
their end whatever the budget; without them there is nothing to publish.
"""

import numpy as np

from dvc.matching.classes import ClassProblem, Ints
from dvc.matching.engine import Engine, IntegerAnswer, Limits
from dvc.matching.greedy import fill_in_order
from dvc.matching.model import Room, lay_out, need_columns, pair_columns
from dvc.matching.score import empty_plan, is_feasible, scarcity
from dvc.matching.terms import InstanceInvalid, Problem


def start_plan(problem: ClassProblem, seed: int) -> Ints:
    """(C, J) a feasible plan serving exactly the needs staff began; raises `InstanceInvalid` when there is
    none.
    """
    by_hand = np.flatnonzero(problem.needs.by_hand)
    if not len(by_hand):
        return empty_plan(problem)
    quick = fill_in_order(problem, by_hand, scarcity(problem), None)
    if is_feasible(problem, quick):
        return quick
    answer, pairs = _complete(problem, by_hand, seed)
    if answer.columns is None:
        raise InstanceInvalid(tuple(_too_much(problem, by_hand, seed)))
    counts = np.zeros(problem.shape, dtype=np.int64)
    counts[pairs[:, 0], pairs[:, 1]] = np.round(answer.columns[-len(pairs) :]).astype(np.int64)
    return counts


def _complete(problem: ClassProblem, needs: Ints, seed: int) -> tuple[IntegerAnswer, Ints]:
    """The best plan of `needs` alone, all of them served."""
    room = Room(needs=needs, count=problem.classes.count, stock=problem.stock, shuttle=problem.shuttle)
    layout = lay_out(problem, room)
    pairs = np.argwhere(problem.classes.may[:, needs])
    pairs = np.column_stack([pairs[:, 0], needs[pairs[:, 1]]])
    engine = Engine(layout, seed)
    engine.add(need_columns(problem, layout))
    engine.add(pair_columns(problem, layout, pairs))
    # Any whole plan will do: the first gap of the search is closed later, here only "is there one" matters.
    return engine.integer(Limits(gap=0.5, must_stop=lambda: False), None), pairs


def _too_much(problem: ClassProblem, by_hand: Ints, seed: int) -> list[Problem]:
    """Needs, from the least pressing, that cannot be completed beside the more pressing ones."""
    kept: list[int] = []
    problems = []
    for need in by_hand[np.argsort(-problem.needs.priority[by_hand], kind="stable")].tolist():
        answer, _ = _complete(problem, np.array([*kept, need], dtype=np.int64), seed)
        if answer.columns is None:
            name = problem.instance.needs[need].id
            problems.append(Problem(code="locks_not_together", path=f"locks:{name}", details={"need": name}))
        else:
            kept.append(need)
    return problems
