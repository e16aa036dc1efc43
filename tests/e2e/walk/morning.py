"""Before noon: areas and towns, needs by list and by telephone, 300 volunteers at 8 stations, sheets on the
wall.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from dvc.cli.demo_people import MadeUp
from dvc.domain.need import NEED
from dvc.domain.roles import Role
from maps.made_up_city import DATA
from tests.e2e.walk import crowd
from tests.e2e.walk.center import YESTERDAY, Walk
from tests.served import Desk
from tests.unit.imports import lists

CAP = 400
LISTED = 490
RUN_LOOK_SECONDS, RUN_LOOKS_MOST = 0.2, 600


async def bring_in_the_city(walk: Walk) -> None:
    """Areas and towns; afterwards the center knows them."""
    areas = json.loads((DATA / "areas.geojson").read_text(encoding="utf-8"))["features"]
    given = [
        {
            "code": str(one["properties"]["code"]),
            "name": str(one["properties"]["name"]),
            "level": 2,
            "outline": json.dumps(one["geometry"]),
        }
        for one in areas
    ]
    await walk.do(Role.CENTER_HEAD, "ImportAreas", areas=given)
    await walk.do(Role.CENTER_HEAD, "ImportTowns", towns=MadeUp(seed=1).towns)
    reader = walk.house.operation.reader
    assert len(reader.layer("areas")) == len(given)
    assert reader.layer("towns")


async def needs_by_list(walk: Walk, folder: Path) -> None:
    """500 rows from another office, ten of them broken: 490 in, 10 named (issue 2). The same list once more
    changes nothing.
    """
    desk = walk.desk(Role.INTAKE)
    await desk.do("ReceiveNeed", channel="phone", **lists.EXISTING)
    data = lists.write_xlsx(folder / "needs.xlsx").read_bytes()
    page = await _send_list(desk, data)
    assert "490件入ります・10件は直してください" in page.text
    fields = dict(re.findall(r'<input type="hidden" name="(name|content|take)" value="([^"]*)"', page.text))
    done = await desk.http.post(
        desk.path("imports"),
        data={"csrf": desk.csrf, "name": fields["name"], "take": "1"},
        files={"content": (None, fields["content"])},
    )
    assert "490件取り込みました" in done.text
    before = len(walk.house.operation.reader.where(NEED))
    assert before == LISTED + 1
    again = await _send_list(desk, data)
    assert "490件は前の取り込みで入っています" in again.text
    assert "490件入ります" not in again.text
    once_more = await desk.http.post(
        desk.path("imports"),
        data={"csrf": desk.csrf, "name": fields["name"], "take": "1"},
        files={"content": (None, fields["content"])},
    )
    assert once_more.status_code == httpx.codes.OK
    assert len(walk.house.operation.reader.where(NEED)) == before, "no household twice"


async def _send_list(desk: Desk, data: bytes) -> httpx.Response:
    """The page that says what the list would do."""
    files = {"file": ("要望一覧.xlsx", data)}
    return await desk.http.post(desk.path("imports"), data={"csrf": desk.csrf}, files=files)


async def needs_by_telephone(walk: Walk) -> None:
    """Households that call; surveyed, called back, and their sheets hung up."""
    for number in range(crowd.HOUSES):
        made = await walk.do(Role.INTAKE, "ReceiveNeed", **crowd.house(number))
        walk.needs.append(made["need_id"])
    today = walk.clock.now().date().isoformat()
    surveyor = walk.desk(Role.SURVEYOR).staff_id
    for number, need in enumerate(walk.needs):
        await walk.do(Role.INTAKE, "RequireSurvey", need_id=need)
        await walk.do(Role.SECTION_CHIEF, "AssignSurvey", need_id=need, surveyors=[surveyor], day=today)
        await walk.do(
            Role.SURVEYOR,
            "RecordSurvey",
            need_id=need,
            result="done",
            verdict="general",
            estimate=crowd.estimate(number),
            estimate_basis="部屋の広さから",
        )


async def volunteers_come(walk: Walk) -> None:
    """300 people at 8 stations at once; nine of them show their code at a second station too."""
    await walk.do(Role.SECTION_CHIEF, "ChangeCap", cap=CAP)
    count = crowd.PEOPLE - crowd.GROUPS * crowd.GROUP_SIZE
    people = [crowd.alone(number, YESTERDAY) for number in range(count)]
    groups = [crowd.group(number, YESTERDAY) for number in range(crowd.GROUPS)]
    shares = [(people[n :: crowd.STATIONS], groups[n :: crowd.STATIONS]) for n in range(crowd.STATIONS)]
    seen = await asyncio.gather(
        *(_station(desk, *share) for desk, share in zip(walk.stations, shares, strict=True))
    )
    for part in seen:
        walk.people |= part
    assert len(walk.people) == count
    twice = [one for one in people if one.comes_twice]
    again = await asyncio.gather(
        *(
            walk.stations[(n + 3) % crowd.STATIONS].do("CheckIn", volunteer_id=one.volunteer)
            for n, one in enumerate(twice)
        )
    )
    assert len(twice) == crowd.TWICE
    assert all(one["repeated"] for one in again), "a second scan is kept and makes no second person"


async def _station(desk: Desk, people: list[crowd.Arrival], groups: list[dict[str, Any]]) -> dict[str, str]:
    """One station's queue; day records by volunteer."""
    found = {}
    for one in people:
        done = await desk.do("CheckInNew", volunteer_id=one.volunteer, person=one.person, said=one.said)
        found[one.volunteer] = done["attendance_id"]
    for body in groups:
        done = await desk.do("CheckInGroup", **body)
        assert (done["people"], done["waiting"]) == (crowd.GROUP_SIZE, 0)
    return found


async def gates(walk: Walk) -> None:
    """Who has no policy joins at the desk, guardians are called, then everybody hears the orientation."""
    desk = walk.stations[0]
    statuses = await _statuses(walk)
    assert statuses == Counter(
        insurance_wait=crowd.UNINSURED + crowd.MINORS,
        arrived=crowd.PEOPLE - crowd.UNINSURED - crowd.MINORS,
    )
    for number in range(crowd.UNINSURED + crowd.MINORS):
        record = walk.people[f"vol_walk{number:04d}"]
        if number < crowd.UNINSURED:
            cover = {"plan": "tensai", "joined_on": YESTERDAY}
            await desk.do("ConfirmInsurance", attendance_id=record, cover=cover)
        else:
            await desk.do("ConfirmGuardian", attendance_id=record, consent="phone")
    await walk.do(Role.ORIENTATION, "RecordOrientation", everyone=True)
    assert await _statuses(walk) == Counter(oriented=crowd.PEOPLE)


async def _statuses(walk: Walk) -> Counter[str]:
    items = (await walk.stations[0].board("reception"))["items"]
    return Counter(one["status"] for one in items if one["kind"] == "attendance")


async def sheets_go_up(walk: Walk) -> None:
    """Called, agreed on, posted."""
    for need in walk.needs:
        await walk.do(Role.INTAKE, "RecordCall", need_id=need, result="reached")
        done = await walk.do(Role.MATCHING, "PostNeed", need_id=need)
        walk.sheets.append(done["visit_id"])


async def run_the_matching(walk: Walk) -> dict[str, Any]:
    """Ask for a proposal and wait for it; the run as the board shows it."""
    desk = walk.desk(Role.MATCHING)
    url = f"/api/v1/operations/{desk.operation}/matching/run"
    begun = await desk.http.post(url, headers={"x-csrf": desk.csrf, "accept": "application/json"})
    assert begun.status_code == httpx.codes.ACCEPTED, begun.text
    told: dict[str, Any] = begun.json()
    for _ in range(RUN_LOOKS_MOST):
        if told["state"] != "running":
            break
        await asyncio.sleep(RUN_LOOK_SECONDS)
        told = (await desk.http.get(url)).json()
    assert told["state"] == "done"
    return told
