"""The work order and the team sheet as a printer would give them: rendered, read back by their codes, and
written down.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pypdfium2 as pdfium
import pytest
import sqlalchemy as sa
import zxingcpp

from dvc.domain.ids import TeamId
from dvc.domain.team_state import code_of_team
from dvc.store.tables import access_log
from tests.factories import Center, SeededIds, SetClock
from tests.served import Desk, ServedHouse, served
from tests.unit.teams.morning import Morning

DOTS_A_POINT = 2.0
"""144 dpi: less than any office scanner."""


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    """A server whose day is the one of the morning's stage."""
    with served(tmp_path_factory.mktemp("papers"), clock=SetClock()) as made:
        yield made


@pytest.fixture(scope="module")
def team(served_house: ServedHouse) -> TeamId:
    """A team of two with a house at 緑瀬市三条1丁目."""
    store = served_house.house.opened[served_house.operation_id].store
    return Morning(Center(store=store, clock=SetClock(), ids=SeededIds())).team()


async def _paper(desk: Desk, team: TeamId, name: str) -> pdfium.PdfDocument:
    answer = await desk.http.post(desk.path(f"teams/{team}/{name}"), data={"csrf": desk.csrf})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text[:500]
    return pdfium.PdfDocument(answer.content)


def _codes(paper: pdfium.PdfDocument) -> set[str]:
    found: set[str] = set()
    for page in paper:
        found |= {one.text for one in zxingcpp.read_barcodes(page.render(scale=DOTS_A_POINT).to_pil())}
    return found


def _words(paper: pdfium.PdfDocument) -> str:
    return "".join(page.get_textpage().get_text_bounded() for page in paper)


async def test_the_code_of_a_work_order_leads_back_to_the_return_of_its_team(
    house: ServedHouse, team: TeamId
) -> None:
    gate = await house.login("equipment")
    codes = _codes(await _paper(gate, team, "order.pdf"))
    assert len(codes) == 1, codes
    link = urlsplit(codes.pop())
    report = await house.login("report")
    page = await report.http.get(f"{link.path}?{link.query}")
    assert page.status_code == 200
    assert code_of_team(1) in page.text


async def test_an_order_says_where_to_go_and_a_sheet_for_roll_call_does_not(
    house: ServedHouse, team: TeamId
) -> None:
    gate = await house.login("equipment")
    order = _words(await _paper(gate, team, "order.pdf"))
    sheet = _words(await _paper(gate, team, "sheet.pdf"))
    assert "三条1丁目" in order
    assert "三条 1" in order
    assert "三条1丁目" not in sheet
    assert "三条 1" not in sheet


async def test_each_printing_is_a_new_version_and_stands_in_the_access_log(
    house: ServedHouse, team: TeamId
) -> None:
    gate = await house.login("equipment")
    first = _words(await _paper(gate, team, "order.pdf"))
    second = _words(await _paper(gate, team, "order.pdf"))
    assert first != second
    store = house.house.opened[house.operation_id].store
    with store.read() as connection:
        rows = connection.execute(sa.select(access_log.c.act, access_log.c.fields)).all()
    assert any(act == "paper" and "address" in fields for act, fields in rows)
    assert all("三条" not in fields for _, fields in rows)


async def test_a_desk_without_the_right_gets_no_paper(house: ServedHouse, team: TeamId) -> None:
    reception = await house.login("observer")
    answer = await reception.http.post(
        reception.path(f"teams/{team}/order.pdf"), data={"csrf": reception.csrf}
    )
    assert answer.status_code == 403
