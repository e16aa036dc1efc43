"""Devices of the operation: desks, own phones, walls, kiosks; pairing a new one by link, ending a lost one
(table).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import Role
from dvc.ports import Credential
from dvc.text.catalog import say
from dvc.web.auth import DeviceKind, Purpose, Who
from dvc.web.errors import FieldProblem, ShapeInvalid, redirect_back
from dvc.web.operation import Operation
from dvc.web.pages.access_links import link_of, qr
from dvc.web.pages.access_staff import STAFF_ROLES, role_words
from dvc.web.parse import body_of
from dvc.web.render import Page, page
from dvc.web.sessions import (
    PAIRING_LASTS,
    NewDevice,
    access_of,
    device_from,
    end_session,
    make_device,
    note,
    operation_of,
)

DEVICES = Page(title="access.devices.title", station="figures")
LINK_PAGE = Page(title="access.link.title", station="figures", styles=("css/access.css",))
PAIRED_KINDS = (DeviceKind.DESK, DeviceKind.WALL, DeviceKind.KIOSK)
NUMBER_MOST = 99
_KIND_WORDS = {
    DeviceKind.DESK: "access.devices.kind_desk",
    DeviceKind.WALL: "access.device.wall",
    DeviceKind.KIOSK: "access.device.kiosk",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One device of the list. `owner`: name of whose own it is, "" for shared ones."""

    handle: str
    kind: DeviceKind
    section: Role | None
    number: int | None
    owner: str
    since: datetime
    ends_at: datetime | None


async def devices_page(request: Request) -> Response:
    """`GET /o/{operation}/devices`."""
    operation = await operation_of(request)
    who: Who = request.state.who
    found = await asyncio.to_thread(operation.credentials.listing, Purpose.DEVICE)
    owners = [one.body["staff"] for one in found if one.body.get("staff")]
    names = await asyncio.to_thread(operation.reader.labels, owners, [Personal.NAME])
    return await page(
        request,
        "access/devices.html",
        DEVICES,
        rows=[_row(one, names.get(str(one.body.get("staff")), {}).get(Personal.NAME, "")) for one in found],
        kind_words=[(kind.value, say(_KIND_WORDS[kind], who.locale)) for kind in PAIRED_KINDS],
        section_words=role_words(who.locale),
        base=f"/o/{operation.operation_id}/devices",
    )


def _row(found: Credential, owner: str) -> Row:
    device = device_from(found)
    return Row(
        handle=found.handle,
        kind=device.kind,
        section=device.section,
        number=device.number,
        owner=owner,
        since=found.created_at,
        ends_at=found.expires_at,
    )


async def new_pairing(request: Request) -> Response:
    """`POST /o/{operation}/devices`: a link of ten minutes that makes another browser a desk or a screen."""
    operation = await operation_of(request)
    who: Who = request.state.who
    new = _wanted(await body_of(request))
    ends = operation.clock.now() + PAIRING_LASTS
    body = {"device": new.kind, "section": new.section, "number": new.number}
    secret = await asyncio.to_thread(
        lambda: operation.credentials.issue(Purpose.PAIRING, who.subject, body, expires_at=ends)
    )
    await note(operation, actor=who.actor.id, station=who.station, act="pairing_link")
    text = link_of(request, secret)
    return await page(
        request,
        "access/link.html",
        LINK_PAGE,
        kind="pairing",
        name="",
        staff=None,
        text=text,
        qr=qr(text),
        ends=ends,
        back=f"/o/{operation.operation_id}/devices",
    )


async def this_browser(request: Request) -> Response:
    """`POST /o/{operation}/devices/here`: this browser is a shared desk from now on; the next person says who
    they are.
    """
    operation = await operation_of(request)
    new = _wanted(await body_of(request))
    refuse_unless(new.kind is DeviceKind.DESK, "access.only_a_desk", status=422)
    answer = RedirectResponse(f"/o/{operation.operation_id}/who", status_code=303)
    await end_session(request, operation, answer)
    device = await make_device(request, operation, new, answer)
    who: Who = request.state.who
    await note(operation, actor=who.actor.id, station=who.station, act="pair_device", of=device.device_id)
    return answer


async def end_device(request: Request) -> Response:
    """`POST /o/{operation}/devices/{handle}/end`: a lost or lent device opens nothing any more, sessions on
    it neither.
    """
    operation = await operation_of(request)
    who: Who = request.state.who
    handle = request.path_params["handle"]
    device = await _listed(operation, handle)
    await asyncio.to_thread(operation.credentials.revoke_listed, Purpose.DEVICE, handle)
    access_of(request).keeper.sockets.end(operation.operation_id, handle=handle)
    await note(operation, actor=who.actor.id, station=who.station, act="end_device", of=device.subject)
    return redirect_back(request, f"/o/{operation.operation_id}/devices")


async def _listed(operation: Operation, handle: str) -> Credential:
    found = await asyncio.to_thread(operation.credentials.listing, Purpose.DEVICE)
    for one in found:
        if one.handle == handle:
            return one
    raise Refusal("refusal.unknown", status=404, kind="device")


def _wanted(body: dict[str, object]) -> NewDevice:
    """The device that a form asks for. Raises ShapeInvalid."""
    kind, section, number = body.get("kind"), body.get("section"), str(body.get("number", "1"))
    problems = []
    if kind not in set(PAIRED_KINDS):
        problems.append(FieldProblem(field="kind", code="shape.choice"))
    if kind == DeviceKind.DESK and section not in set(STAFF_ROLES):
        problems.append(FieldProblem(field="section", code="shape.choice"))
    if not number.isdecimal() or not 0 < int(number) <= NUMBER_MOST:
        problems.append(FieldProblem(field="number", code="shape.number"))
    if problems:
        raise ShapeInvalid(problems)
    is_desk = kind == DeviceKind.DESK
    return NewDevice(
        kind=DeviceKind(str(kind)),
        section=Role(str(section)) if is_desk else None,
        number=int(number) if is_desk else None,
    )
