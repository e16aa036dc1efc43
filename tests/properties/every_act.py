"""Every act of the house done at least once: made-up mornings that look for the acts nobody has done yet.

Random mornings of a fixed length do the easy acts often and a third of all acts never. Here a morning begins
on one of several stages and gives the acts that were not taken yet the first go, until all were.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from hypothesis.control import BuildContext
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.strategies import SearchStrategy

from dvc.commands.catalogue import COMMANDS
from dvc.commands.day import ChangeCap, CloseDay, OpenDay
from dvc.commands.equipment import LendEquipment
from dvc.commands.field_forming import TickDepartureCheck
from dvc.commands.matching_runs import ProposalDraft, RecordMatching
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.needs_endings import StartWatching
from dvc.commands.needs_survey import HandToTechnical, RecordSurvey
from dvc.commands.staff import InviteStaff, JoinAsStaff
from dvc.domain.command import CommandMeta, Receipt
from dvc.domain.ids import ActionId, Digest, StaffId
from dvc.domain.matching_run_state import ProposedSeat
from dvc.domain.need_site import SurveyResult, TechnicalClass, Verdict
from dvc.domain.need_state import QuickInspection
from dvc.domain.roles import Role
from dvc.domain.team_state import DepartureCheck
from dvc.domain.values import ItemCount, activity_day
from tests.factories import Center, an_actor
from tests.properties import commands_teams
from tests.properties.busy_wall import make_busy
from tests.properties.gen import GENERATORS, load_all
from tests.unit.needs import acts
from tests.unit.needs.builders import an_estimate
from tests.unit.teams.field import home, out, told
from tests.unit.teams.morning import Morning

load_all()

T = TypeVar("T")

EVERYBODY = an_actor(Role.CENTER_HEAD, Role.SYSTEM, name="staff_head")
NEW_FIRST = 0.6
"""Share of turns in which acts that were never taken are tried first."""
MINUTES_MOST = 90


class RandomDraw:
    """Hypothesis' draw with a seed of ours: a value of a strategy, without its search for small failures."""

    def __init__(self, seed: int) -> None:
        """The same seed draws the same values."""
        self._chance = random.Random(seed)

    def __call__(self, strategy: SearchStrategy[T]) -> T:
        """A value of the strategy."""
        data = ConjectureData(random=self._chance)
        with BuildContext(data, is_final=False, wrapped_test=self.__call__):
            return data.draw(strategy)


@dataclass(slots=True)
class Explorer:
    """What was taken so far, over all mornings: an act counts when it made events."""

    taken: Counter[str] = field(default_factory=Counter)

    @property
    def never(self) -> list[str]:
        """Commands of the house that were not taken yet."""
        return sorted(COMMANDS.keys() - self.taken.keys())

    def morning(self, center: Center, seed: int, turns: int) -> Iterator[tuple[str, Receipt]]:
        """So many turns at a center; each act with its receipt, refused ones too."""
        chance, draw = random.Random(seed), RandomDraw(seed)
        for turn in range(turns):
            name, command = self._next(center, chance, draw)
            action = ActionId(f"law_{turn:05d}")
            receipt = center.store.execute(command, CommandMeta(action_id=action, actor=EVERYBODY))
            center.actions.append(action)
            if receipt.seq is not None:
                self.taken[name] += 1
            yield name, receipt
            if chance.random() < 1 / 10:
                center.clock.forward(minutes=chance.randint(1, MINUTES_MOST))

    def _next(self, center: Center, chance: random.Random, draw: RandomDraw) -> tuple[str, object]:
        """An act that makes sense now, new ones first most of the time."""
        names = chance.sample(sorted(COMMANDS), len(COMMANDS))
        if chance.random() < NEW_FIRST:
            names = chance.sample(self.never, len(self.never)) + names
        made = ((name, GENERATORS[COMMANDS[name].command](draw, center)) for name in names)
        return next((name, command) for name, command in made if command is not None)


# ---- where a morning may begin


def nobody_yet(center: Center) -> None:
    """A center that was set up this minute."""


def needs_everywhere(center: Center) -> None:
    """Households at every step, silent agencies included."""
    center.do(OpenDay())
    for begin in (acts.received, acts.surveying, acts.ready, acts.scheduled, acts.posted, acts.done):
        begin(center)
    acts.referred(center)
    center.do(StartWatching(need_id=acts.done(center)))
    technical = HandToTechnical(need_id=acts.surveying(center), technical=(TechnicalClass.ROOF_TARP,))
    center.do(technical)
    unsure = RecordSurvey(
        need_id=acts.surveying(center),
        result=SurveyResult.DONE,
        verdict=Verdict.GENERAL,
        inspection=QuickInspection.YELLOW,
        estimate=an_estimate(),
    )
    center.do(unsure)


def days_later(center: Center) -> None:
    """The same households, and nobody of the agencies has said a word for a month."""
    needs_everywhere(center)
    center.clock.forward(days=31)


def teams_everywhere(center: Center) -> None:
    """Beside the busy wall a second team outside, one at the gate with its checks done, notes on
    two sheets, a proposal, and whoever acts has come in.
    """
    make_busy(center)
    morning = Morning(center)
    out(morning)
    team = morning.team()
    center.do(LendEquipment(team_id=team, lines=(ItemCount(item=commands_teams.SHOVEL, count=1),)))
    for check in DepartureCheck:
        center.do(TickDepartureCheck(team_id=team, check=check))
    for _ in range(2):
        morning.do(TakeSeat(visit_id=morning.sheet(), people=morning.volunteers(3)))
    center.do(
        InviteStaff(staff_id=StaffId("staff_head"), name="岡田", roles=(Role.INTAKE,), section=Role.INTAKE)
    )
    center.do(JoinAsStaff(staff_id=StaffId("staff_head")))
    drafts = tuple(
        ProposalDraft(visit_id=morning.sheet(), seats=tuple(ProposedSeat(people=(one,)) for one in people))
        for people in (morning.volunteers(3), morning.volunteers(3))
    )
    today = activity_day(center.clock.now())
    center.do(
        RecordMatching(
            day=today, based_on_seq=1, problem_hash=Digest("ab12"), seed=1, value=1.0, proposals=drafts
        )
    )


def teams_back(center: Center) -> None:
    """One team is counted back, another has told of its house, a third is outside."""
    center.do(OpenDay())
    morning = Morning(center)
    for _ in range(2):
        home(morning, out(morning))
    reported = out(morning)
    home(morning, reported)
    told(morning, reported)
    out(morning)


def a_full_house(center: Center) -> None:
    """No place is left: whoever comes now waits."""
    center.do(OpenDay())
    morning = Morning(center)
    morning.volunteers(2)
    center.do(ChangeCap(cap=2))
    morning.volunteer(oriented=False)
    center.do(ChangeCap(cap=4))


def an_evening(center: Center) -> None:
    """The day was closed a little early."""
    center.do(OpenDay())
    Morning(center).volunteers(1)
    center.clock.at += timedelta(hours=8)
    center.do(CloseDay(day=activity_day(center.clock.now()), override_reason="雨が強い"))


STAGES: tuple[Callable[[Center], None], ...] = (
    nobody_yet,
    make_busy,
    needs_everywhere,
    teams_everywhere,
    teams_back,
    a_full_house,
    days_later,
    an_evening,
)
AGAIN = (teams_everywhere, needs_everywhere, days_later, teams_everywhere, make_busy, teams_back)
"""Where the mornings go on after one of each: where most of the rare acts are possible."""


def stage_of(number: int) -> Callable[[Center], None]:
    """Where the morning with this number begins."""
    after = number - len(STAGES)
    return STAGES[number] if after < 0 else AGAIN[after % len(AGAIN)]
