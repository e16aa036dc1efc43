"""A geometry as plain numbers, so that nobody outside this room needs a geometry library.

Coordinates are those of GeoJSON (RFC 7946): longitude before latitude, degrees of EPSG:4326, rings closed.
The module is standard library only; `maps.shapes` turns a `Geometry` into a shapely one and back.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

# JGD2011 islands of Japan with their sea: Yonaguni 122.9E, Minamitorishima 153.99E, Okinotorishima 20.4N,
# Cape Soya 45.5N (Geospatial Information Authority of Japan, 日本の東西南北端点). A little air around it.
WEST, SOUTH, EAST, NORTH = 122.0, 20.0, 154.5, 46.0
WGS84 = "EPSG:4326"

Position = tuple[float, float]
Coordinates = tuple[Any, ...]  # nested as deep as the kind says; mypy has no recursive alias for that


class GeometryKind(StrEnum):
    """The seven kinds of GeoJSON that a layer may hold; collections are taken apart at import."""

    POINT = "Point"
    MULTI_POINT = "MultiPoint"
    LINE = "LineString"
    MULTI_LINE = "MultiLineString"
    POLYGON = "Polygon"
    MULTI_POLYGON = "MultiPolygon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """Kind and coordinates (longitude, latitude; degrees; tuples nested as GeoJSON nests its lists)."""

    kind: GeometryKind
    coordinates: Coordinates

    def geojson(self) -> dict[str, Any]:
        """The GeoJSON object, ready for a JSON encoder."""
        return {"type": self.kind.value, "coordinates": self.coordinates}

    def positions(self) -> Iterator[Position]:
        """Every (longitude, latitude) in the order of the file."""
        return _positions(self.coordinates)

    def rings(self) -> Iterator[tuple[Position, ...]]:
        """Every ring of a polygon (outer and holes) or every line; a point gives none."""
        if self.kind in (GeometryKind.POLYGON, GeometryKind.MULTI_LINE):
            yield from self.coordinates
        elif self.kind is GeometryKind.LINE:
            yield self.coordinates
        elif self.kind is GeometryKind.MULTI_POLYGON:
            for polygon in self.coordinates:
                yield from polygon


def geometry_from_geojson(value: Mapping[str, Any]) -> Geometry:
    """The `Geometry` of a GeoJSON object; ValueError for a kind that is not one of the six."""
    return Geometry(kind=GeometryKind(value["type"]), coordinates=_tuples(value["coordinates"]))


def point(lat: float, lon: float) -> Geometry:
    """A point; latitude first, as people say it, and stored as GeoJSON wants it."""
    return Geometry(kind=GeometryKind.POINT, coordinates=(lon, lat))


def is_in_japan(lat: float, lon: float) -> bool:
    """Whether a point lies in the box around Japan's islands; False for NaN."""
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def _positions(coordinates: Coordinates) -> Iterator[Position]:
    if isinstance(coordinates[0], (int, float)):
        yield cast(Position, coordinates[:2])
        return
    for inner in coordinates:
        yield from _positions(inner)


def _tuples(value: Any) -> Coordinates:
    return tuple(_tuples(item) if isinstance(item, (list, tuple)) else float(item) for item in value)
