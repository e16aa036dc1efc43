"""Who looks at a household and what they may do there: asked by every page of the needs and survey stations.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date

from starlette.requests import Request

from dvc.commands.catalogue import COMMANDS
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal
from dvc.domain.values import activity_day
from dvc.read.needs import NeedFile, Sight, head, need_file
from dvc.web.auth import Who
from dvc.web.operation import Operation
from dvc.web.who_sees_what import fields_for, own_fields_for

FOLLOW_SECONDS = 0.5
FOLLOW_STEP_SECONDS = 0.01


def sight_of(who: Who) -> Sight:
    """What this person may read of a household, and what only where they wrote it down themselves."""
    read = fields_for(who.actor.roles, "resident")
    return Sight(
        actor=who.actor.id, read=read, own=own_fields_for(who.actor.roles, "resident") - read
    )


def may_give(who: Who, command: str) -> bool:
    """Whether one of the person's roles may give this command; the command itself asks again."""
    return bool(COMMANDS[command].roles & who.actor.roles)


def today_of(who: Who) -> date:
    """The activity day of now."""
    return activity_day(who.operation.clock.now())


async def note_seen(
    who: Who, subjects: Iterable[str], fields: Iterable[Personal], *, act: str = "page"
) -> None:
    """Write the view into the access log before it is sent; nothing seen writes nothing (J6)."""
    of, shown = tuple(sorted(set(subjects))), tuple(sorted({field.value for field in fields}))
    if not of or not shown:
        return
    note = who.operation.note_view(
        actor=who.actor.id, station=who.station, act=act, subjects=of, fields=shown
    )
    await asyncio.wrap_future(note)


async def file_of(request: Request, *, act: str = "page") -> NeedFile:
    """The file of the need that the path names; the view is logged. Raises `refusal.unknown` (404)."""
    who: Who = request.state.who
    found = await asyncio.to_thread(
        need_file, who.operation.reader, request.path_params["need"], sight_of(who)
    )
    if found is None:
        raise Refusal("refusal.unknown", status=404, kind="need")
    await note_seen(who, found.subjects, _shown(found), act=act)
    return found


def _shown(file: NeedFile) -> set[Personal]:
    return set(file.told) | {field for one in file.acts for field in one.notes}


async def followed(operation: Operation) -> None:
    """Let the boards read what is committed, so that a page after an act shows the act; half a second at
    most.
    """
    seq = await asyncio.to_thread(head, operation.reader)
    operation.hub.poke(seq)
    for _ in range(int(FOLLOW_SECONDS / FOLLOW_STEP_SECONDS)):
        if operation.hub.world.seq >= seq:
            return
        await asyncio.sleep(FOLLOW_STEP_SECONDS)
