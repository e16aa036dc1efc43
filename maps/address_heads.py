"""What stands before a town's name: prefecture, municipality, and municipalities that were merged away.

Each leaves some (prefecture, city) pairs possible; a town outside them is no answer, so that 名張市中村 is
never taken for the 中村 of 伊賀市.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from maps.folding import fold
from maps.towns import TownRow

Place = tuple[str, str]  # prefecture, city


@dataclass(frozen=True, slots=True, kw_only=True)
class OldName:
    """A municipality that was merged away and is still in everybody's mouth: 旧上野市, 阿山郡島ヶ原村.

    `city` is today's; `prefixes` are tried before the town's name, because some towns took the old name into
    theirs (上野市丸之内 is 上野丸之内 today), then the town's name alone.
    """

    city: str
    name: str
    county: str = ""
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What may stand before the town's name, and which (prefecture, city) it leaves possible."""

    key: str
    cities: frozenset[Place]
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The municipalities a text leaves possible; None = all."""

    cities: frozenset[Place] | None

    def holds(self, row: TownRow) -> bool:
        """Whether the row's municipality is one of them."""
        return self.cities is None or (row.pref, row.city) in self.cities


def scope_of(*heads: Head | None) -> Scope:
    """What all the heads that were found leave possible together."""
    cities: frozenset[Place] | None = None
    for head in heads:
        if head is not None:
            cities = head.cities if cities is None else cities & head.cities
    return Scope(cities=cities)


def strip_head(key: str, at: int, heads: Sequence[Head]) -> tuple[int, Head | None]:
    """Past the longest head at `at`, with that head; unmoved and None without one."""
    head = next((head for head in heads if key.startswith(head.key, at)), None)
    return (at, None) if head is None else (at + len(head.key), head)


def current_heads(towns: Sequence[TownRow]) -> tuple[list[Head], list[Head]]:
    """Prefectures and municipalities in the spellings people use, the longest first."""
    prefs: dict[str, set[Place]] = {}
    cities: dict[str, set[Place]] = {}
    for pref, city in {(row.pref, row.city) for row in towns}:
        if pref:
            prefs.setdefault(fold(pref).key, set()).add((pref, city))
        for spelling in _city_spellings(city):
            cities.setdefault(fold(spelling).key, set()).add((pref, city))
    return _longest_first(prefs), _longest_first(cities)


def _city_spellings(city: str) -> tuple[str, ...]:
    """三重郡菰野町 is called 菰野町, 大阪市北区 北区."""
    for border in ("郡", "市"):
        before, found, after = city.partition(border)
        if found and before and after.endswith(tuple("町村区")):
            return city, after
    return (city,)


def _longest_first(found: dict[str, set[Place]]) -> list[Head]:
    keys = sorted(found, key=lambda key: (-len(key), key))
    return [Head(key=key, cities=frozenset(found[key])) for key in keys if key]


def old_heads(old_names: Sequence[OldName], places: set[Place]) -> list[Head]:
    """Merged municipalities with and without their county and 旧, the longest first."""
    heads = [
        Head(
            key=fold(before + spelling).key,
            cities=frozenset(place for place in places if place[1] == old.city),
            prefixes=old.prefixes,
        )
        for old in old_names
        for spelling in sorted({old.county + old.name, old.name})
        for before in ("", "旧")
    ]
    return sorted(heads, key=lambda head: (-len(head.key), head.key))
