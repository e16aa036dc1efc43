"""Notes on the sheets: a raised hand is one command, answered at once (domain/01 1.9, architecture 3.2 step
0).

All notes of one hand or none. A group that stays together takes its seats whole, whoever of it raised the
hand. Whoever comes second hears who was first, when and where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.matching_facts import (
    here_of_group,
    keeps_together,
    need_of,
    people_of,
    person_facts,
    refuse_elsewhere,
    sheet_facts,
    whole_groups,
)
from dvc.commands.matching_hand import actor_of
from dvc.commands.matching_override import keep_reason, reason_of, set_aside
from dvc.domain import attendance_work
from dvc.domain import visit as sheets
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.ids import ActorId, AttendanceId, Code, GroupId, VisitId
from dvc.domain.promise import Promise, PromiseKind, PromiseState
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import CHIEFS, Role
from dvc.domain.team_rules import Broken, TeamRule, person_rules, sheet_rules, together_rules
from dvc.domain.team_state import Seat, Visit
from dvc.domain.visit import VISIT
from dvc.domain.visit_events import SeatFreed, VisitEvent, VisitRuleOverridden
from dvc.ports import Work

WALL = CHIEFS | {Role.MATCHING}
"""Who works at the wall."""
PEOPLE_MOST = 60
"""People of one raised hand; a bus of 40 comes as squads (domain/06 6.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSeat:
    """A hand went up: stick the notes of these people, or of a whole group, on the sheet (V9).

    People by the id or by the code of the day on the tag. `override_reason`: a chief lets more people on than
    the sheet says, or sets another rule of convenience aside.
    """

    visit_id: VisitId
    people: tuple[AttendanceId, ...] = ()
    codes: tuple[Code, ...] = ()
    group_id: GroupId | None = None
    override_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeSeat:
    """Take somebody's note off the sheet, with the whole group if it stays together (V10)."""

    visit_id: VisitId
    person: AttendanceId
    because: SeatFreed = SeatFreed.CHANGED


@handles(TakeSeat, roles=WALL)
def take_seat(work: Work, command: TakeSeat, meta: CommandMeta) -> Result:
    """Answer a raised hand: seats taken, or the reason why not with who was first."""
    visit = work.get(VISIT, command.visit_id)
    at, by = work.meta.happened_at, actor_of(meta)
    reason = reason_of(command.override_reason, meta)
    named = people_named(work, command.people, command.codes, command.group_id, day=visit.day)
    for person in named:
        refuse_elsewhere(work, person, visit=visit)
    parties = parties_of(work, named, visit)
    people = [one for party in parties for one in party]
    notes = _notes(visit, [seat_for(party, by=by, at=at) for party in parties], beyond=reason is not None)
    taken = {
        one.attendance_id: attendance_work.take_seat(one, visit_id=visit.visit_id, at=at, by=by)
        for one in people
    }
    aside = _judge(work, people, visit, reason=reason, at=at)
    for person_id, events in taken.items():
        work.record(ATTENDANCE, person_id, *events)
    overrides = _overrides(aside, visit, len(people), by=by, at=at)
    visit = work.record(VISIT, visit.visit_id, *notes, *overrides)
    keep_reason(work, meta, visit.visit_id, reason)
    return {
        "visit_id": visit.visit_id,
        "people": len(people),
        "seats_taken": len(visit.people),
        "free": max(0, visit.people_max - len(visit.people)),
        "enough": len(visit.people) >= visit.people_min,
    }


@handles(FreeSeat, roles=WALL)
def free_seat(work: Work, command: FreeSeat, meta: CommandMeta) -> Result:
    """Take a note off. Raises Refusal `wall.not_here`, `wall.seat_in_team`, `wall.locked`."""
    visit = work.get(VISIT, command.visit_id)
    seat = sheets.seat_of(visit, command.person)
    at, by = work.meta.happened_at, actor_of(meta)
    events = sheets.free_seat(visit, command.person, because=command.because, by=by, at=at)
    visit = work.record(VISIT, visit.visit_id, *events)
    for person in seat.people:
        to_pool(work, person, visit, command.because)
    return {"visit_id": visit.visit_id, "freed": len(seat.people), "seats_taken": len(visit.people)}


def to_pool(work: Work, person: AttendanceId, visit: Visit, because: SeatFreed) -> None:
    """Free the day record, if it still stands on this sheet: who went home meanwhile is free already."""
    a = work.get(ATTENDANCE, person)
    if a.status is AttendanceStatus.ASSIGNED and a.team_id is None and a.visit_id == visit.visit_id:
        events = attendance_work.free_seat(a, because=because, at=work.meta.happened_at)
        work.record(ATTENDANCE, person, *events)


def people_named(
    work: Work,
    ids: Sequence[AttendanceId],
    codes: Sequence[Code],
    group_id: GroupId | None,
    *,
    day: date,
) -> tuple[Attendance, ...]:
    """The people of one hand, each once, by id, by code of the day, or a group's people who are here.

    Raises Refusal `wall.nobody_named` (422), `wall.unknown_code` (404), `wall.group_not_here`,
    `wall.other_day`.
    """
    named = dict.fromkeys(ids)
    for code in codes:
        found = work.where(ATTENDANCE, code=code, day=day)
        refuse_unless(found, "wall.unknown_code", status=404, tag=code)
        named[found[0].attendance_id] = None
    if group_id is not None:
        here = here_of_group(work, group_id, day)
        refuse_unless(here, "wall.group_not_here", group=group_id)
        named |= dict.fromkeys(one.attendance_id for one in here)
    refuse_unless(0 < len(named) <= PEOPLE_MOST, "wall.nobody_named", status=422, most=PEOPLE_MOST)
    people = people_of(work, named)
    for person in people:
        refuse_unless(person.day == day, "wall.other_day", status=422, day=day.isoformat())
    return people


def parties_of(work: Work, people: Sequence[Attendance], visit: Visit) -> list[tuple[Attendance, ...]]:
    """One note for everybody; of a group that stays together one for all of it who are ready (H15)."""
    parties: dict[str, tuple[Attendance, ...]] = {}
    for person in people:
        if person.group_id is not None and keeps_together(work, person.group_id):
            whole = here_of_group(work, person.group_id, visit.day)
            ready = tuple(one for one in whole if one.status is AttendanceStatus.ORIENTED)
            parties.setdefault(person.group_id, ready or (person,))
        else:
            parties[person.attendance_id] = (person,)
    return list(parties.values())


def seat_for(party: Sequence[Attendance], *, by: ActorId, at: datetime) -> Seat:
    """A note: held by who stuck it on, until a team is made of it."""
    promise = Promise(
        kind=PromiseKind.SEAT, state=PromiseState.HELD, count=len(party), held_by=by, held_at=at
    )
    people = tuple(person.attendance_id for person in party)
    group = party[0].group_id if len({person.group_id for person in party}) == 1 else None
    return Seat(people=people, group_id=group, promise=promise)


def _notes(visit: Visit, seats: Sequence[Seat], *, beyond: bool) -> list[VisitEvent]:
    """Events for all the notes of a hand; refuses the whole hand when one does not fit."""
    events: list[VisitEvent] = []
    for seat in seats:
        more = sheets.take_seat(visit, seat, beyond_the_sheet=beyond)
        for event in more:
            visit = VISIT.step(visit, event)
        events += more
    return events


def _judge(
    work: Work, people: Sequence[Attendance], visit: Visit, *, reason: str | None, at: datetime
) -> tuple[Broken, ...]:
    """Rules that a single note can break; whether a team comes together is judged when the sheet is taken
    down.
    """
    known = person_facts(work, people, visit=visit, team=None)
    sheet = sheet_facts(work, visit, need_of(work, visit), at=at)
    sheet = replace(sheet, groups=whole_groups(work, known, visit.day))
    split = [one for one in together_rules(known, sheet) if one.rule is TeamRule.GROUP_KEEP]
    house = [one for one in sheet_rules(sheet) if one.rule is not TeamRule.STOP]
    return set_aside(
        (*house, *person_rules(known, sheet), *split), reason=reason, people=len(people), least=0
    )


def _overrides(
    aside: Sequence[Broken], visit: Visit, more: int, *, by: ActorId, at: datetime
) -> list[VisitRuleOverridden]:
    """What a chief set aside, the people over the sheet's maximum included."""
    rules = [(one.rule, one.count) for one in aside]
    beyond = len(visit.people) + more - visit.people_max
    if beyond > 0:
        rules.append((TeamRule.MAX_PEOPLE, beyond))
    return [VisitRuleOverridden(rule=rule, count=count, by=by, at=at) for rule, count in rules]
