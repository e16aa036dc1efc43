"""Short ways through the field for the tests: checks, departure, return, report."""

from __future__ import annotations

from typing import Any

from dvc.commands.field_forming import (
    TickDepartureCheck,
)
from dvc.commands.field_report import ReportVisit
from dvc.commands.field_return import ReturnTeam
from dvc.commands.field_work import SendOff
from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.ids import NeedId, TeamId
from dvc.domain.team_state import (
    DepartureCheck,
    ReportResult,
)
from tests.unit.teams.morning import DESK, GATE, Morning


def check_all(morning: Morning, team: TeamId) -> None:
    for check in DepartureCheck:
        morning.do(TickDepartureCheck(team_id=team, check=check), GATE)


def out(morning: Morning, **how: Any) -> TeamId:
    """A team that has left."""
    team = morning.team(**how)
    check_all(morning, team)
    morning.do(SendOff(team_id=team), GATE)
    return team


def home(morning: Morning, team: TeamId, **count: Any) -> Any:
    """Everybody who is out is back."""
    state = morning.team_state(team)
    return morning.do(
        ReturnTeam(**{"team_id": team, "back": state.outside, "injury_asked": True, **count}), DESK
    )


def need_of(morning: Morning, team: TeamId, house: int = 0) -> NeedId:
    return morning.visit(morning.team_state(team).visits[house]).need_id


def told(morning: Morning, team: TeamId, result: ReportResult = ReportResult.COMPLETE, **more: Any) -> Any:
    visit = morning.team_state(team).unreported[0]
    command = ReportVisit(**{"team_id": team, "visit_id": visit, "result": result, "hours": 2.0, **more})
    return morning.do(command, DESK)


def status_of(morning: Morning, team: TeamId) -> set[AttendanceStatus]:
    return {morning.attendance(one).status for one in morning.team_state(team).members}
