"""One row of a need list to the fields of a need: read as a person would read it, and every cell that cannot
be meant named with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from dvc.commands.need_columns import work_of
from dvc.commands.needs_told import LAT_RANGE, LON_RANGE, SHORT_MOST, TEXT_MOST
from dvc.domain.personal import Personal
from dvc.domain.readings import (
    ReadTime,
    plain,
    read_date,
    read_instant,
    read_kana,
    read_name,
    read_phone,
    read_time,
)
from dvc.domain.refusal import Refusal
from dvc.domain.sheet_cells import Row, Value, cell_name, text_of
from dvc.domain.values import Slot

VALUE_SHOWN_MOST: Final = 40
NO_PHONE: Final = "なし"
NOON: Final = ReadTime(at=time(12, 0))
_HOUR: Final = re.compile(r"(\d{1,3})\s*[時:]")
_HOURS_OF_A_DAY: Final = 24
_NUMBER: Final = re.compile(r"\d{1,3}")
_PARTED_DATE: Final = re.compile(r"\s+(?=(?:午前|午後|AM|PM)?\s*\d{1,2}\s*[:時])", re.IGNORECASE)
_WISHES: Final = re.compile(r"[、,，;；]")
_SLOTS: Final = {
    "午前": Slot.AM,
    "am": Slot.AM,
    "午後": Slot.PM,
    "pm": Slot.PM,
    "終日": Slot.DAY,
    "一日": Slot.DAY,
    "いつでも": Slot.DAY,
}
_TEXTS: Final = (
    "landmark",
    "request_text",
    "site_memo",
    "cautions",
    "health_note",
    "parking_note",
    "pet_note",
)
_LOST_ZERO_DIGITS: Final = (9, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """One cell that cannot be meant, or a row that is there already (`cell` ""). `row` as the program shows
    it; `column`: what it says; `value`: what stands there, cut; `code`: of the sentence.
    """

    row: int
    code: str
    column: str = ""
    cell: str = ""
    value: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class RowRead:
    """What a row says: fields as text, numbers and days, and what is wrong in it. `zero_added`: a telephone
    number got back the 0 that a spreadsheet had eaten.
    """

    row: int
    texts: dict[str, str] = field(default_factory=dict)
    work: tuple[str, ...] = ()
    received_at: datetime | None = None
    wish_days: tuple[date, ...] = ()
    wish_slot: Slot | None = None
    people: int | None = None
    over_75: int | None = None
    zero_added: bool = False
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """By which rows are read: columns by field, formula cells, day and instant of now, the city's area
    code.
    """

    columns: Mapping[str, int]
    formulas: frozenset[tuple[int, int]]
    now: datetime
    today: date
    area_code: str | None = None


def read_row(reading: Reading, at: int, cells: Row) -> RowRead:
    """Read the row at index `at` (from 0)."""
    return _Row(reading, at, cells).read()


class _Row:
    """One row while it is read."""

    def __init__(self, reading: Reading, at: int, cells: Row) -> None:
        self._reading = reading
        self._at = at
        self._cells = cells
        self._found = RowRead(row=at + 1)

    def read(self) -> RowRead:
        """All fields, each problem noted and the next field read."""
        bad = self._formulas()
        steps: dict[str, Callable[[str], None]] = {
            "name": self._name,
            "address": self._address,
            "phone": self._phone,
            "phone_2": lambda text: self._phone(text, "phone_2"),
            "work": self._work,
            "received_on": self._received,
            "wish_on": self._wish_on,
            "wish_time": self._wish_time,
            "contact_hours": self._contact_hours,
            "people": self._people,
            "over_75": self._over_75,
            "kana": lambda text: self._text("kana", read_kana(text)),
            "requester_name": lambda text: self._text("requester_name", plain(text)),
            **{name: self._plain_text(name) for name in _TEXTS},
        }
        for name, step in steps.items():
            if name not in bad:
                self._try(name, step)
        if not bad & {"lat", "lon"}:
            self._point()
        return self._found

    def _value(self, name: str) -> Value:
        column = self._reading.columns.get(name)
        return None if column is None or column >= len(self._cells) else self._cells[column]

    def _said(self, name: str) -> str:
        return text_of(self._value(name))

    def _formulas(self) -> set[str]:
        bad = {
            name
            for name, column in self._reading.columns.items()
            if (self._at, column) in self._reading.formulas
        }
        for name in sorted(bad):
            self._problem("imports.formula", name)
        return bad

    def _problem(self, code: str, name: str, **details: str | int) -> None:
        column = self._reading.columns.get(name)
        self._found.problems.append(
            RowProblem(
                row=self._at + 1,
                code=code,
                column=name,
                cell="" if column is None else cell_name(self._at, column),
                value=self._said(name).strip()[:VALUE_SHOWN_MOST],
                details=details,
            )
        )

    def _try(self, name: str, step: Callable[[str], None]) -> None:
        try:
            step(self._said(name))
        except Refusal as no:
            told = {key: value for key, value in no.details.items() if isinstance(value, str | int)}
            self._problem(no.code, name, **told)

    def _text(self, name: str, text: str) -> None:
        if not text:
            return
        most = SHORT_MOST.get(Personal(name), TEXT_MOST)
        if len(text) > most:
            self._problem("imports.text_long", name, n=len(text), most=most)
        else:
            self._found.texts[name] = text

    def _plain_text(self, name: str) -> Callable[[str], None]:
        return lambda text: self._text(name, text.strip().strip("\u3000"))

    def _name(self, text: str) -> None:
        self._text("name", read_name(text))

    def _address(self, text: str) -> None:
        stripped = text.strip().strip("\u3000")
        if not stripped and not (self._said("lat") and self._said("lon")):
            self._problem("imports.no_address", "address")
        self._text("address", stripped)

    def _phone(self, text: str, name: str = "phone") -> None:
        given = plain(text)
        if not given:
            return
        if given.isdigit() and len(given) in _LOST_ZERO_DIGITS and not given.startswith("0"):
            given, self._found.zero_added = f"0{given}", True
        read = read_phone(given, area_code=self._reading.area_code)
        self._found.texts[name] = NO_PHONE if read is None else read.text

    def _work(self, text: str) -> None:
        if not text.strip():
            return
        kinds = work_of(text)
        if kinds:
            self._found.work = tuple(kind.value for kind in kinds)
        else:
            self._problem("imports.work_unknown", "work")

    def _received(self, text: str) -> None:
        told = self._value("received_on")
        clock = self._said("received_time")
        if isinstance(told, datetime) and told.time() != time():
            text, clock = told.date().isoformat(), clock or f"{told:%H:%M}"
        elif parted := _PARTED_DATE.search(plain(text)):
            text, clock = plain(text)[: parted.start()], plain(text)[parted.end() :]
        at = self._clock(clock)
        if not text.strip():
            return
        day = read_date(text, today=self._reading.today)
        if at is None and clock.strip():
            return
        instant = read_instant(day, at or NOON)
        if instant <= self._reading.now:
            self._found.received_at = instant
        elif at is not None or day > self._reading.today:
            self._problem("imports.received_later", "received_on")

    def _clock(self, text: str) -> ReadTime | None:
        """A time within its day; None without one or with a wrong one, which is noted."""
        name = "received_time" if "received_time" in self._reading.columns else "received_on"
        if not text.strip():
            return None
        try:
            read = read_time(text)
        except Refusal as no:
            self._problem(_clock_code(text, no.code), name)
            return None
        if read.days_later:
            self._problem("reading.time_next_day", name)
            return None
        return read

    def _wish_on(self, text: str) -> None:
        if text.strip() and not any(one.isdigit() for one in plain(text)):
            self._found.texts["wish_words"] = plain(text)[:VALUE_SHOWN_MOST]
            return
        parts = [part for part in _WISHES.split(text) if part.strip()]
        self._found.wish_days = tuple(read_date(part, today=self._reading.today) for part in parts)

    def _wish_time(self, text: str) -> None:
        given = plain(text).casefold()
        if not given:
            return
        slot = next((slot for word, slot in _SLOTS.items() if given.startswith(word)), None)
        if hour := _HOUR.search(given):
            _refuse_next_day(given)
            slot = slot or (Slot.AM if int(hour[1]) < NOON.at.hour else Slot.PM)
        self._found.wish_slot = slot
        if slot is None:
            self._found.texts["wish_words"] = given[:VALUE_SHOWN_MOST]

    def _contact_hours(self, text: str) -> None:
        _refuse_next_day(plain(text))
        self._text("contact_hours", text.strip().strip("\u3000"))

    def _people(self, text: str) -> None:
        number = _NUMBER.search(plain(text))
        if number is not None:
            self._found.people = int(number[0])
        if number is None or not plain(text).removesuffix("人").removesuffix("名").isdigit():
            self._text("living_note", text.strip())

    def _over_75(self, text: str) -> None:
        number = _NUMBER.search(plain(text))
        self._found.over_75 = int(number[0]) if number is not None else None

    def _point(self) -> None:
        lat, lon = self._said("lat").strip(), self._said("lon").strip()
        if not (lat and lon):
            return
        try:
            place = float(lat), float(lon)
        except ValueError:
            self._problem("imports.point", "lat")
            return
        if _within(place[0], LAT_RANGE) and _within(place[1], LON_RANGE):
            self._found.texts |= {"lat": f"{place[0]:.6f}", "lon": f"{place[1]:.6f}"}
        elif _within(place[1], LAT_RANGE) and _within(place[0], LON_RANGE):
            self._problem("imports.point_turned", "lat")
        else:
            self._problem("imports.point", "lat")


def _refuse_next_day(text: str) -> None:
    if any(int(hour) >= _HOURS_OF_A_DAY for hour in _HOUR.findall(text)):
        raise Refusal("reading.time_next_day", status=422)


def _within(value: float, span: tuple[float, float]) -> bool:
    return span[0] <= value <= span[1]


def _clock_code(text: str, code: str) -> str:
    hour = _HOUR.search(plain(text))
    return "reading.time_next_day" if hour and int(hour[1]) >= _HOURS_OF_A_DAY else code


def row_words(read: RowRead) -> dict[str, Any]:
    """A row as plain JSON, the same for the same words in any file: its act is known by it."""
    return {
        "texts": dict(sorted(read.texts.items())),
        "work": list(read.work),
        "received_at": read.received_at.isoformat() if read.received_at else None,
        "wish": [one.isoformat() for one in read.wish_days],
        "slot": read.wish_slot.value if read.wish_slot else None,
        "people": read.people,
        "over_75": read.over_75,
    }
