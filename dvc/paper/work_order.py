"""The work order (活動指示書): one A4 page a visit, two copies, black and white, that must come back
(domain/02 2.6).

The order of the boxes is the order of the return desk's form, so that what was written comes back as data.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from dvc.paper.printing import make_pdf, qr_svg
from dvc.text.catalog import Locale, codes, say

COPIES = ("team", "center")
AREA = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One work item: what, how much in words, and what to take."""

    work: str
    amount: str
    tools: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """Everything on one work order, as it is printed; "" where nothing is known. `map_svg`: 80 mm wide.

    `serial`, `of`: place in the print run; `version`: a reprint raises it and makes the old one void.
    """

    center: str
    day: str
    team: str
    visit_code: str
    people: int
    leader: str
    departs: str
    return_by: str
    household: str
    address: str
    entrance: str
    parking: str
    presence: str
    road: str
    map_svg: str
    tasks: tuple[Task, ...]
    cautions: tuple[str, ...]
    pets: str
    toilet: str
    clinic: str
    keep: str
    center_phone: str
    link: str
    version: int
    printed_at: str
    printed_by: str
    serial: int
    of: int
    is_drill: bool = False


def words(locale: Locale) -> dict[str, str]:
    """The fixed words of the sheets in one language, by their short code."""
    return {
        code.removeprefix(f"{AREA}."): say(code, locale)
        for code in codes()
        if code.startswith(f"{AREA}.word_")
    }


def work_orders_pdf(orders: tuple[WorkOrder, ...], *, locale: Locale = "ja") -> bytes:
    """The print run of these orders, each in two copies, in the order given."""
    pages: list[dict[str, Any]] = []
    for order in orders:
        values = {**asdict(order), "qr": qr_svg(order.link)}
        pages += [{**values, "copy": say(f"{AREA}.copy_{copy}", locale)} for copy in COPIES]
    return make_pdf("work_order.typ", {"pages": pages, "w": words(locale)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One row of the roll-call."""

    number: str
    name: str
    is_leader: bool
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSheet:
    """The team's roll-call (チーム票): names and numbers, no address; for the five checks and the head count.
    """

    center: str
    day: str
    team: str
    return_by: str
    tent: str
    members: tuple[Member, ...]
    tools: tuple[str, ...]
    center_phone: str
    link: str
    version: int
    printed_at: str
    is_drill: bool = False


def team_sheets_pdf(sheets: tuple[TeamSheet, ...], *, locale: Locale = "ja") -> bytes:
    """The roll-calls of these teams, one page each."""
    pages = [{**asdict(sheet), "qr": qr_svg(sheet.link)} for sheet in sheets]
    return make_pdf("team_sheet.typ", {"pages": pages, "w": words(locale)})
