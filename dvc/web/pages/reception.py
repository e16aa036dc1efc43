"""The reception counter: one field for tag, number, name, kana or end of a phone; the person's card; who
waits; the last ones received.

Words that are typed never stand in an address: the field is posted, and the answer is the page (a browser
without script) or the found part of it (the page's script, header `X-Part`).
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.personal import Personal
from dvc.domain.roles import CHIEFS, Role
from dvc.read.reception import MATCH_FIELDS, Found, Person, find, people_of, people_of_day, person_of
from dvc.web.auth import Who
from dvc.web.pages import reception_api, reception_day, reception_groups, reception_new, reception_people
from dvc.web.pages.reception_card import (
    COUNTER,
    card_fields,
    for_the_card,
    is_part,
    noted,
    part,
    person_seen,
)
from dvc.web.pages.reception_now import Now, now_of
from dvc.web.pages.reception_scan import SECRET, TAG_LENGTH_MOST, volunteer_of_tag
from dvc.web.parse import body_of
from dvc.web.render import page

WAITING = (AttendanceStatus.INSURANCE_WAIT, AttendanceStatus.REST, AttendanceStatus.WAITLIST)
HERE = frozenset(AttendanceStatus) - {
    AttendanceStatus.BOOKED,
    AttendanceStatus.NO_SHOW,
    AttendanceStatus.BOOKING_CANCELLED,
    AttendanceStatus.RELEASED,
    AttendanceStatus.UNDONE,
    AttendanceStatus.MERGED,
}
WAITING_MOST = 60
LAST_MOST = 8


async def counter(request: Request) -> Response:
    """`GET /o/{operation}/reception?p=`: the counter, with the card of a person when one is named by id."""
    who: Who = request.state.who
    person = await person_seen(who, request.query_params.get("p", ""))
    found = Found(people=(person,)) if person is not None else None
    return await _page(request, found=found, person=person)


async def look(request: Request) -> Response:
    """`POST /o/{operation}/reception/find` with `q`, and `p` for one of the matches."""
    who: Who = request.state.who
    body = await body_of(request)
    text, chosen = str(body.get("q") or "")[:TAG_LENGTH_MOST], str(body.get("p") or "")
    found, is_tag = await _found(who, text)
    person = next((one for one in found.people if one.volunteer.volunteer_id == chosen), None)
    if person is None and chosen:
        person = await person_seen(who, chosen)
    if person is None and found.people:
        person = await person_seen(who, found.people[0].volunteer.volunteer_id)
    return await _page(request, found=found, person=person, asked=text, is_tag=is_tag)


async def _found(who: Who, text: str) -> tuple[Found, bool]:
    """Whom the text means, and whether it was somebody's tag, which means one person only."""
    operation, today = who.operation, now_of(who.operation).today
    fields = card_fields(who, MATCH_FIELDS)
    if SECRET.search(text):
        tagged = await asyncio.to_thread(volunteer_of_tag, operation, text, today)
        if tagged is None:
            return Found(), True
        person = await asyncio.to_thread(
            lambda: person_of(operation.reader, tagged, day=today, fields=fields)
        )
        return (Found(people=(person,)) if person is not None else Found()), True
    found = await asyncio.to_thread(lambda: find(operation.reader, text, day=today, fields=fields))
    if found.subjects:
        await noted(who, "search", found.subjects, fields)
    return found, False


async def _page(
    request: Request, *, found: Found | None, person: Person | None, asked: str = "", is_tag: bool = False
) -> Response:
    who: Who = request.state.who
    now = now_of(who.operation)
    data = {
        **for_the_card(who, now),
        "found": found,
        "person": person,
        "asked": asked,
        "is_tag": is_tag,
    }
    if is_part(request):
        return await part(request, "reception/_found.html", COUNTER, **data)
    waiting, last = await asyncio.to_thread(_lists, who, now)
    shown = {one.volunteer.volunteer_id for one in (*waiting, *last)}
    await noted(who, "page", shown, card_fields(who, (Personal.NAME,)))
    openers = CHIEFS | {Role.GENERAL_AFFAIRS}
    return await page(
        request,
        "reception/counter.html",
        COUNTER,
        waiting=waiting,
        last=last,
        may_open=bool(who.actor.roles & openers),
        **data,
    )


def _lists(who: Who, now: Now) -> tuple[list[Person], list[Person]]:
    """Who waits at the desk, the longest first; the last ones received, the newest first."""
    reader, fields = who.operation.reader, card_fields(who, (Personal.NAME,))
    states = who.operation.hub.world.states["attendance"].values()
    waiting = people_of_day(reader, now.today, statuses=WAITING, fields=fields, page=(0, WAITING_MOST)).people
    came = sorted(
        (one.arrived_at, one.volunteer_id)
        for one in states
        if one.day == now.today and one.arrived_at is not None and one.status in HERE
    )[-LAST_MOST:]
    last = people_of(reader, [one for _, one in reversed(came)], day=now.today, fields=fields)
    return sorted(waiting, key=_since), last


def _since(person: Person) -> tuple[datetime, str]:
    assert person.today is not None, "who waits has a record"
    return (person.today.since, person.today.attendance_id)


OPERATION = "/o/{operation}"
API = "/api/v1/operations/{operation}"

ROUTES: list[BaseRoute] = [
    Route(f"{OPERATION}/reception", counter),
    Route(f"{OPERATION}/reception/find", look, methods=["POST"]),
    Route(f"{OPERATION}/reception/new", reception_new.new_page),
    Route(f"{OPERATION}/reception/new", reception_new.enter, methods=["POST"]),
    Route(f"{OPERATION}/reception/people", reception_people.people),
    Route(f"{OPERATION}/reception/people/{{person}}", reception_people.sheet),
    Route(f"{OPERATION}/reception/people/{{person}}/link", reception_people.own_page_link, methods=["POST"]),
    Route(f"{OPERATION}/reception/groups", reception_groups.groups),
    Route(f"{OPERATION}/reception/groups", reception_groups.register, methods=["POST"]),
    Route(f"{OPERATION}/reception/groups/{{group}}", reception_groups.group),
    Route(f"{OPERATION}/reception/groups/{{group}}/check-in", reception_groups.receive, methods=["POST"]),
    Route(f"{OPERATION}/reception/orientation", reception_day.orientation),
    Route(f"{OPERATION}/day", reception_day.day),
    Route(f"{OPERATION}/poster", reception_day.poster),
    Route(f"{API}/check-ins", reception_api.check_in, methods=["POST"]),
    Route(f"{API}/check-ins/batch", reception_api.check_in_batch, methods=["POST"]),
    Route(f"{API}/volunteers", reception_api.volunteers),
    Route(f"{API}/volunteers", reception_api.register, methods=["POST"]),
]
