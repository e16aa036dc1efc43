"""One board's items at a moment and the delta of one act: what changed, by whom, from which position
(contracts.md 4).

A delta stands for one action (all events of one command), because no one ever sees the store between them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dvc.board.world import DAY_KINDS, ItemKey, World, advance
from dvc.domain.facts import Recorded

HISTORY_MOST = 4_000

Build = Callable[[World, str], dict[str, Any] | None]
Follow = Callable[[World, str, str], Iterable[ItemKey]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSpec:
    """A board: `builders` make the item of a kind and id (None: not on this board); `follow` names the items
    that a changed stream (kind, stream) may have changed. `names_actors`: whether deltas say who acted.
    """

    name: str
    builders: dict[str, Build]
    follow: Follow
    names_actors: bool = True


@dataclass(slots=True)
class BoardView:
    """A board's items now, and its last deltas for those who lost the line."""

    spec: BoardSpec
    seq: int = 0
    items: dict[ItemKey, dict[str, Any]] = field(default_factory=dict)
    history: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=HISTORY_MOST))

    def snapshot(self) -> dict[str, Any]:
        """All items, as a message; `seq` is the last delta of this view, so that the next one follows it."""
        return {"type": "snapshot", "seq": self.seq, "items": [self.items[key] for key in sorted(self.items)]}

    def since(self, seq: int) -> list[dict[str, Any]] | None:
        """Deltas after `seq`, the first bearing prev = `seq`; None when they are no longer, or not yet,
        known.
        """
        if seq == self.seq:
            return []
        if seq > self.seq or not self.history or self.history[0]["prev"] > seq:
            return None
        missed = [delta for delta in self.history if delta["seq"] > seq]
        return [{**missed[0], "prev": seq}, *missed[1:]] if missed else []


def look(spec: BoardSpec, world: World) -> BoardView:
    """A fresh look at the world."""
    view = BoardView(spec=spec, seq=world.seq)
    for key in _all_keys(spec, world):
        _renew(view, world, key)
    return view


def move(views: Sequence[BoardView], world: World, act: Sequence[Recorded]) -> dict[str, dict[str, Any]]:
    """Move the world by the events of one action, and every board with it; the deltas by board name.

    Items are followed from each changed stream as it was and as it is: who leaves a group, a team or a sheet
    changes what that shows, and no longer names it afterwards.
    """
    new_day = False
    keys: dict[Follow, dict[ItemKey, None]] = {view.spec.follow: {} for view in views}
    for recorded in act:
        _note_followed(keys, world, recorded)
        _, _, day_changed = advance(world, recorded)
        _note_followed(keys, world, recorded)
        new_day = new_day or day_changed
    deltas = {}
    for view in views:
        changed = _all_keys(view.spec, world) if new_day else keys[view.spec.follow]
        delta = _delta(view, world, changed, act)
        if delta is not None:
            deltas[view.spec.name] = delta
    return deltas


def acts_of(events: Sequence[Recorded]) -> list[list[Recorded]]:
    """Events cut into actions, in order."""
    acts: list[list[Recorded]] = []
    for recorded in events:
        if acts and acts[-1][-1].meta.action_id == recorded.meta.action_id:
            acts[-1].append(recorded)
        else:
            acts.append([recorded])
    return acts


def _note_followed(keys: dict[Follow, dict[ItemKey, None]], world: World, recorded: Recorded) -> None:
    """Add the items that the stream of this event names in the world as it stands, in order, each once."""
    if world.state(recorded.kind, recorded.stream) is None:
        return
    for follow, found in keys.items():
        found.update(dict.fromkeys(follow(world, recorded.kind, recorded.stream)))


def _all_keys(spec: BoardSpec, world: World) -> list[ItemKey]:
    keys: dict[ItemKey, None] = {}
    for kind, streams in world.states.items():
        for stream in streams:
            for key in spec.follow(world, kind, stream):
                keys[key] = None
    return list(keys)


def _renew(view: BoardView, world: World, key: ItemKey) -> bool:
    """Build one item again; whether the view changed."""
    build = view.spec.builders.get(key[0])
    item = build(world, key[1]) if build else None
    old = view.items.get(key)
    if item is not None:
        item = {"kind": key[0], "id": key[1], **item}
    if item == old:
        return False
    if item is None:
        del view.items[key]
    else:
        view.items[key] = item
    return True


def _delta(
    view: BoardView, world: World, keys: Iterable[ItemKey], act: Sequence[Recorded]
) -> dict[str, Any] | None:
    changed = [key for key in keys if _renew(view, world, key)]
    if not changed:
        return None
    last = act[-1]
    event: dict[str, Any] = {"type": type(act[0].event).__name__}
    if view.spec.names_actors:
        event |= {"subject": act[0].stream, "actor": last.meta.actor, "action": last.meta.action_id}
    delta = {
        "type": "delta",
        "prev": view.seq,
        "seq": last.seq,
        "at": last.meta.recorded_at.isoformat(timespec="milliseconds"),
        "event": event,
        "upsert": [view.items[key] for key in changed if key in view.items],
        "remove": [{"kind": key[0], "id": key[1]} for key in changed if key not in view.items],
    }
    view.seq = last.seq
    view.history.append(delta)
    return delta


__all__ = ["DAY_KINDS", "BoardSpec", "BoardView", "acts_of", "look", "move"]
