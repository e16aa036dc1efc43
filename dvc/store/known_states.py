"""What the writer knows of the state tables from its last commits, so that a command need not read it again.

It is true as long as the log ends where this writer left it: every change of a state table moves the log. On
PostgreSQL another process may have written since; then everything here is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dvc.store.event_log import Head
from dvc.store.state_rows import StreamKey, Versioned

STREAMS_MOST = 8_192


class KnownStates(Mapping[StreamKey, Versioned]):
    """States by stream, the oldest forgotten first; touched by the writer's thread only."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._states: dict[StreamKey, Versioned] = {}
        self._head: Head | None = None

    def __getitem__(self, key: StreamKey) -> Versioned:
        return self._states[key]

    def __iter__(self) -> Iterator[StreamKey]:
        return iter(self._states)

    def __len__(self) -> int:
        return len(self._states)

    def begin(self, head: Head) -> None:
        """A transaction begins and the log ends at `head`."""
        if head != self._head:
            self.forget()

    def learn(self, states: Mapping[StreamKey, Versioned]) -> None:
        """A command of this transaction stands."""
        self._states.update(states)

    def commit(self, head: Head) -> None:
        """The transaction stands and the log ends at `head`."""
        self._head = head
        while len(self._states) > STREAMS_MOST:
            del self._states[next(iter(self._states))]

    def forget(self) -> None:
        """The transaction does not stand, or somebody else has written."""
        self._states.clear()
        self._head = None
