"""Parties that are alike become one class with a count; needs and classes become arrays.

Aggregating alike parties leaves the linear bound unchanged (an average of a symmetric optimum is an optimum)
and makes the integer model small enough to solve (performance.md section 1: 2,038 parties -> about 400
classes). Alike means: same size, same needs they may go to, and the same of everything those needs can use.
What no reachable need can use (a fourth leader, a skill nobody asks for) is cut off first; that is exact, and
merges more.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dvc.matching.pair_rules import broken_rules, placed_by_hand
from dvc.matching.team_rules import PEOPLE_SHORT, requirements, supply
from dvc.matching.terms import Instance

NO_NEED = -1

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedArrays:
    """The needs, one row each; J needs, R requirements (women, leaders, each skill …), K kinds of equipment.

    low, high: (J,) people. asked: (J, R). tools: (J, K). priority, km: (J,). district: (J,) index; walkable,
    by_hand (somebody was put there by staff, so it must be served): (J,).
    """

    low: Ints
    high: Ints
    priority: Floats
    km: Floats
    district: Ints
    walkable: Bools
    by_hand: Bools
    asked: Ints
    tools: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassArrays:
    """The classes, one row each; C classes.

    size, seats, count: (C,). supply: (C, R), cut to what reachable needs ask. may: (C, J) may go there. hand:
    (C,) need every member was put at by staff, `NO_NEED` when free. previous: (C,) need every member was at
    before, `NO_NEED` when classes were built without looking at it. members: party indices by class, in the
    order of the file, which is the order of the queue.
    """

    size: Ints
    seats: Ints
    count: Ints
    supply: Ints
    may: Bools
    hand: Ints
    previous: Ints
    members: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassProblem:
    """The instance as arrays; keys: the R requirements in the order of `asked` and `supply`; stock: (K,),
    shuttle: (D,) seats, gain: (J,) value of one person placed there.
    """

    instance: Instance
    keys: tuple[tuple[str, str], ...]
    needs: NeedArrays
    classes: ClassArrays
    stock: Ints
    shuttle: Ints
    gain: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """(classes, needs)."""
        return self.classes.may.shape[0], self.classes.may.shape[1]


def build_classes(instance: Instance, *, by_previous: bool = False) -> ClassProblem:
    """Arrays and classes of a valid instance with needs and parties; same instance, same arrays.

    `by_previous` tells apart parties that came from different needs; only the tie-break looks at that.
    """
    keys = _requirement_keys(instance)
    needs = _need_arrays(instance, keys)
    may, hand = _may_go(instance)
    brings = np.array([[supply(party, key) for key in keys] for party in instance.parties], dtype=np.int64)
    brings = brings.reshape(len(instance.parties), len(keys))
    previous = (
        previous_needs(instance) if by_previous else np.full(len(instance.parties), NO_NEED, dtype=np.int64)
    )
    stock = np.array([instance.equipment[tool] for tool in sorted(instance.equipment)], dtype=np.int64)
    return ClassProblem(
        instance=instance,
        keys=tuple(keys),
        needs=needs,
        classes=_group(instance, needs, _PartyRows(may=may, hand=hand, previous=previous, brings=brings)),
        stock=stock,
        shuttle=np.array([district.shuttle_seats for district in instance.districts], dtype=np.int64),
        gain=instance.weights.people - instance.weights.km * needs.km,
    )


def _requirement_keys(instance: Instance) -> list[tuple[str, str]]:
    """The R requirements the instance asks for besides people, in the order of `asked` and `supply`."""
    return sorted({key for need in instance.needs for key in requirements(need)} - {(PEOPLE_SHORT, "")})


def previous_needs(instance: Instance) -> Ints:
    """(P,) index of the need each party was at before; `NO_NEED` when none, or not among today's."""
    index = {need.id: j for j, need in enumerate(instance.needs)}
    return np.array(
        [index.get(party.previous_need or "", NO_NEED) for party in instance.parties], dtype=np.int64
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _PartyRows:
    """may: (P, J), hand: (P,), previous: (P,), brings: (P, R); one row a party."""

    may: Bools
    hand: Ints
    previous: Ints
    brings: Ints


def _need_arrays(instance: Instance, keys: list[tuple[str, str]]) -> NeedArrays:
    districts = {district.id: index for index, district in enumerate(instance.districts)}
    tools = sorted(instance.equipment)
    served_by_hand = set(placed_by_hand(instance).values())
    rows = instance.needs
    asked = [requirements(need) for need in rows]
    return NeedArrays(
        low=np.array([need.people_min for need in rows], dtype=np.int64),
        high=np.array([need.people_max for need in rows], dtype=np.int64),
        priority=np.array([need.priority for need in rows], dtype=np.float64),
        km=np.array([need.km for need in rows], dtype=np.float64),
        district=np.array([districts[need.district] for need in rows], dtype=np.int64),
        walkable=np.array([need.walkable for need in rows], dtype=np.bool_),
        by_hand=np.array([need.id in served_by_hand for need in rows], dtype=np.bool_),
        asked=_matrix([[a.get(key, 0) for key in keys] for a in asked], len(keys)),
        tools=_matrix([[need.equipment.get(tool, 0) for tool in tools] for need in rows], len(tools)),
    )


def _matrix(rows: list[list[int]], width: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)


def _may_go(instance: Instance) -> tuple[Bools, Ints]:
    """(P, J) pairs that break no pair rule, and (P,) where staff put each party."""
    needs, parties = instance.needs, instance.parties
    need_index = {need.id: index for index, need in enumerate(needs)}
    party_index = {party.id: index for index, party in enumerate(parties)}
    may = np.ones((len(parties), len(needs)), dtype=np.bool_)
    for broken in broken_rules(parties, needs).values():
        may &= ~broken
    for pair in instance.forbidden:
        may[party_index[pair.party], need_index[pair.need]] = False
    hand = np.full(len(parties), NO_NEED, dtype=np.int64)
    for party, need in placed_by_hand(instance).items():
        hand[party_index[party]] = need_index[need]
    may &= (hand[:, None] == NO_NEED) | (hand[:, None] == np.arange(len(needs))[None, :])
    for team in instance.frozen:
        members = set(team.parties)
        outside = np.array([party.id not in members for party in parties], dtype=np.bool_)
        may[outside, need_index[team.need]] = False
    return may, hand


def _group(instance: Instance, needs: NeedArrays, rows: _PartyRows) -> ClassArrays:
    """Cut each party to what its reachable needs can use, then merge equal rows."""
    patterns, pattern_of = np.unique(np.packbits(rows.may, axis=1), axis=0, return_inverse=True)
    pattern_of = pattern_of.reshape(-1)
    may = np.unpackbits(patterns, axis=1, count=len(instance.needs)).astype(np.bool_)
    useful = np.zeros((len(may), rows.brings.shape[1]), dtype=np.int64)
    for r in range(useful.shape[1]):
        useful[:, r] = np.where(may, needs.asked[None, :, r], 0).max(axis=1, initial=0)
    rides = np.where(may & ~needs.walkable[None, :], needs.high[None, :], 0).max(axis=1, initial=0)
    size = np.array([party.size for party in instance.parties], dtype=np.int64)
    seats = np.array([party.seats for party in instance.parties], dtype=np.int64)
    table = np.column_stack(
        [
            pattern_of,
            rows.hand,
            rows.previous,
            size,
            np.minimum(seats, rides[pattern_of]),
            np.minimum(rows.brings, useful[pattern_of]),
        ]
    )
    alike, class_of = np.unique(table, axis=0, return_inverse=True)
    members: list[list[int]] = [[] for _ in range(len(alike))]
    for party, row in enumerate(class_of.reshape(-1).tolist()):
        members[row].append(party)
    reachable = [c for c in range(len(alike)) if may[alike[c, 0]].any()]
    kept = alike[reachable]
    return ClassArrays(
        hand=kept[:, 1],
        previous=kept[:, 2],
        size=kept[:, 3],
        seats=kept[:, 4],
        supply=kept[:, 5:],
        count=np.array([len(members[c]) for c in reachable], dtype=np.int64),
        may=may[kept[:, 0]],
        members=tuple(tuple(members[c]) for c in reachable),
    )
