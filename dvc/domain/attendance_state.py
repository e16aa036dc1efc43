"""One volunteer's one day at a center (受付から帰りまで): state machine V1-V25 of domain/03 3.2.

A volunteer and the day record are apart: the first outlives the operation, the second is a fact of one date.
The id of a day record is made of volunteer and day, so that every device without a line names the same
record, and a person can have only one a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dvc.domain.ids import (
    MAIN_BASE,
    ActionId,
    ActorId,
    AttendanceId,
    BaseId,
    Code,
    GroupId,
    StationId,
    TeamId,
    VisitId,
    VolunteerId,
)
from dvc.domain.promise import Promise
from dvc.domain.team_state import LeaveReason
from dvc.domain.values import Vehicle


class AttendanceStatus(StrEnum):
    """Main state of the day record."""

    BOOKED = "booked"
    NO_SHOW = "no_show"
    BOOKING_CANCELLED = "booking_cancelled"
    RELEASED = "released"
    ARRIVED = "arrived"
    INSURANCE_WAIT = "insurance_wait"
    REST = "rest"
    WAITLIST = "waitlist"
    SENT_HOME = "sent_home"
    ORIENTED = "oriented"
    ASSIGNED = "assigned"
    DEPARTED = "departed"
    LEFT = "left"
    RETURNED = "returned"
    CHECKED_OUT = "checked_out"
    CENTER_SUPPORT = "center_support"
    LEFT_EARLY = "left_early"
    UNDONE = "undone"
    MERGED = "merged"


class CheckInMethod(StrEnum):
    """How the volunteer was received (domain/02 2.4 #2)."""

    QR = "qr"
    SEARCH = "search"
    MANUAL = "manual"
    PAPER = "paper"
    GROUP_SCAN = "group_scan"
    SELF = "self"


class Condition(StrEnum):
    """Condition today, in the volunteer's own words."""

    GOOD = "good"
    SLIGHTLY = "slightly"
    BAD = "bad"


class FreedBecause(StrEnum):
    """Why somebody was taken off a sheet or out of a team (V10): every word that the wall and the field use
    for it.
    """

    CHANGED = "changed"
    LEFT = "left"
    MISTAKE = "mistake"
    TAKEN_DOWN = "taken_down"
    NEED_OVER = "need_over"
    OUT_OF_TEAM = "out_of_team"
    CONDITION = "condition"
    TIME = "time"
    FAMILY = "family"
    ERRAND = "errand"
    PEOPLE_LEFT = "people_left"
    RESIDENT_CANCELLED = "resident_cancelled"
    RESIDENT_ABSENT = "resident_absent"
    RESIDENT_DECLINED = "resident_declined"
    WEATHER = "weather"
    STOPPED = "stopped"
    DANGER = "danger"
    NO_SEATS = "no_seats"
    TOOLS_SHORT = "tools_short"
    OTHER = "other"


class BookingBecause(StrEnum):
    """Why a booking ended before the day: by the person, or by the center (called off, cap)."""

    PERSON = "person"
    CALLED_OFF = "called_off"
    CAP = "cap"
    MISTAKE = "mistake"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAnswers:
    """What the person said for today; None: not asked. `seats`: places in the own car, driver included."""

    condition: Condition | None = None
    until: datetime | None = None
    leader_ok: bool | None = None
    vehicle: Vehicle | None = None
    seats: int | None = None


NOTHING_SAID = DayAnswers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One scan of the tag: every one is kept, also repeated and late ones (law 5).

    `number`: the number of the day that a device without a line or a paper slip gave, None when the center
    gave it.
    """

    at: datetime
    station: StationId | None
    action_id: ActionId
    base_id: BaseId = MAIN_BASE
    number: int | None = None
    method: CheckInMethod | None = None
    said: DayAnswers = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOutFact:
    """One check-out; repeated and late ones are kept too. `tomorrow`: comes again tomorrow, None:
    not asked.
    """

    at: datetime
    action_id: ActionId
    tomorrow: bool | None = None
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the volunteer's own record says for this day:
    cover, guardian's consent, the car usually brought.
    """

    insured: bool
    guardian_ok: bool
    vehicle: Vehicle = Vehicle.NONE
    seats: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """State of the day record. `until`: the person must leave at that time, None: the whole day.

    `went_out`: has departed at least once today (the daily report counts each person once by it). `visit_id`:
    the sheet on which the person's note hangs; `team_id`: the confirmed team, kept after the return until the
    pool has the person again. Law 3: at most one of each, live, at a time.

    Two sorts of fields. *Facts* are what was told, each with its time, kept whatever the order of telling.
    The others (`status`, `since`, `arrived_at`, `method`, `base_id`, `insured`, `guardian_ok`, `condition`,
    `until`, `leader_ok`, `vehicle`, `seats`, `tomorrow`, `checked_out_at`) are settled from them by
    `attendance_settled.settled`, so that any order of delivery ends the same. `held`: the state in which an
    act of the matching, field or return desk put the person, None while reception's facts decide. Numbers are
    another matter: the first that was told to the person stays (`number`, `code`), numbers that other devices
    gave stand in `other_codes`.
    """

    attendance_id: AttendanceId
    volunteer_id: VolunteerId
    day: date
    code: Code
    number: int
    status: AttendanceStatus
    since: datetime
    base_id: BaseId = MAIN_BASE
    group_id: GroupId | None = None
    method: CheckInMethod | None = None
    arrived_at: datetime | None = None
    scans: tuple[Scan, ...] = ()
    insured: bool = False
    guardian_ok: bool = True
    oriented_round: int | None = None
    condition: Condition = Condition.GOOD
    until: datetime | None = None
    leader_ok: bool = False
    vehicle: Vehicle = Vehicle.NONE
    seats: int = 0
    visit_id: VisitId | None = None
    team_id: TeamId | None = None
    rest_from: AttendanceStatus | None = None
    went_out: bool = False
    supported_center: bool = False
    departed_at: datetime | None = None
    back_at: datetime | None = None
    injured: bool = False
    tomorrow: bool | None = None
    late: bool = False
    merged_into: AttendanceId | None = None
    number_told: bool = False
    other_codes: tuple[Code, ...] = ()
    booking: Promise | None = None
    booked_base: BaseId = MAIN_BASE
    booking_status: AttendanceStatus | None = None
    booking_at: datetime | None = None
    standing: Standing | None = None
    amended: DayAnswers = NOTHING_SAID
    insured_at: datetime | None = None
    joined_here: bool = False
    guardian_at: datetime | None = None
    oriented_at: datetime | None = None
    waiting_at: datetime | None = None
    admitted_at: datetime | None = None
    sent_home_at: datetime | None = None
    rest_at: datetime | None = None
    recovered_at: datetime | None = None
    held: AttendanceStatus | None = None
    held_at: datetime | None = None
    merged_from: AttendanceStatus | None = None
    assigned_at: datetime | None = None
    assigned_by: ActorId | None = None
    pool_at: datetime | None = None
    freed_because: FreedBecause | None = None
    left_early_at: datetime | None = None
    left_because: LeaveReason | None = None
    checkouts: tuple[CheckOutFact, ...] = ()
    checked_out_at: datetime | None = None
    undone_at: datetime | None = None
    given_from: VolunteerId | None = None
    absorbed: tuple[AttendanceId, ...] = ()


ON_A_SHEET = frozenset({AttendanceStatus.ASSIGNED, AttendanceStatus.DEPARTED})
"""A live assignment (law 3)."""
HOLDS_A_PLACE = frozenset(AttendanceStatus) - {
    AttendanceStatus.NO_SHOW,
    AttendanceStatus.BOOKING_CANCELLED,
    AttendanceStatus.RELEASED,
    AttendanceStatus.WAITLIST,
    AttendanceStatus.SENT_HOME,
    AttendanceStatus.LEFT_EARLY,
    AttendanceStatus.UNDONE,
    AttendanceStatus.MERGED,
}
"""States that count against the recruitment cap of the day; a booking holds its place until it ends."""
NOT_A_RECORD = frozenset({AttendanceStatus.UNDONE, AttendanceStatus.MERGED})
"""States that no count and no list of people shows."""

_ID = re.compile(r"^att_(?P<volunteer>[\w-]{1,60})_(?P<day>\d{8})$")


def attendance_id_of(volunteer_id: VolunteerId, day: date) -> AttendanceId:
    """`att_` + the volunteer's id without prefix + day: the same on every device."""
    return AttendanceId(f"att_{volunteer_id.removeprefix('vol_')}_{day:%Y%m%d}")


def volunteer_and_day(attendance_id: AttendanceId) -> tuple[VolunteerId, date] | None:
    """The parts of a day record's id; None when the text is no such id."""
    match = _ID.match(attendance_id)
    if match is None:
        return None
    digits = match["day"]
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return VolunteerId(f"vol_{match['volunteer']}"), day
