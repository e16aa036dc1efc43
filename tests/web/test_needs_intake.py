"""Intake: saved whole or not, the same house shown while it is typed, a crisis reported during the call."""

from __future__ import annotations

import pytest

from dvc.domain.household import HOUSEHOLD
from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.personal import Personal
from tests.served import Desk, ServedHouse
from tests.web.needs_stage import HTML, SCRIPT, build_city, need_of, received, save, see, told, words_of


@pytest.fixture(scope="module")
def city(served_house: ServedHouse) -> ServedHouse:
    build_city(served_house)
    return served_house


@pytest.fixture
async def desk(city: ServedHouse, house: ServedHouse) -> Desk:
    return await house.login("intake", name="村瀬 恵")


def need(house: ServedHouse, need_id: str) -> Need:
    found = house.operation.reader.find(NEED, need_id)
    assert found is not None
    return found


async def test_a_whole_call_is_received_and_its_number_is_there_to_be_read_aloud(
    house: ServedHouse, desk: Desk
) -> None:
    answer = await save(desk, told())
    made = need(house, need_of(answer))
    assert answer.url.path.endswith("/saved")
    assert made.status is NeedStatus.INTAKE
    page = words_of(answer.text)
    assert f"受付番号は {made.code} です" in page
    assert "人数の見込みがまだ" in page  # why a survey is needed


async def test_what_was_said_is_kept_as_people_say_it_and_shown_as_it_is_written(
    house: ServedHouse, desk: Desk
) -> None:
    made = need(house, await received(desk))
    kept = house.operation.reader.labels([made.household_id], list(Personal))[made.household_id]
    assert (kept[Personal.KANA], kept[Personal.PHONE]) == ("ヤマモト ハル", "090-0000-1234")
    assert kept[Personal.CONTACT_HOURS] == "昼"
    assert made.living.alone is True
    history = house.operation.reader.history(made.household_id, Personal.NAME)
    assert history[0].source.medium == "phone"


async def test_a_call_that_breaks_off_is_a_draft_with_what_is_missing(house: ServedHouse, desk: Desk) -> None:
    answer = await save(desk, told(name=None, kana=None, address=None, phone=None))
    made = need(house, need_of(answer))
    assert made.status is NeedStatus.DRAFT
    assert [one.value for one in made.missing] == ["name", "phone", "place"]
    assert "あとで電話して聞くこと" in words_of(answer.text)


async def test_a_phone_one_digit_short_is_kept_to_be_asked_again(house: ServedHouse, desk: Desk) -> None:
    made = need(house, await received(desk, phone="0000-24-018"))
    assert house.operation.reader.label(made.household_id, Personal.PHONE) == "0000-24-018"


async def test_a_local_number_gets_the_area_code_of_the_center(house: ServedHouse, desk: Desk) -> None:
    made = need(house, await received(desk, phone="24-0183"))
    assert house.operation.reader.label(made.household_id, Personal.PHONE) == "0000-24-0183"


async def test_letters_in_a_phone_come_back_with_everything_that_was_typed(desk: Desk) -> None:
    answer = await save(desk, told(phone="090-abcd-1234", request_text="二階の箪笥を下ろしたい"))
    assert answer.status_code == 422
    assert "直すところが 1つあります" in words_of(answer.text)
    assert "二階の箪笥を下ろしたい" in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_an_address_is_understood_down_to_its_district(house: ServedHouse, desk: Desk) -> None:
    made = need(house, await received(desk, address="川端2ちょうめ5の3"))
    assert made.place.area is not None
    assert made.place.mesh is not None
    assert len(made.place.mesh) == 9
    point = house.operation.reader.labels([made.household_id], [Personal.LAT, Personal.LON])
    assert set(point[made.household_id]) == {Personal.LAT, Personal.LON}


async def test_a_place_with_several_towns_is_asked_about_and_can_be_chosen_afterwards(
    house: ServedHouse, desk: Desk
) -> None:
    answer = await save(desk, told(address="川端"))
    made = need(house, need_of(answer))
    assert made.place.mesh is None
    assert "どちらですか" in words_of(answer.text)
    chosen = {
        "address": "川端",
        "town_choice": "青瀬県/緑瀬市/川端三丁目",
        "need_version": "99",
        "household_version": "99",
        "keep": "mine",
    }
    await save(desk, chosen, f"needs/{made.need_id}/edit")
    assert need(house, made.need_id).place.mesh is not None


async def test_what_was_understood_is_said_in_words_while_it_is_typed(house: ServedHouse, desk: Desk) -> None:
    url = f"/api/v1/operations/{house.operation_id}/needs/place"
    answers = [
        (await desk.http.get(url, params={"address": text}, headers=SCRIPT)).json()
        for text in ("川端2丁目", "川端2丁目5-8", "川端", "知らない町")
    ]
    assert answers[0]["words"] == "川端二丁目まで分かりました（川端）。番地か目印を聞いてください。"
    assert "聞いたとおりに残します" in answers[1]["words"]
    assert len(answers[2]["candidates"]) == 4
    assert answers[3]["words"].startswith("どこか分かりません")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"kana": "こうの"}, {"読み・名前"}),
        ({"phone": "7777"}, set()),
        ({"phone": "0000-7777"}, {"電話"}),
        ({"phone": "090-0000-7777", "kana": "コウノ"}, {"電話", "読み・名前"}),
        ({"address": "三条四丁目7"}, {"番地", "町名"}),
        ({"address": "三条四丁目"}, set()),
        ({"kana": "こう"}, set()),
    ],
)
async def test_the_same_house_is_found_from_the_third_kana_the_fifth_digit_or_the_number(
    house: ServedHouse, desk: Desk, asked: dict[str, str], why: set[str]
) -> None:
    url = f"/api/v1/operations/{house.operation_id}/needs/alike"
    before = (await desk.http.get(url, params={"kana": "コウノ タエ"}, headers=SCRIPT)).json()
    if not before["candidates"]:
        await received(desk, name="河野 妙", kana="コウノ タエ", phone="09000007777", address="三条四丁目7-1")
    answer = (await desk.http.get(url, params=asked, headers=SCRIPT)).json()
    found = [one for one in answer["candidates"] if one["who"].startswith("河野")]
    assert [set(one["why"]) for one in found] == ([why] if why else [])


async def test_whoever_saw_candidates_is_written_down(house: ServedHouse, desk: Desk) -> None:
    await received(desk, name="森 さち", kana="モリ サチ", phone="090-0000-4444", address="大橋町3")
    url = f"/api/v1/operations/{house.operation_id}/needs/alike"
    found = (await desk.http.get(url, params={"kana": "モリサチ"}, headers=SCRIPT)).json()["candidates"]
    with house.house.opened[house.operation_id].store.read() as connection:
        rows = connection.exec_driver_sql("SELECT act, subjects FROM access_log").all()
    assert any(kind == "search" and found[0]["household"] in subjects for kind, subjects in rows)


async def test_a_need_of_the_same_house_joins_it_and_one_of_another_remembers_that(
    house: ServedHouse, desk: Desk
) -> None:
    first = need(house, await received(desk, name="岡 まさ", phone="090-0000-5551"))
    second = need(house, await received(desk, name="岡 まさ", same_household_as=first.household_id))
    third = need(house, await received(desk, name="岡 正", not_same_as=[first.household_id]))
    assert second.household_id == first.household_id
    apart = house.operation.reader.find(HOUSEHOLD, third.household_id)
    assert apart is not None
    assert apart.not_same_as == (first.household_id,)
    page = await see(desk, f"households/{first.household_id}")
    assert first.code in page
    assert second.code in page


async def test_the_same_house_is_offered_again_after_saving_and_can_be_merged(
    house: ServedHouse, desk: Desk
) -> None:
    first = need(house, await received(desk, name="西 健太", kana="ニシ ケンタ", phone="090-0000-6661"))
    answer = await save(desk, told(name="西 建太", kana="ニシ ケンタ", phone="090-0000-6661"))
    assert first.code in words_of(answer.text)
    assert "同じ頼みごと（統合する）" in words_of(answer.text)
    second = need_of(answer)
    await desk.do("MergeNeed", need_id=second, into=first.need_id)
    assert need(house, second).status is NeedStatus.MERGED


async def test_a_crisis_is_reported_during_the_call_and_the_form_goes_on(
    house: ServedHouse, desk: Desk
) -> None:
    form = {
        "csrf": desk.csrf,
        "channel": "phone",
        "living.alone": "true",
        "living.no_water": "true",
        "kana": "タニ ヨシ",
        "report_crisis": "1",
    }
    answer = await desk.http.post(desk.path("needs/new"), data=form, headers=SCRIPT)
    made = answer.json()
    reported = need(house, made["result"]["need_id"])
    assert (reported.status, reported.crisis_open) == (NeedStatus.DRAFT, True)
    assert {one.value for one in reported.crisis_reasons} == {"alone", "no_water"}
    rest = {
        "need_version": str(made["versions"]["need"]),
        "household_version": str(made["versions"]["household"]),
        "name": "谷 よし",
        "phone": "090-0000-8881",
        "address": "大橋町9",
        "request_text": "水を運んでほしい",
    }
    await save(desk, rest, f"needs/{reported.need_id}/edit")
    whole = need(house, reported.need_id)
    assert (whole.status, whole.crisis_open, whole.code) == (NeedStatus.INTAKE, True, reported.code)


async def test_a_crisis_without_script_is_saved_and_the_page_goes_on_with_it(
    house: ServedHouse, desk: Desk
) -> None:
    answer = await save(desk, told(**{"living.care_needed": "true"}, report_crisis="1"))
    assert answer.url.path.endswith("/edit")
    assert need(house, need_of(answer)).crisis_open
    assert "危機を報告ずみです" in words_of(answer.text)


async def test_a_form_from_paper_keeps_its_number_and_its_hour(house: ServedHouse, desk: Desk) -> None:
    made = need(
        house,
        await received(desk, channel="fax", number="9012", received_on="きのう", received_time="午後3時"),
    )
    assert made.number == 9012
    assert f"{made.received_at:%H:%M}" == "06:00"  # 15:00 in Japan
    assert made.channel.value == "fax"


async def test_a_day_that_does_not_exist_is_named_in_its_field(desk: Desk) -> None:
    answer = await save(desk, told(**{"wishes.deadline": "2月30日"}))
    assert answer.status_code == 422
    assert 'id="f-wishes.deadline-e"' in answer.text


async def test_saving_twice_with_one_action_id_receives_one_need(house: ServedHouse, desk: Desk) -> None:
    need_id = house.operation.ids.new("need")
    form = {**told(name="浜田 修"), "action_id": "intake-once-0001", "need_id": need_id}
    first, again = await save(desk, form), await save(desk, form)
    assert need_of(first) == need_of(again)
    assert again.status_code == 200


async def test_somebody_who_only_looks_cannot_take_a_need_in(house: ServedHouse) -> None:
    observer = await house.login("observer")
    page = await observer.http.get(observer.path("needs/new"), headers=HTML)
    assert page.status_code == 403
    board = await observer.http.get(observer.path("needs"), headers=HTML)
    assert f"{observer.path('needs')}/new" not in board.text.split('id="next"')[0]
    assert "commands/RequireSurvey" not in board.text
