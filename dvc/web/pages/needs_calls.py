"""The call list: every household that waits for our call, one at a time, the result as one press (screens.md
5.9).

First those that were posted and not served: the day does not close over one of them (issue 2, item 3). In the
evening the same page goes through tomorrow's households; when the places of the day run out it asks for calls
to those who could be served today (standby).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from dvc.domain.need import NEED
from dvc.domain.need_calls import CallPurpose, call_backs, purposes, uncalled
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.need_status import OPEN
from dvc.domain.personal import Personal
from dvc.domain.values import Slot
from dvc.read.before_morning import standby
from dvc.read.center import CenterReader
from dvc.read.needs_places import area_names
from dvc.web.auth import Who
from dvc.web.pages.needs_next import acts_of
from dvc.web.pages.needs_options import act_options
from dvc.web.pages.needs_sight import may_give, note_seen, sight_of, today_of
from dvc.web.render import Page, base_url, page

CALLS = Page(
    title="needs_pages.calls.title",
    station="needs",
    help_of="needs",
    scripts=("js/needs_sheet.js",),
    styles=("css/needs.css",),
    script_areas=("needs_pages.js",),
)
CARD_FIELDS = (
    Personal.NAME,
    Personal.KANA,
    Personal.PHONE,
    Personal.PHONE_2,
    Personal.REQUESTER_NAME,
    Personal.REQUESTER_PHONE,
    Personal.RELATION,
    Personal.CONTACT_HOURS,
    Personal.ADDRESS,
)
NEXT_MOST = 15
DAYS_AHEAD = 5
STANDBY = "standby"
LISTS = ("today", STANDBY, "tomorrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The household to be called now. `told`: fields of the vault that this person may read."""

    need: Need
    told: dict[Personal, str]
    says: tuple[CallPurpose, ...]
    last_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """Appointments of one day by slot, and surveys on the road that day."""

    day: date
    am: int
    pm: int
    whole: int
    surveys: int


async def calls_page(request: Request) -> Response:
    """`GET /o/{operation}/needs/calls?list=today|standby|tomorrow&need=`."""
    who: Who = request.state.who
    asked = request.query_params.get("list", LISTS[0])
    which = asked if asked in LISTS else LISTS[0]
    reader, today, now = who.operation.reader, today_of(who), who.operation.clock.now()
    needs, ready = await asyncio.to_thread(lambda: (callable_needs(reader), standby(reader, now)))
    queue = ready.needs if which == STANDBY else queue_of(needs, which, today)
    chosen = _chosen(queue, request.query_params.get("need", ""))
    card = await _card(who, chosen, today) if chosen is not None else None
    areas = await asyncio.to_thread(area_names, reader)
    base = f"{base_url(who.operation)}/needs"
    return await page(
        request,
        "needs/calls.html",
        CALLS,
        which=which,
        lists=LISTS,
        standby=ready,
        posts=may_give(who, "PostNeed"),
        card=card,
        need=chosen,
        at=queue.index(chosen) + 1 if chosen is not None else 0,
        queue=[(one, purposes(one, today=today)) for one in queue[:NEXT_MOST]],
        total=len(queue),
        uncalled=len(uncalled(needs)),
        days=day_rows(needs, today),
        areas=areas,
        acts=acts_of(chosen, who) if chosen is not None else frozenset(),
        base=f"{base}/{chosen.need_id}" if chosen is not None else base,
        needs_url=base,
        here=f"{base}/calls?list={which}",
        today=today,
        tomorrow=today + timedelta(days=1),
        **act_options(who.locale),
    )


def callable_needs(reader: CenterReader) -> list[Need]:
    """Needs that a call may be made about: open ones, drafts, and ended ones that are still owed a call."""
    open_ones = reader.where(NEED, status=tuple(OPEN | {NeedStatus.DRAFT}))
    owed = reader.where(NEED, owes_call=True)
    return list({need.need_id: need for need in (*open_ones, *owed)}.values())


def queue_of(needs: Iterable[Need], which: str, today: date) -> tuple[Need, ...]:
    """Whom to call in which order: today's call-backs, or the households of tomorrow."""
    if which == "today":
        return call_backs(needs, today=today)
    tomorrow = today + timedelta(days=1)
    agreed = [
        need
        for need in needs
        if need.status is NeedStatus.SCHEDULED
        and need.appointment is not None
        and need.appointment.day == tomorrow
    ]
    return tuple(sorted(agreed, key=lambda need: (need.rank.value, need.since, need.need_id)))


def _chosen(queue: Sequence[Need], need_id: str) -> Need | None:
    named = next((need for need in queue if need.need_id == need_id), None)
    return named or (queue[0] if queue else None)


async def _card(who: Who, need: Need, today: date) -> Card:
    """The card of a household; the view is logged."""
    sight = sight_of(who)
    fields = [field for field in (*CARD_FIELDS, Personal.CALL_NOTE) if field in sight.read]
    reader = who.operation.reader
    labels = await asyncio.to_thread(reader.labels, [need.household_id, need.need_id], fields)
    told = {**labels.get(need.need_id, {}), **labels.get(need.household_id, {})}
    await note_seen(who, [need.household_id, need.need_id], told)
    return Card(
        need=need,
        told=told,
        says=purposes(need, today=today),
        last_note=told.get(Personal.CALL_NOTE, ""),
    )


def day_rows(needs: Iterable[Need], today: date) -> list[DayRow]:
    """How full the next days are."""
    known = list(needs)
    return [_day_row(known, today + timedelta(days=n)) for n in range(DAYS_AHEAD)]


def _day_row(needs: Sequence[Need], day: date) -> DayRow:
    agreed = [
        need.appointment.slot
        for need in needs
        if need.appointment is not None and need.appointment.day == day
    ]
    surveys = [need for need in needs if need.survey_on == day and need.status is NeedStatus.SURVEYING]
    return DayRow(
        day=day,
        am=agreed.count(Slot.AM),
        pm=agreed.count(Slot.PM),
        whole=agreed.count(Slot.DAY),
        surveys=len(surveys),
    )
