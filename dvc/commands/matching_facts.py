"""What the rules of a team ask of the store: facts on people, sheet and day, read in the writer's own
transaction.

Only here states become facts; the judgement itself is `dvc.domain.team_rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.attendance_work import facts
from dvc.domain.day import DAY, day_stream, may_depart
from dvc.domain.group import GROUP
from dvc.domain.ids import AttendanceId, GroupId, TeamId, VisitId
from dvc.domain.need import NEED
from dvc.domain.need_gate import PASSABLE, gate_of
from dvc.domain.need_state import Estimate, Need, QuickInspection
from dvc.domain.refusal import Refusal
from dvc.domain.team import TEAM
from dvc.domain.team_rules import PersonFacts, SheetFacts
from dvc.domain.team_state import Team, Visit, code_of_team, code_of_visit
from dvc.domain.values import CENTER_ZONE, Route, Slot
from dvc.domain.visit import VISIT
from dvc.domain.volunteer import VOLUNTEER
from dvc.ports import Work

NOON_MINUTES = 12 * 60
AFTERNOON_MINUTES = 13 * 60  # the second half day begins at 13:00 (domain/04 4.1)
NOT_OURS = frozenset({Route.TECHNICAL, Route.REFER, Route.SELF_CONTRACTOR, Route.REFUSE})
"""Routes that no team of volunteers takes (H08)."""
TO_COME_ALONG = frozenset(
    {
        AttendanceStatus.ARRIVED,
        AttendanceStatus.INSURANCE_WAIT,
        AttendanceStatus.ORIENTED,
        AttendanceStatus.ASSIGNED,
    }
)
"""Who of a group that stays together is here and would be left behind (H15); who rests or went home is
excused.
"""


def at_minutes(day: date, minutes: int) -> datetime:
    """The instant of so many minutes after midnight of a day in the center's zone, aware UTC."""
    midnight = datetime.combine(day, time(0), CENTER_ZONE)
    return (midnight + timedelta(minutes=minutes)).astimezone(UTC)


def return_limit(work: Work, day: date) -> datetime:
    """When teams of the day have to be back (setting `return_by_minutes`)."""
    return at_minutes(day, int(work.setting("return_by_minutes")))


def is_stopped(work: Work, day: date) -> bool:
    """Whether no team may leave (H19): stopped, closed, or not opened at all."""
    return not may_depart(work.find(DAY, day_stream(day)))


def work_ends_at(work: Work, visit: Visit, estimate: Estimate | None, at: datetime) -> datetime:
    """When work at the house should be over: the hours it takes from now on, at the latest the end of the
    slot.

    The way there and back is not in it: how long that is knows the proposal (H11), the wall judges by eye.
    """
    end = return_limit(work, visit.day)
    begin = at
    if visit.slot is Slot.AM:
        end = min(end, at_minutes(visit.day, NOON_MINUTES))
    if visit.slot is Slot.PM:
        begin = max(at, at_minutes(visit.day, AFTERNOON_MINUTES))
    return min(end, begin + timedelta(hours=estimate.hours)) if estimate is not None else end


def sheet_facts(work: Work, visit: Visit, need: Need, *, at: datetime) -> SheetFacts:
    """The sheet as the rules see it at this moment; the household's wishes are those of the need, not of the
    paper.
    """
    estimate = need.estimate
    yellow_stays_out = need.inspection is QuickInspection.YELLOW and not work.setting("yellow_tag_enters")
    return SheetFacts(
        people_min=visit.people_min,
        people_max=visit.people_max,
        least=int(work.setting("team_least_people")),
        women=estimate.women if estimate else 0,
        women_only=estimate.women_only if estimate else False,
        is_alone=bool(need.living.alone),
        heavy=estimate.heavy if estimate else False,
        skills=estimate.skills if estimate else (),
        work=frozenset(item.work_type for item in need.work),
        route_is_general=need.route not in NOT_OURS,
        gate_is_open=gate_of(need) in PASSABLE and not yellow_stays_out,
        is_stopped=is_stopped(work, visit.day),
        ends_at=work_ends_at(work, visit, estimate, at),
    )


def need_of(work: Work, visit: Visit) -> Need:
    """The need of a sheet."""
    return work.get(NEED, visit.need_id)


def people_of(work: Work, ids: Iterable[AttendanceId]) -> tuple[Attendance, ...]:
    """Day records by id. Raises Refusal `refusal.unknown` (404)."""
    return tuple(work.get(ATTENDANCE, one) for one in ids)


def person_facts(
    work: Work, people: Sequence[Attendance], *, visit: Visit, team: Team | None
) -> tuple[PersonFacts, ...]:
    """People as the rules see them for this sheet or this team."""
    return tuple(_person(work, one, visit=visit, team=team) for one in people)


def _person(work: Work, a: Attendance, *, visit: Visit, team: Team | None) -> PersonFacts:
    known = facts(a, work.get(VOLUNTEER, a.volunteer_id), visit.day)
    group = work.find(GROUP, a.group_id) if a.group_id is not None else None
    return PersonFacts(
        attendance_id=a.attendance_id,
        group_id=a.group_id,
        keeps_together=group is not None and group.keep_together,
        is_insured=known.is_insured,
        is_oriented=known.is_oriented,
        is_free=known.is_free or _belongs_here(a, visit.visit_id, team),
        age=known.age,
        guardian_ok=known.guardian_ok,
        is_woman=known.is_woman,
        skills=known.skills,
        avoids=known.avoids,
        heavy_ok=known.heavy_ok,
        do_not_assign=known.do_not_assign,
        until=known.until,
        has_phone=known.has_phone or (group is not None and group.leader == a.attendance_id),
    )


def _belongs_here(a: Attendance, visit_id: VisitId, team: Team | None) -> bool:
    """Whether the person's note hangs on this sheet, or the person is in this team, at the center or outside
    with it.
    """
    if team is not None and a.team_id == team.team_id:
        return a.status in {AttendanceStatus.ASSIGNED, AttendanceStatus.DEPARTED}
    return a.status is AttendanceStatus.ASSIGNED and a.team_id is None and a.visit_id == visit_id


def keeps_together(work: Work, group_id: GroupId | None) -> bool:
    """Whether the group goes whole or not at all."""
    group = work.find(GROUP, group_id) if group_id is not None else None
    return group is not None and group.keep_together


def here_of_group(work: Work, group_id: GroupId, day: date) -> tuple[Attendance, ...]:
    """People of a group who are at the center today, ready or about to be."""
    everybody = work.where(ATTENDANCE, group_id=group_id, day=day)
    return tuple(one for one in everybody if one.status in TO_COME_ALONG)


def whole_groups(
    work: Work, people: Sequence[PersonFacts], day: date
) -> tuple[tuple[GroupId, frozenset[AttendanceId]], ...]:
    """For every group among these people that stays together: everybody of it who is here."""
    groups = dict.fromkeys(one.group_id for one in people if one.keeps_together and one.group_id is not None)
    return tuple(
        (group, frozenset(one.attendance_id for one in here_of_group(work, group, day))) for group in groups
    )


def refuse_elsewhere(work: Work, a: Attendance, *, visit: Visit | None) -> None:
    """Raise Refusal `wall.person_elsewhere` with where, by and at, when the person is on another sheet or in
    a team.

    `visit`: the sheet that the person may be on already, without a team.
    """
    if a.status not in {AttendanceStatus.ASSIGNED, AttendanceStatus.DEPARTED}:
        return
    if a.team_id is None and visit is not None and a.visit_id == visit.visit_id:
        return
    raise Refusal(
        "wall.person_elsewhere",
        person=a.attendance_id,
        tag=a.code,
        where=where_is(work, visit_id=a.visit_id, team_id=a.team_id),
        by=a.assigned_by,
        at=a.assigned_at,
    )


def where_is(work: Work, *, visit_id: VisitId | None, team_id: TeamId | None) -> str:
    """The code to say aloud of a team (`T-27`) or a sheet (`N-0711-042-7/2`); empty when there is neither."""
    team = work.find(TEAM, team_id) if team_id is not None else None
    if team is not None:
        return code_of_team(team.number)
    visit = work.find(VISIT, visit_id) if visit_id is not None else None
    return visit_code(work, visit) if visit is not None else ""


def visit_code(work: Work, visit: Visit) -> str:
    """`N-0711-042-7/2`."""
    return code_of_visit(need_of(work, visit).code, visit.number)
