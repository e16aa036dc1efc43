"""What every page of the reception shares: a person's card with what the role may read of it, the note of
the view in the access log, and pieces of pages for their script.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import CHIEFS
from dvc.domain.values import CENTER_ZONE
from dvc.read.reception import CARD_FIELDS, Person, person_of
from dvc.web.auth import Who
from dvc.web.pages.reception_now import Now, now_of
from dvc.web.pages.reception_scan import station_words
from dvc.web.render import Page, base_url, environment, frame_of
from dvc.web.who_sees_what import Subjects, fields_for

COUNTER = Page(
    title="reception_pages.counter.title",
    station="reception",
    board="reception",
    help_of="reception",
    scripts=("js/reception.js",),
    styles=("css/reception.css",),
    script_areas=("reception_pages.js",),
)
NOON = time(12)
ID_LENGTH_MOST = 80


async def person_seen(who: Who, person_id: str, wanted: Iterable[Personal] = CARD_FIELDS) -> Person | None:
    """One person with everything that the role may read, noted as seen; None for nobody."""
    if not person_id.startswith(("vol_", "att_")) or len(person_id) > ID_LENGTH_MOST:
        return None
    today, fields = now_of(who.operation).today, card_fields(who, wanted)
    person = await asyncio.to_thread(
        lambda: person_of(who.operation.reader, person_id, day=today, fields=fields)
    )
    if person is not None:
        await noted(who, "page", (person.volunteer.volunteer_id,), fields)
    return person


async def one_person(who: Who, person_id: str, wanted: Iterable[Personal] = CARD_FIELDS) -> Person:
    """As `person_seen`. Raises Refusal `refusal.unknown` (404)."""
    person = await person_seen(who, person_id, wanted)
    refuse_unless(person is not None, "refusal.unknown", status=404, kind="volunteer")
    assert person is not None
    return person


def card_fields(who: Who, wanted: Iterable[Personal], of: Subjects = "volunteer") -> tuple[Personal, ...]:
    """Those of the wanted fields that the role may read of such subjects."""
    allowed = fields_for(who.actor.roles, of)
    return tuple(one for one in wanted if one in allowed)


async def noted(who: Who, act: str, subjects: Iterable[str], fields: Iterable[Personal]) -> None:
    """Write a view of people's details into the access log before it is sent."""
    shown = tuple(sorted(set(subjects)))
    names = tuple(one.value for one in fields)
    if shown and names:
        row = who.operation.note_view(
            actor=who.actor.id, station=who.station, act=act, subjects=shown, fields=names
        )
        await asyncio.wrap_future(row)


def is_part(request: Request) -> bool:
    """Whether the page's own script asks for a piece of the page."""
    return request.headers.get("x-part") == "1"


async def part(request: Request, template: str, about: Page, **data: Any) -> Response:
    """A piece of a page for its script."""
    frame = await frame_of(request, about)
    html = environment().get_template(template).render(frame=frame, **data)
    return HTMLResponse(html, headers={"cache-control": "no-store"})


def noon_of(now: Now) -> datetime | None:
    """Noon of today, None when it is over: nobody can say any more "until noon"."""
    noon = datetime.combine(now.today, NOON, CENTER_ZONE)
    return noon if now.at < noon else None


def for_the_card(who: Who, now: Now) -> dict[str, Any]:
    """What every card needs besides the person: what this role may do, and times of today."""
    return {
        "now": now,
        "base": base_url(who.operation),
        "api": f"/api/v1/operations/{who.operation.operation_id}",
        "is_chief": bool(who.actor.roles & CHIEFS),
        "noon": noon_of(now),
        "station_words": lambda station: station_words(station, who.locale),
    }
