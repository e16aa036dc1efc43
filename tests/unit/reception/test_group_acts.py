"""Groups by the one door: announced, received with the absent unticked, changed, never cut by the cap."""

from __future__ import annotations

from dvc.commands.day import ChangeCap
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.reception_gates import RecordOrientation
from dvc.commands.reception_groups import (
    ChangeGroup,
    CheckInGroup,
    GroupPerson,
    MemberException,
    NewGroup,
    RegisterGroup,
)
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Condition, DayAnswers
from dvc.domain.group import GROUP, Group, GroupKind, GroupStatus, GroupTerms
from dvc.domain.ids import AttendanceId, GroupId, short_code
from dvc.domain.personal import Personal
from tests.unit.reception.station import CHIEF, TODAY, Station, a_form, at
from tests.unit.teams.morning import a_morning

BUS = GroupId("grp_bus")


def rows(*names: str) -> tuple[GroupPerson, ...]:
    return tuple(GroupPerson(person=a_form(name), is_leader=n == 0) for n, name in enumerate(names))


def announced(station: Station, *names: str, **terms: object) -> Group:
    group = NewGroup(
        name="緑瀬工業",
        terms=GroupTerms(**{"kind": GroupKind.COMPANY, "expected": len(names), **terms}),  # type: ignore[arg-type]
        contact_name="営業所 木村",
        contact_phone="0000-22-0000",
    )
    station.do(RegisterGroup(group_id=BUS, group=group, people=rows(*names)))
    return station.center.state(GROUP, BUS)


def test_a_group_is_announced_with_its_list_booked_and_its_words_in_the_vault(station: Station) -> None:
    group = announced(station, "一番 一", "二番 二", "三番 三")
    assert (group.status, group.code, group.leader) == (
        GroupStatus.EXPECTED,
        short_code("G", TODAY, 1),
        group.members[0],
    )
    assert [station.status(a) for a in group.members] == ["booked"] * 3
    assert all(station.record(a).group_id == BUS for a in group.members)
    assert station.center.vault(BUS, Personal.GROUP_NAME) == "緑瀬工業"
    again = RegisterGroup(group_id=BUS, group=NewGroup(name="緑瀬工業"))
    assert station.refused(again).code == "reception.group_known"


def test_one_scan_receives_everybody_but_the_absent_and_tells_the_exceptions(station: Station) -> None:
    group = announced(station, "一番 一", "二番 二", "三番 三")
    first, second, third = group.members
    answer = station.do(
        CheckInGroup(
            group_id=BUS,
            absent=(third,),
            exceptions=(MemberException(attendance_id=second, said=DayAnswers(condition=Condition.BAD)),),
            people=(
                GroupPerson(person=a_form("飛入 四", cover=None)),
                GroupPerson(volunteer_id=station.known("既知 五")),
            ),
            said=DayAnswers(until=at(300)),
        )
    )
    assert (answer["people"], answer["resting"], len(answer["held"])) == (4, 1, 1)
    after = station.center.state(GROUP, BUS)
    assert (after.status, len(after.members)) == (GroupStatus.HERE, 5)
    assert [station.status(a) for a in after.members] == [
        "arrived",
        "rest",
        "booked",
        "insurance_wait",
        "arrived",
    ]
    assert station.record(first).until == at(300)
    assert station.record(first).method == "group_scan"


def test_a_second_scan_of_a_group_receives_the_late_ones_and_repeats_the_others(station: Station) -> None:
    group = announced(station, "一番 一", "二番 二")
    station.do(CheckInGroup(group_id=BUS, absent=(group.members[1],)))
    station.center.clock.forward(minutes=20)
    station.do(CheckInGroup(group_id=BUS))
    assert [len(station.record(a).scans) for a in group.members] == [2, 1]
    assert len(station.center.all(ATTENDANCE)) == 2


def test_a_group_nobody_announced_is_registered_and_received_in_one_act(station: Station) -> None:
    answer = station.do(
        CheckInGroup(group_id=BUS, new_group=NewGroup(name="緑瀬高校"), people=rows("一番 一", "二番 二"))
    )
    assert (answer["people"], answer["number"]) == (2, 1)


def test_a_group_that_stays_together_waits_whole_when_it_does_not_fit_whole(station: Station) -> None:
    station.do(ChangeCap(cap=2), by=CHIEF)
    people = rows("一番 一", "二番 二", "三番 三")
    together = CheckInGroup(
        group_id=BUS, new_group=NewGroup(name="緑瀬工業", terms=GroupTerms(expected=3)), people=people
    )
    assert station.do(together)["waiting"] == 3
    split = GroupTerms(expected=3, keep_together=False)
    others = CheckInGroup(
        group_id=GroupId("grp_split"),
        new_group=NewGroup(name="有志", terms=split),
        people=rows("四番 四", "五番 五", "六番 六"),
    )
    assert station.do(others)["waiting"] == 1


def test_an_announced_group_holds_its_places_before_it_has_named_anybody(station: Station) -> None:
    station.do(ChangeCap(cap=10), by=CHIEF)
    station.do(RegisterGroup(group_id=BUS, group=NewGroup(name="緑瀬工業", terms=GroupTerms(expected=9))))
    assert station.status(station.received("一番 一")) == "arrived"
    assert station.status(station.received("二番 二")) == "waitlist"
    full = station.refused(
        RegisterGroup(group=NewGroup(name="有志", terms=GroupTerms(expected=2)), day=TODAY)
    )
    assert (full.code, full.details["free"]) == ("reception.booking_full", 0)


def test_a_group_called_off_gives_its_places_back_and_is_no_row_of_no_shows(station: Station) -> None:
    group = announced(station, "一番 一", "二番 二")
    station.do(ChangeGroup(group_id=BUS, call_off=True))
    assert [station.status(a) for a in group.members] == ["booking_cancelled"] * 2
    assert station.refused(CheckInGroup(group_id=BUS)).code == "reception.group_over"


def test_people_join_and_leave_a_group_and_another_leads(station: Station) -> None:
    group = announced(station, "一番 一", "二番 二")
    alone = station.received("合流 三")
    station.do(ChangeGroup(group_id=BUS, add=(alone,), remove=(group.members[0],), leader=alone))
    after = station.center.state(GROUP, BUS)
    assert (after.members, after.leader) == ((group.members[1], alone), alone)
    assert (station.record(alone).group_id, station.record(group.members[0]).group_id) == (BUS, None)
    station.do(ChangeGroup(group_id=BUS, terms=GroupTerms(expected=2, keep_together=False, min_unit=2)))
    assert not station.center.state(GROUP, BUS).keep_together
    stranger = ChangeGroup(group_id=BUS, remove=(group.members[0],))
    assert station.refused(stranger).code == "reception.not_in_group"


def test_nobody_is_taken_out_of_a_group_while_its_note_hangs_on_a_sheet() -> None:
    with a_morning() as morning:
        group = morning.group(3)
        morning.do(TakeSeat(visit_id=morning.sheet(), group_id=group))
        member = morning.center.state(GROUP, group).members[0]
        no = morning.center.give(ChangeGroup(group_id=group, remove=(member,)), actor=CHIEF)
        assert no.code == "reception.still_on_sheet"
        assert morning.center.state(GROUP, group).members[0] == member, "nothing half done"


def test_a_list_is_read_before_anything_is_done(station: Station) -> None:
    who = station.known()
    twice = (GroupPerson(volunteer_id=who), GroupPerson(volunteer_id=who))
    assert (
        station.refused(RegisterGroup(group=NewGroup(name="有志"), people=twice)).code
        == "reception.twice_on_list"
    )
    empty = RegisterGroup(group=NewGroup(name="有志"), people=(GroupPerson(),))
    assert station.refused(empty).status == 422
    nameless = RegisterGroup(group=NewGroup(name=" "), people=rows("一番 一"))
    assert station.refused(nameless).status == 422
    assert station.center.all(GROUP) == []


def test_a_group_of_another_day_is_not_received_today(station: Station) -> None:
    station.do(RegisterGroup(group_id=BUS, group=NewGroup(name="有志"), day=TODAY.replace(day=13)))
    assert station.refused(CheckInGroup(group_id=BUS)).code == "reception.group_other_day"


def test_a_whole_group_sits_in_the_orientation_by_its_people(station: Station) -> None:
    group = announced(station, "一番 一", "二番 二")
    station.do(CheckInGroup(group_id=BUS))
    people: tuple[AttendanceId, ...] = group.members
    assert station.do(RecordOrientation(attendance_ids=people))["oriented"] == 2
