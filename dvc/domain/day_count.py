"""The people of a day for the daily report (domain/02 2.9): each counted once, by name, so that the sums can
be gone through.

`checked_in = went_out + center_support + sent_home + left_early + still_here`, each person in the highest
class that applies; `went_out = back + left_from_site + not_yet_back`; `booked = came + cancelled + released +
no_show` once the day is closed. The teams keep their own lists of names; where the two disagree, the
difference is named (law 12).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TypeAlias

from dvc.domain.attendance_settled import was_here
from dvc.domain.attendance_state import NOT_A_RECORD, Attendance, AttendanceStatus
from dvc.domain.ids import AttendanceId
from dvc.domain.team_state import OUTSIDE, Team

People: TypeAlias = tuple[AttendanceId, ...]
_ENDED_BOOKING = (
    (AttendanceStatus.BOOKING_CANCELLED, "cancelled"),
    (AttendanceStatus.RELEASED, "released"),
    (AttendanceStatus.NO_SHOW, "no_show"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountProblem:
    """Two figures that should be equal and are not. `people`: the difference by name, empty when none can be
    named.
    """

    code: str
    expected: int
    found: int
    people: People = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleOfDay:
    """Day records by class, each tuple in order of id. `out_by_teams`: who is outside by the teams' lists.

    `yet_to_come`: booked and not seen; empty once the day is closed. `late`: told after the close, in a class
    as well. `individuals` and `in_groups` cut `checked_in` the other way.
    """

    checked_in: People
    went_out: People
    center_support: People
    sent_home: People
    left_early: People
    still_here: People
    back: People
    left_from_site: People
    not_yet_back: People
    booked: People
    came: People
    cancelled: People
    released: People
    no_show: People
    yet_to_come: People
    individuals: People
    in_groups: People
    waiting: People
    late: People
    injured: People
    out_by_teams: People

    def figures(self) -> dict[str, int]:
        """How many in each class."""
        return {one.name: len(getattr(self, one.name)) for one in fields(self)}

    def problems(self, *, is_closed: bool = False) -> tuple[CountProblem, ...]:
        """Sums that do not close, empty when all do. `is_closed`: judge as at the day's close (nobody out,
        nobody expected).
        """
        checked_in = (self.went_out, self.center_support, self.sent_home, self.left_early, self.still_here)
        went_out = (self.back, self.left_from_site, self.not_yet_back)
        booked = (self.came, self.cancelled, self.released, self.no_show, self.yet_to_come)
        found = [
            *_sum_differs("day.count_checked_in", self.checked_in, checked_in),
            *_sum_differs("day.count_went_out", self.went_out, went_out),
            *_sum_differs("day.count_booked", self.booked, booked),
            *_lists_differ("day.count_teams", self.not_yet_back, self.out_by_teams),
        ]
        if is_closed:
            found += _lists_differ("day.count_still_out", (), self.not_yet_back)
            found += _lists_differ("day.count_yet_to_come", (), self.yet_to_come)
        return tuple(found)


def people_of_day(attendances: Iterable[Attendance], teams: Iterable[Team] | None = None) -> PeopleOfDay:
    """Count the day records of one day.

    `teams`: of the same day, for the second list of who is outside; None: there is no second list to compare
    with.
    """
    standing = (a for a in attendances if a.status not in NOT_A_RECORD)
    records = sorted(standing, key=lambda a: a.attendance_id)
    here = [a for a in records if was_here(a)]
    by_class = {name: tuple(a.attendance_id for a in here if class_of(a) == name) for name in _CLASSES}
    out = [a for a in here if a.went_out]
    not_yet_back = tuple(a.attendance_id for a in out if _way_home(a) == "not_yet_back")
    booked = [a for a in records if a.booking is not None]
    seats = {name: tuple(a.attendance_id for a in booked if _seat_of(a) == name) for name in _SEATS}
    return PeopleOfDay(
        checked_in=_ids(here),
        **by_class,
        back=tuple(a.attendance_id for a in out if _way_home(a) == "back"),
        left_from_site=tuple(a.attendance_id for a in out if _way_home(a) == "left_from_site"),
        not_yet_back=not_yet_back,
        booked=_ids(booked),
        **seats,
        individuals=tuple(a.attendance_id for a in here if a.group_id is None),
        in_groups=tuple(a.attendance_id for a in here if a.group_id is not None),
        waiting=tuple(a.attendance_id for a in here if a.status is AttendanceStatus.WAITLIST),
        late=tuple(a.attendance_id for a in here if a.late),
        injured=tuple(a.attendance_id for a in here if a.injured),
        out_by_teams=not_yet_back if teams is None else _out_by_teams(teams),
    )


_OVER = AttendanceStatus.CHECKED_OUT
_CLASSES = ("went_out", "center_support", "sent_home", "left_early", "still_here")
_SEATS = ("came", "cancelled", "released", "no_show", "yet_to_come")


def class_of(a: Attendance) -> str:
    """The highest class of somebody who was here: went out > center support > sent home > left early > still
    here.
    """
    if a.went_out:
        return "went_out"
    if a.supported_center:
        return "center_support"
    if a.sent_home_at is not None and a.status in {AttendanceStatus.SENT_HOME, _OVER}:
        return "sent_home"
    if a.left_early_at is not None and a.status in {AttendanceStatus.LEFT_EARLY, _OVER}:
        return "left_early"
    return "still_here"


def _seat_of(a: Attendance) -> str:
    """What became of a booking."""
    if was_here(a):
        return "came"
    return dict(_ENDED_BOOKING).get(a.status, "yet_to_come")


def _way_home(a: Attendance) -> str:
    """Where somebody who went out is now: outside, gone from the site, or counted back."""
    if a.held is AttendanceStatus.DEPARTED:
        return "not_yet_back"
    return "left_from_site" if a.held is AttendanceStatus.LEFT else "back"


def _out_by_teams(teams: Iterable[Team]) -> People:
    outside = (team for team in teams if team.status in OUTSIDE)
    return tuple(sorted({person for team in outside for person in team.outside}))


def _ids(records: Iterable[Attendance]) -> People:
    return tuple(a.attendance_id for a in records)


def _sum_differs(code: str, whole: People, parts: tuple[People, ...]) -> tuple[CountProblem, ...]:
    """The parts must hold everybody of the whole, each once."""
    known = frozenset(whole)
    told = Counter(one for part in parts for one in part)
    wrong = tuple(sorted(one for one in {*known, *told} if told[one] != 1 or one not in known))
    return (CountProblem(code=code, expected=len(whole), found=told.total(), people=wrong),) if wrong else ()


def _lists_differ(code: str, ours: People, theirs: People) -> tuple[CountProblem, ...]:
    wrong = tuple(sorted(set(ours) ^ set(theirs)))
    return (CountProblem(code=code, expected=len(ours), found=len(theirs), people=wrong),) if wrong else ()
