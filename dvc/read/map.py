"""What the map shows: imported districts and towns, and places as exact as the asking role may know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dvc.domain.personal import Personal
from dvc.read.center import CenterReader
from maps.area_rows import AreaRow
from maps.geometry import Geometry, geometry_from_geojson
from maps.mesh import cell_of

LABELS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A district as it is drawn: its number, name, level (1 largest), shape and where its name stands."""

    code: str
    name: str
    level: int
    geometry: Geometry
    label: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A town's name at its point."""

    name: str
    lat: float
    lon: float


def outlines(reader: CenterReader) -> tuple[Outline, ...]:
    """The imported districts, the largest level first; () before any were imported."""
    rows = [row for row in reader.layer("areas") if row.get("outline")]
    found = [_outline(row) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.level, one.code)))


def _outline(row: Mapping[str, Any]) -> Outline:
    from maps.shapes import inside_of  # noqa: PLC0415 - 0.3 s of every start (numpy, GEOS)

    geometry = geometry_from_geojson(json.loads(row["outline"]))
    return Outline(
        code=str(row["code"]),
        name=str(row["name"]),
        level=int(row["level"]),
        geometry=geometry,
        label=inside_of(geometry),
    )


def town_names(reader: CenterReader) -> tuple[PlaceName, ...]:
    """Names of the imported towns at their points, each once."""
    seen: dict[str, PlaceName] = {}
    for row in reader.layer("towns"):
        place = PlaceName(name=str(row["town"]), lat=float(row["lat"]), lon=float(row["lon"]))
        seen.setdefault(place.name, place)
    return tuple(seen.values())


def codes_of_points(reader: CenterReader, points: Sequence[tuple[float, float]]) -> tuple[str | None, ...]:
    """For each (latitude, longitude) the district that holds it: the smallest level, None in none of them."""
    from maps.join import AreaIndex  # noqa: PLC0415 - 0.3 s of every start (numpy, GEOS)

    shapes = outlines(reader)
    if not shapes:
        return (None,) * len(points)
    level = max(one.level for one in shapes)
    index = AreaIndex([_row(one) for one in shapes if one.level == level])
    return tuple(None if area is None else area.code for area in index.areas_at(points))


def _row(one: Outline) -> AreaRow:
    return AreaRow(
        code=one.code,
        name=one.name,
        level=str(one.level),
        geometry=one.geometry,
        label_lat=one.label[0],
        label_lon=one.label[1],
        bounds=(0.0, 0.0, 0.0, 0.0),
    )


def points_of(reader: CenterReader, households: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Exact points by household; the caller may read them and logs the view."""
    wanted = list(dict.fromkeys(households))
    found: dict[str, tuple[float, float]] = {}
    for at in range(0, len(wanted), LABELS_AT_ONCE):
        labels = reader.labels(wanted[at : at + LABELS_AT_ONCE], [Personal.LAT, Personal.LON])
        for subject, values in labels.items():
            place = _point(values)
            if place is not None:
                found[subject] = place
    return found


def _point(values: Mapping[Personal, str]) -> tuple[float, float] | None:
    try:
        return float(values[Personal.LAT]), float(values[Personal.LON])
    except (KeyError, ValueError):
        return None


def cell_middle(mesh: str | None) -> tuple[float, float] | None:
    """The middle of a mesh cell, None for no cell or one that is finer or coarser than 500 m."""
    if mesh is None:
        return None
    try:
        return cell_of(mesh).center
    except ValueError:
        return None
