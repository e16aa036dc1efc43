"""Routes of the live boards: the socket, the snapshot by GET, and the labels that a page joins in the
browser.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.read.center import CenterReader
from dvc.web import auth, live
from dvc.web.auth import Who
from dvc.web.errors import FieldProblem, ShapeInvalid
from dvc.web.operation import Operation
from dvc.web.who_sees_what import fields_by_subject, may_see

SUBPROTOCOL = "dvc.board.v1"
LABELS_MOST = 200
INBOUND_BYTES_MOST = 4_096


async def board_socket(socket: WebSocket) -> None:
    """`/ws/operations/{operation}/boards/{board}`: Origin and session were checked before, by the security
    layer.
    """
    who: Who | None = socket.scope["state"].get("who")
    board = socket.path_params["board"]
    protocol = SUBPROTOCOL if SUBPROTOCOL in socket.scope.get("subprotocols", []) else None
    if who is None:
        await _refuse(socket, protocol, "not signed in", live.CLOSE_NOT_SIGNED_IN)
        return
    hub = who.operation.hub
    if board not in hub.views or not may_see(who.actor.roles, "board", board):
        await _refuse(socket, protocol, "not allowed", live.CLOSE_NOT_ALLOWED)
        return
    await socket.accept(subprotocol=protocol)
    screen = live.Screen(board=board)
    stop = auth.on_end(who, lambda: screen.dismiss("signed out", live.CLOSE_NOT_SIGNED_IN))
    listener = asyncio.create_task(_listen(socket, screen))
    try:
        hello = hub.hello(board, role=_role(who), mode=who.operation.mode, now=who.operation.clock.now())
        await socket.send_text(live.encode(hello))
        hub.join(screen, since=_since(socket), epoch=socket.query_params.get("epoch"))
        code = await live.feed(hub, screen, socket.send_text, still_allowed=lambda: auth.still_allowed(who))
        await socket.close(code)
    except (WebSocketDisconnect, RuntimeError):
        pass  # the screen went away: nothing waits for it any more
    finally:
        stop()
        listener.cancel()
        hub.leave(screen)


async def _refuse(socket: WebSocket, protocol: str | None, reason: str, code: int) -> None:
    await socket.accept(subprotocol=protocol)
    await socket.send_text(live.encode({"type": "bye", "reason": reason}))
    await socket.close(code)


async def _listen(socket: WebSocket, screen: live.Screen) -> None:
    """Notice that the screen is gone; boards take no messages from it."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            screen.dismiss("gone", 1000)
            return
        if len(message.get("text") or message.get("bytes") or "") > INBOUND_BYTES_MOST:
            screen.dismiss("too big", 1009)
            return


def _since(socket: WebSocket) -> int | None:
    value = socket.query_params.get("since", "")
    return int(value) if value.isdecimal() and len(value) <= 18 else None


def _role(who: Who) -> str:
    return min(role.value for role in who.actor.roles) if who.actor.roles else "public"


async def board_snapshot(request: Request) -> Response:
    """`GET …/boards/{board}`: the snapshot as a document; the server gzips it when asked."""
    who: Who = request.state.who
    board = request.path_params["board"]
    refuse_unless(board in who.operation.hub.views, "refusal.unknown", status=404, kind="board")
    refuse_unless(may_see(who.actor.roles, "board", board), "refusal.not_allowed", status=403)
    body = orjson.dumps(who.operation.hub.snapshot(board))
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


async def labels(request: Request) -> Response:
    """`POST …/labels` with `{ids}`: the fields that this role may read, counted in the access log before they
    leave.
    """
    who: Who = request.state.who
    ids = _ids(await request.body())
    asked = fields_by_subject(who.actor.roles, ids)
    if not asked:
        return JSONResponse({}, headers={"cache-control": "no-store"})
    found = await asyncio.to_thread(_labels_of, who.operation.reader, asked)
    if found:
        shown = sorted({field.value for values in found.values() for field in values})
        note = who.operation.note_view(
            actor=who.actor.id,
            station=who.station,
            act="labels",
            subjects=tuple(sorted(found)),
            fields=tuple(shown),
        )
        await asyncio.wrap_future(note)
    body = {
        subject: {field.value: value for field, value in values.items()} for subject, values in found.items()
    }
    return JSONResponse(body, headers={"cache-control": "no-store"})


def _labels_of(
    reader: CenterReader, asked: Mapping[frozenset[Personal], Sequence[str]]
) -> dict[str, dict[Personal, str]]:
    """Standing values of each subject, of the fields that may be read about subjects of its kind."""
    found: dict[str, dict[Personal, str]] = {}
    for fields, subjects in asked.items():
        found |= reader.labels(subjects, fields)
    return found


def _ids(body: bytes) -> list[str]:
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ShapeInvalid([FieldProblem(field="", code="shape.json")]) from None
    ids = given.get("ids") if isinstance(given, dict) else None
    if not isinstance(ids, list) or len(ids) > LABELS_MOST or not all(isinstance(one, str) for one in ids):
        raise ShapeInvalid([FieldProblem(field="ids", code="shape.list", details={"most": LABELS_MOST})])
    return ids


def operation_of(scope_path: str, operations: dict[str, Operation]) -> Operation | None:
    """The operation that a path names, None when it names none that is open here."""
    parts = scope_path.strip("/").split("/")
    for before, after in (("o", 1), ("operations", 1)):
        if before in parts and parts.index(before) + after < len(parts):
            return operations.get(parts[parts.index(before) + after])
    return None
