"""Generators of the commands at the reception and on the activity day: mostly possible now, sometimes not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from dvc.commands import day as days
from dvc.commands import reception_booking as booking
from dvc.commands import reception_floor as floor
from dvc.commands import reception_gates as gates
from dvc.commands import reception_groups as groups
from dvc.commands import reception_leaving as leaving
from dvc.commands import reception_merge as merging
from dvc.commands import reception_people as people
from dvc.commands.reception import AmendAnswers, CheckIn, CheckInNew
from dvc.commands.reception_person import CoverForm, PersonForm
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import (
    Attendance,
    AttendanceStatus,
    BookingBecause,
    CheckInMethod,
    Condition,
    DayAnswers,
    attendance_id_of,
)
from dvc.domain.day import DAY, DayStatus, StopReason
from dvc.domain.group import GROUP, Group, GroupKind, GroupTerms
from dvc.domain.ids import AttendanceId, ChoiceCode, GroupId, VolunteerId
from dvc.domain.insurance import InsurancePlan
from dvc.domain.settings import SETTINGS, Setting, Value
from dvc.domain.team_state import LeaveReason
from dvc.domain.values import AgeBand, Gender, Skill, Vehicle, WorkType, activity_day
from dvc.domain.volunteer import VOLUNTEER, Experience, GuardianConsent, Language
from tests.factories import Center
from tests.properties.gen import Draw, generates, one_of

S = AttendanceStatus
PEOPLE_MOST = 8
"""A morning stays small, so that the acts meet each other."""
REASON = st.sampled_from(["人ちがい", "班長の判断", " "])
MAYBE_REASON = st.sampled_from([None, None, "班長の判断"])
MAYBE_NUMBER = st.sampled_from([*[None] * 9, 8001, 8002, 9001, 77])
FLAG = st.booleans()
SELDOM = st.integers(0, 15).map(lambda n: n == 7)
"""Whether this time something is wrong with it."""


def _today(center: Center) -> date:
    return activity_day(center.clock.at)


def _a_day(draw: Draw, center: Center) -> date | None:
    ahead = -1 if draw(SELDOM) else draw(st.sampled_from([None, None, None, 0, 0, 1]))
    return None if ahead is None else _today(center) + timedelta(days=ahead)


def _a_day_that_is(draw: Draw, center: Center, status: DayStatus) -> date | None:
    """A day in this state, mostly, if there is one."""
    fitting = [one.day for one in center.all(DAY) if one.status is status]
    return _a_day(draw, center) if not fitting or draw(SELDOM) else one_of(draw, fitting)


def _new_id(draw: Draw) -> VolunteerId:
    return VolunteerId(f"vol_p{draw(st.integers(1, PEOPLE_MOST))}")


def _volunteer(draw: Draw, center: Center) -> VolunteerId:
    """Somebody who is entered, now and then somebody nobody knows."""
    known = [v.volunteer_id for v in center.all(VOLUNTEER)]
    if not known or draw(SELDOM):
        return _new_id(draw)
    return draw(st.sampled_from(known))


def _record(draw: Draw, center: Center, *wanted: AttendanceStatus) -> Attendance | None:
    """A day record, mostly in one of the wanted states, now and then in any."""
    known = center.all(ATTENDANCE)
    fitting = [a for a in known if a.status in wanted]
    if not fitting or draw(st.integers(0, 7)) == 0:
        return one_of(draw, known)
    return one_of(draw, fitting)


def _records(draw: Draw, center: Center, *wanted: AttendanceStatus) -> tuple[AttendanceId, ...]:
    chosen = [_record(draw, center, *wanted) for _ in range(draw(st.integers(1, 3)))]
    return tuple(a.attendance_id for a in chosen if a is not None)


def _held_id(draw: Draw, center: Center, *wanted: AttendanceStatus) -> AttendanceId | None:
    """A record's id, now and then of somebody whose check-in is still on its way."""
    if draw(st.integers(0, 9)) == 0:
        return attendance_id_of(_new_id(draw), _today(center))
    a = _record(draw, center, *wanted)
    return None if a is None else a.attendance_id


def _cover(draw: Draw, center: Center) -> CoverForm | None:
    ago = -1 if draw(SELDOM) else draw(st.sampled_from([None, 0, 1, 40, 40, 400]))
    if ago is None:
        return None
    return CoverForm(
        plan=draw(st.sampled_from(InsurancePlan)), joined_on=_today(center) - timedelta(days=ago)
    )


def _form(draw: Draw, center: Center) -> PersonForm:
    return PersonForm(
        name=" " if draw(SELDOM) else draw(st.sampled_from(["佐藤 美咲", "髙橋 さち", "Nguyễn Văn A"])),
        kana=draw(st.sampled_from([None, "サトウ"])),
        phone="090-OOOO" if draw(SELDOM) else draw(st.sampled_from([None, "090-0000-0001", "なし"])),
        age_band=draw(st.sampled_from([None, AgeBand.THIRTIES, *AgeBand])),
        birth_date="2026-02-30" if draw(SELDOM) else draw(st.sampled_from([None, None, "2010-01-05"])),
        gender=draw(st.sampled_from([None, *Gender])),
        skills=draw(st.sampled_from([None, (Skill.ROOF,), (Skill.NURSE, Skill.ROOF)])),
        languages=draw(st.sampled_from([None, (Language.JA, Language.EN)])),
        avoid=draw(st.sampled_from([None, (WorkType.MUD_UNDER,)])),
        vehicle=draw(st.sampled_from([None, *Vehicle])),
        seats=99 if draw(SELDOM) else draw(st.sampled_from([None, 0, 4])),
        experience=draw(st.sampled_from([None, *Experience])),
        cover=_cover(draw, center),
        guardian=draw(
            st.sampled_from([None, None, None, GuardianConsent.ACCOMPANIED, GuardianConsent.PHONE])
        ),
    )


def _said(draw: Draw, center: Center) -> DayAnswers:
    return DayAnswers(
        condition=draw(st.sampled_from([None, None, None, *Condition])),
        until=draw(st.sampled_from([None, None, center.clock.at + timedelta(hours=3)])),
        leader_ok=draw(st.sampled_from([None, True, True, False])),
        vehicle=draw(st.sampled_from([None, *Vehicle])),
        seats=99 if draw(SELDOM) else draw(st.sampled_from([None, 0, 2])),
    )


@generates(people.RegisterVolunteer)
def register_volunteer(draw: Draw, center: Center) -> Any:
    """Somebody enters before coming."""
    return people.RegisterVolunteer(
        person=_form(draw, center), volunteer_id=draw(st.sampled_from([None, _new_id(draw)]))
    )


@generates(people.AmendVolunteer)
def amend_volunteer(draw: Draw, center: Center) -> Any:
    """A correction."""
    return people.AmendVolunteer(volunteer_id=_volunteer(draw, center), person=_form(draw, center))


@generates(people.MarkDoNotAssign)
def mark_do_not_assign(draw: Draw, center: Center) -> Any:
    """The chief's mark, set or lifted."""
    return people.MarkDoNotAssign(
        volunteer_id=_volunteer(draw, center), do_not_assign=draw(FLAG), reason=draw(REASON)
    )


@generates(CheckIn)
def check_in(draw: Draw, center: Center) -> Any:
    """A scan, on line or from a device."""
    return CheckIn(
        volunteer_id=_volunteer(draw, center),
        method=draw(st.sampled_from(CheckInMethod)),
        said=_said(draw, center),
        number=draw(MAYBE_NUMBER),
        offline=draw(FLAG),
    )


@generates(CheckInNew)
def check_in_new(draw: Draw, center: Center) -> Any:
    """A walk-in."""
    if len(center.all(VOLUNTEER)) >= PEOPLE_MOST + center.crowd:
        return None
    return CheckInNew(
        person=_form(draw, center),
        volunteer_id=draw(st.sampled_from([None, _new_id(draw)])),
        said=_said(draw, center),
        number=draw(MAYBE_NUMBER),
        offline=draw(FLAG),
    )


@generates(AmendAnswers)
def amend_answers(draw: Draw, center: Center) -> Any:
    """Other answers for today."""
    a = _record(draw, center, S.ARRIVED, S.ORIENTED)
    return None if a is None else AmendAnswers(attendance_id=a.attendance_id, said=_said(draw, center))


@generates(booking.BookDay)
def book_day(draw: Draw, center: Center) -> Any:
    """A place on a day."""
    day = _a_day(draw, center) or _today(center)
    return booking.BookDay(volunteer_id=_volunteer(draw, center), day=day)


@generates(booking.CancelBooking)
def cancel_booking(draw: Draw, center: Center) -> Any:
    """The person calls off."""
    a = _record(draw, center, S.BOOKED)
    return None if a is None else booking.CancelBooking(attendance_id=a.attendance_id)


@generates(booking.ReleaseBooking)
def release_booking(draw: Draw, center: Center) -> Any:
    """The center gives places back."""
    ids = _records(draw, center, S.BOOKED)
    return booking.ReleaseBooking(attendance_ids=ids, because=draw(st.sampled_from(BookingBecause)))


@generates(gates.ConfirmInsurance)
def confirm_insurance(draw: Draw, center: Center) -> Any:
    """A policy is shown."""
    a = _record(draw, center, S.INSURANCE_WAIT)
    cover = _cover(draw, center)
    if a is None or cover is None:
        return None
    return gates.ConfirmInsurance(attendance_id=a.attendance_id, cover=cover, joined_here=draw(FLAG))


@generates(gates.ConfirmGuardian)
def confirm_guardian(draw: Draw, center: Center) -> Any:
    """A guardian agrees."""
    a = _record(draw, center, S.INSURANCE_WAIT)
    consent = draw(st.sampled_from(GuardianConsent))
    return None if a is None else gates.ConfirmGuardian(attendance_id=a.attendance_id, consent=consent)


@generates(gates.RecordOrientation)
def record_orientation(draw: Draw, center: Center) -> Any:
    """A round: everyone, or a list, on line or from a device."""
    number = draw(st.sampled_from([None, 1, 2, 99]))
    if draw(FLAG):
        return gates.RecordOrientation(round_number=number, everyone=True)
    held = _held_id(draw, center, S.ARRIVED, S.INSURANCE_WAIT)
    ids = (*_records(draw, center, S.ARRIVED), *((held,) if held else ()))
    return gates.RecordOrientation(round_number=number, attendance_ids=ids, offline=draw(FLAG))


@generates(floor.Rest)
def rest(draw: Draw, center: Center) -> Any:
    """Somebody rests."""
    a = _record(draw, center, S.ARRIVED, S.ORIENTED, S.ASSIGNED)
    note = draw(st.sampled_from([None, "めまい"]))
    return None if a is None else floor.Rest(attendance_id=a.attendance_id, note=note)


@generates(floor.Recover)
def recover(draw: Draw, center: Center) -> Any:
    """Somebody is well again."""
    a = _record(draw, center, S.REST)
    return None if a is None else floor.Recover(attendance_id=a.attendance_id)


@generates(floor.AdmitFromWaitlist)
def admit(draw: Draw, center: Center) -> Any:
    """A place for somebody who waits."""
    a = _record(draw, center, S.WAITLIST)
    reason = draw(MAYBE_REASON)
    return (
        None if a is None else floor.AdmitFromWaitlist(attendance_id=a.attendance_id, override_reason=reason)
    )


@generates(floor.SendHome)
def send_home(draw: Draw, center: Center) -> Any:
    """No work left."""
    return floor.SendHome(attendance_ids=_records(draw, center, S.WAITLIST, S.ARRIVED))


@generates(floor.AssignCenterSupport)
def assign_center_support(draw: Draw, center: Center) -> Any:
    """Help inside."""
    return floor.AssignCenterSupport(attendance_ids=_records(draw, center, S.ORIENTED, S.WAITLIST))


@generates(floor.EndCenterSupport)
def end_center_support(draw: Draw, center: Center) -> Any:
    """The help inside ends."""
    return floor.EndCenterSupport(attendance_ids=_records(draw, center, S.CENTER_SUPPORT))


@generates(leaving.LeaveEarly)
def leave_early(draw: Draw, center: Center) -> Any:
    """Somebody goes home."""
    held = _held_id(draw, center, S.ARRIVED, S.ORIENTED, S.ASSIGNED, S.REST)
    if held is None:
        return None
    because = draw(st.sampled_from(LeaveReason))
    return leaving.LeaveEarly(attendance_id=held, because=because, offline=draw(FLAG))


@generates(leaving.CheckOut)
def check_out(draw: Draw, center: Center) -> Any:
    """The day is over for somebody."""
    held = _held_id(draw, center, S.RETURNED, S.LEFT, S.CENTER_SUPPORT)
    if held is None:
        return None
    again = draw(st.sampled_from([None, True, False]))
    return leaving.CheckOut(
        attendance_id=held, tomorrow=again, offline=draw(st.sampled_from([False, False, True]))
    )


@generates(leaving.UndoAttendance)
def undo_attendance(draw: Draw, center: Center) -> Any:
    """The wrong person was received."""
    a = _record(draw, center, S.ARRIVED, S.ORIENTED)
    return None if a is None else leaving.UndoAttendance(attendance_id=a.attendance_id, reason=draw(REASON))


def _group(draw: Draw, center: Center) -> Group | None:
    return one_of(draw, center.all(GROUP))


def _terms(draw: Draw) -> GroupTerms:
    return GroupTerms(
        kind=draw(st.sampled_from(GroupKind)),
        expected=0 if draw(SELDOM) else draw(st.integers(1, 3)),
        keep_together=draw(FLAG),
        own_cars=draw(FLAG),
    )


def _rows(draw: Draw, center: Center) -> tuple[groups.GroupPerson, ...]:
    """Rows of a list: known people and new ones, at times nobody at all."""
    if len(center.all(VOLUNTEER)) >= PEOPLE_MOST + 4 + center.crowd:
        return ()
    return tuple(_row(draw, center) for _ in range(draw(st.integers(0, 2))))


def _row(draw: Draw, center: Center) -> groups.GroupPerson:
    is_known = draw(FLAG)
    form = None if is_known or draw(SELDOM) else _form(draw, center)
    return groups.GroupPerson(
        volunteer_id=_volunteer(draw, center) if is_known else None, person=form, is_leader=draw(FLAG)
    )


def _new_group(draw: Draw) -> groups.NewGroup:
    return groups.NewGroup(
        name=" " if draw(SELDOM) else draw(st.sampled_from(["緑瀬工業", "有志"])), terms=_terms(draw)
    )


@generates(groups.RegisterGroup)
def register_group(draw: Draw, center: Center) -> Any:
    """A group is announced."""
    return groups.RegisterGroup(
        group=_new_group(draw),
        group_id=GroupId(f"grp_{draw(st.integers(1, 2))}"),
        day=_a_day(draw, center),
        people=_rows(draw, center),
    )


@generates(groups.CheckInGroup)
def check_in_group(draw: Draw, center: Center) -> Any:
    """A group is received, announced or not."""
    group = _group(draw, center)
    group_id = (
        group.group_id if group is not None and draw(FLAG) else GroupId(f"grp_{draw(st.integers(1, 3))}")
    )
    members = group.members if group is not None and group.group_id == group_id else ()
    return groups.CheckInGroup(
        group_id=group_id,
        new_group=draw(st.sampled_from([None, _new_group(draw)])),
        absent=members[:1] if draw(FLAG) else (),
        exceptions=tuple(
            groups.MemberException(attendance_id=one, said=_said(draw, center)) for one in members[1:2]
        ),
        people=_rows(draw, center),
        said=_said(draw, center),
    )


@generates(groups.ChangeGroup)
def change_group(draw: Draw, center: Center) -> Any:
    """People join and leave, the terms change, it does not come."""
    group = _group(draw, center)
    if group is None:
        return None
    joining = _record(draw, center, S.ARRIVED, S.ORIENTED, S.BOOKED)
    return groups.ChangeGroup(
        group_id=group.group_id,
        terms=draw(st.sampled_from([None, _terms(draw)])),
        add=(joining.attendance_id,) if joining is not None and draw(FLAG) else (),
        remove=group.members[:1] if draw(FLAG) else (),
        leader=one_of(draw, group.members) if draw(FLAG) else None,
        call_off=draw(st.integers(0, 5)) == 0,
    )


@generates(merging.MergeVolunteers)
def merge_volunteers(draw: Draw, center: Center) -> Any:
    """Two entries of one person."""
    standing = [v.volunteer_id for v in center.all(VOLUNTEER) if v.merged_into is None]
    keep = one_of(draw, standing) or _volunteer(draw, center)
    others = [one for one in standing if one != keep]
    other = keep if draw(SELDOM) else one_of(draw, others) or _volunteer(draw, center)
    return merging.MergeVolunteers(keep=keep, other=other)


@generates(merging.UnmergeVolunteers)
def unmerge_volunteers(draw: Draw, center: Center) -> Any:
    """Two people after all."""
    merged = [v.volunteer_id for v in center.all(VOLUNTEER) if v.merged_into is not None]
    return merging.UnmergeVolunteers(other=one_of(draw, merged) or _volunteer(draw, center))


@generates(merging.MergeAttendances)
def merge_attendances(draw: Draw, center: Center) -> Any:
    """Two day records of one person."""
    keep = _record(draw, center, S.ARRIVED, S.ORIENTED, S.INSURANCE_WAIT)
    if keep is None:
        return None
    others = [
        a for a in center.all(ATTENDANCE) if a.day == keep.day and a.attendance_id != keep.attendance_id
    ]
    other = keep if draw(SELDOM) else one_of(draw, others) or keep
    return merging.MergeAttendances(keep=keep.attendance_id, other=other.attendance_id)


@generates(merging.UnmergeAttendances)
def unmerge_attendances(draw: Draw, center: Center) -> Any:
    """Two people's records after all."""
    a = _record(draw, center, S.MERGED)
    return None if a is None else merging.UnmergeAttendances(other=a.attendance_id)


@generates(days.OpenDay)
def open_day(draw: Draw, center: Center) -> Any:
    """The center works today."""
    return days.OpenDay(
        day=_a_day(draw, center), cap=-1 if draw(SELDOM) else draw(st.sampled_from([None, None, 3]))
    )


@generates(days.ChangeCap)
def change_cap(draw: Draw, center: Center) -> Any:
    """More or fewer people."""
    return days.ChangeCap(cap=draw(st.sampled_from([0, 2, 300, -1])), day=_a_day(draw, center))


@generates(days.StopActivity)
def stop_activity(draw: Draw, center: Center) -> Any:
    """Rain, heat, thunder."""
    note = draw(st.sampled_from([None, "西の空に雷"]))
    return days.StopActivity(reason=draw(st.sampled_from(StopReason)), day=_a_day(draw, center), note=note)


@generates(days.ResumeActivity)
def resume_activity(draw: Draw, center: Center) -> Any:
    """It goes on, mostly on a day that was stopped."""
    return days.ResumeActivity(day=_a_day_that_is(draw, center, DayStatus.STOPPED))


@generates(days.CloseDay)
def close_day(draw: Draw, center: Center) -> Any:
    """The day is over, rarely, so that the morning goes on."""
    if draw(st.integers(0, 3)):
        return None
    return days.CloseDay(day=_a_day(draw, center), override_reason=draw(MAYBE_REASON))


@generates(days.ReopenDay)
def reopen_day(draw: Draw, center: Center) -> Any:
    """Closed too early."""
    return days.ReopenDay(reason=draw(REASON), day=_a_day_that_is(draw, center, DayStatus.CLOSED))


def _value(draw: Draw, setting: Setting) -> Value:
    """A value of a setting: inside its range, at its edges, and outside."""
    if isinstance(setting.default, bool):
        return draw(FLAG)
    if setting.choices:
        return ChoiceCode(draw(st.sampled_from([*setting.choices, "no_such"])))
    if isinstance(setting.default, str):
        return setting.default
    if isinstance(setting.default, float):
        return draw(st.sampled_from([setting.least or 0.0, setting.default, setting.most or 1.0, -0.5]))
    least, most = int(setting.least or 0), int(setting.most or 100)
    return draw(st.sampled_from([least, most, int(setting.default), most + 1]))


@generates(days.ChangeSetting)
def change_setting(draw: Draw, center: Center) -> Any:
    """A setting gets another value."""
    del center
    setting = draw(st.sampled_from(SETTINGS))
    key = draw(st.sampled_from([setting.key, setting.key, setting.key, "no_such"]))
    return days.ChangeSetting(key=key, value=_value(draw, setting))
