"""The first start: no account and no key exists until somebody opens the one-time link that the server
printed (I7).

The secret stands behind `#` in that link, so that it reaches no log and no referrer; the page's script puts
it into the form, and without script it is typed. It is spent in the same transaction that makes the
operation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dvc.commands.catalogue import COMMANDS
from dvc.commands.staff import InviteStaff, JoinAsStaff, NotePinChosen
from dvc.domain.command import CommandMeta
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId, StaffId
from dvc.domain.roles import SYSTEM, Actor, ActorKind, Role
from dvc.ports import NewOperation
from dvc.text.catalog import say
from dvc.web import auth
from dvc.web.auth import DeviceKind
from dvc.web.operation import Operation
from dvc.web.pages.access_pin import pin_problem, plain_digits
from dvc.web.parse import body_of
from dvc.web.render import Page, page
from dvc.web.security import address_of
from dvc.web.sessions import NewDevice, access_of, begin_session, make_device, note, staff_of

KINDS = ("disaster", "drill", "everyday")
TEXT_LENGTH_MOST = 60
DESCRIBE = "DescribeCenter"
"""The command that keeps a center's phone and place in the vault; the form asks for them when the house has
it.
"""
FIELDS = ("code", "center_name", "center_phone", "center_place", "operation_name", "kind", "head_name")
MUST_HAVE = ("code", "center_name", "operation_name", "head_name")
SETUP = Page(title="access.setup.title", place="phone", scripts=("js/access.js",))


async def setup_page(request: Request) -> Response:
    """`GET /setup`."""
    is_over = bool(await asyncio.to_thread(access_of(request).parts.registry.operations))
    return await _form(request, {}, {}, is_over=is_over)


async def _form(
    request: Request, given: Mapping[str, str], problems: Mapping[str, str], *, is_over: bool = False
) -> Response:
    locale = auth.locale_of(request)
    return await page(
        request,
        "access/setup.html",
        SETUP,
        status=422 if problems else 200,
        is_over=is_over,
        given=given,
        problems=problems,
        kind_words=[(kind, say(f"status.operation.{kind}", locale)) for kind in KINDS],
        summary=[(f"f-{name}", say(code, locale)) for name, code in problems.items()],
        asks_contact=DESCRIBE in COMMANDS,
    )


async def set_up(request: Request) -> Response:
    """`POST /setup`: the operation, its head, and this browser as the head's device."""
    access = access_of(request)
    body = {
        name: str(value).strip() for name, value in (await body_of(request)).items() if isinstance(value, str)
    }
    problems = _problems(body)
    if problems:
        return await _form(request, {name: body.get(name, "") for name in FIELDS}, problems)
    tries = access.limiter.take(address=address_of(request))
    new = NewOperation(
        center_name=body["center_name"],
        name=body["operation_name"],
        kind=body.get("kind", "disaster"),
    )
    now = access.parts.clock.now()
    row = await asyncio.to_thread(
        lambda: access.parts.registry.create_operation(new, at=now, setup_secret=body["code"])
    )
    access.limiter.give_back(tries)
    operation = await access.operations.open(row.operation_id)
    return await _first_person(request, operation, body)


async def _first_person(request: Request, operation: Operation, body: Mapping[str, str]) -> Response:
    """The head: invited and joined by the system, with a PIN, at a device of their own."""
    staff_id = StaffId(operation.ids.new("staff"))
    head = Actor(kind=ActorKind.STAFF, id=staff_id, roles=frozenset({Role.CENTER_HEAD}))
    invite = InviteStaff(
        staff_id=staff_id, name=body["head_name"], roles=(Role.CENTER_HEAD,), section=Role.CENTER_HEAD
    )
    describe = COMMANDS.get(DESCRIBE)
    if describe is not None and (body.get("center_phone") or body.get("center_place")):
        details = {
            "name": body["center_name"],
            "phone": body.get("center_phone"),
            "place": body.get("center_place"),
        }
        await _give(operation, describe.command(**details), SYSTEM)
    await _give(operation, invite, SYSTEM)
    await _give(operation, JoinAsStaff(staff_id=staff_id), head)
    await asyncio.to_thread(operation.credentials.set_pin, staff_id, plain_digits(body["pin"]))
    await _give(operation, NotePinChosen(staff_id=staff_id), head)
    access = access_of(request)
    now = access.parts.clock.now()
    await asyncio.to_thread(lambda: access.parts.registry.join(operation.operation_id, staff_id, at=now))
    staff = await staff_of(operation, staff_id)
    assert staff is not None, "just joined"
    answer = RedirectResponse(f"/o/{operation.operation_id}", status_code=303)
    device = await make_device(request, operation, NewDevice(kind=DeviceKind.OWN, staff=staff_id), answer)
    await begin_session(request, operation, staff, device, answer)
    await note(operation, actor=staff_id, station=None, act="set_up")
    return answer


async def _give(operation: Operation, command: Any, actor: Actor) -> None:
    action = ActionId(operation.ids.new("act"))
    meta = CommandMeta(action_id=action, actor=actor, medium=Medium.SYSTEM)
    receipt = await asyncio.wrap_future(operation.submit(command, meta))
    receipt.raise_if_refused()


def _problems(body: Mapping[str, str]) -> dict[str, str]:
    """Code of what is wrong by field; empty when the form is whole."""
    missing = {name: "access.setup.missing" for name in MUST_HAVE if not body.get(name)}
    too_long = {
        name: "access.setup.too_long" for name in FIELDS if len(body.get(name, "")) > TEXT_LENGTH_MOST
    }
    kind = {} if body.get("kind", "disaster") in KINDS else {"kind": "access.setup.missing"}
    pin = pin_problem(plain_digits(body.get("pin", "")), plain_digits(body.get("pin_again", "")))
    return {**too_long, **missing, **kind, **({"pin": pin} if pin else {})}
