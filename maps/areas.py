"""Areas of a city (市区町村, 地区, 町丁): rows for the center's list, out of whatever polygons somebody
handed over.

Knows the column names of the files that centers really get: 国土数値情報 行政区域 (N03), the census's 小地域
(KEY_CODE, S_NAME), and lists made by hand. Rows of one code are one area: in N03 every island is a row of its
own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from maps.area_rows import AreaRow
from maps.layers import Layer, LayerKind, Scalar, Where, load_layer
from maps.problems import LayerCode, LayerRefused
from maps.shapes import DIGITS, geometry_of, merged, shape_of

MADE_BY_HAND_CODES = ("code", "area_code", "コード", "地区コード", "id", "ID")
MADE_BY_HAND_NAMES = ("name", "area_name", "名称", "地区名", "地区", "名前", "町名", "NAME")


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaColumns:
    """Which columns hold code and name, when the file is none of the known ones."""

    code: str
    name: str


def load_areas(
    path: Path, *, level: str, where: Where | None = None, columns: AreaColumns | None = None
) -> tuple[AreaRow, ...]:
    """Areas of a file, by code; raises LayerRefused as `load_layer`, NOT_POLYGONS, NO_NAME_COLUMN,
    UNKNOWN_COLUMN.
    """
    return areas_of(load_layer(path, where=where), level=level, columns=columns)


def areas_of(layer: Layer, *, level: str, columns: AreaColumns | None = None) -> tuple[AreaRow, ...]:
    """Areas of a loaded layer, in the order of their codes."""
    if layer.kind is not LayerKind.POLYGON:
        raise LayerRefused(LayerCode.NOT_POLYGONS, file=layer.name, kind=layer.kind.value)
    code_of, name_of = _readers(layer, columns)
    shapes: dict[str, list[BaseGeometry]] = {}
    names: dict[str, str] = {}
    for feature in layer.features:
        name = name_of(feature.properties)
        code = code_of(feature.properties) or name
        if code:
            shapes.setdefault(code, []).append(shape_of(feature.geometry))
            names.setdefault(code, name or code)
    return tuple(_area(code, names[code], level, merged(shapes[code])) for code in sorted(shapes))


_Reader = Callable[[Mapping[str, Scalar]], str]


def _readers(layer: Layer, columns: AreaColumns | None) -> tuple[_Reader, _Reader]:
    present = [column.name for column in layer.columns]
    if columns is not None:
        for column in (columns.code, columns.name):
            if column not in present:
                raise LayerRefused(LayerCode.UNKNOWN_COLUMN, column=column, columns=tuple(present))
        return _cell(columns.code), _cell(columns.name)
    if "N03_004" in present:
        return _cell("N03_007"), _n03_name
    if "S_NAME" in present:
        return _cell("KEY_CODE"), _cell("S_NAME")
    name = _first(present, MADE_BY_HAND_NAMES)
    if name is None:
        raise LayerRefused(LayerCode.NO_NAME_COLUMN, file=layer.name, columns=tuple(present))
    code = _first(present, MADE_BY_HAND_CODES)
    return _cell(code or name), _cell(name)


def _n03_name(row: Mapping[str, Scalar]) -> str:
    """市区町村名; the wards of a designated city with the city's name before them.

    Until 2023 the city stands in N03_003 and its ward in N03_004, since 2024 the city in N03_004 and its ward
    in N03_005 (国土数値情報 N03, 製品仕様書); a 郡 in N03_003 is no part of the name.
    """
    above, name, ward = (_text(row.get(key)) for key in ("N03_003", "N03_004", "N03_005"))
    if above.endswith("市") and name.endswith("区"):
        return above + name
    return name + ward


def _area(code: str, name: str, level: str, shape: BaseGeometry) -> AreaRow:
    inside = shape.representative_point()
    west, south, east, north = shapely.bounds(shape)
    return AreaRow(
        code=code,
        name=name,
        level=level,
        geometry=geometry_of(shape),
        label_lat=round(float(inside.y), DIGITS),
        label_lon=round(float(inside.x), DIGITS),
        bounds=(float(west), float(south), float(east), float(north)),
    )


def _cell(column: str) -> _Reader:
    return lambda row: _text(row.get(column))


def _text(value: Scalar) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _first(present: Sequence[str], wanted: Sequence[str]) -> str | None:
    return next((name for name in wanted if name in present), None)
