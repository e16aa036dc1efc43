"""Boards move at once, screens hear of it in ticks; whoever joins in between sees nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

import dvc.commands.catalogue
from dvc.board.catalogue import SPECS
from dvc.commands.day import OpenDay
from dvc.commands.reception import CheckInNew
from dvc.commands.reception_person import PersonForm
from dvc.domain.ids import VolunteerId
from dvc.domain.values import AgeBand
from dvc.read.center import CenterReader
from dvc.web.live import Hub, Screen
from tests.factories import Center, a_center

assert dvc.commands.catalogue.COMMANDS


async def arrives(center: Center, hub: Hub, number: int) -> int:
    """One more person is received and the boards know it; the position of the log."""
    person = PersonForm(name="緑川 太郎", age_band=AgeBand.THIRTIES)
    seq = center.do(CheckInNew(volunteer_id=VolunteerId(f"vol_{number}"), person=person)).seq
    assert seq is not None
    hub.poke(seq)
    await hub.reached(seq)
    assert hub.world.seq >= seq
    return seq


def messages(screen: Screen) -> list[dict[str, Any]]:
    """Every message that waits for a screen, oldest first."""
    found: list[dict[str, Any]] = []
    for frame in screen.frames:
        message = orjson.loads(frame)
        found.extend(message if isinstance(message, list) else [message])
    return found


async def test_a_screen_that_joins_between_two_ticks_gets_each_delta_once(tmp_path: Path) -> None:
    with a_center(tmp_path) as center:
        center.do(OpenDay())
        hub = Hub(CenterReader(center.store), SPECS, epoch=center.store.epoch)
        await hub.start()
        first, second = Screen(board="reception"), Screen(board="reception")
        hub.join(first, since=None, epoch=None)
        for number in range(3):
            await arrives(center, hub, number)
        hub.join(second, since=None, epoch=None)
        last = await arrives(center, hub, 3)
        hub.send()
        await hub.stop()
    for screen in (first, second):
        snapshot, *deltas = messages(screen)
        seqs = [snapshot["seq"], *(delta["seq"] for delta in deltas)]
        assert [delta["prev"] for delta in deltas] == seqs[:-1], "an unbroken chain from the first frame"
        assert seqs[-1] == last
