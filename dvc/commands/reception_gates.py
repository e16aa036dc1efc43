"""The gates before the wall: insurance (V4, V5), the guardian's word, and the rounds of orientation (V8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.reception_asks import (
    DESK,
    cover,
    known_volunteer,
    record_or_held,
    standing,
    standing_record,
    the_day,
    today,
)
from dvc.commands.reception_person import CoverForm, checked, cover_of
from dvc.domain import attendance_desk as desk
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_events import AttendanceEvent
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.day import DAY, ROUND_PEOPLE_MOST, ROUNDS_MOST, day_stream, hold_round, next_round
from dvc.domain.ids import AttendanceId, BaseId
from dvc.domain.insurance import NotCovered
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import Role
from dvc.domain.volunteer import VOLUNTEER, GuardianConsent, add_cover, give_consent, guardian_ok
from dvc.ports import Work

ORIENTERS = DESK | {Role.ORIENTATION}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmInsurance:
    """A policy was shown, or taken out at the desk (`joined_here`). `insurance_no`: for the vault."""

    attendance_id: AttendanceId
    cover: CoverForm
    insurance_no: str | None = None
    joined_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmGuardian:
    """The guardian of a minor agreed, on the telephone, in writing, or comes along."""

    attendance_id: AttendanceId
    consent: GuardianConsent


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOrientation:
    """These people sat in a round. `everyone`: all who are received and not oriented yet, at this base or
    all.

    `round_number` None: the next of the day. A device without a line names people and round itself, for
    "everyone now" is known only there.
    """

    round_number: int | None = None
    attendance_ids: tuple[AttendanceId, ...] = ()
    everyone: bool = False
    base_id: BaseId | None = None
    offline: bool = False


@handles(ConfirmInsurance, roles=DESK)
def confirm_insurance(work: Work, command: ConfirmInsurance, meta: CommandMeta) -> Result:
    """Keep the policy, and let the person on if it covers today (V5); else say from when it does."""
    a = standing_record(work, command.attendance_id)
    _refuse_unseen(a)
    v = known_volunteer(work, a.volunteer_id)
    events = add_cover(v, cover_of(command.cover, a.day))
    if events:
        v = work.record(VOLUNTEER, v.volunteer_id, *events)
    number = checked(Personal.INSURANCE_NO, command.insurance_no)
    work.vault.put(v.volunteer_id, {Personal.INSURANCE_NO: number}, source_of(work, meta, said_by="self"))
    judged = cover(work, v, a.day)
    told = _judged_again(work, a)
    if judged.is_covered:
        told += desk.confirm_insurance(a, joined_here=command.joined_here, at=work.meta.happened_at)
    after = work.record(ATTENDANCE, a.attendance_id, *told) if told else a
    begins = judged.valid_from.isoformat() if judged.valid_from else None
    return {
        "attendance_id": a.attendance_id,
        "status": after.status.value,
        "covered": judged.is_covered,
        "valid_from": begins,
        "quake_gap": judged.quake_gap,
        "answer": _answer(judged.why),
    }


def _answer(why: NotCovered | None) -> str:
    match why:
        case None:
            return "reception.insurance_ok"
        case NotCovered.TOMORROW:
            return "reception.insurance_tomorrow"
        case _:
            return "reception.insurance_last_year"


@handles(ConfirmGuardian, roles=DESK)
def confirm_guardian(work: Work, command: ConfirmGuardian, meta: CommandMeta) -> Result:
    """Keep the consent. Raises Refusal `reception.child_needs_company` for a child under 15 without the
    guardian.
    """
    del meta
    a = standing_record(work, command.attendance_id)
    _refuse_unseen(a)
    v = known_volunteer(work, a.volunteer_id)
    events = give_consent(v, command.consent)
    if events:
        v = work.record(VOLUNTEER, v.volunteer_id, *events)
    told = _judged_again(work, a)
    if guardian_ok(v):
        told += desk.confirm_guardian(a, at=work.meta.happened_at)
    after = work.record(ATTENDANCE, a.attendance_id, *told) if told else a
    return {"attendance_id": a.attendance_id, "status": after.status.value}


def _judged_again(work: Work, a: Attendance) -> tuple[AttendanceEvent, ...]:
    judged = standing(work, known_volunteer(work, a.volunteer_id), a.day)
    return desk.judge_standing(a, judged) if judged is not None else ()


def _refuse_unseen(a: Attendance) -> None:
    """Gates are for people who are here or expected; an undone record has nobody behind it."""
    is_somebody = a.status is not AttendanceStatus.UNDONE
    refuse_unless(is_somebody, "reception.no_record", status_of_person=a.status.value)


@handles(RecordOrientation, roles=ORIENTERS, offline=True)
def record_orientation(work: Work, command: RecordOrientation, meta: CommandMeta) -> Result:
    """Note a round; whoever cannot have sat in it (gone, out, resting) is passed over and named in the
    answer.

    Raises Refusal `refusal.value`, `reception.orientation_names`, `reception.nobody_to_orient`.
    """
    del meta
    day = today(work)
    state = the_day(work, day)
    _check_round(command)
    number = command.round_number or next_round(state)
    named = command.attendance_ids or _everyone(work, day, command.base_id)
    refuse_unless(named, "reception.nobody_to_orient")
    oriented: list[AttendanceId] = []
    skipped: list[AttendanceId] = []
    for attendance_id in dict.fromkeys(named):
        a = record_or_held(work, attendance_id, is_offline=command.offline)
        (oriented if _attend(work, a, number, is_offline=command.offline) else skipped).append(
            a.attendance_id
        )
    if state is not None:
        held = hold_round(state, number=number, people=len(oriented), at=work.meta.happened_at)
        work.record(DAY, day_stream(day), *held)
    return {"round": number, "oriented": len(oriented), "skipped": tuple(skipped)}


def _check_round(command: RecordOrientation) -> None:
    number, named = command.round_number, len(command.attendance_ids)
    in_range = number is None or 1 <= number <= ROUNDS_MOST
    refuse_unless(in_range, "refusal.value", status=422, field="round_number", least=1, most=ROUNDS_MOST)
    fits = named <= ROUND_PEOPLE_MOST
    refuse_unless(fits, "refusal.value", status=422, field="attendance_ids", most=ROUND_PEOPLE_MOST)
    is_one_way = command.everyone != bool(named)
    refuse_unless(is_one_way, "reception.orientation_names", status=422)
    names_all = not command.offline or (not command.everyone and number is not None)
    refuse_unless(names_all, "reception.orientation_names", status=422)


def _everyone(work: Work, day: date, base_id: BaseId | None) -> tuple[AttendanceId, ...]:
    """Everybody who is received and not oriented, the longest waiting first, at most a round's limit."""
    waiting = work.where(ATTENDANCE, day=day, status=AttendanceStatus.ARRIVED)
    here = [a for a in waiting if base_id is None or a.base_id == base_id]
    ordered = sorted(here, key=lambda a: (a.since, a.attendance_id))
    return tuple(a.attendance_id for a in ordered[:ROUND_PEOPLE_MOST])


def _attend(work: Work, a: Attendance, number: int, *, is_offline: bool) -> bool:
    try:
        events = desk.attend_orientation(
            a, round_number=number, at=work.meta.happened_at, is_offline=is_offline
        )
    except Refusal:
        return False
    if events:
        work.record(ATTENDANCE, a.attendance_id, *events)
    return True
