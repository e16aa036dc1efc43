"""The head's page: what waits for a decision, most urgent first; settings within their range."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dvc.commands.needs import ReceiveNeed
from dvc.commands.reception_booking import BookDay
from dvc.commands.reception_groups import NewGroup, RegisterGroup
from dvc.domain.group import GroupTerms
from dvc.domain.need import NEED
from dvc.domain.need_site import CrisisReason
from dvc.domain.values import Channel, activity_day
from tests.served import Desk, ServedHouse
from tests.web.needs_stage import words_of
from tests.web.reception_stage import volunteer

TOLD: dict[str, Any] = {
    "name": "鵜木 とよ乃",
    "address": "緑瀬市川端1丁目1",
    "request_text": "泥",
    "phone": "090-0000-8000",
}


async def test_a_crisis_stands_first_and_is_taken_with_one_button(house: ServedHouse) -> None:
    crisis = (CrisisReason.NO_WATER,)
    made = house.give(ReceiveNeed(channel=Channel.PHONE, crisis=crisis, **TOLD)).result["need_id"]
    desk = await house.login("center_head")
    page = await desk.http.get(desk.path("head"))
    assert page.status_code == 200, page.text
    assert "危機介入の報告：" in page.text
    assert "commands/AcknowledgeCrisis" in page.text
    assert "鵜木" not in page.text
    await desk.do("AcknowledgeCrisis", need_id=made)
    need = house.operation.reader.find(NEED, str(made))
    assert need is not None
    assert need.crisis_seen_by is not None
    assert "あなたの判断を待つものはありません" in (await desk.http.get(desk.path("head"))).text


async def test_somebody_who_decides_nothing_gets_no_button(house: ServedHouse) -> None:
    desk = await house.login("observer", locale="en")
    page = await desk.http.get(desk.path("head"))
    assert page.status_code == 200
    assert "AcknowledgeCrisis" not in page.text


async def change(desk: Desk, key: str, value: str) -> int:
    """Save one setting; the status."""
    body = {"csrf": desk.csrf, "key": key, "value": value}
    return (await desk.http.post(desk.path("settings"), data=body)).status_code


async def test_a_setting_is_saved_as_people_write_it_and_refused_outside_its_range(
    house: ServedHouse,
) -> None:
    desk = await house.login("section_chief")
    assert await change(desk, "return_by_minutes", "14:30") == 200
    assert await change(desk, "recruitment_cap", "180") == 200
    assert await change(desk, "insurance_immediate", "true") == 200
    assert await change(desk, "hazard", "quake") == 200
    reader = house.operation.reader
    assert reader.setting("return_by_minutes") == 14 * 60 + 30
    assert reader.setting("recruitment_cap") == 180
    assert reader.setting("insurance_immediate") is True
    assert reader.setting("hazard") == "quake"
    assert await change(desk, "matching_people_points", "0.25") == 200
    assert await change(desk, "matching_reserve_percent", "5") == 200
    assert (reader.setting("matching_people_points"), reader.setting("matching_reserve_percent")) == (0.25, 5)
    shown = (await desk.http.get(desk.path("settings"))).text
    assert 'id="matching_rank_a_points"' in shown
    assert 'value="0.25"' in shown
    for key, value in (
        ("recruitment_cap", "-1"),
        ("recruitment_cap", "x"),
        ("hazard", "x"),
        ("matching_people_points", "nan"),
        ("nothing", "1"),
    ):
        assert await change(desk, key, value) == 422
    assert reader.setting("recruitment_cap") == 180
    intake = await house.login("intake")
    assert (await intake.http.get(intake.path("settings"))).status_code == 403


async def test_the_forecast_counts_tomorrows_bookings_against_tomorrows_houses(house: ServedHouse) -> None:
    tomorrow = activity_day(house.operation.clock.now()) + timedelta(days=1)
    for n in range(10):
        who = volunteer(house, f"vol_forecast{n}", f"見通 {n}郎", "みとおし", phone=f"090-0000-70{n:02}")
        house.give(BookDay(volunteer_id=who, day=tomorrow))
    house.give(RegisterGroup(group=NewGroup(name="緑の会", terms=GroupTerms(expected=20)), day=tomorrow))
    desk = await house.login("center_head", locale="en")
    words = words_of((await desk.http.get(desk.path("head"))).text)
    assert "of them in 1 group" in words
    # 30 booked at 85 % are 26 people, who want 32 places: six needs of 5.4 people.
    assert "6 more needs must be ready for tomorrow (32 places short)" in words
    assert "Invite nobody more" in words
    assert "見通" not in words
    assert await change(desk, "show_up_percent", "50") == 200
    assert await change(desk, "show_up_percent", "5") == 422
    words = words_of((await desk.http.get(desk.path("head"))).text)
    assert "4 more needs must be ready for tomorrow (18 places short)" in words
