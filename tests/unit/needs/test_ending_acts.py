"""Ends of a need on a wired center: refusing with a way, referrals and their returns, watching, closing."""

from __future__ import annotations

from dvc.commands.field_forming import DissolveTeam
from dvc.commands.needs_endings import (
    CancelNeed,
    CloseNeed,
    CloseReason,
    EndWatching,
    HandOverNeed,
    ReferNeed,
    RefuseNeed,
    ReopenNeed,
    StartWatching,
)
from dvc.commands.needs_referrals import (
    AnswerReferral,
    OpenReferral,
    ReferralAnswer,
    ReturnReferral,
    ReturnSilentReferrals,
)
from dvc.commands.take_back import TakeBack
from dvc.domain.household import HOUSEHOLD
from dvc.domain.ids import ReferralId
from dvc.domain.need_site import LifeConcern
from dvc.domain.need_state import CancelReason, NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.referral import REFERRAL, ReferralStatus, ReturnCause
from dvc.domain.refusal_reasons import RefuseReason
from dvc.domain.roles import Role
from dvc.domain.team_state import DissolveReason
from tests.factories import HEAD, Center, an_actor
from tests.unit.needs.acts import (
    CARE,
    CHIEF,
    INTAKE,
    done,
    need_of,
    received,
    referred,
    refused,
)
from tests.unit.needs.builders import TOMORROW
from tests.unit.teams.morning import a_morning

S = NeedStatus


def test_n4_a_refusal_without_a_way_is_impossible(center: Center) -> None:
    need_id = received(center)
    words = "商工会議所に引き継ぎます"
    reason = RefuseReason.BUSINESS
    for command, code in (
        (RefuseNeed(need_id=need_id, reason=reason, explained=True), "needs.refuse_needs_words"),
        (RefuseNeed(need_id=need_id, reason=reason, words_said=words), "needs.refuse_needs_way"),
        (
            RefuseNeed(need_id=need_id, reason=reason, words_said=words, agency="商工会議所"),
            "needs.refuse_needs_date",
        ),
        (
            ReferNeed(need_id=need_id, words_said=words, agency="商工会", promised_on=TOMORROW),
            "needs.referral_needs_cause",
        ),
        (ReferNeed(need_id=need_id, reason=reason, words_said=words), "needs.refuse_needs_way"),
    ):
        assert refused(center, command, actor=CHIEF) == code
    assert center.all(REFERRAL) == []
    assert need_of(center, need_id).status is S.INTAKE


def test_n4_a_refused_household_is_told_who_takes_over(center: Center) -> None:
    need_id = received(center)
    command = RefuseNeed(
        need_id=need_id,
        reason=RefuseReason.BUSINESS,
        words_said="お店は商工会議所に引き継ぎます",
        agency="緑瀬商工会議所",
        promised_on=TOMORROW,
    )
    assert refused(center, command, actor=INTAKE) == "refusal.not_allowed"
    referral_id = str(center.do(command, actor=CHIEF).result["referral_id"])
    need = need_of(center, need_id)
    assert (need.status, need.refuse_reason) == (S.REFUSED, RefuseReason.BUSINESS)
    assert center.state(REFERRAL, referral_id).status is ReferralStatus.SENT
    assert center.vault(referral_id, Personal.AGENCY) == "緑瀬商工会議所"
    assert center.vault(need_id, Personal.WORDS_SAID) == "お店は商工会議所に引き継ぎます"


def test_n36_what_the_agency_returns_is_with_a_chief_again(center: Center) -> None:
    need_id, referral_id = referred(center)
    center.do(AnswerReferral(referral_id=referral_id, answer=ReferralAnswer.ACCEPTED), actor=CARE)
    returned = ReturnReferral(referral_id=referral_id, cause=ReturnCause.AGENCY, note="手が足りない")
    center.do(returned, actor=CARE)
    need = need_of(center, need_id)
    assert (need.status, need.returned, need.owner) == (S.INTAKE, True, Role.SECTION_CHIEF)
    late = center.give(AnswerReferral(referral_id=referral_id, answer=ReferralAnswer.RESOLVED), actor=CARE)
    assert (late.code, late.details["by"]) == ("needs.referral_moved_on", "staff_care")


def test_n36_silence_past_the_promised_day_brings_the_need_back_each_morning(center: Center) -> None:
    need_id, referral_id = referred(center)
    center.clock.forward(days=1)
    assert center.do(ReturnSilentReferrals(), actor=CARE).result["count"] == 0
    center.clock.forward(days=1)
    assert center.do(ReturnSilentReferrals(), actor=CARE).result["returned"] == (referral_id,)
    assert need_of(center, need_id).returned
    assert center.do(ReturnSilentReferrals(), actor=CARE).result["count"] == 0


def test_n36_a_refused_need_comes_back_too_when_its_agency_returns_it(center: Center) -> None:
    need_id = received(center)
    command = RefuseNeed(
        need_id=need_id, reason=RefuseReason.FARM, words_said="農協へ", agency="農協", promised_on=TOMORROW
    )
    referral_id = ReferralId(str(center.do(command, actor=CHIEF).result["referral_id"]))
    returned = center.do(ReturnReferral(referral_id=referral_id, cause=ReturnCause.AGENCY), actor=CARE)
    assert returned.result["need_returned"] is True
    assert need_of(center, need_id).status is S.INTAKE


def test_any_desk_takes_another_trouble_and_an_agency_is_found_later(center: Center) -> None:
    household_id = need_of(center, received(center)).household_id
    reception = an_actor(Role.RECEPTION, name="staff_reception")
    command = OpenReferral(household_id=household_id, concern=LifeConcern.MONEY, note="家賃が払えない")
    referral_id = ReferralId(str(center.do(command, actor=reception).result["referral_id"]))
    answer = AnswerReferral(referral_id=referral_id, answer=ReferralAnswer.ACKNOWLEDGED)
    assert refused(center, answer, actor=CARE) == "needs.agency_missing"
    named = AnswerReferral(
        referral_id=referral_id, answer=ReferralAnswer.ACKNOWLEDGED, agency="自立相談支援センター"
    )
    center.do(named, actor=CARE)
    assert center.state(REFERRAL, referral_id).status is ReferralStatus.ACKNOWLEDGED
    drop = AnswerReferral(referral_id=referral_id, answer=ReferralAnswer.DROPPED)
    assert refused(center, drop, actor=CARE) == "needs.reason_missing"
    assert refused(center, OpenReferral(household_id=household_id, concern=LifeConcern.CHILD, note=" ")) == (
        "needs.referral_needs_note"
    )
    other = received(center)
    foreign = OpenReferral(household_id=household_id, concern=LifeConcern.CHILD, note="学校", need_id=other)
    assert refused(center, foreign) == "needs.referral_other_household"


def test_n29_n42_n43_watched_over_closed_and_asked_again(center: Center) -> None:
    need_id = done(center, watch_after=True)
    assert refused(center, CloseNeed(need_id=need_id, because=CloseReason.CENTER_CLOSES), actor=CHIEF) == (
        "needs.watch_first"
    )
    center.do(StartWatching(need_id=need_id, note="週に1回"), actor=CARE)
    center.do(EndWatching(need_id=need_id), actor=CARE)
    assert need_of(center, need_id).status is S.CLOSED
    center.do(ReopenNeed(need_id=need_id, request_text="また雨もりです"), actor=INTAKE)
    need = need_of(center, need_id)
    assert (need.status, need.reopened) == (S.INTAKE, 1)
    assert center.vault(need_id, Personal.REQUEST_TEXT) == "また雨もりです"


def test_n30_a_quiet_week_closes_a_need(center: Center) -> None:
    need_id = done(center)
    assert refused(center, CloseNeed(need_id=need_id), actor=CHIEF) == "needs.close_too_early"
    center.clock.forward(days=7)
    center.do(CloseNeed(need_id=need_id), actor=CHIEF)
    assert need_of(center, need_id).status is S.CLOSED


def test_n32_a_handover_is_the_heads_and_wants_consent_or_a_reason(center: Center) -> None:
    need_id = done(center)
    command = HandOverNeed(need_id=need_id, agency="緑瀬市地域支え合いセンター", agreed=False)
    assert refused(center, command, actor=CHIEF) == "refusal.not_allowed"
    assert refused(center, command, actor=HEAD) == "needs.handover_needs_consent"
    legal = HandOverNeed(need_id=need_id, agency="包括", agreed=False, override_reason="命の危険 27条1項2号")
    referral_id = ReferralId(str(center.do(legal, actor=HEAD).result["referral_id"]))
    assert need_of(center, need_id).status is S.REFERRED
    assert center.state(REFERRAL, referral_id).is_handover


def test_a_void_need_that_is_reopened_belongs_to_its_household_again(center: Center) -> None:
    need_id = received(center)
    center.do(TakeBack(of=center.actions[-1]), actor=INTAKE)
    center.do(ReopenNeed(need_id=need_id), actor=INTAKE)
    household = need_of(center, need_id).household_id
    assert need_of(center, need_id).status is S.INTAKE
    assert need_of(center, need_id).need_id in center.state(HOUSEHOLD, household).needs


def test_a_need_with_a_team_waiting_is_cancelled_after_the_team_was_released() -> None:
    with a_morning() as morning:
        need_id = morning.need()
        team_id = morning.team(sheet=morning.sheet(need_id))
        cancel = CancelNeed(need_id=need_id, reason=CancelReason.SELF_DONE)
        assert refused(morning.center, cancel, actor=INTAKE) == "needs.team_waits"
        morning.do(DissolveTeam(team_id=team_id, because=DissolveReason.RESIDENT_CANCELLED))
        morning.center.do(cancel, actor=INTAKE)
        assert need_of(morning.center, need_id).status is S.CANCELLED
        assert morning.center.verify().is_clean
