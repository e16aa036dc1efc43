"""From a team's file to its papers: the work order of each house, with its map, and the roll-call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dvc.domain.kits import suggested_kit
from dvc.domain.need_state import Need
from dvc.domain.personal import Personal
from dvc.domain.team_state import code_of_team, code_of_visit
from dvc.domain.values import CENTER_ZONE, ItemCount
from dvc.paper.work_order import Member, Task, TeamSheet, WorkOrder
from dvc.read.map import Outline
from dvc.read.teams import House, TeamFile
from dvc.text.catalog import Locale, MissingText, say

PLACES_MOST = 60
NAMES_LEAST = 3  # names around the site by which a driver can tell where it lies
ERAS = ((date(2019, 5, 1), "令和", 2018),)
WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintRun:
    """What all papers of a run share. `link`: address that the QR of a team opens, with `{team}` to be
    filled.
    """

    center: str
    phone: str
    printed_at: datetime
    printed_by: str
    link: str
    locale: Locale = "ja"
    is_drill: bool = False
    towns: tuple[Mapping[str, Any], ...] = ()
    districts: tuple[Outline, ...] = ()


def work_orders_of(files: tuple[TeamFile, ...], run: PrintRun) -> tuple[WorkOrder, ...]:
    """The orders of these teams in the order given, numbered through."""
    pairs = [(file, house) for file in files for house in file.houses]
    return tuple(
        _order(file, house, run, serial, len(pairs)) for serial, (file, house) in enumerate(pairs, 1)
    )


def _order(file: TeamFile, house: House, run: PrintRun, serial: int, of: int) -> WorkOrder:
    team, need, told = file.team, house.need, house.told
    return WorkOrder(
        center=run.center,
        day=day_in_words(team.day, run.locale),
        team=code_of_team(team.number),
        visit_code=code_of_visit(need.code, house.visit.number),
        people=len(team.members),
        leader=_leader(file),
        departs=clock(team.departed_at or team.meet_at),
        return_by=clock(team.return_by),
        household=_with_honorific(told.get(Personal.NAME, ""), run.locale),
        address=told.get(Personal.ADDRESS, ""),
        entrance=told.get(Personal.LANDMARK, ""),
        parking=told.get(Personal.PARKING_NOTE, "") or _parking(need, run.locale),
        presence=say(f"words.presence.{need.appointment.presence}", run.locale) if need.appointment else "",
        road="",
        map_svg=_map(house, run),
        tasks=_tasks(file, need, run.locale),
        cautions=_cautions(told, run.locale),
        pets=told.get(Personal.PET_NOTE, ""),
        toilet=told.get(Personal.TOILET_NOTE, ""),
        clinic=told.get(Personal.CLINIC_NOTE, ""),
        keep="",
        center_phone=run.phone,
        link=run.link.format(team=team.team_id),
        version=max(1, team.order_version),
        printed_at=clock(run.printed_at),
        printed_by=run.printed_by,
        serial=serial,
        of=of,
        is_drill=run.is_drill,
    )


def team_sheet_of(file: TeamFile, run: PrintRun) -> TeamSheet:
    """The roll-call of a team."""
    team = file.team
    return TeamSheet(
        center=run.center,
        day=day_in_words(team.day, run.locale),
        team=code_of_team(team.number),
        return_by=clock(team.return_by),
        tent="" if team.tent is None else str(team.tent),
        members=tuple(
            Member(
                number=member.code,
                name=file.names.get(member.volunteer_id, ""),
                is_leader=member.attendance_id == team.leader,
                until=clock(member.until),
            )
            for member in file.members
        ),
        tools=_lent(file, run.locale),
        center_phone=run.phone,
        link=run.link.format(team=team.team_id),
        version=max(1, team.order_version),
        printed_at=clock(run.printed_at),
        is_drill=run.is_drill,
    )


def clock(at: datetime | None) -> str:
    """9:05 in the center's zone, "" for an unknown time."""
    local = at.astimezone(CENTER_ZONE) if at is not None else None
    return "" if local is None else f"{local.hour}:{local:%M}"


def day_in_words(day: date, locale: Locale) -> str:
    """令和8年9月12日（土）, or 2026-09-12 (Sat) for English readers."""
    if locale == "en":
        return f"{day:%Y-%m-%d (%a)}"
    first, era, before = ERAS[0]
    year = f"{era}{day.year - before}" if day >= first else str(day.year)
    return f"{year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def _leader(file: TeamFile) -> str:
    leader = next((one for one in file.members if one.attendance_id == file.team.leader), None)
    return "" if leader is None else file.names.get(leader.volunteer_id, leader.code)


def _with_honorific(name: str, locale: Locale) -> str:
    return f"{name} 様" if name and locale != "en" else name


def _parking(need: Need, locale: Locale) -> str:
    spaces = need.estimate.parking if need.estimate is not None else None
    return "" if spaces is None else say("paper.parking_spaces", locale, n=spaces)


def _item(one: ItemCount, locale: Locale) -> str:
    try:
        word = say(f"words.item.{one.item}", locale)
    except MissingText:
        word = one.item
    return f"{word} {one.count}"


def _lent(file: TeamFile, locale: Locale) -> tuple[str, ...]:
    lines = [ItemCount(item=line.item, count=line.lent) for loan in file.loans for line in loan.lines]
    return tuple(_item(one, locale) for one in lines)


def _tasks(file: TeamFile, need: Need, locale: Locale) -> tuple[Task, ...]:
    asked = need.estimate.equipment if need.estimate is not None else ()
    tasks = []
    for n, item in enumerate(need.work):
        tools = asked if n == 0 and asked else suggested_kit((item.work_type,))
        lent = _lent(file, locale) if n == 0 else ()
        shown = lent or tuple(_item(one, locale) for one in tools)
        amount = "" if item.quantity is None else f"{item.quantity:g}"
        work = say(f"words.work.{item.work_type}", locale)
        tasks.append(Task(work=work, amount=amount, tools="・".join(shown)))
    return tuple(tasks)


def _cautions(told: Mapping[Personal, str], locale: Locale) -> tuple[str, ...]:
    said = [told[one] for one in (Personal.CAUTIONS, Personal.INSPECTION_NOTE) if told.get(one)]
    always = [say(f"words.hazard_of_day.{one}", locale) for one in ("nail", "heat")]
    return (*said, *always)


def _map(house: House, run: PrintRun) -> str:
    """The small map when a point is known; around it the outlines of districts and the names of towns, as far
    out as some of them stand: a site alone in a white box leads nobody anywhere.
    """
    from maps.sheet_map import (  # noqa: PLC0415 - 0.3 s of every start (numpy, GEOS)
        LineLook,
        SheetLine,
        SheetMap,
        SheetPlace,
        sheet_map,
    )
    from maps.sheet_paper import DEFAULT_REACH_M, reach_to  # noqa: PLC0415 - 0.3 s of every start (numpy, GEOS)

    try:
        site = (float(house.told[Personal.LAT]), float(house.told[Personal.LON]))
    except (KeyError, ValueError):
        return ""
    near = sorted(run.towns, key=lambda town: abs(town["lat"] - site[0]) + abs(town["lon"] - site[1]))
    places = [
        SheetPlace(name=str(town["town"]), lat=float(town["lat"]), lon=float(town["lon"]))
        for town in near[:PLACES_MOST]
    ]
    names = [(place.lat, place.lon) for place in places]
    return sheet_map(
        SheetMap(
            site=site,
            site_word=say("paper.map_site", run.locale),
            north_word=say("paper.map_north", run.locale),
            alt_text=say("paper.map_alt", run.locale),
            is_rough=True,
            places=places,
            lines=[
                SheetLine(look=LineLook.DISTRICT, geometry=one.geometry, name=one.name)
                for one in run.districts
            ],
            reach_m=max(DEFAULT_REACH_M, reach_to(site, names, least=NAMES_LEAST)),
        )
    )
