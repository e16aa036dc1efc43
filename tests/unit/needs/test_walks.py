"""Long walks of random acts on a center in the middle of its day: what must hold after each of them.

The four laws over all commands stand in `tests/properties`; here the needs desk alone goes deep.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dvc.commands.bus import handlers
from dvc.commands.matching import PostNeed
from dvc.domain.household import HOUSEHOLD
from dvc.domain.ids import HouseholdId
from dvc.domain.need import NEED
from dvc.domain.need_gate import PASSABLE, gate_of
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.need_status import WAITING_FOR_A_CALL
from dvc.domain.values import Rank, Route
from tests.factories import Center
from tests.properties import commands_needs, commands_needs_endings, commands_needs_flow
from tests.properties.gen import GENERATORS
from tests.unit.needs.acts import (
    a_needs_desk,
    done,
    need_of,
    posted,
    ready,
    received,
    referred,
    scheduled,
    surveying,
)

S = NeedStatus
GENERATED_BY = (commands_needs, commands_needs_flow, commands_needs_endings)
"""Importing them registers the generators."""
HERE = "dvc.commands.needs"
MINE = sorted(name for name, one in handlers().items() if one.command.__module__.startswith(HERE))
STEPS = 30
ON_THE_WALL = {S.POSTED, S.IN_ACTIVITY, S.REPORT_WAIT}


def check_need(need: Need, before: Need | None) -> None:
    """What holds of every need at every time."""
    assert (need.merged_into is not None) == (need.status is S.MERGED)
    assert (need.visit_id is not None) == (need.status in ON_THE_WALL)
    if need.status in {S.MERGED, S.ON_HOLD}:
        assert need.held_from in WAITING_FOR_A_CALL | {S.DRAFT}
    if need.status is S.REFUSED:
        assert need.referral_id is not None or need.explained
    if need.status is S.DONE:
        assert need.reports > 0
    if need.status is S.POSTED and (before is None or before.status is not S.POSTED):
        assert gate_of(need) in PASSABLE
        assert need.route is Route.GENERAL
    if need.status in {S.READY, S.SCHEDULED, S.POSTED}:
        assert need.estimate is not None
    if need.status is S.SCHEDULED:
        assert need.appointment is not None
    if need.crisis_open:
        assert need.rank is Rank.A
    assert 0 <= need.urgency <= 100


def check_households(center: Center) -> None:
    """Every living need stands in exactly one household, and that one was not merged away."""
    standing: dict[str, HouseholdId] = {}
    for household in center.all(HOUSEHOLD):
        if household.merged_into is not None:
            assert household.needs == ()
        for need_id in household.needs:
            assert need_id not in standing
            standing[need_id] = household.household_id
    for need in center.all(NEED):
        assert standing[need.need_id] == need.household_id


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_the_needs_desk_does_its_rules_hold_and_the_log_replays(data: st.DataObject) -> None:
    with a_needs_desk() as center:
        for begin in (received, surveying, ready, scheduled, posted, done, referred):
            begin(center)
        for _ in range(STEPS):
            before = {need.need_id: need for need in center.all(NEED)}
            name = data.draw(st.sampled_from([*MINE, "PostNeed"]))
            command = made(data, center, name)
            if command is None:
                continue
            center.give(command)
            for need in center.all(NEED):
                check_need(need, before.get(need.need_id))
            check_households(center)
            if data.draw(st.integers(0, 5)) == 0:
                center.clock.forward(hours=data.draw(st.sampled_from([1, 20, 24 * 8])))
        assert center.verify().is_clean


def made(data: st.DataObject, center: Center, name: str) -> Any:
    """A command of that name that makes sense now, or None."""
    if name != "PostNeed":
        return GENERATORS[handlers()[name].command](data.draw, center)
    waiting = [need for need in center.all(NEED) if need.status in {S.READY, S.SCHEDULED, S.CONTINUE_WAIT}]
    return PostNeed(need_id=data.draw(st.sampled_from(waiting)).need_id) if waiting else None


def test_every_command_of_the_needs_desk_has_a_generator_here() -> None:
    assert len(MINE) == 38
    assert [name for name in MINE if handlers()[name].command not in GENERATORS] == []
    assert all(module.__doc__ for module in GENERATED_BY)


def test_the_beginnings_of_a_walk_are_where_they_should_be() -> None:
    with a_needs_desk() as center:
        begun = (received, surveying, ready, scheduled, posted, done)
        states = [need_of(center, begin(center)).status for begin in begun]
        assert states == [S.INTAKE, S.SURVEYING, S.READY, S.SCHEDULED, S.POSTED, S.DONE]
