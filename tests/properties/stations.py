"""Stations of the whole day: a fork of the stage, and deliveries that its generators draw."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import sqlalchemy as sa
from hypothesis import strategies as st

import tests.properties as here
from dvc.commands.catalogue import COMMANDS
from dvc.domain.command import CommandMeta
from dvc.domain.ids import ActionId
from dvc.domain.roles import Role
from dvc.store.tables import command_log
from tests.factories import Center, a_center, an_actor
from tests.properties.deliveries import ActionIds, Delivery, would_be_accepted
from tests.properties.gen import GENERATORS
from tests.properties.whole_day import crowd_of, whole_day

for _module in pkgutil.iter_modules(here.__path__):
    if _module.name.startswith("commands_"):
        importlib.import_module(f"tests.properties.{_module.name}")

NAMES = tuple(sorted(COMMANDS))
OFFLINE = tuple(name for name in NAMES if COMMANDS[name].offline)
"""What devices may give late, read from the catalogue."""
EVERYBODY = an_actor(Role.CENTER_HEAD, Role.SYSTEM, name="staff_head")
TRIES = 4
"""Draws until a command is accepted; the generators also make what will be refused."""


@dataclass(slots=True)
class Stations:
    """A center at ten in the morning, and what is drawn for it. Every delivery happened at another second."""

    center: Center
    ids: ActionIds
    data: st.DataObject
    count: int = field(default=0)

    def give(self, names: Sequence[str]) -> None:
        """Acts that have arrived before."""
        for name in names:
            one = self.draw(name)
            if one is not None:
                self.center.store.execute(one.command, one.meta)
                self.center.actions.append(one.meta.action_id)
        self.center.clock.forward(minutes=5)

    def draw(self, name: str) -> Delivery | None:
        """A delivery of this command, None when it makes no sense now."""
        command = GENERATORS[COMMANDS[name].command](self.data.draw, self.center)
        if command is None:
            return None
        self.count += 1
        meta = CommandMeta(
            action_id=ActionId(f"sent_{self.count}"),
            actor=EVERYBODY,
            happened_at=self.center.clock.at - timedelta(seconds=200 - self.count),
            station=f"station_{self.count}",
        )
        return Delivery(command=command, meta=meta)

    def draw_late(self, name: str) -> Delivery | None:
        """As `draw`, told by a device that was without a line, and with a number of the day from the counter:
        two blocks never hold one number, and who was given two keeps the first (test_orders_acts.py).
        """
        one = self.draw(name)
        if one is None or getattr(one.command, "everyone", False):
            return None
        changes = {"offline": True, **({"number": None} if hasattr(one.command, "number") else {})}
        return replace(one, command=replace(one.command, **changes))

    def draw_accepted(self, name: str) -> Delivery | None:
        """As `draw`, one that is accepted when it comes alone; None when none was found in some tries."""
        for _ in range(TRIES):
            one = self.draw(name)
            if one is not None and would_be_accepted(self.center, self.ids, one):
                return one
        return None


@contextmanager
def stations(data: st.DataObject) -> Iterator[Stations]:
    """A fork of the stage of its own."""
    ids = ActionIds()
    with a_center(ids=ids, like=whole_day()) as center:
        with center.store.read() as connection:
            done = sa.select(command_log.c.action_id).order_by(command_log.c.seq)
            center.actions.extend(ActionId(action) for action in connection.execute(done).scalars())
        center.crowd = crowd_of(center)
        center.clock.forward(minutes=data.draw(st.sampled_from([20, 45])))
        yield Stations(center=center, ids=ids, data=data)
