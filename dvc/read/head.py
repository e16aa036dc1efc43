"""What the center's head decides and sees: where the flow of needs jams, which households wait for a word,
which teams are late.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dvc.domain.field_clock import overdue_minutes
from dvc.domain.need import NEED
from dvc.domain.need_calls import call_list
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.team import TEAM
from dvc.domain.team_state import OUTSIDE, Team
from dvc.domain.values import activity_day
from dvc.read.center import CenterReader

STAGES: Final[tuple[tuple[str, tuple[NeedStatus, ...]], ...]] = (
    ("intake", (NeedStatus.INTAKE, NeedStatus.DRAFT)),
    ("survey", (NeedStatus.SURVEY_WAIT, NeedStatus.SURVEYING, NeedStatus.JUDGE_WAIT)),
    ("ready", (NeedStatus.READY, NeedStatus.SCHEDULED)),
    ("posted", (NeedStatus.POSTED,)),
    ("active", (NeedStatus.IN_ACTIVITY,)),
    ("report", (NeedStatus.REPORT_WAIT,)),
    ("continue", (NeedStatus.CONTINUE_WAIT,)),
    ("done", (NeedStatus.DONE, NeedStatus.CLOSED, NeedStatus.WATCHING)),
)
"""The stations ① to ⑦ of a need, and what lies behind them."""
CENTER_WORDS: Final = (Personal.CENTER_NAME, Personal.CENTER_PHONE, Personal.CENTER_PLACE)
CAN_JAM: Final = frozenset({"intake", "survey", "ready", "report", "continue"})
JAM_LEAST: Final = timedelta(hours=4)
"""Waiting of all needs together below which nothing is called a jam: a quiet center has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One station: how many needs, since when the oldest of them waits there (None: none)."""

    name: str
    count: int
    oldest: datetime | None
    waiting: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadView:
    """Decisions in order of urgency, and the flow. `late`: teams with minutes over their time; `jam`: name of
    the jammed stage, "" when the flow is free.
    """

    crises: tuple[Need, ...]
    late: tuple[tuple[Team, int], ...]
    gates: tuple[Need, ...]
    calls: tuple[Need, ...]
    came_back: tuple[Need, ...]
    stages: tuple[Stage, ...]
    jam: str

    @property
    def decisions(self) -> int:
        """How many decisions wait."""
        return sum(len(one) for one in (self.crises, self.late, self.gates, self.calls, self.came_back))


def head_view(reader: CenterReader, now: datetime) -> HeadView:
    """What waits for the head now."""
    needs = reader.where(NEED)
    teams = [one for one in reader.where(TEAM, day=activity_day(now)) if one.status in OUTSIDE]
    late = [(team, minutes) for team in teams if (minutes := overdue_minutes(team, now)) > 0]
    stages = tuple(_stage(name, statuses, needs, now) for name, statuses in STAGES)
    return HeadView(
        crises=tuple(
            sorted(
                (one for one in needs if one.crisis_open and one.crisis_seen_by is None),
                key=lambda one: one.crisis_since or one.received_at,
            )
        ),
        late=tuple(sorted(late, key=lambda one: -one[1])),
        gates=tuple(one for one in needs if one.status is NeedStatus.JUDGE_WAIT),
        calls=call_list(needs),
        came_back=tuple(one for one in needs if one.returned and one.status is NeedStatus.INTAKE),
        stages=stages,
        jam=_jam(stages),
    )


def _stage(name: str, statuses: tuple[NeedStatus, ...], needs: Iterable[Need], now: datetime) -> Stage:
    here = [one for one in needs if one.status in statuses]
    return Stage(
        name=name,
        count=len(here),
        oldest=min((one.since for one in here), default=None),
        waiting=sum((now - one.since for one in here), timedelta()),
    )


def _jam(stages: Iterable[Stage]) -> str:
    """The stage at which households wait longest, all together."""
    able = [one for one in stages if one.name in CAN_JAM and one.waiting >= JAM_LEAST]
    return max(able, key=lambda one: one.waiting).name if able else ""


def center_words(reader: CenterReader) -> dict[Personal, str]:
    """The center's name, telephone and place, as they stand on papers."""
    center = reader.store.center_id
    return reader.labels([center], CENTER_WORDS).get(center, {})
