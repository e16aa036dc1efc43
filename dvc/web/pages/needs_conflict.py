"""Two people changed the same field of a need: both texts side by side; the person chooses (screens.md 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dvc.domain.refusal import Refusal
from dvc.read.needs import Act, NeedFile
from dvc.text.catalog import Locale, say
from dvc.web.acts import META_FIELDS
from dvc.web.auth import Who
from dvc.web.errors import of_refusal, wants_json
from dvc.web.pages.needs_facts import (
    GROUPS,
    FactWords,
    consent_key,
    fact_words,
    facts_of_group,
    values_of,
)
from dvc.web.pages.needs_intake import flat
from dvc.web.render import Page, base_url, page

CONFLICT = Page(title="needs_form.conflict.title", station="needs", styles=("css/needs.css",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """One field that two people changed: what stands now and what this person wrote, a line each."""

    label: str
    theirs: tuple[str, ...]
    mine: tuple[str, ...]


async def conflict(
    request: Request,
    file: NeedFile,
    form: Mapping[str, Any],
    changes: Mapping[str, Any],
    clash: frozenset[str],
) -> Response:
    """The page of both texts (409); a script gets the problem and asks for this page by itself."""
    who: Who = request.state.who
    last = _last_act(file, clash)
    at = last.recorded_at if last is not None else who.operation.clock.now()
    by = last.actor if last is not None else None
    if wants_json(request):
        no = Refusal("refusal.stale", status=409, version=file.version, by=by, at=at)
        return of_refusal(no, who.locale, file.names)
    kept = {name: value for name, value in flat(form).items() if name not in {*META_FIELDS, "keep"}}
    kept |= {"need_version": str(file.version), "household_version": str(file.household_version)}
    return await page(
        request,
        "needs/conflict.html",
        CONFLICT,
        status=409,
        both=[_both(file, changes, name, who.locale) for name in sorted(clash)],
        by=file.names.get(by or "", "") or say("refusal.somebody", who.locale),
        at=at,
        kept=[(name, one) for name, value in kept.items() for one in _each(value)],
        action_id=who.operation.ids.new("act"),
        action=request.url.path,
        code=file.need.code,
        sheet_url=f"{base_url(who.operation)}/needs/{file.need.need_id}",
    )


def _each(value: Any) -> list[str]:
    return value if isinstance(value, list) else [str(value)]


def _last_act(file: NeedFile, clash: frozenset[str]) -> Act | None:
    """The act that changed one of these fields last."""
    sources = {
        details[0].source.action_id for field, details in file.told.items() if field.value in clash
    } | {source.action_id for name, source in file.group_sources.items() if name in clash}
    return next((act for act in file.acts if act.action_id in sources), None)


def _both(file: NeedFile, changes: Mapping[str, Any], name: str, locale: Locale) -> Both:
    label = say(f"needs_facts.{'group.' if name in GROUPS else ''}{name}", locale)
    value = changes[name]
    if name in GROUPS:
        theirs = _lines(facts_of_group(file.need, name, locale))
        mine = _lines([fact_words(f"{name}.{key}", one, locale) for key, one in value.items()])
        return Both(label=label, theirs=theirs, mine=mine)
    stands = values_of(file).get("contact_note" if name == "contact_hours" else name, "")
    mine_value = _as_chosen(name, value)
    return Both(
        label=label,
        theirs=(fact_words(name, stands, locale).words,),
        mine=(fact_words(name, mine_value, locale).words,),
    )


def _as_chosen(name: str, value: Any) -> Any:
    """The value of a command as the form would show it."""
    if name == "work":
        return [one["work_type"] for one in value]
    return consent_key(value["share_with"]) if name == "consent" else value


def _lines(facts: list[FactWords]) -> tuple[str, ...]:
    return tuple(f"{one.label}: {one.words}" for one in facts)
