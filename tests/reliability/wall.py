"""What the wall needs before a test begins: volunteers who wait, sheets that hang, teams at the gate."""

from __future__ import annotations

from datetime import timedelta

from dvc.commands.equipment import LendEquipment, StockItem
from dvc.commands.field_forming import BriefTeam, PrintOrder, TickDepartureCheck
from dvc.commands.matching import PostNeed
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.commands.needs import ReceiveNeed
from dvc.commands.needs_calls import ScheduleNeed
from dvc.commands.needs_survey import SkipSurvey
from dvc.commands.needs_told import WorkAsked
from dvc.commands.reception import CheckInNew
from dvc.commands.reception_gates import RecordOrientation
from dvc.commands.reception_person import CoverForm, PersonForm
from dvc.domain.attendance_state import DayAnswers
from dvc.domain.equipment_state import Movement, StockReason
from dvc.domain.ids import AttendanceId, ItemCode, NeedId, TeamId, VisitId
from dvc.domain.insurance import InsurancePlan, fiscal_year
from dvc.domain.need_state import Appointment, Estimate
from dvc.domain.team_state import DepartureCheck
from dvc.domain.values import AgeBand, Channel, ItemCount, Presence, Slot, WorkType, activity_day
from tests.factories import HEAD
from tests.reliability.real_server import Stage

BUCKET = ItemCode("bucket")


def volunteer(stage: Stage, number: int) -> AttendanceId:
    """Somebody covered, oriented, ready for a seat."""
    today = activity_day(stage.operation.clock.now())
    cover = CoverForm(
        plan=InsurancePlan.TENSAI, joined_on=today - timedelta(days=1), fiscal_year=fiscal_year(today)
    )
    form = PersonForm(
        name=f"緑川 {number}",
        kana="ミドリカワ",
        phone=f"090-0000-{number:04d}",
        age_band=AgeBand.THIRTIES,
        cover=cover,
    )
    done = stage.give(CheckInNew(person=form, said=DayAnswers(leader_ok=True)))
    person = AttendanceId(str(done["attendance_id"]))
    stage.give(RecordOrientation(attendance_ids=(person,)))
    return person


def sheet(stage: Stage, number: int) -> VisitId:
    """The sheet of a household whose day is today."""
    call = ReceiveNeed(
        channel=Channel.PHONE,
        name=f"三条 {number}",
        phone=f"0000-22-{number:04d}",
        address=f"緑瀬市三条{number}丁目",
        request_text="家財を外へ出したい",
        work=(WorkAsked(work_type=WorkType.BELONGINGS_OUT),),
    )
    need = NeedId(str(stage.give(call)["need_id"]))
    estimate = Estimate(people_min=2, people_max=5, hours=2.0, visits=1)
    stage.give(SkipSurvey(need_id=need, estimate=estimate, override_reason="見てきた"), actor=HEAD)
    today = activity_day(stage.operation.clock.now())
    agreed = Appointment(day=today, slot=Slot.DAY, presence=Presence.SELF)
    stage.give(ScheduleNeed(need_id=need, appointment=agreed))
    return VisitId(str(stage.give(PostNeed(need_id=need))["visit_id"]))


def team_at_the_gate(stage: Stage, number: int) -> TeamId:
    """Two people with their tools, checks and paper, who only have to be sent off."""
    people = (volunteer(stage, number * 10 + 1), volunteer(stage, number * 10 + 2))
    visit = sheet(stage, number)
    stage.give(TakeSeat(visit_id=visit, people=people))
    made = stage.give(AssembleTeam(visit_id=visit, leader=people[0]))
    team = TeamId(str(made["team_id"]))
    stage.give(BriefTeam(team_id=team))
    stage.give(LendEquipment(team_id=team, lines=(ItemCount(item=BUCKET, count=2),)))
    for check in DepartureCheck:
        stage.give(TickDepartureCheck(team_id=team, check=check))
    stage.give(PrintOrder(team_id=team, copies=2))
    return team


def buckets(stage: Stage, count: int) -> None:
    """Buckets on the shelf."""
    stage.give(StockItem(item=BUCKET, movement=Movement.PURCHASE, count=count, reason=StockReason.NEW))
