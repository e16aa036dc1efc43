"""Builders of matching instances as JSON documents; a test states only what it is about."""

from __future__ import annotations

from typing import Any

from dvc.matching.instance import parse_instance
from dvc.matching.solution import Assignment, Claim, Solution
from dvc.matching.terms import Instance

Document = dict[str, Any]


def a_need(need_id: str = "N1", **said: Any) -> Document:
    """A walkable need for one or two people, light work of three hours, priority 10."""
    usual: Document = {
        "id": need_id,
        "district": "D1",
        "km": 1.0,
        "walkable": True,
        "people": {"min": 1, "max": 2},
        "hours": 3,
        "heavy": False,
        "priority": 10,
        "skills": {},
        "women": 0,
        "leaders": 0,
        "equipment": {},
    }
    return usual | said


def a_party(party_id: str = "P1", **said: Any) -> Document:
    """One man without car, who may do everything for five hours."""
    usual: Document = {
        "id": party_id,
        "size": 1,
        "women": 0,
        "leaders": 0,
        "skills": {},
        "seats": 0,
        "hours": 5,
        "heavy_ok": True,
        "previous_need": None,
    }
    return usual | said


def a_document(needs: list[Document], parties: list[Document], **said: Any) -> Document:
    """An instance of one district with ten shuttle seats and ten shovels."""
    usual: Document = {
        "format": "dvc-matching-instance/1",
        "districts": [{"id": "D1", "shuttle_seats": 10}],
        "equipment": {"shovel": 10},
        "needs": needs,
        "parties": parties,
        "locks": [],
        "forbidden": [],
    }
    return usual | said


def an_instance(needs: list[Document], parties: list[Document], **said: Any) -> Instance:
    """`a_document`, read."""
    return parse_instance(a_document(needs, parties, **said))


def a_claim(*pairs: tuple[str, str], value: float | None = None, bound: float | None = None) -> Claim:
    """A solution file that says (party, need) and perhaps figures."""
    placed = tuple(Assignment(party=party, need=need) for party, need in pairs)
    return Claim(assignments=placed, value=value, bound=bound, gap=None)


def claim_of(solution: Solution) -> Claim:
    """What a solver's answer claims."""
    return Claim(
        assignments=solution.assignments, value=solution.value, bound=solution.bound, gap=solution.gap
    )


def places_of(solution: Solution) -> dict[str, str]:
    """Party id -> need id."""
    return {one.party: one.need for one in solution.assignments}
