"""The need form as people fill it in: phones, kana, dates and places as they were said, to the fields of one
command.

Nothing is guessed silently and nothing is lost: what cannot be read is named with its field (422) and stays
in the form, what is missing is left open for a call-back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from dvc.domain.facts import Medium
from dvc.domain.need_site import SharePartner, Site, Wishes
from dvc.domain.need_state import LivingFacts, Need
from dvc.domain.personal import Personal
from dvc.domain.readings import plain, read_date, read_kana, read_phone
from dvc.domain.refusal import Refusal
from dvc.read.center import CenterReader
from dvc.read.needs_places import PlaceTold, area_code, place_told
from dvc.text.catalog import say
from dvc.web.errors import FieldProblem, ShapeInvalid

CONSENT_WORDING = 1
"""Number of the wording that is read out (domain/10 10.3); a new wording gets a new number."""
TEXTS = (
    Personal.NAME,
    Personal.ADDRESS,
    Personal.LANDMARK,
    Personal.REQUEST_TEXT,
    Personal.REQUESTER_NAME,
    Personal.HEALTH_NOTE,
    Personal.LIVING_NOTE,
    Personal.PARKING_NOTE,
    Personal.TOILET_NOTE,
    Personal.CLINIC_NOTE,
    Personal.PET_NOTE,
    Personal.CAUTIONS,
    Personal.SITE_MEMO,
)
KANAS = (Personal.KANA, Personal.REQUESTER_KANA)
PHONES = (Personal.PHONE, Personal.PHONE_2, Personal.REQUESTER_PHONE)
NO_PHONE = "なし"
WISH_DATES = ("not_before", "deadline")
HOURS = ("morning", "noon", "evening", "any")
CONSENTS: Mapping[str, tuple[SharePartner, ...]] = {
    "all": tuple(SharePartner),
    "city": (SharePartner.CITY, SharePartner.HOUKATSU, SharePartner.MINSEI),
    "volunteers": (),
}
"""What a household may agree to (domain/10 10.3), with whom its details are shared then."""
MEDIA: Mapping[str, Medium] = {
    "phone": Medium.PHONE,
    "fax": Medium.FAX,
    "web": Medium.WEB,
    "city": Medium.IMPORT,
}
"""How the facts of a channel reached us; at the counter and at the door they are typed in (`app`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the form says. `body`: fields of a command; `place`: what was understood of the address."""

    body: dict[str, Any]
    place: PlaceTold | None


async def told_in(
    form: Mapping[str, Any], reader: CenterReader, *, today: date, known: Need | None = None
) -> Told:
    """Read a form. `known`: the need that is corrected. Raises ShapeInvalid with every field's problem."""
    place = None
    if address := text_in(form, "address"):
        place = await asyncio.to_thread(
            place_told, reader, address, choice=text_in(form, "town_choice")
        )
    local = await asyncio.to_thread(area_code, reader)
    problems: list[FieldProblem] = []
    body: dict[str, Any] = {}
    body |= {field.value: text for field in TEXTS if (text := text_in(form, field.value))}
    body |= {field.value: read_kana(text) for field in KANAS if (text := text_in(form, field.value))}
    body |= _phones(form, local, problems)
    body |= _groups(form, today, problems)
    body |= _choices(form, known)
    if place is not None and place.mesh is not None:
        body |= {"area": place.area, "mesh": place.mesh, **place.point}
    if problems:
        raise ShapeInvalid(problems)
    return Told(body=body, place=place)


def text_in(form: Mapping[str, Any], name: str) -> str:
    """A field's text without spaces around it, "" when it is not there or stands twice."""
    value = form.get(name)
    return value.strip().strip("\u3000") if isinstance(value, str) else ""


def list_in(form: Mapping[str, Any], name: str) -> list[str]:
    """A field's values, whether it was ticked once or more often."""
    value = form.get(name)
    if isinstance(value, Mapping):
        value = list(value.values())
    values: Sequence[Any] = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str) and one]


def date_in(text: str, name: str, today: date, problems: list[FieldProblem]) -> str | None:
    """A day as people write it, as ISO text; what cannot be read is added to `problems`."""
    try:
        return read_date(text, today=today).isoformat()
    except Refusal as no:
        problems.append(FieldProblem(field=name, code=no.code, details=dict(no.details)))
        return None


def _phones(
    form: Mapping[str, Any], local: str | None, problems: list[FieldProblem]
) -> dict[str, str]:
    """Phones with their hyphens; one that is too short or too long is kept as said, to be asked again."""
    found: dict[str, str] = {}
    if form.get("no_phone"):
        found[Personal.PHONE.value] = NO_PHONE
    for field in PHONES:
        given = text_in(form, field.value)
        if not given:
            continue
        try:
            read = read_phone(given, area_code=local)
            found[field.value] = NO_PHONE if read is None else read.text
        except Refusal as no:
            if no.code == "reading.phone_letters":
                problems.append(FieldProblem(field=field.value, code=no.code))
            else:
                found[field.value] = plain(given)
    return found


def _groups(
    form: Mapping[str, Any], today: date, problems: list[FieldProblem]
) -> dict[str, Any]:
    """The facts by group; only what was answered."""
    found: dict[str, Any] = {}
    for name in ("living", "site", "wishes"):
        given = form.get(name)
        group = dict(given) if isinstance(given, Mapping) else {}
        if name == "wishes":
            for day in WISH_DATES:
                if text := text_in(group, day):
                    group[day] = date_in(text, f"wishes.{day}", today, problems)
        answered = {key: value for key, value in group.items() if value not in ("", None)}
        if answered:
            found[name] = answered
    return found


def _choices(form: Mapping[str, Any], known: Need | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kinds := list_in(form, "work"):
        found["work"] = _work(kinds, known)
    for name in ("told_points", "concerns"):
        if chosen := list_in(form, name):
            found[name] = chosen
    for name in ("relation", "inspection", "concern_note"):
        if text := text_in(form, name):
            found[name] = text
    if form.get("watch_after"):
        found["watch_after"] = True
    if hours := _hours(form):
        found["contact_hours"] = hours
    consent = text_in(form, "consent")
    if consent in CONSENTS:
        found["consent"] = {
            "wording": CONSENT_WORDING,
            "method": text_in(form, "consent_method") or "oral",
            "share_with": [one.value for one in CONSENTS[consent]],
            "photo": bool(form.get("consent_photo")),
        }
    return found


def _work(kinds: list[str], known: Need | None) -> list[dict[str, Any]]:
    """Work asked for; what the need has already keeps its id, its amount and how far it is."""
    held = {item.work_type.value: item for item in known.work} if known is not None else {}
    asked: list[dict[str, Any]] = []
    for kind in dict.fromkeys(kinds):
        item = held.get(kind)
        one: dict[str, Any] = {"work_type": kind}
        if item is not None:
            one |= {"item_id": item.item_id, "quantity": item.quantity, "state": item.state.value}
        asked.append(one)
    return asked


def _hours(form: Mapping[str, Any]) -> str:
    """When to call, as words: the household's papers show them as they stand."""
    words = [say(f"needs_form.hour.{one}", "ja") for one in list_in(form, "hours") if one in HOURS]
    note = text_in(form, "contact_note")
    return "・".join([*words, note] if note else words)


def forgotten_in(form: Mapping[str, Any], known: Need) -> list[str]:
    """Facts that stood and were taken back to "unknown" in this form, as `living.over_75`."""
    names: list[str] = []
    for group, kind in (("living", LivingFacts), ("site", Site), ("wishes", Wishes)):
        given = form.get(group)
        answered = given if isinstance(given, Mapping) else {}
        asked = set(list_in(form, "asked"))
        for one in fields(kind):
            path = f"{group}.{one.name}"
            stood = getattr(getattr(known, group), one.name) not in (None, ())
            if stood and path in asked and not answered.get(one.name):
                names.append(path)
    return names
