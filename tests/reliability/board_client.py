"""A board's screen without a browser: strict about the protocol of contracts.md section 4.

It applies frames in order; a delta that does not follow the position it holds is a gap or a twin and fails
the test at once, as a page would ask again and a test must not paper over it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

Key = tuple[str, str]


class ProtocolBroken(AssertionError):
    """A gap, a twin or a step back."""


@dataclass(slots=True)
class Board:
    """What a screen holds: position, items, and what it has been sent.

    `keeps`: every frame's text, for a search of what left the server. `heard`: (seconds of the machine's
    steady clock, message) of each delta when `times` is set.
    """

    name: str
    seq: int | None = None
    epoch: str | None = None
    items: dict[Key, dict[str, Any]] = field(default_factory=dict)
    deltas: int = 0
    snapshots: int = 0
    frames: list[str] = field(default_factory=list)
    heard: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    keeps: bool = False
    times: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def frame(self, text: str) -> None:
        """Take one frame: a message or an array of messages."""
        if self.keeps:
            self.frames.append(text)
        now = time.monotonic()
        found = json.loads(text)
        for message in found if isinstance(found, list) else [found]:
            self.message(message, now)
        self.changed.set()

    def message(self, message: Mapping[str, Any], now: float = 0.0) -> None:
        """Take one message. Raises ProtocolBroken."""
        match message["type"]:
            case "hello":
                if message["epoch"] != self.epoch:
                    self.epoch, self.seq = message["epoch"], None
            case "snapshot":
                self._snapshot(message)
            case "delta":
                self._delta(message)
                if self.times:
                    self.heard.append((now, dict(message)))
            case "heartbeat" | "bye":
                pass
            case other:
                raise ProtocolBroken(f"{self.name}: a message of type {other}")

    def _snapshot(self, message: Mapping[str, Any]) -> None:
        if self.seq is not None and message["seq"] < self.seq:
            raise ProtocolBroken(f"{self.name}: back from {self.seq} to {message['seq']}")
        self.seq = message["seq"]
        self.items = {(one["kind"], one["id"]): one for one in message["items"]}
        self.snapshots += 1

    def _delta(self, message: Mapping[str, Any]) -> None:
        if message["prev"] != self.seq or message["seq"] <= message["prev"]:
            raise ProtocolBroken(f"{self.name} at {self.seq}: {message['prev']} -> {message['seq']}")
        self.seq = message["seq"]
        for item in message["upsert"]:
            self.items[item["kind"], item["id"]] = item
        for gone in message["remove"]:
            del self.items[gone["kind"], gone["id"]]
        self.deltas += 1

    def equals(self, snapshot: Mapping[str, Any]) -> None:
        """Fail unless this screen shows what a fresh look shows, item by item."""
        assert snapshot["seq"] == self.seq
        fresh = {(one["kind"], one["id"]): one for one in snapshot["items"]}
        assert self.items.keys() == fresh.keys()
        different = [key for key, item in fresh.items() if self.items[key] != item]
        assert different == []

    async def reaches(self, seq: int, seconds: float = 30.0) -> None:
        """Wait until the screen stands at `seq` or later."""
        async with asyncio.timeout(seconds):
            while self.seq is None or self.seq < seq:
                self.changed.clear()
                await self.changed.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Address of the boards and how this screen is let in."""

    boards: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, url: str, operation: str, headers: Mapping[str, str]) -> Where:
        """Boards of an operation at `http://…`."""
        return cls(boards=f"{url.replace('http', 'ws', 1)}/ws/operations/{operation}/boards", headers=headers)


async def dial(board: Board, where: Where) -> ClientConnection:
    """Open the socket, asking from where the screen stands."""
    query = "" if board.seq is None else f"?since={board.seq}&epoch={board.epoch}"
    return await connect(
        f"{where.boards}/{board.name}{query}",
        additional_headers=dict(where.headers),
        subprotocols=["dvc.board.v1"],  # type: ignore[list-item]
        max_size=None,
        compression=None,
        proxy=None,
    )


async def follow(board: Board, socket: ClientConnection) -> None:
    """Take frames until the line ends, however it ends."""
    with contextlib.suppress(ConnectionClosed):
        async for frame in socket:
            board.frame(frame if isinstance(frame, str) else frame.decode())


@asynccontextmanager
async def watching(board: Board, where: Where) -> AsyncIterator[Board]:
    """A connected screen until the end of the block; what broke the protocol is raised there."""
    async with await dial(board, where) as socket:
        reading = asyncio.create_task(follow(board, socket))
        try:
            yield board
        finally:
            await socket.close()
            await reading
