"""Numbers and the daily report: live figures, sums that must close, the rows behind each figure, our count
against the desk's (screens.md 5.24).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dvc.domain.need import NEED
from dvc.domain.need_calls import call_list
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.values import activity_day
from dvc.read.daily_report import FLOWS, DailyReport, daily_report
from dvc.read.exports import TABLES, ExportReason, Table, Wish, csv_of, needs_geojson, xlsx_of
from dvc.read.figure_rows import FigureRow, rows_behind
from dvc.text.catalog import say
from dvc.web.auth import Who
from dvc.web.parse import body_of
from dvc.web.render import Page, base_url, page
from dvc.web.report_table import PEOPLE_FIGURES, report_tables
from dvc.web.who_sees_what import Subjects, fields_for, may_see

FIGURES: Final = Page(
    title="figures_pages.title",
    station="figures",
    board="head",
    help_of="figures",
    styles=("css/figures.css",),
)
ROWS: Final = Page(title="figures_pages.title", station="figures", styles=("css/figures.css",))
LIVE: Final = (
    ("checked_in", "checked_in", "people", "head_pages.received"),
    ("outside", "not_yet_back", "people", "head_pages.outside"),
    ("waiting", "still_here", "people", "head_pages.waiting"),
    ("needs_open", "needs_class_open", "needs", "figures_pages.name.needs_class_open"),
    ("needs_active", "needs_in_activity", "needs", "figures_pages.name.needs_in_activity"),
    ("needs_done", "needs_class_finished", "needs", "figures_pages.name.needs_class_finished"),
)
"""(figure of the board, figure of the report with its rows, unit, words)"""
ROWS_MOST: Final = 300
CODES: Final = re.compile(r"[NV][A-Z]?-\d{4}-\d{3,4}-\d")
LIST_LETTERS_MOST: Final = 60_000
EXPORT: Final = "POST /o/{operation}/figures/export"
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Our count against the desk's. `only_ours`, `only_theirs`: numbers that stand in one list alone."""

    ours: int
    theirs: int
    only_ours: tuple[FigureRow, ...] = ()
    only_theirs: tuple[str, ...] = ()


async def figures_page(request: Request) -> Response:
    """`GET /o/{operation}/figures`; `?day=2026-09-12` for another day."""
    who: Who = request.state.who
    report = await _report(who, request.query_params.get("day"))
    owed = await asyncio.to_thread(lambda: call_list(who.operation.reader.where(NEED, owes_call=True)))
    return await page(
        request,
        "figures/figures.html",
        FIGURES,
        report=report,
        problems=report.problems(),
        live=LIVE,
        flows=FLOWS,
        people_figures=PEOPLE_FIGURES,
        owed=owed,
        is_today=report.day == activity_day(who.operation.clock.now()),
        may_export=may_see(who.actor.roles, "route", EXPORT),
        reasons=[(one.value, say(f"exports.reason.{one.value}", who.locale)) for one in ExportReason],
        base=base_url(who.operation),
    )


async def _report(who: Who, text: str | None) -> DailyReport:
    today = activity_day(who.operation.clock.now())
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise Refusal("reading.date", status=422) from None
    return await asyncio.to_thread(daily_report, who.operation.reader, min(day, today))


async def rows_page(request: Request) -> Response:
    """`GET /o/{operation}/figures/rows?of=NAME&day=`: who or what stands behind a figure."""
    params = request.query_params
    return await _draw_rows(request, params.get("of", ""), params.get("day"), {})


async def compare(request: Request) -> Response:
    """`POST /o/{operation}/figures/rows`: the desk's count, or its list of numbers; nothing is kept."""
    form = await body_of(request)
    return await _draw_rows(request, str(form.get("of", "")), _text(form, "day") or None, form)


def _text(form: dict[str, Any], name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


async def _draw_rows(request: Request, name: str, day: str | None, form: dict[str, Any]) -> Response:
    who: Who = request.state.who
    report = await _report(who, day)
    refuse_unless(name in report.rows or name in report.people.figures(), "refusal.unknown", status=404)
    of: Subjects = "volunteer" if name in PEOPLE_FIGURES else "resident"
    fields = frozenset({Personal.NAME}) & fields_for(who.actor.roles, of)
    rows = await asyncio.to_thread(rows_behind, who.operation.reader, report, name, fields)
    compared = _compared(form, rows)
    shown = rows[:ROWS_MOST]
    seen = (*shown, *(compared.only_ours if compared else ()))
    if fields and seen:
        note = who.operation.note_view(
            actor=who.actor.id,
            station=who.station,
            act="page",
            subjects=tuple(dict.fromkeys(one.subject for one in seen)),
            fields=("name",),
        )
        await asyncio.wrap_future(note)
    return await page(
        request,
        "figures/rows.html",
        ROWS,
        name=name,
        day=report.day,
        total=len(rows),
        rows=shown,
        most=ROWS_MOST,
        compared=compared,
        theirs=_text(form, "theirs"),
        listed=_text(form, "list"),
        base=base_url(who.operation),
    )


def _compared(form: dict[str, Any], rows: Sequence[FigureRow]) -> Compared | None:
    """The comparison that the form asks for, None when it asks for none. Raises Refusal `refusal.value`."""
    listed = dict.fromkeys(CODES.findall(_text(form, "list")[:LIST_LETTERS_MOST].upper()))
    count = _text(form, "theirs").strip()
    if not listed and not count:
        return None
    refuse_unless(
        not count or (count.isdecimal() and len(count) < 7), "refusal.value", status=422, field="theirs"
    )
    ours = {row.code: row for row in rows}
    return Compared(
        ours=len(rows),
        theirs=int(count) if count else len(listed),
        only_ours=tuple(row for code, row in ours.items() if listed and code not in listed),
        only_theirs=tuple(code for code in listed if code not in ours),
    )


async def export_table(request: Request) -> Response:
    """`POST /o/{operation}/figures/export`: a table as a file; the reason goes into the access log."""
    who: Who = request.state.who
    form = await body_of(request)
    what, kind = _text(form, "what"), _text(form, "format")
    refuse_unless(
        kind in TYPES and (what in TABLES or what == "report"), "exports.format_unknown", status=422
    )
    refuse_unless(_text(form, "reason") in set(ExportReason), "exports.reason_missing", status=422)
    report = await _report(who, _text(form, "day") or None) if what == "report" else None
    body, about = await asyncio.to_thread(_made, who, what, kind, report)
    note = who.operation.note_view(
        actor=who.actor.id,
        station=who.station,
        act="export",
        subjects=about.subjects,
        fields=about.fields,
        reason=_text(form, "reason"),
    )
    await asyncio.wrap_future(note)
    name = f"{what}-{activity_day(who.operation.clock.now()):%m%d}.{kind}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(body, media_type=TYPES[kind], headers=headers)


def _made(who: Who, what: str, kind: str, report: DailyReport | None) -> tuple[bytes, Table]:
    of: Subjects = "volunteer" if what == "volunteers" else "resident"
    wish = Wish(locale=who.locale, fields=fields_for(who.actor.roles, of))
    if report is not None:
        refuse_unless(kind != "geojson", "exports.format_unknown", status=422)
        tables = report_tables(report, who.locale)
        return (csv_of(tables[0]) if kind == "csv" else xlsx_of(tables)), tables[0]
    if kind == "geojson":
        refuse_unless(what == "needs", "exports.format_unknown", status=422)
        document, about = needs_geojson(who.operation.reader, wish)
        return orjson.dumps(document), about
    table = TABLES[what](who.operation.reader, wish)
    return (csv_of(table) if kind == "csv" else xlsx_of([table])), table


ROUTES: list[BaseRoute] = [
    Route("/o/{operation}/figures", figures_page),
    Route("/o/{operation}/figures/rows", rows_page),
    Route("/o/{operation}/figures/rows", compare, methods=["POST"]),
    Route("/o/{operation}/figures/export", export_table, methods=["POST"]),
]
