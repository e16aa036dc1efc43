"""A group's list as it comes: pasted from a mail or a table, a line a person: name, kana, phone, age. Lines
that cannot be read are named with what is wrong; nothing of the list is taken until all can be.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from dvc.commands.reception_groups import GroupPerson
from dvc.commands.reception_person import NO_PHONE, PersonForm
from dvc.domain.group import MEMBERS_MOST
from dvc.domain.readings import plain, read_date, read_kana, read_name, read_phone
from dvc.domain.refusal import Refusal
from dvc.domain.values import AgeBand
from dvc.domain.volunteer import age_band_on

BANDS = {
    10: AgeBand.FROM_15,
    20: AgeBand.TWENTIES,
    30: AgeBand.THIRTIES,
    40: AgeBand.FORTIES,
    50: AgeBand.FIFTIES,
    60: AgeBand.SIXTIES,
    70: AgeBand.SEVENTIES,
    80: AgeBand.OVER_80,
}
"""Decades as lists write them; 「10代」 says nothing of 18, so it is asked about as a minor (H06)."""
HEADS = frozenset({"氏名", "名前", "お名前", "name", "フリガナ", "ふりがな", "カナ"})
OLDEST = 120
COLUMNS_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line of the list that has to be mended: its number, and a code with details."""

    line: int
    code: str
    details: dict[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """A list that was read."""

    people: tuple[GroupPerson, ...]
    bad: tuple[BadLine, ...]


def read_roster(text: str, *, today: date) -> Roster:
    """Read a list. The first person is its leader; a line of column heads and empty lines are passed over."""
    people: list[GroupPerson] = []
    bad: list[BadLine] = []
    for number, cells in enumerate(_rows(text), start=1):
        if not any(cells) or _is_head(cells):
            continue
        if len(people) + len(bad) >= MEMBERS_MOST:
            too_many = "reception_pages.roster.too_many"
            bad.append(BadLine(line=number, code=too_many, details={"most": MEMBERS_MOST}))
            break
        try:
            people.append(GroupPerson(person=_person(cells, today), is_leader=not people))
        except Refusal as no:
            details = {key: value for key, value in no.details.items() if isinstance(value, str | int)}
            bad.append(BadLine(line=number, code=no.code, details=details))
    return Roster(people=tuple(people), bad=tuple(bad))


def _rows(text: str) -> list[list[str]]:
    """Cells of each line; tables come with tabs, files with commas, people write 、 between."""
    rows = []
    for line in text.replace("\r\n", "\n").split("\n"):
        delimiter = "\t" if "\t" in line else ","
        written = line if delimiter == "\t" else line.replace("、", ",").replace("，", ",")
        cells = next(csv.reader(io.StringIO(written), delimiter=delimiter), [])
        rows.append([cell.strip() for cell in cells[:COLUMNS_MOST]])
    return rows


def _is_head(cells: list[str]) -> bool:
    return cells[0].strip().lower() in HEADS


def _person(cells: list[str], today: date) -> PersonForm:
    """A line's person. Raises Refusal."""
    name, kana, phone, age = (*cells, "", "", "", "")[:COLUMNS_MOST]
    read = read_phone(phone) if phone else None
    return PersonForm(
        name=read_name(name),
        kana=read_kana(kana) or None if kana else None,
        phone=read.text if read is not None else (NO_PHONE if phone else None),
        age_band=read_age(age, today=today) if age else None,
    )


def read_age(text: str, *, today: date) -> AgeBand:
    """An age (42, 42歳, 40代) or a birthday as a band. Raises Refusal `reception_pages.roster.age`."""
    given = plain(text)
    if given.endswith("代") and given[:-1].isdecimal():
        return _decade(int(given[:-1]))
    digits = given.removesuffix("歳").removesuffix("才")
    if digits.isdecimal() and int(digits) <= OLDEST:
        return age_band_on(date(today.year - int(digits), 1, 1), date(today.year, 12, 31))
    try:
        return age_band_on(read_date(given, today=today), today)
    except Refusal:
        raise Refusal("reception_pages.roster.age", status=422) from None


def _decade(tens: int) -> AgeBand:
    if tens not in BANDS and tens < max(BANDS):
        raise Refusal("reception_pages.roster.age", status=422)
    return BANDS.get(tens, AgeBand.OVER_80)
