"""Check-ins over HTTP: one scan and its words, gates, cap, repeats, batches of a device without a line, eight
stations at once, the list of volunteers by role.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from typing import Any

import pytest

from dvc.commands.reception import CheckIn
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.ids import VolunteerId
from dvc.domain.values import AgeBand
from dvc.web.auth import Purpose
from tests.factories import SetClock
from tests.served import ServedHouse, served
from tests.web.reception_stage import MORNING, api, cap, post, record_of, tag_of, today, volunteer


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    """A center at 08:50 on a Saturday."""
    with served(tmp_path_factory.mktemp("reception"), clock=SetClock(MORNING)) as made:
        yield made


async def test_a_scanned_tag_receives_the_person_and_brings_the_words(house: ServedHouse) -> None:
    desk = await house.login("reception")
    who = volunteer(house, "vol_tag1", "佐藤 美咲", "サトウ ミサキ")
    answer = await post(desk, api(desk, "check-ins"), tag=f"http://phone/j/{tag_of(house, who)}", method="qr")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["result"]["status"], told["family"]) == ("arrived", "done")
    assert told["words"] == "受付しました。説明 第1回へどうぞ。"
    assert record_of(house, who).method is not None


async def test_a_second_scan_says_when_and_at_which_desk_the_first_one_was(house: ServedHouse) -> None:
    desk = await house.login("reception")
    who = volunteer(house, "vol_twice", "三浦 光", "ミウラ ヒカル")
    first = await post(desk, api(desk, "check-ins"), volunteer_id=who, station="reception-1")
    again = await post(desk, api(desk, "check-ins"), volunteer_id=who, station="reception-2")
    assert not first.json()["result"]["repeated"]
    assert again.json()["words"] == "08:50に窓口1で受付ずみです。"
    assert again.json()["family"] == "alarm"
    assert len(record_of(house, who).scans) == 2


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ({"age": AgeBand.THIRTIES, "is_insured": False}, "reception.insurance_missing"),
        ({"age": AgeBand.FROM_15, "is_insured": True}, "reception.minor_guardian"),
    ],
    ids=["no insurance", "a minor"],
)
async def test_a_gate_holds_the_person_at_the_desk_and_says_what_is_missing(
    house: ServedHouse, person: dict[str, Any], code: str
) -> None:
    desk = await house.login("reception")
    who = volunteer(house, f"vol_gate_{person['age']}", "門 の人", "モン", **person)
    result = (await post(desk, api(desk, "check-ins"), volunteer_id=who)).json()["result"]
    assert (result["status"], result["answer"]) == ("insurance_wait", code)


async def test_over_the_cap_the_walk_in_waits_and_the_booked_one_does_not(house: ServedHouse) -> None:
    desk = await house.login("reception")
    booked = volunteer(house, "vol_booked", "予約 の人", "ヨヤク", books=True)
    walk_in = volunteer(house, "vol_walkin", "当日 の人", "トウジツ")
    cap(house, 0)
    try:
        first = (await post(desk, api(desk, "check-ins"), volunteer_id=booked)).json()
        second = (await post(desk, api(desk, "check-ins"), volunteer_id=walk_in)).json()
    finally:
        cap(house, 240)
    assert first["result"]["status"] == "arrived"
    assert (second["result"]["status"], second["result"]["place"]) == ("waitlist", 1)
    assert second["words"] == "空き待ちの1番目です。空いたらこの画面でお知らせします。"


async def test_a_tag_of_nobody_is_refused_in_words(house: ServedHouse) -> None:
    desk = await house.login("reception")
    for tag in ("A" * 22, "V-0912-7777-1", "0912-7777", "no tag at all"):
        answer = await post(desk, api(desk, "check-ins"), tag=tag)
        assert (answer.status_code, answer.json()["code"]) == (404, "reception.qr_unknown"), tag


async def test_number_and_code_of_the_day_are_tags_too(house: ServedHouse) -> None:
    desk = await house.login("reception")
    who = volunteer(house, "vol_number", "番号 の人", "バンゴウ")
    made = (await post(desk, api(desk, "check-ins"), volunteer_id=who)).json()["result"]
    for tag in (str(made["number"]), made["code"], f"0912-{made['number']:04d}"):
        again = (await post(desk, api(desk, "check-ins"), tag=tag)).json()
        assert again["result"]["volunteer_id"] == who, tag


async def test_a_batch_keeps_good_scans_names_bad_ones_and_repeats_count_once(house: ServedHouse) -> None:
    desk = await house.login("reception")
    people = [volunteer(house, f"vol_batch{n}", f"人 {n}", f"ヒト{n}") for n in range(4)]
    scans: list[dict[str, Any]] = [
        {
            "action_id": f"tablet-7-scan-{n}",
            "tag": tag_of(house, who),
            "scanned_at": f"2026-09-12T08:{30 + n}:00+09:00",
            "number": 8100 + n,
        }
        for n, who in enumerate(people)
    ]
    again = {**scans[0], "action_id": "tablet-7-scan-again", "scanned_at": "2026-09-12T08:45:00+09:00"}
    wrong = [
        {"action_id": "tablet-7-nobody", "tag": "B" * 22, "scanned_at": "2026-09-12T08:40:00+09:00"},
        {"action_id": "tablet-7-no-time", "volunteer_id": people[0]},
        {"tag": scans[1]["tag"], "scanned_at": "2026-09-12T08:40:00+09:00"},
        "not a scan",
    ]
    order = [*scans, scans[2], again, *wrong]
    random.Random(3).shuffle(order)
    answer = await post(
        desk, api(desk, "check-ins/batch"), device_now=MORNING.isoformat(), station="reception-7", scans=order
    )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["taken"], body["refused"]) == (6, 4)
    codes = {one["action_id"]: one.get("code") for one in body["results"]}
    assert codes["tablet-7-nobody"] == "reception.qr_unknown"
    assert codes["tablet-7-no-time"] == "refusal.shape"
    first = record_of(house, people[0])
    assert [f"{scan.at.astimezone(MORNING.tzinfo):%H:%M}" for scan in first.scans] == ["23:30", "23:45"]
    assert (first.number, first.scans[0].station) == (8100, "reception-7")
    assert len(record_of(house, people[2]).scans) == 1
    whole = await post(desk, api(desk, "check-ins/batch"), device_now=MORNING.isoformat(), scans=order)
    assert [one["ok"] for one in whole.json()["results"]] == [one["ok"] for one in body["results"]]
    assert [len(record_of(house, who).scans) for who in people] == [2, 1, 1, 1]


async def test_a_device_with_a_wrong_clock_is_put_right(house: ServedHouse) -> None:
    desk = await house.login("reception")
    who = volunteer(house, "vol_clock", "時計 の人", "トケイ")
    scan = {"action_id": "wrong-clock-1", "volunteer_id": who, "scanned_at": "2026-09-12T06:40:00+09:00"}
    body = {"device_now": "2026-09-12T06:50:00+09:00", "scans": [scan]}
    answer = await post(desk, api(desk, "check-ins/batch"), **body)
    assert answer.json()["taken"] == 1
    assert record_of(house, who).arrived_at == MORNING.replace(minute=40)


@pytest.mark.parametrize("scans", [None, [], [{}] * 201], ids=["none", "empty", "too many"])
async def test_a_batch_of_the_wrong_size_is_refused_whole(house: ServedHouse, scans: Any) -> None:
    desk = await house.login("reception")
    answer = await post(desk, api(desk, "check-ins/batch"), scans=scans)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "scans")


async def test_eight_stations_at_once_give_everybody_one_record_and_one_number(house: ServedHouse) -> None:
    chance = random.Random(8)
    stations = [await house.login("reception", name=f"窓口{n}") for n in range(8)]
    people = [
        volunteer(house, f"vol_rush{n:03d}", f"人 {n}", f"ヒト{n}", is_insured=n % 10 != 0) for n in range(60)
    ]
    queue = [*people, *chance.sample(people, 4)]
    chance.shuffle(queue)

    async def serve(number: int) -> list[dict[str, Any]]:
        told = []
        for who in queue[number::8]:
            answer = await post(
                stations[number],
                api(stations[number], "check-ins"),
                volunteer_id=who,
                station=f"reception-{number}",
            )
            assert answer.status_code == 200, answer.text
            told.append(answer.json()["result"])
        return told

    told = [one for each in await asyncio.gather(*(serve(n) for n in range(8))) for one in each]
    assert sum(one["repeated"] for one in told) == 4
    records = [record_of(house, who) for who in people]
    assert len({one.number for one in records}) == 60
    held = [one for one in records if one.status is AttendanceStatus.INSURANCE_WAIT]
    assert len(held) == 6
    assert sum(len(one.scans) for one in records) == 64


async def test_the_list_of_volunteers_goes_on_from_its_cursor_with_names_for_the_desk_only(
    house: ServedHouse,
) -> None:
    desk, safety, program = await house.login("reception"), await house.login("safety"), "api"
    for n in range(5):
        volunteer(house, f"vol_zz{n}", f"一覧 {n}", f"イチラン{n}")
    seen: list[str] = []
    after = "vol_zz"
    while after:
        page = (await desk.http.get(api(desk, f"volunteers?after={after}&limit=2"))).json()
        seen += [one["volunteer_id"] for one in page["items"]]
        assert all(one["told"]["name"].startswith("一覧") for one in page["items"])
        after = page["next"] or ""
    assert seen == [f"vol_zz{n}" for n in range(5)]
    told = (await safety.http.get(api(safety, "volunteers?after=vol_zz&limit=1"))).json()["items"][0]["told"]
    assert set(told) >= {"name", "phone"}
    secret = house.operation.credentials.issue(Purpose.TOKEN, "token_1", {"role": program}, expires_at=None)
    headers = {"authorization": f"Bearer {secret}", "accept": "application/json"}
    bare = await desk.http.get(api(desk, "volunteers?after=vol_zz&limit=5"), headers=headers)
    assert "一覧" not in bare.text
    assert [one["told"] for one in bare.json()["items"]] == [{}] * 5
    with house.house.opened[house.operation_id].store.read() as connection:
        acts = connection.exec_driver_sql("SELECT act, subjects FROM access_log WHERE act = 'export'").all()
    assert any("vol_zz4" in subjects for _, subjects in acts)


async def test_a_program_registers_somebody_and_a_desk_without_the_right_does_not(house: ServedHouse) -> None:
    desk, matching = await house.login("reception"), await house.login("matching")
    body = {"person": {"name": "登録 太郎", "phone": "090-0000-2222", "age_band": "forties"}}
    made = await post(desk, api(desk, "volunteers"), **body)
    assert made.status_code == 200, made.text
    assert made.json()["result"]["volunteer_id"].startswith("vol_")
    assert (await post(matching, api(matching, "volunteers"), **body)).status_code == 403
    assert (await post(matching, api(matching, "check-ins"), volunteer_id="vol_tag1")).status_code == 403


async def test_nothing_is_received_before_the_day_is_open_but_late_scans_are_kept(house: ServedHouse) -> None:
    who = VolunteerId("vol_late")
    volunteer(house, who, "夜 の人", "ヨル")
    before = len(house.operation.reader.where(ATTENDANCE, day=today(house)))
    desk = await house.login("reception")
    yesterday = {"action_id": "late-scan-1", "volunteer_id": who, "scanned_at": "2026-09-11T09:00:00+09:00"}
    refused = await post(desk, api(desk, "check-ins"), **yesterday)
    assert refused.json()["code"] == "reception.day_not_open"
    kept = await post(desk, api(desk, "check-ins/batch"), scans=[{**yesterday, "action_id": "late-scan-2"}])
    assert kept.json()["results"][0]["ok"], kept.text
    assert len(house.operation.reader.where(ATTENDANCE, day=today(house))) == before
    house.give(CheckIn(volunteer_id=who))
    assert record_of(house, who).status is AttendanceStatus.ARRIVED


async def test_the_json_routes_stand_in_the_openapi_document(house: ServedHouse) -> None:
    desk = await house.login("reception")
    paths = (await desk.http.get("/openapi.json")).json()["paths"]
    root = "/api/v1/operations/{operation}"
    assert set(paths[f"{root}/volunteers"]) == {"parameters", "get", "post"}
    scans = paths[f"{root}/check-ins/batch"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert scans["properties"]["scans"]["maxItems"] == 200
