"""May this party go to this need today? The hard rules of domain/06 6.2 for one pair, and for all pairs at
once.

The rules on a person and a sheet are those of `dvc.domain.team_rules`, the same that judge a hand at the wall
and a proposal at its confirmation; here they are asked of a whole party before the solver runs, and the day's
travel (H11 with the way there and back) and the household's presence (H10), which the wall judges by eye, are
added. Answers are rule codes (`H01` …), gravest first. Rules on a team as a whole are in `eligibility_team`;
group size, hours, heavy work and bases are members of the instance itself (`pair_rules`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from dvc.domain.team_rules import (
    SAFE_FOR_CHILDREN,
    PersonFacts,
    SheetFacts,
    TeamRule,
    codes,
    person_rules,
    sheet_rules,
    together_rules,
)
from dvc.domain.values import AgeBand, WorkType
from dvc.matching.terms import ForbiddenPair

PRESENCE = "H10"  # resident or proxy there in the slot
WHOLE_PARTY_RULES = ("H01", "H02", "H03", "H15", "H18")
"""Rules that keep a party from every need: such a party is not ready and does not belong into an instance."""
WHOLE_NEED_RULES = ("H08", "H09", PRESENCE, "H19")
"""Rules that keep everybody from a need: such a need is not posted and does not belong into an instance."""

Bools = NDArray[np.bool_]
_NEVER = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """One volunteer, or everybody of a group that stays together, as the rules see them today."""

    party: str
    people: tuple[PersonFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFacts:
    """A posted need as the rules see it today.

    `leaves_at`: when a team would leave the center, None when not planned; with it count `travel_minutes` one
    way and `work_minutes` at the house. `return_by`: the day's return limit, None when there is none.
    `is_somebody_there`: resident or proxy is there in the slot, or the key is kept (H10).
    """

    need: str
    sheet: SheetFacts
    leaves_at: datetime | None = None
    travel_minutes: int = 0
    work_minutes: int = 0
    return_by: datetime | None = None
    is_somebody_there: bool = True

    @property
    def back_at(self) -> datetime | None:
        """When a team would be back at the center: out, work, back."""
        if self.leaves_at is None:
            return None
        return self.leaves_at + timedelta(minutes=2 * self.travel_minutes + self.work_minutes)


def pair_codes(party: PartyFacts, need: NeedFacts) -> tuple[str, ...]:
    """Codes of every rule that keeps this party from this need, each once; empty when it may go."""
    people, sheet = party.people, need.sheet
    found = [*codes(sheet_rules(sheet))]
    if not need.is_somebody_there:
        found.append(PRESENCE)
    found += codes(person_rules(people, sheet))
    found += [TeamRule.GROUP_KEEP.value] * _leaves_friends(people, sheet)
    found += [TeamRule.MINOR.value] * _has_child_alone(people)
    found += [TeamRule.RETURN.value] * (_back_too_late(need) or _must_leave_before(people, need))
    return tuple(dict.fromkeys(found))


def broken_pairs(parties: Sequence[PartyFacts], needs: Sequence[NeedFacts]) -> dict[str, Bools]:
    """Code -> (P, J) where the pair breaks that rule; `pair_codes` for all pairs at once."""
    shape = (len(parties), len(needs))
    sheets = [need.sheet for need in needs]
    of_party = {
        TeamRule.CONFLICT: [any(one.do_not_assign for one in party.people) for party in parties],
        TeamRule.INSURED: [not all(one.is_insured for one in party.people) for party in parties],
        TeamRule.ORIENTED: [not all(one.is_oriented for one in party.people) for party in parties],
        TeamRule.ONE_TEAM: [not all(one.is_free for one in party.people) for party in parties],
    }
    of_need = {
        TeamRule.STOP: [sheet.is_stopped for sheet in sheets],
        TeamRule.GATE: [not sheet.gate_is_open for sheet in sheets],
        TeamRule.ROUTE: [not sheet.route_is_general for sheet in sheets],
        PRESENCE: [not need.is_somebody_there for need in needs],
    }
    broken = {str(rule): np.broadcast_to(_row(column)[:, None], shape) for rule, column in of_party.items()}
    broken |= {str(rule): np.broadcast_to(_row(row)[None, :], shape) for rule, row in of_need.items()}
    return broken | {
        TeamRule.GROUP_KEEP.value: _friends_left(parties, sheets),
        TeamRule.MINOR.value: _minors(parties, sheets),
        TeamRule.RETURN.value: _too_late(parties, needs),
        TeamRule.WOMEN.value: _men_where_women_only(parties, sheets),
        TeamRule.AVOID.value: _avoided(parties, sheets),
    }


def forbidden_pairs(parties: Sequence[PartyFacts], needs: Sequence[NeedFacts]) -> tuple[ForbiddenPair, ...]:
    """The `forbidden` member of an instance: one entry a pair that may not be, with its gravest rule as code.
    """
    broken = broken_pairs(parties, needs)
    code = np.full((len(parties), len(needs)), "", dtype="<U4")
    for rule in reversed(_GRAVEST_FIRST):
        code[broken[rule]] = rule
    return tuple(
        ForbiddenPair(party=parties[p].party, need=needs[j].need, code=str(code[p, j]))
        for p, j in np.argwhere(code != "").tolist()
    )


_GRAVEST_FIRST = (
    "H19",
    "H09",
    "H08",
    PRESENCE,
    "H18",
    "H01",
    "H02",
    "H03",
    "H06",
    "H16",
    "H17",
    "H11",
    "H15",
)


def _row(values: Sequence[bool]) -> Bools:
    return np.array(values, dtype=np.bool_)


def _leaves_friends(people: Sequence[PersonFacts], sheet: SheetFacts) -> bool:
    """A group that stays together is not whole (H15)."""
    return TeamRule.GROUP_KEEP.value in codes(together_rules(people, sheet))


def _has_child_alone(people: Sequence[PersonFacts]) -> bool:
    """A child under 15 whose own group has no adult along: nobody else in a team can be the guardian (H06).
    """
    grown_up = {one.group_id for one in people if not one.age.is_minor}
    return any(one.age is AgeBand.UNDER_15 and one.group_id not in grown_up for one in people)


def _back_too_late(need: NeedFacts) -> bool:
    return need.back_at is not None and need.return_by is not None and need.back_at > need.return_by


def _must_leave_before(people: Sequence[PersonFacts], need: NeedFacts) -> bool:
    """Somebody must be gone before the team is back (H11, with the way home)."""
    back = need.back_at
    return back is not None and any(one.until is not None and one.until < back for one in people)


def _friends_left(parties: Sequence[PartyFacts], sheets: Sequence[SheetFacts]) -> Bools:
    """(P, J); evaluated pair by pair only for the few groups that stay together."""
    broken = np.zeros((len(parties), len(sheets)), dtype=np.bool_)
    for p, party in enumerate(parties):
        if any(one.keeps_together for one in party.people):
            broken[p] = [_leaves_friends(party.people, sheet) for sheet in sheets]
    return broken


def _minors(parties: Sequence[PartyFacts], sheets: Sequence[SheetFacts]) -> Bools:
    safe = _row([bool(sheet.work) and sheet.work <= SAFE_FOR_CHILDREN for sheet in sheets])
    never, only_safe = [], []
    for party in parties:
        minors = [one for one in party.people if one.age.is_minor]
        children = [one for one in minors if one.age is AgeBand.UNDER_15]
        alone = _has_child_alone(party.people) or any(one.group_id is None for one in children)
        never.append(alone or any(not one.guardian_ok for one in minors))
        only_safe.append(bool(children))
    return _row(never)[:, None] | (_row(only_safe)[:, None] & ~safe[None, :])


def _too_late(parties: Sequence[PartyFacts], needs: Sequence[NeedFacts]) -> Bools:
    """Instants as seconds; a party is there until the first of it must leave."""
    until = np.array([_first_to_leave(party) for party in parties], dtype=np.float64)
    ends = np.array([_seconds(need.sheet.ends_at, -_NEVER) for need in needs], dtype=np.float64)
    back = np.array([_seconds(need.back_at, -_NEVER) for need in needs], dtype=np.float64)
    limit = _row([_back_too_late(need) for need in needs])
    return (until[:, None] < np.maximum(ends, back)[None, :]) | limit[None, :]


def _first_to_leave(party: PartyFacts) -> float:
    return min((_seconds(one.until, _NEVER) for one in party.people), default=_NEVER)


def _seconds(at: datetime | None, otherwise: float) -> float:
    return otherwise if at is None else at.timestamp()


def _men_where_women_only(parties: Sequence[PartyFacts], sheets: Sequence[SheetFacts]) -> Bools:
    mixed = _row([not all(one.is_woman for one in party.people) for party in parties])
    return mixed[:, None] & _row([sheet.women_only for sheet in sheets])[None, :]


def _avoided(parties: Sequence[PartyFacts], sheets: Sequence[SheetFacts]) -> Bools:
    """The work is on somebody's avoid list, or too heavy for somebody (H17)."""
    works = tuple(WorkType)
    avoids = [frozenset[WorkType]().union(*(one.avoids for one in party.people)) for party in parties]
    on_list = np.array([[work in some for work in works] for some in avoids], dtype=np.int64)
    to_do = np.array([[work in sheet.work for work in works] for sheet in sheets], dtype=np.int64)
    shape = (len(parties), len(sheets))
    meets = (on_list.reshape(-1, len(works)) @ to_do.reshape(-1, len(works)).T).reshape(shape) > 0
    weak = _row([not all(one.heavy_ok for one in party.people) for party in parties])
    heavy = _row([sheet.heavy for sheet in sheets])
    return np.asarray(meets | (weak[:, None] & heavy[None, :]), dtype=np.bool_)
