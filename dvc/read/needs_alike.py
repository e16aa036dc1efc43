"""Households that may be the same as the one on the telephone (domain/01 1.5: the same house comes in two to
four times).

Searched while the clerk types: from the third kana, the fifth digit, the town of an address. Only fields that
the asking role may read are compared (J6).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from dvc.domain.folding import fold, fold_address, phone_digits
from dvc.domain.household import HOUSEHOLD, Household
from dvc.domain.ids import Code, HouseholdId, NeedId
from dvc.domain.need import NEED
from dvc.domain.need_state import NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.values import Channel
from dvc.read.center import CenterReader
from dvc.store.tables import vault_value

KANA_LEAST = 3
LETTERS_LEAST = 2
DIGITS_LEAST = 5
ADDRESS_LEAST = 3
CANDIDATES_MOST = 6
ROWS_MOST = 200
TEXT_MOST = 120
_NAMES = (Personal.NAME, Personal.KANA, Personal.REQUESTER_NAME, Personal.REQUESTER_KANA)
_PHONES = (Personal.PHONE, Personal.PHONE_2, Personal.REQUESTER_PHONE)
_WHOLE_PHONE_DIGITS = 10


class AlikeBy(StrEnum):
    """Why two may be the same, the strongest first."""

    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"
    TOWN = "town"


_WEIGHTS = {AlikeBy.PHONE: 8, AlikeBy.ADDRESS: 5, AlikeBy.NAME: 4, AlikeBy.TOWN: 1}
_ENOUGH = 4
"""A town alone says nothing: half a district lives there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed so far, as it was typed; "" for what was not. `address`: from the town to the number,
    "" without a number; `town`: what was understood of it.
    """

    name: str = ""
    kana: str = ""
    phone: str = ""
    address: str = ""
    town: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeNeed:
    """One need of a candidate, the newest first."""

    need_id: NeedId
    code: Code
    status: NeedStatus
    channel: Channel
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A household that may be the same. `told`: fields that the asking role may read."""

    household_id: HouseholdId
    by: tuple[AlikeBy, ...]
    needs: tuple[AlikeNeed, ...]
    told: dict[Personal, str]


def alike(
    reader: CenterReader,
    asked: Asked,
    *,
    fields: Iterable[Personal],
    but: HouseholdId | None = None,
) -> tuple[Alike, ...]:
    """Candidates, the likeliest first; () when too little was typed. `but`: the household that is asking.

    The caller logs the view.
    """
    allowed = frozenset(fields)
    found: dict[str, set[AlikeBy]] = {}
    with reader.store.read() as connection:
        for by, wanted, pattern in _questions(asked):
            for subject in _subjects(connection, [one for one in wanted if one in allowed], pattern):
                found.setdefault(subject, set()).add(by)
    ranked = _ranked(reader, found, but)
    labels = reader.labels([one.household_id for one, _ in ranked], allowed)
    return tuple(
        Alike(
            household_id=household.household_id,
            by=tuple(by for by in AlikeBy if by in reasons),
            needs=_needs_of(reader, household),
            told=labels.get(household.household_id, {}),
        )
        for household, reasons in ranked
    )


def _questions(asked: Asked) -> list[tuple[AlikeBy, tuple[Personal, ...], str]]:
    """(reason, fields, pattern) of every search that what was typed allows."""
    questions: list[tuple[AlikeBy, tuple[Personal, ...], str]] = []
    digits = phone_digits(asked.phone[:TEXT_MOST])
    if len(digits) >= DIGITS_LEAST:
        whole = len(digits) >= _WHOLE_PHONE_DIGITS
        questions.append((AlikeBy.PHONE, _PHONES, digits if whole else f"%{digits}%"))
    for text, least in ((asked.kana, KANA_LEAST), (asked.name, LETTERS_LEAST)):
        folded = fold(text[:TEXT_MOST])
        if len(folded) >= least:
            questions.append((AlikeBy.NAME, _NAMES, f"{_escaped(folded)}%"))
    address = fold_address(asked.address[:TEXT_MOST])
    if len(address) >= ADDRESS_LEAST and any(one.isdigit() for one in address):
        questions.append((AlikeBy.ADDRESS, (Personal.ADDRESS,), f"%{_escaped(address)}%"))
    if asked.town:
        questions.append((AlikeBy.TOWN, (Personal.ADDRESS,), f"%{_escaped(fold_address(asked.town))}%"))
    return questions


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _subjects(connection: sa.Connection, fields: list[Personal], pattern: str) -> list[str]:
    """Households whose value matches, also one that no longer stands: the former number is still theirs."""
    query = (
        sa.select(vault_value.c.subject)
        .where(
            vault_value.c.field.in_([field.value for field in fields]),
            vault_value.c.folded.like(pattern, escape="\\"),
            sa.not_(vault_value.c.withdrawn),
        )
        .order_by(vault_value.c.n.desc())
        .limit(ROWS_MOST)
    )
    return list(connection.execute(query).scalars())


def _ranked(
    reader: CenterReader, found: dict[str, set[AlikeBy]], but: HouseholdId | None
) -> list[tuple[Household, set[AlikeBy]]]:
    """The surviving households with all their reasons, the likeliest first."""
    households: dict[str, tuple[Household, set[AlikeBy]]] = {}
    known = {one.household_id: one for one in reader.where(HOUSEHOLD, household_id=tuple(found))}
    for subject, reasons in found.items():
        household = surviving(reader, known.get(HouseholdId(subject)))
        if household is None or household.is_void or household.household_id == but:
            continue
        held = households.setdefault(household.household_id, (household, set()))
        held[1].update(reasons)
    likely = [one for one in households.values() if _weight(one[1]) >= _ENOUGH]
    likely.sort(key=lambda one: (-_weight(one[1]), -one[0].registered_at.timestamp()))
    return likely[:CANDIDATES_MOST]


def _weight(reasons: set[AlikeBy]) -> int:
    return sum(_WEIGHTS[by] for by in reasons)


def surviving(reader: CenterReader, household: Household | None) -> Household | None:
    """The household, or the one into which it was merged at last; None for none."""
    while household is not None and household.merged_into is not None:
        household = reader.find(HOUSEHOLD, household.merged_into)
    return household


def _needs_of(reader: CenterReader, household: Household) -> tuple[AlikeNeed, ...]:
    needs = reader.where(NEED, household_id=household.household_id)
    needs.sort(key=lambda need: need.received_at, reverse=True)
    return tuple(
        AlikeNeed(
            need_id=need.need_id,
            code=need.code,
            status=need.status,
            channel=need.channel,
            received_at=need.received_at,
        )
        for need in needs
        if need.status is not NeedStatus.MERGED
    )
