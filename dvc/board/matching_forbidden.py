"""Which party may not go to which sheet, and by which rule: the rules of `dvc.domain.team_rules`, judged once
for each kind of party before each kind of sheet, then written out for every pair.

1,500 people before 300 sheets are 450,000 pairs. `person_rules` tells far fewer apart, and each of its rules
looks either at the work or at the rest of a sheet (the hour, who may come, how heavy), so that the two sides
are judged apart and the graver verdict counts. A law (`tests/properties/test_matching_instance.py`) holds
this against the plain way, pair by pair; a rule that looks at both sides at once must change this module.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from dvc.domain.ids import AttendanceId, GroupId
from dvc.domain.team_rules import PERSON_RULES, PersonFacts, SheetFacts, person_rules
from dvc.domain.values import WorkType

ALLOWED = len(PERSON_RULES)
"""The rank of a pair against which no rule stands; a broken rule has its place in `PERSON_RULES`."""
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
ANYBODY = AttendanceId("anybody")
ANY_GROUP = GroupId("any_group")
FOR_EVERYBODY = frozenset({WorkType.CENTER_WORK})
"""Work that a child may do, too, and that stands for the work when the rest of a sheet is judged."""

Kind = frozenset[PersonFacts]
"""What the rules see of a party: its people without their names, each kind of person once."""
Ranks = tuple[int, ...]
"""One for each party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One side of the sheets. `person`, `sheet`: the facts that count on it, the others at rest."""

    person: Callable[[PersonFacts], PersonFacts]
    sheet: Callable[[SheetFacts], SheetFacts]


def forbidden_pairs(
    parties: Mapping[str, Sequence[PersonFacts]], sheets: Sequence[tuple[str, SheetFacts]]
) -> list[dict[str, str]]:
    """Rows `{"party", "need", "code"}` of the instance (contracts.md section 5), the gravest rule of each
    pair; in the order of the sheets, then of the parties.
    """
    facts = [sheet for _, sheet in sheets]
    verdicts = [_verdicts(list(parties.values()), facts, side) for side in (_work_of(facts), _rest_of(facts))]
    barred: dict[tuple[Ranks, Ranks], list[tuple[str, str]]] = {}
    rows: list[dict[str, str]] = []
    for (need_id, _), work, rest in zip(sheets, *verdicts, strict=True):
        if (work, rest) not in barred:
            barred[work, rest] = [
                (party_id, PERSON_RULES[rank].value)
                for party_id, rank in zip(parties, map(min, work, rest), strict=True)
                if rank < ALLOWED
            ]
        rows += [{"party": party_id, "need": need_id, "code": code} for party_id, code in barred[work, rest]]
    return rows


def _verdicts(
    parties: Sequence[Sequence[PersonFacts]], sheets: Sequence[SheetFacts], side: _Side
) -> list[Ranks]:
    """For each sheet the rank of each party on this side; alike sheets share one answer."""
    kinds = [frozenset(map(side.person, people)) for people in parties]
    known: dict[SheetFacts, Ranks] = {}
    seen = [side.sheet(sheet) for sheet in sheets]
    for sheet in dict.fromkeys(seen):
        rank = {kind: _rank(kind, sheet) for kind in dict.fromkeys(kinds)}
        known[sheet] = tuple(rank[kind] for kind in kinds)
    return [known[sheet] for sheet in seen]


def _rank(kind: Kind, sheet: SheetFacts) -> int:
    broken = person_rules(tuple(kind), sheet)
    return PERSON_RULES.index(broken[0].rule) if broken else ALLOWED


def _work_of(sheets: Sequence[SheetFacts]) -> _Side:
    """The work itself: what people avoid and what children may do."""
    asked = frozenset[WorkType]().union(*(sheet.work for sheet in sheets))
    return _Side(
        person=lambda one: replace(_nameless(one), avoids=one.avoids & asked, until=None),
        sheet=lambda one: SheetFacts(people_min=0, people_max=0, work=one.work),
    )


def _rest_of(sheets: Sequence[SheetFacts]) -> _Side:
    """The hour, who may come, how heavy it is. Who leaves between two ends of work counts as leaving at the
    earlier.
    """
    ends = sorted({sheet.ends_at for sheet in sheets if sheet.ends_at is not None})

    def last_end(until: datetime | None) -> datetime | None:
        count = 0 if until is None else bisect_right(ends, until)
        return None if until is None else ends[count - 1] if count else BEFORE_ALL

    return _Side(
        person=lambda one: replace(_nameless(one), avoids=frozenset(), until=last_end(one.until)),
        sheet=lambda one: SheetFacts(
            people_min=0,
            people_max=0,
            work=FOR_EVERYBODY,
            women_only=one.women_only,
            heavy=one.heavy,
            ends_at=one.ends_at,
        ),
    )


def _nameless(one: PersonFacts) -> PersonFacts:
    """The person without what no rule on one person and one sheet asks about."""
    group = ANY_GROUP if one.group_id else None
    return replace(
        one, attendance_id=ANYBODY, group_id=group, keeps_together=False, skills=frozenset(), has_phone=True
    )
