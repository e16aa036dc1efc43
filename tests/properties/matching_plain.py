"""The plain way to the forbidden pairs of an instance: every rule for every party before every sheet, one
after the other. Slow and beyond doubt; the quick way of `dvc.board.matching_forbidden` is held against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dvc.domain.team_rules import PersonFacts, SheetFacts, person_rules


def plain_pairs(
    parties: Mapping[str, Sequence[PersonFacts]], sheets: Sequence[tuple[str, SheetFacts]]
) -> list[dict[str, str]]:
    """As `forbidden_pairs`."""
    rows = []
    for need_id, sheet in sheets:
        for party_id, people in parties.items():
            broken = person_rules(people, sheet)
            if broken:
                rows.append({"party": party_id, "need": need_id, "code": broken[0].rule.value})
    return rows
