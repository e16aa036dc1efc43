"""The reception counter: check people in, known and new. One door for the desk, the scanner, the kiosk and
the own page.
"""

from __future__ import annotations

from dataclasses import dataclass

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.reception_arrival import Door, receive
from dvc.commands.reception_asks import DESK, SELF, naming_the_first, refuse_not_own, volunteer_of
from dvc.commands.reception_person import PersonForm, enter_person, tell_again_of
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_desk import amend_answers
from dvc.domain.attendance_state import NOTHING_SAID, CheckInMethod, DayAnswers
from dvc.domain.ids import MAIN_BASE, AttendanceId, BaseId, VolunteerId
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import Role
from dvc.domain.volunteer import SEATS_MOST
from dvc.ports import Work

AT_THE_DOOR = DESK | SELF | {Role.API}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """Receive somebody who is entered already, today or on the day on which the scan was made (V3).

    `said`: answers of today, None each: not asked. `number`: of an offline block (8000-8999) or a paper slip
    (9000-9999). `offline`: made by a device without a line; it has happened, so nothing but its form is
    judged.
    """

    volunteer_id: VolunteerId
    method: CheckInMethod = CheckInMethod.SEARCH
    said: DayAnswers = NOTHING_SAID
    base_id: BaseId = MAIN_BASE
    number: int | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInNew:
    """Enter and receive somebody new in one act: walk-in or self check-in. `volunteer_id`: made on the
    device.

    An id that is known already is received as it was entered before; its words are not overwritten.
    """

    person: PersonForm
    volunteer_id: VolunteerId | None = None
    method: CheckInMethod = CheckInMethod.MANUAL
    said: DayAnswers = NOTHING_SAID
    base_id: BaseId = MAIN_BASE
    number: int | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendAnswers:
    """Correct what somebody said for today: until when, leader, car and seats. None each: as before."""

    attendance_id: AttendanceId
    said: DayAnswers


@handles(CheckIn, roles=AT_THE_DOOR, offline=True)
def check_in(work: Work, command: CheckIn, meta: CommandMeta) -> Result:
    """Receive somebody; a second scan of the day is kept and answered with the first.
    Never a second record.
    """
    refuse_not_own(meta, command.volunteer_id)
    door = Door(
        method=command.method,
        said=command.said,
        base_id=command.base_id,
        number=command.number,
        offline=command.offline,
    )
    _, answer = receive(work, meta, command.volunteer_id, door)
    return answer


@handles(CheckInNew, roles=AT_THE_DOOR, offline=True)
def check_in_new(work: Work, command: CheckInNew, meta: CommandMeta) -> Result:
    """Enter and receive somebody; nothing is entered when the day takes nobody."""
    volunteer_id = command.volunteer_id or VolunteerId(work.ids.new("vol"))
    refuse_not_own(meta, volunteer_id)
    known = volunteer_of(work, volunteer_id)
    if known is None:
        enter_person(work, meta, volunteer_id, command.person)
    else:
        tell_again_of(work, known)
    door = Door(
        method=command.method,
        said=command.said,
        base_id=command.base_id,
        number=command.number,
        offline=command.offline,
    )
    _, answer = receive(work, meta, volunteer_id, door)
    return answer


@handles(AmendAnswers, roles=DESK | SELF | {Role.MATCHING})
def amend_todays_answers(work: Work, command: AmendAnswers, meta: CommandMeta) -> Result:
    """Write other answers for today. Raises Refusal `reception.not_here`."""
    a = work.get(ATTENDANCE, command.attendance_id)
    refuse_not_own(meta, a.volunteer_id)
    seats = command.said.seats
    in_range = seats is None or 0 <= seats <= SEATS_MOST
    refuse_unless(in_range, "refusal.value", status=422, field="seats", least=0, most=SEATS_MOST)
    with naming_the_first(work, ATTENDANCE, a.attendance_id):
        events = amend_answers(a, command.said)
    if events:
        a = work.record(ATTENDANCE, a.attendance_id, *events)
    return {"attendance_id": a.attendance_id, "status": a.status.value}
