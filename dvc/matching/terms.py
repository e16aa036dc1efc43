"""The nouns of the matching files: need, party, district, lock, and what is wrong with a file that cannot be
read.

Shapes follow `contracts.md` section 5, format `dvc-matching-instance/1`. Only facts live here: nothing is
judged, nothing is computed. Counts are people, hours are hours of work at the house, `km` is one way from the
center.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

INSTANCE_FORMAT = "dvc-matching-instance/1"
SOLUTION_FORMAT = "dvc-matching-solution/1"
MINUTES_A_DAY = 24 * 60
NOON_MINUTE = 12 * 60

Slot: TypeAlias = Literal["am", "pm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Soft prices of the value: points for one person placed, points lost for one person-kilometre (contracts
    5).
    """

    people: float = 0.05
    km: float = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A part of the city served by its own shuttles; `shuttle_seats` is the sum of seats of the day."""

    id: str
    shuttle_seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A posted need as the solver sees it.

    `skills`, `vehicles` and `equipment` map a name to a count. `vehicles` asks for people able to drive that
    class. `base` None: any base may serve it. `slot` None: the whole day.
    """

    id: str
    district: str
    km: float
    walkable: bool
    people_min: int
    people_max: int
    hours: float
    heavy: bool
    priority: float
    skills: Mapping[str, int] = field(default_factory=dict[str, int])
    women: int = 0
    leaders: int = 0
    equipment: Mapping[str, int] = field(default_factory=dict[str, int])
    women_only: bool = False
    adults: int = 0
    vehicles: Mapping[str, int] = field(default_factory=dict[str, int])
    base: str | None = None
    slot: Slot | None = None
    work_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One volunteer, or a group that stays together; placed whole or not at all.

    `seats` are places in the party's own cars, drivers included. `from_minute` and `until_minute` are minutes
    after midnight; None means from the opening, until the end of the day.
    """

    id: str
    size: int
    hours: float
    heavy_ok: bool
    women: int = 0
    leaders: int = 0
    skills: Mapping[str, int] = field(default_factory=dict[str, int])
    seats: int = 0
    previous_need: str | None = None
    minors: int = 0
    drivers: Mapping[str, int] = field(default_factory=dict[str, int])
    base: str | None = None
    from_minute: int | None = None
    until_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A party that staff have put at a need; the plan must keep it there."""

    party: str
    need: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenPair:
    """A party that may not go to a need; `code` names the rule (see `eligibility`), None when not told."""

    party: str
    need: str
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenTeam:
    """A need whose team is announced: exactly these parties, nobody added, nobody taken away."""

    need: str
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One matching problem, whole. Ids are unique within their kind."""

    districts: tuple[District, ...]
    equipment: Mapping[str, int]
    needs: tuple[Need, ...]
    parties: tuple[Party, ...]
    locks: tuple[Lock, ...] = ()
    forbidden: tuple[ForbiddenPair, ...] = ()
    frozen: tuple[FrozenTeam, ...] = ()
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A code and its figures, as they stand in a solution file; no sentence."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict[str, object])

    def document(self) -> dict[str, object]:
        """The JSON object of the solution file."""
        return {"code": self.code, **self.details}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a file: a stable code, where (`needs[3].people.min`), and the figures of the
    sentence.
    """

    code: str
    path: str
    details: Mapping[str, object] = field(default_factory=dict[str, object])


class InstanceInvalid(Exception):
    """The instance cannot be solved as given; `problems` lists everything found, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems; the message is for developers, edges make sentences from the codes."""
        super().__init__("; ".join(f"{p.path}: {p.code}" for p in problems[:5]))
        self.problems = problems


class SolutionInvalid(Exception):
    """A solution file cannot be read; `problems` as in `InstanceInvalid`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems; the message is for developers, edges make sentences from the codes."""
        super().__init__("; ".join(f"{p.path}: {p.code}" for p in problems[:5]))
        self.problems = problems
