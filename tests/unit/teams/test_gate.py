"""The gate through the one door: members, leader, checks, paper; a departure takes everything out at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dvc.commands.day import ResumeActivity, StopActivity
from dvc.commands.equipment import LendEquipment, StockItem
from dvc.commands.field_forming import (
    AddMember,
    BriefTeam,
    CallTeam,
    ChooseLeader,
    DissolveTeam,
    PrintOrder,
    RemoveMember,
)
from dvc.commands.field_work import SendOff
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.commands.reception_leaving import LeaveEarly
from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.day import StopReason
from dvc.domain.equipment import ITEM
from dvc.domain.equipment_state import Movement, StockReason
from dvc.domain.ids import ItemCode, ItemId, TeamId
from dvc.domain.need_state import NeedStatus
from dvc.domain.team_state import (
    DissolveReason,
    LeaveReason,
    TeamStatus,
    VisitStatus,
)
from dvc.domain.values import ItemCount
from tests.unit.teams.field import check_all, need_of, out, status_of
from tests.unit.teams.morning import CHIEF, GATE, Morning, a_morning

SHOVEL = ItemCode("square_shovel")


@pytest.fixture
def morning() -> Iterator[Morning]:
    with a_morning() as one:
        yield one


def test_a_departure_names_the_open_check_and_then_takes_everything_out_at_once(morning: Morning) -> None:
    team = morning.team()
    need = need_of(morning, team)
    assert morning.give(SendOff(team_id=team), GATE).code == "field.check_open.condition"
    check_all(morning, team)
    result = morning.do(SendOff(team_id=team), GATE)
    assert result["people"] == 2
    assert status_of(morning, team) == {AttendanceStatus.DEPARTED}
    assert morning.need_state(need).status is NeedStatus.IN_ACTIVITY
    assert morning.visit(morning.team_state(team).visits[0]).status is VisitStatus.OUT


def test_a_stopped_day_keeps_the_team_in_until_it_is_resumed(morning: Morning) -> None:
    team = morning.team()
    check_all(morning, team)
    morning.center.do(StopActivity(reason=StopReason.HEAT))
    assert morning.give(SendOff(team_id=team), GATE).code == "wall.h19"
    assert status_of(morning, team) == {AttendanceStatus.ASSIGNED}
    morning.center.do(ResumeActivity())
    morning.do(SendOff(team_id=team), GATE)


def test_a_team_leaves_once_and_the_second_desk_hears_who_let_it_go(morning: Morning) -> None:
    team = out(morning)
    no = morning.give(SendOff(team_id=team), CHIEF)
    assert (no.code, no.details["by"], no.details["state"]) == ("field.wrong_status", "staff_oka", "departed")


def test_somebody_who_goes_home_before_departure_is_out_of_the_team_and_may_leave_it_too_small(
    morning: Morning,
) -> None:
    team = morning.team()
    one, other = morning.team_state(team).members
    morning.center.do(LeaveEarly(attendance_id=other, because=LeaveReason.TIME))
    state = morning.team_state(team)
    assert (state.status, state.members) == (TeamStatus.PLANNED, (one,))
    check_all(morning, team)
    assert morning.give(SendOff(team_id=team), GATE).code == "field.not_filled"
    morning.do(AddMember(team_id=team, people=morning.volunteers(1)))
    assert morning.team_state(team).status is TeamStatus.FILLED


def test_a_new_member_takes_a_note_and_makes_the_checks_of_people_open_again(morning: Morning) -> None:
    team = morning.team()
    check_all(morning, team)
    new = morning.volunteers(1)
    morning.do(AddMember(team_id=team, people=new))
    assert morning.attendance(new[0]).team_id == team
    assert new[0] in morning.visit(morning.team_state(team).visits[0]).people
    assert morning.give(SendOff(team_id=team), GATE).code == "field.check_open.condition"


def test_a_fifth_member_of_a_sheet_of_four_needs_a_chief(morning: Morning) -> None:
    team = morning.team(people=4)
    fifth = AddMember(team_id=team, people=morning.volunteers(1), override_reason=None)
    assert morning.give(fifth).code == "wall.h05"
    morning.do(AddMember(team_id=team, people=fifth.people, override_reason="家の人の希望"), CHIEF)
    check_all(morning, team)
    assert morning.do(SendOff(team_id=team), GATE)["people"] == 5


def test_somebody_of_another_team_does_not_join(morning: Morning) -> None:
    team, other = morning.team(), morning.team()
    no = morning.give(AddMember(team_id=team, people=morning.team_state(other).members[:1]))
    assert (no.code, no.details["where"]) == ("wall.person_elsewhere", "T-2")


def test_a_member_taken_out_waits_again_and_the_leader_has_to_be_chosen_anew(morning: Morning) -> None:
    team = morning.team(people=3)
    leader = morning.team_state(team).leader
    assert leader is not None
    morning.do(RemoveMember(team_id=team, person=leader, because=LeaveReason.CONDITION))
    assert morning.attendance(leader).status is AttendanceStatus.ORIENTED
    check_all(morning, team)
    assert morning.give(SendOff(team_id=team), GATE).code == "field.no_leader"
    morning.do(ChooseLeader(team_id=team, leader=morning.team_state(team).members[0]))
    morning.do(SendOff(team_id=team), GATE)


def test_a_leader_without_a_phone_is_not_chosen(morning: Morning) -> None:
    sheet = morning.sheet()
    crew = (morning.volunteer(), morning.volunteer(phone="なし"))
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    team = TeamId(str(morning.do(AssembleTeam(visit_id=sheet))["team_id"]))
    assert morning.give(ChooseLeader(team_id=team, leader=crew[1])).code == "wall.h20"
    morning.do(ChooseLeader(team_id=team, leader=crew[0]))
    morning.do(CallTeam(team_id=team, tent=2, meet_at=morning.center.clock.at + timedelta(minutes=10)))
    morning.do(BriefTeam(team_id=team))
    assert (morning.team_state(team).status, morning.team_state(team).tent) == (TeamStatus.BRIEFED, 2)


def test_every_print_has_a_serial_of_the_day_and_the_version_of_its_team(morning: Morning) -> None:
    one, two = morning.team(), morning.team()
    prints = [morning.do(PrintOrder(team_id=team, copies=2), GATE) for team in (one, two, one)]
    assert [(done["serial"], done["version"]) for done in prints] == [(1, 1), (2, 1), (3, 2)]


def test_a_dissolved_team_gives_people_sheet_and_tools_back(morning: Morning) -> None:
    team = morning.team()
    crew, sheet = morning.team_state(team).members, morning.team_state(team).visits[0]
    morning.center.do(StockItem(item=SHOVEL, movement=Movement.PURCHASE, count=5, reason=StockReason.NEW))
    morning.do(LendEquipment(team_id=team, lines=(ItemCount(item=SHOVEL, count=3),)), GATE)
    morning.do(DissolveTeam(team_id=team, because=DissolveReason.NO_SEATS))
    assert {morning.attendance(one).status for one in crew} == {AttendanceStatus.ORIENTED}
    assert (morning.visit(sheet).status, morning.visit(sheet).people) == (VisitStatus.POSTED, ())
    assert morning.center.state(ITEM, ItemId("item_square_shovel_base_main")).shelf == 5
    assert morning.need_state(morning.visit(sheet).need_id).status is NeedStatus.POSTED
    no = morning.give(DissolveTeam(team_id=team, because=DissolveReason.OTHER))
    assert (no.code, no.details["state"]) == ("field.wrong_status", "dissolved")
