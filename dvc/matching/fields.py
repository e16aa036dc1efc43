"""Reads members out of parsed JSON and writes down everything that is wrong, instead of stopping at the
first.

Every reader returns a usable value even after a problem, so that one pass names all problems of a file. What
the members mean is not known here.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dvc.matching.terms import MINUTES_A_DAY, Problem

COUNT_MAX = 1_000_000  # keeps every sum of the solver inside 53 bits; no center has a million of anything
AMOUNT_MAX = 1e9
_CLOCK = re.compile(r"^([01]\d|2[0-4]):([0-5]\d)$")


@dataclass(slots=True, kw_only=True)
class ProblemList:
    """The problems found so far, in reading order."""

    found: list[Problem] = field(default_factory=list[Problem])

    def add(self, code: str, path: str, **details: object) -> None:
        """Write one problem down."""
        self.found.append(Problem(code=code, path=path, details=details))

    def frozen(self) -> tuple[Problem, ...]:
        """Everything found, as it goes into the exception."""
        return tuple(self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One JSON object being read, with its path and the list its problems go to."""

    data: Mapping[str, object]
    path: str
    problems: ProblemList

    def at(self, key: str) -> str:
        """Path of a member of this object."""
        return f"{self.path}.{key}" if self.path else key

    def only(self, known: frozenset[str], *, not_modelled: frozenset[str] = frozenset()) -> None:
        """Refuse members this solver does not know: a rule it silently ignored would be a wrong plan."""
        for key in self.data:
            if key in not_modelled:
                self.problems.add("member_not_modelled", self.at(key), member=key)
            elif key not in known:
                self.problems.add("member_unknown", self.at(key), member=key)

    def has(self, key: str) -> bool:
        """Whether the member is given and not null."""
        return self.data.get(key) is not None

    def count(self, key: str, *, default: int | None, least: int = 0) -> int:
        """A whole number of things, `least` or more. `default` None: the member must be given."""
        value = self._given(key, required=default is None)
        if value is None:
            return least if default is None else default
        return self._whole(value, self.at(key), least)

    def amount(self, key: str, *, default: float | None) -> float:
        """A finite number, 0 or more. `default` None: the member must be given."""
        value = self._given(key, required=default is None)
        if value is None:
            return default or 0.0
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.problems.add("wrong_type", self.at(key), expected="number")
            return 0.0
        if not math.isfinite(value) or value > AMOUNT_MAX:
            self.problems.add("above_maximum", self.at(key), most=AMOUNT_MAX)
            return 0.0
        if value < 0:
            self.problems.add("below_minimum", self.at(key), least=0, value=value)
            return 0.0
        return float(value)

    def figure(self, key: str) -> float | None:
        """A finite number of any sign, or None when absent or null."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.problems.add("wrong_type", self.at(key), expected="number")
            return None
        return float(value)

    def flag(self, key: str, *, default: bool | None) -> bool:
        """True or false. `default` None: the member must be given."""
        value = self._given(key, required=default is None)
        if value is None:
            return bool(default)
        if not isinstance(value, bool):
            self.problems.add("wrong_type", self.at(key), expected="boolean")
            return False
        return value

    def text(self, key: str) -> str:
        """A string that is not empty; it must be given."""
        return self._string(key, required=True) or ""

    def text_or_none(self, key: str) -> str | None:
        """A string that is not empty, or None when absent or null."""
        return self._string(key, required=False)

    def counts(self, key: str) -> dict[str, int]:
        """Names with a whole number each; zeros are left out. Absent means none."""
        value = self._given(key, required=False)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.problems.add("wrong_type", self.at(key), expected="object")
            return {}
        read = {str(name): self._whole(n, f"{self.at(key)}.{name}", 0) for name, n in value.items()}
        return {name: n for name, n in read.items() if n > 0}

    def minute(self, key: str) -> int | None:
        """A time of day `HH:MM` (`24:00` is the end of the day) as minutes after midnight; None when absent.
        """
        value = self._string(key, required=False)
        if value is None:
            return None
        match = _CLOCK.match(value)
        minutes = int(match[1]) * 60 + int(match[2]) if match else MINUTES_A_DAY + 1
        if minutes > MINUTES_A_DAY:
            self.problems.add("wrong_time", self.at(key), value=value)
            return None
        return minutes

    def names(self, key: str) -> tuple[str, ...]:
        """A list of strings; it must be given."""
        value = self._given(key, required=True)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
            self.problems.add("wrong_type", self.at(key), expected="list of strings")
            return ()
        return tuple(value)

    def inner(self, key: str, *, required: bool) -> "Member | None":
        """The object under `key`; None when absent or after a problem."""
        value = self._given(key, required=required)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.problems.add("wrong_type", self.at(key), expected="object")
            return None
        return Member(data=value, path=self.at(key), problems=self.problems)

    def rows(self, key: str, *, required: bool) -> list["Member"]:
        """The objects of a list under `key`; entries that are no objects are named and left out."""
        value = self._given(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problems.add("wrong_type", self.at(key), expected="list")
            return []
        rows = []
        for index, row in enumerate(value):
            path = f"{self.at(key)}[{index}]"
            if isinstance(row, Mapping):
                rows.append(Member(data=row, path=path, problems=self.problems))
            else:
                self.problems.add("wrong_type", path, expected="object")
        return rows

    def _given(self, key: str, *, required: bool) -> object:
        value = self.data.get(key)
        if value is None and required:
            self.problems.add("member_missing", self.at(key), member=key)
        return value

    def _string(self, key: str, *, required: bool) -> str | None:
        value = self._given(key, required=required)
        if value is None:
            return None
        if not isinstance(value, str) or not value:
            self.problems.add("wrong_type", self.at(key), expected="string")
            return None
        return value

    def _whole(self, value: object, path: str, least: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            self.problems.add("wrong_type", path, expected="integer")
            return least
        if value < least:
            self.problems.add("below_minimum", path, least=least, value=value)
            return least
        if value > COUNT_MAX:
            self.problems.add("above_maximum", path, most=COUNT_MAX, value=value)
            return least
        return value
