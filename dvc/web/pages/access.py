"""The way in: which operations this browser knows, by word and colour; and the routes of everything about
access.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dvc.domain.roles import Role
from dvc.ports import OperationRow
from dvc.text.catalog import LOCALES
from dvc.web.auth import LANGUAGE_COOKIE, DeviceKind, Purpose, Who, WhoKind, cookie_name
from dvc.web.errors import redirect_back
from dvc.web.pages import (
    access_devices,
    access_install,
    access_join,
    access_links,
    access_setup,
    access_staff,
    access_who,
)
from dvc.web.render import HOME_OF, Page, page
from dvc.web.sessions import access_of, operation_of

STYLES = ("css/access.css",)
HOME = Page(title="access.home.title", place="phone", styles=STYLES)
VIEW_COOKIES = {"text": "dvc_text", "theme": "dvc_theme", "kana": "dvc_kana", "lang": LANGUAGE_COOKIE}
VIEW_VALUES = {"text": ("m", "l", "xl"), "theme": ("light", "dark"), "kana": ("on", "off"), "lang": LOCALES}
YEAR_SECONDS = 365 * 24 * 3600
CARRIED = (Purpose.SESSION, Purpose.DEVICE, Purpose.LEADER_PAGE, Purpose.OWN_PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One operation on the first page. `state`: in (somebody is signed in here), asleep, member (not on this
    device).
    """

    operation_id: str
    center: str
    name: str
    kind: str
    colour: int
    state: str
    href: str


async def home(request: Request) -> Response:
    """`GET /`: the operations of whoever uses this browser; straight on when there is only one."""
    access = access_of(request)
    rows = {row.operation_id: row for row in await asyncio.to_thread(access.parts.registry.operations)}
    if not rows:
        return RedirectResponse("/setup", status_code=303)
    seen = await _at_hand(request)
    doors = [_door(rows[one], state) for one, state in seen.items() if one in rows and rows[one].is_open]
    if len(doors) == 1:
        return RedirectResponse(doors[0].href, status_code=303)
    return await page(request, "access/home.html", HOME, doors=doors)


async def _at_hand(request: Request) -> dict[str, str]:
    """Operations by id and how this browser stands to them: its own cookies, then the account behind them."""
    access = access_of(request)
    seen: dict[str, str] = {}
    accounts: set[str] = set()
    for operation in (await access.operations.all()).values():
        names = (cookie_name(one, operation.operation_id, is_tls=access.parts.is_tls) for one in CARRIED)
        if not any(name in request.cookies for name in names):
            continue
        found = await asyncio.to_thread(access.keeper.candidates, access.visit(request, operation))
        if found:
            seen[operation.operation_id] = "asleep" if found[0].asleep else "in"
        for who in found:
            if who.kind is WhoKind.STAFF and not who.asleep:
                known = await asyncio.to_thread(
                    access.parts.registry.membership, operation.operation_id, who.subject
                )
                accounts |= {known.account_id} if known else set()
    for account in accounts:
        for member in await asyncio.to_thread(access.parts.registry.memberships, account):
            seen.setdefault(member.operation_id, "member")
    return seen


def _door(row: OperationRow, state: str) -> Door:
    return Door(
        operation_id=row.operation_id,
        center=row.center_name,
        name=row.name,
        kind=row.kind,
        colour=row.colour,
        state=state,
        href=f"/o/{row.operation_id}",
    )


async def enter(request: Request) -> Response:
    """`GET /o/{operation}`: to the page on which this visitor's day begins."""
    operation = await operation_of(request)
    return RedirectResponse(f"/o/{operation.operation_id}/{beginning_of(request.state.who)}", status_code=303)


def beginning_of(who: Who | None) -> str:
    """Path below the operation: one's desk, the wall, one's own page, or 「だれですか」."""
    if who is None or who.asleep or who.kind is WhoKind.PUBLIC:
        return "who"
    if who.kind is WhoKind.DEVICE:
        return "wall" if who.body.get("device") == DeviceKind.WALL else "kiosk"
    own = {WhoKind.LEADER: "leader", WhoKind.VOLUNTEER: "me"}
    return own.get(who.kind, HOME_OF.get(who.section or Role.OBSERVER, "needs"))


async def view(request: Request) -> Response:
    """`GET /view?lang=&text=&theme=&kana=&back=`: how this browser wants pages drawn; kept in the browser
    alone.
    """
    answer = redirect_back(request, request.query_params.get("back", "/"))
    for name, cookie in VIEW_COOKIES.items():
        value = request.query_params.get(name)
        if value in VIEW_VALUES[name]:
            is_tls = access_of(request).parts.is_tls
            answer.set_cookie(cookie, value, max_age=YEAR_SECONDS, secure=is_tls, samesite="lax")
    return answer


OPERATION = "/o/{operation}"

ROUTES: list[BaseRoute] = [
    Route("/", home),
    Route("/view", view),
    Route("/setup", access_setup.setup_page),
    Route("/setup", access_setup.set_up, methods=["POST"]),
    Route("/install", access_install.install_page),
    Route(f"/install/{access_install.FILE_NAME}", access_install.root_file),
    Route("/j/{secret}", access_links.open_link),
    Route(OPERATION, enter),
    Route(f"{OPERATION}/join", access_join.join_page),
    Route(f"{OPERATION}/join", access_join.join, methods=["POST"]),
    Route(f"{OPERATION}/pair", access_join.pair_page),
    Route(f"{OPERATION}/pair", access_join.pair, methods=["POST"]),
    Route(f"{OPERATION}/who", access_who.who_page),
    Route(f"{OPERATION}/switch", access_who.switch, methods=["POST"]),
    Route(f"{OPERATION}/logout", access_who.logout, methods=["POST"]),
    Route(f"{OPERATION}/logout-everywhere", access_who.logout_everywhere, methods=["POST"]),
    Route(f"{OPERATION}/here", access_who.still_here, methods=["POST"]),
    Route(f"{OPERATION}/pin", access_who.change_pin, methods=["POST"]),
    Route(f"{OPERATION}/staff", access_staff.staff_page),
    Route(f"{OPERATION}/staff", access_staff.invite, methods=["POST"]),
    Route(f"{OPERATION}/staff/{{staff}}/link", access_staff.new_link, methods=["POST"]),
    Route(f"{OPERATION}/staff/{{staff}}/tag", access_staff.new_tag, methods=["POST"]),
    Route(f"{OPERATION}/staff/{{staff}}/roles", access_staff.change_roles, methods=["POST"]),
    Route(f"{OPERATION}/staff/{{staff}}/end", access_staff.end, methods=["POST"]),
    Route(f"{OPERATION}/devices", access_devices.devices_page),
    Route(f"{OPERATION}/devices", access_devices.new_pairing, methods=["POST"]),
    Route(f"{OPERATION}/devices/here", access_devices.this_browser, methods=["POST"]),
    Route(f"{OPERATION}/devices/{{handle}}/end", access_devices.end_device, methods=["POST"]),
]
