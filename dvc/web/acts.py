"""The one way in for changes over HTTP: a command by name, its receipt back.

`POST /api/v1/operations/{operation}/commands/{Command}` takes JSON from scripts and programs and plain forms
from browsers without script (then a 303 to `next`). The action id comes from `Idempotency-Key` or the form
field `action_id`; the same id with the same body has one effect for ever, with another body 422.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dvc.commands.catalogue import COMMANDS
from dvc.domain.command import CommandMeta, Expected, Receipt
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal
from dvc.web.auth import Who
from dvc.web.errors import FieldProblem, ShapeInvalid, of_refusal, redirect_back, wants_json
from dvc.web.parse import body_of, command_from

ACTION_ID = re.compile(r"^[A-Za-z0-9_.:-]{8,80}$")
ETAG = re.compile(r'^"?([a-z]+)/([A-Za-z0-9_]+)/(\d+)"?$')
META_FIELDS = (
    "action_id",
    "csrf",
    "next",
    "happened_at",
    "device_now",
    "station",
    "on_behalf_of",
    "medium",
    "if_match",
)


def meta_of(request: Request, who: Who, extra: Mapping[str, Any]) -> CommandMeta:
    """Who acts, when and from where, out of headers, form fields and the session. Raises ShapeInvalid."""
    given = request.headers.get("idempotency-key") or extra.get("action_id")
    if given is not None and not ACTION_ID.match(str(given)):
        raise ShapeInvalid([FieldProblem(field="action_id", code="shape.action_id")])
    action = ActionId(str(given)) if given else ActionId(who.operation.ids.new("act"))
    return CommandMeta(
        action_id=action,
        actor=who.actor,
        happened_at=_instant(extra, "happened_at"),
        device_now=_instant(extra, "device_now"),
        medium=_medium(extra, who),
        station=str(extra.get("station") or who.station or "")[:60] or None,
        on_behalf_of=str(extra["on_behalf_of"])[:80] if extra.get("on_behalf_of") else None,
        expected=_expected(request.headers.get("if-match") or extra.get("if_match")),
    )


def act_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """Of a page's own form, what belongs to the act and not to the command."""
    return {name: body[name] for name in META_FIELDS if name in body}


def _instant(extra: Mapping[str, Any], name: str) -> datetime | None:
    value = extra.get(name)
    if not value:
        return None
    try:
        instant = datetime.fromisoformat(str(value))
    except ValueError:
        raise ShapeInvalid([FieldProblem(field=name, code="shape.time")]) from None
    if instant.tzinfo is None:
        raise ShapeInvalid([FieldProblem(field=name, code="shape.time")])
    return instant


def _medium(extra: Mapping[str, Any], who: Who) -> Medium:
    value = str(extra.get("medium") or "")
    if value in set(Medium):
        return Medium(value)
    return Medium.API if who.kind == "program" else Medium.APP


def _expected(value: object) -> Expected | None:
    if not value:
        return None
    match = ETAG.match(str(value))
    if match is None:
        raise ShapeInvalid([FieldProblem(field="if_match", code="shape.version")])
    return Expected(kind=match[1], stream=match[2], version=int(match[3]))


async def submit(who: Who, command: Any, meta: CommandMeta) -> Receipt:
    """Give a command to the operation and wait for its commit. Raises Refusal (stored ones too)."""
    receipt = await asyncio.wrap_future(who.operation.submit(command, meta))
    if receipt.seq is not None and not receipt.repeated:
        await who.operation.hub.reached(receipt.seq)
    return receipt.raise_if_refused()


async def names_of(who: Who, no: Refusal) -> dict[str, str]:
    """The names behind a refusal's `by`, for callers that are staff."""
    by = no.details.get("by")
    if by is None or who.kind not in {"staff", "device"}:
        return {}
    name = await asyncio.to_thread(who.operation.reader.label, str(by), Personal.NAME)
    return {str(by): name} if name else {}


def answer(receipt: Receipt, *, can_undo: bool = True) -> JSONResponse:
    """What a script gets back: ids and numbers, the action id to take it back by, whether this was a repeat.
    """
    return JSONResponse(
        {
            "ok": True,
            "command": receipt.command,
            "action_id": receipt.action_id,
            "result": {key: list(v) if isinstance(v, tuple) else v for key, v in receipt.result.items()},
            "seq": receipt.seq,
            "repeated": receipt.repeated,
            "undo": receipt.action_id if can_undo and receipt.seq is not None else None,
        }
    )


async def give_command(request: Request) -> Response:
    """`POST …/commands/{command}`."""
    who: Who = request.state.who
    handler = COMMANDS.get(request.path_params["command"])
    if handler is None:
        raise Refusal("refusal.unknown_command", status=404)
    body = await body_of(request)
    extra = {name: body.pop(name) for name in META_FIELDS if name in body}
    command = command_from(handler.command, body)
    try:
        receipt = await submit(who, command, meta_of(request, who, extra))
    except Refusal as no:
        return of_refusal(no, who.locale, await names_of(who, no))
    if wants_json(request):
        return answer(receipt)
    return redirect_back(request, str(extra.get("next") or "/"))
