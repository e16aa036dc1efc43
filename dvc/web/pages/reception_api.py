"""Check-ins and volunteers for programs, tablets and the counter's own form: one scan, up to 200 scans of a
device that had no line, the list of volunteers by cursor.

A batch is answered as a whole with 200; each scan has its own receipt or its own refusal, and the same action
id gets the same answer for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dvc.commands.reception import CheckIn
from dvc.commands.reception_people import RegisterVolunteer
from dvc.domain.command import CommandMeta, Receipt
from dvc.domain.facts import Medium
from dvc.domain.ids import VolunteerId
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal
from dvc.domain.values import activity_day
from dvc.domain.volunteer import Volunteer
from dvc.ports import StoreBusy
from dvc.read.volunteers import volunteers_after
from dvc.text.catalog import Locale
from dvc.web.acts import META_FIELDS, answer, meta_of, submit
from dvc.web.auth import Who
from dvc.web.errors import FieldProblem, ShapeInvalid, of_refusal, redirect_back, sentence, wants_json
from dvc.web.pages.reception_scan import told, volunteer_of_tag
from dvc.web.parse import body_of, command_from
from dvc.web.who_sees_what import fields_for

SCANS_MOST = 200
PAGE_DEFAULT = 100
PAGE_MOST = 200
WITHOUT_HEADERS = Request({"type": "http", "headers": []})
"""A scan of a batch has an action id of its own; what stands in the headers is about the whole batch."""
LISTED = (Personal.NAME, Personal.KANA, Personal.PHONE, Personal.CITY_OF_HOME, Personal.AFFILIATION)


async def check_in(request: Request) -> Response:
    """`POST …/check-ins`: receive one person by `tag` or `volunteer_id`; the answer brings the words to
    say.
    """
    who: Who = request.state.who
    body = await body_of(request)
    extra = _meta_fields(body)
    tag = body.pop("tag", None)
    if tag is not None and "volunteer_id" not in body:
        body["volunteer_id"] = await _by_tag(who, str(tag))
    meta = meta_of(request, who, extra)
    receipt = await submit(who, command_from(CheckIn, body), meta)
    if wants_json(request):
        return JSONResponse(told(receipt, who.locale))
    return redirect_back(request, str(extra.get("next") or "/"))


async def _by_tag(who: Who, tag: str) -> VolunteerId:
    today = activity_day(who.operation.clock.now())
    found = await asyncio.to_thread(volunteer_of_tag, who.operation, tag, today)
    if found is None:
        raise Refusal("reception.qr_unknown", status=404)
    return found


def _meta_fields(body: dict[str, Any]) -> dict[str, Any]:
    """Take what is about the act itself out of a body; `scanned_at` is the scan's word for `happened_at`."""
    extra = {name: body.pop(name) for name in META_FIELDS if name in body}
    if "scanned_at" in body:
        extra["happened_at"] = body.pop("scanned_at")
    return extra


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One scan of a batch, ready to be given."""

    command: CheckIn
    meta: CommandMeta


async def check_in_batch(request: Request) -> Response:
    """`POST …/check-ins/batch`: `{device_now?, scans: [{action_id, tag | volunteer_id, scanned_at, …}]}`."""
    who: Who = request.state.who
    body = await body_of(request)
    scans = body.get("scans")
    if not isinstance(scans, list) or not 0 < len(scans) <= SCANS_MOST:
        raise ShapeInvalid([FieldProblem(field="scans", code="shape.list", details={"most": SCANS_MOST})])
    shared = {name: body[name] for name in ("device_now", "station") if body.get(name)}
    today = activity_day(who.operation.clock.now())
    given = [await _prepared(who, one, shared, today) for one in scans]
    waiting = [_submitted(who, one) for one in given]
    answers = [await _answered(who, one) for one in waiting]
    results = [{"action_id": _action_id(scan), **said} for scan, said in zip(scans, answers, strict=True)]
    refused = sum(not one["ok"] for one in results)
    return JSONResponse({"taken": len(results) - refused, "refused": refused, "results": results})


def _action_id(scan: Any) -> str | None:
    return str(scan["action_id"])[:80] if isinstance(scan, dict) and scan.get("action_id") else None


async def _prepared(
    who: Who, scan: Any, shared: Mapping[str, Any], today: date
) -> Scan | Refusal | ShapeInvalid:
    """A scan as a command with its envelope, or why it is none."""
    try:
        if not isinstance(scan, dict):
            raise ShapeInvalid([FieldProblem(field="scans", code="shape.value")])
        missing = [name for name in ("action_id", "scanned_at") if not scan.get(name)]
        if missing:
            raise ShapeInvalid([FieldProblem(field=name, code="shape.missing") for name in missing])
        body: dict[str, Any] = {**shared, "offline": True, "method": "qr", "medium": Medium.SCAN, **scan}
        extra = _meta_fields(body)
        tag = body.pop("tag", None)
        if "volunteer_id" not in body:
            found = await asyncio.to_thread(volunteer_of_tag, who.operation, str(tag or ""), today)
            if found is None:
                raise Refusal("reception.qr_unknown", status=404)
            body["volunteer_id"] = found
        return Scan(command=command_from(CheckIn, body), meta=meta_of(WITHOUT_HEADERS, who, extra))
    except (Refusal, ShapeInvalid) as no:
        return no


def _submitted(who: Who, scan: Scan | Refusal | ShapeInvalid) -> Future[Receipt] | Refusal | ShapeInvalid:
    if not isinstance(scan, Scan):
        return scan
    try:
        return who.operation.submit(scan.command, scan.meta)
    except StoreBusy:
        return Refusal("refusal.busy", status=503)


async def _answered(who: Who, one: Future[Receipt] | Refusal | ShapeInvalid) -> dict[str, Any]:
    """The receipt or the refusal of one scan."""
    if isinstance(one, Future):
        receipt = await asyncio.wrap_future(one)
        try:
            return told(receipt.raise_if_refused(), who.locale)
        except Refusal as no:
            return _refused(no, who.locale)
    if isinstance(one, Refusal):
        return _refused(one, who.locale)
    errors = [
        {"field": bad.field, "code": bad.code, "message": sentence(bad.code, who.locale, bad.details)}
        for bad in one.problems
    ]
    title = sentence("refusal.shape", who.locale, {"n": len(errors)})
    return {"ok": False, "status": 422, "code": "refusal.shape", "title": title, "errors": errors}


def _refused(no: Refusal, locale: Locale) -> dict[str, Any]:
    details = {key: value for key, value in no.details.items() if key != "by"}
    words = {**details, "by": sentence("refusal.somebody", locale, {})}
    return {"ok": False, "status": no.status, "code": no.code, "title": sentence(no.code, locale, words)}


async def volunteers(request: Request) -> Response:
    """`GET …/volunteers?after=&limit=`: standing entries in order of id; names only for roles that read
    them.
    """
    who: Who = request.state.who
    limit = request.query_params.get("limit", str(PAGE_DEFAULT))
    after = request.query_params.get("after", "")
    problems = []
    if not limit.isdecimal() or not 0 < int(limit) <= PAGE_MOST:
        problems.append(FieldProblem(field="limit", code="shape.number"))
    if len(after) > 80:
        problems.append(FieldProblem(field="after", code="shape.value"))
    if problems:
        raise ShapeInvalid(problems)
    allowed = fields_for(who.actor.roles, "volunteer")
    fields = [one for one in LISTED if one in allowed]
    found = await asyncio.to_thread(
        lambda: volunteers_after(who.operation.reader, after, most=int(limit), fields=fields)
    )
    if found.told:
        note = who.operation.note_view(
            actor=who.actor.id,
            station=who.station,
            act="export",
            subjects=tuple(sorted(found.told)),
            fields=tuple(one.value for one in fields),
        )
        await asyncio.wrap_future(note)
    items = [_listed(one, found.told.get(one.volunteer_id, {})) for one in found.volunteers]
    return JSONResponse({"items": items, "next": found.after}, headers={"cache-control": "no-store"})


def _listed(one: Volunteer, told: Mapping[Personal, str]) -> dict[str, Any]:
    return {
        "volunteer_id": one.volunteer_id,
        "registered_at": one.registered_at.isoformat(),
        "age_band": one.age_band.value,
        "skills": [skill.value for skill in one.skills],
        "vehicle": one.vehicle.value,
        "seats": one.seats,
        "experience": one.experience.value,
        "languages": [language.value for language in one.languages],
        "visits": one.visits,
        "told": {field.value: text for field, text in told.items()},
    }


async def register(request: Request) -> Response:
    """`POST …/volunteers`: enter somebody before the day (事前登録); the answer brings the id."""
    who: Who = request.state.who
    body = await body_of(request)
    extra = _meta_fields(body)
    command = command_from(RegisterVolunteer, body)
    try:
        receipt = await submit(who, command, meta_of(request, who, extra))
    except Refusal as no:
        return of_refusal(no, who.locale, {})
    return answer(receipt)
