"""One person entered twice: entries and day records made one, and two again; nothing lost, nobody doubled."""

from __future__ import annotations

from datetime import date

from dvc.commands.matching_seats import TakeSeat
from dvc.commands.reception import CheckIn
from dvc.commands.reception_booking import BookDay
from dvc.commands.reception_floor import AssignCenterSupport
from dvc.commands.reception_gates import RecordOrientation
from dvc.commands.reception_merge import (
    MergeAttendances,
    MergeVolunteers,
    UnmergeAttendances,
    UnmergeVolunteers,
)
from dvc.commands.take_back import TakeBack
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import attendance_id_of
from dvc.domain.day_count import people_of_day
from dvc.domain.ids import ActionId, AttendanceId, VolunteerId
from dvc.domain.personal import Personal
from dvc.domain.values import AgeBand
from dvc.domain.volunteer import VolunteerStatus
from tests.unit.reception.station import DESK, OTHER_DESK, TODAY, Station, at
from tests.unit.teams.morning import a_morning


def twice(station: Station) -> tuple[VolunteerId, VolunteerId, AttendanceId, AttendanceId]:
    """(entry, second entry, record, second record) of one person who came through two doors."""
    a = station.received("佐藤 美咲", cover=None, phone=None)
    station.center.clock.forward(minutes=3)
    b = station.received("サトウ ミサキ", age_band=AgeBand.FORTIES)
    return station.record(a).volunteer_id, station.record(b).volunteer_id, a, b


def test_two_entries_become_one_with_one_record_and_the_first_time(station: Station) -> None:
    keep, other, a, b = twice(station)
    station.do(MergeVolunteers(keep=keep, other=other))
    assert (station.status(a), station.status(b)) == ("arrived", "merged")
    assert station.record(a).arrived_at == at(0)
    assert station.volunteer(keep).age_band is AgeBand.THIRTIES, "the standing entry's own answer stays"
    assert len(station.record(a).scans) == 2
    assert station.center.vault(keep, Personal.NAME) == "佐藤 美咲"
    assert station.center.vault(keep, Personal.PHONE) == "090-0000-0001", (
        "what only the other had is taken over"
    )
    assert people_of_day(station.center.all(ATTENDANCE)).figures()["checked_in"] == 1


def test_the_tag_of_the_entry_that_gave_way_still_opens_the_one_record(station: Station) -> None:
    keep, other, a, _ = twice(station)
    station.do(MergeVolunteers(keep=keep, other=other))
    answer = station.scan(other, 20)
    assert (answer["attendance_id"], answer["repeated"], answer["volunteer_id"]) == (a, True, keep)
    assert station.scan(other, 30, offline=True)["attendance_id"] == a


def test_two_again_gives_everybody_their_own_day_and_words_back(station: Station) -> None:
    keep, other, a, b = twice(station)
    before = station.record(a), station.record(b)
    station.do(MergeVolunteers(keep=keep, other=other))
    station.do(UnmergeVolunteers(other=other))
    assert (station.status(a), station.status(b)) == ("insurance_wait", "arrived")
    assert [one.scans for one in (station.record(a), station.record(b))] == [one.scans for one in before]
    assert station.volunteer(other).status is VolunteerStatus.ACTIVE
    assert station.volunteer(keep).covers == ()
    assert station.center.vault(keep, Personal.PHONE) is None, "somebody else's number goes with them"
    assert station.center.verify().is_clean


def test_a_record_that_only_the_other_has_changes_hands_and_goes_back(station: Station) -> None:
    keep = station.known("佐藤 美咲")
    b = station.received("サトウ ミサキ")
    other = station.record(b).volunteer_id
    station.do(MergeVolunteers(keep=keep, other=other))
    assert (station.record(b).volunteer_id, station.scan(keep, 10)["attendance_id"]) == (keep, b)
    station.do(UnmergeVolunteers(other=other))
    assert station.record(b).volunteer_id == other
    assert station.scan(keep, 20)["attendance_id"] == attendance_id_of(keep, TODAY)


def test_the_record_on_which_a_sheet_counts_is_the_one_that_stands() -> None:
    with a_morning() as morning:
        one, other = morning.volunteers(2)
        morning.do(TakeSeat(visit_id=morning.sheet(), people=(other,)))
        keep, gone = morning.attendance(one).volunteer_id, morning.attendance(other).volunteer_id
        morning.do(MergeVolunteers(keep=keep, other=gone), by=DESK)
        assert (morning.attendance(one).status, morning.attendance(other).status) == ("merged", "assigned")
        assert morning.attendance(other).volunteer_id == keep
        morning.do(UnmergeVolunteers(other=gone), by=DESK)
        assert (morning.attendance(one).status, morning.attendance(other).volunteer_id) == ("oriented", gone)


def test_two_seats_of_one_person_are_not_merged_silently() -> None:
    """Law 3."""
    with a_morning() as morning:
        one, other = morning.volunteers(2)
        morning.do(TakeSeat(visit_id=morning.sheet(), people=(one,)))
        morning.do(TakeSeat(visit_id=morning.sheet(), people=(other,)))
        keep, gone = morning.attendance(one).volunteer_id, morning.attendance(other).volunteer_id
        no = morning.give(MergeVolunteers(keep=keep, other=gone), by=DESK)
        assert no.code == "reception.both_busy"
        assert morning.attendance(other).status == "assigned"


def test_records_alone_can_be_made_one_and_two_again(station: Station) -> None:
    keep, _, a, b = twice(station)
    station.do(RecordOrientation(attendance_ids=(b,)))
    merged = station.do(MergeAttendances(keep=a, other=b))
    assert (merged["attendance_id"], merged["status"]) == (a, "oriented")
    assert station.record(a).oriented_round == 1
    station.do(UnmergeAttendances(other=b))
    assert (station.status(a), station.status(b)) == ("insurance_wait", "oriented")
    assert station.record(a).oriented_round is None
    assert station.refused(UnmergeAttendances(other=b)).code == "reception.not_merged"
    assert station.refused(MergeAttendances(keep=a, other=a)).status == 422
    assert station.record(a).volunteer_id == keep


def test_what_was_told_after_the_merge_stays_with_the_record_that_stood(station: Station) -> None:
    _, _, a, b = twice(station)
    station.do(MergeAttendances(keep=b, other=a))
    station.do(RecordOrientation(attendance_ids=(b,)))
    station.do(AssignCenterSupport(attendance_ids=(b,)))
    station.do(UnmergeAttendances(other=a))
    assert (station.status(b), station.record(b).oriented_round) == ("center_support", 1)
    assert [scan.at for scan in station.record(b).scans] == [at(3)]
    assert station.status(a) == "insurance_wait"


def test_a_merge_is_taken_back_like_any_other_act(station: Station) -> None:
    keep, other, a, b = twice(station)
    station.do(MergeVolunteers(keep=keep, other=other), action_id="merge_wrong")
    station.do(TakeBack(of=ActionId("merge_wrong")))
    assert (station.status(a), station.status(b)) == ("insurance_wait", "arrived")
    assert station.center.vault(keep, Personal.PHONE) is None
    assert station.center.verify().is_clean


def test_the_second_desk_hears_who_merged_first(station: Station) -> None:
    keep, other, _, _ = twice(station)
    station.do(MergeVolunteers(keep=keep, other=other))
    no = station.refused(MergeVolunteers(keep=keep, other=other), by=OTHER_DESK)
    assert (no.code, no.details["by"]) == ("reception.merged_away", "staff_desk")


def test_days_booked_ahead_come_along(station: Station) -> None:
    keep, other = station.known("佐藤 美咲"), station.known("サトウ ミサキ")
    for who, day in ((keep, 13), (other, 13), (other, 14)):
        station.do(BookDay(volunteer_id=who, day=date(2026, 9, day)))
    answer = station.do(MergeVolunteers(keep=keep, other=other))
    assert answer["records"] == 2
    live = [a for a in station.center.all(ATTENDANCE) if a.status == "booked"]
    assert sorted((a.volunteer_id, a.day.day) for a in live) == [(keep, 13), (keep, 14)]
    station.center.clock.forward(days=1)
    assert station.give(CheckIn(volunteer_id=other, offline=True)).result["volunteer_id"] == keep
