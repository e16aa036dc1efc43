"""The center's own words, and the public layers it works on: areas and towns that somebody imported."""

from __future__ import annotations

from dataclasses import dataclass

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.domain.center_settings import (
    CENTER_SETTINGS,
    SETTINGS_STREAM,
    CenterDescribed,
    LayerImported,
)
from dvc.domain.ids import Digest, LayerName
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import CHIEFS, Role
from dvc.ports import Work

WORDS_LENGTH_MOST = 200
LAYERS = ("areas", "towns")
ROWS_MOST = 60_000
"""The largest prefecture has some 30,000 towns and 小字 (data of 位置参照情報)."""
POINTS_MOST = 400_000
KEEPERS = CHIEFS | {Role.GENERAL_AFFAIRS}


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeCenter:
    """Name, phone and place as they stand on papers and public pages; None: as it stands."""

    name: str | None = None
    phone: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaGiven:
    """One area: code, name, level (1 largest), and its outline as GeoJSON text."""

    code: str
    name: str
    level: int
    outline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TownGiven:
    """One town with its point in degrees; `area` is the code of the area it lies in, None when unknown."""

    pref: str
    city: str
    town: str
    kana: str
    lat: float
    lon: float
    area: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAreas:
    """Put these areas in place of those imported before."""

    areas: tuple[AreaGiven, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTowns:
    """Put these towns in place of those imported before."""

    towns: tuple[TownGiven, ...]


@handles(DescribeCenter, roles=KEEPERS)
def describe_center(work: Work, command: DescribeCenter, meta: CommandMeta) -> Result:
    """Keep the center's words."""
    words = {
        Personal.CENTER_NAME: command.name,
        Personal.CENTER_PHONE: command.phone,
        Personal.CENTER_PLACE: command.place,
    }
    for field, text in words.items():
        fits = text is None or len(text) <= WORDS_LENGTH_MOST
        refuse_unless(fits, "refusal.value", status=422, field=field.value, most=WORDS_LENGTH_MOST)
    work.record(CENTER_SETTINGS, SETTINGS_STREAM, CenterDescribed(at=work.meta.happened_at))
    work.vault.put(work.home, words, source_of(work, meta))
    return {"center_id": work.home}


@handles(ImportAreas, roles=KEEPERS)
def import_areas(work: Work, command: ImportAreas, meta: CommandMeta) -> Result:
    """Replace the areas. Raises Refusal `refusal.value` for a list that is empty or too long."""
    del meta
    _check_size(len(command.areas), sum(len(area.outline) for area in command.areas))
    rows = tuple(
        {"code": one.code, "name": one.name, "level": one.level, "outline": one.outline}
        for one in command.areas
    )
    return _replace(work, "areas", rows)


@handles(ImportTowns, roles=KEEPERS)
def import_towns(work: Work, command: ImportTowns, meta: CommandMeta) -> Result:
    """Replace the towns. Raises Refusal `refusal.value` for a list that is empty or too long."""
    del meta
    _check_size(len(command.towns), 0)
    rows: tuple[dict[str, object], ...] = tuple(
        {
            "pref": one.pref,
            "city": one.city,
            "town": one.town,
            "kana": one.kana,
            "lat": one.lat,
            "lon": one.lon,
            "area": one.area,
        }
        for one in command.towns
    )
    return _replace(work, "towns", rows)


def _check_size(rows: int, letters: int) -> None:
    fits = 0 < rows <= ROWS_MOST and letters <= POINTS_MOST * 40
    refuse_unless(fits, "refusal.value", status=422, field="rows", most=ROWS_MOST)


def _replace(work: Work, layer: str, rows: tuple[dict[str, object], ...]) -> Result:
    digest = work.replace_reference(layer, rows)
    event = LayerImported(
        layer=LayerName(layer), rows=len(rows), digest=Digest(digest), at=work.meta.happened_at
    )
    work.record(CENTER_SETTINGS, SETTINGS_STREAM, event)
    return {"layer": layer, "rows": len(rows), "digest": digest}
