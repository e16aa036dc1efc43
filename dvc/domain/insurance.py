"""Volunteer insurance (ボランティア活動保険): the gate H01 of domain/06 6.9.

A policy runs from 1 April to 31 March and covers from 00:00 of the day after joining; with 大規模災害特例
declared (`insurance_immediate`) from joining on. On 1 April everybody's cover of the year before has ended.
The basic plan does not pay for earthquake, eruption and tsunami: that warns and does not stop anybody, the
center decides (6.9, last line).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FISCAL_YEAR_BEGINS_MONTH = 4  # April to March (domain/02 2.11, domain/06 6.9)
COVERS_MOST = 12
"""Covers kept of one volunteer: a policy and a renewal a year for the years that an operation may last."""


class InsurancePlan(StrEnum):
    """Plan of the national volunteer insurance, or another policy that the desk saw proof of (2.3 #11).

    Another policy (an event's, a company's) begins on the day that stands on it.
    """

    BASIC = "basic"
    TENSAI = "tensai"
    KANSEN = "kansen"
    OTHER = "other"


QUAKE_PLANS = frozenset({InsurancePlan.TENSAI, InsurancePlan.KANSEN})
"""Plans that pay after earthquake, eruption and tsunami (domain/06 6.9: 天災・地震補償, 特定感染症重点)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuranceCover:
    """One policy. `fiscal_year`: 2026 is April 2026 to March 2027. `joined_on`: day of joining, in the
    center's zone.
    """

    plan: InsurancePlan
    fiscal_year: int
    joined_on: date


class NotCovered(StrEnum):
    """Why somebody is not covered on a day; the desk's sentence depends on it."""

    MISSING = "missing"
    LAST_YEAR = "last_year"
    TOMORROW = "tomorrow"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverJudgement:
    """Answer of the gate. `why` None: covered. `valid_from`: first covered day when it is still to come.

    `quake_gap`: covered, but not against the earthquake that this operation is about: a warning.
    """

    why: NotCovered | None
    plan: InsurancePlan | None = None
    valid_from: date | None = None
    quake_gap: bool = False

    @property
    def is_covered(self) -> bool:
        """Whether the gate lets the person out."""
        return self.why is None


def fiscal_year(on: date) -> int:
    """The fiscal year of a day: the year of its 1 April."""
    return on.year if on.month >= FISCAL_YEAR_BEGINS_MONTH else on.year - 1


def last_day(year: int) -> date:
    """31 March at which policies of a fiscal year end."""
    return date(year + 1, FISCAL_YEAR_BEGINS_MONTH, 1) - timedelta(days=1)


def ends_tonight(on: date) -> bool:
    """Whether everybody's cover ends with this day: the hard alert of centers open across 31 March."""
    return on == last_day(fiscal_year(on))


def judge(
    covers: Iterable[InsuranceCover], on: date, *, is_immediate: bool, is_quake: bool
) -> CoverJudgement:
    """Whether one of the policies covers the day, and why not.

    `is_immediate`: setting `insurance_immediate`; `is_quake`: setting `hazard` is "quake". Among several that
    cover, the one that also pays after an earthquake answers.
    """
    known = sorted(covers, key=lambda cover: (cover.plan not in QUAKE_PLANS, cover.joined_on, cover.plan))
    for cover in known:
        if _covers(cover, on, is_immediate=is_immediate):
            gap = is_quake and cover.plan not in QUAKE_PLANS
            return CoverJudgement(why=None, plan=cover.plan, quake_gap=gap)
    to_come = [cover for cover in known if _begins(cover, is_immediate=is_immediate) > on]
    if to_come:
        first = min(to_come, key=lambda cover: _begins(cover, is_immediate=is_immediate))
        begins = _begins(first, is_immediate=is_immediate)
        return CoverJudgement(why=NotCovered.TOMORROW, plan=first.plan, valid_from=begins)
    return CoverJudgement(why=NotCovered.LAST_YEAR if known else NotCovered.MISSING)


def _begins(cover: InsuranceCover, *, is_immediate: bool) -> date:
    """First day covered: the day after joining, or the day itself; never before the policy's own 1 April."""
    same_day = is_immediate or cover.plan is InsurancePlan.OTHER
    joined = cover.joined_on if same_day else cover.joined_on + timedelta(days=1)
    return max(joined, date(cover.fiscal_year, FISCAL_YEAR_BEGINS_MONTH, 1))


def _covers(cover: InsuranceCover, on: date, *, is_immediate: bool) -> bool:
    return cover.fiscal_year == fiscal_year(on) and _begins(cover, is_immediate=is_immediate) <= on
