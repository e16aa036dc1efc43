"""Survey and safety gate: what is needed to be ready, what a sticker means, when a survey may be skipped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dvc.domain import need_survey
from dvc.domain.need_gate import Gate, gate_of
from dvc.domain.need_intake import amend, facts_of
from dvc.domain.need_site import (
    BuildingSafety,
    BuildingUse,
    ExplainedPoint,
    Hint,
    SurveyResult,
    TechnicalClass,
    Verdict,
    Wishes,
)
from dvc.domain.need_state import Need, NeedStatus, QuickInspection
from dvc.domain.need_survey import Findings
from dvc.domain.refusal import Refusal
from dvc.domain.roles import Role
from dvc.domain.skip_survey import SkipBlock, hints_in, skip_survey
from dvc.domain.values import Presence, WorkType
from tests.unit.needs.builders import (
    CHIEF,
    NOW,
    SURVEYOR,
    TODAY,
    TOMORROW,
    a_need,
    a_site,
    after,
    an_estimate,
    an_item,
)

S = NeedStatus
Q = QuickInspection


def findings(verdict: Verdict = Verdict.GENERAL, **changes: object) -> Findings:
    facts: dict[str, object] = {
        "verdict": verdict,
        "inspection": Q.NOT_APPLICABLE,
        "safety": BuildingSafety.OK,
    }
    return Findings(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("inspection", "signed", "gate"),
    [
        (Q.NOT_APPLICABLE, None, Gate.OPEN),
        (Q.GREEN, None, Gate.OPEN),
        (Q.YELLOW, None, Gate.UNSIGNED_YELLOW),
        (Q.YELLOW, CHIEF, Gate.SIGNED),
        (Q.NONE, CHIEF, Gate.UNJUDGED),
        (Q.RED, CHIEF, Gate.RED),
    ],
)
def test_the_gate_follows_the_sticker_and_a_signature_opens_yellow_only(
    inspection: QuickInspection, signed: object, gate: Gate
) -> None:
    assert gate_of(a_need(inspection=inspection, gate_signed_by=signed)) is gate


def test_a_new_sticker_takes_the_signature_of_the_old_one_away() -> None:
    need = a_need(S.READY, inspection=Q.YELLOW, gate_signed_by=CHIEF)
    same = amend(need, replace(facts_of(need), watch_after=True), personal=(), keep_draft=True, at=NOW)
    assert gate_of(after(need, same)) is Gate.SIGNED
    red = amend(need, replace(facts_of(need), inspection=Q.RED), personal=(), keep_draft=True, at=NOW)
    assert after(need, red).gate_signed_by is None


@pytest.mark.parametrize("inspection", [Q.RED, Q.NONE])
def test_n13_red_and_uninspected_houses_are_not_opened_by_a_signature(inspection: QuickInspection) -> None:
    with pytest.raises(Refusal, match="gate_closed"):
        need_survey.judge_gate(
            a_need(S.JUDGE_WAIT), inspection=inspection, estimate=None, signed_by=CHIEF, at=NOW
        )


def test_n13_yellow_is_opened_by_a_signature() -> None:
    need = a_need(S.JUDGE_WAIT)
    events = need_survey.judge_gate(need, inspection=Q.YELLOW, estimate=None, signed_by=CHIEF, at=NOW)
    assert (after(need, events).status, gate_of(after(need, events))) == (S.READY, Gate.SIGNED)


def test_n13_ready_wants_an_estimate() -> None:
    need = a_need(S.JUDGE_WAIT, estimate=None)
    with pytest.raises(Refusal, match="estimate_missing"):
        need_survey.judge_gate(need, inspection=Q.GREEN, estimate=None, signed_by=CHIEF, at=NOW)


@pytest.mark.parametrize("verdict", [Verdict.GENERAL, Verdict.MIXED])
def test_n10_general_work_wants_an_estimate(verdict: Verdict) -> None:
    need = a_need(S.SURVEYING, estimate=None)
    with pytest.raises(Refusal, match="estimate_missing"):
        need_survey.record_survey(need, findings(verdict, technical=(TechnicalClass.CEILING,)), at=NOW)


def test_n11_technical_work_wants_a_class() -> None:
    with pytest.raises(Refusal, match="technical_class_missing"):
        need_survey.record_survey(a_need(S.SURVEYING), findings(Verdict.TECHNICAL), at=NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"inspection": Q.RED},
        {"inspection": Q.NONE},
        {"inspection": Q.YELLOW},
        {"safety": BuildingSafety.NO_ENTRY},
    ],
)
def test_n12_general_work_in_a_house_nobody_may_enter_waits_for_a_verdict(
    changes: dict[str, object],
) -> None:
    need = a_need(S.SURVEYING)
    assert after(need, need_survey.record_survey(need, findings(**changes), at=NOW)).status is S.JUDGE_WAIT  # type: ignore[arg-type]


def test_n14_a_survey_proposes_a_no_and_a_chief_owns_the_need_until_it_is_decided() -> None:
    need = a_need(S.SURVEYING)
    need = after(need, need_survey.record_survey(need, findings(Verdict.REFUSE), at=NOW))
    assert (need.status, need.owner, need.verdict) == (S.SURVEYING, Role.SECTION_CHIEF, Verdict.REFUSE)


def test_n9_an_absent_household_does_not_start_the_waiting_for_a_survey_anew() -> None:
    need = a_need(S.INTAKE)
    need = after(need, need_survey.require_survey(need, at=NOW))
    first = need.survey_since
    need = after(need, need_survey.assign_survey(need, surveyors=(SURVEYOR,), day=TODAY, at=NOW))
    missed = need_survey.miss_survey(
        need, result=SurveyResult.ABSENT, card_left=True, next_on=TOMORROW, at=NOW
    )
    need = after(need, missed)
    assert (need.survey_since, need.survey_tries, need.next_call_on) == (first, 1, TOMORROW)
    assert need.surveyors == ()


def test_n39_a_closed_road_wants_a_day_for_the_next_try() -> None:
    with pytest.raises(Refusal, match="next_day_missing"):
        need_survey.miss_survey(
            a_need(S.SURVEYING), result=SurveyResult.UNREACHABLE, card_left=False, next_on=None, at=NOW
        )


def test_a_survey_that_took_place_brings_a_verdict() -> None:
    with pytest.raises(Refusal, match="findings_missing"):
        need_survey.miss_survey(
            a_need(S.SURVEYING), result=SurveyResult.DONE, card_left=False, next_on=None, at=NOW
        )


@pytest.mark.parametrize("people", [(), (SURVEYOR,) * 7])
def test_a_survey_is_given_to_one_to_six_people(people: tuple[object, ...]) -> None:
    with pytest.raises(Refusal, match="surveyors"):
        need_survey.assign_survey(a_need(S.SURVEY_WAIT), surveyors=people, day=TODAY, at=NOW)  # type: ignore[arg-type]


def test_an_unverified_entry_from_the_web_goes_nowhere_before_a_call() -> None:
    need = a_need(S.INTAKE, verified=False)
    with pytest.raises(Refusal, match="verify_first"):
        need_survey.require_survey(need, at=NOW)
    with pytest.raises(Refusal, match="verify_first"):
        need_survey.skip(need, estimate=an_estimate(), is_override=True, at=NOW)


def test_technical_people_are_named_their_class_later_without_losing_the_clock() -> None:
    need = a_need(S.TECHNICAL, technical=())
    named = after(need, need_survey.hand_to_technical(need, technical=(TechnicalClass.JACK_UP,), at=NOW))
    assert (named.technical, named.since) == ((TechnicalClass.JACK_UP,), need.since)


LIGHT = a_need(S.INTAKE)


def with_work(*kinds: WorkType, **changes: object) -> Need:
    items = tuple(an_item(kind, f"item_{number}") for number, kind in enumerate(kinds))
    return replace(LIGHT, work=items, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("need", "blocks"),
    [
        (LIGHT, ()),
        (with_work(WorkType.WASHING, WorkType.TRASH_CARRY, WorkType.SALON), ()),
        (with_work(), (SkipBlock.WORK_UNKNOWN,)),
        (with_work(WorkType.TARP_ROOF), (SkipBlock.WORK_NOT_LIGHT,)),
        (with_work(WorkType.WASHING, WorkType.MUD_UNDER), (SkipBlock.WORK_NOT_LIGHT,)),
        (with_work(WorkType.MUD_ROOM, site=a_site(mud_cm=10)), ()),
        (with_work(WorkType.MUD_ROOM, site=a_site(mud_cm=11)), (SkipBlock.MUD_TOO_DEEP,)),
        (with_work(WorkType.MUD_ROOM), (SkipBlock.MUD_TOO_DEEP,)),
        (with_work(WorkType.FURNITURE_FIX, inspection=Q.GREEN), ()),
        (with_work(WorkType.FURNITURE_FIX, inspection=Q.NONE), (SkipBlock.INSPECTION,)),
        (replace(LIGHT, inspection=Q.YELLOW), (SkipBlock.INSPECTION,)),
        (replace(LIGHT, inspection=Q.RED), (SkipBlock.INSPECTION,)),
        (replace(LIGHT, site=a_site(hints=(Hint.GAS,))), (SkipBlock.TECHNICAL_HINT,)),
        (replace(LIGHT, site=a_site(building_use=BuildingUse.MIXED)), (SkipBlock.NOT_RESIDENCE,)),
        (replace(LIGHT, site=a_site(building_use=None)), (SkipBlock.NOT_RESIDENCE,)),
        (replace(LIGHT, site=a_site(parking_spaces=None)), (SkipBlock.PARKING_UNKNOWN,)),
        (replace(LIGHT, wishes=Wishes()), (SkipBlock.NOBODY_PRESENT,)),
        (replace(LIGHT, wishes=Wishes(presence=Presence.NONE)), (SkipBlock.NOBODY_PRESENT,)),
        (replace(LIGHT, told_points=(ExplainedPoint.FREE,)), (SkipBlock.LIMITS_NOT_EXPLAINED,)),
    ],
)
def test_n6_each_condition_of_the_fast_lane_has_its_own_reason(
    need: Need, blocks: tuple[SkipBlock, ...]
) -> None:
    assert skip_survey(need, an_estimate()) == blocks


def test_n6_the_fast_lane_is_for_six_people_and_light_moving_only() -> None:
    assert skip_survey(LIGHT, an_estimate(people_max=7)) == (SkipBlock.TOO_MANY_PEOPLE,)
    assert skip_survey(LIGHT, None) == (SkipBlock.PEOPLE_UNKNOWN,)
    moving = with_work(WorkType.MOVING)
    assert skip_survey(moving, an_estimate(heavy=False)) == ()
    assert skip_survey(moving, an_estimate(heavy=True)) == (SkipBlock.MOVING_HEAVY,)


def test_n6_a_chief_may_set_the_rule_aside_but_not_the_gate() -> None:
    heavy = with_work(WorkType.TREE)
    with pytest.raises(Refusal) as no:
        need_survey.skip(heavy, estimate=an_estimate(), is_override=False, at=NOW)
    assert no.value.details["reasons"] == ("work_not_light",)
    assert need_survey.skip(heavy, estimate=an_estimate(), is_override=True, at=NOW)
    with pytest.raises(Refusal, match="gate_closed"):
        need_survey.skip(replace(heavy, inspection=Q.RED), estimate=an_estimate(), is_override=True, at=NOW)


@pytest.mark.parametrize(
    ("words", "hints"),
    [
        ("家具を外に出してほしい", ()),
        ("屋根に上ってシートを", (Hint.ROOF,)),
        ("２階の外の壁が傾いている", (Hint.WALL, Hint.TILT, Hint.UPPER_OUTSIDE)),
        ("床下からガスのにおい", (Hint.UNDER_FLOOR, Hint.GAS)),
        ("ブロック塀とアスベスト", (Hint.FENCE, Hint.ASBESTOS)),
        ("裏の山の斜面", (Hint.MOUNTAIN, Hint.SLOPE)),
        ("高所の電気", (Hint.HIGH_PLACE, Hint.ELECTRIC)),
    ],
)
def test_words_that_speak_of_dangerous_work_are_heard(words: str, hints: tuple[Hint, ...]) -> None:
    assert hints_in(words) == hints
