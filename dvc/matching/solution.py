"""A matching plan and its file (`dvc-matching-solution/1`, contracts.md section 5), written and read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dvc.matching.fields import Member, ProblemList
from dvc.matching.terms import SOLUTION_FORMAT, Problem, Reason, SolutionInvalid

_KNOWN = frozenset(
    {
        "format",
        "assignments",
        "value",
        "bound",
        "gap",
        "seconds",
        "budget",
        "unserved",
        "unplaced",
        "shopping",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One party at one need."""

    party: str
    need: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnservedNeed:
    """Why nobody goes there, against what the plan leaves over.

    `addition` is the smallest thing that would make it servable: so many people able to do this, so many
    tools, so many seats, all of them together. Empty when nothing is short, or nothing is known to be enough.
    """

    need: str
    reasons: tuple[Reason, ...]
    addition: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedParty:
    """Why a party stays; every reason names the need it was nearest to."""

    party: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoppingLine:
    """One line of the day's shopping list: n more of `resource` (an addition without its number).

    `needs` take something of it, `priority` is theirs together. A need that takes of several lines stands in
    each, and is opened by all of them together only.
    """

    resource: Reason
    n: int
    needs: tuple[str, ...]
    priority: float

    def document(self) -> dict[str, object]:
        """The JSON object of the solution file."""
        more = {"n": self.n, "needs": list(self.needs), "priority": self.priority}
        return {**self.resource.document(), **more}


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """A feasible plan of an instance. `bound` is proven: no feasible plan of the instance is worth more."""

    assignments: tuple[Assignment, ...]
    value: float
    bound: float
    unserved: tuple[UnservedNeed, ...] = ()
    unplaced: tuple[UnplacedParty, ...] = ()
    shopping: tuple[ShoppingLine, ...] = ()

    @property
    def gap(self) -> float:
        """(bound − value) / bound; 0 when nothing can be better, also where the bound is 0 or less."""
        return gap_between(self.value, self.bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A solution file as read: where parties go, and the figures it claims (None when not given)."""

    assignments: tuple[Assignment, ...]
    value: float | None
    bound: float | None
    gap: float | None


def gap_between(value: float, bound: float) -> float:
    """(bound − value) / bound as contracts.md has it, guarded where a division would mean nothing."""
    if bound <= value:
        return 0.0
    return (bound - value) / bound if bound > 0 else 1.0


def solution_document(
    solution: Solution, *, seconds: float, budget: Mapping[str, float]
) -> dict[str, object]:
    """The JSON object of the file. `seconds` were measured by the caller; `budget` is `{"seconds": n}` or
    `{"steps": n}`.
    """
    return {
        "format": SOLUTION_FORMAT,
        "assignments": [{"party": one.party, "need": one.need} for one in solution.assignments],
        "value": solution.value,
        "bound": solution.bound,
        "gap": solution.gap,
        "seconds": seconds,
        "budget": dict(budget),
        "unserved": [
            {"need": one.need, "reasons": _documents(one.reasons), "addition": _documents(one.addition)}
            for one in solution.unserved
        ],
        "unplaced": [{"party": one.party, "reasons": _documents(one.reasons)} for one in solution.unplaced],
        "shopping": [line.document() for line in solution.shopping],
    }


def _documents(reasons: Iterable[Reason]) -> list[dict[str, object]]:
    return [reason.document() for reason in reasons]


def parse_solution(data: object) -> Claim:
    """The plan and claims of a solution file (parsed JSON). Raises `SolutionInvalid` with every problem
    found.
    """
    problems = ProblemList()
    if not isinstance(data, Mapping):
        raise SolutionInvalid((Problem(code="wrong_type", path="", details={"expected": "object"}),))
    top = Member(data=data, path="", problems=problems)
    if data.get("format") != SOLUTION_FORMAT:
        problems.add("wrong_format", "format", expected=SOLUTION_FORMAT, value=str(data.get("format")))
    top.only(_KNOWN)
    claim = Claim(
        assignments=tuple(_assignment(row) for row in top.rows("assignments", required=True)),
        value=top.figure("value"),
        bound=top.figure("bound"),
        gap=top.figure("gap"),
    )
    if problems.found:
        raise SolutionInvalid(problems.frozen())
    return claim


def _assignment(row: Member) -> Assignment:
    row.only(frozenset({"party", "need"}))
    return Assignment(party=row.text("party"), need=row.text("need"))
