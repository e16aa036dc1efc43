"""`dvcenter import`: lists of needs, outlines of areas and towns out of files, each bad row named, nothing
half done.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from dvc.adapters.system import monotonic_seconds
from dvc.cli.context import AS_JSON, DATA, DATABASE, OPERATION, CenterAtHand, open_center
from dvc.cli.words import Told, tell
from dvc.commands.center import AreaGiven, ImportAreas, ImportTowns, TownGiven
from dvc.commands.need_import import NeedPlan
from dvc.commands.need_rows import RowProblem
from dvc.domain.facts import Medium
from dvc.read.files import AUTO
from dvc.read.map import codes_of_points
from dvc.text.catalog import say
from dvc.web.need_lists import ListCenter, ListFile, plan_of_file
from maps.area_rows import AreaRow
from maps.areas import load_areas
from maps.layers import Where, parse_where
from maps.problems import LayerRefused
from maps.towns import TownWish, load_towns

BAR_AFTER_SECONDS = 1.0
LINES_MOST = 200
FILE = click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="only say what would happen")
ENCODING = click.option("--encoding", default=AUTO, show_default=True, help="of a CSV: auto, cp932, utf-8 …")
WHERE = click.option("--where", help="COLUMN=VALUE: only these rows")


@click.group()
def imports() -> None:
    """Bring in lists and map layers. Example: dvcenter import needs 要望一覧.xlsx --dry-run"""


@imports.command()
@FILE
@DRY_RUN
@ENCODING
@click.option("--all-or-nothing", is_flag=True, help="import nothing while a row needs mending")
@DATA
@DATABASE
@OPERATION
@AS_JSON
def needs(  # noqa: PLR0917 - the options of the command
    path: Path,
    dry_run: bool,
    encoding: str,
    all_or_nothing: bool,
    data: Path | None,
    database_url: str | None,
    wanted: str | None,
    as_json: bool,
) -> None:
    """Import a list of needs (XLSX, XLS, CSV). Example: dvcenter import needs 要望一覧.xlsx"""
    file = ListFile(name=path.name, data=_bytes(path), encoding=encoding)
    with open_center(data, database_url, wanted) as center:
        held = ListCenter(reader=center.reader, keyed=center.house.ring.mac)
        with _bar("imports.reading") as on_row:
            plan = plan_of_file(held, file, now=center.house.clock.now(), on_row=on_row)
        stops = all_or_nothing and plan.problems and not dry_run
        new = len(plan.needs) if dry_run else 0 if stops else _give(center, plan)
    figures: dict[str, Any] = {"new": new, "already": plan.already, "bad": plan.bad_rows}
    lines = tuple(_line(one, plan) for one in plan.problems)
    if as_json:
        click.echo(json.dumps({**figures, "problems": _plain(plan)}, ensure_ascii=False))
    if stops:
        raise Told("imports.cli_nothing", lines=() if as_json else lines, bad=plan.bad_rows)
    if not as_json:
        tell("imports.cli_needs_dry" if dry_run else "imports.cli_needs", **figures)
        _say_lines(lines)


def _give(center: CenterAtHand, plan: NeedPlan) -> int:
    """Give the rows one by one; how many are new. A row that was given before is answered by its receipt."""
    new = 0
    with _bar("imports.giving") as on_row:
        for done, need in enumerate(plan.needs, start=1):
            answer = center.give(need.command, action_id=need.action_id, medium=Medium.IMPORT)
            new += not answer["repeated"]
            on_row(done, len(plan.needs))
    return new


def _line(one: RowProblem, plan: NeedPlan) -> str:
    where = " ".join(part for part in (one.cell, plan.columns.get(one.column, "")) if part)
    told = f"{where}: " if where else ""
    shown = f"「{one.value}」 " if one.value else ""
    words = [say(one.code, locale, **dict(one.details)) for locale in ("ja", "en")]
    return f"  {one.row}: {told}{shown}{' / '.join(words)}"


def _plain(plan: NeedPlan) -> list[dict[str, Any]]:
    return [
        {
            "row": one.row,
            "cell": one.cell,
            "column": plan.columns.get(one.column, ""),
            "value": one.value,
            "code": one.code,
            "message": say(one.code, "ja", **dict(one.details)),
        }
        for one in plan.problems
    ]


@imports.command()
@FILE
@DRY_RUN
@WHERE
@click.option("--level", type=click.IntRange(1, 9), default=2, show_default=True, help="1 is the largest")
@DATA
@DATABASE
@OPERATION
@AS_JSON
def areas(  # noqa: PLR0917 - the options of the command
    path: Path,
    dry_run: bool,
    where: str | None,
    level: int,
    data: Path | None,
    database_url: str | None,
    wanted: str | None,
    as_json: bool,
) -> None:
    """Import outlines of areas. Example: dvcenter import areas N03.geojson --where N03_004=伊賀市"""
    with _layer_words():
        rows = load_areas(path, level=str(level), where=None if where is None else parse_where(where))
    given = tuple(_area(row, level) for row in rows)
    plain = [
        {"code": one.code, "name": one.name, "level": one.level, "outline": one.outline} for one in given
    ]
    with open_center(data, database_url, wanted) as center:
        _give_layer(center, "areas", plain, ImportAreas(areas=given), dry_run=dry_run, as_json=as_json)


def _area(row: AreaRow, level: int) -> AreaGiven:
    outline = json.dumps(row.geometry.geojson(), separators=(",", ":"))
    return AreaGiven(code=row.code, name=row.name, level=level, outline=outline)


@imports.command()
@FILE
@DRY_RUN
@WHERE
@ENCODING
@DATA
@DATABASE
@OPERATION
@AS_JSON
def towns(  # noqa: PLR0917 - the options of the command
    path: Path,
    dry_run: bool,
    where: str | None,
    encoding: str,
    data: Path | None,
    database_url: str | None,
    wanted: str | None,
    as_json: bool,
) -> None:
    """Import a list of towns with their points. Example: dvcenter import towns 三重県_伊賀市.json"""
    with _layer_words():
        wish = TownWish(where=_pair(where), encoding=None if encoding == AUTO else encoding)
        listed = load_towns(path, wish)
    with open_center(data, database_url, wanted) as center:
        area_of = codes_of_points(center.reader, [(row.lat, row.lon) for row in listed.rows])
        given = tuple(
            TownGiven(
                pref=row.pref,
                city=row.city,
                town=row.name,
                kana=row.kana,
                lat=row.lat,
                lon=row.lon,
                area=area,
            )
            for row, area in zip(listed.rows, area_of, strict=True)
        )
        plain = [
            {name: getattr(one, name) for name in ("pref", "city", "town", "kana", "lat", "lon", "area")}
            for one in given
        ]
        _give_layer(center, "towns", plain, ImportTowns(towns=given), dry_run=dry_run, as_json=as_json)
    _say_lines(
        tuple(
            f"  {one.row}: {say(f'town_row.{one.code}', 'ja', **_shown(one.details))}"
            for one in listed.problems
        )
    )


def _pair(where: str | None) -> tuple[str, str] | None:
    if where is None:
        return None
    parsed: Where = parse_where(where)
    return parsed.column, parsed.value


def _give_layer(
    center: CenterAtHand,
    layer: str,
    rows: list[dict[str, Any]],
    command: Any,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Put a layer in place of the one before, unless it is the same."""
    same = center.reader.layer(layer) == rows
    if not (same or dry_run):
        center.give(command, medium=Medium.IMPORT)
    code = "imports.cli_layer_same" if same else "imports.cli_layer_dry" if dry_run else "imports.cli_layer"
    details = {"n": len(rows), "changed": not (same or dry_run)}
    if as_json:
        click.echo(json.dumps({"layer": layer, **details}, ensure_ascii=False))
    else:
        tell(code, n=len(rows), name=say(f"imports.layer_name.{layer}", "ja"))


@contextlib.contextmanager
def _layer_words() -> Iterator[None]:
    """A layer that was refused, as one sentence."""
    try:
        yield
    except LayerRefused as no:
        shown: dict[str, Any] = _shown(no.details)
        code = f"layer.{no.code.value}"
        raise Told(code, exit_code=2, **shown) from no


def _shown(details: Mapping[str, Any]) -> dict[str, Any]:
    return {key: "、".join(one) if isinstance(one, tuple) else one for key, one in details.items()}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        code = "imports.cli_file"
        raise Told(code, exit_code=2, path=str(path)) from error


@contextlib.contextmanager
def _bar(code: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal for what takes longer than a second."""
    began = monotonic_seconds()
    with contextlib.ExitStack() as stack:
        bars: list[Any] = []

        def on_row(done: int, of: int) -> None:
            if sys.stderr.isatty() and (bars or monotonic_seconds() - began > BAR_AFTER_SECONDS):
                if not bars:
                    made = click.progressbar(length=of, file=sys.stderr, label=say(code, "ja"))
                    bars.append(stack.enter_context(made))
                bars[0].update(done - bars[0].pos)

        yield on_row


def _say_lines(lines: tuple[str, ...]) -> None:
    for line in lines[:LINES_MOST]:
        click.echo(line, err=True)
