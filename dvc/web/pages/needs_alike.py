"""While the clerk types: households that may be the same, and what was understood of the address (screens.md
5.5).

Answers are words ready to be shown; who asked and whom they saw is written into the access log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dvc.domain.ids import HouseholdId
from dvc.domain.personal import Personal
from dvc.domain.values import activity_day
from dvc.read.needs_alike import Alike, Asked, alike
from dvc.read.needs_places import PlaceTold, has_towns, place_told
from dvc.text.catalog import Locale, say
from dvc.web.auth import Who
from dvc.web.pages.needs_sight import note_seen, sight_of, today_of
from dvc.web.parse import body_of
from dvc.web.render import base_url
from dvc.web.ui import clock, day_en, day_ja, look
from maps.addresses import Grade

SHOWN = frozenset(
    {Personal.NAME, Personal.KANA, Personal.ADDRESS, Personal.REQUESTER_NAME, Personal.RELATION}
)
TEXT_MOST = 200
NO_STORE = {"cache-control": "no-store"}


async def alike_json(request: Request) -> Response:
    """`GET` or `POST /api/v1/operations/{operation}/needs/alike` with name, kana, phone, address, but.

    Our own page asks by POST: a name in an address ends up in the log of whatever stands between (J7).
    """
    who: Who = request.state.who
    given = await _given(request)
    said = {name: _text(given, name) for name in ("name", "kana", "phone", "address", "but")}
    found = await candidates(who, said, but=said["but"] or None)
    words = [_candidate(who, one) for one in found]
    return JSONResponse({"candidates": words}, headers=NO_STORE)


async def candidates(who: Who, said: dict[str, str], *, but: str | None = None) -> tuple[Alike, ...]:
    """Households like the one that was told; the view is logged."""
    reader = who.operation.reader
    address = said.get("address", "")
    place = await asyncio.to_thread(place_told, reader, address) if address else None
    asked = Asked(
        name=said.get("name", ""),
        kana=said.get("kana", ""),
        phone=said.get("phone", ""),
        address=_numbered(address, place),
        town=place.town if place is not None else "",
    )
    fields = sight_of(who).read
    house = HouseholdId(but) if but else None
    found = await asyncio.to_thread(lambda: alike(reader, asked, fields=fields, but=house))
    seen = {field for one in found for field in one.told if field in SHOWN}
    await note_seen(who, [one.household_id for one in found], seen, act="search")
    return found


def _numbered(address: str, place: PlaceTold | None) -> str:
    """The address from its town on when it goes down to a number, else "": a town is half a district."""
    rest = place.rest if place is not None else address
    if not any(one.isdigit() for one in rest):
        return ""
    return f"{place.town}{rest}" if place is not None and place.town else address


async def _given(request: Request) -> Mapping[str, Any]:
    return await body_of(request) if request.method == "POST" else request.query_params


def _text(given: Mapping[str, Any], name: str) -> str:
    return str(given.get(name) or "")[:TEXT_MOST].strip()


def _candidate(who: Who, one: Alike) -> dict[str, Any]:
    newest = one.needs[0] if one.needs else None
    told = {field: value for field, value in one.told.items() if field in SHOWN}
    answer: dict[str, Any] = {
        "household": one.household_id,
        "why": [say(f"needs_form.like.{by}", who.locale) for by in one.by],
        "who": _who(told),
        "address": told.get(Personal.ADDRESS, ""),
        "needs": len(one.needs),
    }
    if newest is not None:
        seen = look("need", newest.status.value)
        answer |= {
            "need": newest.need_id,
            "code": newest.code,
            "href": f"{base_url(who.operation)}/needs/{newest.need_id}",
            "family": seen.family,
            "mark": seen.mark,
            "status": say(f"status.need.{newest.status}", who.locale),
            "received": received_words(
                newest.received_at, newest.channel.value, told.get(Personal.RELATION, ""), who
            ),
        }
    return answer


def _who(told: dict[Personal, str]) -> str:
    name, kana = told.get(Personal.NAME, told.get(Personal.REQUESTER_NAME, "")), told.get(Personal.KANA, "")
    return f"{name}（{kana}）" if name and kana else name or kana


def received_words(at: datetime, channel: str, relation: str, who: Who) -> str:
    """When and how a need came in: 今日 09:21・窓口・家族."""
    locale: Locale = who.locale
    is_today = activity_day(at) == today_of(who)
    day = say("needs_pages.today", locale) if is_today else (day_en(at) if locale == "en" else day_ja(at))
    parts = [f"{day} {clock(at)}", say(f"needs.channel.{channel}", locale)]
    if relation:
        parts.append(say(f"needs.relation.{relation}", locale))
    return say("needs_pages.dot", locale).join(parts)


async def place_json(request: Request) -> Response:
    """`GET` or `POST …/needs/place` with address, choice: what was understood, in words."""
    who: Who = request.state.who
    given = await _given(request)
    reader, address = who.operation.reader, _text(given, "address")
    known = await asyncio.to_thread(has_towns, reader)
    if not address or not known:
        return JSONResponse({"words": "", "candidates": []}, headers=NO_STORE)
    choice = _text(given, "choice")
    place = await asyncio.to_thread(lambda: place_told(reader, address, choice=choice))
    body = {
        "words": place_words(place, who.locale),
        "grade": place.grade.value,
        "is_sure": bool(place.town) and any(one.isdigit() for one in place.rest),
        "candidates": [
            {"key": one.key, "words": " ".join(part for part in (one.city, one.town, one.area) if part)}
            for one in place.candidates
        ],
    }
    return JSONResponse(body, headers=NO_STORE)


def place_words(place: PlaceTold, locale: Locale) -> str:
    """What was understood of an address, with what to ask next."""
    if place.candidates:
        return say("needs_form.place.several", locale, n=len(place.candidates))
    numbered = place.town and any(one.isdigit() for one in place.rest)
    grade = "number" if numbered and place.grade is Grade.TOWN else place.grade.value
    town, area = place.town or place.city, place.area_name or "-"
    return say(f"needs_form.place.{grade}", locale, town=town, area=area, rest=place.rest)
