"""Survey, gate and technical people on a wired center: what each brings back, and who may decide."""

from __future__ import annotations

from typing import Any

import pytest

from dvc.commands.needs_survey import (
    GateOutcome,
    HandToTechnical,
    JudgeGate,
    RecordSurvey,
    RecordTechnical,
    SkipSurvey,
    TechnicalOutcome,
)
from dvc.commands.needs_told import WorkAsked
from dvc.commands.take_back import TakeBack
from dvc.domain.ids import NeedId
from dvc.domain.need import NEED
from dvc.domain.need_events import NeedRuleOverridden
from dvc.domain.need_site import (
    CrisisReason,
    ExplainedPoint,
    LifeConcern,
    SurveyResult,
    TechnicalClass,
    Verdict,
    Wishes,
)
from dvc.domain.need_state import (
    NeedStatus,
    QuickInspection,
)
from dvc.domain.personal import Personal
from dvc.domain.referral import REFERRAL
from dvc.domain.roles import Role
from dvc.domain.values import Presence, WorkType
from dvc.store import event_log
from tests.factories import HEAD, Center, an_actor
from tests.unit.needs.acts import (
    CHIEF,
    INTAKE,
    SURVEYOR,
    need_of,
    ready,
    received,
    refused,
    surveying,
)
from tests.unit.needs.builders import TOMORROW, a_site, an_estimate

S = NeedStatus


LIGHT: dict[str, Any] = {
    "work": (WorkAsked(work_type=WorkType.BELONGINGS_OUT),),
    "site": a_site(),
    "wishes": Wishes(presence=Presence.SELF),
    "told_points": (ExplainedPoint.LIMITS,),
}


def test_n6_light_work_is_ready_after_one_call(center: Center) -> None:
    need_id = received(center, **LIGHT)
    center.do(SkipSurvey(need_id=need_id, estimate=an_estimate()), actor=INTAKE)
    assert need_of(center, need_id).status is S.READY


def test_n6_what_is_not_light_needs_a_chief_with_a_reason(center: Center) -> None:
    need_id = received(center, **{**LIGHT, "site": a_site(parking_spaces=None)})
    receipt = center.give(SkipSurvey(need_id=need_id, estimate=an_estimate()), actor=INTAKE)
    assert (receipt.code, receipt.details["reasons"]) == ("needs.survey_needed", ("parking_unknown",))
    override = SkipSurvey(need_id=need_id, estimate=an_estimate(), override_reason="よく知る家です")
    assert refused(center, override, actor=INTAKE) == "needs.override_needs_chief"
    action = center.do(override, actor=CHIEF).action_id
    events = [one for one in events_of(center, need_id) if isinstance(one, NeedRuleOverridden)]
    assert [(one.rule.value, one.by) for one in events] == [("survey_needed", "staff_chief")]
    assert center.vault(need_id, Personal.REASON_TEXT) == "よく知る家です"
    center.do(TakeBack(of=action), actor=CHIEF)
    assert need_of(center, need_id).status is S.INTAKE


def events_of(center: Center, need_id: str) -> list[Any]:
    """Events of a need in order."""
    with center.store.read() as connection:
        return [one.event for one in event_log.read_stream(connection, NEED.name, need_id)]


def test_n8_to_n12_a_survey_brings_estimate_notes_and_the_next_state(center: Center) -> None:
    need_id = surveying(center)
    command = RecordSurvey(
        need_id=need_id,
        result=SurveyResult.DONE,
        verdict=Verdict.GENERAL,
        inspection=QuickInspection.YELLOW,
        estimate=an_estimate(),
        estimate_basis="4間 畳20枚",
        crisis=(CrisisReason.ALONE,),
        concerns=(LifeConcern.HEALTH,),
    )
    center.do(command, actor=SURVEYOR)
    need = need_of(center, need_id)
    assert (need.status, need.estimate, need.crisis_open) == (S.JUDGE_WAIT, an_estimate(), True)
    with center.store.read_vault() as vault:
        basis = vault.history(need_id, Personal.ESTIMATE_BASIS)[0]
    assert (basis.value, basis.source.told.value) == ("4間 畳20枚", "seen")
    assert [one.concern for one in center.all(REFERRAL)] == [LifeConcern.HEALTH]


def test_n10_a_mixed_verdict_makes_a_sibling_for_the_technical_people(center: Center) -> None:
    asked = (WorkAsked(work_type=WorkType.BELONGINGS_OUT), WorkAsked(work_type=WorkType.TARP_ROOF))
    need_id = surveying(center, work=asked)
    roof = need_of(center, need_id).work[1].item_id
    command = RecordSurvey(
        need_id=need_id,
        result=SurveyResult.DONE,
        verdict=Verdict.MIXED,
        technical=(TechnicalClass.ROOF_TARP,),
        technical_items=(roof,),
        estimate=an_estimate(),
    )
    result = center.do(command, actor=SURVEYOR).result
    need, sibling = need_of(center, need_id), need_of(center, str(result["sibling_id"]))
    assert (need.status, [item.work_type for item in need.work]) == (S.READY, [WorkType.BELONGINGS_OUT])
    assert (sibling.status, sibling.split_from) == (S.TECHNICAL, need_id)
    assert [item.work_type for item in sibling.work] == [WorkType.TARP_ROOF]
    assert sibling.technical == (TechnicalClass.ROOF_TARP,)


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (SurveyResult.ABSENT, S.SURVEY_WAIT),
        (SurveyResult.UNREACHABLE, S.SURVEY_WAIT),
        (SurveyResult.REFUSED, S.SURVEY_WAIT),
        (SurveyResult.NOT_NEEDED, S.CANCELLED),
    ],
)
def test_n9_n39_a_survey_that_did_not_take_place(
    center: Center, result: SurveyResult, status: NeedStatus
) -> None:
    need_id = surveying(center)
    command = RecordSurvey(need_id=need_id, result=result, card_left=True, next_on=TOMORROW)
    center.do(command, actor=SURVEYOR)
    assert need_of(center, need_id).status is status


def test_a_survey_without_a_verdict_is_not_a_survey(center: Center) -> None:
    command = RecordSurvey(need_id=surveying(center), result=SurveyResult.DONE)
    assert refused(center, command, actor=SURVEYOR) == "needs.findings_missing"


def yellow(center: Center) -> NeedId:
    need_id = surveying(center)
    command = RecordSurvey(
        need_id=need_id,
        result=SurveyResult.DONE,
        verdict=Verdict.GENERAL,
        inspection=QuickInspection.YELLOW,
        estimate=an_estimate(),
    )
    center.do(command, actor=SURVEYOR)
    return need_id


def test_n13_yellow_is_signed_by_the_head_alone(center: Center) -> None:
    judge = JudgeGate(need_id=yellow(center), outcome=GateOutcome.MAY_ENTER, note="玄関側だけ")
    assert refused(center, judge, actor=CHIEF) == "needs.yellow_needs_head"
    center.do(judge, actor=HEAD)
    need = need_of(center, judge.need_id)
    assert (need.status, need.gate_signed_by) == (S.READY, "staff_head")
    assert center.vault(need.need_id, Personal.INSPECTION_NOTE) == "玄関側だけ"


@pytest.mark.parametrize(
    ("outcome", "status"), [(GateOutcome.TECHNICAL, S.TECHNICAL), (GateOutcome.NO_ANSWER, S.ON_HOLD)]
)
def test_n35_a_verdict_that_does_not_come_leads_on(
    center: Center, outcome: GateOutcome, status: NeedStatus
) -> None:
    need_id = yellow(center)
    technical = (TechnicalClass.JACK_UP,)
    center.do(JudgeGate(need_id=need_id, outcome=outcome, technical=technical), actor=CHIEF)
    assert need_of(center, need_id).status is status


def test_n35_only_a_need_that_waits_for_a_verdict_is_judged(center: Center) -> None:
    command = JudgeGate(need_id=ready(center), outcome=GateOutcome.NO_ANSWER)
    assert refused(center, command, actor=CHIEF) == "needs.moved_on"


def test_n24_n25_n40_technical_people_bring_it_back(center: Center) -> None:
    for outcome, status in (
        (TechnicalOutcome.DONE, S.DONE),
        (TechnicalOutcome.REST_GENERAL, S.READY),
        (TechnicalOutcome.CANNOT, S.JUDGE_WAIT),
    ):
        need_id = surveying(center)
        center.do(HandToTechnical(need_id=need_id, technical=(TechnicalClass.CEILING,)), actor=SURVEYOR)
        command = RecordTechnical(need_id=need_id, outcome=outcome, estimate=an_estimate())
        center.do(command, actor=an_actor(Role.TECH_PARTNER, name="staff_tech"))
        assert need_of(center, need_id).status is status
