"""The open forms at a real server: a hall behind one address is received, a flood is answered with a
sentence.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.need import NEED
from dvc.web.auth import DeviceKind, Purpose
from dvc.web.floods import ASK, CHECK_IN, SAME_CONTENT_MOST, WINDOW_SECONDS
from tests.factories import SetClock
from tests.served import ServedHouse, closing, served
from tests.web.reception_stage import MORNING, tag_of, volunteer

PEOPLE = 300
AT_ONCE = 12
FORM: dict[str, Any] = {
    "kana": "みどりかわ",
    "age_band": "thirties",
    "insurance": "none",
    "said.condition": "good",
    "agreed": "1",
}
CALL: dict[str, Any] = {
    "name": "川口 とめ",
    "phone": "090-0000-2323",
    "address": "川端一丁目7",
    "request_text": "一人で畳が上げられません",
    "living.alone": "true",
    "hours": ["morning", "evening"],
    "agreed": "1",
}


@pytest.fixture
async def house(tmp_path: Any) -> AsyncIterator[ServedHouse]:
    """A server of its own, for what one test sends must not count in another."""
    with served(tmp_path, clock=SetClock(MORNING)) as made:
        async with closing(made) as open_house:
            yield open_house


def a_phone(house: ServedHouse, locale: str = "ja", *, accept: str = "text/html") -> httpx.AsyncClient:
    made = httpx.AsyncClient(
        base_url=house.url,
        timeout=60.0,
        headers={"accept": accept, "accept-language": locale, "origin": house.url},
    )
    house.clients.append(made)
    return made


def path(house: ServedHouse, rest: str) -> str:
    return f"/o/{house.operation_id}/{rest}"


async def check_in(phone: httpx.AsyncClient, house: ServedHouse, number: int, **more: Any) -> httpx.Response:
    person = {"name": f"緑川 {number}", "phone": f"090-0000-{number:04d}", "action_id": f"hall_{number:06d}"}
    return await phone.post(path(house, "in"), data={**FORM, **person, **more})


async def empty(phone: httpx.AsyncClient, house: ServedHouse, times: int) -> set[int]:
    """Send a form with one field so often; the answers."""
    answers = [await phone.post(path(house, "in"), data={"name": "x"}) for _ in range(times)]
    return {one.status_code for one in answers}


async def test_three_hundred_phones_of_one_hall_check_in_within_minutes(house: ServedHouse) -> None:
    gate = asyncio.Semaphore(AT_ONCE)
    shared = a_phone(house)

    async def one(number: int) -> int:
        async with gate:
            shared.cookies.clear()
            return (await check_in(shared, house, number)).status_code

    assert set(await asyncio.gather(*(one(number) for number in range(PEOPLE)))) == {303}
    assert len(house.operation.reader.where(ATTENDANCE)) == PEOPLE


async def test_a_flood_of_check_ins_is_answered_with_a_sentence_and_keeps_what_was_typed(
    house: ServedHouse,
) -> None:
    phone = a_phone(house, "en")
    assert await empty(phone, house, CHECK_IN.address_most) == {422}
    before = len(house.operation.reader.where(ATTENDANCE))
    typed = {"said.condition": "bad", "said.leader_ok": "true", "city_of_home": "白瀬市"}
    phone.headers["x-forwarded-for"] = "10.0.0.7"  # what a sender says of its own address is not read
    answer = await check_in(phone, house, 1, **typed)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= WINDOW_SECONDS
    assert "nothing you wrote is lost" in answer.text
    for kept in ('value="緑川 1"', 'value="090-0000-0001"', 'value="白瀬市"', 'value="hall_000001"'):
        assert kept in answer.text
    assert re.search(r'name="said.condition" value="bad" checked', answer.text)
    assert re.search(r'name="said.leader_ok" value="true" checked', answer.text)
    assert re.search(r'name="insurance" value="none" checked', answer.text)
    script = a_phone(house, "ja", accept="application/json")
    told = await check_in(script, house, 2)
    assert (told.status_code, told.json()["code"]) == (429, "access.flood_address")
    assert 0 < int(told.headers["retry-after"]) <= WINDOW_SECONDS
    assert "書いたことは消えていません" in told.json()["title"]
    assert len(house.operation.reader.where(ATTENDANCE)) == before


async def test_one_phone_is_slowed_and_the_kiosk_never(house: ServedHouse) -> None:
    who = volunteer(house, "vol_owner", "家族 一", "カゾク", phone="090-0000-1515")
    phone = a_phone(house)
    await phone.get(f"/j/{tag_of(house, who)}", follow_redirects=True)
    page = await phone.get(path(house, "in?other=1"))
    found = re.search(r'<meta name="csrf" content="([^"]*)"', page.text)
    assert found is not None
    data = {"csrf": found[1], "name": "家族 二", "other": "1"}
    answers = [
        (await phone.post(path(house, "in"), data=data)).status_code for _ in range(CHECK_IN.device_most + 1)
    ]
    assert set(answers[:-1]) == {422}
    assert answers[-1] == 429
    assert (await check_in(a_phone(house), house, 7)).status_code == 303
    kiosk = await a_kiosk(house)
    assert await empty(kiosk, house, CHECK_IN.device_most + 5) == {422}


async def a_kiosk(house: ServedHouse) -> httpx.AsyncClient:
    """A kiosk that the center has paired."""
    body = {"device": DeviceKind.KIOSK, "section": None, "number": None}
    secret = house.operation.credentials.issue(Purpose.PAIRING, "staff_1", body, expires_at=None)
    kiosk = a_phone(house)
    opened = await kiosk.get(f"/j/{secret}", follow_redirects=True)
    found = re.search(r'name="csrf"[^>]*?(?:value|content)="([^"]*)"', opened.text)
    assert found is not None
    answer = await kiosk.post(str(opened.url.path), data={"csrf": found[1]}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    page = await kiosk.get(path(house, "in"))
    seen = re.search(r'<meta name="csrf" content="([^"]*)"', page.text)
    assert seen is not None
    kiosk.headers["x-csrf"] = seen[1]
    return kiosk


async def test_a_call_for_help_that_is_sent_over_and_over_keeps_what_was_typed(house: ServedHouse) -> None:
    phone = a_phone(house)
    for number in range(SAME_CONTENT_MOST):
        for _ in range(2):  # pressed twice: one act
            sent = await phone.post(path(house, "ask"), data={**CALL, "action_id": f"ask_{number:06d}"})
            assert sent.status_code == 303
    assert len(house.operation.reader.where(NEED)) == SAME_CONTENT_MOST
    answer = await phone.post(path(house, "ask"), data={**CALL, "action_id": "ask_again_1"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= WINDOW_SECONDS
    assert "<ruby>" in answer.text
    assert "一人で畳が上げられません" in answer.text
    for name, value in (
        ("living.alone", "true"),
        ("hours", "morning"),
        ("hours", "evening"),
        ("agreed", "1"),
    ):
        assert re.search(rf'name="{name}" value="{value}" checked', answer.text), name
    assert 'name="hours" value="noon" checked' not in answer.text
    other = await phone.post(path(house, "ask"), data={**CALL, "name": "別の 人"})
    assert other.status_code == 303


async def test_a_shelter_of_sixty_households_may_write_at_once_and_a_flood_may_not(
    house: ServedHouse,
) -> None:
    phone = a_phone(house)
    answers = [
        await phone.post(path(house, "ask"), data={**CALL, "name": f"避難 {number}"})
        for number in range(ASK.address_most + 1)
    ]
    assert {one.status_code for one in answers[:-1]} == {303}
    last = answers[-1]
    assert last.status_code == 429
    assert 0 < int(last.headers["retry-after"]) <= WINDOW_SECONDS
    assert f'value="避難 {ASK.address_most}"' in last.text
