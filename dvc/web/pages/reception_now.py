"""How the reception stands at this moment: the day and its plan, who is here, places left, the pace of the
line. Out of the boards' world, so that a page's figures are those that its board goes on with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dvc.board.figures import ARRIVED
from dvc.board.world import World
from dvc.domain.attendance_state import HOLDS_A_PLACE
from dvc.domain.center_settings import SETTINGS_STREAM, value_of
from dvc.domain.day import Day, DayStatus, day_stream, is_open
from dvc.domain.day_plan import DayPlan, plan_of
from dvc.domain.group import still_expected
from dvc.domain.values import activity_day
from dvc.web.operation import Operation

PACE_MINUTES = 10
"""The pace is told over the last ten minutes: shorter jumps, longer hides that the line has stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """The reception now. `day` None: not opened yet today; `places`: held by people and announced groups;
    `pace`: people a minute over the last ten; `for_round`: received and waiting for the orientation.
    """

    today: date
    at: datetime
    day: Day | None = None
    plan: DayPlan | None = None
    arrived: int = 0
    places: int = 0
    pace: float = 0.0
    for_round: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the desk receives people now."""
        return is_open(self.day)

    @property
    def cap(self) -> int:
        """People recruited for the day, 0 before it is opened."""
        return self.plan.cap if self.plan is not None else 0

    @property
    def tomorrow(self) -> date:
        """The activity day that follows."""
        return self.today + timedelta(days=1)

    @property
    def free(self) -> int:
        """Places left."""
        return max(0, self.cap - self.places)

    @property
    def round_at(self) -> datetime | None:
        """When the next round is expected, None when that time has passed: then it is soon."""
        if self.plan is None or self.plan.next_round_at < self.at:
            return None
        return self.plan.next_round_at


def now_of(operation: Operation) -> Now:
    """The reception of an operation at this moment. Called in the event loop."""
    world, at = operation.hub.world, operation.clock.now()
    today = activity_day(at)
    day: Day | None = world.state("day", day_stream(today))
    if day is None or day.status is DayStatus.UNDONE:
        return Now(today=today, at=at)
    settings = world.state("settings", SETTINGS_STREAM)
    is_shown = world.today == today
    return Now(
        today=today,
        at=at,
        day=day,
        plan=plan_of(day, lambda key: value_of(settings, key)),
        arrived=world.count("attendance", *ARRIVED) if is_shown else 0,
        places=_places(world, today) if is_shown else 0,
        pace=_pace(world, today, at),
        for_round=world.count("attendance", "arrived") if is_shown else 0,
    )


def _places(world: World, today: date) -> int:
    held = world.count("attendance", *(status.value for status in HOLDS_A_PLACE))
    groups = [one for one in world.states["group"].values() if one.day == today]
    return held + sum(still_expected(one) for one in groups)


def _pace(world: World, today: date, at: datetime) -> float:
    since = at - timedelta(minutes=PACE_MINUTES)
    came: int = sum(
        one.day == today and one.arrived_at is not None and one.arrived_at > since
        for one in world.states["attendance"].values()
    )
    return round(came / PACE_MINUTES, 1)
