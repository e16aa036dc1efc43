"""Volunteers apart from the counter: the list for programs, whether somebody is entered already, and what a
person's own page shows of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import NOT_A_RECORD, Attendance, AttendanceStatus, attendance_id_of
from dvc.domain.day import DAY, Day, DayStatus, day_stream
from dvc.domain.day_plan import DayPlan, plan_of
from dvc.domain.folding import fold, phone_digits
from dvc.domain.ids import VolunteerId
from dvc.domain.insurance import CoverJudgement
from dvc.domain.need import NEED
from dvc.domain.personal import Personal
from dvc.domain.team_state import Team, TeamStatus
from dvc.domain.visit import VISIT
from dvc.domain.volunteer import Volunteer, VolunteerStatus
from dvc.read.center import CenterReader
from dvc.read.reception import people_of, standing_entries
from dvc.store.tables import MAPPERS, STATE_TABLES, vault_value

SAME_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerPage:
    """Volunteers in order of id. `after`: the cursor of the next page, None at the end."""

    volunteers: tuple[Volunteer, ...]
    told: Mapping[str, Mapping[Personal, str]]
    after: str | None


def volunteers_after(
    reader: CenterReader, after: str, *, most: int, fields: Iterable[Personal]
) -> VolunteerPage:
    """Standing entries behind the cursor `after` ("" from the beginning), at most `most`, with these fields.
    """
    table, mapper = STATE_TABLES["volunteer"], MAPPERS["volunteer"]
    query = (
        sa.select(table)
        .where(table.c.stream > after, table.c.f_status == VolunteerStatus.ACTIVE.value)
        .order_by(table.c.stream)
        .limit(most + 1)
    )
    with reader.store.read() as connection:
        rows = [mapper.from_row(row) for row in connection.execute(query).mappings()]
    shown = tuple(rows[:most])
    told = reader.labels([one.volunteer_id for one in shown], fields)
    more = shown[-1].volunteer_id if len(rows) > most and shown else None
    return VolunteerPage(volunteers=shown, told=told, after=more)


def same_person(reader: CenterReader, *, name: str, kana: str, phone: str) -> list[VolunteerId]:
    """Standing entries that are this person: the same telephone, and the same name or reading however
    spelled. Without a telephone nobody is taken for another.
    """
    digits = phone_digits(phone)
    names = {folded for folded in (fold(name), fold(kana)) if folded}
    if not digits or not names:
        return []
    with reader.store.read() as connection:
        query = sa.select(vault_value.c.subject).where(
            vault_value.c.field.in_([Personal.PHONE.value, Personal.PHONE_2.value]),
            vault_value.c.folded == digits,
            vault_value.c.stands,
            vault_value.c.subject.startswith("vol_", autoescape=True),
        )
        bearers = sorted(set(connection.execute(query).scalars()))
    told = reader.labels(bearers, [Personal.NAME, Personal.KANA])
    same = [
        VolunteerId(one) for one in bearers if names & {fold(text) for text in told.get(one, {}).values()}
    ]
    return [one.volunteer_id for one in standing_entries(reader, same)][:SAME_MOST]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The team of somebody as it is called: where it meets, for what, in which area. Nothing of a household.

    `leader`: number of the day on the leader's name tag; `area`: name of the district, "" when unknown.
    """

    team: Team
    leader: int | None
    works: tuple[str, ...]
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDay:
    """What a volunteer's own page knows. `today`: the record of today; `next_day`: a booking to come; `line`:
    place on the waiting list from 1.
    """

    volunteer: Volunteer
    day: Day | None
    plan: DayPlan | None
    cover: CoverJudgement
    today: Attendance | None = None
    next_day: date | None = None
    line: int | None = None
    call: Call | None = None


def own_day(reader: CenterReader, volunteer_id: VolunteerId, *, on: date) -> OwnDay | None:
    """A volunteer's day `on`, None for an id that nobody stands behind."""
    found = people_of(reader, [volunteer_id], day=on, fields=())
    if not found:
        return None
    person = found[0]
    day = reader.find(DAY, day_stream(on))
    day = None if day is None or day.status is DayStatus.UNDONE else day
    return OwnDay(
        volunteer=person.volunteer,
        day=day,
        plan=plan_of(day, reader.setting) if day is not None else None,
        cover=person.cover,
        today=person.today,
        next_day=_next_day(reader, person.volunteer.volunteer_id, on),
        line=person.line,
        call=_call(reader, person.team) if person.team is not None else None,
    )


def _next_day(reader: CenterReader, volunteer_id: VolunteerId, on: date) -> date | None:
    booked = reader.where(ATTENDANCE, volunteer_id=volunteer_id, status=AttendanceStatus.BOOKED)
    return min((one.day for one in booked if one.day > on), default=None)


def _call(reader: CenterReader, team: Team) -> Call | None:
    if team.status is TeamStatus.DISSOLVED:
        return None
    leader = reader.find(ATTENDANCE, team.leader) if team.leader is not None else None
    visits = reader.where(VISIT, visit_id=team.visits) if team.visits else []
    needs = reader.where(NEED, need_id=[one.need_id for one in visits]) if visits else []
    works = dict.fromkeys(item.work_type.value for need in needs for item in need.work)
    areas = {need.place.area for need in needs if need.place.area is not None}
    return Call(
        team=team,
        leader=leader.number if leader is not None else None,
        works=tuple(works),
        area=_area_name(reader, next(iter(sorted(areas)), None)),
    )


def _area_name(reader: CenterReader, code: str | None) -> str:
    if code is None:
        return ""
    return next((str(row["name"]) for row in reader.layer("areas") if row.get("code") == code), "")


def record_of_today(reader: CenterReader, volunteer_id: VolunteerId, on: date) -> Attendance | None:
    """The day record of a person, None when there is none that stands."""
    own = reader.find(ATTENDANCE, attendance_id_of(volunteer_id, on))
    if own is not None and own.status not in NOT_A_RECORD:
        return own
    found = reader.where(ATTENDANCE, volunteer_id=volunteer_id, day=on)
    return next((one for one in found if one.status not in NOT_A_RECORD), None)
