"""Any order of telling, with repeats, ends the same: what phones without a line tell hours later (law 8)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvc.domain import attendance_desk as desk
from dvc.domain.attendance_state import Attendance, AttendanceStatus, Condition, DayAnswers
from dvc.domain.team_state import LeaveReason
from tests.unit.reception.builders import (
    READY,
    UNINSURED,
    a_birth,
    a_scan,
    an_arrival,
    an_end,
    at,
    in_state,
    moved,
)

S = AttendanceStatus
Fact = Callable[[Attendance | None], tuple[Any, ...]]


def told(a: Attendance | None, fact: Fact) -> Attendance:
    """One late fact; somebody of whom nothing is known yet gets a record first."""
    return moved(a, fact(a))


Kind = Callable[[str], Fact]
"""A fact that still wants the name of its action: one action is one fact, for ever (law 2)."""


def scan(minutes: int, said: DayAnswers, name: str, standing: Any) -> Fact:
    arrival = an_arrival(
        minutes, scan=a_scan(minutes, said=said, name=name), standing=standing, is_offline=True
    )
    return lambda a: desk.check_in(a, arrival)


def later(verb: Callable[[Attendance], tuple[Any, ...]]) -> Fact:
    def fact(a: Attendance | None) -> tuple[Any, ...]:
        if a is not None:
            return verb(a)
        opened = desk.open_record(a_birth(), standing=None, is_late=False, at=at(0))
        return (*opened, *verb(moved(None, opened)))

    return fact


def oriented(minutes: int, number: int) -> Fact:
    return later(lambda a: desk.attend_orientation(a, round_number=number, at=at(minutes), is_offline=True))


def left(minutes: int, because: LeaveReason) -> Fact:
    return later(lambda a: desk.leave_early(a, because=because, at=at(minutes), is_offline=True))


def out(minutes: int, name: str, *, tomorrow: bool | None) -> Fact:
    return later(lambda a: desk.check_out(a, an_end(minutes, name=name, tomorrow=tomorrow), is_offline=True))


SAID = st.builds(
    DayAnswers,
    condition=st.sampled_from([None, Condition.GOOD, Condition.BAD]),
    leader_ok=st.sampled_from([None, True, False]),
    seats=st.sampled_from([None, 0, 4]),
)
MINUTES = st.integers(0, 90)
KINDS: st.SearchStrategy[Kind] = st.one_of(
    st.builds(lambda minutes, said: lambda name: scan(minutes, said, name, READY), MINUTES, SAID),
    st.builds(lambda minutes, number: lambda _: oriented(minutes, number), MINUTES, st.integers(1, 3)),
    st.builds(lambda minutes, why: lambda _: left(minutes, why), MINUTES, st.sampled_from(LeaveReason)),
    st.builds(
        lambda minutes, tomorrow: lambda name: out(minutes, name, tomorrow=tomorrow),
        st.integers(60, 400),
        st.sampled_from([None, True, False]),
    ),
)


def ends(before: Attendance | None, facts: list[Fact], order: list[int]) -> Attendance:
    a = before
    for index in order:
        a = told(a, facts[index])
    assert a is not None
    return a


BEFORE = {status: in_state(status) for status in S if status not in {S.MERGED, S.UNDONE}}


@given(
    before=st.sampled_from([None, *BEFORE.values()]),
    kinds=st.lists(KINDS, min_size=1, max_size=6),
    chance=st.randoms(use_true_random=False),
)
@settings(max_examples=250, deadline=None, derandomize=True)
def test_late_facts_in_any_order_and_twice_end_the_same(
    before: Attendance | None, kinds: list[Kind], chance: Any
) -> None:
    facts = [kind(f"act_{n}") for n, kind in enumerate(kinds)]
    straight = list(range(len(facts)))
    mixed = [*straight, *straight]
    chance.shuffle(mixed)
    assert without_number(ends(before, facts, mixed)) == without_number(ends(before, facts, straight))


def without_number(a: Attendance) -> Attendance:
    """Numbers are given in order of telling; everything else must be equal."""
    return replace(a, number=0, code=in_state(S.ARRIVED).code, other_codes=())


def test_one_name_for_two_scans_is_one_scan() -> None:
    """The same action told twice with one time; a second effect is impossible."""
    fact = scan(5, DayAnswers(), "a", READY)
    assert len(told(told(None, fact), fact).scans) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_whole_day_told_backwards_is_the_same_day(order: tuple[int, ...]) -> None:
    facts = [
        scan(2, DayAnswers(seats=2), "a", READY),
        oriented(20, 1),
        left(60, LeaveReason.TIME),
        out(350, "x", tomorrow=True),
    ]
    a = ends(None, facts, list(order))
    assert (a.status, a.arrived_at, a.oriented_at, a.left_early_at) == (S.CHECKED_OUT, at(2), at(20), at(60))
    assert (a.tomorrow, a.seats, a.insured) == (True, 2, True)


def test_somebody_nobody_knows_yet_is_held_visibly_until_the_entry_comes() -> None:
    unknown = told(None, scan(2, DayAnswers(), "a", None))
    assert unknown.status is S.INSURANCE_WAIT
    known = told(unknown, scan(1, DayAnswers(), "b", READY))
    assert (known.status, known.arrived_at) == (S.ARRIVED, at(1))
    still_not = told(unknown, scan(1, DayAnswers(), "b", UNINSURED))
    assert still_not.status is S.INSURANCE_WAIT
