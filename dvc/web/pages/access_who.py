"""「だれですか」: who sits at this device now. Tag or PIN in three seconds; logging out; saying that somebody
is there.

A PIN alone opens nothing: it counts only on a device that this operation knows (a desk, one's own), so that a
stranger can neither guess it from outside nor slow its owner down (I2). Unknown people and wrong PINs get one
answer (I3).
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from dvc.commands.staff import NotePinChosen
from dvc.domain.ids import StaffId
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.staff import STAFF, Staff
from dvc.web.acts import meta_of, submit
from dvc.web.auth import Purpose, Who, WhoKind
from dvc.web.errors import redirect_back, wants_json
from dvc.web.operation import Operation
from dvc.web.pages.access_pin import pin_problem, plain_digits
from dvc.web.parse import body_of
from dvc.web.render import Page, page
from dvc.web.security import address_of
from dvc.web.sessions import (
    Device,
    access_of,
    begin_session,
    device_of,
    end_everywhere,
    end_session,
    note,
    operation_of,
    staff_of,
)

WHO = Page(title="access.who.title", place="phone", scripts=("js/access.js",))
TAG = re.compile(r"(?:^|/)([A-Za-z0-9_-]{20,64})$")
NUMBER_AND_PIN = re.compile(r"^(\d{1,3})[\s.\-/]+(\d{4,8})$")
PEOPLE_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said of themselves: a tag, or who and a PIN. `who` "": whoever sat here last."""

    tag: str | None = None
    who: str = ""
    pin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One line of the list. `number`: short, in order of invitation, the same all through the operation."""

    staff_id: str
    number: int
    name: str
    is_of_desk: bool


async def who_page(request: Request) -> Response:
    """`GET /o/{operation}/who`."""
    operation = await operation_of(request)
    device = await device_of(request, operation)
    people = [] if device is None else await _people(operation, device)
    sat_here = request.state.who
    return await page(
        request,
        "access/who.html",
        WHO,
        operation=operation,
        device=device,
        people=people,
        last=sat_here.subject if sat_here is not None and sat_here.kind == WhoKind.STAFF else "",
        back=request.query_params.get("next", ""),
    )


async def switch(request: Request) -> Response:
    """`POST /o/{operation}/switch` with `code`, or `who` and `pin`, or `tag`: this person sits here now.

    A script gets `{ok, stays, csrf}`: `stays` when it is the person of before, so that the page goes on as it
    was.
    """
    operation = await operation_of(request)
    body = {name: value for name, value in (await body_of(request)).items() if isinstance(value, str)}
    device = await device_of(request, operation)
    if device is None:
        raise Refusal("access.no_device", status=401)
    before: Who | None = request.state.who
    last = before.subject if before is not None and before.kind is WhoKind.STAFF else device.staff or ""
    staff = await _known(request, operation, device, said(body, last))
    answer = _answer(request, operation, body, stays=staff.staff_id == last)
    await begin_session(request, operation, staff, device, answer)
    return answer


def said(body: dict[str, str], last: str) -> Said:
    """Read what was typed, scanned or pressed; one field `code` takes a tag, a PIN, or a number and a PIN."""
    code = (body.get("code") or body.get("tag") or "").strip()
    if code:
        tag = TAG.search(code)
        if tag is not None:
            return Said(tag=tag[1])
        pair = NUMBER_AND_PIN.match(code)
        return Said(who=pair[1], pin=pair[2]) if pair else Said(who=last, pin=plain_digits(code))
    return Said(who=body.get("who") or last, pin=plain_digits(body.get("pin", "")))


async def _known(request: Request, operation: Operation, device: Device, what: Said) -> Staff:
    """The staff member who said so. Raises Refusal 401, the same for whoever it is not, and 429."""
    limiter = access_of(request).limiter
    about = "tag" if what.tag else what.who[:80]
    tries = limiter.take(
        address=address_of(request), device=device.device_id, subject=f"{operation.operation_id}/{about}"
    )
    staff = await (_by_tag(operation, what.tag) if what.tag else _by_pin(operation, what))
    is_welcome = (
        staff is not None and staff.roles_at(operation.clock.now()) and device.staff in {None, staff.staff_id}
    )
    if staff is None or not is_welcome:
        await note(
            operation,
            actor=device.device_id,
            station=None,
            act="log_in_refused",
            of=await _of(operation, what),
        )
        raise Refusal("access.who_unknown", status=401)
    limiter.give_back(tries)
    return staff


async def _by_tag(operation: Operation, tag: str) -> Staff | None:
    found = await asyncio.to_thread(operation.credentials.find, Purpose.STAFF_TAG, tag)
    return None if found is None else await staff_of(operation, found.subject)


async def _by_pin(operation: Operation, what: Said) -> Staff | None:
    subject = await _staff_id(operation, what.who)
    is_right = await asyncio.to_thread(operation.credentials.check_pin, subject, what.pin)
    return await staff_of(operation, subject) if is_right else None


async def _staff_id(operation: Operation, who: str) -> str:
    """The staff id behind a short number; anything else stands for itself."""
    if not (who.isdecimal() and len(who) <= 3):
        return who[:80]
    everybody = sorted(one.staff_id for one in await _everybody(operation))
    number = int(who)
    return everybody[number - 1] if 0 < number <= len(everybody) else f"number_{number}"


async def _of(operation: Operation, what: Said) -> str | None:
    """Whom a refused try was about, for the access log; what somebody typed never stands there."""
    if what.tag:
        return None
    staff = await staff_of(operation, await _staff_id(operation, what.who))
    return None if staff is None else staff.staff_id


async def _everybody(operation: Operation) -> list[Staff]:
    return await asyncio.to_thread(operation.reader.where, STAFF)


async def _people(operation: Operation, device: Device) -> list[Person]:
    """Who may sit down at this device: those of its desk first, then in order of number."""
    now = operation.clock.now()
    everybody = sorted(await _everybody(operation), key=lambda one: one.staff_id)
    able = [
        (number, one)
        for number, one in enumerate(everybody, start=1)
        if one.roles_at(now) and device.staff in {None, one.staff_id}
    ][:PEOPLE_MOST]
    ids = [one.staff_id for _, one in able]
    names = await asyncio.to_thread(operation.reader.labels, ids, [Personal.NAME])
    people = [
        Person(
            staff_id=one.staff_id,
            number=number,
            name=names.get(one.staff_id, {}).get(Personal.NAME, ""),
            is_of_desk=device.section is not None
            and (one.section is device.section or device.section in one.roles),
        )
        for number, one in able
    ]
    return sorted(people, key=lambda person: (not person.is_of_desk, person.number))


def _answer(request: Request, operation: Operation, body: dict[str, str], *, stays: bool) -> Response:
    if wants_json(request):
        csrf = request.state.who.csrf if request.state.who is not None else ""
        return JSONResponse({"ok": True, "result": {}, "undo": None, "stays": stays, "csrf": csrf})
    return redirect_back(request, body.get("back") or body.get("next") or f"/o/{operation.operation_id}")


async def logout(request: Request) -> Response:
    """`POST /o/{operation}/logout`: nobody is known here any more; a shared desk asks who comes next."""
    operation = await operation_of(request)
    answer = RedirectResponse(f"/o/{operation.operation_id}/who", status_code=303)
    await end_session(request, operation, answer)
    return answer


async def logout_everywhere(request: Request) -> Response:
    """`POST …/logout-everywhere`: all sessions of this person, on every device, and their tag."""
    operation = await operation_of(request)
    who: Who = request.state.who
    answer = RedirectResponse(f"/o/{operation.operation_id}/who", status_code=303)
    await end_session(request, operation, answer)
    await end_everywhere(request, operation, who.subject, purposes=(Purpose.SESSION, Purpose.STAFF_TAG))
    await note(operation, actor=who.subject, station=who.station, act="log_out_everywhere")
    return answer


async def still_here(request: Request) -> Response:
    """`POST /o/{operation}/here`: somebody touched the page; the security layer has noted it."""
    del request
    return Response(status_code=204)


async def change_pin(request: Request) -> Response:
    """`POST …/pin`: another PIN for oneself; the old one is asked, sessions on other devices end."""
    operation = await operation_of(request)
    who: Who = request.state.who
    refuse_unless(who.kind is WhoKind.STAFF, "refusal.not_allowed", status=403)
    body = {name: value for name, value in (await body_of(request)).items() if isinstance(value, str)}
    pin = plain_digits(body.get("pin", ""))
    problem = pin_problem(pin, plain_digits(body.get("pin_again", "")))
    if problem is not None:
        raise Refusal(problem, status=422)
    old = plain_digits(body.get("old_pin", ""))
    is_right = await asyncio.to_thread(operation.credentials.check_pin, who.subject, old)
    refuse_unless(is_right, "access.pin_wrong", status=401)
    await submit(who, NotePinChosen(staff_id=StaffId(who.subject)), meta_of(request, who, body))
    await asyncio.to_thread(operation.credentials.set_pin, who.subject, pin)
    await end_everywhere(request, operation, who.subject, purposes=(Purpose.SESSION,))
    staff, device = await staff_of(operation, who.subject), await device_of(request, operation)
    answer = _answer(request, operation, body, stays=True)
    if staff is not None and device is not None:
        await begin_session(request, operation, staff, device, answer)
    return answer
