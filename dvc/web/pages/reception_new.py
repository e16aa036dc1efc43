"""Somebody new at the counter: one short form, entered and received in one act. Who is entered already is
not entered twice without being asked.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dvc.commands.reception import CheckInNew
from dvc.commands.reception_person import PersonForm
from dvc.domain.attendance_state import CheckInMethod
from dvc.domain.ids import VolunteerId
from dvc.domain.refusal import Refusal
from dvc.read.needs_places import area_code
from dvc.read.volunteers import same_person
from dvc.web.acts import META_FIELDS, meta_of, submit
from dvc.web.auth import Who
from dvc.web.errors import ShapeInvalid, redirect_back, wants_json
from dvc.web.pages.reception_card import COUNTER, for_the_card, is_part, noted, part
from dvc.web.pages.reception_form import Reading, read_answers, read_person
from dvc.web.pages.reception_now import now_of
from dvc.web.pages.reception_scan import told
from dvc.web.parse import body_of
from dvc.web.render import Page, base_url, page

NEW = Page(
    title="reception_pages.new.title",
    station="reception",
    help_of="reception",
    styles=("css/reception.css",),
)
REQUIRED = ("name", "age_band")
FIELD_IDS = {"age_band": "age", "joined_on": "joined", "emergency_phone": "em-phone"}
"""Short ids of fields in the template."""


async def new_page(request: Request) -> Response:
    """`GET /o/{operation}/reception/new`."""
    return await _form(request, Reading(typed={}))


async def enter(request: Request) -> Response:
    """`POST /o/{operation}/reception/new`: enter and receive; who seems to be known is asked about first."""
    who: Who = request.state.who
    body = await body_of(request)
    extra = {name: body.pop(name) for name in META_FIELDS if name in body}
    reading = Reading(typed=body)
    area = await asyncio.to_thread(area_code, who.operation.reader)
    today = now_of(who.operation).today
    person = read_person(reading, today=today, required=REQUIRED, area=area)
    if reading.problems:
        if wants_json(request):
            raise ShapeInvalid(reading.problems)
        return await _form(request, reading, status=422)
    same = [] if body.get("is_other") else await _same(who, person)
    if same and wants_json(request):
        raise Refusal("reception_pages.same_person", person=same[0])
    if same:
        return await _form(request, reading, same=same[0], status=409)
    command = CheckInNew(person=person, said=read_answers(body), method=CheckInMethod.MANUAL)
    receipt = await submit(who, command, meta_of(request, who, extra))
    if wants_json(request):
        return JSONResponse(told(receipt, who.locale))
    return redirect_back(request, f"{base_url(who.operation)}/reception?p={receipt.result['volunteer_id']}")


async def _same(who: Who, person: PersonForm) -> list[VolunteerId]:
    """Entries that seem to be this person already."""
    name, kana, phone = person.name or "", person.kana or "", person.phone or ""
    return await asyncio.to_thread(
        lambda: same_person(who.operation.reader, name=name, kana=kana, phone=phone)
    )


async def _form(
    request: Request, reading: Reading, *, same: VolunteerId | None = None, status: int = 200
) -> Response:
    who: Who = request.state.who
    data = {
        **for_the_card(who, now_of(who.operation)),
        "typed": {name: reading.text(name) for name in reading.typed},
        "problems": (problems := reading.said(who.locale)),
        "errors": [(f"new-{FIELD_IDS.get(name, name)}", words) for name, words in problems.items()],
        "same": same,
    }
    if same is not None:
        await noted(who, "search", (same,), ())
    if is_part(request):
        return await part(request, "reception/_new.html", COUNTER, **data)
    return await page(request, "reception/new.html", NEW, status=status, **data)
