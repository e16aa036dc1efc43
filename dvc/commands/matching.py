"""The wall: hang up a sheet, lock it, take it down (domain/01 1.9). Notes on it are `matching_seats`.

A sheet, its notes and the household's need move in one act; whoever comes second hears who was first and
when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.matching_facts import need_of, visit_code
from dvc.commands.matching_hand import actor_of
from dvc.commands.matching_seats import WALL, to_pool
from dvc.domain import need_activity
from dvc.domain import visit as sheets
from dvc.domain.ids import MAIN_BASE, BaseId, NeedId, VisitId
from dvc.domain.need import NEED
from dvc.domain.need_gate import refuse_closed_gate, refuse_foreign_route
from dvc.domain.need_state import Need, NeedStatus, UnpostReason
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.team_state import Visit, VisitStatus
from dvc.domain.values import Slot, activity_day
from dvc.domain.visit import VISIT
from dvc.domain.visit_events import VisitPosted, freed_by
from dvc.ports import Work

LIVE = frozenset({VisitStatus.POSTED, VisitStatus.TEAMED, VisitStatus.OUT})
"""Sheets of today on which something is still to happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostNeed:
    """Hang up the sheet of a need for a day (N16). None: as agreed with the household and estimated.

    `second_sheet`: one more sheet of a need that hangs already, on purpose (F8: no double dispatch by
    mistake).
    """

    need_id: NeedId
    visit_id: VisitId | None = None
    day: date | None = None
    slot: Slot | None = None
    base_id: BaseId = MAIN_BASE
    people_min: int | None = None
    people_max: int | None = None
    second_sheet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDownVisit:
    """Take a sheet off the wall; its notes are free again (N18)."""

    visit_id: VisitId
    because: UnpostReason


@dataclass(frozen=True, slots=True, kw_only=True)
class LockVisit:
    """Keep a sheet as it is, for proposals and for hands."""

    visit_id: VisitId


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockVisit:
    """Let a sheet change again."""

    visit_id: VisitId


@handles(PostNeed, roles=WALL)
def post_need(work: Work, command: PostNeed, meta: CommandMeta) -> Result:
    """Need and sheet in one act.

    Raises Refusal `wall.already_posted`, `wall.no_numbers`, and those of the need.
    """
    need = work.get(NEED, command.need_id)
    at, by = work.meta.happened_at, actor_of(meta)
    day = command.day or activity_day(at)
    visit_id = command.visit_id or VisitId(work.ids.new("visit"))
    known = work.where(VISIT, need_id=need.need_id)
    _refuse_double(work, command, known, day)
    hangs = need.status in {NeedStatus.POSTED, NeedStatus.IN_ACTIVITY} and command.second_sheet
    people_min, people_max = _numbers(command, need)
    event = VisitPosted(
        visit_id=visit_id,
        need_id=need.need_id,
        number=1 + max((visit.number for visit in known), default=0),
        day=day,
        slot=command.slot or (need.appointment.slot if need.appointment else Slot.DAY),
        base_id=command.base_id,
        people_min=people_min,
        people_max=people_max,
        by=by,
        at=at,
    )
    events = sheets.post(work.find(VISIT, visit_id), event)
    if hangs:
        refuse_foreign_route(need)
        refuse_closed_gate(need)
        refuse_unless(need.posted_on == day, "wall.other_day", status=422, day=day.isoformat())
    else:
        work.record(NEED, need.need_id, *need_activity.post(need, visit_id=visit_id, day=day, at=at))
    visit = work.record(VISIT, visit_id, *events)
    return {
        "visit_id": visit_id,
        "need_id": need.need_id,
        "number": visit.number,
        "code": visit_code(work, visit),
    }


def _refuse_double(work: Work, command: PostNeed, known: Sequence[Visit], day: date) -> None:
    """One household, two sheets on one day: only on purpose (F8)."""
    live = [visit for visit in known if visit.day == day and visit.status in LIVE]
    if live and not command.second_sheet:
        code = visit_code(work, live[0])
        raise Refusal("wall.already_posted", where=code, by=live[0].posted_by, at=live[0].posted_at)


def _numbers(command: PostNeed, need: Need) -> tuple[int, int]:
    estimate = need.estimate
    least = command.people_min or (estimate.people_min if estimate else None)
    most = command.people_max or (estimate.people_max if estimate else None)
    if least is None or most is None:
        raise Refusal("wall.no_numbers", need_code=need.code)
    return least, most


@handles(TakeDownVisit, roles=WALL)
def take_down_visit(work: Work, command: TakeDownVisit, meta: CommandMeta) -> Result:
    """Sheet, notes and need in one act; teams that were made of it stay. Raises Refusal `wall.sheet_down`."""
    visit = work.get(VISIT, command.visit_id)
    at, by = work.meta.happened_at, actor_of(meta)
    loose = [person for seat in visit.loose for person in seat.people]
    events = sheets.take_down(visit, because=command.because, by=by, at=at)
    after = work.record(VISIT, visit.visit_id, *events)
    for person in loose:
        to_pool(work, person, visit, freed_by(command.because))
    need = need_of(work, visit)
    others = [
        one for one in work.where(VISIT, need_id=need.need_id, status=tuple(LIVE)) if one.day == visit.day
    ]
    if need.status is NeedStatus.POSTED and not others:
        need = work.record(NEED, need.need_id, *need_activity.unpost(need, because=command.because, at=at))
    return {
        "visit_id": visit.visit_id,
        "freed": len(loose),
        "need_status": need.status.value,
        "status": after.status.value,
        "owes_call": need.owes_call,
    }


@handles(LockVisit, roles=WALL)
def lock_visit(work: Work, command: LockVisit, meta: CommandMeta) -> Result:
    """Lock a sheet. Raises Refusal `wall.sheet_down`, `wall.locked` with who and when."""
    visit = work.get(VISIT, command.visit_id)
    events = sheets.lock(visit, by=actor_of(meta), at=work.meta.happened_at)
    work.record(VISIT, visit.visit_id, *events)
    return {"visit_id": visit.visit_id, "locked": True}


@handles(UnlockVisit, roles=WALL)
def unlock_visit(work: Work, command: UnlockVisit, meta: CommandMeta) -> Result:
    """Unlock a sheet. Raises Refusal `wall.not_locked`."""
    visit = work.get(VISIT, command.visit_id)
    events = sheets.unlock(visit, by=actor_of(meta), at=work.meta.happened_at)
    work.record(VISIT, visit.visit_id, *events)
    return {"visit_id": visit.visit_id, "locked": False}
