"""The telephone: days agreed and moved, calls made and owed, holding and resuming."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dvc.domain import need_calls
from dvc.domain.need_calls import CallPurpose, call_backs, call_list, purposes, uncalled
from dvc.domain.need_site import MissingFact
from dvc.domain.need_state import CallResult, Need, NeedStatus, QuickInspection
from dvc.domain.refusal import Refusal
from dvc.domain.values import Presence, Rank
from tests.unit.needs.builders import NOW, TODAY, TOMORROW, YESTERDAY, a_need, after, an_appointment

S = NeedStatus


def called(need: Need, result: CallResult, *, told: bool = False) -> Need:
    return after(need, need_calls.record_call(need, result=result, told=told, next_on=None, at=NOW))


def test_a_day_agreed_by_telephone_settles_the_call_that_was_owed() -> None:
    need = a_need(S.READY, owes_call=True)
    assert not after(need, need_calls.schedule(need, an_appointment(TOMORROW), at=NOW)).owes_call


def test_a_day_that_has_passed_cannot_be_agreed() -> None:
    with pytest.raises(Refusal, match="day_past"):
        need_calls.schedule(a_need(S.READY), an_appointment(YESTERDAY), at=NOW)


def test_h10_somebody_has_to_open_the_house_unless_a_chief_says_otherwise() -> None:
    nobody = an_appointment(TOMORROW, Presence.NONE)
    with pytest.raises(Refusal, match="presence_missing"):
        need_calls.schedule(a_need(S.READY), nobody, at=NOW)
    assert need_calls.schedule(a_need(S.READY), nobody, nobody_needed=True, at=NOW)


def test_a_ready_need_whose_sticker_turned_red_gets_no_day() -> None:
    with pytest.raises(Refusal, match="gate_closed"):
        need_calls.schedule(a_need(S.READY, inspection=QuickInspection.RED), an_appointment(TOMORROW), at=NOW)


@pytest.mark.parametrize(("ours", "told"), [(True, False), (True, True), (False, True)])
def test_n27_a_day_put_off_by_the_center_counts_and_is_told(ours: bool, told: bool) -> None:  # noqa: FBT001
    need = a_need(S.SCHEDULED)
    moved = after(need, need_calls.move(need, an_appointment(TOMORROW), ours=ours, told=told, at=NOW))
    assert (moved.postponed, moved.owes_call) == (int(ours), not told)


def test_moving_a_day_to_itself_is_refused() -> None:
    with pytest.raises(Refusal, match="same_appointment"):
        need_calls.move(a_need(S.SCHEDULED), an_appointment(), ours=True, told=False, at=NOW)


@pytest.mark.parametrize("status", sorted(set(S) - {S.MERGED}))
def test_n28_the_third_call_in_a_row_that_reaches_nobody_puts_a_waiting_need_on_hold(
    status: NeedStatus,
) -> None:
    need = a_need(status, absences_in_row=2)
    again = called(need, CallResult.ABSENT)
    waits = {S.INTAKE, S.SURVEY_WAIT, S.JUDGE_WAIT, S.READY, S.SCHEDULED, S.CONTINUE_WAIT, S.TECHNICAL}
    assert again.status is (S.ON_HOLD if status in waits else status)
    if status in waits:
        assert (again.held_from, again.on_hold_until) == (status, TODAY + timedelta(days=14))


def test_two_calls_without_an_answer_are_not_three() -> None:
    need = called(called(a_need(S.READY), CallResult.ABSENT), CallResult.WRONG_NUMBER)
    assert (need.status, need.absences_in_row) == (S.READY, 2)
    assert called(need, CallResult.REACHED).absences_in_row == 0


def test_a_wrong_number_has_to_be_asked_for_again() -> None:
    assert MissingFact.PHONE in called(a_need(S.READY), CallResult.WRONG_NUMBER).missing


@pytest.mark.parametrize(
    ("result", "told", "still_owed"),
    [
        (CallResult.REACHED, False, False),
        (CallResult.CHANGED, False, False),
        (CallResult.REFUSED, False, False),
        (CallResult.ABSENT, False, True),
        (CallResult.WRONG_NUMBER, False, True),
        (CallResult.ABSENT, True, False),
    ],
)
def test_a_call_is_settled_when_the_household_knows(
    result: CallResult,
    told: bool,  # noqa: FBT001
    still_owed: bool,  # noqa: FBT001
) -> None:
    assert called(a_need(S.READY, owes_call=True), result, told=told).owes_call is still_owed


def test_a_merged_need_is_called_under_its_other_number() -> None:
    with pytest.raises(Refusal, match="wrong_status"):
        called(a_need(S.MERGED), CallResult.REACHED)


def test_n33_an_agreed_day_that_passed_meanwhile_is_open_again() -> None:
    held = a_need(S.ON_HOLD, held_from=S.SCHEDULED, appointment=an_appointment(TOMORROW))
    assert after(held, need_calls.resume(held, at=NOW)).status is S.SCHEDULED
    too_late = after(held, need_calls.resume(held, at=NOW + timedelta(days=3)))
    assert (too_late.status, too_late.appointment) == (S.READY, None)
    visited = a_need(S.ON_HOLD, held_from=S.SCHEDULED, reports=1)
    assert after(visited, need_calls.resume(visited, at=NOW)).status is S.CONTINUE_WAIT


def test_the_call_list_begins_with_crisis_then_rank_then_whoever_waits_longest() -> None:
    calm = a_need(S.READY, owes_call=True, rank=Rank.B)
    first = a_need(S.READY, owes_call=True, rank=Rank.D, crisis_open=True)
    older = a_need(S.READY, owes_call=True, rank=Rank.B, since=NOW - timedelta(days=2))
    urgent = a_need(S.CANCELLED, owes_call=True, rank=Rank.A)
    settled = a_need(S.READY)
    assert call_list([calm, settled, first, older, urgent]) == (first, urgent, older, calm)
    assert set(uncalled([calm, settled])) == {calm}


def test_the_call_backs_of_a_day_say_what_is_to_be_said() -> None:
    owed = a_need(S.CONTINUE_WAIT, owes_call=True)
    assert purposes(owed, today=TODAY) == (CallPurpose.NOT_SERVED, CallPurpose.FIX_DAY)
    asked = a_need(S.INTAKE, missing=(MissingFact.PHONE,))
    assert purposes(asked, today=TODAY) == (CallPurpose.MISSING_FACTS,)
    agreed = a_need(S.SCHEDULED, appointment=an_appointment(TOMORROW))
    assert purposes(agreed, today=TODAY) == (CallPurpose.CONFIRM_DAY,)
    later = a_need(S.READY, next_call_on=TOMORROW)
    assert purposes(later, today=TODAY) == ()
    assert purposes(later, today=TOMORROW) == (CallPurpose.FIX_DAY, CallPurpose.CALL_AGAIN)
    assert purposes(a_need(S.SURVEY_WAIT), today=TODAY) == (CallPurpose.SURVEY_DAY,)
    assert call_backs([later, asked, owed, a_need(S.DONE)], today=TODAY) == (owed, asked)
    assert purposes(a_need(S.MERGED, owes_call=True), today=TODAY) == ()


def test_calling_again_and_holding_want_a_day_to_come() -> None:
    need = a_need(S.READY)
    with pytest.raises(Refusal, match="day_past"):
        need_calls.record_call(need, result=CallResult.ABSENT, told=False, next_on=YESTERDAY, at=NOW)
    with pytest.raises(Refusal, match="day_past"):
        need_calls.hold(need, until=YESTERDAY, at=NOW)
    assert need_calls.hold(need, until=None, at=NOW)


def test_a_call_told_late_counts_but_what_the_latest_brought_stands() -> None:
    need = called(a_need(), CallResult.REACHED)
    earlier = need_calls.record_call(
        need, result=CallResult.ABSENT, told=False, next_on=None, at=NOW - timedelta(hours=2)
    )
    late = after(need, earlier)
    assert (late.calls, late.last_call_at, late.last_call_result) == (2, NOW, CallResult.REACHED)
