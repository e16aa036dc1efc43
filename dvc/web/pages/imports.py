"""Bringing in a list of needs: choose, look, import (screens.md 5, recipe Import).

Looking changes nothing and keeps nothing: the file travels back in the form of the preview, so that a restart
or a second server between the two steps loses nothing. Each row is one act with an id of its own.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dvc.commands.need_import import NeedPlan, PlannedNeed
from dvc.commands.need_rows import RowProblem
from dvc.domain.command import CommandMeta
from dvc.domain.facts import Medium
from dvc.domain.refusal import Refusal
from dvc.read.files import FILE_BYTES_MOST
from dvc.web.acts import submit
from dvc.web.auth import Who
from dvc.web.errors import sentence
from dvc.web.need_lists import ListCenter, ListFile, plan_of_file
from dvc.web.render import Page, base_url, page

IMPORTS: Final = Page(title="imports.title", station="needs")
AT_ONCE: Final = 50
"""Acts that are given before the first is waited for: one page must not fill the writer's queue."""
PART_BYTES_MOST: Final = FILE_BYTES_MOST * 4 // 3 + 64
NAME_LETTERS_MOST: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of an import: rows that came in, and those that the center refused."""

    new: int
    refused: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows: nothing yet, a preview, a result, or why a file was refused."""

    file: ListFile | None = None
    plan: NeedPlan | None = None
    result: Result | None = None
    error: str = ""

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """Rows to mend, in order."""
        found = () if self.plan is None else self.plan.problems
        refused = () if self.result is None else self.result.refused
        return tuple(sorted((*found, *refused), key=lambda one: one.row))


NOTHING: Final = Shown()


async def imports_page(request: Request) -> Response:
    """`GET /o/{operation}/imports`: choose a file."""
    return await _draw(request)


async def take_list(request: Request) -> Response:
    """`POST /o/{operation}/imports`: with `file` show what it would do; with `content` and `take` do it."""
    who: Who = request.state.who
    try:
        async with request.form(max_files=1, max_fields=20, max_part_size=PART_BYTES_MOST) as form:
            file = await _file_in(form)
            takes = form.get("take") is not None
        plan = await asyncio.to_thread(_plan, who, file)
    except Refusal as no:
        error = sentence(no.code, who.locale, no.details)
        return await _draw(request, Shown(error=error), status=no.status)
    if takes:
        result = await _take(who, plan)
        return await _draw(request, Shown(file=file, plan=plan, result=result))
    return await _draw(request, Shown(file=file, plan=plan))


async def _file_in(form: FormData) -> ListFile:
    """The file of the form: chosen now, or looked at before. Raises Refusal `imports.file_missing`."""
    chosen = form.get("file")
    if isinstance(chosen, UploadFile) and chosen.filename:
        data = await chosen.read(FILE_BYTES_MOST + 1)
        return ListFile(name=chosen.filename[-NAME_LETTERS_MOST:], data=data)
    return _looked_at(form)


def _looked_at(form: FormData) -> ListFile:
    content, name = form.get("content"), form.get("name")
    if not isinstance(content, str) or not isinstance(name, str) or not content:
        raise Refusal("imports.file_missing", status=422)
    try:
        data = base64.b64decode(content, validate=True)
    except binascii.Error:
        raise Refusal("imports.file_broken", status=422) from None
    return ListFile(name=name[-NAME_LETTERS_MOST:], data=data)


def _plan(who: Who, file: ListFile) -> NeedPlan:
    center = ListCenter(reader=who.operation.reader, keyed=who.operation.mac)
    return plan_of_file(center, file, now=who.operation.clock.now())


async def _take(who: Who, plan: NeedPlan) -> Result:
    """Give every row; one that is refused does not hold up the others, and is named."""
    new, refused = 0, []
    for at in range(0, len(plan.needs), AT_ONCE):
        some = plan.needs[at : at + AT_ONCE]
        answers = await asyncio.gather(*(_give(who, one) for one in some))
        new += sum(answer is None for answer in answers)
        refused += [answer for answer in answers if answer is not None]
    return Result(new=new, refused=tuple(refused))


async def _give(who: Who, need: PlannedNeed) -> RowProblem | None:
    meta = CommandMeta(action_id=need.action_id, actor=who.actor, medium=Medium.IMPORT, station=who.station)
    try:
        await submit(who, need.command, meta)
    except Refusal as no:
        told: dict[str, Any] = dict(no.details)
        return RowProblem(row=need.row, code=no.code, details=told)
    return None


async def _draw(request: Request, shown: Shown = NOTHING, *, status: int = 200) -> Response:
    who: Who = request.state.who
    file, plan = shown.file, shown.plan
    return await page(
        request,
        "imports/imports.html",
        IMPORTS,
        status=status,
        here=f"{base_url(who.operation)}/imports",
        needs_url=f"{base_url(who.operation)}/needs",
        file=file,
        plan=plan,
        result=shown.result,
        error=shown.error,
        content=base64.b64encode(file.data).decode() if file is not None and shown.result is None else "",
        rows=[
            {
                "row": one.row,
                "cell": one.cell,
                "heading": "" if plan is None else plan.columns.get(one.column, ""),
                "value": one.value,
                "words": sentence(one.code, who.locale, one.details),
            }
            for one in shown.problems
        ],
    )


ROUTES: list[BaseRoute] = [
    Route("/o/{operation}/imports", imports_page),
    Route("/o/{operation}/imports", take_list, methods=["POST"]),
]
