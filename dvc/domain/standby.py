"""The standby list: households that could be served today if only somebody phoned them, in the order of
calling.

Too few ready needs (domain/06 6.7 F4) is seen when the free places fall under the people who are here and
have no place; households that cancel on the day (F10, 5-10 %) do the same. Pure: it ranks and counts; a yes
is a call recorded and a sheet hung up, and both commands judge again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.need_gate import PASSABLE, gate_of
from dvc.domain.need_site import MissingFact
from dvc.domain.need_state import CallResult, Need, NeedStatus, QuickInspection
from dvc.domain.promise import PromiseState
from dvc.domain.team_state import Visit, VisitStatus
from dvc.domain.urgency import serving_order
from dvc.domain.values import CENTER_ZONE, Presence, Route, Slot, activity_day

WAY_MINUTES: Final = 25  # there and back: one round of a van, domain/06 6.6; part of the return limit, H11
NOON_HOUR: Final = 12
WITHOUT_A_DAY: Final = frozenset({NeedStatus.READY, NeedStatus.CONTINUE_WAIT})
"""Ready, and no day agreed: one call makes it work of today (N16, "today's addition")."""
WITHOUT_A_PLACE: Final = frozenset(
    {AttendanceStatus.ARRIVED, AttendanceStatus.INSURANCE_WAIT, AttendanceStatus.ORIENTED}
)
"""Checked in, oriented or about to be, and on no sheet: a call takes as long as a round of the orientation.
"""
NOT_OURS: Final = frozenset({Route.TECHNICAL, Route.REFER, Route.SELF_CONTRACTOR, Route.REFUSE})
_TAKEN = frozenset({PromiseState.HELD, PromiseState.CONFIRMED})
_SAID_NO = frozenset({CallResult.REFUSED, CallResult.WRONG_NUMBER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The day as the list needs it. `return_by`: when teams have to be back. `yellow_enters`: setting
    `yellow_tag_enters`.
    """

    now: datetime
    return_by: datetime
    yellow_enters: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Standby:
    """`people`: here and on no sheet. `places`: free on the sheets of today, and of needs agreed for today
    whose sheet does not hang yet. `needs`: in calling order. `wanted`: how many of them, from the first on,
    fill the gap; fewer than the list holds, or all of it.
    """

    people: int
    places: int
    needs: tuple[Need, ...]
    wanted: int

    @property
    def short(self) -> int:
        """Places that are missing, 0 when there are enough."""
        return max(0, self.people - self.places)

    @property
    def calls(self) -> bool:
        """Whether the desk is to phone now."""
        return self.short > 0 and bool(self.needs)


def standby_of(
    needs: Iterable[Need], visits: Iterable[Visit], people: Iterable[Attendance], hours: Hours
) -> Standby:
    """The list of this moment; visits and people of other days count for nothing."""
    today, known = activity_day(hours.now), tuple(needs)
    here = sum(one.day == today and one.status in WITHOUT_A_PLACE for one in people)
    places = sum(free_places(one) for one in visits if one.day == today)
    places += sum(_most(one) for one in known if _is_agreed_today(one, hours))
    listed = tuple(
        sorted((one for one in known if can_be_called(one, hours)), key=lambda one: _order(one, hours))
    )
    return Standby(people=here, places=places, needs=listed, wanted=_wanted(listed, here - places))


def free_places(visit: Visit) -> int:
    """Places on a sheet that hangs and has no note yet; 0 once its team is made."""
    if visit.status is not VisitStatus.POSTED or not visit.is_up:
        return 0
    taken = sum(len(seat.people) for seat in visit.seats if seat.promise.state in _TAKEN)
    return max(0, visit.people_max - taken)


def can_be_called(need: Need, hours: Hours) -> bool:
    """Whether one call can make this need work of today: ready, reachable by telephone, nothing agreed
    against today, somebody could open, and the work ends before the return limit (H11).
    """
    today = activity_day(hours.now)
    waits = need.next_call_on is not None and need.next_call_on > today
    return (
        need.status in WITHOUT_A_DAY
        and may_enter(need, yellow_enters=hours.yellow_enters)
        and MissingFact.PHONE not in need.missing
        and not waits
        and not (_called_today(need, hours) and need.last_call_result in _SAID_NO)
        and _wishes_allow(need, hours)
        and _ends_in_time(need, hours)
    )


def may_enter(need: Need, *, yellow_enters: bool) -> bool:
    """Whether volunteers may go there at all (H08, H09) and it is known how many (H04)."""
    stays_out = need.inspection is QuickInspection.YELLOW and not yellow_enters
    return (
        need.estimate is not None
        and need.route not in NOT_OURS
        and gate_of(need) in PASSABLE
        and not stays_out
    )


def said_yes(need: Need, hours: Hours) -> bool:
    """Whether somebody reached the household today already, so that only the sheet is missing."""
    return _called_today(need, hours) and need.last_call_result in {CallResult.REACHED, CallResult.CHANGED}


def _called_today(need: Need, hours: Hours) -> bool:
    return need.last_call_at is not None and activity_day(need.last_call_at) == activity_day(hours.now)


def _wishes_allow(need: Need, hours: Hours) -> bool:
    """Presence is flexible unless nobody can open; unknown is asked in the call."""
    wishes, today = need.wishes, activity_day(hours.now)
    is_afternoon = hours.now.astimezone(CENTER_ZONE).hour >= NOON_HOUR
    return (
        wishes.presence is not Presence.NONE
        and (wishes.not_before is None or wishes.not_before <= today)
        and (not wishes.days or today in wishes.days)
        and not (wishes.slot is Slot.AM and is_afternoon)
    )


def _ends_in_time(need: Need, hours: Hours) -> bool:
    work = timedelta(hours=need.estimate.hours) if need.estimate is not None else timedelta()
    return hours.now + timedelta(minutes=WAY_MINUTES) + work <= hours.return_by


def _is_agreed_today(need: Need, hours: Hours) -> bool:
    return (
        need.status is NeedStatus.SCHEDULED
        and need.appointment is not None
        and need.appointment.day == activity_day(hours.now)
        and may_enter(need, yellow_enters=hours.yellow_enters)
    )


def _most(need: Need) -> int:
    return need.estimate.people_max if need.estimate is not None else 0


def _order(need: Need, hours: Hours) -> tuple[int, tuple[str, int, datetime, int, str]]:
    """Who said yes and has no sheet, then rank, urgency and days waited (domain/05 5.2); who did not answer
    today comes again at the end.
    """
    if said_yes(need, hours):
        return (0, serving_order(need))
    return (2 if _called_today(need, hours) else 1, serving_order(need))


def _wanted(listed: Iterable[Need], gap: int) -> int:
    """How many needs from the first on are wanted until their places fill the gap."""
    wanted = 0
    for need in listed:
        if gap <= 0:
            break
        gap -= _most(need)
        wanted += 1
    return wanted
