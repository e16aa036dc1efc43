"""The activity day and the groups of people who came together: every step allowed and refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from dvc.domain import day as days
from dvc.domain import group as groups
from dvc.domain.day import DAY, Day, DayRule, DayRuleOverridden, DayStatus, StopReason
from dvc.domain.group import GROUP, Group, GroupRegistered, GroupStatus, GroupTerms
from dvc.domain.ids import MAIN_BASE, AttendanceId, GroupId
from dvc.domain.refusal import Refusal
from tests.unit.reception.builders import TODAY, at

ONE, TWO, THREE = AttendanceId("att_1"), AttendanceId("att_2"), AttendanceId("att_3")


def moved(state: Any, events: Iterable[Any], kind: Any = DAY) -> Any:
    for event in events:
        state = kind.step(state, event)
    return state


def a_day(status: DayStatus = DayStatus.OPEN) -> Day:
    day: Day = moved(None, days.open_day(None, day=TODAY, cap=None, at=at(-60)))
    match status:
        case DayStatus.STOPPED:
            return moved(day, days.stop(day, reason=StopReason.HEAT, at=at(60)))  # type: ignore[no-any-return]
        case DayStatus.CLOSED:
            return moved(day, days.close(day, no_shows=2, still_out=0, at=at(480)))  # type: ignore[no-any-return]
        case DayStatus.UNDONE:
            return DAY.void(day)
        case _:
            return day


DAY_STEPS: dict[str, tuple[Callable[[Day], Any], dict[DayStatus, DayStatus]]] = {
    "open": (
        lambda day: days.open_day(day, day=TODAY, cap=None, at=at(500)),
        {DayStatus.UNDONE: DayStatus.OPEN},
    ),
    "change the cap": (
        lambda day: days.change_cap(day, cap=300, at=at(500)),
        {DayStatus.OPEN: DayStatus.OPEN, DayStatus.STOPPED: DayStatus.STOPPED},
    ),
    "stop": (
        lambda day: days.stop(day, reason=StopReason.RAIN, at=at(500)),
        {DayStatus.OPEN: DayStatus.STOPPED},
    ),
    "resume": (lambda day: days.resume(day, at=at(500)), {DayStatus.STOPPED: DayStatus.OPEN}),
    "close": (
        lambda day: days.close(day, no_shows=0, still_out=0, at=at(500)),
        {DayStatus.OPEN: DayStatus.CLOSED, DayStatus.STOPPED: DayStatus.CLOSED},
    ),
    "reopen": (lambda day: days.reopen(day, at=at(500)), {DayStatus.CLOSED: DayStatus.OPEN}),
}


@pytest.mark.parametrize(
    ("verb", "status", "after"),
    [
        pytest.param(verb, status, allowed.get(status), id=f"{name} from {status}")
        for name, (verb, allowed) in DAY_STEPS.items()
        for status in DayStatus
    ],
)
def test_a_day_takes_the_steps_of_its_table_only(
    verb: Callable[[Day], Any], status: DayStatus, after: DayStatus | None
) -> None:
    day = a_day(status)
    assert day.status is status
    if after is None:
        with pytest.raises(Refusal, match=r"^day\."):
            verb(day)
    else:
        assert moved(day, verb(day)).status is after


def test_the_second_stop_hears_since_when_and_why() -> None:
    with pytest.raises(Refusal) as refused:
        days.stop(a_day(DayStatus.STOPPED), reason=StopReason.RAIN, at=at(70))
    assert refused.value.details == {"at": at(60), "reason": "heat"}


def test_a_stopped_day_keeps_the_reception_open_and_the_gate_shut() -> None:
    """H19; people wait inside."""
    assert days.is_open(a_day(DayStatus.STOPPED))
    assert not days.may_depart(a_day(DayStatus.STOPPED))
    assert days.may_depart(a_day())
    assert not days.is_open(a_day(DayStatus.CLOSED))
    assert not days.is_open(None)


def test_rounds_of_one_number_add_up_and_the_next_number_follows_the_highest() -> None:
    day = a_day()
    for minutes, people in ((20, 30), (18, 12)):
        day = moved(day, days.hold_round(day, number=1, people=people, at=at(minutes)))
    assert [(held.number, held.at, held.people) for held in day.rounds] == [(1, at(18), 42)]
    assert days.next_round(day) == 2
    assert days.next_round(None) == 1


@pytest.mark.parametrize("cap", [-1, 20_001])
def test_a_cap_that_no_center_means_is_refused(cap: int) -> None:
    with pytest.raises(Refusal, match=r"refusal\.value"):
        days.open_day(None, day=TODAY, cap=cap, at=at(0))


def test_no_shows_of_two_closes_add_up() -> None:
    day = a_day(DayStatus.CLOSED)
    day = moved(day, days.reopen(day, at=at(490)))
    day = moved(day, [DayRuleOverridden(rule=DayRule.CAP, count=1, at=at(491))])
    day = moved(day, days.close(day, no_shows=1, still_out=0, at=at(500)))
    assert (day.no_shows, day.reopened, day.closed_at) == (3, 1, at(500))


def a_group(status: GroupStatus = GroupStatus.EXPECTED, **terms: Any) -> Group:
    event = GroupRegistered(
        group_id=GroupId("grp_1"),
        number=15,
        day=TODAY,
        base_id=MAIN_BASE,
        terms=GroupTerms(**{"expected": 12, **terms}),
        at=at(-900),
    )
    group: Group = moved(None, groups.register(None, event), GROUP)
    group = moved(group, groups.add_members(group, (ONE, TWO)), GROUP)
    match status:
        case GroupStatus.HERE:
            return moved(group, groups.check_in(group, at=at(0)), GROUP)  # type: ignore[no-any-return]
        case GroupStatus.CALLED_OFF:
            return moved(group, groups.call_off(group, at=at(-60)), GROUP)  # type: ignore[no-any-return]
        case GroupStatus.UNDONE:
            return GROUP.void(group)
        case _:
            return group


@pytest.mark.parametrize("status", [GroupStatus.CALLED_OFF, GroupStatus.UNDONE])
def test_a_group_that_does_not_come_takes_no_more_steps(status: GroupStatus) -> None:
    group = a_group(status)
    steps: tuple[Callable[[], Any], ...] = (
        lambda: groups.add_members(group, (THREE,)),
        lambda: groups.remove_members(group, (ONE,)),
        lambda: groups.change_terms(group, GroupTerms(expected=3)),
        lambda: groups.name_leader(group, ONE),
        lambda: groups.check_in(group, at=at(0)),
        lambda: groups.call_off(group, at=at(0)),
    )
    for step in steps:
        with pytest.raises(Refusal, match="group_over"):
            step()


def test_a_group_bears_a_code_with_a_check_digit_and_counts_the_places_it_has_not_named() -> None:
    group = a_group()
    assert group.code.startswith("G-0912-015-")
    assert groups.still_expected(group) == 10
    assert groups.still_expected(a_group(GroupStatus.HERE)) == 0


def test_the_same_people_and_the_same_terms_change_nothing() -> None:
    group = a_group(GroupStatus.HERE)
    assert groups.add_members(group, (ONE, TWO)) == ()
    assert groups.change_terms(group, groups.terms_of(group)) == ()
    assert groups.check_in(group, at=at(5)) == ()


def test_a_leader_who_goes_is_no_leader_any_more() -> None:
    group = moved(a_group(), groups.name_leader(a_group(), TWO), GROUP)
    after = moved(group, groups.remove_members(group, (TWO,)), GROUP)
    assert (after.members, after.leader) == ((ONE,), None)


def test_strangers_can_neither_lead_nor_leave_a_group() -> None:
    steps: tuple[Callable[[], Any], ...] = (
        lambda: groups.name_leader(a_group(), THREE),
        lambda: groups.remove_members(a_group(), (THREE,)),
    )
    for step in steps:
        with pytest.raises(Refusal, match="not_in_group"):
            step()


def test_a_group_that_is_here_cannot_be_called_off() -> None:
    with pytest.raises(Refusal, match="group_here"):
        groups.call_off(a_group(GroupStatus.HERE), at=at(5))


@pytest.mark.parametrize("terms", [{"expected": 0}, {"expected": 201}, {"min_unit": 0}, {"min_unit": 13}])
def test_terms_that_cannot_be_meant_are_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match=r"refusal\.value"):
        a_group(**terms)


def test_two_coaches_more_than_the_limit_are_refused_by_number() -> None:
    crowd = tuple(AttendanceId(f"att_{n}") for n in range(300))
    with pytest.raises(Refusal) as refused:
        groups.add_members(a_group(), crowd)
    assert refused.value.details["most"] == groups.MEMBERS_MOST
