"""A random day at the wall and in the field: whatever the desks do, people, sheets, teams and tools tell
one story.

Laws of reliability.md 2 over random acts of these desks on a real store: one place a person (3), no sheet
fuller than it says without a chief (4), nobody falls out of the books (12), no shelf below zero (B6), and
replay = tables.
"""

from __future__ import annotations

from contextlib import ExitStack

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dvc.commands.equipment import StockItem
from dvc.commands.field_forming import TickDepartureCheck
from dvc.commands.field_work import SendOff
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.commands.take_back import TakeBack
from dvc.domain import field_clock
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import AttendanceStatus
from dvc.domain.equipment import ITEM
from dvc.domain.equipment_loan import LOAN
from dvc.domain.equipment_state import Movement, StockReason
from dvc.domain.need import NEED
from dvc.domain.need_state import NeedStatus
from dvc.domain.promise import PromiseState
from dvc.domain.team import TEAM
from dvc.domain.team_state import BEFORE_DEPARTURE, DepartureCheck, Team
from dvc.domain.visit import VISIT
from tests.factories import HEAD
from tests.properties import commands_staff, commands_teams
from tests.properties.gen import GENERATORS
from tests.unit.teams.morning import a_morning

assert TakeBack in GENERATORS, commands_staff.__name__
OURS = sorted(
    (one for one in GENERATORS if GENERATORS[one].__module__ == commands_teams.__name__),
    key=lambda one: one.__name__,
)


class Day(RuleBasedStateMachine):
    """Seven households, eighteen volunteers, five teams of which two are out; then anything."""

    def __init__(self) -> None:
        """Open the day."""
        super().__init__()
        self.stack = ExitStack()
        self.morning = self.stack.enter_context(a_morning())
        self.center = self.morning.center
        bought = StockItem(
            item=commands_teams.SHOVEL, movement=Movement.PURCHASE, count=10, reason=StockReason.NEW
        )
        self.center.do(bought)
        crew = self.morning.volunteers(15)
        self.morning.group(3)
        sheets = [self.morning.sheet() for _ in range(6)]
        self.morning.need()
        pairs = zip(crew[:10:2], crew[1:10:2], strict=True)
        for number, (sheet, people) in enumerate(zip(sheets, pairs, strict=False)):
            self.morning.do(TakeSeat(visit_id=sheet, people=people))
            self.morning.do(AssembleTeam(visit_id=sheet, leader=people[0]))
            if number < 3:
                self._check(self.center.all(TEAM)[number])
            if number < 2:
                self.center.do(SendOff(team_id=self.center.all(TEAM)[number].team_id))

    def _check(self, team: Team) -> None:
        """All five checks of a team, so that a random day reaches the field."""
        for check in DepartureCheck:
            self.center.do(TickDepartureCheck(team_id=team.team_id, check=check))

    @rule(
        data=st.data(),
        command=st.sampled_from([*OURS, *OURS, TakeBack, TakeBack, None]),
        minutes=st.integers(0, 9),
    )
    def act(self, data: st.DataObject, command: type | None, minutes: int) -> None:
        """A desk does something, or makes the five checks of a team in a row; refusals change nothing."""
        self.center.clock.forward(minutes=minutes)
        if command is None:
            waiting = [one for one in self.center.all(TEAM) if one.status in BEFORE_DEPARTURE]
            if waiting:
                self._check(data.draw(st.sampled_from(waiting)))
            return
        made = GENERATORS[command](data.draw, self.center)
        if made is not None:
            self.center.give(made, actor=HEAD)

    @invariant()
    def one_place_a_person(self) -> None:
        """Law 3: a day record, its sheet and its team say the same of a person."""
        sheets = {one.visit_id: one for one in self.center.all(VISIT)}
        teams = {one.team_id: one for one in self.center.all(TEAM)}
        noted = [person for sheet in sheets.values() for seat in sheet.loose for person in seat.people]
        joined = [
            person for team in teams.values() if team.status in BEFORE_DEPARTURE for person in team.members
        ]
        outside = [person for team in teams.values() for person in team.outside]
        placed = [*noted, *joined, *outside]
        assert len(set(placed)) == len(placed), "somebody stands in two places"
        for one in self.center.all(ATTENDANCE):
            person = one.attendance_id
            if one.status is AttendanceStatus.DEPARTED:
                assert one.team_id is not None
                assert person in teams[one.team_id].outside
            elif one.status is AttendanceStatus.ASSIGNED and one.team_id is not None:
                assert person in teams[one.team_id].members
            elif one.status is AttendanceStatus.ASSIGNED:
                assert one.visit_id is not None
                assert person in sheets[one.visit_id].people
            else:
                assert person not in placed, f"{one.status} and still placed"

    @invariant()
    def nobody_falls_out_of_the_books(self) -> None:
        """Law 12."""
        count = field_clock.head_count(self.center.all(TEAM))
        assert count.adds_up
        departed = sum(one.status is AttendanceStatus.DEPARTED for one in self.center.all(ATTENDANCE))
        assert departed == count.not_yet_back

    @invariant()
    def a_need_is_in_activity_while_a_team_is_out_for_it(self) -> None:
        """Invariant of domain/03 3.1."""
        out = {one.need_id for one in self.center.all(VISIT) if one.teams_out}
        active = {one.need_id for one in self.center.all(NEED) if one.status is NeedStatus.IN_ACTIVITY}
        assert out == active

    @invariant()
    def the_shelves_add_up(self) -> None:
        """B6: what is set aside and lent is what the open loans say, and nothing is below zero."""
        held = {PromiseState.HELD: 0, PromiseState.CONFIRMED: 0}
        for loan in self.center.all(LOAN):
            for line in loan.lines:
                if line.item == commands_teams.SHOVEL and loan.promise.state in held:
                    held[loan.promise.state] += line.is_open
        for item in self.center.all(ITEM):
            heaps = (item.shelf, item.reserved, item.out, item.left_on_site, item.dirty, item.broken)
            assert min(*heaps, item.lost, item.used) >= 0
            assert sum(heaps) == item.total
            if item.item == commands_teams.SHOVEL:
                assert (item.reserved, item.out) == (held[PromiseState.HELD], held[PromiseState.CONFIRMED])

    def teardown(self) -> None:
        """Replay = tables."""
        try:
            verdict = self.center.verify()
            assert verdict.is_clean, verdict.differences
        finally:
            self.stack.close()


TestDay = Day.TestCase
TestDay.settings = settings(
    max_examples=8,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
