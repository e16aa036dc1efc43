"""Why a proposal is as it is, and what the engine's codes become on the board: codes, names and numbers, no
sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from dvc.board.world import World
from dvc.domain.attendance_state import Attendance
from dvc.domain.ids import ReasonCode
from dvc.domain.matching_run_state import REASONS_MOST, ProposedSeat, RunReason

NAME_KEYS = ("skill", "item", "equipment", "vehicle", "need", "party", "rule", "name")
COUNT_KEYS = ("short_by", "count", "missing", "hours", "seats")


def reason_of(reason: Mapping[str, Any]) -> RunReason:
    """One reason of a solution file as the run keeps it."""
    name = next((str(reason[key]) for key in NAME_KEYS if reason.get(key) is not None), None)
    count = next((float(reason[key]) for key in COUNT_KEYS if isinstance(reason.get(key), int | float)), None)
    return RunReason(
        code=ReasonCode(str(reason["code"])), name=None if name is None else ReasonCode(name), count=count
    )


def reasons_of_proposal(
    world: World, visit_id: str, seats: Iterable[ProposedSeat], now: datetime
) -> tuple[RunReason, ...]:
    """What decided this team: urgency of the household, a repeated visit, who waits longest, who can lead,
    skills.
    """
    visit = world.state("visit", visit_id)
    need = world.state("need", visit.need_id)
    people: list[Attendance] = [world.state("attendance", one) for seat in seats for one in seat.people]
    reasons = [
        RunReason(code=ReasonCode("urgency"), name=ReasonCode(need.rank.value), count=float(need.urgency))
    ]
    if need.visits > 0:
        reasons.append(RunReason(code=ReasonCode("visit_again"), count=float(need.visits + 1)))
    waits = [(now - one.arrived_at).total_seconds() / 60 for one in people if one.arrived_at is not None]
    if waits:
        reasons.append(RunReason(code=ReasonCode("waited"), count=float(round(max(waits)))))
    leaders = sum(one.leader_ok for one in people)
    if leaders:
        reasons.append(RunReason(code=ReasonCode("leaders"), count=float(leaders)))
    reasons += _skills(world, need, people)
    return tuple(reasons[:REASONS_MOST])


def _skills(world: World, need: Any, people: list[Attendance]) -> list[RunReason]:
    wanted = need.estimate.skills if need.estimate is not None else ()
    known = [world.state("volunteer", one.volunteer_id) for one in people]
    return [
        RunReason(
            code=ReasonCode("skill"),
            name=ReasonCode(one.skill.value),
            count=float(sum(one.skill in v.skills for v in known)),
        )
        for one in wanted
    ]
