"""Reasons: why a need stands empty, why a party stays, why a team is as it is. Codes and figures only."""

from __future__ import annotations

from typing import Any

import pytest

from dvc.matching.explain import Explanation, explain
from dvc.matching.solve import solve
from dvc.matching.stop import Stop
from tests.unit.matching.builders import Document, a_need, a_party, an_instance, places_of


def explained(needs: list[Document], parties: list[Document], **said: Any) -> Explanation:
    """Reasons for the solver's plan."""
    instance = an_instance(needs, parties, **said)
    return explain(instance, places_of(solve(instance, Stop(steps=50))))


def why_empty(need: Document, parties: list[Document], **said: Any) -> tuple[list[Document], list[Document]]:
    """Reasons and the smallest addition of the only need."""
    told = explained([need], parties, **said).unserved[0]
    return [reason.document() for reason in told.reasons], [one.document() for one in told.addition]


@pytest.mark.parametrize(
    ("need", "reason", "addition"),
    [
        (
            {"people": {"min": 4, "max": 4}},
            {"code": "people_short", "short_by": 2},
            {"code": "add_people", "n": 2},
        ),
        (
            {"skills": {"chainsaw": 1}},
            {"code": "skill_short", "skill": "chainsaw", "short_by": 1},
            {"code": "add_people", "n": 1, "skills": ["chainsaw"]},
        ),
        (
            {"vehicles": {"kei_truck": 1}},
            {"code": "driver_short", "vehicle": "kei_truck", "short_by": 1},
            {"code": "add_people", "n": 1, "vehicles": ["kei_truck"]},
        ),
        (
            {"leaders": 1},
            {"code": "leader_short", "short_by": 1},
            {"code": "add_people", "n": 1, "leader": True},
        ),
        (
            {"women": 1},
            {"code": "women_short", "short_by": 1},
            {"code": "add_people", "n": 1, "women": True},
        ),
        (
            {"equipment": {"shovel": 12}},
            {"code": "equipment_short", "equipment": "shovel", "short_by": 2},
            {"code": "add_equipment", "equipment": "shovel", "n": 2},
        ),
        (
            {"walkable": False, "people": {"min": 2, "max": 2}},
            {"code": "seats_short", "district": "D1", "short_by": 2},
            {"code": "add_seats", "district": "D1", "n": 2},
        ),
    ],
)
def test_a_need_says_what_it_lacks_and_the_smallest_thing_that_would_do(
    need: Document, reason: Document, addition: Document
) -> None:
    parties = [a_party("P1"), a_party("P2")]
    told = why_empty(a_need(**need), parties, districts=[{"id": "D1", "shuttle_seats": 0}])
    assert told == ([reason], [addition])


@pytest.mark.parametrize(
    ("need", "code"),
    [
        ({"hours": 6}, "hours_short"),
        ({"heavy": True}, "heavy_short"),
        ({"women_only": True}, "women_only_short"),
        ({"base": "B2"}, "base_short"),
        ({"slot": "pm"}, "window_short"),
    ],
)
def test_people_who_are_there_but_may_not_go_are_told_by_the_rule_that_keeps_them(
    need: Document, code: str
) -> None:
    party = a_party(size=2, women=1, heavy_ok=False, base="B1", until="14:00")
    reasons, addition = why_empty(a_need(**need), [party])
    assert reasons == [{"code": "people_short", "short_by": 1}, {"code": code, "short_by": 1}]
    woman = {"women": True} if code == "women_only_short" else {}
    assert addition == [{"code": "add_people", "n": 1} | woman]


def test_forbidden_pairs_and_large_groups_are_such_rules() -> None:
    forbidden = [{"party": "P1", "need": "N1", "code": "H17"}]
    assert {"code": "forbidden_short", "short_by": 1} in why_empty(
        a_need(), [a_party()], forbidden=forbidden
    )[0]
    assert {"code": "groups_too_large", "short_by": 1} in why_empty(a_need(), [a_party(size=3)])[0]


def test_what_is_left_counts_and_not_what_was_there_in_the_morning() -> None:
    needs = [a_need("N1", priority=50, equipment={"shovel": 6}), a_need("N2", equipment={"shovel": 6})]
    parties = [a_party(f"P{n}") for n in range(4)]
    told = explained(needs, parties).unserved[0]
    assert [reason.document() for reason in told.reasons] == [
        {"code": "equipment_short", "equipment": "shovel", "short_by": 2}
    ]


def test_groups_that_do_not_add_up_to_a_team_are_told() -> None:
    reasons, addition = why_empty(
        a_need(people={"min": 3, "max": 3}), [a_party("P1", size=2), a_party("P2", size=2)]
    )
    assert reasons == [{"code": "no_team_fits"}]
    assert addition == [{"code": "add_people", "n": 1}]


def test_a_need_that_lacks_two_kinds_of_things_names_both() -> None:
    reasons, addition = why_empty(a_need(equipment={"shovel": 11}, skills={"care": 1}), [a_party()])
    assert [reason["code"] for reason in reasons] == ["equipment_short", "skill_short"]
    assert addition == [
        {"code": "add_equipment", "equipment": "shovel", "n": 1},
        {"code": "add_people", "n": 1, "skills": ["care"]},
    ]


def test_one_more_person_without_a_car_needs_a_seat_too() -> None:
    need = a_need(walkable=False, people={"min": 3, "max": 3})
    parties = [a_party("P1", seats=2), a_party("P2")]
    reasons, addition = why_empty(need, parties, districts=[{"id": "D1", "shuttle_seats": 0}])
    assert [reason["code"] for reason in reasons] == ["people_short", "seats_short"]
    assert addition == [
        {"code": "add_people", "n": 1},
        {"code": "add_seats", "district": "D1", "n": 1},
    ]


def test_where_one_group_leads_and_the_other_can_the_work_but_both_are_too_many() -> None:
    need = a_need(people={"min": 3, "max": 4}, leaders=1, skills={"care": 1})
    parties = [a_party("P1", size=3, leaders=1), a_party("P2", size=3, skills={"care": 1})]
    reasons, addition = why_empty(need, parties)
    assert reasons == [{"code": "no_team_fits"}]
    assert addition == [{"code": "add_people", "n": 1, "skills": ["care"], "leader": True}]


def test_an_empty_frozen_team_and_a_worthless_need_are_told_as_such() -> None:
    frozen = why_empty(a_need(), [a_party()], frozen=[{"need": "N1", "parties": []}])
    worthless = why_empty(a_need(priority=0, km=90.0), [a_party()])
    assert frozen == ([{"code": "frozen_empty"}], [])
    assert worthless == ([{"code": "not_worth_it"}], [])


@pytest.mark.parametrize(
    ("party", "said", "reason"),
    [
        ({"hours": 2}, {}, {"code": "hours_too_short", "need": "N1"}),
        ({"size": 3}, {}, {"code": "group_too_large", "need": "N1"}),
        (
            {},
            {"forbidden": [{"party": "P2", "need": "N1", "code": "H17"}]},
            {"code": "forbidden", "need": "N1", "rule": "H17"},
        ),
        ({}, {"frozen": [{"need": "N1", "parties": ["P1"]}]}, {"code": "team_frozen", "need": "N1"}),
    ],
)
def test_a_party_that_stays_is_told_the_nearest_need_and_what_stood_between(
    party: Document, said: Document, reason: Document
) -> None:
    told = explained([a_need(people={"min": 1, "max": 2})], [a_party("P1"), a_party("P2", **party)], **said)
    assert [(one.party, [why.document() for why in one.reasons]) for one in told.unplaced] == [
        ("P2", [reason])
    ]


def test_a_full_team_and_a_full_shuttle_are_told() -> None:
    full = explained([a_need(people={"min": 1, "max": 1})], [a_party("P1"), a_party("P2")])
    need = a_need(walkable=False, people={"min": 1, "max": 3})
    no_seat = explained([need], [a_party("P1"), a_party("P2")], districts=[{"id": "D1", "shuttle_seats": 1}])
    assert [why.code for why in full.unplaced[0].reasons] == ["need_full"]
    assert [why.code for why in no_seat.unplaced[0].reasons] == ["no_shuttle_seat"]


def test_a_party_of_a_day_without_needs_is_told_so() -> None:
    assert [why.code for why in explained([], [a_party()]).unplaced[0].reasons] == ["no_needs"]


def test_a_team_says_why_it_is_as_it_is() -> None:
    need = a_need(walkable=False, people={"min": 3, "max": 3}, leaders=1, skills={"care": 1}, priority=40)
    parties = [
        a_party("P1", leaders=1, previous_need="N1"),
        a_party("P2", skills={"care": 1}, seats=2),
        a_party("P3"),
    ]
    locks = [{"party": "P3", "need": "N1"}]
    team = explained([need, a_need("N2", hours=9, priority=90)], parties, locks=locks).teams[0]
    assert team.parties == ("P1", "P2", "P3")
    assert [reason.document() for reason in team.reasons] == [
        {"code": "priority_rank", "priority": 40.0, "rank": 2},
        {"code": "placed_by_hand", "parties": ["P3"]},
        {"code": "back_again", "parties": ["P1"]},
        {"code": "leader_back_again", "parties": ["P1"]},
        {"code": "covers", "what": "leader", "asked": 1, "parties": ["P1"]},
        {"code": "covers", "what": "skill", "asked": 1, "parties": ["P2"], "name": "care"},
        {"code": "shuttle", "seats": 1, "people": 3, "district": "D1"},
        {"code": "queue_place", "first": 1, "of": 3},
    ]


@pytest.mark.parametrize(("walkable", "code"), [(True, "walks"), (False, "own_cars")])
def test_a_team_says_how_it_gets_there(*, walkable: bool, code: str) -> None:
    team = explained([a_need(walkable=walkable)], [a_party(seats=4)]).teams[0]
    assert code in [reason.code for reason in team.reasons]


def test_a_plan_changed_by_hand_is_explained_too() -> None:
    """The board asks again after staff took everybody out of N1."""
    instance = an_instance([a_need("N1"), a_need("N2")], [a_party("P1"), a_party("P2")])
    told = explain(instance, {"P1": "N2"})
    assert [(team.need, team.parties) for team in told.teams] == [("N2", ("P1",))]
    assert [one.need for one in told.unserved] == ["N1"]
    assert [one.party for one in told.unplaced] == ["P2"]
