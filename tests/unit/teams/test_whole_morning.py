"""A whole morning as one line: a need with two siblings, three visits, two teams on one day, from two bases.

Post, seat, assemble, check, lend, send off, return, report; then the books add up and everything replays.
"""

from __future__ import annotations

from dvc.commands.equipment import LendEquipment, ReturnedLine, ReturnEquipment, StockItem
from dvc.commands.field_forming import BriefTeam, PrintOrder, TickDepartureCheck
from dvc.commands.field_report import ReportVisit
from dvc.commands.field_return import CloseTeam, CollectOrder, ReturnTeam
from dvc.commands.field_work import RecordContact, SendOff
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.commands.needs_duplicates import SplitNeed
from dvc.domain import field_clock
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.equipment import ITEM
from dvc.domain.equipment_state import Movement, StockReason, item_id_of
from dvc.domain.ids import MAIN_BASE, BaseId, ItemCode, LoanId, NeedId, TeamId, VisitId
from dvc.domain.kits import suggested_kit
from dvc.domain.need import NEED
from dvc.domain.need_state import NeedStatus
from dvc.domain.team import TEAM
from dvc.domain.team_state import ContactKind, DepartureCheck, ReportResult, TeamStatus, VisitStatus
from dvc.domain.values import WorkType
from dvc.domain.visit import VISIT
from tests.unit.teams.morning import DESK, GATE, Morning, a_morning, an_estimate

YATA = BaseId("base_yata")
SHOVEL, SACK = ItemCode("square_shovel"), ItemCode("sandbag")


def siblings(morning: Morning) -> tuple[NeedId, NeedId, NeedId]:
    """One household, three needs: the house, the garden, the shed; each ready and agreed for today."""
    house = morning.need(estimate=an_estimate(people_min=2, people_max=3), work=WorkType.MUD_ROOM)
    parts = [
        NeedId(str(morning.center.do(SplitNeed(need_id=house, request_text=words)).result["sibling_id"]))
        for words in ("庭の泥", "物置の片付け")
    ]
    for part in parts:
        morning.ready(part, an_estimate(people_min=2, people_max=3))
    return house, parts[0], parts[1]


def stocked(morning: Morning) -> None:
    for base in (MAIN_BASE, YATA):
        for line in suggested_kit([WorkType.MUD_ROOM]):
            bought = StockItem(
                item=line.item,
                movement=Movement.PURCHASE,
                count=2 * line.count,
                reason=StockReason.NEW,
                base_id=base,
            )
            morning.do(bought, GATE)


def to_the_gate(morning: Morning, team: TeamId) -> LoanId:
    """Briefed, equipped, printed, checked, out."""
    morning.do(BriefTeam(team_id=team), GATE)
    loan = morning.do(LendEquipment(team_id=team, lines=suggested_kit([WorkType.MUD_ROOM])), GATE)
    morning.do(PrintOrder(team_id=team), GATE)
    for check in DepartureCheck:
        morning.do(TickDepartureCheck(team_id=team, check=check), GATE)
    morning.do(SendOff(team_id=team), GATE)
    return LoanId(str(loan["loan_id"]))


def back_home(morning: Morning, team: TeamId, loan: LoanId, result: ReportResult) -> None:
    """Counted, reported, tools and paper taken back, closed."""
    state = morning.team_state(team)
    morning.do(ReturnTeam(team_id=team, back=state.outside, injury_asked=True), DESK)
    visit = state.visits[0]
    morning.do(ReportVisit(team_id=team, visit_id=visit, result=result, hours=2.0), DESK)
    lines = [
        ReturnedLine(item=line.item, used=line.count)
        if line.item == SACK
        else ReturnedLine(item=line.item, back=line.count)
        for line in suggested_kit([WorkType.MUD_ROOM])
    ]
    morning.do(ReturnEquipment(loan_id=loan, lines=tuple(lines)), GATE)
    for paper in morning.team_state(team).papers:
        morning.do(CollectOrder(team_id=team, serial=paper.serial), DESK)
    morning.do(CloseTeam(team_id=team), DESK)


def test_three_visits_of_one_household_two_teams_on_one_of_them_from_two_bases() -> None:
    with a_morning() as morning:
        stocked(morning)
        house, garden, shed = siblings(morning)
        sheets = [
            morning.sheet(house),
            morning.sheet(house, second_sheet=True, base_id=YATA),
            morning.sheet(garden),
        ]
        crews = [morning.volunteers(2), morning.volunteers(2), morning.volunteers(3)]
        teams = []
        for sheet, crew in zip(sheets, crews, strict=True):
            morning.do(TakeSeat(visit_id=sheet, people=crew))
            made = morning.do(AssembleTeam(visit_id=sheet, leader=crew[0]))
            teams.append(TeamId(str(made["team_id"])))
        states = [morning.team_state(team) for team in teams]
        assert [(team.number, team.base_id) for team in states] == [(1, MAIN_BASE), (2, YATA), (3, MAIN_BASE)]

        loans = [to_the_gate(morning, team) for team in teams[:2]]
        count = field_clock.head_count(morning.center.all(TEAM))
        assert (count.out, count.not_yet_back, count.adds_up) == (4, 4, True)
        assert morning.center.state(ITEM, item_id_of(SHOVEL, YATA)).out == 3
        assert morning.need_state(house).status is NeedStatus.IN_ACTIVITY
        assert morning.need_state(garden).status is NeedStatus.POSTED
        assert morning.need_state(shed).status is NeedStatus.SCHEDULED

        morning.center.clock.forward(hours=2)
        for contact in (ContactKind.ON_SITE, ContactKind.WORKING, ContactKind.FINISHED):
            morning.do(RecordContact(team_id=teams[0], contact=contact), DESK)
        back_home(morning, teams[0], loans[0], ReportResult.COMPLETE)
        assert morning.need_state(house).status is NeedStatus.IN_ACTIVITY
        back_home(morning, teams[1], loans[1], ReportResult.CONTINUE)
        assert morning.need_state(house).status is NeedStatus.CONTINUE_WAIT

        count = field_clock.head_count(morning.center.all(TEAM))
        assert (count.out, count.back, count.not_yet_back, count.adds_up) == (4, 4, 0, True)
        statuses = [one.status for one in morning.center.all(VISIT)]
        assert statuses == [VisitStatus.REPORTED, VisitStatus.REPORTED, VisitStatus.TEAMED]
        assert [team.status for team in morning.center.all(TEAM)] == [
            TeamStatus.CLOSED,
            TeamStatus.CLOSED,
            TeamStatus.FILLED,
        ]
        back = {morning.attendance(person).status for crew in crews[:2] for person in crew}
        assert back == {AttendanceStatus.RETURNED}
        for item in morning.center.all(ITEM):
            heaps = (item.shelf, item.reserved, item.out, item.left_on_site, item.dirty, item.broken)
            assert (sum(heaps), item.out, min(heaps) >= 0) == (item.total, 0, True)
        needs = morning.center.all(NEED)
        assert {need.split_from for need in needs} == {None, house}
        assert len({need.household_id for need in needs}) == 1

        verdict = morning.center.verify()
        assert verdict.is_clean, verdict.differences


def test_the_daily_identity_holds_while_one_team_is_still_out() -> None:
    with a_morning() as morning:
        stocked(morning)
        teams = [morning.team() for _ in range(2)]
        loans = [to_the_gate(morning, team) for team in teams]
        back_home(morning, teams[0], loans[0], ReportResult.COMPLETE)
        count = field_clock.head_count(morning.center.all(TEAM))
        assert count == field_clock.HeadCount(out=4, back=2, left=0, not_yet_back=2)
        went_out = [one for one in morning.center.all(ATTENDANCE) if one.went_out]
        still = [one for one in went_out if one.status is AttendanceStatus.DEPARTED]
        assert (len(went_out), len(still)) == (count.out, count.not_yet_back)
        sheet = VisitId(morning.team_state(teams[1]).visits[0])
        assert morning.visit(sheet).status is VisitStatus.OUT
