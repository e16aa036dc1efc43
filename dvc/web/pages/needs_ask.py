"""The resident's own form: plain Japanese first, whole or not at all, confirmed later by telephone.

Open to everybody (place "phone"); nothing is shown but what was just written. An entry counts as unverified
until the desk has phoned (N1).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dvc.commands.needs import ReceiveNeed
from dvc.domain.command import CommandMeta
from dvc.domain.facts import Medium
from dvc.domain.ids import is_code
from dvc.domain.need_site import Relation
from dvc.domain.refusal import Refusal
from dvc.domain.roles import Actor, ActorKind, Role
from dvc.domain.values import Channel
from dvc.read.needs_places import center_phone
from dvc.text.catalog import LOCALES
from dvc.web import floods
from dvc.web.acts import META_FIELDS, meta_of, submit
from dvc.web.auth import LANGUAGE_COOKIE, Who
from dvc.web.errors import FieldProblem, ShapeInvalid, redirect_back, retry_after
from dvc.web.pages.needs_form import text_in, told_in
from dvc.web.pages.needs_intake import errors_of, flat
from dvc.web.pages.needs_sight import today_of
from dvc.web.parse import body_of, command_from
from dvc.web.render import Page, base_url, page
from dvc.web.security import address_of
from dvc.web.sessions import access_of

ASK = Page(title="needs_ask.title", place="phone", styles=("css/needs.css",))
REQUIRED = ("name", "address", "request_text")
RELATIONS = (Relation.SELF, Relation.FAMILY, Relation.RELATIVE, Relation.NEIGHBOR, Relation.OTHER)
ASKED = frozenset(
    {
        "name",
        "phone",
        "no_phone",
        "address",
        "landmark",
        "request_text",
        "living",
        "relation",
        "hours",
        "contact_note",
        "requester_name",
    }
)
"""Fields of the form; anything else that is sent is not read."""
EXPLAINED = ("free", "no_date_promise")


async def ask_page(request: Request) -> Response:
    """`GET /o/{operation}/ask`; `?saved=N-…` after sending."""
    saved = request.query_params.get("saved", "")
    return await _draw(request, {}, saved=saved if is_code(saved) else "")


async def _draw(
    request: Request,
    values: Mapping[str, Any],
    *,
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
    saved: str = "",
) -> Response:
    who = _in_plain_words(request)
    request.state.who = who
    phone = await asyncio.to_thread(center_phone, who.operation.reader)
    return await page(
        request,
        "needs/ask.html",
        ASK,
        status=status,
        values=values,
        errs=dict(errors or []),
        error_links=[(f"f-{name}" if name else "ask", words) for name, words in errors or []],
        relations=[one.value for one in RELATIONS],
        saved=saved,
        center_phone=phone,
        action=f"{base_url(who.operation)}/ask",
        action_id=who.operation.ids.new("act"),
    )


def _in_plain_words(request: Request) -> Who:
    """Whoever asks, in plain Japanese unless another language was chosen or the browser wants English."""
    who: Who = request.state.who
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LOCALES or who.locale != "ja":
        return who
    return replace(who, locale="ja_easy")


async def ask(request: Request) -> Response:
    """`POST /o/{operation}/ask`: receive it as unverified (N1). Whatever stands against it, a flood from one
    address too (429, `dvc.web.floods`), what was typed is drawn again.
    """
    who: Who = request.state.who
    limits = access_of(request).floods
    form = await body_of(request)
    shown = flat({name: value for name, value in form.items() if name in ASKED | {"agreed"}})
    try:
        limits.sent(floods.ASK, address=address_of(request))
        written = dict(form)
        command, meta = await _command(request, who, form)
        limits.same(floods.ASK, written, action=meta.action_id)
        receipt = await submit(_resident(who), command, meta)
    except (ShapeInvalid, Refusal) as no:
        words = _in_plain_words(request)
        status, details = (no.status, no.details) if isinstance(no, Refusal) else (422, {})
        drawn = await _draw(request, shown, errors=errors_of(no, words), status=status)
        drawn.headers.update(retry_after(status, details))
        return drawn
    return redirect_back(request, f"{base_url(who.operation)}/ask?saved={receipt.result['code']}")


def _resident(who: Who) -> Who:
    """Somebody of the city; whatever else this browser is signed in as does not count here."""
    actor = Actor(kind=ActorKind.RESIDENT, id="public", roles=frozenset({Role.RESIDENT}))
    return replace(who, actor=actor)


async def _command(request: Request, who: Who, form: dict[str, Any]) -> tuple[ReceiveNeed, CommandMeta]:
    extra = {name: form.pop(name) for name in META_FIELDS if name in form}
    extra["medium"] = Medium.WEB.value
    answered = {name: value for name, value in form.items() if name in ASKED}
    missing = [name for name in REQUIRED if not text_in(answered, name)]
    if not text_in(answered, "phone") and not answered.get("no_phone"):
        missing.append("phone")
    if missing:
        raise ShapeInvalid([FieldProblem(field=name, code="shape.missing") for name in missing])
    if form.get("agreed"):
        answered |= {"consent": "all", "consent_method": "web"}
    told = await told_in(answered, who.operation.reader, today=today_of(who))
    body = {**told.body, "channel": Channel.WEB.value, "told_points": list(EXPLAINED)}
    meta = meta_of(request, _resident(who), extra)
    return command_from(ReceiveNeed, body), meta
