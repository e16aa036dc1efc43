"""Every numbered transition of the day record (V1-V25, domain/03 3.2), allowed and refused, as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dvc.domain import attendance_desk as desk
from dvc.domain import attendance_record as records
from dvc.domain import attendance_work as work
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import (
    Attendance,
    AttendanceStatus,
    BookingBecause,
    Condition,
    DayAnswers,
)
from dvc.domain.ids import short_code
from dvc.domain.promise import PromiseState
from dvc.domain.refusal import Refusal
from dvc.domain.team_state import LeaveReason
from dvc.domain.values import AgeBand, Gender, Vehicle
from tests.unit.reception.builders import (
    BAD,
    FREED,
    GROUP,
    MINOR_ALONE,
    OTHER_TEAM,
    OTHER_VISIT,
    READY,
    TEAM,
    TODAY,
    UNINSURED,
    VISIT,
    VOL,
    a_birth,
    a_volunteer,
    an_arrival,
    an_end,
    arrived,
    at,
    booked,
    departed,
    in_state,
    moved,
    oriented,
    returned,
    seated,
    teamed,
)

S = AttendanceStatus
LATER = 400
"""Minutes after 09:00 at which the table's acts are done: after everything that the builders do."""

Verb = Callable[[Attendance], Any]
STEPS: dict[str, tuple[Verb, dict[AttendanceStatus, AttendanceStatus]]] = {
    "V1 book": (
        lambda a: desk.book(a, birth=a_birth(), held_by=VOL, group_id=None, at=at(LATER)),
        {S.BOOKING_CANCELLED: S.BOOKED, S.RELEASED: S.BOOKED, S.UNDONE: S.BOOKED},
    ),
    "cancel a booking": (
        lambda a: desk.cancel_booking(a, because=BookingBecause.PERSON, at=at(LATER)),
        {S.BOOKED: S.BOOKING_CANCELLED},
    ),
    "release a booking": (
        lambda a: desk.release_booking(a, because=BookingBecause.CAP, at=at(LATER)),
        {S.BOOKED: S.RELEASED},
    ),
    "V2 no-show": (lambda a: desk.note_no_show(a, at=at(LATER)), {S.BOOKED: S.NO_SHOW}),
    "V6 rest": (
        lambda a: desk.rest(a, at=at(LATER)),
        {
            S.ARRIVED: S.REST,
            S.INSURANCE_WAIT: S.REST,
            S.ORIENTED: S.REST,
            S.ASSIGNED: S.REST,
            S.CENTER_SUPPORT: S.REST,
            S.WAITLIST: S.REST,
        },
    ),
    "V7 send home": (
        lambda a: desk.send_home(a, at=at(LATER)),
        {
            S.WAITLIST: S.SENT_HOME,
            S.ARRIVED: S.SENT_HOME,
            S.INSURANCE_WAIT: S.SENT_HOME,
            S.ORIENTED: S.SENT_HOME,
        },
    ),
    "V8 orientation": (
        lambda a: desk.attend_orientation(a, round_number=2, at=at(LATER)),
        {
            S.ARRIVED: S.ORIENTED,
            S.INSURANCE_WAIT: S.INSURANCE_WAIT,
            S.ORIENTED: S.ORIENTED,
            S.ASSIGNED: S.ASSIGNED,
            S.CENTER_SUPPORT: S.CENTER_SUPPORT,
        },
    ),
    "V9 take a seat": (
        lambda a: work.take_seat(a, visit_id=VISIT, at=at(LATER)),
        {S.ORIENTED: S.ASSIGNED},
    ),
    "V9 join a team": (
        lambda a: work.join_team(a, team_id=TEAM, visit_id=VISIT, at=at(LATER)),
        {S.ORIENTED: S.ASSIGNED, S.ASSIGNED: S.ASSIGNED},
    ),
    "V10 free the seat": (
        lambda a: work.free_seat(a, because=FREED, at=at(LATER)),
        {S.ASSIGNED: S.ORIENTED},
    ),
    "V12 leave from the site": (
        lambda a: work.leave_from_site(a, at=at(LATER), because=LeaveReason.CONDITION),
        {S.DEPARTED: S.LEFT},
    ),
    "V13 come back": (
        lambda a: work.come_back(a, at=at(LATER), injured=False),
        {S.DEPARTED: S.RETURNED},
    ),
    "V14 into the pool again": (
        lambda a: work.back_to_pool(a, at=at(LATER)),
        {S.RETURNED: S.ORIENTED},
    ),
    "V15 V22 V23 check out": (
        lambda a: desk.check_out(a, an_end(LATER)),
        {
            S.RETURNED: S.CHECKED_OUT,
            S.CENTER_SUPPORT: S.CHECKED_OUT,
            S.LEFT: S.CHECKED_OUT,
            S.CHECKED_OUT: S.CHECKED_OUT,
        },
    ),
    "V16 help inside": (
        lambda a: desk.begin_center_support(a, at=at(LATER)),
        {S.ORIENTED: S.CENTER_SUPPORT, S.INSURANCE_WAIT: S.CENTER_SUPPORT, S.WAITLIST: S.CENTER_SUPPORT},
    ),
    "V18 leave early": (
        lambda a: desk.leave_early(a, because=LeaveReason.TIME, at=at(LATER)),
        dict.fromkeys(
            (S.ARRIVED, S.INSURANCE_WAIT, S.WAITLIST, S.ORIENTED, S.ASSIGNED, S.REST, S.CENTER_SUPPORT),
            S.LEFT_EARLY,
        ),
    ),
    "V19 admit": (lambda a: desk.admit(a, at=at(LATER)), {S.WAITLIST: S.ARRIVED}),
    "V20 recover": (lambda a: desk.recover(a, at=at(LATER)), {S.REST: S.ARRIVED}),
    "V22 end the help inside": (
        lambda a: desk.end_center_support(a, at=at(LATER)),
        {S.CENTER_SUPPORT: S.ORIENTED},
    ),
    "V24 change teams outside": (
        lambda a: work.change_team(a, team_id=OTHER_TEAM, at=at(LATER)),
        {S.DEPARTED: S.DEPARTED},
    ),
    "V25 undo": (
        lambda a: records.undo(a, at=at(LATER)),
        dict.fromkeys(frozenset(S) - {S.ASSIGNED, S.DEPARTED, S.UNDONE, S.MERGED}, S.UNDONE),
    ),
}
TABLE = [
    pytest.param(verb, status, allowed.get(status), id=f"{name} from {status}")
    for name, (verb, allowed) in STEPS.items()
    for status in S
]


@pytest.mark.parametrize(("verb", "status", "after"), TABLE)
def test_a_step_leads_where_the_table_says_or_is_refused(
    verb: Verb, status: AttendanceStatus, after: AttendanceStatus | None
) -> None:
    a = in_state(status)
    assert a.status is status
    if after is None:
        with pytest.raises(Refusal) as refused:
            verb(a)
        assert refused.value.code.startswith("reception.")
        assert refused.value.status == 409
    else:
        assert moved(a, verb(a)).status is after


CHECK_IN_FROM = {
    S.BOOKED: S.ARRIVED,
    S.BOOKING_CANCELLED: S.ARRIVED,
    S.RELEASED: S.ARRIVED,
    S.NO_SHOW: S.ARRIVED,
    S.UNDONE: S.ARRIVED,
    S.SENT_HOME: S.ARRIVED,
    S.LEFT_EARLY: S.ARRIVED,
}


@pytest.mark.parametrize("status", sorted(S))
def test_a_check_in_receives_who_is_not_here_and_keeps_the_scan_of_who_is(status: AttendanceStatus) -> None:
    """V3 from booked and nothing, V21 from sent home and no-show; anybody else stays where they are."""
    before = in_state(status)
    after = moved(before, desk.check_in(before, an_arrival(LATER, standing=before.standing or READY)))
    assert after.status is CHECK_IN_FROM.get(status, status)
    assert any(scan.at == at(LATER) for scan in after.scans)


def test_a_first_check_in_begins_the_record_with_its_number_and_code() -> None:
    a = arrived()
    assert (a.status, a.code, a.number, a.since) == (S.ARRIVED, "V-0912-0001-3", 1, at(0))
    assert a.attendance_id == "att_misaki_20260912"


def test_a_second_scan_is_a_repeat_and_changes_nothing_but_the_list_of_scans() -> None:
    a = arrived()
    again = moved(a, desk.check_in(a, an_arrival(8)))
    assert desk.is_repeat(a, an_arrival(8))
    assert replace(again, scans=a.scans) == a
    assert [scan.at for scan in again.scans] == [at(0), at(8)]


def test_the_same_action_twice_gives_no_event_at_all() -> None:
    assert desk.check_in(arrived(), an_arrival(0)) == ()


@pytest.mark.parametrize(
    ("standing", "said", "full", "status"),
    [
        (READY, BAD, False, S.REST),
        (UNINSURED, DayAnswers(), False, S.INSURANCE_WAIT),
        (MINOR_ALONE, DayAnswers(), False, S.INSURANCE_WAIT),
        (None, DayAnswers(), False, S.INSURANCE_WAIT),
        (READY, DayAnswers(), True, S.WAITLIST),
        (UNINSURED, BAD, True, S.REST),
        (UNINSURED, BAD, False, S.REST),
    ],
)
def test_the_door_turns_nobody_away_but_says_where_to_wait(
    standing: Any,
    said: DayAnswers,
    status: AttendanceStatus,
    *,
    full: bool,
) -> None:
    """V4, V6, V7: no insurance, no guardian's word, feeling ill, no place."""
    assert arrived(standing=standing, said=said, is_full=full).status is status


def test_a_booked_person_never_waits_although_the_day_is_full() -> None:
    a = booked()
    after = moved(a, desk.check_in(a, an_arrival(0, is_full=True)))
    assert after.status is S.ARRIVED
    assert after.booking is not None
    assert after.booking.state is PromiseState.FULFILLED


def test_whom_a_device_without_a_line_received_does_not_wait() -> None:
    a = in_state(S.WAITLIST)
    after = moved(a, desk.check_in(a, an_arrival(3, is_offline=True)))
    assert after.status is S.ARRIVED


def test_insurance_confirmed_lets_somebody_on_to_where_the_orientation_put_them() -> None:
    """V5, and the talk that was heard while waiting for the insurance desk counts."""
    a = in_state(S.INSURANCE_WAIT)
    a = moved(a, desk.attend_orientation(a, round_number=1, at=at(20)))
    assert a.status is S.INSURANCE_WAIT
    a = moved(a, desk.confirm_insurance(a, joined_here=True, at=at(25)))
    assert (a.status, a.joined_here, a.since) == (S.ORIENTED, True, at(25))
    assert desk.confirm_insurance(a, joined_here=False, at=at(26)) == ()


def test_a_guardians_word_lets_a_minor_on() -> None:
    a = arrived(standing=MINOR_ALONE)
    a = moved(a, desk.confirm_guardian(a, at=at(5)))
    assert a.status is S.ARRIVED


def test_a_recovered_person_is_back_in_the_pool_if_oriented_before() -> None:
    """V20: arrived or oriented."""
    a = oriented()
    a = moved(a, desk.rest(a, at=at(30)))
    assert a.rest_from is S.ORIENTED
    assert moved(a, desk.recover(a, at=at(50))).status is S.ORIENTED


def test_somebody_who_felt_ill_at_the_door_recovers_too() -> None:
    a = arrived(said=BAD)
    assert moved(a, desk.recover(a, at=at(50))).status is S.ARRIVED


def test_a_seat_tells_the_second_hand_who_was_first_and_when() -> None:
    with pytest.raises(Refusal) as refused:
        work.take_seat(seated(), visit_id=OTHER_VISIT, at=at(31))
    assert refused.value.code == "reception.already_assigned"
    assert refused.value.details == {"visit_id": VISIT, "by": "staff_matcher", "at": at(30)}


def test_a_team_tells_the_second_desk_who_was_first_and_when() -> None:
    with pytest.raises(Refusal) as refused:
        work.join_team(teamed(), team_id=OTHER_TEAM, visit_id=VISIT, at=at(40))
    assert refused.value.code == "reception.already_in_team"
    assert refused.value.details == {"team_id": TEAM, "by": "staff_matcher", "at": at(35)}


def test_a_note_on_one_sheet_does_not_join_a_team_of_another() -> None:
    with pytest.raises(Refusal, match="already_assigned"):
        work.join_team(seated(), team_id=TEAM, visit_id=OTHER_VISIT, at=at(40))


def test_only_a_team_may_depart_and_only_before_departure_may_one_leave_it() -> None:
    verbs: tuple[Verb, ...] = (
        lambda a: work.depart(a, at=at(40)),
        lambda a: work.leave_team(a, because=FREED, at=at(40)),
    )
    for verb in verbs:
        with pytest.raises(Refusal, match="no_team"):
            verb(seated())
        with pytest.raises(Refusal, match=r"reception\.out"):
            verb(departed())
    assert moved(teamed(), work.leave_team(teamed(), because=FREED, at=at(40))).status is S.ORIENTED
    assert moved(teamed(), work.depart(teamed(), at=at(40))).status is S.DEPARTED


@pytest.mark.parametrize(
    ("standing", "code"),
    [(UNINSURED, "reception.not_insured"), (MINOR_ALONE, "reception.guardian_needed")],
)
def test_nobody_departs_whose_gate_closed_after_the_seat_was_given(standing: Any, code: str) -> None:
    """V11: a correction of the entry may come between seat and gate."""
    a = teamed()
    a = moved(a, desk.judge_standing(a, standing))
    with pytest.raises(Refusal, match=code):
        work.depart(a, at=at(45))


def test_a_freed_person_stands_on_no_sheet_and_in_no_team() -> None:
    a = moved(teamed(), work.free_seat(teamed(), because=FREED, at=at(40)))
    assert (a.visit_id, a.team_id, a.freed_because, a.since) == (None, None, FREED, at(40))


def test_a_change_of_teams_outside_keeps_the_person_outside() -> None:
    a = departed()
    a = moved(a, work.change_team(a, team_id=OTHER_TEAM, visit_id=OTHER_VISIT, at=at(100)))
    assert (a.status, a.team_id, a.visit_id, a.departed_at) == (S.DEPARTED, OTHER_TEAM, OTHER_VISIT, at(45))
    with pytest.raises(Refusal, match="already_in_team"):
        work.change_team(a, team_id=OTHER_TEAM, at=at(101))


def test_nobody_is_back_before_they_went() -> None:
    with pytest.raises(Refusal) as refused:
        work.come_back(departed(), at=at(44), injured=False)
    assert (refused.value.code, refused.value.status) == ("reception.back_before_out", 422)


def test_a_second_visit_the_same_day_goes_the_same_way_again() -> None:
    a = moved(returned(), work.back_to_pool(returned(), at=at(340)))
    assert (a.status, a.team_id, a.went_out) == (S.ORIENTED, None, True)
    a = moved(a, work.take_seat(a, visit_id=OTHER_VISIT, at=at(345)))
    a = moved(a, work.join_team(a, team_id=OTHER_TEAM, visit_id=OTHER_VISIT, at=at(346)))
    a = moved(a, work.depart(a, at=at(350)))
    assert (a.status, a.departed_at, a.back_at) == (S.DEPARTED, at(350), None)


def test_an_undone_record_forgets_what_was_told_and_keeps_its_number() -> None:
    a = in_state(S.UNDONE)
    assert (a.arrived_at, a.number, len(a.scans)) == (None, 1, 1)
    again = moved(a, desk.check_in(a, an_arrival(30)))
    assert (again.status, again.arrived_at, again.number) == (S.ARRIVED, at(30), 1)


def test_a_scan_older_than_the_undoing_is_kept_and_revives_nobody() -> None:
    a = moved(arrived(), records.undo(arrived(), at=at(20)))
    after = moved(a, desk.check_in(a, an_arrival(10)))
    assert (after.status, len(after.scans)) == (S.UNDONE, 2)


def test_a_seat_has_to_be_freed_before_a_registration_is_undone() -> None:
    with pytest.raises(Refusal) as refused:
        records.undo(teamed(), at=at(40))
    assert refused.value.code == "reception.still_on_sheet"
    assert refused.value.details["team_id"] == TEAM


def test_a_taken_back_first_check_in_leaves_an_undone_record() -> None:
    assert ATTENDANCE.void(arrived()).status is S.UNDONE


def test_answers_of_today_may_be_corrected_at_the_desk() -> None:
    a = arrived(said=DayAnswers(until=at(180), vehicle=Vehicle.KEI_TRUCK, seats=2))
    a = moved(a, desk.amend_answers(a, DayAnswers(leader_ok=True, seats=1)))
    assert (a.until, a.vehicle, a.seats, a.leader_ok) == (at(180), Vehicle.KEI_TRUCK, 1, True)
    with pytest.raises(Refusal):
        desk.amend_answers(departed(), DayAnswers(leader_ok=True))


def test_the_usual_car_counts_unless_the_person_comes_without_it() -> None:
    usual = replace(READY, vehicle=Vehicle.CAR, seats=5)
    assert (arrived(standing=usual).vehicle, arrived(standing=usual).seats) == (Vehicle.CAR, 5)
    on_foot = arrived(standing=usual, said=DayAnswers(vehicle=Vehicle.NONE))
    assert (on_foot.vehicle, on_foot.seats) == (Vehicle.NONE, 0)


def test_a_number_told_by_the_center_stays_and_the_devices_own_is_still_found() -> None:
    a = arrived()
    after = moved(a, desk.check_in(a, an_arrival(3, number=8012)))
    assert (after.number, after.other_codes) == (1, (short_code("V", TODAY, 8012),))


def test_an_early_fact_without_a_check_in_is_kept_and_takes_the_devices_number_later() -> None:
    a = moved(None, desk.open_record(a_birth(), standing=READY, is_late=False, at=at(20)))
    a = moved(a, desk.attend_orientation(a, round_number=1, at=at(20), is_offline=True))
    assert (a.status, a.arrived_at) == (S.ORIENTED, None)
    a = moved(a, desk.check_in(a, an_arrival(2, number=8012)))
    assert (a.status, a.arrived_at, a.number, a.other_codes) == (S.ORIENTED, at(2), 8012, ())


def test_a_check_out_told_while_the_person_is_outside_waits_for_the_head_count() -> None:
    """Law 12: a phone's word does not bring anybody home."""
    a = departed()
    a = moved(a, desk.check_out(a, an_end(320), is_offline=True))
    assert a.status is S.DEPARTED
    assert moved(a, work.come_back(a, at=at(330), injured=False)).status is S.CHECKED_OUT


def test_an_old_word_of_leaving_does_not_take_a_seat_that_was_given_later() -> None:
    a = moved(seated(), desk.leave_early(seated(), because=LeaveReason.TIME, at=at(10), is_offline=True))
    assert (a.status, a.visit_id) == (S.ASSIGNED, VISIT)
    a = moved(a, desk.leave_early(a, because=LeaveReason.TIME, at=at(60), is_offline=True))
    assert (a.status, a.visit_id, a.left_early_at) == (S.LEFT_EARLY, None, at(60))


def test_who_went_out_after_a_word_of_leaving_is_not_gone_when_back_in_the_pool() -> None:
    a = moved(departed(), desk.leave_early(departed(), because=LeaveReason.TIME, at=at(40), is_offline=True))
    a = moved(a, work.come_back(a, at=at(200), injured=False))
    assert moved(a, work.back_to_pool(a, at=at(210))).status is S.ORIENTED


def test_facts_for_the_rules_join_the_day_and_the_person() -> None:
    a = moved(oriented(), desk.amend_answers(oriented(), DayAnswers(leader_ok=True, until=at(180))))
    known = work.facts(a, a_volunteer(gender=Gender.FEMALE), TODAY)
    assert (known.is_insured, known.is_oriented, known.is_free, known.is_woman) == (True, True, True, True)
    assert (known.leader_ok, known.until, known.is_minor, known.has_phone) == (True, at(180), False, True)
    young = work.facts(a, a_volunteer(age_band=AgeBand.FROM_15), TODAY)
    assert (young.is_minor, young.leader_ok) == (True, False)


def test_insurance_and_orientation_of_another_day_count_for_nothing() -> None:
    known = work.facts(oriented(), a_volunteer(), date(2026, 9, 13))
    assert (known.is_insured, known.is_oriented) == (False, False)


@pytest.mark.parametrize(("minutes", "late"), [(29, False), (30, False), (31, True)])
def test_a_team_is_overdue_after_the_grace_and_never_once_it_is_back(minutes: int, *, late: bool) -> None:
    """V17: a flag computed from time."""
    now = at(360 + minutes)
    assert work.is_overdue(return_by=at(360), returned_at=None, now=now, grace_minutes=30) is late
    assert not work.is_overdue(return_by=at(360), returned_at=at(350), now=now, grace_minutes=30)


def test_nobody_with_a_seat_changes_groups() -> None:
    a = moved(oriented(), records.join_group(oriented(), GROUP))
    assert records.join_group(a, GROUP) == ()
    seat = moved(a, work.take_seat(a, visit_id=VISIT, at=at(30)))
    with pytest.raises(Refusal, match="still_on_sheet"):
        records.leave_group(seat, GROUP)
    with pytest.raises(Refusal, match="in_other_group"):
        records.join_group(a, type(GROUP)("grp_2"))


def test_the_condition_is_the_one_told_first() -> None:
    a = arrived(said=DayAnswers(condition=Condition.SLIGHTLY))
    again = moved(a, desk.check_in(a, an_arrival(5, said=BAD)))
    assert (again.condition, again.status) == (Condition.SLIGHTLY, S.ARRIVED)
