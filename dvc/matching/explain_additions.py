"""The smallest addition that makes an empty need servable with what the plan leaves over: tools, shuttle
seats, people.

Smallest is exact, because the desk phones around for it (issue 3: half of what is named must not do): every
tool that is missing; then the fewest people; then, with those, the fewest seats. A desk's quick look
(`greedy`) settles most needs; where its no could be wrong, a model of this one need does. One more person is
counted like anybody who comes without a car, and needs a seat.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_array

from dvc.matching.classes import NO_NEED, ClassArrays, ClassProblem, Ints
from dvc.matching.engine import Engine, Limits
from dvc.matching.greedy import Stores, could_serve, serve
from dvc.matching.model import NO_ROW, Columns, Layout, Room, lay_out, need_columns, pair_columns
from dvc.matching.team_rules import (
    ADULTS_SHORT,
    DRIVER_SHORT,
    LEADER_SHORT,
    PEOPLE_SHORT,
    SKILL_SHORT,
    WOMEN_SHORT,
    requirements,
)
from dvc.matching.terms import Need, Reason

ADD_PEOPLE, ADD_EQUIPMENT, ADD_SEATS = "add_people", "add_equipment", "add_seats"
NODES_MOST = 2_000
"""Of the tree of one need's model: a few are usual; a model that wants more is left without an answer."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """How much would do beside the tools: anybody, people who each can everything in `abilities`, shuttle
    seats.
    """

    people: int = 0
    able: int = 0
    seats: int = 0
    abilities: tuple[Key, ...] = ()


class Alone:
    """One need as a problem of its own, with what the plan leaves over.

    Missing tools are taken as given after `short_tools`, so that "no tool" does not hide "no seat".
    """

    def __init__(self, problem: ClassProblem, stores: Stores, need: int) -> None:
        """`stores` as `stores_left` gives them; need: index among the needs of `problem`."""
        fit = np.flatnonzero(problem.classes.may[:, need] & (stores.free > 0) & (problem.classes.hand < 0))
        classes, needs = problem.classes, problem.needs
        missing = needs.tools[need] - stores.stock
        names = sorted(problem.instance.equipment)
        self.short_tools = {
            name: int(n) for name, n in zip(names, missing.tolist(), strict=True) if n > 0
        }  # tool -> pieces
        self.need = problem.instance.needs[need]
        self._fit, self._district = fit, int(needs.district[need])
        self.stores = Stores(
            free=stores.free[fit],
            stock=np.maximum(stores.stock, needs.tools[need]),
            shuttle=stores.shuttle.copy(),
        )
        self.problem = replace(
            problem,
            needs=replace(
                needs, **{name: getattr(needs, name)[[need]] for name in needs.__dataclass_fields__}
            ),
            classes=ClassArrays(
                size=classes.size[fit],
                seats=classes.seats[fit],
                count=stores.free[fit],
                supply=classes.supply[fit],
                may=classes.may[fit][:, [need]],
                hand=classes.hand[fit],
                previous=classes.previous[fit],
                members=tuple(classes.members[c] for c in fit),
            ),
            gain=problem.gain[[need]],
        )

    def smallest(self, lacking: dict[Key, int]) -> Addition | None:
        """The smallest addition, where all who fit lack `lacking` together; None when no number of people
        would do.

        People are added who can what is lacking; only when that is not enough, people who can all that the
        need asks for.
        """
        some = _abilities(lacking)
        able = max((lacking[key] for key in some), default=0)
        total = max(lacking.values(), default=0)
        quick = Addition(people=total - able, able=able, abilities=some)
        if self._can(quick):
            return quick
        return self._exactly(some) or self._exactly(_abilities(requirements(self.need)))

    def take(self, extra: Addition, left: Stores, *, seats_most: int) -> Addition | None:
        """Make a team with `extra` as a desk would, take it out of `left`, and say what of `extra` it used;
        None: no team, and nothing is taken.

        `left` are the stores that this need was cut out of. Where their cars went to others in between, more
        seats are used than `extra` says, `seats_most` at most.
        """
        for seats in sorted({min(extra.seats, seats_most), seats_most}):
            problem, free = self._with_helpers(extra)
            shuttle = self.stores.shuttle.copy()
            shuttle[self._district] += seats
            stores = Stores(free=free.copy(), stock=self.stores.stock.copy(), shuttle=shuttle)
            if serve(problem, stores, 0):
                people, able = (free - stores.free)[len(self._fit) :].tolist()
                short = seats - int(stores.shuttle[self._district])
                left.free[self._fit] = stores.free[: len(self._fit)]
                left.stock[:] = self.stores.stock - self.problem.needs.tools[0]
                left.shuttle[self._district] = max(0, -short)
                return replace(extra, people=people, able=able, seats=max(0, short))
        return None

    def _can(self, extra: Addition) -> bool:
        """Whether a desk finds a team; a no may be wrong, a yes never is."""
        problem, free = self._with_helpers(extra)
        return could_serve(
            problem, Stores(free=free, stock=self.stores.stock, shuttle=self.stores.shuttle), 0
        )

    def _exactly(self, abilities: tuple[Key, ...]) -> Addition | None:
        """The fewest people, then the fewest of them with these abilities, then the fewest seats; None: no
        team however many.
        """
        most = self.need.people_max
        problem, free = self._with_helpers(
            Addition(people=most, able=most if abilities else 0, abilities=abilities)
        )
        room = Room(
            needs=np.zeros(1, dtype=np.int64),
            count=free,
            stock=self.stores.stock,
            shuttle=self.stores.shuttle,
        )
        layout = lay_out(problem, room)
        engine = Engine(layout, 0)
        for columns in _columns(problem, layout):
            engine.add(columns)
        answer = engine.integer(Limits(nodes=NODES_MOST, must_stop=lambda: False), None)
        if answer.columns is None or not answer.is_optimal:
            return None
        people, able, seats = np.round(answer.columns[-3:]).astype(np.int64).tolist()
        return Addition(people=people, able=able, seats=seats, abilities=abilities)

    def _with_helpers(self, extra: Addition) -> tuple[ClassProblem, Ints]:
        """The problem with two more classes at the end, anybody and the able, and how many of each class are
        free.
        """
        c, more = self.problem.classes, np.array([extra.people, extra.able], dtype=np.int64)
        brings = [
            [_helper_brings(key, self.need, extra.abilities, is_able=able) for key in self.problem.keys]
            for able in (False, True)
        ]
        classes = ClassArrays(
            size=np.append(c.size, [1, 1]),
            seats=np.append(c.seats, [0, 0]),
            count=np.append(c.count, more),
            supply=np.vstack([c.supply, np.array(brings, dtype=np.int64).reshape(2, c.supply.shape[1])]),
            may=np.vstack([c.may, np.ones((2, 1), dtype=np.bool_)]),
            hand=np.append(c.hand, [NO_NEED, NO_NEED]),
            previous=np.append(c.previous, [NO_NEED, NO_NEED]),
            members=(*c.members, (0,), (0,)),
        )
        return replace(self.problem, classes=classes), np.append(self.stores.free, more)


def addition_reasons(need: Need, tools: dict[str, int], extra: Addition | None) -> tuple[Reason, ...]:
    """What is named to the desk: all of it together is enough; empty when nothing is known to be."""
    if extra is None:
        return ()
    told = [Reason(code=ADD_EQUIPMENT, details={"equipment": tool, "n": n}) for tool, n in tools.items()]
    for n, abilities in ((extra.able, extra.abilities), (extra.people, ())):
        if n:
            told.append(Reason(code=ADD_PEOPLE, details={"n": n, **_named(need, abilities)}))
    if extra.seats:
        told.append(Reason(code=ADD_SEATS, details={"district": need.district, "n": extra.seats}))
    return tuple(told)


def _columns(problem: ClassProblem, layout: Layout) -> tuple[Columns, Columns, Columns]:
    """The need, served; who goes; and seats added to its shuttle. Only the two last classes, the imagined
    people, and the seats have a price: one person outweighs all abilities, one ability all seats of a team.
    """
    need, n = need_columns(problem, layout), problem.shape[0]
    lower = need.lower.copy()
    lower[0] = 1.0
    pairs = pair_columns(
        problem, layout, np.column_stack([np.arange(n), np.zeros(n, dtype=np.int64)]).astype(np.int64)
    )
    price = np.zeros(n)
    more = float(problem.needs.high[0] + 1)
    price[-2:] = [-(more**2), -(more**2) - more]
    row = int(layout.shuttle[problem.needs.district[0]])
    entry = ([-1.0], ([row], [0])) if row != NO_ROW else ([], ([], []))
    seats = Columns(
        cost=-np.ones(1),
        lower=np.zeros(1),
        upper=np.array([float(problem.needs.high[0])]),
        matrix=csc_array(entry, shape=(layout.rows, 1), dtype=np.float64),
    )
    return replace(need, lower=lower, cost=np.zeros(len(need.cost))), replace(pairs, cost=price), seats


def _abilities(asked: Iterable[Key]) -> tuple[Key, ...]:
    """What people must be able to do or be, of what is asked."""
    return tuple(key for key in asked if key[0] != PEOPLE_SHORT)


def _helper_brings(key: Key, need: Need, abilities: tuple[Key, ...], *, is_able: bool) -> int:
    """The able can everything in `abilities`; anybody is a woman where only women go, and an adult unless
    adults are what is lacking.
    """
    if key in abilities:
        return int(is_able)
    return int(key[0] == ADULTS_SHORT or (need.women_only and key[0] == WOMEN_SHORT))


def _named(need: Need, abilities: tuple[Key, ...]) -> dict[str, object]:
    """What each added person must be able to do, as details of a reason."""
    told: dict[str, object] = {}
    skills = [name for code, name in abilities if code == SKILL_SHORT]
    vehicles = [name for code, name in abilities if code == DRIVER_SHORT]
    told |= {"skills": skills} if skills else {}
    told |= {"vehicles": vehicles} if vehicles else {}
    plain = {code for code, _ in abilities} - {SKILL_SHORT, DRIVER_SHORT}
    plain |= {WOMEN_SHORT} if need.women_only else set()
    return told | {code.removesuffix("_short"): True for code in sorted(plain)}


def abilities_named(reason: Reason) -> tuple[Key, ...]:
    """What each added person must be able to do, read back from a reason of `addition_reasons`."""
    named = [(SKILL_SHORT, str(name)) for name in _names(reason, "skills")]
    named += [(DRIVER_SHORT, str(name)) for name in _names(reason, "vehicles")]
    plain = (WOMEN_SHORT, LEADER_SHORT, ADULTS_SHORT)
    return (*named, *((code, "") for code in plain if code.removesuffix("_short") in reason.details))


def _names(reason: Reason, member: str) -> list[object]:
    found = reason.details.get(member, [])
    assert isinstance(found, list), "written by `addition_reasons`"
    return found
