"""The urgency score of domain/05 5.2: every row alone, the caps, the ranks, the order of serving."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dvc.domain.ids import AreaCode
from dvc.domain.need_crisis import score
from dvc.domain.need_site import BuildingUse, CurrentStay, Damage, Wishes
from dvc.domain.need_state import LivingFacts, Need, NeedStatus, QuickInspection
from dvc.domain.urgency import (
    Urgency,
    UrgencyPart,
    Weights,
    area_lags,
    rank_of,
    rank_that_stands,
    serving_order,
    urgency_of,
)
from dvc.domain.values import Place, Rank
from tests.unit.needs.builders import NOW, TODAY, a_need, a_site, after, an_estimate

P = UrgencyPart
PLAIN = a_need()


def living(**facts: Any) -> Need:
    return replace(PLAIN, living=LivingFacts(**facts))


def parts(need: Need, *, area_lag: int = 0) -> dict[UrgencyPart, int]:
    return dict(urgency_of(need, today=TODAY, area_lag=area_lag).parts)


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        (PLAIN, {}),
        (living(lives_there=True), {P.LIVES_THERE: 12}),
        (living(stay=CurrentStay.UPSTAIRS), {P.LIVES_THERE: 12}),
        (living(stay=CurrentStay.SHELTER), {}),
        (living(over_75=1, alone=True), {P.ELDERLY: 20}),
        (living(over_75=1, people=1), {P.ELDERLY: 20}),
        (living(over_75=2, people=2), {P.ELDERLY: 14}),
        (living(over_75=1, people=3), {}),
        (living(care_needed=True), {P.CARE: 18}),
        (living(medical_device=True, disabled=True), {P.CARE: 18}),
        (living(over_75=1, alone=True, care_needed=True), {P.ELDERLY: 20, P.CARE: 10}),
        (living(infants=1), {P.INFANT: 12}),
        (living(pregnant=True, infants=2), {P.INFANT: 12}),
        (living(single_parent=True), {P.BURDEN: 8}),
        (living(single_parent=True, foreign_language=True, livelihood_support=True), {P.BURDEN: 12}),
        (living(no_water=True), {P.NO_WATER: 10}),
        (living(no_toilet=True, no_water=True), {P.NO_WATER: 10}),
        (living(helper_near=False), {P.NO_HELPER: 8}),
        (living(helper_near=None), {}),
        (living(living_space_hit=True), {P.LIVING_SPACE: 10}),
        (replace(PLAIN, site=a_site(damage=(Damage.FLOOD_ABOVE,))), {P.LIVING_SPACE: 10}),
        (living(health_risk=True), {P.HEALTH_RISK: 8}),
        (replace(PLAIN, postponed=2), {P.POSTPONED: 8}),
        (replace(PLAIN, postponed=9), {P.POSTPONED: 12}),
        (a_need(NeedStatus.CONTINUE_WAIT), {P.STARTED: 10}),
        (a_need(NeedStatus.DONE), {}),
        (replace(PLAIN, estimate=an_estimate(people_min=2, people_max=4)), {P.SMALL_JOB: 3}),
        (replace(PLAIN, estimate=an_estimate(people_min=2, people_max=4, visits=2)), {}),
        (replace(PLAIN, site=a_site(building_use=BuildingUse.VACANT)), {P.NOT_A_HOME: -15}),
        (replace(PLAIN, site=a_site(building_use=BuildingUse.BUSINESS)), {P.NOT_A_HOME: -15}),
        (replace(PLAIN, site=a_site(second_house=True)), {P.NOT_A_HOME: -15}),
        (replace(PLAIN, site=a_site(building_use=BuildingUse.MIXED)), {}),
        (replace(PLAIN, wishes=Wishes(no_hurry=True)), {P.NO_HURRY: -5}),
    ],
)
def test_each_row_of_the_table_gives_its_points(need: Need, expected: dict[UrgencyPart, int]) -> None:
    assert parts(need) == expected


@pytest.mark.parametrize(("days", "points"), [(0, 0), (1, 1), (10, 10), (11, 13), (15, 25), (16, 27)])
def test_days_waited_count_from_receiving_and_faster_after_the_tenth(days: int, points: int) -> None:
    waited = replace(PLAIN, received_at=NOW - timedelta(days=days))
    assert parts(waited).get(P.WAITED, 0) == points


@pytest.mark.parametrize(
    ("ahead", "points"), [(-1, 0), (0, 10), (1, 10), (7, 7), (14, 4), (15, 0), (None, 0)]
)
def test_a_deadline_gives_four_to_ten_points_the_nearer_the_more(ahead: int | None, points: int) -> None:
    deadline = None if ahead is None else TODAY + timedelta(days=ahead)
    assert parts(replace(PLAIN, wishes=Wishes(deadline=deadline))).get(P.DEADLINE, 0) == points


@pytest.mark.parametrize(("lag", "points"), [(0, 0), (5, 5), (20, 8), (-3, 0)])
def test_a_district_that_lags_gives_up_to_eight_points(lag: int, points: int) -> None:
    assert parts(PLAIN, area_lag=lag).get(P.AREA_LAG, 0) == points


@pytest.mark.parametrize(
    ("points", "rank"),
    [(100, "A"), (70, "A"), (69, "B"), (45, "B"), (44, "C"), (20, "C"), (19, "D"), (0, "D")],
)
def test_points_give_the_rank(points: int, rank: str) -> None:
    assert rank_of(points).value == rank


def test_the_score_is_the_sum_of_its_parts_and_stays_within_a_hundred() -> None:
    worst = replace(
        living(
            lives_there=True,
            over_75=1,
            alone=True,
            care_needed=True,
            infants=1,
            single_parent=True,
            foreign_language=True,
            no_water=True,
            helper_near=False,
            living_space_hit=True,
            health_risk=True,
        ),
        received_at=NOW - timedelta(days=40),
    )
    full = urgency_of(worst, today=TODAY)
    assert (full.points, full.rank) == (100, Rank.A)
    some = urgency_of(living(no_water=True, helper_near=False), today=TODAY)
    assert some.points == sum(points for _, points in some.parts) == 18
    least = replace(PLAIN, site=a_site(building_use=BuildingUse.VACANT))
    assert urgency_of(least, today=TODAY).points == 0


def test_an_open_crisis_forces_rank_a_and_adds_no_points() -> None:
    calm, crisis = (urgency_of(replace(PLAIN, crisis_open=flag), today=TODAY) for flag in (False, True))
    assert (crisis.rank, crisis.points) == (Rank.A, calm.points)
    assert crisis.parts[0] == (P.CRISIS, 0)


def test_the_safety_gate_never_enters_the_score() -> None:
    scores = {urgency_of(replace(PLAIN, inspection=sticker), today=TODAY) for sticker in QuickInspection}
    assert len(scores) == 1


def test_a_center_may_tune_the_points() -> None:
    tuned = urgency_of(living(no_water=True), today=TODAY, weights=Weights(no_water=50))
    assert (tuned.points, tuned.rank) == (50, Rank.B)


def test_needs_of_one_rank_are_served_by_points_then_age_then_the_smaller_team() -> None:
    older = replace(PLAIN, urgency=30, received_at=NOW - timedelta(days=1))
    small = replace(PLAIN, urgency=30, estimate=an_estimate(people_min=2))
    large = replace(PLAIN, urgency=30)
    more = replace(PLAIN, urgency=31)
    first = replace(PLAIN, urgency=0, rank=Rank.A)
    assert sorted([large, small, more, older, first], key=serving_order) == [first, more, older, small, large]


def test_a_district_with_fewer_finished_needs_than_the_center_lags() -> None:
    def needs(area: str, done: int, waiting: int) -> list[Need]:
        place = Place(area=AreaCode(area))
        finished = [a_need(NeedStatus.DONE, place=place)] * done
        return finished + [a_need(NeedStatus.READY, place=place)] * waiting

    lags = area_lags([*needs("A", 8, 2), *needs("B", 2, 8), *needs("C", 0, 5), a_need(place=Place())])
    assert lags == {"A": 0, "B": 4, "C": 8}
    assert area_lags(needs("A", 0, 3)) == {"A": 0}
    assert area_lags([]) == {}


def test_a_score_is_written_down_only_when_it_changed() -> None:
    need = living(no_water=True, helper_near=False, lives_there=True)
    urgency = urgency_of(need, today=TODAY)
    scored = after(need, score(need, urgency, area_lag=0, at=NOW))
    assert (scored.urgency, scored.rank) == (30, Rank.C)
    assert score(scored, urgency, area_lag=0, at=NOW) == ()


def test_a_chiefs_rank_is_not_overwritten_by_the_score() -> None:
    need = replace(PLAIN, rank=Rank.A, rank_by_chief=Rank.A)
    urgency = Urgency(points=3, rank=Rank.D, parts=())
    assert after(need, score(need, urgency, area_lag=0, at=NOW)).rank is Rank.A
    assert rank_that_stands(replace(need, crisis_open=True, rank_by_chief=Rank.D), Rank.D) is Rank.A
