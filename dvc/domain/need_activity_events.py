"""Events of a need on its day: sheet on the wall, teams out and back, report (N16-N23, N34).

`at`: when it happened in the world, aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from dvc.domain.ids import VisitId
from dvc.domain.need_state import Appointment, Estimate, NeedStatus, UnpostReason
from dvc.domain.team_state import ReportResult


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedPosted:
    """N16: its sheet hangs on the wall."""

    visit_id: VisitId
    day: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedUnposted:
    """N18: its sheet came down before a team went."""

    because: UnpostReason
    to: NeedStatus
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedActivityBegan:
    """N17: the first team set out for it."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedTeamsBack:
    """N19: the last team is back."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedTurnedBack:
    """N34: the team was sent elsewhere or broke off."""

    to: NeedStatus
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedReported:
    """N20, N21, N22, N23: the leader told how it went."""

    result: ReportResult
    to: NeedStatus
    remaining: Estimate | None
    appointment: Appointment | None
    concern: bool
    at: datetime


ActivityEvent: TypeAlias = (
    NeedPosted | NeedUnposted | NeedActivityBegan | NeedTeamsBack | NeedTurnedBack | NeedReported
)
