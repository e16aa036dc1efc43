"""Small layers and maps with sane defaults, for the tests of this folder; made-up places only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
from shapely.geometry import box

from maps.geometry import Geometry, GeometryKind
from maps.made_up_city import DATA
from maps.map_page import TEXTS, Ground, Kind, Look, MapPage, Pin
from maps.towns import TownRow, load_towns

LAT, LON = 33.03, 135.05
CITY = ("青瀬県", "緑瀬市")


def a_square(lat: float = LAT, lon: float = LON, size: float = 0.01) -> Any:
    """A shapely square with its south-west corner at a point."""
    return box(lon, lat, lon + size, lat + size)


def a_frame(
    shapes: Sequence[Any] | None = None, crs: str | None = "EPSG:4326", **columns: Sequence[Any]
) -> Any:
    """A frame of shapes with a name each."""
    shapes = [a_square()] if shapes is None else shapes
    columns = columns or {"code": [f"{n:02}" for n in range(len(shapes))], "name": ["川端"] * len(shapes)}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def a_shapefile(
    folder: Path, frame: Any | None = None, *, encoding: str = "CP932", has_cpg: bool = True
) -> Path:
    """A written shapefile; without .cpg it says nothing of its encoding, as old writers do."""
    path = folder / "chiku.shp"
    pyogrio.write_dataframe(a_frame() if frame is None else frame, path, encoding=encoding)
    if not has_cpg:
        path.with_suffix(".cpg").unlink()
    return path


def a_geojson(folder: Path, features: Sequence[Mapping[str, Any]], name: str = "layer.geojson") -> Path:
    """A written GeoJSON of the features."""
    path = folder / name
    content = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def a_feature(geometry: Mapping[str, Any] | None, **properties: Any) -> dict[str, Any]:
    """One GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def a_point_feature(x: float = LON, y: float = LAT, **properties: Any) -> dict[str, Any]:
    """A GeoJSON point, x before y."""
    return a_feature({"type": "Point", "coordinates": [x, y]}, **properties)


def a_town(town: str = "川端", **changes: Any) -> TownRow:
    """A town of 緑瀬市."""
    pref, city = CITY
    fields: dict[str, Any] = {"pref": pref, "city": city, "town": town, "lat": LAT, "lon": LON} | changes
    return TownRow(**fields)


def the_towns() -> tuple[TownRow, ...]:
    """The sixty towns of 緑瀬市."""
    return load_towns(DATA / "towns.csv").rows


def a_line(*places: tuple[float, float]) -> Geometry:
    """A line through (latitude, longitude) places."""
    return Geometry(kind=GeometryKind.LINE, coordinates=tuple((lon, lat) for lat, lon in places))


def a_page(**changes: Any) -> MapPage:
    """An exported map of one need and one team in one district."""
    ring = ((135.0, 33.0), (135.1, 33.0), (135.1, 33.1), (135.0, 33.1), (135.0, 33.0))
    fields: dict[str, Any] = {
        "lang": "ja",
        "texts": {name: f"文{number}" for number, name in enumerate(TEXTS)},
        "kinds": [
            Kind(key="posted", mark="posted", family="ready", word="本日掲示", heading="ニーズ", urgency=5),
            Kind(key="working", mark="work", family="out", word="作業中", heading="チーム", urgency=6),
        ],
        "pins": [
            Pin(kind="posted", code="N-0912-051-3", lat=LAT, lon=LON, lines=("川端一丁目",)),
            Pin(kind="working", code="T-12", lat=LAT, lon=LON, is_flag=True),
        ],
        "grounds": [
            Ground(
                look=Look.DISTRICT,
                name="川端",
                geometry=Geometry(kind=GeometryKind.POLYGON, coordinates=(ring,)),
                label=(33.05, 135.05),
            ),
        ],
        "look_words": {look: look.value for look in Look},
        "credits": ["作り物"],
    }
    return MapPage(**(fields | changes))
