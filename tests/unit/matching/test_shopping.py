"""The shopping list of the day: what would open most needs, nothing promised twice."""

from __future__ import annotations

from typing import Any

import pytest

from dvc.matching.check import check
from dvc.matching.instance import parse_instance
from dvc.matching.solution import parse_solution, solution_document
from dvc.matching.solve import solve
from dvc.matching.stop import Stop
from tests.unit.matching.builders import Document, a_document, a_need, a_party
from tests.unit.matching.morning import a_morning

ENOUGH = Stop(steps=5)


def shopping(needs: list[Document], parties: list[Document], **said: Any) -> list[Document]:
    """The list of the solver's plan, as it stands in the file."""
    solution = solve(parse_instance(a_document(needs, parties, **said)), ENOUGH)
    lines: Any = solution_document(solution, seconds=0.1, budget={"steps": 5})["shopping"]
    return list(lines)


def test_what_opens_most_needs_stands_first() -> None:
    needs = [
        a_need("N1", equipment={"shovel": 11}),
        a_need("N2", skills={"care": 1}, priority=20),
        a_need("N3", skills={"care": 1}, priority=30),
    ]
    assert shopping(needs, [a_party(f"P{n}") for n in range(3)]) == [
        {"code": "add_people", "skills": ["care"], "n": 2, "needs": ["N2", "N3"], "priority": 50.0},
        {"code": "add_equipment", "equipment": "shovel", "n": 1, "needs": ["N1"], "priority": 10.0},
    ]


def test_a_party_that_waits_is_promised_to_one_need_only() -> None:
    """Both lack a leader and would go with P1 and P2, who can go once."""
    needs = [a_need(name, people={"min": 3, "max": 3}, leaders=1) for name in ("N1", "N2")]
    lines = shopping(needs, [a_party("P1"), a_party("P2")])
    assert lines == [{"code": "add_people", "leader": True, "n": 1, "needs": ["N1"], "priority": 10.0}]


def test_what_is_left_of_a_tool_is_promised_once() -> None:
    """Each lacks one shovel of eleven, but the ten that are there go out with the first."""
    needs = [a_need(name, equipment={"shovel": 11}) for name in ("N1", "N2")]
    lines = shopping(needs, [a_party("P1"), a_party("P2")])
    assert lines == [
        {"code": "add_equipment", "equipment": "shovel", "n": 12, "needs": ["N1", "N2"], "priority": 20.0}
    ]


def test_a_need_that_lacks_two_kinds_stands_in_both_lines() -> None:
    needs = [a_need("N1", equipment={"shovel": 12}, vehicles={"kei_truck": 1})]
    assert shopping(needs, [a_party("P1")]) == [
        {"code": "add_equipment", "equipment": "shovel", "n": 2, "needs": ["N1"], "priority": 10.0},
        {"code": "add_people", "vehicles": ["kei_truck"], "n": 1, "needs": ["N1"], "priority": 10.0},
    ]


def test_seats_are_named_by_district() -> None:
    needs = [a_need(f"N{n}", walkable=False, people={"min": 2, "max": 2}, district=f"D{n}") for n in (1, 2)]
    districts = [{"id": f"D{n}", "shuttle_seats": 0} for n in (1, 2)]
    lines = shopping(needs, [a_party(f"P{n}") for n in range(4)], districts=districts)
    assert [(line["code"], line["district"], line["n"]) for line in lines] == [
        ("add_seats", "D1", 2),
        ("add_seats", "D2", 2),
    ]


def test_nothing_short_is_an_empty_list() -> None:
    assert shopping([a_need()], [a_party()]) == []
    assert shopping([a_need()], []) == []
    assert shopping([], [a_party()]) == []


@pytest.mark.parametrize("seed", range(4))
def test_five_lines_at_most_the_same_each_time_and_the_check_reads_the_file(seed: int) -> None:
    instance = parse_instance(a_morning(needs=40, people=70, seed=seed))
    first, again = solve(instance, ENOUGH), solve(instance, ENOUGH)
    assert 0 < len(first.shopping) <= 5
    assert first.shopping == again.shopping
    unserved = {one.need for one in first.unserved}
    assert all(set(line.needs) <= unserved and line.n > 0 for line in first.shopping)
    document = solution_document(first, seconds=0.1, budget={"steps": 5})
    assert check(instance, parse_solution(document)).is_clean
