"""The standby list: whom to phone when the places run out, in which order, and whom not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.ids import AttendanceId, NeedId, VolunteerId, short_code
from dvc.domain.need_site import MissingFact, Wishes
from dvc.domain.need_state import CallResult, Need, NeedStatus, QuickInspection
from dvc.domain.standby import Hours, can_be_called, standby_of
from dvc.domain.team_state import VisitStatus
from dvc.domain.values import Presence, Rank, Route, Slot
from tests.unit.needs.builders import NOW, TODAY, TOMORROW, YESTERDAY, a_need, an_appointment, an_estimate
from tests.unit.teams.builders import a_seat, a_sheet, people

S = NeedStatus
HOURS = Hours(now=NOW, return_by=NOW + timedelta(hours=5, minutes=30))  # 15:00
AFTERNOON = Hours(now=NOW + timedelta(hours=3), return_by=NOW + timedelta(hours=12))
CALLED = {"last_call_at": NOW, "calls": 1}


def named(name: str, **changes: Any) -> Need:
    return a_need(S.READY, need_id=NeedId(name), **changes)


def here(
    count: int, status: AttendanceStatus = AttendanceStatus.ORIENTED, **changes: Any
) -> list[Attendance]:
    facts = {"day": TODAY, "status": status, "since": NOW, **changes}
    return [
        Attendance(
            attendance_id=AttendanceId(f"att_{status.value}{n}_20260912"),
            volunteer_id=VolunteerId(f"vol_{status.value}{n}"),
            code=short_code("V", TODAY, n),
            number=n,
            **facts,
        )
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize(
    ("status", "changes", "hours", "expected"),
    [
        (S.READY, {}, HOURS, True),
        (S.CONTINUE_WAIT, {}, HOURS, True),
        (S.SCHEDULED, {}, HOURS, False),
        (S.INTAKE, {}, HOURS, False),
        (S.READY, {"estimate": None}, HOURS, False),
        (S.READY, {"route": Route.TECHNICAL}, HOURS, False),
        (S.READY, {"inspection": QuickInspection.RED}, HOURS, False),
        (S.READY, {"missing": (MissingFact.PHONE,)}, HOURS, False),
        (S.READY, {"missing": (MissingFact.LIVING,)}, HOURS, True),
        (S.READY, {"wishes": Wishes(presence=Presence.NONE)}, HOURS, False),
        (S.READY, {"wishes": Wishes()}, HOURS, True),
        (S.READY, {"wishes": Wishes(days=(TOMORROW,))}, HOURS, False),
        (S.READY, {"wishes": Wishes(days=(TODAY, TOMORROW))}, HOURS, True),
        (S.READY, {"wishes": Wishes(not_before=TOMORROW)}, HOURS, False),
        (S.READY, {"wishes": Wishes(slot=Slot.AM)}, HOURS, True),
        (S.READY, {"wishes": Wishes(slot=Slot.AM)}, AFTERNOON, False),
        (S.READY, {"next_call_on": TOMORROW}, HOURS, False),
        (S.READY, {"next_call_on": TODAY}, HOURS, True),
        (S.READY, {**CALLED, "last_call_result": CallResult.ABSENT}, HOURS, True),
        (S.READY, {**CALLED, "last_call_result": CallResult.REFUSED}, HOURS, False),
        (S.READY, {"estimate": an_estimate(hours=5.0)}, HOURS, True),
        (S.READY, {"estimate": an_estimate(hours=5.5)}, HOURS, False),
    ],
)
def test_who_can_be_called_for_today(
    status: NeedStatus, changes: dict[str, Any], hours: Hours, expected: object
) -> None:
    assert can_be_called(a_need(status, **changes), hours) is expected


def test_a_yellow_sticker_is_called_only_where_teams_may_enter_it() -> None:
    signed = named("need_y", inspection=QuickInspection.YELLOW, gate_signed_by="staff_head")
    assert can_be_called(signed, HOURS)
    strict = Hours(now=HOURS.now, return_by=HOURS.return_by, yellow_enters=False)
    assert not can_be_called(signed, strict)


def test_the_order_is_a_yes_without_a_sheet_then_rank_urgency_and_days_waited() -> None:
    absent = {**CALLED, "last_call_result": CallResult.ABSENT}
    reached = {**CALLED, "last_call_result": CallResult.REACHED}
    needs = [
        named("need_absent", rank=Rank.A, urgency=99, **absent),
        named("need_new", rank=Rank.B, urgency=50),
        named("need_old", rank=Rank.B, urgency=50, received_at=NOW - timedelta(days=4)),
        named("need_urgent", rank=Rank.B, urgency=60),
        named("need_a", rank=Rank.A, urgency=70),
        named("need_yes", rank=Rank.D, **reached),
    ]
    listed = standby_of(needs, (), (), HOURS).needs
    order = ["need_yes", "need_a", "need_urgent", "need_old", "need_new", "need_absent"]
    assert [one.need_id for one in listed] == order
    assert standby_of(reversed(needs), (), (), HOURS).needs == listed


def test_places_are_free_ones_on_todays_sheets_and_of_needs_agreed_for_today() -> None:
    sheets = [
        a_sheet(a_seat(*people(4))),
        a_sheet(status=VisitStatus.TEAMED),
        a_sheet(is_up=False),
        a_sheet(day=YESTERDAY),
    ]
    agreed = [
        a_need(S.SCHEDULED, estimate=an_estimate(people_max=5)),
        a_need(S.SCHEDULED, appointment=an_appointment(TOMORROW)),
        a_need(S.SCHEDULED, inspection=QuickInspection.RED),
    ]
    crowd = [
        *here(3),
        *here(2, AttendanceStatus.ARRIVED),
        *here(9, AttendanceStatus.ASSIGNED),
        *here(9, AttendanceStatus.DEPARTED),
        *here(9, day=YESTERDAY),
    ]
    found = standby_of(agreed, sheets, crowd, HOURS)
    assert (found.people, found.places, found.short) == (5, 2 + 5, 0)


@pytest.mark.parametrize(
    ("count", "short", "wanted", "calls"),
    [
        (0, 0, 0, False),
        (6, 0, 0, False),
        (7, 1, 1, True),
        (12, 6, 1, True),
        (13, 7, 2, True),
        (99, 93, 3, True),
    ],
)
def test_as_many_are_wanted_as_fill_the_gap(count: int, short: int, wanted: int, calls: object) -> None:
    needs = [named(f"need_{n}") for n in range(3)]
    found = standby_of(needs, [a_sheet()], here(count), HOURS)
    assert (found.short, found.wanted, found.calls) == (short, wanted, calls)


def test_without_a_household_to_phone_nobody_is_told_to_phone() -> None:
    found = standby_of((), (), here(5), HOURS)
    assert (found.short, found.calls) == (5, False)
