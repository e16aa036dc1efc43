"""One person through the door: the way that the counter, the phone scanner, the own page and a group all go.

A scan is judged on what is known now and kept as it was made: with its time, its station and the number that
a device gave. The answer is a code of `dvc/text/reception.toml` and what that sentence names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dvc.commands.bus import CommandMeta, Result
from dvc.commands.reception_asks import (
    birth_of,
    cover,
    is_late,
    places_free,
    record_of,
    standing,
    the_day,
    today,
    volunteer_of,
)
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_desk import Arrival, check_in
from dvc.domain.attendance_events import VolunteerCheckedIn
from dvc.domain.attendance_state import (
    NOTHING_SAID,
    Attendance,
    AttendanceStatus,
    CheckInMethod,
    DayAnswers,
    Scan,
)
from dvc.domain.day import Day, is_open, next_round
from dvc.domain.ids import MAIN_BASE, OFFLINE_NUMBERS, PAPER_NUMBERS, BaseId, GroupId, StationId, VolunteerId
from dvc.domain.insurance import NotCovered
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.volunteer import SEATS_MOST, Volunteer
from dvc.ports import Work

_ASKS_THE_CAP = frozenset(
    {
        AttendanceStatus.BOOKING_CANCELLED,
        AttendanceStatus.RELEASED,
        AttendanceStatus.NO_SHOW,
        AttendanceStatus.UNDONE,
        AttendanceStatus.SENT_HOME,
        AttendanceStatus.LEFT_EARLY,
    }
)
_ANSWERS = {
    AttendanceStatus.ARRIVED: "reception.checkin_ok",
    AttendanceStatus.ORIENTED: "reception.checkin_ok_oriented",
    AttendanceStatus.WAITLIST: "reception.waitlist",
    AttendanceStatus.REST: "reception.condition_bad",
}
_STILL_TO_DO = frozenset({AttendanceStatus.WAITLIST, AttendanceStatus.REST})
_COVER_ANSWERS = {
    NotCovered.MISSING: "reception.insurance_missing",
    NotCovered.LAST_YEAR: "reception.insurance_last_year",
    NotCovered.TOMORROW: "reception.insurance_tomorrow",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How somebody comes through the door. `number`: given by a tablet without a line or a paper slip."""

    method: CheckInMethod = CheckInMethod.SEARCH
    said: DayAnswers = NOTHING_SAID
    base_id: BaseId = MAIN_BASE
    number: int | None = None
    offline: bool = False
    group_id: GroupId | None = None
    is_full: bool | None = None


def receive(
    work: Work, meta: CommandMeta, volunteer_id: VolunteerId, door: Door
) -> tuple[Attendance, Result]:
    """Receive one person, or keep one more scan (V3, V21). The record and the answer.

    `door.is_full` None: the places are counted here. Raises Refusal `reception.day_not_open`,
    `refusal.unknown`, `reception.number_taken`, `refusal.value`.
    """
    day_date = today(work)
    day = the_day(work, day_date)
    late = is_late(day) and _is_older(work, day)
    refuse_unless(is_open(day) or door.offline or late, "reception.day_not_open", day=day_date.isoformat())
    _check_values(door)
    v = volunteer_of(work, volunteer_id)
    if v is None and not door.offline:
        raise Refusal("refusal.unknown", status=404, kind="volunteer")
    who = v.volunteer_id if v else volunteer_id
    before = record_of(work, who, day_date)
    number = _free_number(work, day_date, who, door)
    arrival = Arrival(
        birth=birth_of(work, who, day_date, number=number, base_id=door.base_id)
        if before is None
        else birth_of(work, who, day_date, number=before.number),
        scan=_scan(work, meta, door, number),
        standing=standing(work, v, day_date),
        group_id=door.group_id,
        is_full=_is_full(work, before, door, day_date),
        is_late=is_late(day),
        is_offline=door.offline,
    )
    events = check_in(before, arrival)
    repeated = not any(isinstance(event, VolunteerCheckedIn) for event in events)
    stream = before.attendance_id if before is not None else arrival.birth.attendance_id
    after = work.record(ATTENDANCE, stream, *events) if events else before
    assert after is not None
    answer = {
        **_answer(work, after, v, repeated=repeated),
        "round": next_round(day),
        "number_taken": door.number is not None and door.number != after.number,
    }
    return after, answer


def _is_older(work: Work, day: Day | None) -> bool:
    """A scan made before the close and told after it happened, whatever the hour (law 8)."""
    return day is not None and day.closed_at is not None and work.meta.happened_at < day.closed_at


def _check_values(door: Door) -> None:
    seats = door.said.seats
    in_range = seats is None or 0 <= seats <= SEATS_MOST
    refuse_unless(in_range, "refusal.value", status=422, field="seats", least=0, most=SEATS_MOST)
    given = door.number
    is_block = given is None or given in OFFLINE_NUMBERS or given in PAPER_NUMBERS
    refuse_unless(is_block, "refusal.value", status=422, field="number", least=8000, most=9999)


def _free_number(work: Work, day: date, volunteer_id: VolunteerId, door: Door) -> int | None:
    """The given number, if no other person of the day bears it.

    Typed by somebody it is refused, for the slip can be read again; told by a device it is passed over and
    said in the answer, for the person has gone on already.
    """
    if door.number is None:
        return None
    bearers = work.where(ATTENDANCE, day=day, number=door.number)
    others = [a for a in bearers if a.volunteer_id != volunteer_id]
    if not others:
        return door.number
    if not door.offline:
        raise Refusal("reception.number_taken", number=door.number, person=others[0].attendance_id)
    return None


def _scan(work: Work, meta: CommandMeta, door: Door, number: int | None) -> Scan:
    return Scan(
        at=work.meta.happened_at,
        station=StationId(meta.station) if meta.station else None,
        action_id=meta.action_id,
        base_id=door.base_id,
        number=number,
        method=door.method,
        said=door.said,
    )


def _is_full(work: Work, before: Attendance | None, door: Door, day: date) -> bool:
    """Whether somebody without a place finds none; only asked where it decides anything."""
    if door.offline or (before is not None and before.status not in _ASKS_THE_CAP):
        return False
    return door.is_full if door.is_full is not None else places_free(work, day) == 0


def _answer(work: Work, a: Attendance, v: Volunteer | None, *, repeated: bool) -> Result:
    """What the desk or the device shows, as codes, numbers and times."""
    first = a.scans[0]
    judged = cover(work, v, a.day) if v is not None else None
    waiting = a.status is AttendanceStatus.WAITLIST
    return {
        "attendance_id": a.attendance_id,
        "volunteer_id": a.volunteer_id,
        "code": a.code,
        "number": a.number,
        "status": a.status.value,
        "answer": answer_code(work, a, v, repeated=repeated),
        "repeated": repeated,
        "first_at": first.at.isoformat(),
        "first_station": first.station,
        "place": _place_in_line(work, a) if waiting else None,
        "late": a.late,
        "quake_gap": bool(judged and judged.quake_gap),
        "do_not_assign": bool(v and v.do_not_assign),
    }


def answer_code(work: Work, a: Attendance, v: Volunteer | None, *, repeated: bool) -> str:
    """The sentence for the person, by its text code; a repeat says so unless something is to be done."""
    if a.status is AttendanceStatus.INSURANCE_WAIT:
        return _held_answer(work, a, v)
    if repeated and a.status is AttendanceStatus.ARRIVED:
        return "reception.already_present"
    if repeated and a.status not in _STILL_TO_DO:
        return "reception.already_known"
    return _ANSWERS.get(a.status, "reception.kept")


def _held_answer(work: Work, a: Attendance, v: Volunteer | None) -> str:
    """Why somebody is asked to wait at the desk: not known yet, cover, or the guardian's word."""
    if v is None:
        return "reception.kept_unknown"
    judged = cover(work, v, a.day)
    if not a.insured and judged.why is not None:
        return _COVER_ANSWERS[judged.why]
    return "reception.minor_guardian"


def _place_in_line(work: Work, a: Attendance) -> int:
    """Place on the waiting list, from 1, by the time of coming."""
    waiting = AttendanceStatus.WAITLIST
    earlier = work.count(ATTENDANCE, day=a.day, status=waiting, before=("since", a.since))
    same = work.where(ATTENDANCE, day=a.day, status=waiting, since=a.since)
    return 1 + earlier + sum(one.attendance_id < a.attendance_id for one in same)
