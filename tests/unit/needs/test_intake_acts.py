"""The intake desk on a wired center: what is saved, where it is kept, who may, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dvc.commands.needs import AmendNeed, ReceiveNeed, VerifyNeed
from dvc.commands.needs_told import ConsentGiven, WorkAsked
from dvc.commands.take_back import TakeBack
from dvc.domain.command import Expected
from dvc.domain.household import HOUSEHOLD
from dvc.domain.ids import AreaCode, HouseholdId, ItemCode, MeshCode, NeedId, is_code
from dvc.domain.need import NEED
from dvc.domain.need_site import (
    ConsentMethod,
    CrisisReason,
    ExplainedPoint,
    Hint,
    LifeConcern,
    MissingFact,
    Relation,
    Site,
)
from dvc.domain.need_state import CancelReason, LivingFacts, NeedStatus
from dvc.domain.personal import Personal, Told
from dvc.domain.referral import REFERRAL, ReferralStatus
from dvc.domain.roles import ActorKind, Role
from dvc.domain.values import Channel, ItemCount, Place, Rank, Skill, SkillCount, WorkType
from dvc.store.tables import METADATA
from tests.factories import MORNING, Center, an_actor
from tests.unit.needs.acts import CARE, CHIEF, FIRST, INTAKE, need_of, received, refused
from tests.unit.needs.builders import a_site, an_estimate

RESIDENT = an_actor(Role.RESIDENT, name="resident", kind=ActorKind.RESIDENT)


def test_a_whole_call_is_received_with_a_number_to_read_aloud(center: Center) -> None:
    receipt = center.do(ReceiveNeed(channel=Channel.PHONE, **FIRST), actor=INTAKE)
    assert receipt.result["status"] == "intake"
    assert is_code(str(receipt.result["code"]))
    need = need_of(center, str(receipt.result["need_id"]))
    assert (need.number, need.place.area, need.missing) == (1, "A1", (MissingFact.LIVING,))
    assert center.vault(need.household_id, Personal.NAME) == "緑川 春"
    assert center.vault(need.need_id, Personal.REQUEST_TEXT) == FIRST["request_text"]
    assert center.state(HOUSEHOLD, need.household_id).needs == (need.need_id,)
    assert need_of(center, received(center)).number == 2


@pytest.mark.parametrize("gone", ["name", "address+area", "request_text"])
def test_a_call_that_broke_off_is_a_draft_and_is_received_when_the_rest_is_told(
    center: Center, gone: str
) -> None:
    told = {key: value for key, value in FIRST.items() if key not in gone.split("+")}
    need_id = NeedId(str(center.do(ReceiveNeed(channel=Channel.PHONE, **told)).result["need_id"]))
    assert need_of(center, need_id).status is NeedStatus.DRAFT
    rest: dict[str, Any] = {key: FIRST[key] for key in gone.split("+")}
    center.do(AmendNeed(need_id=need_id, keep_draft=True, **rest))
    assert need_of(center, need_id).status is NeedStatus.DRAFT
    center.do(AmendNeed(need_id=need_id))
    assert need_of(center, need_id).status is NeedStatus.INTAKE


def test_the_log_and_the_tables_hold_no_word_of_the_household(center: Center) -> None:
    need_id = received(center, living_note="ひとりで二階にいます", cautions="犬がいます")
    center.do(AmendNeed(need_id=need_id, health_note="足が悪い", landmark="入口は裏"))
    planted = ["緑川", "1001", "川端", "家具", "二階", "犬", "足が悪い", "入口"]
    with center.store.read() as connection:
        for table in METADATA.sorted_tables:
            if table.name in {"vault_value", "person_key"}:
                continue
            rows = str(connection.execute(sa.select(table)).fetchall())
            assert [word for word in planted if word in rows] == [], table.name


def test_a_field_left_out_never_wipes_what_another_desk_wrote(center: Center) -> None:
    need_id = received(center, living=LivingFacts(people=1, over_75=1), site=a_site(mud_cm=5))
    center.do(AmendNeed(need_id=need_id, living=LivingFacts(no_water=True), phone="090-0000-1002"))
    need = need_of(center, need_id)
    assert (need.living.people, need.living.over_75, need.living.no_water) == (1, 1, True)
    assert need.site.mud_cm == 5
    assert center.vault(need.household_id, Personal.NAME) == "緑川 春"
    center.do(AmendNeed(need_id=need_id, forget=("living.over_75",)))
    assert need_of(center, need_id).living == LivingFacts(people=1, no_water=True)


def test_two_desks_that_correct_two_fields_both_keep_theirs_or_the_second_is_told(center: Center) -> None:
    need_id = received(center)
    seen = Expected(kind="need", stream=need_id, version=1)
    center.do(AmendNeed(need_id=need_id, site=a_site(mud_cm=5)), actor=INTAKE)
    center.do(AmendNeed(need_id=need_id, site=Site(flood_cm=40)), actor=CHIEF)
    assert (need_of(center, need_id).site.mud_cm, need_of(center, need_id).site.flood_cm) == (5, 40)
    stale = center.give(AmendNeed(need_id=need_id, site=Site(flood_cm=9)), expected=seen)
    assert (stale.code, stale.details["by"]) == ("refusal.stale", "staff_chief")


def test_every_value_keeps_who_said_it_and_whether_it_was_seen(center: Center) -> None:
    need_id = received(center, relation=Relation.FAMILY)
    household_id = need_of(center, need_id).household_id
    center.do(AmendNeed(need_id=need_id, address="緑瀬市川端3丁目1", told=Told.SEEN, said_by=Relation.SELF))
    with center.store.read_vault() as vault:
        newest, oldest = vault.history(household_id, Personal.ADDRESS)
    assert (newest.source.said_by, newest.source.told) == ("self", Told.SEEN)
    assert (oldest.value, oldest.source.said_by) == (FIRST["address"], "family")


def test_saying_the_same_again_changes_nothing(center: Center) -> None:
    need_id = received(center)
    before = need_of(center, need_id)
    receipt = center.do(AmendNeed(need_id=need_id, **FIRST))
    assert (receipt.result["changed"], receipt.seq) == (False, None)
    assert need_of(center, need_id) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " 　 "),
        ("name", "あ" * 61),
        ("phone", "090-ABCD-0000"),
        ("phone", "12"),
        ("request_text", "泥" * 2001),
        ("lat", "ここ"),
        ("lat", "91.0"),
        ("lon", "12.0"),
        ("area", "川端2丁目 緑川"),
        ("mesh", "家の前"),
        ("living", LivingFacts(people=-1)),
        ("site", Site(mud_cm=99_999)),
        ("estimate", an_estimate(people_min=0)),
        ("estimate", an_estimate(people_min=7)),
        ("estimate", an_estimate(people_max=51)),
        ("estimate", an_estimate(hours=0.0)),
        ("estimate", an_estimate(skills=(SkillCount(skill=Skill.CHAINSAW, count=0),))),
        ("estimate", an_estimate(equipment=(ItemCount(item=ItemCode("角スコップ 川端"), count=2),))),
        ("work", (WorkAsked(work_type=WorkType.WASHING),) * 21),
        ("work", (WorkAsked(work_type=WorkType.WASHING, quantity=-1.0),)),
        ("received_at", MORNING + timedelta(minutes=1)),
        ("number", 42),
        ("not_same_as", tuple(HouseholdId(f"h_{n}") for n in range(21))),
        ("crisis", (CrisisReason.ALONE,) * 21),
        ("consent", ConsentGiven(wording=0, method=ConsentMethod.ORAL)),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_saved(
    center: Center, field: str, value: object
) -> None:
    receipt = center.give(ReceiveNeed(**{"channel": Channel.PHONE, **FIRST, field: value}))
    assert receipt.status == 422
    assert receipt.code in {"refusal.value", "needs.phone_letters"}
    assert center.all(NEED) == []


@pytest.mark.parametrize(
    "phone", ["なし", "０９０−００００−１００１", "0000-24-0183", "240183", "+81 90 0000 1001"]
)
def test_phones_are_taken_as_people_say_them(center: Center, phone: str) -> None:
    need = need_of(center, received(center, phone=phone))
    assert center.vault(need.household_id, Personal.PHONE) == phone
    assert MissingFact.PHONE not in need.missing


def test_a_paper_number_is_kept_and_used_once(center: Center) -> None:
    need = need_of(center, received(center, number=9007, channel=Channel.COUNTER))
    assert need.number == 9007
    receipt = center.give(ReceiveNeed(channel=Channel.COUNTER, number=9007, **FIRST))
    assert (receipt.code, receipt.details["number"]) == ("needs.number_taken", need.code)
    assert need_of(center, received(center)).number == 1


def test_the_same_intake_from_two_desks_is_saved_once_and_the_second_hears_by_whom(center: Center) -> None:
    command = ReceiveNeed(channel=Channel.PHONE, need_id=NeedId("need_a"), **FIRST)
    center.do(command, actor=INTAKE)
    receipt = center.give(replace(command, name="緑川 夏"), actor=CHIEF)
    assert (receipt.code, receipt.details["by"]) == ("needs.already_received", "staff_intake")


def test_yesterdays_paper_is_received_under_its_own_day(center: Center) -> None:
    need = need_of(center, received(center, received_at=MORNING - timedelta(days=1)))
    assert need.code.startswith("N-0911-001-")


def test_an_entry_from_the_web_waits_for_a_call(center: Center) -> None:
    command = ReceiveNeed(channel=Channel.WEB, **FIRST)
    need_id = NeedId(str(center.do(command, actor=RESIDENT).result["need_id"]))
    assert (need_of(center, need_id).status, need_of(center, need_id).verified) == (NeedStatus.INTAKE, False)
    center.do(VerifyNeed(need_id=need_id), actor=INTAKE)
    again = center.give(VerifyNeed(need_id=need_id), actor=CHIEF)
    assert (again.code, again.details["by"]) == ("needs.already_verified", "staff_intake")


def test_a_resident_brings_in_by_the_web_only_and_never_into_a_known_household(center: Center) -> None:
    known = need_of(center, received(center)).household_id
    for changes in ({"channel": Channel.PHONE}, {"channel": Channel.WEB, "same_household_as": known}):
        command = ReceiveNeed(**{**FIRST, **changes})
        assert refused(center, command, actor=RESIDENT) == "needs.web_only"
    half = ReceiveNeed(channel=Channel.WEB, name="緑川 春")
    assert refused(center, half, actor=RESIDENT) == "needs.fact_missing"


def test_the_city_brings_needs_in_that_are_still_to_be_confirmed(center: Center) -> None:
    city = an_actor(Role.CITY, name="staff_city")
    need_id = str(center.do(ReceiveNeed(channel=Channel.CITY, **FIRST), actor=city).result["need_id"])
    assert not need_of(center, need_id).verified


@pytest.mark.parametrize("role", [Role.WALL, Role.VOLUNTEER, Role.OBSERVER])
def test_who_has_no_desk_receives_no_needs(center: Center, role: Role) -> None:
    receipt = center.give(ReceiveNeed(channel=Channel.PHONE, **FIRST), actor=an_actor(role))
    assert receipt.status == 403


def test_a_second_need_of_a_known_household_stays_with_it(center: Center) -> None:
    first = need_of(center, received(center))
    second = need_of(center, received(center, same_household_as=first.household_id, request_text="庭の泥"))
    assert second.household_id == first.household_id
    assert center.state(HOUSEHOLD, first.household_id).needs == (first.need_id, second.need_id)


def test_hints_of_dangerous_work_are_heard_in_the_callers_words(center: Center) -> None:
    need = need_of(center, received(center, request_text="屋根の瓦が落ちそうです"))
    assert need.site.hints == (Hint.ROOF,)


def test_a_crisis_told_in_the_first_call_rings_at_once(center: Center) -> None:
    crisis = (CrisisReason.ALONE, CrisisReason.NO_WATER)
    need = need_of(center, received(center, crisis=crisis, crisis_note="水が出ません"))
    assert (need.crisis_open, need.rank, need.crisis_reasons) == (True, Rank.A, crisis)
    assert center.vault(need.need_id, Personal.CRISIS_NOTE) == "水が出ません"


def test_another_trouble_told_at_intake_becomes_a_referral_that_the_center_owns(center: Center) -> None:
    need = need_of(center, received(center, concerns=(LifeConcern.MONEY,), concern_note="家賃が払えない"))
    (referral,) = center.all(REFERRAL)
    assert (referral.status, referral.concern) == (ReferralStatus.OPENED, LifeConcern.MONEY)
    assert (referral.need_id, referral.owner) == (need.need_id, Role.CARE)
    assert center.vault(referral.referral_id, Personal.CONCERN_NOTE) == "家賃が払えない"
    center.do(AmendNeed(need_id=need.need_id, concerns=(LifeConcern.MONEY, LifeConcern.CHILD)))
    assert [one.concern for one in center.all(REFERRAL)] == [LifeConcern.MONEY, LifeConcern.CHILD]


def test_consent_is_kept_with_its_wording_and_time(center: Center) -> None:
    given = ConsentGiven(wording=3, method=ConsentMethod.ORAL, photo=True)
    need = need_of(center, received(center, consent=given, told_points=(ExplainedPoint.FREE,)))
    assert need.consent is not None
    assert (need.consent.wording, need.consent.photo, need.consent.at) == (3, True, MORNING)


def test_an_intake_taken_back_leaves_a_number_that_is_known_and_no_details(center: Center) -> None:
    receipt = center.do(ReceiveNeed(channel=Channel.PHONE, **FIRST), actor=INTAKE)
    need_id = str(receipt.result["need_id"])
    center.do(TakeBack(of=receipt.action_id), actor=INTAKE)
    need = need_of(center, need_id)
    assert (need.status, need.cancel_reason) == (NeedStatus.CANCELLED, CancelReason.MISTAKE)
    assert center.vault(need.household_id, Personal.NAME) is None
    assert need_of(center, received(center)).number == 2
    assert center.verify().is_clean


def test_places_of_the_household_and_the_need_are_corrected_together(center: Center) -> None:
    need_id = received(center)
    center.do(AmendNeed(need_id=need_id, mesh=MeshCode("513644123")), actor=CARE)
    place = Place(area=AreaCode("A1"), mesh=MeshCode("513644123"))
    assert need_of(center, need_id).place == place
    assert center.state(HOUSEHOLD, need_of(center, need_id).household_id).place == place


@pytest.mark.parametrize("name", ["rank", "living.name", "site"])
def test_only_facts_of_the_form_can_be_taken_back_to_unknown(center: Center, name: str) -> None:
    command = AmendNeed(need_id=received(center), forget=(name,))
    assert refused(center, command) == "refusal.value"


def test_tools_and_skills_of_an_estimate_are_kept(center: Center) -> None:
    estimate = an_estimate(
        skills=(SkillCount(skill=Skill.CHAINSAW, count=1),),
        equipment=(ItemCount(item=ItemCode("square_shovel"), count=4),),
    )
    assert need_of(center, received(center, estimate=estimate)).estimate == estimate
