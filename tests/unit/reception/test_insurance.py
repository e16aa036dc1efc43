"""The insurance gate H01 (domain/06 6.9): by fiscal year, from the day after joining, with the exception of
a large disaster, and the warning about earthquakes.
"""

from __future__ import annotations

from datetime import date

import pytest

from dvc.domain.insurance import (
    InsuranceCover,
    InsurancePlan,
    NotCovered,
    ends_tonight,
    fiscal_year,
    judge,
)

BASIC, TENSAI, KANSEN, OTHER = (
    InsurancePlan.BASIC,
    InsurancePlan.TENSAI,
    InsurancePlan.KANSEN,
    InsurancePlan.OTHER,
)


def cover(joined: date, plan: InsurancePlan = BASIC, year: int | None = None) -> InsuranceCover:
    return InsuranceCover(
        plan=plan, fiscal_year=fiscal_year(joined) if year is None else year, joined_on=joined
    )


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 4, 1), 2026), (date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027), (date(2026, 1, 5), 2025)],
)
def test_a_fiscal_year_runs_from_april_to_march(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("joined", "on", "immediate", "why"),
    [
        (date(2026, 9, 11), date(2026, 9, 12), False, None),
        (date(2026, 9, 12), date(2026, 9, 12), False, NotCovered.TOMORROW),
        (date(2026, 9, 12), date(2026, 9, 12), True, None),
        (date(2026, 9, 13), date(2026, 9, 12), True, NotCovered.TOMORROW),
        (date(2026, 4, 1), date(2027, 3, 31), False, None),
        (date(2026, 4, 1), date(2027, 4, 1), False, NotCovered.LAST_YEAR),
        (date(2026, 4, 1), date(2027, 4, 1), True, NotCovered.LAST_YEAR),
        (date(2027, 3, 31), date(2027, 3, 31), False, NotCovered.TOMORROW),
        (date(2027, 3, 31), date(2027, 4, 1), False, NotCovered.LAST_YEAR),
    ],
)
def test_cover_begins_the_day_after_joining_and_ends_on_31_march(
    joined: date,
    on: date,
    why: NotCovered | None,
    *,
    immediate: bool,
) -> None:
    assert judge([cover(joined)], on, is_immediate=immediate, is_quake=False).why is why


def test_nobody_without_a_policy_is_covered() -> None:
    assert judge([], date(2026, 9, 12), is_immediate=True, is_quake=False).why is NotCovered.MISSING


def test_a_policy_for_next_year_taken_out_in_march_begins_on_1_april() -> None:
    ahead = cover(date(2027, 3, 20), year=2027)
    judged = judge([ahead], date(2027, 3, 31), is_immediate=False, is_quake=False)
    assert (judged.why, judged.valid_from) == (NotCovered.TOMORROW, date(2027, 4, 1))
    assert judge([ahead], date(2027, 4, 1), is_immediate=False, is_quake=False).is_covered


def test_joined_today_says_from_when_it_counts() -> None:
    judged = judge([cover(date(2026, 9, 12))], date(2026, 9, 12), is_immediate=False, is_quake=False)
    assert judged.valid_from == date(2026, 9, 13)


@pytest.mark.parametrize(("plan", "gap"), [(BASIC, True), (OTHER, True), (TENSAI, False), (KANSEN, False)])
def test_after_an_earthquake_the_basic_plan_warns_and_does_not_stop(
    plan: InsurancePlan, *, gap: bool
) -> None:
    policy = cover(date(2026, 5, 1), plan)
    judged = judge([policy], date(2026, 9, 12), is_immediate=False, is_quake=True)
    assert (judged.is_covered, judged.quake_gap) == (True, gap)
    assert not judge([policy], date(2026, 9, 12), is_immediate=False, is_quake=False).quake_gap


def test_of_two_policies_the_better_one_answers() -> None:
    both = [cover(date(2026, 5, 1), BASIC), cover(date(2026, 9, 1), TENSAI)]
    judged = judge(both, date(2026, 9, 12), is_immediate=False, is_quake=True)
    assert (judged.plan, judged.quake_gap) == (TENSAI, False)


def test_an_events_own_policy_covers_the_day_that_stands_on_it() -> None:
    assert judge(
        [cover(date(2026, 9, 12), OTHER)], date(2026, 9, 12), is_immediate=False, is_quake=False
    ).is_covered


def test_the_night_of_31_march_ends_everybodys_cover() -> None:
    assert ends_tonight(date(2027, 3, 31))
    assert not ends_tonight(date(2027, 3, 30))
    assert not ends_tonight(date(2027, 4, 1))
