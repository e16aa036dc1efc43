"""From a page's data to its HTML: the frame around it (center, operation, desk, stations with what waits),
never cached.

A page author calls `page(request, "needs/board.html", Page(...), **data)`; everything else comes from who is
asking.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dvc.board.limits import over_limit
from dvc.domain.personal import Personal
from dvc.domain.roles import Role
from dvc.text.catalog import say
from dvc.web import auth
from dvc.web.auth import Who
from dvc.web.errors import note_fault, problem, sentence, wants_json
from dvc.web.operation import Operation
from dvc.web.static_urls import StaticUrls
from dvc.web.ui import (
    BoardFrame,
    DeskFrame,
    Mode,
    OperationFrame,
    PageFrame,
    Place,
    StationFrame,
    make_environment,
)
from dvc.web.who_sees_what import SUBJECTS, fields_for

STATIC_ROOT = Path(__file__).resolve().parent.parent / "static"

STATIONS: tuple[tuple[str, str, str | None], ...] = (
    ("needs", "needs", "needs_intake"),
    ("survey", "survey", "needs_survey"),
    ("reception", "reception", "exceptions"),
    ("matching", "matching", "waiting"),
    ("send_off", "send-off", "teams_waiting"),
    ("field", "field", "teams_out"),
    ("return", "return", "needs_report"),
    ("equipment", "equipment", None),
    ("map", "map", None),
    ("figures", "figures", None),
)
"""(station of nav.toml, path below the operation, figure that is counted on it)"""

HOME_OF: Mapping[Role, str] = {
    Role.CENTER_HEAD: "head",
    Role.SECTION_CHIEF: "head",
    Role.INTAKE: "needs",
    Role.SURVEYOR: "survey",
    Role.RECEPTION: "reception",
    Role.ORIENTATION: "reception",
    Role.MATCHING: "matching",
    Role.EQUIPMENT: "send-off",
    Role.TRANSPORT: "send-off",
    Role.REPORT: "return",
    Role.SAFETY: "field",
    Role.GENERAL_AFFAIRS: "figures",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says of itself. `title`: code of its heading; `station`: which station it belongs to;
    `board`: the live board it follows; `help_of`: desk whose 「この席の仕事」 it shows; `script_words`: names
    of the center for the page's script by code ("area.99201-01": 川端).
    """

    title: str
    station: str | None = None
    board: str | None = None
    place: Place = "desk"
    help_of: str | None = None
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    script_areas: tuple[str, ...] = ()
    script_words: Mapping[str, str] | None = None
    title_details: Mapping[str, str | int] | None = None


@cache
def static_urls() -> StaticUrls:
    """The static folder of this installation."""
    return StaticUrls(STATIC_ROOT)


@cache
def environment() -> Environment:
    """The environment of all pages."""
    return make_environment(static_urls().url)


def base_url(operation: Operation) -> str:
    """Path of an operation's pages."""
    return f"/o/{operation.operation_id}"


async def page(request: Request, template: str, about: Page, *, status: int = 200, **data: Any) -> Response:
    """Render a page for whoever asks."""
    frame = await frame_of(request, about)
    html = environment().get_template(template).render(frame=frame, **data)
    return HTMLResponse(html, status_code=status, headers={"cache-control": "no-store"})


async def frame_of(request: Request, about: Page) -> PageFrame:
    """The frame of a page for whoever asks."""
    who: Who | None = getattr(request.state, "who", None)
    if who is None:
        return _open_frame(request, about)
    person = await _person(who)
    operation = who.operation
    return PageFrame(
        locale=who.locale,
        title=say(about.title, who.locale, **(about.title_details or {})),
        center=operation.center_name,
        now=operation.clock.now(),
        path=request.url.path,
        csrf=who.csrf,
        sign_in_url=f"{base_url(operation)}/who?next={request.url.path}",
        place=about.place,
        operation=_operation_frame(request, who),
        desk=_desk_frame(who, about, person) if about.place == "desk" else None,
        board=_board_frame(who, about.board),
        text_size=_cookie(request, "dvc_text", ("m", "l", "xl")),
        theme=_cookie(request, "dvc_theme", ("light", "dark")),
        has_readings=request.cookies.get("dvc_kana") != "off",
        scripts=about.scripts,
        styles=about.styles,
        script_areas=about.script_areas,
        script_words=about.script_words or {},
    )


def _open_frame(request: Request, about: Page) -> PageFrame:
    parts = request.app.state.parts
    first = next(iter(parts.operations.values()), None)
    locale = auth.locale_of(request)
    return PageFrame(
        locale=locale,
        title=say(about.title, locale, **(about.title_details or {})),
        center=first.center_name if first else say("ui.frame.center", locale),
        now=parts.clock.now(),
        path=request.url.path,
        place=about.place,
        text_size=_cookie(request, "dvc_text", ("m", "l", "xl")),
        theme=_cookie(request, "dvc_theme", ("light", "dark")),
        has_readings=request.cookies.get("dvc_kana") != "off",
        scripts=about.scripts,
        styles=about.styles,
    )


def _cookie(request: Request, name: str, allowed: tuple[str, ...]) -> Any:
    value = request.cookies.get(name, "")
    return value if value in allowed else allowed[0]


async def _person(who: Who) -> str:
    name = await asyncio.to_thread(who.operation.reader.label, who.subject, Personal.NAME)
    return name or ""


def _operation_frame(request: Request, who: Who) -> OperationFrame:
    operation = who.operation
    world = operation.hub.world
    day = next((one for one in world.states["day"].values() if one.day == world.today), None)
    several = len(operations_at_hand(request)) > 1
    return OperationFrame(
        id=operation.operation_id,
        name=operation.name,
        kind=cast("Mode", operation.mode),
        day_no=len(world.states["day"]) or None,
        day_state=day.status.value if day is not None else None,
        choose_url="/" if several else None,
    )


def operations_at_hand(request: Request) -> list[Operation]:
    """Operations for which this browser carries a session; more than one must be told apart on every page."""
    parts = request.app.state.parts
    names = {
        auth.cookie_name(auth.Purpose.SESSION, one, is_tls=parts.is_tls): one for one in parts.operations
    }
    return [parts.operations[names[name]] for name in request.cookies if name in names]


def _desk_frame(who: Who, about: Page, person: str) -> DeskFrame:
    base = base_url(who.operation)
    hub = who.operation.hub
    over = over_limit(hub.world, who.operation.clock.now())
    stations = []
    for code, path, figure in STATIONS:
        item = hub.views["head"].items.get(("figure", figure or ""))
        stations.append(
            StationFrame(
                code=code,
                href=f"{base}/{path}",
                waiting=item["value"] if item is not None else None,
                figure=figure or "",
                is_due=code in over,
            )
        )
    return DeskFrame(
        desk=say(f"roles.{(who.section or Role.OBSERVER).value}", who.locale),
        person=person,
        home_url=f"{base}/{home_of(who)}",
        search_url=f"{base}/search",
        stations=tuple(stations),
        current=about.station,
        switch_url=f"{base}/switch" if who.kind is auth.WhoKind.STAFF else None,
        help_url=f"{base}/help/{about.help_of}" if about.help_of else None,
    )


def home_of(who: Who) -> str:
    """The page on which this person's desk begins."""
    return HOME_OF.get(who.section or Role.OBSERVER, "needs")


def _board_frame(who: Who, board: str | None) -> BoardFrame | None:
    if board is None:
        return None
    view = who.operation.hub.views[board]
    return BoardFrame(
        name=board,
        epoch=who.operation.hub.epoch,
        seq=view.seq,
        actor=who.actor.id,
        has_labels=any(fields_for(who.actor.roles, group) for group in SUBJECTS),
    )


def fault_answer(request: Request, error: Exception) -> Response:
    """The answer to a fault of ours, a page or a problem, with the number under which the log has it."""
    locale, details = auth.locale_of(request), {"number": note_fault(error)}
    if wants_json(request):
        return problem(code="refusal.fault", status=500, locale=locale, details=details)
    return message_page(request, sentence("refusal.fault", locale, details), code="refusal.fault", status=500)


def message_page(request: Request, words: str, *, code: str, status: int) -> Response:
    """One sentence in the middle of a page, with the way back; needs no session."""
    first, _, rest = words.partition("。")
    frame = _open_frame(request, Page(title="ui.message.title"))
    html = (
        environment()
        .get_template("message.html")
        .render(
            frame=frame,
            family="wait" if status < 500 else "alarm",
            mark="pause" if status < 500 else "alert",
            first=f"{first}。" if rest or words.endswith("。") else first,
            rest=rest,
            code=code,
            ways=[(say("ui.message.back", frame.locale), "/")],
        )
    )
    return HTMLResponse(html, status_code=status, headers={"cache-control": "no-store"})
