"""Websocket boards (contracts.md section 4): one hub per operation, one bounded queue per screen, deltas in
25 ms ticks.

A poke says only that the log moved; the hub reads from its own position, moves its world and every board, and
encodes each message once for all screens. A reader that falls behind its queue gets one fresh snapshot; one
that takes nothing for 30 s is closed with 4408 and never slows the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from dvc.board.view import BoardSpec, BoardView, acts_of, look, move
from dvc.board.world import World, load
from dvc.read.center import CenterReader

TICK_SECONDS = 0.025
HEARTBEAT_SECONDS = 15.0
STUCK_SECONDS = 30.0
QUEUE_MOST = 256
CATCH_UP_SECONDS = 5.0
REACHED_SECONDS = 0.5

CLOSE_NOT_SIGNED_IN = 4401
CLOSE_NOT_ALLOWED = 4403
CLOSE_TOO_SLOW = 4408
CLOSE_RESTARTING = 1012

_log = logging.getLogger(__name__)


def encode(message: Any) -> str:
    """A message or an array of messages as the text of a frame."""
    return orjson.dumps(message).decode()


@dataclass(slots=True, eq=False)
class Screen:
    """One connected screen: frames that wait for it, and what woke it."""

    board: str
    frames: deque[str] = field(default_factory=deque)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    wants_snapshot: bool = False
    bye: tuple[str, int] | None = None

    def push(self, frame: str) -> None:
        """Queue a frame; over the limit the screen will get one fresh snapshot instead of late news."""
        if self.wants_snapshot:
            return
        if len(self.frames) >= QUEUE_MOST:
            self.frames.clear()
            self.wants_snapshot = True
        else:
            self.frames.append(frame)
        self.wake.set()

    def dismiss(self, reason: str, code: int) -> None:
        """Ask the screen's task to say bye and close."""
        self.bye = (reason, code)
        self.wake.set()


class Hub:
    """All boards of one operation in this process."""

    def __init__(self, reader: CenterReader, specs: Sequence[BoardSpec], *, epoch: str) -> None:
        """`start` must run in the event loop before a screen connects."""
        self._reader = reader
        self._specs = specs
        self.epoch = epoch
        self.world = World()
        self.views: dict[str, BoardView] = {}
        self.screens: set[Screen] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._poked = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        """Who waits for the boards to reach a seq: (seq, which of them, its future), a heap."""
        self._arrivals = itertools.count()
        self._unsent: dict[str, list[dict[str, Any]]] = {}
        self._tick: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        """Take a first look at the store and begin to follow it; once, whichever port asks first."""
        if self._loop is not None:
            return
        self._loop = asyncio.get_running_loop()
        seq, rows = await asyncio.to_thread(self._reader.world_rows)
        self.world = load(seq, rows)
        self.views = {spec.name: look(spec, self.world) for spec in self._specs}
        self._task = asyncio.create_task(self._follow(), name="hub")

    async def stop(self) -> None:
        """Say bye to every screen and end."""
        for screen in list(self.screens):
            screen.dismiss("restarting", CLOSE_RESTARTING)
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._tick is not None:
            self._tick.cancel()

    def poke(self, seq: int) -> None:
        """The log moved to `seq`; may be called from any thread, may be lost."""
        if self._loop is not None and seq > self.world.seq:
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is left to tell
                self._loop.call_soon_threadsafe(self._poked.set)

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._poked.wait(), CATCH_UP_SECONDS)
            self._poked.clear()
            try:
                await self._catch_up()
            except Exception:  # noqa: BLE001 - logged; the board must follow again
                _log.exception("board could not follow the log")
                await asyncio.sleep(1.0)

    async def _catch_up(self) -> None:
        """Move the boards to the end of the log. They move at once, so that whoever has acted need not wait;
        the screens hear of it at the next tick, or now when they have heard of nothing for a tick.
        """
        while events := await asyncio.to_thread(self._reader.events_since, self.world.seq):
            for act in acts_of(events):
                for board, delta in move(list(self.views.values()), self.world, act).items():
                    self._unsent.setdefault(board, []).append(delta)
            while self._waiting and self._waiting[0][0] <= self.world.seq:
                _, _, future = heapq.heappop(self._waiting)
                if not future.done():
                    future.set_result(None)
            if self._tick is None:
                self._on_tick()

    def _on_tick(self) -> None:
        """Send what came together, and look again in a tick if there was anything."""
        self._tick = None
        if self._unsent and self._loop is not None:
            self.send()
            self._tick = self._loop.call_later(TICK_SECONDS, self._on_tick)

    async def reached(self, seq: int) -> None:
        """Wait, at most half a second, until this process's boards have read up to `seq`: whoever has acted
        finds the act on the next page.
        """
        if self.world.seq >= seq:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (seq, next(self._arrivals), future))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REACHED_SECONDS):
                await future

    def send(self) -> None:
        """Give every screen the deltas that its board has made since the last time."""
        frames, self._unsent = self._unsent, {}
        watched = {screen.board for screen in self.screens}
        encoded = {
            board: encode(deltas[0] if len(deltas) == 1 else deltas)
            for board, deltas in frames.items()
            if board in watched
        }
        for screen in self.screens:
            if screen.board in encoded:
                screen.push(encoded[screen.board])

    def join(self, screen: Screen, *, since: int | None, epoch: str | None) -> None:
        """Connect a screen without a gap: what it missed, or a snapshot, and everything after.

        Runs in the loop without awaiting, so no delta can fall between the first frame and the subscription
        (D6).
        """
        self.send()  # what the others still wait for is in this screen's first frame already
        view = self.views[screen.board]
        missed = view.since(since) if since is not None and epoch == self.epoch else None
        if missed is None:
            screen.frames.append(encode(view.snapshot()))
        elif missed:
            screen.frames.append(encode(missed if len(missed) > 1 else missed[0]))
        screen.wake.set()
        self.screens.add(screen)

    def leave(self, screen: Screen) -> None:
        """Forget a screen."""
        self.screens.discard(screen)

    def hello(self, board: str, *, role: str, mode: str, now: datetime) -> dict[str, Any]:
        """The first message on a connection."""
        return {
            "type": "hello",
            "board": board,
            "epoch": self.epoch,
            "seq": self.views[board].seq,
            "mode": mode,
            "role": role,
            "server_time": now.isoformat(timespec="milliseconds"),
        }

    def snapshot(self, board: str) -> dict[str, Any]:
        """A board's snapshot, as `GET …/boards/{board}` gives it."""
        return {**self.views[board].snapshot(), "epoch": self.epoch}

    def heartbeat(self) -> dict[str, Any]:
        """How far this server has read; it never moves a client's position."""
        return {"type": "heartbeat", "seq": self.world.seq}


async def feed(
    hub: Hub, screen: Screen, send: Callable[[str], Any], *, still_allowed: Callable[[], bool]
) -> int:
    """Send a screen its frames until it goes, is dismissed, loses its right or gets stuck; the close code.

    `still_allowed` is asked before each frame and at each heartbeat: access that ended closes open sockets
    too (D11).
    """
    while True:
        timed_out = False
        try:
            await asyncio.wait_for(screen.wake.wait(), HEARTBEAT_SECONDS)
        except TimeoutError:
            timed_out = True
        screen.wake.clear()
        if not still_allowed():
            return CLOSE_NOT_SIGNED_IN
        try:
            async with asyncio.timeout(STUCK_SECONDS):
                await _send_waiting(hub, screen, send)
                if screen.bye is not None:
                    await send(encode({"type": "bye", "reason": screen.bye[0]}))
                    return screen.bye[1]
                if timed_out:
                    await send(encode(hub.heartbeat()))
        except TimeoutError:
            return CLOSE_TOO_SLOW


async def _send_waiting(hub: Hub, screen: Screen, send: Callable[[str], Any]) -> None:
    while screen.frames or screen.wants_snapshot:
        if screen.wants_snapshot:
            hub.send()  # so that nothing older than the snapshot follows it
            screen.wants_snapshot = False
            screen.frames.clear()
            await send(encode(hub.views[screen.board].snapshot()))
        else:
            await send(screen.frames.popleft())
