"""Events of a need between intake and "ready": survey, safety gate, technical people (N5-N14, N23-N25, N35,
N39, N40).

`at`: when it happened in the world, aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from dvc.domain.ids import ActorId, StaffId
from dvc.domain.need_site import BuildingSafety, Hazard, SurveyResult, TechnicalClass, Verdict
from dvc.domain.need_state import Estimate, NeedStatus, QuickInspection, WorkItem
from dvc.domain.values import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRequired:
    """N5 (and N22 when the site has changed): somebody must look at the place first."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySkipped:
    """N6: light work, the first team looks for itself (domain/05 5.5)."""

    estimate: Estimate
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAssigned:
    """N8: surveyors are on their way or have it on today's route."""

    surveyors: tuple[StaffId, ...]
    day: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyMissed:
    """N9, N39: nobody there, no way through, or not wanted today. `next_on`: when to try or call again."""

    result: SurveyResult
    card_left: bool
    next_on: date | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSurveyed:
    """N10-N12, N14: what was found. `to`, `route`: where the need goes; `surveying` while a chief decides on
    "no".
    """

    verdict: Verdict
    to: NeedStatus
    route: Route
    inspection: QuickInspection
    safety: BuildingSafety
    hazards: tuple[Hazard, ...]
    work: tuple[WorkItem, ...]
    technical: tuple[TechnicalClass, ...]
    estimate: Estimate | None
    watch_after: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GateJudged:
    """N13: the house may be entered. `signed_by`: id of who answers for it."""

    inspection: QuickInspection
    estimate: Estimate
    signed_by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedHandedToTechnical:
    """N11, N23, N35: technical people take it, under the same number."""

    technical: tuple[TechnicalClass, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicalWorkEnded:
    """N24, N25, N40: the technical people are through. `to`: ready, done or judge_wait."""

    to: NeedStatus
    estimate: Estimate | None
    at: datetime


SurveyEvent: TypeAlias = (
    SurveyRequired
    | SurveySkipped
    | SurveyAssigned
    | SurveyMissed
    | SiteSurveyed
    | GateJudged
    | NeedHandedToTechnical
    | TechnicalWorkEnded
)
