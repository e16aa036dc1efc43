"""Crisis, rank and who was first on a wired center; and a whole flow that replays."""

from __future__ import annotations

from dvc.commands.needs_calls import (
    RecordCall,
)
from dvc.commands.needs_crisis import (
    AcknowledgeCrisis,
    CloseCrisis,
    RankNeeds,
    ReportCrisis,
    SetRank,
)
from dvc.commands.needs_survey import (
    AssignSurvey,
    RequireSurvey,
    SkipSurvey,
)
from dvc.domain.ids import StaffId
from dvc.domain.need_site import (
    CrisisReason,
)
from dvc.domain.need_state import (
    CallResult,
    LivingFacts,
    NeedStatus,
)
from dvc.domain.personal import Personal
from dvc.domain.values import Rank
from tests.factories import Center
from tests.unit.needs.acts import (
    CARE,
    CHIEF,
    INTAKE,
    MATCHING,
    SURVEYOR,
    done,
    need_of,
    posted,
    received,
    refused,
)
from tests.unit.needs.builders import TODAY, an_estimate

S = NeedStatus


def test_n7_a_crisis_is_reported_taken_once_and_closed_with_words(center: Center) -> None:
    need_id = received(center)
    report = ReportCrisis(need_id=need_id, reasons=(CrisisReason.ILLNESS,), note="熱が39度")
    assert center.do(report, actor=SURVEYOR).result["take_within_minutes"] == 5
    assert refused(center, AcknowledgeCrisis(need_id=need_id), actor=INTAKE) == "refusal.not_allowed"
    center.do(AcknowledgeCrisis(need_id=need_id), actor=CARE)
    second = center.give(AcknowledgeCrisis(need_id=need_id), actor=CHIEF)
    assert (second.code, second.details["by"]) == ("needs.crisis_seen", "staff_care")
    assert refused(center, CloseCrisis(need_id=need_id, note=""), actor=CARE) == "needs.reason_missing"
    center.do(CloseCrisis(need_id=need_id, note="病院に行きました"), actor=CARE)
    assert not need_of(center, need_id).crisis_open


def test_a_rank_set_by_hand_names_its_author_and_keeps_the_reason(center: Center) -> None:
    need_id = received(center)
    assert refused(center, SetRank(need_id=need_id, rank=Rank.A, reason=" "), actor=CHIEF) == (
        "needs.reason_missing"
    )
    center.do(SetRank(need_id=need_id, rank=Rank.A, reason="雨の前に"), actor=CHIEF)
    need = need_of(center, need_id)
    assert (need.rank, need.rank_set_by) == (Rank.A, "staff_chief")
    assert center.vault(need_id, Personal.REASON_TEXT) == "雨の前に"
    center.do(SetRank(need_id=need_id, rank=None, reason="済んだ"), actor=CHIEF)
    assert need_of(center, need_id).rank is Rank.D


def test_a_score_follows_what_is_told_and_grows_by_the_morning_count(center: Center) -> None:
    living = LivingFacts(over_75=1, alone=True, lives_there=True, no_water=True)
    need_id = received(center, living=living)
    assert (need_of(center, need_id).urgency, need_of(center, need_id).rank) == (42, Rank.C)
    center.clock.forward(days=3)
    assert center.do(RankNeeds(), actor=MATCHING).result["changed"] == 1
    assert (need_of(center, need_id).urgency, need_of(center, need_id).rank) == (45, Rank.B)
    assert center.do(RankNeeds(), actor=MATCHING).result["changed"] == 0


def test_the_morning_count_lifts_a_district_that_lags(center: Center) -> None:
    done(center, area="A1")
    waiting = received(center, area="B2")
    received(center, area="A1")
    center.do(RankNeeds(), actor=MATCHING)
    assert need_of(center, waiting).area_lag == 8


def test_the_second_desk_hears_who_moved_the_need_on_and_when(center: Center) -> None:
    need_id = received(center)
    center.do(RequireSurvey(need_id=need_id), actor=INTAKE)
    moved_at = center.clock.at
    center.clock.forward(minutes=4)
    center.do(RecordCall(need_id=need_id, result=CallResult.REACHED), actor=CARE)
    late = center.give(SkipSurvey(need_id=need_id, estimate=an_estimate()), actor=CHIEF)
    assert (late.code, late.details["by"], late.details["at"]) == ("needs.moved_on", "staff_intake", moved_at)


def test_a_survey_is_given_out_by_surveyors_and_chiefs(center: Center) -> None:
    need_id = received(center)
    center.do(RequireSurvey(need_id=need_id), actor=INTAKE)
    command = AssignSurvey(need_id=need_id, surveyors=(StaffId("staff_survey"),), day=TODAY)
    assert refused(center, command, actor=INTAKE) == "refusal.not_allowed"
    center.do(command, actor=SURVEYOR)


def test_a_whole_flow_replays_to_its_tables(center: Center) -> None:
    posted(center)
    done(center)
    center.clock.forward(days=1)
    center.do(RankNeeds(), actor=MATCHING)
    assert center.verify().is_clean
