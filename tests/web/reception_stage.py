"""Stages for the tests of the reception: volunteers who are entered, and a desk that acts as a script does."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from dvc.commands.day import ChangeCap
from dvc.commands.reception_booking import BookDay
from dvc.commands.reception_people import RegisterVolunteer
from dvc.commands.reception_person import CoverForm, PersonForm
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance
from dvc.domain.ids import VolunteerId
from dvc.domain.insurance import InsurancePlan
from dvc.domain.values import AgeBand, activity_day
from dvc.web.auth import Purpose
from tests.served import Desk, ServedHouse

MORNING = datetime(2026, 9, 11, 23, 50, tzinfo=UTC)  # 08:50 in Japan, on Saturday 12 September
TODAY = date(2026, 9, 12)
JOINED = date(2026, 9, 5)


def volunteer(
    house: ServedHouse,
    volunteer_id: str,
    name: str,
    kana: str,
    **more: Any,
) -> VolunteerId:
    """Enter somebody. `phone`, `age`, `is_insured`, `books`: as the test needs them."""
    cover = CoverForm(plan=InsurancePlan.TENSAI, joined_on=JOINED) if more.get("is_insured", True) else None
    form = PersonForm(
        name=name,
        kana=kana,
        phone=more.get("phone", "090-0000-4512"),
        age_band=more.get("age", AgeBand.THIRTIES),
        cover=cover,
    )
    made = VolunteerId(volunteer_id)
    house.give(RegisterVolunteer(volunteer_id=made, person=form))
    if more.get("books"):
        house.give(BookDay(volunteer_id=made, day=today(house)))
    return made


def today(house: ServedHouse) -> date:
    """The activity day of the house's clock."""
    return activity_day(house.house.clock.now())


def tag_of(house: ServedHouse, volunteer_id: str) -> str:
    """The secret of somebody's own page, as their QR holds it."""
    ends = house.house.clock.now() + timedelta(days=30)
    return house.operation.credentials.issue(Purpose.OWN_PAGE, volunteer_id, {}, expires_at=ends)


def record_of(house: ServedHouse, volunteer_id: str) -> Attendance:
    """The one day record of somebody."""
    found = house.operation.reader.where(ATTENDANCE, volunteer_id=volunteer_id, day=today(house))
    assert len(found) == 1, f"{volunteer_id} has {len(found)} records"
    return found[0]


def cap(house: ServedHouse, people: int) -> None:
    """Recruit so many people today."""
    house.give(ChangeCap(cap=people))


async def caught_up(house: ServedHouse) -> None:
    """Wait until the boards have read everything that is in the log."""
    hub = house.operation.hub
    while await asyncio.to_thread(house.operation.reader.events_since, hub.world.seq):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def post(desk: Desk, path: str, **body: Any) -> httpx.Response:
    """Post JSON as a script of our own pages does."""
    headers = {"x-csrf": desk.csrf, "accept": "application/json"}
    if "action_id" in body:
        headers["idempotency-key"] = body["action_id"]
    return await desk.http.post(path, json=body, headers=headers)


async def send(desk: Desk, path: str, *pairs: tuple[str, str], part: bool = False) -> httpx.Response:
    """Post a form as a browser without script does, or as the counter's script asks for a piece."""
    headers = {"x-part": "1"} if part else {}
    fields: dict[str, Any] = {"csrf": desk.csrf}
    for name, value in pairs:
        old = fields.get(name)
        fields[name] = value if old is None else [*(old if isinstance(old, list) else [old]), value]
    return await desk.http.post(path, data=fields, headers=headers)


def api(desk: Desk, rest: str) -> str:
    """A JSON route of the operation."""
    return f"/api/v1/operations/{desk.operation}/{rest}"
