"""`dvcenter export`: the map as one file, the daily report, lists; no cell is ever a formula, and details of
people leave only with a reason, which is logged.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Final

import click

from dvc.cli.context import AS_JSON, DATA, DATABASE, OPERATION, CenterAtHand, open_center
from dvc.cli.words import Told, tell
from dvc.domain.personal import Personal
from dvc.domain.values import CENTER_ZONE, activity_day
from dvc.read.daily_report import daily_report, newest_day
from dvc.read.exports import TABLES, ExportReason, Table, Wish, csv_of, needs_geojson, xlsx_of
from dvc.text.catalog import LOCALES, Locale, say
from dvc.web.map_file import MapWish, map_file
from dvc.web.report_table import report_tables

OUTPUT = click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="file")
REASON = click.option("--reason", type=click.Choice([one.value for one in ExportReason]), help="logged")
LANG = click.option("--lang", "locale", type=click.Choice(LOCALES), default="ja", show_default=True)
DAY = click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="by default the newest day")
EVERY_FIELD: Final = frozenset(Personal)


@click.group()
def exports() -> None:
    """Files that leave the center. Example: dvcenter export map -o map.html"""


@exports.command("map")
@OUTPUT
@click.option("--exact", is_flag=True, help="exact places of houses; needs --reason")
@REASON
@LANG
@DATA
@DATABASE
@OPERATION
@AS_JSON
def map_command(  # noqa: PLR0917 - the options of the command
    output: Path | None,
    exact: bool,
    reason: str | None,
    locale: Locale,
    data: Path | None,
    database_url: str | None,
    wanted: str | None,
    as_json: bool,
) -> None:
    """One file that opens by double click. Example: dvcenter export map -o map.html"""
    if exact and reason is None:
        raise Told("exports.exact_reason", exit_code=2)
    with open_center(data, database_url, wanted) as center:
        now = center.house.clock.now()
        wish = MapWish(
            locale=locale,
            center=center.row.center_name,
            now=now,
            today=newest_day(center.reader, activity_day(now)),
            is_exact=exact,
        )
        try:
            made = map_file(center.reader, wish)
        except ValueError as error:
            code = "map_pages.export_nothing"
            raise Told(code) from error
        if exact:
            center.note_view(
                act="export",
                subjects=made.households,
                fields=(Personal.LAT.value, Personal.LON.value),
                reason=reason,
            )
    path = output or Path(f"map-{activity_day(now):%m%d}.html")
    _write(path, made.html.encode())
    _told(path, made.html.count("\n"), as_json=as_json, left_out=made.left_out)


@exports.command("daily-report")
@OUTPUT
@DAY
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True)
@LANG
@DATA
@DATABASE
@OPERATION
@AS_JSON
def daily_report_command(  # noqa: PLR0917 - the options of the command
    output: Path | None,
    day: datetime | None,
    kind: str,
    locale: Locale,
    data: Path | None,
    database_url: str | None,
    wanted: str | None,
    as_json: bool,
) -> None:
    """The daily report with its sums. Exit 1 when one of them does not close. Example: dvcenter export
    daily-report --format csv
    """
    with open_center(data, database_url, wanted) as center:
        newest = newest_day(center.reader, activity_day(center.house.clock.now()))
        report = daily_report(center.reader, day.date() if day else newest)
    tables = report_tables(report, locale)
    path = output or Path(f"daily-report-{report.day:%m%d}.{kind}")
    _write(path, csv_of(tables[0]) if kind == "csv" else xlsx_of(tables))
    problems = report.problems()
    _told(path, len(tables[0].rows), as_json=as_json, problems=[one.code for one in problems])
    if problems:
        lines = tuple(
            f"  {say(one.code, 'ja', expected=one.expected, found=one.found)}"
            f" {' '.join(report.codes.get(id_, id_) for id_ in one.people[:20])}"
            for one in problems
        )
        raise Told("figures_pages.next_bad", lines=lines, n=len(problems))


def _list_command(name: str) -> click.Command:
    """`export needs|volunteers|activities`: the same options, another table."""
    kinds = ["xlsx", "csv", "geojson"] if name == "needs" else ["xlsx", "csv"]

    @OUTPUT
    @DAY
    @click.option("--format", "kind", type=click.Choice(kinds), default="xlsx", show_default=True)
    @REASON
    @click.option("--exact", is_flag=True, help="exact places in GeoJSON; needs --reason")
    @LANG
    @DATA
    @DATABASE
    @OPERATION
    @AS_JSON
    def command(  # noqa: PLR0917 - the options of the command
        output: Path | None,
        day: datetime | None,
        kind: str,
        reason: str | None,
        exact: bool,
        locale: Locale,
        data: Path | None,
        database_url: str | None,
        wanted: str | None,
        as_json: bool,
    ) -> None:
        if exact and reason is None:
            raise Told("exports.exact_reason", exit_code=2)
        fields = EVERY_FIELD if reason is not None else frozenset[Personal]()
        wish = Wish(locale=locale, fields=fields, day=_day(day))
        with open_center(data, database_url, wanted) as center:
            body, about, n = _made(center, name, kind, wish, is_exact=exact)
            if about.fields:
                center.note_view(act="export", subjects=about.subjects, fields=about.fields, reason=reason)
            today = datetime.astimezone(center.house.clock.now(), CENTER_ZONE)
        path = output or Path(f"{name}-{today:%m%d}.{kind}")
        _write(path, body)
        _told(path, n, as_json=as_json)

    command.__doc__ = (
        f"The list of {name}; people's details only with --reason.\n\n"
        f"    Example: dvcenter export {name} --format csv --reason city"
    )
    return click.command(name)(command)


def _day(day: datetime | None) -> date | None:
    return None if day is None else day.date()


def _made(
    center: CenterAtHand, name: str, kind: str, wish: Wish, *, is_exact: bool
) -> tuple[bytes, Table, int]:
    if kind == "geojson":
        document, about = needs_geojson(center.reader, wish, is_exact=is_exact)
        return json.dumps(document, ensure_ascii=False).encode(), about, len(document["features"])
    table = TABLES[name](center.reader, wish)
    return (csv_of(table) if kind == "csv" else xlsx_of([table])), table, len(table.rows)


for _name in TABLES:
    exports.add_command(_list_command(_name))


def _write(path: Path, body: bytes) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        fresh.touch(mode=0o600)
        fresh.write_bytes(body)
        fresh.replace(path)
    except OSError as error:
        code = "exports.not_written"
        raise Told(code, path=str(path)) from error


def _told(path: Path, n: int, *, as_json: bool, left_out: int = 0, problems: list[str] | None = None) -> None:
    if as_json:
        told = {"output": str(path), "rows": n, "left_out": left_out, "problems": problems or []}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    tell("exports.written", path=str(path), n=n)
    if left_out:
        click.echo(say("exports.map_left_out", "ja", n=left_out), err=True)
