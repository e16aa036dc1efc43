"""A stage for random mornings: people at the wall, sheets, teams that form and a team that is out."""

from __future__ import annotations

from dvc.commands.day import OpenDay
from dvc.commands.equipment import StockItem
from dvc.commands.field_forming import TickDepartureCheck
from dvc.commands.field_work import SendOff
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.domain.day import DAY
from dvc.domain.equipment_state import Movement, StockReason
from dvc.domain.team import TEAM
from dvc.domain.team_state import DepartureCheck
from tests.factories import Center
from tests.properties import commands_teams
from tests.unit.teams.morning import Morning


def make_busy(center: Center) -> None:
    """Open the day if it is not; eleven people, four sheets, a need without one, two teams of which one is
    out.
    """
    if not center.all(DAY):
        center.do(OpenDay())
    morning = Morning(center)
    tools = StockItem(
        item=commands_teams.SHOVEL, movement=Movement.PURCHASE, count=10, reason=StockReason.NEW
    )
    center.do(tools)
    crew = morning.volunteers(8)
    morning.group(3)
    sheets = [morning.sheet() for _ in range(4)]
    morning.need()
    for sheet, people in zip(sheets, (crew[0:2], crew[2:4]), strict=False):
        morning.do(TakeSeat(visit_id=sheet, people=people))
        morning.do(AssembleTeam(visit_id=sheet, leader=people[0]))
    team = center.all(TEAM)[0].team_id
    for check in DepartureCheck:
        center.do(TickDepartureCheck(team_id=team, check=check))
    center.do(SendOff(team_id=team))
