"""How urgent a need is: the score of domain/05 5.2 as named parts, points and rank. A proposal that a chief
may set aside.

Welfare urgency is one axis of four. The safety gate (`need_gate`), feasibility today (the matching) and the
route stay apart and are never mixed in. Never counted: how loud somebody is, whose acquaintance, the press,
a councillor's word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dvc.domain.need_site import BuildingUse, CurrentStay, Damage
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.need_status import FINISHED, OPEN
from dvc.domain.values import Rank, activity_day

POINTS_MOST = 100
RANK_A_FROM, RANK_B_FROM, RANK_C_FROM = 70, 45, 20  # domain/05 5.2


class UrgencyPart(StrEnum):
    """A row of the table of 5.2, in its order."""

    CRISIS = "crisis"
    LIVES_THERE = "lives_there"
    ELDERLY = "elderly"
    CARE = "care"
    INFANT = "infant"
    BURDEN = "burden"
    NO_WATER = "no_water"
    NO_HELPER = "no_helper"
    LIVING_SPACE = "living_space"
    HEALTH_RISK = "health_risk"
    DEADLINE = "deadline"
    WAITED = "waited"
    POSTPONED = "postponed"
    STARTED = "started"
    SMALL_JOB = "small_job"
    AREA_LAG = "area_lag"
    NOT_A_HOME = "not_a_home"
    NO_HURRY = "no_hurry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Points of each part, so that a center can tune them; the defaults are those of domain/05 5.2."""

    lives_there: int = 12
    elderly_alone: int = 20
    elderly_couple: int = 14
    care: int = 18
    elderly_and_care_most: int = 30
    infant: int = 12
    burden_each: int = 8
    burden_most: int = 12
    no_water: int = 10
    no_helper: int = 8
    living_space: int = 10
    health_risk: int = 8
    deadline_least: int = 4
    deadline_most: int = 10
    waited_most: int = 15
    waited_long_from_days: int = 10
    waited_long_each: int = 2
    postponed_each: int = 4
    postponed_most: int = 12
    started: int = 10
    small_job: int = 3
    area_lag_most: int = 8
    not_a_home: int = -15
    no_hurry: int = -5


WEIGHTS = Weights()
_STAYS_IN_DAMAGE = frozenset({CurrentStay.HOME, CurrentStay.UPSTAIRS, CurrentStay.CAR})
_NOT_A_HOME = frozenset({BuildingUse.BUSINESS, BuildingUse.VACANT})
_SMALL_TEAM = 4  # one visit by a handful: smaller than the usual 5-8 of domain/04 4.1
_DEADLINE_FAR_DAYS = 14
"""Days ahead from which a deadline counts; the points rise evenly from there to the day itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """The score of one need on one day. `parts`: only those with points, in the order of the table; they add
    up.

    `points` are kept within 0-100, `rank` is A while a crisis is open, whatever the points.
    """

    points: int
    rank: Rank
    parts: tuple[tuple[UrgencyPart, int], ...]


def urgency_of(need: Need, *, today: date, area_lag: int = 0, weights: Weights = WEIGHTS) -> Urgency:
    """Score a need for `today`. `area_lag`: 0-8 points for a district that lags (`area_lags`).

    Days waited count from receiving and are not reset by a survey.
    """
    rows = (
        *_people_parts(need, weights),
        *_house_parts(need, weights),
        *_time_parts(need, today, weights),
        (UrgencyPart.AREA_LAG, max(0, min(area_lag, weights.area_lag_most))),
        (UrgencyPart.NOT_A_HOME, weights.not_a_home if _is_no_home(need) else 0),
        (UrgencyPart.NO_HURRY, weights.no_hurry if need.wishes.no_hurry else 0),
    )
    parts = tuple((part, points) for part, points in rows if points)
    total = max(0, min(POINTS_MOST, sum(points for _, points in parts)))
    if need.crisis_open:
        return Urgency(points=total, rank=Rank.A, parts=((UrgencyPart.CRISIS, 0), *parts))
    return Urgency(points=total, rank=rank_of(total), parts=parts)


def rank_of(points: int) -> Rank:
    """The rank that points alone give."""
    if points >= RANK_A_FROM:
        return Rank.A
    if points >= RANK_B_FROM:
        return Rank.B
    return Rank.C if points >= RANK_C_FROM else Rank.D


def rank_that_stands(need: Need, computed: Rank) -> Rank:
    """The rank to work by: an open crisis before a chief's word before the computed one."""
    if need.crisis_open:
        return Rank.A
    return need.rank_by_chief or computed


def serving_order(need: Need) -> tuple[str, int, datetime, int, str]:
    """Key that sorts needs for serving: rank, points, then the older one, then the smaller team (easier to
    fill).
    """
    team = need.estimate.people_min if need.estimate is not None else 0
    return (need.rank.value, -need.urgency, need.received_at, team, need.need_id)


def area_lags(needs: Iterable[Need], *, weights: Weights = WEIGHTS) -> dict[str, int]:
    """Points for each area whose share of finished needs lies below the center's: 0 at the average, 8 at
    nothing done.
    """
    done: dict[str, int] = {}
    known: dict[str, int] = {}
    for need in needs:
        area = need.place.area
        if area is None or need.status not in OPEN | FINISHED:
            continue
        known[area] = known.get(area, 0) + 1
        done[area] = done.get(area, 0) + int(need.status in FINISHED)
    total = sum(known.values())
    average = sum(done.values()) / total if total else 0.0
    if not average:
        return dict.fromkeys(known, 0)
    shares = {area: done[area] / known[area] for area in known}
    return {
        area: round(weights.area_lag_most * max(0.0, average - share) / average)
        for area, share in shares.items()
    }


def _people_parts(need: Need, weights: Weights) -> tuple[tuple[UrgencyPart, int], ...]:
    living = need.living
    there = living.lives_there or living.stay in _STAYS_IN_DAMAGE
    elderly = _elderly_points(need, weights)
    cared_for = living.care_needed or living.disabled or living.medical_device
    care = min(weights.care if cared_for else 0, weights.elderly_and_care_most - elderly)
    has_infant = bool(living.infants) or bool(living.pregnant)
    burdens = sum(
        bool(flag) for flag in (living.single_parent, living.foreign_language, living.livelihood_support)
    )
    return (
        (UrgencyPart.LIVES_THERE, weights.lives_there if there else 0),
        (UrgencyPart.ELDERLY, elderly),
        (UrgencyPart.CARE, care),
        (UrgencyPart.INFANT, weights.infant if has_infant else 0),
        (UrgencyPart.BURDEN, min(burdens * weights.burden_each, weights.burden_most)),
        (UrgencyPart.NO_WATER, weights.no_water if living.no_water or living.no_toilet else 0),
        (UrgencyPart.NO_HELPER, weights.no_helper if living.helper_near is False else 0),
    )


def _elderly_points(need: Need, weights: Weights) -> int:
    """75 and older: alone, or a household of nobody younger."""
    living = need.living
    if not living.over_75:
        return 0
    if living.alone or living.people == 1:
        return weights.elderly_alone
    return weights.elderly_couple if living.people is not None and living.over_75 >= living.people else 0


def _house_parts(need: Need, weights: Weights) -> tuple[tuple[UrgencyPart, int], ...]:
    hit = need.living.living_space_hit or Damage.FLOOD_ABOVE in need.site.damage
    return (
        (UrgencyPart.LIVING_SPACE, weights.living_space if hit else 0),
        (UrgencyPart.HEALTH_RISK, weights.health_risk if need.living.health_risk else 0),
    )


def _time_parts(need: Need, today: date, weights: Weights) -> tuple[tuple[UrgencyPart, int], ...]:
    started = need.reports > 0 and need.status in OPEN
    estimate = need.estimate
    small = estimate is not None and estimate.visits == 1 and estimate.people_max <= _SMALL_TEAM
    return (
        (UrgencyPart.DEADLINE, _deadline_points(need.wishes.deadline, today, weights)),
        (UrgencyPart.WAITED, _waited_points(need, today, weights)),
        (UrgencyPart.POSTPONED, min(need.postponed * weights.postponed_each, weights.postponed_most)),
        (UrgencyPart.STARTED, weights.started if started else 0),
        (UrgencyPart.SMALL_JOB, weights.small_job if small else 0),
    )


def _deadline_points(deadline: date | None, today: date, weights: Weights) -> int:
    if deadline is None:
        return 0
    ahead = (deadline - today).days
    if not 0 <= ahead <= _DEADLINE_FAR_DAYS:
        return 0
    span = weights.deadline_most - weights.deadline_least
    return weights.deadline_most - round(span * ahead / _DEADLINE_FAR_DAYS)


def _waited_points(need: Need, today: date, weights: Weights) -> int:
    """One point a day up to 15, and two more for each day after the tenth."""
    days = max(0, (today - activity_day(need.received_at)).days)
    long = max(0, days - weights.waited_long_from_days)
    return min(days, weights.waited_most) + weights.waited_long_each * long


def _is_no_home(need: Need) -> bool:
    return need.site.building_use in _NOT_A_HOME or bool(need.site.second_house)


def is_ranked(status: NeedStatus) -> bool:
    """Whether a need in this state still has a place in the order of serving."""
    return status in OPEN or status is NeedStatus.DRAFT
