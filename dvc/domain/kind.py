"""A kind of stream: its state, its events and how they move it. The only place where a state changes.

`StepTakenBack` is the reverse of any act (issue 2, "every act has its reverse act"): it carries the state
before the act, or None when the act created the stream. States hold only ids, enums, numbers and times, so
that the log keeps its law on personal details even here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dvc.domain.ids import ActionId

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTakenBack:
    """An act was taken back on this stream. `before`: the state to stand again, None: the stream's birth is
    undone.
    """

    of: ActionId
    before: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[S]):
    """One kind of stream.

    `name`: stream kind in the log and name of the table. `evolve(state, event) -> state`, state None before
    the first event. `void(state)`: what remains when the act that created the stream is taken back (never
    nothing: a number that was read aloud stays known).
    """

    name: str
    state: type[S]
    events: tuple[type, ...]
    evolve: Callable[[S | None, Any], S]
    void: Callable[[S], S]

    def step(self, state: S | None, event: Any) -> S:
        """The state after `event`; the one transition used by handlers, replay and boards alike."""
        if isinstance(event, StepTakenBack):
            if event.before is not None:
                restored: S = event.before
                return restored
            assert state is not None, "only an existing stream can be taken back"
            return self.void(state)
        return self.evolve(state, event)
