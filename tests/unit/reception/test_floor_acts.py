"""Gates, rest, waiting list, help inside and going home; seats and teams follow in the same act."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dvc.commands.matching_seats import TakeSeat
from dvc.commands.reception_booking import BookDay, CancelBooking, ReleaseBooking
from dvc.commands.reception_floor import (
    AssignCenterSupport,
    EndCenterSupport,
    Recover,
    Rest,
    SendHome,
)
from dvc.commands.reception_gates import ConfirmGuardian, ConfirmInsurance, RecordOrientation
from dvc.commands.reception_leaving import CheckOut, LeaveEarly, UndoAttendance
from dvc.commands.reception_person import CoverForm
from dvc.commands.take_back import TakeBack
from dvc.domain.attendance_state import BookingBecause, Condition, DayAnswers, attendance_id_of
from dvc.domain.day import DAY
from dvc.domain.ids import ActionId, AttendanceId, BaseId, VolunteerId
from dvc.domain.insurance import InsurancePlan
from dvc.domain.personal import Personal
from dvc.domain.team_state import LeaveReason, TeamStatus
from dvc.domain.values import AgeBand
from dvc.domain.volunteer import GuardianConsent
from tests.unit.reception.station import (
    CHIEF,
    DESK,
    OTHER_DESK,
    SAFETY,
    TODAY,
    Station,
    at,
    oneself,
)
from tests.unit.teams.morning import a_morning

TOMORROW = TODAY.replace(day=13)


def test_a_policy_of_today_is_kept_and_counts_from_tomorrow(station: Station) -> None:
    a = station.received(cover=None)
    today = ConfirmInsurance(
        attendance_id=a, cover=CoverForm(plan=InsurancePlan.BASIC), insurance_no="B-77", joined_here=True
    )
    answer = station.do(today)
    assert (answer["covered"], answer["answer"], answer["valid_from"]) == (
        False,
        "reception.insurance_tomorrow",
        "2026-09-13",
    )
    who = station.record(a).volunteer_id
    assert station.center.vault(who, Personal.INSURANCE_NO) == "B-77"
    station.do(AssignCenterSupport(attendance_ids=(a,)))
    assert station.status(a) == "center_support", "helping inside is offered instead"
    station.center.clock.forward(days=1)
    assert station.scan(who, offline=True)["status"] == "arrived"


def test_an_older_policy_lets_the_person_on_and_is_known_the_next_day(station: Station) -> None:
    """V5."""
    a = station.received(cover=None)
    shown = CoverForm(plan=InsurancePlan.TENSAI, joined_on=TODAY.replace(day=1))
    answer = station.do(ConfirmInsurance(attendance_id=a, cover=shown))
    assert (answer["status"], answer["answer"]) == ("arrived", "reception.insurance_ok")
    impossible = CoverForm(plan=InsurancePlan.TENSAI, joined_on=TODAY.replace(day=1), fiscal_year=2031)
    assert (
        station.refused(ConfirmInsurance(attendance_id=a, cover=impossible)).details["field"] == "fiscal_year"
    )


def test_a_guardian_on_the_telephone_lets_a_minor_on_and_no_child_alone(station: Station) -> None:
    minor = station.received("森 葵", age_band=AgeBand.FROM_15)
    child = station.received("森 奏", age_band=AgeBand.UNDER_15)
    assert (
        station.do(ConfirmGuardian(attendance_id=minor, consent=GuardianConsent.PHONE))["status"] == "arrived"
    )
    alone = station.refused(ConfirmGuardian(attendance_id=child, consent=GuardianConsent.PHONE))
    assert alone.code == "reception.child_needs_company"
    beside = ConfirmGuardian(attendance_id=child, consent=GuardianConsent.ACCOMPANIED)
    assert station.do(beside)["status"] == "arrived"


def test_everyone_now_means_who_is_received_at_that_base_and_the_round_is_noted_with_the_day(
    station: Station,
) -> None:
    here = [station.received(f"説明 {n}") for n in range(3)]
    waiting = station.received("保険 なし", cover=None)
    station.do(LeaveEarly(attendance_id=here[2]))
    answer = station.do(RecordOrientation(everyone=True))
    assert (answer["round"], answer["oriented"]) == (1, 2)
    assert [station.status(a) for a in here] == ["oriented", "oriented", "left_early"]
    assert station.status(waiting) == "insurance_wait"
    assert station.center.state(DAY, "day_20260912").rounds[0].people == 2
    none = RecordOrientation(everyone=True, base_id=BaseId("base_west"))
    assert station.refused(none).code == "reception.nobody_to_orient"


def test_a_list_passes_over_who_cannot_have_been_there_and_names_them(station: Station) -> None:
    here, gone = station.received(), station.received("森 健")
    station.do(LeaveEarly(attendance_id=gone))
    answer = station.do(RecordOrientation(round_number=3, attendance_ids=(here, gone, here)))
    assert (answer["oriented"], answer["skipped"]) == (1, (gone,))
    assert station.record(here).oriented_round == 3


@pytest.mark.parametrize(
    "command",
    [
        RecordOrientation(),
        RecordOrientation(everyone=True, attendance_ids=(AttendanceId("att_a_20260912"),)),
        RecordOrientation(everyone=True, offline=True),
        RecordOrientation(attendance_ids=(AttendanceId("att_a_20260912"),), offline=True),
        RecordOrientation(everyone=True, round_number=1_000),
    ],
)
def test_a_round_names_its_people_one_way_and_a_device_names_round_and_people(
    station: Station, command: RecordOrientation
) -> None:
    assert station.refused(command).status == 422


def test_to_rest_and_back_with_the_words_sealed_under_the_person(station: Station) -> None:
    """V6, V20."""
    a = station.received()
    who = station.record(a).volunteer_id
    station.do(Rest(attendance_id=a, note="めまい"), by=SAFETY)
    assert (station.status(a), station.center.vault(who, Personal.HEALTH_NOTE)) == ("rest", "めまい")
    station.center.clock.forward(minutes=15)
    station.do(Recover(attendance_id=a), by=SAFETY)
    late = station.refused(Recover(attendance_id=a), by=DESK)
    assert (late.code, late.details["by"]) == ("reception.not_resting", "staff_nurse")


def test_one_who_moved_on_does_not_stop_the_others_from_being_sent_home(station: Station) -> None:
    here, gone = station.received(), station.received("森 健")
    station.do(LeaveEarly(attendance_id=gone))
    answer = station.do(SendHome(attendance_ids=(here, gone)))
    assert (answer["people"], answer["skipped"]) == (1, (gone,))
    assert station.refused(SendHome(attendance_ids=(here, gone))).code == "reception.cannot_send_home"
    assert station.refused(SendHome(attendance_ids=())).status == 422


def test_help_inside_counts_as_a_day_worked_and_ends_in_the_pool_or_with_the_check_out(
    station: Station,
) -> None:
    """V16, V22."""
    a, b = station.received(), station.received("森 健")
    station.do(RecordOrientation(everyone=True))
    station.do(AssignCenterSupport(attendance_ids=(a, b)))
    station.do(EndCenterSupport(attendance_ids=(a,)))
    assert station.status(a) == "oriented"
    out = station.do(CheckOut(attendance_id=b, tomorrow=True, condition=Condition.GOOD))
    assert (out["status"], out["tomorrow"], out["repeated"]) == ("checked_out", True, False)
    assert station.volunteer(station.record(b).volunteer_id).visits == 1
    assert station.volunteer(station.record(a).volunteer_id).visits == 0
    again = station.do(CheckOut(attendance_id=b), at=at(30))
    assert (again["repeated"], again["first_at"], again["tomorrow"]) == (True, at(0).isoformat(), True)


def test_who_has_not_worked_leaves_early_instead(station: Station) -> None:
    a = station.received()
    who = station.record(a).volunteer_id
    assert station.refused(CheckOut(attendance_id=a)).code == "reception.cannot_check_out"
    assert station.refused(LeaveEarly(attendance_id=a), by=oneself("vol_else")).status == 403
    station.do(LeaveEarly(attendance_id=a, because=LeaveReason.FAMILY, note="子どもの迎え"), by=oneself(who))
    assert station.record(a).left_because is LeaveReason.FAMILY
    assert station.center.vault(a, Personal.REASON_TEXT) == "子どもの迎え"


def test_the_wrong_person_is_undone_by_who_did_it_or_a_chief_even_after_later_steps(station: Station) -> None:
    """V25; the plain take-back stops at the orientation that came after."""
    who = station.known()
    done = station.scan(who, action_id="scan_wrong")
    a = AttendanceId(done["attendance_id"])
    station.do(RecordOrientation(everyone=True))
    undo = UndoAttendance(attendance_id=a, reason="別の佐藤さん")
    assert station.refused(TakeBack(of=ActionId("scan_wrong"))).code == "take_back.world_moved_on"
    assert station.refused(undo, by=OTHER_DESK).code == "reception.not_yours"
    assert station.refused(UndoAttendance(attendance_id=a, reason=" ")).status == 422
    station.do(undo)
    assert station.status(a) == "undone"
    station.center.clock.forward(minutes=30)
    assert station.scan(who)["status"] == "arrived"
    station.do(undo, by=CHIEF)
    assert station.status(a) == "undone"


def test_a_check_in_taken_back_at_once_leaves_nobody_and_the_person_may_come_later(station: Station) -> None:
    who = station.known()
    a = AttendanceId(station.scan(who, action_id="scan_wrong")["attendance_id"])
    station.do(TakeBack(of=ActionId("scan_wrong")))
    assert station.status(a) == "undone"
    station.center.clock.forward(minutes=5)
    assert station.scan(who)["status"] == "arrived"
    assert station.center.verify().is_clean


def test_booking_is_open_for_two_months_ahead_while_places_are_free(station: Station) -> None:
    """V1."""
    who = station.known()
    booked = station.do(BookDay(volunteer_id=who, day=TOMORROW), by=oneself(who))
    assert (booked["status"], booked["day"], booked["number"]) == ("booked", "2026-09-13", 1)
    twice = station.refused(BookDay(volunteer_id=who, day=TOMORROW))
    assert (twice.code, twice.details["by"]) == ("reception.already_booked", who)
    for day in (TODAY.replace(day=11), TODAY.replace(year=2027)):
        assert station.refused(BookDay(volunteer_id=who, day=day)).status == 422
    a = attendance_id_of(who, TOMORROW)
    station.do(CancelBooking(attendance_id=a), by=oneself(who))
    assert station.status(a) == "booking_cancelled"
    station.do(BookDay(volunteer_id=who, day=TOMORROW))
    station.do(ReleaseBooking(attendance_ids=(a,), because=BookingBecause.CALLED_OFF))
    assert station.status(a) == "released"
    assert station.refused(CancelBooking(attendance_id=a)).code == "reception.not_booked"


@dataclass(frozen=True)
class Unknown:
    command: object
    status: int


@pytest.mark.parametrize(
    "case",
    [
        Unknown(BookDay(volunteer_id=VolunteerId("vol_nobody"), day=TOMORROW), 404),
        Unknown(CheckOut(attendance_id=AttendanceId("att_nobody_20260912")), 404),
        Unknown(CheckOut(attendance_id=AttendanceId("att_nobody_20269999"), offline=True), 404),
        Unknown(LeaveEarly(attendance_id=AttendanceId("nobody"), offline=True), 404),
        Unknown(Rest(attendance_id=AttendanceId("att_nobody_20260912")), 404),
    ],
)
def test_nobody_and_no_id_are_unknown(station: Station, case: Unknown) -> None:
    assert station.refused(case.command).status == case.status


def test_a_devices_word_of_somebody_on_the_way_opens_a_record_that_waits(station: Station) -> None:
    who = station.known()
    a = attendance_id_of(who, TODAY)
    left = station.do(LeaveEarly(attendance_id=a, offline=True), at=at(40))
    assert (left["status"], station.record(a).arrived_at) == ("left_early", None)
    assert station.scan(who, 2, offline=True)["attendance_id"] == a
    assert (station.status(a), station.record(a).arrived_at) == ("left_early", at(2))


def test_who_goes_home_from_the_wall_frees_the_seat_in_the_same_act() -> None:
    """V18 from assigned."""
    with a_morning() as morning:
        one, other = morning.volunteers(2)
        sheet = morning.sheet()
        morning.do(TakeSeat(visit_id=sheet, people=(one, other)))
        answer = morning.do(LeaveEarly(attendance_id=one), by=DESK)
        assert (answer["status"], answer["seat_freed"]) == ("left_early", True)
        assert morning.visit(sheet).people == (other,)
        morning.do(Rest(attendance_id=other), by=SAFETY)
        assert (morning.visit(sheet).people, morning.attendance(other).visit_id) == ((), None)


def test_who_goes_home_from_a_team_leaves_it_smaller_and_the_last_one_dissolves_it() -> None:
    with a_morning() as morning:
        team = morning.team(people=3)
        first, second, third = morning.team_state(team).members
        morning.do(LeaveEarly(attendance_id=second), by=DESK)
        assert morning.team_state(team).members == (first, third)
        morning.do(LeaveEarly(attendance_id=third), by=DESK)
        assert (morning.team_state(team).status, morning.team_state(team).members) == (
            TeamStatus.PLANNED,
            (first,),
        )
        morning.do(LeaveEarly(attendance_id=first), by=DESK)
        assert morning.team_state(team).status is TeamStatus.DISSOLVED
        assert morning.center.verify().is_clean


def test_answers_at_the_door_reach_the_record(station: Station) -> None:
    a = station.received(said=DayAnswers(until=at(180), leader_ok=True, seats=3))
    assert (station.record(a).until, station.record(a).leader_ok, station.record(a).seats) == (
        at(180),
        True,
        3,
    )
