"""The collection `needs` for programs (contracts.md 3): pages by cursor, one need with its version, new ones,
corrections.

Items are those of the boards; what a role may read of a household stands beside them and is counted in the
access log.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from heapq import nsmallest
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dvc.board.items import need_item
from dvc.commands.needs import AmendNeed, ReceiveNeed
from dvc.domain.command import Expected
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal
from dvc.web.acts import META_FIELDS, answer, meta_of, names_of, submit
from dvc.web.auth import Who
from dvc.web.errors import FieldProblem, ShapeInvalid, of_refusal
from dvc.web.pages.needs_sight import followed, note_seen, sight_of
from dvc.web.parse import body_of, command_from

LIMIT = 50
LIMIT_MOST = 200
NO_STORE = {"cache-control": "no-store"}
_VERSION = re.compile(r'^"(\d{1,9})"$')


async def collection(request: Request) -> Response:
    """`GET …/needs?after=&limit=&status=`: needs in order of id; `next` is the address of the next page."""
    who: Who = request.state.who
    await followed(who.operation)
    world = who.operation.hub.world
    after, limit = request.query_params.get("after", ""), _limit(request)
    wanted = {one for one in request.query_params.get("status", "").split(",") if one}
    fitting = (
        stream
        for stream, need in world.states["need"].items()
        if stream > after and (not wanted or need.status.value in wanted)
    )
    page = nsmallest(limit + 1, fitting)
    items = [item for stream in page[:limit] if (item := need_item(world, stream)) is not None]
    body = {
        "items": await _with_labels(who, items, page[:limit]),
        "next": _next(request, page[limit - 1], limit) if len(page) > limit else None,
    }
    return JSONResponse(body, headers=NO_STORE)


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", str(LIMIT))
    if not given.isdecimal() or len(given) > 4 or not 1 <= int(given) <= LIMIT_MOST:
        raise ShapeInvalid([FieldProblem(field="limit", code="shape.number")])
    return int(given)


def _next(request: Request, last: str, limit: int) -> str:
    status = request.query_params.get("status")
    rest = f"&status={status}" if status else ""
    return f"{request.url.path}?after={last}&limit={limit}{rest}"


async def _with_labels(
    who: Who, items: Iterable[Mapping[str, Any]], ids: Iterable[str]
) -> list[dict[str, Any]]:
    """Items with the details that the role may read; the view is logged."""
    sight = sight_of(who)
    shown = list(zip(ids, items, strict=True))
    subjects = [subject for _, item in shown for subject in item["subjects"]]
    labels: dict[str, dict[Personal, str]] = {}
    if sight.read and subjects:
        labels = await asyncio.to_thread(who.operation.reader.labels, subjects, sight.read)
        seen = {field for values in labels.values() for field in values}
        await note_seen(who, labels, seen, act="labels")
    found = []
    for need_id, item in shown:
        told = {**labels.get(need_id, {}), **labels.get(item["household"], {})}
        one = {"id": need_id, **item}
        if sight.read:
            one["told"] = {field.value: value for field, value in told.items()}
        found.append(one)
    return found


async def one(request: Request) -> Response:
    """`GET …/needs/{need}`: one need; its version is the ETag. Raises Refusal `refusal.unknown` (404)."""
    who: Who = request.state.who
    await followed(who.operation)
    need_id = request.path_params["need"]
    item = need_item(who.operation.hub.world, need_id)
    if item is None:
        raise Refusal("refusal.unknown", status=404, kind="need")
    found = await _with_labels(who, [item], [need_id])
    return JSONResponse(found[0], headers={**NO_STORE, "etag": f'"{item["version"]}"'})


async def receive(request: Request) -> Response:
    """`POST …/needs`: a new need (`ReceiveNeed`); 201 with its address."""
    who: Who = request.state.who
    body = await body_of(request)
    extra = {name: body.pop(name) for name in META_FIELDS if name in body}
    try:
        receipt = await submit(who, command_from(ReceiveNeed, body), meta_of(request, who, extra))
    except Refusal as no:
        return of_refusal(no, who.locale, await names_of(who, no))
    made = answer(receipt)
    made.status_code = 201
    made.headers["location"] = f"{request.url.path}/{receipt.result['need_id']}"
    return made


async def amend(request: Request) -> Response:
    """`PATCH …/needs/{need}` with `If-Match: "<version>"` (`AmendNeed`); 409 names the version and who
    changed it.
    """
    who: Who = request.state.who
    need_id = request.path_params["need"]
    match = _VERSION.match(request.headers.get("if-match", ""))
    if match is None:
        raise ShapeInvalid([FieldProblem(field="if_match", code="shape.version")])
    body = await body_of(request)
    extra = {name: body.pop(name) for name in META_FIELDS if name in body}
    command = command_from(AmendNeed, {**body, "need_id": need_id})
    meta = replace(
        meta_of(_without_match(request), who, extra),
        expected=Expected(kind="need", stream=need_id, version=int(match[1])),
    )
    try:
        receipt = await submit(who, command, meta)
    except Refusal as no:
        return of_refusal(no, who.locale, await names_of(who, no))
    return answer(receipt)


def _without_match(request: Request) -> Request:
    """The request for the envelope: its If-Match is a bare version, not the long form that acts know."""
    headers = [(name, value) for name, value in request.scope["headers"] if name != b"if-match"]
    return Request({**request.scope, "headers": headers})
