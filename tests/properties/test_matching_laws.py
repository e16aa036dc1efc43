"""Laws of the solver: its plans break no rule, its bound holds, its best is the best.

Law "second opinion": every plan is clean for `check`. Law "oracle": on tiny instances the value is that of
trying everything, and no bound is below it. Law "order": the order of the file does not change the best
value. Law "more hands": one more volunteer never lowers it. Law "floor": never below either desk.
"""

from __future__ import annotations

import copy
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dvc.matching.check import check
from dvc.matching.classes import NO_NEED, build_classes
from dvc.matching.greedy import first_come, priority_desk
from dvc.matching.instance import parse_instance
from dvc.matching.model import full_room, lay_out
from dvc.matching.placing import counts_of
from dvc.matching.pricing import price_all, relax
from dvc.matching.restricted import could_matter
from dvc.matching.score import is_feasible
from dvc.matching.solution import Assignment, Claim
from dvc.matching.solve import desk_value, solve
from dvc.matching.stop import Budget, Stop, Watch
from dvc.matching.terms import Instance, InstanceInvalid
from tests.properties.matching_oracle import best_by_scipy, best_by_trying
from tests.unit.matching.builders import Document, a_document, a_need, a_party, claim_of
from tests.unit.matching.morning import a_morning

LAW = settings(max_examples=30, deadline=None, derandomize=True)
ENOUGH = Stop(steps=60)
SKILLS = ("chainsaw", "care")
TOLERANCE = 1e-6


def counts(names: tuple[str, ...], most: int) -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(names), st.integers(1, most), max_size=1)


@st.composite
def needs(draw: st.DrawFn, number: int) -> Document:
    low = draw(st.integers(1, 3))
    return a_need(
        f"N{number}",
        district=draw(st.sampled_from(["D1", "D2"])),
        km=draw(st.sampled_from([0.5, 2.25, 7.0, 60.0])),
        walkable=draw(st.booleans()),
        people={"min": low, "max": low + draw(st.integers(0, 2))},
        hours=draw(st.sampled_from([3, 5])),
        heavy=draw(st.booleans()),
        priority=draw(st.sampled_from([0, 1, 10, 25, 60])),
        skills=draw(counts(SKILLS, 2)),
        women=draw(st.sampled_from([0, 0, 1, 2])),
        leaders=draw(st.sampled_from([0, 0, 1, 2])),
        equipment=draw(counts(("shovel", "pump"), 2)),
        women_only=draw(st.sampled_from([False, False, True])),
        adults=draw(st.integers(0, 2)),
        vehicles=draw(counts(("kei_truck",), 1)) if draw(st.booleans()) else {},
        base=draw(st.sampled_from([None, "B1", "B2"])),
        slot=draw(st.sampled_from([None, None, "am", "pm"])),
    )


@st.composite
def parties(draw: st.DrawFn, number: int) -> Document:
    size = draw(st.sampled_from([1, 1, 1, 2, 3]))
    return a_party(
        f"P{number}",
        size=size,
        women=draw(st.integers(0, size)),
        leaders=draw(st.integers(0, size)),
        skills=draw(counts(SKILLS, size)),
        seats=draw(st.sampled_from([0, 0, 2, 4])),
        hours=draw(st.sampled_from([3, 5])),
        heavy_ok=draw(st.booleans()),
        previous_need=draw(st.sampled_from([None, "N0", "N1"])),
        minors=draw(st.sampled_from([0, 0, size])),
        drivers=draw(counts(("kei_truck",), 1)),
        base=draw(st.sampled_from([None, None, "B1"])),
        until=draw(st.sampled_from([None, None, "14:00"])),
    )


@st.composite
def documents(draw: st.DrawFn, *, most_parties: int = 6) -> Document:
    """A tiny instance; locks, frozen teams and forbidden pairs may be anywhere, also where they cannot be
    kept.
    """
    wanted = [draw(needs(n)) for n in range(draw(st.integers(1, 4)))]
    people = [draw(parties(n)) for n in range(draw(st.integers(1, most_parties)))]
    pair = st.fixed_dictionaries(
        {
            "party": st.sampled_from([one["id"] for one in people]),
            "need": st.sampled_from([one["id"] for one in wanted]),
        }
    )
    frozen = draw(st.lists(pair, max_size=1)) if draw(st.booleans()) else []
    return a_document(
        wanted,
        people,
        districts=[{"id": "D1", "shuttle_seats": draw(st.integers(0, 3))}, {"id": "D2", "shuttle_seats": 1}],
        equipment={"shovel": draw(st.integers(0, 4)), "pump": 1},
        locks=draw(st.lists(pair, max_size=1)),
        forbidden=draw(st.lists(pair, max_size=3)),
        frozen=[{"need": one["need"], "parties": [one["party"]]} for one in frozen],
    )


def read(document: Document) -> Instance:
    """The instance, when it is valid."""
    try:
        return parse_instance(document)
    except InstanceInvalid:
        assume(condition=False)
        raise


@settings(LAW, max_examples=60)
@given(documents())
def test_the_best_plan_is_the_one_that_trying_everything_finds(document: Document) -> None:
    """Laws "oracle", "second opinion" and "floor"."""
    instance = read(document)
    best = best_by_trying(instance)
    try:
        solution = solve(instance, ENOUGH)
    except InstanceInvalid:
        assert best is None
        return
    assert best is not None
    assert check(instance, claim_of(solution)).violations == ()
    assert solution.value == pytest.approx(best, abs=TOLERANCE)
    assert solution.bound >= best - 1e-9
    assert solution.bound == pytest.approx(best, abs=TOLERANCE)


@LAW
@given(documents(), st.integers(0, 3))
def test_a_plan_made_in_a_hurry_is_clean_and_its_bound_holds(document: Document, steps: int) -> None:
    instance = read(document)
    best = best_by_trying(instance)
    assume(best is not None)
    assert best is not None
    solution = solve(instance, Stop(steps=steps))
    assert check(instance, claim_of(solution)).violations == ()
    assert (
        solution.value
        >= max(desk_value(instance, "priority"), desk_value(instance, "first_come")) - TOLERANCE
    )
    assert solution.value <= best + TOLERANCE
    assert solution.bound >= best - 1e-9


@LAW
@given(documents(), st.integers(0, 2**16))
def test_the_order_of_the_file_does_not_change_the_best_value(document: Document, seed: int) -> None:
    instance = read(document)
    assume(best_by_trying(instance) is not None)
    mixed = copy.deepcopy(document)
    for member in ("needs", "parties", "districts", "forbidden", "locks"):
        random.Random(seed).shuffle(mixed[member])
    mixed["equipment"] = dict(reversed(mixed["equipment"].items()))
    assert solve(instance, ENOUGH).value == pytest.approx(solve(read(mixed), ENOUGH).value, abs=TOLERANCE)


@LAW
@given(documents(most_parties=5), parties(9))
def test_one_more_volunteer_never_lowers_the_best_value(document: Document, more: Document) -> None:
    instance = read(document)
    assume(best_by_trying(instance) is not None)
    larger = read(document | {"parties": [*document["parties"], more]})
    assert solve(larger, ENOUGH).value >= solve(instance, ENOUGH).value - TOLERANCE


def without_extras(document: Document) -> Document:
    """The members that SciPy's model knows."""
    plain = copy.deepcopy(document)
    plain["locks"], plain["frozen"] = [], []
    for need in plain["needs"]:
        for member in ("women_only", "adults", "vehicles", "base", "slot"):
            del need[member]
    for party in plain["parties"]:
        for member in ("minors", "drivers", "base", "until"):
            del party[member]
    return plain


@LAW
@given(documents(most_parties=9))
def test_another_model_in_another_shape_has_the_same_optimum(document: Document) -> None:
    """Law "oracle", second witness."""
    instance = read(without_extras(document))
    assert solve(instance, ENOUGH).value == pytest.approx(best_by_scipy(instance), abs=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_of_a_morning_is_that_of_another_model(seed: int) -> None:
    """Larger than trying everything reaches: 8 needs and 18 people."""
    instance = parse_instance(a_morning(needs=8, people=18, seed=seed))
    solution = solve(instance, Stop(steps=200))
    best = best_by_scipy(instance)
    assert solution.bound >= best - 1e-6
    assert solution.value == pytest.approx(best, abs=1e-5)


@LAW
@given(documents(), st.integers(0, 2**16), st.sampled_from([0.0, 1.0, 20.0]))
def test_prices_of_any_quality_prove_a_bound(document: Document, seed: int, scale: float) -> None:
    """Weak duality: the bound may be poor, never wrong; sifting may be stopped anywhere."""
    instance = read(document)
    best = best_by_trying(instance)
    assume(best is not None)
    assert best is not None
    problem = build_classes(instance)
    layout = lay_out(problem, full_room(problem))
    assume(len(layout.room.needs) > 0)
    prices = np.random.default_rng(seed).normal(0, 1, layout.rows) * scale
    assert price_all(problem, layout, prices).bound >= best - 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_what_a_better_plan_uses_is_never_left_out(seed: int) -> None:
    """Reduced-cost fixing: a pair that could not matter must not be part of a plan that is better."""
    instance = parse_instance(a_morning(needs=8, people=18, seed=seed))
    problem = build_classes(instance)
    start = first_come(problem)
    relaxation = relax(problem, start, Budget(Stop(steps=100), Watch()), 0)
    solution = solve(instance, Stop(steps=100))
    places = {one.party: one.need for one in solution.assignments}
    index = {need.id: j for j, need in enumerate(instance.needs)}
    rows = np.array([index.get(places.get(party.id, ""), NO_NEED) for party in instance.parties])
    value = solution.value - 1e-6
    used = counts_of(problem, rows) > 0
    assert used.any()
    assert could_matter(problem, relaxation, value)[used].all()


@pytest.mark.parametrize("seed", range(4))
def test_a_desk_without_a_solver_breaks_no_rule_either(seed: int) -> None:
    problem = build_classes(parse_instance(a_morning(needs=30, people=80, seed=seed)))
    assert is_feasible(problem, priority_desk(problem))
    assert is_feasible(problem, first_come(problem))


def spoil(claim: Claim, instance: Instance, fault: str) -> Claim:
    """The plan with one fault planted by hand."""
    first, *rest = claim.assignments
    needs = [need.id for need in instance.needs if need.id != first.need]
    waiting = {party.id for party in instance.parties} - {one.party for one in claim.assignments}
    changed: dict[str, tuple[Assignment, ...]] = {
        "twice": (first, Assignment(party=first.party, need=needs[0]), *rest),
        "stranger": (*claim.assignments, Assignment(party="P0", need=first.need)),
        "crowd": (*claim.assignments, *(Assignment(party=one, need=first.need) for one in sorted(waiting))),
        "deserted": tuple(one for one in rest if one.need == first.need) or tuple(rest),
    }
    return Claim(assignments=changed[fault], value=None, bound=None, gap=None)


@pytest.mark.parametrize("fault", ["twice", "stranger", "crowd", "deserted"])
def test_a_planted_fault_is_seen(fault: str) -> None:
    """A checker that finds nothing would make every law above worthless."""
    instance = parse_instance(a_morning(needs=6, people=30, seed=5, equipment={"shovel": 30, "pump": 5}))
    claim = claim_of(solve(instance, Stop(steps=3)))
    assert check(instance, claim).is_clean
    bare: dict[str, Any] = {"value": claim.value, "bound": None, "gap": None}
    spoiled = spoil(claim, instance, fault)
    report = check(instance, Claim(assignments=spoiled.assignments, **bare))
    assert not report.is_clean
