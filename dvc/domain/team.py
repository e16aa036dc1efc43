"""A team from the wall to the last paper: its one transition `evolve`, and its kind.

The verbs stand beside: `team_forming` (at the center), `team_away` (outside), `team_back` (return desk). The
law that all of them keep (law 12): while a team is outside, members = back + left from the site + not yet
back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from dvc.domain.ids import AttendanceId, VisitId
from dvc.domain.kind import Kind
from dvc.domain.team_events import (
    AwayEvent,
    BackEvent,
    FormingEvent,
    TeamAborted,
    TeamBriefed,
    TeamCalled,
    TeamCameBack,
    TeamCheckTicked,
    TeamClosed,
    TeamContacted,
    TeamDissolved,
    TeamEvent,
    TeamFormed,
    TeamLeaderChosen,
    TeamLoanEnded,
    TeamLoanOpened,
    TeamMemberAdded,
    TeamMemberRemoved,
    TeamMembersLeft,
    TeamMembersMovedIn,
    TeamMembersMovedOut,
    TeamOrderCollected,
    TeamOrderPrinted,
    TeamRedirected,
    TeamReported,
    TeamRuleOverridden,
    TeamSentOff,
    TeamVisitAdded,
)
from dvc.domain.team_state import ContactKind, DepartureCheck, OrderPaper, Team, TeamStatus

CHECKS_OF_PEOPLE = frozenset({DepartureCheck.CONDITION, DepartureCheck.GEAR, DepartureCheck.DRINKS})
"""Departure checks that look at each member; somebody new makes them open again."""


def evolve(state: Team | None, event: TeamEvent) -> Team:
    """The one transition of a team."""
    if isinstance(event, TeamFormed):
        return _formed(event)
    assert state is not None, "a team begins when it is formed"
    match event:
        case (
            TeamSentOff()
            | TeamContacted()
            | TeamMembersLeft()
            | TeamMembersMovedOut()
            | TeamMembersMovedIn()
            | TeamRedirected()
            | TeamAborted()
        ):
            return _away(state, event)
        case TeamCameBack() | TeamReported() | TeamClosed() | TeamOrderPrinted() | TeamOrderCollected():
            return _back(state, event)
        case _:
            return _forming(state, event)


def _formed(event: TeamFormed) -> Team:
    return Team(
        team_id=event.team_id,
        number=event.number,
        day=event.day,
        base_id=event.base_id,
        status=event.status,
        since=event.at,
        members=event.members,
        leader=event.leader,
        visits=event.visits,
        return_by=event.return_by,
        meet_at=event.meet_at,
        tent=event.tent,
        own_car=event.own_car,
        seats_needed=0 if event.own_car else len(event.members),
        formed_by=event.by,
        at_visit=event.visits[0] if event.visits else None,
        changed_by=event.by,
    )


def _forming(team: Team, event: FormingEvent) -> Team:
    """Before departure; a change of people, leader or houses makes the printed order old."""
    match event:
        case TeamCalled():
            return replace(team, meet_at=event.meet_at, tent=event.tent)
        case TeamLeaderChosen():
            return _aged(_stands(replace(team, leader=event.leader), event.status, event))
        case TeamMemberAdded():
            checks = tuple(check for check in team.checks if check not in CHECKS_OF_PEOPLE)
            changed = _with_people(replace(team, checks=checks), (*team.members, *event.people))
            return _aged(_stands(changed, event.status, event))
        case TeamMemberRemoved():
            leader = None if team.leader == event.person else team.leader
            rest = tuple(one for one in team.members if one != event.person)
            return _aged(_stands(_with_people(replace(team, leader=leader), rest), event.status, event))
        case TeamVisitAdded():
            at_visit = team.at_visit or event.visit_id
            return _aged(replace(team, visits=(*team.visits, event.visit_id), at_visit=at_visit))
        case TeamBriefed():
            return _stands(team, event.status, event)
        case TeamCheckTicked():
            ticked = {*team.checks, event.check} if event.is_done else {*team.checks} - {event.check}
            return replace(team, checks=tuple(check for check in DepartureCheck if check in ticked))
        case TeamLoanOpened():
            loans = tuple(sorted((*team.loans, event.loan_id)))
            return _stands(replace(team, loans=loans), event.status, event)
        case TeamLoanEnded():
            loans = tuple(one for one in team.loans if one != event.loan_id)
            return _stands(replace(team, loans=loans), event.status, event)
        case TeamDissolved():
            return _stands(replace(team, members=(), leader=None, visits=()), TeamStatus.DISSOLVED, event)
        case TeamRuleOverridden():
            return team
        case _:
            assert_never(event)


def _away(team: Team, event: AwayEvent) -> Team:
    match event:
        case TeamSentOff():
            gone = replace(team, departed_at=event.at, last_contact_at=event.at)
            return _stands(gone, TeamStatus.DEPARTED, event)
        case TeamContacted():
            return _contacted(team, event)
        case TeamMembersLeft():
            leader = None if team.leader in event.people else team.leader
            return replace(team, left=tuple(sorted((*team.left, *event.people))), leader=leader)
        case TeamMembersMovedOut():
            leader = None if team.leader in event.people else team.leader
            rest = tuple(one for one in team.members if one not in event.people)
            return replace(_with_people(team, rest), leader=leader)
        case TeamMembersMovedIn():
            return _with_people(team, (*team.members, *event.people))
        case TeamRedirected():
            return _redirected(team, event)
        case TeamAborted():
            kept = _without_houses(team, event.dropped)
            began = tuple(dict.fromkeys((*team.began, *kept.visits)))
            stopped = replace(kept, abort_reason=event.reason, at_visit=None, began=began)
            return _stands(stopped, TeamStatus.ABORTED, event)
        case _:
            assert_never(event)


def _without_houses(team: Team, dropped: tuple[VisitId, ...]) -> Team:
    """The team without the houses where it did no work."""
    visits = tuple(one for one in team.visits if one not in dropped)
    at_visit = team.at_visit if team.at_visit in visits else None
    return replace(team, visits=visits, dropped=(*team.dropped, *dropped), at_visit=at_visit)


def _contacted(team: Team, event: TeamContacted) -> Team:
    if event.contact is ContactKind.NO_ANSWER:
        return replace(team, unanswered=team.unanswered + 1)
    is_late = team.last_contact_at is not None and event.at < team.last_contact_at
    began = team.began
    if event.contact is ContactKind.WORKING and event.visit_id is not None and event.visit_id not in began:
        began = (*began, event.visit_id)
    if is_late:
        return replace(team, began=began)
    heard = replace(
        team,
        began=began,
        last_contact_at=event.at,
        last_contact=event.contact,
        unanswered=0,
        at_visit=event.visit_id or team.at_visit,
        resident_absent=event.contact is ContactKind.RESIDENT_ABSENT,
    )
    return _stands(heard, event.status, event) if event.status is not team.status else heard


def _redirected(team: Team, event: TeamRedirected) -> Team:
    left = _without_houses(team, () if event.dropped is None else (event.dropped,))
    worked_at = team.at_visit if team.at_visit in left.visits and team.at_visit not in team.began else None
    moved = replace(
        left,
        visits=(*left.visits, event.to_visit),
        began=team.began if worked_at is None else (*team.began, worked_at),
        at_visit=event.to_visit,
        abort_reason=None,
        resident_absent=False,
        last_contact_at=max(team.last_contact_at or event.at, event.at),
    )
    return _aged(_stands(moved, TeamStatus.REDIRECTED, event))


def _back(team: Team, event: BackEvent) -> Team:
    match event:
        case TeamCameBack():
            counted = replace(
                _without_houses(team, event.dropped),
                back=(*team.back, *event.back),
                injuries=team.injuries + len(event.injured),
                injury_asked=team.injury_asked or event.injury_asked,
                last_contact_at=event.at,
            )
            if event.status is not TeamStatus.RETURNED:
                return counted
            return _stands(replace(counted, returned_at=event.at), TeamStatus.RETURNED, event)
        case TeamReported():
            reports = (*team.reports, (event.visit_id, event.report))
            since = event.report.reported_at
            by = event.report.reported_by
            return replace(team, reports=reports, status=event.status, since=since, changed_by=by)
        case TeamClosed():
            return _stands(team, TeamStatus.CLOSED, event)
        case TeamOrderPrinted():
            paper = OrderPaper(
                serial=event.serial, version=event.version, copies=event.copies, printed_at=event.at
            )
            papers = (*team.papers, paper)
            return _counted_papers(
                replace(team, papers=papers, order_version=event.version, order_stale=False)
            )
        case TeamOrderCollected():
            papers = tuple(
                replace(one, collected=one.collected + event.collected, lost=one.lost + event.lost)
                if one.serial == event.serial
                else one
                for one in team.papers
            )
            return _counted_papers(replace(team, papers=papers))
        case _:
            assert_never(event)


def _counted_papers(team: Team) -> Team:
    out = sum(one.copies for one in team.papers)
    return replace(team, orders_out=out, orders_collected=sum(one.collected for one in team.papers))


def _with_people(team: Team, members: tuple[AttendanceId, ...]) -> Team:
    """The team with these members; without a car of its own each of them needs a seat."""
    return replace(team, members=members, seats_needed=0 if team.own_car else len(members))


def _stands(team: Team, status: TeamStatus, event: TeamEvent) -> Team:
    """The team in a state since the event, and by whom; the clock of a state it already has goes on."""
    assert not isinstance(event, TeamReported)
    since = event.at if status is not team.status else team.since
    return replace(team, status=status, since=since, changed_by=event.by)


def _aged(team: Team) -> Team:
    return replace(team, order_stale=bool(team.papers))


def void(state: Team) -> Team:
    """A team formed by mistake: nobody belongs to it, its number was called and stays used."""
    return replace(state, status=TeamStatus.DISSOLVED, members=(), leader=None, visits=(), loans=())


TEAM: Kind[Team] = Kind(
    name="team",
    state=Team,
    events=(
        TeamFormed,
        TeamCalled,
        TeamLeaderChosen,
        TeamMemberAdded,
        TeamMemberRemoved,
        TeamVisitAdded,
        TeamBriefed,
        TeamCheckTicked,
        TeamLoanOpened,
        TeamLoanEnded,
        TeamOrderPrinted,
        TeamOrderCollected,
        TeamDissolved,
        TeamSentOff,
        TeamContacted,
        TeamMembersLeft,
        TeamMembersMovedOut,
        TeamMembersMovedIn,
        TeamRedirected,
        TeamAborted,
        TeamCameBack,
        TeamReported,
        TeamClosed,
        TeamRuleOverridden,
    ),
    evolve=evolve,
    void=void,
)
