"""The table of who sees what: complete, and in the few cells that must never be wrong equal to domain/10
10.4.
"""

from __future__ import annotations

import pytest

from dvc.board.catalogue import SPECS
from dvc.domain.personal import SEALED, Personal
from dvc.domain.roles import Role
from dvc.web import who_sees_what
from dvc.web.routes import routes
from dvc.web.who_sees_what import (
    COLUMNS,
    Sight,
    fields_by_subject,
    fields_for,
    is_public,
    may_see,
    own_fields_for,
    parse,
    subjects_of,
    table,
)

CONTRACT_BOARDS = (
    *("head", "reception", "needs", "survey", "matching", "field", "equipment", "transport", "care"),
    *("buses", "region", "wall", "map", "trainer", "public"),
)
MACHINES_AND_STREET = [
    {Role.WALL},
    {Role.KIOSK},
    {Role.OBSERVER},
    {Role.AUDITOR},
    {Role.CITY},
    {Role.PREFECTURE},
    set(),
]


def route_names() -> list[str]:
    """Rows that the application's routes need."""
    names = []
    for route in routes():
        methods = sorted(getattr(route, "methods", None) or {"WS"})
        names += [f"{method} {route.path}" for method in methods if method != "HEAD"]  # type: ignore[attr-defined]
    return names


def test_every_personal_field_has_a_row() -> None:
    rows = {name.partition(".")[2] for name in table().names("label")}
    assert rows == {field.value for field in Personal}


def test_every_route_of_the_application_has_a_row() -> None:
    missing = [name for name in route_names() if name not in table().names("route")]
    assert missing == []


def test_every_board_of_the_contract_and_of_the_house_has_a_row() -> None:
    assert set(CONTRACT_BOARDS) | {spec.name for spec in SPECS} == set(table().names("board"))


def test_every_kind_of_board_item_has_a_row_and_whoever_sees_a_board_sees_its_items() -> None:
    for spec in SPECS:
        for kind in spec.builders:
            assert kind in table().names("board_item"), f"{spec.name}: {kind}"
            for role in Role:
                sees_board = role is not Role.SYSTEM and may_see({role}, "board", spec.name)
                assert not sees_board or may_see({role}, "board_item", kind), (
                    f"{role} sees {spec.name}, not {kind}"
                )


def test_no_row_speaks_of_a_board_field_or_subject_that_does_not_exist() -> None:
    for name in table().names("label"):
        of, _, field = name.partition(".")
        assert of in {"resident", "volunteer", "staff", "center"}
        assert Personal(field)


@pytest.mark.parametrize("roles", MACHINES_AND_STREET, ids=lambda roles: "-".join(sorted(roles)) or "public")
def test_screens_guests_and_the_street_read_nothing_about_residents_and_volunteers(roles: set[Role]) -> None:
    assert fields_for(roles, "resident") == frozenset()
    assert fields_for(roles, "volunteer") == frozenset()
    assert own_fields_for(roles, "resident") == frozenset()


def test_matching_reads_no_name_phone_or_house_of_a_resident() -> None:
    fields = fields_for({Role.MATCHING}, "resident")
    assert not fields & {
        Personal.NAME,
        Personal.PHONE,
        Personal.ADDRESS,
        Personal.LAT,
        Personal.LON,
        Personal.HEALTH_NOTE,
    }
    assert Personal.CAUTIONS in fields
    assert Personal.PHONE in fields_for({Role.MATCHING}, "volunteer")


def test_illness_and_crisis_are_for_heads_and_care() -> None:
    for field in (Personal.HEALTH_NOTE, Personal.LIVING_NOTE, Personal.CRISIS_NOTE):
        readers = {role for role in Role if field in fields_for({role}, "resident")}
        assert readers == {Role.CENTER_HEAD, Role.SECTION_CHIEF, Role.SATELLITE_HEAD, Role.CARE}


def test_a_leader_reads_only_what_is_his_own_today() -> None:
    assert fields_for({Role.LEADER}, "resident") == frozenset()
    own = own_fields_for({Role.LEADER}, "resident")
    assert {Personal.NAME, Personal.ADDRESS, Personal.CAUTIONS} <= own
    assert not own & {Personal.HEALTH_NOTE, Personal.CRISIS_NOTE, Personal.LIVING_NOTE, Personal.EMAIL}


def test_a_volunteer_reads_nothing_about_a_household() -> None:
    assert own_fields_for({Role.VOLUNTEER}, "resident") == frozenset()
    assert Personal.PHONE in own_fields_for({Role.VOLUNTEER}, "volunteer")


def test_reception_reads_volunteers_and_no_resident() -> None:
    assert {Personal.NAME, Personal.PHONE, Personal.INSURANCE_NO} <= fields_for({Role.RECEPTION}, "volunteer")
    assert fields_for({Role.RECEPTION}, "resident") == frozenset()


def test_a_field_of_an_unknown_kind_of_subject_is_read_by_nobody() -> None:
    asked = fields_by_subject({Role.CENTER_HEAD}, ["need_1", "vol_1", "secret_1", "dev_1", ""])
    assert sorted(subject for subjects in asked.values() for subject in subjects) == ["need_1", "vol_1"]


def test_without_saying_about_whom_only_what_may_be_read_about_all_is_read() -> None:
    everyone = fields_for({Role.RECEPTION})
    assert Personal.PHONE not in everyone
    assert Personal.NAME not in everyone


def test_the_widest_of_several_roles_counts() -> None:
    assert may_see({Role.OBSERVER, Role.CARE}, "board", "care")
    assert not may_see({Role.OBSERVER}, "board", "care")


def test_only_the_public_board_is_public() -> None:
    assert [name for name in table().names("board") if is_public("board", name)] == ["public"]


def test_what_has_no_row_is_seen_by_nobody() -> None:
    assert table().sight(set(Role), "route", "GET /nowhere") is Sight.NONE
    assert not may_see(set(Role), "board", "nowhere")


def test_no_sealed_field_of_a_resident_is_public_or_on_a_screen() -> None:
    for field in SEALED:
        row = table().rows.get(("label", f"resident.{field.value}"))
        for column in ("public", "wall", "kiosk", "observer", "volunteer", "api"):
            assert row is None or row[column] is Sight.NONE


@pytest.mark.parametrize("subject", ["need_1", "household_1", "visit_1", "referral_1"])
def test_what_belongs_to_a_household_is_a_residents(subject: str) -> None:
    assert subjects_of(subject) == "resident"


@pytest.mark.parametrize(
    "broken",
    [
        "kind,name\nroute,GET /\n",
        f"kind,name,{','.join(COLUMNS)}\nroute,GET /,{','.join(['x'] * len(COLUMNS))}\n",
        f"kind,name,{','.join(COLUMNS)}\n" + f"route,GET /,{','.join([''] * len(COLUMNS))}\n" * 2,
    ],
)
def test_a_broken_table_stops_the_server(broken: str) -> None:
    with pytest.raises(ValueError, match=who_sees_what.FILE):
        parse(broken)
