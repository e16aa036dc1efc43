"""Tables that leave the center, as CSV and XLSX, in which no cell is ever a formula; and needs as points of
GeoJSON.

A text that begins like a formula gets an apostrophe before it in a CSV and loses it when it is read again, so
that the way there and back changes nothing (reliability H5). Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeAlias

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.team import TEAM
from dvc.domain.team_state import Team, code_of_team
from dvc.domain.values import CENTER_ZONE
from dvc.domain.visit import VISIT
from dvc.read.center import CenterReader
from dvc.read.files_csv import SHIELDED
from dvc.read.map import cell_middle, outlines, points_of
from dvc.text.catalog import Locale, say

Cell: TypeAlias = str | int | float | None
LABELS_AT_ONCE: Final = 500
CELL_LETTERS_MOST: Final = 32_767
"""The most a cell of XLSX holds."""
NEED_PERSONAL: Final = (
    Personal.NAME,
    Personal.KANA,
    Personal.PHONE,
    Personal.ADDRESS,
    Personal.REQUEST_TEXT,
    Personal.SITE_MEMO,
)
VOLUNTEER_PERSONAL: Final = (Personal.NAME, Personal.KANA, Personal.PHONE)


class ExportReason(StrEnum):
    """Why details of people leave the center; kept in the access log."""

    CITY = "city"
    PREFECTURE = "prefecture"
    HANDOVER = "handover"
    OUTAGE = "outage"
    OWN_CHECK = "own_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table to be written. `subjects`, `fields`: whose details stand in it, for the access log."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    subjects: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def shielded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `dvc.read.files_csv` gives it back as it was."""
    return f"'{text}" if text[:1] in SHIELDED and text else text


def csv_of(table: Table) -> bytes:
    """CSV in UTF-8 with BOM, as Excel wants it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([shielded(one) for one in table.headings])
    writer.writerows([[shielded(c) if isinstance(c, str) else c for c in row] for row in table.rows])
    return text.getvalue().encode("utf-8-sig")


def xlsx_of(tables: Iterable[Table]) -> bytes:
    """A workbook with a sheet a table; every text is a text, never a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 - 0.1 s of every start

    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for table in tables:
            sheet = book.add_worksheet(table.title[:31])
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(table.headings):
                sheet.write_string(0, column, heading, bold)
            for at, row in enumerate(table.rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(at, column, cell[:CELL_LETTERS_MOST])
                    elif cell is not None:
                        sheet.write_number(at, column, cell)
    return packed.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for: the words' language, which personal fields may stand in it, and which day of
    activities (None: all).
    """

    locale: Locale
    fields: frozenset[Personal]
    day: date | None = None


def needs_table(reader: CenterReader, wish: Wish) -> Table:
    """All needs but drafts, in order of number, under headings that an import reads again."""
    needs = [one for one in reader.where(NEED) if one.status is not NeedStatus.DRAFT]
    needs.sort(key=lambda one: (one.born_on, one.number))
    names = {one.code: one.name for one in outlines(reader)}
    fields = tuple(one for one in NEED_PERSONAL if one in wish.fields)
    subjects = [str(one) for need in needs for one in (need.household_id, need.need_id)]
    told = _labels(reader, subjects, fields)
    columns: dict[str, Callable[[Need], Cell]] = {
        "code": lambda need: need.code,
        "received_on": lambda need: _local(need.received_at)[:10],
        "received_time": lambda need: _local(need.received_at)[11:],
        "status": lambda need: say(f"status.need.{need.status.value}", wish.locale),
        "rank": lambda need: need.rank.value,
        "channel": lambda need: say(f"needs.channel.{need.channel.value}", wish.locale),
        "area": lambda need: names.get(need.place.area or "", ""),
        "work": lambda need: "、".join(
            say(f"words.work.{w.work_type.value}", wish.locale) for w in need.work
        ),
        "people": lambda need: need.living.people,
        "visits": lambda need: need.visits,
    }
    personal = {field.value: _told(told, field) for field in fields}
    return _table("needs", needs, {**columns, **personal}, (wish, subjects, fields))


def _told(told: Mapping[str, Mapping[Personal, str]], field: Personal) -> Callable[[Need], Cell]:
    def value(need: Need) -> Cell:
        of_need = told.get(need.need_id, {}).get(field)
        return of_need or told.get(need.household_id, {}).get(field, "")

    return value


def _told_of(told: Mapping[str, Mapping[Personal, str]], field: Personal) -> Callable[[Any], Cell]:
    return lambda one: told.get(one.volunteer_id, {}).get(field, "")


def volunteers_table(reader: CenterReader, wish: Wish) -> Table:
    """Day records of a day, or of all days, in order of number."""
    equal = {} if wish.day is None else {"day": wish.day}
    people = sorted(reader.where(ATTENDANCE, **equal), key=lambda one: (one.day, one.number))
    fields = tuple(one for one in VOLUNTEER_PERSONAL if one in wish.fields)
    subjects = [str(one.volunteer_id) for one in people]
    told = _labels(reader, subjects, fields)
    columns: dict[str, Callable[[Any], Cell]] = {
        "code": lambda one: one.code,
        "day": lambda one: one.day.isoformat(),
        "status": lambda one: say(f"status.attendance.{one.status.value}", wish.locale),
        "arrived_at": lambda one: _local(one.arrived_at),
        "in_group": lambda one: _yes(wish, is_so=one.group_id is not None),
        "insured": lambda one: _yes(wish, is_so=one.insured),
        "went_out": lambda one: _yes(wish, is_so=one.went_out),
        "departed_at": lambda one: _local(one.departed_at),
        "back_at": lambda one: _local(one.back_at),
        "injured": lambda one: _yes(wish, is_so=one.injured),
    }
    personal = {field.value: _told_of(told, field) for field in fields}
    return _table("volunteers", people, {**columns, **personal}, (wish, subjects, fields))


def activities_table(reader: CenterReader, wish: Wish) -> Table:
    """Teams that went out, a row a house, in order of day and number."""
    equal = {} if wish.day is None else {"day": wish.day}
    teams = sorted(reader.where(TEAM, **equal), key=lambda one: (one.day, one.number))
    visits = {one.visit_id: one for one in reader.where(VISIT, **equal)}
    needs = {one.need_id: one for one in reader.where(NEED)}
    names = {one.code: one.name for one in outlines(reader)}
    rows = [
        (team, needs[visits[visit].need_id], dict(team.reports).get(visit))
        for team in teams
        for visit in team.visits
        if team.departed_at is not None and visit in visits
    ]
    columns: dict[str, Callable[[Any], Cell]] = {
        "day": lambda row: row[0].day.isoformat(),
        "team": lambda row: code_of_team(row[0].number),
        "need": lambda row: row[1].code,
        "area": lambda row: names.get(row[1].place.area or "", ""),
        "work": lambda row: "、".join(
            say(f"words.work.{one.work_type.value}", wish.locale) for one in row[1].work
        ),
        "members": lambda row: len(row[0].members),
        "departed_at": lambda row: _local(row[0].departed_at),
        "returned_at": lambda row: _local(row[0].returned_at),
        "result": lambda row: say(f"field.result.{row[2].result.value}", wish.locale) if row[2] else "",
        "hours": lambda row: row[2].hours if row[2] else None,
        "injuries": lambda row: row[0].injuries,
    }
    return _table("activities", rows, columns, (wish, [], ()))


def _table(
    name: str,
    items: Iterable[Any],
    columns: Mapping[str, Callable[[Any], Cell]],
    about: tuple[Wish, list[str], tuple[Personal, ...]],
) -> Table:
    wish, subjects, fields = about
    return Table(
        title=say(f"exports.table.{name}", wish.locale),
        headings=tuple(say(f"exports.column.{key}", wish.locale) for key in columns),
        rows=tuple(tuple(value(one) for value in columns.values()) for one in items),
        subjects=tuple(dict.fromkeys(subjects)) if fields else (),
        fields=tuple(one.value for one in fields),
    )


def needs_geojson(
    reader: CenterReader, wish: Wish, *, is_exact: bool = False
) -> tuple[dict[str, Any], Table]:
    """Needs as points: the middle of their 500 m cell, or exact ones. With it whose details stand in it."""
    needs = [one for one in reader.where(NEED) if one.status not in {NeedStatus.DRAFT, NeedStatus.MERGED}]
    exact = points_of(reader, (one.household_id for one in needs)) if is_exact else {}
    features = []
    for need in needs:
        place = exact.get(need.household_id) or cell_middle(need.place.mesh)
        if place is not None:
            features.append(_feature(need, place, is_rough=need.household_id not in exact, wish=wish))
    fields = (Personal.LAT.value, Personal.LON.value) if exact else ()
    said = Table(title="", headings=(), rows=(), subjects=tuple(sorted(exact)), fields=fields)
    return {"type": "FeatureCollection", "features": features}, said


def _feature(need: Need, place: tuple[float, float], *, is_rough: bool, wish: Wish) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(place[1], 6), round(place[0], 6)]},
        "properties": {
            "code": need.code,
            "status": need.status.value,
            "state": say(f"status.need.{need.status.value}", wish.locale),
            "rank": need.rank.value,
            "work": [one.work_type.value for one in need.work],
            "area": need.place.area,
            "rough": is_rough,
        },
    }


def _labels(
    reader: CenterReader, subjects: list[str], fields: tuple[Personal, ...]
) -> dict[str, dict[Personal, str]]:
    found: dict[str, dict[Personal, str]] = {}
    for at in range(0, len(subjects) if fields else 0, LABELS_AT_ONCE):
        found |= reader.labels(subjects[at : at + LABELS_AT_ONCE], fields)
    return found


def _local(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(CENTER_ZONE):%Y-%m-%d %H:%M}"


def _yes(wish: Wish, *, is_so: bool) -> str:
    return say("exports.yes", wish.locale) if is_so else ""


TABLES: Final[Mapping[str, Callable[[CenterReader, Wish], Table]]] = {
    "needs": needs_table,
    "volunteers": volunteers_table,
    "activities": activities_table,
}
__all__ = [
    "TABLES",
    "ExportReason",
    "Table",
    "Team",
    "Wish",
    "csv_of",
    "needs_geojson",
    "shielded",
    "xlsx_of",
]
