"""The shopping list of the day: which extra resources, five at most, would serve the most of the needs that
stand empty, all of them bought together (issue 3; the phone calls of the next half hour, domain/01).

A resource is a kind of thing with a number: people who can this, pieces of a tool, shuttle seats of a
district. Needs are opened one after the other out of one pool of what the plan leaves over, so that no unit
and no waiting party is promised twice. A need that lacks several kinds is opened only when all of them are on
the list. The choice is a desk's, not an optimum: the kinds that open most needs each come first.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dvc.matching.classes import ClassProblem, Ints
from dvc.matching.explain_additions import (
    ADD_EQUIPMENT,
    ADD_PEOPLE,
    ADD_SEATS,
    Addition,
    Alone,
    abilities_named,
)
from dvc.matching.greedy import Stores, stores_left
from dvc.matching.solution import ShoppingLine, UnservedNeed
from dvc.matching.terms import Reason

LINES_MOST = 5
"""Issue 3: "which five extra resources would serve the most"."""

Kind = str
"""A resource without its number, as canonical text: equal for equal resources, and in a fixed order."""


def shopping_list(
    problem: ClassProblem, counts: Ints, unserved: Sequence[UnservedNeed]
) -> tuple[ShoppingLine, ...]:
    """The lines for the plan `counts` (C, J), most needs first; `unserved` with their additions.

    A need stands in every line that it takes something of.
    """
    places = {need.id: j for j, need in enumerate(problem.instance.needs)}
    wishes = [_Wish.of(places[one.need], problem, one.addition) for one in unserved if one.addition]
    wishes.sort(key=lambda one: (-one.priority, one.total, one.need))
    basket = _Basket(left=stores_left(problem, counts))
    while len(basket.kinds) < LINES_MOST:
        best = _best_next(problem, basket, wishes)
        if best is None:
            break
        basket = best
    return _lines(problem, basket)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """One empty need (index) and what it was told to lack; total: units of all kinds; people, able: the kinds
    of people among `kinds`, empty when none are lacking.
    """

    need: int
    priority: float
    total: int
    kinds: frozenset[Kind]
    extra: Addition
    people: Kind
    able: Kind

    @classmethod
    def of(cls, need: int, problem: ClassProblem, addition: tuple[Reason, ...]) -> "_Wish":
        numbers = {_kind(one): int(str(one.details["n"])) for one in addition}
        able = next((one for one in addition if abilities_named(one)), None)
        anybody = next((one for one in addition if one.code == ADD_PEOPLE and one is not able), None)
        seats = next((one for one in addition if one.code == ADD_SEATS), None)
        people_kind, able_kind = (_kind(one) if one else "" for one in (anybody, able))
        return cls(
            need=need,
            priority=problem.instance.needs[need].priority,
            total=sum(numbers.values()),
            kinds=frozenset(numbers),
            extra=Addition(
                people=numbers.get(people_kind, 0),
                able=numbers.get(able_kind, 0),
                seats=numbers[_kind(seats)] if seats else 0,
                abilities=abilities_named(able) if able else (),
            ),
            people=people_kind,
            able=able_kind,
        )


@dataclass(slots=True, kw_only=True)
class _Basket:
    """What is on the list so far, which needs that opened and with what, and what is left of the pool."""

    left: Stores
    kinds: frozenset[Kind] = frozenset()
    needs: dict[int, dict[Kind, int]] = field(default_factory=dict[int, dict[Kind, int]])
    priority: float = 0.0

    def with_more(self, problem: ClassProblem, more: frozenset[Kind], wishes: Sequence[_Wish]) -> "_Basket":
        """The basket with the kinds `more` on the list too, and every need opened that this opens."""
        left = Stores(
            free=self.left.free.copy(), stock=self.left.stock.copy(), shuttle=self.left.shuttle.copy()
        )
        basket = replace(self, left=left, kinds=self.kinds | more, needs=dict(self.needs))
        for wish in wishes:
            if wish.need not in basket.needs and wish.kinds <= basket.kinds:
                basket.open_one(problem, wish)
        return basket

    def open_one(self, problem: ClassProblem, wish: _Wish) -> None:
        need = problem.instance.needs[wish.need]
        alone = Alone(problem, self.left, wish.need)
        used = {_tool(tool): n for tool, n in alone.short_tools.items()}
        seats = _kind(Reason(code=ADD_SEATS, details={"district": need.district}))
        if not self.kinds >= used.keys():
            return
        taken = alone.take(wish.extra, self.left, seats_most=need.people_max if seats in self.kinds else 0)
        if taken is None:
            return
        used |= {seats: taken.seats} if taken.seats else {}
        used |= {wish.people: taken.people} if taken.people else {}
        used |= {wish.able: taken.able} if taken.able else {}
        self.needs[wish.need] = used
        self.priority += wish.priority


def _best_next(problem: ClassProblem, basket: _Basket, wishes: Sequence[_Wish]) -> _Basket | None:
    """The basket with the kinds of one more need, those that open most needs a kind, then most priority a
    kind; None: nothing opens a need.

    Bundles are tried in the order of what they would open if nobody took anything from anybody; the first
    that cannot reach the best any more ends the trying, which is exact.
    """
    rest = [one for one in wishes if one.need not in basket.needs]
    bundles = {one.kinds - basket.kinds for one in rest} - {frozenset[Kind]()}
    hopes = {
        more: sum(one.kinds <= basket.kinds | more for one in rest) / len(more)
        for more in bundles
        if len(basket.kinds) + len(more) <= LINES_MOST
    }
    best, best_score = None, (0.0, 0.0)
    for more in sorted(hopes, key=lambda one: (-hopes[one], sorted(one))):
        if hopes[more] < best_score[0]:
            break
        tried = basket.with_more(problem, more, rest)
        opened = len(tried.needs) - len(basket.needs)
        score = (opened / len(more), (tried.priority - basket.priority) / len(more))
        if opened and score > best_score:
            best, best_score = tried, score
    return best


def _lines(problem: ClassProblem, basket: _Basket) -> tuple[ShoppingLine, ...]:
    lines = []
    for kind in sorted(basket.kinds):
        takers = sorted(need for need, used in basket.needs.items() if kind in used)
        if takers:
            needs = [problem.instance.needs[j] for j in takers]
            document = json.loads(kind)
            line = ShoppingLine(
                resource=Reason(code=document.pop("code"), details=document),
                n=sum(basket.needs[j][kind] for j in takers),
                needs=tuple(need.id for need in needs),
                priority=math.fsum(need.priority for need in needs),
            )
            lines.append(line)
    return tuple(sorted(lines, key=lambda line: (-len(line.needs), -line.priority)))


def _tool(name: str) -> Kind:
    return _kind(Reason(code=ADD_EQUIPMENT, details={"equipment": name}))


def _kind(reason: Reason) -> Kind:
    document = {key: value for key, value in reason.document().items() if key != "n"}
    return json.dumps(document, sort_keys=True, ensure_ascii=False)
