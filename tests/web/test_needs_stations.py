"""Board, call list and survey station: what waits, in which order, and what one press does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.values import activity_day
from tests.served import Desk, ServedHouse
from tests.web.needs_stage import HTML, SCRIPT, act, build_city, received, see, words_of

ESTIMATE = {"people_min": 3, "people_max": 5, "hours": 3, "visits": 1}


@pytest.fixture(scope="module")
def city(served_house: ServedHouse) -> ServedHouse:
    build_city(served_house)
    return served_house


@pytest.fixture
async def desk(city: ServedHouse, house: ServedHouse) -> Desk:
    return await house.login("intake", name="村瀬 恵")


@pytest.fixture
async def chief(city: ServedHouse, house: ServedHouse) -> Desk:
    return await house.login("section_chief", "surveyor", "matching", name="森 すみれ")


def need(house: ServedHouse, need_id: str) -> Need:
    found = house.operation.reader.find(NEED, need_id)
    assert found is not None
    return found


def today(house: ServedHouse) -> date:
    return activity_day(house.operation.clock.now())


async def surveyed(house: ServedHouse, desk: Desk, chief: Desk, name: str) -> str:
    need_id = await received(desk, name=name)
    await desk.do("RequireSurvey", need_id=need_id)
    day = today(house).isoformat()
    await chief.do("AssignSurvey", need_id=need_id, surveyors=[chief.staff_id], day=day)
    return need_id


async def posted(house: ServedHouse, desk: Desk, chief: Desk, name: str) -> tuple[str, str]:
    need_id = await surveyed(house, desk, chief, name)
    await chief.do("RecordSurvey", need_id=need_id, result="done", verdict="general", estimate=ESTIMATE)
    appointment = {"day": today(house).isoformat(), "slot": "am", "presence": "self"}
    await desk.do("ScheduleNeed", need_id=need_id, appointment=appointment)
    sheet = await chief.do("PostNeed", need_id=need_id)
    return need_id, sheet["visit_id"]


async def test_the_board_opens_on_the_worst_thing_first(house: ServedHouse, desk: Desk, chief: Desk) -> None:
    quiet = await see(desk, "needs")
    assert "いま急ぐものはありません" in quiet
    first = await received(desk)
    assert "受付済 1件：調査が要るか決めてください" in await see(desk, "needs")
    await desk.do("ReportCrisis", need_id=first, reasons=["alone"])
    page = await see(desk, "needs")
    assert "危機の報告 1件をまだだれも受け取っていません" in page
    assert "next alarm" in (await desk.http.get(desk.path("needs"), headers=HTML)).text
    await chief.do("AcknowledgeCrisis", need_id=first)
    assert "危機の報告 1件" not in await see(desk, "needs")
    part = await desk.http.get(desk.path("needs?part=next"), headers=HTML)
    assert "<html" not in part.text
    assert 'id="next"' in part.text


async def test_cards_stand_in_the_column_of_their_state_and_the_address_filters(
    house: ServedHouse, desk: Desk
) -> None:
    kawabata = await received(desk, address="川端一丁目2", name="川端の人")
    ohashi = await received(desk, address="大橋町4", name="大橋の人")
    await desk.do("RequireSurvey", need_id=ohashi)
    area = need(house, kawabata).place.area
    every = (await desk.http.get(desk.path("needs"), headers=HTML)).text
    assert need(house, kawabata).code in every
    only = (await desk.http.get(desk.path(f"needs?area={area}&status=intake"), headers=HTML)).text
    assert need(house, kawabata).code in only
    assert need(house, ohashi).code not in only
    assert f"status=draft,intake; area={area}" in only
    none = await see(desk, f"needs?area={area}&status=judge_wait")
    assert "この条件に合うものはありません" in none
    assert "絞り込みを外す" in none
    assert "大橋の人" not in every  # names are joined in the browser only


async def test_a_household_posted_and_not_served_is_first_on_the_call_list(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    other = await received(desk, name="前から 待つ")
    await desk.do("RequireSurvey", need_id=other)
    need_id, visit = await posted(house, desk, chief, "行けなかった 家")
    await chief.do("TakeDownVisit", visit_id=visit, because="not_time")
    assert need(house, need_id).owes_call
    page = await see(desk, "needs/calls")
    assert "電話がまだ 1件" in page
    assert page.index("行けなかった 家") < page.index("このあとの順番")
    assert "今日はうかがえず申し訳ありません" in page
    assert "うかがえなかった 1件に、まだ電話していません" in await see(desk, "needs")
    answer = await act(desk, need_id, "RecordCall", result="reached")
    assert answer.status_code == 200
    assert "電話もれなし" in await see(desk, "needs/calls")


async def test_a_result_brings_the_next_household(house: ServedHouse, desk: Desk) -> None:
    for name in ("順番 一郎", "順番 二郎"):
        need_id = await received(desk, name=name)
        await desk.do("RequireSurvey", need_id=need_id)
    before = await desk.http.get(desk.path("needs/calls"), headers=HTML)
    chosen = before.text.split('name="need_id" value="')[1].split('"')[0]
    form = {
        "csrf": desk.csrf,
        "need_id": chosen,
        "result": "absent",
        "next_on": "あす",
        "next": desk.path("needs/calls?list=today"),
    }
    after = await desk.http.post(
        desk.path(f"needs/{chosen}/acts/RecordCall"), data=form, headers=HTML
    )
    assert after.url.path.endswith("/needs/calls")
    assert after.text.split('name="need_id" value="')[1].split('"')[0] != chosen


async def test_in_the_evening_the_list_holds_the_households_of_tomorrow(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    need_id = await surveyed(house, desk, chief, "明日の 家")
    await chief.do("RecordSurvey", need_id=need_id, result="done", verdict="general", estimate=ESTIMATE)
    form = {"appointment.day": "あす", "appointment.slot": "pm", "appointment.presence": "family"}
    assert (await act(desk, need_id, "ScheduleNeed", **form)).status_code == 200
    page = await see(desk, "needs/calls?list=tomorrow")
    assert "明日の 家" in page
    assert "約束の日・立会い・駐車・水を確かめます" in page


async def test_the_call_list_shows_no_name_to_a_role_that_may_not_read_it(
    house: ServedHouse, desk: Desk
) -> None:
    need_id = await received(desk, name="見せない 名前", phone="090-0000-7071")
    await desk.do("RequireSurvey", need_id=need_id)
    equipment = await house.login("equipment")
    page = await equipment.http.get(equipment.path(f"needs/calls?need={need_id}"), headers=HTML)
    assert "見せない 名前" not in page.text
    assert "7071" not in page.text


async def test_people_and_day_are_chosen_once_for_many_surveys(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    needs = [await received(desk, name=f"調査 {n}") for n in range(2)]
    for need_id in needs:
        await desk.do("RequireSurvey", need_id=need_id)
        form = {
            "csrf": chief.csrf,
            "need_id": need_id,
            "surveyors": chief.staff_id,
            "day": "あす",
            "next": chief.path("survey"),
        }
        page = await chief.http.post(chief.path("survey/assign"), data=form, headers=HTML)
        assert page.status_code == 200
    assert {need(house, one).status for one in needs} == {NeedStatus.SURVEYING}
    assert need(house, needs[0]).survey_on == today(house) + timedelta(days=1)


async def test_the_survey_form_makes_a_need_ready_with_its_tools(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    need_id = await surveyed(house, desk, chief, "道具の 家")
    form = {
        "csrf": chief.csrf,
        "result": "done",
        "safety": "ok",
        "verdict": "general",
        "hazards": ["nail", "glass"],
        "work": ["belongings_out", "mud_room"],
        "estimate.people_min": "4",
        "estimate.people_max": "6",
        "estimate.hours": "3.5",
        "estimate.visits": "2",
        "estimate_basis": "畳8枚、泥5cm",
        "tools.square_shovel": "4",
        "tools.wheelbarrow": "0",
        "skills": ["driver_kei"],
        "cautions": "犬がいる",
        "watch_after": "1",
    }
    page = await chief.http.post(chief.path(f"needs/{need_id}/survey"), data=form, headers=HTML)
    assert page.url.path.endswith("/survey")
    after = need(house, need_id)
    assert (after.status, after.watch_after) == (NeedStatus.READY, True)
    assert after.estimate is not None
    assert [(one.item, one.count) for one in after.estimate.equipment] == [("square_shovel", 4)]
    assert [one.skill.value for one in after.estimate.skills] == ["driver_kei"]
    history = house.operation.reader.history(need_id, Personal.ESTIMATE_BASIS)
    assert history[0].source.told.value == "seen"


async def test_an_absent_household_goes_back_to_the_list_with_a_day(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    need_id = await surveyed(house, desk, chief, "留守の 家")
    form = {
        "csrf": chief.csrf,
        "result": "absent",
        "card_left": "1",
        "next_on": "あさって",
        "estimate.people_min": "3",
        "estimate.people_max": "5",
    }
    await chief.http.post(chief.path(f"needs/{need_id}/survey"), data=form, headers=HTML)
    after = need(house, need_id)
    assert (after.status, after.survey_tries) == (NeedStatus.SURVEY_WAIT, 1)
    assert after.next_call_on == today(house) + timedelta(days=2)


async def test_a_survey_without_people_says_what_is_missing_and_keeps_what_was_written(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    need_id = await surveyed(house, desk, chief, "途中の 家")
    form = {"csrf": chief.csrf, "result": "done", "verdict": "technical", "site_memo": "裏山が近い"}
    page = await chief.http.post(chief.path(f"needs/{need_id}/survey"), data=form, headers=HTML)
    assert page.status_code == 422
    assert "裏山が近い" in page.text
    assert "技術系の区分" in words_of(page.text)
    script = await chief.http.post(chief.path(f"needs/{need_id}/survey"), data=form, headers=SCRIPT)
    assert script.json()["code"] == "needs.technical_class_missing"


async def test_the_survey_board_shows_who_is_on_the_road(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    need_id = await surveyed(house, desk, chief, "道の 家")
    item = next(one for one in (await desk.board("needs"))["items"] if one["id"] == need_id)
    assert item["surveyors"] == [chief.staff_id]
    assert item["survey_on"] == today(house).isoformat()
    assert need(house, need_id).code in await see(desk, "survey")


async def test_everything_can_be_put_on_one_page_for_paper(house: ServedHouse, desk: Desk) -> None:
    made = [await received(desk, name=f"印刷 {n}") for n in range(13)]
    first = (await desk.http.get(desk.path("needs?status=intake"), headers=HTML)).text
    assert "全部を1ページに出す" in first
    whole = (await desk.http.get(desk.path("needs?status=intake&all=1"), headers=HTML)).text
    assert [need_id for need_id in made if f'data-id="{need_id}"' not in whole] == []
