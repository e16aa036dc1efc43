"""The activity day, its rounds of orientation, and the poster at the door."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.personal import Personal
from dvc.domain.roles import CHIEFS, Role
from dvc.read.reception import people_of_day
from dvc.web.auth import Who
from dvc.web.pages.access_links import address_for_volunteers, qr
from dvc.web.pages.reception_card import card_fields, for_the_card, noted
from dvc.web.pages.reception_now import now_of
from dvc.web.render import Page, base_url, page

ORIENTATION = Page(
    title="reception_pages.round.open",
    station="reception",
    board="reception",
    help_of="reception",
    styles=("css/reception.css",),
)
DAY = Page(
    title="reception_pages.day.title", station="reception", board="reception", styles=("css/reception.css",)
)
POSTER = Page(title="reception_pages.poster.link", place="paper", styles=("css/reception.css",))
ROUND_MOST = 200


async def orientation(request: Request) -> Response:
    """`GET /o/{operation}/reception/orientation`: who waits for the next round, and the rounds of today."""
    who: Who = request.state.who
    now, fields = now_of(who.operation), card_fields(who, (Personal.NAME, Personal.KANA))
    waiting = await asyncio.to_thread(
        lambda: people_of_day(
            who.operation.reader,
            now.today,
            statuses=(AttendanceStatus.ARRIVED,),
            fields=fields,
            page=(0, ROUND_MOST),
        )
    )
    await noted(who, "page", (one.volunteer.volunteer_id for one in waiting.people), fields)
    return await page(
        request,
        "reception/orientation.html",
        ORIENTATION,
        people=waiting.people,
        **for_the_card(who, now),
    )


async def day(request: Request) -> Response:
    """`GET /o/{operation}/day`: open, stop, go on, close; how many people are recruited."""
    who: Who = request.state.who
    roles = who.actor.roles
    return await page(
        request,
        "reception/day.html",
        DAY,
        may_open=bool(roles & (CHIEFS | {Role.GENERAL_AFFAIRS})),
        may_stop=bool(roles & (CHIEFS | {Role.SAFETY})),
        is_head=Role.CENTER_HEAD in roles,
        **for_the_card(who, now_of(who.operation)),
    )


async def poster(request: Request) -> Response:
    """`GET /o/{operation}/poster`: an A4 sheet for the door, its code 90 mm wide (screens.md 13)."""
    who: Who = request.state.who
    text = f"{address_for_volunteers(request)}{base_url(who.operation)}/in"
    return await page(request, "reception/poster.html", POSTER, text=text, qr=qr(text))
