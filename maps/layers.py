"""Layers that a city, a ministry or a person with QGIS hands over: loaded whole, offline, or refused with a
reason.

`load_layer` reads GeoJSON, Shapefile (also zipped, cp932 with or without .cpg) and GeoPackage; whatever
system of coordinates the file names (JGD2011 6668, the plane rectangular zones 6669-6687, web mercator 3857
...), the rows come out in EPSG:4326, two-dimensional and valid. What cannot be placed with certainty is
refused: a map that is shifted by a kilometre sends people to the wrong house, and nobody sees it.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from maps.geometry import EAST, NORTH, SOUTH, WEST, WGS84, Geometry
from maps.layer_files import DataSet, open_data_set
from maps.problems import LayerCode, LayerRefused
from maps.shapes import geometry_of, repaired

# The administrative areas of all Japan (N03, 2024) have 124,000 polygons; reading their table takes seconds.
MAX_FEATURES_READ = 500_000
MAX_FEATURES = 50_000  # what a browser draws without tiles (performance.md 4)
EXAMPLES_SHOWN = 10
HALF_TURN_DEG, QUARTER_TURN_DEG = 180.0, 90.0

Scalar = str | int | float | bool | None


class LayerKind(StrEnum):
    """What the rows of a layer are; `mixed` when points, lines and polygons lie in one file."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"
    MIXED = "mixed"


class ColumnKind(StrEnum):
    """The type of a column, as far as a person choosing one needs to know."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Name and type of a column."""

    name: str
    kind: ColumnKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Keep only the rows whose column holds this value (`--where N03_004=伊賀市`)."""

    column: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a layer comes from: shown on every map that draws it. Empty text: nobody said.

    `data_date` is the day the data describe (ISO), not the day of the import.
    """

    source: str = ""
    attribution: str = ""
    data_date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One row: its number in the file, its columns, its place (EPSG:4326)."""

    fid: int
    properties: Mapping[str, Scalar]
    geometry: Geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A loaded layer. `original_crs` is what the file said; the features are in EPSG:4326 (`crs`).

    `without_geometry` rows were left out because they have no place, `repaired` ones had crossing outlines.
    """

    name: str
    kind: LayerKind
    crs: str
    original_crs: str
    columns: tuple[Column, ...]
    features: tuple[Feature, ...]
    origin: Origin
    without_geometry: int
    repaired: int


NO_ORIGIN = Origin()


def parse_where(text: str) -> Where:
    """`COLUMN=VALUE` of a command line; raises LayerRefused(BAD_WHERE) without a column or a value."""
    column, equals, value = text.partition("=")
    if not (column.strip() and equals and value.strip()):
        raise LayerRefused(LayerCode.BAD_WHERE, text=text)
    return Where(column=column.strip(), value=value.strip())


def load_layer(
    path: Path,
    *,
    where: Where | None = None,
    layer: str | None = None,
    assumed_crs: str | None = None,
    origin: Origin = NO_ORIGIN,
) -> Layer:
    """Read a layer whole, or raise LayerRefused with a code and nothing read.

    `layer` chooses among several in one file; `assumed_crs` ("EPSG:6674") answers for a file that does not
    name its system, and is ignored where the file does. Rows keep the order of the file.
    """
    with open_data_set(path, member=layer if path.suffix.lower() == ".zip" else None) as data_set:
        source = _Source(data_set, layer if path.suffix.lower() == ".gpkg" else None)
        frame, crs = _with_crs(source.read(where), data_set, assumed_crs)
    placed = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    if placed.empty:
        raise LayerRefused(LayerCode.NO_GEOMETRY, file=path.name)
    degrees = _in_degrees(placed, crs, path.name)
    shapes = [repaired(shape) for shape in degrees.geometry]
    kinds = {_kind_of(shape.geom_type) for shape in shapes}
    table = pd.DataFrame(degrees.drop(columns=degrees.geometry.name))
    return Layer(
        name=path.stem,
        kind=kinds.pop() if len(kinds) == 1 else LayerKind.MIXED,
        crs=WGS84,
        original_crs=crs.to_string(),
        columns=tuple(Column(name=str(name), kind=_column_kind(table[name])) for name in table.columns),
        features=tuple(_features(table, shapes)),
        origin=origin,
        without_geometry=len(frame) - len(placed),
        repaired=int((~degrees.geometry.is_valid).sum()),
    )


def _features(table: pd.DataFrame, shapes: Sequence[BaseGeometry]) -> Iterator[Feature]:
    names = [str(name) for name in table.columns]
    rows = table.itertuples(index=False, name=None)
    for fid, cells, shape in zip(table.index, rows, shapes, strict=True):
        properties = {name: _scalar(cell) for name, cell in zip(names, cells, strict=True)}
        yield Feature(fid=int(fid), properties=properties, geometry=geometry_of(shape))


class _Source:
    """One layer of a data set: asks first how much there is, then reads the wanted rows."""

    def __init__(self, data_set: DataSet, layer: str | None) -> None:
        self.data_set = data_set
        self.options: dict[str, Any] = {} if data_set.encoding is None else {"encoding": data_set.encoding}
        self.layer = self._chosen(layer)

    def read(self, where: Where | None) -> Any:
        """The wanted rows in the file's own system, a plain table when it holds no shapes.

        Raises LayerRefused: EMPTY, TOO_MANY_FEATURES, UNKNOWN_COLUMN, NOTHING_MATCHES, UNREADABLE.
        """
        count = int(self._ask(pyogrio.read_info, force_feature_count=True)["features"])
        self._check_count(count, MAX_FEATURES_READ)
        if where is None:
            self._check_count(count, MAX_FEATURES)
            return self._ask(pyogrio.read_dataframe, fid_as_index=True)
        fids = self._fids_where(where)
        self._check_count(len(fids), MAX_FEATURES)
        return self._ask(pyogrio.read_dataframe, fid_as_index=True, fids=fids)

    def _fids_where(self, where: Where) -> list[int]:
        """Only the table is read for this, not the shapes: a nation's file is searched for one city in
        seconds.
        """
        table = self._ask(pyogrio.read_dataframe, read_geometry=False, fid_as_index=True)
        if where.column not in table.columns:
            raise LayerRefused(
                LayerCode.UNKNOWN_COLUMN, column=where.column, columns=tuple(str(c) for c in table.columns)
            )
        wanted = _spoken(where.value)
        column = table[where.column].map(_spoken)
        found = [int(fid) for fid, value in column.items() if value == wanted]
        if not found:
            examples = tuple(column[column != ""].drop_duplicates().head(EXAMPLES_SHOWN))
            raise LayerRefused(
                LayerCode.NOTHING_MATCHES, column=where.column, value=where.value, examples=examples
            )
        return found

    def _chosen(self, layer: str | None) -> str:
        try:
            names = tuple(str(row[0]) for row in pyogrio.list_layers(self.data_set.path))
        except pyogrio.errors.DataSourceError as fault:
            raise LayerRefused(LayerCode.UNREADABLE, file=self.data_set.name) from fault
        if not names:
            raise LayerRefused(LayerCode.EMPTY, file=self.data_set.name)
        if layer is not None and layer not in names:
            raise LayerRefused(LayerCode.UNKNOWN_LAYER, file=self.data_set.name, layer=layer, layers=names)
        if layer is None and len(names) > 1:
            raise LayerRefused(LayerCode.SEVERAL_LAYERS, file=self.data_set.name, layers=names)
        return layer or names[0]

    def _check_count(self, count: int, limit: int) -> None:
        if count == 0:
            raise LayerRefused(LayerCode.EMPTY, file=self.data_set.name)
        if count > limit:
            raise LayerRefused(LayerCode.TOO_MANY_FEATURES, file=self.data_set.name, count=count, limit=limit)

    def _ask(self, reader: Any, **wishes: Any) -> Any:
        try:
            return reader(self.data_set.path, layer=self.layer, **self.options, **wishes)
        except (*_GDAL_FAULTS, UnicodeDecodeError, shapely.errors.GEOSException) as fault:
            raise LayerRefused(LayerCode.UNREADABLE, file=self.data_set.name) from fault


_GDAL_FAULTS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.CRSError,
)


def _with_crs(frame: Any, data_set: DataSet, assumed: str | None) -> tuple[gpd.GeoDataFrame, pyproj.CRS]:
    """The frame and the system of coordinates that says where on Earth its numbers lie."""
    if not isinstance(frame, gpd.GeoDataFrame):
        raise LayerRefused(LayerCode.NO_GEOMETRY, file=data_set.name)
    crs = frame.crs
    if (
        crs is not None
        and (crs.is_geographic or crs.is_projected)
        and not crs.name.lower().startswith("undefined")
    ):
        return frame, crs
    if assumed is None:
        raise LayerRefused(LayerCode.NO_CRS, file=data_set.name)
    try:
        said = pyproj.CRS.from_user_input(assumed)
    except pyproj.exceptions.CRSError as fault:
        raise LayerRefused(LayerCode.UNKNOWN_CRS, crs=assumed) from fault
    return frame.set_crs(said, allow_override=True), said


def _in_degrees(frame: gpd.GeoDataFrame, crs: pyproj.CRS, name: str) -> gpd.GeoDataFrame:
    """The frame in EPSG:4326, after its numbers were believed; the first check looks at the numbers of the
    file.
    """
    flat = frame.set_geometry(shapely.force_2d(frame.geometry.to_numpy()), crs=crs)
    if crs.is_geographic:
        _refuse_impossible_degrees(flat, name)
    degrees = flat.to_crs(WGS84)
    _refuse_outside_japan(degrees, name)
    return degrees


def _refuse_impossible_degrees(frame: gpd.GeoDataFrame, name: str) -> None:
    box = frame.geometry.bounds
    x = float(np.median((box["minx"] + box["maxx"]) / 2))
    y = float(np.median((box["miny"] + box["maxy"]) / 2))
    if SOUTH <= x <= NORTH and WEST <= y <= EAST:
        raise LayerRefused(LayerCode.SWAPPED_AXES, file=name, x=x, y=y)
    if max(box["maxx"].abs().max(), box["minx"].abs().max()) > HALF_TURN_DEG or (
        max(box["maxy"].abs().max(), box["miny"].abs().max()) > QUARTER_TURN_DEG
    ):
        raise LayerRefused(LayerCode.METRES_AS_DEGREES, file=name, x=x, y=y)


def _refuse_outside_japan(frame: gpd.GeoDataFrame, name: str) -> None:
    box = frame.geometry.bounds
    inside = (box["minx"] >= WEST) & (box["maxx"] <= EAST) & (box["miny"] >= SOUTH) & (box["maxy"] <= NORTH)
    outside = box[~inside]  # infinite where the projection has no answer: not inside either
    if not outside.empty:
        first = outside.iloc[0]
        raise LayerRefused(
            LayerCode.OUTSIDE_JAPAN,
            file=name,
            count=len(outside),
            of=len(box),
            x=float(first["minx"]),
            y=float(first["miny"]),
        )


def _kind_of(geom_type: str) -> LayerKind:
    if geom_type.endswith("Point"):
        return LayerKind.POINT
    return LayerKind.LINE if geom_type.endswith(("LineString", "LinearRing")) else LayerKind.POLYGON


def _column_kind(column: "pd.Series[Any]") -> ColumnKind:
    if pd.api.types.is_bool_dtype(column):
        return ColumnKind.BOOLEAN
    if pd.api.types.is_integer_dtype(column):
        return ColumnKind.INTEGER
    if pd.api.types.is_numeric_dtype(column):
        return ColumnKind.NUMBER
    return ColumnKind.TIME if pd.api.types.is_datetime64_any_dtype(column) else ColumnKind.TEXT


def _scalar(value: Any) -> Scalar:
    """A plain value of a cell; None for an empty one (GDAL gives NaN), ISO text for a time."""
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        return _scalar(value.item())
    if isinstance(value, (str, bool, int, float)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _spoken(value: Any) -> str:
    """A cell as a person writes it on a command line: 24216 for 24216.0, half width, no outer spaces."""
    scalar = _scalar(value)
    if scalar is None:
        return ""
    if isinstance(scalar, float) and scalar.is_integer():
        scalar = int(scalar)
    return unicodedata.normalize("NFKC", str(scalar)).strip()
