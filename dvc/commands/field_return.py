"""The return desk: head count by name, tools and papers back, the team closed (V13, law 12).

First the thanks, then "is anyone hurt?". Nobody is silently fewer: who is not back is named as still out,
or as having left from the site with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.field_houses import leave_house, through_with_house
from dvc.commands.field_work import gone_home
from dvc.commands.matching_facts import people_of
from dvc.commands.matching_hand import hand_of
from dvc.commands.matching_override import text_of
from dvc.commands.matching_teams import team_result
from dvc.commands.wall_follows import wall_follows
from dvc.domain import attendance_work, team_away, team_back
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.ids import AttendanceId, TeamId, VisitId
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import CHIEFS, Role
from dvc.domain.team import TEAM
from dvc.domain.team_back import HomeComing
from dvc.domain.team_state import LeaveReason, TeamStatus
from dvc.domain.visit_events import WithdrawReason
from dvc.ports import Work

RETURN_DESK = CHIEFS | {Role.REPORT, Role.MATCHING}
NAMES_MOST = 200
NOTE_LENGTH_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftPerson:
    """Somebody who left from the site, named at the return desk."""

    person: AttendanceId
    because: LeaveReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTeam:
    """The head count of a team by name, also of a group. Everybody outside is in one of the three lists.

    `injured`: of those who are back; `injury_asked`: the question was put. `not_reached`: houses it never
    came to.
    """

    team_id: TeamId
    back: tuple[AttendanceId, ...]
    left: tuple[LeftPerson, ...] = ()
    still_out: tuple[AttendanceId, ...] = ()
    injured: tuple[AttendanceId, ...] = ()
    injury_asked: bool = False
    injury_note: str | None = None
    not_reached: tuple[VisitId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectOrder:
    """Take sheets of one printing back, or write them off as lost.

    `serial`: printed at the foot of the sheet.
    """

    team_id: TeamId
    serial: int
    collected: int = 1
    lost: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTeam:
    """Everything told, lent and printed is back."""

    team_id: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolAgain:
    """People who are back are ready for a second visit today (V14)."""

    people: tuple[AttendanceId, ...]


@handles(ReturnTeam, roles=RETURN_DESK)
def return_team(work: Work, command: ReturnTeam, meta: CommandMeta) -> Result:
    """Count them. Raises Refusal `field.count_differs` with who is missing, `field.injury_not_asked`."""
    team = work.get(TEAM, command.team_id)
    hand = hand_of(work, meta)
    names = (*command.back, *command.still_out, *(one.person for one in command.left))
    refuse_unless(len(names) <= NAMES_MOST, "wall.nobody_named", status=422, most=NAMES_MOST)
    note = text_of(command.injury_note, "injury_note", most=NOTE_LENGTH_MOST)
    home = [
        (one, team_away.leave_from_site(team, (one.person,), because=one.because, hand=hand))
        for one in command.left
    ]
    counted = team
    for event in (event for _, events in home for event in events):
        counted = TEAM.step(counted, event)
    count = HomeComing(
        back=command.back,
        still_out=command.still_out,
        injured=command.injured,
        injury_asked=command.injury_asked,
        not_reached=command.not_reached,
    )
    back = team_back.come_back(counted, count, hand=hand)
    for one, _ in home:
        gone_home(work, (one.person,), one.because)
    _people_back(work, command, meta, note)
    after = work.record(TEAM, team.team_id, *(event for _, events in home for event in events), *back)
    for visit_id in command.not_reached:
        need = leave_house(work, visit_id, team.team_id, WithdrawReason.NOT_REACHED, meta)
        wall_follows(work, meta, need)
    if after.status is TeamStatus.RETURNED:
        for visit_id in after.visits:
            through_with_house(work, visit_id, team.team_id, meta, broke_off=False)
    return {
        **team_result(after),
        "back": len(after.back),
        "left": len(after.left),
        "still_out": len(after.outside),
        "to_report": tuple(after.unreported),
    }


def _people_back(work: Work, command: ReturnTeam, meta: CommandMeta, note: str | None) -> None:
    hurt = set(command.injured)
    for person in people_of(work, command.back):
        is_hurt = person.attendance_id in hurt
        events = attendance_work.come_back(person, at=work.meta.happened_at, injured=is_hurt)
        work.record(ATTENDANCE, person.attendance_id, *events)
        if is_hurt and note is not None:
            work.vault.put(person.volunteer_id, {Personal.INJURY_NOTE: note}, source_of(work, meta))


@handles(CollectOrder, roles=RETURN_DESK | {Role.EQUIPMENT})
def collect_order(work: Work, command: CollectOrder, meta: CommandMeta) -> Result:
    """Take paper back; an old version is taken too and flagged.

    Raises Refusal `field.no_such_paper`, `field.paper_count`.
    """
    team = work.get(TEAM, command.team_id)
    paper = team_back.paper_of(team, command.serial)
    events = team_back.collect_order(
        team, command.serial, collected=command.collected, lost=command.lost, hand=hand_of(work, meta)
    )
    after = work.record(TEAM, team.team_id, *events)
    return {
        "team_id": team.team_id,
        "serial": command.serial,
        "old_version": paper.version < team.order_version,
        "outside": sum(one.is_outside for one in after.papers),
    }


@handles(CloseTeam, roles=RETURN_DESK | {Role.EQUIPMENT})
def close_team(work: Work, command: CloseTeam, meta: CommandMeta) -> Result:
    """Close it. Raises Refusal `field.report_missing`, `field.loan_open`, `field.paper_out`."""
    team = work.get(TEAM, command.team_id)
    return team_result(work.record(TEAM, team.team_id, *team_back.close(team, hand=hand_of(work, meta))))


@handles(PoolAgain, roles=RETURN_DESK)
def pool_again(work: Work, command: PoolAgain, meta: CommandMeta) -> Result:
    """Put people who are back into the pool again. Raises Refusal `reception.not_back`."""
    del meta
    refuse_unless(0 < len(command.people) <= NAMES_MOST, "wall.nobody_named", status=422, most=NAMES_MOST)
    pooled = 0
    for person in people_of(work, dict.fromkeys(command.people)):
        events = attendance_work.back_to_pool(person, at=work.meta.happened_at)
        after = work.record(ATTENDANCE, person.attendance_id, *events)
        pooled += after.status is AttendanceStatus.ORIENTED
    return {"people": len(command.people), "ready": pooled}
