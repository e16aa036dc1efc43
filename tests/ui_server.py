"""A small server for tests of the look and of the live client: pages from the product's own templates, its
static folder, and a websocket that speaks the board protocol (contracts.md section 4) word by word as the
test tells it to.

Nothing of the store is needed here: what is under test is the browser's side.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from dvc.text.catalog import Locale
from dvc.web import bundles
from dvc.web.static_urls import StaticUrls
from dvc.web.ui import (
    BoardFrame,
    DeskFrame,
    DrillFrame,
    HeatFrame,
    OperationFrame,
    PageFrame,
    StationFrame,
    make_environment,
)

STATIC_ROOT = Path(__file__).resolve().parent.parent / "dvc" / "static"
NOW = datetime(2026, 9, 12, 0, 14, tzinfo=UTC)  # 09:14 in Japan
POLICY = "default-src 'self'; connect-src 'self' ws:; object-src 'none'; base-uri 'none'; form-action 'self'"
CODES = (
    "needs", "survey", "reception", "matching", "send_off", "field", "return", "equipment", "map", "figures",
)  # fmt: skip


def an_operation(*, drill: bool = False) -> OperationFrame:
    """9月豪雨, on its eighth day; as a drill with a clock of its own."""
    run = DrillFrame(clock=NOW, speed=4, end_url="/end") if drill else None
    return OperationFrame(
        id="op_1",
        name="9月豪雨",
        kind="drill" if drill else "disaster",
        day_no=8,
        day_state="open",
        choose_url="/operations",
        drill=run,
    )


def a_desk(current: str = "reception") -> DeskFrame:
    """The bars of a desk where things wait everywhere."""
    waiting = (7, 31, 4, 14, 6, 1, 0, 2, None, None)
    return DeskFrame(
        desk="ボラ受付",
        person="応援 岡田",
        home_url="/",
        search_url="/find",
        switch_url="/switch",
        current=current,
        heat=HeatFrame(wbgt_c=27.4, limit="注意", left_c=0.6),
        stations=tuple(
            StationFrame(code=code, href=f"/{code}", waiting=count, is_due=(count or 0) > 3)
            for code, count in zip(CODES, waiting, strict=True)
        ),
    )


def a_frame(locale: Locale = "ja", **changes: Any) -> PageFrame:
    """A desk page of 緑瀬市 at 09:14."""
    frame = PageFrame(
        locale=locale,
        title="部品見本",
        center="緑瀬市災害ボランティアセンター",
        now=NOW,
        path="/components?x=1",
        csrf="token-of-the-test",
        operation=an_operation(),
        desk=a_desk(),
    )
    return replace(frame, **changes)


def a_board_frame(**changes: Any) -> PageFrame:
    """A frame with a live board."""
    board = BoardFrame(name="needs", epoch="e1", seq=0, actor="staff_me", has_labels=True)
    return a_frame(board=board, **changes)


@dataclass(slots=True)
class Peer:
    """One connection of a page to the scripted board."""

    socket: WebSocket
    since: str | None
    epoch: str | None

    async def say(self, *messages: Mapping[str, Any]) -> None:
        """Send one frame: a message alone, or several as an array."""
        await self.socket.send_text(json.dumps(messages[0] if len(messages) == 1 else messages))

    async def hello(self, seq: int, *, epoch: str = "e1") -> None:
        """The first message of every connection."""
        await self.say(
            {
                "type": "hello",
                "board": "needs",
                "epoch": epoch,
                "seq": seq,
                "mode": "disaster",
                "role": "matching",
                "server_time": NOW.isoformat(),
            }
        )

    async def snapshot(self, seq: int, *items: Mapping[str, Any]) -> None:
        """All items at `seq`."""
        await self.say({"type": "snapshot", "seq": seq, "items": list(items)})

    async def close(self, code: int) -> None:
        """End the connection from the server's side."""
        await self.socket.close(code)


def delta(prev: int, *items: Mapping[str, Any], actor: str = "staff_other", **more: Any) -> dict[str, Any]:
    """One delta that follows `prev` directly."""
    event = {"type": "need.posted", "subject": "n1", "actor": actor}
    return {
        "type": "delta",
        "prev": prev,
        "seq": prev + 1,
        "at": NOW.isoformat(),
        "event": event,
        "upsert": list(items),
        "remove": more.get("remove", []),
    }


def a_need(number: int, **fields: Any) -> dict[str, Any]:
    """A need of the board; its id sorts as its number."""
    return {
        "kind": "need",
        "id": f"need_{number}",
        "code": f"N-0912-{number:03}-4",
        "status": "posted",
        "rank": "B",
        "people": 5,
        "taken": 2,
        "proposed": 1,
        "least": 4,
        "version": 1,
        "label_rev": 1,
        "since": NOW.isoformat(),
        **fields,
    }


@dataclass(slots=True)
class Site:
    """What the server serves, and what it was asked. `pages`: path to HTML; `answers`: path to (status,
    JSON).
    """

    pages: dict[str, str] = field(default_factory=dict)
    answers: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    posts: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    peers: asyncio.Queue[Peer] = field(default_factory=asyncio.Queue)
    hold: asyncio.Event | None = None
    base: str = ""

    async def peer(self) -> Peer:
        """The next connection that a page opens."""
        return await asyncio.wait_for(self.peers.get(), 10)


def _app(site: Site, statics: StaticUrls) -> Starlette:
    async def page(request: Request) -> Response:
        html = site.pages.get(request.url.path)
        if html is None:
            return Response(status_code=404)
        return HTMLResponse(html, headers={"content-security-policy": POLICY})

    async def static(request: Request) -> Response:
        found = statics.resolve(request.path_params["path"])
        if found.path.startswith(f"{bundles.FOLDER}/"):
            made = bundles.bundle(statics.root, found.path)
            return Response(made.plain, media_type=made.media_type)
        path = statics.root / found.path
        return FileResponse(path) if path.is_file() else Response(status_code=404)

    async def post(request: Request) -> Response:
        body = (await request.body()).decode()
        site.posts.append((request.url.path, dict(request.headers), body))
        if site.hold is not None:
            await site.hold.wait()
        status, answer = site.answers.get(request.url.path, (404, {"title": "no such act", "code": "none"}))
        return JSONResponse(answer, status_code=status)

    async def board(socket: WebSocket) -> None:
        await socket.accept(subprotocol="dvc.board.v1")
        query = socket.query_params
        await site.peers.put(Peer(socket, query.get("since"), query.get("epoch")))
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while True:
                await socket.receive_text()

    return Starlette(
        routes=[
            Route("/static/{path:path}", static),
            WebSocketRoute("/ws/operations/{operation}/boards/{board}", board),
            Route("/{path:path}", page),
            Route("/{path:path}", post, methods=["POST"]),
        ]
    )


@contextlib.asynccontextmanager
async def a_site() -> AsyncIterator[Site]:
    """Serve a site on a free port of this machine, in the test's own loop."""
    site = Site()
    statics = StaticUrls(STATIC_ROOT)
    config = uvicorn.Config(
        _app(site, statics), port=0, log_level="error", lifespan="off", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    site.base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield site
    finally:
        server.should_exit = True
        server.force_exit = True
        await running


def an_environment() -> Environment:
    """The product's environment on the product's static folder."""
    return make_environment(StaticUrls(STATIC_ROOT).url)
