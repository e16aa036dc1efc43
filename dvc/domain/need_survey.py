"""From "received" to "ready": survey or none, what was found, the safety gate, technical people.

N5, N6, N8-N14, N23-N25, N35, N39, N40 of domain/03. A survey never says "no" to a household by itself: it
proposes, a chief decides (N14), and until then the need stays with the surveyors' chief.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from dvc.domain.ids import ActorId, StaffId
from dvc.domain.need_ending_events import NeedCancelled
from dvc.domain.need_gate import PASSABLE, gate_of
from dvc.domain.need_intake import require_verified
from dvc.domain.need_site import BuildingSafety, Hazard, SurveyResult, TechnicalClass, Verdict
from dvc.domain.need_state import CancelReason, Estimate, Need, NeedStatus, QuickInspection, WorkItem
from dvc.domain.need_status import moved, need_unless, require
from dvc.domain.need_survey_events import (
    GateJudged,
    NeedHandedToTechnical,
    SiteSurveyed,
    SurveyAssigned,
    SurveyEvent,
    SurveyMissed,
    SurveyRequired,
    SurveySkipped,
    TechnicalWorkEnded,
)
from dvc.domain.roles import Role
from dvc.domain.skip_survey import skip_survey
from dvc.domain.values import Route

SURVEYORS_MOST = 6

_MISSED = frozenset({SurveyResult.ABSENT, SurveyResult.UNREACHABLE, SurveyResult.REFUSED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the surveyors found. `work`: all work items as seen; `estimate` None: not to be said yet."""

    verdict: Verdict
    inspection: QuickInspection
    safety: BuildingSafety
    hazards: tuple[Hazard, ...] = ()
    work: tuple[WorkItem, ...] = ()
    technical: tuple[TechnicalClass, ...] = ()
    estimate: Estimate | None = None
    watch_after: bool = False


def require_survey(need: Need, *, at: datetime) -> tuple[SurveyEvent, ...]:
    """Put the need on the survey list (N5); also when the site changed since the last visit (N22).

    Raises Refusal `needs.wrong_status`, `needs.verify_first`.
    """
    require(need, frozenset({NeedStatus.INTAKE, NeedStatus.CONTINUE_WAIT}))
    require_verified(need)
    return (SurveyRequired(at=at),)


def skip(need: Need, *, estimate: Estimate, is_override: bool, at: datetime) -> tuple[SurveyEvent, ...]:
    """Make light work ready without a survey (N6). `is_override`: a chief answers for it.

    A house without a passable gate is never made ready so. Raises Refusal `needs.wrong_status`,
    `needs.verify_first`, `needs.survey_needed` with the reasons, `needs.gate_closed`.
    """
    require(need, frozenset({NeedStatus.INTAKE}))
    require_verified(need)
    gate = gate_of(need)
    need_unless(gate in PASSABLE, need, "needs.gate_closed", gate=gate.value)
    blocks = () if is_override else skip_survey(need, estimate)
    need_unless(not blocks, need, "needs.survey_needed", reasons=tuple(block.value for block in blocks))
    return (SurveySkipped(estimate=estimate, at=at),)


def assign_survey(
    need: Need, *, surveyors: tuple[StaffId, ...], day: date, at: datetime
) -> tuple[SurveyEvent, ...]:
    """Give the survey to people and a day (N8). Raises Refusal `needs.wrong_status`, `needs.surveyors`
    (422).
    """
    require(need, frozenset({NeedStatus.SURVEY_WAIT}))
    need_unless(
        0 < len(surveyors) <= SURVEYORS_MOST, need, "needs.surveyors", http=422, most=SURVEYORS_MOST
    )
    return (SurveyAssigned(surveyors=surveyors, day=day, at=at),)


def miss_survey(
    need: Need, *, result: SurveyResult, card_left: bool, next_on: date | None, at: datetime
) -> tuple[SurveyEvent | NeedCancelled, ...]:
    """Record a survey that did not take place (N9, N39): back to the list with a date, or done by themselves.

    Raises Refusal `needs.wrong_status`, `needs.next_day_missing` (422) when a closed road has no date.
    """
    require(need, frozenset({NeedStatus.SURVEYING}))
    if result is SurveyResult.NOT_NEEDED:
        return (NeedCancelled(reason=CancelReason.SELF_DONE, at=at),)
    need_unless(result in _MISSED, need, "needs.findings_missing", http=422)
    dated = next_on is not None or result is not SurveyResult.UNREACHABLE
    need_unless(dated, need, "needs.next_day_missing", http=422)
    return (SurveyMissed(result=result, card_left=card_left, next_on=next_on, at=at),)


def record_survey(need: Need, found: Findings, *, at: datetime) -> tuple[SurveyEvent, ...]:
    """Record what was found (N10-N12, N14). General work behind a closed gate waits for its verdict (N12).

    `mixed` records the general part here; the technical part becomes a sibling need (`need_intake.split`).
    Raises Refusal `needs.wrong_status`, `needs.estimate_missing`, `needs.technical_class_missing`.
    """
    require(need, frozenset({NeedStatus.SURVEYING}))
    estimate = found.estimate or need.estimate
    is_general = found.verdict in {Verdict.GENERAL, Verdict.MIXED}
    need_unless(not is_general or estimate is not None, need, "needs.estimate_missing", http=422)
    is_technical = found.verdict in {Verdict.TECHNICAL, Verdict.MIXED}
    need_unless(not is_technical or found.technical, need, "needs.technical_class_missing", http=422)
    to, route = _after_survey(need, found)
    event = SiteSurveyed(
        verdict=found.verdict,
        to=to,
        route=route,
        inspection=found.inspection,
        safety=found.safety,
        hazards=found.hazards,
        work=found.work or need.work,
        technical=found.technical if found.verdict is Verdict.TECHNICAL else (),
        estimate=estimate,
        watch_after=found.watch_after or need.watch_after,
        at=at,
    )
    return (event,)


def _after_survey(need: Need, found: Findings) -> tuple[NeedStatus, Route]:
    match found.verdict:
        case Verdict.GENERAL | Verdict.MIXED:
            sticker = replace(need, inspection=found.inspection, gate_signed_by=None)
            may_enter = gate_of(sticker) in PASSABLE and found.safety is not BuildingSafety.NO_ENTRY
            return (NeedStatus.READY if may_enter else NeedStatus.JUDGE_WAIT), Route.GENERAL
        case Verdict.TECHNICAL:
            return NeedStatus.TECHNICAL, Route.TECHNICAL
        case Verdict.PENDING_JUDGE | Verdict.PENDING_CITY | Verdict.PENDING_OWNER:
            return NeedStatus.JUDGE_WAIT, Route.UNDECIDED
        case Verdict.REFUSE:
            return NeedStatus.SURVEYING, Route.REFUSE


def judge_gate(
    need: Need,
    *,
    inspection: QuickInspection,
    estimate: Estimate | None,
    signed_by: ActorId,
    at: datetime,
) -> tuple[SurveyEvent, ...]:
    """Let the house be entered (N13). The caller has checked who may sign for yellow.

    Raises Refusal `needs.wrong_status`, `needs.gate_closed` for red or no sticker, `needs.estimate_missing`
    (422).
    """
    require(need, frozenset({NeedStatus.JUDGE_WAIT}))
    gate = gate_of(replace(need, inspection=inspection, gate_signed_by=signed_by))
    need_unless(gate in PASSABLE, need, "needs.gate_closed", gate=gate.value)
    agreed = estimate or need.estimate
    need_unless(agreed is not None, need, "needs.estimate_missing", http=422)
    assert agreed is not None
    return (GateJudged(inspection=inspection, estimate=agreed, signed_by=signed_by, at=at),)


def hand_to_technical(
    need: Need, *, technical: tuple[TechnicalClass, ...], at: datetime
) -> tuple[SurveyEvent, ...]:
    """Give the need to technical people (N11, N35), or name the class of one they have from a report (N23).

    Raises Refusal `needs.wrong_status`, `needs.technical_class_missing` (422).
    """
    require(need, frozenset({NeedStatus.SURVEYING, NeedStatus.JUDGE_WAIT, NeedStatus.TECHNICAL}))
    need_unless(technical or need.technical, need, "needs.technical_class_missing", http=422)
    return (NeedHandedToTechnical(technical=technical or need.technical, at=at),)


def end_technical(
    need: Need, *, to: NeedStatus, estimate: Estimate | None, at: datetime
) -> tuple[SurveyEvent, ...]:
    """The technical people are through: all done (N25), general work remains (N24), or they cannot either
    (N40).

    `estimate`: of the general rest. Raises Refusal `needs.wrong_status`, `needs.estimate_missing` (422) for
    N24.
    """
    assert to in {NeedStatus.DONE, NeedStatus.READY, NeedStatus.JUDGE_WAIT}
    require(need, frozenset({NeedStatus.TECHNICAL}))
    rest = estimate or need.estimate
    need_unless(to is not NeedStatus.READY or rest is not None, need, "needs.estimate_missing", http=422)
    return (TechnicalWorkEnded(to=to, estimate=rest, at=at),)


def evolve_survey(need: Need, event: SurveyEvent) -> Need:
    """The transitions between "received" and "ready"."""
    match event:
        case SurveyRequired():
            since = need.survey_since or event.at
            return moved(need, NeedStatus.SURVEY_WAIT, event.at, survey_since=since, appointment=None)
        case SurveySkipped():
            return moved(
                need,
                NeedStatus.READY,
                event.at,
                estimate=event.estimate,
                survey_skipped=True,
                route=Route.GENERAL,
            )
        case SurveyAssigned():
            return moved(
                need, NeedStatus.SURVEYING, event.at, surveyors=event.surveyors, survey_on=event.day
            )
        case SurveyMissed():
            return moved(
                need,
                NeedStatus.SURVEY_WAIT,
                event.at,
                surveyors=(),
                survey_on=None,
                survey_tries=need.survey_tries + 1,
                next_call_on=event.next_on,
            )
        case SiteSurveyed():
            return _surveyed(need, event)
        case GateJudged():
            return moved(
                need,
                NeedStatus.READY,
                event.at,
                inspection=event.inspection,
                estimate=event.estimate,
                gate_signed_by=event.signed_by,
                route=Route.GENERAL,
            )
        case NeedHandedToTechnical():
            return _handed(need, event)
        case TechnicalWorkEnded():
            return _technical_ended(need, event)
        case _:
            assert_never(event)


def _surveyed(need: Need, event: SiteSurveyed) -> Need:
    waits_for_chief = event.to is NeedStatus.SURVEYING
    changes = {"owner": Role.SECTION_CHIEF} if waits_for_chief else {}
    return moved(
        need,
        event.to,
        event.at,
        verdict=event.verdict,
        route=event.route,
        inspection=event.inspection,
        gate_signed_by=need.gate_signed_by if event.inspection is need.inspection else None,
        site=replace(need.site, safety=event.safety, hazards=event.hazards),
        work=event.work,
        technical=event.technical,
        estimate=event.estimate,
        watch_after=event.watch_after,
        surveyed_at=event.at,
        survey_since=None,
        survey_tries=need.survey_tries + 1,
        **changes,
    )


def _handed(need: Need, event: NeedHandedToTechnical) -> Need:
    if need.status is NeedStatus.TECHNICAL:
        return replace(need, technical=event.technical)
    return moved(
        need, NeedStatus.TECHNICAL, event.at, technical=event.technical, route=Route.TECHNICAL
    )


def _technical_ended(need: Need, event: TechnicalWorkEnded) -> Need:
    general = event.to is NeedStatus.READY
    return moved(
        need,
        event.to,
        event.at,
        estimate=event.estimate,
        route=Route.GENERAL if general else need.route,
        reports=need.reports + (0 if event.to is NeedStatus.JUDGE_WAIT else 1),
    )
