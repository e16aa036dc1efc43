"""Somebody with a seat goes to rest or home: sheet and team lose the person in the same act (V10 before V6,
V18).

A team that is left without people is taken apart; one that no longer holds the rules is `planned` again, and
the matching desk sees it.
"""

from __future__ import annotations

from dvc.commands.bus import CommandMeta
from dvc.commands.field_forming import DissolveTeam, RemoveMember, dissolve_team, remove_member
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.ids import ActorId
from dvc.domain.team import TEAM
from dvc.domain.team_state import BEFORE_DEPARTURE, DissolveReason, LeaveReason
from dvc.domain.visit import VISIT
from dvc.domain.visit_events import SeatFreed, VisitSeatFreed
from dvc.ports import Work


def release_place(
    work: Work, meta: CommandMeta, before: Attendance, after: Attendance, *, because: LeaveReason
) -> bool:
    """Take the person off the sheet and out of the team that `before` names, when `after` is on neither any
    more.

    Gives whether a place came free.
    """
    if before.status is not AttendanceStatus.ASSIGNED or after.status is AttendanceStatus.ASSIGNED:
        return False
    if before.team_id is not None:
        return _out_of_team(work, meta, before, because)
    visit = work.find(VISIT, before.visit_id) if before.visit_id is not None else None
    if visit is None or before.attendance_id not in visit.people:
        return False
    event = VisitSeatFreed(
        people=(before.attendance_id,),
        because=SeatFreed.LEFT,
        by=ActorId(meta.actor.id),
        at=work.meta.happened_at,
    )
    work.record(VISIT, visit.visit_id, event)
    return True


def _out_of_team(work: Work, meta: CommandMeta, before: Attendance, because: LeaveReason) -> bool:
    assert before.team_id is not None, "asked only for somebody in a team"
    team = work.find(TEAM, before.team_id)
    person = before.attendance_id
    if team is None or person not in team.members or team.status not in BEFORE_DEPARTURE:
        return False
    if len(team.members) == 1:
        dissolve_team(work, DissolveTeam(team_id=team.team_id, because=DissolveReason.PEOPLE_LEFT), meta)
    else:
        remove_member(work, RemoveMember(team_id=team.team_id, person=person, because=because), meta)
    return True
