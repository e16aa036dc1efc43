"""The written table of who sees what, `docs/who-sees-what.csv`, as the server obeys it (domain/10 10.4, law
9).

One row a route, board, item of a board or personal field, one column a role, and `public` for everybody. The
file is the decision; this module only reads it. What has no row, nobody sees: the tests fail on it before a
center does.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, get_args

from dvc.domain.personal import Personal
from dvc.domain.roles import Role

RowKind = Literal["route", "board", "board_item", "label", "page_field"]
Subjects = Literal["resident", "volunteer", "staff", "center"]
SUBJECTS: Final[tuple[Subjects, ...]] = get_args(Subjects)

FILE: Final = "who-sees-what.csv"
PUBLIC: Final = "public"
COLUMNS: Final = (*(role.value for role in Role if role is not Role.SYSTEM), PUBLIC)

SUBJECTS_OF: Final[Mapping[str, Subjects]] = MappingProxyType(
    {
        "house": "resident",
        "household": "resident",
        "need": "resident",
        "visit": "resident",
        "referral": "resident",
        "vol": "volunteer",
        "volunteer": "volunteer",
        "att": "volunteer",
        "attendance": "volunteer",
        "grp": "volunteer",
        "group": "volunteer",
        "team": "volunteer",
        "staff": "staff",
        "center": "center",
        "day": "center",
    }
)
"""Whose details a subject's are, by the prefix of its id."""


class Sight(IntEnum):
    """How far a role sees: `own` is for the page to narrow to what is one's own, today."""

    NONE = 0
    OWN = 1
    READ = 2
    WRITE = 3


_CELLS: Final = MappingProxyType({"": Sight.NONE, "own": Sight.OWN, "r": Sight.READ, "rw": Sight.WRITE})


@dataclass(frozen=True, slots=True)
class Table:
    """All cells: (kind, name) to the sight of each column."""

    rows: Mapping[tuple[str, str], Mapping[str, Sight]]

    def names(self, kind: RowKind) -> tuple[str, ...]:
        """Names of a kind's rows, in the order of the file."""
        return tuple(name for row_kind, name in self.rows if row_kind == kind)

    def sight(self, roles: Iterable[Role], kind: RowKind, name: str) -> Sight:
        """The widest sight among the roles; what everybody sees, everybody sees."""
        row = self.rows.get((kind, name))
        if row is None:
            return Sight.NONE
        return max((row[PUBLIC], *(row.get(role.value, Sight.NONE) for role in roles)))


def may_see(roles: Iterable[Role], kind: RowKind, name: str) -> bool:
    """Whether the roles see this at all; `own` counts, and the page narrows it."""
    return table().sight(roles, kind, name) > Sight.NONE


def is_public(kind: RowKind, name: str) -> bool:
    """Whether everybody sees it, signed in or not."""
    return table().sight((), kind, name) > Sight.NONE


def subjects_of(subject: str) -> Subjects | None:
    """Whose details the vault holds under this id; None for ids that have none."""
    return SUBJECTS_OF.get(subject.partition("_")[0])


def fields_for(roles: Iterable[Role], of: Subjects | None = None) -> frozenset[Personal]:
    """Personal fields that the roles may read about these subjects; without `of` those they may read about
    all.
    """
    held = tuple(roles)
    groups: tuple[Subjects, ...] = (of,) if of is not None else SUBJECTS
    return frozenset(
        field
        for field in Personal
        if any((("label", f"{group}.{field.value}") in table().rows) for group in groups)
        and all(
            table().sight(held, "label", f"{group}.{field.value}") >= Sight.READ
            for group in groups
            if ("label", f"{group}.{field.value}") in table().rows
        )
    )


def fields_by_subject(roles: Iterable[Role], subjects: Iterable[str]) -> dict[frozenset[Personal], list[str]]:
    """Which subjects to ask the vault for with which fields; subjects of which the roles may read nothing are
    left out.
    """
    held = tuple(roles)
    asked: dict[frozenset[Personal], list[str]] = {}
    for subject in subjects:
        of = subjects_of(subject)
        fields = frozenset() if of is None else fields_for(held, of)
        if fields:
            asked.setdefault(fields, []).append(subject)
    return asked


def own_fields_for(roles: Iterable[Role], of: Subjects) -> frozenset[Personal]:
    """Fields that the roles may read about what is their own today: a leader's household, a volunteer's own
    record.
    """
    held = tuple(roles)
    return frozenset(
        field
        for field in Personal
        if table().sight(held, "label", f"{of}.{field.value}") in (Sight.OWN, Sight.READ, Sight.WRITE)
    )


@cache
def table() -> Table:
    """The table of this installation. Raises ValueError on a column or cell that is not one of ours."""
    return parse(_text())


def parse(text: str) -> Table:
    """Read the file's text. Raises ValueError with the line that is wrong."""
    lines = csv.DictReader(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    if tuple(lines.fieldnames or ()) != ("kind", "name", *COLUMNS):
        raise ValueError(f"{FILE}: the columns are kind, name, {', '.join(COLUMNS)}")
    rows: dict[tuple[str, str], Mapping[str, Sight]] = {}
    for line in lines:
        key = (line["kind"], line["name"])
        if key in rows or any(line[column] not in _CELLS for column in COLUMNS):
            raise ValueError(f"{FILE}: {key} stands twice or has a cell that is none of {sorted(_CELLS)}")
        rows[key] = MappingProxyType({column: _CELLS[line[column]] for column in COLUMNS})
    return Table(rows=MappingProxyType(rows))


def _text() -> str:
    """Out of the wheel, where the file lies beside this module; in a checkout out of `docs/`."""
    packaged = files("dvc.web") / "who_sees_what.csv"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).resolve().parents[2] / "docs" / FILE).read_text(encoding="utf-8")
