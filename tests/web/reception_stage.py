"""Stages for the tests of the reception: volunteers who are entered, a desk that acts as a script, a team."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from dvc.commands.catalogue import COMMANDS
from dvc.commands.day import ChangeCap
from dvc.commands.reception_booking import BookDay
from dvc.commands.reception_people import RegisterVolunteer
from dvc.commands.reception_person import CoverForm, PersonForm
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance
from dvc.domain.ids import VolunteerId
from dvc.domain.insurance import InsurancePlan
from dvc.domain.team_state import DepartureCheck
from dvc.domain.values import AgeBand, activity_day
from dvc.web.auth import Purpose
from dvc.web.parse import command_from
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


def as_system(house: ServedHouse, command: str, **body: Any) -> Mapping[str, Any]:
    """Give a command by name and plain values, past HTTP; its result."""
    return house.give(command_from(COMMANDS[command].command, body)).result


def a_sheet(house: ServedHouse) -> str:
    """A household that called, was surveyed, and whose sheet hangs; id of the visit."""
    need = as_system(
        house,
        "ReceiveNeed",
        channel="phone",
        name="鵜木 とよ乃",
        phone="090-0000-7101",
        address="緑瀬市三条壱丁目7101番地",
        request_text="家財を出したい",
        work=[{"work_type": "belongings_out"}],
    )["need_id"]
    as_system(house, "RequireSurvey", need_id=need)
    estimate = {"people_min": 2, "people_max": 6, "visits": 1, "hours": 2.0}
    as_system(house, "AssignSurvey", need_id=need, surveyors=["staff_1"], day=today(house).isoformat())
    survey = {
        "result": "done",
        "verdict": "general",
        "estimate": estimate,
        "estimate_basis": "部屋の広さから",
    }
    as_system(house, "RecordSurvey", need_id=need, **survey)
    as_system(house, "RecordCall", need_id=need, result="reached")
    return str(as_system(house, "PostNeed", need_id=need)["visit_id"])


def a_team(house: ServedHouse, people: Sequence[str], *, tent: int) -> str:
    """A team of these people (day records), called to a tent in 20 minutes; its id."""
    visit = a_sheet(house)
    as_system(house, "TakeSeat", visit_id=visit, people=list(people))
    made = as_system(house, "AssembleTeam", visit_id=visit, leader=people[0])
    meet_at = (house.house.clock.now() + timedelta(minutes=20)).isoformat()
    as_system(house, "CallTeam", team_id=made["team_id"], meet_at=meet_at, tent=tent)
    return str(made["team_id"])


def send_off(house: ServedHouse, team: str) -> None:
    """The team goes."""
    as_system(house, "BriefTeam", team_id=team)
    for check in DepartureCheck:
        as_system(house, "TickDepartureCheck", team_id=team, check=check.value)
    as_system(house, "PrintOrder", team_id=team, copies=2)
    as_system(house, "SendOff", team_id=team)


def bring_back(house: ServedHouse, team: str, people: Sequence[str]) -> None:
    """The team is back, everybody counted."""
    as_system(house, "ReturnTeam", team_id=team, back=list(people), injury_asked=True)
