"""Staff confirm proposals, one or many at once; each is judged again on the present state (architecture 3.2
step 7).

What fits becomes a team in the same act; what does not fit any more is marked stale with the codes of the
reasons and stays to be seen. Two desks that confirm at once: one wins, the other is told by whom and when.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.matching_hand import actor_of
from dvc.commands.matching_seats import WALL
from dvc.commands.matching_teams import TeamAsk, carry_out, plan_team
from dvc.domain import matching_run
from dvc.domain.ids import AttendanceId, ProposalId, ReasonCode, RunId, TeamId
from dvc.domain.matching_run import RUN
from dvc.domain.matching_run_events import ProposalConfirmed, ProposalFoundStale
from dvc.domain.matching_run_state import PROPOSALS_MOST, Proposal
from dvc.domain.promise import Promise, PromiseKind, PromiseState
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.team_rules import TeamRule
from dvc.domain.team_state import Seat, Team, code_of_team
from dvc.domain.visit import VISIT
from dvc.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderChoice:
    """Another leader than the proposed one."""

    proposal_id: ProposalId
    leader: AttendanceId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmProposals:
    """Confirm these proposals of a run, in this order.

    Where and when the teams meet may be said for all at once.
    """

    run_id: RunId
    proposals: tuple[ProposalId, ...]
    leaders: tuple[LeaderChoice, ...] = ()
    meet_at: datetime | None = None
    tent: int | None = None


@dataclass(slots=True)
class _Outcome:
    """What became of each proposal, as the answer lists it."""

    confirmed: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    team_ids: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    stale_rules: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    first_no: Refusal | None = None

    def result(self) -> Result:
        """Lists in step: `teams[i]` was made of `confirmed[i]`, `stale_rules[i]` stands against
        `stale[i]`.
        """
        return {
            "confirmed": tuple(self.confirmed),
            "teams": tuple(self.teams),
            "team_ids": tuple(self.team_ids),
            "stale": tuple(self.stale),
            "stale_rules": tuple(self.stale_rules),
            "decided_before": tuple(self.decided),
        }


@handles(ConfirmProposals, roles=WALL)
def confirm_proposals(work: Work, command: ConfirmProposals, meta: CommandMeta) -> Result:
    """Make teams of what still fits.

    Refused as a whole only when every one of them was decided before (`wall.already_decided`).
    """
    wanted = tuple(dict.fromkeys(command.proposals))
    refuse_unless(0 < len(wanted) <= PROPOSALS_MOST, "wall.run_size", status=422, most=PROPOSALS_MOST)
    run = work.get(RUN, command.run_id)
    leaders = {one.proposal_id: one.leader for one in command.leaders}
    outcome = _Outcome()
    events: list[ProposalConfirmed | ProposalFoundStale] = []
    for proposal_id in wanted:
        try:
            proposal = matching_run.live_proposal(run, proposal_id, now=work.meta.happened_at)
        except Refusal as no:
            outcome.first_no = outcome.first_no or no
            outcome.decided.append(proposal_id)
            continue
        leader = leaders.get(proposal_id, proposal.leader)
        events.append(_confirm(work, replace(proposal, leader=leader), command, meta, outcome))
    if not events:
        assert outcome.first_no is not None
        raise outcome.first_no
    work.record(RUN, run.run_id, *events)
    return outcome.result()


def _confirm(
    work: Work, proposal: Proposal, command: ConfirmProposals, meta: CommandMeta, outcome: _Outcome
) -> ProposalConfirmed | ProposalFoundStale:
    """One proposal: its team, or why not.

    A refusal is caught before anything of this proposal is recorded.
    """
    at, by = work.meta.happened_at, actor_of(meta)
    try:
        team = _make_team(work, proposal, command, meta)
    except Refusal as no:
        rules = _rules_of(no)
        outcome.stale.append(proposal.proposal_id)
        outcome.stale_rules.append(" ".join(rules))
        return ProposalFoundStale(proposal_id=proposal.proposal_id, rules=rules, by=by, at=at)
    outcome.confirmed.append(proposal.proposal_id)
    outcome.teams.append(code_of_team(team.number))
    outcome.team_ids.append(team.team_id)
    return ProposalConfirmed(
        proposal_id=proposal.proposal_id, team_id=team.team_id, leader=team.leader, by=by, at=at
    )


def _make_team(work: Work, proposal: Proposal, command: ConfirmProposals, meta: CommandMeta) -> Team:
    """Plan first, then record: notes that hang by hand stay, the proposed ones join them."""
    visit = work.get(VISIT, proposal.visit_id)
    ask = TeamAsk(
        visit=visit,
        team_id=TeamId(work.ids.new("team")),
        people=tuple(person for seat in visit.loose for person in seat.people),
        seats=tuple(_note(work, proposal, one, meta) for one in range(len(proposal.seats))),
        leader=proposal.leader,
        meet_at=command.meet_at,
        tent=command.tent,
    )
    return carry_out(work, plan_team(work, ask, meta))


def _note(work: Work, proposal: Proposal, index: int, meta: CommandMeta) -> Seat:
    """The note of a proposed seat, held by who confirms it."""
    seat = proposal.seats[index]
    return Seat(
        people=seat.people,
        group_id=seat.group_id,
        proposal_id=proposal.proposal_id,
        promise=Promise(
            kind=PromiseKind.SEAT,
            state=PromiseState.HELD,
            count=len(seat.people),
            held_by=actor_of(meta),
            held_at=work.meta.happened_at,
        ),
    )


def _rules_of(no: Refusal) -> tuple[ReasonCode, ...]:
    """The codes that stand against it: rules by their H-code, states of the sheet by the code of the
    refusal.
    """
    rules = no.details.get("rules")
    if isinstance(rules, tuple):
        return tuple(ReasonCode(one) for one in rules)
    if no.code in {"wall.person_elsewhere", "wall.already_here"}:
        return (ReasonCode(TeamRule.ONE_TEAM.value),)
    return (ReasonCode(no.code),)
