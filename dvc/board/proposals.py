"""Items of the current matching run: its figures, each proposal with its reasons as codes, who and what was
left over.

Ids are `run/proposal`, `run/visit` and `run/n`, so that an item leads back to its run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dvc.board.items import plain
from dvc.board.world import ItemKey, World, is_today
from dvc.domain.matching_run_state import MatchingRun, RunReason


def _run(world: World, stream: str) -> MatchingRun | None:
    run: MatchingRun | None = world.state("run", stream)
    return run if run is not None and run.is_current and is_today(world, run) else None


def _reasons(reasons: Iterable[RunReason]) -> list[dict[str, Any]]:
    return [{"code": one.code, "name": one.name, "count": one.count} for one in reasons]


def run_item(world: World, stream: str) -> dict[str, Any] | None:
    """The run itself: how good its plan is, and how many proposals wait for a person."""
    run = _run(world, stream)
    if run is None:
        return None
    return {
        "value": run.value,
        "bound": run.bound,
        "recorded_at": plain(run.recorded_at),
        "based_on_seq": run.based_on_seq,
        "by": run.started_by,
        "proposals": len(run.proposals),
        "waiting": sum(one.promise.state.value == "held" and not one.stale for one in run.proposals),
        "unserved": len(run.unserved),
        "unplaced": sum(len(one.people) for one in run.unplaced),
        "version": world.version("run", stream),
        "label_rev": 0,
    }


def proposal_item(world: World, key: str) -> dict[str, Any] | None:
    """One proposed team for one sheet."""
    run_id, _, proposal_id = key.partition("/")
    run = _run(world, run_id)
    found = [] if run is None else [one for one in run.proposals if one.proposal_id == proposal_id]
    if not found:
        return None
    proposal = found[0]
    return {
        "run": run_id,
        "proposal": proposal_id,
        "visit": proposal.visit_id,
        "people": list(proposal.people),
        "seats": [{"people": list(seat.people), "group": seat.group_id} for seat in proposal.seats],
        "leader": proposal.leader,
        "state": proposal.promise.state.value,
        "expires_at": plain(proposal.promise.expires_at),
        "reasons": _reasons(proposal.reasons),
        "stale": list(proposal.stale),
        "team": proposal.team_id,
        "decided_by": proposal.decided_by,
        "decided_at": plain(proposal.decided_at),
        "by_hand": proposal.by_hand,
        "label_rev": 0,
    }


def unserved_item(world: World, key: str) -> dict[str, Any] | None:
    """A sheet that got nobody, with what is short."""
    run_id, _, visit_id = key.partition("/")
    run = _run(world, run_id)
    for one in () if run is None else run.unserved:
        if one.visit_id == visit_id:
            return {"run": run_id, "visit": visit_id, "reasons": _reasons(one.reasons), "label_rev": 0}
    return None


def unplaced_item(world: World, key: str) -> dict[str, Any] | None:
    """People who got no sheet, with the blocking rules."""
    run_id, _, number = key.partition("/")
    run = _run(world, run_id)
    if run is None or not number.isdecimal() or int(number) >= len(run.unplaced):
        return None
    one = run.unplaced[int(number)]
    return {"run": run_id, "people": list(one.people), "reasons": _reasons(one.reasons), "label_rev": 0}


def keys_of_run(world: World, stream: str) -> Iterable[ItemKey]:
    """Items that a change of the run may have changed."""
    run: MatchingRun = world.state("run", stream)
    yield from (("proposal", f"{stream}/{one.proposal_id}") for one in run.proposals)
    yield from (("visit", one.visit_id) for one in run.proposals)
    yield from (("unserved", f"{stream}/{one.visit_id}") for one in run.unserved)
    yield from (("unplaced", f"{stream}/{n}") for n in range(len(run.unplaced)))
