"""Real layers and town lists, where the shared material lies beside the clone: 伊賀市, 七尾市, Osaka."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from maps.address_heads import OldName
from maps.addresses import AddressMatch, Grade, TownIndex
from maps.areas import load_areas
from maps.folding import fold
from maps.join import AreaIndex
from maps.layers import LayerKind, load_layer, parse_where
from maps.mesh import cell_of, mesh_of
from maps.problems import LayerCode, LayerRefused
from maps.towns import TownList, load_towns
from tests import machine

IGA_OLD = (
    OldName(city="伊賀市", name="上野市", prefixes=("上野",)),
    OldName(city="伊賀市", name="伊賀町", county="阿山郡"),
    OldName(city="伊賀市", name="島ヶ原村", county="阿山郡", prefixes=("島ヶ原",)),
    OldName(city="伊賀市", name="阿山町", county="阿山郡"),
    OldName(city="伊賀市", name="大山田村", county="阿山郡"),
    OldName(city="伊賀市", name="青山町", county="名賀郡"),
)
CITIES = (
    "三重県_伊賀市",
    "三重県_名張市",
    "石川県_七尾市",
    "大阪府_東大阪市",
    "大阪府_大阪市中央区",
    "大阪府_大阪市北区",
)


def towns_of(city: str) -> TownList:
    return load_towns(machine.shared("data/geo/towns") / f"{city}.json")


def kilometres(match: AddressMatch, lat: float, lon: float) -> float:
    assert match.lat is not None
    assert match.lon is not None
    return math.hypot((match.lat - lat) * 111.2, (match.lon - lon) * 111.2 * math.cos(math.radians(lat)))


def test_iga_is_imported_from_the_prefectures_file() -> None:
    path = machine.shared("data/geo/boundary") / "n03_24_mie_s0010.geojson"
    areas = load_areas(path, level="city", where=parse_where("N03_004=伊賀市"))
    assert [(area.code, area.name) for area in areas] == [("24216", "伊賀市")]
    assert len(load_areas(path, level="city")) == 29


def test_wards_of_osaka_bear_the_citys_name() -> None:
    names = {
        area.name
        for area in load_areas(
            machine.shared("data/geo/boundary") / "n03_27_osaka_s0010.geojson", level="city"
        )
    }
    assert {"大阪市北区", "堺市北区", "豊能町"} <= names


def test_every_town_of_iga_lies_in_iga() -> None:
    path = machine.shared("data/geo/boundary") / "n03_24_mie_s0010.geojson"
    index = AreaIndex(load_areas(path, level="city", where=parse_where("N03_004=伊賀市")))
    assert [
        row.name for row in towns_of("三重県_伊賀市").rows if index.area_at(row.lat, row.lon) is None
    ] == []


@pytest.mark.parametrize("city", CITIES)
def test_every_real_town_answers_to_its_name_with_its_own_point(city: str) -> None:
    towns = towns_of(city)
    assert towns.problems == ()
    index = TownIndex(towns.rows)
    lost = [
        row.name for row in towns.rows if index.find(f"{row.pref}{row.city}{row.name}12番地3").town != row
    ]
    assert lost == []


def test_no_two_towns_of_iga_fold_into_one() -> None:
    rows = towns_of("三重県_伊賀市").rows
    keys = [fold(row.name).key for row in rows]
    assert len(set(keys)) == len(rows) == 247


def test_only_iga_towns_that_are_also_a_chome_need_a_question() -> None:
    rows = towns_of("三重県_伊賀市").rows
    index = TownIndex(rows)
    unsure = [row.name for row in rows if index.find(f"伊賀市{row.name}2-3").candidates]
    assert unsure == ["川上", "服部町"]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("三重県伊賀市上野丸之内117", "上野丸之内"),
        ("伊賀市上野丸の内117-13", "上野丸之内"),
        ("上野市丸之内117", "上野丸之内"),
        ("旧上野市丸ノ内", "上野丸之内"),
        ("希望が丘西３－２－１", "希望ヶ丘西三丁目"),
        ("伊賀市希望ケ丘西三丁目2番地", "希望ヶ丘西三丁目"),
        ("桐ヶ丘8-1", "桐ケ丘八丁目"),
        ("緑が丘本町4153", "緑ケ丘本町"),
        ("阿山郡島ヶ原村4696", "島ヶ原"),
        ("阿山郡伊賀町柘植町1", "柘植町"),
        ("名賀郡青山町阿保1411", "阿保"),
        ("玉滝3", "玉瀧"),
        ("西之沢12", "西之澤"),
        ("上の庄5", "上之庄"),
        ("大字小田町字平松12", "小田町平松"),
        ("ユメガ丘1丁目3", "ゆめが丘一丁目"),
    ],
)
def test_what_people_of_iga_say_finds_their_town(text: str, town: str) -> None:
    match = TownIndex(towns_of("三重県_伊賀市").rows, IGA_OLD).find(text)
    assert match.town is not None
    assert match.town.name == town


def test_the_next_citys_town_of_the_same_name_is_not_taken() -> None:
    index = TownIndex(towns_of("三重県_伊賀市").rows, IGA_OLD)
    assert index.find("名張市中村12").grade is Grade.UNKNOWN
    both = TownIndex([*towns_of("三重県_伊賀市").rows, *towns_of("三重県_名張市").rows])
    assert {row.city for row in both.find("上小波田1").candidates or ()} <= {"伊賀市", "名張市"}


@pytest.mark.parametrize(
    ("city", "name", "least_found", "median_km"),
    [
        ("三重県_伊賀市", "emergency_242161", 1.0, 0.8),
        ("三重県_伊賀市", "evacuation_242161", 1.0, 0.8),
        ("石川県_七尾市", "emergency_172022", 1.0, 0.5),
        ("石川県_七尾市", "evacuation_172022", 1.0, 0.6),
    ],
)
def test_addresses_that_a_city_wrote_itself_lead_near_the_true_place(
    city: str, name: str, least_found: float, median_km: float
) -> None:
    index = TownIndex(towns_of(city).rows)
    content = json.loads(
        (machine.shared("data/shelters/gsi") / f"{name}.geojson").read_text(encoding="utf-8")
    )
    far: list[float] = []
    for feature in content["features"]:
        lon, lat = feature["geometry"]["coordinates"][:2]
        match = index.find(feature["properties"]["住所"])
        if match.town is not None:
            far.append(kilometres(match, lat, lon))
    assert len(far) / len(content["features"]) >= least_found
    assert sorted(far)[len(far) // 2] <= median_km
    assert max(far) < 5


def test_a_real_hazard_layer_in_another_datum_is_read() -> None:
    layer = load_layer(machine.shared("data/geo/hazard") / "hokai_20240109_nanao_epsg6668.geojson")
    assert (layer.original_crs, layer.kind, len(layer.features)) == ("EPSG:6668", LayerKind.POLYGON, 75)


def test_an_answer_without_data_is_refused() -> None:
    with pytest.raises(LayerRefused) as caught:
        load_layer(machine.shared("data/shelters/gsi") / "emergency_271276.geojson")
    assert caught.value.code is LayerCode.UNREADABLE


def test_old_and_new_kanji_of_an_independent_table_fold_alike_where_both_know_them() -> None:
    path = machine.shared("data/addresses/kanji_old_new.tsv")
    ours = {
        old: new
        for line in path.read_text(encoding="utf-8").splitlines()[1:]
        for old, new in [line.split("\t")[:2]]
    }
    known = {old: new for old, new in ours.items() if fold(old).key != old}
    assert {old for old, new in known.items() if fold(old).key != fold(new).key} == set()
    assert len(known) > 100


def test_real_places_lie_in_their_cells() -> None:
    for row in towns_of("石川県_七尾市").rows:
        cell = cell_of(mesh_of(row.lat, row.lon))
        assert cell.south <= row.lat < cell.north
        assert cell.west <= row.lon < cell.east


def test_a_town_list_may_lie_anywhere(tmp_path: Path) -> None:
    source = machine.shared("data/geo/towns") / "三重県_名張市.json"
    copy = tmp_path / "三重県_名張市.json"
    copy.write_bytes(source.read_bytes())
    assert load_towns(copy).rows[0].city == "名張市"
