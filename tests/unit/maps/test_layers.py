"""Layers as cities hand them over: taken whole in degrees, or refused with a code that says why."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
from shapely.geometry import GeometryCollection, LineString, Point, Polygon

from maps import layer_files, layers
from maps.geometry import GeometryKind
from maps.layers import ColumnKind, LayerKind, Origin, Where, load_layer, parse_where
from maps.problems import LayerCode, LayerRefused
from tests.unit.maps.builders import (
    LAT,
    LON,
    a_feature,
    a_frame,
    a_geojson,
    a_point_feature,
    a_shapefile,
    a_square,
)

BOW_TIE = Polygon([(LON, LAT), (LON + 0.01, LAT + 0.01), (LON + 0.01, LAT), (LON, LAT + 0.01), (LON, LAT)])


def refused(path: Path, **wishes: Any) -> LayerRefused:
    with pytest.raises(LayerRefused) as caught:
        load_layer(path, **wishes)
    return caught.value


@pytest.mark.parametrize("encoding", ["CP932", "UTF-8"])
@pytest.mark.parametrize("has_cpg", [True, False])
def test_a_shapefile_keeps_its_japanese_text_with_or_without_cpg(
    tmp_path: Path, encoding: str, *, has_cpg: bool
) -> None:
    frame = a_frame([a_square(), a_square(LAT + 0.02)], 地区名=["髙橋町①", "ソ連通り"], 番号=[1, 2])
    layer = load_layer(a_shapefile(tmp_path, frame, encoding=encoding, has_cpg=has_cpg))
    assert [feature.properties["地区名"] for feature in layer.features] == ["髙橋町①", "ソ連通り"]


def test_a_cpg_that_lies_is_not_believed(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path, a_frame(name=["川端"]))
    path.with_suffix(".cpg").write_text("ISO-8859-1", encoding="ascii")
    assert load_layer(path).features[0].properties["name"] == "川端"


def test_a_text_cut_off_in_the_middle_of_a_character_does_not_spoil_the_file(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path, a_frame([a_square()] * 2, name=["川端川端", "三"]), has_cpg=False)
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    head, width = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    data[head + 1 : head + width] = ("川" * 100).encode("cp932")[: width - 2] + b"\x90"  # half of 川 or 三
    dbf.write_bytes(data)
    assert layer_files.encoding_of_dbf(dbf.read_bytes()) == "cp932"


def test_bytes_that_are_no_japanese_encoding_are_refused(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path, a_frame(name=["あああ"]), has_cpg=False)
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("あああ".encode("cp932"), b"\xff\xff\xfe\xfe\x80\x20"))
    assert refused(path).code is LayerCode.UNKNOWN_ENCODING


def test_a_zipped_shapefile_of_an_old_windows_is_read(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path, a_frame(name=["川端"]), has_cpg=False)
    target = tmp_path / "chiku.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in (".shp", ".shx", ".dbf", ".prj"):
            name = f"地区{part}".encode("cp932").decode(
                "cp437"
            )  # as Python sees a name without the UTF-8 flag
            info = zipfile.ZipInfo(name)
            archive.writestr(info, path.with_suffix(part).read_bytes())
    data = target.read_bytes()
    encoded = "地区".encode("cp932").decode("cp437").encode("utf-8")
    assert encoded in data  # Python wrote it with the flag; the reader must not depend on it
    assert load_layer(target).features[0].properties["name"] == "川端"


def test_an_archive_with_two_layers_asks_which_and_takes_the_named_one(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path, a_frame(name=["川端"]))
    target = tmp_path / "two.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for stem in ("roads", "areas"):
            for part in (".shp", ".shx", ".dbf", ".prj"):
                archive.write(path.with_suffix(part), f"folder/{stem}{part}")
        archive.write(path, "__MACOSX/._areas.shp")
    fault = refused(target)
    assert (fault.code, fault.details["layers"]) == (LayerCode.SEVERAL_LAYERS, ("areas", "roads"))
    assert len(load_layer(target, layer="areas").features) == 1
    assert refused(target, layer="rivers").code is LayerCode.UNKNOWN_LAYER


def test_an_archive_that_unpacks_to_too_much_is_refused_before_unpacking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_shapefile(tmp_path, a_frame([a_square()] * 500))
    target = tmp_path / "big.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in (".shp", ".shx", ".dbf", ".prj"):
            archive.write(path.with_suffix(part))
    monkeypatch.setattr(layer_files, "MAX_FILE_BYTES", target.stat().st_size)
    assert refused(target).code is LayerCode.FILE_TOO_LARGE


def test_a_member_whose_name_climbs_out_of_the_folder_stays_inside(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path)
    target = tmp_path / "up.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in (".shp", ".shx", ".dbf", ".prj"):
            archive.write(path.with_suffix(part), f"../../evil{part}")
    assert len(load_layer(target).features) == 1
    assert not list(tmp_path.parent.parent.glob("evil*"))


def test_parts_of_a_shapefile_that_were_not_copied_are_named(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path)
    path.with_suffix(".dbf").unlink()
    fault = refused(path)
    assert (fault.code, fault.details["parts"]) == (LayerCode.PARTS_MISSING, (".dbf",))


def test_parts_with_capital_endings_are_found(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path)
    for part in (".shp", ".shx", ".dbf", ".prj"):
        path.with_suffix(part).rename(tmp_path / f"CHIKU{part.upper()}")
    assert len(load_layer(tmp_path / "CHIKU.SHP").features) == 1


def test_a_shapefile_without_its_prj_is_refused_unless_somebody_says_the_system(tmp_path: Path) -> None:
    path = a_shapefile(tmp_path, a_frame().to_crs("EPSG:6674"))
    path.with_suffix(".prj").unlink()
    assert refused(path).code is LayerCode.NO_CRS
    layer = load_layer(path, assumed_crs="EPSG:6674")
    corners = set(layer.features[0].geometry.positions())
    assert (round(min(lon for lon, _ in corners), 6), round(min(lat for _, lat in corners), 6)) == (LON, LAT)
    assert refused(path, assumed_crs="EPSG:nonsense").code is LayerCode.UNKNOWN_CRS


@pytest.mark.parametrize(
    "crs", ["EPSG:4326", "EPSG:6668", "EPSG:6674", "EPSG:2448", "EPSG:3857", "EPSG:32653"]
)
def test_every_usual_system_of_coordinates_comes_out_in_degrees(tmp_path: Path, crs: str) -> None:
    path = tmp_path / "layer.gpkg"
    pyogrio.write_dataframe(a_frame([Point(LON, LAT)], "EPSG:4326").to_crs(crs), path)
    layer = load_layer(path)
    # old datums and JGD2011 agree with WGS84 to less than a metre and a half for our purpose
    assert layer.features[0].geometry.coordinates == pytest.approx((LON, LAT), abs=1.5e-5)
    assert (layer.crs, layer.original_crs) == ("EPSG:4326", crs)


def test_a_geojson_that_names_its_system_is_transformed(tmp_path: Path) -> None:
    path = a_geojson(tmp_path, [a_point_feature()])
    crs = '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::6668"}}, "features"'
    path.write_text(path.read_text(encoding="utf-8").replace('"features"', crs), encoding="utf-8")
    layer = load_layer(path)
    assert layer.original_crs == "EPSG:6668"
    assert layer.features[0].geometry.coordinates == pytest.approx((LON, LAT), abs=1e-6)


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        (LAT, LON, LayerCode.SWAPPED_AXES),
        (-35_000.0, -120_000.0, LayerCode.METRES_AS_DEGREES),
        (0.0, 0.0, LayerCode.OUTSIDE_JAPAN),
        (2.35, 48.85, LayerCode.OUTSIDE_JAPAN),
    ],
)
def test_numbers_that_cannot_be_degrees_of_japan_are_refused(
    tmp_path: Path, x: float, y: float, code: LayerCode
) -> None:
    fault = refused(a_geojson(tmp_path, [a_point_feature(x, y)]))
    assert fault.code is code
    assert (fault.details["x"], fault.details["y"]) == (x, y)


def test_one_point_in_the_gulf_of_guinea_among_good_ones_is_counted(tmp_path: Path) -> None:
    fault = refused(a_geojson(tmp_path, [a_point_feature(), a_point_feature(), a_point_feature(0, 0)]))
    assert (fault.code, fault.details["count"], fault.details["of"]) == (LayerCode.OUTSIDE_JAPAN, 1, 3)


def test_a_shapefile_in_metres_under_a_prj_in_degrees_is_refused(tmp_path: Path) -> None:
    metres = a_frame().to_crs("EPSG:6674").set_crs("EPSG:4326", allow_override=True)
    assert refused(a_shapefile(tmp_path, metres)).code is LayerCode.METRES_AS_DEGREES


def test_an_empty_layer_is_refused(tmp_path: Path) -> None:
    assert refused(a_geojson(tmp_path, [])).code is LayerCode.EMPTY


def test_a_layer_without_any_place_is_refused(tmp_path: Path) -> None:
    assert refused(a_geojson(tmp_path, [a_feature(None, name="川端")])).code is LayerCode.NO_GEOMETRY


def test_a_table_without_shapes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.gpkg"
    pyogrio.write_dataframe(a_frame().drop(columns="geometry"), path)
    assert refused(path).code is LayerCode.NO_GEOMETRY


def test_rows_without_a_place_are_left_out_and_counted(tmp_path: Path) -> None:
    layer = load_layer(a_geojson(tmp_path, [a_feature(None, name="どこ"), a_point_feature(name="川端")]))
    assert [feature.properties["name"] for feature in layer.features] == ["川端"]
    assert layer.without_geometry == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"type": "unavailable", "message": "none"}', b"\x00" * 200, b"PK\x03\x04 and then nothing"],
)
@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".zip"])
def test_a_file_that_is_not_what_it_says_is_unreadable(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(content)
    assert refused(path).code in {LayerCode.UNREADABLE, LayerCode.UNKNOWN_FORMAT}


def test_a_missing_file_and_an_unknown_ending_are_told_apart(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.geojson").code is LayerCode.UNREADABLE
    (tmp_path / "plan.dwg").write_bytes(b"AC1027")
    assert refused(tmp_path / "plan.dwg").code is LayerCode.UNKNOWN_FORMAT


def test_more_features_than_a_map_can_bear_are_refused_by_number(tmp_path: Path) -> None:
    path = a_geojson(tmp_path, [a_point_feature(n=n) for n in range(layers.MAX_FEATURES + 1)])
    fault = refused(path)
    assert (fault.code, fault.details["limit"]) == (LayerCode.TOO_MANY_FEATURES, layers.MAX_FEATURES)
    assert fault.details["count"] == layers.MAX_FEATURES + 1
    assert len(load_layer(path, where=Where(column="n", value="3")).features) == 1


def test_where_keeps_the_rows_of_one_city(tmp_path: Path) -> None:
    path = a_geojson(tmp_path, [a_point_feature(市="緑瀬市", n=1), a_point_feature(市="八ヶ橋市", n=2)])
    layer = load_layer(path, where=parse_where("市=緑瀬市"))
    assert [feature.properties["n"] for feature in layer.features] == [1]


@pytest.mark.parametrize("value", ["99201", "９９２０１"])
def test_where_finds_a_code_that_the_file_holds_as_a_number(tmp_path: Path, value: str) -> None:
    path = a_geojson(
        tmp_path, [a_point_feature(code=99201), a_point_feature(code=None), a_point_feature(code=1)]
    )
    assert len(load_layer(path, where=Where(column="code", value=value)).features) == 1


def test_where_reads_no_other_citys_shapes(tmp_path: Path) -> None:
    path = a_geojson(tmp_path, [a_point_feature(0, 0, 市="よそ"), a_point_feature(市="緑瀬市")])
    assert len(load_layer(path, where=parse_where("市=緑瀬市")).features) == 1


def test_a_wrong_column_or_value_says_what_there_is(tmp_path: Path) -> None:
    path = a_geojson(tmp_path, [a_point_feature(市="緑瀬市")])
    fault = refused(path, where=Where(column="町", value="川端"))
    assert (fault.code, fault.details["columns"]) == (LayerCode.UNKNOWN_COLUMN, ("市",))
    fault = refused(path, where=Where(column="市", value="緑瀬"))
    assert (fault.code, fault.details["examples"]) == (LayerCode.NOTHING_MATCHES, ("緑瀬市",))


@pytest.mark.parametrize("text", ["", "=", "N03_004", "N03_004=", "=伊賀市", " = "])
def test_a_where_without_column_or_value_is_refused(text: str) -> None:
    with pytest.raises(LayerRefused) as caught:
        parse_where(text)
    assert caught.value.code is LayerCode.BAD_WHERE


def test_a_where_may_hold_an_equals_sign_in_its_value() -> None:
    assert parse_where("name=a=b") == Where(column="name", value="a=b")


def test_crossing_outlines_are_untied_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    pyogrio.write_dataframe(a_frame([BOW_TIE]), path)
    layer = load_layer(path)
    assert layer.repaired == 1
    assert layer.kind is LayerKind.POLYGON
    assert layer.features[0].geometry.kind is GeometryKind.MULTI_POLYGON


def test_a_collection_keeps_only_its_parts_of_the_highest_dimension(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    mixed = GeometryCollection([a_square(), LineString([(LON, LAT), (LON, LAT + 1)]), Point(LON, LAT)])
    pyogrio.write_dataframe(a_frame([mixed]), path)
    assert load_layer(path).kind is LayerKind.POLYGON


def test_heights_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    pyogrio.write_dataframe(a_frame([Point(LON, LAT, 12.5)]), path)
    assert load_layer(path).features[0].geometry.coordinates == (LON, LAT)


def test_a_layer_tells_its_columns_kind_and_origin(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    frame = a_frame([Point(LON, LAT)], name=["川端"], n=[3], share=[0.5], is_open=[True])
    pyogrio.write_dataframe(frame, path)
    origin = Origin(source="市役所", attribution="緑瀬市", data_date="2026-09-01")
    layer = load_layer(path, origin=origin)
    assert {column.name: column.kind for column in layer.columns} == {
        "name": ColumnKind.TEXT,
        "n": ColumnKind.INTEGER,
        "share": ColumnKind.NUMBER,
        "is_open": ColumnKind.BOOLEAN,
    }
    assert (layer.kind, layer.origin, layer.name) == (LayerKind.POINT, origin, "layer")
    assert layer.features[0].properties == {"name": "川端", "n": 3, "share": 0.5, "is_open": True}


def test_points_and_polygons_in_one_file_are_called_mixed(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    pyogrio.write_dataframe(a_frame([Point(LON, LAT), a_square()]), path, geometry_type="Unknown")
    assert load_layer(path).kind is LayerKind.MIXED


def test_a_geopackage_with_two_layers_asks_which(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    pyogrio.write_dataframe(a_frame(), path, layer="areas")
    pyogrio.write_dataframe(a_frame([Point(LON, LAT)]), path, layer="points")
    assert refused(path).code is LayerCode.SEVERAL_LAYERS
    assert load_layer(path, layer="points").kind is LayerKind.POINT
    assert refused(path, layer="rivers").code is LayerCode.UNKNOWN_LAYER


def test_a_geopackage_that_does_not_know_where_it_lies_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.gpkg"
    with pytest.warns(UserWarning, match="crs"):
        pyogrio.write_dataframe(gpd.GeoDataFrame({"n": [1]}, geometry=[Point(LON, LAT)]), path)
    assert refused(path).code is LayerCode.NO_CRS
