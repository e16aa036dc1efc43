"""A matching run is written down, its proposals are changed by hand, declined, or expire (architecture 3.2).

The run itself is computed outside any transaction. What the solver did not know when it read the store gives
way: a note that was stuck on by hand meanwhile is never moved, and who left is not proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.matching_facts import keeps_together, people_of, refuse_elsewhere
from dvc.commands.matching_hand import actor_of
from dvc.commands.matching_seats import WALL
from dvc.domain import matching_run
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.ids import AttendanceId, Digest, ProposalId, RunId, VisitId
from dvc.domain.matching_run import RUN
from dvc.domain.matching_run_events import (
    MatchingRan,
    MatchingSuperseded,
    ProposalChanged,
    ProposalDeclined,
    ProposalsExpired,
)
from dvc.domain.matching_run_state import (
    PROPOSALS_MOST,
    UNPLACED_MOST,
    DeclineReason,
    MatchingRun,
    Proposal,
    ProposedSeat,
    RunReason,
    Unplaced,
    Unserved,
)
from dvc.domain.promise import Promise, PromiseKind, PromiseState
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.team_state import Visit
from dvc.domain.visit import VISIT
from dvc.domain.volunteer import VOLUNTEER
from dvc.ports import Work

SEATS_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDraft:
    """One sheet of the plan. `leader` None: the first of the people who said that they can lead."""

    visit_id: VisitId
    seats: tuple[ProposedSeat, ...]
    proposal_id: ProposalId | None = None
    leader: AttendanceId | None = None
    reasons: tuple[RunReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMatching:
    """Write down a run. `based_on_seq`: the log position at which the problem was read."""

    day: date
    based_on_seq: int
    problem_hash: Digest
    seed: int
    value: float
    proposals: tuple[ProposalDraft, ...]
    bound: float | None = None
    run_id: RunId | None = None
    unserved: tuple[Unserved, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProposal:
    """Move people by hand: from one proposal to another, out of one, or from the waiting people into one
    (None).
    """

    run_id: RunId
    people: tuple[AttendanceId, ...]
    from_proposal: ProposalId | None = None
    to_proposal: ProposalId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineProposal:
    """Do not take a proposal; the reason stays for the next run."""

    run_id: RunId
    proposal_id: ProposalId
    because: DeclineReason


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireProposals:
    """The clock: let go what nobody decided in time, of one day or of all."""

    day: date | None = None


@handles(RecordMatching, roles=WALL)
def record_matching(work: Work, command: RecordMatching, meta: CommandMeta) -> Result:
    """Write the run down; it takes the place of the earlier run of the day. Raises Refusal `wall.run_*`."""
    is_hash = 0 < len(command.problem_hash) <= 80 and command.problem_hash.isalnum()
    refuse_unless(is_hash, "refusal.value", status=422, field="problem_hash", most=80)
    in_size = len(command.proposals) <= PROPOSALS_MOST and len(command.unplaced) <= UNPLACED_MOST
    refuse_unless(in_size, "wall.run_size", status=422, most=PROPOSALS_MOST)
    run_id = command.run_id or RunId(work.ids.new("run"))
    kept = [
        one for one in (_kept(work, draft, command.day) for draft in command.proposals) if one is not None
    ]
    run = MatchingRun(
        run_id=run_id,
        day=command.day,
        based_on_seq=command.based_on_seq,
        problem_hash=command.problem_hash,
        seed=command.seed,
        value=command.value,
        bound=command.bound,
        started_by=actor_of(meta),
        recorded_at=work.meta.happened_at,
        proposals=tuple(_proposal(work, draft, meta) for draft in kept),
        unserved=command.unserved,
        unplaced=command.unplaced,
    )
    allowed = matching_run.record(work.find(RUN, run_id), run)
    for earlier in work.where(RUN, day=command.day, is_current=True):
        _supersede(work, earlier, meta)
    work.record(RUN, run_id, MatchingRan(run=allowed))
    before = sum(len(seat.people) for draft in command.proposals for seat in draft.seats)
    people = sum(len(one.people) for one in run.proposals)
    return {
        "run_id": run_id,
        "proposals": len(run.proposals),
        "people": people,
        "given_way": before - people,
    }


def _supersede(work: Work, earlier: MatchingRun, meta: CommandMeta) -> None:
    let_go = matching_run.undecided(earlier)
    event = MatchingSuperseded(proposals=let_go, by=actor_of(meta), at=work.meta.happened_at)
    work.record(RUN, earlier.run_id, event)


def _kept(work: Work, draft: ProposalDraft, day: date) -> ProposalDraft | None:
    """The draft without whom somebody placed by hand meanwhile; None when its sheet is gone, locked or left
    empty.
    """
    refuse_unless(len(draft.seats) <= SEATS_MOST, "wall.run_size", status=422, most=SEATS_MOST)
    visit = work.get(VISIT, draft.visit_id)
    if visit.day != day or not visit.is_up or visit.locked:
        return None
    seats = tuple(seat for seat in draft.seats if seat.people and _are_free(work, seat.people, day))
    if not seats and not visit.loose:
        return None
    people = {person for seat in seats for person in seat.people}
    leader = draft.leader if draft.leader in people | set(visit.people) else None
    return ProposalDraft(
        visit_id=draft.visit_id,
        seats=seats,
        proposal_id=draft.proposal_id,
        leader=leader or _first_who_can_lead(work, seats, visit),
        reasons=draft.reasons,
    )


def _are_free(work: Work, people: Sequence[AttendanceId], day: date) -> bool:
    """Whether all of a note wait in the pool of that day; a group is proposed whole or not at all."""
    here = people_of(work, people)
    return all(one.status is AttendanceStatus.ORIENTED and one.day == day for one in here)


def _first_who_can_lead(work: Work, seats: Sequence[ProposedSeat], visit: Visit) -> AttendanceId | None:
    """Somebody who said "I can lead" today and is no minor; staff may choose another."""
    for person in (*visit.people, *(one for seat in seats for one in seat.people)):
        a = work.get(ATTENDANCE, person)
        if a.leader_ok and not work.get(VOLUNTEER, a.volunteer_id).age_band.is_minor:
            return person
    return None


def _proposal(work: Work, draft: ProposalDraft, meta: CommandMeta) -> Proposal:
    now = work.meta.happened_at
    expires_at = now + timedelta(minutes=int(work.setting("proposal_minutes")))
    promise = Promise(
        kind=PromiseKind.PROPOSAL,
        state=PromiseState.HELD,
        count=sum(len(seat.people) for seat in draft.seats),
        held_by=actor_of(meta),
        held_at=now,
        expires_at=expires_at,
    )
    return Proposal(
        proposal_id=draft.proposal_id or ProposalId(work.ids.new("prop")),
        visit_id=draft.visit_id,
        seats=draft.seats,
        leader=draft.leader,
        promise=promise,
        reasons=draft.reasons,
    )


@handles(ChangeProposal, roles=WALL)
def change_proposal(work: Work, command: ChangeProposal, meta: CommandMeta) -> Result:
    """Move whole notes between proposals.

    Raises Refusal `wall.not_proposed`, `wall.note_split`, `wall.proposal_full`, …
    """
    run = work.get(RUN, command.run_id)
    now = work.meta.happened_at
    some = 0 < len(command.people) <= SEATS_MOST and command.from_proposal != command.to_proposal
    refuse_unless(some, "wall.nobody_named", status=422, most=SEATS_MOST)
    source = (
        matching_run.live_proposal(run, command.from_proposal, now=now) if command.from_proposal else None
    )
    target = matching_run.live_proposal(run, command.to_proposal, now=now) if command.to_proposal else None
    moved = (
        matching_run.seats_moved(source, command.people) if source else _waiting(work, run, command.people)
    )
    if target is not None:
        _refuse_too_many(work, target, moved)
    event = ProposalChanged(
        seats=moved,
        from_proposal=command.from_proposal,
        to_proposal=command.to_proposal,
        by=actor_of(meta),
        at=now,
    )
    work.record(RUN, run.run_id, event)
    return {"run_id": run.run_id, "people": sum(len(seat.people) for seat in moved)}


def _waiting(work: Work, run: MatchingRun, people: Sequence[AttendanceId]) -> tuple[ProposedSeat, ...]:
    """Notes for people who wait and stand in no open proposal. Raises Refusal `wall.proposed_elsewhere`."""
    open_ones = [one for one in run.proposals if one.promise.state is PromiseState.HELD]
    seats: dict[str, list[AttendanceId]] = {}
    groups = {}
    for a in people_of(work, dict.fromkeys(people)):
        refuse_elsewhere(work, a, visit=None)
        for proposal in open_ones:
            taken = a.attendance_id in proposal.people
            refuse_unless(not taken, "wall.proposed_elsewhere", proposal=proposal.proposal_id)
        together = keeps_together(work, a.group_id)
        key = str(a.group_id) if together else a.attendance_id
        groups[key] = a.group_id if together else None
        seats.setdefault(key, []).append(a.attendance_id)
    return tuple(ProposedSeat(people=tuple(one), group_id=groups[key]) for key, one in seats.items())


def _refuse_too_many(work: Work, target: Proposal, more: Sequence[ProposedSeat]) -> None:
    visit = work.get(VISIT, target.visit_id)
    asked = sum(len(seat.people) for seat in more)
    free = visit.people_max - len(visit.people) - len(target.people)
    if asked > free:
        raise Refusal("wall.proposal_full", free=max(0, free), asked=asked, most=visit.people_max)


@handles(DeclineProposal, roles=WALL)
def decline_proposal(work: Work, command: DeclineProposal, meta: CommandMeta) -> Result:
    """Do not take it. Raises Refusal `wall.already_decided` with who and when, `wall.proposal_expired`."""
    run = work.get(RUN, command.run_id)
    now = work.meta.happened_at
    proposal = matching_run.live_proposal(run, command.proposal_id, now=now)
    event = ProposalDeclined(
        proposal_id=proposal.proposal_id, because=command.because, by=actor_of(meta), at=now
    )
    work.record(RUN, run.run_id, event)
    return {"run_id": run.run_id, "proposal_id": proposal.proposal_id}


@handles(ExpireProposals, roles=WALL)
def expire_proposals(work: Work, command: ExpireProposals, meta: CommandMeta) -> Result:
    """Let go of what is over; nothing over, nothing recorded."""
    now = work.meta.happened_at
    scope = {"is_current": True} if command.day is None else {"is_current": True, "day": command.day}
    count = 0
    for run in work.where(RUN, **scope):
        over = matching_run.expired(run, now=now)
        if over:
            work.record(RUN, run.run_id, ProposalsExpired(proposals=over, at=now))
            count += len(over)
    return {"expired": count}
