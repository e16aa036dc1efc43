"""The wall through the one door: sheets, raised hands, teams out of sheets; whoever comes second hears
who was first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dvc.commands.day import StopActivity
from dvc.commands.matching import LockVisit, PostNeed, TakeDownVisit, UnlockVisit
from dvc.commands.matching_seats import FreeSeat, TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.commands.needs_calls import RecordCall
from dvc.commands.take_back import TakeBack
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import AttendanceStatus, DayAnswers
from dvc.domain.day import StopReason
from dvc.domain.ids import ActionId, AttendanceId, GroupId, TeamId
from dvc.domain.need_state import CallResult, NeedStatus, UnpostReason
from dvc.domain.personal import Personal
from dvc.domain.team import TEAM
from dvc.domain.team_state import TeamStatus, VisitStatus
from dvc.domain.values import AgeBand, Gender, Skill, SkillCount, WorkType
from tests.unit.teams.morning import CHIEF, GATE, MORI, TODAY, WEST, Morning, a_morning, an_estimate


@pytest.fixture
def morning() -> Iterator[Morning]:
    with a_morning() as one:
        yield one


def members_of(morning: Morning, group: GroupId) -> tuple[AttendanceId, ...]:
    return tuple(one.attendance_id for one in morning.center.all(ATTENDANCE) if one.group_id == group)


def test_need_and_sheet_go_up_in_one_act(morning: Morning) -> None:
    need = morning.need()
    result = morning.do(PostNeed(need_id=need))
    assert result["code"] == f"{morning.need_state(need).code}/1"
    assert morning.need_state(need).status is NeedStatus.POSTED
    sheet = morning.visit(result["visit_id"])
    assert (sheet.status, sheet.people_min, sheet.people_max) == (VisitStatus.POSTED, 2, 4)


def test_a_second_sheet_goes_up_on_purpose_only(morning: Morning) -> None:
    need = morning.need()
    morning.sheet(need)
    again = morning.give(PostNeed(need_id=need), MORI)
    assert again.code == "wall.already_posted"
    assert (again.details["by"], again.details["where"]) == (
        "staff_nishida",
        f"{morning.need_state(need).code}/1",
    )
    second = morning.do(PostNeed(need_id=need, second_sheet=True), MORI)
    assert second["number"] == 2
    morning.do(TakeDownVisit(visit_id=second["visit_id"], because=UnpostReason.NOT_FILLED))
    assert morning.need_state(need).status is NeedStatus.POSTED


def test_only_the_wall_hangs_up_sheets(morning: Morning) -> None:
    assert morning.give(PostNeed(need_id=morning.need()), GATE).status == 403


def test_a_raised_hand_is_answered_with_what_is_free(morning: Morning) -> None:
    sheet, hand = morning.sheet(), morning.volunteer()
    result = morning.do(TakeSeat(visit_id=sheet, people=(hand,)))
    assert (result["seats_taken"], result["free"], result["enough"]) == (1, 3, False)
    assert morning.attendance(hand).status is AttendanceStatus.ASSIGNED


def test_a_hand_by_the_number_on_the_tag(morning: Morning) -> None:
    sheet, hand = morning.sheet(), morning.volunteer()
    morning.do(TakeSeat(visit_id=sheet, codes=(morning.attendance(hand).code,)))
    assert morning.visit(sheet).people == (hand,)
    unknown = morning.give(TakeSeat(visit_id=sheet, codes=(morning.visit(sheet).visit_id,)))  # type: ignore[arg-type]
    assert (unknown.code, unknown.status) == ("wall.unknown_code", 404)


def test_two_desks_want_the_same_volunteer_and_the_second_hears_where_who_and_when(morning: Morning) -> None:
    here, there, hand = morning.sheet(), morning.sheet(), morning.volunteer()
    morning.do(TakeSeat(visit_id=here, people=(hand,)))
    at = morning.center.clock.at
    morning.center.clock.forward(minutes=1)
    no = morning.give(TakeSeat(visit_id=there, people=(hand,)), MORI)
    assert no.code == "wall.person_elsewhere"
    assert (no.details["by"], no.details["at"]) == ("staff_nishida", at)
    assert no.details["where"] == f"{morning.need_state(morning.visit(here).need_id).code}/1"
    assert morning.visit(there).people == ()


def test_the_last_seat_goes_to_one_desk(morning: Morning) -> None:
    sheet = morning.sheet()
    morning.do(TakeSeat(visit_id=sheet, people=morning.volunteers(4)))
    no = morning.give(TakeSeat(visit_id=sheet, people=morning.volunteers(1)), MORI)
    assert (no.code, no.details["by"], no.details["free"]) == ("wall.full", "staff_nishida", 0)


def test_a_chief_lets_a_fifth_on_with_a_reason_and_nobody_else_does(morning: Morning) -> None:
    sheet = morning.sheet()
    morning.do(TakeSeat(visit_id=sheet, people=morning.volunteers(4)))
    fifth = morning.volunteers(1)
    asked = TakeSeat(visit_id=sheet, people=fifth, override_reason="家の人の希望")
    assert morning.give(asked, WEST).code == "wall.chief_only"
    morning.do(asked, CHIEF)
    assert len(morning.visit(sheet).people) == 5
    assert morning.center.vault(sheet, Personal.REASON_TEXT) == "家の人の希望"


def test_a_group_takes_its_seats_whole_whoever_of_it_raised_the_hand(morning: Morning) -> None:
    sheet, group = morning.sheet(), morning.group(3)
    one, *others = members_of(morning, group)
    result = morning.do(TakeSeat(visit_id=sheet, people=(one,)))
    assert result["people"] == 3
    assert morning.visit(sheet).seats[0].group_id == group
    assert {morning.attendance(other).status for other in others} == {AttendanceStatus.ASSIGNED}


def test_a_group_of_five_does_not_fit_on_four_seats_and_nobody_of_it_is_seated(morning: Morning) -> None:
    sheet, group = morning.sheet(), morning.group(5)
    assert morning.give(TakeSeat(visit_id=sheet, group_id=group)).code == "wall.full"
    people = [morning.attendance(one) for one in members_of(morning, group)]
    assert {one.status for one in people} == {AttendanceStatus.ORIENTED}


def test_a_group_that_may_be_split_raises_single_hands(morning: Morning) -> None:
    sheet, group = morning.sheet(), morning.group(3, keep_together=False)
    morning.do(TakeSeat(visit_id=sheet, people=members_of(morning, group)[:1]))
    assert len(morning.visit(sheet).people) == 1


def test_freeing_one_of_a_group_frees_all_of_it(morning: Morning) -> None:
    sheet, group = morning.sheet(), morning.group(3)
    morning.do(TakeSeat(visit_id=sheet, group_id=group))
    result = morning.do(FreeSeat(visit_id=sheet, person=members_of(morning, group)[2]))
    assert result["freed"] == 3
    assert {morning.attendance(one).status for one in members_of(morning, group)} == {
        AttendanceStatus.ORIENTED
    }


def test_somebody_not_oriented_or_too_young_for_the_work_gets_no_seat(morning: Morning) -> None:
    sheet = morning.sheet()
    new = morning.volunteer(oriented=False)
    assert morning.give(TakeSeat(visit_id=sheet, people=(new,))).code == "reception.not_oriented"
    early = morning.volunteer(said=DayAnswers(until=morning.center.clock.at))
    assert morning.give(TakeSeat(visit_id=sheet, people=(early,))).details["rules"] == ("H11",)
    careful = morning.volunteer(avoid=(WorkType.BELONGINGS_OUT,))
    assert morning.give(TakeSeat(visit_id=sheet, people=(careful,))).details["rules"] == ("H17",)


def test_a_house_for_women_only_seats_women(morning: Morning) -> None:
    sheet = morning.sheet(morning.need(estimate=an_estimate(women_only=True, women=2)))
    assert morning.give(TakeSeat(visit_id=sheet, people=(morning.volunteer(),))).code == "wall.h16"
    morning.do(TakeSeat(visit_id=sheet, people=(morning.volunteer(gender=Gender.FEMALE),)))


def test_a_locked_sheet_says_who_locked_it(morning: Morning) -> None:
    sheet = morning.sheet()
    morning.do(LockVisit(visit_id=sheet), MORI)
    no = morning.give(TakeSeat(visit_id=sheet, people=morning.volunteers(1)))
    assert (no.code, no.details["by"]) == ("wall.locked", "staff_mori")
    morning.do(UnlockVisit(visit_id=sheet))
    morning.do(TakeSeat(visit_id=sheet, people=morning.volunteers(1)))


def test_a_sheet_taken_down_frees_its_people_and_owes_the_household_a_call(morning: Morning) -> None:
    need = morning.need()
    sheet = morning.sheet(need)
    crew = morning.volunteers(2)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    result = morning.do(TakeDownVisit(visit_id=sheet, because=UnpostReason.NOT_FILLED))
    assert (result["freed"], result["owes_call"]) == (2, True)
    assert morning.need_state(need).status is NeedStatus.READY
    assert {morning.attendance(one).status for one in crew} == {AttendanceStatus.ORIENTED}
    morning.center.do(RecordCall(need_id=need, result=CallResult.REACHED))
    assert morning.do(PostNeed(need_id=need))["number"] == 2


def test_a_team_is_called_by_the_next_number_of_the_day(morning: Morning) -> None:
    numbers = [morning.team_state(morning.team()).number for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_people_sheet_and_team_are_joined_in_one_act(morning: Morning) -> None:
    sheet, crew = morning.sheet(), morning.volunteers(3)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    result = morning.do(AssembleTeam(visit_id=sheet, leader=crew[1], tent=3))
    team = morning.team_state(result["team_id"])
    assert (team.status, team.members, team.leader, team.tent) == (TeamStatus.FILLED, crew, crew[1], 3)
    assert {morning.attendance(one).team_id for one in crew} == {team.team_id}
    assert morning.visit(sheet).status is VisitStatus.TEAMED


@pytest.mark.parametrize(
    ("crew", "estimate", "rules"),
    [
        ([{}], {}, ("H04",)),
        ([{}, {}, {}], {"people_min": 4}, ("H04",)),
        ([{"age_band": AgeBand.FROM_15, "guardian": "written"}, {}], {}, ()),
        ([{}, {}], {"skills": (SkillCount(skill=Skill.CHAINSAW, count=1),)}, ("H07",)),
        ([{"skills": (Skill.CHAINSAW,)}, {}], {"skills": (SkillCount(skill=Skill.CHAINSAW, count=1),)}, ()),
        ([{}, {}], {"women": 1}, ("H16",)),
        ([{"gender": Gender.FEMALE}, {}], {"women": 1}, ()),
        ([{"phone": "なし"}, {"phone": "なし"}], {}, ("H20",)),
    ],
)
def test_the_sheet_comes_down_only_when_its_rules_hold(
    morning: Morning, crew: list[dict[str, Any]], estimate: dict[str, Any], rules: tuple[str, ...]
) -> None:
    sheet = morning.sheet(morning.need(estimate=an_estimate(**estimate)))
    people = tuple(morning.volunteer(**facts) for facts in crew)
    morning.do(TakeSeat(visit_id=sheet, people=people))
    receipt = morning.give(AssembleTeam(visit_id=sheet))
    assert receipt.details.get("rules", ()) == rules
    assert receipt.is_done == (not rules)


def test_a_chief_sends_fewer_but_never_one_alone(morning: Morning) -> None:
    sheet = morning.sheet(morning.need(estimate=an_estimate(people_min=3)))
    morning.do(TakeSeat(visit_id=sheet, people=morning.volunteers(1)))
    alone = AssembleTeam(visit_id=sheet, override_reason="急ぎ")
    assert morning.give(alone, CHIEF).details["rules"] == ("H04",)
    morning.do(TakeSeat(visit_id=sheet, people=morning.volunteers(1)))
    assert morning.do(alone, CHIEF)["people"] == 2


def test_no_team_is_made_while_activities_are_stopped(morning: Morning) -> None:
    sheet = morning.sheet()
    morning.do(TakeSeat(visit_id=sheet, people=morning.volunteers(2)))
    morning.center.do(StopActivity(reason=StopReason.HEAT))
    assert morning.give(AssembleTeam(visit_id=sheet)).code == "wall.h19"


def test_a_sheet_of_six_becomes_two_teams(morning: Morning) -> None:
    sheet = morning.sheet(morning.need(estimate=an_estimate(people_min=5, people_max=6)))
    crew = morning.volunteers(6)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    first = morning.do(AssembleTeam(visit_id=sheet, people=crew[:3], leader=crew[0]))
    assert morning.visit(sheet).is_up
    second = morning.do(AssembleTeam(visit_id=sheet, leader=crew[3]))
    assert morning.visit(sheet).teams == (first["team_id"], second["team_id"])
    assert not morning.visit(sheet).is_up


def test_a_sheet_taken_down_by_another_desk_is_told_with_who_and_when(morning: Morning) -> None:
    sheet = morning.sheet()
    crew = morning.volunteers(2)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    morning.do(AssembleTeam(visit_id=sheet), MORI)
    for command in (AssembleTeam(visit_id=sheet), TakeSeat(visit_id=sheet, people=morning.volunteers(1))):
        no = morning.give(command)
        assert (no.code, no.details["by"]) == ("wall.sheet_down", "staff_mori")
    assert len(morning.center.all(TEAM)) == 1


def test_a_team_assembled_by_mistake_is_taken_back_as_a_whole(morning: Morning) -> None:
    sheet, crew = morning.sheet(), morning.volunteers(2)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    made = morning.give(AssembleTeam(visit_id=sheet)).raise_if_refused()
    morning.do(TakeBack(of=ActionId(made.action_id)))
    assert morning.visit(sheet).people == crew
    assert morning.visit(sheet).is_up
    assert {morning.attendance(one).team_id for one in crew} == {None}
    assert morning.team_state(TeamId(str(made.result["team_id"]))).status is TeamStatus.DISSOLVED


def test_tomorrow_is_another_day(morning: Morning) -> None:
    need = morning.need()
    no = morning.give(PostNeed(need_id=need, day=TODAY.replace(day=13)))
    assert no.code == "needs.appointment_other_day"
