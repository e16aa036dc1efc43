"""The one search field of every page: by number, kana or name, end of a phone, address, team; results by
role.

Only fields that the asking role may read are compared, so that a search never says more than a page would
(J6).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from dvc.domain.folding import fold, fold_address, phone_digits
from dvc.domain.personal import SEARCHED, Personal
from dvc.domain.readings import plain
from dvc.read.center import CenterReader
from dvc.store.tables import STATE_TABLES, vault_value

RESULTS_MOST = 40
TEXT_LENGTH_MOST = 60
PHONE_END_LEAST = 4
LETTERS_LEAST = 2
_CODE = re.compile(r"^[NVGK][A-Z]?-?\d{4}-?\d{1,4}(-?\d)?$", re.IGNORECASE)
_TEAM = re.compile(r"^T-?(\d{1,3})$", re.IGNORECASE)
_NUMBER = re.compile(r"^\d{1,4}$")
_PHONES = (Personal.PHONE, Personal.PHONE_2, Personal.REQUESTER_PHONE)
_NAMES = (
    Personal.NAME,
    Personal.KANA,
    Personal.REQUESTER_NAME,
    Personal.REQUESTER_KANA,
    Personal.GROUP_NAME,
)
CODE_KINDS = ("need", "attendance", "group", "loan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit. `kind` and `stream` name what was found; `field`: the vault field that matched, None for a
    number.
    """

    kind: str
    stream: str
    field: Personal | None = None


SUBJECT_KINDS = ("household", "need", "volunteer", "group")


def search(
    reader: CenterReader,
    text: str,
    *,
    fields: Iterable[Personal],
    today: date | None,
    kinds: Iterable[str] = SUBJECT_KINDS,
) -> list[Found]:
    """Hits in order: numbers first, then phones, names, addresses; at most RESULTS_MOST. `today`: day of team
    numbers. `kinds`: whose names, phones and addresses `fields` may be compared with.
    """
    asked = plain(text)[:TEXT_LENGTH_MOST]
    if not asked:
        return []
    allowed = frozenset(fields) & SEARCHED
    of = tuple(kinds)
    with reader.store.read() as connection:
        hits = [*_by_code(connection, asked, today), *_by_vault(connection, asked, allowed, of)]
    unique = {(one.kind, one.stream): one for one in reversed(hits)}
    ordered = sorted(unique.values(), key=hits.index)
    return ordered[:RESULTS_MOST]


def _by_code(connection: sa.Connection, asked: str, today: date | None) -> list[Found]:
    if (team := _TEAM.match(asked)) and today is not None:
        return _rows(
            connection,
            "team",
            sa.and_(_column("team", "number") == int(team[1]), _column("team", "day") == today),
        )
    if _CODE.match(asked):
        kind, pattern = _code_pattern(asked)
        return [hit for one in kind for hit in _rows(connection, one, _column(one, "code").like(pattern))]
    if _NUMBER.match(asked) and today is not None:
        number = int(asked)
        people = sa.and_(_column("attendance", "number") == number, _column("attendance", "day") == today)
        return [
            *_rows(connection, "attendance", people),
            *_rows(connection, "need", _column("need", "number") == number),
        ]
    return []


def _code_pattern(asked: str) -> tuple[tuple[str, ...], str]:
    letter = asked[0].upper()
    kinds = {"N": "need", "V": "attendance", "G": "group", "K": "loan"}
    digits = re.sub(r"\D", "", asked)
    rest = asked[1].upper() if asked[1].isalpha() else ""
    return (kinds[letter],), f"{letter}{rest}-{digits[:4]}-%{digits[4:7]}%"


def _column(kind: str, field: str) -> sa.Column[object]:
    return STATE_TABLES[kind].c[f"f_{field}"]


def _rows(connection: sa.Connection, kind: str, condition: sa.ColumnElement[bool]) -> list[Found]:
    table = STATE_TABLES[kind]
    query = sa.select(table.c.stream).where(condition).order_by(table.c.stream.desc()).limit(RESULTS_MOST)
    return [Found(kind=kind, stream=stream) for stream in connection.execute(query).scalars()]


def _by_vault(
    connection: sa.Connection, asked: str, allowed: frozenset[Personal], kinds: tuple[str, ...]
) -> list[Found]:
    hits: list[Found] = []
    digits = phone_digits(asked)
    if len(digits) >= PHONE_END_LEAST and len(digits) >= len(asked) // 2:
        hits += _like(connection, [one for one in _PHONES if one in allowed], f"%{_escaped(digits)}", kinds)
    folded = fold(asked)
    if len(folded) >= LETTERS_LEAST and not folded.isdecimal():
        hits += _like(connection, [one for one in _NAMES if one in allowed], f"%{_escaped(folded)}%", kinds)
        if Personal.ADDRESS in allowed:
            pattern = f"%{_escaped(fold_address(asked))}%"
            hits += _like(connection, [Personal.ADDRESS], pattern, kinds)
    return hits


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _like(
    connection: sa.Connection, fields: list[Personal], pattern: str, kinds: tuple[str, ...]
) -> list[Found]:
    subjects = sa.union_all(*(sa.select(STATE_TABLES[kind].c.stream) for kind in kinds))
    query = (
        sa.select(vault_value.c.subject, vault_value.c.field)
        .where(
            vault_value.c.field.in_([field.value for field in fields]),
            vault_value.c.folded.like(pattern, escape="\\"),
            vault_value.c.stands,
            vault_value.c.subject.in_(subjects),
        )
        .order_by(vault_value.c.n.desc())
        .limit(RESULTS_MOST)
    )
    rows = connection.execute(query).all()
    kind_of = _kinds_of(connection, [row.subject for row in rows])
    return [
        Found(kind=kind_of[row.subject], stream=row.subject, field=Personal(row.field))
        for row in rows
        if row.subject in kind_of
    ]


def _kinds_of(connection: sa.Connection, subjects: list[str]) -> dict[str, str]:
    """Which kind of stream each subject is; one that is none of them is left out."""
    kinds: dict[str, str] = {}
    for kind in SUBJECT_KINDS if subjects else ():
        table = STATE_TABLES[kind]
        query = sa.select(table.c.stream).where(table.c.stream.in_(subjects))
        kinds.update(dict.fromkeys(connection.execute(query).scalars(), kind))
    return kinds
