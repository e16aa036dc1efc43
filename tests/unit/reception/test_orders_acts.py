"""Law "any delivery order, same end" for what devices without a line tell, with repeats and a merge:
the same acts with the same times, given in another order, end in equal people, days and rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dvc.commands.catalogue import COMMANDS
from dvc.commands.reception import CheckIn, CheckInNew
from dvc.commands.reception_gates import RecordOrientation
from dvc.commands.reception_leaving import CheckOut, LeaveEarly
from dvc.commands.reception_merge import MergeVolunteers
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Condition, DayAnswers, attendance_id_of
from dvc.domain.day import DAY
from dvc.domain.ids import Code, VolunteerId
from dvc.domain.team_state import LeaveReason
from dvc.domain.values import AgeBand
from dvc.domain.volunteer import VOLUNTEER
from tests.unit.reception.station import TODAY, Station, a_form, a_station, at

KNOWN = VolunteerId("vol_known")
MERGED = VolunteerId("vol_gave_way")
NEW = VolunteerId("vol_new")
UNKNOWN = VolunteerId("vol_unknown")
EVERYBODY = (KNOWN, MERGED, NEW, UNKNOWN)
Act = tuple[Any, int]
"""A command and the minute after 09:00 at which it happened."""


def prepared(station: Station) -> None:
    """Somebody known, and a second entry of the same person that gave way before the phones came back."""
    for who in (KNOWN, MERGED):
        station.do(CheckInNew(volunteer_id=who, person=a_form()), at=at(-10))
    station.do(MergeVolunteers(keep=KNOWN, other=MERGED))


def ends(acts: Sequence[Act], order: Sequence[int]) -> tuple[Any, ...]:
    """Everything that stands at the end, but for numbers, which are given in order of telling."""
    with a_station() as station:
        prepared(station)
        station.center.clock.at = at(600)
        for index in order:
            command, minutes = acts[index]
            station.do(command, at=at(minutes), action_id=f"phone_{index}")
        assert station.center.verify().is_clean
        records = [
            replace(a, number=0, code=Code(""), other_codes=()) for a in station.center.all(ATTENDANCE)
        ]
        return records, station.center.all(VOLUNTEER), station.center.all(DAY)


PEOPLE = st.sampled_from(EVERYBODY)
MINUTES = st.integers(0, 120)
SAID = st.builds(
    DayAnswers, condition=st.sampled_from([None, Condition.BAD]), seats=st.sampled_from([None, 4])
)
TOLD: dict[type, st.SearchStrategy[Any]] = {
    CheckIn: st.builds(
        lambda who, said, number: CheckIn(volunteer_id=who, said=said, number=number, offline=True),
        PEOPLE, SAID, st.sampled_from([None, 8001, 8002]),
    ),
    CheckInNew: st.builds(
        lambda said, band: CheckInNew(
            volunteer_id=NEW, person=a_form("新規 一", age_band=AgeBand(band)), said=said, offline=True
        ),
        SAID, st.just("twenties"),
    ),
    RecordOrientation: st.builds(
        lambda people, number: RecordOrientation(
            round_number=number,
            attendance_ids=tuple(attendance_id_of(who, TODAY) for who in people),
            offline=True,
        ),
        st.lists(PEOPLE, min_size=1, max_size=3, unique=True), st.integers(1, 2),
    ),
    LeaveEarly: st.builds(
        lambda who, why: LeaveEarly(attendance_id=attendance_id_of(who, TODAY), because=why, offline=True),
        PEOPLE, st.sampled_from([LeaveReason.TIME, LeaveReason.FAMILY]),
    ),
    CheckOut: st.builds(
        lambda who, again: CheckOut(attendance_id=attendance_id_of(who, TODAY), tomorrow=again, offline=True),
        PEOPLE, st.sampled_from([None, True, False]),
    ),
}  # fmt: skip
"""What devices tell late, by command."""


def test_every_command_that_devices_give_late_is_here() -> None:
    assert set(TOLD) == {handler.command for handler in COMMANDS.values() if handler.offline}


@given(
    acts=st.lists(st.tuples(st.one_of(*TOLD.values()), MINUTES), min_size=2, max_size=7),
    chance=st.randoms(use_true_random=False),
)
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # two centers an example: shrinking would take minutes, and the acts that differ are printed anyway
def test_phones_that_come_back_in_any_order_end_in_the_same_day(acts: list[Act], chance: Any) -> None:
    straight = list(range(len(acts)))
    mixed = [*straight, *straight]
    chance.shuffle(mixed)
    assert ends(acts, mixed) == ends(acts, straight)


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 4, 0, 3, 1), (3, 0, 4, 2, 1)])
def test_three_phones_of_one_person_come_back_in_any_order(order: tuple[int, ...]) -> None:
    """C3, C7: the entry on one tablet, two scans elsewhere, the talk, and the way home."""
    new = attendance_id_of(NEW, TODAY)
    acts: list[Act] = [
        (CheckInNew(volunteer_id=NEW, person=a_form("新規 一"), number=8001, offline=True), 5),
        (CheckIn(volunteer_id=NEW, offline=True), 2),
        (CheckIn(volunteer_id=NEW, number=8002, offline=True), 9),
        (RecordOrientation(round_number=1, attendance_ids=(new,), offline=True), 20),
        (LeaveEarly(attendance_id=new, because=LeaveReason.TIME, offline=True), 90),
    ]
    assert ends(acts, order) == ends(acts, (0, 1, 2, 3, 4))
    (record,) = [a for a in ends(acts, order)[0] if a.attendance_id == new]
    assert (record.status, record.arrived_at, len(record.scans)) == ("left_early", at(2), 3)
