"""Areas out of the files that centers get, and the district in which a point lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.area_rows import AreaRow
from maps.areas import AreaColumns, load_areas
from maps.geometry import Geometry, GeometryKind, geometry_from_geojson
from maps.join import AreaIndex
from maps.layers import parse_where
from maps.problems import LayerCode, LayerRefused
from maps.shapes import geometry_from_wkb, shape_of, wkb_of
from tests.unit.maps.builders import LAT, LON, a_frame, a_geojson, a_point_feature, a_square


def written(folder: Path, frame: object) -> Path:
    path = folder / "areas.gpkg"
    pyogrio.write_dataframe(frame, path)
    return path


def an_area(code: str, lat: float, lon: float, size: float = 0.01) -> AreaRow:
    ring = ((lon, lat), (lon + size, lat), (lon + size, lat + size), (lon, lat + size), (lon, lat))
    return AreaRow(
        code=code,
        name=code,
        level="district",
        geometry=Geometry(kind=GeometryKind.POLYGON, coordinates=(ring,)),
        label_lat=lat + size / 2,
        label_lon=lon + size / 2,
        bounds=(lon, lat, lon + size, lat + size),
    )


def test_islands_of_one_code_are_one_area(tmp_path: Path) -> None:
    frame = a_frame(
        [a_square(), a_square(LAT + 0.05), a_square(LAT + 0.1)],
        N03_001=["青瀬県"] * 3,
        N03_003=[None] * 3,
        N03_004=["緑瀬市", "緑瀬市", "八ヶ橋市"],
        N03_007=["99201", "99201", "99202"],
    )
    areas = load_areas(written(tmp_path, frame), level="city")
    assert [(area.code, area.name, area.geometry.kind) for area in areas] == [
        ("99201", "緑瀬市", GeometryKind.MULTI_POLYGON),
        ("99202", "八ヶ橋市", GeometryKind.POLYGON),
    ]


def test_a_ward_bears_its_citys_name_and_a_town_not_its_countys(tmp_path: Path) -> None:
    frame = a_frame(
        [a_square(), a_square(LAT + 0.05)],
        N03_003=["青瀬市", "みどり郡"],
        N03_004=["北区", "白沢町"],
        N03_007=["99101", "99301"],
    )
    assert [area.name for area in load_areas(written(tmp_path, frame), level="city")] == [
        "青瀬市北区",
        "白沢町",
    ]


def test_a_newer_file_with_the_ward_in_a_column_of_its_own_gives_the_same_name(tmp_path: Path) -> None:
    frame = a_frame(N03_003=[None], N03_004=["青瀬市"], N03_005=["北区"], N03_007=["99101"])
    assert load_areas(written(tmp_path, frame), level="city")[0].name == "青瀬市北区"


@pytest.mark.parametrize(
    ("columns", "code", "name"),
    [
        ({"KEY_CODE": ["992010010"], "S_NAME": ["川端一丁目"]}, "992010010", "川端一丁目"),
        ({"コード": [7], "地区名": ["川端"]}, "7", "川端"),
        ({"name": ["川端"]}, "川端", "川端"),
    ],
)
def test_columns_of_usual_files_are_known(
    tmp_path: Path, columns: dict[str, Any], code: str, name: str
) -> None:
    area = load_areas(written(tmp_path, a_frame(**columns)), level="district")[0]
    assert (area.code, area.name, area.level) == (code, name, "district")


def test_unknown_columns_can_be_named_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, a_frame(kubun=["K1"], yobina=["川端"]))
    with pytest.raises(LayerRefused) as caught:
        load_areas(path, level="district")
    assert (caught.value.code, caught.value.details["columns"]) == (
        LayerCode.NO_NAME_COLUMN,
        ("kubun", "yobina"),
    )
    assert (
        load_areas(path, level="district", columns=AreaColumns(code="kubun", name="yobina"))[0].code == "K1"
    )
    with pytest.raises(LayerRefused) as caught:
        load_areas(path, level="district", columns=AreaColumns(code="kubun", name="namae"))
    assert caught.value.code is LayerCode.UNKNOWN_COLUMN


def test_points_are_no_areas(tmp_path: Path) -> None:
    with pytest.raises(LayerRefused) as caught:
        load_areas(a_geojson(tmp_path, [a_point_feature(name="川端")]), level="district")
    assert caught.value.code is LayerCode.NOT_POLYGONS


def test_where_takes_one_city_of_a_prefecture(tmp_path: Path) -> None:
    frame = a_frame([a_square(), a_square(LAT + 0.05)], code=["1", "2"], name=["緑瀬市", "八ヶ橋市"])
    areas = load_areas(written(tmp_path, frame), level="city", where=parse_where("name=八ヶ橋市"))
    assert [area.code for area in areas] == ["2"]


def test_the_name_of_an_area_stands_inside_it(tmp_path: Path) -> None:
    horseshoe = a_square(size=0.03).difference(a_square(LAT + 0.01, LON + 0.01, 0.02))
    area = load_areas(written(tmp_path, a_frame([horseshoe])), level="district")[0]
    assert AreaIndex([area]).area_at(area.label_lat, area.label_lon) == area


def test_a_geometry_survives_wkb_and_geojson() -> None:
    area = an_area("a", LAT, LON)
    assert geometry_from_wkb(wkb_of(area.geometry)) == area.geometry
    assert geometry_from_geojson(area.geometry.geojson()) == area.geometry
    assert shape_of(area.geometry).area == pytest.approx(1e-4)


def test_a_point_on_a_common_edge_belongs_to_the_smaller_code_on_every_machine() -> None:
    areas = [an_area("b", LAT, LON), an_area("a", LAT, LON + 0.01)]
    edge = (LAT + 0.005, LON + 0.01)
    for order in (areas, areas[::-1]):
        index = AreaIndex(order)
        found = index.area_at(*edge)
        assert found is not None
        assert found.code == "a"
        assert index.areas_at([edge]) == (found,)


def test_a_point_outside_all_areas_belongs_to_none_and_is_counted_so() -> None:
    index = AreaIndex([an_area("a", LAT, LON), an_area("b", LAT, LON + 0.01)])
    inside, outside = (LAT + 0.005, LON + 0.005), (LAT + 1, LON)
    assert index.area_at(*outside) is None
    assert index.counts([inside, outside, inside]) == {"a": 2, "b": 0, None: 1}
    assert index.areas_at([]) == ()


def test_a_place_that_is_not_known_lies_in_no_area() -> None:
    index = AreaIndex([an_area("a", LAT, LON)])
    assert index.areas_at([(float("nan"), float("nan"))]) == (None,)


@given(
    st.lists(
        st.tuples(st.floats(LAT - 0.01, LAT + 0.03), st.floats(LON - 0.01, LON + 0.04)),
        min_size=1,
        max_size=30,
    )
)
def test_many_points_at_once_give_what_one_by_one_gives(points: list[tuple[float, float]]) -> None:
    index = AreaIndex([an_area("a", LAT, LON), an_area("b", LAT, LON + 0.01), an_area("c", LAT + 0.01, LON)])
    assert index.areas_at(points) == tuple(index.area_at(lat, lon) for lat, lon in points)
