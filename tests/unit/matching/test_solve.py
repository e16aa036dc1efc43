"""The solver on small cases whose answer a person can see, its stops, and what it does when nothing is
possible.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from dvc.matching.check import check
from dvc.matching.instance import parse_instance
from dvc.matching.solution import Solution, parse_solution, solution_document
from dvc.matching.solve import desk_value, solve
from dvc.matching.stop import Progress, Stop, Watch
from dvc.matching.terms import Instance, InstanceInvalid
from tests.unit.matching.builders import (
    Document,
    a_document,
    a_need,
    a_party,
    an_instance,
    claim_of,
    places_of,
)
from tests.unit.matching.morning import a_morning

STEPS = Stop(steps=50)


def solved(needs: list[Document], parties: list[Document], **said: Any) -> Solution:
    """The plan of a small instance, which is proven best and clean."""
    instance = an_instance(needs, parties, **said)
    solution = solve(instance, STEPS)
    assert check(instance, claim_of(solution)).is_clean
    assert solution.bound - solution.value < 1e-5
    return solution


def test_the_more_pressing_need_gets_the_only_chainsaw() -> None:
    needs = [a_need("N1", skills={"chainsaw": 1}), a_need("N2", skills={"chainsaw": 1}, priority=50)]
    assert places_of(solved(needs, [a_party(skills={"chainsaw": 1})])) == {"P1": "N2"}


def test_two_middling_needs_are_worth_more_than_one_pressing_one() -> None:
    """What a desk that goes by priority alone does not see."""
    needs = [
        a_need("N1", priority=30, people={"min": 4, "max": 4}),
        a_need("N2", priority=20, people={"min": 2, "max": 2}),
        a_need("N3", priority=20, people={"min": 2, "max": 2}),
    ]
    parties = [a_party(f"P{n}") for n in range(4)]
    solution = solved(needs, parties)
    assert set(places_of(solution).values()) == {"N2", "N3"}
    assert solution.value > desk_value(an_instance(needs, parties), "priority")


def test_a_group_goes_whole_or_stays() -> None:
    needs = [a_need(people={"min": 2, "max": 3})]
    parties = [a_party("P1", size=4), a_party("P2"), a_party("P3")]
    assert places_of(solved(needs, parties)) == {"P2": "N1", "P3": "N1"}


def test_who_has_a_car_takes_along_who_has_none() -> None:
    needs = [a_need(walkable=False, people={"min": 3, "max": 3})]
    parties = [a_party(f"P{n}") for n in range(4)] + [a_party("P9", seats=4)]
    solution = solved(needs, parties, districts=[{"id": "D1", "shuttle_seats": 0}])
    assert "P9" in places_of(solution)
    assert len(solution.assignments) == 3


def test_tools_go_where_they_are_worth_most() -> None:
    needs = [
        a_need("N1", priority=30, equipment={"shovel": 10}),
        a_need("N2", priority=20, equipment={"shovel": 5}),
        a_need("N3", priority=20, equipment={"shovel": 5}),
    ]
    solution = solved(needs, [a_party(f"P{n}") for n in range(6)])
    assert set(places_of(solution).values()) == {"N2", "N3"}


def test_a_person_placed_is_a_gain_and_distance_a_small_loss() -> None:
    needs = [a_need("N1", km=9.0), a_need("N2", km=2.0)]
    solution = solved(needs, [a_party(f"P{n}") for n in range(3)])
    assert sorted(places_of(solution).values()) == ["N1", "N2", "N2"]


def test_nobody_is_sent_where_the_way_costs_more_than_the_hand_is_worth() -> None:
    solution = solved([a_need(km=80.0, people={"min": 1, "max": 3})], [a_party("P1"), a_party("P2")])
    assert len(solution.assignments) == 1


@pytest.mark.parametrize("optional", [{"women_only": True}, {"women": 1}])
def test_a_house_that_asks_for_women_gets_them(optional: Document) -> None:
    parties = [a_party("P1"), a_party("P2", women=1)]
    placed = places_of(solved([a_need(people={"min": 1, "max": 1}, **optional)], parties))
    assert placed == {"P2": "N1"}


def test_minors_go_with_an_adult_where_one_is_asked_for() -> None:
    parties = [a_party("P1", minors=1), a_party("P2", minors=1)]
    assert not solved([a_need(adults=1)], parties).assignments
    assert len(solved([a_need(adults=1)], [*parties, a_party("P3")]).assignments) == 2


def test_base_slot_and_vehicle_are_kept() -> None:
    needs = [
        a_need("N1", base="B1"),
        a_need("N2", slot="am"),
        a_need("N3", vehicles={"kei_truck": 1}),
    ]
    parties = [
        a_party("P1", base="B1", **{"from": "10:00"}),
        a_party("P2", base="B2", until="15:00"),
        a_party("P3", base="B2", drivers={"kei_truck": 1}, **{"from": "13:00"}),
    ]
    assert places_of(solved(needs, parties)) == {"P1": "N1", "P2": "N2", "P3": "N3"}


def test_what_staff_decided_stays_and_is_completed() -> None:
    needs = [a_need("N1", priority=10, leaders=1, people={"min": 3, "max": 3}), a_need("N2", priority=90)]
    parties = [a_party("P1"), a_party("P2"), a_party("P3", leaders=1)]
    placed = places_of(solved(needs, parties, locks=[{"party": "P1", "need": "N1"}]))
    assert placed == {"P1": "N1", "P2": "N1", "P3": "N1"}


def test_a_frozen_team_gets_nobody_else() -> None:
    needs = [a_need("N1", people={"min": 1, "max": 9})]
    parties = [a_party("P1"), a_party("P2")]
    assert places_of(solved(needs, parties, frozen=[{"need": "N1", "parties": ["P1"]}])) == {"P1": "N1"}


def test_locks_that_only_together_ask_too_much_are_named() -> None:
    needs = [a_need(f"N{n}", skills={"chainsaw": 1}, priority=n) for n in (1, 2)]
    parties = [a_party("P1"), a_party("P2"), a_party("P3", skills={"chainsaw": 1})]
    locks = [{"party": "P1", "need": "N1"}, {"party": "P2", "need": "N2"}]
    with pytest.raises(InstanceInvalid) as caught:
        solve(an_instance(needs, parties, locks=locks), STEPS)
    assert [(one.code, dict(one.details)) for one in caught.value.problems] == [
        ("locks_not_together", {"need": "N1"})
    ]


def test_a_completion_that_greed_does_not_find_is_found() -> None:
    """N1 would greedily take the one person who can both; then N2 has none left."""
    needs = [a_need("N1", skills={"a": 1}, priority=20), a_need("N2", skills={"a": 1, "b": 1})]
    parties = [
        a_party("P1"),
        a_party("P2"),
        a_party("P3", skills={"a": 1, "b": 1}),
        a_party("P4", size=2, skills={"a": 1}),
    ]
    needs[0]["people"] = {"min": 1, "max": 3}
    locks = [{"party": "P1", "need": "N1"}, {"party": "P2", "need": "N2"}]
    placed = places_of(solved(needs, parties, locks=locks))
    assert placed == {"P1": "N1", "P2": "N2", "P3": "N2", "P4": "N1"}


def test_the_previous_need_breaks_ties_and_nothing_else() -> None:
    needs = [a_need("N1", people={"min": 1, "max": 1}), a_need("N2", people={"min": 1, "max": 1}, km=1.0)]
    parties = [
        a_party("P1", previous_need="N2", skills={"care": 1}),
        a_party("P2", previous_need="N1", seats=4),
    ]
    assert places_of(solved(needs, parties)) == {"P1": "N2", "P2": "N1"}
    needs[1]["km"] = 3.0
    one_of_them = [a_party("P1", previous_need="N2")]
    assert places_of(solved(needs, one_of_them)) == {"P1": "N1"}


def test_in_a_tie_two_singles_may_change_places_with_a_pair() -> None:
    """Only a plan made anew shows it: no two parties of equal size could change places."""
    needs = [a_need("N1"), a_need("N2")]
    for need in needs:
        need["people"] = {"min": 2, "max": 2}
    parties = [a_party("P1", size=2, previous_need="N2"), a_party("P2", previous_need="N1"), a_party("P3")]
    assert places_of(solved(needs, parties)) == {"P1": "N2", "P2": "N1", "P3": "N1"}


def test_those_who_came_first_go_first_among_equals() -> None:
    parties = [a_party(f"P{n}") for n in range(5)]
    assert set(places_of(solved([a_need()], parties))) == {"P0", "P1"}


@pytest.mark.parametrize(
    ("needs", "parties"),
    [
        ([], []),
        ([], [a_party()]),
        ([a_need()], []),
        ([a_need(hours=9)], [a_party()]),
        ([a_need(equipment={"shovel": 11})], [a_party()]),
        ([a_need(people={"min": 5, "max": 5})], [a_party()]),
    ],
)
def test_where_nothing_is_possible_the_empty_plan_is_the_answer(
    needs: list[Document], parties: list[Document]
) -> None:
    solution = solved(needs, parties)
    assert (solution.assignments, solution.value, solution.gap) == ((), 0.0, 0.0)
    assert [one.need for one in solution.unserved] == [need["id"] for need in needs]
    assert [one.party for one in solution.unplaced] == [party["id"] for party in parties]


@pytest.fixture(scope="module")
def morning() -> Instance:
    """16 needs and 36 people, several things short."""
    return parse_instance(a_morning(needs=16, people=36, seed=3))


def test_no_steps_at_all_give_the_better_desk(morning: Instance) -> None:
    solution = solve(morning, Stop(steps=0))
    assert check(morning, claim_of(solution)).is_clean
    assert solution.value >= max(desk_value(morning, "priority"), desk_value(morning, "first_come"))


def test_every_plan_is_clean_and_every_bound_holds_for_the_best_of_them(morning: Instance) -> None:
    plans = [solve(morning, Stop(steps=steps)) for steps in (0, 1, 6)]
    assert all(check(morning, claim_of(plan)).is_clean for plan in plans)
    assert all(plan.bound >= max(plan.value for plan in plans) - 1e-9 for plan in plans)
    assert plans[-1].value > plans[0].value
    assert plans[-1].gap < 0.03


def test_the_same_seed_and_steps_give_the_same_plan(morning: Instance) -> None:
    first, second = (solve(morning, Stop(steps=4), seed=7) for _ in range(2))
    assert first == second


def seconds_of_a_clock(*, step: float, limit: float) -> Iterator[float]:
    """Seconds left by a clock that moves a little at each look."""
    return (limit - step * n for n in itertools.count())


def test_the_seconds_of_the_caller_end_the_run(morning: Instance) -> None:
    left = seconds_of_a_clock(step=0.5, limit=10.0)
    looks: list[float] = []

    def remaining() -> float:
        looks.append(next(left))
        return looks[-1]

    solution = solve(morning, Stop(remaining_seconds=remaining))
    assert check(morning, claim_of(solution)).is_clean
    assert len(looks) < 200


def test_somebody_who_presses_stop_gets_the_best_so_far(morning: Instance) -> None:
    heard: list[Progress] = []
    watch = Watch(on_progress=heard.append, cancelled=lambda: len(heard) >= 2)
    solution = solve(morning, Stop(steps=1_000), watch=watch)
    assert check(morning, claim_of(solution)).is_clean
    assert len(heard) < 6
    assert heard[0].phase == "desk"
    assert solution.value >= desk_value(morning, "priority")


def test_a_fault_of_the_watch_comes_out_and_is_not_swallowed(morning: Instance) -> None:
    def broken() -> bool:
        raise ValueError("the watch is broken")

    with pytest.raises(ValueError, match="the watch is broken"):
        solve(morning, Stop(steps=10), watch=Watch(cancelled=broken))


@pytest.mark.parametrize("said", [{}, {"steps": 3, "remaining_seconds": lambda: 1.0}])
def test_a_stop_is_steps_or_seconds(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="either"):
        Stop(**said)


def test_the_file_of_a_plan_is_read_back_and_clean() -> None:
    parties = [a_party(), a_party("P2"), a_party("P3")]
    instance = parse_instance(a_document([a_need(), a_need("N2", skills={"care": 1})], parties))
    solution = solve(instance, STEPS)
    document = solution_document(solution, seconds=0.1, budget={"steps": 50})
    assert set(document) == {
        "format", "assignments", "value", "bound", "gap", "seconds", "budget", "unserved", "unplaced",
        "shopping",
    }  # fmt: skip
    assert document["unserved"] == [
        {
            "need": "N2",
            "reasons": [{"code": "skill_short", "skill": "care", "short_by": 1}],
            "addition": [{"code": "add_people", "n": 1, "skills": ["care"]}],
        }
    ]
    assert check(instance, parse_solution(document)).is_clean


def test_a_start_that_misleads_the_library_does_not_mislead_the_plan() -> None:
    """Found by the oracle: HiGHS 1.16 carried the start into its presolved model with a better value than it
    has, and then cut off everything else (see `Engine._is_misled`).
    """
    needs = [
        a_need("N0", km=0.5, people={"min": 2, "max": 2}, heavy=True, priority=0, slot="pm"),
        a_need("N1", km=60.0, people={"min": 2, "max": 2}, priority=60, skills={"care": 1}),
        a_need(
            "N2",
            km=0.5,
            walkable=False,
            people={"min": 3, "max": 3},
            priority=0,
            equipment={"shovel": 1},
            vehicles={"kei_truck": 1},
            slot="pm",
        ),
        a_need("N3", km=0.5, people={"min": 2, "max": 3}, priority=0, skills={"care": 2}),
    ]
    usual: Document = {"hours": 3, "heavy_ok": False}
    parties = [
        a_party("P0", **usual),
        a_party("P1", until="14:00", **usual),
        a_party("P2", size=2, hours=3),
        a_party("P3", skills={"care": 1}, drivers={"kei_truck": 1}, until="14:00", **usual),
        a_party("P4", seats=4, **usual),
        a_party("P5", skills={"care": 1}, until="14:00", **usual),
    ]
    solution = solved(needs, parties, districts=[{"id": "D1", "shuttle_seats": 0}])
    assert solution.value == pytest.approx(60.079)
