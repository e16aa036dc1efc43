"""A need on its day: what keeps a sheet off the wall, who is owed a call, what a report leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dvc.domain import need_activity
from dvc.domain.need_events import NeedEvent
from dvc.domain.need_state import (
    Appointment,
    CallResult,
    Estimate,
    Need,
    NeedStatus,
    QuickInspection,
    UnpostReason,
    WorkItemState,
)
from dvc.domain.refusal import Refusal
from dvc.domain.team_state import ReportResult
from dvc.domain.values import Route
from tests.unit.needs.builders import (
    CHIEF,
    NOW,
    TODAY,
    TOMORROW,
    VISIT,
    YESTERDAY,
    a_need,
    after,
    an_appointment,
    an_estimate,
)

S = NeedStatus


def posted(need: Need) -> tuple[NeedEvent, ...]:
    return need_activity.post(need, visit_id=VISIT, day=TODAY, at=NOW)


def unposted(need: Need, because: UnpostReason) -> Need:
    return after(need, need_activity.unpost(need, because=because, at=NOW))


def told(  # noqa: PLR0913 - a test names only what it is about
    result: ReportResult,
    *,
    need: Need | None = None,
    remaining: Estimate | None = None,
    agreed: Appointment | None = None,
    needs_technical: bool = False,
    concern: bool = False,
) -> Need:
    before = need or a_need(S.REPORT_WAIT)
    events = need_activity.report(
        before,
        result=result,
        remaining=remaining,
        next_appointment=agreed,
        needs_technical=needs_technical,
        concern=concern,
        at=NOW,
    )
    return after(before, events)


@pytest.mark.parametrize(
    ("inspection", "gate"),
    [
        (QuickInspection.RED, "red"),
        (QuickInspection.NONE, "unjudged"),
        (QuickInspection.YELLOW, "unsigned_yellow"),
    ],
)
def test_h09_a_house_behind_a_closed_gate_is_not_posted(inspection: QuickInspection, gate: str) -> None:
    with pytest.raises(Refusal) as no:
        posted(a_need(S.SCHEDULED, inspection=inspection))
    assert (no.value.code, no.value.details["gate"]) == ("needs.gate_closed", gate)


def test_h09_yellow_is_posted_once_signed_and_a_new_sticker_wants_a_new_signature() -> None:
    signed = a_need(S.SCHEDULED, inspection=QuickInspection.YELLOW, gate_signed_by=CHIEF)
    assert after(signed, posted(signed)).status is S.POSTED


def test_h09_a_team_does_not_leave_for_a_house_that_turned_red_after_the_sheet_was_hung_up() -> None:
    with pytest.raises(Refusal, match="gate_closed"):
        need_activity.depart(a_need(S.POSTED, inspection=QuickInspection.RED), at=NOW)


@pytest.mark.parametrize("route", [Route.TECHNICAL, Route.REFER, Route.REFUSE, Route.SELF_CONTRACTOR])
def test_h08_work_that_is_not_for_general_volunteers_is_not_posted(route: Route) -> None:
    with pytest.raises(Refusal, match="route_not_general"):
        posted(a_need(S.SCHEDULED, route=route))


def test_h04_a_sheet_needs_a_number_of_people() -> None:
    with pytest.raises(Refusal, match="estimate_missing"):
        posted(a_need(S.SCHEDULED, estimate=None))


@pytest.mark.parametrize("day", [YESTERDAY, TOMORROW])
def test_a_sheet_is_hung_up_for_the_agreed_day_only(day: object) -> None:
    with pytest.raises(Refusal, match="appointment_other_day"):
        posted(a_need(S.SCHEDULED, appointment=an_appointment(day)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "call",
    [
        {},
        {"last_call_at": NOW, "last_call_result": CallResult.ABSENT},
        {"last_call_at": NOW - timedelta(days=1), "last_call_result": CallResult.REACHED},
    ],
)
def test_todays_addition_wants_a_household_that_was_reached_today(call: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="not_reached_today"):
        posted(a_need(S.READY, **call))


@pytest.mark.parametrize("because", sorted(set(UnpostReason) - {UnpostReason.MISTAKE}))
def test_n18_a_household_posted_and_not_served_is_owed_a_call(because: UnpostReason) -> None:
    need = unposted(a_need(S.POSTED), because)
    assert (need.status, need.owes_call, need.postponed) == (S.READY, True, 1)
    assert (need.visit_id, need.posted_on, need.appointment) == (None, None, None)


def test_n18_a_sheet_hung_up_by_mistake_leaves_everything_as_it_was() -> None:
    scheduled = a_need(S.SCHEDULED)
    hung = after(scheduled, posted(scheduled))
    need = unposted(hung, UnpostReason.MISTAKE)
    assert (need.status, need.owes_call, need.postponed) == (S.SCHEDULED, False, 0)
    assert need.appointment == scheduled.appointment
    assert need.visits == 1  # its number was read aloud and is not used again


def test_n18_a_later_day_that_stands_keeps_the_need_scheduled() -> None:
    need = unposted(a_need(S.POSTED, appointment=an_appointment(TOMORROW)), UnpostReason.NOT_FILLED)
    assert (need.status, need.appointment, need.owes_call) == (S.SCHEDULED, an_appointment(TOMORROW), True)


def test_n18_a_need_that_was_visited_before_waits_for_its_continuation() -> None:
    assert unposted(a_need(S.POSTED, reports=1), UnpostReason.WEATHER).status is S.CONTINUE_WAIT


def test_n17_the_second_team_of_a_need_changes_nothing() -> None:
    assert need_activity.depart(a_need(S.IN_ACTIVITY), at=NOW) == ()


def test_n34_work_that_never_began_on_the_day_before_owes_a_call() -> None:
    need = a_need(S.IN_ACTIVITY, appointment=an_appointment())
    next_day = need_activity.turned_back(need, work_began=False, at=NOW + timedelta(days=1))
    assert after(need, next_day).owes_call
    same_day = after(need, need_activity.turned_back(need, work_began=False, at=NOW))
    assert (same_day.visit_id, same_day.owes_call) == (VISIT, False)


@pytest.mark.parametrize(
    "result", [ReportResult.ABSENT, ReportResult.CANCELLED_ON_SITE, ReportResult.REFUSED]
)
def test_a_household_where_no_work_was_done_is_owed_a_call_unless_a_day_was_agreed(
    result: ReportResult,
) -> None:
    assert (told(result).status, told(result).owes_call) == (S.CONTINUE_WAIT, True)
    agreed = told(result, agreed=an_appointment(TOMORROW))
    assert (agreed.status, agreed.owes_call) == (S.SCHEDULED, False)


def test_n21_a_continuation_keeps_what_the_rest_takes_and_owes_no_call() -> None:
    rest = an_estimate(people_min=2, people_max=3)
    need = told(ReportResult.CONTINUE, remaining=rest)
    assert (need.status, need.estimate, need.owes_call, need.reports) == (S.CONTINUE_WAIT, rest, False, 1)
    assert told(ReportResult.CONTINUE).estimate == an_estimate()


def test_n20_when_all_is_done_its_work_items_are_done_and_a_concern_asks_for_watching() -> None:
    need = told(ReportResult.COMPLETE, concern=True)
    assert {item.state for item in need.work} == {WorkItemState.DONE}
    assert need.watch_after


def test_n23_technical_work_found_on_site_goes_to_technical_people_whatever_else_was_done() -> None:
    for result in (ReportResult.COMPLETE, ReportResult.CONTINUE):
        need = told(result, needs_technical=True)
        assert (need.status, need.route) == (S.TECHNICAL, Route.TECHNICAL)


def test_an_absent_household_is_not_handed_to_technical_people_by_a_ticked_box() -> None:
    assert told(ReportResult.ABSENT, needs_technical=True).status is S.CONTINUE_WAIT


def test_done_and_a_next_day_contradict_each_other() -> None:
    with pytest.raises(Refusal, match="done_and_again"):
        told(ReportResult.COMPLETE, agreed=an_appointment(TOMORROW))


def test_a_next_day_cannot_have_passed() -> None:
    with pytest.raises(Refusal, match="day_past"):
        told(ReportResult.CONTINUE, agreed=an_appointment(YESTERDAY))


def test_the_first_team_of_a_need_without_a_survey_is_the_survey() -> None:
    need = a_need(S.REPORT_WAIT, survey_skipped=True)
    assert told(ReportResult.CONTINUE, need=need).surveyed_at == NOW
    assert told(ReportResult.ABSENT, need=need).surveyed_at is None
