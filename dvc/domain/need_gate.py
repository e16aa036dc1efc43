"""The safety gate: may a team of volunteers enter this house at all (rule H09, domain/05 5.2 "separate
axes").

The gate never enters the urgency score: a life-threatening need behind a red sticker stays behind it.
"""

from __future__ import annotations

from enum import StrEnum

from dvc.domain.need_state import Need, QuickInspection
from dvc.domain.need_status import refusal_of
from dvc.domain.values import Route


class Gate(StrEnum):
    """Where the gate stands; only the first two let a team in."""

    OPEN = "open"
    SIGNED = "signed"
    UNSIGNED_YELLOW = "unsigned_yellow"
    UNJUDGED = "unjudged"
    RED = "red"


PASSABLE = frozenset({Gate.OPEN, Gate.SIGNED})


def gate_of(need: Need) -> Gate:
    """The gate of a need: open for green stickers and where no sticker applies; yellow needs the head's
    signature.
    """
    match need.inspection:
        case QuickInspection.GREEN | QuickInspection.NOT_APPLICABLE:
            return Gate.OPEN
        case QuickInspection.YELLOW:
            return Gate.SIGNED if need.gate_signed_by is not None else Gate.UNSIGNED_YELLOW
        case QuickInspection.NONE:
            return Gate.UNJUDGED
        case QuickInspection.RED:
            return Gate.RED


def refuse_closed_gate(need: Need) -> None:
    """Raise Refusal `needs.gate_closed` (H09) when no team may enter."""
    gate = gate_of(need)
    if gate not in PASSABLE:
        raise refusal_of(need, "needs.gate_closed", gate=gate.value)


def refuse_foreign_route(need: Need) -> None:
    """Raise Refusal `needs.route_not_general` (H08): technical work is done by technical teams only."""
    if need.route in {Route.TECHNICAL, Route.REFER, Route.SELF_CONTRACTOR, Route.REFUSE}:
        raise refusal_of(need, "needs.route_not_general", route=need.route.value)
