"""Town lists as ministries and cities hand them over: good rows kept, bad ones named, nothing guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from maps.problems import LayerCode, LayerRefused, RowCode
from maps.towns import TownList, TownWish, load_towns

HEADER = "都道府県名,市区町村名,大字町丁目名,緯度,経度"
GOOD = "青瀬県,緑瀬市,川端一丁目,33.033,135.050"


def loaded(
    folder: Path, text: str, *, encoding: str = "utf-8", name: str = "towns.csv", **wish: Any
) -> TownList:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return load_towns(path, TownWish(**wish))


def refused(folder: Path, text: str, **wishes: Any) -> LayerRefused:
    with pytest.raises(LayerRefused) as caught:
        loaded(folder, text, **wishes)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_list_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str, line_end: str) -> None:
    text = line_end.join((HEADER, "青瀬県,緑瀬市,髙橋①,33.033,135.050"))
    row = loaded(tmp_path, text, encoding=encoding).rows[0]
    assert (row.pref, row.city, row.town, row.lat, row.lon) == ("青瀬県", "緑瀬市", "髙橋①", 33.033, 135.05)


def test_title_rows_above_the_header_and_empty_rows_are_passed_over(tmp_path: Path) -> None:
    towns = loaded(tmp_path, f"町の一覧\n令和8年\n\n{HEADER}\n\n{GOOD}\n,,,,\n")
    assert [row.town for row in towns.rows] == ["川端一丁目"]
    assert towns.problems == ()


def test_columns_may_stand_in_any_order_between_others(tmp_path: Path) -> None:
    text = (
        "経度,市区町村コード,緯度,大字町丁目名,市区町村名,都道府県名\n135.05,99201,33.03,川端,緑瀬市,青瀬県"
    )
    assert loaded(tmp_path, text).rows[0].lat == 33.03


def test_a_list_by_blocks_keeps_its_blocks(tmp_path: Path) -> None:
    header = "都道府県名,市区町村名,大字・丁目名,小字・通称名,街区符号・地番,緯度,経度"
    text = f"{header}\n青瀬県,緑瀬市,本町,,12,33.03,135.05"
    row = loaded(tmp_path, text).rows[0]
    assert (row.town, row.block) == ("本町", "12")


def test_bad_rows_are_named_by_the_row_of_the_file_and_the_others_kept(tmp_path: Path) -> None:
    rows = (
        GOOD,
        "青瀬県,緑瀬市,,33.0,135.0",
        "青瀬県,,川端,33.0,135.0",
        "青瀬県,緑瀬市,三条,,135.0",
        "青瀬県,緑瀬市,大橋,北緯33度,135.0",
        "青瀬県,緑瀬市,水守,135.0,33.0",
        GOOD,
        "青瀬県,緑瀬市,坂上,33.01,135.01",
    )
    towns = loaded(tmp_path, "\n".join((HEADER, *rows)))
    assert [(problem.row, problem.code) for problem in towns.problems] == [
        (3, RowCode.NO_TOWN),
        (4, RowCode.NO_CITY),
        (5, RowCode.NO_POINT),
        (6, RowCode.BAD_POINT),
        (7, RowCode.OUTSIDE_JAPAN),
        (8, RowCode.TWICE),
    ]
    assert towns.problems[-1].details == {"first_row": 2}
    assert [row.town for row in towns.rows] == ["川端一丁目", "坂上"]


@pytest.mark.parametrize("number", ["nan", "inf", "1e999", "３３．０３x"])
def test_numbers_that_are_no_place_are_named(tmp_path: Path, number: str) -> None:
    towns = loaded(tmp_path, f"{HEADER}\n{GOOD}\n青瀬県,緑瀬市,三条,{number},135.0")
    assert towns.problems[0].row == 3


def test_where_keeps_one_city_of_a_prefectures_list(tmp_path: Path) -> None:
    text = f"{HEADER}\n{GOOD}\n青瀬県,八ヶ橋市,八ヶ橋,33.2,135.2"
    towns = loaded(tmp_path, text, where=("市区町村名", "緑瀬市"))
    assert ([row.city for row in towns.rows], towns.left_out) == (["緑瀬市"], 1)
    assert refused(tmp_path, text, where=("市", "緑瀬市")).code is LayerCode.UNKNOWN_COLUMN
    assert (
        refused(
            tmp_path,
            text,
            where=("市区町村名", "海"),
        ).code
        is LayerCode.NO_GOOD_ROW
    )


def test_a_json_list_takes_its_city_from_the_files_name(tmp_path: Path) -> None:
    text = json.dumps(
        [{"town": "川端", "koaza": "下", "lat": 33.03, "lng": 135.05}, {"town": "", "lat": 1, "lng": 1}]
    )
    towns = loaded(tmp_path, text, name="青瀬県_緑瀬市.json")
    assert [(row.pref, row.city, row.name) for row in towns.rows] == [("青瀬県", "緑瀬市", "川端下")]
    assert [(problem.row, problem.code) for problem in towns.problems] == [(2, RowCode.NO_TOWN)]


def test_a_list_that_names_no_city_anywhere_asks_for_it(tmp_path: Path) -> None:
    text = json.dumps([{"town": "川端", "koaza": "", "lat": 33.03, "lng": 135.05}])
    assert refused(tmp_path, text, name="towns.json").code is LayerCode.NO_CITY_NAME
    assert loaded(tmp_path, text, name="towns.json", city="緑瀬市").rows[0].city == "緑瀬市"


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("", "t.csv", LayerCode.NO_HEADER),
        ("a,b,c\n1,2,3", "t.csv", LayerCode.NO_HEADER),
        (HEADER, "t.csv", LayerCode.EMPTY),
        (f"{HEADER}\n青瀬県,緑瀬市,川端,x,y", "t.csv", LayerCode.NO_GOOD_ROW),
        ("[", "t.json", LayerCode.UNREADABLE),
        ("{}", "t.json", LayerCode.NO_HEADER),
        ("[]", "t.json", LayerCode.NO_HEADER),
        ('[{"name": "川端"}]', "t.json", LayerCode.NO_HEADER),
    ],
)
def test_a_file_that_is_no_town_list_is_refused_whole(
    tmp_path: Path, text: str, name: str, code: LayerCode
) -> None:
    assert refused(tmp_path, text, name=name).code is code


def test_an_encoding_nobody_uses_for_such_lists_is_refused_and_can_be_named(tmp_path: Path) -> None:
    text = f"{HEADER}\n{GOOD}"
    assert refused(tmp_path, text, encoding="utf-16").code is LayerCode.UNKNOWN_ENCODING
    path = tmp_path / "named.csv"
    path.write_bytes(text.encode("utf-16"))
    assert load_towns(path, TownWish(encoding="utf-16")).rows[0].town == "川端一丁目"
    with pytest.raises(LayerRefused):
        load_towns(path, TownWish(encoding="no-such-code"))


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(LayerRefused) as caught:
        load_towns(tmp_path / "none.csv")
    assert caught.value.code is LayerCode.UNREADABLE
