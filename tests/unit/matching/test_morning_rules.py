"""What a center sets about the matching: weights in the instance, and people held back as reserve."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dvc.board.matching_morning import Limits, Morning, held_back, morning_of
from dvc.board.matching_problem import problem_of
from dvc.domain.center_settings import change
from dvc.domain.refusal import Refusal
from dvc.domain.settings import BY_KEY
from dvc.matching.instance import parse_instance
from dvc.matching.terms import Weights
from tests.unit.matching.made_world import Crowd, a_world
from tests.unit.teams.builders import NOW

WORLD = a_world(Crowd(people=120, sheets=10))


def limits(**said: Any) -> Limits:
    usual = {"return_by": NOW + timedelta(hours=5), "least": 2, "yellow_enters": True, "is_stopped": False}
    return Limits(**{**usual, **said})


def morning(percent: float) -> Morning:
    return morning_of(WORLD, now=NOW, limits=limits(reserve_percent=percent))


def test_nobody_is_held_back_unless_the_center_asks_for_it() -> None:
    assert BY_KEY["matching_reserve_percent"].default == 0
    assert morning(0).reserve == ()


def test_a_share_of_people_without_skill_who_came_alone_is_held_back_the_latest_first() -> None:
    everybody, some = morning(0), morning(10)
    able = morning(100).reserve
    assert some.reserve == able[: len(able) // 10]
    assert len(some.reserve) > 1
    came = [WORLD.state("attendance", one).arrived_at for one in able]
    assert came == sorted(came, reverse=True)
    for one in able:
        known = everybody.people[one]
        assert everybody.parties[one] == ((one,), None)
        assert not known.skills
        assert not known.leader_ok
        assert known.is_insured
        assert not known.is_minor
        assert not known.do_not_assign


def test_who_is_held_back_is_not_in_the_instance_and_everybody_else_is() -> None:
    problem = problem_of(WORLD, now=NOW, limits=limits(reserve_percent=10))
    inside = {one["id"] for one in problem.document["parties"]}
    barred = {one["party"] for one in problem.document["forbidden"]}
    assert problem.reserve
    assert inside == set(problem.parties) == set(morning(0).parties) - set(problem.reserve)
    assert barred <= inside


def test_the_share_is_rounded_down_and_the_same_whatever_the_order() -> None:
    all_of_it = morning(0)
    turned = dict(reversed(list(all_of_it.parties.items())))
    held = held_back(WORLD, all_of_it.parties, all_of_it.people, percent=10)
    assert held == held_back(WORLD, turned, all_of_it.people, percent=10)
    assert held_back(WORLD, dict(list(turned.items())[:5]), all_of_it.people, percent=10) == ()


def test_weights_stand_in_the_instance_and_are_by_default_those_of_the_solver() -> None:
    usual = problem_of(WORLD, now=NOW, limits=limits()).document
    assert parse_instance(usual).weights == Weights()
    other = problem_of(
        WORLD, now=NOW, limits=limits(people_points=0.5, km_points=0.01, rank_a_points=5_000)
    ).document
    assert other["weights"] == {"people": 0.5, "km": 0.01}
    before = {one["id"]: one["priority"] for one in usual["needs"]}
    raised = {one["priority"] - before[one["id"]] for one in other["needs"]}
    assert raised == {0, 3_000}


def test_the_defaults_of_the_settings_are_those_of_the_morning() -> None:
    said = {name: BY_KEY[f"matching_{name}"].default for name in ("people_points", "km_points")}
    said |= {name: BY_KEY[f"matching_{name}"].default for name in ("rank_a_points", "reserve_percent")}
    assert limits(**said) == limits()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("matching_people_points", 1.5),
        ("matching_people_points", float("nan")),
        ("matching_km_points", -0.001),
        ("matching_rank_a_points", 1_000),
        ("matching_reserve_percent", 21),
    ],
)
def test_a_weight_outside_its_range_is_refused(key: str, value: float) -> None:
    with pytest.raises(Refusal, match=r"day\.setting_value"):
        change(None, key=key, value=value, at=NOW)
