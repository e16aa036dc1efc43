"""Generators of survey, gate, technical people and telephone: mostly possible now, sometimes not."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from dvc.commands import needs_calls as calls
from dvc.commands import needs_survey as surveys
from dvc.domain import need_site as site
from dvc.domain.ids import StaffId
from dvc.domain.need import NEED
from dvc.domain.need_state import (
    CallResult,
    NeedStatus,
    QuickInspection,
)
from tests.factories import Center
from tests.properties.draws_needs import (
    MAYBE_REASON,
    NOTE,
    REASON,
    a_day,
    a_need,
    an_appointment,
    an_estimate,
    today_of,
)
from tests.properties.gen import Draw, generates

S = NeedStatus


@generates(surveys.RequireSurvey)
def require_survey(draw: Draw, center: Center) -> Any:
    """A survey is wanted."""
    need = a_need(draw, center, S.INTAKE, S.CONTINUE_WAIT)
    return None if need is None else surveys.RequireSurvey(need_id=need.need_id)


@generates(surveys.SkipSurvey)
def skip_survey(draw: Draw, center: Center) -> Any:
    """Light work."""
    need = a_need(draw, center, S.INTAKE)
    if need is None:
        return None
    return surveys.SkipSurvey(
        need_id=need.need_id, estimate=an_estimate(draw), override_reason=draw(MAYBE_REASON)
    )


@generates(surveys.AssignSurvey)
def assign_survey(draw: Draw, center: Center) -> Any:
    """Surveyors are sent."""
    need = a_need(draw, center, S.SURVEY_WAIT)
    if need is None:
        return None
    people = tuple(StaffId(f"staff_{n}") for n in range(draw(st.integers(0, 3))))
    return surveys.AssignSurvey(need_id=need.need_id, surveyors=people, day=today_of(center))


@generates(surveys.RecordSurvey)
def record_survey(draw: Draw, center: Center) -> Any:
    """What the surveyors found."""
    need = a_need(draw, center, S.SURVEYING)
    if need is None:
        return None
    done = draw(st.integers(0, 3)) > 0
    return surveys.RecordSurvey(
        need_id=need.need_id,
        result=site.SurveyResult.DONE if done else draw(st.sampled_from(site.SurveyResult)),
        verdict=draw(st.sampled_from([site.Verdict.GENERAL, *site.Verdict, None])),
        inspection=draw(st.sampled_from([None, None, QuickInspection.YELLOW, QuickInspection.RED])),
        technical=draw(st.sampled_from([(), (site.TechnicalClass.ROOF_TARP,)])),
        technical_items=tuple(item.item_id for item in need.work[:1]),
        estimate=draw(st.sampled_from([None, an_estimate(draw)])),
        crisis=draw(st.sampled_from([(), (), (site.CrisisReason.ILLNESS,)])),
        concerns=draw(st.sampled_from([(), (site.LifeConcern.DEMENTIA,)])),
        next_on=a_day(draw, center),
        cautions=draw(NOTE),
    )


@generates(surveys.JudgeGate)
def judge_gate(draw: Draw, center: Center) -> Any:
    """A verdict on the house."""
    need = a_need(draw, center, S.JUDGE_WAIT)
    if need is None:
        return None
    return surveys.JudgeGate(
        need_id=need.need_id,
        outcome=draw(st.sampled_from(surveys.GateOutcome)),
        inspection=draw(st.sampled_from([None, QuickInspection.GREEN, QuickInspection.YELLOW])),
        estimate=draw(st.sampled_from([None, an_estimate(draw)])),
        technical=draw(st.sampled_from([(), (site.TechnicalClass.JACK_UP,)])),
        hold_until=a_day(draw, center),
        note=draw(NOTE),
    )


@generates(surveys.HandToTechnical)
def hand_to_technical(draw: Draw, center: Center) -> Any:
    """Technical people take it."""
    need = a_need(draw, center, S.SURVEYING, S.JUDGE_WAIT, S.TECHNICAL)
    if need is None:
        return None
    classes = draw(st.sampled_from([(), (site.TechnicalClass.CEILING,)]))
    return surveys.HandToTechnical(need_id=need.need_id, technical=classes)


@generates(surveys.RecordTechnical)
def record_technical(draw: Draw, center: Center) -> Any:
    """Technical people are through."""
    need = a_need(draw, center, S.TECHNICAL)
    if need is None:
        return None
    return surveys.RecordTechnical(
        need_id=need.need_id,
        outcome=draw(st.sampled_from(surveys.TechnicalOutcome)),
        estimate=draw(st.sampled_from([None, an_estimate(draw)])),
        report_text=draw(NOTE),
    )


@generates(calls.ScheduleNeed)
def schedule_need(draw: Draw, center: Center) -> Any:
    """A day is agreed."""
    need = a_need(draw, center, S.READY, S.CONTINUE_WAIT)
    if need is None:
        return None
    return calls.ScheduleNeed(
        need_id=need.need_id,
        appointment=an_appointment(draw, center),
        note=draw(NOTE),
        override_reason=draw(MAYBE_REASON),
    )


@generates(calls.MoveAppointment)
def move_appointment(draw: Draw, center: Center) -> Any:
    """A day moves, also of a sheet on the wall."""
    need = a_need(draw, center, S.SCHEDULED, S.POSTED)
    if need is None:
        return None
    return calls.MoveAppointment(
        need_id=need.need_id,
        because=draw(st.sampled_from(calls.MoveCause)),
        appointment=draw(st.sampled_from([None, an_appointment(draw, center)])),
        told=draw(st.booleans()),
        note=draw(NOTE),
    )


@generates(calls.PostponeNeeds)
def postpone_needs(draw: Draw, center: Center) -> Any:
    """A storm."""
    agreed = [need.need_id for need in center.all(NEED) if need.status in {S.SCHEDULED, S.POSTED}]
    day = a_day(draw, center)
    if day is None:
        return None
    return calls.PostponeNeeds(need_ids=tuple(agreed[:3]), day=day)


@generates(calls.RecordCall)
def record_call(draw: Draw, center: Center) -> Any:
    """Somebody is phoned; nobody answers rather often."""
    need = a_need(draw, center, *S)
    if need is None:
        return None
    return calls.RecordCall(
        need_id=need.need_id,
        result=draw(st.sampled_from([CallResult.ABSENT, *CallResult])),
        told=draw(st.booleans()),
        next_on=a_day(draw, center),
        note=draw(NOTE),
    )


@generates(calls.HoldNeed)
def hold_need(draw: Draw, center: Center) -> Any:
    """It waits."""
    need = a_need(draw, center, S.INTAKE, S.READY, S.SCHEDULED)
    if need is None:
        return None
    return calls.HoldNeed(need_id=need.need_id, reason=draw(REASON), until=a_day(draw, center))


@generates(calls.ResumeNeed)
def resume_need(draw: Draw, center: Center) -> Any:
    """It goes on."""
    need = a_need(draw, center, S.ON_HOLD)
    return None if need is None else calls.ResumeNeed(need_id=need.need_id)
