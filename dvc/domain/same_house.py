"""When two told houses are one: two of name, telephone and address agree (domain/01 1.5: the same house comes
in two to four times).

A family's telephone alone says nothing, nor a name alone (domain/02 2.11). All texts are folded
(`dvc.domain.folding`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ADDRESS_LEAST: Final = 4
AGREEING_LEAST: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseTold:
    """A house by what it is compared with; `label`: the number people say, of a need or of a row."""

    names: frozenset[str]
    phones: frozenset[str]
    addresses: frozenset[str]
    label: str


def house_told(
    names: Iterable[str], phones: Iterable[str], addresses: Iterable[str], label: str
) -> HouseTold:
    """A house out of folded texts; an empty one says nothing."""
    return HouseTold(
        names=frozenset(one for one in names if one),
        phones=frozenset(one for one in phones if one),
        addresses=frozenset(one for one in addresses if one),
        label=label,
    )


class Houses:
    """Houses, found again by name or telephone."""

    def __init__(self, houses: Iterable[HouseTold]) -> None:
        """With these to begin with."""
        self._by: dict[str, list[HouseTold]] = {}
        for house in houses:
            self.add(house)

    def add(self, house: HouseTold) -> None:
        """One more."""
        for key in house.names | house.phones:
            self._by.setdefault(key, []).append(house)

    def like(self, house: HouseTold) -> HouseTold | None:
        """The first that is the same house, None when there is none."""
        near = (one for key in sorted(house.names | house.phones) for one in self._by.get(key, ()))
        return next((one for one in near if _agreeing(one, house) >= AGREEING_LEAST), None)


def _agreeing(one: HouseTold, other: HouseTold) -> int:
    place = any(_same_place(a, b) for a in one.addresses for b in other.addresses)
    return bool(one.names & other.names) + bool(one.phones & other.phones) + place


def _same_place(one: str, other: str) -> bool:
    """The same address, with or without the city before it."""
    short, long = sorted((one, other), key=len)
    is_told = len(short) >= ADDRESS_LEAST and any(letter.isdigit() for letter in short)
    return one == other or (is_told and long.endswith(short))
