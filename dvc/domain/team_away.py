"""A team outside: departure, what is heard of it, people who leave or change teams, another house, breaking
off.

Nothing here makes a person disappear: who leaves is named with a reason, who changes teams is known on both
sides, and the head count that a leader tells has to be the one we know (law 12).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from dvc.domain.ids import AttendanceId, TeamId, VisitId
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.team_events import (
    TeamAborted,
    TeamContacted,
    TeamEvent,
    TeamMembersLeft,
    TeamMembersMovedIn,
    TeamMembersMovedOut,
    TeamRedirected,
    TeamSentOff,
)
from dvc.domain.team_forming import Hand, require
from dvc.domain.team_rules import A_CHIEF_MAY_SET_ASIDE, Broken, TeamRule, refuse_broken
from dvc.domain.team_state import (
    OUTSIDE,
    AbortReason,
    ContactKind,
    DepartureCheck,
    LeaveReason,
    Team,
    TeamStatus,
)

READY_TO_GO = frozenset({TeamStatus.FILLED, TeamStatus.BRIEFED, TeamStatus.EQUIPPED})

STATUS_AFTER = MappingProxyType(
    {
        ContactKind.ON_SITE: TeamStatus.ON_SITE,
        ContactKind.WORKING: TeamStatus.WORKING,
        ContactKind.PAUSED: TeamStatus.PAUSED,
        ContactKind.FINISHED: TeamStatus.FINISHED,
        ContactKind.NEEDS_HELP: TeamStatus.NEEDS_HELP,
        ContactKind.STRANDED: TeamStatus.STRANDED,
    }
)
"""Where a word from outside brings the team; the other words move nothing."""

_AT_WORK = OUTSIDE - {TeamStatus.ABORTED}
HEARD_FROM = MappingProxyType(
    {
        ContactKind.ON_SITE: _AT_WORK - {TeamStatus.WORKING, TeamStatus.PAUSED},
        ContactKind.WORKING: _AT_WORK,
        ContactKind.PAUSED: _AT_WORK - {TeamStatus.FINISHED},
        ContactKind.FINISHED: OUTSIDE,
        ContactKind.NEEDS_HELP: OUTSIDE,
        ContactKind.STRANDED: OUTSIDE,
        ContactKind.RESIDENT_ABSENT: frozenset(
            {TeamStatus.DEPARTED, TeamStatus.ON_SITE, TeamStatus.REDIRECTED, TeamStatus.FINISHED}
        ),
        ContactKind.SPOKE: OUTSIDE,
        ContactKind.NO_ANSWER: OUTSIDE,
    }
)
"""From which states a word makes sense. Leaders skip words; a call for help is heard from everywhere."""


def send_off(team: Team, broken: Sequence[Broken], *, hand: Hand) -> tuple[TeamEvent, ...]:
    """Let it go (equipped -> departed). `broken`: what `team_rules` finds on the facts of this moment.

    What a chief set aside when the team was made is not asked again; insurance, orientation, the household's
    gate, a stopped day and the rest are. Raises Refusal `wall.h19` …, `field.not_filled`,
    `field.wrong_status`, `field.no_leader`, or `field.check_open.drinks` … for the first open check.
    """
    refuse_unless(team.status is not TeamStatus.PLANNED, "field.not_filled", team=team.number)
    require(team, READY_TO_GO)
    refuse_broken([one for one in broken if one.rule is TeamRule.STOP])
    refuse_unless(team.leader is not None, "field.no_leader", team=team.number)
    still_open = tuple(check.value for check in DepartureCheck if check not in team.checks)
    if still_open:
        raise Refusal(
            f"field.check_open.{still_open[0]}", team=team.number, check=still_open[0], open=still_open
        )
    refuse_broken([one for one in broken if one.rule not in A_CHIEF_MAY_SET_ASIDE])
    return (TeamSentOff(people=len(team.members), by=hand.by, at=hand.at),)


def contact(team: Team, kind: ContactKind, *, visit_id: VisitId | None, hand: Hand) -> tuple[TeamEvent, ...]:
    """Write down what was heard of it. A word older than the last one is kept and moves nothing (law 5).

    Raises Refusal `field.wrong_status`, `field.not_its_visit`, `field.broke_off`.
    """
    require(team, HEARD_FROM[kind] | OUTSIDE)
    refuse_unless(visit_id is None or visit_id in team.visits, "field.not_its_visit", team=team.number)
    is_late = team.last_contact_at is not None and hand.at < team.last_contact_at
    if not is_late:
        _refuse_senseless(team, kind)
    status = team.status if is_late else STATUS_AFTER.get(kind, team.status)
    house = visit_id or team.at_visit
    return (TeamContacted(contact=kind, visit_id=house, status=status, by=hand.by, at=hand.at),)


def _refuse_senseless(team: Team, kind: ContactKind) -> None:
    require(team, HEARD_FROM[kind])
    works = kind in {ContactKind.WORKING, ContactKind.PAUSED}
    refuse_unless(not (works and team.abort_reason), "field.broke_off", by=team.changed_by, at=team.since)


def leave_from_site(
    team: Team, people: Sequence[AttendanceId], *, because: LeaveReason, hand: Hand
) -> tuple[TeamEvent, ...]:
    """People go home or to a doctor from the site (V12).

    Raises Refusal `field.wrong_status`, `field.not_of_team`.
    """
    require(team, OUTSIDE)
    _refuse_strangers(team, people)
    return (TeamMembersLeft(people=tuple(people), because=because, by=hand.by, at=hand.at),)


def move_out(
    team: Team, people: Sequence[AttendanceId], to_team: TeamId, *, told: int, hand: Hand
) -> tuple[TeamEvent, ...]:
    """People go over to another team in the field (V24). `told`: how many the leader counts without them.

    Raises Refusal `field.wrong_status`, `field.not_of_team`, `field.same_team`, `field.count_after_move`,
    `field.leader_stays`.
    """
    require(team, OUTSIDE)
    refuse_unless(to_team != team.team_id, "field.same_team", team=team.number)
    _refuse_strangers(team, people)
    stay = len(team.outside) - len(people)
    _refuse_other_count(team, known=stay, told=told)
    refuse_unless(stay == 0 or team.leader not in people, "field.leader_stays", team=team.number)
    return (TeamMembersMovedOut(people=tuple(people), to_team=to_team, by=hand.by, at=hand.at),)


def move_in(
    team: Team, people: Sequence[AttendanceId], from_team: TeamId, *, told: int, hand: Hand
) -> tuple[TeamEvent, ...]:
    """People come over from another team. `told`: how many its leader counts with them.

    Raises Refusal `field.wrong_status`, `field.already_member`, `field.count_after_move`.
    """
    require(team, OUTSIDE)
    refuse_unless(not set(people) & set(team.members), "field.already_member", team=team.number)
    _refuse_other_count(team, known=len(team.outside) + len(people), told=told)
    return (TeamMembersMovedIn(people=tuple(people), from_team=from_team, by=hand.by, at=hand.at),)


def redirect(team: Team, to_visit: VisitId, *, dropped: VisitId | None, hand: Hand) -> tuple[TeamEvent, ...]:
    """Send it to another house. `dropped`: the house it leaves without work, None when it has to be reported.

    Raises Refusal `field.wrong_status`, `field.visit_twice`.
    """
    require(team, OUTSIDE)
    refuse_unless(to_visit not in team.visits, "field.visit_twice", team=team.number)
    return (TeamRedirected(to_visit=to_visit, dropped=dropped, by=hand.by, at=hand.at),)


def abort(
    team: Team, *, reason: AbortReason, dropped: Sequence[VisitId], hand: Hand
) -> tuple[TeamEvent, ...]:
    """Break off and come back. `dropped`: houses without any work. Raises Refusal `field.wrong_status`."""
    require(team, _AT_WORK)
    return (TeamAborted(reason=reason, dropped=tuple(dropped), by=hand.by, at=hand.at),)


def _refuse_strangers(team: Team, people: Sequence[AttendanceId]) -> None:
    refuse_unless(people and len(set(people)) == len(people), "field.named_twice", team=team.number)
    outside = set(team.outside)
    for person in people:
        refuse_unless(person in outside, "field.not_of_team", team=team.number, person=person)


def _refuse_other_count(team: Team, *, known: int, told: int) -> None:
    refuse_unless(told == known, "field.count_after_move", team=team.number, known=known, told=told)
