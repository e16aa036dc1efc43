"""The return desk through the one door: head count by name, injuries, the report that moves the need,
papers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dvc.commands.field_change import AbortTeam
from dvc.commands.field_forming import (
    ChooseLeader,
    PrintOrder,
)
from dvc.commands.field_report import ReportVisit
from dvc.commands.field_return import CloseTeam, CollectOrder, LeftPerson, PoolAgain, ReturnTeam
from dvc.commands.field_work import SendOff
from dvc.commands.matching import PostNeed
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.ids import AttendanceId, TeamId, VisitId
from dvc.domain.need_state import NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.team_state import (
    AbortReason,
    LeaveReason,
    ReportResult,
    SheetEnd,
    VisitStatus,
)
from tests.unit.teams.field import check_all, home, need_of, out, told
from tests.unit.teams.morning import CHIEF, DESK, GATE, TODAY, Morning, a_morning, an_estimate


@pytest.fixture
def morning() -> Iterator[Morning]:
    with a_morning() as one:
        yield one


def test_two_are_out_and_one_comes_back_and_the_desk_asks_for_the_other(morning: Morning) -> None:
    team = out(morning)
    one, other = morning.team_state(team).members
    no = morning.give(ReturnTeam(team_id=team, back=(one,), injury_asked=True), DESK)
    assert (no.code, no.details["missing"], no.details["people"]) == ("field.count_differs", 1, (other,))
    part = home(morning, team, back=(one,), still_out=(other,))
    assert (part["back"], part["still_out"]) == (1, 1)
    assert morning.need_state(need_of(morning, team)).status is NeedStatus.IN_ACTIVITY
    whole = home(morning, team, back=(), left=(LeftPerson(person=other, because=LeaveReason.FAMILY),))
    assert (whole["left"], whole["still_out"], whole["status"]) == (1, 0, "returned")
    assert morning.attendance(other).status is AttendanceStatus.LEFT
    assert morning.need_state(need_of(morning, team)).status is NeedStatus.REPORT_WAIT


def test_who_is_hurt_is_asked_counted_and_noted_under_the_person(morning: Morning) -> None:
    team = out(morning)
    hurt = morning.team_state(team).members[0]
    assert (
        morning.give(ReturnTeam(team_id=team, back=morning.team_state(team).outside), DESK).code
        == "field.injury_not_asked"
    )
    home(morning, team, injured=(hurt,), injury_note="右手を切った")
    assert morning.attendance(hurt).injured
    assert morning.team_state(team).injuries == 1
    assert morning.center.vault(morning.attendance(hurt).volunteer_id, Personal.INJURY_NOTE) == "右手を切った"


def test_the_need_waits_for_the_last_team_and_the_worse_report_counts(morning: Morning) -> None:
    sheet = morning.sheet(morning.need(estimate=an_estimate(people_min=4, people_max=6)))
    crew = morning.volunteers(4)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    teams = [
        TeamId(str(morning.do(AssembleTeam(visit_id=sheet, people=some, leader=some[0]))["team_id"]))
        for some in (crew[:2], crew[2:])
    ]
    for team in teams:
        check_all(morning, team)
        morning.do(SendOff(team_id=team), GATE)
    need = morning.visit(sheet).need_id
    home(morning, teams[0])
    assert morning.need_state(need).status is NeedStatus.IN_ACTIVITY
    first = told(morning, teams[0], ReportResult.COMPLETE)
    assert (first["need_status"], first["waits_for"]) == ("in_activity", 1)
    home(morning, teams[1])
    assert morning.need_state(need).status is NeedStatus.REPORT_WAIT
    second = told(morning, teams[1], ReportResult.CONTINUE, remaining_people=3, remaining_hours=1.5)
    assert (second["need_status"], second["waits_for"]) == ("continue_wait", 0)
    rest = morning.need_state(need).estimate
    assert rest is not None
    assert (rest.people_min, rest.hours) == (3, 1.5)


def test_a_report_closes_the_need_or_fixes_the_next_day_at_the_door(morning: Morning) -> None:
    done, on = out(morning), out(morning)
    home(morning, done)
    home(morning, on)
    assert told(morning, done)["need_status"] == "done"
    tomorrow = TODAY + timedelta(days=1)
    assert told(morning, on, ReportResult.CONTINUE, next_day=tomorrow)["need_status"] == "scheduled"
    appointment = morning.need_state(need_of(morning, on)).appointment
    assert appointment is not None
    assert appointment.day == tomorrow


def test_a_second_sheet_of_today_goes_on_after_the_first_team_has_reported(morning: Morning) -> None:
    team = out(morning)
    need = need_of(morning, team)
    second = VisitId(str(morning.do(PostNeed(need_id=need, second_sheet=True))["visit_id"]))
    later = morning.team(sheet=second)
    check_all(morning, later)
    home(morning, team)
    assert morning.give(SendOff(team_id=later), GATE).code == "field.report_first"
    assert told(morning, team, ReportResult.CONTINUE)["need_status"] == "posted"
    morning.do(SendOff(team_id=later), GATE)
    home(morning, later)
    assert told(morning, later)["need_status"] == "done"


def test_words_of_the_report_are_in_the_vault_and_a_worry_opens_the_watch(morning: Morning) -> None:
    team = out(morning)
    home(morning, team)
    house = morning.team_state(team).visits[0]
    told(
        morning,
        team,
        concern=True,
        report_text="泥を出した",
        remaining_text="押し入れ",
        concern_note="一人で心細い",
    )
    words = [
        morning.center.vault(house, field)
        for field in (Personal.REPORT_TEXT, Personal.REMAINING_TEXT, Personal.CONCERN_NOTE)
    ]
    assert words == ["泥を出した", "押し入れ", "一人で心細い"]
    assert morning.need_state(need_of(morning, team)).watch_after


def test_a_report_that_is_too_long_is_refused_with_the_field_and_nothing_is_kept(morning: Morning) -> None:
    team = out(morning)
    home(morning, team)
    command = ReportVisit(
        team_id=team,
        visit_id=morning.team_state(team).visits[0],
        result=ReportResult.COMPLETE,
        hours=1.0,
        report_text="あ" * 2001,
    )
    no = morning.give(command, DESK)
    assert (no.code, no.status, no.details["field"]) == ("refusal.value", 422, "report_text")
    assert morning.team_state(team).reports == ()


def test_a_report_is_taken_by_one_desk(morning: Morning) -> None:
    team = out(morning)
    home(morning, team)
    house = morning.team_state(team).visits[0]
    told(morning, team)
    again = ReportVisit(team_id=team, visit_id=house, result=ReportResult.CONTINUE, hours=1.0)
    no = morning.give(again, CHIEF)
    assert (no.code, no.details["by"]) == ("field.already_reported", "staff_hayakawa")


def test_an_old_paper_is_taken_back_and_flagged_and_a_missing_one_keeps_the_team_open(
    morning: Morning,
) -> None:
    team = morning.team()
    morning.do(PrintOrder(team_id=team, copies=2), GATE)
    morning.do(ChooseLeader(team_id=team, leader=morning.team_state(team).members[1]))
    check_all(morning, team)
    assert morning.do(SendOff(team_id=team), GATE)["order_stale"]
    morning.do(PrintOrder(team_id=team), GATE)
    home(morning, team)
    told(morning, team)
    assert morning.give(CloseTeam(team_id=team), DESK).details["serials"] == ("001", "002")
    assert morning.do(CollectOrder(team_id=team, serial=1), DESK)["old_version"]
    morning.do(CollectOrder(team_id=team, serial=1, collected=0, lost=1), DESK)
    assert morning.do(CollectOrder(team_id=team, serial=2), DESK)["outside"] == 0
    morning.do(CloseTeam(team_id=team), DESK)


def test_people_who_are_back_take_a_seat_in_the_afternoon(morning: Morning) -> None:
    team = out(morning)
    crew = morning.team_state(team).members
    home(morning, team)
    sheet = morning.sheet()
    assert morning.give(TakeSeat(visit_id=sheet, people=crew)).code == "reception.back"
    assert morning.do(PoolAgain(people=crew), DESK)["ready"] == 2
    morning.do(TakeSeat(visit_id=sheet, people=crew))


def test_a_sheet_that_ends_without_work_says_why(morning: Morning) -> None:
    team = out(morning)
    sheet, need = morning.team_state(team).visits[0], need_of(morning, team)
    second = VisitId(str(morning.do(PostNeed(need_id=need, second_sheet=True))["visit_id"]))
    other = morning.team(sheet=second)
    check_all(morning, other)
    morning.do(SendOff(team_id=other), GATE)
    morning.do(AbortTeam(team_id=team, reason=AbortReason.CONDITION), DESK)
    assert (morning.visit(sheet).status, morning.visit(sheet).taken_down_because) == (
        VisitStatus.TAKEN_DOWN,
        SheetEnd.ABORTED,
    )
    assert morning.need_state(need).status is NeedStatus.IN_ACTIVITY


def test_a_group_member_who_is_named_by_nobody_is_not_forgotten(morning: Morning) -> None:
    sheet, group = morning.sheet(), morning.group(3)
    morning.do(TakeSeat(visit_id=sheet, group_id=group))
    team = TeamId(str(morning.do(AssembleTeam(visit_id=sheet))["team_id"]))
    members: tuple[AttendanceId, ...] = morning.team_state(team).members
    morning.do(ChooseLeader(team_id=team, leader=members[0]))
    check_all(morning, team)
    morning.do(SendOff(team_id=team), GATE)
    no = morning.give(ReturnTeam(team_id=team, back=members[:2], injury_asked=True), DESK)
    assert (no.code, no.details["people"]) == ("field.count_differs", (members[2],))
