"""Solves a matching instance: the best feasible plan found within the stop, with a proven bound and the
reasons.

The order: a plan that keeps what staff decided (`hands`), two desks' plans (`greedy`) as floor, the linear
relaxation with its proven bound (`pricing`), the search (`search`), names (`placing`, `tie_break`), reasons
(`explain`). The answer is never below either desk's plan, and it is looked through by `check`, which knows
nothing of all this, before it leaves. Same instance, seed and steps: same plan.
"""

import numpy as np

from dvc.matching.check import check
from dvc.matching.classes import NO_NEED, ClassProblem, Ints, build_classes
from dvc.matching.explain import Explanation, explain, explain_places
from dvc.matching.greedy import first_come, led_by_prices, priority_desk, top_up
from dvc.matching.hands import start_plan
from dvc.matching.model import full_room
from dvc.matching.placing import counts_of, exchange_back, join, place
from dvc.matching.pricing import relax
from dvc.matching.score import is_feasible, value_of
from dvc.matching.search import Search
from dvc.matching.solution import Assignment, Claim, Solution
from dvc.matching.stop import Budget, Stop, Watch
from dvc.matching.terms import Instance
from dvc.matching.tie_break import most_returns

_NOBODY_WATCHES = Watch()


def solve(instance: Instance, stop: Stop, *, seed: int = 0, watch: Watch = _NOBODY_WATCHES) -> Solution:
    """The best plan found. Raises `InstanceInvalid` only when the locks together leave no feasible plan.

    A run that is stopped or cancelled at once still answers, with the better of the two desks' plans.
    """
    if not instance.needs or not instance.parties:
        return _solution(instance, np.full(len(instance.parties), NO_NEED), 0.0, explain(instance, {}))
    budget = Budget(stop, watch)
    problem = build_classes(instance)
    if not len(full_room(problem).needs):
        nobody = np.full(len(instance.parties), NO_NEED)
        return _solution(instance, nobody, 0.0, explain_places(problem, nobody))
    begun = start_plan(problem, seed)
    desks = [begun, first_come(problem, begun), priority_desk(problem, begun)]
    start = _best(problem, desks)
    budget.report("desk", value_of(problem, start), float("inf"))
    relaxation = relax(problem, start, budget, seed)
    led = led_by_prices(problem, relaxation.share, relaxation.class_price, begun)
    start = _best(problem, [start, led])
    state = Search(problem, relaxation, budget, seed).run(start)
    counts = _best(problem, [state.counts, priority_desk(problem, state.counts)])
    places = place(problem, counts)
    if state.is_proven and not budget.is_over():
        places = most_returns(problem, places, budget, seed)
    places = exchange_back(problem, places)
    places = join(problem, places, top_up(problem, counts_of(problem, places)))
    _assert_sound(instance, places)
    return _solution(instance, places, state.bound, explain_places(problem, places))


def desk_value(instance: Instance, desk: str) -> float:
    """What a desk without a solver reaches: `priority` (most pressing need first) or `first_come`; for
    comparison.
    """
    if not instance.needs or not instance.parties:
        return 0.0
    problem = build_classes(instance)
    begun = start_plan(problem, 0)
    return value_of(
        problem, priority_desk(problem, begun) if desk == "priority" else first_come(problem, begun)
    )


def _best(problem: ClassProblem, plans: list[Ints]) -> Ints:
    """The most valuable feasible plan; the first one is known to be feasible."""
    sound = [plan for plan in plans if is_feasible(problem, plan)]
    return max(sound, key=lambda plan: value_of(problem, plan))


def _assert_sound(instance: Instance, places: Ints) -> None:
    """A plan that breaks a rule is a fault of this program and must not reach a desk."""
    claim = Claim(assignments=_assignments(instance, places), value=None, bound=None, gap=None)
    broken = check(instance, claim).violations
    if broken:
        message = f"the solver made a plan that breaks {broken[0].code}"
        raise AssertionError(message)


def _assignments(instance: Instance, places: Ints) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(party=party.id, need=instance.needs[int(j)].id)
        for party, j in zip(instance.parties, places, strict=True)
        if j != NO_NEED
    )


def _solution(instance: Instance, places: Ints, bound: float, explanation: Explanation) -> Solution:
    assignments = _assignments(instance, places)
    value = check(instance, Claim(assignments=assignments, value=None, bound=None, gap=None)).value
    return Solution(
        assignments=assignments,
        value=value,
        bound=max(bound, value),
        unserved=explanation.unserved,
        unplaced=explanation.unplaced,
        shopping=explanation.shopping,
    )
