"""Generators of the commands at the wall, in the field and at the tool counter; most make sense, some do
not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from dvc.commands.equipment import (
    LendEquipment,
    ReleaseLoan,
    ReturnedLine,
    ReturnEquipment,
    SetReserveStock,
    StockItem,
)
from dvc.commands.field_change import AbortTeam, GiveNextVisit, RedirectTeam
from dvc.commands.field_forming import (
    AddMember,
    BriefTeam,
    CallTeam,
    ChooseLeader,
    DissolveTeam,
    PrintOrder,
    RemoveMember,
    TickDepartureCheck,
)
from dvc.commands.field_report import ReportVisit
from dvc.commands.field_return import CloseTeam, CollectOrder, LeftPerson, PoolAgain, ReturnTeam
from dvc.commands.field_work import LeaveFromSite, MoveMember, RecordContact, SendOff
from dvc.commands.matching import LockVisit, PostNeed, TakeDownVisit, UnlockVisit
from dvc.commands.matching_confirm import ConfirmProposals
from dvc.commands.matching_runs import (
    ChangeProposal,
    DeclineProposal,
    ExpireProposals,
    ProposalDraft,
    RecordMatching,
)
from dvc.commands.matching_seats import FreeSeat, TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.equipment_loan import LOAN
from dvc.domain.equipment_state import DamageCause, Movement, StockReason
from dvc.domain.ids import AttendanceId, Digest, ItemCode, ReasonCode
from dvc.domain.matching_run import RUN, undecided
from dvc.domain.matching_run_state import DeclineReason, MatchingRun, ProposedSeat, RunReason
from dvc.domain.need import NEED
from dvc.domain.need_state import NeedStatus, UnpostReason
from dvc.domain.team import TEAM
from dvc.domain.team_state import (
    BEFORE_DEPARTURE,
    OUTSIDE,
    AbortReason,
    ContactKind,
    DepartureCheck,
    DissolveReason,
    LeaveReason,
    ReportResult,
    Team,
    TeamStatus,
    Visit,
)
from dvc.domain.values import ItemCount, activity_day
from dvc.domain.visit import VISIT
from tests.factories import Center
from tests.properties.gen import Draw, generates, one_of

SHOVEL, SACK = ItemCode("square_shovel"), ItemCode("sandbag")
REASON = st.sampled_from([None, None, "班長の判断"])
MOSTLY = st.sampled_from([True, True, True, True, True, False])
POSTABLE = {NeedStatus.SCHEDULED, NeedStatus.READY, NeedStatus.CONTINUE_WAIT, NeedStatus.POSTED}


def _today(center: Center) -> date:
    return activity_day(center.clock.at)


def _waiting(center: Center) -> list[Attendance]:
    return [one for one in center.all(ATTENDANCE) if one.status is AttendanceStatus.ORIENTED]


def _some(draw: Draw, people: Sequence[AttendanceId], most: int = 4) -> tuple[AttendanceId, ...]:
    return tuple(draw(st.lists(st.sampled_from(list(people)), max_size=most, unique=True))) if people else ()


def _sheet(draw: Draw, center: Center, *, up: bool = True) -> Visit | None:
    """A sheet on the wall; now and then any."""
    every = center.all(VISIT)
    hanging = [one for one in every if one.is_up == up]
    often = draw(MOSTLY)
    return one_of(draw, hanging if hanging and often else every)


def _team(draw: Draw, center: Center, states: frozenset[TeamStatus]) -> Team | None:
    """A team in one of the states; now and then any."""
    every = center.all(TEAM)
    fitting = [one for one in every if one.status in states]
    often = draw(MOSTLY)
    return one_of(draw, fitting if fitting and often else every)


def _run(draw: Draw, center: Center) -> MatchingRun | None:
    every = center.all(RUN)
    current = [one for one in every if one.is_current]
    often = draw(MOSTLY)
    return one_of(draw, current if current and often else every)


@generates(PostNeed)
def post_need(draw: Draw, center: Center) -> Any:
    """A need that could hang, as a first or a second sheet."""
    need = one_of(draw, [one for one in center.all(NEED) if one.status in POSTABLE])
    if need is None:
        return None
    numbers = draw(st.sampled_from([(None, None), (2, 4), (1, 2), (5, 2)]))
    return PostNeed(
        need_id=need.need_id, people_min=numbers[0], people_max=numbers[1], second_sheet=draw(st.booleans())
    )


@generates(TakeDownVisit)
def take_down_visit(draw: Draw, center: Center) -> Any:
    """A sheet comes off."""
    sheet = _sheet(draw, center)
    because = draw(st.sampled_from(UnpostReason))
    return None if sheet is None else TakeDownVisit(visit_id=sheet.visit_id, because=because)


@generates(LockVisit)
def lock_visit(draw: Draw, center: Center) -> Any:
    """A sheet is locked."""
    sheet = _sheet(draw, center)
    return None if sheet is None else LockVisit(visit_id=sheet.visit_id)


@generates(UnlockVisit)
def unlock_visit(draw: Draw, center: Center) -> Any:
    """A sheet is unlocked."""
    sheet = one_of(draw, [one for one in center.all(VISIT) if one.locked]) or _sheet(draw, center)
    return None if sheet is None else UnlockVisit(visit_id=sheet.visit_id)


@generates(TakeSeat)
def take_seat(draw: Draw, center: Center) -> Any:
    """A hand goes up: of people who wait, or of anybody."""
    sheet = _sheet(draw, center)
    every = _waiting(center) or center.all(ATTENDANCE)
    if sheet is None or not every:
        return None
    return TakeSeat(
        visit_id=sheet.visit_id,
        people=_some(draw, [one.attendance_id for one in every]),
        override_reason=draw(REASON),
    )


@generates(FreeSeat)
def free_seat(draw: Draw, center: Center) -> Any:
    """A note comes off."""
    sheet = one_of(draw, [one for one in center.all(VISIT) if one.people])
    person = one_of(draw, sheet.people) if sheet else None
    return None if sheet is None or person is None else FreeSeat(visit_id=sheet.visit_id, person=person)


@generates(AssembleTeam)
def assemble_team(draw: Draw, center: Center) -> Any:
    """A sheet is made a team, whole or in part."""
    sheet = one_of(draw, [one for one in center.all(VISIT) if one.loose])
    if sheet is None:
        return None
    loose = [person for seat in sheet.loose for person in seat.people]
    return AssembleTeam(
        visit_id=sheet.visit_id,
        people=_some(draw, loose) if draw(st.booleans()) else (),
        leader=one_of(draw, loose) if draw(st.booleans()) else None,
        tent=draw(st.sampled_from([None, 3, 0])),
        own_car=draw(st.booleans()),
        override_reason=draw(REASON),
    )


@generates(RecordMatching)
def record_matching(draw: Draw, center: Center) -> Any:
    """A run over the sheets on the wall and whoever waits."""
    hanging = [one for one in center.all(VISIT) if one.is_up]
    waiting = [one.attendance_id for one in _waiting(center)]
    if not hanging:
        return None
    sheets = draw(st.lists(st.sampled_from(hanging), max_size=3, unique_by=lambda one: one.visit_id))
    drafts = []
    for sheet in sheets:
        people = [waiting.pop() for _ in range(min(draw(st.integers(0, 4)), len(waiting)))]
        seats = tuple(ProposedSeat(people=(person,)) for person in people)
        why = (RunReason(code=ReasonCode("urgent" if draw(MOSTLY) else "前回も来ました")),)
        drafts.append(ProposalDraft(visit_id=sheet.visit_id, seats=seats, reasons=why))
    return RecordMatching(
        day=_today(center),
        based_on_seq=1,
        problem_hash=Digest("ab12"),
        seed=1,
        value=float(len(drafts)),
        proposals=tuple(drafts),
    )


@generates(ChangeProposal)
def change_proposal(draw: Draw, center: Center) -> Any:
    """People move between proposals."""
    run = _run(draw, center)
    if run is None or not run.proposals:
        return None
    names = [None, *undecided(run)]
    source = draw(st.sampled_from(names))
    proposal = next((one for one in run.proposals if one.proposal_id == source), None)
    people = proposal.people if proposal else tuple(one.attendance_id for one in _waiting(center))
    return ChangeProposal(
        run_id=run.run_id,
        people=_some(draw, people, most=2) or tuple(people[:1]),
        from_proposal=source,
        to_proposal=draw(st.sampled_from([one for one in names if one != source] or names)),
    )


@generates(DeclineProposal)
def decline_proposal(draw: Draw, center: Center) -> Any:
    """A proposal is not taken."""
    run = _run(draw, center)
    proposal = one_of(draw, run.proposals) if run else None
    if run is None or proposal is None:
        return None
    because = draw(st.sampled_from(DeclineReason))
    return DeclineProposal(run_id=run.run_id, proposal_id=proposal.proposal_id, because=because)


@generates(ExpireProposals)
def expire_proposals(draw: Draw, center: Center) -> Any:
    """The clock."""
    return ExpireProposals(day=draw(st.sampled_from([None, _today(center)])))


@generates(ConfirmProposals)
def confirm_proposals(draw: Draw, center: Center) -> Any:
    """Some proposals of the last runs."""
    run = _run(draw, center)
    if run is None or not run.proposals:
        return None
    names = [one.proposal_id for one in run.proposals]
    return ConfirmProposals(
        run_id=run.run_id, proposals=tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=3)))
    )


@generates(ChooseLeader)
def choose_leader(draw: Draw, center: Center) -> Any:
    """Somebody leads."""
    team = _team(draw, center, BEFORE_DEPARTURE | OUTSIDE)
    person = one_of(draw, team.members) if team else None
    return None if team is None or person is None else ChooseLeader(team_id=team.team_id, leader=person)


@generates(AddMember)
def add_member(draw: Draw, center: Center) -> Any:
    """Somebody joins."""
    team = _team(draw, center, BEFORE_DEPARTURE)
    every = _waiting(center) or center.all(ATTENDANCE)
    if team is None or not every:
        return None
    people = _some(draw, [one.attendance_id for one in every], most=2)
    return AddMember(team_id=team.team_id, people=people, override_reason=draw(REASON))


@generates(RemoveMember)
def remove_member(draw: Draw, center: Center) -> Any:
    """Somebody goes out."""
    team = _team(draw, center, BEFORE_DEPARTURE)
    person = one_of(draw, team.members) if team else None
    return None if team is None or person is None else RemoveMember(team_id=team.team_id, person=person)


@generates(CallTeam)
def call_team(draw: Draw, center: Center) -> Any:
    """Tent and time."""
    team = _team(draw, center, BEFORE_DEPARTURE)
    tent = draw(st.sampled_from([None, 1, 100]))
    return None if team is None else CallTeam(team_id=team.team_id, tent=tent, meet_at=center.clock.at)


@generates(BriefTeam)
def brief_team(draw: Draw, center: Center) -> Any:
    """The briefing."""
    team = _team(draw, center, frozenset({TeamStatus.FILLED}))
    return None if team is None else BriefTeam(team_id=team.team_id)


@generates(TickDepartureCheck)
def tick_departure_check(draw: Draw, center: Center) -> Any:
    """The next open check, mostly."""
    team = _team(draw, center, BEFORE_DEPARTURE)
    if team is None:
        return None
    still_open = [check for check in DepartureCheck if check not in team.checks] or list(DepartureCheck)
    return TickDepartureCheck(
        team_id=team.team_id, check=draw(st.sampled_from(still_open)), is_done=draw(MOSTLY)
    )


@generates(PrintOrder)
def print_order(draw: Draw, center: Center) -> Any:
    """A print."""
    team = _team(draw, center, BEFORE_DEPARTURE | OUTSIDE)
    return None if team is None else PrintOrder(team_id=team.team_id, copies=draw(st.integers(0, 3)))


@generates(DissolveTeam)
def dissolve_team(draw: Draw, center: Center) -> Any:
    """Taken apart."""
    team = _team(draw, center, BEFORE_DEPARTURE)
    because = draw(st.sampled_from(DissolveReason))
    return None if team is None else DissolveTeam(team_id=team.team_id, because=because)


@generates(SendOff)
def send_off(draw: Draw, center: Center) -> Any:
    """A team with its checks, if there is one."""
    ready = [one for one in center.all(TEAM) if len(one.checks) == len(DepartureCheck)]
    team = one_of(draw, ready) if ready else _team(draw, center, BEFORE_DEPARTURE)
    return None if team is None else SendOff(team_id=team.team_id)


@generates(RecordContact)
def record_contact(draw: Draw, center: Center) -> Any:
    """A word from outside."""
    team = _team(draw, center, OUTSIDE)
    kind = draw(st.sampled_from(ContactKind))
    return None if team is None else RecordContact(team_id=team.team_id, contact=kind)


@generates(LeaveFromSite)
def leave_from_site(draw: Draw, center: Center) -> Any:
    """Somebody goes home from the site."""
    team = _team(draw, center, OUTSIDE)
    person = one_of(draw, team.members) if team else None
    if team is None or person is None:
        return None
    return LeaveFromSite(team_id=team.team_id, people=(person,), because=LeaveReason.TIME)


@generates(MoveMember)
def move_member(draw: Draw, center: Center) -> Any:
    """Somebody changes teams; the counts told are right, mostly."""
    source = _team(draw, center, OUTSIDE)
    others = [one for one in center.all(TEAM) if one.status in OUTSIDE and one != source]
    target = one_of(draw, others) or source
    person = one_of(draw, source.outside[::-1]) if source else None
    if source is None or target is None or person is None:
        return None
    wrong = draw(st.sampled_from([0, 0, 0, 1]))
    return MoveMember(
        from_team=source.team_id,
        to_team=target.team_id,
        people=(person,),
        from_count=len(source.outside) - 1 + wrong,
        to_count=len(target.outside) + 1,
    )


@generates(GiveNextVisit)
def give_next_visit(draw: Draw, center: Center) -> Any:
    """One more house."""
    team, sheet = _team(draw, center, BEFORE_DEPARTURE | OUTSIDE), _sheet(draw, center)
    if team is None or sheet is None:
        return None
    return GiveNextVisit(team_id=team.team_id, visit_id=sheet.visit_id, override_reason=draw(REASON))


@generates(RedirectTeam)
def redirect_team(draw: Draw, center: Center) -> Any:
    """Another house."""
    team, sheet = _team(draw, center, OUTSIDE), _sheet(draw, center)
    if team is None or sheet is None:
        return None
    return RedirectTeam(
        team_id=team.team_id,
        visit_id=sheet.visit_id,
        work_began=draw(st.sampled_from([None, True, False])),
        override_reason=draw(REASON),
    )


@generates(AbortTeam)
def abort_team(draw: Draw, center: Center) -> Any:
    """A team breaks off."""
    team = _team(draw, center, OUTSIDE)
    if team is None:
        return None
    began = draw(st.sampled_from([None, True, False]))
    return AbortTeam(team_id=team.team_id, reason=draw(st.sampled_from(AbortReason)), work_began=began)


@generates(ReturnTeam)
def return_team(draw: Draw, center: Center) -> Any:
    """Everybody is back, or some; now and then somebody is forgotten."""
    team = _team(draw, center, OUTSIDE)
    if team is None:
        return None
    back = _some(draw, team.outside) if draw(st.booleans()) else team.outside
    rest = [person for person in team.outside if person not in back]
    left = tuple(LeftPerson(person=one, because=LeaveReason.TIME) for one in rest[:1])
    return ReturnTeam(
        team_id=team.team_id,
        back=back,
        left=left,
        still_out=tuple(rest[1:]) if draw(MOSTLY) else (),
        injured=back[:1] if draw(st.booleans()) else (),
        injury_asked=draw(MOSTLY),
        not_reached=team.visits[1:] if draw(st.booleans()) else (),
    )


@generates(CollectOrder)
def collect_order(draw: Draw, center: Center) -> Any:
    """Paper comes back."""
    team = one_of(draw, [one for one in center.all(TEAM) if one.papers])
    paper = one_of(draw, team.papers) if team else None
    if team is None or paper is None:
        return None
    return CollectOrder(team_id=team.team_id, serial=paper.serial, lost=draw(st.integers(0, 1)))


@generates(CloseTeam)
def close_team(draw: Draw, center: Center) -> Any:
    """Closed."""
    team = _team(draw, center, frozenset({TeamStatus.RETURNED, TeamStatus.REPORTED}))
    return None if team is None else CloseTeam(team_id=team.team_id)


@generates(PoolAgain)
def pool_again(draw: Draw, center: Center) -> Any:
    """People who are back wait again."""
    back = [one.attendance_id for one in center.all(ATTENDANCE) if one.status is AttendanceStatus.RETURNED]
    people = _some(draw, back)
    return PoolAgain(people=people) if people else None


@generates(ReportVisit)
def report_visit(draw: Draw, center: Center) -> Any:
    """The report of a house of a team that is back."""
    back = [one for one in center.all(TEAM) if one.status is TeamStatus.RETURNED and one.unreported]
    team = one_of(draw, back) if back else _team(draw, center, OUTSIDE)
    house = one_of(draw, team.visits) if team else None
    if team is None or house is None:
        return None
    return ReportVisit(
        team_id=team.team_id,
        visit_id=house,
        result=draw(st.sampled_from(ReportResult)),
        hours=draw(st.sampled_from([0.0, 2.5, 30.0])),
        concern=draw(st.booleans()),
        remaining_people=draw(st.sampled_from([None, 3])),
        next_day=draw(st.sampled_from([None, _today(center) + timedelta(days=1)])),
        needs_technical=draw(st.sampled_from([False, False, True])),
        report_text="押し入れの前まで",
    )


@generates(StockItem)
def stock_item(draw: Draw, center: Center) -> Any:
    """The ledger moves; sometimes it takes more than there is."""
    del center
    return StockItem(
        item=draw(st.sampled_from([SHOVEL, SHOVEL, SACK, ItemCode("teapot")])),
        movement=draw(st.sampled_from([Movement.PURCHASE, Movement.PURCHASE, *Movement])),
        count=draw(st.integers(0, 12)),
        reason=draw(st.sampled_from(StockReason)),
    )


@generates(SetReserveStock)
def set_reserve_stock(draw: Draw, center: Center) -> Any:
    """How many should stay."""
    del center
    return SetReserveStock(item=SHOVEL, reserve=draw(st.integers(-1, 4)))


@generates(LendEquipment)
def lend_equipment(draw: Draw, center: Center) -> Any:
    """Tools for a team."""
    team = _team(draw, center, BEFORE_DEPARTURE | OUTSIDE)
    if team is None:
        return None
    lines = (
        ItemCount(item=SHOVEL, count=draw(st.integers(0, 5))),
        ItemCount(item=SACK, count=draw(st.integers(1, 9))),
    )
    chosen = lines[: draw(st.integers(1, 2))]
    return LendEquipment(team_id=team.team_id, lines=chosen, override_reason=draw(REASON))


@generates(ReturnEquipment)
def return_equipment(draw: Draw, center: Center) -> Any:
    """Some or all of a loan; sometimes more than was lent."""
    loan = one_of(draw, center.all(LOAN))
    if loan is None:
        return None
    lines = []
    for line in loan.lines:
        back = draw(st.integers(0, line.is_open)) if line.is_open > 0 else draw(st.integers(0, 1))
        lines.append(ReturnedLine(item=line.item, back=back, lost=max(0, line.is_open - back)))
    cause = draw(st.sampled_from([None, DamageCause.UNKNOWN, DamageCause.WORN]))
    return ReturnEquipment(loan_id=loan.loan_id, lines=tuple(lines), cause=cause)


@generates(ReleaseLoan)
def release_loan(draw: Draw, center: Center) -> Any:
    """Not wanted after all."""
    loan = one_of(draw, center.all(LOAN))
    return None if loan is None else ReleaseLoan(loan_id=loan.loan_id)
