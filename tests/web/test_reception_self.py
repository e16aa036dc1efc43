"""Self check-in by the poster, the volunteer's own page through the whole day, the kiosk, the walls; nobody's
details on any of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from dvc.commands.center import DescribeCenter
from dvc.commands.day import ResumeActivity, StopActivity
from dvc.commands.reception import CheckIn
from dvc.commands.reception_floor import SendHome
from dvc.commands.reception_gates import ConfirmInsurance, RecordOrientation
from dvc.commands.reception_person import CoverForm
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import CheckInMethod
from dvc.domain.day import StopReason
from dvc.domain.ids import VolunteerId
from dvc.domain.insurance import InsurancePlan
from dvc.domain.personal import Personal
from dvc.domain.team import TEAM
from dvc.domain.values import AgeBand
from dvc.domain.visit import VISIT
from dvc.domain.volunteer import VOLUNTEER
from dvc.text.catalog import say
from dvc.web.auth import DeviceKind, Purpose
from tests.factories import SetClock
from tests.served import ServedHouse, served
from tests.web.reception_stage import (
    JOINED,
    MORNING,
    a_team,
    as_system,
    bring_back,
    cap,
    caught_up,
    record_of,
    send_off,
    tag_of,
    today,
    volunteer,
)

FORM = {
    "name": "井上 さくら",
    "kana": "いのうえ さくら",
    "phone": "090-0000-7788",
    "age_band": "thirties",
    "insurance": "tensai",
    "insurance_no": "A-123",
    "joined_on": "9/5",
    "said.condition": "good",
    "agreed": "1",
}


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    """A center at 08:50 with a telephone."""
    with served(tmp_path_factory.mktemp("self"), clock=SetClock(MORNING)) as made:
        made.give(DescribeCenter(phone="0000-22-0110"))
        yield made


def a_phone(house: ServedHouse, locale: str = "ja") -> httpx.AsyncClient:
    """A phone from the street: no cookie, no script."""
    made = httpx.AsyncClient(
        base_url=house.url,
        follow_redirects=True,
        timeout=30.0,
        headers={"accept": "text/html", "accept-language": locale, "origin": house.url},
    )
    house.clients.append(made)
    return made


def path(house: ServedHouse, rest: str) -> str:
    return f"/o/{house.operation_id}/{rest}"


async def fill(guest: httpx.AsyncClient, house: ServedHouse, **changes: Any) -> httpx.Response:
    """Open the form and send it."""
    page = await guest.get(path(house, "in"))
    assert page.status_code == 200, page.text
    found = re.search(r'name="action_id" value="([^"]+)"', page.text)
    assert found is not None
    return await guest.post(path(house, "in"), data={**FORM, "action_id": found[1], "csrf": "", **changes})


def csrf_of(html: str) -> str:
    found = re.search(r'<meta name="csrf" content="([^"]*)"', html)
    assert found is not None
    return found[1]


async def give(phone: httpx.AsyncClient, house: ServedHouse, command: str, **fields: str) -> httpx.Response:
    """Press a button of the own page, without script."""
    page = await phone.get(path(house, "me"))
    assert f'name="act" value="{command}"' in page.text, f"no {command} on the page"
    return await phone.post(path(house, "me"), data={"csrf": csrf_of(page.text), "act": command, **fields})


async def test_somebody_new_checks_in_alone_and_lands_on_the_own_page(house: ServedHouse) -> None:
    phone = a_phone(house)
    page = await fill(phone, house)
    assert page.url.path == path(house, "me")
    record = house.operation.reader.where(ATTENDANCE, day=today(house))[-1]
    assert (record.status.value, record.method) == ("arrived", CheckInMethod.SELF)
    assert f"0912-{record.number:04d}" in page.text
    told = house.operation.reader.labels([record.volunteer_id], [Personal.NAME, Personal.KANA])
    assert told[record.volunteer_id] == {Personal.NAME: "井上 さくら", Personal.KANA: "イノウエ サクラ"}
    assert "井上" not in page.text  # a page that lies on a table says a number, not a name


async def test_plain_japanese_comes_first_and_another_language_is_one_tap(house: ServedHouse) -> None:
    phone = a_phone(house)
    assert "<ruby>受付" in (await phone.get(path(house, "in"))).text
    english = await phone.get(f"/view?lang=en&back={path(house, 'in')}")
    assert "Volunteer check-in" in english.text
    assert "Thank you for coming." in (await a_phone(house, "en").get(path(house, "in"))).text


async def test_no_web_font_and_no_name_of_a_web_font_on_phone_pages(house: ServedHouse) -> None:
    page = await a_phone(house).get(path(house, "in"))
    assert "noto-sans" not in page.text
    assert " style=" not in page.text


async def test_a_form_sent_again_because_no_answer_came_is_one_person(house: ServedHouse) -> None:
    phone = a_phone(house)
    page = await phone.get(path(house, "in"))
    action = re.search(r'name="action_id" value="([^"]+)"', page.text)
    assert action is not None
    data = {**FORM, "name": "二度 押す", "kana": "ニド", "phone": "090-0000-1212", "action_id": action[1]}
    before = len(house.operation.reader.where(VOLUNTEER))
    first = await phone.post(path(house, "in"), data=data)
    phone.cookies.clear()  # the answer was lost on the way, its cookie too
    again = await phone.post(path(house, "in"), data=data)
    assert first.url.path == again.url.path == path(house, "me")
    assert len(house.operation.reader.where(VOLUNTEER)) == before + 1


async def test_nobody_can_choose_whose_entry_a_form_makes(house: ServedHouse) -> None:
    """An id in the body is no field of the form; the entry is made of the form's own action id."""
    victim = volunteer(house, "vol_victim", "本人 です", "ホンニン", phone="090-0000-9898")
    page = await fill(
        a_phone(house), house, name="別の 人", kana="ベツ", phone="090-0000-5151", volunteer_id=victim
    )
    assert page.url.path == path(house, "me")
    assert house.operation.reader.where(ATTENDANCE, volunteer_id=victim) == []


async def test_what_is_missing_is_named_and_what_was_typed_stays(house: ServedHouse) -> None:
    before = len(house.operation.reader.where(VOLUNTEER))
    page = await fill(a_phone(house, "en"), house, name="Anna Schmidt", phone="12", agreed="", age_band="")
    assert page.status_code == 422
    assert 'value="Anna Schmidt"' in page.text
    for field in ("phone", "age_band", "agreed"):
        assert f'href="#f-{field}"' in page.text, field
    assert len(house.operation.reader.where(VOLUNTEER)) == before


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"insurance": "none", "insurance_no": ""}, "insurance_wait", "保険"),
        ({"insurance_no": ""}, "insurance_wait", "保険"),
        ({"age_band": "from_15"}, "insurance_wait", "いいです"),
        ({"said.condition": "bad"}, "rest", "救護"),
    ],
    ids=["no insurance", "no policy number", "a minor", "unwell"],
)
async def test_whoever_needs_the_desk_is_sent_there_with_the_reason(
    house: ServedHouse, changes: dict[str, str], status: str, words: str
) -> None:
    number = f"090-0000-{random.Random(str(changes)).randrange(1000, 9999)}"
    phone = a_phone(house)
    page = await fill(phone, house, name=f"門 {number}", kana="モン", phone=number, **changes)
    assert (await phone.get(path(house, "me.json"))).json()["status"] == status
    assert words in re.sub(r"<r[pt]>.*?</r[pt]>", "", page.text)


async def test_the_same_person_on_another_phone_is_not_entered_again(house: ServedHouse) -> None:
    who = volunteer(house, "vol_known", "常連 花子", "ジョウレン ハナコ", phone="090-0000-4141")
    before = len(house.operation.reader.where(VOLUNTEER))
    page = await fill(a_phone(house), house, name="常連　花子", kana="じょうれん はなこ", phone="09000004141")
    assert page.url.path == path(house, "me")
    assert record_of(house, who).method is CheckInMethod.SELF
    assert len(house.operation.reader.where(VOLUNTEER)) == before


async def test_a_known_phone_needs_two_taps(house: ServedHouse) -> None:
    who = volunteer(house, "vol_back", "再び 来る", "フタタビ", phone="090-0000-3131")
    phone = a_phone(house)
    assert (await phone.get(f"/j/{tag_of(house, who)}")).url.path == path(house, "me")
    page = await phone.get(path(house, "in"))
    assert "再び 来る さん、おかえりなさい" in page.text
    assert len(re.findall(r"<button[^>]*primary", page.text)) == 1
    fields = {"act": "CheckIn", "volunteer_id": who, "method": "self", "said.condition": "good"}
    done = await phone.post(path(house, "me"), data={"csrf": csrf_of(page.text), **fields})
    assert done.url.path == path(house, "me")
    assert record_of(house, who).status.value == "arrived"
    assert (await phone.get(path(house, "in"))).url.path == path(house, "me")


async def test_a_family_checks_in_on_one_phone_and_it_stays_its_owners(house: ServedHouse) -> None:
    who = volunteer(house, "vol_parent", "家族 一", "カゾク", phone="090-0000-1515")
    phone = a_phone(house)
    await phone.get(f"/j/{tag_of(house, who)}")
    page = await phone.get(path(house, "in?other=1"))
    action = re.search(r'name="action_id" value="([^"]+)"', page.text)
    assert action is not None
    data = {
        **FORM,
        "name": "家族 二",
        "kana": "カゾク",
        "action_id": action[1],
        "csrf": csrf_of(page.text),
        "other": "1",
    }
    done = await phone.post(path(house, "in"), data=data)
    assert "V-0912-" in done.text
    mine = (await phone.get(path(house, "me.json"))).json()
    assert (mine["status"], mine["say"]) == (None, "check_in")


async def test_who_lost_the_seat_is_told_on_the_own_page_without_asking(house: ServedHouse) -> None:
    people = [
        volunteer(house, f"vol_seat_{n}", f"席 {n}", "セキ", phone=f"090-0000-270{n}") for n in (1, 2, 3)
    ]
    phone = a_phone(house)
    await phone.get(f"/j/{tag_of(house, people[2])}")
    records = []
    for who in people:
        house.give(CheckIn(volunteer_id=who))
        records.append(record_of(house, who).attendance_id)
    house.give(RecordOrientation(attendance_ids=tuple(records)))
    team = a_team(house, records[:2], tent=4)
    send_off(house, team)
    gone = house.operation.reader.find(TEAM, team)
    assert gone is not None
    sheet = house.operation.reader.find(VISIT, gone.visits[0])
    assert sheet is not None
    second = as_system(house, "PostNeed", need_id=sheet.need_id, second_sheet=True)["visit_id"]
    as_system(house, "TakeSeat", visit_id=second, people=[records[2]])
    before = (await phone.get(path(house, "me.json"))).json()
    assert before["say"] == "team_soon"
    bring_back(house, team, records[:2])
    report = {"team_id": team, "visit_id": sheet.visit_id, "result": "complete", "hours": 2.0}
    assert as_system(house, "ReportVisit", **report)["freed"] == 1
    after = (await phone.get(path(house, "me.json"))).json()
    assert (after["say"], after["status"]) == ("wait_again", "oriented")
    assert after["version"] != before["version"]
    assert say("volunteer.why.wait_again", "ja") in (await phone.get(path(house, "me?lang=ja"))).text
    desk = await house.login("matching")
    await caught_up(house)
    items = {(one["kind"], one["id"]): one for one in (await desk.board("matching"))["items"]}
    assert items["attendance", records[2]]["freed"] == "need_over"
    assert ("visit", second) not in items


async def test_one_persons_page_cannot_act_for_another(house: ServedHouse) -> None:
    mine = volunteer(house, "vol_mine", "自分 です", "ジブン")
    other = volunteer(house, "vol_other", "他人 です", "タニン")
    phone = a_phone(house)
    page = await phone.get(f"/j/{tag_of(house, mine)}")
    fields = {"csrf": csrf_of(page.text), "volunteer_id": other}
    command = f"/api/v1/operations/{house.operation_id}/commands/CheckIn"
    assert (await phone.post(command, data=fields)).status_code == 403
    assert (await phone.post(path(house, "me"), data={**fields, "act": "CheckIn"})).status_code == 403
    assert (await phone.post(path(house, "me"), data={**fields, "act": "OpenDay"})).status_code == 404
    assert (
        await phone.post(path(house, "me"), data={**fields, "csrf": "x", "act": "CheckIn"})
    ).status_code == 403
    assert house.operation.reader.where(ATTENDANCE, volunteer_id=other) == []


async def test_the_own_page_follows_the_person_through_the_day(house: ServedHouse) -> None:
    who = volunteer(house, "vol_day", "一日 さん", "イチニチ", is_insured=False, phone="090-0000-2323")
    phone = a_phone(house, "en")
    await phone.get(f"/j/{tag_of(house, who)}")

    async def said() -> str:
        answer = await phone.get(path(house, "me.json"))
        assert answer.status_code == 200, answer.text
        return str(answer.json()["say"])

    seen = [await said()]
    await give(phone, house, "CheckIn", volunteer_id=who, method="self")
    seen.append(await said())
    record = record_of(house, who).attendance_id
    cover = CoverForm(plan=InsurancePlan.TENSAI, joined_on=JOINED)
    house.give(ConfirmInsurance(attendance_id=record, cover=cover))
    seen.append(await said())
    house.give(RecordOrientation(attendance_ids=(record,)))
    seen.append(await said())
    await give(phone, house, "AmendAnswers", attendance_id=record, **{"said.condition": "bad"})
    seen.append(await said())
    assert seen == ["check_in", "desk", "orientation", "wait_team", "rest"]
    page = await phone.get(path(house, "me"))
    assert "First aid will talk with you" in page.text
    assert 'href="tel:0000-22-0110"' in page.text


async def test_the_team_the_way_out_and_the_thanks_come_by_themselves(house: ServedHouse) -> None:
    names = [f"vol_team{n}" for n in range(3)]
    for n, who in enumerate(names):
        volunteer(house, who, f"組 {n}", f"クミ{n}", phone=f"090-0000-81{n:02d}")
        house.give(CheckIn(volunteer_id=VolunteerId(who)))
    people = [record_of(house, who).attendance_id for who in names]
    house.give(RecordOrientation(attendance_ids=tuple(people)))
    phone = a_phone(house, "en")
    await phone.get(f"/j/{tag_of(house, names[1])}")
    team = a_team(house, people, tent=3)
    page = (await phone.get(path(house, "me"))).text
    assert re.search(r'class="tno num">T-\d+<', page)
    assert "Tent 3" in page
    assert "9:10 <small>be there" in page
    assert say("words.work.belongings_out", "en") in page
    assert f"Tag {record_of(house, names[0]).number:04d}" in page
    assert not re.search("鵜木|7101|三条|組 0", page)
    facts = (await phone.get(path(house, "me.json"))).json()
    assert (facts["say"], facts["tent"], facts["people"]) == ("team", 3, 3)
    await caught_up(house)
    desk = await house.login("matching")
    wall = (await desk.http.get(path(house, "wall"))).text
    assert re.search(rf"{facts['team']}</b>.*?3番テント.*?3<small>人.*?9:10", wall, re.DOTALL)
    assert not re.search("鵜木|三条|組 0", wall)
    send_off(house, team)
    page = (await phone.get(path(house, "me"))).text
    assert "Take care at work" in page
    assert "15:00 <small>be back" in page
    assert "LeaveEarly" not in page
    bring_back(house, team, people)
    page = (await phone.get(path(house, "me"))).text
    assert "Welcome back, and thank you" in page
    done = await give(phone, house, "CheckOut", attendance_id=people[1], condition="good", tomorrow="true")
    assert "Thank you for today" in done.text
    assert (record_of(house, names[1]).status.value, record_of(house, names[1]).tomorrow) == (
        "checked_out",
        True,
    )


async def test_the_small_question_is_answered_by_nothing_new_until_something_changes(
    house: ServedHouse,
) -> None:
    who = volunteer(house, "vol_poll", "聞く 人", "キク")
    phone = a_phone(house)
    await phone.get(f"/j/{tag_of(house, who)}")
    first = await phone.get(path(house, "me.json"))
    etag = first.headers["etag"]
    same = await phone.get(path(house, "me.json"), headers={"if-none-match": etag})
    assert (same.status_code, same.content) == (304, b"")
    await give(phone, house, "CheckIn", volunteer_id=who, method="self")
    news = await phone.get(path(house, "me.json"), headers={"if-none-match": etag})
    assert (news.status_code, news.json()["status"]) == (200, "arrived")
    assert len(news.content) < 700


async def test_the_waiting_list_and_going_home_are_told_kindly(house: ServedHouse) -> None:
    who = volunteer(house, "vol_line", "並ぶ 人", "ナラブ")
    phone = a_phone(house, "en")
    await phone.get(f"/j/{tag_of(house, who)}")
    cap(house, 0)
    try:
        await give(phone, house, "CheckIn", volunteer_id=who, method="self")
    finally:
        cap(house, 240)
    page = await phone.get(path(house, "me"))
    assert "You are number 1 in line" in page.text
    house.give(SendHome(attendance_ids=(record_of(house, who).attendance_id,)))
    page = await give(phone, house, "BookDay", volunteer_id=who, day="2026-09-13")
    assert "Sun 13 Sep is booked" in page.text
    assert "Thank you for coming" in page.text


async def test_a_phone_without_a_link_is_shown_the_way(house: ServedHouse) -> None:
    phone = a_phone(house)
    page = await phone.get(path(house, "me"))
    assert f'href="{path(house, "in")}"' in page.text
    assert (await phone.get(path(house, "me.json"))).status_code == 401


async def a_device(house: ServedHouse, kind: DeviceKind) -> httpx.AsyncClient:
    """A browser that was paired as a wall or kiosk."""
    secret = house.operation.credentials.issue(
        Purpose.PAIRING, "staff_1", {"device": kind, "section": None, "number": None}, expires_at=None
    )
    device = a_phone(house)
    page = await device.get(f"/j/{secret}")
    done = await device.post(path(house, "pair"), data={"csrf": csrf_of(page.text)})
    assert done.status_code == 200, done.text
    return device


async def test_the_kiosk_gives_number_and_code_and_keeps_nothing_of_the_person(house: ServedHouse) -> None:
    kiosk = await a_device(house, DeviceKind.KIOSK)
    page = await kiosk.get(path(house, "kiosk"))
    assert page.url.path == path(house, "in")
    assert "data-draft" not in page.text
    action = re.search(r'data-steps[\s\S]*?name="action_id" value="([^"]+)"', page.text)
    assert action is not None
    data = {
        **FORM,
        "name": "電話 なし",
        "kana": "デンワ",
        "phone": "なし",
        "action_id": action[1],
        "csrf": csrf_of(page.text),
    }
    done = await kiosk.post(path(house, "in"), data=data)
    assert done.status_code == 200, done.text
    assert "V-0912-" in done.text
    assert "<svg" in done.text
    assert not [name for name in kiosk.cookies if "-v-" in name]
    assert "電話 なし" not in done.text
    who = volunteer(house, "vol_kiosk", "端末 さん", "タンマツ")
    page = await kiosk.get(path(house, "in"))
    answer = await kiosk.post(
        f"/api/v1/operations/{house.operation_id}/check-ins",
        json={"tag": tag_of(house, who), "method": "self", "said": {"condition": "good"}},
        headers={"x-csrf": csrf_of(page.text), "accept": "application/json"},
    )
    assert answer.json()["result"]["status"] == "arrived", answer.text
    assert (await kiosk.get(path(house, "reception"))).status_code == 403


async def test_the_walls_open_with_the_screens_token_alone_and_hold_no_name(house: ServedHouse) -> None:
    wall = await a_device(house, DeviceKind.WALL)
    await caught_up(house)
    calls = await wall.get(path(house, "wall"))
    assert calls.status_code == 200
    assert "集まってください" in calls.text
    assert "15:00" in calls.text
    figures = await wall.get(path(house, "wall/all"))
    assert "いまのセンター" in figures.text
    for page in (calls.text, figures.text):
        assert not re.search("井上|佐藤|端末", page)
    assert (await wall.get(path(house, "reception"))).status_code in {401, 403}
    nobody = a_phone(house)
    assert (await nobody.get(path(house, "wall"))).url.path == path(house, "who")


async def test_a_stop_covers_the_wall_until_the_activity_goes_on(house: ServedHouse) -> None:
    wall = await a_device(house, DeviceKind.WALL)
    house.give(StopActivity(reason=StopReason.THUNDER))
    await caught_up(house)
    stopped = (await wall.get(path(house, "wall"))).text
    house.give(ResumeActivity())
    await caught_up(house)
    again = (await wall.get(path(house, "wall"))).text
    assert re.search(r"data-recall aria-label", stopped)
    assert re.search(r"data-recall hidden aria-label", again)


async def test_before_the_day_is_open_a_phone_can_register_and_check_in_later(house: ServedHouse) -> None:
    clock = house.house.clock
    assert isinstance(clock, SetClock)
    clock.forward(days=1)
    try:
        await caught_up(house)
        phone = a_phone(house, "en")
        page = await fill(phone, house, name="早い 人", kana="ハヤイ", phone="090-0000-8765")
        assert "Check-in has not begun" in page.text
        entry = house.operation.reader.where(VOLUNTEER)[-1]
        assert entry.age_band in set(AgeBand)
        assert (await phone.get(path(house, "me.json"))).json()["say"] == "not_open"
    finally:
        clock.forward(days=-1)
