"""The hard rules of a team as pure judgements: plain facts in, broken rules out, in the codes of domain/06
6.2.

The same functions judge a hand that goes up at the wall, a sheet that is taken down, a proposal that staff
confirm (on the facts of that moment) and a team at the gate. Tools (H12), seats of cars (H13, H14) and the
household's presence (H10) are judged where their facts live: at the counter, by transport, on the telephone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dvc.domain.ids import AttendanceId, GroupId
from dvc.domain.refusal import Refusal
from dvc.domain.values import AgeBand, Skill, SkillCount, WorkType


class TeamRule(StrEnum):
    """A hard rule by its code; the name says what it guards."""

    INSURED = "H01"
    ORIENTED = "H02"
    ONE_TEAM = "H03"
    MIN_PEOPLE = "H04"
    MAX_PEOPLE = "H05"
    MINOR = "H06"
    SKILL = "H07"
    ROUTE = "H08"
    GATE = "H09"
    RETURN = "H11"
    GROUP_KEEP = "H15"
    WOMEN = "H16"
    AVOID = "H17"
    CONFLICT = "H18"
    STOP = "H19"
    LEADER = "H20"


A_CHIEF_MAY_SET_ASIDE = frozenset(
    {TeamRule.MIN_PEOPLE, TeamRule.MAX_PEOPLE, TeamRule.RETURN, TeamRule.GROUP_KEEP, TeamRule.AVOID}
)
"""Rules of convenience.

The others guard a life, a law or the household's word, and nobody sets them aside (6.2).
"""

SAFE_FOR_CHILDREN = frozenset(
    {
        WorkType.SUPPLY_SORT,
        WorkType.PHOTO_WASH,
        WorkType.ASHIYU,
        WorkType.SALON,
        WorkType.CENTER_WORK,
    }
)
"""Work that somebody under 15 may do beside a guardian (H06: sorting, salon)."""

LEAST_WITH_A_RESIDENT_ALONE = 3  # H04: "resident alone -> at least 3, with one woman, if the resident asks"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What the rules must know of one volunteer today.

    `is_free`: on no other sheet and in no other team. `keeps_together`: the group goes whole or not at all.
    `has_phone`: a number is known. `until`: must leave the center at that time, None: stays to the end.
    """

    attendance_id: AttendanceId
    group_id: GroupId | None = None
    keeps_together: bool = False
    is_insured: bool = True
    is_oriented: bool = True
    is_free: bool = True
    age: AgeBand = AgeBand.UNKNOWN
    guardian_ok: bool = True
    is_woman: bool = False
    skills: frozenset[Skill] = frozenset()
    avoids: frozenset[WorkType] = frozenset()
    heavy_ok: bool = True
    do_not_assign: bool = False
    until: datetime | None = None
    has_phone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What the rules must know of a sheet and of the day.

    `least`: people of any team (setting `team_least_people`). `is_alone`: the resident lives alone; with
    `women` asked for, the least is three. `ends_at`: when the work should be over, None when unknown.
    `is_stopped`: no team may leave. `groups`: of each group that stays together, everybody who is here today,
    ready or not.
    """

    people_min: int
    people_max: int
    least: int = 2
    women: int = 0
    women_only: bool = False
    is_alone: bool = False
    heavy: bool = False
    skills: tuple[SkillCount, ...] = ()
    work: frozenset[WorkType] = frozenset()
    route_is_general: bool = True
    gate_is_open: bool = True
    is_stopped: bool = False
    ends_at: datetime | None = None
    groups: tuple[tuple[GroupId, frozenset[AttendanceId]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """One broken rule. `people`: whom it is about, empty for the whole team.

    `count`: how many too few or too many.
    """

    rule: TeamRule
    people: tuple[AttendanceId, ...] = ()
    count: int | None = None
    skill: Skill | None = None


_ON_A_PERSON: tuple[tuple[TeamRule, Callable[[PersonFacts, SheetFacts], bool]], ...] = (
    (TeamRule.CONFLICT, lambda person, _: person.do_not_assign),
    (TeamRule.INSURED, lambda person, _: not person.is_insured),
    (TeamRule.ORIENTED, lambda person, _: not person.is_oriented),
    (TeamRule.ONE_TEAM, lambda person, _: not person.is_free),
    (TeamRule.MINOR, lambda person, sheet: not _may_go_by_age(person, sheet)),
    (TeamRule.WOMEN, lambda person, sheet: sheet.women_only and not person.is_woman),
    (TeamRule.AVOID, lambda person, sheet: _avoids(person, sheet)),  # noqa: PLW0108 - stands below
    (TeamRule.RETURN, lambda person, sheet: _leaves_too_early(person, sheet)),  # noqa: PLW0108 - stands below
)
PERSON_RULES = tuple(rule for rule, _ in _ON_A_PERSON)
"""Rules that look at one person and the sheet, gravest first."""


def person_rules(people: Sequence[PersonFacts], sheet: SheetFacts) -> tuple[Broken, ...]:
    """Rules that look at one person and the sheet, each once with everybody who breaks it (H01-H03, H06, H11,
    H16-H18).
    """
    found = (
        (rule, tuple(one.attendance_id for one in people if is_broken(one, sheet)))
        for rule, is_broken in _ON_A_PERSON
    )
    return tuple(Broken(rule=rule, people=who, count=len(who)) for rule, who in found if who)


def sheet_rules(sheet: SheetFacts) -> tuple[Broken, ...]:
    """Rules that look at the house and the day alone (H08, H09, H19)."""
    checks = (
        (TeamRule.STOP, sheet.is_stopped),
        (TeamRule.GATE, not sheet.gate_is_open),
        (TeamRule.ROUTE, not sheet.route_is_general),
    )
    return tuple(Broken(rule=rule) for rule, is_broken in checks if is_broken)


def least_people(sheet: SheetFacts) -> int:
    """The least number of people who may go together, whatever a chief says (H04)."""
    asks_for_company = sheet.is_alone and sheet.women > 0
    return max(sheet.least, LEAST_WITH_A_RESIDENT_ALONE) if asks_for_company else sheet.least


def size_rules(people: Sequence[PersonFacts], sheet: SheetFacts) -> tuple[Broken, ...]:
    """Too few or too many for the sheet (H04, H05); `count` is the difference."""
    asked = max(sheet.people_min, least_people(sheet))
    if len(people) < asked:
        return (Broken(rule=TeamRule.MIN_PEOPLE, count=asked - len(people)),)
    if len(people) > sheet.people_max:
        return (Broken(rule=TeamRule.MAX_PEOPLE, count=len(people) - sheet.people_max),)
    return ()


def together_rules(people: Sequence[PersonFacts], sheet: SheetFacts) -> tuple[Broken, ...]:
    """Rules that look at the people as a team (H06 adults, H07 skills, H15 groups whole, H16 women)."""
    return (
        *_minors_alone(people),
        *_skills_short(people, sheet),
        *_groups_split(people, sheet),
        *_women_short(people, sheet),
    )


def leader_rules(
    people: Sequence[PersonFacts], leader: AttendanceId | None, *, ends_at: datetime | None
) -> tuple[Broken, ...]:
    """One leader of 18 or more, of the team, with a phone, who stays to the end (H20).

    `leader` None: not chosen yet, then somebody who could be one must be among the people.
    """
    if leader is None:
        can_lead = any(_may_lead(person, ends_at) for person in people)
        return () if can_lead else (Broken(rule=TeamRule.LEADER),)
    chosen = [person for person in people if person.attendance_id == leader]
    is_right = len(chosen) == 1 and _may_lead(chosen[0], ends_at)
    return () if is_right else (Broken(rule=TeamRule.LEADER, people=(leader,)),)


def team_rules(
    people: Sequence[PersonFacts], sheet: SheetFacts, leader: AttendanceId | None
) -> tuple[Broken, ...]:
    """Everything that stands against these people going to this house now, gravest first; empty when they may
    go.
    """
    return (
        *sheet_rules(sheet),
        *person_rules(people, sheet),
        *together_rules(people, sheet),
        *size_rules(people, sheet),
        *leader_rules(people, leader, ends_at=sheet.ends_at),
    )


def codes(broken: Iterable[Broken]) -> tuple[str, ...]:
    """The H-codes of the broken rules, each once, in their order."""
    return tuple(dict.fromkeys(one.rule.value for one in broken))


def without(
    broken: Sequence[Broken], allowed: frozenset[TeamRule], *, people: int, least: int
) -> tuple[Broken, ...]:
    """What stays broken when a chief sets the rules in `allowed` aside; never fewer than `least` people may
    go.
    """
    floor = frozenset({TeamRule.MIN_PEOPLE}) if people < least else frozenset()
    return tuple(one for one in broken if one.rule not in allowed - floor)


def refuse_broken(broken: Sequence[Broken]) -> None:
    """Raise Refusal `wall.h01` … for the first broken rule; details name all codes, the people and the
    number.
    """
    if not broken:
        return
    first = broken[0]
    raise Refusal(
        f"wall.{first.rule.value.lower()}",
        rules=codes(broken),
        people=tuple(first.people),
        count=first.count if first.count is not None else len(first.people),
        skill=first.skill.value if first.skill else None,
    )


def _may_go_by_age(person: PersonFacts, sheet: SheetFacts) -> bool:
    """Under 18 with the guardian's consent; under 15 only in a group that stays together, for safe work
    (H06).
    """
    if not person.age.is_minor:
        return True
    if person.age is AgeBand.UNDER_15 and not (
        sheet.work and sheet.work <= SAFE_FOR_CHILDREN and person.group_id
    ):
        return False
    return person.guardian_ok


def _minors_alone(people: Sequence[PersonFacts]) -> tuple[Broken, ...]:
    """A minor needs an adult in the team; a child under 15 an adult of the own group, who is the guardian
    (H06).
    """
    adults = [person for person in people if not person.age.is_minor]
    groups = {person.group_id for person in adults}
    alone = tuple(
        person.attendance_id
        for person in people
        if person.age.is_minor
        and (not adults or (person.age is AgeBand.UNDER_15 and person.group_id not in groups))
    )
    return (Broken(rule=TeamRule.MINOR, people=alone, count=len(alone)),) if alone else ()


def _skills_short(people: Sequence[PersonFacts], sheet: SheetFacts) -> tuple[Broken, ...]:
    there = {asked.skill: sum(asked.skill in person.skills for person in people) for asked in sheet.skills}
    return tuple(
        Broken(rule=TeamRule.SKILL, skill=asked.skill, count=asked.count - there[asked.skill])
        for asked in sheet.skills
        if there[asked.skill] < asked.count
    )


def _groups_split(people: Sequence[PersonFacts], sheet: SheetFacts) -> tuple[Broken, ...]:
    """People of a group that stays together who would be left behind; `count` is how many."""
    here = {person.attendance_id for person in people}
    groups = {person.group_id for person in people if person.keeps_together}
    left = tuple(
        one
        for group_id, whole in sheet.groups
        if group_id in groups
        for one in sorted(whole)
        if one not in here
    )
    return (Broken(rule=TeamRule.GROUP_KEEP, people=left, count=len(left)),) if left else ()


def _women_short(people: Sequence[PersonFacts], sheet: SheetFacts) -> tuple[Broken, ...]:
    women = sum(person.is_woman for person in people)
    return (Broken(rule=TeamRule.WOMEN, count=sheet.women - women),) if women < sheet.women else ()


def _avoids(person: PersonFacts, sheet: SheetFacts) -> bool:
    """The work is on the person's avoid list, or too heavy for the person today (H17)."""
    return bool(person.avoids & sheet.work) or (sheet.heavy and not person.heavy_ok)


def _leaves_too_early(person: PersonFacts, sheet: SheetFacts) -> bool:
    return person.until is not None and sheet.ends_at is not None and person.until < sheet.ends_at


def _may_lead(person: PersonFacts, ends_at: datetime | None) -> bool:
    stays = person.until is None or ends_at is None or person.until >= ends_at
    return not person.age.is_minor and person.has_phone and stays
