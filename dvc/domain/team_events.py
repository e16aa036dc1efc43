"""Events of a team from the wall to the last paper (domain/03 3.3).

Bodies hold ids, enums, numbers and times only. `status`: where the team stands after it. `by`: id of who did
it; `at`: when it happened in the world, aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from dvc.domain.ids import ActorId, AttendanceId, BaseId, LoanId, TeamId, VisitId
from dvc.domain.team_rules import TeamRule
from dvc.domain.team_state import (
    AbortReason,
    ContactKind,
    DepartureCheck,
    DissolveReason,
    LeaveReason,
    Report,
    TeamStatus,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFormed:
    """A sheet was taken down, or a proposal confirmed: these people are a team (planned -> filled)."""

    team_id: TeamId
    number: int
    day: date
    base_id: BaseId
    status: TeamStatus
    members: tuple[AttendanceId, ...]
    leader: AttendanceId | None
    visits: tuple[VisitId, ...]
    return_by: datetime
    meet_at: datetime | None
    tent: int | None
    own_car: bool
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCalled:
    """Where and when it meets was set; the wall calls its number."""

    meet_at: datetime | None
    tent: int | None
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLeaderChosen:
    """Somebody of the team leads it (rule H20)."""

    leader: AttendanceId
    status: TeamStatus
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMemberAdded:
    """Somebody joined before departure (V9); the checks of people have to be made again."""

    people: tuple[AttendanceId, ...]
    status: TeamStatus
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMemberRemoved:
    """Somebody went out of the team before departure (V10)."""

    person: AttendanceId
    because: LeaveReason
    status: TeamStatus
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamVisitAdded:
    """It has one more house to go to, after the others."""

    visit_id: VisitId
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamBriefed:
    """The leader heard the order; the telephone number was tried (filled -> briefed)."""

    status: TeamStatus
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCheckTicked:
    """One of the five departure checks was made, or taken off again (`is_done` False)."""

    check: DepartureCheck
    is_done: bool
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLoanOpened:
    """Tools were set aside for it (briefed -> equipped)."""

    loan_id: LoanId
    status: TeamStatus
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLoanEnded:
    """Its tools are all accounted for, or went back to the shelf before it left."""

    loan_id: LoanId
    status: TeamStatus
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamOrderPrinted:
    """Its work order was printed.

    `serial` counts through the day; `copies` sheets with an address are outside now.
    """

    serial: int
    version: int
    copies: int
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamOrderCollected:
    """Sheets of one printing came back, or are lost for good."""

    serial: int
    collected: int
    lost: int
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDissolved:
    """It was taken apart before it went; its people are free again."""

    because: DissolveReason
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSentOff:
    """It left the center (equipped -> departed). `people`: so many went out with it."""

    people: int
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamContacted:
    """Something was heard of it, or it did not answer.

    A word that comes late moves nothing (`status` as before).
    """

    contact: ContactKind
    visit_id: VisitId | None
    status: TeamStatus
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMembersLeft:
    """People left from the site and are home or in other hands (V12)."""

    people: tuple[AttendanceId, ...]
    because: LeaveReason
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMembersMovedOut:
    """People went over to another team in the field (V24)."""

    people: tuple[AttendanceId, ...]
    to_team: TeamId
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMembersMovedIn:
    """People came over from another team in the field (V24)."""

    people: tuple[AttendanceId, ...]
    from_team: TeamId
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRedirected:
    """It goes to another house. `dropped`: the one it left without work, None when work had begun there."""

    to_visit: VisitId
    dropped: VisitId | None
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAborted:
    """It broke off and comes back. `dropped`: houses without work; the others have to be reported."""

    reason: AbortReason
    dropped: tuple[VisitId, ...]
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCameBack:
    """People were counted by name at the return desk; `returned` once nobody is missing.

    `dropped`: houses not reached.
    """

    back: tuple[AttendanceId, ...]
    injured: tuple[AttendanceId, ...]
    injury_asked: bool
    dropped: tuple[VisitId, ...]
    status: TeamStatus
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamReported:
    """The leader told how a visit went (returned -> reported when it was the last)."""

    visit_id: VisitId
    report: Report
    status: TeamStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamClosed:
    """Tools and papers are back (reported -> closed)."""

    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRuleOverridden:
    """A chief set a rule aside for this team; the reason stands in the vault.

    `count`: how many too few or too many.
    """

    rule: TeamRule
    count: int | None
    by: ActorId
    at: datetime


FormingEvent: TypeAlias = (
    TeamCalled
    | TeamLeaderChosen
    | TeamMemberAdded
    | TeamMemberRemoved
    | TeamVisitAdded
    | TeamBriefed
    | TeamCheckTicked
    | TeamLoanOpened
    | TeamLoanEnded
    | TeamDissolved
    | TeamRuleOverridden
)
AwayEvent: TypeAlias = (
    TeamSentOff
    | TeamContacted
    | TeamMembersLeft
    | TeamMembersMovedOut
    | TeamMembersMovedIn
    | TeamRedirected
    | TeamAborted
)
BackEvent: TypeAlias = TeamCameBack | TeamReported | TeamClosed | TeamOrderPrinted | TeamOrderCollected
TeamEvent: TypeAlias = TeamFormed | FormingEvent | AwayEvent | BackEvent
