"""The routine at a real server: at the opening, by the clock, once for all workers and restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from dvc.commands.day import CloseDay, OpenDay
from dvc.commands.needs import ReceiveNeed
from dvc.commands.needs_endings import ReferNeed
from dvc.domain.facts import Medium, Recorded
from dvc.domain.ids import NeedId
from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.promise import PromiseState
from dvc.domain.refusal_reasons import RefuseReason
from dvc.domain.values import Channel
from dvc.web.routine import Routine
from tests.factories import Center, SeededIds, SetClock
from tests.served import ServedHouse, closing, served
from tests.unit.teams.morning import Morning
from tests.unit.teams.test_proposals import ONE, a_draft, a_run, run_of

LOOK = 0.05
SECONDS_MOST = 10.0


def referred(house: ServedHouse) -> NeedId:
    """A need with an agency that said it would answer by tomorrow."""
    told = ReceiveNeed(
        channel=Channel.PHONE,
        name="鵜木 とよ乃",
        phone="090-0000-8000",
        address="緑瀬市川端1丁目1",
        request_text="田の泥",
    )
    need = NeedId(str(house.give(told).result["need_id"]))
    tomorrow = house.house.clock.now().date() + timedelta(days=2)
    house.give(
        ReferNeed(
            need_id=need,
            agency="緑瀬農業協同組合",
            reason=RefuseReason.FARM,
            words_said="農協に引き継ぎます",
            promised_on=tomorrow,
        )
    )
    return need


def need_of(house: ServedHouse, need: NeedId) -> Need:
    found = house.operation.reader.find(NEED, need)
    assert found is not None
    return found


def acts(house: ServedHouse, name: str) -> list[Recorded]:
    """Events that the routine's acts of this name have left in the log."""
    every = house.operation.reader.events_since(0)
    return [one for one in every if one.meta.action_id.startswith("routine/") and name in one.meta.action_id]


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that happens by itself."""
    async with asyncio.timeout(SECONDS_MOST):
        while not holds():  # noqa: ASYNC110 - the server is in another thread
            await asyncio.sleep(LOOK)


async def test_the_opening_of_the_day_brings_silent_referrals_back_and_every_board_sees_it(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    with served(tmp_path, clock=clock, look_seconds=LOOK) as made:
        async with closing(made) as house:
            need = referred(house)
            await asyncio.sleep(LOOK * 4)
            assert need_of(house, need).status is NeedStatus.REFERRED
            house.give(CloseDay())
            clock.forward(days=3)
            await asyncio.sleep(LOOK * 4)
            assert need_of(house, need).status is NeedStatus.REFERRED  # nobody works: nothing happens
            house.give(OpenDay())
            await until(lambda: need_of(house, need).status is NeedStatus.INTAKE)
            assert need_of(house, need).returned
            await until(lambda: len(acts(house, "RankNeeds")) > 0 or bool(acts(house, "Silent")))
            [first, *_] = acts(house, "ReturnSilentReferrals")
            assert first.meta.action_id == "routine/20260915/ReturnSilentReferrals"
            assert (first.meta.actor, first.meta.medium) == ("system", Medium.SYSTEM)
            chief = await house.login("section_chief")
            await until(lambda: house.operation.hub.world.seq >= acts(house, "Silent")[-1].seq)
            items = {one["id"]: one for one in (await chief.board("needs"))["items"]}
            assert items[need]["returned"]
            sheet = await chief.http.get(chief.path(f"needs/{need}"))
            assert sheet.status_code == 200


async def test_a_restart_and_a_second_worker_do_it_once(tmp_path: Path) -> None:
    clock = SetClock()
    with served(tmp_path, clock=clock) as house:
        need = referred(house)
        house.give(CloseDay())
        clock.forward(days=3)
        house.give(OpenDay())
    with served(tmp_path, clock=clock, look_seconds=LOOK) as house:  # the day is open already
        await until(lambda: need_of(house, need).status is NeedStatus.INTAKE)
        await asyncio.sleep(LOOK * 4)
        before = len(house.operation.reader.events_since(0))
        silent = len(acts(house, "Silent"))
        assert silent > 0
    with served(tmp_path, clock=clock, look_seconds=LOOK) as house:
        workers = [Routine(house.operation) for _ in range(3)]
        await asyncio.gather(*(one.look() for one in workers))
        await asyncio.sleep(LOOK * 4)
        assert len(house.operation.reader.events_since(0)) == before
        assert len(acts(house, "Silent")) == silent


async def test_the_ranks_move_with_the_days_that_a_household_has_waited(tmp_path: Path) -> None:
    clock = SetClock()
    with served(tmp_path, clock=clock, look_seconds=LOOK) as house:
        need = referred(house)
        clock.forward(days=3)
        house.give(OpenDay())
        await until(lambda: need_of(house, need).status is NeedStatus.INTAKE)
        await asyncio.sleep(LOOK * 4)  # the ranks of this hour are counted after the referrals
        points = need_of(house, need).urgency
        clock.forward(days=7)
        house.give(OpenDay())
        await until(lambda: need_of(house, need).urgency > points)
        assert acts(house, "RankNeeds")[-1].meta.action_id == "routine/20260922T08/RankNeeds"


async def test_a_proposal_that_nobody_decides_frees_its_people_by_itself(tmp_path: Path) -> None:
    clock = SetClock()
    with served(tmp_path, clock=clock, look_seconds=LOOK) as house:
        store = house.house.opened[house.operation_id].store
        morning = Morning(Center(store=store, clock=clock, ids=SeededIds()))
        sheet, crew = morning.sheet(), morning.volunteers(2)
        morning.do(a_run(a_draft(ONE, sheet, crew[:1], crew[1:])))
        await asyncio.sleep(LOOK * 4)
        assert run_of(morning).proposals[0].promise.state is PromiseState.HELD
        clock.forward(minutes=31)
        await until(lambda: run_of(morning).proposals[0].promise.state is PromiseState.EXPIRED)
        [only] = acts(house, "ExpireProposals")
        assert only.meta.action_id == "routine/20260912T0901/ExpireProposals"
