"""D1 for every action of the house: what a screen held before and the events of the act give what a fresh
look at the tables gives. The list of actions is read from the code; one that no morning brings about fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from dvc.board.catalogue import SPECS
from dvc.board.figures import FIGURES
from dvc.board.view import BoardSpec, BoardView, acts_of, look, move
from dvc.board.world import ItemKey, World, load
from dvc.commands.catalogue import COMMANDS
from dvc.commands.day import ChangeSetting, OpenDay
from dvc.commands.reception_leaving import UndoAttendance
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.facts import Recorded
from dvc.read.center import CenterReader
from tests.factories import Center, a_center
from tests.properties.every_act import Explorer, stage_of
from tests.reliability.board_client import Board
from tests.unit.teams.morning import Morning

TURNS = 80
MORNINGS_MOST = 60
SLEEP_EVERY = 5
LOOKS_EACH = 3
"""After so many looks at one kind of action its boards are compared at the end of the morning only."""


@dataclass(slots=True)
class Followed:
    """Boards that follow a center, each with a strict screen that knows only its snapshot and its deltas."""

    reader: CenterReader
    world: World
    views: list[BoardView]
    screens: dict[str, Board]
    asleep: list[Board] = field(default_factory=list)

    @classmethod
    def of(cls, center: Center) -> Followed:
        """Look at the center as it stands; every screen takes the snapshot."""
        reader = CenterReader(center.store)
        world = load(*reader.world_rows())
        views = [look(spec, world) for spec in SPECS]
        screens = {view.spec.name: Board(view.spec.name) for view in views}
        for view in views:
            screens[view.spec.name].message(_wire(view.snapshot()))
        return cls(reader, world, views, screens)

    def catch_up(self) -> list[Sequence[Recorded]]:
        """Read the log, move the boards and send each screen its deltas; the acts that were read."""
        acts = acts_of(self.reader.events_since(self.world.seq))
        for act in acts:
            for name, delta in move(self.views, self.world, act).items():
                self.screens[name].message(_wire(delta))
        return list(acts)

    def some_lose_the_line(self) -> None:
        """Keep what every screen holds now, as a tablet that went to sleep does."""
        for name, screen in self.screens.items():
            self.asleep.append(Board(name, seq=screen.seq, epoch=screen.epoch, items=dict(screen.items)))

    def wake(self) -> Iterator[str]:
        """Give each of them what it missed; boards of which one does not come to what the others show."""
        views = {view.spec.name: view for view in self.views}
        for screen in self.asleep:
            slept_at = screen.seq
            assert slept_at is not None
            missed = views[screen.name].since(slept_at)
            assert missed is not None, "all of it is kept"
            for delta in missed:
                screen.message(_wire(delta))
            if screen.items != self.screens[screen.name].items or screen.seq != self.screens[screen.name].seq:
                yield f"{screen.name} from {slept_at}"
        self.asleep.clear()

    def differences(self) -> Iterator[str]:
        """Boards whose screen shows something else than a fresh look at the tables, or not all of it."""
        fresh_world = load(*self.reader.world_rows())
        for view in self.views:
            snapshot = _wire(look(view.spec, fresh_world).snapshot())
            fresh = {(one["kind"], one["id"]): one for one in snapshot["items"]}
            held = self.screens[view.spec.name].items
            wrong = sorted({key for key in fresh.keys() | held.keys() if fresh.get(key) != held.get(key)})
            if wrong or self.screens[view.spec.name].seq != view.seq:
                yield f"{view.spec.name}: {wrong}"
            missing = sorted(_buildable(view.spec, fresh_world) - held.keys())
            if missing:
                yield f"{view.spec.name} never shows {missing}"


def _buildable(spec: BoardSpec, world: World) -> set[ItemKey]:
    """Items that the builders of a board make of the states, found without asking what follows from what."""
    figures = [name for name, (kind, _) in FIGURES.items() if world.states[kind]]
    ids: dict[str, Iterable[str]] = {**world.states, "call": world.states["team"], "figure": figures}
    return {
        (kind, one)
        for kind, build in spec.builders.items()
        for one in ids.get(kind, ())
        if build(world, one) is not None
    }


def _wire(message: dict[str, Any]) -> dict[str, Any]:
    """As it comes out of the socket: two boards share nothing."""
    found: dict[str, Any] = json.loads(json.dumps(message))
    return found


def test_who_is_taken_back_is_missing_from_the_group_on_the_board_at_once() -> None:
    """The group is no longer named by the day record that was taken back, and still shows another number."""
    with a_center() as center:
        center.do(OpenDay())
        morning = Morning(center)
        group = morning.group(3, oriented=False)
        followed = Followed.of(center)
        person = next(one for one in center.all(ATTENDANCE) if one.group_id == group)
        center.do(UndoAttendance(attendance_id=person.attendance_id, reason="別の人でした"))
        followed.catch_up()
        assert followed.screens["reception"].items["group", group]["here"] == 2
        assert list(followed.differences()) == []


def test_a_setting_that_the_day_shows_moves_the_day_on_every_board() -> None:
    """What an item shows of another stream moves with it, whoever reads the item."""
    with a_center() as center:
        center.do(OpenDay())
        followed = Followed.of(center)
        center.do(ChangeSetting(key="return_by_minutes", value=14 * 60))
        followed.catch_up()
        days = [
            item
            for screen in followed.screens.values()
            for item in screen.items.values()
            if item["kind"] == "day"
        ]
        assert [item["return_by"] for item in days] == ["2026-09-12T05:00:00.000+00:00"] * len(SPECS)
        assert list(followed.differences()) == []


def test_d1_every_action_of_the_house_leads_every_board_to_a_fresh_look() -> None:
    explorer = Explorer()
    assert len(explorer.never) == len(COMMANDS)
    for number in range(MORNINGS_MOST):
        with a_center() as center:
            stage_of(number)(center)
            followed = Followed.of(center)
            for turn, (name, receipt) in enumerate(explorer.morning(center, number, TURNS)):
                acts = followed.catch_up()
                assert len(acts) == (receipt.seq is not None), f"{name}: one action, one delta"
                if acts and explorer.taken[name] <= LOOKS_EACH:
                    assert list(followed.differences()) == [], f"morning {number}: {name}"
                if turn % SLEEP_EVERY == 0:
                    followed.some_lose_the_line()
            assert list(followed.differences()) == [], f"morning {number}"
            assert list(followed.wake()) == [], f"morning {number}: snapshot and tail"
            assert center.verify().is_clean
        if not explorer.never:
            return
    assert explorer.never == [], "actions that no morning brought about: outside D1"
