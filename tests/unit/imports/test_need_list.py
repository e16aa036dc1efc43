"""A city's list of 500 needs: 490 come in, ten rows are named with their reason, whatever the format."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dvc.commands.need_columns import columns_of, field_of, is_header, work_of
from dvc.commands.need_import import Moment, NeedPlan, PlaceFound, plan_needs
from dvc.domain.folding import fold, phone_digits
from dvc.domain.refusal import Refusal
from dvc.domain.same_house import HouseTold, house_told
from dvc.domain.sheet_cells import cell_name
from dvc.domain.values import WorkType
from dvc.read.files import read_sheets
from tests.unit.imports import lists

NOW = datetime(2026, 9, 12, 3, 0, tzinfo=UTC)
REASONS = {
    "no_address": "imports.no_address",
    "hour_25": "reading.time_next_day",
    "february_30": "reading.date_impossible",
    "phone_letters": "reading.phone_letters",
    "work_unknown": "imports.work_unknown",
    "twice": "imports.twice_in_list",
    "here": "imports.here_already",
    "formula": "imports.formula",
    "spaces": "reading.name_empty",
    "long": "imports.text_long",
}
ROWS_BEFORE = 4


class Center:
    """A center that knows one house, and the needs it was told of."""

    def __init__(self, here: Sequence[str] = ()) -> None:
        self._here = frozenset(here)

    def houses(self) -> list[HouseTold]:
        """The house of the only need that is there."""
        told = lists.EXISTING
        return [house_told([fold(told["name"])], [phone_digits(told["phone"])], [], "N-0911-001-1")]

    def has_need(self, need_ids: Sequence[str]) -> frozenset[str]:
        """Needs of an earlier import."""
        return self._here & frozenset(need_ids)

    def place(self, address: str) -> PlaceFound:
        """No towns were imported."""
        del address
        return PlaceFound()

    def mac(self, purpose: str, data: bytes) -> str:
        """Any digest serves."""
        return hashlib.sha256(purpose.encode() + data).hexdigest()


def plan(name: str, data: bytes, here: Sequence[str] = ()) -> NeedPlan:
    """The plan of a file."""
    sheets = read_sheets(name, data, is_header=is_header)
    return plan_needs(sheets, Center(here), Moment(now=NOW, today=date(2026, 9, 12), area_code="0000"))


def small(*rows: Sequence[str], head: Sequence[str] = ("氏名", "電話", "住所", "依頼内容")) -> NeedPlan:
    """The plan of a short CSV."""
    return plan("list.csv", lists.csv_bytes("utf-8", lines=[list(head), *map(list, rows)]))


@pytest.fixture(scope="module", params=["xlsx", "xls", "cp932", "utf-8", "utf-8-sig", "euc_jp", "utf-16"])
def list_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """The list in one of its formats."""
    folder: Path = tmp_path_factory.mktemp("lists")
    if request.param == "xlsx":
        return "要望一覧.xlsx", lists.write_xlsx(folder / "a.xlsx").read_bytes()
    if request.param == "xls":
        return "要望一覧.XLS", lists.write_xls(folder / "a.xls").read_bytes()
    return "要望一覧.csv", lists.csv_bytes(request.param)


def test_490_rows_come_in_and_ten_are_named_with_row_cell_and_reason(list_file: tuple[str, bytes]) -> None:
    found = plan(*list_file)
    assert len(found.needs) == 490
    named = {one.row: one.code for one in found.problems}
    assert named == {n + ROWS_BEFORE: REASONS[how] for n, how in lists.BROKEN.items()}
    cells = {one.code: one.cell for one in found.problems}
    assert cells["imports.no_address"] == "G45"
    assert cells["imports.formula"] == "I354"
    assert cells["reading.time_next_day"] == "C81"
    twice = next(one for one in found.problems if one.code == "imports.twice_in_list")
    assert twice.details["other"] == str(10 + ROWS_BEFORE)


def test_the_same_list_in_any_format_means_the_same_acts(list_file: tuple[str, bytes]) -> None:
    first = plan("a.csv", lists.csv_bytes("utf-8"))
    assert [one.action_id for one in plan(*list_file).needs] == [one.action_id for one in first.needs]


def test_a_second_import_finds_all_490_here_and_names_the_same_ten(list_file: tuple[str, bytes]) -> None:
    first = plan(*list_file)
    again = plan(*list_file, here=[str(one.command.need_id) for one in first.needs])
    assert (len(again.needs), again.already, again.bad_rows) == (0, 490, 10)
    assert {one.row for one in again.problems} == {one.row for one in first.problems}


def test_what_a_row_says_stands_in_its_command() -> None:
    made = plan("a.csv", lists.csv_bytes("cp932")).needs[0].command
    assert made.name == "鈴木 一郎"
    assert made.kana == "スズキ"
    assert made.phone == "090-0000-0001"
    assert made.work is not None
    assert [one.work_type for one in made.work] == [WorkType.BELONGINGS_OUT, WorkType.TRASH_CARRY]
    assert made.received_at == datetime(2026, 9, 2, 0, 1, tzinfo=UTC)
    assert made.living is not None
    assert made.living.people == 2


def test_a_zero_that_a_spreadsheet_ate_comes_back_and_is_told() -> None:
    found = small(("岡 武", "9000001234", "川端2丁目1番地", "泥"))
    assert found.needs[0].command.phone == "090-0000-1234"
    assert found.zeros == 1


def test_a_familys_telephone_alone_makes_no_duplicate_but_two_agreements_do() -> None:
    one = ("岡 武", "090-0000-1234", "川端2丁目1番地", "泥")
    assert len(small(one, ("岡 花", "090-0000-1234", "坂上3丁目9番地", "泥")).needs) == 2
    assert len(small(one, ("岡 花", "090-0000-1234", "緑瀬市川端二丁目1", "泥")).needs) == 1
    assert len(small(one, ("岡　武", "なし", "緑瀬市川端2-1", "家財")).needs) == 1
    assert len(small(one, ("岡 武", "090-0000-9999", "坂上3丁目9番地", "泥")).needs) == 2


def test_a_phone_that_was_written_with_a_plus_is_no_formula() -> None:
    found = small(("岡 武", "+81 90-0000-1234", "川端2丁目1番地", "-泥出し"))
    assert found.problems == ()
    assert found.needs[0].command.request_text == "-泥出し"


def test_every_wrong_cell_of_a_row_is_named_not_only_the_first() -> None:
    found = small(("　", "abc", "", "泥"))
    assert {one.column for one in found.problems} == {"name", "phone", "address"}
    assert found.bad_rows == 1


def test_a_list_without_headings_or_names_is_refused_with_what_is_missing() -> None:
    with pytest.raises(Refusal, match=r"imports\.no_header"):
        plan("a.csv", "岡,090\n".encode())
    with pytest.raises(Refusal, match=r"imports\.column_address"):
        small(("岡", "090-0000-1234", "泥"), head=("氏名", "電話", "依頼内容"))


def test_degrees_that_changed_places_are_named() -> None:
    head = ("氏名", "住所", "依頼内容", "緯度", "経度")
    turned = small(("岡", "川端1", "泥", "136.34", "35.12"), head=head)
    assert [one.code for one in turned.problems] == ["imports.point_turned"]
    metres = small(("岡", "川端1", "泥", "-143210.5", "8821.2"), head=head)
    assert [one.code for one in metres.problems] == ["imports.point"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("氏名（漢字）", "name"),
        ("お名前 *", "name"),
        ("ＴＥＬ", "phone"),
        ("住　所", "address"),
        ("連絡のつく\n時間帯", "contact_hours"),
        ("依頼内容(自由記述)", "request_text"),
        ("75歳以上", "over_75"),
        ("担当課", None),
    ],
)
def test_headings_are_known_as_people_write_them(heading: str, field: str | None) -> None:
    assert field_of(heading) == field


def test_a_bare_kind_column_is_work_only_when_work_stands_under_it() -> None:
    head = ("氏名", "住所", "電話", "種別")
    assert columns_of(head, [["岡", "川端", "", "床下泥出し"]])["work"] == 3
    assert "work" not in columns_of(head, [["岡", "川端", "", "住家"]])


def test_work_of_several_kinds_is_read_and_one_unknown_word_spoils_it() -> None:
    assert work_of("庭・敷地の泥出し、側溝") == (WorkType.MUD_YARD, WorkType.DRAIN)
    assert work_of("家財搬出・清掃") == (WorkType.BELONGINGS_OUT, WorkType.WASHING)
    assert work_of("家財搬出、宇宙遊泳") == ()


def test_cells_are_named_as_the_spreadsheet_does() -> None:
    assert [cell_name(0, 0), cell_name(9, 25), cell_name(0, 26), cell_name(4, 701)] == [
        "A1",
        "Z10",
        "AA1",
        "ZZ5",
    ]
