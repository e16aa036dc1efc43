"""What the reception's handlers ask of the store: whose record it is, whether a place is free, what cover
says today.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from dvc.commands.bus import CommandMeta
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_desk import open_record
from dvc.domain.attendance_events import Birth
from dvc.domain.attendance_state import (
    HOLDS_A_PLACE,
    NOT_A_RECORD,
    Attendance,
    AttendanceStatus,
    Standing,
    attendance_id_of,
    volunteer_and_day,
)
from dvc.domain.day import DAY, Day, DayStatus, day_stream
from dvc.domain.group import GROUP, still_expected
from dvc.domain.ids import MAIN_BASE, AttendanceId, BaseId, VolunteerId
from dvc.domain.insurance import CoverJudgement
from dvc.domain.kind import Kind
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import CHIEFS, ActorKind, Role
from dvc.domain.values import activity_day
from dvc.domain.volunteer import VOLUNTEER, Volunteer, VolunteerStatus, cover_on, standing_on
from dvc.ports import Work

DESK = CHIEFS | {Role.RECEPTION}
"""Who works at the reception."""
SELF = frozenset({Role.VOLUNTEER, Role.KIOSK})
"""The volunteer's own page, and the tablet at the door."""
MERGES_MOST = 20
"""Entries that gave way to one another in a row; more would be a circle."""


def today(work: Work) -> date:
    """The activity day in which the command's fact happened."""
    return activity_day(work.meta.happened_at)


def the_day(work: Work, day: date) -> Day | None:
    """The activity day, None when it was never opened."""
    return work.find(DAY, day_stream(day))


def is_late(day: Day | None) -> bool:
    """Whether a fact learned now comes after the day's close."""
    return day is not None and day.status is DayStatus.CLOSED


def volunteer_of(work: Work, volunteer_id: VolunteerId) -> Volunteer | None:
    """The standing entry of a person: the one that others gave way to; None when nobody here knows the id."""
    v = work.find(VOLUNTEER, volunteer_id)
    for _ in range(MERGES_MOST):
        if v is None or v.status is VolunteerStatus.UNDONE:
            return None
        if v.merged_into is None:
            return v
        v = work.find(VOLUNTEER, v.merged_into)
    return None


def known_volunteer(work: Work, volunteer_id: VolunteerId) -> Volunteer:
    """The standing entry. Raises Refusal `refusal.unknown` (404)."""
    v = volunteer_of(work, volunteer_id)
    if v is None:
        raise Refusal("refusal.unknown", status=404, kind="volunteer")
    return v


def record_of(work: Work, volunteer_id: VolunteerId, day: date) -> Attendance | None:
    """The one day record of a person (law 3), an undone one when there is no other,
    None when there is none.
    """
    own = work.find(ATTENDANCE, attendance_id_of(volunteer_id, day))
    if own is not None and own.volunteer_id == volunteer_id and own.status not in NOT_A_RECORD:
        return own
    for a in work.where(ATTENDANCE, volunteer_id=volunteer_id, day=day):
        if a.status not in NOT_A_RECORD:
            return a
    if own is not None and own.status is AttendanceStatus.MERGED:
        return standing_record(work, own.attendance_id)
    return own


def standing_record(work: Work, attendance_id: AttendanceId) -> Attendance:
    """The record behind an id, through merges. Raises Refusal `refusal.unknown` (404)."""
    a = work.get(ATTENDANCE, attendance_id)
    for _ in range(MERGES_MOST):
        if a.merged_into is None:
            break
        a = work.get(ATTENDANCE, a.merged_into)
    return a


def record_or_held(work: Work, attendance_id: AttendanceId, *, is_offline: bool) -> Attendance:
    """The record a fact is about. A device may tell of somebody whose check-in is still on its way: then one
    begins.

    Raises Refusal `refusal.unknown` (404) on line, or for a text that is no id of a day record.
    """
    if work.find(ATTENDANCE, attendance_id) is not None:
        return standing_record(work, attendance_id)
    parts = volunteer_and_day(attendance_id) if is_offline else None
    if parts is None:
        raise Refusal("refusal.unknown", status=404, kind="attendance")
    volunteer_id, day = parts
    v = volunteer_of(work, volunteer_id)
    a = record_of(work, v.volunteer_id, day) if v else None
    if a is not None and a.status not in NOT_A_RECORD:
        return a
    birth = birth_of(work, v.volunteer_id if v else volunteer_id, day)
    if work.find(ATTENDANCE, birth.attendance_id) is not None:
        return work.get(ATTENDANCE, birth.attendance_id)
    late = is_late(the_day(work, day))
    events = open_record(birth, standing=standing(work, v, day), is_late=late, at=work.meta.happened_at)
    return work.record(ATTENDANCE, birth.attendance_id, *events)


def birth_of(
    work: Work,
    volunteer_id: VolunteerId,
    day: date,
    *,
    number: int | None = None,
    base_id: BaseId = MAIN_BASE,
) -> Birth:
    """What a new record of a person and day begins with; the next number of the day unless one is given."""
    return Birth(
        attendance_id=attendance_id_of(volunteer_id, day),
        volunteer_id=volunteer_id,
        day=day,
        number=number if number is not None else work.next_number(ATTENDANCE, day=day),
        base_id=base_id,
    )


def standing(work: Work, v: Volunteer | None, day: date) -> Standing | None:
    """What the volunteer's entry says for a day, None for somebody nobody here knows yet."""
    return standing_on(v, day, is_immediate=bool(work.setting("insurance_immediate"))) if v else None


def cover(work: Work, v: Volunteer, day: date) -> CoverJudgement:
    """The insurance gate for a day, by the center's settings."""
    is_immediate = bool(work.setting("insurance_immediate"))
    return cover_on(v, day, is_immediate=is_immediate, is_quake=work.setting("hazard") == "quake")


def cap_of(work: Work, day: date) -> int:
    """People recruited for a day: its own number, else the setting."""
    state = the_day(work, day)
    return state.cap if state is not None and state.cap is not None else int(work.setting("recruitment_cap"))


def places_used(work: Work, day: date) -> int:
    """Places held: people here or booked, and announced groups that have named nobody yet."""
    people = work.count(ATTENDANCE, day=day, status=tuple(HOLDS_A_PLACE))
    return people + sum(still_expected(group) for group in work.where(GROUP, day=day))


def places_left(work: Work, day: date) -> int:
    """The cap less the places held; below 0 when a chief or a device let more people in."""
    return cap_of(work, day) - places_used(work, day)


def places_free(work: Work, day: date) -> int:
    """Places that may still be given, never below 0."""
    return max(0, places_left(work, day))


def refuse_not_own(meta: CommandMeta, volunteer_id: VolunteerId) -> None:
    """A volunteer acts for oneself only. Raises Refusal `refusal.not_allowed` (403)."""
    is_own = meta.actor.kind is not ActorKind.VOLUNTEER or meta.actor.id == volunteer_id
    refuse_unless(is_own, "refusal.not_allowed", status=403)


@contextmanager
def naming_the_first(work: Work, kind: Kind[Any], stream: str) -> Iterator[None]:
    """Whoever comes second hears who was first: add `by` and `at` of the stream's last event to a refusal
    (409).
    """
    try:
        yield
    except Refusal as refusal:
        last = work.events_after(kind, stream, work.version(kind, stream) - 1)
        if refusal.status != 409 or not last or "by" in refusal.details:
            raise
        known = dict(refusal.details)
        known["by"] = last[-1].meta.actor
        known["at"] = known.get("at") or last[-1].meta.happened_at
        raise Refusal(refusal.code, status=refusal.status, **known) from refusal
