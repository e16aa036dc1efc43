"""Builders of needs for the tests: any state with sane facts, and the short way from events to a state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dvc.domain.ids import (
    ActorId,
    AreaCode,
    Code,
    HouseholdId,
    MeshCode,
    NeedId,
    StaffId,
    VisitId,
    WorkItemId,
)
from dvc.domain.need import evolve
from dvc.domain.need_events import NeedEvent
from dvc.domain.need_site import BuildingUse, ExplainedPoint, Site, TechnicalClass, Wishes
from dvc.domain.need_state import Appointment, Estimate, Need, NeedStatus, WorkItem
from dvc.domain.need_status import OWNERS
from dvc.domain.values import Channel, Place, Presence, Route, Slot, WorkType

NOW = datetime(2026, 9, 12, 0, 30, tzinfo=UTC)
"""2026-09-12 09:30 in the center's zone."""
TODAY = date(2026, 9, 12)
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)
VISIT = VisitId("visit_1")
CHIEF = ActorId("staff_chief")
SURVEYOR = StaffId("staff_survey")


def an_estimate(**changes: Any) -> Estimate:
    """Four to six people for three hours, one visit."""
    facts = {"people_min": 4, "people_max": 6, "hours": 3.0, "visits": 1, "heavy": False}
    return Estimate(**{**facts, **changes})


def an_appointment(day: date = TODAY, presence: Presence = Presence.SELF) -> Appointment:
    """The morning of a day, somebody at home."""
    return Appointment(day=day, slot=Slot.AM, presence=presence)


def an_item(work_type: WorkType = WorkType.BELONGINGS_OUT, name: str = "item_1") -> WorkItem:
    """One work item."""
    return WorkItem(item_id=WorkItemId(name), work_type=work_type)


def a_site(**changes: Any) -> Site:
    """A home with a place for two cars."""
    facts = {"building_use": BuildingUse.RESIDENCE, "parking_spaces": 2, "kei_truck_ok": True}
    return Site(**{**facts, **changes})


_IN_STATUS: dict[NeedStatus, dict[str, Any]] = {
    NeedStatus.SCHEDULED: {"appointment": an_appointment()},
    NeedStatus.POSTED: {
        "appointment": an_appointment(),
        "visit_id": VISIT,
        "posted_on": TODAY,
        "posted_from": NeedStatus.SCHEDULED,
        "visits": 1,
    },
    NeedStatus.IN_ACTIVITY: {"visit_id": VISIT, "posted_on": TODAY, "visits": 1},
    NeedStatus.REPORT_WAIT: {"visit_id": VISIT, "posted_on": TODAY, "visits": 1},
    NeedStatus.CONTINUE_WAIT: {"reports": 1, "visits": 1},
    NeedStatus.DONE: {"reports": 1, "visits": 1},
    NeedStatus.ON_HOLD: {"held_from": NeedStatus.READY},
    NeedStatus.MERGED: {
        "held_from": NeedStatus.INTAKE,
        "merged_into": NeedId("need_2"),
        "merged_at": NOW - timedelta(hours=2),
    },
    NeedStatus.TECHNICAL: {"route": Route.TECHNICAL, "technical": (TechnicalClass.ROOF_TARP,)},
}


def a_need(status: NeedStatus = NeedStatus.INTAKE, **changes: Any) -> Need:
    """A need in a state, received this morning, with an estimate and all the first facts."""
    facts: dict[str, Any] = {
        "need_id": NeedId("need_1"),
        "household_id": HouseholdId("household_1"),
        "code": Code("N-0912-001-5"),
        "born_on": TODAY,
        "number": 1,
        "status": status,
        "channel": Channel.PHONE,
        "received_at": NOW - timedelta(hours=3),
        "since": NOW - timedelta(hours=2),
        "place": Place(area=AreaCode("A1"), mesh=MeshCode("513644123")),
        "work": (an_item(),),
        "site": a_site(),
        "wishes": Wishes(presence=Presence.SELF),
        "told_points": (ExplainedPoint.FREE, ExplainedPoint.LIMITS),
        "estimate": an_estimate(),
        "route": Route.GENERAL,
        "owner": OWNERS[status],
    }
    return Need(**{**facts, **_IN_STATUS.get(status, {}), **changes})


def after(need: Need, events: Iterable[NeedEvent]) -> Need:
    """The need after these events."""
    for event in events:
        need = evolve(need, event)
    return need
