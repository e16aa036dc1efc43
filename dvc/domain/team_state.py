"""A dated visit of a need (the sheet on the wall) and the teams that go there: states of domain/03 3.3.

household -> need -> work item -> visit -> team: a visit has one or more teams, a team one or more visits in
order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dvc.domain.ids import (
    MAIN_BASE,
    ActorId,
    AttendanceId,
    BaseId,
    Code,
    GroupId,
    LoanId,
    NeedId,
    ProposalId,
    TeamId,
    VisitId,
)
from dvc.domain.promise import Promise
from dvc.domain.values import Slot


class VisitStatus(StrEnum):
    """Where a dated visit stands."""

    POSTED = "posted"
    TEAMED = "teamed"
    OUT = "out"
    BACK = "back"
    REPORTED = "reported"
    TAKEN_DOWN = "taken_down"


class TeamStatus(StrEnum):
    """Where a team stands (domain/03 3.3); the return desk and the field board live on it."""

    PLANNED = "planned"
    FILLED = "filled"
    BRIEFED = "briefed"
    EQUIPPED = "equipped"
    DEPARTED = "departed"
    ON_SITE = "on_site"
    WORKING = "working"
    PAUSED = "paused"
    FINISHED = "finished"
    RETURNED = "returned"
    REPORTED = "reported"
    CLOSED = "closed"
    ABORTED = "aborted"
    REDIRECTED = "redirected"
    STRANDED = "stranded"
    NEEDS_HELP = "needs_help"
    DISSOLVED = "dissolved"


OUTSIDE = frozenset(
    {
        TeamStatus.DEPARTED,
        TeamStatus.ON_SITE,
        TeamStatus.WORKING,
        TeamStatus.PAUSED,
        TeamStatus.FINISHED,
        TeamStatus.ABORTED,
        TeamStatus.REDIRECTED,
        TeamStatus.STRANDED,
        TeamStatus.NEEDS_HELP,
    }
)
"""States in which the team's people are outside the house and must come back (law 12)."""

BEFORE_DEPARTURE = frozenset({TeamStatus.PLANNED, TeamStatus.FILLED, TeamStatus.BRIEFED, TeamStatus.EQUIPPED})
"""States in which the team is still at the center and can be changed or taken apart."""


class DepartureCheck(StrEnum):
    """The five checks before a team goes (domain/01 1.10)."""

    CONDITION = "condition"
    GEAR = "gear"
    DRINKS = "drinks"
    MAY_STOP = "may_stop"
    CENTER_PHONE = "center_phone"


class ReportResult(StrEnum):
    """Result of a visit (domain/02 2.7 #7)."""

    COMPLETE = "complete"
    CONTINUE = "continue"
    TECHNICAL = "technical"
    ABSENT = "absent"
    CANCELLED_ON_SITE = "cancelled_on_site"
    REFUSED = "refused"


class ResidentState(StrEnum):
    """How the household's people seemed (domain/02 2.7 #11)."""

    OK = "ok"
    TIRED = "tired"
    ALONE = "alone"
    ILL = "ill"
    ANXIOUS = "anxious"
    CONFUSED = "confused"
    OTHER = "other"


class SheetEnd(StrEnum):
    """Why a sheet that came down brought no work: the words of the wall (N18) and of a team that left
    without work.
    """

    NOT_FILLED = "not_filled"
    NOT_TIME = "not_time"
    WEATHER = "weather"
    RESIDENT_CANCELLED = "resident_cancelled"
    RESIDENT_ABSENT_KNOWN = "resident_absent_known"
    MISTAKE = "mistake"
    NEED_OVER = "need_over"
    REDIRECTED = "redirected"
    ABORTED = "aborted"
    NOT_REACHED = "not_reached"


class ContactKind(StrEnum):
    """What a leader told from outside, or what the center learned by telephone."""

    ON_SITE = "on_site"
    WORKING = "working"
    PAUSED = "paused"
    FINISHED = "finished"
    NEEDS_HELP = "needs_help"
    STRANDED = "stranded"
    RESIDENT_ABSENT = "resident_absent"
    SPOKE = "spoke"
    NO_ANSWER = "no_answer"


class AbortReason(StrEnum):
    """Why a team broke off (domain/03 3.3 `aborted`)."""

    DANGER = "danger"
    CONDITION = "condition"
    RESIDENT_ABSENT = "resident_absent"
    RESIDENT_DECLINED = "resident_declined"
    WEATHER = "weather"
    STOPPED = "stopped"
    BEYOND_ORDER = "beyond_order"
    OTHER = "other"


class LeaveReason(StrEnum):
    """Why somebody left before the team went (V10, V18) or left from the site (V12)."""

    CONDITION = "condition"
    TIME = "time"
    FAMILY = "family"
    ERRAND = "errand"
    CHANGED = "changed"
    MISTAKE = "mistake"
    OTHER = "other"


class DissolveReason(StrEnum):
    """Why a team was taken apart before it went."""

    PEOPLE_LEFT = "people_left"
    RESIDENT_CANCELLED = "resident_cancelled"
    WEATHER = "weather"
    STOPPED = "stopped"
    NO_SEATS = "no_seats"
    TOOLS_SHORT = "tools_short"
    NEED_OVER = "need_over"
    MISTAKE = "mistake"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A note on the sheet: one volunteer, or one group that stays together. `people` with their day records.

    `promise`: held while the note hangs (by whom, since when), confirmed when its team was assembled,
    fulfilled when the team went. `team_id` None: no team was made of it yet.
    """

    people: tuple[AttendanceId, ...]
    group_id: GroupId | None
    promise: Promise
    proposal_id: ProposalId | None = None
    team_id: TeamId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """State of a dated visit. `number` counts within the need and stands in the code `N-0711-042-7/2`.

    `people_min`..`people_max`: of the sheet; nobody may be added above the maximum without a chief (H05).
    `is_up`: the sheet hangs, notes can be stuck on it. `teams`: all that belong to it; `teams_out`,
    `teams_back`, `teams_told`: those outside, those back and not reported, those reported; the rest waits
    to go. `teams_settled`: whose reports the need went on by. `changed_by`, `since`: who brought it where it
    stands, and when.
    """

    visit_id: VisitId
    need_id: NeedId
    number: int
    day: date
    slot: Slot
    base_id: BaseId = MAIN_BASE
    status: VisitStatus
    posted_at: datetime
    people_min: int
    people_max: int
    seats: tuple[Seat, ...] = ()
    teams: tuple[TeamId, ...] = ()
    locked: bool = False
    taken_down_because: SheetEnd | None = None
    posted_by: ActorId | None = None
    is_up: bool = True
    locked_by: ActorId | None = None
    locked_at: datetime | None = None
    teams_out: tuple[TeamId, ...] = ()
    teams_back: tuple[TeamId, ...] = ()
    teams_told: tuple[TeamId, ...] = ()
    changed_by: ActorId | None = None
    since: datetime | None = None
    teams_settled: tuple[TeamId, ...] = ()

    @property
    def people(self) -> tuple[AttendanceId, ...]:
        """Everybody whose note hangs here, in the order of the notes."""
        return tuple(person for seat in self.seats for person in seat.people)

    @property
    def loose(self) -> tuple[Seat, ...]:
        """Notes of which no team was made yet."""
        return tuple(seat for seat in self.seats if seat.team_id is None)

    @property
    def teams_waiting(self) -> tuple[TeamId, ...]:
        """Teams made for this sheet that have not gone yet."""
        gone = {*self.teams_out, *self.teams_back, *self.teams_told}
        return tuple(team for team in self.teams if team not in gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the leader told at the return desk; counts and enums.

    Free text lives in the vault under the visit.
    """

    result: ReportResult
    people: int
    hours: float
    resident: ResidentState
    concern: bool
    remaining_people: int | None
    remaining_hours: float | None
    next_day: date | None
    injuries: int
    near_misses: int
    reported_at: datetime
    needs_technical: bool = False
    next_slot: Slot | None = None
    reported_by: ActorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaper:
    """One printing of the work order. `serial` counts through the day's prints, `copies` sheets bear it.

    It holds an address: it must come back (domain/02 2.6), or be named as lost.
    """

    serial: int
    version: int
    copies: int
    printed_at: datetime
    collected: int = 0
    lost: int = 0

    @property
    def is_outside(self) -> int:
        """Sheets that are still in somebody's hands."""
        return self.copies - self.collected - self.lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """State of a team of a day; `number` is called aloud as T-27. `visits` in the order of going.

    `members` = everyone who belongs to it now; `back` and `left` = who came back, who left from the site.
    While it is outside: members = back + left + not yet back (law 12). `at_visit`: the house it goes to or is
    at; `began`: houses where work began; `dropped`: houses it was sent to and left without work.
    `order_stale`: something on the printed order changed since. `unanswered`: calls in a row that the leader
    did not take. `loans`: not yet returned. `checks`, `left` and `loans` stand in one order, whatever came
    first.
    """

    team_id: TeamId
    number: int
    day: date
    base_id: BaseId = MAIN_BASE
    status: TeamStatus
    since: datetime
    members: tuple[AttendanceId, ...]
    leader: AttendanceId | None
    visits: tuple[VisitId, ...]
    return_by: datetime
    meet_at: datetime | None = None
    tent: int | None = None
    own_car: bool = True
    seats_needed: int = 0
    checks: tuple[DepartureCheck, ...] = ()
    order_version: int = 0
    orders_out: int = 0
    orders_collected: int = 0
    departed_at: datetime | None = None
    last_contact_at: datetime | None = None
    returned_at: datetime | None = None
    back: tuple[AttendanceId, ...] = ()
    left: tuple[AttendanceId, ...] = ()
    injuries: int = 0
    injury_asked: bool = False
    reports: tuple[tuple[VisitId, Report], ...] = ()
    formed_by: ActorId | None = None
    at_visit: VisitId | None = None
    began: tuple[VisitId, ...] = ()
    dropped: tuple[VisitId, ...] = ()
    papers: tuple[OrderPaper, ...] = ()
    order_stale: bool = False
    resident_absent: bool = False
    unanswered: int = 0
    last_contact: ContactKind | None = None
    abort_reason: AbortReason | None = None
    loans: tuple[LoanId, ...] = ()
    changed_by: ActorId | None = None

    @property
    def outside(self) -> tuple[AttendanceId, ...]:
        """Members who went out and are neither back nor left from the site; empty before departure."""
        if self.departed_at is None:
            return ()
        return tuple(person for person in self.members if person not in self.back and person not in self.left)

    @property
    def unreported(self) -> tuple[VisitId, ...]:
        """Visits of which nobody has told yet how they went."""
        told = {visit_id for visit_id, _ in self.reports}
        return tuple(visit_id for visit_id in self.visits if visit_id not in told)


def code_of_visit(need_code: Code, number: int) -> str:
    """`N-0711-042-7/2`."""
    return f"{need_code}/{number}"


def code_of_team(number: int) -> str:
    """`T-27`."""
    return f"T-{number}"
