"""緑瀬市: far from everybody, whole, the same on every machine, read by the same import as a real city."""

from __future__ import annotations

from pathlib import Path

from maps import made_up_city
from maps.areas import load_areas
from maps.join import AreaIndex
from maps.layers import LayerKind, load_layer, parse_where
from maps.made_up_city import DATA, DISTRICTS
from maps.shapes import shape_of
from maps.towns import load_towns

BOUNDARY, AREAS, WAYS, TOWNS = (
    DATA / name for name in ("boundary.geojson", "areas.geojson", "ways.geojson", "towns.csv")
)


def test_the_files_are_what_the_module_makes(tmp_path: Path) -> None:
    made_up_city.write(tmp_path)
    for path in (BOUNDARY, AREAS, WAYS, TOWNS):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_it_has_one_boundary_twelve_districts_and_sixty_towns() -> None:
    city = load_areas(BOUNDARY, level="city", where=parse_where("N03_004=緑瀬市"))
    assert [(area.code, area.name) for area in city] == [("99201", "緑瀬市")]
    assert sorted(area.name for area in load_areas(AREAS, level="district")) == sorted(
        ["川端", "三条", "大橋", "上野原", "水守", "緑町", "白沢", "坂上", "東浜", "西浜", "北山", "南台"]
    )
    towns = load_towns(TOWNS)
    assert (len(towns.rows), towns.problems) == (60, ())
    assert all(row.kana for row in towns.rows)


def test_every_town_lies_in_its_district() -> None:
    index = AreaIndex(load_areas(AREAS, level="district"))
    home = {town: district.name for district in DISTRICTS for town in district.towns}
    lies = {
        row.name: area and area.name
        for row in load_towns(TOWNS).rows
        for area in [index.area_at(row.lat, row.lon)]
    }
    assert lies == home


def test_the_districts_cover_the_city_and_do_not_overlap() -> None:
    city = shape_of(load_areas(BOUNDARY, level="city")[0].geometry)
    districts = [shape_of(area.geometry) for area in load_areas(AREAS, level="district")]
    whole = sum(district.area for district in districts)
    assert abs(whole - city.area) / city.area < 1e-4
    assert abs(districts[0].union(districts[1]).area - districts[0].area - districts[1].area) < 1e-9


def test_no_prefecture_has_its_code_and_no_land_its_place() -> None:
    assert int(made_up_city.CITY_CODE[:2]) > 47
    west, south, east, north = load_areas(BOUNDARY, level="city")[0].bounds
    # Cape Shiono 33.43 N 135.76 E, Cape Muroto 33.25 N 134.18 E, Cape Ashizuri 32.72 N 132.96 E
    for lat, lon in ((33.43, 135.76), (33.25, 134.18), (32.72, 132.96)):
        assert max(south - lat, lat - north, west - lon, lon - east) * 80 > 25


def test_river_and_roads_are_lines_for_maps_without_tiles() -> None:
    layer = load_layer(WAYS)
    assert layer.kind is LayerKind.LINE
    assert {feature.properties["kind"] for feature in layer.features} == {"river", "road"}
