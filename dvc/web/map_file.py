"""The map as one file that opens by double click from a stick: what the page shows, without a server
(`maps.web_map`).

Places are the middle of their 500 m cell, as a partner may know them (contracts.md 4), unless exact ones were
asked for with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dvc.board.items import ENDED_NEEDS
from dvc.domain.need import NEED
from dvc.domain.need_state import Need
from dvc.domain.team_state import Team, TeamStatus, code_of_team
from dvc.domain.visit import VISIT
from dvc.read.center import CenterReader
from dvc.read.map import Outline, cell_middle, outlines, points_of, town_names
from dvc.read.teams import teams_of_day
from dvc.text.catalog import Locale, say
from dvc.web.map_layers import LAYERS, layer_of
from dvc.web.ui import clock, day_en, day_ja
from maps.map_page import TEXTS, Ground, Kind, Look, MapPage, Pin, PlaceName

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapWish:
    """What the file shall show: in which language, at which moment, and whether exact places."""

    locale: Locale
    center: str
    now: datetime
    today: date
    is_exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFile:
    """The file, and whose exact places are in it; `left_out`: needs whose place nobody knows."""

    html: str
    households: tuple[str, ...]
    left_out: int


def map_file(reader: CenterReader, wish: MapWish) -> MapFile:
    """Draw the file. Raises ValueError when there is nothing to show. The caller logs the view."""
    shapes = outlines(reader)
    names = {one.code: one.name for one in shapes}
    labels = {one.code: one.label for one in shapes}
    needs = [need for need in reader.where(NEED) if need.status not in ENDED_NEEDS]
    exact = points_of(reader, (need.household_id for need in needs)) if wish.is_exact else {}
    pins = [pin for need in needs if (pin := _need_pin(need, exact, labels, names, wish.locale))]
    teams = [
        pin for team in teams_of_day(reader, wish.today) if (pin := _team_pin(reader, team, labels, wish))
    ]
    page = MapPage(
        lang={"ja": "ja", "en": "en", "ja_easy": "ja"}[wish.locale],
        texts=_texts(wish),
        kinds=_kinds(wish.locale),
        pins=[*pins, *teams],
        grounds=[_ground(one) for one in shapes],
        places=[PlaceName(name=one.name, lat=one.lat, lon=one.lon) for one in town_names(reader)],
        look_words={look: say(f"map_pages.look.{look.value}", wish.locale) for look in Look},
        credits=[say("map_pages.credit", wish.locale)],
    )
    return MapFile(
        html=_drawn(page),
        households=tuple(sorted(exact)),
        left_out=len(needs) - len(pins),
    )


def _drawn(page: MapPage) -> str:
    """The page as one file; folium is loaded for the first one."""
    from maps.web_map import exported_map  # noqa: PLC0415 - 0.2 s of every start

    return exported_map(page, VENDOR)


def _need_pin(
    need: Need,
    exact: Mapping[str, tuple[float, float]],
    labels: Mapping[str, tuple[float, float]],
    names: Mapping[str, str],
    locale: Locale,
) -> Pin | None:
    layer = layer_of("need", need.status.value, is_crisis=need.crisis_open)
    known = exact.get(need.household_id)
    place = known or cell_middle(need.place.mesh) or labels.get(need.place.area or "")
    if layer is None or place is None:
        return None
    work = [say(f"words.work.{item.work_type.value}", locale) for item in need.work]
    lines = (names.get(need.place.area or "", ""), "・".join(work))
    return Pin(
        kind=layer.key,
        code=need.code,
        lat=place[0],
        lon=place[1],
        lines=tuple(line for line in lines if line),
        is_rough=known is None,
    )


def _team_pin(
    reader: CenterReader, team: Team, labels: Mapping[str, tuple[float, float]], wish: MapWish
) -> Pin | None:
    layer = layer_of("team", team.status.value)
    if layer is None or team.status is TeamStatus.DISSOLVED:
        return None
    for visit_id in team.visits:
        visit = reader.find(VISIT, visit_id)
        need = reader.find(NEED, visit.need_id) if visit is not None else None
        place = None
        if need is not None:
            place = cell_middle(need.place.mesh) or labels.get(need.place.area or "")
        if place is not None:
            people = say("units.people", wish.locale, n=len(team.members))
            code = code_of_team(team.number)
            return Pin(kind=layer.key, code=code, lat=place[0], lon=place[1], lines=(people,), is_flag=True)
    return None


def _kinds(locale: Locale) -> list[Kind]:
    return [
        Kind(
            key=one.key,
            mark=one.look[1],
            family=one.look[0],
            word=say(f"status.{one.kind}.{one.states[0]}", locale),
            heading=say(f"map_pages.{one.kind}s", locale),
            urgency=n,
        )
        for n, one in enumerate(LAYERS)
    ]


def _texts(wish: MapWish) -> dict[str, str]:
    day = day_en(wish.now) if wish.locale == "en" else day_ja(wish.now)
    notice = "map_pages.file.exact" if wish.is_exact else "map_pages.file.notice"
    told = {
        "title": say("map_pages.file.title", wish.locale, center=wish.center),
        "time": say("map_pages.file.time", wish.locale, day=day, time=clock(wish.now)),
        "notice": say(notice, wish.locale),
    }
    return {name: told.get(name) or say(f"map_pages.file.{name}", wish.locale) for name in TEXTS}


def _ground(one: Outline) -> Ground:
    look = Look.BOUNDARY if one.level == 1 else Look.DISTRICT
    return Ground(look=look, name=one.name, geometry=one.geometry, label=one.label)
