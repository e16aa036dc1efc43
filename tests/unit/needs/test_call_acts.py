"""The telephone on a wired center: days, calls owed, and what a call changes on the wall."""

from __future__ import annotations

from typing import Any

import pytest

from dvc.commands.matching import PostNeed, TakeDownVisit
from dvc.commands.needs_calls import (
    HoldNeed,
    MoveAppointment,
    MoveCause,
    PostponeNeeds,
    RecordCall,
    ResumeNeed,
    ScheduleNeed,
)
from dvc.commands.needs_endings import (
    CancelNeed,
)
from dvc.domain.need_state import (
    CallResult,
    CancelReason,
    NeedStatus,
    UnpostReason,
)
from dvc.domain.personal import Personal
from dvc.domain.team_state import VisitStatus
from dvc.domain.values import Presence
from dvc.domain.visit import VISIT
from tests.factories import Center
from tests.unit.needs.acts import (
    CHIEF,
    INTAKE,
    MATCHING,
    need_of,
    posted,
    ready,
    refused,
    scheduled,
)
from tests.unit.needs.builders import TODAY, TOMORROW, an_appointment

S = NeedStatus


def test_n15_a_day_is_agreed_and_an_empty_house_is_a_chiefs_word(center: Center) -> None:
    need_id = ready(center)
    nobody = an_appointment(TOMORROW, Presence.NONE)
    assert refused(center, ScheduleNeed(need_id=need_id, appointment=nobody)) == "needs.presence_missing"
    command = ScheduleNeed(need_id=need_id, appointment=nobody, override_reason="庭だけの作業です")
    assert refused(center, command, actor=INTAKE) == "needs.override_needs_chief"
    center.do(command, actor=CHIEF)
    assert need_of(center, need_id).status is S.SCHEDULED


def test_n18_a_sheet_taken_down_owes_a_call_until_the_household_was_reached(center: Center) -> None:
    need_id = posted(center)
    visit_id = need_of(center, need_id).visit_id
    assert visit_id is not None
    center.do(TakeDownVisit(visit_id=visit_id, because=UnpostReason.NOT_FILLED), actor=MATCHING)
    assert (need_of(center, need_id).status, need_of(center, need_id).owes_call) == (S.READY, True)
    center.do(RecordCall(need_id=need_id, result=CallResult.ABSENT, note="留守"), actor=INTAKE)
    assert need_of(center, need_id).owes_call
    center.do(RecordCall(need_id=need_id, result=CallResult.REACHED, note="明日の朝"), actor=INTAKE)
    assert not need_of(center, need_id).owes_call
    with center.store.read_vault() as vault:
        notes = [one.value for one in vault.history(need_id, Personal.CALL_NOTE)]
    assert notes == ["明日の朝", "留守"]


def test_todays_addition_is_posted_once_the_household_was_reached(center: Center) -> None:
    need_id = ready(center)
    assert refused(center, PostNeed(need_id=need_id), actor=MATCHING) == "needs.not_reached_today"
    center.do(RecordCall(need_id=need_id, result=CallResult.REACHED), actor=INTAKE)
    center.do(PostNeed(need_id=need_id), actor=MATCHING)
    assert need_of(center, need_id).status is S.POSTED


def test_n26_a_household_that_cancels_in_the_morning_takes_its_sheet_off_the_wall(center: Center) -> None:
    need_id = posted(center)
    center.do(CancelNeed(need_id=need_id, reason=CancelReason.SELF_DONE, note="親せきが来た"), actor=INTAKE)
    need = need_of(center, need_id)
    assert (need.status, need.owes_call, need.cancel_reason) == (S.CANCELLED, False, CancelReason.SELF_DONE)
    assert [one.status for one in center.all(VISIT)] == [VisitStatus.TAKEN_DOWN]
    assert center.verify().is_clean


def test_n27_a_posted_day_is_moved_in_one_call(center: Center) -> None:
    need_id = posted(center)
    command = MoveAppointment(
        need_id=need_id, because=MoveCause.HOUSEHOLD, appointment=an_appointment(TOMORROW), told=True
    )
    center.do(command, actor=INTAKE)
    need = need_of(center, need_id)
    assert (need.status, need.owes_call) == (S.SCHEDULED, False)
    assert need.appointment == an_appointment(TOMORROW)
    assert [one.status for one in center.all(VISIT)] == [VisitStatus.TAKEN_DOWN]


@pytest.mark.parametrize("start", [scheduled, posted])
def test_n41_nobody_can_open_the_house(center: Center, start: Any) -> None:
    need_id = start(center)
    center.do(MoveAppointment(need_id=need_id, because=MoveCause.HOUSEHOLD, told=True), actor=INTAKE)
    need = need_of(center, need_id)
    assert (need.status, need.appointment, need.owes_call) == (S.READY, None, False)


def test_n27_a_storm_puts_all_visits_off_and_every_household_is_on_the_call_list(center: Center) -> None:
    needs = (scheduled(center), posted(center))
    receipt = center.do(PostponeNeeds(need_ids=needs, day=TOMORROW), actor=MATCHING)
    assert receipt.result["count"] == 2
    for need_id in needs:
        need = need_of(center, need_id)
        assert (need.status, need.owes_call, need.postponed) == (S.SCHEDULED, True, 1)
        assert need.appointment == an_appointment(TOMORROW)


def test_n27_a_storm_list_with_one_need_that_has_no_day_puts_none_off(center: Center) -> None:
    agreed, open_ = scheduled(center), ready(center)
    command = PostponeNeeds(need_ids=(agreed, open_), day=TOMORROW)
    assert refused(center, command, actor=MATCHING) == "needs.no_appointment"
    assert need_of(center, agreed).appointment == an_appointment(TODAY)


def test_n28_three_calls_without_an_answer_hold_the_need_and_n33_resumes_it(center: Center) -> None:
    need_id = ready(center)
    for _ in range(3):
        center.do(RecordCall(need_id=need_id, result=CallResult.ABSENT), actor=INTAKE)
    assert need_of(center, need_id).status is S.ON_HOLD
    give_up = CancelNeed(need_id=need_id, reason=CancelReason.NO_CONTACT)
    assert refused(center, give_up, actor=INTAKE) == "needs.no_contact_needs_chief"
    assert refused(center, give_up, actor=CHIEF) == "needs.no_contact_too_early"
    center.do(ResumeNeed(need_id=need_id), actor=INTAKE)
    assert (need_of(center, need_id).status, need_of(center, need_id).absences_in_row) == (S.READY, 0)
    center.do(HoldNeed(need_id=need_id, reason="旅行中", until=TOMORROW), actor=INTAKE)
    center.clock.forward(days=14)
    center.do(give_up, actor=CHIEF)
    assert need_of(center, need_id).status is S.CANCELLED


def test_a_hold_wants_a_reason(center: Center) -> None:
    assert refused(center, HoldNeed(need_id=ready(center), reason=" ")) == "needs.reason_missing"
