"""Households joined and taken apart; referrals that stay ours until somebody has taken them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dvc.domain import household as households
from dvc.domain import referral as referrals
from dvc.domain.household import HOUSEHOLD, Household, HouseholdRegistered
from dvc.domain.ids import ActionId, AreaCode, HouseholdId, MeshCode, NeedId, ReferralId
from dvc.domain.need_site import LifeConcern
from dvc.domain.personal import Personal
from dvc.domain.referral import REFERRAL, Referral, ReferralOpened, ReferralStatus, ReturnCause
from dvc.domain.refusal import Refusal
from dvc.domain.refusal_reasons import RefuseReason
from dvc.domain.roles import Role
from dvc.domain.values import Place
from tests.unit.needs.builders import CHIEF, NOW, TODAY, TOMORROW, YESTERDAY

R = ReferralStatus
ACT = ActionId("act_1")


def a_household(name: str = "household_1", *needs: str) -> Household:
    born = HouseholdRegistered(
        household_id=HouseholdId(name), place=Place(area=AreaCode("A1")), not_same_as=(), at=NOW
    )
    first, *others = needs or ("need_1",)
    household = grown(None, households.register(born, NeedId(first)))
    for need in others:
        household = grown(household, households.join(household, NeedId(need), at=NOW))
    return household


def grown(household: Household | None, events: Iterable[Any]) -> Household:
    for event in events:
        household = HOUSEHOLD.step(household, event)
    assert household is not None
    return household


def test_a_household_counts_each_of_its_needs_once() -> None:
    household = a_household("household_1", "need_1", "need_2")
    assert household.needs == ("need_1", "need_2")
    assert households.join(household, NeedId("need_2"), at=NOW) == ()


def test_an_unknown_place_never_replaces_a_known_one() -> None:
    household = a_household()
    assert households.tell(household, Place(), personal=(), at=NOW) == ()
    told = households.tell(household, Place(mesh=MeshCode("513644123")), personal=(Personal.NAME,), at=NOW)
    assert grown(household, told).place == Place(area=AreaCode("A1"), mesh=MeshCode("513644123"))
    assert len(told) == 2


def test_two_households_become_one_with_all_needs_and_come_apart_again() -> None:
    first, second = a_household(), a_household("household_2", "need_2", "need_3")
    mine, others = households.merge(second, first, action_id=ACT, at=NOW)
    gone, joined = grown(second, mine), grown(first, others)
    assert (gone.merged_into, gone.merged_by, gone.needs) == ("household_1", ACT, ())
    assert joined.needs == ("need_1", "need_2", "need_3")
    mine, others = households.unmerge(gone, joined, needs=second.needs, by_chief=False, at=NOW)
    assert grown(gone, mine) == second
    assert grown(joined, others) == first


def test_an_empty_household_is_merged_too() -> None:
    first, second = a_household(), replace(a_household("household_2"), needs=())
    mine, others = households.merge(second, first, action_id=ACT, at=NOW)
    gone, joined = grown(second, mine), grown(first, others)
    assert (gone.merged_into, joined.needs) == ("household_1", first.needs)
    mine, others = households.unmerge(gone, joined, needs=(), by_chief=True, at=NOW)
    assert (grown(gone, mine).merged_into, grown(joined, others)) == (None, first)


def test_households_merge_once_and_never_into_themselves_or_a_merged_one() -> None:
    first, second = a_household(), a_household("household_2")
    merged = replace(second, merged_into=first.household_id)
    for one, other, code in (
        (first, first, "same_household_already"),
        (merged, first, "same_household_already"),
        (first, merged, "household_gone"),
    ):
        with pytest.raises(Refusal, match=code):
            households.merge(one, other, action_id=ACT, at=NOW)


def test_households_come_apart_within_the_day_and_the_last_merge_first() -> None:
    first = a_household()
    merged = replace(a_household("household_2"), merged_into=first.household_id, merged_at=NOW)
    late = NOW + timedelta(days=1)
    with pytest.raises(Refusal, match="unmerge_needs_chief"):
        households.unmerge(merged, first, needs=(), by_chief=False, at=late)
    assert households.unmerge(merged, first, needs=(), by_chief=True, at=late)
    gone = replace(first, merged_into=HouseholdId("household_3"))
    with pytest.raises(Refusal, match="unmerge_later_first"):
        households.unmerge(merged, gone, needs=(), by_chief=True, at=NOW)
    with pytest.raises(Refusal, match="not_merged"):
        households.unmerge(first, merged, needs=(), by_chief=True, at=NOW)


def test_a_household_registered_by_mistake_has_no_needs_until_one_comes() -> None:
    gone = HOUSEHOLD.void(a_household())
    assert (gone.needs, gone.is_void) == ((), True)
    again = grown(gone, households.join(gone, NeedId("need_1"), at=NOW))
    assert (again.needs, again.is_void) == (("need_1",), False)


def test_more_candidates_than_a_clerk_can_have_seen_are_refused() -> None:
    born = HouseholdRegistered(
        household_id=HouseholdId("household_1"),
        place=Place(),
        not_same_as=tuple(HouseholdId(f"h_{n}") for n in range(21)),
        at=NOW,
    )
    with pytest.raises(Refusal, match=r"refusal\.value"):
        households.register(born, NeedId("need_1"))


def opened(**changes: Any) -> ReferralOpened:
    facts: dict[str, Any] = {
        "referral_id": ReferralId("referral_1"),
        "household_id": HouseholdId("household_1"),
        "need_id": None,
        "agency_type": None,
        "reason": None,
        "concern": LifeConcern.MONEY,
        "promised_on": TOMORROW,
        "is_crisis": False,
        "is_handover": False,
        "owner": Role.CARE,
        "by": CHIEF,
        "at": NOW,
    }
    return ReferralOpened(**{**facts, **changes})


def a_referral(status: ReferralStatus = R.OPENED, **changes: Any) -> Referral:
    state = moved(None, referrals.open_referral(opened(**changes), sent=False))
    return replace(state, status=status)


def moved(state: Referral | None, events: Iterable[Any]) -> Referral:
    for event in events:
        state = REFERRAL.step(state, event)
    assert state is not None
    return state


def answered(state: Referral, to: ReferralStatus, day: date | None = None) -> Referral:
    return moved(state, referrals.answer(state, to, promised_on=day, at=NOW))


WAY = [R.OPENED, R.SENT, R.ACKNOWLEDGED, R.ACCEPTED, R.IN_PROGRESS, R.RESOLVED]
AHEAD = [(one, to) for number, one in enumerate(WAY) for to in WAY[number + 1 :]]
BEHIND = [(one, to) for number, one in enumerate(WAY) for to in WAY[1 : number + 1]]


@pytest.mark.parametrize(("status", "to"), AHEAD)
def test_a_referral_goes_forward_and_each_step_of_one_call_is_recorded(
    status: ReferralStatus, to: ReferralStatus
) -> None:
    events = referrals.answer(a_referral(status), to, promised_on=None, at=NOW)
    assert len(events) == WAY.index(to) - WAY.index(status)
    assert moved(a_referral(status), events).status is to


@pytest.mark.parametrize(("status", "to"), BEHIND)
def test_a_referral_never_goes_backward(status: ReferralStatus, to: ReferralStatus) -> None:
    with pytest.raises(Refusal, match="referral_moved_on"):
        answered(a_referral(status), to)


@pytest.mark.parametrize("status", sorted(set(R) - {R.RETURNED, R.RESOLVED, R.DROPPED}))
def test_a_referral_can_be_dropped_while_it_is_open(status: ReferralStatus) -> None:
    assert answered(a_referral(status), R.DROPPED).status is R.DROPPED


@pytest.mark.parametrize("status", [R.RETURNED, R.RESOLVED, R.DROPPED])
def test_an_ended_referral_stays_ended(status: ReferralStatus) -> None:
    for to in (R.SENT, R.RESOLVED, R.DROPPED):
        with pytest.raises(Refusal, match="referral_moved_on"):
            answered(a_referral(status), to)
    with pytest.raises(Refusal, match="referral_moved_on"):
        referrals.give_back(a_referral(status), ReturnCause.AGENCY, at=NOW)


def test_a_new_day_may_be_named_with_the_same_answer() -> None:
    state = answered(a_referral(R.SENT), R.SENT, TODAY + timedelta(days=5))
    assert (state.status, state.promised_on) == (R.SENT, TODAY + timedelta(days=5))
    with pytest.raises(Refusal, match="day_past"):
        answered(state, R.ACKNOWLEDGED, YESTERDAY)


def test_the_agency_owns_it_with_us_from_accepting_on_and_no_longer_after_returning() -> None:
    state = answered(a_referral(R.SENT), R.ACCEPTED)
    assert (state.agency_owns, state.owner) == (True, Role.CARE)
    back = moved(state, referrals.give_back(state, ReturnCause.AGENCY, at=NOW))
    assert (back.status, back.agency_owns, back.owner) == (R.RETURNED, False, Role.SECTION_CHIEF)


def test_n36_silence_brings_it_back_only_after_the_promised_day() -> None:
    state = a_referral(R.SENT)
    with pytest.raises(Refusal, match="referral_not_due"):
        referrals.give_back(state, ReturnCause.NO_ANSWER, at=NOW + timedelta(days=1))
    assert referrals.give_back(state, ReturnCause.NO_ANSWER, at=NOW + timedelta(days=2))
    acknowledged = a_referral(R.ACKNOWLEDGED)
    with pytest.raises(Refusal, match="referral_not_due"):
        referrals.give_back(acknowledged, ReturnCause.NO_ANSWER, at=NOW + timedelta(days=9))


def test_an_unsent_referral_cannot_come_back() -> None:
    with pytest.raises(Refusal, match="referral_moved_on"):
        referrals.give_back(a_referral(), ReturnCause.AGENCY, at=NOW)


def test_an_agency_is_late_after_a_day_and_in_a_crisis_after_fifteen_minutes() -> None:
    calm, crisis = a_referral(R.SENT), a_referral(R.SENT, is_crisis=True)
    soon, next_day = NOW + timedelta(minutes=16), NOW + timedelta(hours=25)
    assert [referrals.is_late(calm, at) for at in (soon, next_day)] == [False, True]
    assert referrals.is_late(crisis, soon)
    assert not referrals.is_late(a_referral(R.ACKNOWLEDGED, is_crisis=True), next_day)


def test_a_referral_needs_a_cause_and_a_day_to_come() -> None:
    with pytest.raises(Refusal, match="referral_needs_cause"):
        referrals.open_referral(opened(concern=None), sent=True)
    assert referrals.open_referral(opened(concern=None, reason=RefuseReason.FARM), sent=True)
    assert referrals.open_referral(opened(concern=None, is_handover=True), sent=True)
    with pytest.raises(Refusal, match="day_past"):
        referrals.open_referral(opened(promised_on=YESTERDAY), sent=True)


def test_a_referral_opened_by_mistake_is_dropped_and_known() -> None:
    assert REFERRAL.void(a_referral(R.ACCEPTED)).status is R.DROPPED
