"""The one search field of every page: number, kana, end of a phone, address, team; what a role may see of it.

Households and volunteers are searched apart, each with the fields that this role may read about them; whom
the list shows is written into the access log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.equipment_loan import LOAN
from dvc.domain.group import GROUP
from dvc.domain.household import HOUSEHOLD
from dvc.domain.need import NEED
from dvc.domain.personal import Personal
from dvc.domain.team import TEAM
from dvc.domain.team_state import code_of_team
from dvc.read.center import CenterReader
from dvc.read.search import TEXT_LENGTH_MOST, Found, search
from dvc.web.auth import Who
from dvc.web.pages.needs_sight import note_seen, today_of
from dvc.web.render import Page, base_url, page
from dvc.web.who_sees_what import fields_for

SEARCH = Page(title="needs_pages.search.title", styles=("css/needs.css",))
RESIDENT_KINDS = ("household", "need")
VOLUNTEER_KINDS = ("volunteer", "group")
GROUPS = ("need", "household", "attendance", "volunteer", "group", "team", "loan")
"""Kinds in the order in which the page shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result. `chip`: (kind, state) of its chip; `name`, `place`: only what the role may read."""

    kind: str
    code: str
    href: str
    chip: tuple[str, str] | None = None
    name: str = ""
    place: str = ""
    subject: str = ""


async def search_page(request: Request) -> Response:
    """`GET /o/{operation}/search?q=`."""
    who: Who = request.state.who
    asked = request.query_params.get("q", "").strip()[:TEXT_LENGTH_MOST]
    hits = await asyncio.to_thread(_hits, who, asked, today_of(who)) if asked else []
    named = [one for one in hits if one.subject and (one.name or one.place)]
    shown = {Personal.NAME} if any(one.name for one in named) else set()
    shown |= {Personal.ADDRESS} if any(one.place for one in named) else set()
    await note_seen(who, [one.subject for one in named], shown, act="search")
    groups = [(kind, [one for one in hits if one.kind == kind]) for kind in GROUPS]
    return await page(
        request,
        "needs/search.html",
        SEARCH,
        asked=asked,
        groups=[(kind, found) for kind, found in groups if found],
        total=len(hits),
    )


def _hits(who: Who, asked: str, today: date) -> list[Hit]:
    reader, roles = who.operation.reader, who.actor.roles
    resident, volunteer = fields_for(roles, "resident"), fields_for(roles, "volunteer")
    found = [
        *search(reader, asked, fields=resident, today=today, kinds=RESIDENT_KINDS),
        *search(reader, asked, fields=volunteer, today=today, kinds=VOLUNTEER_KINDS),
    ]
    unique = list({(one.kind, one.stream): one for one in found}.values())
    base = base_url(who.operation)
    hits = [
        *_needs(reader, unique, base, resident),
        *_households(reader, unique, base, resident),
        *_people(reader, unique, base, today, volunteer),
        *_groups(reader, unique, base, volunteer),
        *_teams_and_loans(reader, unique, base),
    ]
    return list({(one.kind, one.href): one for one in hits}.values())


def _ids(found: Iterable[Found], kind: str) -> tuple[str, ...]:
    return tuple(one.stream for one in found if one.kind == kind)


def _needs(
    reader: CenterReader, found: list[Found], base: str, fields: frozenset[Personal]
) -> list[Hit]:
    needs = reader.where(NEED, need_id=_ids(found, "need"))
    labels = _labels(reader, [need.household_id for need in needs], fields)
    return [
        replace(
            _told(labels.get(need.household_id, {}), need.household_id),
            kind="need",
            code=need.code,
            href=f"{base}/needs/{need.need_id}",
            chip=("need", need.status.value),
        )
        for need in needs
    ]


def _households(
    reader: CenterReader, found: list[Found], base: str, fields: frozenset[Personal]
) -> list[Hit]:
    """Households by their needs: a household has no number that anybody says."""
    households = reader.where(HOUSEHOLD, household_id=_ids(found, "household"))
    labels = _labels(reader, [one.household_id for one in households], fields)
    needs = reader.where(NEED, household_id=tuple(one.household_id for one in households))
    newest = {need.household_id: need for need in sorted(needs, key=lambda need: need.received_at)}
    hits = []
    for one in households:
        need = newest.get(one.household_id)
        hits.append(
            replace(
                _told(labels.get(one.household_id, {}), one.household_id),
                kind="household",
                code=need.code if need is not None else "",
                href=f"{base}/households/{one.household_id}",
                chip=("need", need.status.value) if need is not None else None,
            )
        )
    return hits


def _people(
    reader: CenterReader, found: list[Found], base: str, today: date, fields: frozenset[Personal]
) -> list[Hit]:
    """Volunteers by their day of today, or by themselves when they are not here today."""
    volunteers = _ids(found, "volunteer")
    days = [
        *reader.where(ATTENDANCE, attendance_id=_ids(found, "attendance")),
        *reader.where(ATTENDANCE, volunteer_id=volunteers, day=today),
    ]
    labels = _labels(reader, [*volunteers, *(one.volunteer_id for one in days)], fields)
    hits = [
        replace(
            _told(labels.get(one.volunteer_id, {}), one.volunteer_id),
            kind="attendance",
            code=one.code,
            href=f"{base}/reception?q={quote(one.code)}",
            chip=("attendance", one.status.value),
        )
        for one in days
    ]
    here = {one.volunteer_id for one in days}
    for volunteer_id in volunteers:
        if volunteer_id not in here:
            told = _told(labels.get(volunteer_id, {}), volunteer_id)
            hits.append(replace(told, kind="volunteer", href=f"{base}/reception"))
    return hits


def _groups(
    reader: CenterReader, found: list[Found], base: str, fields: frozenset[Personal]
) -> list[Hit]:
    groups = reader.where(GROUP, group_id=_ids(found, "group"))
    labels = _labels(reader, [one.group_id for one in groups], fields)
    return [
        Hit(
            kind="group",
            code=one.code,
            href=f"{base}/reception?q={quote(one.code)}",
            name=labels.get(one.group_id, {}).get(Personal.GROUP_NAME, ""),
            subject=one.group_id,
        )
        for one in groups
    ]


def _teams_and_loans(reader: CenterReader, found: list[Found], base: str) -> list[Hit]:
    teams = reader.where(TEAM, team_id=_ids(found, "team"))
    loans = reader.where(LOAN, loan_id=_ids(found, "loan"))
    return [
        *(
            Hit(
                kind="team",
                code=code_of_team(one.number),
                href=f"{base}/field?team={one.team_id}",
                chip=("team", one.status.value),
            )
            for one in teams
        ),
        *(Hit(kind="loan", code=one.code, href=f"{base}/equipment") for one in loans),
    ]


def _labels(
    reader: CenterReader, subjects: Iterable[str], fields: frozenset[Personal]
) -> Mapping[str, Mapping[Personal, str]]:
    wanted = [field for field in (*_NAMES, Personal.ADDRESS, Personal.GROUP_NAME) if field in fields]
    of = list(dict.fromkeys(subjects))
    return reader.labels(of, wanted) if of and wanted else {}


_NAMES = (Personal.NAME, Personal.KANA, Personal.REQUESTER_NAME)


def _told(values: Mapping[Personal, str], subject: str) -> Hit:
    name = values.get(Personal.NAME) or values.get(Personal.REQUESTER_NAME, "")
    kana = values.get(Personal.KANA, "")
    return Hit(
        kind="",
        code="",
        href="",
        name=" ".join(part for part in (name, kana) if part),
        place=values.get(Personal.ADDRESS, ""),
        subject=subject,
    )
