"""Acts on a need whose form holds days as people write them (あす, 9/12, 令和8年…) or another need's number.

`POST /o/{operation}/needs/{need}/acts/{command}` reads them and gives the one command; every other act goes
to the command itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dvc.commands.catalogue import COMMANDS
from dvc.domain.readings import plain
from dvc.domain.refusal import Refusal
from dvc.read.needs import need_of_code
from dvc.web.acts import META_FIELDS, answer, meta_of, names_of, submit
from dvc.web.auth import Who
from dvc.web.errors import FieldProblem, ShapeInvalid, of_refusal, redirect_back, wants_json
from dvc.web.pages.needs_form import date_in
from dvc.web.pages.needs_sight import today_of
from dvc.web.parse import body_of, command_from

DAYS: Mapping[str, tuple[str, ...]] = {
    "ScheduleNeed": ("appointment.day",),
    "MoveAppointment": ("appointment.day",),
    "RecordCall": ("next_on",),
    "HoldNeed": ("until",),
    "RefuseNeed": ("promised_on",),
    "ReferNeed": ("promised_on",),
    "HandOverNeed": ("promised_on",),
    "AssignSurvey": ("day",),
    "JudgeGate": ("hold_until",),
    "OpenReferral": ("promised_on",),
    "AnswerReferral": ("promised_on",),
    "MergeNeed": (),
    "SetRank": (),
}
"""Acts that come this way, with the fields of each that hold a day."""
COMPUTED = "computed"
"""The rank that the score gives, as a choice of a form; an empty field would be no answer at all."""


async def act(request: Request) -> Response:
    """Read the form and give the command. Raises Refusal 404 for an act that has no such form."""
    name = request.path_params["command"]
    if name not in DAYS:
        raise Refusal("refusal.unknown_command", status=404)
    return await _give(request, name)


async def assign(request: Request) -> Response:
    """`POST /o/{operation}/survey/assign`: people and day in one form, the need on the button pressed."""
    return await _give(request, "AssignSurvey")


async def _give(request: Request, name: str) -> Response:
    who: Who = request.state.who
    form = await body_of(request)
    extra = {field: form.pop(field) for field in META_FIELDS if field in form}
    problems: list[FieldProblem] = []
    for path in DAYS[name]:
        _read_day(form, path, who, problems)
    if name == "MergeNeed":
        await _read_number(form, who, problems)
    if form.get("rank") == COMPUTED:
        form["rank"] = None
    if problems:
        raise ShapeInvalid(problems)
    command = command_from(COMMANDS[name].command, form)
    try:
        receipt = await submit(who, command, meta_of(request, who, extra))
    except Refusal as no:
        if not wants_json(request):
            raise
        return of_refusal(no, who.locale, await names_of(who, no))
    if wants_json(request):
        return answer(receipt)
    return redirect_back(request, str(extra.get("next") or "/"))


def _read_day(form: dict[str, Any], path: str, who: Who, problems: list[FieldProblem]) -> None:
    *groups, last = path.split(".")
    place: Any = form
    for group in groups:
        place = place.get(group)
        if not isinstance(place, dict):
            return
    given = place.get(last)
    if isinstance(given, str) and given.strip():
        read = date_in(given, path, today_of(who), problems)
        if read is not None:
            place[last] = read


async def _read_number(form: dict[str, Any], who: Who, problems: list[FieldProblem]) -> None:
    """The number of the other need, as it is read aloud, to its id."""
    given = plain(str(form.pop("number", ""))).upper()
    if not given:
        return
    other = await asyncio.to_thread(need_of_code, who.operation.reader, given)
    if other is None:
        problems.append(FieldProblem(field="number", code="refusal.unknown"))
    else:
        form["into"] = other.need_id
