"""The URL table: one line per URL, in the order of a day. Every route stands in docs/who-sees-what.csv or a
test fails.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route, WebSocketRoute

from dvc.web import acts, boards, health, openapi, static_files
from dvc.web.pages import (
    access,
    desk_help,
    field,
    figures,
    head,
    imports,
    matching,
    needs,
    papers,
    reception,
    volunteer,
    wall,
)
from dvc.web.pages import (
    map as map_pages,
)

API = "/api/v1/operations/{operation}"


def routes() -> list[BaseRoute]:
    """All routes of the center's own edge."""
    return [
        Route("/healthz", health.healthz),
        Route("/readyz", health.readyz),
        Route("/metrics", health.metrics),
        Route("/openapi.json", openapi.document),
        Route("/static/{path:path}", static_files.static_file),
        *access.ROUTES,
        *needs.ROUTES,
        *desk_help.ROUTES,
        *matching.ROUTES,
        *field.ROUTES,
        *papers.ROUTES,
        *reception.ROUTES,
        *volunteer.ROUTES,
        *wall.ROUTES,
        *imports.ROUTES,
        *map_pages.ROUTES,
        *figures.ROUTES,
        *head.ROUTES,
        WebSocketRoute("/ws/operations/{operation}/boards/{board}", boards.board_socket),
        Route(f"{API}/boards/{{board}}", boards.board_snapshot),
        Route(f"{API}/labels", boards.labels, methods=["POST"]),
        Route(f"{API}/commands/{{command}}", acts.give_command, methods=["POST"]),
    ]
