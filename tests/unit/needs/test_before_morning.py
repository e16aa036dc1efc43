"""Readings for the evening before on a wired center: who is booked, and which houses are meant."""

from __future__ import annotations

from datetime import timedelta

from dvc.commands.needs_calls import RecordCall
from dvc.commands.reception_booking import BookDay
from dvc.commands.reception_groups import GroupPerson, NewGroup, RegisterGroup
from dvc.commands.reception_people import RegisterVolunteer
from dvc.commands.reception_person import PersonForm
from dvc.domain.group import GroupTerms
from dvc.domain.ids import VolunteerId
from dvc.domain.need_state import CallResult
from dvc.domain.values import AgeBand, Skill
from dvc.read.before_morning import booked_of, forecast
from dvc.read.center import CenterReader
from tests.factories import Center
from tests.unit.needs.acts import INTAKE, ready, scheduled
from tests.unit.needs.builders import TODAY, TOMORROW


def a_volunteer(center: Center, name: str, *skills: Skill, seats: int = 0) -> VolunteerId:
    who = VolunteerId(f"vol_{name}")
    form = PersonForm(name=name, phone="090-0000-1111", age_band=AgeBand.THIRTIES, skills=skills, seats=seats)
    center.do(RegisterVolunteer(volunteer_id=who, person=form))
    return who


def test_a_member_of_a_group_is_counted_with_the_group_only(center: Center) -> None:
    alone = a_volunteer(center, "alone", Skill.LEADER_EXP, seats=4)
    member = a_volunteer(center, "member", Skill.CHAINSAW)
    center.do(BookDay(volunteer_id=alone, day=TOMORROW))
    center.do(
        RegisterGroup(
            group=NewGroup(name="緑の会", terms=GroupTerms(expected=20, own_cars=True)),
            day=TOMORROW,
            people=(GroupPerson(volunteer_id=member),),
        )
    )
    one, group = booked_of(CenterReader(center.store), TOMORROW)
    assert (one.people, one.is_group, one.seats, one.leaders) == (1, False, 4, 1)
    assert (group.people, group.is_group, group.seats, group.skills) == (20, True, 20, (Skill.CHAINSAW,))
    assert not booked_of(CenterReader(center.store), TODAY)


def test_needs_agreed_for_tomorrow_are_ready_and_those_without_a_day_can_be_called(center: Center) -> None:
    scheduled(center, TOMORROW)
    scheduled(center, TODAY)
    ready(center)
    later = ready(center)
    next_on = TOMORROW + timedelta(days=1)
    center.do(RecordCall(need_id=later, result=CallResult.REACHED, next_on=next_on), actor=INTAKE)
    found = forecast(CenterReader(center.store), center.clock.now())
    assert (found.needs, found.can_be_called) == (1, 1)
    assert (found.cap, found.show_up_percent) == (240, 85)
