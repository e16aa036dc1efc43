"""The four laws over all commands: replay = tables; snapshot + tail = snapshot; same id, same receipt; any
delivery order, same end. Made-up mornings of random acts; a failure prints the acts that lead to it.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dvc.board.catalogue import SPECS
from dvc.board.view import BoardView, acts_of, look, move
from dvc.board.world import World, load
from dvc.commands.catalogue import COMMANDS
from dvc.commands.staff import InviteStaff
from dvc.domain.command import CommandMeta, Receipt
from dvc.domain.ids import ActionId, StaffId
from dvc.domain.need import NEED
from dvc.domain.need_status import SHEET_MAY_HANG
from dvc.domain.refusal import Refusal
from dvc.domain.roles import Role
from dvc.domain.visit import VISIT
from dvc.read.center import CenterReader
from tests.factories import a_center, an_actor
from tests.properties.busy_wall import make_busy
from tests.properties.gen import GENERATORS, load_all

load_all()

NAMES = sorted(COMMANDS)
EVERYBODY = an_actor(Role.CENTER_HEAD, Role.SYSTEM, name="staff_head")


def test_every_command_has_a_generator() -> None:
    """A command without one would be outside the laws."""
    missing = {name for name, handler in COMMANDS.items() if handler.command not in GENERATORS}
    assert not missing, f"no generator for {sorted(missing)}"


def _fresh(reader: CenterReader) -> tuple[World, list[BoardView]]:
    world = load(*reader.world_rows())
    return world, [look(spec, world) for spec in SPECS]


class Morning(RuleBasedStateMachine):
    """A center on SQLite that is given commands of all kinds, and boards that follow it from its first
    minute.
    """

    def __init__(self) -> None:
        """Open a center with its boards."""
        super().__init__()
        self.stack = ExitStack()
        self.center = self.stack.enter_context(a_center())
        self.reader = CenterReader(self.center.store)
        self.world, self.views = _fresh(self.reader)
        self.given: list[tuple[Any, CommandMeta, Receipt]] = []

    @initialize(is_busy=st.booleans())
    def begin(self, is_busy: bool) -> None:  # noqa: FBT001 - hypothesis names it
        """A center that has just opened, or one with people at the wall and two teams out."""
        if is_busy:
            make_busy(self.center)

    @rule(data=st.data(), names=st.lists(st.sampled_from(NAMES), min_size=8, max_size=8))
    def act(self, data: st.DataObject, names: list[str]) -> None:
        """Somebody does something: the first of some acts that makes sense now."""
        made = (GENERATORS[COMMANDS[name].command](data.draw, self.center) for name in names)
        command = next((one for one in made if one is not None), None)
        if command is None:
            return
        action = ActionId(f"law_{len(self.given):05d}")
        meta = CommandMeta(action_id=action, actor=EVERYBODY)
        receipt = self.center.store.execute(command, meta)
        self.center.actions.append(action)
        self.given.append((command, meta, receipt))

    @rule(minutes=st.integers(1, 90))
    def time_goes_on(self, minutes: int) -> None:
        """The clock moves."""
        self.center.clock.forward(minutes=minutes)

    @rule(data=st.data())
    def the_same_again(self, data: st.DataObject) -> None:
        """Law: same id, same receipt, and no second effect."""
        if not self.given:
            return
        command, meta, first = data.draw(st.sampled_from(self.given))
        seq = self._seq()
        again = self.center.store.execute(command, meta)
        assert again.repeated
        assert _without_repeat(again) == _without_repeat(first)
        assert self._seq() == seq

    @invariant()
    def boards_follow(self) -> None:
        """Law: snapshot + tail = snapshot, for every board."""
        events = self.reader.events_since(self.world.seq)
        for act in acts_of(events):
            before = {view.spec.name: dict(view.items) for view in self.views}
            deltas = move(self.views, self.world, act)
            for name, delta in deltas.items():
                patched = _patched(before[name], delta)
                view = next(one for one in self.views if one.spec.name == name)
                assert patched == view.items, f"delta of {name} does not lead to its items"

    @invariant()
    def the_wall_follows_the_needs(self) -> None:
        """No sheet hangs for a need that left the wall (domain/03 3.1)."""
        status = {need.need_id: need.status for need in self.center.all(NEED)}
        for visit in self.center.all(VISIT):
            may_hang = status[visit.need_id] in SHEET_MAY_HANG
            assert may_hang or not visit.is_up, f"{visit.visit_id} hangs for a need that is over"

    def teardown(self) -> None:
        """At the end: replay = tables, and the followed boards equal a fresh look."""
        try:
            self.boards_follow()
            verdict = self.center.verify()
            assert verdict.is_clean, verdict.differences
            _, fresh = _fresh(self.reader)
            for followed, new in zip(self.views, fresh, strict=True):
                assert followed.items == new.items, f"board {new.spec.name} differs from a fresh look"
        finally:
            self.stack.close()

    def _seq(self) -> int:
        return self.reader.world_rows()[0]


def _without_repeat(receipt: Receipt) -> tuple[Any, ...]:
    return (receipt.code, receipt.status, dict(receipt.details), dict(receipt.result), receipt.seq)


def _patched(items: dict[Any, Any], delta: dict[str, Any]) -> dict[Any, Any]:
    """What a client holds after a delta."""
    after = dict(items)
    for item in delta["upsert"]:
        after[item["kind"], item["id"]] = item
    for gone in delta["remove"]:
        del after[gone["kind"], gone["id"]]
    return after


LAWFUL = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
TestMorning = Morning.TestCase
TestMorning.settings = settings(LAWFUL, max_examples=12, stateful_step_count=40)


@pytest.mark.deep
@pytest.mark.timeout(1_500)
def test_the_laws_hold_on_many_long_mornings() -> None:
    """The same machine, longer."""
    run_state_machine_as_test(Morning, settings=settings(LAWFUL, max_examples=150, stateful_step_count=120))


def test_another_body_under_a_used_id_is_refused_and_changes_nothing() -> None:
    """Law 2: an action id belongs to one body for ever."""
    first = InviteStaff(staff_id=StaffId("staff_1"), name="岡田", roles=(Role.INTAKE,), section=Role.INTAKE)
    with a_center() as center:
        center.do(first, action_id="law_1")
        with pytest.raises(Refusal, match=r"refusal\.action_id_reused"):
            center.give(replace(first, name="西田"), action_id="law_1")
        assert center.verify().events == 1
