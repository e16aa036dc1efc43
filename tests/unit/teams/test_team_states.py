"""Every verb of a team against every state it can stand in: allowed where domain/03 3.3 says so, refused
elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dvc.domain import team_away, team_back, team_forming
from dvc.domain.ids import LoanId, TeamId, VisitId
from dvc.domain.team import TEAM
from dvc.domain.team_away import HEARD_FROM, STATUS_AFTER
from dvc.domain.team_back import HomeComing
from dvc.domain.team_events import TeamFormed
from dvc.domain.team_rules import Broken, TeamRule
from dvc.domain.team_state import (
    BEFORE_DEPARTURE,
    OUTSIDE,
    AbortReason,
    ContactKind,
    DepartureCheck,
    DissolveReason,
    LeaveReason,
    OrderPaper,
    Team,
    TeamStatus,
)
from tests.unit.teams.builders import (
    ALL_CHECKS,
    HAND,
    NOW,
    OTHER,
    TEAM_ID,
    VISIT_ID,
    WEST,
    a_report,
    a_team,
    after_team,
    later,
    people,
    person,
    refused,
)

LOAN = LoanId("loan_1")
ELSEWHERE = VisitId("visit_2")
BACK_AT_THE_DESK = frozenset({TeamStatus.RETURNED, TeamStatus.REPORTED})
READY = frozenset({TeamStatus.FILLED, TeamStatus.BRIEFED, TeamStatus.EQUIPPED})
Verb = Callable[[Team], Any]


def count_home(team: Team) -> Any:
    return team_back.come_back(team, HomeComing(back=team.outside, injury_asked=True), hand=HAND)


def everything_reported(team: Team) -> Team:
    return replace(team, reports=((VISIT_ID, a_report()),))


VERBS: dict[str, tuple[Verb, frozenset[TeamStatus]]] = {
    "call": (lambda t: team_forming.call(t, meet_at=NOW, tent=3, hand=HAND), BEFORE_DEPARTURE),
    "choose a leader": (
        lambda t: team_forming.choose_leader(t, person(2), hand=HAND),
        BEFORE_DEPARTURE | OUTSIDE,
    ),
    "add a member": (
        lambda t: team_forming.add_members(t, (person(9),), is_filled=True, hand=HAND),
        BEFORE_DEPARTURE,
    ),
    "remove a member": (
        lambda t: team_forming.remove_member(
            t, person(2), because=LeaveReason.TIME, is_filled=True, hand=HAND
        ),
        BEFORE_DEPARTURE,
    ),
    "give one more house": (
        lambda t: team_forming.add_visit(t, ELSEWHERE, hand=HAND),
        BEFORE_DEPARTURE | OUTSIDE,
    ),
    "brief": (lambda t: team_forming.brief(t, hand=HAND), frozenset({TeamStatus.FILLED})),
    "tick a check": (
        lambda t: team_forming.tick(t, DepartureCheck.DRINKS, is_done=True, hand=HAND),
        BEFORE_DEPARTURE,
    ),
    "print the order": (
        lambda t: team_forming.print_order(t, serial=31, copies=2, hand=HAND),
        BEFORE_DEPARTURE | OUTSIDE,
    ),
    "open a loan": (lambda t: team_forming.open_loan(t, LOAN, hand=HAND), BEFORE_DEPARTURE | OUTSIDE),
    "dissolve": (
        lambda t: team_forming.dissolve(t, because=DissolveReason.WEATHER, hand=HAND),
        BEFORE_DEPARTURE,
    ),
    "send off": (lambda t: team_away.send_off(replace(t, checks=ALL_CHECKS), (), hand=HAND), READY),
    "somebody leaves from the site": (
        lambda t: team_away.leave_from_site(t, (person(2),), because=LeaveReason.CONDITION, hand=HAND),
        OUTSIDE,
    ),
    "somebody changes team": (
        lambda t: team_away.move_out(t, (person(2),), TeamId("team_2"), told=3, hand=HAND),
        OUTSIDE,
    ),
    "somebody comes over": (
        lambda t: team_away.move_in(t, (person(9),), TeamId("team_2"), told=5, hand=HAND),
        OUTSIDE,
    ),
    "redirect": (
        lambda t: team_away.redirect(t, ELSEWHERE, dropped=VISIT_ID, hand=HAND),
        OUTSIDE,
    ),
    "abort": (
        lambda t: team_away.abort(t, reason=AbortReason.DANGER, dropped=(), hand=HAND),
        OUTSIDE - {TeamStatus.ABORTED},
    ),
    "come back": (count_home, OUTSIDE),
    "report": (lambda t: team_back.report(replace(t, reports=()), VISIT_ID, a_report()), BACK_AT_THE_DESK),
    "close": (lambda t: team_back.close(everything_reported(t), hand=HAND), BACK_AT_THE_DESK),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", TeamStatus)
def test_every_verb_is_allowed_in_its_states_and_refused_in_the_others(status: TeamStatus, verb: str) -> None:
    act, allowed = VERBS[verb]
    team = a_team(status)
    if status in allowed:
        assert act(team)
    else:
        no = refused(act, team)
        not_full = status is TeamStatus.PLANNED and verb in {"brief", "send off"}
        assert no.code == ("field.not_filled" if not_full else "field.wrong_status")
        if not not_full:
            assert (no.details["by"], no.details["at"]) == (OTHER, team.since)


@pytest.mark.parametrize("kind", ContactKind)
@pytest.mark.parametrize("status", TeamStatus)
def test_a_word_from_outside_is_heard_where_it_makes_sense(status: TeamStatus, kind: ContactKind) -> None:
    team = a_team(status)
    if status not in HEARD_FROM[kind]:
        assert refused(team_away.contact, team, kind, visit_id=None, hand=HAND).code == "field.wrong_status"
        return
    after = after_team(team, team_away.contact(team, kind, visit_id=None, hand=HAND))
    assert after.status is STATUS_AFTER.get(kind, status)
    assert after.outside == people(4)


def test_no_word_brings_a_team_out_of_or_into_the_house() -> None:
    assert all(states <= OUTSIDE for states in HEARD_FROM.values())
    assert set(STATUS_AFTER.values()) <= OUTSIDE


def test_the_way_of_a_team_from_the_wall_to_the_last_paper() -> None:
    team = after_team(None, team_forming.form(None, a_formed_team()))
    steps: list[Callable[[Team], Any]] = [
        lambda t: team_forming.brief(t, hand=HAND),
        lambda t: team_forming.open_loan(t, LOAN, hand=HAND),
        lambda t: team_away.send_off(replace(t, checks=ALL_CHECKS), (), hand=HAND),
        lambda t: team_away.contact(t, ContactKind.ON_SITE, visit_id=None, hand=later(minutes=20)),
        lambda t: team_away.contact(t, ContactKind.WORKING, visit_id=None, hand=later(minutes=25)),
        lambda t: team_away.contact(t, ContactKind.PAUSED, visit_id=None, hand=later(minutes=60)),
        lambda t: team_away.contact(t, ContactKind.WORKING, visit_id=None, hand=later(minutes=70)),
        lambda t: team_away.contact(t, ContactKind.FINISHED, visit_id=None, hand=later(minutes=120)),
        lambda t: team_back.come_back(
            t, HomeComing(back=t.outside, injury_asked=True), hand=later(minutes=150)
        ),
        lambda t: team_back.report(t, VISIT_ID, a_report()),
        lambda t: team_forming.end_loan(t, LOAN, hand=later(minutes=160)),
        lambda t: team_back.close(t, hand=later(minutes=165)),
    ]
    seen = [team.status.value]
    for step in steps:
        before = replace(team, checks=ALL_CHECKS) if team.departed_at is None else team
        team = after_team(before, step(before))
        seen.append(team.status.value)
    assert seen == [
        "filled", "briefed", "equipped", "departed", "on_site", "working", "paused", "working", "finished",
        "returned", "reported", "reported", "closed",
    ]  # fmt: skip
    assert team.began == (VISIT_ID,)


def a_formed_team(**changes: Any) -> TeamFormed:
    team = a_team()
    event = TeamFormed(
        team_id=TEAM_ID,
        number=27,
        day=team.day,
        base_id=team.base_id,
        status=TeamStatus.FILLED,
        members=team.members,
        leader=person(1),
        visits=(VISIT_ID,),
        return_by=team.return_by,
        meet_at=None,
        tent=3,
        own_car=False,
        by=WEST,
        at=NOW,
    )
    return replace(event, **changes)


def test_a_team_is_formed_once_and_led_by_one_of_its_own() -> None:
    no = refused(team_forming.form, a_team(), a_formed_team())
    assert (no.code, no.details["by"]) == ("field.already_formed", OTHER)
    assert refused(team_forming.form, None, a_formed_team(leader=person(9))).code == "field.leader_not_member"
    assert refused(team_forming.form, None, a_formed_team(tent=100)).status == 422


def test_a_team_without_a_car_of_its_own_needs_a_seat_for_each() -> None:
    team = after_team(None, team_forming.form(None, a_formed_team()))
    assert team.seats_needed == 4
    smaller = after_team(
        team,
        team_forming.remove_member(team, person(4), because=LeaveReason.TIME, is_filled=True, hand=HAND),
    )
    assert smaller.seats_needed == 3


def test_a_new_leader_has_to_be_briefed_and_the_loan_brings_the_team_on_at_once() -> None:
    team = a_team(TeamStatus.EQUIPPED, loans=(LOAN,))
    changed = after_team(team, team_forming.choose_leader(team, person(3), hand=HAND))
    assert (changed.status, changed.leader) == (TeamStatus.FILLED, person(3))
    assert after_team(changed, team_forming.brief(changed, hand=HAND)).status is TeamStatus.EQUIPPED
    same = after_team(team, team_forming.choose_leader(team, person(1), hand=HAND))
    assert same.status is TeamStatus.EQUIPPED


def test_a_team_that_lost_its_leader_or_too_many_people_falls_back() -> None:
    team = a_team(TeamStatus.BRIEFED)
    leaderless = after_team(
        team,
        team_forming.remove_member(team, person(1), because=LeaveReason.CONDITION, is_filled=True, hand=HAND),
    )
    assert (leaderless.status, leaderless.leader) == (TeamStatus.FILLED, None)
    small = after_team(
        team,
        team_forming.remove_member(team, person(2), because=LeaveReason.TIME, is_filled=False, hand=HAND),
    )
    assert small.status is TeamStatus.PLANNED
    again = after_team(small, team_forming.add_members(small, (person(8),), is_filled=True, hand=HAND))
    assert again.status is TeamStatus.FILLED


def test_the_last_member_is_not_removed_but_the_team_dissolved() -> None:
    alone = a_team(count=1, members=people(1))
    no = refused(
        team_forming.remove_member, alone, person(1), because=LeaveReason.TIME, is_filled=False, hand=HAND
    )
    assert no.code == "field.last_member"
    gone = after_team(alone, team_forming.dissolve(alone, because=DissolveReason.PEOPLE_LEFT, hand=HAND))
    assert (gone.status, gone.members, gone.number) == (TeamStatus.DISSOLVED, (), 27)


def test_somebody_new_makes_the_checks_of_people_open_again() -> None:
    team = a_team(checks=ALL_CHECKS)
    after = after_team(team, team_forming.add_members(team, (person(8),), is_filled=True, hand=HAND))
    assert after.checks == (DepartureCheck.MAY_STOP, DepartureCheck.CENTER_PHONE)


def test_a_check_is_ticked_once_and_can_be_taken_off() -> None:
    team = a_team()
    ticked = after_team(team, team_forming.tick(team, DepartureCheck.GEAR, is_done=True, hand=HAND))
    assert team_forming.tick(ticked, DepartureCheck.GEAR, is_done=True, hand=HAND) == ()
    after = after_team(ticked, team_forming.tick(ticked, DepartureCheck.GEAR, is_done=False, hand=HAND))
    assert after.checks == ()


@pytest.mark.parametrize("missing", DepartureCheck)
def test_the_departure_names_the_check_that_is_open(missing: DepartureCheck) -> None:
    team = a_team(checks=tuple(check for check in DepartureCheck if check is not missing))
    no = refused(team_away.send_off, team, (), hand=HAND)
    assert (no.code, no.details["check"]) == (f"field.check_open.{missing}", missing.value)


def test_a_team_without_a_leader_does_not_leave() -> None:
    assert refused(team_away.send_off, a_team(leader=None, checks=ALL_CHECKS), (), hand=HAND).code == (
        "field.no_leader"
    )


def test_a_stopped_day_is_said_before_anything_else() -> None:
    no = refused(team_away.send_off, a_team(leader=None), (Broken(rule=TeamRule.STOP),), hand=HAND)
    assert no.code == "wall.h19"


def test_somebody_uninsured_keeps_the_team_in() -> None:
    broken = (Broken(rule=TeamRule.INSURED, people=(person(2),), count=1),)
    no = refused(team_away.send_off, a_team(checks=ALL_CHECKS), broken, hand=HAND)
    assert (no.code, no.details["people"]) == ("wall.h01", (person(2),))


def test_what_a_chief_set_aside_at_the_wall_is_not_asked_again_at_the_gate() -> None:
    broken = (Broken(rule=TeamRule.MAX_PEOPLE, count=1),)
    assert team_away.send_off(a_team(checks=ALL_CHECKS), broken, hand=HAND)


def test_a_change_after_printing_makes_the_order_old_and_the_next_print_counts_on() -> None:
    team = a_team()
    printed = after_team(team, team_forming.print_order(team, serial=31, copies=2, hand=HAND))
    assert (printed.order_version, printed.order_stale, printed.orders_out) == (1, False, 2)
    changed = after_team(printed, team_forming.choose_leader(printed, person(2), hand=HAND))
    assert changed.order_stale
    again = after_team(changed, team_forming.print_order(changed, serial=40, copies=1, hand=HAND))
    assert (again.order_version, again.order_stale, again.orders_out) == (2, False, 3)
    assert refused(team_forming.print_order, team, serial=1, copies=7, hand=HAND).status == 422


def test_a_team_has_so_many_houses_and_each_once() -> None:
    full = a_team(visits=tuple(VisitId(f"visit_{number}") for number in range(6)))
    assert refused(team_forming.add_visit, full, ELSEWHERE, hand=HAND).code == "field.visit_twice"
    assert refused(team_forming.add_visit, full, VisitId("visit_9"), hand=HAND).code == "field.visits_most"


def test_a_team_taken_back_is_empty_and_its_number_stays_used() -> None:
    gone = TEAM.void(a_team(loans=(LOAN,)))
    assert (gone.status, gone.members, gone.loans, gone.number) == (TeamStatus.DISSOLVED, (), (), 27)


def test_a_team_is_not_closed_while_a_report_a_tool_or_a_paper_is_missing() -> None:
    done = everything_reported(a_team(TeamStatus.REPORTED))
    paper = OrderPaper(serial=31, version=1, copies=2, printed_at=NOW, collected=1)
    cases = [
        (replace(done, reports=()), "field.report_missing"),
        (replace(done, loans=(LOAN,)), "field.loan_open"),
        (replace(done, papers=(paper,)), "field.paper_out"),
    ]
    assert [refused(team_back.close, team, hand=HAND).code for team, _ in cases] == [
        code for _, code in cases
    ]
    assert team_back.close(replace(done, papers=(replace(paper, lost=1),)), hand=HAND)


def test_a_state_that_lasts_keeps_its_clock() -> None:
    team = a_team(TeamStatus.WORKING, since=NOW - timedelta(hours=1))
    after = after_team(team, team_away.contact(team, ContactKind.WORKING, visit_id=None, hand=HAND))
    assert (after.since, after.last_contact_at) == (NOW - timedelta(hours=1), NOW)
