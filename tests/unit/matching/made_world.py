"""Made-up worlds of a board for tests and benchmarks of the matching: people who wait, sheets that hang, all
of one seed. States are laid down as the tables would give them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dvc.board.world import World, load
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.day import Day, DayStatus
from dvc.domain.group import Group, GroupStatus
from dvc.domain.ids import AttendanceId, Code, GroupId, NeedId, VisitId, VolunteerId, WorkItemId
from dvc.domain.need_state import Estimate, Need, NeedStatus, QuickInspection, WorkItem
from dvc.domain.team_state import Visit
from dvc.domain.values import AgeBand, Gender, Rank, Route, Skill, SkillCount, Vehicle, WorkType
from dvc.domain.volunteer import Volunteer, VolunteerStatus
from tests.unit.needs.builders import a_need
from tests.unit.teams.builders import NOW, TODAY, a_seat, a_sheet

Row = tuple[str, str, int, Any]
AGES = (*AgeBand,)
WORK = (WorkType.BELONGINGS_OUT, WorkType.MUD_ROOM, WorkType.MUD_UNDER, WorkType.SUPPLY_SORT, WorkType.TREE)
SKILLS = (Skill.CHAINSAW, Skill.CARPENTER, Skill.DRIVER_KEI, Skill.UNDER_FLOOR)
GROUP_EVERY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How large a world: so many people before so many sheets."""

    people: int
    sheets: int
    seed: int = 1


def a_world(crowd: Crowd, *more: Row) -> World:
    """The same crowd, the same world; `more` stands in place of or beside what the seed made."""
    chance = random.Random(crowd.seed)
    every = [
        ("day", TODAY.isoformat(), 1, Day(day=TODAY, status=DayStatus.OPEN, opened_at=NOW, since=NOW)),
        *(row for n in range(1, crowd.people + 1) for row in _somebody(chance, n)),
        *(row for n in range(1, crowd.sheets + 1) for row in _a_house(chance, n)),
        *(_a_group(n) for n in range(crowd.people // GROUP_EVERY + 1)),
        *more,
    ]
    rows = {(kind, stream): (kind, stream, version, state) for kind, stream, version, state in every}
    return load(1, rows.values())


def _somebody(chance: random.Random, n: int) -> tuple[Row, Row]:
    in_group = chance.random() < 0.2
    until = NOW + timedelta(minutes=30 * chance.randint(1, 12)) if chance.random() < 0.3 else None
    attendance = Attendance(
        attendance_id=AttendanceId(f"att_{n:04d}"),
        volunteer_id=VolunteerId(f"vol_{n:04d}"),
        day=TODAY,
        code=Code(f"V-0912-{n:04d}-1"),
        number=n,
        status=AttendanceStatus.ORIENTED,
        since=NOW,
        arrived_at=NOW - timedelta(minutes=chance.randint(0, 60)),
        group_id=GroupId(f"group_{n // GROUP_EVERY}") if in_group else None,
        insured=chance.random() < 0.95,
        guardian_ok=chance.random() < 0.9,
        oriented_round=1,
        until=until,
        leader_ok=chance.random() < 0.25,
        vehicle=Vehicle.CAR if chance.random() < 0.3 else Vehicle.NONE,
    )
    volunteer = Volunteer(
        volunteer_id=attendance.volunteer_id,
        status=VolunteerStatus.ACTIVE,
        registered_at=NOW,
        age_band=chance.choice(AGES) if chance.random() < 0.5 else AgeBand.THIRTIES,
        gender=chance.choice((*Gender,)),
        skills=tuple(one for one in SKILLS if chance.random() < 0.1),
        avoid=tuple(one for one in WORK if chance.random() < 0.06),
        heavy_ok=chance.random() < 0.85,
        do_not_assign=chance.random() < 0.01,
        has_phone=chance.random() < 0.9,
    )
    return (
        ("attendance", attendance.attendance_id, 1, attendance),
        ("volunteer", volunteer.volunteer_id, 1, volunteer),
    )


def _a_house(chance: random.Random, n: int) -> tuple[Row, Row]:
    low = chance.randint(2, 5)
    work = tuple(
        WorkItem(item_id=WorkItemId(f"item_{n}_{one.value}"), work_type=one)
        for one in WORK
        if chance.random() < 0.3
    )
    need: Need = a_need(
        NeedStatus.POSTED,
        need_id=NeedId(f"need_{n:04d}"),
        work=work,
        rank=chance.choice((*Rank,)),
        urgency=chance.randint(0, 90),
        route=Route.TECHNICAL if chance.random() < 0.05 else Route.GENERAL,
        inspection=QuickInspection.RED if chance.random() < 0.05 else QuickInspection.GREEN,
        estimate=Estimate(
            people_min=low,
            people_max=low + 3,
            hours=chance.choice((1.5, 2.0, 3.0, 4.0)),
            visits=1,
            women_only=chance.random() < 0.1,
            heavy=chance.random() < 0.5,
            skills=(SkillCount(skill=chance.choice(SKILLS), count=1),) if chance.random() < 0.4 else (),
        ),
    )
    seats = (a_seat(AttendanceId(f"att_{n:04d}")),) if chance.random() < 0.02 else ()
    visit: Visit = a_sheet(
        *seats,
        visit_id=VisitId(f"visit_{n:04d}"),
        need_id=need.need_id,
        people_min=low,
        people_max=low + 3,
        locked=chance.random() < 0.05,
    )
    return ("need", need.need_id, 1, need), ("visit", visit.visit_id, 1, visit)


def _a_group(n: int) -> Row:
    group_id = GroupId(f"group_{n}")
    group = Group(
        group_id=group_id,
        code=Code(f"G-0912-{n:04d}-1"),
        number=n,
        day=TODAY,
        status=GroupStatus.HERE,
        since=NOW,
        keep_together=n % 3 != 0,
    )
    return "group", group_id, 1, group
