"""The figures of the people of a day (domain/02 2.9): each person once, and every sum closes on any day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dvc.domain import attendance_desk as desk
from dvc.domain import attendance_record as records
from dvc.domain import attendance_work as work
from dvc.domain.attendance_settled import settled
from dvc.domain.attendance_state import Attendance, AttendanceStatus, BookingBecause, attendance_id_of
from dvc.domain.day_count import class_of, people_of_day
from dvc.domain.ids import AttendanceId, VolunteerId
from dvc.domain.refusal import Refusal
from dvc.domain.team_state import LeaveReason, Team, TeamStatus
from tests.unit.reception.builders import (
    FREED,
    OTHER_VISIT,
    READY,
    TEAM,
    TODAY,
    UNINSURED,
    VISIT,
    a_birth,
    an_arrival,
    an_end,
    at,
    booked,
    departed,
    in_state,
    moved,
    returned,
)

S = AttendanceStatus
CLASSES = ("went_out", "center_support", "sent_home", "left_early", "still_here")


def named(a: Attendance, name: str) -> Attendance:
    who = VolunteerId(f"vol_{name}")
    return replace(a, attendance_id=attendance_id_of(who, TODAY), volunteer_id=who)


def a_whole_day() -> list[Attendance]:
    """One person in every state of the day."""
    return [named(in_state(status), status.value) for status in S]


def test_one_person_in_every_state_is_counted_once_and_all_sums_close() -> None:
    count = people_of_day(a_whole_day())
    assert count.problems() == ()
    figures = count.figures()
    assert figures["checked_in"] == sum(figures[name] for name in CLASSES)
    assert (figures["went_out"], figures["back"], figures["left_from_site"], figures["not_yet_back"]) == (
        4,
        2,
        1,
        1,
    )
    assert (figures["center_support"], figures["sent_home"], figures["left_early"]) == (1, 1, 1)
    assert (figures["booked"], figures["cancelled"], figures["released"], figures["no_show"]) == (4, 1, 1, 1)
    assert (figures["came"], figures["yet_to_come"], figures["waiting"]) == (0, 1, 1)


def test_taken_back_and_merged_records_are_nobody() -> None:
    nobody = [named(in_state(S.UNDONE), "a"), named(in_state(S.MERGED), "b")]
    assert set(people_of_day(nobody).figures().values()) == {0}


@pytest.mark.parametrize(
    ("verbs", "name"),
    [
        (
            (lambda a: work.back_to_pool(a, at=at(340)), lambda a: desk.begin_center_support(a, at=at(341))),
            "went_out",
        ),
        ((lambda a: desk.check_out(a, an_end(350)),), "went_out"),
    ],
)
def test_the_highest_class_counts(verbs: tuple[Any, ...], name: str) -> None:
    a = returned()
    for verb in verbs:
        a = moved(a, verb(a))
    assert class_of(a) == name


def test_who_helped_inside_and_then_went_home_counts_as_help_inside() -> None:
    a = in_state(S.CENTER_SUPPORT)
    a = moved(a, desk.leave_early(a, because=LeaveReason.TIME, at=at(90)))
    assert (a.status, class_of(a)) == (S.LEFT_EARLY, "center_support")


def test_who_was_sent_home_and_came_again_is_still_here() -> None:
    a = moved(in_state(S.SENT_HOME), desk.check_in(in_state(S.SENT_HOME), an_arrival(120)))
    assert class_of(a) == "still_here"


def test_a_booked_person_who_came_is_no_no_show_however_late_the_scan_was_told() -> None:
    a = in_state(S.NO_SHOW)
    a = moved(a, desk.check_in(a, an_arrival(2, is_offline=True, is_late=True)))
    count = people_of_day([a])
    assert (count.came, count.no_show, count.late) == ((a.attendance_id,), (), (a.attendance_id,))


def test_at_the_close_whoever_is_outside_or_expected_is_named() -> None:
    out, expected = named(departed(), "out"), named(booked(), "expected")
    problems = people_of_day([out, expected]).problems(is_closed=True)
    assert [(one.code, one.people) for one in problems] == [
        ("day.count_still_out", (out.attendance_id,)),
        ("day.count_yet_to_come", (expected.attendance_id,)),
    ]


def a_team(*members: AttendanceId, **how: Any) -> Team:
    return Team(
        team_id=TEAM,
        number=1,
        day=TODAY,
        status=how.pop("status", TeamStatus.WORKING),
        since=at(45),
        members=members,
        leader=None,
        visits=(VISIT,),
        return_by=at(360),
        departed_at=at(45),
        **how,
    )


def test_a_difference_between_our_count_and_the_teams_lists_is_told_by_name() -> None:
    mine, theirs = named(departed(), "mine"), AttendanceId("att_theirs_20260912")
    count = people_of_day([mine], [a_team(theirs)])
    (problem,) = count.problems()
    assert (problem.code, problem.people) == ("day.count_teams", tuple(sorted((mine.attendance_id, theirs))))
    assert people_of_day([mine], [a_team(mine.attendance_id)]).problems() == ()
    back = a_team(mine.attendance_id, theirs, back=(theirs,))
    assert people_of_day([mine], [back]).problems() == ()


def test_a_sum_that_does_not_close_names_who_is_missing() -> None:
    a = named(departed(), "a")
    count = replace(people_of_day([a]), not_yet_back=(), out_by_teams=())
    (problem,) = count.problems()
    assert (problem.code, problem.expected, problem.found, problem.people) == (
        "day.count_went_out", 1, 0, (a.attendance_id,)
    )  # fmt: skip


STEPS: tuple[Any, ...] = (
    lambda a, t: desk.check_in(a, an_arrival(t, standing=READY)),
    lambda a, t: desk.check_in(a, an_arrival(t, standing=UNINSURED, is_full=True)),
    lambda a, t: desk.confirm_insurance(a, joined_here=True, at=at(t)),
    lambda a, t: desk.attend_orientation(a, round_number=1, at=at(t)),
    lambda a, t: desk.rest(a, at=at(t)),
    lambda a, t: desk.recover(a, at=at(t)),
    lambda a, t: desk.admit(a, at=at(t)),
    lambda a, t: desk.send_home(a, at=at(t)),
    lambda a, t: desk.begin_center_support(a, at=at(t)),
    lambda a, t: desk.end_center_support(a, at=at(t)),
    lambda a, t: desk.leave_early(a, because=LeaveReason.TIME, at=at(t)),
    lambda a, t: desk.leave_early(a, because=LeaveReason.TIME, at=at(t - 50), is_offline=True),
    lambda a, t: desk.check_out(a, an_end(t)),
    lambda a, t: desk.check_out(a, an_end(t), is_offline=True),
    lambda a, t: work.take_seat(a, visit_id=VISIT, at=at(t)),
    lambda a, t: work.join_team(a, team_id=TEAM, visit_id=OTHER_VISIT, at=at(t)),
    lambda a, t: work.free_seat(a, because=FREED, at=at(t)),
    lambda a, t: work.depart(a, at=at(t)),
    lambda a, t: work.come_back(a, at=at(t), injured=False),
    lambda a, t: work.leave_from_site(a, at=at(t), because=LeaveReason.TIME),
    lambda a, t: work.back_to_pool(a, at=at(t)),
    lambda a, t: records.undo(a, at=at(t)),
    lambda a, t: desk.cancel_booking(a, because=BookingBecause.PERSON, at=at(t)),
    lambda a, t: desk.note_no_show(a, at=at(t)),
    lambda a, t: desk.book(a, birth=a_birth(), held_by="staff_1", group_id=None, at=at(t)),
)


def walk(steps: list[int], *, with_booking: bool) -> Attendance:
    """Somebody's day made of any steps; what the record refuses does not happen."""
    a = booked() if with_booking else moved(None, desk.check_in(None, an_arrival(0)))
    for minutes, step in enumerate(steps, start=1):
        try:
            a = moved(a, STEPS[step](a, minutes))
        except Refusal:
            continue
        assert settled(a) == a, "settling twice changes nothing"
    return a


@given(
    st.lists(
        st.tuples(st.booleans(), st.lists(st.integers(0, len(STEPS) - 1), max_size=14)),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_any_day_of_any_people_adds_up(days: list[tuple[bool, list[int]]]) -> None:
    people = [named(walk(steps, with_booking=booking), f"p{n}") for n, (booking, steps) in enumerate(days)]
    count = people_of_day(people)
    assert count.problems() == ()
    assert len(count.checked_in) == sum(len(getattr(count, name)) for name in CLASSES)
