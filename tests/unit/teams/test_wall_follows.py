"""The wall follows the need: no sheet hangs, and nobody stands on one, for a house to which nobody goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dvc.board.catalogue import SPECS
from dvc.board.view import look
from dvc.board.world import load
from dvc.commands.field_change import AbortTeam
from dvc.commands.field_return import PoolAgain
from dvc.commands.field_work import SendOff
from dvc.commands.matching import PostNeed
from dvc.commands.matching_seats import FreeSeat, TakeSeat
from dvc.commands.needs_endings import CancelNeed
from dvc.commands.take_back import TakeBack
from dvc.domain.attendance_state import AttendanceStatus, FreedBecause
from dvc.domain.attendance_work import lost_the_seat
from dvc.domain.ids import ActionId, NeedId, TeamId, VisitId
from dvc.domain.need_state import CancelReason, NeedStatus
from dvc.domain.need_status import SHEET_MAY_HANG
from dvc.domain.team_state import AbortReason, ReportResult, SheetEnd, TeamStatus, VisitStatus
from dvc.read.center import CenterReader
from tests.unit.teams.field import check_all, home, need_of, out, told
from tests.unit.teams.morning import CHIEF, DESK, GATE, TODAY, Morning, a_morning

OVER = (VisitStatus.TAKEN_DOWN, SheetEnd.NEED_OVER)


@pytest.fixture
def morning() -> Iterator[Morning]:
    with a_morning() as made:
        yield made


def second_sheet(morning: Morning, need: NeedId) -> VisitId:
    return VisitId(str(morning.do(PostNeed(need_id=need, second_sheet=True))["visit_id"]))


def end_of(morning: Morning, sheet: VisitId) -> tuple[VisitStatus, SheetEnd | None]:
    visit = morning.visit(sheet)
    return visit.status, visit.taken_down_because


def one_home(morning: Morning) -> tuple[TeamId, NeedId, VisitId]:
    """A team that is back from a house, and a second sheet of that house that hangs."""
    team = out(morning)
    need = need_of(morning, team)
    sheet = second_sheet(morning, need)
    home(morning, team)
    return team, need, sheet


def items_of(morning: Morning, board: str) -> dict[tuple[str, str], dict[str, object]]:
    world = load(*CenterReader(morning.center.store).world_rows())
    spec = next(one for one in SPECS if one.name == board)
    return {key: dict(item) for key, item in look(spec, world).items.items()}


@pytest.mark.parametrize("status", NeedStatus)
def test_a_sheet_may_hang_until_the_report_and_in_no_other_state(status: NeedStatus) -> None:
    may = {NeedStatus.POSTED, NeedStatus.IN_ACTIVITY, NeedStatus.REPORT_WAIT}
    assert (status in SHEET_MAY_HANG) == (status in may)


def test_the_second_sheet_of_a_house_that_is_done_comes_down_and_its_people_are_ready_again(
    morning: Morning,
) -> None:
    team, _, sheet = one_home(morning)
    crew = morning.volunteers(2)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    result = told(morning, team)
    assert (result["need_status"], result["freed"], result["teams_freed"]) == ("done", 2, ())
    assert end_of(morning, sheet) == OVER
    assert morning.visit(sheet).seats == ()
    for person in crew:
        a = morning.attendance(person)
        assert (a.status, a.freed_because) == (AttendanceStatus.ORIENTED, FreedBecause.NEED_OVER)
        assert lost_the_seat(a)
    board = items_of(morning, "matching")
    assert ("visit", sheet) not in board
    assert [board["attendance", one]["freed"] for one in crew] == ["need_over"] * 2
    morning.do(TakeSeat(visit_id=morning.sheet(), people=crew))
    assert not lost_the_seat(morning.attendance(crew[0]))


def test_a_team_that_has_nowhere_to_go_is_taken_apart_with_its_tools(morning: Morning) -> None:
    team, _, sheet = one_home(morning)
    later = morning.team(sheet=sheet)
    check_all(morning, later)
    members = morning.team_state(later).members
    result = told(morning, team)
    assert (result["freed"], result["teams_freed"]) == (2, (later,))
    assert morning.team_state(later).status is TeamStatus.DISSOLVED
    assert end_of(morning, sheet) == OVER
    assert all(lost_the_seat(morning.attendance(one)) for one in members)
    assert ("call", later) not in items_of(morning, "wall")


@pytest.mark.parametrize(
    ("result", "more", "status"),
    [
        (ReportResult.COMPLETE, {}, "done"),
        (ReportResult.TECHNICAL, {}, "technical"),
        (ReportResult.CONTINUE, {"needs_technical": True}, "technical"),
        (ReportResult.COMPLETE, {"needs_technical": True}, "technical"),
    ],
)
def test_no_sheet_hangs_for_a_house_that_left_the_wall(
    morning: Morning, result: ReportResult, more: dict[str, bool], status: str
) -> None:
    team, _, sheet = one_home(morning)
    assert told(morning, team, result, **more)["need_status"] == status
    assert end_of(morning, sheet) == OVER


def test_a_house_that_goes_on_today_keeps_its_sheet_and_its_people(morning: Morning) -> None:
    team, _, sheet = one_home(morning)
    crew = morning.volunteers(2)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    result = told(morning, team, ReportResult.CONTINUE)
    assert (result["need_status"], result["freed"]) == ("posted", 0)
    assert end_of(morning, sheet) == (VisitStatus.POSTED, None)
    assert morning.attendance(crew[0]).status is AttendanceStatus.ASSIGNED


def test_taking_the_report_back_hangs_the_sheet_up_again_with_its_people(morning: Morning) -> None:
    team, need, sheet = one_home(morning)
    crew = morning.volunteers(2)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    told(morning, team)
    morning.do(TakeBack(of=ActionId(morning.center.actions[-1])), DESK)
    assert morning.need_state(need).status is NeedStatus.REPORT_WAIT
    assert end_of(morning, sheet) == (VisitStatus.POSTED, None)
    assert morning.visit(sheet).people == crew
    assert morning.attendance(crew[0]).status is AttendanceStatus.ASSIGNED


def test_a_second_sheet_comes_down_when_the_first_was_hung_up_by_mistake(morning: Morning) -> None:
    need = morning.need()
    morning.sheet(need)
    posted = ActionId(morning.center.actions[-1])
    sheet = second_sheet(morning, need)
    morning.do(TakeBack(of=posted), CHIEF)
    assert morning.need_state(need).status is NeedStatus.SCHEDULED
    assert end_of(morning, sheet) == OVER


def test_a_household_that_cancels_frees_the_people_of_all_its_sheets(morning: Morning) -> None:
    need = morning.need()
    sheets = [morning.sheet(need), second_sheet(morning, need)]
    crews = [morning.volunteers(2) for _ in sheets]
    for sheet, crew in zip(sheets, crews, strict=True):
        morning.do(TakeSeat(visit_id=sheet, people=crew))
    morning.do(CancelNeed(need_id=need, reason=CancelReason.SELF_DONE), CHIEF)
    for sheet, crew in zip(sheets, crews, strict=True):
        assert end_of(morning, sheet) == (VisitStatus.TAKEN_DOWN, SheetEnd.RESIDENT_CANCELLED)
        assert {morning.attendance(one).freed_because for one in crew} == {FreedBecause.TAKEN_DOWN}
        assert all(lost_the_seat(morning.attendance(one)) for one in crew)


def test_a_sheet_of_yesterday_comes_down_when_its_team_turns_back_after_midnight(morning: Morning) -> None:
    team = out(morning)
    need = need_of(morning, team)
    sheet = second_sheet(morning, need)
    morning.center.clock.forward(hours=24)
    morning.do(AbortTeam(team_id=team, reason=AbortReason.WEATHER, work_began=False), DESK)
    assert morning.need_state(need).status is NeedStatus.READY
    assert end_of(morning, sheet) == OVER


def test_only_who_lost_the_seat_by_no_doing_of_their_own_is_told(morning: Morning) -> None:
    sheet = morning.sheet()
    crew = morning.volunteers(2)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    morning.do(FreeSeat(visit_id=sheet, person=crew[0]))
    assert not lost_the_seat(morning.attendance(crew[0]))


def test_who_lost_a_seat_went_out_later_and_is_back_is_not_told_again(morning: Morning) -> None:
    team, _, sheet = one_home(morning)
    crew = morning.volunteers(2)
    morning.do(TakeSeat(visit_id=sheet, people=crew))
    told(morning, team)
    morning.center.clock.forward(minutes=5)
    other = morning.sheet()
    morning.do(TakeSeat(visit_id=other, people=crew))
    second = morning.assembled(other, crew[0])
    check_all(morning, second)
    morning.do(SendOff(team_id=second), GATE)
    morning.center.clock.forward(hours=2)
    home(morning, second)
    morning.do(PoolAgain(people=crew), DESK)
    assert morning.attendance(crew[0]).status is AttendanceStatus.ORIENTED
    assert not lost_the_seat(morning.attendance(crew[0]))


def test_a_day_agreed_at_the_door_for_tomorrow_leaves_nothing_on_todays_wall(morning: Morning) -> None:
    team = out(morning)
    home(morning, team)
    tomorrow = TODAY + timedelta(days=1)
    result = told(morning, team, ReportResult.CONTINUE, next_day=tomorrow)
    assert (result["need_status"], result["freed"]) == ("scheduled", 0)
