"""A matching run: what may be written down, which proposals can still be decided, and the one transition
`evolve`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dvc.domain.ids import ActorId, AttendanceId, ProposalId
from dvc.domain.kind import Kind
from dvc.domain.matching_run_events import (
    MatchingEvent,
    MatchingRan,
    MatchingSuperseded,
    ProposalChanged,
    ProposalConfirmed,
    ProposalDeclined,
    ProposalFoundStale,
    ProposalsExpired,
)
from dvc.domain.matching_run_state import (
    PROPOSALS_MOST,
    REASONS_MOST,
    UNPLACED_MOST,
    MatchingRun,
    Proposal,
    ProposedSeat,
    RunReason,
)
from dvc.domain.promise import PromiseState
from dvc.domain.refusal import Refusal, refuse_unless

CODE_LENGTH_MOST = 80
"""A prefix and 32 hex digits fit; a sentence does not."""


def record(state: MatchingRun | None, run: MatchingRun) -> MatchingRun:
    """A run that may be written down. Raises Refusal `wall.run_known`, `wall.run_size`, `wall.run_twice`."""
    if state is not None:
        raise Refusal("wall.run_known", by=state.started_by, at=state.recorded_at)
    is_small = len(run.proposals) <= PROPOSALS_MOST and len(run.unplaced) <= UNPLACED_MOST
    refuse_unless(is_small, "wall.run_size", status=422, most=PROPOSALS_MOST)
    reasons = [
        *(one.reasons for one in run.proposals),
        *(one.reasons for one in run.unserved),
        *(one.reasons for one in run.unplaced),
    ]
    fits = all(len(some) <= REASONS_MOST and all(_is_code(one) for one in some) for some in reasons)
    refuse_unless(fits, "wall.run_reason", status=422, most=REASONS_MOST)
    people = [person for proposal in run.proposals for person in proposal.people]
    visits = [proposal.visit_id for proposal in run.proposals]
    is_once = len(set(people)) == len(people) and len(set(visits)) == len(visits)
    refuse_unless(is_once, "wall.run_twice", status=422)
    return run


def live_proposal(run: MatchingRun, proposal_id: ProposalId, *, now: datetime) -> Proposal:
    """The proposal, still open for a decision.

    Raises Refusal `wall.no_such_proposal` (404), `wall.already_decided` with who and when,
    `wall.proposal_expired`.
    """
    found = next((one for one in run.proposals if one.proposal_id == proposal_id), None)
    if found is None:
        raise Refusal("wall.no_such_proposal", status=404, proposal=proposal_id)
    if found.promise.state is PromiseState.EXPIRED or (
        found.promise.state is PromiseState.HELD and not found.promise.is_live(now)
    ):
        raise Refusal("wall.proposal_expired", proposal=proposal_id, at=found.promise.expires_at)
    if found.promise.state is not PromiseState.HELD:
        raise Refusal(
            "wall.already_decided",
            proposal=proposal_id,
            state=found.promise.state.value,
            by=found.decided_by,
            at=found.decided_at,
        )
    return found


def seats_moved(source: Proposal | None, people: Sequence[AttendanceId]) -> tuple[ProposedSeat, ...]:
    """Whole seats of `people` in a proposal; a group is never cut (H15).

    Raises Refusal `wall.not_proposed`, `wall.note_split`.
    """
    if source is None:
        return ()
    wanted = set(people)
    refuse_unless(wanted <= set(source.people), "wall.not_proposed", proposal=source.proposal_id)
    moved = tuple(seat for seat in source.seats if set(seat.people) & wanted)
    is_whole = all(set(seat.people) <= wanted for seat in moved)
    refuse_unless(is_whole, "wall.note_split", people=max((len(seat.people) for seat in moved), default=0))
    return moved


def expired(run: MatchingRun, *, now: datetime) -> tuple[ProposalId, ...]:
    """Proposals whose time is over and that nobody has decided."""
    return tuple(
        one.proposal_id
        for one in run.proposals
        if one.promise.state is PromiseState.HELD and not one.promise.is_live(now)
    )


def undecided(run: MatchingRun) -> tuple[ProposalId, ...]:
    """Proposals that nobody has decided, expired or not."""
    return tuple(one.proposal_id for one in run.proposals if one.promise.state is PromiseState.HELD)


def _is_code(reason: RunReason) -> bool:
    """Whether it looks like a code: so no sentence and no name of a person slips into the log."""
    words = (reason.code, reason.name or "x")
    return all(
        0 < len(word) <= CODE_LENGTH_MOST and word.isascii() and word.replace("_", "").isalnum()
        for word in words
    )


def with_proposal(run: MatchingRun, changed: Proposal) -> MatchingRun:
    """The run with one proposal replaced."""
    proposals = tuple(changed if one.proposal_id == changed.proposal_id else one for one in run.proposals)
    return replace(run, proposals=proposals)


def evolve(state: MatchingRun | None, event: MatchingEvent) -> MatchingRun:
    """The one transition of a run."""
    if isinstance(event, MatchingRan):
        return event.run
    assert state is not None, "a run begins when it is written down"
    match event:
        case ProposalConfirmed():
            one = _of(state, event.proposal_id)
            kept = replace(one, team_id=event.team_id, leader=event.leader, stale=())
            return with_proposal(state, _decided(kept, PromiseState.CONFIRMED, event.by, event.at))
        case ProposalFoundStale():
            return with_proposal(state, replace(_of(state, event.proposal_id), stale=event.rules))
        case ProposalChanged():
            return _changed(state, event)
        case ProposalDeclined():
            one = replace(_of(state, event.proposal_id), decline=event.because)
            return with_proposal(state, _decided(one, PromiseState.DECLINED, event.by, event.at))
        case ProposalsExpired():
            ended = (
                _decided(_of(state, one), PromiseState.EXPIRED, None, event.at) for one in event.proposals
            )
            return _with_all(state, *ended)
        case MatchingSuperseded():
            let_go = (
                _decided(_of(state, one), PromiseState.RELEASED, event.by, event.at)
                for one in event.proposals
            )
            return replace(_with_all(state, *let_go), is_current=False)
        case _:
            assert_never(event)


def _changed(run: MatchingRun, event: ProposalChanged) -> MatchingRun:
    people = {person for seat in event.seats for person in seat.people}
    changed = run
    if event.from_proposal is not None:
        one = _of(changed, event.from_proposal)
        rest = tuple(seat for seat in one.seats if not set(seat.people) & people)
        leader = None if one.leader in people else one.leader
        changed = with_proposal(
            changed, replace(one, seats=rest, leader=leader, stale=(), by_hand=one.by_hand + 1)
        )
    if event.to_proposal is not None:
        one = _of(changed, event.to_proposal)
        more = (*one.seats, *event.seats)
        changed = with_proposal(changed, replace(one, seats=more, stale=(), by_hand=one.by_hand + 1))
    return changed


def _of(run: MatchingRun, proposal_id: ProposalId) -> Proposal:
    return next(one for one in run.proposals if one.proposal_id == proposal_id)


def _decided(proposal: Proposal, state: PromiseState, by: ActorId | None, at: datetime) -> Proposal:
    return replace(proposal, promise=replace(proposal.promise, state=state), decided_by=by, decided_at=at)


def _with_all(run: MatchingRun, *changed: Proposal) -> MatchingRun:
    by_id = {one.proposal_id: one for one in changed}
    return replace(run, proposals=tuple(by_id.get(one.proposal_id, one) for one in run.proposals))


def void(state: MatchingRun) -> MatchingRun:
    """A run written down by mistake: nothing of it can be confirmed any more."""
    held = (one for one in state.proposals if one.promise.state is PromiseState.HELD)
    released = (replace(one, promise=replace(one.promise, state=PromiseState.RELEASED)) for one in held)
    return replace(_with_all(state, *released), is_current=False)


RUN: Kind[MatchingRun] = Kind(
    name="run",
    state=MatchingRun,
    events=(
        MatchingRan,
        ProposalConfirmed,
        ProposalFoundStale,
        ProposalChanged,
        ProposalDeclined,
        ProposalsExpired,
        MatchingSuperseded,
    ),
    evolve=evolve,
    void=void,
)
