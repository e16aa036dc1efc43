"""Which stations have something that waits over its limit, so that their number turns yellow on every page
(screens.md 3: "the number is things waiting for someone, yellow when over its limit").

Only limits that a rule or a setting of the center names: a crisis report that nobody took (N7), a house that
waits for its survey, a team that is not back at its hour (law 12). A station without such a rule never turns.
The world reads no clock: the instant is given.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dvc.board.world import World, is_today
from dvc.domain.center_settings import SETTINGS_STREAM, value_of
from dvc.domain.field_clock import overdue_minutes
from dvc.domain.need_state import Need, NeedStatus


def over_limit(world: World, now: datetime) -> frozenset[str]:
    """Codes of the stations that are over a limit at `now`: of `needs`, `survey` and `field`."""
    needs: list[Need] = list(world.states["need"].values())
    late = {
        "needs": _crisis_untaken(world, needs, now),
        "survey": _survey_late(world, needs, now),
        "field": any(overdue_minutes(t, now) for t in world.states["team"].values() if is_today(world, t)),
    }
    return frozenset(code for code, is_over in late.items() if is_over)


def _crisis_untaken(world: World, needs: list[Need], now: datetime) -> bool:
    """Setting `crisis_report_minutes`, 5 by default (N7)."""
    latest = now - timedelta(minutes=_setting(world, "crisis_report_minutes"))
    waiting = (one for one in needs if one.crisis_open and one.crisis_seen_by is None)
    return any((one.crisis_since or one.received_at) < latest for one in waiting)


def _survey_late(world: World, needs: list[Need], now: datetime) -> bool:
    """Setting `survey_age_days`, 5 by default, counted as the needs board counts it: since the state began.
    """
    latest = now - timedelta(days=_setting(world, "survey_age_days"))
    return any(one.since < latest for one in needs if one.status is NeedStatus.SURVEY_WAIT)


def _setting(world: World, key: str) -> int:
    return int(value_of(world.state("settings", SETTINGS_STREAM), key))
