"""Beginning and ending of sessions and devices, and the cookies that carry their secrets.

A device is where somebody works: a shared desk, their own phone, a wall. A session is who sits there now; it
is bound to its device, gets a new secret whenever a person comes, and the old one is dead (reliability I1).
Everything here that writes runs in a worker thread, because every writing call waits for its commit.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dvc.domain.ids import StaffId
from dvc.domain.roles import Role
from dvc.domain.staff import STAFF, Staff
from dvc.ports import Credential
from dvc.web import auth
from dvc.web.auth import DeviceKind, Purpose, Visit
from dvc.web.operation import Operation
from dvc.web.security import Access

DEVICE_LASTS = timedelta(days=30)
"""Longer than most rotations, shorter than most operations; a device that is still there is paired again in a
minute.
"""
LINK_LASTS = timedelta(days=3)
PAIRING_LASTS = timedelta(minutes=10)
LINK_COOKIE_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What this browser is for. `staff`: whose own it is, None for shared ones."""

    device_id: str
    kind: DeviceKind
    handle: str
    section: Role | None
    number: int | None
    staff: str | None

    @property
    def desk(self) -> dict[str, Any]:
        """Section and number as a session begun here carries them; empty away from a desk."""
        return {"section": self.section, "number": self.number} if self.section and self.number else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDevice:
    """A device to be made known."""

    kind: DeviceKind
    section: Role | None = None
    number: int | None = None
    staff: str | None = None


def access_of(request: Request) -> Access:
    """What the pages of access share in this process."""
    access: Access = request.state.access
    return access


async def operation_of(request: Request) -> Operation:
    """The open operation that the path names. Raises Refusal 404."""
    return await access_of(request).operations.get(request.path_params["operation"])


def visit_of(request: Request, operation: Operation) -> Visit:
    """What this browser carries for an operation."""
    return access_of(request).visit(request, operation)


async def device_of(request: Request, operation: Operation) -> Device | None:
    """The desk or own device that this browser is; None when it is none, or a wall, where nobody sits."""
    had = await asyncio.to_thread(visit_of(request, operation).find, Purpose.DEVICE)
    device = None if had is None else device_from(had[1])
    return device if device is not None and device.kind in {DeviceKind.DESK, DeviceKind.OWN} else None


def device_from(found: Credential) -> Device:
    """A device out of its credential."""
    body = found.body
    return Device(
        device_id=found.subject,
        kind=DeviceKind(body["device"]),
        handle=found.handle,
        section=Role(body["section"]) if body.get("section") else None,
        number=body.get("number"),
        staff=body.get("staff"),
    )


async def make_device(request: Request, operation: Operation, new: NewDevice, response: Response) -> Device:
    """Make this browser a device of the operation; what it was before ends."""
    body = {"device": new.kind, "section": new.section, "number": new.number, "staff": new.staff}
    visit, device_id = visit_of(request, operation), operation.ids.new("dev")

    def write() -> tuple[str, Device]:
        old = visit.secret(Purpose.DEVICE)
        if old is not None:
            operation.credentials.revoke(Purpose.DEVICE, old)
        ends = operation.clock.now() + DEVICE_LASTS
        secret = operation.credentials.issue(Purpose.DEVICE, device_id, body, expires_at=ends)
        found = operation.credentials.find(Purpose.DEVICE, secret)
        assert found is not None, "just issued"
        return secret, device_from(found)

    secret, device = await asyncio.to_thread(write)
    put_cookie(request, response, operation, Purpose.DEVICE, secret)
    return device


async def begin_session(
    request: Request, operation: Operation, staff: Staff, device: Device, response: Response
) -> None:
    """Somebody is known at this device now: a new secret; the one before is dead and its sockets close."""
    visit = visit_of(request, operation)
    now = operation.clock.now()
    ends = min(at for at in (now + auth.SESSION_LASTS, staff.ends_at) if at is not None)
    body = {"roles": sorted(staff.roles_at(now)), "device_handle": device.handle, **device.desk}

    def write() -> tuple[str, Credential | None]:
        old = visit.secret(Purpose.SESSION)
        before = None if old is None else operation.credentials.find(Purpose.SESSION, old)
        if old is not None:
            operation.credentials.revoke(Purpose.SESSION, old)
        return operation.credentials.issue(Purpose.SESSION, staff.staff_id, body, expires_at=ends), before

    secret, before = await asyncio.to_thread(write)
    if before is not None:
        access_of(request).keeper.sockets.end(operation.operation_id, handle=before.handle)
    put_cookie(request, response, operation, Purpose.SESSION, secret)
    await note(operation, actor=staff.staff_id, station=auth.station_of(body), act="log_in")


async def end_session(request: Request, operation: Operation, response: Response) -> None:
    """Nobody is known at this device any more; the device stays."""
    visit = visit_of(request, operation)
    secret = visit.secret(Purpose.SESSION)
    found = None if secret is None else await asyncio.to_thread(visit.find, Purpose.SESSION)
    if secret is not None and found is not None:
        await asyncio.to_thread(operation.credentials.revoke, Purpose.SESSION, secret)
        access_of(request).keeper.sockets.end(operation.operation_id, handle=found[1].handle)
        station = auth.station_of(found[1].body)
        await note(operation, actor=found[1].subject, station=station, act="log_out")
    drop_cookie(request, response, operation, Purpose.SESSION)
    response.headers["clear-site-data"] = '"cache"'  # not "storage": scans that wait to be sent lie there


async def end_everywhere(
    request: Request, operation: Operation, subject: str, *, purposes: tuple[Purpose, ...] = ()
) -> int:
    """End all secrets of a subject (of these purposes, or all) and close their sockets; how many ended."""
    plain = tuple(purpose.value for purpose in purposes)
    ended = await asyncio.to_thread(lambda: operation.credentials.revoke_all(subject, purposes=plain))
    access_of(request).keeper.sockets.end(operation.operation_id, subject=subject)
    return ended


async def note(
    operation: Operation, *, actor: str, station: str | None, act: str, of: str | None = None
) -> None:
    """Write an act of access into the access log: ids only (law 11)."""
    subjects = () if of is None else (of,)
    row = operation.note_view(actor=actor, station=station, act=act, subjects=subjects, fields=())
    await asyncio.wrap_future(row)


async def staff_of(operation: Operation, staff_id: str) -> Staff | None:
    """A staff member's state, None when there is none."""
    return await asyncio.to_thread(operation.reader.find, STAFF, StaffId(staff_id))


def put_cookie(
    request: Request, response: Response, operation: Operation, purpose: Purpose, secret: str
) -> None:
    """Give a secret to this browser: not readable by script, not sent with requests that other sites make."""
    lasts = {
        Purpose.DEVICE: DEVICE_LASTS,
        Purpose.INVITATION: LINK_COOKIE_LASTS,
        Purpose.PAIRING: PAIRING_LASTS,
    }
    comes_by_link = purpose in {Purpose.INVITATION, Purpose.PAIRING, Purpose.OWN_PAGE, Purpose.LEADER_PAGE}
    is_tls = access_of(request).parts.is_tls
    response.set_cookie(
        auth.cookie_name(purpose, operation.operation_id, is_tls=is_tls),
        secret,
        max_age=int(lasts[purpose].total_seconds()) if purpose in lasts else None,
        path="/",
        secure=is_tls,
        httponly=True,
        # a link in a mail is followed from another site, and its own cookie must come along; no other need
        samesite="lax" if comes_by_link else "strict",
    )


def drop_cookie(request: Request, response: Response, operation: Operation, purpose: Purpose) -> None:
    """Take a cookie back."""
    is_tls = access_of(request).parts.is_tls
    name = auth.cookie_name(purpose, operation.operation_id, is_tls=is_tls)
    response.delete_cookie(name, path="/", secure=is_tls, httponly=True)
