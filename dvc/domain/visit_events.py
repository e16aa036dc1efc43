"""Events of a dated visit (the sheet on the wall) in the order of its day.

Bodies hold ids, enums, numbers and times only. `by`: id of who did it, so that a second desk can be told who
was first (house law 10); `at`: when it happened in the world, aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from dvc.domain.ids import ActorId, AttendanceId, BaseId, NeedId, TeamId, VisitId
from dvc.domain.need_state import UnpostReason
from dvc.domain.team_rules import TeamRule
from dvc.domain.team_state import Seat
from dvc.domain.values import Slot


class SeatFreed(StrEnum):
    """Why a note came off a sheet."""

    CHANGED = "changed"
    LEFT = "left"
    MISTAKE = "mistake"
    TAKEN_DOWN = "taken_down"
    NEED_OVER = "need_over"
    OUT_OF_TEAM = "out_of_team"


def freed_by(because: UnpostReason) -> SeatFreed:
    """What is said to the people whose notes hang on a sheet that comes down."""
    return SeatFreed.NEED_OVER if because is UnpostReason.NEED_OVER else SeatFreed.TAKEN_DOWN


class WithdrawReason(StrEnum):
    """Why a team left a visit without work there."""

    REDIRECTED = "redirected"
    ABORTED = "aborted"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPosted:
    """The sheet was hung up for a day (N16)."""

    visit_id: VisitId
    need_id: NeedId
    number: int
    day: date
    slot: Slot
    base_id: BaseId
    people_min: int
    people_max: int
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSeatTaken:
    """A note was stuck on the sheet: one volunteer or one whole group."""

    seat: Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSeatFreed:
    """These people's notes came off again."""

    people: tuple[AttendanceId, ...]
    because: SeatFreed
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLocked:
    """The sheet stays as it is until it is unlocked: for proposals and for hands."""

    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitUnlocked:
    """Notes may be stuck and taken off again."""

    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTeamed:
    """A team was made of these notes. `still_up`: the sheet hangs on for others."""

    team_id: TeamId
    people: tuple[AttendanceId, ...]
    still_up: bool
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTeamGiven:
    """A team that is made already got this visit as its next one."""

    team_id: TeamId
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTeamDissolved:
    """The team was taken apart before it went; its notes are off and the sheet hangs again."""

    team_id: TeamId
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDeparted:
    """A team went out for it (N17)."""

    team_id: TeamId
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWithdrawn:
    """A team left it without work (N34). `up_again`: the sheet hangs again for another team of today."""

    team_id: TeamId
    because: WithdrawReason
    up_again: bool
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTeamBack:
    """A team is back from it, or broke off the work there; its report is due."""

    team_id: TeamId
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTold:
    """The report of a team is in."""

    team_id: TeamId
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSettled:
    """All its reports are in, and the need went on by them (N20-N23)."""

    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitTakenDown:
    """The sheet came off the wall; with teams on it only the loose notes are freed."""

    because: UnpostReason
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRuleOverridden:
    """A chief set a rule aside on this sheet; the reason stands in the vault.

    `count`: how many too few or too many.
    """

    rule: TeamRule
    count: int | None
    by: ActorId
    at: datetime


VisitEvent: TypeAlias = (
    VisitPosted
    | VisitSeatTaken
    | VisitSeatFreed
    | VisitLocked
    | VisitUnlocked
    | VisitTeamed
    | VisitTeamGiven
    | VisitTeamDissolved
    | VisitDeparted
    | VisitWithdrawn
    | VisitTeamBack
    | VisitTold
    | VisitSettled
    | VisitTakenDown
    | VisitRuleOverridden
)
