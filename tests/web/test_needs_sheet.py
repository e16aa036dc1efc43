"""The need sheet: facts with their sources, every act possible now, two editors, and who sees what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.values import activity_day
from tests.served import Desk, ServedHouse
from tests.web.needs_stage import HTML, SCRIPT, act, build_city, need_of, received, save, see, told, words_of

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
    return await house.login("section_chief", "surveyor", name="森 すみれ")


def need(house: ServedHouse, need_id: str) -> Need:
    found = house.operation.reader.find(NEED, need_id)
    assert found is not None
    return found


async def a_ready_need(house: ServedHouse, desk: Desk, chief: Desk, **more: Any) -> str:
    need_id = await received(desk, **more)
    await desk.do("RequireSurvey", need_id=need_id)
    today = activity_day(house.operation.clock.now()).isoformat()
    await chief.do("AssignSurvey", need_id=need_id, surveyors=[chief.staff_id], day=today)
    await chief.do("RecordSurvey", need_id=need_id, result="done", verdict="general", estimate=ESTIMATE)
    return need_id


def landmark(house: ServedHouse, need_id: str) -> str | None:
    return house.operation.reader.label(need(house, need_id).household_id, Personal.LANDMARK)


def versions(html: str) -> dict[str, str]:
    """The versions that an edit form was drawn from."""
    found = {}
    for name in ("need_version", "household_version"):
        found[name] = html.partition(f'name="{name}" value="')[2].partition('"')[0]
    return found


async def test_each_fact_says_who_told_it_and_how(house: ServedHouse, desk: Desk, chief: Desk) -> None:
    need_id = await received(desk, relation="family")
    await chief.do("AmendNeed", need_id=need_id, cautions="犬がいる", told="seen")
    page = await see(desk, f"needs/{need_id}")
    assert "山本 ハル 電話・家族" in page
    assert "犬がいる 現地で見た" in page
    assert "受け付けました（電話）" in page


async def test_the_time_line_names_who_did_what_and_what_was_said(house: ServedHouse, desk: Desk) -> None:
    need_id = await received(desk)
    said = {"result": "absent", "next_on": "あす", "note": "留守番電話に入れた"}
    answer = await act(desk, need_id, "RecordCall", **said)
    assert answer.status_code == 200, answer.text
    page = await see(desk, f"needs/{need_id}")
    assert "村瀬 恵" in page
    assert "電話：留守" in page
    assert "留守番電話に入れた" in page
    tomorrow = activity_day(house.operation.clock.now()) + timedelta(days=1)
    assert need(house, need_id).next_call_on == tomorrow


async def test_days_are_read_as_people_write_them(house: ServedHouse, desk: Desk, chief: Desk) -> None:
    need_id = await a_ready_need(house, desk, chief, name="日程 さん")
    today = activity_day(house.operation.clock.now())
    era = f"令和{today.year - 2018}年{today.month}月{today.day}日"
    form = {"appointment.day": era, "appointment.slot": "am", "appointment.presence": "self"}
    assert (await act(desk, need_id, "ScheduleNeed", **form)).status_code == 200
    agreed = need(house, need_id).appointment
    assert agreed is not None
    assert agreed.day == today
    form |= {"appointment.day": "2月30日", "because": "weather"}
    refused = await act(desk, need_id, "MoveAppointment", **form)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "appointment.day"


async def test_refusing_names_the_missing_part_until_it_is_whole(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    """N4: a no is a service contact; the button stays and says what is missing (screens.md 5.11)."""
    need_id = await received(desk, request_text="屋根にシートを張ってほしい")
    tries: list[tuple[dict[str, str], str | None]] = [
        ({}, "needs.refuse_needs_words"),
        ({"words_said": "屋根は技術のある団体に引き継ぎます"}, "needs.refuse_needs_way"),
        ({"agency": "緑瀬技術ネット"}, "needs.refuse_needs_date"),
        ({"promised_on": "あさって"}, None),
    ]
    form: dict[str, str] = {"reason": "high_place"}
    for more, code in tries:
        form |= more
        answer = await act(chief, need_id, "ReferNeed", **form)
        assert answer.json().get("code") == code, answer.text
        page = await chief.http.get(chief.path(f"needs/{need_id}"), headers=HTML)
        assert ('id="act-ReferNeed"' in page.text) is (code is not None)
    assert need(house, need_id).status is NeedStatus.REFERRED
    page_words = await see(desk, f"needs/{need_id}")
    assert "緑瀬技術ネット" in page_words
    assert "引き継ぎました：屋根・高所" in page_words


async def test_only_what_the_state_and_the_role_allow_is_offered(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    need_id = await received(desk)
    mine = (await desk.http.get(desk.path(f"needs/{need_id}"), headers=HTML)).text
    theirs = (await chief.http.get(chief.path(f"needs/{need_id}"), headers=HTML)).text
    assert 'id="act-RequireSurvey"' in mine
    assert 'id="act-RefuseNeed"' not in mine
    assert 'id="act-RefuseNeed"' in theirs
    assert 'id="act-ResumeNeed"' not in theirs


async def test_two_editors_of_one_field_see_both_texts_and_choose(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    need_id = await received(desk, name="二人 直す")
    first = await desk.http.get(desk.path(f"needs/{need_id}/edit"), headers=HTML)
    mine = {**versions(first.text), "landmark": "橋のたもと", "request_text": "畳と冷蔵庫"}
    await chief.do("AmendNeed", need_id=need_id, landmark="神社のとなり")
    clash = await save(desk, mine, f"needs/{need_id}/edit")
    assert clash.status_code == 409
    words = words_of(clash.text)
    assert "森 すみれさんが先に直しました" in words
    assert "神社のとなり" in words
    assert "橋のたもと" in words
    assert landmark(house, need_id) == "神社のとなり"
    script = await desk.http.post(
        desk.path(f"needs/{need_id}/edit"), data={"csrf": desk.csrf, **mine}, headers=SCRIPT
    )
    assert (script.status_code, script.json()["code"]) == (409, "refusal.stale")
    kept = {**mine, **versions(clash.text), "keep": "mine"}
    assert (await save(desk, kept, f"needs/{need_id}/edit")).status_code == 200
    assert landmark(house, need_id) == "橋のたもと"


async def test_two_editors_of_different_fields_do_not_disturb_each_other(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    need_id = await received(desk, name="別々 直す")
    first = await desk.http.get(desk.path(f"needs/{need_id}/edit"), headers=HTML)
    await chief.do("AmendNeed", need_id=need_id, landmark="神社のとなり", living={"no_water": True})
    mine = {**versions(first.text), "request_text": "畳と冷蔵庫"}
    assert (await save(desk, mine, f"needs/{need_id}/edit")).status_code == 200
    after = need(house, need_id)
    assert after.living.no_water is True
    assert house.operation.reader.label(need_id, Personal.REQUEST_TEXT) == "畳と冷蔵庫"


async def test_the_other_text_can_be_kept_and_the_rest_still_saved(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    need_id = await received(desk, name="相手 残す")
    first = await desk.http.get(desk.path(f"needs/{need_id}/edit"), headers=HTML)
    await chief.do("AmendNeed", need_id=need_id, landmark="神社のとなり")
    mine = {**versions(first.text), "landmark": "橋のたもと", "request_text": "冷蔵庫だけ", "keep": "theirs"}
    assert (await save(desk, mine, f"needs/{need_id}/edit")).status_code == 200
    told_now = house.operation.reader.labels(
        [need_id, need(house, need_id).household_id], [Personal.LANDMARK, Personal.REQUEST_TEXT]
    )
    said = {value for values in told_now.values() for value in values.values()}
    assert said == {"神社のとなり", "冷蔵庫だけ"}


async def test_a_fact_can_be_taken_back_to_unknown(house: ServedHouse, desk: Desk) -> None:
    need_id = await received(desk, **{"living.no_water": "true"})
    first = await desk.http.get(desk.path(f"needs/{need_id}/edit"), headers=HTML)
    form = {**versions(first.text), "asked": ["living.no_water", "living.alone"], "living.alone": "true"}
    assert (await save(desk, form, f"needs/{need_id}/edit")).status_code == 200
    assert need(house, need_id).living.no_water is None
    assert need(house, need_id).living.alone is True


async def test_somebody_who_only_looks_sees_no_name_anywhere(house: ServedHouse, desk: Desk) -> None:
    need_id = await received(desk, name="隠れた 名前", address="大橋町33", phone="090-0000-9991")
    observer = await house.login("observer")
    household = need(house, need_id).household_id
    for path in (f"needs/{need_id}", f"households/{household}", "needs", "survey", "search?q=隠れた"):
        page = await observer.http.get(observer.path(path), headers=HTML)
        assert page.status_code == 200, path
        for word in ("隠れた 名前", "大橋町33", "9991", "畳を出してほしい"):
            assert word not in page.text.replace('value="隠れた"', ""), (path, word)


async def test_a_health_note_is_seen_by_who_wrote_it_and_by_chiefs(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    """domain/10 10.4: health and crisis to chief and care; intake sees what it took down itself."""
    need_id = await received(desk, health_note="透析に通っている")
    other = await house.login("intake", name="岡田 千夏")
    assert "透析" in await see(desk, f"needs/{need_id}")
    assert "透析" in await see(chief, f"needs/{need_id}")
    assert "透析" not in await see(other, f"needs/{need_id}")
    assert "山本 ハル" in await see(other, f"needs/{need_id}")


async def test_every_view_of_a_sheet_is_written_down(house: ServedHouse, desk: Desk) -> None:
    need_id = await received(desk)
    await see(desk, f"needs/{need_id}")
    with house.house.opened[house.operation_id].store.read() as connection:
        rows = connection.exec_driver_sql("SELECT act, actor, subjects, fields FROM access_log").all()
    mine = [row for row in rows if row[0] == "page" and need_id in row[2]]
    assert mine
    assert '"name"' in mine[-1][3]
    assert "山本" not in str(rows)


async def test_ones_own_last_act_can_be_taken_back_from_the_sheet(house: ServedHouse, desk: Desk) -> None:
    need_id = await received(desk)
    await desk.do("RequireSurvey", need_id=need_id)
    page = await desk.http.get(desk.path(f"needs/{need_id}"), headers=HTML)
    of = page.text.split('name="of" value="')[1].split('"')[0]
    await desk.do("TakeBack", of=of)
    assert need(house, need_id).status is NeedStatus.INTAKE
    assert "取り消しずみ" in await see(desk, f"needs/{need_id}")


async def test_two_needs_are_merged_by_the_number_that_is_read_aloud(house: ServedHouse, desk: Desk) -> None:
    first, second = await received(desk, name="統合 元"), await received(desk, name="統合 先")
    code = need(house, first).code
    unknown = await act(desk, second, "MergeNeed", number="N-0101-999-9")
    assert unknown.status_code == 422
    assert (await act(desk, second, "MergeNeed", number=code.lower())).status_code == 200
    assert need(house, second).status is NeedStatus.MERGED
    assert "別の番号に統合されています" in await see(desk, f"needs/{second}")


async def test_an_act_that_came_too_late_says_who_was_first(
    house: ServedHouse, desk: Desk, chief: Desk
) -> None:
    need_id = await received(desk)
    await chief.do("RequireSurvey", need_id=need_id)
    answer = await desk.give("RequireSurvey", need_id=need_id)
    assert answer.status_code == 409
    assert "森 すみれさん" in answer.json()["title"]


async def test_a_rank_set_by_hand_goes_back_to_the_score(house: ServedHouse, desk: Desk, chief: Desk) -> None:
    need_id = await received(desk)
    assert (await act(chief, need_id, "SetRank", rank="A", reason="家族が明日帰る")).status_code == 200
    assert need(house, need_id).rank.value == "A"
    assert (await act(chief, need_id, "SetRank", rank="computed", reason="もう帰った")).status_code == 200
    assert need(house, need_id).rank_by_chief is None


async def test_an_act_that_has_no_form_here_is_unknown(desk: Desk) -> None:
    need_id = await received(desk)
    assert (await act(desk, need_id, "OpenDay")).status_code == 404
    missing = await desk.http.get(desk.path("needs/need_nothing"), headers=HTML)
    assert missing.status_code == 404


async def test_the_whole_page_is_read_in_english_too(house: ServedHouse, desk: Desk) -> None:
    need_id = need_of(await save(desk, told(name="英語 さん")))
    english = await house.login("section_chief", name="森 すみれ", locale="en")
    page = await see(english, f"needs/{need_id}")
    assert "What is known" in page
    assert "Received (phone)" in page
