"""D2, D4, D6: a screen that loses its line, or joins while things happen, misses nothing and sees nothing
twice.

The screen is `board_client.Board`: it fails at the first delta that does not follow.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import ClientConnection

from dvc.board.catalogue import SPECS
from dvc.commands.day import OpenDay
from dvc.commands.needs import ReceiveNeed
from dvc.domain.roles import Role
from dvc.domain.values import Channel
from dvc.read.center import CenterReader
from dvc.web.live import Hub, Screen, encode, feed
from tests.factories import Center, a_center
from tests.reliability.board_client import Board, Where, dial, follow
from tests.reliability.real_server import FORK, RealServer, prepare, running, start
from tests.served import free_port

PER_SECOND = 50
IN_FLIGHT_MOST = 16
"""Calls that wait for their answer at once; a slow machine gets fewer a second, never a longer queue."""
NEED = {
    "channel": "phone",
    "name": "緑川 ハル",
    "address": "緑瀬市川端1丁目",
    "request_text": "泥を出してほしい",
}


def told(server: RealServer) -> dict[str, str]:
    return {"authorization": f"Bearer {server.prepared.tokens[Role.INTAKE.value]}"}


def where(server: RealServer) -> Where:
    return Where.of(server.url, server.prepared.operation, told(server))


async def calls_come(server: RealServer, per_second: int, stop: asyncio.Event) -> int:
    """Needs come in so many times a second, as fast as the machine allows; how many came."""
    numbers, done, room = itertools.count(1), 0, asyncio.Semaphore(IN_FLIGHT_MOST)
    async with httpx.AsyncClient(headers=told(server), timeout=60.0, trust_env=False) as http:

        async def one() -> None:
            nonlocal done
            number = next(numbers)
            body = {**NEED, "address": f"緑瀬市川端{number}番地", "name": f"緑川 {number}"}
            answer = await http.post(f"{server.api}/commands/ReceiveNeed", json=body)
            room.release()
            assert answer.status_code == httpx.codes.OK, answer.text
            done += 1

        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                await room.acquire()
                group.create_task(one())
                await asyncio.sleep(1 / per_second)
    return done


async def snapshot(server: RealServer, board: str) -> dict[str, object]:
    async with httpx.AsyncClient(headers=told(server), timeout=60.0, trust_env=False) as http:
        answer = await http.get(f"{server.api}/boards/{board}")
        assert answer.status_code == httpx.codes.OK
        found: dict[str, object] = answer.json()
        return found


async def lose_the_line(board: Board, server: RealServer, chance: random.Random) -> None:
    """Connect, follow for a random moment (now and then none at all), and tear the line without a word."""
    socket = await dial(board, where(server))
    reading = asyncio.create_task(follow(board, socket))
    await asyncio.sleep(chance.choice((0.0, chance.uniform(0.0, 0.05), chance.uniform(0.0, 0.3))))
    tear(socket)
    await reading


def tear(socket: ClientConnection) -> None:
    """End the TCP connection at once: what was on its way is lost."""
    socket.transport.abort()


@pytest.mark.parametrize(
    "drops",
    [
        pytest.param(100, id="100-drops"),
        pytest.param(1_000, id="1000-drops", marks=[pytest.mark.deep, pytest.mark.timeout(900)]),
    ],
)
async def test_d2_a_screen_that_loses_its_line_has_no_gap_and_no_twin(
    drops: int, tmp_path: Path, tell: Callable[[str], None]
) -> None:
    prepared, chance = prepare(tmp_path / "center", Role.INTAKE), random.Random(2)
    board, stop = Board("needs"), asyncio.Event()
    with running(prepared, way=FORK) as server:
        calls = asyncio.create_task(calls_come(server, PER_SECOND, stop))
        for _ in range(drops):
            await lose_the_line(board, server, chance)
        stop.set()
        came = await calls
        socket = await dial(board, where(server))
        reading = asyncio.create_task(follow(board, socket))
        fresh = await snapshot(server, "needs")
        await board.reaches(int(str(fresh["seq"])))
        board.equals(fresh)
        await socket.close()
        await reading
    needs = [key for key in board.items if key[0] == "need"]
    assert len(needs) == came > 0
    assert board.snapshots == 1, "a line that was cut for a moment never costs a fresh snapshot"
    tell(f"D2: {drops} cut lines, {came} calls, {board.deltas} deltas, each once")


async def test_d4_after_a_restart_a_screen_goes_on_or_gets_a_snapshot_but_never_silence(
    tmp_path: Path,
) -> None:
    prepared, port = prepare(tmp_path / "center", Role.INTAKE), free_port()
    board, stop = Board("needs"), asyncio.Event()
    server = await asyncio.to_thread(start, prepared, port=port, way=FORK)
    calls = asyncio.create_task(calls_come(server, PER_SECOND, stop))
    socket = await dial(board, where(server))
    reading = asyncio.create_task(follow(board, socket))
    await board.reaches(20)
    stop.set()
    await calls
    server.kill()
    await reading
    with running(prepared, port=port, way=FORK) as again:
        stop.clear()
        more = asyncio.create_task(calls_come(again, PER_SECOND, stop))
        await asyncio.sleep(0.3)
        stop.set()
        await more
        socket = await dial(board, where(again))
        reading = asyncio.create_task(follow(board, socket))
        fresh = await snapshot(again, "needs")
        await board.reaches(int(str(fresh["seq"])))
        board.equals(fresh)
        await socket.close()
        await reading


# ---- in this process: the hub itself, with every order of steps forced


@dataclass(slots=True)
class Live:
    """A center and its hub in this loop."""

    center: Center
    hub: Hub
    calls: int = 0
    houses: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def call(self) -> int:
        """A household calls; position of the log afterwards."""
        number = next(self.houses)
        command = ReceiveNeed(
            channel=Channel.PHONE,
            name=f"緑川 {number}",
            address=f"緑瀬市川端{number}番地",
            request_text="泥を出してほしい",
        )
        receipt = await asyncio.to_thread(self.center.do, command)
        assert receipt.seq is not None
        self.calls += 1
        return receipt.seq

    async def settled(self, seq: int) -> None:
        """Wait until the hub has read up to `seq`."""
        while self.hub.world.seq < seq:
            await self.hub.reached(seq)


@asynccontextmanager
async def a_live_center() -> AsyncIterator[Live]:
    with a_center() as center:
        center.do(OpenDay())
        hub = Hub(CenterReader(center.store), SPECS, epoch="epoch-1")
        center.store.subscribe(hub.poke)
        await hub.start()
        try:
            yield Live(center, hub)
        finally:
            await hub.stop()


class OneScreen:
    """A page in this process: fetches, waits, subscribes, and applies what it is sent."""

    def __init__(self, live: Live, chance: random.Random) -> None:
        self.live, self.chance = live, chance
        self.board = Board("needs")
        self.screen = Screen(board="needs")

    async def pause(self) -> None:
        """The forced pause between two steps: for one turn of the loop, a tick, or several."""
        await asyncio.sleep(self.chance.choice((0.0, 0.001, 0.025, 0.06)))

    async def run(self, until: asyncio.Event) -> None:
        """Fetch, pause, say hello, pause, subscribe, and follow until told to stop."""
        hub = self.live.hub
        fetched = hub.snapshot("needs")
        self.board.epoch = fetched["epoch"]
        self.board.message(fetched)
        await self.pause()
        self.board.frame(encode(hub.hello("needs", role="x", mode="disaster", now=self.live.center.clock.at)))
        await self.pause()
        hub.join(self.screen, since=self.board.seq, epoch=self.board.epoch)
        feeding = asyncio.create_task(feed(hub, self.screen, self.take, still_allowed=lambda: True))
        await until.wait()
        await self.board.reaches(hub.views["needs"].seq)
        self.screen.dismiss("done", 1000)
        await feeding
        hub.leave(self.screen)

    async def take(self, frame: str) -> None:
        """A frame on the wire; a slow one now and then."""
        await self.pause()
        self.board.frame(frame)


@pytest.mark.parametrize(
    "tries",
    [
        pytest.param(1_000, id="1000-tries"),
        pytest.param(10_000, id="10000-tries", marks=[pytest.mark.deep, pytest.mark.timeout(900)]),
    ],
)
async def test_d6_nothing_falls_between_the_fetch_and_the_subscription(
    tries: int, tell: Callable[[str], None]
) -> None:
    chance, at_once = random.Random(6), 100
    async with a_live_center() as live:
        for _ in range(tries // at_once):
            until = asyncio.Event()
            screens = [OneScreen(live, chance) for _ in range(at_once)]
            tasks = [asyncio.create_task(one.run(until)) for one in screens]
            seq = 0
            for _ in range(4):
                seq = await live.call()
                await asyncio.sleep(chance.choice((0.0, 0.01, 0.03)))
            await live.settled(seq)
            until.set()
            await asyncio.gather(*tasks)
            fresh = live.hub.snapshot("needs")
            for one in screens:
                one.board.equals(fresh)
                assert one.board.snapshots == 1, "what was fetched was good enough to go on from"
        tell(f"D6: {tries} joins while {live.calls} calls came in, no gap")


@pytest.mark.parametrize(
    ("since", "epoch", "first"),
    [
        ("now", "epoch-1", None),
        ("kept", "epoch-1", "delta"),
        ("too_old", "epoch-1", "snapshot"),
        ("future", "epoch-1", "snapshot"),
        ("kept", "epoch-before-restore", "snapshot"),
        ("kept", None, "snapshot"),
        (None, "epoch-1", "snapshot"),
    ],
)
async def test_d4_a_position_that_cannot_be_followed_gets_a_fresh_snapshot(
    since: str | None, epoch: str | None, first: str | None
) -> None:
    async with a_live_center() as live:
        view = live.hub.views["needs"]
        view.history = deque(maxlen=3)
        positions = [view.seq]
        for _ in range(6):
            await live.settled(await live.call())
            positions.append(view.seq)
        asked = {
            None: None,
            "now": positions[-1],
            "kept": positions[-3],
            "too_old": positions[0],
            "future": positions[-1] + 1_000,
        }[since]
        screen, board = Screen(board="needs"), Board("needs", seq=asked, epoch="epoch-1")
        live.hub.join(screen, since=asked, epoch=epoch)
        if first == "snapshot":
            board.seq = None
        else:
            view_then = live.hub.snapshot("needs")
            board.items = {(one["kind"], one["id"]): one for one in view_then["items"]}
        frames = list(screen.frames)
        assert len(frames) == (0 if first is None else 1), "one answer, never silence and never two"
        for frame in frames:
            board.frame(frame)
        assert (board.snapshots, board.deltas > 0) == (first == "snapshot", first == "delta")
        board.equals(live.hub.snapshot("needs"))
        live.hub.leave(screen)


async def test_d3_a_screen_that_does_not_read_gets_one_joined_state_instead_of_late_news() -> None:
    async with a_live_center() as live:
        lazy = OneScreen(live, random.Random(3))
        live.hub.join(lazy.screen, since=None, epoch=None)
        for _ in range(300):
            lazy.screen.push(encode({"type": "heartbeat", "seq": 0}))
        assert lazy.screen.wants_snapshot
        assert len(lazy.screen.frames) == 0, "late news are dropped, not kept for ever"
        await live.settled(await live.call())
        feeding = asyncio.create_task(feed(live.hub, lazy.screen, lazy.take, still_allowed=lambda: True))
        await lazy.board.reaches(live.hub.views["needs"].seq)
        lazy.board.equals(live.hub.snapshot("needs"))
        assert lazy.board.snapshots == 1
        lazy.screen.dismiss("done", 1000)
        await feeding
        live.hub.leave(lazy.screen)
