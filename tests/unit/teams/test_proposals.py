"""Proposals through the one door: black notes are never moved, each is judged again, one desk wins, time
runs out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dvc.commands.day import ChangeSetting, ResumeActivity, StopActivity
from dvc.commands.matching import LockVisit, TakeDownVisit
from dvc.commands.matching_confirm import ConfirmProposals, LeaderChoice
from dvc.commands.matching_runs import (
    ChangeProposal,
    DeclineProposal,
    ExpireProposals,
    ProposalDraft,
    RecordMatching,
)
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.commands.reception_leaving import LeaveEarly
from dvc.domain.attendance_state import AttendanceStatus, DayAnswers
from dvc.domain.day import StopReason
from dvc.domain.ids import AttendanceId, Digest, ProposalId, ReasonCode, RunId, TeamId, VisitId
from dvc.domain.matching_run import RUN
from dvc.domain.matching_run_state import DeclineReason, MatchingRun, ProposedSeat, RunReason, Unserved
from dvc.domain.need_state import UnpostReason
from dvc.domain.promise import PromiseState
from dvc.domain.roles import SYSTEM
from dvc.domain.team import TEAM
from dvc.domain.team_state import LeaveReason, TeamStatus
from dvc.domain.values import AgeBand
from tests.unit.teams.morning import MORI, TODAY, Morning, a_morning, an_estimate

ONE, TWO = ProposalId("prop_1"), ProposalId("prop_2")
RUN_ID = RunId("run_1")


@pytest.fixture
def morning() -> Iterator[Morning]:
    with a_morning() as one:
        yield one


def a_draft(name: ProposalId, visit: VisitId, *seats: tuple[AttendanceId, ...]) -> ProposalDraft:
    return ProposalDraft(
        proposal_id=name, visit_id=visit, seats=tuple(ProposedSeat(people=people) for people in seats)
    )


def a_run(*drafts: ProposalDraft, run_id: RunId = RUN_ID) -> RecordMatching:
    return RecordMatching(
        run_id=run_id,
        day=TODAY,
        based_on_seq=1,
        problem_hash=Digest("ab12"),
        seed=1,
        value=20.0,
        bound=21.0,
        proposals=drafts,
    )


def run_of(morning: Morning, run_id: RunId = RUN_ID) -> MatchingRun:
    return morning.center.state(RUN, run_id)


def confirm(*proposals: ProposalId) -> ConfirmProposals:
    return ConfirmProposals(run_id=RUN_ID, proposals=proposals)


@pytest.fixture
def two(morning: Morning) -> tuple[VisitId, VisitId, tuple[AttendanceId, ...]]:
    """Two sheets with a proposal each: the first two people for one, the next two for the other."""
    sheets, crew = (morning.sheet(), morning.sheet()), morning.volunteers(4)
    morning.do(
        a_run(a_draft(ONE, sheets[0], crew[:1], crew[1:2]), a_draft(TWO, sheets[1], crew[2:3], crew[3:]))
    )
    return (*sheets, crew)


Two = tuple[VisitId, VisitId, tuple[AttendanceId, ...]]


def test_a_proposal_binds_nobody_and_names_who_could_lead(morning: Morning, two: Two) -> None:
    _, _, crew = two
    proposal = run_of(morning).proposals[0]
    assert (proposal.leader, proposal.promise.state) == (crew[0], PromiseState.HELD)
    assert {morning.attendance(one).status for one in crew} == {AttendanceStatus.ORIENTED}


def test_many_are_confirmed_at_once_and_each_becomes_a_team(morning: Morning, two: Two) -> None:
    first, second, crew = two
    result = morning.do(confirm(ONE, TWO))
    assert (result["teams"], result["confirmed"], result["stale"]) == (("T-1", "T-2"), (ONE, TWO), ())
    team = morning.team_state(result["team_ids"][0])
    assert (team.members, team.leader, team.status) == (crew[:2], crew[0], TeamStatus.FILLED)
    assert [len(morning.visit(sheet).people) for sheet in (first, second)] == [2, 2]
    assert run_of(morning).proposals[0].team_id == team.team_id


def test_of_two_desks_one_wins_and_the_other_hears_by_whom_and_when(morning: Morning, two: Two) -> None:
    morning.do(confirm(ONE))
    at = morning.center.clock.at
    morning.center.clock.forward(seconds=20)
    no = morning.give(confirm(ONE), MORI)
    assert (no.code, no.details["by"], no.details["at"]) == ("wall.already_decided", "staff_nishida", at)
    both = morning.do(confirm(ONE, TWO), MORI)
    assert (both["decided_before"], both["confirmed"]) == ((ONE,), (TWO,))
    assert len(morning.center.all(TEAM)) == 2


def test_somebody_who_went_home_makes_one_proposal_stale_and_not_the_other(
    morning: Morning, two: Two
) -> None:
    _, _, crew = two
    morning.center.do(LeaveEarly(attendance_id=crew[1], because=LeaveReason.TIME))
    result = morning.do(confirm(ONE, TWO))
    assert (result["stale"], result["stale_rules"], result["confirmed"]) == ((ONE,), ("H03",), (TWO,))
    assert run_of(morning).proposals[0].stale == ("H03",)
    assert morning.visit(two[0]).people == ()


def test_a_hand_that_was_faster_keeps_its_seat_and_the_proposal_is_stale(morning: Morning, two: Two) -> None:
    first, second, crew = two
    morning.do(TakeSeat(visit_id=second, people=crew[:1]))
    assert morning.do(confirm(ONE))["stale_rules"] == ("H03",)
    assert morning.attendance(crew[0]).visit_id == second
    assert morning.visit(first).people == ()


def test_a_proposal_joins_the_notes_that_hang_already(morning: Morning) -> None:
    sheet, crew = morning.sheet(), morning.volunteers(3)
    morning.do(TakeSeat(visit_id=sheet, people=crew[:1]))
    morning.do(a_run(a_draft(ONE, sheet, crew[1:2], crew[2:])))
    result = morning.do(confirm(ONE))
    assert morning.team_state(result["team_ids"][0]).members == crew


def test_a_run_gives_way_to_what_hands_did_meanwhile(morning: Morning) -> None:
    here, there, locked = morning.sheet(), morning.sheet(), morning.sheet()
    crew = morning.volunteers(5)
    morning.do(TakeSeat(visit_id=there, people=crew[:1]))
    morning.do(LockVisit(visit_id=locked))
    result = morning.do(
        a_run(
            a_draft(ONE, here, crew[:1], crew[1:2], crew[2:3]),
            a_draft(TWO, locked, crew[3:4], crew[4:]),
        )
    )
    assert (result["proposals"], result["people"], result["given_way"]) == (1, 2, 3)
    assert run_of(morning).proposals[0].people == crew[1:3]


def test_a_sheet_that_came_down_is_a_reason_too(morning: Morning, two: Two) -> None:
    morning.do(TakeDownVisit(visit_id=two[0], because=UnpostReason.WEATHER))
    assert morning.do(confirm(ONE))["stale_rules"] == ("wall.sheet_down",)


def test_a_stop_keeps_every_proposal_and_they_fit_again_after_the_resuming(
    morning: Morning, two: Two
) -> None:
    morning.center.do(StopActivity(reason=StopReason.THUNDER))
    assert morning.do(confirm(ONE, TWO))["stale_rules"] == ("H19", "H19")
    morning.center.do(ResumeActivity())
    assert morning.do(confirm(ONE, TWO))["teams"] == ("T-1", "T-2")


def test_staff_may_name_another_leader_of_the_team_only(morning: Morning, two: Two) -> None:
    _, _, crew = two
    stranger = replace(confirm(ONE), leaders=(LeaderChoice(proposal_id=ONE, leader=crew[3]),))
    assert morning.do(stranger)["stale_rules"] == ("H20",)
    own = replace(confirm(ONE), leaders=(LeaderChoice(proposal_id=ONE, leader=crew[1]),))
    assert morning.team_state(morning.do(own)["team_ids"][0]).leader == crew[1]


def test_people_are_moved_by_hand_before_the_confirmation(morning: Morning, two: Two) -> None:
    _, _, crew = two
    morning.do(ChangeProposal(run_id=RUN_ID, people=crew[2:3], from_proposal=TWO, to_proposal=ONE))
    result = morning.do(confirm(ONE, TWO))
    assert morning.team_state(result["team_ids"][0]).members == crew[:3]
    assert result["stale_rules"] == ("H04",)


def test_somebody_who_waits_is_put_into_a_proposal_and_not_into_two(morning: Morning, two: Two) -> None:
    waiting = morning.volunteers(1)
    morning.do(ChangeProposal(run_id=RUN_ID, people=waiting, to_proposal=ONE))
    no = morning.give(ChangeProposal(run_id=RUN_ID, people=waiting, to_proposal=TWO))
    assert no.code == "wall.proposed_elsewhere"
    more = morning.volunteers(2)
    assert (
        morning.give(ChangeProposal(run_id=RUN_ID, people=more, to_proposal=ONE)).code == "wall.proposal_full"
    )


def test_a_declined_proposal_is_over(morning: Morning, two: Two) -> None:
    morning.do(DeclineProposal(run_id=RUN_ID, proposal_id=ONE, because=DeclineReason.HOUSEHOLD))
    no = morning.give(confirm(ONE), MORI)
    assert (no.code, no.details["state"]) == ("wall.already_decided", "declined")
    assert (
        morning.give(
            DeclineProposal(run_id=RUN_ID, proposal_id=ONE, because=DeclineReason.OTHER), MORI
        ).details["by"]
        == "staff_nishida"
    )


def test_proposals_expire_after_the_setting_and_the_clock_command_says_how_many(
    morning: Morning, two: Two
) -> None:
    assert morning.center.do(ExpireProposals(), actor=SYSTEM).result["expired"] == 0
    morning.center.clock.forward(minutes=30)
    assert morning.give(confirm(ONE)).code == "wall.proposal_expired"
    assert morning.center.do(ExpireProposals(day=TODAY), actor=SYSTEM).result["expired"] == 2
    assert {one.promise.state for one in run_of(morning).proposals} == {PromiseState.EXPIRED}


def test_the_setting_says_how_long_a_proposal_stands(morning: Morning) -> None:
    morning.center.do(ChangeSetting(key="proposal_minutes", value=5))
    sheet, crew = morning.sheet(), morning.volunteers(2)
    morning.do(a_run(a_draft(ONE, sheet, crew[:1], crew[1:])))
    promise = run_of(morning).proposals[0].promise
    assert promise.expires_at is not None
    assert (promise.expires_at - promise.held_at).total_seconds() == 300


def test_a_newer_run_takes_the_place_of_the_older_one(morning: Morning, two: Two) -> None:
    first, _, crew = two
    newer = RunId("run_2")
    morning.do(a_run(a_draft(ProposalId("prop_3"), first, crew[:1], crew[3:]), run_id=newer), MORI)
    assert not run_of(morning).is_current
    assert run_of(morning, newer).is_current
    no = morning.give(confirm(ONE))
    assert (no.code, no.details["by"], no.details["state"]) == (
        "wall.already_decided",
        "staff_mori",
        "released",
    )


def test_a_run_is_kept_with_its_reasons_and_repeats_change_nothing(morning: Morning) -> None:
    sheet, crew = morning.sheet(), morning.volunteers(2)
    short = RunReason(code=ReasonCode("skill_short"), name=ReasonCode("chainsaw"), count=1)
    run = replace(
        a_run(a_draft(ONE, sheet, crew[:1], crew[1:])),
        unserved=(Unserved(visit_id=morning.sheet(), reasons=(short,)),),
    )
    morning.do(run)
    assert run_of(morning).unserved[0].reasons == (short,)
    no = morning.give(run, MORI)
    assert (no.code, no.details["by"]) == ("wall.run_known", "staff_nishida")


def test_nobody_is_confirmed_beside_a_minor_alone(morning: Morning) -> None:
    sheet = morning.sheet(morning.need(estimate=an_estimate()))
    teenagers = tuple(
        morning.volunteer(age_band=AgeBand.FROM_15, guardian="written", said=DayAnswers()) for _ in range(2)
    )
    morning.do(a_run(a_draft(ONE, sheet, teenagers[:1], teenagers[1:])))
    assert run_of(morning).proposals[0].leader is None
    assert morning.do(confirm(ONE))["stale_rules"] == ("H06 H20",)


def test_a_proposal_whose_people_were_made_a_team_by_hand_is_stale(morning: Morning, two: Two) -> None:
    first, _, crew = two
    morning.do(TakeSeat(visit_id=first, people=crew[:2]))
    made = TeamId(str(morning.do(AssembleTeam(visit_id=first), MORI)["team_id"]))
    assert morning.do(confirm(ONE))["stale_rules"] == ("wall.sheet_down",)
    assert morning.team_state(made).members == crew[:2]


def test_every_act_of_the_board_replays(morning: Morning, two: Two) -> None:
    morning.do(confirm(ONE))
    morning.do(DeclineProposal(run_id=RUN_ID, proposal_id=TWO, because=DeclineReason.ORDER))
    verdict = morning.center.verify()
    assert verdict.is_clean, verdict.differences
