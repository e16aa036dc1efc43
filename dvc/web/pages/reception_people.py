"""The people of today as a table, one person's whole sheet with everything that can be done, and the code of
somebody's own page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from starlette.requests import Request
from starlette.responses import Response

from dvc.domain.attendance_state import AttendanceStatus as Status
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.values import CENTER_ZONE
from dvc.read.reception import SHEET_FIELDS, people_of_day
from dvc.web.auth import Purpose, Who
from dvc.web.operation import Operation
from dvc.web.pages.access_links import qr, volunteers_link
from dvc.web.pages.reception_card import (
    COUNTER,
    card_fields,
    for_the_card,
    is_part,
    noted,
    one_person,
    part,
)
from dvc.web.pages.reception_now import Now, now_of
from dvc.web.render import Page, page

OWN_PAGE_LASTS = timedelta(days=60)
"""The weekends of two months, as far ahead as a place can be booked; who comes later gets another."""
PAGE_MOST = 60
LEAVING_HOURS = range(10, 17)
"""Before ten nobody has gone out yet; teams are back by three or four (domain/01 1.3)."""
FILTERS: Mapping[str, tuple[Status, ...]] = {
    "here": tuple(
        set(Status)
        - {Status.BOOKED, Status.NO_SHOW, Status.BOOKING_CANCELLED, Status.RELEASED}
        - {Status.UNDONE, Status.MERGED}
    ),
    "booked": (Status.BOOKED,),
    "waiting": (Status.INSURANCE_WAIT, Status.REST, Status.WAITLIST),
    "inside": (Status.ARRIVED, Status.ORIENTED, Status.ASSIGNED, Status.CENTER_SUPPORT),
    "out": (Status.DEPARTED,),
    "back": (Status.RETURNED, Status.LEFT),
    "gone": (Status.CHECKED_OUT, Status.LEFT_EARLY, Status.SENT_HOME),
}
"""What the list can be narrowed to; "here" when nothing is chosen."""

PEOPLE = Page(
    title="reception_pages.people.title",
    station="reception",
    help_of="reception",
    styles=("css/reception.css",),
)
SHEET = Page(
    title="reception_pages.sheet.title_plain",
    station="reception",
    help_of="reception",
    styles=("css/reception.css",),
)
LINK = Page(
    title="reception_pages.sheet.link_title",
    station="reception",
    styles=("css/reception.css",),
)


async def people(request: Request) -> Response:
    """`GET /o/{operation}/reception/people?show=&after=`."""
    who: Who = request.state.who
    show = request.query_params.get("show", "here")
    after = request.query_params.get("after", "0")
    refuse_unless(show in FILTERS and after.isdecimal(), "refusal.page_unknown", status=404)
    now, fields = now_of(who.operation), card_fields(who, (Personal.NAME, Personal.KANA))
    found = await asyncio.to_thread(
        lambda: people_of_day(
            who.operation.reader,
            now.today,
            statuses=FILTERS[show],
            fields=fields,
            page=(int(after[:6]), PAGE_MOST),
        )
    )
    await noted(who, "page", (one.volunteer.volunteer_id for one in found.people), fields)
    data = for_the_card(who, now)
    filters = tuple(FILTERS)
    return await page(
        request, "reception/people.html", PEOPLE, found=found, show=show, filters=filters, **data
    )


async def sheet(request: Request) -> Response:
    """`GET /o/{operation}/reception/people/{person}`: by volunteer id or id of a day record."""
    who: Who = request.state.who
    person_id = request.path_params["person"]
    if is_part(request):
        person = await one_person(who, person_id)
        data = for_the_card(who, now_of(who.operation))
        return await part(request, "reception/_one.html", COUNTER, person=person, is_tag=False, **data)
    person = await one_person(who, person_id, SHEET_FIELDS)
    now = now_of(who.operation)
    return await page(
        request,
        "reception/sheet.html",
        SHEET,
        person=person,
        is_tag=False,
        hours=_hours(now),
        **for_the_card(who, now),
    )


def _hours(now: Now) -> list[datetime]:
    """Full hours of today that are to come, for somebody who has to leave earlier."""
    at = (datetime.combine(now.today, time(hour), CENTER_ZONE) for hour in LEAVING_HOURS)
    return [one for one in at if one > now.at]


async def own_page_link(request: Request) -> Response:
    """`POST …/people/{person}/link`: a new secret for somebody's own page, as a code to read or to print."""
    who: Who = request.state.who
    person = await one_person(who, request.path_params["person"])
    secret = await asyncio.to_thread(own_page_secret, who.operation, person.volunteer.volunteer_id)
    text = volunteers_link(request, secret)
    await noted(who, "own_page_link", (person.volunteer.volunteer_id,), card_fields(who, (Personal.NAME,)))
    data = for_the_card(who, now_of(who.operation))
    return await page(request, "reception/link.html", LINK, person=person, text=text, qr=qr(text), **data)


def own_page_secret(operation: Operation, volunteer_id: str) -> str:
    """A new secret that opens a volunteer's own page. Blocks: call from a worker thread."""
    ends = operation.clock.now() + OWN_PAGE_LASTS
    return operation.credentials.issue(Purpose.OWN_PAGE, volunteer_id, {}, expires_at=ends)
