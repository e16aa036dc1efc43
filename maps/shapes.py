"""Between plain `Geometry` and shapely: the only door, so that rounding and repair happen in one place."""

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from maps.geometry import Coordinates, Geometry, GeometryKind

DIGITS = 7  # of a degree: one centimetre, finer than any survey a center will meet


def shape_of(geometry: Geometry) -> BaseGeometry:
    """The shapely geometry with the same coordinates."""
    return shapely.geometry.shape(geometry.geojson())


def geometry_of(shape: BaseGeometry) -> Geometry:
    """The plain geometry, rounded to 7 digits (1 cm); ValueError for an empty one or a collection."""
    if shape.is_empty:
        raise ValueError("an empty shape has no coordinates")
    mapping = shapely.geometry.mapping(shape)
    return Geometry(kind=GeometryKind(mapping["type"]), coordinates=_rounded(mapping["coordinates"]))


def repaired(shape: BaseGeometry) -> BaseGeometry:
    """A valid flat shape of the same dimension: self-crossings untied, heights dropped.

    Untying a bow-tie may leave stray lines beside the polygons; only the parts of the highest dimension stay,
    otherwise a district would turn into a collection that no index can answer for.
    """
    flat = shapely.force_2d(shape)
    valid = flat if flat.is_valid else shapely.make_valid(flat)
    if valid.geom_type != "GeometryCollection":
        return valid
    parts = shapely.get_parts(valid, return_index=False)
    flat_parts = [part for one in parts for part in shapely.get_parts(one)]
    highest = max(int(shapely.get_dimensions(part)) for part in flat_parts)
    return shapely.union_all([part for part in flat_parts if shapely.get_dimensions(part) == highest])


def merged(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """One shape of many: a city whose islands are rows of their own becomes one area again."""
    return shapes[0] if len(shapes) == 1 else shapely.union_all(list(shapes))


def inside_of(geometry: Geometry) -> tuple[float, float]:
    """Latitude and longitude of a point inside the shape, for its name."""
    inside = shape_of(geometry).representative_point()
    return round(float(inside.y), DIGITS), round(float(inside.x), DIGITS)


def wkb_of(geometry: Geometry) -> bytes:
    """Well-known binary, little endian, for a store that keeps bytes."""
    return bytes(shapely.to_wkb(shape_of(geometry), byte_order=1))


def geometry_from_wkb(data: bytes) -> Geometry:
    """The plain geometry of well-known binary."""
    return geometry_of(shapely.from_wkb(data))


def _rounded(coordinates: Any) -> Coordinates:
    return tuple(
        round(float(item), DIGITS) if isinstance(item, (int, float)) else _rounded(item)
        for item in coordinates
    )
