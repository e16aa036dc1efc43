"""Laws of the instance that the board makes for the solver.

Law "kinds": judging kinds of party before kinds of sheet names the same pairs with the same codes, in the
same order, as judging every pair.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvc.board.matching_forbidden import forbidden_pairs
from dvc.board.matching_morning import Limits, morning_of, rule_facts
from dvc.board.matching_problem import problem_of
from dvc.domain.ids import AttendanceId, GroupId
from dvc.domain.team_rules import PersonFacts, SheetFacts
from dvc.domain.values import AgeBand, Skill, SkillCount, WorkType
from dvc.matching.instance import parse_instance
from tests.properties.matching_plain import plain_pairs
from tests.unit.matching.made_world import Crowd, a_world
from tests.unit.teams.builders import NOW

LAW = settings(max_examples=200, deadline=None, derandomize=True)
MOSTLY = st.sampled_from([True, True, True, False])
RARELY = st.sampled_from([False, False, False, True])
HOURS = st.sampled_from([NOW + timedelta(minutes=30 * half) for half in range(6)])
WORK = (WorkType.MUD_ROOM, WorkType.SUPPLY_SORT, WorkType.SALON, WorkType.CENTER_WORK, WorkType.TREE)
SKILLS = st.frozensets(st.sampled_from([Skill.CHAINSAW, Skill.ROOF]))

PEOPLE = st.builds(
    PersonFacts,
    attendance_id=st.sampled_from([AttendanceId(f"att_{n}") for n in range(40)]),
    group_id=st.sampled_from([None, None, GroupId("group_1"), GroupId("group_2")]),
    keeps_together=st.booleans(),
    is_insured=MOSTLY,
    is_oriented=MOSTLY,
    is_free=MOSTLY,
    age=st.sampled_from([*AgeBand]),
    guardian_ok=MOSTLY,
    is_woman=st.booleans(),
    skills=SKILLS,
    avoids=st.frozensets(st.sampled_from(WORK), max_size=2),
    heavy_ok=MOSTLY,
    do_not_assign=RARELY,
    until=st.none() | HOURS,
    has_phone=MOSTLY,
)
SHEETS = st.builds(
    SheetFacts,
    people_min=st.integers(1, 3),
    people_max=st.integers(3, 6),
    women=st.integers(0, 1),
    women_only=RARELY,
    is_alone=RARELY,
    heavy=st.booleans(),
    skills=st.sampled_from([(), (SkillCount(skill=Skill.ROOF, count=1),)]),
    work=st.frozensets(st.sampled_from(WORK), max_size=2),
    ends_at=st.none() | HOURS,
)


@LAW
@given(
    parties=st.lists(st.lists(PEOPLE, min_size=1, max_size=3), max_size=6),
    sheets=st.lists(SHEETS, max_size=5),
)
def test_kinds_of_party_before_kinds_of_sheet_are_judged_as_every_pair(
    parties: list[list[PersonFacts]], sheets: list[SheetFacts]
) -> None:
    named = {f"P{n}": people for n, people in enumerate(parties)}
    hung = [(f"V{n}", sheet) for n, sheet in enumerate(sheets)]
    assert forbidden_pairs(named, hung) == plain_pairs(named, hung)


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_instance_of_a_made_up_morning_forbids_what_pair_by_pair_forbids(seed: int) -> None:
    world = a_world(Crowd(people=120, sheets=30, seed=seed))
    limits = Limits(return_by=NOW + timedelta(hours=3), least=2, yellow_enters=True, is_stopped=False)
    document = problem_of(world, now=NOW, limits=limits).document
    plain = plain_pairs(*rule_facts(morning_of(world, now=NOW, limits=limits)))
    assert document["forbidden"] == plain
    assert {one["code"] for one in plain} >= {"H01", "H06", "H11", "H16", "H17"}
    instance = parse_instance(document)
    assert len(instance.parties) > 100
    assert len(instance.needs) > 20
