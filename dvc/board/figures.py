"""Figures that boards show: counts by status, kept up by the world. Each figure is an item of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dvc.board.world import World
from dvc.domain.attendance_state import HOLDS_A_PLACE

ARRIVED = (
    "arrived",
    "insurance_wait",
    "rest",
    "waitlist",
    "sent_home",
    "oriented",
    "assigned",
    "departed",
    "left",
    "returned",
    "checked_out",
    "center_support",
    "left_early",
)
OPEN_NEEDS = (
    "intake",
    "survey_wait",
    "surveying",
    "judge_wait",
    "ready",
    "scheduled",
    "posted",
    "in_activity",
    "report_wait",
    "continue_wait",
    "technical",
    "on_hold",
)

FIGURES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "checked_in": ("attendance", ARRIVED),
    "booked": ("attendance", ("booked",)),
    "places": ("attendance", tuple(sorted(status.value for status in HOLDS_A_PLACE))),
    "waiting": ("attendance", ("oriented",)),
    "assigned": ("attendance", ("assigned",)),
    "outside": ("attendance", ("departed",)),
    "back": ("attendance", ("returned", "checked_out")),
    "left": ("attendance", ("left",)),
    "center_support": ("attendance", ("center_support",)),
    "exceptions": ("attendance", ("insurance_wait", "rest", "waitlist")),
    "needs_open": ("need", OPEN_NEEDS),
    "needs_intake": ("need", ("intake", "draft")),
    "needs_survey": ("need", ("survey_wait", "surveying", "judge_wait")),
    "needs_ready": ("need", ("ready", "scheduled")),
    "needs_posted": ("need", ("posted",)),
    "needs_active": ("need", ("in_activity",)),
    "needs_report": ("need", ("report_wait",)),
    "needs_continue": ("need", ("continue_wait",)),
    "needs_done": ("need", ("done", "closed", "watching")),
    "teams_out": (
        "team",
        (
            "departed",
            "on_site",
            "working",
            "paused",
            "finished",
            "aborted",
            "redirected",
            "stranded",
            "needs_help",
        ),
    ),
    "teams_waiting": ("team", ("filled", "briefed", "equipped")),
}


def figure_item(world: World, name: str) -> dict[str, Any] | None:
    """One figure: how many of its kind are in its statuses now."""
    if name not in FIGURES:
        return None
    kind, statuses = FIGURES[name]
    return {"value": world.count(kind, *statuses), "label_rev": 0}


def figures_of(kind: str) -> list[tuple[str, str]]:
    """Keys of the figures that a change of this kind may move."""
    return [("figure", name) for name, (of_kind, _) in FIGURES.items() if of_kind == kind]
