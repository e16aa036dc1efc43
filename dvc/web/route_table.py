"""From a request to its row in who-sees-what: the door is checked in one place, before any page runs (J1).

Row names are `METHOD /path/{parameter}`, as the route table writes them; HEAD goes with GET, `WS` is a
websocket.
"""

from __future__ import annotations

import re
from functools import cache

from starlette.routing import compile_path

from dvc.web.who_sees_what import table

BOARD = "GET /api/v1/operations/{operation}/boards/{board}"
"""Its door is each board's own row."""
NOT_A_TOUCH = frozenset(
    {
        "POST /api/v1/operations/{operation}/labels",
        BOARD,
        "WS /ws/operations/{operation}/boards/{board}",
    }
)
"""What a page does by itself: nobody need be sitting there."""


@cache
def _compiled() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    found = []
    for name in table().names("route"):
        method, _, path = name.partition(" ")
        found.append((method, compile_path(path)[0], name))
    return tuple(found)


def row_of(method: str, path: str) -> str | None:
    """Name of the row that this request falls under, None when no row speaks of it."""
    wanted = "GET" if method == "HEAD" else method
    for known, pattern, name in _compiled():
        if known == wanted and pattern.match(path):
            return name
    return None
