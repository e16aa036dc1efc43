"""Opening an invitation: the person sees for what and until when, chooses a PIN, and is in. And pairing of a
device.

An invitation is spent by whoever presses the button first, however many have the page open. A link of body
`{"pin": "none"}` is for a demo or a borrowed phone: no PIN is chosen, and after the idle limit the link's
maker makes another.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dvc.commands.staff import JoinAsStaff, NotePinChosen
from dvc.domain.command import CommandMeta
from dvc.domain.ids import ActionId
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import Actor, ActorKind, Role
from dvc.domain.staff import Staff, StaffStatus
from dvc.ports import Credential
from dvc.text.catalog import say
from dvc.web.auth import DeviceKind, Purpose, locale_of
from dvc.web.operation import Operation
from dvc.web.pages.access_days import last_day
from dvc.web.pages.access_pin import pin_problem, plain_digits
from dvc.web.parse import body_of
from dvc.web.render import Page, page
from dvc.web.sessions import (
    Device,
    NewDevice,
    access_of,
    begin_session,
    device_of,
    drop_cookie,
    end_everywhere,
    make_device,
    note,
    operation_of,
    staff_of,
    visit_of,
)

JOIN = Page(title="access.join.title", place="phone")
PAIR = Page(title="access.pair.title", place="phone")
CHOOSES, KNOWS, NONE = "choose", "know", "none"
"""What a link asks of the person: to choose a PIN, to type the one they have, nothing."""


async def join_page(request: Request) -> Response:
    """`GET /o/{operation}/join`."""
    operation = await operation_of(request)
    _, link, staff = await _invited(request, operation)
    return await _join_form(request, operation, link, staff)


async def join(request: Request) -> Response:
    """`POST /o/{operation}/join`: spend the link, keep the PIN, begin a session."""
    operation = await operation_of(request)
    secret, link, staff = await _invited(request, operation)
    body = await body_of(request)
    pin = plain_digits(str(body.get("pin", "")))
    asks = link.body.get("pin", CHOOSES)
    if asks == CHOOSES:
        problem = pin_problem(pin, plain_digits(str(body.get("pin_again", ""))))
        if problem is not None:
            return await _join_form(request, operation, link, staff, problem=problem)
    if asks == KNOWS:
        tries = access_of(request).limiter.take(subject=staff.staff_id)
        is_right = await asyncio.to_thread(operation.credentials.check_pin, staff.staff_id, pin)
        if not is_right:
            return await _join_form(request, operation, link, staff, problem="access.pin_wrong")
        access_of(request).limiter.give_back(tries)
    if not link.body.get("many"):
        spent = await asyncio.to_thread(operation.credentials.use, Purpose.INVITATION, secret)
        refuse_unless(spent is not None, "access.link_unknown", status=410)
    await _take_up(request, operation, staff, pin if asks == CHOOSES else None)
    return await _come_in(request, operation, staff)


async def _invited(request: Request, operation: Operation) -> tuple[str, Credential, Staff]:
    """The link this browser carries and whom it invites. Raises Refusal 410."""
    had = await asyncio.to_thread(visit_of(request, operation).find, Purpose.INVITATION)
    staff = None if had is None else await staff_of(operation, had[1].subject)
    if had is None or staff is None or staff.status is StaffStatus.ENDED:
        raise Refusal("access.link_unknown", status=410)
    return had[0], had[1], staff


async def _join_form(
    request: Request, operation: Operation, link: Credential, staff: Staff, *, problem: str = ""
) -> Response:
    name = await asyncio.to_thread(operation.reader.label, staff.staff_id, Personal.NAME)
    return await page(
        request,
        "access/join.html",
        JOIN,
        status=422 if problem else 200,
        operation=operation,
        role_words="、".join(say(f"roles.{role}", locale_of(request)) for role in staff.roles),
        last_day=last_day(staff.ends_at),
        name=name or "",
        asks=link.body.get("pin", CHOOSES),
        problem=problem,
    )


async def _take_up(request: Request, operation: Operation, staff: Staff, pin: str | None) -> None:
    """Note that the person came, and the PIN they chose; sessions under an earlier PIN end."""
    actor = Actor(kind=ActorKind.STAFF, id=staff.staff_id, roles=frozenset(staff.roles))
    await _give(operation, JoinAsStaff(staff_id=staff.staff_id), actor)
    if pin is not None:
        await end_everywhere(
            request, operation, staff.staff_id, purposes=(Purpose.SESSION, Purpose.INVITATION)
        )
        await asyncio.to_thread(operation.credentials.set_pin, staff.staff_id, pin)
        await _give(operation, NotePinChosen(staff_id=staff.staff_id), actor)
    await _same_person(request, operation, staff)


async def _give(operation: Operation, command: JoinAsStaff | NotePinChosen, actor: Actor) -> None:
    meta = CommandMeta(action_id=ActionId(operation.ids.new("act")), actor=actor)
    receipt = await asyncio.wrap_future(operation.submit(command, meta))
    receipt.raise_if_refused()


async def _same_person(request: Request, operation: Operation, staff: Staff) -> None:
    """Join the memberships of a person who is signed in to another operation on this device of their own.

    At a shared desk the one who is signed in there may be somebody else.
    """
    access = access_of(request)
    account: str | None = None
    for other in (await access.operations.all()).values():
        if other.operation_id == operation.operation_id:
            continue
        device = await device_of(request, other)
        if device is None or device.staff is None:
            continue
        found = await asyncio.to_thread(access.keeper.candidates, access.visit(request, other))
        mine = next((who for who in found if who.subject == device.staff and not who.asleep), None)
        if mine is not None and account is None:
            known = await asyncio.to_thread(
                access.parts.registry.membership, other.operation_id, mine.subject
            )
            account = None if known is None else known.account_id
    now = operation.clock.now()
    await asyncio.to_thread(
        lambda: access.parts.registry.join(operation.operation_id, staff.staff_id, at=now, account_id=account)
    )


async def _come_in(request: Request, operation: Operation, staff: Staff) -> Response:
    """At a shared desk the person sits down there; elsewhere this browser becomes their own device."""
    answer = RedirectResponse(f"/o/{operation.operation_id}", status_code=303)
    device = await device_of(request, operation)
    if device is None or device.staff not in {None, staff.staff_id}:
        new = NewDevice(kind=DeviceKind.OWN, staff=staff.staff_id)
        device = await make_device(request, operation, new, answer)
    joined = await staff_of(operation, staff.staff_id)
    assert joined is not None, "just joined"
    drop_cookie(request, answer, operation, Purpose.INVITATION)
    if joined.roles_at(
        operation.clock.now()
    ):  # before their first day the device is known, and nobody sits there
        await begin_session(request, operation, joined, device, answer)
    return answer


async def pair_page(request: Request) -> Response:
    """`GET /o/{operation}/pair`: what this device will be, and one button."""
    operation = await operation_of(request)
    _, link = await _pairing(request, operation)
    return await page(request, "access/pair.html", PAIR, operation=operation, device=_word(request, link))


async def pair(request: Request) -> Response:
    """`POST /o/{operation}/pair`: spend the link; this browser is the desk, wall or kiosk now."""
    operation = await operation_of(request)
    secret, link = await _pairing(request, operation)
    spent = await asyncio.to_thread(operation.credentials.use, Purpose.PAIRING, secret)
    refuse_unless(spent is not None, "access.link_unknown", status=410)
    kind = DeviceKind(link.body["device"])
    section = Role(link.body["section"]) if link.body.get("section") else None
    answer = RedirectResponse(f"/o/{operation.operation_id}", status_code=303)
    device = await make_device(
        request, operation, NewDevice(kind=kind, section=section, number=link.body.get("number")), answer
    )
    drop_cookie(request, answer, operation, Purpose.PAIRING)
    drop_cookie(request, answer, operation, Purpose.SESSION)
    await note(
        operation, actor=link.subject, station=_station(device), act="pair_device", of=device.device_id
    )
    return answer


async def _pairing(request: Request, operation: Operation) -> tuple[str, Credential]:
    had = await asyncio.to_thread(visit_of(request, operation).find, Purpose.PAIRING)
    if had is None:
        raise Refusal("access.link_unknown", status=410)
    return had


def _word(request: Request, link: Credential) -> str:
    """What the device will be, in the reader's language."""
    locale, section = locale_of(request), link.body.get("section")
    desk = say(f"roles.{section}", locale) if section else ""
    return say(f"access.device.{link.body['device']}", locale, desk=desk, number=link.body.get("number") or 1)


def _station(device: Device) -> str | None:
    return f"{device.section}-{device.number}" if device.section and device.number else None
