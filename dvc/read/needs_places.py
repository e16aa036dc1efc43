"""What the imported towns and areas say about an address that was told: town, district, mesh cell and a first
point.

The list of towns is made into an index once for each import (known by its digest) and kept in memory; nothing
of a household is kept here.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dvc.domain.center_settings import CENTER_SETTINGS, SETTINGS_STREAM
from dvc.domain.personal import Personal
from dvc.read.center import CenterReader
from maps.addresses import Grade, TownIndex
from maps.area_rows import AreaRow
from maps.geometry import geometry_from_geojson
from maps.mesh import mesh_of
from maps.towns import TownRow

if TYPE_CHECKING:
    from maps.join import AreaIndex

CANDIDATES_MOST = 8
_INDEXES_MOST = 4
"""Imports kept at once: those of the operations that one server holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One of several places that answer to what was said. `key` names it in a form; `area`: its district's
    name, "" when unknown.
    """

    key: str
    town: str
    city: str
    kana: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTold:
    """What was understood of an address. `area`, `mesh`, `lat`, `lon` None when no one place stands for it.

    `grade`: block, town, city or unknown. `rest`: what follows the town. `is_loose`: a person should look.
    """

    grade: Grade
    town: str = ""
    city: str = ""
    rest: str = ""
    area: str | None = None
    area_name: str = ""
    mesh: str | None = None
    lat: float | None = None
    lon: float | None = None
    candidates: tuple[Candidate, ...] = ()
    is_loose: bool = False

    @property
    def point(self) -> dict[str, str]:
        """`lat` and `lon` as the vault keeps them; empty without a point."""
        if self.lat is None or self.lon is None:
            return {}
        return {"lat": f"{self.lat:.6f}", "lon": f"{self.lon:.6f}"}


@dataclass(frozen=True, slots=True)
class _Places:
    towns: TownIndex
    area_of: Mapping[str, str]
    names: Mapping[str, str]
    areas: AreaIndex | None


_KEPT: OrderedDict[tuple[str, str], _Places] = OrderedDict()


def area_names(reader: CenterReader) -> Mapping[str, str]:
    """Codes of the imported districts with their names, in the order of the import; empty without one."""
    return _places(reader).names


def has_towns(reader: CenterReader) -> bool:
    """Whether a list of towns was imported; without it an address stays text."""
    return bool(_digests(reader)[0])


def center_phone(reader: CenterReader) -> str:
    """The center's own number as its papers show it, "" when nobody has written it down."""
    return reader.label(reader.store.center_id, Personal.CENTER_PHONE) or ""


def area_code(reader: CenterReader) -> str | None:
    """The area code that a local number gets: that of the center's own telephone; None when none is known."""
    head, _, rest = center_phone(reader).partition("-")
    return head if rest and head.isdigit() else None


def place_told(reader: CenterReader, address: str, *, choice: str = "") -> PlaceTold:
    """The place of an address; `choice` is the key of the candidate that the caller picked."""
    places = _places(reader)
    found = places.towns.find(address)
    town = found.town
    if town is None and choice:
        town = next((row for row in found.candidates if _key(row) == choice), None)
    if town is None:
        return PlaceTold(
            grade=found.grade,
            city=found.city,
            rest=found.rest,
            candidates=tuple(_candidate(places, row) for row in found.candidates[:CANDIDATES_MOST]),
            is_loose=found.is_loose,
        )
    lat, lon = found.lat or town.lat, found.lon or town.lon
    area = _area_of(places, town, lat, lon)
    return PlaceTold(
        grade=found.grade if found.town is not None else Grade.TOWN,
        town=town.name,
        city=town.city,
        rest=found.rest,
        area=area,
        area_name=places.names.get(area or "", ""),
        mesh=mesh_of(lat, lon),
        lat=lat,
        lon=lon,
        is_loose=found.is_loose,
    )


def _key(row: TownRow) -> str:
    return f"{row.pref}/{row.city}/{row.name}"


def _candidate(places: _Places, row: TownRow) -> Candidate:
    area = _area_of(places, row, row.lat, row.lon)
    return Candidate(
        key=_key(row), town=row.name, city=row.city, kana=row.kana, area=places.names.get(area or "", "")
    )


def _area_of(places: _Places, town: TownRow, lat: float, lon: float) -> str | None:
    """The district that the list names for the town, else the one whose outline holds the point."""
    told = places.area_of.get(_key(town))
    if told or places.areas is None:
        return told
    found = places.areas.area_at(lat, lon)
    return None if found is None else found.code


def _digests(reader: CenterReader) -> tuple[str, str]:
    settings = reader.find(CENTER_SETTINGS, SETTINGS_STREAM)
    held = {str(one.layer): str(one.digest) for one in settings.layers} if settings is not None else {}
    return held.get("towns", ""), held.get("areas", "")


def _places(reader: CenterReader) -> _Places:
    key = _digests(reader)
    kept = _KEPT.get(key)
    if kept is None:
        kept = _KEPT[key] = _read(reader)
        while len(_KEPT) > _INDEXES_MOST:
            _KEPT.popitem(last=False)
    return kept


def _read(reader: CenterReader) -> _Places:
    from maps.join import AreaIndex  # noqa: PLC0415 - 0.3 s of every start (numpy, GEOS)

    towns = [(_town(row), row.get("area")) for row in reader.layer("towns")]
    areas = reader.layer("areas")
    shapes = [_area(row) for row in areas if row.get("outline")]
    return _Places(
        towns=TownIndex(row for row, _ in towns),
        area_of=MappingProxyType({_key(row): str(area) for row, area in towns if area}),
        names=MappingProxyType({str(row["code"]): str(row["name"]) for row in areas}),
        areas=AreaIndex(shapes) if shapes else None,
    )


def _town(row: Mapping[str, Any]) -> TownRow:
    return TownRow(
        pref=str(row["pref"]),
        city=str(row["city"]),
        town=str(row["town"]),
        kana=str(row["kana"]),
        lat=float(row["lat"]),
        lon=float(row["lon"]),
    )


def _area(row: Mapping[str, Any]) -> AreaRow:
    """A district as the index wants it; its label's point is not asked for here."""
    return AreaRow(
        code=str(row["code"]),
        name=str(row["name"]),
        level=str(row["level"]),
        geometry=geometry_from_geojson(json.loads(row["outline"])),
        label_lat=0.0,
        label_lon=0.0,
        bounds=(0.0, 0.0, 0.0, 0.0),
    )
