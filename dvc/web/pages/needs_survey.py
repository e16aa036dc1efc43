"""The survey station: who waits for a look, who is on the road, whose house waits for a verdict; and the form
at the house.

The form is made for a phone in one hand (screens.md 5.10); what was typed stays on the phone until it is
sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dvc.commands.needs_survey import RecordSurvey
from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal
from dvc.domain.staff import STAFF, StaffStatus
from dvc.read.needs import NeedFile, staff_names
from dvc.read.needs_places import area_names
from dvc.web.acts import META_FIELDS, answer, meta_of, names_of, submit
from dvc.web.auth import Who
from dvc.web.errors import FieldProblem, ShapeInvalid, of_refusal, redirect_back, wants_json
from dvc.web.pages.needs_board import age_words
from dvc.web.pages.needs_calls import callable_needs, day_rows
from dvc.web.pages.needs_form import date_in, list_in, text_in
from dvc.web.pages.needs_intake import errors_of, flat
from dvc.web.pages.needs_options import EQUIPMENT, survey_options
from dvc.web.pages.needs_sight import file_of, may_give, today_of
from dvc.web.parse import body_of, command_from
from dvc.web.render import Page, base_url, page

S = NeedStatus
QUEUE = Page(
    title="needs_pages.survey.title",
    station="survey",
    board="needs",
    help_of="survey",
    styles=("css/needs.css",),
    script_areas=("needs_pages.js", "words.work", "needs.inspection"),
)
FORM = Page(
    title="needs_pages.survey.form_title",
    place="phone",
    scripts=("js/needs_survey.js",),
    styles=("css/needs.css",),
    script_areas=("needs_pages.js",),
)
ROWS_MOST = 40
"""Strips of the waiting list in the page itself; `?all=1` writes every one of them, for paper."""
SURVEYORS = frozenset({"surveyor", "section_chief"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One need of a list. `age`: words; `is_over`: waits longer than the center's limit."""

    need: Need
    age: str
    is_over: bool = False


async def survey_page(request: Request) -> Response:
    """`GET /o/{operation}/survey`."""
    who: Who = request.state.who
    reader, today = who.operation.reader, today_of(who)
    needs = await asyncio.to_thread(callable_needs, reader)
    around = await asyncio.to_thread(_around, who, needs)
    days = int(around["days"])
    waiting = _list(who, needs, S.SURVEY_WAIT, days)
    most = len(waiting) if request.query_params.get("all") else ROWS_MOST
    late = [one for one in waiting if one.is_over]
    return await page(
        request,
        "needs/survey.html",
        replace(QUEUE, script_words={f"area.{code}": name for code, name in around["areas"].items()}),
        waiting=waiting,
        written=waiting[:most],
        late=late,
        surveying=_list(who, needs, S.SURVEYING, days),
        judging=_list(who, needs, S.JUDGE_WAIT, days),
        calls=[one for one in waiting if one.need.next_call_on is None or one.need.next_call_on <= today],
        limit=days,
        days=day_rows(needs, today),
        today=today,
        names=around["names"],
        surveyors=around["surveyors"],
        areas=around["areas"],
        may_assign=may_give(who, "AssignSurvey"),
        needs_url=f"{base_url(who.operation)}/needs",
    )


def _list(who: Who, needs: Iterable[Need], status: NeedStatus, days: int) -> list[Waiting]:
    now = who.operation.clock.now()
    found = []
    for need in needs:
        if need.status is not status:
            continue
        since = need.survey_since if status is S.SURVEY_WAIT and need.survey_since else need.since
        over = status is S.SURVEY_WAIT and now - since > timedelta(days=days)
        found.append(Waiting(need=need, age=age_words(now - since, who.locale), is_over=over))
    return sorted(found, key=lambda one: (one.need.rank.value, one.need.since, one.need.need_id))


def _around(who: Who, needs: Iterable[Need]) -> dict[str, Any]:
    reader = who.operation.reader
    able = [
        one.staff_id
        for one in reader.where(STAFF, status=StaffStatus.ACTIVE)
        if SURVEYORS & {role.value for role in one.roles}
    ]
    names = staff_names(reader, {*able, *(one for need in needs for one in need.surveyors)})
    return {
        "names": names,
        "surveyors": [(one, names.get(one, "")) for one in able],
        "areas": area_names(reader),
        "days": reader.setting("survey_age_days"),
    }


async def form_page(request: Request) -> Response:
    """`GET /o/{operation}/needs/{need}/survey`: the form at the house."""
    return await _draw(request, await file_of(request), {})


async def _draw(
    request: Request,
    file: NeedFile,
    values: Mapping[str, Any],
    *,
    errors: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> Response:
    who: Who = request.state.who
    need = file.need
    areas = await asyncio.to_thread(area_names, who.operation.reader)
    base = f"{base_url(who.operation)}/needs/{need.need_id}"
    known_work = [item.work_type.value for item in need.work]
    return await page(
        request,
        "needs/survey_form.html",
        FORM,
        status=status,
        file=file,
        need=need,
        values=values,
        errs=dict(errors or []),
        error_links=[(f"f-{name}" if name else "survey", words) for name, words in errors or []],
        name=file.value(Personal.NAME),
        address=file.value(Personal.ADDRESS),
        landmark=file.value(Personal.LANDMARK),
        phone=file.value(Personal.PHONE),
        request_text=file.value(Personal.REQUEST_TEXT),
        area=areas.get(need.place.area or "", ""),
        chosen_work=list_in(values, "work") or known_work,
        me=who.actor.id,
        today=today_of(who),
        may_assign=may_give(who, "AssignSurvey"),
        action=f"{base}/survey",
        action_id=who.operation.ids.new("act"),
        base=base,
        survey_url=f"{base_url(who.operation)}/survey",
        **survey_options(who.locale),
    )


async def record(request: Request) -> Response:
    """`POST /o/{operation}/needs/{need}/survey`: what the surveyors bring back, as one command."""
    who: Who = request.state.who
    form = await body_of(request)
    shown = flat(form)
    extra = {name: form.pop(name) for name in META_FIELDS if name in form}
    need_id = request.path_params["need"]
    try:
        need = await asyncio.to_thread(who.operation.reader.find, NEED, need_id)
        command = command_from(RecordSurvey, survey_in(form, need_id, who, need))
        receipt = await submit(who, command, meta_of(request, who, extra))
    except (ShapeInvalid, Refusal) as no:
        if not wants_json(request):
            status = no.status if isinstance(no, Refusal) else 422
            file = await file_of(request)
            return await _draw(request, file, shown, errors=errors_of(no, who), status=status)
        if isinstance(no, Refusal):
            return of_refusal(no, who.locale, await names_of(who, no))
        raise
    if wants_json(request):
        return answer(receipt)
    return redirect_back(request, f"{base_url(who.operation)}/survey")


_TEXTS = (
    "result",
    "verdict",
    "inspection",
    "safety",
    "site_memo",
    "cautions",
    "inspection_note",
    "estimate_basis",
    "crisis_note",
    "concern_note",
    "sibling_id",
)
_LISTS = ("hazards", "technical", "technical_items", "crisis", "concerns")


def survey_in(form: Mapping[str, Any], need_id: str, who: Who, need: Need | None) -> dict[str, Any]:
    """The fields of `RecordSurvey` that the form means. Raises ShapeInvalid."""
    problems: list[FieldProblem] = []
    body: dict[str, Any] = {"need_id": need_id}
    body |= {name: text for name in _TEXTS if (text := text_in(form, name))}
    body |= {name: held for name in _LISTS if (held := list_in(form, name))}
    for name in ("watch_after", "card_left"):
        if form.get(name):
            body[name] = True
    if day := text_in(form, "next_on"):
        body["next_on"] = date_in(day, "next_on", today_of(who), problems)
    if body.get("result") == "done":
        body |= _work_and_people(form, need)
    if problems:
        raise ShapeInvalid(problems)
    return body


def _work_and_people(form: Mapping[str, Any], need: Need | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    held = {item.work_type.value: item for item in need.work} if need is not None else {}
    work = []
    for kind in dict.fromkeys(list_in(form, "work")):
        one: dict[str, Any] = {"work_type": kind}
        if kind in held:
            one |= {"item_id": held[kind].item_id, "quantity": held[kind].quantity}
        work.append(one)
    if work:
        found["work"] = work
    estimate = form.get("estimate")
    if isinstance(estimate, Mapping) and estimate.get("people_min"):
        found["estimate"] = {**estimate, **_tools_and_skills(form)}
    return found


def _tools_and_skills(form: Mapping[str, Any]) -> dict[str, Any]:
    """Tools by their count, and one person for each skill that was ticked."""
    counts = form.get("tools")
    tools = counts if isinstance(counts, Mapping) else {}
    equipment = [
        {"item": item, "count": tools[item]} for item in EQUIPMENT if tools.get(item) not in (None, "", "0")
    ]
    skills = [{"skill": skill, "count": 1} for skill in list_in(form, "skills")]
    return {
        **({"equipment": equipment} if equipment else {}),
        **({"skills": skills} if skills else {}),
    }
