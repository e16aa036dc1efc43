"""The layers of the map: needs and teams by where they stand, with the marks and words of the one table of
states (screens.md 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from dvc.text.catalog import Locale, say
from dvc.web.marks import LOOKS

EXACT_FROM_ZOOM: Final = 15
"""Closer than this a mesh cell of 500 m is wider than the window; only then exact points are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayer:
    """Items of one kind in these states, drawn alike; the first state gives mark and word. The more urgent a
    layer, the earlier it stands.
    """

    key: str
    kind: str
    states: tuple[str, ...]

    @property
    def look(self) -> tuple[str, str]:
        """Colour family and mark."""
        found = LOOKS[self.kind, self.states[0]]
        return found.family, found.mark


CRISIS: Final = MapLayer(key="crisis", kind="need", states=("crisis",))
LAYERS: Final = (
    CRISIS,
    MapLayer(key="team_help", kind="team", states=("needs_help", "stranded")),
    MapLayer(key="intake", kind="need", states=("intake", "draft")),
    MapLayer(key="survey", kind="need", states=("survey_wait", "surveying", "judge_wait")),
    MapLayer(key="ready", kind="need", states=("ready", "scheduled")),
    MapLayer(key="posted", kind="need", states=("posted",)),
    MapLayer(key="active", kind="need", states=("in_activity",)),
    MapLayer(key="report", kind="need", states=("report_wait",)),
    MapLayer(key="continue", kind="need", states=("continue_wait",)),
    MapLayer(key="hold", kind="need", states=("on_hold",)),
    MapLayer(key="technical", kind="need", states=("technical",)),
    MapLayer(key="done", kind="need", states=("done", "watching")),
    MapLayer(key="team_ready", kind="team", states=("filled", "briefed", "equipped", "planned")),
    MapLayer(
        key="team_out",
        kind="team",
        states=("working", "departed", "on_site", "paused", "redirected", "aborted", "finished"),
    ),
    MapLayer(key="team_back", kind="team", states=("returned", "reported", "closed")),
)


def layer_of(kind: str, state: str, *, is_crisis: bool = False) -> MapLayer | None:
    """The layer on which something is drawn, None for what is on no map any more."""
    if is_crisis and kind == "need":
        return CRISIS
    return next((one for one in LAYERS if one.kind == kind and state in one.states), None)


def layers_for_script(locale: Locale) -> list[dict[str, Any]]:
    """The layers as the page's script wants them, the most urgent first."""
    return [
        {
            "key": one.key,
            "kind": one.kind,
            "states": one.states,
            "family": one.look[0],
            "mark": one.look[1],
            "word": say(f"status.{one.kind}.{one.states[0]}", locale),
        }
        for one in LAYERS
    ]
