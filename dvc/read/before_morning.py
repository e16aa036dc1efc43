"""Readings for the day before and the early morning: the forecast for tomorrow and the standby list of today.

What they mean stands in `dvc.domain.forecast` and `dvc.domain.standby`; here states become their facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.day import DAY, DayStatus, day_stream
from dvc.domain.equipment import ITEM
from dvc.domain.forecast import Booked, Forecast, Rules, forecast_of
from dvc.domain.group import GROUP, Group, GroupStatus
from dvc.domain.ids import AttendanceId, VolunteerId
from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.standby import WITHOUT_A_DAY, WITHOUT_A_PLACE, Hours, Standby, may_enter, standby_of
from dvc.domain.values import CENTER_ZONE, Skill, activity_day
from dvc.domain.visit import VISIT
from dvc.domain.volunteer import VOLUNTEER, Volunteer
from dvc.read.center import CenterReader

IDS_AT_ONCE: Final = 500
COMES: Final = frozenset({GroupStatus.EXPECTED, GroupStatus.HERE})


def hours_of(reader: CenterReader, now: datetime) -> Hours:
    """Today's return limit and the center's word about yellow stickers."""
    midnight = datetime.combine(activity_day(now), time(), CENTER_ZONE)
    limit = midnight + timedelta(minutes=int(reader.setting("return_by_minutes")))
    return Hours(
        now=now,
        return_by=limit.astimezone(UTC),
        yellow_enters=bool(reader.setting("yellow_tag_enters")),
    )


def standby(reader: CenterReader, now: datetime) -> Standby:
    """The standby list of this moment; empty of people, and so quiet, unless the day is open."""
    today = activity_day(now)
    day = reader.find(DAY, day_stream(today))
    is_open = day is not None and day.status is DayStatus.OPEN
    people = reader.where(ATTENDANCE, day=today, status=tuple(WITHOUT_A_PLACE)) if is_open else []
    needs = reader.where(NEED, status=tuple(WITHOUT_A_DAY | {NeedStatus.SCHEDULED}))
    return standby_of(needs, reader.where(VISIT, day=today), people, hours_of(reader, now))


def forecast(reader: CenterReader, now: datetime) -> Forecast:
    """Tomorrow as it looks now."""
    tomorrow = activity_day(now) + timedelta(days=1)
    yellow_enters = bool(reader.setting("yellow_tag_enters"))
    states = tuple(WITHOUT_A_DAY | {NeedStatus.SCHEDULED, NeedStatus.POSTED})
    needs = [one for one in reader.where(NEED, status=states) if may_enter(one, yellow_enters=yellow_enters)]
    day = reader.find(DAY, day_stream(tomorrow))
    cap = day.cap if day is not None and day.cap is not None else int(reader.setting("recruitment_cap"))
    return forecast_of(
        booked_of(reader, tomorrow),
        (one for one in needs if _is_for(one, tomorrow)),
        (one for one in needs if _can_come(one, tomorrow)),
        reader.where(ITEM),
        Rules(show_up_percent=int(reader.setting("show_up_percent")), cap=cap),
    )


def _is_for(need: Need, day: date) -> bool:
    if need.status is NeedStatus.POSTED:
        return need.posted_on == day
    agreed = need.appointment
    return need.status is NeedStatus.SCHEDULED and agreed is not None and agreed.day == day


def _can_come(need: Need, day: date) -> bool:
    """Whether a call this evening can bring the need to this day: no day agreed, none that forbids it."""
    wishes = need.wishes
    return (
        need.status in WITHOUT_A_DAY
        and (wishes.not_before is None or wishes.not_before <= day)
        and (not wishes.days or day in wishes.days)
        and (need.next_call_on is None or need.next_call_on < day)
    )


def booked_of(reader: CenterReader, day: date) -> list[Booked]:
    """The parties booked for a day; a member of a group is counted with the group only."""
    records = reader.where(ATTENDANCE, day=day, status=AttendanceStatus.BOOKED)
    groups = [one for one in reader.where(GROUP, day=day) if one.status in COMES]
    known = _volunteers(reader, {one.volunteer_id for one in records})
    by_id = {one.attendance_id: one for one in records}
    in_groups = {member for group in groups for member in group.members}
    alone = [one for one in records if one.attendance_id not in in_groups]
    return [*(_party([one], known) for one in alone), *(_group(one, by_id, known) for one in groups)]


def _group(
    group: Group, by_id: Mapping[AttendanceId, Attendance], known: Mapping[VolunteerId, Volunteer]
) -> Booked:
    """A group: the larger of what was announced and what is on its list."""
    party = _party([by_id[one] for one in group.members if one in by_id], known)
    people = max(group.expected, party.people)
    return Booked(
        people=people,
        is_group=True,
        seats=people if group.own_cars else party.seats,
        leaders=max(party.leaders, int(group.leader is not None)),
        skills=party.skills,
    )


def _party(records: Iterable[Attendance], known: Mapping[VolunteerId, Volunteer]) -> Booked:
    listed = tuple(records)
    people = [(one, known[one.volunteer_id]) for one in listed if one.volunteer_id in known]
    return Booked(
        people=len(listed),
        seats=sum(one.seats or volunteer.seats for one, volunteer in people),
        leaders=sum(_leads(one, volunteer) for one, volunteer in people),
        skills=tuple(skill for _, volunteer in people for skill in volunteer.skills),
    )


def _leads(record: Attendance, volunteer: Volunteer) -> bool:
    """Whether this person is known to lead (H20: an adult)."""
    is_willing = record.leader_ok or Skill.LEADER_EXP in volunteer.skills
    return is_willing and not volunteer.age_band.is_minor and not volunteer.do_not_assign


def _volunteers(reader: CenterReader, ids: Iterable[VolunteerId]) -> dict[VolunteerId, Volunteer]:
    wanted = sorted(ids)
    found: dict[VolunteerId, Volunteer] = {}
    for at in range(0, len(wanted), IDS_AT_ONCE):
        part = wanted[at : at + IDS_AT_ONCE]
        found |= {one.volunteer_id: one for one in reader.where(VOLUNTEER, volunteer_id=tuple(part))}
    return found
