"""The daily report as tables to be sent: its figures in the order of the paper, and its sums with their check
(domain/02 2.9).
"""

from __future__ import annotations

from typing import Final

from dvc.domain.day_count import PeopleOfDay
from dvc.domain.need_state import NeedStatus
from dvc.domain.need_status import OPEN
from dvc.read.daily_report import FLOWS, NEED_CLASSES, DailyReport
from dvc.read.exports import Cell, Table
from dvc.text.catalog import Locale, say

PEOPLE_FIGURES: Final = tuple(PeopleOfDay.__slots__)
PEOPLE_TOLD: Final = (
    "checked_in",
    "individuals",
    "in_groups",
    "went_out",
    "center_support",
    "sent_home",
    "left_early",
    "still_here",
    "back",
    "left_from_site",
    "not_yet_back",
    "booked",
    "came",
    "cancelled",
    "released",
    "no_show",
    "yet_to_come",
)
NEEDS_TOLD: Final = (
    "needs_raw",
    "needs_merged",
    "needs_total",
    *(f"needs_class_{one}" for one in NEED_CLASSES),
    *(f"needs_{one.value}" for one in NeedStatus if one in OPEN),
)


def report_tables(report: DailyReport, locale: Locale) -> tuple[Table, Table]:
    """The figures, and the sums. Numbers only: nothing in it names anybody."""
    return _figures(report, locale), _sums(report, locale)


def _figures(report: DailyReport, locale: Locale) -> Table:
    rows: list[tuple[Cell, ...]] = [(say("figures_pages.day", locale), report.day.isoformat(), "")]
    for name in PEOPLE_TOLD:
        rows.append(_row(name, report.count(name), "people", locale))
        if name == "went_out":
            rows.append(_row("active_total", report.active_total, "people", locale))
    rows += [_row(name, report.count(name), "needs", locale) for name in NEEDS_TOLD]
    rows += [_row(name, report.count(name), "needs", locale) for name in FLOWS]
    rows += [
        _row("visits_today", report.count("visits_today"), "needs", locale),
        _row("injuries", report.injuries, "people", locale),
        _row("near_misses", report.near_misses, "needs", locale),
    ]
    return Table(title=say("exports.table.report", locale), headings=_heads(locale), rows=tuple(rows))


def _row(name: str, n: int, unit: str, locale: Locale) -> tuple[Cell, ...]:
    return say(f"figures_pages.name.{name}", locale), n, say(f"figures_pages.{unit}_unit", locale)


def _heads(locale: Locale) -> tuple[str, ...]:
    return tuple(say(f"exports.column.{one}", locale) for one in ("figure", "value", "unit"))


def _sums(report: DailyReport, locale: Locale) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for one in report.sums():
        word = "sum_ok" if one.closes else "sum_bad"
        told = say(f"figures_pages.{word}", locale, n=len(one.differs))
        rows.append((say(f"figures_pages.sum.{one.code}", locale), one.whole[1], told))
    heads = tuple(say(f"exports.column.{one}", locale) for one in ("figure", "value", "check"))
    return Table(title=say("figures_pages.sums", locale)[:31], headings=heads, rows=tuple(rows))
