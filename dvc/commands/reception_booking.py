"""Places on a day before it comes: booked by the person or the desk, called off, given back by the center
(V1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.reception_asks import (
    DESK,
    SELF,
    birth_of,
    cap_of,
    is_late,
    known_volunteer,
    naming_the_first,
    places_free,
    record_of,
    refuse_not_own,
    standing_record,
    the_day,
    today,
)
from dvc.commands.reception_floor import act, answer, for_each
from dvc.domain import attendance_desk as desk
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance, BookingBecause
from dvc.domain.ids import MAIN_BASE, AttendanceId, BaseId, GroupId, VolunteerId
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import CHIEFS, ActorKind, Role
from dvc.ports import Work

BOOKED_AHEAD_DAYS_MOST = 60  # weekends of two months; a center plans no further (domain/01 1.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookDay:
    """Book a place on a day for somebody who is entered (V1)."""

    volunteer_id: VolunteerId
    day: date
    base_id: BaseId = MAIN_BASE


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBooking:
    """The person calls off."""

    attendance_id: AttendanceId
    because: BookingBecause = BookingBecause.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseBooking:
    """The center gives places back: the day is called off, or too many were promised."""

    attendance_ids: tuple[AttendanceId, ...]
    because: BookingBecause = BookingBecause.CALLED_OFF


@handles(BookDay, roles=DESK | SELF | {Role.API, Role.GENERAL_AFFAIRS})
def book_day(work: Work, command: BookDay, meta: CommandMeta) -> Result:
    """Book while places are free. Raises Refusal `reception.booking_full`, `reception.already_booked`,
    `reception.day_past`.
    """
    refuse_not_own(meta, command.volunteer_id)
    refuse_wrong_day(work, command.day)
    v = known_volunteer(work, command.volunteer_id)
    before = record_of(work, v.volunteer_id, command.day)
    a = book(work, meta, v.volunteer_id, before, Place(day=command.day, base_id=command.base_id))
    return {**answer(a), "number": a.number, "day": a.day.isoformat()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is booked. `is_counted`: the caller has made sure already that places are free."""

    day: date
    base_id: BaseId = MAIN_BASE
    group_id: GroupId | None = None
    is_counted: bool = False


def book(
    work: Work, meta: CommandMeta, volunteer_id: VolunteerId, before: Attendance | None, place: Place
) -> Attendance:
    """Book one place. Raises Refusal `reception.booking_full`, `reception.already_booked`,
    `reception.already_here`.
    """
    birth = birth_of(
        work, volunteer_id, place.day, number=before.number if before else None, base_id=place.base_id
    )
    stream = before.attendance_id if before else birth.attendance_id
    held_by = volunteer_id if meta.actor.kind is ActorKind.VOLUNTEER else meta.actor.id
    with naming_the_first(work, ATTENDANCE, stream):
        events = desk.book(
            before, birth=birth, held_by=held_by, group_id=place.group_id, at=work.meta.happened_at
        )
    if not place.is_counted:
        is_free = places_free(work, place.day) > 0
        refuse_unless(is_free, "reception.booking_full", cap=cap_of(work, place.day))
    return work.record(ATTENDANCE, stream, *events)


def refuse_wrong_day(work: Work, day: date) -> None:
    """Raise Refusal `reception.day_past`, `reception.day_too_far` (422) or `reception.day_closed`."""
    refuse_unless(day >= today(work), "reception.day_past", status=422, day=day.isoformat())
    last = today(work) + timedelta(days=BOOKED_AHEAD_DAYS_MOST)
    refuse_unless(day <= last, "reception.day_too_far", status=422, day=last.isoformat())
    refuse_unless(not is_late(the_day(work, day)), "reception.day_closed", day=day.isoformat())


@handles(CancelBooking, roles=DESK | SELF | {Role.API, Role.GENERAL_AFFAIRS})
def cancel_booking(work: Work, command: CancelBooking, meta: CommandMeta) -> Result:
    """Give the place back. Raises Refusal `reception.not_booked`."""
    a = standing_record(work, command.attendance_id)
    refuse_not_own(meta, a.volunteer_id)
    at = work.meta.happened_at
    return answer(act(work, a, lambda: desk.cancel_booking(a, because=command.because, at=at)))


@handles(ReleaseBooking, roles=CHIEFS | {Role.RECEPTION})
def release_booking(work: Work, command: ReleaseBooking, meta: CommandMeta) -> Result:
    """Give places back; whoever has come or called off meanwhile is passed over. Raises Refusal when nobody
    is left.
    """
    del meta
    at = work.meta.happened_at
    return for_each(
        work, command.attendance_ids, lambda a: desk.release_booking(a, because=command.because, at=at)
    )
