"""The hard rules H01-H20 of domain/06 6.2, each by a table: one party and one need, then a whole team."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dvc.domain.ids import AttendanceId, GroupId
from dvc.domain.team_rules import PersonFacts, SheetFacts
from dvc.domain.values import AgeBand, Skill, SkillCount, WorkType
from dvc.matching.eligibility import NeedFacts, PartyFacts, broken_pairs, forbidden_pairs, pair_codes
from dvc.matching.eligibility_team import (
    DriverFacts,
    LicenceClass,
    OutfitFacts,
    VehicleClass,
    VehicleFacts,
    may_drive,
    outfit_reasons,
    team_codes,
)

NINE = datetime(2026, 9, 12, 0, 0, tzinfo=UTC)  # 09:00 in the center's zone
GROUP = GroupId("grp_1")
SHEET = SheetFacts(people_min=2, people_max=5)


def a_person(number: int = 1, **said: Any) -> PersonFacts:
    """An insured, oriented, grown-up man who is free."""
    return PersonFacts(attendance_id=AttendanceId(f"att_{number}"), **({"age": AgeBand.THIRTIES} | said))


def a_party(*people: PersonFacts) -> PartyFacts:
    return PartyFacts(party="P1", people=people or (a_person(),))


def a_need(sheet: SheetFacts = SHEET, **said: Any) -> NeedFacts:
    return NeedFacts(need="N1", sheet=sheet, **said)


ONE_PERSON: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("H01", {"is_insured": False}, {}),
    ("H02", {"is_oriented": False}, {}),
    ("H03", {"is_free": False}, {}),
    ("H18", {"do_not_assign": True}, {}),
    ("H06", {"age": AgeBand.FROM_15, "guardian_ok": False}, {}),
    ("H06", {"age": AgeBand.UNDER_15}, {"work": frozenset({WorkType.SALON})}),
    ("H06", {"age": AgeBand.UNDER_15, "group_id": GROUP}, {"work": frozenset({WorkType.SALON})}),
    ("H16", {}, {"women_only": True}),
    ("H17", {"avoids": frozenset({WorkType.TREE})}, {"work": frozenset({WorkType.TREE, WorkType.DRAIN})}),
    ("H17", {"heavy_ok": False}, {"heavy": True}),
    ("H11", {"until": NINE + timedelta(hours=3)}, {"ends_at": NINE + timedelta(hours=4)}),
    ("H08", {}, {"route_is_general": False}),
    ("H09", {}, {"gate_is_open": False}),
    ("H19", {}, {"is_stopped": True}),
]


@pytest.mark.parametrize(("rule", "person", "sheet"), ONE_PERSON)
def test_one_thing_wrong_is_told_by_its_rule(
    rule: str, person: dict[str, Any], sheet: dict[str, Any]
) -> None:
    assert pair_codes(a_party(a_person(**person)), a_need(replace(SHEET, **sheet))) == (rule,)


@pytest.mark.parametrize(
    ("people", "sheet"),
    [
        ([{}], {}),
        ([{"age": AgeBand.FROM_15}], {}),
        ([{"is_woman": True}], {"women_only": True}),
        ([{"until": NINE + timedelta(hours=4)}], {"ends_at": NINE + timedelta(hours=4)}),
        ([{"avoids": frozenset({WorkType.TREE})}], {"work": frozenset({WorkType.DRAIN})}),
        (
            [{"age": AgeBand.UNDER_15, "group_id": GROUP}, {"group_id": GROUP}],
            {"work": frozenset({WorkType.PHOTO_WASH})},
        ),
    ],
)
def test_who_breaks_no_rule_may_go(people: list[dict[str, Any]], sheet: dict[str, Any]) -> None:
    party = a_party(*(a_person(n, **said) for n, said in enumerate(people)))
    assert pair_codes(party, a_need(replace(SHEET, **sheet))) == ()


def test_a_child_of_a_group_stays_out_of_work_that_is_not_safe() -> None:
    family = a_party(a_person(1, age=AgeBand.UNDER_15, group_id=GROUP), a_person(2, group_id=GROUP))
    assert pair_codes(family, a_need(replace(SHEET, work=frozenset({WorkType.MUD_ROOM})))) == ("H06",)


def test_one_member_is_enough_to_keep_the_whole_party() -> None:
    assert pair_codes(a_party(a_person(1), a_person(2, is_insured=False)), a_need()) == ("H01",)


def test_nobody_goes_where_nobody_opens_the_door() -> None:
    assert pair_codes(a_party(), a_need(is_somebody_there=False)) == ("H10",)


@pytest.mark.parametrize(
    ("travel", "return_hours", "until_hours", "expected"),
    [
        (30, 5, None, ()),
        (31, 5, None, ("H11",)),
        (30, 6, 5, ()),
        (31, 6, 5, ("H11",)),
        (600, None, None, ()),
    ],
)
def test_out_work_and_back_fit_into_the_day(
    travel: int, return_hours: int | None, until_hours: int | None, expected: tuple[str, ...]
) -> None:
    """Four hours of work from 09:00, the way there and back beside it."""
    need = a_need(
        leaves_at=NINE,
        travel_minutes=travel,
        work_minutes=240,
        return_by=NINE + timedelta(hours=return_hours) if return_hours else None,
    )
    until = NINE + timedelta(hours=until_hours) if until_hours else None
    assert pair_codes(a_party(a_person(until=until)), need) == expected


def test_a_group_that_stays_together_is_not_sent_in_part() -> None:
    both = frozenset({AttendanceId("att_1"), AttendanceId("att_2")})
    sheet = replace(SHEET, groups=((GROUP, both),))
    one, two = (a_person(n, group_id=GROUP, keeps_together=True) for n in (1, 2))
    assert pair_codes(a_party(one), a_need(sheet)) == ("H15",)
    assert pair_codes(a_party(one, two), a_need(sheet)) == ()


def test_all_pairs_at_once_say_what_each_pair_says() -> None:
    people = [a_person(n, **said) for n, (_, said, _) in enumerate(ONE_PERSON)]
    parties = [PartyFacts(party=f"P{n}", people=(person,)) for n, person in enumerate(people)]
    needs = [
        NeedFacts(need=f"N{n}", sheet=replace(SHEET, **said), is_somebody_there=n % 3 > 0)
        for n, (_, _, said) in enumerate(ONE_PERSON)
    ]
    broken = broken_pairs(parties, needs)
    for p, party in enumerate(parties):
        for j, need in enumerate(needs):
            assert {code for code, pairs in broken.items() if pairs[p, j]} == set(pair_codes(party, need))


def test_forbidden_pairs_of_an_instance_bear_their_gravest_rule() -> None:
    parties = [
        a_party(a_person(is_insured=False, heavy_ok=False)),
        PartyFacts(party="P2", people=(a_person(2),)),
    ]
    needs = [a_need(replace(SHEET, heavy=True)), NeedFacts(need="N2", sheet=SHEET)]
    told = [(pair.party, pair.need, pair.code) for pair in forbidden_pairs(parties, needs)]
    assert told == [("P1", "N1", "H01"), ("P1", "N2", "H01")]


def test_no_parties_or_no_needs_make_no_pairs() -> None:
    assert forbidden_pairs([], [a_need()]) == ()
    assert forbidden_pairs([a_party()], []) == ()


def codes_of_team(people: list[dict[str, Any]], sheet: dict[str, Any], **outfit: Any) -> tuple[str, ...]:
    team = [a_person(n, **said) for n, said in enumerate(people)]
    return team_codes(
        team,
        replace(SHEET, **sheet),
        None,
        OutfitFacts(is_walkable=True) if not outfit else OutfitFacts(**outfit),
    )


TWO: list[dict[str, Any]] = [{}, {}]


@pytest.mark.parametrize(
    ("rule", "people", "sheet"),
    [
        (None, TWO, {}),
        ("H04", [{}], {}),
        ("H04", [{}], {"people_min": 1}),
        ("H04", [{"is_woman": True}, {}], {"is_alone": True, "women": 1}),
        ("H05", [{}] * 6, {}),
        ("H06", [{"age": AgeBand.FROM_15}] * 2, {}),
        ("H07", TWO, {"skills": (SkillCount(skill=Skill.CHAINSAW, count=1),)}),
        ("H16", TWO, {"women": 1}),
        ("H20", [{"has_phone": False}] * 2, {}),
    ],
)
def test_a_whole_team_is_judged(
    rule: str | None, people: list[dict[str, Any]], sheet: dict[str, Any]
) -> None:
    told = codes_of_team(people, sheet)
    assert rule in told if rule else told == ()


@pytest.mark.parametrize(
    ("outfit", "expected"),
    [
        ({"tools": {"shovel": 3}, "stock": {"shovel": 3}, "is_walkable": True}, []),
        (
            {"tools": {"shovel": 3}, "stock": {"shovel": 1}, "is_walkable": True},
            [{"code": "H12", "equipment": "shovel", "short_by": 2}],
        ),
        ({"shuttle_seats": 4}, []),
        ({"shuttle_seats": 1}, [{"code": "H13", "what": "seats", "short_by": 3}]),
        ({"is_walkable": True}, []),
    ],
)
def test_tools_and_seats_of_a_team_of_four(outfit: dict[str, Any], expected: list[dict[str, Any]]) -> None:
    assert [one.document() for one in outfit_reasons(4, OutfitFacts(**outfit))] == expected


DRIVER = DriverFacts(attendance_id=AttendanceId("att_1"), licence=LicenceClass.REGULAR, age=40)


def test_cars_carry_with_a_driver_and_need_a_place_to_stand() -> None:
    car = VehicleFacts(vehicle=VehicleClass.CAR, seats=5, driver=DRIVER)
    assert outfit_reasons(4, OutfitFacts(vehicles=(car,), parking=1)) == ()
    told = outfit_reasons(4, OutfitFacts(vehicles=(car,), parking=0))
    assert [one.document() for one in told] == [{"code": "H13", "what": "parking", "short_by": 1}]
    told = outfit_reasons(4, OutfitFacts(vehicles=(replace(car, driver=None),)))
    assert [one.code for one in told] == ["H13", "H14"]
    told = outfit_reasons(8, OutfitFacts(vehicles=(car, car)))
    assert [one.document() for one in told] == [{"code": "H14", "vehicle": "car", "driver": "att_1"}]


@pytest.mark.parametrize(
    ("licence", "got_on", "vehicle", "may"),
    [
        (LicenceClass.NONE, None, VehicleClass.CAR, False),
        (LicenceClass.REGULAR, date(2020, 4, 1), VehicleClass.KEI_TRUCK, True),
        (LicenceClass.REGULAR, date(2020, 4, 1), VehicleClass.TRUCK_2T, False),
        (LicenceClass.REGULAR, date(2017, 3, 12), VehicleClass.TRUCK_2T, False),
        (LicenceClass.REGULAR, date(2017, 3, 11), VehicleClass.TRUCK_2T, True),
        (LicenceClass.REGULAR, date(2007, 6, 1), VehicleClass.DUMP_2T, True),
        (LicenceClass.REGULAR, None, VehicleClass.TRUCK_2T, False),
        (LicenceClass.SEMI_MID, None, VehicleClass.TRUCK_2T, True),
        (LicenceClass.SEMI_MID, None, VehicleClass.MICROBUS, False),
        (LicenceClass.MID, None, VehicleClass.MICROBUS, True),
        (LicenceClass.MID, None, VehicleClass.BUS_LARGE, False),
        (LicenceClass.LARGE, None, VehicleClass.BUS_LARGE, True),
    ],
)
def test_a_licence_covers_a_vehicle(
    licence: LicenceClass, got_on: date | None, vehicle: VehicleClass, *, may: bool
) -> None:
    driver = replace(DRIVER, licence=licence, got_on=got_on)
    assert may_drive(driver, vehicle, is_manual=False) is may


def test_automatic_only_drives_no_manual_truck_and_nobody_drives_below_18() -> None:
    automatic, young = replace(DRIVER, is_automatic_only=True), replace(DRIVER, age=17)
    assert not may_drive(automatic, VehicleClass.KEI_TRUCK, is_manual=True)
    assert may_drive(automatic, VehicleClass.KEI_TRUCK, is_manual=False)
    assert not may_drive(young, VehicleClass.CAR, is_manual=False)
