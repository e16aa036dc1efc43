"""From every state of a need a final one can be reached, none is without an owner: over the real verbs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from dvc.domain import need_activity, need_calls, need_endings, need_intake, need_survey
from dvc.domain.ids import Code, HouseholdId, NeedId, ReferralId
from dvc.domain.need import evolve
from dvc.domain.need_endings import Way
from dvc.domain.need_events import NeedEvent
from dvc.domain.need_intake import NewNeed, facts_of
from dvc.domain.need_site import MissingFact, SurveyResult, TechnicalClass, Verdict
from dvc.domain.need_state import (
    CallResult,
    CancelReason,
    Need,
    NeedFacts,
    NeedStatus,
    QuickInspection,
    UnpostReason,
)
from dvc.domain.need_status import FINAL
from dvc.domain.refusal import Refusal
from dvc.domain.refusal_reasons import RefuseReason
from dvc.domain.roles import Role
from dvc.domain.team_state import ReportResult
from dvc.domain.values import Channel
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
from tests.unit.needs.test_transitions import found, missed, reported

Move = Callable[[Need], tuple[NeedEvent, ...]]
REFERRAL = ReferralId("referral_1")
LATER = NOW + timedelta(days=15)
TWIN = a_need(need_id=NeedId("need_2"))

MOVES: dict[str, Move] = {
    "complete": lambda n: need_intake.amend(n, complete(n), personal=(), keep_draft=False, at=NOW),
    "merge": lambda n: need_intake.merge(n, TWIN, at=NOW),
    "unmerge": lambda n: need_intake.unmerge(n, by_chief=True, at=NOW),
    "require survey": lambda n: need_survey.require_survey(n, at=NOW),
    "skip survey": lambda n: need_survey.skip(n, estimate=an_estimate(), is_override=True, at=NOW),
    "assign survey": lambda n: need_survey.assign_survey(n, surveyors=(SURVEYOR,), day=TODAY, at=NOW),
    "survey general": lambda n: surveyed(n, Verdict.GENERAL),
    "survey technical": lambda n: surveyed(n, Verdict.TECHNICAL),
    "survey pending": lambda n: surveyed(n, Verdict.PENDING_JUDGE),
    "survey refuse": lambda n: surveyed(n, Verdict.REFUSE),
    "survey absent": lambda n: missed(n, SurveyResult.ABSENT),
    "survey self done": lambda n: missed(n, SurveyResult.NOT_NEEDED),
    "judge": lambda n: need_survey.judge_gate(
        n, inspection=QuickInspection.GREEN, estimate=an_estimate(), signed_by=CHIEF, at=NOW
    ),
    "technical": lambda n: need_survey.hand_to_technical(n, technical=(TechnicalClass.CEILING,), at=NOW),
    "technical done": lambda n: ended(n, NeedStatus.DONE),
    "technical cannot": lambda n: ended(n, NeedStatus.JUDGE_WAIT),
    "schedule": lambda n: need_calls.schedule(n, an_appointment(), at=NOW),
    "drop": lambda n: need_calls.drop(n, at=NOW),
    "call": lambda n: called(n, CallResult.REACHED),
    "no answer": lambda n: called(n, CallResult.ABSENT),
    "resume": lambda n: need_calls.resume(n, at=NOW),
    "post": lambda n: need_activity.post(n, visit_id=VISIT, day=TODAY, at=NOW),
    "unpost": lambda n: need_activity.unpost(n, because=UnpostReason.WEATHER, at=NOW),
    "depart": lambda n: need_activity.depart(n, at=NOW),
    "back": lambda n: need_activity.all_teams_back(n, at=NOW),
    "turn back": lambda n: need_activity.turned_back(n, work_began=False, at=NOW),
    "report done": lambda n: reported(n, ReportResult.COMPLETE),
    "report continue": lambda n: reported(n, ReportResult.CONTINUE),
    "report technical": lambda n: reported(n, ReportResult.TECHNICAL),
    "report absent": lambda n: reported(n, ReportResult.ABSENT),
    "refuse": lambda n: need_endings.refuse(n, RefuseReason.FARM, explained(), at=NOW),
    "refer": lambda n: need_endings.refer(n, RefuseReason.FARM, way(), at=NOW),
    "hand over": lambda n: need_endings.hand_over(n, referral_id=REFERRAL, agreed=True, at=NOW),
    "come back": lambda n: need_endings.come_back(n, referral_id=REFERRAL, at=NOW),
    "cancel": lambda n: need_endings.cancel(n, CancelReason.DECLINED, by_chief=False, at=NOW),
    "give up": lambda n: need_endings.cancel(n, CancelReason.NO_CONTACT, by_chief=True, at=LATER),
    "reopen": lambda n: need_endings.reopen(n, to=NeedStatus.INTAKE, by_chief=True, at=NOW),
    "watch": lambda n: need_endings.start_watching(n, at=NOW),
    "end watch": lambda n: need_endings.end_watching(n, at=NOW),
    "close": lambda n: need_endings.close(n, center_closes=False, is_override=True, at=LATER),
}


def complete(need: Need) -> NeedFacts:
    return replace(facts_of(need), missing=())


def ended(need: Need, to: NeedStatus) -> tuple[NeedEvent, ...]:
    return need_survey.end_technical(need, to=to, estimate=None, at=NOW)


def called(need: Need, result: CallResult) -> tuple[NeedEvent, ...]:
    return need_calls.record_call(need, result=result, told=False, next_on=None, at=NOW)


def explained() -> Way:
    return Way(has_words=True, explained=True)


def way() -> Way:
    return Way(has_words=True, referral_id=REFERRAL, promised_on=TOMORROW)


def surveyed(need: Need, verdict: Verdict) -> tuple[NeedEvent, ...]:
    return need_survey.record_survey(need, replace(found(verdict), estimate=an_estimate()), at=NOW)


def tried(need: Need) -> Iterator[tuple[str, Need]]:
    """Every verb that is possible now, and the need after it."""
    for name, move in MOVES.items():
        try:
            events = move(need)
        except Refusal:
            continue
        if events:
            yield name, after(need, events)


def shape(need: Need) -> tuple[object, ...]:
    """What the search tells needs apart by; counts that only grow are left out."""
    return (
        need.status,
        need.held_from,
        need.route,
        need.appointment is not None,
        need.inspection,
        need.owes_call,
        need.reports > 0,
        min(need.absences_in_row, 2),
        need.posted_from,
    )


def born(*missing: MissingFact) -> Need:
    new = NewNeed(
        need_id=NeedId("need_1"),
        household_id=HouseholdId("household_1"),
        code=Code("N-0912-001-5"),
        born_on=TODAY,
        number=1,
        channel=Channel.PHONE,
        facts=NeedFacts(missing=missing),
        at=NOW,
    )
    return evolve(None, need_intake.receive(new)[0])


@pytest.fixture(scope="module")
def ways() -> dict[tuple[object, ...], tuple[Need, set[tuple[object, ...]]]]:
    """Every shape that a need can take from its birth, with the shapes one verb further."""
    known: dict[tuple[object, ...], tuple[Need, set[tuple[object, ...]]]] = {}
    queue = deque([born(MissingFact.NAME)])
    while queue:
        need = queue.popleft()
        if shape(need) in known:
            continue
        nexts = [further for _, further in tried(need)]
        known[shape(need)] = (need, {shape(further) for further in nexts})
        queue.extend(nexts)
    return known


Ways = dict[tuple[object, ...], tuple[Need, set[tuple[object, ...]]]]


def test_every_state_is_reached_from_the_first_call(ways: Ways) -> None:
    assert {need.status for need, _ in ways.values()} == set(NeedStatus)


def test_from_every_state_a_final_state_can_be_reached(ways: Ways) -> None:
    ends = {key for key, (need, _) in ways.items() if need.status in FINAL}
    reaches = set(ends)
    while True:
        more = {key for key, (_, nexts) in ways.items() if key not in reaches and nexts & reaches}
        if not more:
            break
        reaches |= more
    assert set(ways) - reaches == set()


def test_every_need_on_its_way_has_an_owner(ways: Ways) -> None:
    assert all(need.owner in Role for need, _ in ways.values())


def test_no_way_leads_to_a_ready_need_without_people_and_hours(ways: Ways) -> None:
    waiting = {NeedStatus.READY, NeedStatus.SCHEDULED, NeedStatus.POSTED, NeedStatus.IN_ACTIVITY}
    assert [need for need, _ in ways.values() if need.status in waiting and need.estimate is None] == []


def test_no_way_leads_to_done_without_a_report(ways: Ways) -> None:
    assert [need for need, _ in ways.values() if need.status is NeedStatus.DONE and not need.reports] == []


def test_no_way_leads_to_refused_without_a_referral_or_an_explaining_call(ways: Ways) -> None:
    refused = [need for need, _ in ways.values() if need.status is NeedStatus.REFUSED]
    assert refused
    assert all(need.referral_id is not None or need.explained for need in refused)


def test_only_a_posted_or_running_need_has_a_sheet_on_the_wall(ways: Ways) -> None:
    on_the_wall = {NeedStatus.POSTED, NeedStatus.IN_ACTIVITY, NeedStatus.REPORT_WAIT}
    needs = [need for need, _ in ways.values()]
    assert [n.status for n in needs if (n.visit_id is not None) != (n.status in on_the_wall)] == []


def test_technical_needs_are_never_posted(ways: Ways) -> None:
    names = {"technical", "refer", "self_contractor", "refuse"}
    assert [n for n, _ in ways.values() if n.status is NeedStatus.POSTED and n.route.value in names] == []
