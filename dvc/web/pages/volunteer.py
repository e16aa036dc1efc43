"""Self check-in by the poster at the door: on one's own phone or at the kiosk, in plain Japanese first, as
one form that also works without script. Whoever was here before is received with two taps.

Somebody from the street acts as the volunteer that the form makes: its id is made of the form's action id
under the operation's key, so that a form sent twice is one person and nobody can name an id of their choice.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dvc.commands.reception import CheckIn, CheckInNew
from dvc.commands.reception_people import RegisterVolunteer
from dvc.commands.reception_person import PersonForm
from dvc.domain.attendance_state import CheckInMethod, DayAnswers
from dvc.domain.command import Receipt
from dvc.domain.ids import ActionId, VolunteerId
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal
from dvc.domain.roles import Actor, ActorKind, Role
from dvc.read.needs_places import area_code
from dvc.read.reception import NOT_HERE_YET
from dvc.read.volunteers import record_of_today, same_person
from dvc.web import auth, floods
from dvc.web.acts import ACTION_ID, META_FIELDS, meta_of, submit
from dvc.web.auth import Purpose, Who, WhoKind
from dvc.web.errors import FieldProblem, ShapeInvalid, retry_after, wants_json
from dvc.web.pages import volunteer_me
from dvc.web.pages.access_links import qr, volunteers_link
from dvc.web.pages.reception_card import noon_of, noted
from dvc.web.pages.reception_form import Reading, read_answers, read_person
from dvc.web.pages.reception_now import now_of
from dvc.web.pages.reception_people import own_page_secret
from dvc.web.pages.reception_scan import look_of, words_of
from dvc.web.parse import body_of
from dvc.web.render import Page, base_url, page
from dvc.web.security import address_of
from dvc.web.sessions import access_of, operation_of, put_cookie

FLOODED = 429
REQUIRED = ("name", "phone", "age_band", "insurance", "agreed")
DIGITS = 32
CHECK_IN = Page(
    title="volunteer.in.title",
    place="phone",
    scripts=("js/volunteer.js",),
    styles=("css/volunteer.css",),
    script_areas=("volunteer.js",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Who stands before the form. `known`: the volunteer of this phone, None for somebody new; `is_kiosk`: a
    device of the center, which keeps nothing of anybody.
    """

    who: Who
    known: Who | None
    is_kiosk: bool


async def guest_of(request: Request) -> Guest:
    """Who stands before the form; pages for volunteers speak plain Japanese until another is chosen."""
    operation = await operation_of(request)
    who: Who = request.state.who or auth.public_who(operation, auth.locale_of(request))
    who = replace(who, locale=volunteer_me.plain_first(request, who.locale))
    is_kiosk = who.kind is WhoKind.DEVICE and Role.KIOSK in who.actor.roles
    known = None if is_kiosk else await volunteer_me.volunteer_of(request)
    guest = Guest(who=who, known=known, is_kiosk=is_kiosk)
    request.state.who = known or who
    return guest


async def start(request: Request) -> Response:
    """`GET /o/{operation}/in`: the form; who is here already goes on to the own page."""
    guest = await guest_of(request)
    if guest.known is not None and request.query_params.get("other") != "1":
        operation, now = guest.known.operation, now_of(guest.known.operation)
        volunteer = VolunteerId(guest.known.subject)
        today = await asyncio.to_thread(record_of_today, operation.reader, volunteer, now.today)
        if today is not None and today.status not in NOT_HERE_YET:
            return RedirectResponse(f"{base_url(operation)}/me", status_code=303)
        return await _again(request, guest.known)
    return await _form(request, guest, Reading(typed={}))


async def kiosk(request: Request) -> Response:
    """`GET /o/{operation}/kiosk`: where a kiosk begins."""
    operation = await operation_of(request)
    return RedirectResponse(f"{base_url(operation)}/in", status_code=303)


async def _again(request: Request, who: Who) -> Response:
    """Two taps for somebody who was here before, or is entered and comes for the first time."""
    operation = who.operation
    name = await asyncio.to_thread(operation.reader.label, who.subject, Personal.NAME)
    await noted(who, "page", (who.subject,), (Personal.NAME,))
    return await page(
        request,
        "volunteer/again.html",
        CHECK_IN,
        name=name or "",
        volunteer_id=who.subject,
        now=now_of(operation),
        base=base_url(operation),
    )


async def _form(request: Request, guest: Guest, reading: Reading, *, status: int = 200) -> Response:
    operation = guest.who.operation
    problems = reading.said(guest.who.locale)
    return await page(
        request,
        "volunteer/check_in.html",
        CHECK_IN,
        status=status,
        typed=typed_of(reading),
        problems=problems,
        errors=[(f"f-{name}" if name else "s1", words) for name, words in problems.items()],
        action_id=reading.text("action_id") or operation.ids.new("act"),
        is_kiosk=guest.is_kiosk,
        is_other=guest.known is not None,
        now=(now := now_of(operation)),
        noon=noon_of(now),
        base=base_url(operation),
        api=f"/api/v1/operations/{operation.operation_id}",
    )


def typed_of(reading: Reading) -> dict[str, str]:
    """Everything that was typed, the answers for today by their dotted names."""
    said = reading.typed.get("said")
    today = {f"said.{name}": value for name, value in said.items()} if isinstance(said, dict) else {}
    return {name: reading.text(name) for name in reading.typed} | {
        name: value for name, value in today.items() if isinstance(value, str)
    }


async def check_in(request: Request) -> Response:
    """`POST /o/{operation}/in`: enter and receive; before the day is open, enter only. A flood is answered
    with 429 and what was typed (`dvc.web.floods`).
    """
    guest = await guest_of(request)
    body = await body_of(request)
    reading = Reading(typed=body)
    try:
        if not guest.is_kiosk:
            device = guest.known.subject if guest.known is not None else None
            access_of(request).floods.sent(floods.CHECK_IN, address=address_of(request), device=device)
        return await _entered(request, guest, reading)
    except Refusal as no:
        if no.status != FLOODED or wants_json(request):
            raise
        reading.problems.append(FieldProblem(field="", code=no.code, details=no.details))
        drawn = await _form(request, guest, reading, status=no.status)
        drawn.headers.update(retry_after(no.status, no.details))
        return drawn


async def _entered(request: Request, guest: Guest, reading: Reading) -> Response:
    operation, body = guest.who.operation, reading.typed
    now = now_of(operation)
    area = await asyncio.to_thread(area_code, operation.reader)
    person = read_person(reading, today=now.today, required=REQUIRED, area=area)
    action = str(request.headers.get("idempotency-key") or body.get("action_id") or "")
    if not ACTION_ID.match(action):
        reading.problems.append(FieldProblem(field="action_id", code="shape.action_id"))
    if reading.problems:
        if wants_json(request):
            raise ShapeInvalid(reading.problems)
        return await _form(request, guest, reading, status=422)
    if not guest.is_kiosk:
        access_of(request).floods.same(floods.CHECK_IN, body, action=action)
    answers = read_answers(body)
    me, known = await _become(guest, ActionId(action), person)
    extra = {name: body.get(name) for name in META_FIELDS if name in body}
    form = person if body.get("insurance_no") else replace(person, cover=None)
    command = _command(me, form, answers, known=known, is_open=now.is_open)
    receipt = await submit(me, command, meta_of(request, me, extra))
    return await _done(request, guest, me, receipt)


async def _become(guest: Guest, action: ActionId, person: PersonForm) -> tuple[Who, bool]:
    """The volunteer of this form, and whether an entry of theirs is known: same telephone and same name."""
    operation = guest.who.operation
    same = await asyncio.to_thread(
        lambda: same_person(
            operation.reader, name=person.name or "", kana=person.kana or "", phone=person.phone or ""
        )
    )
    made = VolunteerId(f"vol_{operation.mac('self_check_in', action.encode())[:DIGITS]}")
    is_known = bool(same) and made not in same  # the same form again finds the entry that it made itself
    volunteer = same[0] if is_known else made
    if guest.is_kiosk:
        return replace(guest.who, subject=volunteer), is_known
    actor = Actor(kind=ActorKind.VOLUNTEER, id=volunteer, roles=frozenset({Role.VOLUNTEER}))
    me = replace(guest.who, actor=actor, kind=WhoKind.VOLUNTEER, subject=volunteer, station=None)
    return me, is_known


def _command(me: Who, person: PersonForm, said: DayAnswers, *, known: bool, is_open: bool) -> Any:
    volunteer = VolunteerId(me.subject)
    if not is_open:
        if known:
            raise Refusal("reception.day_not_open", day=now_of(me.operation).today.isoformat())
        return RegisterVolunteer(volunteer_id=volunteer, person=person)
    if known:
        return CheckIn(volunteer_id=volunteer, method=CheckInMethod.SELF, said=said)
    return CheckInNew(volunteer_id=volunteer, person=person, method=CheckInMethod.SELF, said=said)


async def _done(request: Request, guest: Guest, me: Who, receipt: Receipt) -> Response:
    """On to the own page; a kiosk, and a phone that is somebody else's, shows number and code."""
    operation = me.operation
    secret = await asyncio.to_thread(own_page_secret, operation, me.subject)
    goes = f"{base_url(operation)}/me"
    if guest.is_kiosk or guest.known is not None:
        return await _to_take_along(request, guest, me, receipt, volunteers_link(request, secret))
    answer: Response
    if wants_json(request):
        answer = JSONResponse({"ok": True, "goes": goes, "result": {}, "undo": None})
    else:
        answer = RedirectResponse(goes, status_code=303)
    put_cookie(request, answer, operation, Purpose.OWN_PAGE, secret)
    return answer


async def _to_take_along(request: Request, guest: Guest, me: Who, receipt: Receipt, text: str) -> Response:
    """What somebody at the kiosk, or beside the owner of the phone, takes along: number, next step, a code
    for a phone of their own.
    """
    result = receipt.result
    is_received = "answer" in result
    return await page(
        request,
        "volunteer/kiosk_done.html",
        CHECK_IN,
        is_kiosk=guest.is_kiosk,
        code=str(result["code"]) if is_received else "",
        words=words_of(result, me.locale) if is_received else "",
        family=look_of(result)[0] if is_received else "done",
        qr=qr(text),
        base=base_url(me.operation),
    )


OPERATION = "/o/{operation}"

ROUTES: list[BaseRoute] = [
    Route(f"{OPERATION}/in", start),
    Route(f"{OPERATION}/in", check_in, methods=["POST"]),
    Route(f"{OPERATION}/kiosk", kiosk),
    Route(f"{OPERATION}/me", volunteer_me.me),
    Route(f"{OPERATION}/me", volunteer_me.act, methods=["POST"]),
    Route(f"{OPERATION}/me.json", volunteer_me.me_json),
]
