"""A dated visit: its sheet on the wall, the notes stuck on it, and where its teams are. Verbs of the wall,
and `evolve`.

A sheet never takes more people than stand on it (H05) unless a chief says so; a note belongs to one team at
most; a team's people never come off by a hand at the wall. What the household's need makes of all this stands
in `need_activity`, the people's own day in `attendance_work`: the commands move the three together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dvc.domain.ids import ActorId, AttendanceId, TeamId
from dvc.domain.kind import Kind
from dvc.domain.need_state import UnpostReason
from dvc.domain.promise import PromiseState
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.team_state import Seat, SheetEnd, Visit, VisitStatus
from dvc.domain.visit_events import (
    SeatFreed,
    VisitDeparted,
    VisitEvent,
    VisitLocked,
    VisitPosted,
    VisitRuleOverridden,
    VisitSeatFreed,
    VisitSeatTaken,
    VisitSettled,
    VisitTakenDown,
    VisitTeamBack,
    VisitTeamDissolved,
    VisitTeamed,
    VisitTeamGiven,
    VisitTold,
    VisitUnlocked,
    VisitWithdrawn,
    freed_by,
)

PEOPLE_MOST = 200
"""People of one sheet at the very most: a hall full of hands that sort goods (domain/04 4.1 `supply_sort`,
10-40).
"""


def post(state: Visit | None, event: VisitPosted) -> tuple[VisitEvent, ...]:
    """Hang up a sheet once. Raises Refusal `wall.visit_known`, `wall.people_range`."""
    if state is not None:
        raise Refusal("wall.visit_known", by=state.posted_by, at=state.posted_at)
    in_range = 1 <= event.people_min <= event.people_max <= PEOPLE_MOST
    refuse_unless(in_range, "wall.people_range", status=422, least=1, most=PEOPLE_MOST)
    return (event,)


def take_seat(visit: Visit, seat: Seat, *, beyond_the_sheet: bool = False) -> tuple[VisitEvent, ...]:
    """Stick a note on the sheet. `beyond_the_sheet`: a chief allows more people than stand on it (H05).

    Raises Refusal `wall.sheet_down`, `wall.locked`, `wall.already_here` or `wall.full`, each with who and
    when.
    """
    _refuse_down_or_locked(visit)
    for other in visit.seats:
        if set(other.people) & set(seat.people):
            raise Refusal("wall.already_here", by=other.promise.held_by, at=other.promise.held_at)
    wanted = len(visit.people) + len(seat.people)
    if wanted > visit.people_max and not beyond_the_sheet:
        raise Refusal(
            "wall.full",
            free=max(0, visit.people_max - len(visit.people)),
            asked=len(seat.people),
            most=visit.people_max,
            by=visit.seats[-1].promise.held_by if visit.seats else None,
            at=visit.seats[-1].promise.held_at if visit.seats else None,
        )
    return (VisitSeatTaken(seat=seat),)


def seat_of(visit: Visit, person: AttendanceId) -> Seat:
    """The note of a person. Raises Refusal `wall.not_here`."""
    for seat in visit.seats:
        if person in seat.people:
            return seat
    raise Refusal("wall.not_here", person=person, visit=visit.visit_id)


def free_seat(
    visit: Visit, person: AttendanceId, *, because: SeatFreed, by: ActorId, at: datetime
) -> tuple[VisitEvent, ...]:
    """Take a note off, with everybody on it.

    Raises Refusal `wall.not_here`, `wall.seat_in_team`, `wall.locked`.
    """
    seat = seat_of(visit, person)
    if seat.team_id is not None:
        raise Refusal("wall.seat_in_team", team=seat.team_id, by=visit.changed_by, at=visit.since)
    _refuse_locked(visit)
    return (VisitSeatFreed(people=seat.people, because=because, by=by, at=at),)


def leave_team(visit: Visit, person: AttendanceId, *, by: ActorId, at: datetime) -> tuple[VisitEvent, ...]:
    """One person goes out of the team that was made of this note; the others of a group stay on it."""
    seat_of(visit, person)
    return (VisitSeatFreed(people=(person,), because=SeatFreed.OUT_OF_TEAM, by=by, at=at),)


def join_team(visit: Visit, seat: Seat, *, beyond_the_sheet: bool = False) -> tuple[VisitEvent, ...]:
    """A note for somebody who joins a team of this sheet. Raises Refusal `wall.already_here`, `wall.full`."""
    open_sheet = replace(visit, is_up=True, locked=False)
    return take_seat(open_sheet, seat, beyond_the_sheet=beyond_the_sheet)


def lock(visit: Visit, *, by: ActorId, at: datetime) -> tuple[VisitEvent, ...]:
    """Keep the sheet as it is. Raises Refusal `wall.sheet_down`, `wall.locked`."""
    _refuse_down_or_locked(visit)
    return (VisitLocked(by=by, at=at),)


def unlock(visit: Visit, *, by: ActorId, at: datetime) -> tuple[VisitEvent, ...]:
    """Let the sheet change again. Raises Refusal `wall.not_locked`."""
    refuse_unless(visit.locked, "wall.not_locked")
    return (VisitUnlocked(by=by, at=at),)


def assemble(
    visit: Visit, team_id: TeamId, people: Collection[AttendanceId], *, by: ActorId, at: datetime
) -> tuple[VisitEvent, ...]:
    """Make a team of loose notes; the sheet comes down when none stays. Whole notes only.

    Raises Refusal `wall.sheet_down`, `wall.nobody_seated`, `wall.not_here`, `wall.seat_in_team`,
    `wall.note_split`.
    """
    _refuse_down(visit)
    refuse_unless(people, "wall.nobody_seated")
    chosen = set(people)
    for person in people:
        seat = seat_of(visit, person)
        if seat.team_id is not None:
            raise Refusal("wall.seat_in_team", team=seat.team_id, by=visit.changed_by, at=visit.since)
        refuse_unless(set(seat.people) <= chosen, "wall.note_split", people=len(seat.people))
    still_up = any(not set(seat.people) & chosen for seat in visit.loose)
    return (VisitTeamed(team_id=team_id, people=tuple(people), still_up=still_up, by=by, at=at),)


def give(visit: Visit, team_id: TeamId, *, by: ActorId, at: datetime) -> tuple[VisitEvent, ...]:
    """Give the visit to a team that exists already.

    Raises Refusal `wall.sheet_down`, `wall.locked`, `wall.notes_on_sheet`.
    """
    _refuse_down_or_locked(visit)
    if visit.loose:
        last = visit.loose[-1].promise
        people = sum(len(seat.people) for seat in visit.loose)
        raise Refusal("wall.notes_on_sheet", count=people, by=last.held_by, at=last.held_at)
    return (VisitTeamGiven(team_id=team_id, by=by, at=at),)


def dissolve_team(visit: Visit, team_id: TeamId, *, by: ActorId, at: datetime) -> tuple[VisitEvent, ...]:
    """Its team was taken apart before it went. Raises Refusal `wall.not_its_team`."""
    refuse_unless(team_id in visit.teams_waiting, "wall.not_its_team", team=team_id)
    return (VisitTeamDissolved(team_id=team_id, by=by, at=at),)


def depart(visit: Visit, team_id: TeamId, *, by: ActorId, at: datetime) -> tuple[VisitEvent, ...]:
    """Its team goes out. Raises Refusal `wall.not_its_team`."""
    refuse_unless(team_id in visit.teams_waiting, "wall.not_its_team", team=team_id)
    return (VisitDeparted(team_id=team_id, by=by, at=at),)


def withdraw(visit: Visit, event: VisitWithdrawn) -> tuple[VisitEvent, ...]:
    """Its team leaves without work here. Raises Refusal `wall.not_its_team`."""
    is_its = event.team_id in visit.teams_out or event.team_id in visit.teams_waiting
    refuse_unless(is_its, "wall.not_its_team", team=event.team_id)
    return (event,)


def team_back(visit: Visit, team_id: TeamId, *, by: ActorId, at: datetime) -> tuple[VisitEvent, ...]:
    """Its team is through here, a report is due. Raises Refusal `wall.not_its_team`."""
    refuse_unless(team_id in visit.teams_out, "wall.not_its_team", team=team_id)
    return (VisitTeamBack(team_id=team_id, by=by, at=at),)


def told(visit: Visit, team_id: TeamId, *, by: ActorId, at: datetime) -> tuple[VisitEvent, ...]:
    """Its team has reported. Raises Refusal `wall.not_its_team`."""
    refuse_unless(team_id in visit.teams_back, "wall.not_its_team", team=team_id)
    return (VisitTold(team_id=team_id, by=by, at=at),)


def settle(visit: Visit, *, by: ActorId, at: datetime) -> tuple[VisitEvent, ...]:
    """The need went on by the reports that are in; those of before are not counted again."""
    return (VisitSettled(by=by, at=at),) if set(visit.teams_told) - set(visit.teams_settled) else ()


def take_down(visit: Visit, *, because: UnpostReason, by: ActorId, at: datetime) -> tuple[VisitEvent, ...]:
    """Take the sheet off the wall and free its loose notes; its teams stay.

    Raises Refusal `wall.sheet_down`.
    """
    _refuse_down(visit)
    freed = tuple(
        VisitSeatFreed(people=seat.people, because=freed_by(because), by=by, at=at) for seat in visit.loose
    )
    return (*freed, VisitTakenDown(because=because, by=by, at=at))


def evolve(state: Visit | None, event: VisitEvent) -> Visit:
    """The one transition of a visit."""
    if isinstance(event, VisitPosted):
        return _posted(event)
    assert state is not None, "a visit begins with its sheet"
    match event:
        case VisitSeatTaken():
            return replace(state, seats=(*state.seats, event.seat))
        case VisitSeatFreed():
            return replace(state, seats=_without(state.seats, set(event.people)))
        case VisitLocked():
            return replace(state, locked=True, locked_by=event.by, locked_at=event.at)
        case VisitUnlocked():
            return replace(state, locked=False, locked_by=None, locked_at=None)
        case VisitTakenDown():
            why = None if state.teams else SheetEnd(event.because.value)
            return _standing(replace(state, is_up=False, taken_down_because=why), event)
        case VisitRuleOverridden():
            return state
        case VisitSettled():
            return replace(state, teams_settled=state.teams_told)
        case VisitTeamed() | VisitTeamGiven() | VisitTeamDissolved():
            return _standing(_teams_made(state, event), event)
        case VisitDeparted() | VisitWithdrawn() | VisitTeamBack() | VisitTold():
            return _standing(_teams_moved(state, event), event)
        case _:
            assert_never(event)


def _posted(event: VisitPosted) -> Visit:
    return Visit(
        visit_id=event.visit_id,
        need_id=event.need_id,
        number=event.number,
        day=event.day,
        slot=event.slot,
        base_id=event.base_id,
        status=VisitStatus.POSTED,
        posted_at=event.at,
        posted_by=event.by,
        people_min=event.people_min,
        people_max=event.people_max,
        changed_by=event.by,
        since=event.at,
    )


def _teams_made(visit: Visit, event: VisitTeamed | VisitTeamGiven | VisitTeamDissolved) -> Visit:
    """Teams before they go."""
    match event:
        case VisitTeamed():
            chosen = set(event.people)
            seats = tuple(
                _kept(seat, event.team_id) if set(seat.people) & chosen else seat for seat in visit.seats
            )
            teams = (*visit.teams, event.team_id)
            return replace(
                visit, seats=seats, teams=teams, is_up=event.still_up, locked=visit.locked and event.still_up
            )
        case VisitTeamGiven():
            return replace(visit, teams=(*visit.teams, event.team_id), is_up=False, locked=False)
        case VisitTeamDissolved():
            return replace(_drop(visit, event.team_id), is_up=True)


def _teams_moved(visit: Visit, event: VisitDeparted | VisitWithdrawn | VisitTeamBack | VisitTold) -> Visit:
    """Teams from the gate on."""
    team = event.team_id
    match event:
        case VisitDeparted():
            seats = tuple(
                _in_state(seat, PromiseState.FULFILLED) if seat.team_id == team else seat
                for seat in visit.seats
            )
            return replace(visit, seats=seats, teams_out=(*visit.teams_out, team))
        case VisitTeamBack():
            out = tuple(one for one in visit.teams_out if one != team)
            return replace(visit, teams_out=out, teams_back=(*visit.teams_back, team))
        case VisitTold():
            back = tuple(one for one in visit.teams_back if one != team)
            return replace(visit, teams_back=back, teams_told=(*visit.teams_told, team))
        case VisitWithdrawn():
            rest = _drop(visit, team)
            is_over = not rest.teams and not event.up_again and not rest.is_up
            why = SheetEnd(event.because.value) if is_over else rest.taken_down_because
            return replace(rest, is_up=rest.is_up or event.up_again, taken_down_because=why)


def _standing(visit: Visit, event: VisitEvent) -> Visit:
    """The status that follows from sheet and teams: the furthest that still asks for somebody, told by whom
    and when.
    """
    if visit.teams_out:
        status = VisitStatus.OUT
    elif visit.teams_waiting:
        status = VisitStatus.TEAMED
    elif visit.is_up:
        status = VisitStatus.POSTED
    elif visit.teams_back:
        status = VisitStatus.BACK
    else:
        status = VisitStatus.REPORTED if visit.teams else VisitStatus.TAKEN_DOWN
    assert not isinstance(event, VisitPosted | VisitSeatTaken)
    return replace(visit, status=status, changed_by=event.by, since=event.at)


def _drop(visit: Visit, team: TeamId) -> Visit:
    """The visit without a team and without its notes."""
    return replace(
        visit,
        seats=tuple(seat for seat in visit.seats if seat.team_id != team),
        teams=tuple(one for one in visit.teams if one != team),
        teams_out=tuple(one for one in visit.teams_out if one != team),
    )


def _without(seats: tuple[Seat, ...], people: set[AttendanceId]) -> tuple[Seat, ...]:
    smaller = (replace(seat, people=tuple(one for one in seat.people if one not in people)) for seat in seats)
    return tuple(seat for seat in smaller if seat.people)


def _kept(seat: Seat, team: TeamId) -> Seat:
    return replace(_in_state(seat, PromiseState.CONFIRMED), team_id=team)


def _in_state(seat: Seat, state: PromiseState) -> Seat:
    return replace(seat, promise=replace(seat.promise, state=state))


def _refuse_down_or_locked(visit: Visit) -> None:
    _refuse_down(visit)
    _refuse_locked(visit)


def _refuse_down(visit: Visit) -> None:
    if not visit.is_up:
        raise Refusal(
            "wall.sheet_down", status_of_visit=visit.status.value, by=visit.changed_by, at=visit.since
        )


def _refuse_locked(visit: Visit) -> None:
    if visit.locked:
        raise Refusal("wall.locked", by=visit.locked_by, at=visit.locked_at)


def void(state: Visit) -> Visit:
    """A sheet hung up by mistake: off the wall, its number stays used."""
    return replace(
        state,
        status=VisitStatus.TAKEN_DOWN,
        is_up=False,
        locked=False,
        seats=(),
        teams=(),
        taken_down_because=SheetEnd.MISTAKE,
    )


VISIT: Kind[Visit] = Kind(
    name="visit",
    state=Visit,
    events=(
        VisitPosted,
        VisitSeatTaken,
        VisitSeatFreed,
        VisitLocked,
        VisitUnlocked,
        VisitTeamed,
        VisitTeamGiven,
        VisitTeamDissolved,
        VisitDeparted,
        VisitWithdrawn,
        VisitTeamBack,
        VisitTold,
        VisitSettled,
        VisitTakenDown,
        VisitRuleOverridden,
    ),
    evolve=evolve,
    void=void,
)
