"""A reception at a real center for the tests: short ways to do an act at the desk and to look at a record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dvc.commands.day import OpenDay
from dvc.commands.reception import CheckIn, CheckInNew
from dvc.commands.reception_people import RegisterVolunteer
from dvc.commands.reception_person import CoverForm, PersonForm
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance, DayAnswers
from dvc.domain.command import Receipt
from dvc.domain.ids import AttendanceId, VolunteerId
from dvc.domain.insurance import InsurancePlan
from dvc.domain.roles import Actor, ActorKind, Role
from dvc.domain.values import AgeBand
from dvc.domain.volunteer import VOLUNTEER, Volunteer
from tests.factories import Center, a_center, an_actor

TODAY = date(2026, 9, 12)
NINE = datetime(2026, 9, 12, 0, 0, tzinfo=UTC)
DESK = an_actor(Role.RECEPTION, name="staff_desk")
OTHER_DESK = an_actor(Role.RECEPTION, name="staff_other")
CHIEF = an_actor(Role.SECTION_CHIEF, name="staff_chief")
HEAD = an_actor(Role.CENTER_HEAD, name="staff_head")
SAFETY = an_actor(Role.SAFETY, name="staff_nurse")
COVERED = CoverForm(plan=InsurancePlan.TENSAI, joined_on=date(2026, 5, 1))


def at(minutes: int) -> datetime:
    """So many minutes after 09:00."""
    return NINE + timedelta(minutes=minutes)


def oneself(volunteer_id: str) -> Actor:
    """A volunteer at the own page."""
    return an_actor(Role.VOLUNTEER, name=volunteer_id, kind=ActorKind.VOLUNTEER)


def a_form(name: str = "佐藤 美咲", **facts: Any) -> PersonForm:
    """The form of an adult with cover."""
    usual: dict[str, Any] = {"phone": "090-0000-0001", "age_band": AgeBand.THIRTIES, "cover": COVERED}
    return PersonForm(name=name, **{**usual, **facts})


@dataclass(slots=True)
class Station:
    """The reception of a center."""

    center: Center

    def do(self, command: Any, by: Actor = DESK, **how: Any) -> Any:
        """An act that must not be refused; its answer."""
        return self.center.do(command, actor=by, **how).result

    def give(self, command: Any, by: Actor = DESK, **how: Any) -> Receipt:
        """An act that may be refused."""
        return self.center.give(command, actor=by, **how)

    def refused(self, command: Any, by: Actor = DESK, **how: Any) -> Receipt:
        """An act that must be refused."""
        receipt = self.center.give(command, actor=by, **how)
        assert receipt.code is not None, f"{type(command).__name__} was not refused"
        return receipt

    def known(self, name: str = "佐藤 美咲", **facts: Any) -> VolunteerId:
        """Somebody who is entered and not received."""
        return VolunteerId(self.do(RegisterVolunteer(person=a_form(name, **facts)))["volunteer_id"])

    def received(self, name: str = "佐藤 美咲", said: DayAnswers | None = None, **facts: Any) -> AttendanceId:
        """Somebody who walked in."""
        done = self.do(CheckInNew(person=a_form(name, **facts), said=said or DayAnswers()))
        return AttendanceId(done["attendance_id"])

    def scan(self, volunteer_id: VolunteerId, minutes: int | None = None, **how: Any) -> Any:
        """A scan of somebody's tag; the answer."""
        offline = how.pop("offline", False)
        command = CheckIn(volunteer_id=volunteer_id, offline=offline, number=how.pop("number", None))
        return self.do(command, at=None if minutes is None else at(minutes), **how)

    def record(self, attendance_id: AttendanceId) -> Attendance:
        """A day record."""
        return self.center.state(ATTENDANCE, attendance_id)

    def status(self, attendance_id: AttendanceId) -> str:
        """The state of a day record."""
        return self.record(attendance_id).status.value

    def volunteer(self, volunteer_id: VolunteerId) -> Volunteer:
        """An entry."""
        return self.center.state(VOLUNTEER, volunteer_id)


@contextmanager
def a_station(*, is_open: bool = True) -> Iterator[Station]:
    """A center at 09:00, its day open unless told otherwise."""
    with a_center() as center:
        center.clock.at = NINE
        if is_open:
            center.do(OpenDay())
        yield Station(center)
