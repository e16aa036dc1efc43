"""Reading an instance: everything wrong is found in one pass, nothing unknown is ignored."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from dvc.matching.instance import instance_hash, parse_instance
from dvc.matching.terms import InstanceInvalid
from tests.unit.matching.builders import a_document, a_need, a_party


def found(document: object) -> set[tuple[str, str]]:
    """(code, path) of every problem."""
    with pytest.raises(InstanceInvalid) as caught:
        parse_instance(document)
    return {(problem.code, problem.path) for problem in caught.value.problems}


def test_the_example_of_the_contract_is_read_whole() -> None:
    need = a_need(
        walkable=False,
        people={"min": 4, "max": 7},
        heavy=True,
        skills={"chainsaw": 1},
        leaders=1,
        equipment={"shovel": 4},
        women_only=True,
        adults=1,
        vehicles={"kei_truck": 1},
        base="B1",
        slot="am",
        work_type="mud",
    )
    party = a_party(
        skills={"chainsaw": 1}, drivers={"kei_truck": 1}, base="B1", **{"from": "08:30", "until": "24:00"}
    )
    document = a_document([need], [party], weights={"people": 0.1, "km": 0.005}, frozen=[])
    instance = parse_instance(document)
    read = instance.needs[0]
    assert (read.people_min, read.people_max, read.slot, read.vehicles) == (4, 7, "am", {"kei_truck": 1})
    assert (instance.parties[0].from_minute, instance.parties[0].until_minute) == (510, 1440)
    assert (instance.weights.people, instance.weights.km) == (0.1, 0.005)


def test_every_problem_of_a_file_is_named_at_once() -> None:
    document = a_document(
        [
            a_need("N1", km=-1, priority="high", district="D9"),
            a_need("N1", people={"min": 5, "max": 2}, equipment={"crane": 1}),
        ],
        [a_party(size=0, hours=None, wing=1), a_party("P2", women=3)],
        locks=[{"party": "P9", "need": "N9"}],
    )
    assert found(document) >= {
        ("below_minimum", "needs[0].km"),
        ("wrong_type", "needs[0].priority"),
        ("unknown_district", "needs[0].district"),
        ("duplicate_id", "needs[1].id"),
        ("minimum_above_maximum", "needs[1].people"),
        ("unknown_equipment", "needs[1].equipment.crane"),
        ("below_minimum", "parties[0].size"),
        ("member_missing", "parties[0].hours"),
        ("member_unknown", "parties[0].wing"),
        ("count_over_size", "parties[1].women"),
        ("unknown_party", "locks[0].party"),
        ("unknown_need", "locks[0].need"),
    }


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"format": "dvc-matching-instance/2"}, ("wrong_format", "format")),
        ({"format": None}, ("wrong_format", "format")),
        ({"districts": None}, ("member_missing", "districts")),
        ({"districts": {}}, ("wrong_type", "districts")),
        ({"districts": ["D1"]}, ("wrong_type", "districts[0]")),
        ({"equipment": [1]}, ("wrong_type", "equipment")),
        ({"equipment": {"shovel": -1}}, ("below_minimum", "equipment.shovel")),
        ({"equipment": {"shovel": 2.5}}, ("wrong_type", "equipment.shovel")),
        ({"equipment": {"shovel": 10**9}}, ("above_maximum", "equipment.shovel")),
        ({"trips": []}, ("member_not_modelled", "trips")),
        ({"colour": 1}, ("member_unknown", "colour")),
        ({"weights": {"people": float("nan")}}, ("above_maximum", "weights.people")),
        ({"weights": {"people": -1}}, ("below_minimum", "weights.people")),
        ({"frozen": [{"need": "N1", "parties": "P1"}]}, ("wrong_type", "frozen[0].parties")),
        ({"frozen": [{"need": "N7", "parties": ["P7"]}]}, ("unknown_need", "frozen[0].need")),
        ({"forbidden": [{"party": "P7", "need": "N1"}]}, ("unknown_party", "forbidden[0].party")),
    ],
)
def test_a_wrong_member_of_the_file_is_named(change: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problem in found(a_document([a_need()], [a_party()], **change))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"parking": 2}, ("member_not_modelled", "needs[0].parking")),
        ({"slot": "night"}, ("wrong_value", "needs[0].slot")),
        ({"walkable": 1}, ("wrong_type", "needs[0].walkable")),
        ({"people": {"min": 0, "max": 2}}, ("below_minimum", "needs[0].people.min")),
        ({"people": 3}, ("wrong_type", "needs[0].people")),
        ({"skills": {"chainsaw": True}}, ("wrong_type", "needs[0].skills.chainsaw")),
        ({"id": ""}, ("wrong_type", "needs[0].id")),
        ({"km": float("inf")}, ("above_maximum", "needs[0].km")),
    ],
)
def test_a_wrong_member_of_a_need_is_named(change: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problem in found(a_document([a_need() | change], [a_party()]))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"leaders": 2}, ("count_over_size", "parties[0].leaders")),
        ({"skills": {"care": 2}}, ("count_over_size", "parties[0].skills.care")),
        ({"drivers": {"kei_truck": 2}}, ("count_over_size", "parties[0].drivers.kei_truck")),
        ({"minors": 2}, ("count_over_size", "parties[0].minors")),
        ({"from": "9時"}, ("wrong_time", "parties[0].from")),
        ({"until": "24:30"}, ("wrong_time", "parties[0].until")),
        ({"from": "15:00", "until": "09:00"}, ("from_after_until", "parties[0].from")),
        ({"size": True}, ("wrong_type", "parties[0].size")),
    ],
)
def test_a_wrong_member_of_a_party_is_named(change: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problem in found(a_document([a_need()], [a_party() | change]))


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_object_is_no_instance(data: object) -> None:
    assert found(data) == {("wrong_type", "")}


def test_a_previous_need_that_is_not_posted_today_is_no_problem() -> None:
    assert parse_instance(a_document([a_need()], [a_party(previous_need="N99")])).parties


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"locks": [{"party": "P1", "need": "N1"}, {"party": "P1", "need": "N2"}]}, "party_in_two_places"),
        (
            {
                "locks": [{"party": "P1", "need": "N1"}],
                "forbidden": [{"party": "P1", "need": "N1", "code": "H17"}],
            },
            "lock_breaks_rule",
        ),
        ({"locks": [{"party": f"P{n}", "need": "N1"} for n in (1, 2, 3)]}, "locks_above_max"),
        ({"locks": [{"party": "P1", "need": "N3"}]}, "locks_cannot_be_completed"),
        ({"locks": [{"party": "P1", "need": "N4"}]}, "locks_over_stock"),
        ({"locks": [{"party": "P1", "need": "N5"}]}, "lock_breaks_rule"),
        ({"frozen": [{"need": "N1", "parties": ["P1"]}] * 2}, "frozen_twice"),
        (
            {
                "frozen": [{"need": "N1", "parties": ["P1"]}],
                "locks": [{"party": "P2", "need": "N1"}],
            },
            "lock_at_frozen_team",
        ),
        ({"frozen": [{"need": "N2", "parties": ["P1"]}]}, "locks_cannot_be_completed"),
    ],
)
def test_a_lock_that_nobody_could_keep_is_named(said: dict[str, Any], code: str) -> None:
    needs = [
        a_need("N1"),
        a_need("N2", people={"min": 2, "max": 3}),
        a_need("N3", skills={"chainsaw": 1}),
        a_need("N4", equipment={"shovel": 11}),
        a_need("N5", hours=8),
    ]
    parties = [a_party(f"P{n}") for n in (1, 2, 3)]
    assert code in {code for code, _ in found(a_document(needs, parties, **said))}


def test_the_hash_names_the_facts_and_not_the_way_they_are_written() -> None:
    document = a_document([a_need(equipment={"shovel": 1, "pump": 2})], [a_party()])
    document["equipment"] = {"pump": 3, "shovel": 4}
    other = copy.deepcopy(document)
    other["equipment"] = {"shovel": 4, "pump": 3}
    other["needs"][0]["skills"] = {"chainsaw": 0}
    changed = copy.deepcopy(document)
    changed["needs"][0]["priority"] = 11
    assert instance_hash(parse_instance(document)) == instance_hash(parse_instance(other))
    assert instance_hash(parse_instance(document)) != instance_hash(parse_instance(changed))
