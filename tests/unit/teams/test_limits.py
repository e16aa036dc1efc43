"""Stations whose number turns yellow: only where a rule of the center names a limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from dvc.board.limits import over_limit
from dvc.board.world import load
from dvc.commands.day import ChangeSetting
from dvc.commands.needs import ReceiveNeed
from dvc.commands.needs_crisis import AcknowledgeCrisis
from dvc.commands.needs_survey import RequireSurvey
from dvc.domain.ids import NeedId
from dvc.domain.need_site import CrisisReason
from dvc.domain.values import Channel
from dvc.read.center import CenterReader
from tests.unit.teams.field import home, out
from tests.unit.teams.morning import CHIEF, Morning, a_morning

TOLD: dict[str, Any] = {
    "name": "鵜木",
    "address": "緑瀬市川端1丁目1",
    "request_text": "泥",
    "phone": "090-0000-8000",
}


@pytest.fixture
def morning() -> Iterator[Morning]:
    """A morning with an open day."""
    with a_morning() as made:
        yield made


def over(morning: Morning, *, later: timedelta) -> frozenset[str]:
    """What is over its limit so long from now."""
    return over_limit(load(*CenterReader(morning.center.store).world_rows()), now(morning) + later)


def now(morning: Morning) -> datetime:
    return morning.center.clock.now()


def received(morning: Morning, *crisis: CrisisReason) -> NeedId:
    need = morning.do(ReceiveNeed(channel=Channel.PHONE, crisis=crisis, **TOLD), CHIEF)
    return NeedId(str(need["need_id"]))


def test_a_quiet_center_has_no_yellow_number(morning: Morning) -> None:
    received(morning)
    assert over(morning, later=timedelta(days=30)) == set()


def test_the_field_turns_a_minute_after_the_hour_and_back_when_the_team_is_home(morning: Morning) -> None:
    team = out(morning)
    until = morning.team_state(team).return_by - now(morning)
    assert over(morning, later=until) == set()
    assert over(morning, later=until + timedelta(minutes=1)) == {"field"}
    home(morning, team)
    assert over(morning, later=until + timedelta(minutes=1)) == set()


def test_the_needs_turn_when_nobody_takes_a_crisis_within_the_setting(morning: Morning) -> None:
    need = received(morning, CrisisReason.NO_WATER)
    assert over(morning, later=timedelta(minutes=5)) == set()
    assert over(morning, later=timedelta(minutes=6)) == {"needs"}
    morning.do(ChangeSetting(key="crisis_report_minutes", value=10), CHIEF)
    assert over(morning, later=timedelta(minutes=6)) == set()
    morning.do(AcknowledgeCrisis(need_id=need), CHIEF)
    assert over(morning, later=timedelta(hours=1)) == set()


def test_the_survey_turns_after_the_days_of_the_setting(morning: Morning) -> None:
    need = received(morning)
    morning.do(RequireSurvey(need_id=need), CHIEF)
    assert over(morning, later=timedelta(days=5)) == set()
    assert over(morning, later=timedelta(days=5, minutes=1)) == {"survey"}
