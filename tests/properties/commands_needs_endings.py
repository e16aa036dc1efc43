"""Generators of the ends of a need, of referrals, crisis and rank."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from dvc.commands import needs_crisis as crises
from dvc.commands import needs_endings as endings
from dvc.commands import needs_referrals as referrals
from dvc.domain import need_site as site
from dvc.domain.ids import ReferralId
from dvc.domain.need_state import (
    CancelReason,
    NeedStatus,
)
from dvc.domain.referral import ReferralStatus, ReturnCause
from dvc.domain.refusal_reasons import AgencyType, RefuseReason
from dvc.domain.values import Rank
from tests.factories import Center
from tests.properties.draws_needs import (
    MAYBE_REASON,
    NOTE,
    REASON,
    a_day,
    a_household,
    a_need,
    a_referral,
    in_crisis,
)
from tests.properties.gen import Draw, generates

S = NeedStatus


@generates(endings.RefuseNeed)
def refuse_need(draw: Draw, center: Center) -> Any:
    """Not ours to do, with or without a way."""
    need = a_need(draw, center, S.INTAKE, S.SURVEYING, S.JUDGE_WAIT)
    if need is None:
        return None
    return endings.RefuseNeed(
        need_id=need.need_id,
        reason=draw(st.sampled_from(RefuseReason)),
        words_said=draw(NOTE),
        agency=draw(st.sampled_from(["緑瀬商工会議所", "緑瀬商工会議所", None])),
        agency_type=draw(st.sampled_from([None, AgencyType.COMMERCE_JA])),
        promised_on=a_day(draw, center),
        explained=draw(st.sampled_from([True, True, False])),
    )


@generates(endings.ReferNeed)
def refer_need(draw: Draw, center: Center) -> Any:
    """An agency takes it."""
    need = a_need(draw, center, S.INTAKE, S.SURVEYING, S.JUDGE_WAIT, S.TECHNICAL)
    if need is None:
        return None
    return endings.ReferNeed(
        need_id=need.need_id,
        agency=draw(st.sampled_from(["技術ボランティア緑瀬", "技術ボランティア緑瀬", None])),
        reason=draw(st.sampled_from([None, *RefuseReason])),
        words_said=draw(NOTE),
        promised_on=a_day(draw, center),
    )


@generates(endings.HandOverNeed)
def hand_over_need(draw: Draw, center: Center) -> Any:
    """The center closes."""
    need = a_need(draw, center, S.CLOSED, S.DONE, S.ON_HOLD)
    if need is None or draw(st.booleans()):
        return None
    return endings.HandOverNeed(
        need_id=need.need_id,
        agency="緑瀬市地域支え合いセンター",
        agreed=draw(st.booleans()),
        promised_on=a_day(draw, center),
        override_reason=draw(MAYBE_REASON),
    )


@generates(endings.CancelNeed)
def cancel_need(draw: Draw, center: Center) -> Any:
    """It ends without us, also on the morning of its day."""
    need = a_need(draw, center, S.POSTED, S.ON_HOLD, S.SCHEDULED)
    if need is None:
        return None
    return endings.CancelNeed(
        need_id=need.need_id,
        reason=draw(st.sampled_from(CancelReason)),
        note=draw(NOTE),
        override_reason=draw(MAYBE_REASON),
    )


@generates(endings.ReopenNeed)
def reopen_need(draw: Draw, center: Center) -> Any:
    """The household asks again."""
    need = a_need(draw, center, S.DONE, S.CANCELLED, S.REFUSED, S.CLOSED)
    if need is None:
        return None
    to = draw(st.sampled_from([S.INTAKE, S.INTAKE, S.READY, S.DONE]))
    return endings.ReopenNeed(need_id=need.need_id, to=to, request_text=draw(NOTE))


@generates(endings.StartWatching)
def start_watching(draw: Draw, center: Center) -> Any:
    """The care desk looks after them."""
    need = a_need(draw, center, S.DONE)
    return None if need is None else endings.StartWatching(need_id=need.need_id, note=draw(NOTE))


@generates(endings.EndWatching)
def end_watching(draw: Draw, center: Center) -> Any:
    """Watching ends."""
    need = a_need(draw, center, S.WATCHING)
    return None if need is None else endings.EndWatching(need_id=need.need_id)


@generates(endings.CloseNeed)
def close_need(draw: Draw, center: Center) -> Any:
    """A done need is closed."""
    need = a_need(draw, center, S.DONE)
    if need is None:
        return None
    return endings.CloseNeed(
        need_id=need.need_id,
        because=draw(st.sampled_from(endings.CloseReason)),
        override_reason=draw(MAYBE_REASON),
    )


@generates(referrals.OpenReferral)
def open_referral(draw: Draw, center: Center) -> Any:
    """Another trouble."""
    need = a_need(draw, center, *S)
    if need is None:
        return None
    day = a_day(draw, center)
    return referrals.OpenReferral(
        household_id=a_household(draw, center) or need.household_id,
        concern=draw(st.sampled_from(site.LifeConcern)),
        note=draw(st.sampled_from(["家賃が払えない", " "])),
        need_id=draw(st.sampled_from([None, need.need_id])),
        agency=draw(st.sampled_from([None, "自立相談支援センター"])),
        promised_on=day,
        is_crisis=draw(st.booleans()),
        referral_id=ReferralId("referral_a") if draw(st.integers(0, 4)) == 0 else None,
    )


@generates(referrals.AnswerReferral)
def answer_referral(draw: Draw, center: Center) -> Any:
    """The agency says something."""
    referral = a_referral(draw, center, ReferralStatus.OPENED, ReferralStatus.SENT)
    if referral is None:
        return None
    return referrals.AnswerReferral(
        referral_id=referral.referral_id,
        answer=draw(st.sampled_from(referrals.ReferralAnswer)),
        agency=draw(st.sampled_from([None, "緑瀬市福祉課"])),
        promised_on=a_day(draw, center),
        note=draw(NOTE),
    )


@generates(referrals.ReturnReferral)
def return_referral(draw: Draw, center: Center) -> Any:
    """The agency gives it back."""
    referral = a_referral(draw, center, ReferralStatus.SENT, ReferralStatus.ACCEPTED)
    if referral is None:
        return None
    cause = draw(st.sampled_from(ReturnCause))
    return referrals.ReturnReferral(referral_id=referral.referral_id, cause=cause, note=draw(NOTE))


@generates(referrals.ReturnSilentReferrals)
def return_silent_referrals(draw: Draw, center: Center) -> Any:
    """The morning's look at silent agencies."""
    return referrals.ReturnSilentReferrals()


@generates(crises.ReportCrisis)
def report_crisis(draw: Draw, center: Center) -> Any:
    """Somebody must act."""
    need = a_need(draw, center, *S)
    if need is None:
        return None
    reasons = draw(st.lists(st.sampled_from(site.CrisisReason), max_size=2, unique=True).map(tuple))
    return crises.ReportCrisis(need_id=need.need_id, reasons=reasons, note=draw(NOTE))


@generates(crises.AcknowledgeCrisis)
def acknowledge_crisis(draw: Draw, center: Center) -> Any:
    """Somebody takes it."""
    need = in_crisis(draw, center)
    return None if need is None else crises.AcknowledgeCrisis(need_id=need.need_id)


@generates(crises.CloseCrisis)
def close_crisis(draw: Draw, center: Center) -> Any:
    """It is over."""
    need = in_crisis(draw, center)
    return None if need is None else crises.CloseCrisis(need_id=need.need_id, note=draw(REASON))


@generates(crises.SetRank)
def set_rank(draw: Draw, center: Center) -> Any:
    """A chief's word."""
    need = a_need(draw, center, *S)
    if need is None:
        return None
    rank = draw(st.sampled_from([None, *Rank]))
    return crises.SetRank(need_id=need.need_id, rank=rank, reason=draw(REASON))


@generates(crises.RankNeeds)
def rank_needs(draw: Draw, center: Center) -> Any:
    """The morning count."""
    return crises.RankNeeds()
