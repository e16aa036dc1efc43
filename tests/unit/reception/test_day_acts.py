"""The activity day through the one door: at the close nobody is left behind and no household uncalled."""

from __future__ import annotations

from dvc.commands.day import (
    ChangeCap,
    ChangeSetting,
    CloseDay,
    OpenDay,
    ReopenDay,
    ResumeActivity,
    StopActivity,
)
from dvc.commands.field_forming import TickDepartureCheck
from dvc.commands.field_work import SendOff
from dvc.commands.matching import TakeDownVisit
from dvc.commands.reception_booking import BookDay
from dvc.domain.attendance_state import attendance_id_of
from dvc.domain.day import DAY, DayRule, DayRuleOverridden, DayStatus, StopReason
from dvc.domain.ids import AttendanceId, ChoiceCode
from dvc.domain.need_state import UnpostReason
from dvc.domain.personal import Personal
from dvc.domain.settings import Value
from dvc.domain.team_state import DepartureCheck
from dvc.store import event_log
from tests.factories import Center
from tests.unit.reception.station import CHIEF, HEAD, OTHER_DESK, SAFETY, TODAY, Station, a_station, at
from tests.unit.teams.morning import Morning, a_morning

TODAYS = "day_20260912"


def overridden(center: Center) -> list[tuple[DayRule, int]]:
    """Rules that were set aside today, as the log has them."""
    with center.store.read() as connection:
        events = [one.event for one in event_log.read_stream(connection, DAY.name, TODAYS)]
    return [(event.rule, event.count) for event in events if isinstance(event, DayRuleOverridden)]


def test_a_day_is_opened_once_and_days_never_closed_are_named() -> None:
    with a_station(is_open=False) as station:
        station.do(OpenDay(day=TODAY.replace(day=11)), by=CHIEF)
        answer = station.do(OpenDay(cap=300), by=CHIEF)
        assert answer["not_closed"] == ("2026-09-11",)
        again = station.refused(OpenDay(), by=HEAD)
        assert (again.code, again.details["by"], again.details["at"]) == (
            "day.already_open",
            "staff_chief",
            at(0),
        )
        assert station.refused(OpenDay()).status == 403, "the reception does not open the day"


def test_the_close_notes_who_was_booked_and_did_not_come(station: Station) -> None:
    """V2."""
    absent, came = station.known("不在 一"), station.known("来所 二")
    for who in (absent, came):
        station.do(BookDay(volunteer_id=who, day=TODAY))
    station.scan(came)
    answer = station.do(CloseDay(), by=CHIEF)
    assert (answer["no_shows"], answer["still_out"]) == (1, 0)
    assert station.status(attendance_id_of(absent, TODAY)) == "no_show"
    assert station.status(attendance_id_of(came, TODAY)) == "arrived"
    assert station.scan(absent, 5, offline=True)["status"] == "arrived", (
        "V21: a late scan says that the person came"
    )
    closed = station.refused(CloseDay(), by=CHIEF)
    assert (closed.code, closed.details["at"]) == ("day.not_open", at(0))


def test_nobody_is_left_behind_at_the_close_but_by_the_heads_word_and_name_by_name() -> None:
    """Law 12."""
    with a_morning() as morning:
        people = sent_off(morning)
        no = morning.give(CloseDay(), by=CHIEF)
        assert (no.code, no.details["count"], no.details["people"]) == ("day.people_out", 2, people)
        excuse = CloseDay(override_reason="電話で無事を確認")
        assert morning.give(excuse, by=CHIEF).code == "day.head_only"
        answer = morning.do(excuse, by=HEAD)
        assert (answer["still_out"], answer["people_out"]) == (2, people)
        assert overridden(morning.center) == [(DayRule.NOBODY_OUT, 2)]
        assert morning.center.vault(TODAYS, Personal.REASON_TEXT) == "電話で無事を確認"
        assert morning.attendance(people[0]).status == "departed", "they stay shown as not yet back"


def sent_off(morning: Morning) -> tuple[AttendanceId, ...]:
    """A team outside; its people in order of id."""
    team = morning.team()
    for check in DepartureCheck:
        morning.do(TickDepartureCheck(team_id=team, check=check), HEAD)
    morning.do(SendOff(team_id=team), HEAD)
    return tuple(sorted(morning.team_state(team).members))


def test_no_household_is_left_without_a_call() -> None:
    with a_morning() as morning:
        sheet = morning.sheet()
        morning.do(TakeDownVisit(visit_id=sheet, because=UnpostReason.NOT_FILLED))
        no = morning.give(CloseDay(), by=CHIEF)
        assert (no.code, no.details["count"]) == ("day.households_uncalled", 1)
        morning.do(CloseDay(override_reason="明朝いちばんに電話"), by=HEAD)
        assert overridden(morning.center) == [(DayRule.HOUSEHOLDS_CALLED, 1)]


def test_a_closed_day_is_opened_again_by_a_chief_with_a_reason(station: Station) -> None:
    station.do(CloseDay(), by=CHIEF)
    assert station.refused(OpenDay(), by=CHIEF).code == "day.closed_already"
    assert station.refused(ReopenDay(reason=""), by=CHIEF).status == 422
    station.do(ReopenDay(reason="まだ1台戻っていない"), by=CHIEF)
    assert station.center.state(DAY, TODAYS).status is DayStatus.OPEN
    assert station.refused(ReopenDay(reason="もう一度"), by=CHIEF).code == "day.not_closed"


def test_a_stop_tells_who_is_to_be_called_back_and_the_second_one_hears_of_the_first() -> None:
    with a_morning() as morning:
        people = sent_off(morning)
        answer = morning.do(StopActivity(reason=StopReason.THUNDER, note="西の空に雷"), by=SAFETY)
        assert (answer["out"], len(answer["teams"])) == (len(people), 1)
        again = morning.give(StopActivity(reason=StopReason.RAIN), by=CHIEF)
        assert (again.code, again.details["by"], again.details["reason"]) == (
            "day.stopped_already",
            "staff_nurse",
            "thunder",
        )
        assert morning.give(ResumeActivity(), by=SAFETY).status == 403
        morning.do(ResumeActivity(), by=CHIEF)
        assert morning.center.state(DAY, TODAYS).status is DayStatus.OPEN


def test_people_are_received_while_the_activity_is_stopped(station: Station) -> None:
    station.do(StopActivity(reason=StopReason.RAIN), by=SAFETY)
    assert station.status(station.received()) == "arrived"


def test_a_setting_changes_within_its_range_and_says_whether_it_did(station: Station) -> None:
    assert station.do(ChangeSetting(key="recruitment_cap", value=300), by=CHIEF)["changed"]
    assert not station.do(ChangeSetting(key="recruitment_cap", value=300), by=CHIEF)["changed"]
    wrong: tuple[tuple[str, Value], ...] = (
        ("recruitment_cap", -1),
        ("recruitment_cap", ChoiceCode("many")),
        ("hazard", ChoiceCode("war")),
    )
    for key, value in wrong:
        assert station.refused(ChangeSetting(key=key, value=value), by=CHIEF).status == 422
    assert station.refused(ChangeSetting(key="no_such", value=1), by=CHIEF).status == 404
    assert station.refused(ChangeSetting(key="recruitment_cap", value=1), by=OTHER_DESK).status == 403


def test_a_days_own_cap_stands_before_the_setting(station: Station) -> None:
    station.do(ChangeSetting(key="recruitment_cap", value=0), by=CHIEF)
    assert station.status(station.received("一番 一")) == "waitlist"
    station.do(ChangeCap(cap=10), by=CHIEF)
    assert station.status(station.received("二番 二")) == "arrived"
    never = station.refused(ChangeCap(cap=5, day=TODAY.replace(day=20)), by=CHIEF)
    assert never.code == "day.never_opened"
