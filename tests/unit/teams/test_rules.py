"""The hard rules H01-H20 of a team: each broken once, each kept, and which of them a chief may set aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dvc.domain.ids import GroupId
from dvc.domain.team_rules import (
    A_CHIEF_MAY_SET_ASIDE,
    Broken,
    PersonFacts,
    SheetFacts,
    TeamRule,
    codes,
    leader_rules,
    least_people,
    person_rules,
    refuse_broken,
    sheet_rules,
    size_rules,
    team_rules,
    together_rules,
    without,
)
from dvc.domain.values import AgeBand, Skill, SkillCount, WorkType
from tests.unit.teams.builders import NOW, a_house, a_person, people, person, refused

ENDS = NOW + timedelta(hours=3)
CHILD = {"age": AgeBand.UNDER_15}
TEENAGER = {"age": AgeBand.FROM_15}


@pytest.mark.parametrize(
    ("facts", "house", "rule"),
    [
        ({"is_insured": False}, {}, "H01"),
        ({"is_oriented": False}, {}, "H02"),
        ({"is_free": False}, {}, "H03"),
        ({**TEENAGER, "guardian_ok": False}, {}, "H06"),
        (CHILD, {"work": frozenset({WorkType.MUD_ROOM})}, "H06"),
        ({**CHILD, "group_id": GroupId("g")}, {"work": frozenset({WorkType.MUD_ROOM})}, "H06"),
        (CHILD, {"work": frozenset({WorkType.SUPPLY_SORT})}, "H06"),
        ({**CHILD, "group_id": GroupId("g")}, {}, "H06"),
        ({"until": ENDS - timedelta(minutes=1)}, {"ends_at": ENDS}, "H11"),
        ({}, {"women_only": True}, "H16"),
        ({"avoids": frozenset({WorkType.MUD_UNDER})}, {"work": frozenset({WorkType.MUD_UNDER})}, "H17"),
        ({"heavy_ok": False}, {"heavy": True}, "H17"),
        ({"do_not_assign": True}, {}, "H18"),
    ],
)
def test_a_person_who_breaks_a_rule_is_named_with_its_code(
    facts: dict[str, Any], house: dict[str, Any], rule: str
) -> None:
    broken = person_rules([a_person(1), a_person(2, **facts)], a_house(**house))
    guilty = [one for one in broken if person(2) in one.people]
    assert codes(guilty) == (rule,)


@pytest.mark.parametrize(
    ("facts", "house"),
    [
        ({}, {}),
        (TEENAGER, {}),
        ({**CHILD, "group_id": GroupId("g")}, {"work": frozenset({WorkType.SUPPLY_SORT})}),
        ({"until": ENDS}, {"ends_at": ENDS}),
        ({"until": NOW}, {}),
        ({"is_woman": True}, {"women_only": True}),
        ({"avoids": frozenset({WorkType.MUD_UNDER})}, {"work": frozenset({WorkType.MUD_ROOM})}),
        ({"heavy_ok": False}, {"heavy": False}),
        ({"age": AgeBand.UNKNOWN}, {}),
    ],
)
def test_a_person_within_the_rules_is_not_named(facts: dict[str, Any], house: dict[str, Any]) -> None:
    assert person_rules([a_person(1, **facts)], a_house(**house)) == ()


@pytest.mark.parametrize(
    ("house", "rules"),
    [
        ({"route_is_general": False}, ("H08",)),
        ({"gate_is_open": False}, ("H09",)),
        ({"is_stopped": True}, ("H19",)),
        ({"is_stopped": True, "gate_is_open": False}, ("H19", "H09")),
        ({}, ()),
    ],
)
def test_a_house_or_day_that_takes_no_team_is_named(house: dict[str, Any], rules: tuple[str, ...]) -> None:
    assert codes(sheet_rules(a_house(**house))) == rules


@pytest.mark.parametrize(
    ("count", "house", "rule", "by"),
    [
        (1, {"people_min": 1}, TeamRule.MIN_PEOPLE, 1),
        (3, {"people_min": 4}, TeamRule.MIN_PEOPLE, 1),
        (2, {"is_alone": True, "women": 1}, TeamRule.MIN_PEOPLE, 1),
        (7, {}, TeamRule.MAX_PEOPLE, 1),
        (9, {}, TeamRule.MAX_PEOPLE, 3),
    ],
)
def test_too_few_and_too_many_are_told_with_the_difference(
    count: int, house: dict[str, Any], rule: TeamRule, by: int
) -> None:
    crew = [a_person(number) for number in range(count)]
    assert size_rules(crew, a_house(**house)) == (Broken(rule=rule, count=by),)


@pytest.mark.parametrize(
    ("count", "house"), [(2, {}), (6, {}), (3, {"is_alone": True, "women": 1}), (2, {"is_alone": True})]
)
def test_a_team_between_the_numbers_of_the_sheet_is_right(count: int, house: dict[str, Any]) -> None:
    assert size_rules([a_person(number) for number in range(count)], a_house(**house)) == ()


def test_the_least_number_is_the_centers_setting_and_three_for_a_resident_alone_who_asks_for_women() -> None:
    assert least_people(a_house(least=2)) == 2
    assert least_people(a_house(least=2, is_alone=True, women=1)) == 3
    assert least_people(a_house(least=4, is_alone=True, women=1)) == 4


@pytest.mark.parametrize(
    ("crew", "rules"),
    [
        ([a_person(1, **TEENAGER), a_person(2, **TEENAGER)], ("H06",)),
        ([a_person(1, **TEENAGER), a_person(2)], ()),
        ([a_person(1, **CHILD, group_id=GroupId("g")), a_person(2)], ("H06",)),
        ([a_person(1, **CHILD, group_id=GroupId("g")), a_person(2, group_id=GroupId("g"))], ()),
    ],
)
def test_a_minor_needs_an_adult_and_a_child_an_adult_of_the_own_group(
    crew: list[PersonFacts], rules: tuple[str, ...]
) -> None:
    assert codes(together_rules(crew, a_house())) == rules


def test_a_missing_skill_is_named_with_how_many_are_short() -> None:
    house = a_house(skills=(SkillCount(skill=Skill.CHAINSAW, count=2),))
    crew = [a_person(1, skills=frozenset({Skill.CHAINSAW})), a_person(2)]
    assert together_rules(crew, house) == (Broken(rule=TeamRule.SKILL, skill=Skill.CHAINSAW, count=1),)
    both = [replace(one, skills=frozenset({Skill.CHAINSAW})) for one in crew]
    assert together_rules(both, house) == ()


def test_women_asked_for_are_counted() -> None:
    crew = [a_person(1, is_woman=True), a_person(2)]
    assert codes(together_rules(crew, a_house(women=2))) == ("H16",)
    assert together_rules(crew, a_house(women=1)) == ()


def test_a_group_that_stays_together_is_whole_or_its_missing_people_are_named() -> None:
    together = {"group_id": GroupId("g"), "keeps_together": True}
    house = a_house(groups=((GroupId("g"), frozenset(people(3))),))
    assert together_rules([a_person(1, **together), a_person(2, **together)], house) == (
        Broken(rule=TeamRule.GROUP_KEEP, people=(person(3),), count=1),
    )
    assert together_rules([a_person(one, **together) for one in (1, 2, 3)], house) == ()


@pytest.mark.parametrize("facts", [TEENAGER, {"has_phone": False}, {"until": ENDS - timedelta(minutes=1)}])
def test_a_minor_somebody_without_a_phone_or_who_leaves_early_does_not_lead(facts: dict[str, Any]) -> None:
    crew = [a_person(1, **facts), a_person(2, **facts)]
    assert codes(leader_rules(crew, person(1), ends_at=ENDS)) == ("H20",)
    assert codes(leader_rules(crew, None, ends_at=ENDS)) == ("H20",)


def test_a_leader_is_one_of_the_team_and_an_open_choice_needs_a_candidate() -> None:
    crew = [a_person(1), a_person(2, **TEENAGER)]
    assert leader_rules(crew, person(1), ends_at=ENDS) == ()
    assert leader_rules(crew, None, ends_at=ENDS) == ()
    assert codes(leader_rules(crew, person(9), ends_at=ENDS)) == ("H20",)


def test_a_refusal_says_the_gravest_rule_first_and_lists_all() -> None:
    crew = [a_person(1, is_insured=False), a_person(2, is_oriented=False)]
    house = a_house(people_min=3)
    no = refused(refuse_broken, team_rules(crew, house, person(2)))
    assert no.code == "wall.h01"
    assert no.details["rules"] == ("H01", "H02", "H04")
    assert (no.details["people"], no.details["count"]) == ((person(1),), 1)


def test_nothing_broken_refuses_nothing() -> None:
    refuse_broken(())
    assert team_rules([a_person(1), a_person(2)], a_house(), person(1)) == ()


def test_a_chief_sets_numbers_and_groups_aside_but_never_insurance_a_minor_or_the_stop() -> None:
    every = tuple(Broken(rule=rule) for rule in TeamRule)
    left = without(every, A_CHIEF_MAY_SET_ASIDE, people=2, least=2)
    assert set(codes(left)) == {"H01", "H02", "H03", "H06", "H07", "H08", "H09", "H16", "H18", "H19", "H20"}


def test_not_even_a_chief_sends_one_person_alone() -> None:
    house: SheetFacts = a_house(people_min=4)
    broken = size_rules([a_person(1)], house)
    assert without(broken, A_CHIEF_MAY_SET_ASIDE, people=1, least=least_people(house)) == broken
    assert without(broken, A_CHIEF_MAY_SET_ASIDE, people=2, least=least_people(house)) == ()
