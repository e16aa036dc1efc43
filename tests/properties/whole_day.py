"""A stage on which every act is possible for somebody: needs in every state, people at every step of the day,
teams that form, are out and are back, proposals, loans, groups, staff, and two entries of one person.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

from dvc.commands.day import ChangeCap, CloseDay, OpenDay, StopActivity
from dvc.commands.equipment import LendEquipment, StockItem
from dvc.commands.field_forming import PrintOrder
from dvc.commands.matching import LockVisit
from dvc.commands.matching_runs import ProposalDraft, RecordMatching
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.needs_calls import HoldNeed
from dvc.commands.needs_crisis import AcknowledgeCrisis, ReportCrisis
from dvc.commands.needs_duplicates import MergeNeed
from dvc.commands.needs_endings import CancelNeed, StartWatching
from dvc.commands.needs_survey import HandToTechnical, RecordSurvey, RequireSurvey
from dvc.commands.reception import CheckInNew
from dvc.commands.reception_booking import BookDay
from dvc.commands.reception_floor import AssignCenterSupport, Rest
from dvc.commands.reception_groups import GroupPerson, NewGroup, RegisterGroup
from dvc.commands.reception_merge import MergeAttendances, MergeVolunteers
from dvc.commands.staff import InviteStaff, JoinAsStaff
from dvc.domain.day import StopReason
from dvc.domain.equipment_state import Movement, StockReason
from dvc.domain.group import GroupTerms
from dvc.domain.ids import Digest, GroupId, ReasonCode, StaffId, VolunteerId
from dvc.domain.matching_run_state import ProposedSeat, RunReason
from dvc.domain.need import NEED
from dvc.domain.need_site import CrisisReason, SurveyResult, TechnicalClass, Verdict
from dvc.domain.need_state import CancelReason
from dvc.domain.roles import Role
from dvc.domain.values import Channel, ItemCount
from dvc.domain.volunteer import VOLUNTEER
from tests.factories import Center, a_center, an_actor
from tests.properties.commands_teams import SHOVEL
from tests.unit.needs import acts as needs
from tests.unit.needs.builders import TOMORROW
from tests.unit.teams import field
from tests.unit.teams.morning import TODAY, Morning, a_form


@cache
def whole_day() -> Path:
    """The store file of the stage, made once a process and copied for each example."""
    path = Path(tempfile.mkdtemp(prefix="dvc-stage-"))
    with a_center(path, seed=7) as center:
        set_the_stage(center)
    return path / "operation.sqlite"


def crowd_of(center: Center) -> int:
    """How many people and needs the stage brought, at most."""
    return max(len(center.all(NEED)), len(center.all(VOLUNTEER)))


def set_the_stage(center: Center) -> None:
    """A quarter of an hour of everything."""
    center.do(OpenDay())
    for ago in (1, 2):
        center.do(OpenDay(day=TODAY - timedelta(days=ago)))
    center.do(StopActivity(reason=StopReason.RAIN, day=TODAY - timedelta(days=1)))
    center.do(CloseDay(day=TODAY - timedelta(days=2)))
    morning = Morning(center)
    _needs(center)
    _teams(morning)
    _people(morning)
    _staff(center)


def _needs(center: Center) -> None:
    for number in range(3):
        needs.received(center, phone=f"090-0000-20{number:02d}")
    needs.received(center, request_text=None, as_draft=True)
    center.do(RequireSurvey(need_id=needs.received(center)))
    needs.surveying(center)
    for _ in range(2):
        center.do(
            RecordSurvey(
                need_id=needs.surveying(center), result=SurveyResult.DONE, verdict=Verdict.PENDING_JUDGE
            )
        )
    center.do(HandToTechnical(need_id=needs.surveying(center), technical=(TechnicalClass.ROOF_TARP,)))
    needs.ready(center)
    needs.scheduled(center)
    needs.scheduled(center, day=TOMORROW)
    needs.posted(center)
    center.do(HoldNeed(need_id=needs.ready(center), reason="家の方の希望", until=TOMORROW))
    needs.done(center)
    needs.done(center)
    center.do(StartWatching(need_id=needs.done(center, watch_after=True)))
    center.do(CancelNeed(need_id=needs.scheduled(center), reason=CancelReason.SELF_DONE))
    needs.referred(center)
    center.do(MergeNeed(need_id=needs.received(center), into=needs.received(center)))
    for is_seen in (False, True):
        need = needs.received(center)
        center.do(ReportCrisis(need_id=need, reasons=(CrisisReason.ALONE,)))
        if is_seen:
            center.do(AcknowledgeCrisis(need_id=need))
    needs.received(center, channel=Channel.WEB)


def _teams(morning: Morning) -> None:
    center = morning.center
    center.do(StockItem(item=SHOVEL, movement=Movement.PURCHASE, count=20, reason=StockReason.NEW))
    sheets = [morning.sheet() for _ in range(3)]
    crew = morning.volunteers(6)
    morning.do(TakeSeat(visit_id=sheets[0], people=crew[0:3]))
    waiting = morning.team()
    center.do(LendEquipment(team_id=waiting, lines=(ItemCount(item=SHOVEL, count=2),)))
    center.do(LockVisit(visit_id=morning.sheet()))
    field.check_all(morning, morning.team())
    for _ in range(2):
        team = field.out(morning, people=3)
        center.do(PrintOrder(team_id=team, copies=1))
        center.do(LendEquipment(team_id=team, lines=(ItemCount(item=SHOVEL, count=2),)))
    first, second = (field.out(morning) for _ in range(2))
    for back in (first, second):
        field.home(morning, back)
    field.told(morning, second)
    draft = ProposalDraft(
        visit_id=sheets[1],
        seats=tuple(ProposedSeat(people=(one,)) for one in crew[3:5]),
        reasons=(RunReason(code=ReasonCode("urgent")),),
    )
    center.do(
        RecordMatching(
            day=TODAY, based_on_seq=1, problem_hash=Digest("ab12"), seed=1, value=1.0, proposals=(draft,)
        )
    )


def _people(morning: Morning) -> None:
    center = morning.center
    for number in range(1, 4):
        who = VolunteerId(f"vol_p{number}")
        center.do(CheckInNew(volunteer_id=who, person=a_form(900 + number), number=8000 + number))
    center.do(MergeVolunteers(keep=VolunteerId("vol_p1"), other=VolunteerId("vol_p2")))
    first, second, third, fourth = (morning.volunteer() for _ in range(4))
    center.do(Rest(attendance_id=first))
    center.do(AssignCenterSupport(attendance_ids=(second,)))
    center.do(MergeAttendances(keep=third, other=fourth))
    morning.volunteer(oriented=False)
    morning.volunteer(oriented=False, cover=None)
    for number in (5, 6):
        who = VolunteerId(f"vol_p{number}")
        center.do(CheckInNew(volunteer_id=who, person=a_form(900 + number)))
    rows = tuple(GroupPerson(person=a_form(910 + number), is_leader=not number) for number in range(2))
    group = NewGroup(name="緑瀬工業", terms=GroupTerms(expected=3))
    center.do(RegisterGroup(group=group, group_id=GroupId("grp_1"), people=rows))
    morning.group(3)
    center.do(BookDay(volunteer_id=VolunteerId("vol_p3"), day=TOMORROW))
    center.do(ChangeCap(cap=0))
    morning.volunteer(oriented=False)
    center.do(ChangeCap(cap=300))


def _staff(center: Center) -> None:
    for number, name in enumerate(("岡田", "西田", "森"), start=1):
        staff = StaffId(f"staff_{number}")
        center.do(InviteStaff(staff_id=staff, name=name, roles=(Role.INTAKE,), section=Role.INTAKE))
    center.do(JoinAsStaff(staff_id=StaffId("staff_2")), actor=an_actor(Role.SYSTEM, name="staff_2"))
