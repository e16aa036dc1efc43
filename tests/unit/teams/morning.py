"""A morning at a real center for the tests: a day opened, volunteers received and oriented, needs agreed
for today.

Everything goes through the one door; nothing is put into the store beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dvc.commands.day import OpenDay
from dvc.commands.matching import PostNeed
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.commands.needs import ReceiveNeed
from dvc.commands.needs_calls import ScheduleNeed
from dvc.commands.needs_survey import SkipSurvey
from dvc.commands.needs_told import WorkAsked
from dvc.commands.reception import CheckInNew
from dvc.commands.reception_gates import RecordOrientation
from dvc.commands.reception_groups import CheckInGroup, GroupPerson, NewGroup
from dvc.commands.reception_person import CoverForm, PersonForm
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance, DayAnswers
from dvc.domain.command import Receipt
from dvc.domain.group import GroupTerms
from dvc.domain.ids import AttendanceId, GroupId, NeedId, TeamId, VisitId
from dvc.domain.insurance import InsurancePlan
from dvc.domain.need import NEED
from dvc.domain.need_state import Appointment, Estimate, Need
from dvc.domain.roles import Actor, Role
from dvc.domain.team import TEAM
from dvc.domain.team_state import Team, Visit
from dvc.domain.values import AgeBand, Channel, Presence, Slot, WorkType
from dvc.domain.visit import VISIT
from tests.factories import Center, a_center, an_actor
from tests.unit.teams.builders import said

TODAY = date(2026, 9, 12)
YESTERDAY = date(2026, 9, 11)
WEST = an_actor(Role.MATCHING, name="staff_nishida")
MORI = an_actor(Role.MATCHING, name="staff_mori")
GATE = an_actor(Role.EQUIPMENT, name="staff_oka")
DESK = an_actor(Role.REPORT, name="staff_hayakawa")
CHIEF = an_actor(Role.SECTION_CHIEF, name="staff_chief")
COVER = CoverForm(plan=InsurancePlan.TENSAI, joined_on=YESTERDAY)


def a_form(number: int, **facts: Any) -> PersonForm:
    """Somebody with a phone, of an age to lead, covered since yesterday."""
    usual: dict[str, Any] = {
        "name": f"緑川 {number}",
        "kana": "ミドリカワ",
        "phone": f"090-0000-{number:04d}",
        "age_band": AgeBand.THIRTIES,
        "cover": COVER,
    }
    return PersonForm(**{**usual, **facts})


@dataclass(slots=True)
class Morning:
    """The center and short ways to the things that a test of the wall and the field needs."""

    center: Center
    count: int = 0
    houses: int = field(default=0)

    def give(self, command: Any, by: Actor = WEST, **how: Any) -> Receipt:
        """Give a command as one of the desks; a refusal must have its sentence."""
        receipt = self.center.give(command, actor=by, **how)
        if receipt.code is not None:
            said(receipt.code, receipt.details)
        return receipt

    def do(self, command: Any, by: Actor = WEST, **how: Any) -> Any:
        """Give a command that must not be refused, and get its result."""
        return self.give(command, by, **how).raise_if_refused().result

    def volunteer(
        self, *, oriented: bool = True, said: DayAnswers | None = None, **facts: Any
    ) -> AttendanceId:
        """Receive somebody, with the next number."""
        self.count += 1
        answers = said or DayAnswers(leader_ok=True)
        done = self.center.do(CheckInNew(person=a_form(self.count, **facts), said=answers))
        person = AttendanceId(str(done.result["attendance_id"]))
        if oriented:
            self.center.do(RecordOrientation(attendance_ids=(person,)))
        return person

    def volunteers(self, count: int) -> tuple[AttendanceId, ...]:
        """Receive so many people who came alone."""
        return tuple(self.volunteer() for _ in range(count))

    def group(self, count: int, *, keep_together: bool = True, oriented: bool = True) -> GroupId:
        """Receive a group that stays together, with as many people."""
        group = GroupId(f"group_{self.count + 1}")
        rows: list[GroupPerson] = []
        for _ in range(count):
            self.count += 1
            rows.append(GroupPerson(person=a_form(self.count), is_leader=not rows))
        new = NewGroup(name="緑瀬OB会", terms=GroupTerms(expected=count, keep_together=keep_together))
        self.center.do(CheckInGroup(group_id=group, new_group=new, people=tuple(rows)))
        if oriented:
            people = tuple(one.attendance_id for one in self.center.all(ATTENDANCE) if one.group_id == group)
            self.center.do(RecordOrientation(attendance_ids=people))
        return group

    def need(
        self, *, estimate: Estimate | None = None, work: WorkType = WorkType.BELONGINGS_OUT, **told: Any
    ) -> NeedId:
        """A household whose day is today."""
        self.houses += 1
        received = self.center.do(
            ReceiveNeed(
                channel=Channel.PHONE,
                name=f"三条 {self.houses}",
                phone=f"0000-22-{self.houses:04d}",
                address=f"緑瀬市三条{self.houses}丁目",
                request_text="家財を外へ出したい",
                work=(WorkAsked(work_type=work),),
                **told,
            )
        )
        need = NeedId(str(received.result["need_id"]))
        self.ready(need, estimate or an_estimate())
        return need

    def ready(self, need: NeedId, estimate: Estimate) -> None:
        """Make it ready without a survey, and agree on today."""
        self.center.do(SkipSurvey(need_id=need, estimate=estimate, override_reason="見てきた"))
        today = Appointment(day=TODAY, slot=Slot.DAY, presence=Presence.SELF)
        self.center.do(ScheduleNeed(need_id=need, appointment=today))

    def sheet(self, need: NeedId | None = None, **how: Any) -> VisitId:
        """Hang up the sheet of a need, of a new one unless told."""
        result = self.do(PostNeed(need_id=need or self.need(), **how))
        return VisitId(str(result["visit_id"]))

    def team(self, *, people: int = 2, sheet: VisitId | None = None) -> TeamId:
        """A team made by hand at the wall, with a leader."""
        visit = sheet or self.sheet()
        crew = self.volunteers(people)
        self.do(TakeSeat(visit_id=visit, people=crew))
        return self.assembled(visit, crew[0])

    def assembled(self, sheet: VisitId, leader: AttendanceId) -> TeamId:
        """A team made of the notes on a sheet."""
        return TeamId(str(self.do(AssembleTeam(visit_id=sheet, leader=leader))["team_id"]))

    def attendance(self, person: AttendanceId) -> Attendance:
        """Somebody's day record."""
        return self.center.state(ATTENDANCE, person)

    def visit(self, visit: VisitId) -> Visit:
        """A sheet."""
        return self.center.state(VISIT, visit)

    def need_state(self, need: NeedId) -> Need:
        """A need."""
        return self.center.state(NEED, need)

    def team_state(self, team: TeamId) -> Team:
        """A team."""
        return self.center.state(TEAM, team)


def an_estimate(**changes: Any) -> Estimate:
    """Two to four people for two hours."""
    return Estimate(
        **{"people_min": 2, "people_max": 4, "hours": 2.0, "visits": 1, "heavy": False, **changes}
    )


@contextmanager
def a_morning() -> Iterator[Morning]:
    """A center whose day is open, at 08:30."""
    with a_center() as center:
        center.do(OpenDay())
        yield Morning(center)
