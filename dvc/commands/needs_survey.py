"""Survey, safety gate and technical people as acts (N5, N6, N8-N13, N23-N25, N35, N39, N40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.needs_acts import (
    NEEDS_DESK,
    keep_note,
    naming_who,
    open_concerns,
    overriding,
    record_need,
)
from dvc.commands.needs_duplicates import SplitNeed, make_sibling
from dvc.commands.needs_told import WorkAsked, check_estimate, check_many, check_text, items_of
from dvc.domain import need_calls, need_crisis, need_survey
from dvc.domain.ids import ActorId, NeedId, StaffId, WorkItemId
from dvc.domain.need import NEED
from dvc.domain.need_events import NeedEvent
from dvc.domain.need_site import (
    BuildingSafety,
    CrisisReason,
    Hazard,
    LifeConcern,
    SurveyResult,
    TechnicalClass,
    Verdict,
)
from dvc.domain.need_state import Estimate, Need, NeedRule, NeedStatus, QuickInspection
from dvc.domain.need_status import need_unless
from dvc.domain.need_survey import Findings
from dvc.domain.personal import Personal, Told
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import CHIEFS, Role
from dvc.domain.skip_survey import skip_survey
from dvc.ports import Work

SURVEY = CHIEFS | {Role.SURVEYOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireSurvey:
    """Somebody must look at the place (N5); also before the next visit when the site has changed (N22)."""

    need_id: NeedId


@handles(RequireSurvey, roles=NEEDS_DESK | SURVEY)
def require_survey(work: Work, command: RequireSurvey, meta: CommandMeta) -> Result:
    """Put a need on the survey list. Raises Refusal `needs.wrong_status`, `needs.verify_first`."""
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_survey.require_survey(need, at=work.meta.happened_at)
    return _answer(record_need(work, need, need.need_id, *events))


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipSurvey:
    """Light work goes without a survey (N6). `estimate` None: the one written down at intake.

    `override_reason`: a chief lets it go without although the rule of domain/05 5.5 says no.
    """

    need_id: NeedId
    estimate: Estimate | None = None
    override_reason: str | None = None


@handles(SkipSurvey, roles=NEEDS_DESK)
def skip_the_survey(work: Work, command: SkipSurvey, meta: CommandMeta) -> Result:
    """Make light work ready. Raises Refusal `needs.survey_needed` with the reasons,
    `needs.estimate_missing`.
    """
    check_estimate(command.estimate)
    need = work.get(NEED, command.need_id)
    estimate = command.estimate or need.estimate
    need_unless(estimate is not None, need, "needs.estimate_missing", http=422)
    assert estimate is not None
    broken = bool(skip_survey(need, estimate))
    reason = command.override_reason if broken else None
    with naming_who(work, NEED, need.need_id):
        events: tuple[NeedEvent, ...] = need_survey.skip(
            need, estimate=estimate, is_override=bool(reason), at=work.meta.happened_at
        )
    override = overriding(work, meta, need, NeedRule.SURVEY_NEEDED, reason)
    return _answer(record_need(work, need, need.need_id, *override, *events))


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignSurvey:
    """Give a survey to people and a day (N8)."""

    need_id: NeedId
    surveyors: tuple[StaffId, ...]
    day: date


@handles(AssignSurvey, roles=SURVEY)
def assign_survey(work: Work, command: AssignSurvey, meta: CommandMeta) -> Result:
    """Send surveyors. Raises Refusal `needs.wrong_status`, `needs.surveyors`."""
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_survey.assign_survey(
            need, surveyors=command.surveyors, day=command.day, at=work.meta.happened_at
        )
    return _answer(record_need(work, need, need.need_id, *events))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSurvey:
    """What the surveyors bring back (N9-N12, N14, N39). `verdict` and what follows only when `result` is
    done.

    `mixed`: `technical_items` go to a sibling need with the technical people. A verdict `refuse` proposes;
    the chief decides by `RefuseNeed` or `ReferNeed`. `next_on`: when to try again.
    """

    need_id: NeedId
    result: SurveyResult
    verdict: Verdict | None = None
    inspection: QuickInspection | None = None
    safety: BuildingSafety = BuildingSafety.OK
    hazards: tuple[Hazard, ...] = ()
    work: tuple[WorkAsked, ...] | None = None
    technical: tuple[TechnicalClass, ...] = ()
    technical_items: tuple[WorkItemId, ...] = ()
    sibling_id: NeedId | None = None
    estimate: Estimate | None = None
    watch_after: bool = False
    crisis: tuple[CrisisReason, ...] = ()
    concerns: tuple[LifeConcern, ...] = ()
    card_left: bool = False
    next_on: date | None = None
    site_memo: str | None = None
    cautions: str | None = None
    inspection_note: str | None = None
    estimate_basis: str | None = None
    crisis_note: str | None = None
    concern_note: str | None = None


_SURVEY_TEXTS = (
    Personal.SITE_MEMO,
    Personal.CAUTIONS,
    Personal.INSPECTION_NOTE,
    Personal.ESTIMATE_BASIS,
    Personal.CRISIS_NOTE,
)


@handles(RecordSurvey, roles=SURVEY)
def record_survey(work: Work, command: RecordSurvey, meta: CommandMeta) -> Result:
    """Record a survey. Raises Refusal `needs.wrong_status`, `needs.findings_missing`,
    `needs.estimate_missing`.
    """
    _check(command)
    need = work.get(NEED, command.need_id)
    at = work.meta.happened_at
    with naming_who(work, NEED, need.need_id):
        events = _survey_events(work, need, command)
    if command.crisis:
        events = (*need_crisis.report_crisis(need, reasons=command.crisis, at=at), *events)
    after = record_need(work, need, need.need_id, *events)
    texts = {field: getattr(command, field.value) for field in _SURVEY_TEXTS}
    work.vault.put(need.need_id, texts, source_of(work, meta, told=Told.SEEN))
    open_concerns(work, meta, after, command.concerns, command.concern_note)
    if command.verdict is Verdict.MIXED:
        return _with_sibling(work, command, meta, after)
    return _answer(after)


def _check(command: RecordSurvey) -> None:
    check_estimate(command.estimate)
    for field in (*_SURVEY_TEXTS, Personal.CONCERN_NOTE):
        check_text(field, getattr(command, field.value))
    for name in ("hazards", "technical", "technical_items", "crisis", "concerns"):
        check_many(getattr(command, name), name)
    check_many(command.work or (), "work")


def _survey_events(work: Work, need: Need, command: RecordSurvey) -> tuple[NeedEvent, ...]:
    at = work.meta.happened_at
    if command.result is not SurveyResult.DONE:
        return need_survey.miss_survey(
            need, result=command.result, card_left=command.card_left, next_on=command.next_on, at=at
        )
    if command.verdict is None:
        raise Refusal("needs.findings_missing", status=422, need=need.need_id, number=need.code)
    found = Findings(
        verdict=command.verdict,
        inspection=command.inspection or need.inspection,
        safety=command.safety,
        hazards=command.hazards,
        work=items_of(work, command.work or ()),
        technical=command.technical,
        estimate=command.estimate,
        watch_after=command.watch_after,
    )
    return need_survey.record_survey(need, found, at=at)


def _with_sibling(work: Work, command: RecordSurvey, meta: CommandMeta, need: Need) -> Result:
    """The technical part of a mixed verdict: a sibling with the technical people (N11)."""
    part = SplitNeed(
        need_id=need.need_id,
        items=command.technical_items,
        sibling_id=command.sibling_id,
        inspection=command.inspection,
    )
    sibling = make_sibling(work, meta, need, part, status=NeedStatus.SURVEYING)
    at = work.meta.happened_at
    handed = need_survey.hand_to_technical(sibling, technical=command.technical, at=at)
    sibling = record_need(work, sibling, sibling.need_id, *handed)
    return {
        **_answer(work.get(NEED, need.need_id)),
        "sibling_id": sibling.need_id,
        "sibling_code": sibling.code,
    }


class GateOutcome(StrEnum):
    """What came of waiting for a verdict on the house; "refer" and "refuse" have their own acts."""

    MAY_ENTER = "may_enter"
    TECHNICAL = "technical"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeGate:
    """Decide whether the house may be entered (N13), or go on without a verdict (N35).

    `inspection`: the sticker now, None: as it was. Yellow is signed by the center's head, who has read the
    note.
    """

    need_id: NeedId
    outcome: GateOutcome
    inspection: QuickInspection | None = None
    estimate: Estimate | None = None
    technical: tuple[TechnicalClass, ...] = ()
    hold_until: date | None = None
    note: str | None = None


@handles(JudgeGate, roles=CHIEFS)
def judge_gate(work: Work, command: JudgeGate, meta: CommandMeta) -> Result:
    """Judge the gate. Raises Refusal `needs.yellow_needs_head`, `needs.yellow_stays_out`,
    `needs.gate_closed`.
    """
    check_estimate(command.estimate)
    check_many(command.technical, "technical")
    need = work.get(NEED, command.need_id)
    inspection = command.inspection or need.inspection
    if command.outcome is GateOutcome.MAY_ENTER and inspection is QuickInspection.YELLOW:
        _check_yellow(work, need, meta)
    with naming_who(work, NEED, need.need_id):
        events = _gate_events(work, need, command, meta)
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.INSPECTION_NOTE, command.note)
    return _answer(after)


def _check_yellow(work: Work, need: Need, meta: CommandMeta) -> None:
    enters = bool(work.setting("yellow_tag_enters"))
    need_unless(enters, need, "needs.yellow_stays_out")
    refuse_unless(
        Role.CENTER_HEAD in meta.actor.roles, "needs.yellow_needs_head", status=403, number=need.code
    )


def _gate_events(
    work: Work, need: Need, command: JudgeGate, meta: CommandMeta
) -> tuple[NeedEvent, ...]:
    at = work.meta.happened_at
    need_unless(need.status is NeedStatus.JUDGE_WAIT, need, "needs.wrong_status", state=need.status.value)
    match command.outcome:
        case GateOutcome.MAY_ENTER:
            return need_survey.judge_gate(
                need,
                inspection=command.inspection or need.inspection,
                estimate=command.estimate,
                signed_by=ActorId(meta.actor.id),
                at=at,
            )
        case GateOutcome.TECHNICAL:
            return need_survey.hand_to_technical(need, technical=command.technical, at=at)
        case GateOutcome.NO_ANSWER:
            return need_calls.hold(need, until=command.hold_until, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandToTechnical:
    """Give a need to technical people (N11, N35), or name the class of one that came to them by a report
    (N23).
    """

    need_id: NeedId
    technical: tuple[TechnicalClass, ...] = ()


@handles(HandToTechnical, roles=SURVEY | {Role.REPORT})
def hand_to_technical(work: Work, command: HandToTechnical, meta: CommandMeta) -> Result:
    """Hand a need over. Raises Refusal `needs.wrong_status`, `needs.technical_class_missing`."""
    check_many(command.technical, "technical")
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_survey.hand_to_technical(
            need, technical=command.technical, at=work.meta.happened_at
        )
    return _answer(record_need(work, need, need.need_id, *events))


class TechnicalOutcome(StrEnum):
    """How the technical people left it."""

    DONE = "done"
    REST_GENERAL = "rest_general"
    CANNOT = "cannot"


_AFTER_TECHNICAL = {
    TechnicalOutcome.DONE: NeedStatus.DONE,
    TechnicalOutcome.REST_GENERAL: NeedStatus.READY,
    TechnicalOutcome.CANNOT: NeedStatus.JUDGE_WAIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTechnical:
    """The technical people are through: done (N25), general work remains (N24), or they cannot (N40)."""

    need_id: NeedId
    outcome: TechnicalOutcome
    estimate: Estimate | None = None
    report_text: str | None = None


@handles(RecordTechnical, roles=CHIEFS | {Role.TECH_PARTNER})
def record_technical(work: Work, command: RecordTechnical, meta: CommandMeta) -> Result:
    """Record technical work. Raises Refusal `needs.wrong_status`, `needs.estimate_missing`."""
    check_estimate(command.estimate)
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_survey.end_technical(
            need,
            to=_AFTER_TECHNICAL[command.outcome],
            estimate=command.estimate,
            at=work.meta.happened_at,
        )
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.REPORT_TEXT, command.report_text)
    return _answer(after)


def _answer(need: Need) -> Result:
    return {
        "need_id": need.need_id,
        "code": need.code,
        "status": need.status.value,
        "rank": need.rank.value,
        "owner": need.owner.value,
    }
