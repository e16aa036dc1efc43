"""From what a scanner reads to a volunteer, and from a check-in's answer to the words for the person at the
desk.

A tag is the secret of somebody's own page (alone or as its address), the code of a day (`V-0907-0345-1`), the
number as it stands on a name tag (`0907-0345`), or today's number alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import NOT_A_RECORD, AttendanceStatus
from dvc.domain.command import Receipt
from dvc.domain.ids import VolunteerId
from dvc.domain.readings import plain
from dvc.text.catalog import Locale, say
from dvc.web.auth import Purpose
from dvc.web.errors import sentence
from dvc.web.operation import Operation

TAG_LENGTH_MOST = 200
SECRET = re.compile(r"(?:^|/j/)([A-Za-z0-9_-]{20,64})$")
CODE = re.compile(r"^V[A-Z]?-?(\d{2})(\d{2})-?(\d{4})(?:-?\d)?$", re.IGNORECASE)
ON_THE_TAG = re.compile(r"^(\d{2})(\d{2})-(\d{1,4})$")
NUMBER = re.compile(r"^\d{1,4}$")
FAMILIES: Mapping[str, tuple[str, str]] = {
    AttendanceStatus.ARRIVED: ("done", "check"),
    AttendanceStatus.ORIENTED: ("done", "check"),
    AttendanceStatus.WAITLIST: ("wait", "pause"),
    AttendanceStatus.INSURANCE_WAIT: ("wait", "pause"),
    AttendanceStatus.REST: ("wait", "pause"),
}
"""How an answer looks, by where the person stands now; whatever is not here is said plainly."""


def volunteer_of_tag(operation: Operation, text: str, today: date) -> VolunteerId | None:
    """Whose tag this is, None when nobody's. Blocks: call from a worker thread."""
    tag = plain(text)[:TAG_LENGTH_MOST]
    secret = SECRET.search(tag)
    if secret is not None:
        found = operation.credentials.find(Purpose.OWN_PAGE, secret[1])
        return VolunteerId(found.subject) if found is not None else None
    if NUMBER.match(tag):
        return _bearer(operation, today, int(tag))
    match = CODE.match(tag) or ON_THE_TAG.match(tag)
    if match is None:
        return None
    day = _last_day(int(match[1]), int(match[2]), today)
    return None if day is None else _bearer(operation, day, int(match[3]))


def _bearer(operation: Operation, day: date, number: int) -> VolunteerId | None:
    found = operation.reader.where(ATTENDANCE, day=day, number=number)
    return next((one.volunteer_id for one in found if one.status not in NOT_A_RECORD), None)


def _last_day(month: int, day: int, today: date) -> date | None:
    """The last such day up to today: a tag is never of a day to come."""
    for year in (today.year, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found <= today:
            return found
    return None


def told(receipt: Receipt, locale: Locale) -> dict[str, Any]:
    """A receipt with the words for the person and how they look."""
    family, mark = look_of(receipt.result)
    plain = {name: list(one) if isinstance(one, tuple) else one for name, one in receipt.result.items()}
    return {
        "ok": True,
        "command": receipt.command,
        "action_id": receipt.action_id,
        "result": plain,
        "seq": receipt.seq,
        "repeated": receipt.repeated,
        "undo": receipt.action_id if receipt.seq is not None else None,
        "words": words_of(receipt.result, locale),
        "family": family,
        "mark": mark,
    }


def words_of(result: Mapping[str, Any], locale: Locale) -> str:
    """The sentence for the person at the desk; a repeat says when and where the first scan was."""
    if result["repeated"] and result["first_at"]:
        time = datetime.fromisoformat(result["first_at"])
        words = sentence("reception_pages.already", locale, {"time": time, "desk": desk_of(result, locale)})
        still = result["status"] in {AttendanceStatus.INSURANCE_WAIT, AttendanceStatus.WAITLIST}
        return f"{words}{_gap(locale)}{_answer(result, locale)}" if still else words
    return _answer(result, locale)


def _answer(result: Mapping[str, Any], locale: Locale) -> str:
    code, details = str(result["answer"]), dict(result)
    if result["first_at"]:
        details["first_at"] = datetime.fromisoformat(result["first_at"])
    return sentence(code, locale, details)


def _gap(locale: Locale) -> str:
    return " " if locale == "en" else ""


def desk_of(result: Mapping[str, Any], locale: Locale) -> str:
    """The desk of the first scan as people call it; a device of its own has no number."""
    return station_words(result.get("first_station"), locale)


def station_words(station: str | None, locale: Locale) -> str:
    """`reception-2` as 窓口2; a station without a number as "the reception"."""
    number = (station or "").rpartition("-")[2]
    if number.isdecimal():
        return say("reception_pages.desk", locale, n=int(number))
    return say("reception_pages.desk_some", locale)


def look_of(result: Mapping[str, Any]) -> tuple[str, str]:
    """Colour family and mark of an answer; a second scan stands out, so that a wrong person is noticed."""
    if result["repeated"]:
        return ("alarm", "alert")
    return FAMILIES.get(str(result["status"]), ("stop", "ring"))
