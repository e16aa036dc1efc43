"""「この席の仕事」: one screen for each desk, made to be printed and laid beside the keyboard (domain/01)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dvc.domain.refusal import Refusal
from dvc.domain.roles import Role
from dvc.read.needs_places import center_phone
from dvc.text.catalog import has, say
from dvc.web.auth import Who
from dvc.web.render import Page, base_url, page


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One card. `path`: page of the desk below the operation; `asks`: roles to ask, the nearest first."""

    code: str
    path: str
    station: str
    asks: tuple[Role, ...]


DESKS = {
    desk.code: desk
    for desk in (
        Desk(code="needs", path="needs", station="needs", asks=(Role.SECTION_CHIEF, Role.CARE)),
        Desk(code="survey", path="survey", station="survey", asks=(Role.SECTION_CHIEF, Role.INTAKE)),
        Desk(code="reception", path="reception", station="reception", asks=(Role.SECTION_CHIEF, Role.SAFETY)),
        Desk(
            code="orientation",
            path="reception",
            station="reception",
            asks=(Role.SECTION_CHIEF, Role.MATCHING),
        ),
        Desk(code="matching", path="matching", station="matching", asks=(Role.SECTION_CHIEF, Role.INTAKE)),
        Desk(code="send-off", path="send-off", station="send_off", asks=(Role.SECTION_CHIEF, Role.SAFETY)),
        Desk(code="field", path="field", station="field", asks=(Role.CENTER_HEAD, Role.SAFETY)),
        Desk(code="return", path="return", station="return", asks=(Role.SECTION_CHIEF, Role.SAFETY)),
        Desk(
            code="equipment",
            path="equipment",
            station="equipment",
            asks=(Role.SECTION_CHIEF, Role.GENERAL_AFFAIRS),
        ),
        Desk(code="head", path="head", station="figures", asks=(Role.GENERAL_AFFAIRS, Role.SECTION_CHIEF)),
        Desk(code="figures", path="figures", station="figures", asks=(Role.CENTER_HEAD, Role.SECTION_CHIEF)),
        Desk(code="map", path="map", station="map", asks=(Role.SECTION_CHIEF, Role.SURVEYOR)),
    )
}
STEPS_MOST = 5
NUMBERS_MOST = 3
NEVER_MOST = 3


async def help_page(request: Request) -> Response:
    """`GET /o/{operation}/help/{desk}`. Raises Refusal `refusal.page_unknown` (404)."""
    who: Who = request.state.who
    desk = DESKS.get(request.path_params["desk"])
    if desk is None:
        raise Refusal("refusal.page_unknown", status=404)
    phone = await asyncio.to_thread(center_phone, who.operation.reader)
    about = Page(title="help.title", station=desk.station, styles=("css/needs.css",))
    return await page(
        request,
        "needs/help.html",
        about,
        area=f"help.{desk.code}",
        steps=_many(desk, "step", STEPS_MOST, who),
        numbers=_many(desk, "number", NUMBERS_MOST, who),
        never=_many(desk, "never", NEVER_MOST, who),
        asks=[role.value for role in desk.asks],
        phone=phone,
        desk_url=f"{base_url(who.operation)}/{desk.path}",
        others=[(code, say(f"help.{code}.name", who.locale)) for code in DESKS if code != desk.code],
        help_url=f"{base_url(who.operation)}/help",
    )


def _many(desk: Desk, what: str, most: int, who: Who) -> list[str]:
    codes = (f"help.{desk.code}.{what}_{n}" for n in range(1, most + 1))
    return [say(code, who.locale) for code in codes if has(code)]


ROUTES: list[BaseRoute] = [Route("/o/{operation}/help/{desk}", help_page)]
