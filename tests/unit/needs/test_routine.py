"""What the center does by the clock: in which order, how often, and under which id."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dvc.commands.catalogue import COMMANDS
from dvc.commands.routine import due_now
from dvc.domain.day import Day, DayStatus
from dvc.domain.ids import ActorId, Digest, ProposalId, RunId, VisitId
from dvc.domain.matching_run_state import MatchingRun, Proposal
from dvc.domain.promise import Promise, PromiseKind, PromiseState
from dvc.domain.roles import SYSTEM
from dvc.web.acts import ACTION_ID

OPENED = datetime(2026, 9, 11, 23, 30, tzinfo=UTC)
"""2026-09-12 08:30 in the center's zone."""
DAY = Day(day=date(2026, 9, 12), status=DayStatus.OPEN, opened_at=OPENED, since=OPENED)
REFERRALS = "routine/20260912/ReturnSilentReferrals"


def ids(day: Day | None, *runs: MatchingRun, at: datetime = OPENED) -> list[str]:
    return [one.action_id for one in due_now(day, runs, at)]


def a_run(*, state: PromiseState = PromiseState.HELD, is_current: bool = True) -> MatchingRun:
    """A run with one proposal that stands until 09:00."""
    promise = Promise(
        kind=PromiseKind.PROPOSAL,
        state=state,
        count=1,
        held_by=ActorId("staff_1"),
        held_at=OPENED,
        expires_at=OPENED + timedelta(minutes=30),
    )
    proposal = Proposal(
        proposal_id=ProposalId("prop_1"), visit_id=VisitId("visit_1"), seats=(), leader=None, promise=promise
    )
    return MatchingRun(
        run_id=RunId("run_1"),
        day=DAY.day,
        based_on_seq=1,
        problem_hash=Digest("ab12"),
        seed=1,
        value=1.0,
        bound=1.0,
        proposals=(proposal,),
        started_by=ActorId("staff_1"),
        recorded_at=OPENED,
        is_current=is_current,
    )


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (None, False),
        (DAY, True),
        (replace(DAY, status=DayStatus.STOPPED), True),
        (replace(DAY, status=DayStatus.CLOSED), False),
        (replace(DAY, status=DayStatus.UNDONE), False),
    ],
)
def test_a_center_that_is_closed_does_nothing_by_itself(day: Day | None, *, works: bool) -> None:
    assert bool(ids(day)) == works


@pytest.mark.parametrize(
    ("at", "slot"),
    [
        (OPENED, "20260912T08"),
        (OPENED + timedelta(minutes=29, seconds=59), "20260912T08"),
        (OPENED + timedelta(minutes=30), "20260912T09"),
        (OPENED + timedelta(hours=8), "20260912T16"),
    ],
)
def test_referrals_come_back_once_a_day_and_ranks_are_counted_each_hour(at: datetime, slot: str) -> None:
    assert ids(DAY, at=at) == [REFERRALS, f"routine/{slot}/RankNeeds"]


def test_proposals_are_let_go_in_the_minute_after_their_time_and_only_when_one_is_over() -> None:
    over = OPENED + timedelta(minutes=30)
    assert len(ids(DAY, a_run(), at=over - timedelta(seconds=1))) == 2
    assert ids(DAY, a_run(), at=over)[2:] == ["routine/20260912T0900/ExpireProposals"]
    later = over + timedelta(seconds=61)
    assert ids(DAY, a_run(), at=later)[2:] == ["routine/20260912T0901/ExpireProposals"]
    assert len(ids(DAY, a_run(state=PromiseState.EXPIRED), at=over)) == 2
    assert len(ids(DAY, a_run(state=PromiseState.CONFIRMED), at=over)) == 2
    assert len(ids(DAY, a_run(is_current=False), at=over)) == 2


def test_every_act_of_the_routine_is_a_command_that_the_system_may_give() -> None:
    for one in due_now(DAY, [a_run()], OPENED + timedelta(hours=1)):
        handler = COMMANDS[type(one.command).__name__]
        assert handler.roles & SYSTEM.roles


def test_no_caller_can_take_an_id_of_the_routine() -> None:
    assert not any(ACTION_ID.match(one) for one in ids(DAY, a_run(), at=OPENED + timedelta(hours=1)))
