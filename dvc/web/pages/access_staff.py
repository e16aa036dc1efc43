"""Staff of the operation: who works here until when, inviting by link and QR, roles, tag, end (recipe:
table).

Inviting, roles and ends are commands like everything else; links and tags are made here, beside the log, and
shown once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dvc.commands.staff import ChangeStaffRoles, EndStaff, InviteStaff
from dvc.domain.ids import StaffId
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import Role
from dvc.domain.staff import STAFF, Staff, StaffStatus
from dvc.text.catalog import Locale, say
from dvc.web.acts import meta_of, submit
from dvc.web.auth import Purpose, Who
from dvc.web.errors import FieldProblem, ShapeInvalid, redirect_back
from dvc.web.operation import Operation
from dvc.web.pages.access_days import ends_after, last_day
from dvc.web.pages.access_join import CHOOSES
from dvc.web.pages.access_links import link_of, qr
from dvc.web.parse import body_of
from dvc.web.render import Page, page
from dvc.web.sessions import LINK_LASTS, end_everywhere, note, operation_of, staff_of

STAFF_PAGE = Page(title="access.staff.title", station="figures")
LINK_PAGE = Page(title="access.link.title", station="figures", styles=("css/access.css",))
TAG_LASTS = timedelta(days=60)
MACHINES = frozenset({Role.WALL, Role.KIOSK, Role.API, Role.SYSTEM})
WITHOUT_ACCOUNT = frozenset({Role.VOLUNTEER, Role.LEADER, Role.RESIDENT})
STAFF_ROLES = tuple(role for role in Role if role not in MACHINES | WITHOUT_ACCOUNT)
"""Roles that a person may be invited to (contracts.md section 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table. `state`: invited, not_yet, active, over or ended."""

    staff_id: str
    name: str
    roles: tuple[Role, ...]
    section: Role
    state: str
    begins_at: datetime
    last_day: date | None
    may_change: bool


async def staff_page(request: Request) -> Response:
    """`GET /o/{operation}/staff`; `?section=` and `?state=` filter."""
    operation = await operation_of(request)
    who: Who = request.state.who
    rows = await _rows(operation, who)
    section, state = request.query_params.get("section", ""), request.query_params.get("state", "now")
    shown = [row for row in rows if _is_shown(row, section, state)]
    return await page(
        request,
        "access/staff.html",
        STAFF_PAGE,
        rows=shown,
        total=len(rows),
        section=section,
        state=state,
        role_words=role_words(who.locale),
        section_words=role_words(who.locale),
        staff_id=operation.ids.new("staff"),
        action_id=operation.ids.new("act"),
        base=f"/o/{operation.operation_id}/staff",
    )


def role_words(locale: Locale) -> list[tuple[str, str]]:
    """Roles that a person may hold, with their words; sections go by the same names."""
    return [(role.value, say(f"roles.{role}", locale)) for role in STAFF_ROLES]


def _is_shown(row: Row, section: str, state: str) -> bool:
    is_now = row.state in {"invited", "not_yet", "active"}
    return (not section or row.section == section) and (state == "all" or is_now)


async def _rows(operation: Operation, who: Who) -> list[Row]:
    everybody = await asyncio.to_thread(operation.reader.where, STAFF)
    names = await asyncio.to_thread(
        operation.reader.labels, [one.staff_id for one in everybody], [Personal.NAME]
    )
    now = operation.clock.now()
    return [
        Row(
            staff_id=one.staff_id,
            name=names.get(one.staff_id, {}).get(Personal.NAME, ""),
            roles=one.roles,
            section=one.section,
            state=state_of(one, now),
            begins_at=one.begins_at,
            last_day=last_day(one.ends_at),
            may_change=_may_change(who, one),
        )
        for one in everybody
    ]


def state_of(staff: Staff, now: datetime) -> str:
    """What the list says of a person: invited, not_yet, active, over (end date passed) or ended."""
    if staff.status is StaffStatus.ENDED:
        return "ended"
    if staff.ends_at is not None and staff.ends_at <= now:
        return "over"
    if staff.status is StaffStatus.INVITED:
        return "invited"
    return "active" if staff.begins_at <= now else "not_yet"


async def invite(request: Request) -> Response:
    """`POST /o/{operation}/staff`: invite, and show the link once."""
    operation = await operation_of(request)
    who: Who = request.state.who
    body = await body_of(request)
    staff_id = StaffId(_text(body, "staff_id") or operation.ids.new("staff"))
    command = InviteStaff(
        staff_id=staff_id,
        name=_text(body, "name"),
        roles=_roles(body),
        section=_role(body, "section"),
        begins_at=None,
        ends_at=ends_after(_day(body, "ends_on")),
    )
    await submit(who, command, meta_of(request, who, body))
    return await _link(request, operation, who, staff_id)


async def new_link(request: Request) -> Response:
    """`POST /o/{operation}/staff/{staff}/link`: another link for a new device or a forgotten PIN; older ones
    end.
    """
    operation = await operation_of(request)
    who: Who = request.state.who
    staff = await _changeable(request, operation, who)
    return await _link(request, operation, who, staff.staff_id)


async def _link(request: Request, operation: Operation, who: Who, staff_id: StaffId) -> Response:
    staff = await staff_of(operation, staff_id)
    refuse_unless(staff is not None and staff.status is not StaffStatus.ENDED, "staff.ended")
    assert staff is not None, "refused above"
    ends = min(at for at in (operation.clock.now() + LINK_LASTS, staff.ends_at) if at is not None)

    def write() -> str:
        operation.credentials.revoke_all(staff_id, purposes=(Purpose.INVITATION,))
        return operation.credentials.issue(Purpose.INVITATION, staff_id, {"pin": CHOOSES}, expires_at=ends)

    secret = await asyncio.to_thread(write)
    await note(operation, actor=who.actor.id, station=who.station, act="invitation_link", of=staff_id)
    return await _show(request, operation, staff, link_of(request, secret), ends, kind="invitation")


async def new_tag(request: Request) -> Response:
    """`POST /o/{operation}/staff/{staff}/tag`: a QR that switches the person at any desk; the one before is
    dead.
    """
    operation = await operation_of(request)
    who: Who = request.state.who
    staff = await _changeable(request, operation, who)
    refuse_unless(staff.status is StaffStatus.ACTIVE, "access.not_joined")
    ends = min(at for at in (operation.clock.now() + TAG_LASTS, staff.ends_at) if at is not None)

    def write() -> str:
        operation.credentials.revoke_all(staff.staff_id, purposes=(Purpose.STAFF_TAG,))
        return operation.credentials.issue(Purpose.STAFF_TAG, staff.staff_id, {}, expires_at=ends)

    secret = await asyncio.to_thread(write)
    await note(operation, actor=who.actor.id, station=who.station, act="staff_tag", of=staff.staff_id)
    return await _show(request, operation, staff, secret, ends, kind="tag")


async def _show(  # noqa: PLR0913 - what one sheet shows
    request: Request, operation: Operation, staff: Staff, text: str, ends: datetime, *, kind: str
) -> Response:
    name = await asyncio.to_thread(operation.reader.label, staff.staff_id, Personal.NAME)
    return await page(
        request,
        "access/link.html",
        LINK_PAGE,
        kind=kind,
        name=name or "",
        staff=staff,
        text=text,
        qr=qr(text),
        ends=ends,
        back=f"/o/{operation.operation_id}/staff",
    )


async def change_roles(request: Request) -> Response:
    """`POST /o/{operation}/staff/{staff}/roles`: open sockets close at once, the next act asks
    「だれですか」.
    """
    operation = await operation_of(request)
    who: Who = request.state.who
    staff = await _changeable(request, operation, who)
    body = await body_of(request)
    command = ChangeStaffRoles(
        staff_id=staff.staff_id,
        roles=_roles(body),
        section=_role(body, "section"),
        ends_at=ends_after(_day(body, "ends_on")),
    )
    await submit(who, command, meta_of(request, who, body))
    request.state.access.keeper.sockets.end(operation.operation_id, subject=staff.staff_id)
    return redirect_back(request, f"/o/{operation.operation_id}/staff")


async def end(request: Request) -> Response:
    """`POST /o/{operation}/staff/{staff}/end`: sessions, tag and links of the person end with their work."""
    operation = await operation_of(request)
    who: Who = request.state.who
    staff = await _changeable(request, operation, who)
    await submit(who, EndStaff(staff_id=staff.staff_id), meta_of(request, who, await body_of(request)))
    await end_everywhere(request, operation, staff.staff_id)
    return redirect_back(request, f"/o/{operation.operation_id}/staff")


async def _changeable(request: Request, operation: Operation, who: Who) -> Staff:
    """The person that the path names. Raises Refusal 404, and 403 for a center head unless a head asks."""
    staff = await staff_of(operation, request.path_params["staff"])
    if staff is None:
        raise Refusal("refusal.unknown", status=404, kind="staff")
    refuse_unless(_may_change(who, staff), "staff.head_only_by_head", status=403)
    return staff


def _may_change(who: Who, staff: Staff) -> bool:
    """Whoever makes a head's link or tag could sit down as the head."""
    return Role.CENTER_HEAD in who.actor.roles or Role.CENTER_HEAD not in staff.roles


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _roles(body: Mapping[str, Any]) -> tuple[Role, ...]:
    given = body.get("roles", [])
    names = given if isinstance(given, list) else [given]
    if not all(name in set(STAFF_ROLES) for name in names):
        raise ShapeInvalid([FieldProblem(field="roles", code="shape.choice")])
    return tuple(dict.fromkeys(Role(name) for name in names))


def _role(body: Mapping[str, Any], name: str) -> Role:
    if body.get(name) not in set(STAFF_ROLES):
        raise ShapeInvalid([FieldProblem(field=name, code="shape.choice")])
    return Role(body[name])


def _day(body: Mapping[str, Any], name: str) -> date | None:
    text = _text(body, name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ShapeInvalid([FieldProblem(field=name, code="shape.date")]) from None
