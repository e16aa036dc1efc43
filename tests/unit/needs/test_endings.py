"""How needs end and come back, and the crisis and rank beside the main state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dvc.domain import need_crisis, need_endings, need_intake
from dvc.domain.ids import ActorId, HouseholdId, NeedId, ReferralId, WorkItemId
from dvc.domain.need import EVENTS, NEED, evolve, void
from dvc.domain.need_endings import Way
from dvc.domain.need_intake import NewNeed
from dvc.domain.need_site import CrisisReason, MissingFact
from dvc.domain.need_state import CancelReason, Need, NeedFacts, NeedStatus
from dvc.domain.refusal import Refusal
from dvc.domain.refusal_reasons import RULES, AgencyType, RefuseReason
from dvc.domain.roles import Role
from dvc.domain.values import Channel, Rank
from tests.unit.needs.builders import (
    CHIEF,
    NOW,
    TODAY,
    TOMORROW,
    a_need,
    after,
    an_appointment,
    an_item,
)

S = NeedStatus
REFERRAL = ReferralId("referral_1")


@pytest.mark.parametrize(
    ("way", "code"),
    [
        (Way(has_words=False, explained=True), "needs.refuse_needs_words"),
        (Way(has_words=True), "needs.refuse_needs_way"),
        (Way(has_words=True, promised_on=TOMORROW), "needs.refuse_needs_way"),
        (Way(has_words=True, referral_id=REFERRAL), "needs.refuse_needs_date"),
    ],
)
def test_n4_nobody_is_told_no_without_words_and_a_way(way: Way, code: str) -> None:
    with pytest.raises(Refusal) as no:
        need_endings.refuse(a_need(), RefuseReason.BUSINESS, way, at=NOW)
    assert no.value.code == code


def test_a_referral_cannot_be_an_explaining_call() -> None:
    with pytest.raises(Refusal, match="refuse_needs_way"):
        need_endings.refer(a_need(), RefuseReason.FARM, Way(has_words=True, explained=True), at=NOW)


def test_every_reason_of_the_table_has_a_rule_and_all_but_two_an_agency() -> None:
    assert len(RefuseReason) == 21
    assert set(RULES) == set(RefuseReason)
    alone = {reason for reason, rule in RULES.items() if not rule.agencies}
    assert alone == {RefuseReason.POLITICAL_RELIGIOUS, RefuseReason.SAFETY_WEATHER}
    assert RULES[RefuseReason.MONEY_TROUBLE].agencies[0] is AgencyType.CONSUMER


@pytest.mark.parametrize(
    ("reason", "owed"),
    [
        (CancelReason.SELF_DONE, False),
        (CancelReason.DECLINED, False),
        (CancelReason.WEATHER, True),
        (CancelReason.OTHER, True),
    ],
)
def test_n26_a_household_with_an_agreed_day_is_called_when_the_center_cancels(
    reason: CancelReason,
    owed: bool,  # noqa: FBT001
) -> None:
    need = a_need(S.SCHEDULED)
    cancelled = after(need, need_endings.cancel(need, reason, by_chief=False, at=NOW))
    assert (cancelled.owes_call, cancelled.appointment) == (owed, None)


def test_n28_a_chief_gives_up_two_weeks_after_the_hold_and_sooner_only_with_a_reason() -> None:
    held = a_need(S.ON_HOLD, since=NOW - timedelta(days=13))
    for chief, override, later, code in (
        (False, False, 5, "needs.no_contact_needs_chief"),
        (True, False, 0, "needs.no_contact_too_early"),
    ):
        with pytest.raises(Refusal) as no:
            need_endings.cancel(
                held,
                CancelReason.NO_CONTACT,
                by_chief=chief,
                is_override=override,
                at=NOW + timedelta(days=later),
            )
        assert no.value.code == code
    assert need_endings.cancel(held, CancelReason.NO_CONTACT, by_chief=True, at=NOW + timedelta(days=1))
    assert need_endings.cancel(held, CancelReason.NO_CONTACT, by_chief=True, is_override=True, at=NOW)


def test_n30_a_done_need_is_closed_after_a_quiet_week() -> None:
    done = a_need(S.DONE, since=NOW - timedelta(days=6))
    with pytest.raises(Refusal, match="close_too_early"):
        need_endings.close(done, center_closes=False, is_override=False, at=NOW)
    week = NOW + timedelta(days=1)
    assert need_endings.close(done, center_closes=False, is_override=False, at=week)


def test_n30_a_household_to_be_watched_over_is_not_closed_before() -> None:
    done = a_need(S.DONE, watch_after=True)
    with pytest.raises(Refusal, match="watch_first"):
        need_endings.close(done, center_closes=True, is_override=False, at=NOW)
    assert need_endings.close(done, center_closes=True, is_override=True, at=NOW)


def test_n31_reopening_counts_and_forgets_why_it_ended() -> None:
    need = a_need(S.CANCELLED, cancel_reason=CancelReason.MOVED, visits=2)
    again = after(need, need_endings.reopen(need, to=S.INTAKE, by_chief=False, at=NOW))
    assert (again.reopened, again.cancel_reason, again.visits) == (1, None, 2)


def test_n31_ready_again_wants_an_estimate_and_an_open_gate() -> None:
    with pytest.raises(Refusal, match="estimate_missing"):
        need_endings.reopen(a_need(S.DONE, estimate=None), to=S.READY, by_chief=True, at=NOW)


@pytest.mark.parametrize("to", sorted(set(S) - {S.READY, S.INTAKE}))
def test_a_need_is_reopened_to_intake_or_ready_only(to: NeedStatus) -> None:
    with pytest.raises(Refusal, match="reopen_to_intake"):
        need_endings.reopen(a_need(S.DONE), to=to, by_chief=True, at=NOW)


def test_n37_a_refused_need_is_taken_up_again_by_a_chief_who_owns_it() -> None:
    refused = a_need(S.REFUSED)
    with pytest.raises(Refusal, match="reopen_needs_chief"):
        need_endings.reopen(refused, to=S.INTAKE, by_chief=False, at=NOW)
    again = after(refused, need_endings.reopen(refused, to=S.INTAKE, by_chief=True, at=NOW))
    assert again.owner is Role.SECTION_CHIEF


def test_n32_a_handover_wants_consent() -> None:
    with pytest.raises(Refusal, match="handover_needs_consent"):
        need_endings.hand_over(a_need(S.CLOSED), referral_id=REFERRAL, agreed=False, at=NOW)


def test_n36_another_referral_does_not_bring_a_need_back() -> None:
    need = a_need(S.REFERRED, referral_id=ReferralId("referral_2"))
    assert need_endings.come_back(need, referral_id=REFERRAL, at=NOW) == ()


def test_n38_after_the_day_of_the_merge_a_chief_takes_it_apart() -> None:
    merged = a_need(S.MERGED, merged_at=NOW - timedelta(days=1))
    with pytest.raises(Refusal, match="unmerge_needs_chief"):
        need_intake.unmerge(merged, by_chief=False, at=NOW)
    assert after(merged, need_intake.unmerge(merged, by_chief=True, at=NOW)).status is S.INTAKE


def test_n3_a_need_is_merged_neither_with_itself_nor_into_a_merged_one() -> None:
    with pytest.raises(Refusal, match="merge_with_itself"):
        need_intake.merge(a_need(), a_need(), at=NOW)
    with pytest.raises(Refusal, match="merge_into_merged"):
        need_intake.merge(a_need(), a_need(S.MERGED, need_id=NeedId("need_2")), at=NOW)


def test_a_part_of_a_need_leaves_it_and_something_stays() -> None:
    need = a_need(work=(an_item(name="item_1"), an_item(name="item_2")))
    part = (WorkItemId("item_2"),)
    left = after(need, need_intake.split(need, into=NeedId("need_2"), items=part, at=NOW))
    assert [item.item_id for item in left.work] == ["item_1"]
    with pytest.raises(Refusal, match="split_leaves_nothing"):
        need_intake.split(left, into=NeedId("need_3"), items=(WorkItemId("item_1"),), at=NOW)
    with pytest.raises(Refusal, match="split_unknown_item"):
        need_intake.split(left, into=NeedId("need_3"), items=part, at=NOW)
    assert need_intake.split(left, into=NeedId("need_3"), items=(), at=NOW)


def test_a_need_follows_its_household_and_comes_back_step_by_step() -> None:
    need = a_need()
    for other in ("household_2", "household_3"):
        need = after(need, need_intake.move_to_household(need, HouseholdId(other), at=NOW))
    assert need_intake.move_to_household(need, HouseholdId("household_3"), at=NOW) == ()
    need = after(need, need_intake.move_back(need, at=NOW))
    assert (need.household_id, need.household_trail) == ("household_2", ("household_1",))
    need = after(need, need_intake.move_back(need, at=NOW))
    assert (need.household_id, need_intake.move_back(need, at=NOW)) == ("household_1", ())


@pytest.mark.parametrize(
    ("missing", "as_draft", "status"),
    [
        ((), False, S.INTAKE),
        ((), True, S.DRAFT),
        ((MissingFact.PHONE, MissingFact.LIVING), False, S.INTAKE),
        ((MissingFact.NAME,), False, S.DRAFT),
        ((MissingFact.PLACE,), False, S.DRAFT),
        ((MissingFact.REQUEST,), False, S.DRAFT),
    ],
)
def test_n1_what_is_missing_decides_between_draft_and_received(
    missing: tuple[MissingFact, ...],
    as_draft: bool,  # noqa: FBT001
    status: NeedStatus,
) -> None:
    assert evolve(None, need_intake.receive(new(missing, as_draft=as_draft))[0]).status is status


def new(
    missing: tuple[MissingFact, ...], *, as_draft: bool = False, channel: Channel = Channel.PHONE
) -> NewNeed:
    need = a_need()
    return NewNeed(
        need_id=need.need_id,
        household_id=need.household_id,
        code=need.code,
        born_on=TODAY,
        number=1,
        channel=channel,
        facts=NeedFacts(missing=missing),
        at=NOW,
        as_draft=as_draft,
    )


def test_n1_an_entry_from_the_web_must_be_whole() -> None:
    with pytest.raises(Refusal, match="fact_missing"):
        need_intake.receive(new((MissingFact.NAME,), channel=Channel.WEB))


@pytest.mark.parametrize("status", sorted(set(S) - {S.MERGED}))
def test_n7_a_crisis_rings_beside_any_state_and_forces_rank_a(status: NeedStatus) -> None:
    need = a_need(status, rank=Rank.D, rank_by_chief=Rank.D)
    need = after(need, need_crisis.report_crisis(need, reasons=(CrisisReason.NO_WATER,), at=NOW))
    assert (need.status, need.crisis_open, need.rank) == (status, True, Rank.A)


def test_n7_a_crisis_is_taken_once_and_the_second_hears_who_was_first() -> None:
    need = crisis_of(CrisisReason.ALONE)
    seen = after(need, need_crisis.acknowledge_crisis(need, by=CHIEF, at=NOW))
    with pytest.raises(Refusal) as no:
        need_crisis.acknowledge_crisis(seen, by=ActorId("staff_2"), at=NOW)
    assert (no.value.details["by"], no.value.details["at"]) == (CHIEF, NOW)


def crisis_of(*reasons: CrisisReason) -> Need:
    need = a_need()
    return after(need, need_crisis.report_crisis(need, reasons=reasons, at=NOW))


def test_n7_a_further_reason_rings_again_and_the_same_one_does_not() -> None:
    need = crisis_of(CrisisReason.ALONE)
    seen = after(need, need_crisis.acknowledge_crisis(need, by=CHIEF, at=NOW))
    later = NOW + timedelta(minutes=9)
    same = after(seen, need_crisis.report_crisis(seen, reasons=(CrisisReason.ALONE,), at=later))
    assert (same.crisis_seen_by, same.crisis_since) == (CHIEF, NOW)
    more = after(seen, need_crisis.report_crisis(seen, reasons=(CrisisReason.ILLNESS,), at=later))
    assert (more.crisis_seen_by, more.crisis_since) == (None, NOW)
    assert more.crisis_reasons == (CrisisReason.ALONE, CrisisReason.ILLNESS)


def test_n7_a_crisis_closes_after_somebody_took_it_and_the_rank_is_as_before() -> None:
    need = crisis_of(CrisisReason.ALONE)
    with pytest.raises(Refusal, match="crisis_unseen"):
        need_crisis.close_crisis(need, at=NOW)
    seen = after(need, need_crisis.acknowledge_crisis(need, by=CHIEF, at=NOW))
    calm = after(seen, need_crisis.close_crisis(seen, at=NOW))
    assert (calm.crisis_open, calm.rank, calm.crisis_reasons) == (False, Rank.D, ())
    for verb in (need_crisis.close_crisis,):
        with pytest.raises(Refusal, match="no_crisis"):
            verb(calm, at=NOW)
    with pytest.raises(Refusal, match="no_crisis"):
        need_crisis.acknowledge_crisis(calm, by=CHIEF, at=NOW)
    with pytest.raises(Refusal, match="crisis_reason_missing"):
        need_crisis.report_crisis(calm, reasons=(), at=NOW)


def test_a_chiefs_rank_stands_until_it_is_given_back() -> None:
    need = a_need(urgency=50)
    ranked = after(need, need_crisis.set_rank(need, Rank.A, by=CHIEF, at=NOW))
    assert (ranked.rank, ranked.rank_set_by) == (Rank.A, CHIEF)
    with pytest.raises(Refusal, match="rank_as_before"):
        need_crisis.set_rank(ranked, Rank.A, by=CHIEF, at=NOW)
    free = after(ranked, need_crisis.set_rank(ranked, None, by=CHIEF, at=NOW))
    assert (free.rank, free.rank_set_by) == (Rank.B, None)


def test_a_need_taken_back_stays_known_as_cancelled_by_mistake() -> None:
    gone = void(a_need(S.INTAKE, crisis_open=True, owes_call=True))
    assert (gone.status, gone.cancel_reason, gone.crisis_open, gone.owes_call) == (
        S.CANCELLED,
        CancelReason.MISTAKE,
        False,
        False,
    )
    assert gone.code == "N-0912-001-5"


def test_the_kind_knows_every_event_once() -> None:
    assert NEED.events == EVENTS
    assert len(set(EVENTS)) == len(EVENTS) == 44


def test_a_need_begins_by_being_received() -> None:
    with pytest.raises(AssertionError):
        evolve(None, need_endings.start_watching(a_need(S.DONE), at=NOW)[0])


def test_a_cancelled_appointment_is_gone_after_a_referral() -> None:
    need = replace(a_need(S.TECHNICAL), appointment=an_appointment())
    way = Way(has_words=True, referral_id=REFERRAL, promised_on=TOMORROW)
    assert after(need, need_endings.refer(need, RefuseReason.ASBESTOS, way, at=NOW)).appointment is None
