"""What came first by the wire leaves no trace where it means nothing: sets of a team stand in one order, and
times are those of the world. The fourth law (`tests/properties/test_delivery_orders.py`) found each of these.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dvc.commands.equipment import LendEquipment, StockItem
from dvc.commands.field_forming import TickDepartureCheck
from dvc.commands.field_work import LeaveFromSite
from dvc.commands.needs import ReceiveNeed
from dvc.commands.staff import InviteStaff
from dvc.domain.equipment_state import Movement, StockReason
from dvc.domain.ids import ItemCode, LoanId, StaffId
from dvc.domain.need import NEED
from dvc.domain.need_ending_events import NeedScored
from dvc.domain.roles import Role
from dvc.domain.staff import STAFF
from dvc.domain.team_state import DepartureCheck, LeaveReason
from dvc.domain.values import Channel, ItemCount
from dvc.read.center import CenterReader
from tests.factories import MORNING, a_center
from tests.unit.needs.acts import FIRST
from tests.unit.teams.field import out
from tests.unit.teams.morning import a_morning

SHOVEL = ItemCode("square_shovel")
EITHER = pytest.mark.parametrize("order", [(0, 1), (1, 0)])


@EITHER
def test_checks_of_a_team_stand_in_one_order(order: Sequence[int]) -> None:
    ticks = (DepartureCheck.CONDITION, DepartureCheck.DRINKS)
    with a_morning() as morning:
        team = morning.team()
        for place in order:
            morning.center.do(TickDepartureCheck(team_id=team, check=ticks[place]))
        expected = tuple(check for check in DepartureCheck if check in ticks)
        assert morning.team_state(team).checks == expected


@EITHER
def test_people_who_left_the_site_stand_in_one_order(order: Sequence[int]) -> None:
    with a_morning() as morning:
        team = out(morning, people=3)
        people = morning.team_state(team).members[:2]
        for place in order:
            leave = LeaveFromSite(team_id=team, people=(people[place],), because=LeaveReason.TIME)
            morning.center.do(leave)
        assert morning.team_state(team).left == tuple(sorted(people))


@EITHER
def test_loans_of_a_team_stand_in_one_order(order: Sequence[int]) -> None:
    with a_morning() as morning:
        bought = StockItem(item=SHOVEL, movement=Movement.PURCHASE, count=9, reason=StockReason.NEW)
        morning.center.do(bought)
        team = morning.team()
        for place in order:
            line = ItemCount(item=SHOVEL, count=1)
            lend = LendEquipment(team_id=team, lines=(line,), loan_id=LoanId(f"loan_{place}"))
            morning.center.do(lend)
        assert morning.team_state(team).loans == ("loan_0", "loan_1")


def test_staff_who_were_invited_before_the_line_came_back_begin_when_they_were_invited() -> None:
    invite = InviteStaff(staff_id=StaffId("staff_1"), name="岡田", roles=(Role.INTAKE,), section=Role.INTAKE)
    with a_center() as center:
        center.clock.forward(minutes=30)
        center.do(invite, at=MORNING)
        assert center.state(STAFF, "staff_1").begins_at == MORNING


def test_a_score_bears_the_time_of_the_act_that_moved_it() -> None:
    with a_center() as center:
        center.clock.forward(minutes=30)
        command = ReceiveNeed(channel=Channel.PHONE, **FIRST)
        need = str(center.do(command, at=MORNING).result["need_id"])
        events = CenterReader(center.store).events_of_stream(NEED.name, need)
        scores = [one.event.at for one in events if isinstance(one.event, NeedScored)]
        assert scores == [MORNING]
