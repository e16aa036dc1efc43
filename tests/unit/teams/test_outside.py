"""Teams outside through the one door: the telephone, people who leave or change teams, another house,
breaking off.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dvc.commands.field_change import AbortTeam, GiveNextVisit, RedirectTeam
from dvc.commands.field_forming import (
    PrintOrder,
)
from dvc.commands.field_return import CloseTeam
from dvc.commands.field_work import LeaveFromSite, MoveMember, RecordContact, SendOff
from dvc.commands.matching_seats import TakeSeat
from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.need_state import NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.roles import ActorKind, Role
from dvc.domain.team_state import (
    AbortReason,
    ContactKind,
    LeaveReason,
    ReportResult,
    TeamStatus,
    VisitStatus,
)
from tests.factories import an_actor
from tests.unit.teams.field import check_all, home, need_of, out, status_of, told
from tests.unit.teams.morning import CHIEF, DESK, GATE, Morning, a_morning, an_estimate


@pytest.fixture
def morning() -> Iterator[Morning]:
    with a_morning() as one:
        yield one


def test_a_leader_speaks_for_the_own_team_only(morning: Morning) -> None:
    mine, other = out(morning), out(morning)
    leader = morning.team_state(mine).leader
    assert leader is not None
    volunteer = morning.attendance(leader).volunteer_id
    me = an_actor(Role.LEADER, name=volunteer, kind=ActorKind.VOLUNTEER)
    morning.do(RecordContact(team_id=mine, contact=ContactKind.ON_SITE), me)
    assert morning.team_state(mine).status is TeamStatus.ON_SITE
    assert morning.give(RecordContact(team_id=other, contact=ContactKind.ON_SITE), me).status == 403


def test_two_leaders_count_the_same_people_before_somebody_changes_teams(morning: Morning) -> None:
    one, two = out(morning, people=3), out(morning)
    mover = morning.team_state(one).members[2]
    wrong = MoveMember(from_team=one, to_team=two, people=(mover,), from_count=2, to_count=2)
    no = morning.give(wrong, DESK)
    assert (no.code, no.details["known"], no.details["told"]) == ("field.count_after_move", 3, 2)
    right = MoveMember(from_team=one, to_team=two, people=(mover,), from_count=2, to_count=3)
    morning.do(right, DESK)
    assert morning.attendance(mover).team_id == two
    assert [len(morning.team_state(team).outside) for team in (one, two)] == [2, 3]


def test_somebody_who_leaves_from_the_site_is_named_with_a_reason(morning: Morning) -> None:
    team = out(morning, people=3)
    ill = morning.team_state(team).members[1]
    command = LeaveFromSite(team_id=team, people=(ill,), because=LeaveReason.CONDITION, note="熱中症の疑い")
    assert morning.do(command, DESK)["still_out"] == 2
    assert morning.attendance(ill).status is AttendanceStatus.LEFT
    assert morning.center.vault(ill, Personal.REASON_TEXT) == "熱中症の疑い"
    assert home(morning, team)["left"] == 1


@pytest.mark.parametrize(
    ("began", "need", "sheet"),
    [
        (False, NeedStatus.POSTED, VisitStatus.POSTED),
        (True, NeedStatus.REPORT_WAIT, VisitStatus.BACK),
    ],
)
def test_breaking_off_puts_the_sheet_back_before_work_and_owes_a_report_after(
    morning: Morning, *, began: bool, need: NeedStatus, sheet: VisitStatus
) -> None:
    team = out(morning)
    house, house_need = morning.team_state(team).visits[0], need_of(morning, team)
    if began:
        morning.do(RecordContact(team_id=team, contact=ContactKind.WORKING), DESK)
    morning.do(AbortTeam(team_id=team, reason=AbortReason.RESIDENT_ABSENT), DESK)
    assert morning.need_state(house_need).status is need
    assert morning.visit(house).status is sheet
    assert status_of(morning, team) == {AttendanceStatus.DEPARTED}
    home(morning, team)
    if began:
        assert morning.give(CloseTeam(team_id=team), DESK).code == "field.report_missing"
        told(morning, team, ReportResult.CANCELLED_ON_SITE)
    morning.do(CloseTeam(team_id=team), DESK)
    assert morning.team_state(team).status is TeamStatus.CLOSED


def test_a_team_goes_to_another_house_and_the_first_one_is_free_again(morning: Morning) -> None:
    team = out(morning)
    old_sheet, old_need = morning.team_state(team).visits[0], need_of(morning, team)
    printed = morning.do(PrintOrder(team_id=team), GATE)
    new = morning.sheet()
    result = morning.do(RedirectTeam(team_id=team, visit_id=new), DESK)
    assert (result["visits"], result["order_stale"]) == ((new,), True)
    assert morning.need_state(old_need).status is NeedStatus.POSTED
    assert morning.visit(old_sheet).is_up
    assert morning.need_state(morning.visit(new).need_id).status is NeedStatus.IN_ACTIVITY
    again = morning.do(PrintOrder(team_id=team), GATE)
    assert (printed["version"], again["version"]) == (1, 2)


def test_breaking_off_at_the_second_house_leaves_the_first_one_to_be_reported(morning: Morning) -> None:
    team = out(morning)
    first, second = morning.team_state(team).visits[0], morning.sheet()
    morning.do(RedirectTeam(team_id=team, visit_id=second, work_began=True), DESK)
    result = morning.do(AbortTeam(team_id=team, reason=AbortReason.WEATHER), DESK)
    assert (result["to_report"], result["dropped"]) == ((first,), (second,))
    home(morning, team)
    assert morning.need_state(need_of(morning, team)).status is NeedStatus.REPORT_WAIT


def test_a_team_that_broke_off_may_still_help_elsewhere_and_owes_both_reports(morning: Morning) -> None:
    team = out(morning)
    first = morning.team_state(team).visits[0]
    morning.do(AbortTeam(team_id=team, reason=AbortReason.RESIDENT_DECLINED, work_began=True), DESK)
    second = morning.sheet()
    morning.do(RedirectTeam(team_id=team, visit_id=second, work_began=False), DESK)
    assert morning.team_state(team).visits == (first, second)
    home(morning, team)
    assert morning.team_state(team).unreported == (first, second)


def test_a_team_is_not_sent_to_a_house_that_people_wait_for_or_that_it_does_not_fit(morning: Morning) -> None:
    team = out(morning)
    waited_for = morning.sheet()
    morning.do(TakeSeat(visit_id=waited_for, people=morning.volunteers(1)))
    no = morning.give(RedirectTeam(team_id=team, visit_id=waited_for), DESK)
    assert (no.code, no.details["count"]) == ("wall.notes_on_sheet", 1)
    large = morning.sheet(morning.need(estimate=an_estimate(people_min=4)))
    assert morning.give(RedirectTeam(team_id=team, visit_id=large), DESK).code == "wall.h04"
    morning.do(RedirectTeam(team_id=team, visit_id=large, override_reason="まず始める"), CHIEF)


def test_two_houses_in_order_and_the_one_that_was_not_reached_hangs_again(morning: Morning) -> None:
    team = morning.team()
    second = morning.sheet()
    morning.do(GiveNextVisit(team_id=team, visit_id=second))
    check_all(morning, team)
    morning.do(SendOff(team_id=team), GATE)
    needs = [need_of(morning, team, house) for house in (0, 1)]
    assert {morning.need_state(need).status for need in needs} == {NeedStatus.IN_ACTIVITY}
    result = home(morning, team, not_reached=(second,))
    assert len(result["to_report"]) == 1
    assert [morning.need_state(need).status for need in needs] == [NeedStatus.REPORT_WAIT, NeedStatus.POSTED]
    assert morning.visit(second).status is VisitStatus.POSTED


def test_a_team_outside_gets_a_next_house_at_once(morning: Morning) -> None:
    team = out(morning)
    second = morning.sheet()
    morning.do(GiveNextVisit(team_id=team, visit_id=second))
    assert morning.visit(second).status is VisitStatus.OUT
    home(morning, team)
    told(morning, team)
    assert morning.team_state(team).status is TeamStatus.RETURNED
    told(morning, team)
    assert morning.team_state(team).status is TeamStatus.REPORTED
