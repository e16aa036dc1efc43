"""Check-ins through the one door: known people and new ones, twice, late, over the cap, with own numbers."""

from __future__ import annotations

import sqlalchemy as sa

from dvc.commands.day import ChangeCap, ChangeSetting, CloseDay
from dvc.commands.reception import AmendAnswers, CheckIn, CheckInNew
from dvc.commands.reception_booking import BookDay
from dvc.commands.reception_floor import AdmitFromWaitlist, SendHome
from dvc.commands.reception_leaving import LeaveEarly
from dvc.commands.reception_people import AmendVolunteer, MarkDoNotAssign, RegisterVolunteer
from dvc.commands.reception_person import CoverForm, PersonForm
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Condition, DayAnswers, attendance_id_of
from dvc.domain.day import DAY, DayRule, DayRuleOverridden
from dvc.domain.facts import Recorded
from dvc.domain.ids import AttendanceId, ChoiceCode, VolunteerId
from dvc.domain.insurance import InsurancePlan
from dvc.domain.personal import Personal
from dvc.domain.values import AgeBand, Vehicle
from dvc.domain.volunteer import VOLUNTEER
from dvc.domain.volunteer_events import VolunteerAmended
from dvc.read.center import CenterReader
from dvc.store import event_log as log_reader
from dvc.store.tables import event_log
from tests.unit.reception.station import (
    CHIEF,
    OTHER_DESK,
    TODAY,
    Station,
    a_form,
    a_station,
    at,
    oneself,
)

STRANGER = VolunteerId("vol_from_a_tablet")


def test_a_known_person_is_received_with_number_code_and_the_next_round(station: Station) -> None:
    who = station.known()
    answer = station.scan(who, station="desk_1")
    assert (answer["code"], answer["number"], answer["round"]) == ("V-0912-0001-3", 1, 1)
    assert (answer["status"], answer["answer"], answer["repeated"]) == (
        "arrived",
        "reception.checkin_ok",
        False,
    )


def test_a_second_scan_is_answered_with_the_first_time_and_station_and_makes_no_second_record(
    station: Station,
) -> None:
    who = station.known()
    first = station.scan(who, station="desk_1")
    station.center.clock.forward(minutes=20)
    again = station.scan(who, by=OTHER_DESK, station="desk_2")
    assert (again["repeated"], again["answer"]) == (True, "reception.already_present")
    assert (again["first_at"], again["first_station"]) == (at(0).isoformat(), "desk_1")
    assert [a.attendance_id for a in station.center.all(ATTENDANCE)] == [first["attendance_id"]]
    scans = station.record(AttendanceId(first["attendance_id"])).scans
    assert [(scan.at, scan.station) for scan in scans] == [(at(0), "desk_1"), (at(20), "desk_2")]


def test_somebody_new_is_entered_and_received_in_one_act_and_the_words_stay_out_of_the_log(
    station: Station,
) -> None:
    person = a_form(
        "髙橋 さち",
        kana="タカハシ サチ",
        city_of_home="隣町市",
        health_note="ひざに痛み",
        emergency_name="髙橋 一郎",
    )
    answer = station.do(CheckInNew(person=person, said=DayAnswers(vehicle=Vehicle.KEI_TRUCK, seats=2)))
    who = answer["volunteer_id"]
    assert station.center.vault(who, Personal.NAME) == "髙橋 さち"
    assert station.center.vault(who, Personal.HEALTH_NOTE) == "ひざに痛み"
    assert station.volunteer(who).has_phone
    with station.center.store.read() as connection:
        log = " ".join(connection.execute(sa.select(event_log.c.body)).scalars())
    for word in ("髙橋", "タカハシ", "隣町", "ひざ", "090-0000", "一郎"):
        assert word not in log


def test_nobody_is_received_before_the_day_is_open_but_a_devices_word_is_kept() -> None:
    with a_station(is_open=False) as station:
        who = station.known()
        assert station.refused(CheckIn(volunteer_id=who)).code == "reception.day_not_open"
        assert station.refused(CheckInNew(person=a_form("森"))).code == "reception.day_not_open"
        assert len(station.center.all(VOLUNTEER)) == 1, "nobody is entered when the day takes nobody"
        assert station.scan(who, 5, offline=True)["status"] == "arrived"


def test_a_scan_made_before_the_close_and_told_after_it_is_kept_and_marked_late(station: Station) -> None:
    who, other = station.known(), station.known("森 健")
    station.center.clock.at = at(480)
    station.do(CloseDay(), by=CHIEF)
    station.center.clock.at = at(520)
    assert station.refused(CheckIn(volunteer_id=who)).code == "reception.day_not_open"
    answer = station.scan(who, 2)
    assert (answer["status"], answer["late"], answer["first_at"]) == ("arrived", True, at(2).isoformat())
    assert station.scan(other, 3, offline=True)["late"]


def test_over_the_cap_people_wait_in_the_order_of_their_coming_and_are_admitted_when_a_place_is_free(
    station: Station,
) -> None:
    station.do(ChangeCap(cap=1), by=CHIEF)
    first = station.received("一番 一")
    second, third = station.received("二番 二"), station.received("三番 三")
    assert (station.status(first), station.status(second)) == ("arrived", "waitlist")
    assert station.scan(station.record(third).volunteer_id)["place"] == 2
    full = station.refused(AdmitFromWaitlist(attendance_id=second))
    assert (full.code, full.details["cap"]) == ("reception.no_place", 1)
    station.do(LeaveEarly(attendance_id=first))
    assert station.do(AdmitFromWaitlist(attendance_id=second))["status"] == "arrived"
    again = station.refused(AdmitFromWaitlist(attendance_id=second), by=OTHER_DESK)
    assert (again.code, again.details["by"]) == ("reception.not_waiting", "staff_desk")


def test_only_a_chief_admits_beyond_the_cap_and_it_stands_in_the_days_log(station: Station) -> None:
    station.do(ChangeCap(cap=0), by=CHIEF)
    a = station.received()
    beyond = AdmitFromWaitlist(attendance_id=a, override_reason="看護師です")
    assert station.refused(beyond).code == "reception.chief_only"
    assert station.status(a) == "waitlist", "a refused act changes nothing"
    assert station.do(beyond, by=CHIEF)["status"] == "arrived"
    assert station.center.vault(a, Personal.REASON_TEXT) == "看護師です"
    events = [one.event for one in _events(station) if isinstance(one.event, DayRuleOverridden)]
    assert [(event.rule, event.count) for event in events] == [(DayRule.CAP, 1)]


def _events(station: Station) -> list[Recorded]:
    with station.center.store.read() as connection:
        return list(log_reader.read_stream(connection, DAY.name, "day_20260912"))


def test_somebody_sent_home_who_comes_again_is_received_if_there_is_a_place(station: Station) -> None:
    """V7, V21."""
    station.do(ChangeCap(cap=0), by=CHIEF)
    a = station.received()
    who = station.record(a).volunteer_id
    station.do(SendHome(attendance_ids=(a,)))
    station.center.clock.forward(minutes=30)
    assert station.scan(who)["status"] == "waitlist"
    station.do(SendHome(attendance_ids=(a,)))
    station.do(ChangeCap(cap=5), by=CHIEF)
    station.center.clock.forward(minutes=30)
    assert station.scan(who)["status"] == "arrived"


def test_a_booking_holds_its_place_against_walk_ins(station: Station) -> None:
    station.do(ChangeCap(cap=1), by=CHIEF)
    who = station.known()
    station.do(BookDay(volunteer_id=who, day=TODAY))
    assert station.status(station.received("森 健")) == "waitlist"
    assert station.scan(who)["status"] == "arrived"


def test_without_insurance_somebody_waits_at_the_desk(station: Station) -> None:
    last_year = CoverForm(plan=InsurancePlan.BASIC, joined_on=TODAY.replace(year=2025))
    for cover, answer in (
        (None, "reception.insurance_missing"),
        (CoverForm(plan=InsurancePlan.BASIC), "reception.insurance_tomorrow"),
        (last_year, "reception.insurance_last_year"),
    ):
        done = station.do(CheckInNew(person=a_form("森 健", cover=cover)))
        assert (done["status"], done["answer"]) == ("insurance_wait", answer)


def test_joined_at_the_gate_counts_at_once_when_the_center_has_the_exception(station: Station) -> None:
    station.do(ChangeSetting(key="insurance_immediate", value=True), by=CHIEF)
    done = station.do(CheckInNew(person=a_form(cover=CoverForm(plan=InsurancePlan.BASIC))))
    assert (done["status"], done["quake_gap"]) == ("arrived", False)


def test_after_an_earthquake_the_basic_plan_is_told_and_lets_through(station: Station) -> None:
    station.do(ChangeSetting(key="hazard", value=ChoiceCode("quake")), by=CHIEF)
    basic = CoverForm(plan=InsurancePlan.BASIC, joined_on=TODAY.replace(month=5))
    done = station.do(CheckInNew(person=a_form(cover=basic)))
    assert (done["status"], done["quake_gap"]) == ("arrived", True)


def test_a_minor_without_a_guardians_word_and_somebody_unwell_are_asked_aside(station: Station) -> None:
    minor = station.do(CheckInNew(person=a_form("森 葵", age_band=None, birth_date="2010-01-05")))
    assert (minor["status"], minor["answer"]) == ("insurance_wait", "reception.minor_guardian")
    unwell = station.do(CheckInNew(person=a_form("森 健"), said=DayAnswers(condition=Condition.BAD)))
    assert (unwell["status"], unwell["answer"]) == ("rest", "reception.condition_bad")


def test_a_person_who_must_not_be_sent_out_is_told_to_the_desk_with_the_scan(station: Station) -> None:
    who = station.known()
    mark = MarkDoNotAssign(volunteer_id=who, do_not_assign=True, reason="写真を無断でのせた")
    assert station.refused(mark).status == 403
    station.do(mark, by=CHIEF)
    assert station.scan(who)["do_not_assign"]


def test_a_tablets_number_is_the_persons_number_and_nobody_elses(station: Station) -> None:
    who, other = station.known(), station.known("森 健")
    assert station.scan(who, 1, offline=True, number=8012)["code"].startswith("V-0912-8012-")
    typed = station.refused(CheckIn(volunteer_id=other, number=8012))
    assert typed.code == "reception.number_taken"
    told = station.scan(other, 2, offline=True, number=8012)
    assert (told["number"], told["number_taken"]) == (1, True)
    assert station.refused(CheckIn(volunteer_id=other, number=77)).code == "refusal.value"


def test_a_volunteer_checks_in_only_oneself(station: Station) -> None:
    who = station.known()
    assert station.refused(CheckIn(volunteer_id=who), by=oneself("vol_else")).status == 403
    assert station.do(CheckIn(volunteer_id=who), by=oneself(who))["status"] == "arrived"
    a = attendance_id_of(who, TODAY)
    assert (
        station.refused(
            AmendAnswers(attendance_id=a, said=DayAnswers(seats=2)), by=oneself("vol_else")
        ).status
        == 403
    )
    station.do(AmendAnswers(attendance_id=a, said=DayAnswers(seats=2, until=at(180))), by=oneself(who))
    assert (station.record(a).seats, station.record(a).until) == (2, at(180))


def test_an_unknown_tag_is_refused_on_line_and_kept_from_a_device(station: Station) -> None:
    assert station.refused(CheckIn(volunteer_id=STRANGER)).status == 404
    held = station.scan(STRANGER, 3, offline=True)
    assert (held["status"], held["answer"]) == ("insurance_wait", "reception.kept_unknown")
    entered = station.do(CheckInNew(volunteer_id=STRANGER, person=a_form(), offline=True), at=at(2))
    assert (entered["status"], entered["attendance_id"]) == ("arrived", held["attendance_id"])
    assert len(station.record(AttendanceId(held["attendance_id"])).scans) == 2


def test_an_id_that_is_known_is_received_and_its_words_stand(station: Station) -> None:
    who = station.known()
    answer = station.do(CheckInNew(volunteer_id=who, person=a_form("別 人")))
    assert answer["volunteer_id"] == who
    assert station.center.vault(who, Personal.NAME) == "佐藤 美咲"


def test_a_correction_of_the_entry_moves_todays_record_too(station: Station) -> None:
    a = station.received(cover=None)
    who = station.record(a).volunteer_id
    answer = station.do(
        AmendVolunteer(volunteer_id=who, person=PersonForm(cover=a_form().cover, phone="なし"))
    )
    assert (answer["status"], station.status(a)) == ("arrived", "arrived")
    assert not station.volunteer(who).has_phone
    answer = station.do(AmendVolunteer(volunteer_id=who, person=PersonForm(age_band=AgeBand.FROM_15)))
    assert answer["status"] == "insurance_wait"


def test_what_cannot_be_meant_on_the_form_is_named_by_its_field(station: Station) -> None:
    for person, field in (
        (PersonForm(), "name"),
        (PersonForm(name="　 "), "name"),
        (PersonForm(name="あ\u0007い"), "name"),
        (PersonForm(name="あ" * 61), "name"),
        (PersonForm(name="森", phone="090-OOOO-0001"), "phone"),
        (PersonForm(name="森", phone="12"), "phone"),
        (PersonForm(name="森", birth_date="2026-02-30"), "birth_date"),
        (PersonForm(name="森", birth_date="2030-01-01"), "birth_date"),
        (PersonForm(name="森", seats=99), "seats"),
    ):
        no = station.refused(RegisterVolunteer(person=person))
        assert (no.status, no.details["field"]) == (422, field)
    assert station.center.all(VOLUNTEER) == []


def test_rare_names_are_kept_as_they_were_given(station: Station) -> None:
    """H8: never refuse a name for how it is written."""
    for name in ("𠮷田 﨑", "渡邉\U000e0100 神", "Nguyễn Văn A", "ミドリ"):
        who = station.known(name)
        assert station.center.vault(who, Personal.NAME) == name


def test_a_new_phone_alone_stands_in_the_log_by_its_name_only(station: Station) -> None:
    who = station.known()
    reader = CenterReader(station.center.store)
    before = reader.world_rows()[0]
    amend = AmendVolunteer(volunteer_id=who, person=PersonForm(phone="090-0000-4321"))
    station.do(amend)
    (event,) = reader.events_since(before)
    assert isinstance(event.event, VolunteerAmended)
    assert event.event.personal == (Personal.PHONE,)
    assert "4321" not in str(event)
    station.do(amend)
    assert reader.events_since(before + 1) == []
