"""Events of a volunteer's day record (V1-V25 of domain/03 3.2). Times are aware UTC, of the world.

Most of them add a fact with its time and leave the judging to `attendance_settled`; so a fact that comes
late, twice or before the check-in it belongs to changes nothing but what was not yet known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from dvc.domain.attendance_record_events import RecordEvent
from dvc.domain.attendance_state import (
    BookingBecause,
    CheckOutFact,
    DayAnswers,
    FreedBecause,
    Scan,
    Standing,
)
from dvc.domain.ids import ActorId, AttendanceId, BaseId, GroupId, TeamId, VisitId, VolunteerId
from dvc.domain.promise import Promise
from dvc.domain.team_state import LeaveReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """What a day record begins with. `number`: of the day; a device's own stands in the scan too."""

    attendance_id: AttendanceId
    volunteer_id: VolunteerId
    day: date
    number: int
    base_id: BaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBooked:
    """A place on a day was booked (V1). `birth` None: the record was there, its former booking had ended."""

    birth: Birth | None
    booking: Promise
    group_id: GroupId | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled:
    """The person called off."""

    because: BookingBecause
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingReleased:
    """The center gave the place back: day called off, or too many."""

    because: BookingBecause
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShowNoted:
    """The day was closed and the booked person had not come (V2)."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecordOpened:
    """A late fact named somebody of whom no check-in has arrived yet:
    it is kept, and waits visibly for it.
    """

    birth: Birth
    standing: Standing | None
    late: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerCheckedIn:
    """Somebody was received (V3), came again (V21), or was received without a line while on the waiting list
    here.

    `standing` None: the volunteer is not known here yet. `waitlisted`: the day was full (V7). `late`: told
    after the day's close.
    """

    birth: Birth | None
    scan: Scan
    standing: Standing | None
    waitlisted: bool
    group_id: GroupId | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerScannedAgain:
    """Another scan of somebody who is here already; kept with its time and station."""

    scan: Scan
    standing: Standing | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingJudged:
    """The volunteer's own record changed, and with it what it says for this day (V4)."""

    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuranceConfirmed:
    """Cover for today was shown or taken out (V5). `joined_here`: at the desk."""

    at: datetime
    joined_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianConfirmed:
    """The guardian of a minor agreed."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAnswersAmended:
    """The desk wrote other answers for today; None: as before."""

    said: DayAnswers


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientationAttended:
    """Sat in a round of the orientation (V8)."""

    round: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerRested:
    """Sent to rest or first aid (V6)."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerRecovered:
    """Well again (V20)."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerAdmitted:
    """A place came free, the waiting is over (V19)."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerSentHome:
    """No place or no work today (V7)."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CenterSupportBegun:
    """Helps inside the center (V16); counted apart from those who went out."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CenterSupportEnded:
    """The help inside the center is over (V22); back in the pool."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerLeftEarly:
    """Went home before going out (V18)."""

    because: LeaveReason
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerCheckedOut:
    """The day is over for this person (V15, V22, V23)."""

    fact: CheckOutFact


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerAssigned:
    """A seat on a sheet (V9). `by`: who gave it, None unknown."""

    visit_id: VisitId
    by: ActorId | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerFreed:
    """Off the sheet again, back in the pool (V10)."""

    because: FreedBecause
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerTeamed:
    """In a team (V9, confirmed). `by`: who confirmed, None unknown."""

    team_id: TeamId
    visit_id: VisitId
    by: ActorId | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerOutOfTeam:
    """Out of the team before it went, back in the pool (V10)."""

    because: FreedBecause
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerDeparted:
    """Went out with the team (V11)."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerChangedTeam:
    """Changed to another team while outside (V24). `visit_id` None: whichever that team works at."""

    team_id: TeamId
    visit_id: VisitId | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerReturned:
    """Is back at the center, counted by name (V13)."""

    injured: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerLeftSite:
    """Went home from the site (V12)."""

    because: LeaveReason
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerBackInPool:
    """Back from one visit and ready for a second (V14)."""

    at: datetime


BookingEvent: TypeAlias = DayBooked | BookingCancelled | BookingReleased | NoShowNoted
DeskEvent: TypeAlias = (
    DayRecordOpened
    | VolunteerCheckedIn
    | VolunteerScannedAgain
    | StandingJudged
    | InsuranceConfirmed
    | GuardianConfirmed
    | DayAnswersAmended
    | OrientationAttended
    | VolunteerRested
    | VolunteerRecovered
    | VolunteerAdmitted
    | VolunteerSentHome
    | CenterSupportBegun
    | CenterSupportEnded
    | VolunteerLeftEarly
    | VolunteerCheckedOut
)
WorkEvent: TypeAlias = (
    VolunteerAssigned
    | VolunteerFreed
    | VolunteerTeamed
    | VolunteerOutOfTeam
    | VolunteerDeparted
    | VolunteerChangedTeam
    | VolunteerReturned
    | VolunteerLeftSite
    | VolunteerBackInPool
)
AttendanceEvent: TypeAlias = BookingEvent | DeskEvent | WorkEvent | RecordEvent
