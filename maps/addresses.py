"""Where an address lies, as far as the imported town list can say: block, town, city, or unknown.

The map pin is the truth and the address its label (domain/02, 2.11); this finds the town so that a need has a
district, a first pin and a travel time while the caller is still on the phone. What the list does not say is
not claimed: `exact` is only ever set by a person who moved the pin, and where two places answer to what was
said, both are handed back and no point is chosen between them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from maps.address_ends import (
    FIRST_NUMBER,
    LEFT_OUT,
    NUMBER,
    as_written,
    border_at,
    towns_and_blocks,
    without_joint,
)
from maps.address_heads import Head, OldName, Scope, current_heads, old_heads, scope_of, strip_head
from maps.folding import Folded, fold, number_of
from maps.towns import TownRow

MAX_ADDRESS_CHARS = 200  # longer text is a story; the town stands at its head
MAX_SUGGESTIONS = 8
_CHOME = re.compile(r"(?P<base>.+?)(?P<number>\d+)丁目")
_CHOME_SAID = re.compile(rf"(?P<number>{NUMBER})丁目?")
_CHOME_MEANT = re.compile(rf"(?P<number>{NUMBER})(?![番号地])")
_THREE_NUMBERS = re.compile(rf"{NUMBER}[-ノ]{NUMBER}[-ノ]{NUMBER}")


class Grade(StrEnum):
    """How well a point is known; `exact` is only set by a hand on the map, never by this module."""

    EXACT = "exact"
    BLOCK = "block"
    TOWN = "town"
    CITY = "city"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressMatch:
    """What was found. `lat`, `lon` are None unless one place stands for it (grades block and town).

    `rest`: what follows the town (番地, building), as written, in NFKC. `candidates`: two or more places that
    answer to the text; then `town` is None. `is_loose`: the town was found only by forgiving something (町
    left out, more of a name behind it, a 丁目 that the list does not have); a person should look.
    """

    grade: Grade
    city: str = ""
    town: TownRow | None = None
    lat: float | None = None
    lon: float | None = None
    rest: str = ""
    candidates: tuple[TownRow, ...] = ()
    is_loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    rows: tuple[TownRow, ...]
    name_end: int  # in the key, of the name alone
    end: int  # in the key, with the 丁目 that follows
    is_loose: bool


class TownIndex:
    """Answers for the towns of some municipalities; built once, then under a millisecond a question."""

    def __init__(self, rows: Iterable[TownRow], old_names: Sequence[OldName] = ()) -> None:
        towns, self._blocks = towns_and_blocks(rows)
        self._by_key: dict[str, list[TownRow]] = {}
        self._chomes: dict[str, dict[int, list[TownRow]]] = {}
        for row in towns:
            self._add(row)
        self._longest = max((len(key) for key in (*self._by_key, *self._chomes)), default=0)
        self._prefs, self._cities = current_heads(towns)
        self._old_prefixes = sorted({prefix for old in old_names for prefix in old.prefixes if prefix})
        self._old = old_heads(old_names, {(row.pref, row.city) for row in towns})
        self._spelled = sorted(
            (key, row.pref, row.city, row.name, row) for row in towns for key in _spellings(row)
        )

    def find(self, text: str) -> AddressMatch:
        """The place of an address in any spelling; never raises, an empty or foreign text is `unknown`."""
        said = fold(text[:MAX_ADDRESS_CHARS])
        at, pref = strip_head(said.key, 0, self._prefs)
        after_city, city = strip_head(said.key, at, self._cities)
        after_old, old = strip_head(said.key, after_city, self._old)
        scope = scope_of(pref, city, old)
        hit = (
            self._hit(said, after_old, old.prefixes if old else (), scope)
            or self._hit(said, after_city, (), scope)
            or self._hit(said, at, (), scope)
            or self._without_prefix(said, after_city, scope)
        )
        if hit is None:
            return _only_city(old or city, said.rest(max(after_old, after_city)))
        return self._answer(said, hit)

    def suggest(self, text: str, *, limit: int = MAX_SUGGESTIONS) -> tuple[TownRow, ...]:
        """Towns that begin with what was typed so far (name or kana), in the order of their names."""
        key = fold(text).key
        found: list[TownRow] = []
        at = bisect_left(self._spelled, (key,))
        while key and at < len(self._spelled) and self._spelled[at][0].startswith(key) and len(found) < limit:
            row = self._spelled[at][4]
            if row not in found:
                found.append(row)
            at += 1
        return tuple(found)

    def _add(self, row: TownRow) -> None:
        key = fold(row.name).key
        self._by_key.setdefault(key, []).append(row)
        chome = _CHOME.fullmatch(key)
        if chome:
            self._chomes.setdefault(chome["base"], {}).setdefault(int(chome["number"]), []).append(row)

    def _hit(self, said: Folded, begin: int, prefixes: Sequence[str], scope: Scope) -> _Hit | None:
        """The longest town name at `begin`, with an old municipality's prefix before it or without."""
        hits = (self._longest_at(said, begin, prefix, scope) for prefix in (*prefixes, ""))
        return next((hit for hit in hits if hit is not None), None) or self._without_unit(said, begin, scope)

    def _without_prefix(self, said: Folded, begin: int, scope: Scope) -> _Hit | None:
        """丸之内 for 上野丸之内: within the old municipality nobody says its name."""
        hits = [self._longest_at(said, begin, prefix, scope) for prefix in self._old_prefixes]
        found = [hit for hit in hits if hit is not None and hit.name_end > begin + 1 and not hit.is_loose]
        return replace(found[0], is_loose=True) if len(found) == 1 else None

    def _without_unit(self, said: Folded, begin: int, scope: Scope) -> _Hit | None:
        """A name whose 町 or 村 was left out, if a number, a border or the end follows it at once."""
        for length in range(min(self._longest, len(said.key) - begin), 1, -1):
            end = begin + length
            for unit in LEFT_OUT:
                hit = self._named(said, end, said.key[begin:end] + unit, scope)
                if hit is not None and not hit.is_loose:
                    return replace(hit, is_loose=True)
        return None

    def _longest_at(self, said: Folded, begin: int, prefix: str, scope: Scope) -> _Hit | None:
        head = fold(prefix).key
        shortest = 0 if head else 1  # 島ヶ原村3: the old village is itself the town
        for length in range(min(self._longest, len(said.key) - begin), shortest - 1, -1):
            hit = self._named(said, begin + length, head + said.key[begin : begin + length], scope)
            if hit is not None:
                return hit
        return None

    def _named(self, said: Folded, end: int, key: str, scope: Scope) -> _Hit | None:
        """What the name `key`, written up to character `end`, stands for: itself, a 丁目 of it, or both."""
        whole = tuple(row for row in self._by_key.get(key, ()) if scope.holds(row))
        chomes = {
            number: rows
            for number, every in self._chomes.get(key, {}).items()
            if (rows := tuple(row for row in every if scope.holds(row)))
        }
        if not whole and not chomes:
            return None
        told = _CHOME_SAID.match(said.key, end)
        meant = told or (_CHOME_MEANT.match(said.key, end) if chomes else None)
        number = number_of(meant["number"]) if meant else None
        if meant and number in chomes:
            if told or not whole:
                return _Hit(rows=chomes[number], name_end=end, end=meant.end(), is_loose=False)
            if _THREE_NUMBERS.match(said.key, end):
                # 上町1-19-31: 丁目, 番, 号; a 地番 with two branches is rare
                return _Hit(rows=chomes[number], name_end=end, end=meant.end(), is_loose=True)
            # 服部町3-2: 服部町 3番地2 or 服部町三丁目2, when the list has both
            return _Hit(rows=(*whole, *chomes[number]), name_end=end, end=end, is_loose=False)
        border = border_at(said, end, whole)
        if border is None:
            return None
        every = whole or tuple(row for number in sorted(chomes) for row in chomes[number])
        return _Hit(rows=every, name_end=end, end=end, is_loose=border or not whole or told is not None)

    def _answer(self, said: Folded, hit: _Hit) -> AddressMatch:
        rest = without_joint(said.rest(hit.end))
        rows = as_written(hit.rows, said, hit.end)
        cities = {(row.pref, row.city) for row in rows}
        city = rows[0].city if len(cities) == 1 else ""
        if len(rows) > 1:
            return AddressMatch(
                grade=Grade.CITY if city else Grade.UNKNOWN,
                city=city,
                rest=rest,
                candidates=rows,
                is_loose=hit.is_loose,
            )
        town = rows[0]
        found = AddressMatch(
            grade=Grade.TOWN,
            city=city,
            town=town,
            lat=town.lat,
            lon=town.lon,
            rest=rest,
            is_loose=hit.is_loose,
        )
        block = self._block(town, fold(rest).key)
        return found if block is None else replace(found, grade=Grade.BLOCK, lat=block.lat, lon=block.lon)

    def _block(self, town: TownRow, rest: str) -> TownRow | None:
        blocks = self._blocks.get((town.pref, town.city, town.name))
        number = FIRST_NUMBER.match(rest) if blocks else None
        return blocks.get(str(number_of(number.group()))) if blocks and number else None


def _only_city(head: Head | None, rest: str) -> AddressMatch:
    if head is None:
        return AddressMatch(grade=Grade.UNKNOWN, rest=rest)
    cities = {city for _, city in head.cities}
    if len(cities) != 1:
        return AddressMatch(grade=Grade.UNKNOWN, rest=rest)
    return AddressMatch(grade=Grade.CITY, city=cities.pop(), rest=rest)


def _spellings(row: TownRow) -> tuple[str, ...]:
    name, kana = fold(row.name).key, fold(row.kana).key
    return (name, kana) if kana else (name,)
