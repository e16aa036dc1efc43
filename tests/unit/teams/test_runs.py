"""A matching run: what may be written down, who decides a proposal, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dvc.domain import matching_run
from dvc.domain.ids import AttendanceId, Digest, GroupId, ProposalId, ReasonCode, RunId, TeamId, VisitId
from dvc.domain.matching_run import RUN
from dvc.domain.matching_run_events import (
    MatchingRan,
    MatchingSuperseded,
    ProposalChanged,
    ProposalConfirmed,
    ProposalDeclined,
    ProposalFoundStale,
    ProposalsExpired,
)
from dvc.domain.matching_run_state import (
    DeclineReason,
    MatchingRun,
    Proposal,
    ProposedSeat,
    RunReason,
    Unplaced,
)
from dvc.domain.promise import Promise, PromiseKind, PromiseState
from tests.unit.teams.builders import NOW, OTHER, TODAY, WEST, people, person, refused

FIRST, SECOND = ProposalId("prop_1"), ProposalId("prop_2")
ENDS = NOW + timedelta(minutes=30)


def a_seat(*who: AttendanceId, group: str | None = None) -> ProposedSeat:
    return ProposedSeat(people=who, group_id=GroupId(group) if group else None)


def a_proposal(name: ProposalId, *seats: ProposedSeat, **changes: Any) -> Proposal:
    promise = Promise(
        kind=PromiseKind.PROPOSAL,
        state=PromiseState.HELD,
        count=sum(len(seat.people) for seat in seats),
        held_by=OTHER,
        held_at=NOW,
        expires_at=ENDS,
    )
    visit_id = VisitId(f"visit_{name[-1]}")
    proposal = Proposal(proposal_id=name, visit_id=visit_id, seats=seats, leader=None, promise=promise)
    return replace(proposal, **changes)


def a_run(*proposals: Proposal, **changes: Any) -> MatchingRun:
    usual = (
        a_proposal(FIRST, a_seat(person(1)), a_seat(*people(3, 2), group="group_1"), leader=person(1)),
        a_proposal(SECOND, a_seat(person(8))),
    )
    run = MatchingRun(
        run_id=RunId("run_1"),
        day=TODAY,
        based_on_seq=120,
        problem_hash=Digest("ab12"),
        seed=1,
        value=10.0,
        bound=11.0,
        started_by=OTHER,
        recorded_at=NOW,
        proposals=proposals or usual,
    )
    return replace(run, **changes)


def after(run: MatchingRun, event: Any) -> MatchingRun:
    return RUN.step(run, event)


def of(run: MatchingRun, name: ProposalId) -> Proposal:
    return next(one for one in run.proposals if one.proposal_id == name)


def test_a_run_is_written_down_once() -> None:
    assert RUN.step(None, MatchingRan(run=a_run())) == a_run()
    no = refused(matching_run.record, a_run(), a_run())
    assert (no.code, no.details["by"], no.details["at"]) == ("wall.run_known", OTHER, NOW)


@pytest.mark.parametrize(
    ("run", "code"),
    [
        (
            a_run(a_proposal(FIRST, a_seat(person(1))), a_proposal(SECOND, a_seat(person(1)))),
            "wall.run_twice",
        ),
        (
            a_run(
                a_proposal(FIRST, a_seat(person(1))),
                a_proposal(SECOND, a_seat(person(2)), visit_id=VisitId("visit_1")),
            ),
            "wall.run_twice",
        ),
        (
            a_run(a_proposal(FIRST, reasons=(RunReason(code=ReasonCode("中井さんは前回も来ました")),))),
            "wall.run_reason",
        ),
        (
            a_run(a_proposal(FIRST, reasons=(RunReason(code=ReasonCode("skill_short")),) * 13)),
            "wall.run_reason",
        ),
        (
            a_run(unplaced=(Unplaced(people=people(1), reasons=(RunReason(code=ReasonCode("")),)),)),
            "wall.run_reason",
        ),
    ],
)
def test_a_run_that_says_a_person_twice_or_a_sentence_is_refused(run: MatchingRun, code: str) -> None:
    no = refused(matching_run.record, None, run)
    assert (no.code, no.status) == (code, 422)


def test_codes_of_rules_and_of_the_solver_are_reasons() -> None:
    reasons = (RunReason(code=ReasonCode("H07"), name=ReasonCode("chainsaw"), count=1),)
    run = a_run(a_proposal(FIRST, reasons=reasons))
    assert matching_run.record(None, run) == run


def test_of_two_desks_the_second_hears_who_decided_and_when() -> None:
    run = after(
        a_run(),
        ProposalConfirmed(proposal_id=FIRST, team_id=TeamId("team_1"), leader=person(1), by=WEST, at=NOW),
    )
    assert of(run, FIRST).team_id == TeamId("team_1")
    no = refused(matching_run.live_proposal, run, FIRST, now=NOW)
    assert (no.code, no.details["by"], no.details["at"], no.details["state"]) == (
        "wall.already_decided",
        WEST,
        NOW,
        "confirmed",
    )


def test_a_proposal_is_over_at_its_hour_even_before_the_clock_command() -> None:
    just = ENDS - timedelta(seconds=1)
    assert matching_run.live_proposal(a_run(), FIRST, now=just).proposal_id == FIRST
    assert refused(matching_run.live_proposal, a_run(), FIRST, now=ENDS).code == "wall.proposal_expired"
    assert matching_run.expired(a_run(), now=ENDS) == (FIRST, SECOND)
    over = after(a_run(), ProposalsExpired(proposals=(FIRST, SECOND), at=ENDS))
    assert matching_run.expired(over, now=ENDS) == ()
    assert refused(matching_run.live_proposal, over, FIRST, now=ENDS).code == "wall.proposal_expired"


def test_an_unknown_proposal_is_not_found() -> None:
    assert refused(matching_run.live_proposal, a_run(), ProposalId("prop_9"), now=NOW).status == 404


def test_a_declined_proposal_keeps_its_reason_and_cannot_be_confirmed() -> None:
    run = after(
        a_run(), ProposalDeclined(proposal_id=FIRST, because=DeclineReason.HOUSEHOLD, by=WEST, at=NOW)
    )
    assert of(run, FIRST).decline is DeclineReason.HOUSEHOLD
    assert refused(matching_run.live_proposal, run, FIRST, now=NOW).code == "wall.already_decided"


def test_a_stale_proposal_stays_open_and_a_change_by_hand_makes_it_fresh() -> None:
    stale = after(a_run(), ProposalFoundStale(proposal_id=FIRST, rules=(ReasonCode("H03"),), by=WEST, at=NOW))
    assert of(stale, FIRST).stale == ("H03",)
    assert matching_run.live_proposal(stale, FIRST, now=NOW).proposal_id == FIRST
    changed = after(
        stale,
        ProposalChanged(seats=(a_seat(person(1)),), from_proposal=FIRST, to_proposal=SECOND, by=WEST, at=NOW),
    )
    first, second = of(changed, FIRST), of(changed, SECOND)
    assert (first.stale, first.leader, first.by_hand, first.people) == ((), None, 1, people(3, 2))
    assert second.people == (person(8), person(1))


def test_people_move_in_and_out_of_a_proposal() -> None:
    out = after(
        a_run(),
        ProposalChanged(seats=(a_seat(person(8)),), from_proposal=SECOND, to_proposal=None, by=WEST, at=NOW),
    )
    assert of(out, SECOND).people == ()
    back = after(
        out,
        ProposalChanged(seats=(a_seat(person(8)),), from_proposal=None, to_proposal=FIRST, by=WEST, at=NOW),
    )
    assert person(8) in of(back, FIRST).people


def test_a_group_is_moved_whole() -> None:
    first = of(a_run(), FIRST)
    assert refused(matching_run.seats_moved, first, (person(2),)).code == "wall.note_split"
    assert matching_run.seats_moved(first, people(3, 2)) == (first.seats[1],)
    assert refused(matching_run.seats_moved, first, (person(8),)).code == "wall.not_proposed"


def test_a_newer_run_lets_go_of_what_nobody_decided() -> None:
    run = after(a_run(), MatchingSuperseded(proposals=(FIRST, SECOND), by=WEST, at=NOW))
    assert not run.is_current
    assert matching_run.undecided(run) == ()
    assert refused(matching_run.live_proposal, run, FIRST, now=NOW).details["state"] == "released"


def test_a_run_taken_back_can_no_longer_be_confirmed() -> None:
    gone = RUN.void(a_run())
    assert matching_run.undecided(gone) == ()
    assert not gone.is_current
