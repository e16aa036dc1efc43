"""The checker: each rule of contracts.md section 5, broken alone, is found by its code; the value is
recomputed.
"""

from __future__ import annotations

from typing import Any

import pytest

from dvc.matching.check import check
from dvc.matching.instance import parse_instance
from dvc.matching.solution import parse_solution
from dvc.matching.terms import SolutionInvalid
from tests.unit.matching.builders import Document, a_claim, a_document, a_need, a_party, an_instance

BOTH = (("P1", "N1"), ("P2", "N1"))


def codes(need: Document, parties: list[Document], **said: Any) -> list[str]:
    """Codes found when P1 and P2 go to the only need."""
    instance = parse_instance(a_document([need], parties, **said))
    placed = [(party["id"], "N1") for party in parties]
    return [one.code for one in check(instance, a_claim(*placed)).violations]


def test_a_good_plan_is_clean_and_worth_what_the_formula_says() -> None:
    instance = an_instance(
        [a_need(km=4.0), a_need("N2")], [a_party(size=2), a_party("P2", previous_need="N2")]
    )
    report = check(instance, a_claim(("P1", "N1"), ("P2", "N2"), value=20.141, bound=21.0))
    assert report.is_clean
    assert report.value == pytest.approx(10 + 10 + 0.05 * 3 - 0.001 * (2 * 4.0 + 1 * 1.0))
    assert (report.needs_served, report.people_placed, report.back_again) == (2, 3, 1)


def test_the_weights_of_the_file_are_used() -> None:
    instance = an_instance([a_need(km=4.0)], [a_party()], weights={"people": 1, "km": 0.5})
    assert check(instance, a_claim(("P1", "N1"))).value == pytest.approx(10 + 1 - 2)


@pytest.mark.parametrize(
    ("need", "code"),
    [
        ({"people": {"min": 3, "max": 4}}, "people_short"),
        ({"people": {"min": 1, "max": 1}}, "people_over"),
        ({"women": 1}, "women_short"),
        ({"leaders": 1}, "leader_short"),
        ({"skills": {"chainsaw": 1}}, "skill_short"),
        ({"vehicles": {"kei_truck": 1}}, "driver_short"),
        ({"hours": 6}, "hours_too_short"),
        ({"women_only": True}, "women_only"),
        ({"base": "B2"}, "base_differs"),
        ({"equipment": {"shovel": 11}}, "equipment_over"),
        ({"slot": "pm", "hours": 5}, "window_too_short"),
    ],
)
def test_each_rule_is_found_by_its_code(need: Document, code: str) -> None:
    parties = [a_party(base="B1", until="16:00"), a_party("P2", base="B1", until="16:00")]
    assert set(codes(a_need(**need), parties)) == {code}


def test_heavy_work_and_adults_are_judged() -> None:
    assert codes(a_need(heavy=True), [a_party(heavy_ok=False)]) == ["heavy_not_ok"]
    assert codes(a_need(adults=1), [a_party(minors=1)]) == ["adults_short"]


def test_equipment_is_summed_over_all_served_needs() -> None:
    needs = [a_need("N1", equipment={"shovel": 6}), a_need("N2", equipment={"shovel": 6})]
    instance = an_instance(needs, [a_party("P1"), a_party("P2")])
    report = check(instance, a_claim(("P1", "N1"), ("P2", "N2")))
    assert [(one.code, dict(one.details)) for one in report.violations] == [
        ("equipment_over", {"equipment": "shovel", "over_by": 2})
    ]


@pytest.mark.parametrize(
    ("seats", "walkable", "expected"),
    [(0, False, ["shuttle_over"]), (4, False, []), (0, True, [])],
)
def test_people_beside_their_own_seats_take_the_shuttle(
    seats: int, *, walkable: bool, expected: list[str]
) -> None:
    need = a_need(walkable=walkable, people={"min": 2, "max": 4})
    districts = [{"id": "D1", "shuttle_seats": 1}]
    assert codes(need, [a_party(seats=seats), a_party("P2")], districts=districts) == expected


def test_seats_of_one_team_do_not_carry_another() -> None:
    needs = [a_need("N1", walkable=False), a_need("N2", walkable=False)]
    instance = an_instance(
        needs, [a_party("P1", seats=4), a_party("P2")], districts=[{"id": "D1", "shuttle_seats": 0}]
    )
    assert [one.code for one in check(instance, a_claim(("P1", "N1"), ("P2", "N2"))).violations] == [
        "shuttle_over"
    ]


def test_locks_forbidden_pairs_and_frozen_teams_are_kept() -> None:
    needs, parties = [a_need("N1"), a_need("N2")], [a_party("P1"), a_party("P2")]
    locked = an_instance(needs, parties, locks=[{"party": "P1", "need": "N1"}])
    forbidden = an_instance(needs, parties, forbidden=[{"party": "P1", "need": "N2", "code": "H17"}])
    frozen = an_instance(needs, parties, frozen=[{"need": "N1", "parties": ["P1"]}])
    claim = a_claim(("P1", "N2"))
    assert [one.code for one in check(locked, claim).violations] == ["lock_broken"]
    assert [one.code for one in check(forbidden, claim).violations] == ["forbidden_pair"]
    assert [one.code for one in check(frozen, claim).violations] == ["frozen_changed"]
    assert [one.code for one in check(frozen, a_claim(*BOTH)).violations] == ["frozen_changed"]
    assert check(frozen, a_claim(("P1", "N1"))).is_clean


def test_unknown_ids_and_a_party_at_two_needs_are_found() -> None:
    instance = an_instance([a_need("N1"), a_need("N2")], [a_party("P1")])
    report = check(instance, a_claim(("P1", "N1"), ("P1", "N2"), ("P9", "N1"), ("P1", "N9")))
    assert {one.code for one in report.violations} == {"party_twice", "unknown_party", "unknown_need"}


@pytest.mark.parametrize(
    ("value", "bound", "code"),
    [(99.0, 100.0, "value_differs"), (None, 3.0, "bound_below_value")],
)
def test_figures_that_are_not_true_are_found(value: float | None, bound: float, code: str) -> None:
    report = check(an_instance([a_need()], [a_party()]), a_claim(("P1", "N1"), value=value, bound=bound))
    assert [one.code for one in report.violations] == [code]
    assert report.is_feasible
    assert not report.is_clean


def test_a_gap_that_does_not_follow_from_value_and_bound_is_found() -> None:
    instance = an_instance([a_need()], [a_party()])
    document = {"format": "dvc-matching-solution/1", "assignments": [{"party": "P1", "need": "N1"}]}
    claim = parse_solution(document | {"value": 10.049, "bound": 20.098, "gap": 0.1})
    assert [one.code for one in check(instance, claim).violations] == ["gap_differs"]
    assert check(instance, parse_solution(document | {"value": 10.049, "bound": 20.098, "gap": 0.5})).is_clean


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ([], ("wrong_type", "")),
        ({"assignments": []}, ("wrong_format", "format")),
        ({"format": "dvc-matching-solution/1"}, ("member_missing", "assignments")),
        (
            {"format": "dvc-matching-solution/1", "assignments": [{"party": "P1"}]},
            ("member_missing", "assignments[0].need"),
        ),
        ({"format": "dvc-matching-solution/1", "assignments": [], "value": "much"}, ("wrong_type", "value")),
        ({"format": "dvc-matching-solution/1", "assignments": [], "plan": 1}, ("member_unknown", "plan")),
    ],
)
def test_a_file_that_is_no_solution_is_refused_by_name(document: object, problem: tuple[str, str]) -> None:
    with pytest.raises(SolutionInvalid) as caught:
        parse_solution(document)
    assert problem in {(one.code, one.path) for one in caught.value.problems}
