"""The numbered transitions of a need (domain/03 3.1): each from its states to its end, and from no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from dvc.domain import need_activity, need_calls, need_endings, need_intake, need_survey
from dvc.domain.ids import NeedId, ReferralId
from dvc.domain.need_endings import Way
from dvc.domain.need_events import NeedEvent
from dvc.domain.need_intake import facts_of
from dvc.domain.need_site import BuildingSafety, SurveyResult, TechnicalClass, Verdict
from dvc.domain.need_state import CallResult, CancelReason, Need, NeedStatus, QuickInspection, UnpostReason
from dvc.domain.need_survey import Findings
from dvc.domain.refusal import Refusal
from dvc.domain.refusal_reasons import RefuseReason
from dvc.domain.team_state import ReportResult
from tests.unit.needs.builders import (
    CHIEF,
    NOW,
    SURVEYOR,
    TODAY,
    TOMORROW,
    VISIT,
    a_need,
    after,
    an_appointment,
    an_estimate,
)

S = NeedStatus
Verb = Callable[[Need], tuple[NeedEvent, ...]]
REFERRAL = ReferralId("referral_1")
EXPLAINED = Way(has_words=True, explained=True)
REFERRED = Way(has_words=True, referral_id=REFERRAL, promised_on=TOMORROW)
OTHER = a_need(need_id=NeedId("need_2"))


@dataclass(frozen=True)
class Row:
    """One line of the table: number, states it starts from, the verb, the state it ends in."""

    number: str
    start: frozenset[NeedStatus]
    verb: Verb
    end: NeedStatus


def row(number: str, start: tuple[NeedStatus, ...], verb: Verb, end: NeedStatus) -> Row:
    return Row(number, frozenset(start), verb, end)


def found(verdict: Verdict, inspection: QuickInspection = QuickInspection.NOT_APPLICABLE) -> Findings:
    technical = (TechnicalClass.ROOF_TARP,) if verdict in {Verdict.TECHNICAL, Verdict.MIXED} else ()
    return Findings(verdict=verdict, inspection=inspection, safety=BuildingSafety.OK, technical=technical)


def surveyed(
    need: Need, verdict: Verdict, inspection: QuickInspection = QuickInspection.NOT_APPLICABLE
) -> tuple[NeedEvent, ...]:
    return need_survey.record_survey(need, found(verdict, inspection), at=NOW)


def ended(need: Need, to: NeedStatus) -> tuple[NeedEvent, ...]:
    return need_survey.end_technical(need, to=to, estimate=None, at=NOW)


def reopened(need: Need, to: NeedStatus) -> tuple[NeedEvent, ...]:
    return need_endings.reopen(need, to=to, by_chief=True, at=NOW)


def missed(need: Need, result: SurveyResult) -> tuple[NeedEvent, ...]:
    return need_survey.miss_survey(need, result=result, card_left=True, next_on=TOMORROW, at=NOW)


def reported(need: Need, result: ReportResult, *, agreed: bool = False) -> tuple[NeedEvent, ...]:
    return need_activity.report(
        need,
        result=result,
        remaining=None,
        next_appointment=an_appointment(TOMORROW) if agreed else None,
        needs_technical=False,
        concern=False,
        at=NOW,
    )


WAITS = (S.INTAKE, S.SURVEY_WAIT, S.JUDGE_WAIT, S.READY, S.SCHEDULED, S.CONTINUE_WAIT, S.TECHNICAL)
CANCELLABLE = (*WAITS, S.DRAFT, S.SURVEYING, S.ON_HOLD)
HANDED_OVER = tuple(set(S) - {S.MERGED, S.REFERRED, S.POSTED, S.IN_ACTIVITY, S.REPORT_WAIT})

TABLE = [
    row("N3", (*WAITS, S.DRAFT), lambda n: need_intake.merge(n, OTHER, at=NOW), S.MERGED),
    row(
        "N4 explained",
        (S.INTAKE, S.SURVEYING, S.JUDGE_WAIT),
        lambda n: need_endings.refuse(n, RefuseReason.FARM, EXPLAINED, at=NOW),
        S.REFUSED,
    ),
    row(
        "N4 referred",
        (S.INTAKE, S.SURVEYING, S.JUDGE_WAIT),
        lambda n: need_endings.refuse(n, RefuseReason.FARM, REFERRED, at=NOW),
        S.REFUSED,
    ),
    row(
        "N5, N22", (S.INTAKE, S.CONTINUE_WAIT), lambda n: need_survey.require_survey(n, at=NOW), S.SURVEY_WAIT
    ),
    row(
        "N6",
        (S.INTAKE,),
        lambda n: need_survey.skip(n, estimate=an_estimate(), is_override=False, at=NOW),
        S.READY,
    ),
    row(
        "N8",
        (S.SURVEY_WAIT,),
        lambda n: need_survey.assign_survey(n, surveyors=(SURVEYOR,), day=TODAY, at=NOW),
        S.SURVEYING,
    ),
    row("N9", (S.SURVEYING,), lambda n: missed(n, SurveyResult.ABSENT), S.SURVEY_WAIT),
    row("N10", (S.SURVEYING,), lambda n: surveyed(n, Verdict.GENERAL), S.READY),
    row("N10 mixed", (S.SURVEYING,), lambda n: surveyed(n, Verdict.MIXED), S.READY),
    row("N11", (S.SURVEYING,), lambda n: surveyed(n, Verdict.TECHNICAL), S.TECHNICAL),
    row("N12", (S.SURVEYING,), lambda n: surveyed(n, Verdict.PENDING_CITY), S.JUDGE_WAIT),
    row("N12 red", (S.SURVEYING,), lambda n: surveyed(n, Verdict.GENERAL, QuickInspection.RED), S.JUDGE_WAIT),
    row(
        "N13",
        (S.JUDGE_WAIT,),
        lambda n: need_survey.judge_gate(
            n, inspection=QuickInspection.GREEN, estimate=None, signed_by=CHIEF, at=NOW
        ),
        S.READY,
    ),
    row("N14 proposed", (S.SURVEYING,), lambda n: surveyed(n, Verdict.REFUSE), S.SURVEYING),
    row(
        "N14, N35, N40",
        (S.INTAKE, S.SURVEYING, S.JUDGE_WAIT, S.TECHNICAL),
        lambda n: need_endings.refer(n, RefuseReason.HIGH_PLACE, REFERRED, at=NOW),
        S.REFERRED,
    ),
    row(
        "N15, N22",
        (S.READY, S.CONTINUE_WAIT),
        lambda n: need_calls.schedule(n, an_appointment(TOMORROW), at=NOW),
        S.SCHEDULED,
    ),
    row("N17", (S.POSTED,), lambda n: need_activity.depart(n, at=NOW), S.IN_ACTIVITY),
    row(
        "N18",
        (S.POSTED,),
        lambda n: need_activity.unpost(n, because=UnpostReason.NOT_FILLED, at=NOW),
        S.READY,
    ),
    row("N19", (S.IN_ACTIVITY,), lambda n: need_activity.all_teams_back(n, at=NOW), S.REPORT_WAIT),
    row("N20", (S.REPORT_WAIT,), lambda n: reported(n, ReportResult.COMPLETE), S.DONE),
    row("N21", (S.REPORT_WAIT,), lambda n: reported(n, ReportResult.CONTINUE), S.CONTINUE_WAIT),
    row("N21+N22", (S.REPORT_WAIT,), lambda n: reported(n, ReportResult.CONTINUE, agreed=True), S.SCHEDULED),
    row("absent", (S.REPORT_WAIT,), lambda n: reported(n, ReportResult.ABSENT), S.CONTINUE_WAIT),
    row("N23", (S.REPORT_WAIT,), lambda n: reported(n, ReportResult.TECHNICAL), S.TECHNICAL),
    row("N24", (S.TECHNICAL,), lambda n: ended(n, S.READY), S.READY),
    row("N25", (S.TECHNICAL,), lambda n: ended(n, S.DONE), S.DONE),
    row(
        "N26",
        CANCELLABLE,
        lambda n: need_endings.cancel(n, CancelReason.SELF_DONE, by_chief=False, at=NOW),
        S.CANCELLED,
    ),
    row(
        "N27",
        (S.READY, S.CONTINUE_WAIT, S.SCHEDULED),
        lambda n: need_calls.move(n, an_appointment(TOMORROW), ours=True, told=False, at=NOW),
        S.SCHEDULED,
    ),
    row("N28, N35", WAITS, lambda n: need_calls.hold(n, until=TOMORROW, at=NOW), S.ON_HOLD),
    row("N29", (S.DONE,), lambda n: need_endings.start_watching(n, at=NOW), S.WATCHING),
    row(
        "N30",
        (S.DONE,),
        lambda n: need_endings.close(n, center_closes=True, is_override=False, at=NOW),
        S.CLOSED,
    ),
    row("N31 ready", (S.DONE, S.CANCELLED), lambda n: reopened(n, S.READY), S.READY),
    row(
        "N31, N37, N43", (S.DONE, S.CANCELLED, S.REFUSED, S.CLOSED), lambda n: reopened(n, S.INTAKE), S.INTAKE
    ),
    row(
        "N32",
        HANDED_OVER,
        lambda n: need_endings.hand_over(n, referral_id=REFERRAL, agreed=True, at=NOW),
        S.REFERRED,
    ),
    row("N33", (S.ON_HOLD,), lambda n: need_calls.resume(n, at=NOW), S.READY),
    row(
        "N34 same day",
        (S.IN_ACTIVITY,),
        lambda n: need_activity.turned_back(n, work_began=False, at=NOW),
        S.POSTED,
    ),
    row(
        "N34 another day",
        (S.IN_ACTIVITY,),
        lambda n: need_activity.turned_back(n, work_began=False, at=NOW + timedelta(days=1)),
        S.READY,
    ),
    row(
        "N34 begun",
        (S.IN_ACTIVITY,),
        lambda n: need_activity.turned_back(n, work_began=True, at=NOW),
        S.REPORT_WAIT,
    ),
    row(
        "N35 technical",
        (S.SURVEYING, S.JUDGE_WAIT, S.TECHNICAL),
        lambda n: need_survey.hand_to_technical(n, technical=(TechnicalClass.CEILING,), at=NOW),
        S.TECHNICAL,
    ),
    row("N38", (S.MERGED,), lambda n: need_intake.unmerge(n, by_chief=False, at=NOW), S.INTAKE),
    row("N39 self done", (S.SURVEYING,), lambda n: missed(n, SurveyResult.NOT_NEEDED), S.CANCELLED),
    row("N39 no way", (S.SURVEYING,), lambda n: missed(n, SurveyResult.UNREACHABLE), S.SURVEY_WAIT),
    row("N40", (S.TECHNICAL,), lambda n: ended(n, S.JUDGE_WAIT), S.JUDGE_WAIT),
    row("N41", (S.SCHEDULED,), lambda n: need_calls.drop(n, at=NOW), S.READY),
    row("N42", (S.WATCHING,), lambda n: need_endings.end_watching(n, at=NOW), S.CLOSED),
]
ALLOWED = [(one, status) for one in TABLE for status in sorted(one.start)]
FORBIDDEN = [(one, status) for one in TABLE for status in sorted(set(S) - one.start)]


def case(one: tuple[Row, NeedStatus]) -> str:
    return f"{one[0].number}-{one[1].value}"


@pytest.mark.parametrize("pair", ALLOWED, ids=case)
def test_a_transition_leads_from_its_states_to_its_end(pair: tuple[Row, NeedStatus]) -> None:
    one, status = pair
    need = after(a_need(status), one.verb(a_need(status)))
    assert need.status is one.end


@pytest.mark.parametrize("pair", FORBIDDEN, ids=case)
def test_a_transition_from_any_other_state_is_refused(pair: tuple[Row, NeedStatus]) -> None:
    one, status = pair
    if one.number == "N17" and status is S.IN_ACTIVITY:
        assert one.verb(a_need(status)) == ()  # the second team of the same need
        return
    with pytest.raises(Refusal) as no:
        one.verb(a_need(status))
    busy = {"needs.take_down_first", "needs.team_outside", "needs.report_first"}
    expected = {"needs.wrong_status"} | (busy if one.number == "N26" else set())
    expected |= {"needs.reopen_to_intake"} if one.number == "N31 ready" else set()
    assert no.value.code in expected
    assert no.value.details["number"] == "N-0912-001-5"


def test_n1_a_need_without_name_place_or_request_stays_a_draft_and_is_received_when_they_come() -> None:
    draft = a_need(S.DRAFT)
    events = need_intake.amend(draft, facts_of(draft), personal=(), keep_draft=False, at=NOW)
    assert after(draft, events).status is S.INTAKE  # N2
    assert need_intake.amend(draft, facts_of(draft), personal=(), keep_draft=True, at=NOW) == ()


@pytest.mark.parametrize("status", sorted(S))
def test_facts_can_be_corrected_in_every_state_but_merged(status: NeedStatus) -> None:
    need = a_need(status)
    facts = replace(facts_of(need), watch_after=True)
    if status is S.MERGED:
        with pytest.raises(Refusal, match="wrong_status"):
            need_intake.amend(need, facts, personal=(), keep_draft=True, at=NOW)
        return
    amended = after(need, need_intake.amend(need, facts, personal=(), keep_draft=True, at=NOW))
    assert amended == replace(need, watch_after=True)


@pytest.mark.parametrize("status", sorted(S))
def test_n16_an_agreed_day_is_posted_and_an_unagreed_one_only_when_the_household_was_reached_today(
    status: NeedStatus,
) -> None:
    reached = a_need(status, last_call_at=NOW, last_call_result=CallResult.REACHED)
    if status not in {S.SCHEDULED, S.READY, S.CONTINUE_WAIT}:
        with pytest.raises(Refusal, match="wrong_status"):
            need_activity.post(reached, visit_id=VISIT, day=TODAY, at=NOW)
        return
    posted = after(reached, need_activity.post(reached, visit_id=VISIT, day=TODAY, at=NOW))
    assert (posted.status, posted.visit_id, posted.visits) == (S.POSTED, VISIT, reached.visits + 1)


@pytest.mark.parametrize("status", sorted(S))
def test_n36_what_an_agency_returns_is_received_again_and_owned_by_a_chief(status: NeedStatus) -> None:
    need = a_need(status, referral_id=REFERRAL)
    events = need_endings.come_back(need, referral_id=REFERRAL, at=NOW)
    if status not in {S.REFERRED, S.REFUSED}:
        assert events == ()
        return
    back = after(need, events)
    assert (back.status, back.owner.value, back.returned) == (S.INTAKE, "section_chief", True)
