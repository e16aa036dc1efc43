"""The need sheet and the household: facts with their sources, one time line, the next act and every act that
is possible now (screens.md 5.6).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dvc.domain.household import HOUSEHOLD_TEXTS
from dvc.domain.need_gate import gate_of
from dvc.domain.need_state import Need
from dvc.domain.personal import Detail, Personal, Told
from dvc.domain.refusal import Refusal
from dvc.domain.refusal_reasons import RULES
from dvc.domain.skip_survey import skip_survey
from dvc.domain.staff import STAFF, StaffStatus
from dvc.domain.urgency import urgency_of
from dvc.read.needs import FACTS_OF_NEED, NeedFile, household_file
from dvc.read.needs_places import area_names, place_told
from dvc.text.catalog import Locale, say
from dvc.web.auth import Who
from dvc.web.pages.needs_alike import candidates, place_words
from dvc.web.pages.needs_facts import GROUPS, FactWords, estimate_words, facts_of_group
from dvc.web.pages.needs_line import day_words, lines_of, undoable_act
from dvc.web.pages.needs_next import acts_of, deadline_of, next_of
from dvc.web.pages.needs_options import act_options
from dvc.web.pages.needs_sight import file_of, may_give, note_seen, sight_of, today_of
from dvc.web.render import Page, base_url, page
from dvc.web.ui import clock

SHEET = Page(
    title="needs_sheet.title",
    station="needs",
    board="needs",
    help_of="needs",
    scripts=("js/needs_sheet.js",),
    styles=("css/needs.css",),
    script_areas=("needs_pages.js",),
)
HOUSEHOLD = Page(title="needs_pages.household.title", station="needs", styles=("css/needs.css",))
NOT_SHOWN = frozenset({Personal.LAT, Personal.LON, Personal.RELATION})
"""Coordinates are a pin on the map; who speaks for the household stands beside what they said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact of the sheet. `source`: who said it, how and when; `before`: former values, newest first."""

    label: str
    words: str
    source: str
    before: tuple[str, ...] = ()


async def sheet_page(request: Request) -> Response:
    """`GET /o/{operation}/needs/{need}`."""
    who: Who = request.state.who
    file = await file_of(request)
    base = f"{base_url(who.operation)}/needs/{file.need.need_id}"
    known = await asyncio.to_thread(_around, who, file)
    need, today = file.need, today_of(who)
    undoable = undoable_act(file, actor=who.actor.id)
    return await page(
        request,
        "needs/sheet.html",
        SHEET,
        file=file,
        need=need,
        base=base,
        today=today,
        tomorrow=today + timedelta(days=1),
        texts=text_rows(file, who.locale),
        facts=fact_rows(file, who.locale),
        lines=lines_of(file, who.locale, undoable=undoable),
        acts=acts_of(need, who),
        next=next_of(need, today=today, locale=who.locale, base=base),
        deadline=deadline_of(
            need,
            survey_days=known["survey_days"],
            crisis_minutes=known["crisis_minutes"],
            locale=who.locale,
        ),
        area=known["areas"].get(need.place.area or "", ""),
        place=known["place"],
        urgency=urgency_of(need, today=today, area_lag=need.area_lag).parts,
        gate=gate_of(need).value,
        blocks=[block.value for block in skip_survey(need, need.estimate)],
        sticker=need.inspection.value,
        agencies_of={reason.value: [one.value for one in rule.agencies] for reason, rule in RULES.items()},
        surveyors=known["surveyors"],
        is_masked=not file.told and not sight_of(who).read,
        **act_options(who.locale),
    )


def _around(who: Who, file: NeedFile) -> dict[str, Any]:
    """Settings, districts, staff and the place, read in one go."""
    reader = who.operation.reader
    address = file.value(Personal.ADDRESS)
    staff = [one for one in reader.where(STAFF) if one.status is StaffStatus.ACTIVE]
    able = [one.staff_id for one in staff if "surveyor" in one.roles or "section_chief" in one.roles]
    labels = reader.labels(able, [Personal.NAME])
    names = [(one, labels.get(one, {}).get(Personal.NAME, "")) for one in able]
    return {
        "areas": area_names(reader),
        "place": place_words(place_told(reader, address), who.locale) if address else "",
        "surveyors": names,
        "survey_days": reader.setting("survey_age_days"),
        "crisis_minutes": reader.setting("crisis_report_minutes"),
    }


def text_rows(file: NeedFile, locale: Locale) -> list[Row]:
    """What was said in words, in the order of the paper, with its sources."""
    rows = []
    for field in (*HOUSEHOLD_TEXTS, *FACTS_OF_NEED):
        details = file.told.get(field, ())
        if not details or field in NOT_SHOWN:
            continue
        rows.append(
            Row(
                label=say(f"needs_facts.{field}", locale),
                words=details[0].value,
                source=source_words(details[0], locale),
                before=tuple(f"{one.value}（{source_words(one, locale)}）" for one in details[1:4]),
            )
        )
    return rows


def source_words(detail: Detail, locale: Locale) -> str:
    """電話・本人 9/12 09:21, or 現地で見た."""
    source = detail.source
    parts = [say(f"words.medium.{source.medium}", locale)]
    if source.told is Told.SEEN:
        parts = [say("words.told.seen", locale)]
    elif source.said_by:
        parts.append(say(f"needs.relation.{source.said_by}", locale))
    by = say("needs_pages.dot", locale).join(parts)
    return f"{by} {day_words(source.at, locale)} {clock(source.at)}"


def fact_rows(file: NeedFile, locale: Locale) -> list[Row]:
    """The facts that are no text, by group, with the act that told them last."""
    rows = [
        Row(label=fact.label, words=fact.words, source=_group_source(file, group, locale))
        for group in GROUPS
        for fact in facts_of_group(file.need, group, locale)
    ]
    return [*_whole_rows(file, locale), *rows]


def _whole_rows(file: NeedFile, locale: Locale) -> list[Row]:
    """Work, estimate, sticker, promise and troubles: one line each."""
    need = file.need
    comma = say("needs_pages.comma", locale)
    found: list[FactWords] = []
    if need.work:
        words = comma.join(say(f"words.work.{item.work_type}", locale) for item in need.work)
        found.append(_fact("work", words, locale))
    if need.estimate is not None:
        found.append(_fact("estimate", estimate_words(need.estimate, locale), locale))
    if need.inspection.value != "n_a":
        found.append(_fact("inspection", say(f"needs.inspection.{need.inspection}", locale), locale))
    if need.concerns:
        words = comma.join(say(f"needs.concern.{one}", locale) for one in need.concerns)
        found.append(_fact("concerns", words, locale))
    if need.told_points:
        words = comma.join(say(f"needs.explained.{one}", locale) for one in need.told_points)
        found.append(_fact("told_points", words, locale))
    return [
        Row(label=one.label, words=one.words, source=_group_source(file, one.path, locale)) for one in found
    ]


def _fact(path: str, words: str, locale: Locale) -> FactWords:
    return FactWords(path=path, label=say(f"needs_facts.{path}", locale), words=words)


def _group_source(file: NeedFile, group: str, locale: Locale) -> str:
    source = file.group_sources.get(group)
    if source is None:
        return ""
    how = say("words.told.seen" if source.seen else f"words.medium.{source.medium}", locale)
    return f"{how} {day_words(source.at, locale)} {clock(source.at)}"


SAVED = replace(SHEET, board=None)


async def saved_page(request: Request) -> Response:
    """`GET /o/{operation}/needs/{need}/saved`: the number to read aloud, what is missing, survey or not."""
    who: Who = request.state.who
    file = await file_of(request)
    need = file.need
    said = {
        "name": file.value(Personal.NAME),
        "kana": file.value(Personal.KANA),
        "phone": file.value(Personal.PHONE),
        "address": file.value(Personal.ADDRESS),
    }
    found = await candidates(who, said, but=file.household.household_id)
    place = await asyncio.to_thread(place_told, who.operation.reader, said["address"])
    apart = set(file.household.not_same_as)
    return await page(
        request,
        "needs/saved.html",
        SAVED,
        file=file,
        need=need,
        base=f"{base_url(who.operation)}/needs/{need.need_id}",
        needs_url=f"{base_url(who.operation)}/needs",
        acts=acts_of(need, who),
        blocks=[block.value for block in skip_survey(need, need.estimate)],
        alike=[one for one in found if one.household_id not in apart and one.needs],
        place_candidates=place.candidates if need.place.mesh is None else (),
        address=said["address"],
    )


async def household_page(request: Request) -> Response:
    """`GET /o/{operation}/households/{household}`: all needs of a household, siblings and former ones."""
    who: Who = request.state.who
    reader = who.operation.reader
    found = await asyncio.to_thread(
        household_file, reader, request.path_params["household"], sight_of(who)
    )
    if found is None:
        raise Refusal("refusal.unknown", status=404, kind="household")
    await note_seen(who, [found.household.household_id], set(found.told))
    areas = await asyncio.to_thread(area_names, reader)
    rows = [
        Row(
            label=say(f"needs_facts.{field}", who.locale),
            words=details[0].value,
            source=source_words(details[0], who.locale),
        )
        for field, details in found.told.items()
        if field not in NOT_SHOWN
    ]
    return await page(
        request,
        "needs/household.html",
        HOUSEHOLD,
        house=found,
        rows=rows,
        open_needs=[one for one in found.needs if _is_open(one)],
        past_needs=[one for one in found.needs if not _is_open(one)],
        area=areas.get(found.household.place.area or "", ""),
        needs_url=f"{base_url(who.operation)}/needs",
        may_unmerge=may_give(who, "UnmergeHouseholds"),
    )


def _is_open(need: Need) -> bool:
    return need.status.value not in {"closed", "merged", "cancelled", "refused", "referred", "done"}
