"""What is known of a need as words: each answered fact with its label, for sheet, form and conflict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from dvc.domain.need_state import Estimate, Need
from dvc.domain.personal import Personal
from dvc.read.needs import NeedFile
from dvc.text.catalog import Locale, say
from dvc.web.pages.needs_form import CONSENTS, KANAS, PHONES, TEXTS
from dvc.web.ui import day_en, day_ja

GROUPS = ("living", "site", "wishes")
LISTS = ("told_points", "concerns")
AREAS: Mapping[str, str] = {
    "living.stay": "needs.stay",
    "site.building_use": "needs.building_use",
    "site.tenure": "needs.tenure",
    "site.damage": "needs.damage",
    "site.safety": "needs.safety",
    "site.hazards": "needs.hazard",
    "site.hints": "needs_facts.hint",
    "wishes.slot": "words.slot",
    "wishes.presence": "words.presence",
    "work": "words.work",
    "told_points": "needs.explained",
    "concerns": "needs.concern",
    "inspection": "needs.inspection",
    "consent": "needs_form.shared",
    "relation": "needs.relation",
}
"""Where the words of a fact's values stand; other facts are yes, no, numbers and days."""
_DAYS = frozenset({"wishes.not_before", "wishes.deadline", "wishes.days"})
_UNITS: Mapping[str, str] = {
    "living.people": "people",
    "living.over_75": "people",
    "living.infants": "people",
    "site.flood_cm": "cm",
    "site.mud_cm": "cm",
    "site.parking_spaces": "cars",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWords:
    """One fact as a person reads it. `path`: `living.alone`."""

    path: str
    label: str
    words: str


def values_of(file: NeedFile) -> dict[str, Any]:
    """What is known, by the names of the form's fields."""
    need = file.need
    values: dict[str, Any] = {
        field.value: file.value(field) for field in (*TEXTS, *KANAS, *PHONES, Personal.RELATION)
    }
    values["contact_note"] = file.value(Personal.CONTACT_HOURS)
    for group in GROUPS:
        values |= {f"{group}.{name}": value for name, value in answered(getattr(need, group)).items()}
    values["work"] = [item.work_type.value for item in need.work]
    for name in LISTS:
        values[name] = [one.value for one in getattr(need, name)]
    values["inspection"] = need.inspection.value
    values["watch_after"] = "1" if need.watch_after else ""
    consent = need.consent
    if consent is not None:
        values["consent"] = consent_key(consent.share_with)
        values["consent_photo"] = "1" if consent.photo else ""
    return values


def consent_key(share_with: Iterable[str]) -> str:
    """Which of the choices of 10.3 this sharing is, "" for one that was made elsewhere."""
    shared = {str(one) for one in share_with}
    return next((key for key, held in CONSENTS.items() if {str(one) for one in held} == shared), "")


def answered(facts: Any) -> dict[str, Any]:
    """The answered facts of a group as a form shows them."""
    shown = {one.name: _shown(getattr(facts, one.name)) for one in fields(facts)}
    return {name: value for name, value in shown.items() if value not in ("", [])}


def _shown(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return [_shown(one) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value)


def facts_of_group(need: Need, group: str, locale: Locale) -> list[FactWords]:
    """The answered facts of a group in the order of the paper."""
    shown = answered(getattr(need, group))
    return [fact_words(f"{group}.{name}", value, locale) for name, value in shown.items()]


def fact_words(path: str, value: Any, locale: Locale) -> FactWords:
    """A fact's label and its value in words. `value`: as a form shows it."""
    values = value if isinstance(value, list) else [value]
    words = say("needs_pages.comma", locale).join(_word(path, one, locale) for one in values)
    return FactWords(path=path, label=say(f"needs_facts.{path}", locale), words=words)


def _word(path: str, value: Any, locale: Locale) -> str:
    text = str(value)
    if not text:
        return ""
    if path in AREAS:
        return say(f"{AREAS[path]}.{text}", locale)
    if text in {"true", "false"}:
        return say(f"needs_facts.{text}", locale)
    if path in _DAYS:
        day = date.fromisoformat(text)
        return day_en(day) if locale == "en" else day_ja(day)
    return say(f"needs_facts.unit.{_UNITS[path]}", locale, n=text) if path in _UNITS else text


def estimate_words(estimate: Estimate, locale: Locale) -> str:
    """People, hours and visits of an estimate in one line."""
    people = (
        str(estimate.people_min)
        if estimate.people_min == estimate.people_max
        else f"{estimate.people_min}-{estimate.people_max}"
    )
    return say(
        "needs_sheet.estimate_words",
        locale,
        people=people,
        hours=f"{estimate.hours:g}",
        visits=estimate.visits,
    )
