"""A team at the center: made of a sheet, given a leader, briefed, equipped, checked; or taken apart again.

Each verb looks at the state and gives events or a Refusal; the rules of who may go together stand in
`team_rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dvc.domain.ids import ActorId, AttendanceId, LoanId, VisitId
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.team_events import (
    TeamBriefed,
    TeamCalled,
    TeamCheckTicked,
    TeamDissolved,
    TeamEvent,
    TeamFormed,
    TeamLeaderChosen,
    TeamLoanEnded,
    TeamLoanOpened,
    TeamMemberAdded,
    TeamMemberRemoved,
    TeamOrderPrinted,
    TeamVisitAdded,
)
from dvc.domain.team_state import (
    BEFORE_DEPARTURE,
    OUTSIDE,
    DepartureCheck,
    DissolveReason,
    LeaveReason,
    Team,
    TeamStatus,
)

COPIES_MOST = 6
"""Sheets of one printing: the leader's, the car's, one for each squad of a large group."""
TENTS = range(1, 100)
VISITS_MOST = 6
"""Houses of one team in a day: area matching gives a small team several light jobs (domain/01 1.9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose hand does it, and when it happened. One argument for every verb."""

    by: ActorId
    at: datetime


def form(state: Team | None, event: TeamFormed) -> tuple[TeamEvent, ...]:
    """Form a team once. Raises Refusal `field.already_formed`, `field.tent`, `field.leader_not_member`."""
    if state is not None:
        raise Refusal("field.already_formed", team=state.number, by=state.formed_by, at=state.since)
    _refuse_wrong_tent(event.tent)
    refuse_unless(event.leader is None or event.leader in event.members, "field.leader_not_member")
    return (event,)


def call(team: Team, *, meet_at: datetime | None, tent: int | None, hand: Hand) -> tuple[TeamEvent, ...]:
    """Say where and when it meets. Raises Refusal `field.wrong_status`, `field.tent`."""
    require(team, BEFORE_DEPARTURE)
    _refuse_wrong_tent(tent)
    return (TeamCalled(meet_at=meet_at, tent=tent, by=hand.by, at=hand.at),)


def choose_leader(team: Team, leader: AttendanceId, *, hand: Hand) -> tuple[TeamEvent, ...]:
    """Choose the leader, also outside when the first one cannot go on (F13). A new leader has to be briefed.

    Raises Refusal `field.wrong_status`, `field.leader_not_member`.
    """
    require(team, BEFORE_DEPARTURE | OUTSIDE)
    is_there = leader in team.members and leader not in team.back and leader not in team.left
    refuse_unless(is_there, "field.leader_not_member")
    not_briefed = team.status in {TeamStatus.BRIEFED, TeamStatus.EQUIPPED}
    status = TeamStatus.FILLED if not_briefed and leader != team.leader else team.status
    return (TeamLeaderChosen(leader=leader, status=status, by=hand.by, at=hand.at),)


def add_members(
    team: Team, people: Sequence[AttendanceId], *, is_filled: bool, hand: Hand
) -> tuple[TeamEvent, ...]:
    """Add people before departure. `is_filled`: the rules of the sheet hold with them.

    Raises Refusal `field.wrong_status`, `field.already_member`.
    """
    require(team, BEFORE_DEPARTURE)
    refuse_unless(not set(people) & set(team.members), "field.already_member", team=team.number)
    status = _filled_or_not(team, is_filled=is_filled)
    return (TeamMemberAdded(people=tuple(people), status=status, by=hand.by, at=hand.at),)


def remove_member(
    team: Team, person: AttendanceId, *, because: LeaveReason, is_filled: bool, hand: Hand
) -> tuple[TeamEvent, ...]:
    """Take somebody out before departure (V10); with too few left it is `planned` again.

    Raises Refusal `field.wrong_status`, `field.not_of_team`, `field.last_member` (then the team is to be
    dissolved).
    """
    require(team, BEFORE_DEPARTURE)
    refuse_unless(person in team.members, "field.not_of_team", team=team.number, person=person)
    refuse_unless(len(team.members) > 1, "field.last_member", team=team.number)
    status = _filled_or_not(team, is_filled=is_filled)
    if team.leader == person and status in {TeamStatus.BRIEFED, TeamStatus.EQUIPPED}:
        status = TeamStatus.FILLED
    event = TeamMemberRemoved(person=person, because=because, status=status, by=hand.by, at=hand.at)
    return (event,)


def add_visit(team: Team, visit_id: VisitId, *, hand: Hand) -> tuple[TeamEvent, ...]:
    """Give it one more house, before departure or outside.

    Raises Refusal `field.wrong_status`, `field.visits_most`.
    """
    require(team, BEFORE_DEPARTURE | OUTSIDE)
    refuse_unless(visit_id not in team.visits, "field.visit_twice", team=team.number)
    refuse_unless(len(team.visits) < VISITS_MOST, "field.visits_most", most=VISITS_MOST)
    return (TeamVisitAdded(visit_id=visit_id, by=hand.by, at=hand.at),)


def brief(team: Team, *, hand: Hand) -> tuple[TeamEvent, ...]:
    """The leader has heard the order and can be phoned (filled -> briefed; with its tools ready: equipped).

    Raises Refusal `field.wrong_status`, `field.not_filled`, `field.no_leader`.
    """
    refuse_unless(team.status is not TeamStatus.PLANNED, "field.not_filled", team=team.number)
    require(team, frozenset({TeamStatus.FILLED}))
    refuse_unless(team.leader is not None, "field.no_leader", team=team.number)
    status = TeamStatus.EQUIPPED if team.loans else TeamStatus.BRIEFED
    return (TeamBriefed(status=status, by=hand.by, at=hand.at),)


def tick(team: Team, check: DepartureCheck, *, is_done: bool, hand: Hand) -> tuple[TeamEvent, ...]:
    """Make one of the five checks, or take it off again; the same tick twice changes nothing: ().

    Raises Refusal `field.wrong_status`.
    """
    require(team, BEFORE_DEPARTURE)
    if (check in team.checks) == is_done:
        return ()
    return (TeamCheckTicked(check=check, is_done=is_done, by=hand.by, at=hand.at),)


def print_order(team: Team, *, serial: int, copies: int, hand: Hand) -> tuple[TeamEvent, ...]:
    """Print the order in its next version.

    Raises Refusal `field.wrong_status`, `field.copies`, `field.no_visit`.
    """
    require(team, BEFORE_DEPARTURE | OUTSIDE)
    refuse_unless(1 <= copies <= COPIES_MOST, "field.copies", status=422, most=COPIES_MOST)
    refuse_unless(team.visits, "field.no_visit", team=team.number)
    version = team.order_version + 1
    return (TeamOrderPrinted(serial=serial, version=version, copies=copies, by=hand.by, at=hand.at),)


def open_loan(team: Team, loan_id: LoanId, *, hand: Hand) -> tuple[TeamEvent, ...]:
    """Set tools aside for it (briefed -> equipped); a team outside may be brought more.

    Raises `field.wrong_status`.
    """
    require(team, BEFORE_DEPARTURE | OUTSIDE)
    status = TeamStatus.EQUIPPED if team.status is TeamStatus.BRIEFED else team.status
    return (TeamLoanOpened(loan_id=loan_id, status=status, by=hand.by, at=hand.at),)


def end_loan(team: Team, loan_id: LoanId, *, hand: Hand) -> tuple[TeamEvent, ...]:
    """All its tools of this loan are accounted for; without tools before departure it is `briefed` again."""
    rest = tuple(one for one in team.loans if one != loan_id)
    falls = team.status is TeamStatus.EQUIPPED and not rest
    status = TeamStatus.BRIEFED if falls else team.status
    return (TeamLoanEnded(loan_id=loan_id, status=status, by=hand.by, at=hand.at),)


def dissolve(team: Team, *, because: DissolveReason, hand: Hand) -> tuple[TeamEvent, ...]:
    """Take it apart before it goes. Raises Refusal `field.wrong_status`."""
    require(team, BEFORE_DEPARTURE)
    return (TeamDissolved(because=because, by=hand.by, at=hand.at),)


def require(team: Team, allowed: frozenset[TeamStatus]) -> None:
    """Raise Refusal `field.wrong_status`, naming who brought it there and when, unless it stands in one of
    `allowed`.
    """
    if team.status not in allowed:
        raise Refusal(
            "field.wrong_status",
            team=team.number,
            state=team.status.value,
            by=team.changed_by,
            at=team.since,
        )


def _filled_or_not(team: Team, *, is_filled: bool) -> TeamStatus:
    if not is_filled:
        return TeamStatus.PLANNED
    return TeamStatus.FILLED if team.status is TeamStatus.PLANNED else team.status


def _refuse_wrong_tent(tent: int | None) -> None:
    is_a_tent = tent is None or tent in TENTS
    refuse_unless(is_a_tent, "field.tent", status=422, least=TENTS.start, most=TENTS.stop - 1)
