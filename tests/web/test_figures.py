"""The daily report of a walked morning: every need and person once, the rows behind each figure, our count
against the desk's.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from dvc.commands.reception import CheckIn
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.need import NEED
from dvc.read.daily_report import DailyReport, daily_report
from tests.served import ServedHouse, served
from tests.web import reception_stage as stage

PEOPLE = ("vol_one", "vol_two", "vol_three", "vol_four")


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    """A morning: four checked in, two out with a team and back, one need merged away, one draft."""
    with served(tmp_path_factory.mktemp("figures")) as house:
        for n, one in enumerate(PEOPLE):
            made = stage.volunteer(house, one, f"試 {n}人目", "タメシ", phone=f"090-0000-{n:04}")
            house.give(CheckIn(volunteer_id=made))
        pair = [str(stage.record_of(house, one).attendance_id) for one in PEOPLE[:2]]
        stage.as_system(house, "RecordOrientation", everyone=True)
        team = stage.a_team(house, pair, tent=1)
        stage.send_off(house, team)
        stage.bring_back(house, team, pair)
        first, second = _need(house, "一"), _need(house, "二")
        stage.as_system(house, "MergeNeed", need_id=second, into=first)
        stage.as_system(house, "ReceiveNeed", channel="phone", name="書きかけ", as_draft=True)
        yield house


def _records(house: ServedHouse) -> list:  # type: ignore[type-arg]
    return house.operation.reader.where(ATTENDANCE)


def _need(house: ServedHouse, name: str) -> str:
    body = {"name": name, "address": "緑瀬市川端1丁目1", "request_text": "泥", "phone": "090-0000-8000"}
    return str(stage.as_system(house, "ReceiveNeed", channel="phone", **body)["need_id"])


def report(house: ServedHouse) -> DailyReport:
    """Today's report."""
    return daily_report(house.operation.reader, stage.today(house))


def test_every_need_and_person_stands_in_exactly_one_class(served_house: ServedHouse) -> None:
    found = report(served_house)
    assert found.problems() == ()
    assert all(one.closes for one in found.sums())
    assert {one.code: one.whole[1] for one in found.sums()} == {
        "needs_raw": 3,
        "needs_total": 2,
        "needs_class_open": 2,
        "checked_in": 4,
        "went_out": 2,
        "booked": 0,
    }
    assert found.count("needs_merged") == 1
    assert found.count("needs_draft") == 1
    assert found.count("needs_new") == 2
    assert found.count("surveys_done") == 1
    assert found.count("visits_today") == 1
    assert found.active_total == 2


def test_a_table_that_lost_a_need_is_named_against_the_log(served_house: ServedHouse) -> None:
    found = report(served_house)
    needs = {one.need_id: one for one in served_house.operation.reader.where(NEED)}
    torn = DailyReport(
        **{
            **{name: getattr(found, name) for name in found.__slots__},
            "rows": {**found.rows, "needs_class_open": found.rows["needs_class_open"][1:]},
        }
    )
    problem = next(one for one in torn.problems() if one.code == "figures_pages.sum.needs_total")
    assert (problem.expected, problem.found) == (2, 1)
    assert needs[problem.people[0]].code == found.codes[problem.people[0]]  # type: ignore[index]


async def test_the_page_shows_sums_and_opens_the_rows_of_each_figure(house: ServedHouse) -> None:
    desk = await house.login("center_head")
    page = await desk.http.get(desk.path("figures"))
    assert page.status_code == 200, page.text
    assert "日報の数字は合っています" in page.text
    rows = await desk.http.get(desk.path("figures/rows?of=went_out"))
    assert "試 0人目" in rows.text
    assert "試 2人目" not in rows.text
    assert (await desk.http.get(desk.path("figures/rows?of=nothing"))).status_code == 404
    english = await house.login("observer", locale="en")
    assert "The figures of the day add up" in (await english.http.get(english.path("figures"))).text


async def test_the_desks_list_is_held_against_ours_and_the_difference_is_named(house: ServedHouse) -> None:
    desk = await house.login("section_chief")
    ours = [record.code for record in _records(house)]
    listed = " ".join([*ours[1:], "V-0101-0001-9"])
    page = await desk.http.post(
        desk.path("figures/rows"), data={"csrf": desk.csrf, "of": "checked_in", "theirs": "5", "list": listed}
    )
    assert "センターの数が 1 少ないです（センター 4・班 5）" in page.text
    only_ours = page.text.split('id="only-ours"')[1].split('id="only-theirs"')[0]
    assert ours[0] in only_ours
    assert ours[1] not in only_ours
    assert "V-0101-0001-9" in page.text.split('id="only-theirs"')[1]


async def test_tables_leave_with_a_reason_and_the_view_is_logged(house: ServedHouse) -> None:
    desk = await house.login("general_affairs")
    wish = {"csrf": desk.csrf, "what": "volunteers", "format": "csv"}
    without = await desk.http.post(desk.path("figures/export"), data=wish)
    assert without.status_code == 422
    made = await desk.http.post(desk.path("figures/export"), data={**wish, "reason": "city"})
    assert made.status_code == 200
    rows = list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"))))
    assert len(rows) == 4
    sheet = await desk.http.post(
        desk.path("figures/export"), data={**wish, "what": "report", "format": "xlsx", "reason": "prefecture"}
    )
    assert sheet.content.startswith(b"PK")
    reception = await house.login("reception")
    refused = await reception.http.post(
        reception.path("figures/export"), data={**wish, "csrf": reception.csrf, "reason": "city"}
    )
    assert refused.status_code == 403
