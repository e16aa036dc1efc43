"""How every state looks: one colour family and one mark a state (screens.md 7), looked up by the chips alone.

Shape = where in the course of things; fill = how far; colour = who has the ball; the word stands in
`dvc/text/status.toml` under the same kind and state. A state that is not here cannot be shown, and a test
asks that both tables name the same states.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Family = Literal["office", "ready", "out", "back", "done", "wait", "stop", "alarm"]
FAMILIES: Final[tuple[Family, ...]] = ("office", "ready", "out", "back", "done", "wait", "stop", "alarm")


@dataclass(frozen=True, slots=True)
class Look:
    """Colour family of the chip and id of the mark (the symbol `m-ID` of the sprite)."""

    family: Family
    mark: str


_COURSE: Final[dict[str, dict[str, tuple[Family, str]]]] = {
    "need": {
        "draft": ("office", "dash"),
        "intake": ("office", "ring"),
        "survey_wait": ("office", "dash"),
        "surveying": ("office", "half"),
        "judge_wait": ("wait", "pause"),
        "ready": ("ready", "ready"),
        "scheduled": ("ready", "fixed"),
        "posted": ("ready", "posted"),
        "in_activity": ("out", "work"),
        "report_wait": ("back", "back"),
        "continue_wait": ("ready", "loop"),
        "done": ("done", "check"),
        "closed": ("done", "check"),
        "on_hold": ("wait", "pause"),
        "technical": ("stop", "hand"),
        "referred": ("stop", "hand"),
        "watching": ("stop", "hand"),
        "refused": ("stop", "x"),
        "cancelled": ("stop", "x"),
        "merged": ("stop", "x"),
        "crisis": ("alarm", "alert"),
    },
    "attendance": {
        "booked": ("office", "dash"),
        "waitlist": ("wait", "pause"),
        "arrived": ("office", "ring"),
        "insurance_wait": ("wait", "pause"),
        "rest": ("wait", "pause"),
        "oriented": ("office", "half"),
        "assigned": ("ready", "posted"),
        "departed": ("out", "work"),
        "overdue": ("alarm", "alert"),
        "returned": ("back", "back"),
        "center_support": ("done", "home"),
        "checked_out": ("done", "check"),
        "left": ("stop", "x"),
        "left_early": ("stop", "x"),
        "sent_home": ("stop", "x"),
        "no_show": ("stop", "x"),
        "booking_cancelled": ("stop", "x"),
        "released": ("stop", "x"),
        "merged": ("stop", "x"),
        "undone": ("stop", "x"),
    },
    "team": {
        "planned": ("office", "half"),
        "filled": ("ready", "ready"),
        "briefed": ("ready", "fixed"),
        "equipped": ("ready", "posted"),
        "departed": ("out", "go"),
        "on_site": ("out", "pin"),
        "working": ("out", "work"),
        "paused": ("wait", "pause"),
        "needs_help": ("alarm", "alert"),
        "finished": ("back", "back"),
        "returned": ("back", "ring"),
        "reported": ("done", "check"),
        "closed": ("done", "check"),
        "aborted": ("stop", "x"),
        "redirected": ("stop", "hand"),
        "stranded": ("alarm", "no"),
        "dissolved": ("stop", "x"),
        "overdue": ("alarm", "alert"),
    },
    "equipment": {
        "available": ("office", "ring"),
        "reserved": ("ready", "fixed"),
        "out": ("out", "work"),
        "left_on_site": ("out", "pin"),
        "returned_dirty": ("back", "back"),
        "washing": ("back", "half"),
        "repair": ("wait", "pause"),
        "broken": ("wait", "warn"),
        "below_reserve": ("alarm", "alert"),
        "lost": ("stop", "x"),
        "disposed": ("stop", "x"),
        "transferred": ("stop", "hand"),
        "on_loan_in": ("stop", "hand"),
        "on_loan_out": ("stop", "hand"),
        "returned_to_owner": ("done", "check"),
    },
    "visit": {
        "posted": ("ready", "posted"),
        "teamed": ("ready", "fixed"),
        "out": ("out", "work"),
        "back": ("back", "back"),
        "reported": ("done", "check"),
        "taken_down": ("stop", "x"),
    },
    "day": {
        "planned": ("office", "dash"),
        "open": ("done", "check"),
        "partial": ("wait", "warn"),
        "stopped": ("alarm", "alert"),
        "closed": ("stop", "x"),
    },
    "proposal": {
        "proposed": ("ready", "posted"),
        "locked": ("ready", "fixed"),
        "confirmed": ("done", "check"),
        "declined": ("stop", "x"),
        "expired": ("stop", "x"),
        "stale": ("wait", "loop"),
        "short": ("wait", "warn"),
    },
    "gate": {"ok": ("done", "check"), "wait": ("wait", "pause"), "unsure": ("wait", "warn")},
}

LOOKS: Final = MappingProxyType(
    {(kind, state): Look(*look) for kind, states in _COURSE.items() for state, look in states.items()}
)
"""The one table behind every chip, strip edge and map pin."""

KINDS: Final = tuple(_COURSE)
