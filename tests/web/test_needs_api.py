"""The collection of needs for programs, the search field, the resident's own form, the cards of the desks."""

from __future__ import annotations

import httpx
import pytest

from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.personal import Personal
from tests.served import Desk, ServedHouse
from tests.web.needs_stage import HTML, build_city, received, see, words_of


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


def api(house: ServedHouse, rest: str = "") -> str:
    return f"/api/v1/operations/{house.operation_id}/needs{rest}"


def script(desk: Desk, **more: str) -> dict[str, str]:
    return {"accept": "application/json", "x-csrf": desk.csrf, **more}


async def test_needs_are_read_page_by_page_without_gap_or_repeat(house: ServedHouse, desk: Desk) -> None:
    made = {await received(desk, name=f"頁 {n}") for n in range(5)}
    seen: list[str] = []
    address: str | None = api(house, "?limit=2")
    while address is not None:
        page = (await desk.http.get(address, headers=script(desk))).json()
        assert len(page["items"]) <= 2
        seen += [one["id"] for one in page["items"]]
        address = page["next"]
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen))
    assert made <= set(seen)


async def test_a_list_gives_each_role_what_it_may_read(house: ServedHouse, desk: Desk) -> None:
    need_id = await received(desk, name="役割 さん")
    observer = await house.login("observer")
    mine = (await desk.http.get(api(house, f"/{need_id}"), headers=script(desk))).json()
    theirs = (await observer.http.get(api(house, f"/{need_id}"), headers=script(observer))).json()
    assert mine["told"]["name"] == "役割 さん"
    assert "told" not in theirs
    assert theirs["code"] == mine["code"]


async def test_a_limit_that_is_no_number_is_named(house: ServedHouse, desk: Desk) -> None:
    for limit in ("0", "201", "many"):
        answer = await desk.http.get(api(house, f"?limit={limit}"), headers=script(desk))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "limit")


async def test_a_program_receives_and_corrects_with_the_version_it_saw(
    house: ServedHouse, desk: Desk
) -> None:
    body = {"channel": "phone", "name": "外 から", "address": "大橋町8", "request_text": "庭の泥"}
    made = await desk.http.post(api(house), json=body, headers=script(desk))
    assert made.status_code == 201
    address = made.headers["location"]
    seen = await desk.http.get(address, headers=script(desk))
    etag = seen.headers["etag"]
    patched = await desk.http.patch(
        address, json={"living": {"no_water": True}}, headers=script(desk, **{"if-match": etag})
    )
    assert patched.status_code == 200
    late = await desk.http.patch(
        address, json={"living": {"alone": True}}, headers=script(desk, **{"if-match": etag})
    )
    assert (late.status_code, late.json()["code"]) == (409, "refusal.stale")
    assert late.json()["details"]["version"] > int(etag.strip('"'))
    assert late.json()["details"]["by"] == "村瀬 恵"
    without = await desk.http.patch(address, json={"living": {"alone": True}}, headers=script(desk))
    assert without.status_code == 422


async def test_one_idempotency_key_receives_one_need(house: ServedHouse, desk: Desk) -> None:
    body = {"channel": "phone", "name": "一度 だけ", "address": "大橋町8", "request_text": "庭の泥"}
    headers = script(desk, **{"idempotency-key": "program-key-1"})
    first = await desk.http.post(api(house), json=body, headers=headers)
    again = await desk.http.post(api(house), json=body, headers=headers)
    assert first.json()["result"] == again.json()["result"]


@pytest.mark.parametrize("how", ["code", "kana", "phone", "address"])
async def test_the_search_field_finds_a_household_by(house: ServedHouse, desk: Desk, how: str) -> None:
    need_id = await received(
        desk, name="探 される", kana="サガ サレル", phone="090-0000-3939", address="三条五丁目39"
    )
    asked = {"code": need(house, need_id).code, "kana": "さがされ", "phone": "3939", "address": "三条5丁目39"}
    page = await see(desk, f"search?q={asked[how]}")
    assert need(house, need_id).code in page
    assert "探 される" in page


async def test_a_search_shows_only_what_the_role_may_read_and_is_written_down(
    house: ServedHouse, desk: Desk
) -> None:
    need_id = await received(desk, name="番号 だけ", kana="バンゴウ ダケ")
    reception = await house.login("reception")
    by_name = await see(reception, "search?q=バンゴウ")
    assert "見つかりません" in by_name
    by_code = await see(reception, f"search?q={need(house, need_id).code}")
    assert need(house, need_id).code in by_code
    assert "番号 だけ" not in by_code
    await see(desk, "search?q=バンゴウ")
    with house.house.opened[house.operation_id].store.read() as connection:
        rows = connection.exec_driver_sql("SELECT act, subjects FROM access_log").all()
    assert any(act == "search" and need(house, need_id).household_id in of for act, of in rows)


async def test_volunteers_are_found_by_those_who_work_with_them(house: ServedHouse, desk: Desk) -> None:
    reception = await house.login("reception")
    person = {"name": "平田 修", "kana": "ヒラタ オサム", "phone": "090-0000-6060"}
    made = await reception.do("CheckInNew", person=person)
    found = await reception.http.get(reception.path("search?q=ひらた"), headers=HTML)
    assert "平田 修" in words_of(found.text)
    assert f"/reception?q={made['code']}" in found.text
    assert "平田 修" not in await see(desk, "search?q=ひらた")


RESIDENT = {
    "name": "川口 とめ",
    "phone": "090-0000-2323",
    "address": "川端一丁目7",
    "request_text": "一人で畳が上げられません",
    "living.alone": "true",
    "hours": "any",
}


async def test_a_resident_asks_for_help_in_plain_words_and_the_desk_confirms(
    house: ServedHouse, desk: Desk
) -> None:
    async with httpx.AsyncClient(base_url=house.url, follow_redirects=True) as resident:
        form = await resident.get(f"/o/{house.operation_id}/ask", headers=HTML)
        assert "<ruby>" in form.text
        assert "0000-22-0110" in form.text
        sent = await resident.post(
            f"/o/{house.operation_id}/ask", data=RESIDENT, headers={**HTML, "origin": house.url}
        )
    assert sent.status_code == 200
    code = str(sent.url).split("saved=")[1]
    assert code in sent.text
    assert "川口" not in sent.text
    made = next(one for one in house.operation.reader.where(NEED, code=code))
    assert (made.status, made.verified, made.channel.value) == (NeedStatus.INTAKE, False, "web")
    assert made.consent is None
    assert "Webの受付 1件を電話で確かめてください" in await see(desk, "needs")
    refused = await desk.give("RequireSurvey", need_id=made.need_id)
    assert refused.json()["code"] == "needs.verify_first"
    await desk.do("VerifyNeed", need_id=made.need_id)
    history = house.operation.reader.history(made.household_id, Personal.NAME)
    assert history[0].source.medium == "web"


async def test_a_resident_who_left_a_field_out_is_told_which_and_keeps_the_rest(house: ServedHouse) -> None:
    async with httpx.AsyncClient(base_url=house.url, follow_redirects=True) as resident:
        sent = await resident.post(
            f"/o/{house.operation_id}/ask",
            data={**RESIDENT, "address": " ", "phone": ""},
            headers={**HTML, "origin": house.url},
        )
    assert sent.status_code == 422
    assert 'href="#f-address"' in sent.text
    assert 'href="#f-phone"' in sent.text
    assert "一人で畳が上げられません" in sent.text


async def test_a_resident_cannot_write_what_only_the_desk_may(house: ServedHouse) -> None:
    known = house.operation.reader.where(NEED)[0].household_id
    async with httpx.AsyncClient(base_url=house.url, follow_redirects=True) as resident:
        sent = await resident.post(
            f"/o/{house.operation_id}/ask",
            data={**RESIDENT, "same_household_as": known, "cautions": "x", "number": "9001"},
            headers={**HTML, "origin": house.url},
        )
    code = str(sent.url).split("saved=")[1]
    made = next(one for one in house.operation.reader.where(NEED, code=code))
    assert made.household_id != known
    assert made.number < 8000
    assert house.operation.reader.label(made.need_id, Personal.CAUTIONS) is None


@pytest.mark.parametrize(
    "code",
    [
        "needs",
        "survey",
        "reception",
        "orientation",
        "matching",
        "send-off",
        "field",
        "return",
        "equipment",
        "head",
        "figures",
        "map",
    ],
)
async def test_every_desk_has_its_card(house: ServedHouse, desk: Desk, code: str) -> None:
    page = await see(desk, f"help/{code}")
    for words in ("5つの手順", "知っておく数字", "しないこと", "困ったときに聞く人", "0000-22-0110"):
        assert words in page


async def test_a_desk_that_does_not_exist_has_no_card(desk: Desk) -> None:
    assert (await desk.http.get(desk.path("help/kitchen"), headers=HTML)).status_code == 404


async def test_the_document_of_the_interfaces_knows_the_collection(house: ServedHouse, desk: Desk) -> None:
    document = (await desk.http.get("/openapi.json")).json()
    root = "/api/v1/operations/{operation}/needs"
    assert set(document["paths"][root]) >= {"get", "post"}
    assert set(document["paths"][f"{root}/{{need}}"]) >= {"get", "patch"}
    named = {one["name"] for one in document["paths"][f"{root}/{{need}}"]["parameters"]}
    assert named == {"operation", "need"}
    operations = [one for path in document["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations if "operationId" in one]
    assert len(names) == len(set(names))
