"""The places of the day run out: the calls desk is told whom to phone, and a yes hangs on the wall at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dvc.commands.reception import CheckIn
from dvc.domain.need import NEED
from dvc.domain.need_state import CallResult, Need, NeedStatus
from dvc.domain.team_state import VisitStatus
from dvc.domain.visit import VISIT
from tests.factories import SetClock
from tests.served import Desk, ServedHouse, closing, served
from tests.web.needs_stage import HTML, SCRIPT, build_city, received, see
from tests.web.reception_stage import MORNING, as_system, today, volunteer

CALLS = "needs/calls?list=standby"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[ServedHouse]:
    """A center of its own at 08:50, its day open: the list lives on what else waits."""
    with served(tmp_path, clock=SetClock(MORNING)) as made:
        build_city(made)
        async with closing(made) as stage:
            yield stage


@pytest.fixture
async def desk(house: ServedHouse) -> Desk:
    return await house.login("intake", "matching", name="村瀬 恵")


def need(house: ServedHouse, need_id: str) -> Need:
    found = house.operation.reader.find(NEED, need_id)
    assert found is not None
    return found


async def ready(house: ServedHouse, desk: Desk, name: str) -> str:
    need_id = await received(desk, name=name)
    as_system(house, "RequireSurvey", need_id=need_id)
    day = today(house).isoformat()
    as_system(house, "AssignSurvey", need_id=need_id, surveyors=["staff_1"], day=day)
    estimate = {"people_min": 3, "people_max": 5, "hours": 3, "visits": 1}
    survey = {"result": "done", "verdict": "general", "estimate": estimate}
    as_system(house, "RecordSurvey", need_id=need_id, **survey)
    return need_id


def people_come(house: ServedHouse, count: int) -> None:
    for n in range(count):
        who = volunteer(house, f"vol_standby{n}", f"待つ 人{n}", "まつ ひと", phone=f"090-0000-60{n:02}")
        house.give(CheckIn(volunteer_id=who))


async def yes(desk: Desk, need_id: str, key: str = "") -> int:
    headers = {**SCRIPT, **({"idempotency-key": key} if key else {})}
    form = {"csrf": desk.csrf, "note": "息子さんが立ち会う"}
    answer = await desk.http.post(desk.path(f"needs/{need_id}/standby"), data=form, headers=headers)
    return answer.status_code


async def test_while_there_are_places_nobody_is_asked_to_phone(house: ServedHouse, desk: Desk) -> None:
    await ready(house, desk, "呼ばない 家")
    assert "行き先が" not in await see(desk, "needs/calls")
    assert "行き先は足りています" in await see(desk, CALLS)


async def test_too_few_places_bring_the_list_and_a_yes_is_on_the_wall_at_once(
    house: ServedHouse, desk: Desk
) -> None:
    first, second = [await ready(house, desk, name) for name in ("一番 目", "二番 目")]
    people_come(house, 7)
    page = await see(desk, "needs/calls")
    assert "行き先が7人分足りません。上から2件に" in page
    assert need(house, first).code in page
    card = (await desk.http.get(desk.path(CALLS), headers=HTML)).text
    assert "はい：きょうの掲示に出す" in card
    assert f"/needs/{first}/standby" in card
    assert await yes(desk, first, "press_of_one_yes") == 200
    assert await yes(desk, first, "press_of_one_yes") == 200  # a press repeated on a bad line
    after = need(house, first)
    assert (after.status, after.last_call_result, after.calls) == (NeedStatus.POSTED, CallResult.REACHED, 1)
    sheets = house.operation.reader.where(VISIT, need_id=first, status=VisitStatus.POSTED)
    assert len(sheets) == 1
    page = await see(desk, "needs/calls")
    assert "行き先が2人分足りません。上から1件に" in page
    assert await yes(desk, second) == 200
    assert "行き先が" not in await see(desk, "needs/calls")


async def test_not_today_is_asked_again_tomorrow(house: ServedHouse, desk: Desk) -> None:
    need_id = await ready(house, desk, "明日の 家")
    people_come(house, 3)
    page = (await desk.http.get(desk.path(CALLS), headers=HTML)).text
    tomorrow = page.split('name="next_on" value="')[1].split('"')[0]
    form = {"csrf": desk.csrf, "need_id": need_id, "result": "reached", "next_on": tomorrow}
    path = desk.path(f"needs/{need_id}/acts/RecordCall")
    assert (await desk.http.post(path, data=form, headers=SCRIPT)).status_code == 200
    assert need(house, need_id).status is NeedStatus.READY
    assert "電話できょう行けそうな家はありません" in await see(desk, CALLS)


async def test_a_desk_that_does_not_work_at_the_wall_keeps_the_call_for_the_one_that_does(
    house: ServedHouse, desk: Desk
) -> None:
    need_id = await ready(house, desk, "掲示待ち 家")
    intake = await house.login("intake", name="受付 だけ")
    assert "掲示に出すのはマッチングの係です" in await see(intake, CALLS)
    assert await yes(intake, need_id) == 200
    assert need(house, need_id).status is NeedStatus.READY
    assert need(house, need_id).last_call_result is CallResult.REACHED
    await desk.do("PostNeed", need_id=need_id)


async def test_a_second_yes_for_a_sheet_that_hangs_is_told_who_was_first(
    house: ServedHouse, desk: Desk
) -> None:
    need_id = await ready(house, desk, "二人が 押す")
    assert await yes(desk, need_id) == 200
    assert await yes(desk, need_id) == 409
    assert need(house, need_id).calls == 2
