"""Intake: a form that follows the talk, saved at any moment, the same house shown while it is typed.

Screens.md 5.5, domain/01 1.5. How the household's people are comes first; a crisis is reported during the
call by one key, which saves what is known so far as a draft and goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dvc.commands.needs import ReceiveNeed
from dvc.domain.command import Receipt
from dvc.domain.household import HOUSEHOLD
from dvc.domain.need import NEED
from dvc.domain.readings import read_date, read_instant, read_time
from dvc.domain.refusal import Refusal
from dvc.domain.values import Channel
from dvc.read.needs_places import area_code
from dvc.web.acts import META_FIELDS, answer, meta_of, submit
from dvc.web.auth import Who
from dvc.web.errors import FieldProblem, ShapeInvalid, redirect_back, sentence, wants_json
from dvc.web.pages.needs_form import MEDIA, list_in, text_in, told_in
from dvc.web.pages.needs_options import form_options
from dvc.web.pages.needs_sight import today_of
from dvc.web.parse import body_of, command_from
from dvc.web.render import Page, base_url, page

INTAKE = Page(
    title="needs_form.title",
    station="needs",
    help_of="needs",
    scripts=("js/needs_intake.js",),
    styles=("css/needs.css",),
    script_areas=("needs_pages.js", "reading"),
)
CRISIS_SAID = ("alone", "care_needed", "no_water", "no_helper")
"""The four facts that separate a crisis from an ordinary need (S1), as the page asks them."""


async def intake_page(request: Request) -> Response:
    """`GET /o/{operation}/needs/new`; `?channel=` for what did not come by telephone."""
    channel = request.query_params.get("channel", Channel.PHONE.value)
    values = {"channel": channel if channel in set(Channel) else Channel.PHONE.value}
    return await draw(request, values)


async def draw(
    request: Request,
    values: Mapping[str, Any],
    *,
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    """The empty form, or the one that came back with what has to be mended."""
    who: Who = request.state.who
    reader = who.operation.reader
    base = f"{base_url(who.operation)}/needs"
    need_id = text_in(values, "need_id") or who.operation.ids.new("need")
    local = await asyncio.to_thread(area_code, reader)
    found = errors or []
    return await page(
        request,
        "needs/intake.html",
        INTAKE,
        status=status,
        mode="new",
        values=values,
        errs=dict(found),
        error_links=[(f"f-{name}" if name else "intake", words) for name, words in found],
        need_id=need_id,
        household_id=text_in(values, "household_id") or who.operation.ids.new("household"),
        action_id=who.operation.ids.new("act"),
        action=f"{base}/new",
        saved_url=f"{base}/{need_id}/saved",
        edit_url=f"{base}/{need_id}/edit",
        area_hint=local or "",
        file=None,
        **form_options(who.locale, values),
    )


async def receive(request: Request) -> Response:
    """`POST /o/{operation}/needs/new`: save, whole or not (N1), with the crisis if one was reported (N7)."""
    who: Who = request.state.who
    form = await body_of(request)
    shown = flat(form)
    try:
        receipt = await submit(who, *await _command(request, who, dict(form)))
    except (ShapeInvalid, Refusal) as no:
        if wants_json(request):
            raise
        return await draw(request, shown, errors=errors_of(no, who), status=_status_of(no))
    if wants_json(request):
        return await _going_on(who, receipt) if form.get("report_crisis") else answer(receipt)
    base = f"{base_url(who.operation)}/needs/{receipt.result['need_id']}"
    if form.get("report_crisis"):
        return redirect_back(request, f"{base}/edit")
    return redirect_back(request, base if form.get("as_draft") else f"{base}/saved")


async def _going_on(who: Who, receipt: Receipt) -> Response:
    """The answer to a report during the call: the form goes on with the need that is there now."""
    reader = who.operation.reader
    need_id, household_id = str(receipt.result["need_id"]), str(receipt.result["household_id"])
    need = await asyncio.to_thread(reader.find_with_version, NEED, need_id)
    household = await asyncio.to_thread(reader.find_with_version, HOUSEHOLD, household_id)
    assert need is not None, "just received"
    assert household is not None, "just received"
    body = {
        "ok": True,
        "action_id": receipt.action_id,
        "result": {"need_id": need_id, "household_id": household_id, "code": need[0].code},
        "versions": {"need": need[1], "household": household[1]},
    }
    return JSONResponse(body, headers={"cache-control": "no-store"})


def _status_of(no: ShapeInvalid | Refusal) -> int:
    return no.status if isinstance(no, Refusal) else 422


async def _command(request: Request, who: Who, form: dict[str, Any]) -> tuple[Any, Any]:
    """The command that the form means, and its envelope. Raises ShapeInvalid."""
    extra = {name: form.pop(name) for name in META_FIELDS if name in form}
    told = await told_in(form, who.operation.reader, today=today_of(who))
    channel = text_in(form, "channel") or Channel.PHONE.value
    body = told.body | {
        name: text
        for name in ("need_id", "household_id", "same_household_as", "number", "crisis_note")
        if (text := text_in(form, name))
    }
    body |= {name: held for name in ("not_same_as",) if (held := list_in(form, name))}
    body["channel"] = channel
    if received := _received_at(form, who):
        body["received_at"] = received
    if form.get("report_crisis"):
        body |= {"as_draft": True, "crisis": crisis_in(form) or ["other"]}
    elif form.get("as_draft"):
        body["as_draft"] = True
    elif ticked := list_in(form, "crisis"):
        body["crisis"] = ticked
    if channel in MEDIA:
        extra.setdefault("medium", MEDIA[channel].value)
    return command_from(ReceiveNeed, body), meta_of(request, who, extra)


def crisis_in(form: Mapping[str, Any]) -> list[str]:
    """Reasons of a crisis: those ticked, and those that the four facts say."""
    group = form.get("living")
    living = group if isinstance(group, Mapping) else {}
    said = {"alone": "alone", "care_needed": "illness", "no_water": "no_water"}
    from_facts = [reason for fact, reason in said.items() if living.get(fact) == "true"]
    return list(dict.fromkeys([*list_in(form, "crisis"), *from_facts]))


def _received_at(form: Mapping[str, Any], who: Who) -> datetime | None:
    """When it came in, for what was written on paper before; None: now. Raises ShapeInvalid."""
    day, at = text_in(form, "received_on"), text_in(form, "received_time")
    if not day and not at:
        return None
    today = today_of(who)
    try:
        on = read_date(day, today=today) if day else today
        return read_instant(on, read_time(at or "12:00"))
    except Refusal as no:
        name = "received_time" if no.code == "reading.time" else "received_on"
        raise ShapeInvalid([FieldProblem(field=name, code=no.code, details=dict(no.details))]) from None


def errors_of(no: ShapeInvalid | Refusal, who: Who) -> list[tuple[str, str]]:
    """(field, sentence) of everything that has to be mended; a refusal without a field stands alone."""
    if isinstance(no, ShapeInvalid):
        return [(one.field, sentence(one.code, who.locale, one.details)) for one in no.problems]
    return [(str(no.details.get("field", "")), sentence(no.code, who.locale, no.details))]


def flat(form: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested fields by their dotted names again, as the template asks for them."""
    found: dict[str, Any] = {}
    for name, value in form.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            found |= flat(value, f"{path}.")
        else:
            found[path] = value
    return found
