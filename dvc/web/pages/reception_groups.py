"""Groups at the reception: announced with a list, received with one act and the absent unticked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dvc.commands.reception_groups import (
    CheckInGroup,
    GroupPerson,
    MemberException,
    NewGroup,
    RegisterGroup,
)
from dvc.domain.attendance_state import Condition, DayAnswers
from dvc.domain.group import MEMBERS_MOST, GroupKind, GroupTerms
from dvc.domain.ids import AttendanceId, GroupId
from dvc.domain.personal import Personal
from dvc.domain.readings import read_date, read_phone
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.read.reception import GroupFile, group_file, groups_of_day
from dvc.read.volunteers import same_person
from dvc.text.catalog import Locale
from dvc.web.acts import META_FIELDS, answer, meta_of, submit
from dvc.web.auth import Who
from dvc.web.errors import FieldProblem, ShapeInvalid, redirect_back, sentence, wants_json
from dvc.web.pages.reception_card import COUNTER, card_fields, for_the_card, is_part, noted, part
from dvc.web.pages.reception_form import Reading
from dvc.web.pages.reception_now import now_of
from dvc.web.pages.reception_roster import Roster, read_roster
from dvc.web.parse import body_of
from dvc.web.render import Page, base_url, page

GROUP_FIELDS = (Personal.GROUP_NAME, Personal.NAME, Personal.KANA, Personal.PHONE)
ROSTER_LENGTH_MOST = 20_000
NAME_MOST = 100
FIELD_IDS = {"contact_phone": "phone"}
"""Short ids of fields in the template."""
GROUPS = Page(
    title="reception_pages.group.title",
    station="reception",
    board="reception",
    help_of="reception",
    styles=("css/reception.css",),
)
ONE = Page(
    title="reception_pages.group.one",
    station="reception",
    board="reception",
    help_of="reception",
    styles=("css/reception.css",),
)


async def groups(request: Request) -> Response:
    """`GET /o/{operation}/reception/groups`."""
    return await _list(request, Reading(typed={}), Roster(people=(), bad=()))


async def _list(request: Request, reading: Reading, roster: Roster, *, status: int = 200) -> Response:
    who: Who = request.state.who
    now, fields = now_of(who.operation), card_fields(who, GROUP_FIELDS)
    found = await asyncio.to_thread(lambda: groups_of_day(who.operation.reader, now.today, fields=fields))
    await noted(who, "page", (one.group.group_id for one in found), fields)
    problems = reading.said(who.locale)
    bad = [(one.line, sentence(one.code, who.locale, one.details)) for one in roster.bad]
    return await page(
        request,
        "reception/groups.html",
        GROUPS,
        status=status,
        found=found,
        typed={name: reading.text(name) for name in reading.typed},
        problems=problems,
        bad=bad,
        errors=[(f"group-{FIELD_IDS.get(name, name)}", words) for name, words in problems.items()],
        members_most=MEMBERS_MOST,
        **for_the_card(who, now),
    )


async def register(request: Request) -> Response:
    """`POST …/reception/groups`: announce a group with its list; `here`: it stands at the desk already."""
    who: Who = request.state.who
    body = await body_of(request)
    extra = {name: body.pop(name) for name in META_FIELDS if name in body}
    today = now_of(who.operation).today
    reading = Reading(typed=body)
    new = _new_group(reading)
    day = reading.read("day", lambda text: read_date(text, today=today)) or today
    roster = read_roster(str(body.get("roster") or "")[:ROSTER_LENGTH_MOST], today=today)
    if reading.problems or roster.bad:
        if wants_json(request):
            raise ShapeInvalid([*reading.problems, *_list_problems(roster, who.locale)])
        return await _list(request, reading, roster, status=422)
    people = await asyncio.to_thread(_known, who, roster.people)
    if body.get("here"):
        group_id = GroupId(who.operation.ids.new("grp"))
        expected = replace(new.terms, expected=max(1, len(people)))
        new = replace(new, terms=expected)
        command: Any = CheckInGroup(group_id=group_id, new_group=new, people=people)
    else:
        command = RegisterGroup(group=new, day=day, people=people)
    receipt = await submit(who, command, meta_of(request, who, extra))
    goes = f"{base_url(who.operation)}/reception/groups/{receipt.result['group_id']}"
    return answer(receipt) if wants_json(request) else redirect_back(request, goes)


def _list_problems(roster: Roster, locale: Locale) -> list[FieldProblem]:
    """The first line of the list that has to be mended, as a problem of its field."""
    return [
        FieldProblem(
            field="roster",
            code="reception_pages.roster.line",
            details={"line": one.line, "words": sentence(one.code, locale, one.details)},
        )
        for one in roster.bad[:1]
    ]


def _new_group(reading: Reading) -> NewGroup:
    """The group of a form; look at `reading.problems` before it is used."""
    reading.must(("name", "expected"))
    expected = reading.text("expected")
    if expected and not (expected.isdecimal() and 0 < int(expected) <= MEMBERS_MOST):
        reading.problems.append(FieldProblem(field="expected", code="shape.number"))
        expected = ""
    name = reading.text("name")
    if len(name) > NAME_MOST:
        too_long = FieldProblem(field="name", code="shape.too_long", details={"most": NAME_MOST})
        reading.problems.append(too_long)
    phone = reading.read("contact_phone", read_phone)
    return NewGroup(
        name=name,
        terms=GroupTerms(
            kind=reading.read("kind", GroupKind) or GroupKind.OTHER,
            expected=int(expected) if expected else 1,
            keep_together=reading.text("keep_together") != "false",
            own_cars=reading.text("own_cars") == "true",
        ),
        contact_name=reading.text("contact_name") or None,
        contact_phone=phone.text if phone is not None else None,
    )


async def group(request: Request) -> Response:
    """`GET …/reception/groups/{group}`: the list of a group, everybody ticked."""
    who: Who = request.state.who
    file = await _file(request)
    data = {**for_the_card(who, now_of(who.operation)), "file": file, "roster": "", "bad": []}
    if is_part(request):
        return await part(request, "reception/_group.html", COUNTER, **data)
    return await page(request, "reception/group.html", ONE, **data)


async def _file(request: Request) -> GroupFile:
    who: Who = request.state.who
    fields = card_fields(who, GROUP_FIELDS)
    file = await asyncio.to_thread(
        lambda: group_file(who.operation.reader, request.path_params["group"], fields=fields)
    )
    refuse_unless(file is not None, "refusal.unknown", status=404, kind="group")
    assert file is not None
    shown = [file.group.group_id, *(one.volunteer.volunteer_id for one in file.people)]
    await noted(who, "page", shown, fields)
    return file


async def receive(request: Request) -> Response:
    """`POST …/reception/groups/{group}/check-in`: everybody whose box is ticked; `roster`: who came
    besides.
    """
    who: Who = request.state.who
    body = await body_of(request)
    extra = {name: body.pop(name) for name in META_FIELDS if name in body}
    file = await _file(request)
    roster = read_roster(
        str(body.get("roster") or "")[:ROSTER_LENGTH_MOST], today=now_of(who.operation).today
    )
    if roster.bad:
        raise ShapeInvalid(_list_problems(roster, who.locale))
    people = await asyncio.to_thread(_known, who, roster.people)
    receipt = await submit(who, _check_in(file, body, people), meta_of(request, who, extra))
    goes = f"{base_url(who.operation)}/reception/groups/{file.group.group_id}"
    return answer(receipt) if wants_json(request) else redirect_back(request, goes)


def _check_in(file: GroupFile, body: Mapping[str, Any], new: tuple[GroupPerson, ...]) -> CheckInGroup:
    """The act: who is not ticked is absent; who is not well said so differently from the others. Raises
    Refusal.
    """
    here = set(_several(body.get("here")))
    unwell = dict.fromkeys(_several(body.get("slightly")), Condition.SLIGHTLY)
    unwell |= dict.fromkeys(_several(body.get("bad")), Condition.BAD)
    listed = set(file.group.members)
    if not here <= listed or not set(unwell) <= listed:
        raise Refusal("reception.not_in_group")
    added = tuple(replace(one, is_leader=one.is_leader and file.group.leader is None) for one in new)
    return CheckInGroup(
        group_id=file.group.group_id,
        absent=tuple(one for one in file.group.members if one not in here),
        exceptions=tuple(
            MemberException(attendance_id=AttendanceId(one), said=DayAnswers(condition=said))
            for one, said in unwell.items()
            if one in here
        ),
        people=added,
    )


def _known(who: Who, people: tuple[GroupPerson, ...]) -> tuple[GroupPerson, ...]:
    """The same people; whoever is entered already, by name and telephone, by their entry. Blocks."""
    made = []
    for one in people:
        form = one.person
        same = (
            same_person(who.operation.reader, name=form.name or "", kana=form.kana or "", phone=form.phone)
            if form is not None and form.phone
            else []
        )
        made.append(replace(one, volunteer_id=same[0]) if same else one)
    return tuple(made)


def _several(value: Any) -> list[str]:
    """Values of a repeated field."""
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
