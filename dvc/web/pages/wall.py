"""The walls: 呼び出し (teams that are called) and 全体 (the figures that are read aloud at the meeting). A
screen's own token opens them, nobody logs in; no name ever stands on a wall.
"""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dvc.web.auth import Who
from dvc.web.pages.reception_now import now_of
from dvc.web.render import Page, page

CALLS = Page(
    title="wall_pages.calls.title",
    place="wall",
    board="wall",
    scripts=("js/wall.js",),
    styles=("css/walls.css",),
    script_areas=("wall_pages.js",),
)
ALL = Page(
    title="wall_pages.all.title",
    place="wall",
    board="wall",
    scripts=("js/wall.js",),
    styles=("css/walls.css",),
    script_areas=("wall_pages.js",),
)
CALLS_A_PAGE = 4
ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("needs", ("needs_open", "needs_active", "needs_done")),
    ("people", ("checked_in", "waiting", "center_support")),
    ("safety", ("outside", "back", "teams_out")),
)
"""Three rows of three figures (screens.md 5.21): needs, people, safety."""


async def calls(request: Request) -> Response:
    """`GET /o/{operation}/wall`."""
    who: Who = request.state.who
    items = who.operation.hub.views["wall"].items
    called = sorted(
        (item for (kind, _), item in items.items() if kind == "call"),
        key=lambda item: (item["meet_at"] or "9", item["number"]),
    )
    return await page(
        request,
        "wall/calls.html",
        CALLS,
        now=now_of(who.operation),
        called=[{**item, "meet_at": _time(item["meet_at"])} for item in called[:CALLS_A_PAGE]],
        day_id=_day_id(who),
        a_page=CALLS_A_PAGE,
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


async def everything(request: Request) -> Response:
    """`GET /o/{operation}/wall/all`."""
    who: Who = request.state.who
    items = who.operation.hub.views["wall"].items
    values = {name: item["value"] for (kind, name), item in items.items() if kind == "figure"}
    return await page(
        request,
        "wall/all.html",
        ALL,
        now=now_of(who.operation),
        rows=ROWS,
        values=values,
        day_id=_day_id(who),
    )


def _day_id(who: Who) -> str:
    """Id of the day's item on the board, "" before the first day."""
    items = who.operation.hub.views["wall"].items
    return next((name for kind, name in items if kind == "day"), "")


OPERATION = "/o/{operation}"

ROUTES: list[BaseRoute] = [
    Route(f"{OPERATION}/wall", calls),
    Route(f"{OPERATION}/wall/all", everything),
]
