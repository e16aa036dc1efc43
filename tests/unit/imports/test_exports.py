"""What leaves the center: no cell is ever a formula, and the way out and back changes nothing (reliability
H5).
"""

from __future__ import annotations

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from dvc.commands.need_columns import is_header
from dvc.read.exports import Table, csv_of, shielded, xlsx_of
from dvc.read.files import read_sheets
from tests import machine

HEAD = ("氏名", "住所", "依頼内容")
NASTY = (
    "=1+1",
    "+81 90-0000-1234",
    "-田中 太郎",
    "@SUM(A1)",
    "'=1+1",
    "'そのまま",
    "''",
    "\t=1",
    '=HYPERLINK("http://x","y")',
    "ふつう",
    "",
)


def table(cells: tuple[str, ...]) -> Table:
    """A table with these cells in its last column."""
    return Table(title="表", headings=HEAD, rows=tuple(("岡", "川端1", cell) for cell in cells))


def cells_of_the_world() -> tuple[str, ...]:
    """Formula cells as attackers write them."""
    path = machine.shared("data/text/csv_formula_cells.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(cell for row in csv.reader(lines) for cell in row)


@pytest.mark.parametrize("source", ["own", "world"])
def test_no_cell_of_a_csv_begins_like_a_formula_and_all_come_back_as_they_were(source: str) -> None:
    cells = NASTY if source == "own" else cells_of_the_world()
    data = csv_of(table(cells))
    written = [row[2] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))][1:]
    assert not [cell for cell in written if cell[:1] in set("=+-@\t\r")]
    sheet = read_sheets("a.csv", data, is_header=is_header)[0]
    assert tuple(row[2] for row in sheet.rows[1:]) == cells
    assert not sheet.formulas


def test_no_cell_of_a_workbook_is_a_formula_and_all_come_back_as_they_were() -> None:
    data = xlsx_of([table(NASTY)])
    sheet = read_sheets("a.xlsx", data, is_header=is_header)[0]
    assert not sheet.formulas
    assert tuple(row[2] or "" for row in sheet.rows[1:]) == NASTY


def test_a_number_stays_a_number_below_nothing_too() -> None:
    data = Table(title="表", headings=("数",), rows=((-2,), (3.5,), (None,)))
    assert csv_of(data).decode("utf-8-sig").splitlines() == ["数", "-2", "3.5", '""']
    with CalamineWorkbook.from_filelike(io.BytesIO(xlsx_of([data]))) as book:
        assert book.get_sheet_by_index(0).to_python()[1] == [-2.0]


def test_a_shield_is_put_on_once_and_only_where_it_is_needed() -> None:
    assert shielded("川端") == "川端"
    assert shielded("") == ""
    assert shielded("=1") == "'=1"
    assert shielded("'=1") == "''=1"
