"""A team at the return desk: counted by name, thanked, asked for injuries, reported, its papers and tools
taken back.
"""

from __future__ import annotations

from dataclasses import dataclass

from dvc.domain.ids import AttendanceId, VisitId
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.team_events import (
    TeamCameBack,
    TeamClosed,
    TeamEvent,
    TeamOrderCollected,
    TeamReported,
)
from dvc.domain.team_forming import Hand, require
from dvc.domain.team_state import OUTSIDE, OrderPaper, Report, ReportResult, Team, TeamStatus

HOURS_MOST = 24.0
PEOPLE_MOST = 200
NEAR_MISSES_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeComing:
    """The head count of a team by name (law 12): everybody who was outside is in `back` or in `still_out`.

    Who left from the site is recorded before, with a reason. `injured`: of those who are back.
    `injury_asked`: "is anyone hurt?" was asked. `not_reached`: houses the team never came to.
    """

    back: tuple[AttendanceId, ...]
    still_out: tuple[AttendanceId, ...] = ()
    injured: tuple[AttendanceId, ...] = ()
    injury_asked: bool = False
    not_reached: tuple[VisitId, ...] = ()


def come_back(team: Team, count: HomeComing, *, hand: Hand) -> tuple[TeamEvent, ...]:
    """Count people who came back; the team is `returned` when nobody is missing (finished -> returned).

    Raises Refusal `field.wrong_status`, `field.named_twice`, `field.not_of_team`, `field.count_differs` with
    the people nobody named, `field.injury_not_asked`, `field.injured_not_back`, `field.not_its_visit`.
    """
    require(team, OUTSIDE)
    named = (*count.back, *count.still_out)
    refuse_unless(len(set(named)) == len(named), "field.named_twice", team=team.number)
    outside = set(team.outside)
    for person in named:
        refuse_unless(person in outside, "field.not_of_team", team=team.number, person=person)
    _refuse_unnamed(team, set(named), back=len(count.back))
    asked = count.injury_asked or not count.back
    refuse_unless(asked, "field.injury_not_asked", team=team.number)
    refuse_unless(set(count.injured) <= set(count.back), "field.injured_not_back", team=team.number)
    refuse_unless(set(count.not_reached) <= set(team.visits), "field.not_its_visit", team=team.number)
    event = TeamCameBack(
        back=count.back,
        injured=tuple(dict.fromkeys(count.injured)),
        injury_asked=count.injury_asked,
        dropped=count.not_reached,
        status=team.status if count.still_out else TeamStatus.RETURNED,
        by=hand.by,
        at=hand.at,
    )
    return (event,)


def _refuse_unnamed(team: Team, named: set[AttendanceId], *, back: int) -> None:
    """Nobody is silently fewer: who is not back is named as still out, or has left from the site."""
    unnamed = tuple(person for person in team.outside if person not in named)
    if unnamed:
        raise Refusal(
            "field.count_differs",
            team=team.number,
            out=len(team.outside),
            back=back,
            missing=len(unnamed),
            people=tuple(unnamed),
        )


def report(team: Team, visit_id: VisitId, told: Report) -> tuple[TeamEvent, ...]:
    """Take the leader's report of one visit (returned -> reported with the last one).

    Raises Refusal `field.wrong_status`, `field.not_its_visit`, `field.already_reported` with who and when,
    `field.report_value` with the field.
    """
    require(team, frozenset({TeamStatus.RETURNED, TeamStatus.REPORTED}))
    for other, before in team.reports:
        if other == visit_id:
            raise Refusal("field.already_reported", by=before.reported_by, at=before.reported_at)
    refuse_unless(visit_id in team.visits, "field.not_its_visit", team=team.number)
    _refuse_wrong_values(told)
    is_last = team.unreported == (visit_id,)
    status = TeamStatus.REPORTED if is_last else team.status
    return (TeamReported(visit_id=visit_id, report=told, status=status),)


def _refuse_wrong_values(told: Report) -> None:
    limits = (
        ("people", told.people, PEOPLE_MOST),
        ("hours", told.hours, HOURS_MOST),
        ("remaining_people", told.remaining_people or 0, PEOPLE_MOST),
        ("remaining_hours", told.remaining_hours or 0.0, HOURS_MOST),
        ("near_misses", told.near_misses, NEAR_MISSES_MOST),
    )
    for name, value, most in limits:
        refuse_unless(0 <= value <= most, "field.report_value", status=422, field=name, most=most)


def combined(results: tuple[ReportResult, ...]) -> ReportResult:
    """What several teams of one visit say together: who worked there knows, and unfinished outweighs
    finished.
    """
    order = (
        ReportResult.TECHNICAL,
        ReportResult.CONTINUE,
        ReportResult.COMPLETE,
        ReportResult.CANCELLED_ON_SITE,
        ReportResult.ABSENT,
        ReportResult.REFUSED,
    )
    return next(result for result in order if result in results)


def paper_of(team: Team, serial: int) -> OrderPaper:
    """The printing with this serial number. Raises Refusal `field.no_such_paper` (404)."""
    for paper in team.papers:
        if paper.serial == serial:
            return paper
    raise Refusal("field.no_such_paper", status=404, serial=serial, team=team.number)


def collect_order(team: Team, serial: int, *, collected: int, lost: int, hand: Hand) -> tuple[TeamEvent, ...]:
    """Take sheets of the work order back, or write them off as lost; an old version is welcome too (B7).

    Raises Refusal `field.no_such_paper`, `field.paper_count`.
    """
    paper = paper_of(team, serial)
    is_right = collected >= 0 and lost >= 0 and 1 <= collected + lost <= paper.is_outside
    refuse_unless(is_right, "field.paper_count", serial=serial, outside=paper.is_outside)
    return (TeamOrderCollected(serial=serial, collected=collected, lost=lost, by=hand.by, at=hand.at),)


def close(team: Team, *, hand: Hand) -> tuple[TeamEvent, ...]:
    """Close it when everything told, lent and printed is back (reported -> closed).

    Raises Refusal `field.wrong_status`, `field.report_missing`, `field.loan_open`, `field.paper_out` with the
    serials.
    """
    require(team, frozenset({TeamStatus.RETURNED, TeamStatus.REPORTED}))
    refuse_unless(not team.unreported, "field.report_missing", count=len(team.unreported), team=team.number)
    refuse_unless(not team.loans, "field.loan_open", team=team.number, loans=tuple(team.loans))
    out = tuple(f"{paper.serial:03d}" for paper in team.papers if paper.is_outside)
    refuse_unless(not out, "field.paper_out", team=team.number, serials=out, count=len(out))
    return (TeamClosed(by=hand.by, at=hand.at),)
