"""A sheet on the wall: notes, lock, teams made of it, and where each of its states may go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dvc.domain import visit as sheets
from dvc.domain.ids import AttendanceId, NeedId, TeamId, VisitId
from dvc.domain.need_state import UnpostReason
from dvc.domain.promise import PromiseState
from dvc.domain.team_state import SheetEnd, Visit, VisitStatus
from dvc.domain.values import Slot
from dvc.domain.visit_events import SeatFreed, VisitPosted, VisitWithdrawn, WithdrawReason
from tests.unit.teams.builders import (
    NOW,
    OTHER,
    TEAM_ID,
    TODAY,
    VISIT_ID,
    WEST,
    a_seat,
    a_sheet,
    after_visit,
    people,
    person,
    refused,
)

SECOND = TeamId("team_2")


def posted(**changes: Any) -> VisitPosted:
    event = VisitPosted(
        visit_id=VISIT_ID,
        need_id=NeedId("need_1"),
        number=2,
        day=TODAY,
        slot=Slot.AM,
        base_id=a_sheet().base_id,
        people_min=4,
        people_max=6,
        by=WEST,
        at=NOW,
    )
    return replace(event, **changes)


def seated(count: int = 4) -> Visit:
    return a_sheet(*(a_seat(one) for one in people(count)))


def teamed(count: int = 4) -> Visit:
    sheet = seated(count)
    return after_visit(sheet, sheets.assemble(sheet, TEAM_ID, people(count), by=WEST, at=NOW))


def out() -> Visit:
    return after_visit(teamed(), sheets.depart(teamed(), TEAM_ID, by=WEST, at=NOW))


def back() -> Visit:
    return after_visit(out(), sheets.team_back(out(), TEAM_ID, by=WEST, at=NOW))


def reported() -> Visit:
    return after_visit(back(), sheets.told(back(), TEAM_ID, by=WEST, at=NOW))


def down() -> Visit:
    return after_visit(a_sheet(), sheets.take_down(a_sheet(), because=UnpostReason.WEATHER, by=WEST, at=NOW))


STATES: dict[VisitStatus, Callable[[], Visit]] = {
    VisitStatus.POSTED: seated,
    VisitStatus.TEAMED: teamed,
    VisitStatus.OUT: out,
    VisitStatus.BACK: back,
    VisitStatus.REPORTED: reported,
    VisitStatus.TAKEN_DOWN: down,
}
WITHDRAWN = VisitWithdrawn(team_id=TEAM_ID, because=WithdrawReason.ABORTED, up_again=False, by=WEST, at=NOW)
ON_THE_WALL = {VisitStatus.POSTED}
VERBS: dict[str, tuple[Callable[[Visit], Any], set[VisitStatus], str]] = {
    "take a seat": (lambda v: sheets.take_seat(v, a_seat(person(90))), ON_THE_WALL, "wall.sheet_down"),
    "lock": (lambda v: sheets.lock(v, by=WEST, at=NOW), ON_THE_WALL, "wall.sheet_down"),
    "take down": (
        lambda v: sheets.take_down(v, because=UnpostReason.NOT_FILLED, by=WEST, at=NOW),
        ON_THE_WALL,
        "wall.sheet_down",
    ),
    "assemble": (
        lambda v: sheets.assemble(v, SECOND, people(4), by=WEST, at=NOW),
        ON_THE_WALL,
        "wall.sheet_down",
    ),
    "give": (
        lambda v: sheets.give(replace(v, seats=()), SECOND, by=WEST, at=NOW),
        ON_THE_WALL,
        "wall.sheet_down",
    ),
    "dissolve the team": (
        lambda v: sheets.dissolve_team(v, TEAM_ID, by=WEST, at=NOW),
        {VisitStatus.TEAMED},
        "wall.not_its_team",
    ),
    "depart": (
        lambda v: sheets.depart(v, TEAM_ID, by=WEST, at=NOW),
        {VisitStatus.TEAMED},
        "wall.not_its_team",
    ),
    "withdraw": (
        lambda v: sheets.withdraw(v, WITHDRAWN),
        {VisitStatus.TEAMED, VisitStatus.OUT},
        "wall.not_its_team",
    ),
    "come back": (
        lambda v: sheets.team_back(v, TEAM_ID, by=WEST, at=NOW),
        {VisitStatus.OUT},
        "wall.not_its_team",
    ),
    "report": (
        lambda v: sheets.told(v, TEAM_ID, by=WEST, at=NOW),
        {VisitStatus.BACK},
        "wall.not_its_team",
    ),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", STATES)
def test_every_verb_of_a_sheet_is_allowed_in_its_states_and_refused_in_the_others(
    status: VisitStatus, verb: str
) -> None:
    act, allowed, code = VERBS[verb]
    sheet = STATES[status]()
    assert sheet.status is status
    if status in allowed:
        assert act(sheet)
    else:
        assert refused(act, sheet).code == code


def test_a_sheet_is_hung_up_once_and_the_second_desk_hears_who_was_first() -> None:
    no = refused(sheets.post, a_sheet(), posted())
    assert (no.code, no.details["by"]) == ("wall.visit_known", OTHER)


@pytest.mark.parametrize(("least", "most"), [(0, 4), (5, 4), (1, 201)])
def test_a_sheet_for_an_impossible_number_of_people_is_refused(least: int, most: int) -> None:
    no = refused(sheets.post, None, posted(people_min=least, people_max=most))
    assert (no.code, no.status) == ("wall.people_range", 422)


def test_the_last_seat_goes_to_the_first_hand_and_the_next_hears_who_and_when() -> None:
    sheet = a_sheet(*(a_seat(one) for one in people(5)), a_seat(person(6), by=OTHER, at=NOW))
    no = refused(sheets.take_seat, sheet, a_seat(person(7)))
    assert no.code == "wall.full"
    assert (no.details["by"], no.details["at"], no.details["free"]) == (OTHER, NOW, 0)


def test_a_group_of_four_does_not_take_the_last_three_seats() -> None:
    sheet = a_sheet(*(a_seat(one) for one in people(3)))
    assert refused(sheets.take_seat, sheet, a_seat(*people(4, 10), group="group_1")).code == "wall.full"
    assert sheets.take_seat(sheet, a_seat(*people(3, 10), group="group_1"))


def test_a_chief_may_let_more_people_on_than_the_sheet_says() -> None:
    sheet = seated(6)
    events = sheets.take_seat(sheet, a_seat(person(7)), beyond_the_sheet=True)
    assert len(after_visit(sheet, events).people) == 7


def test_the_same_person_twice_on_one_sheet_is_refused_with_who_and_when() -> None:
    no = refused(sheets.take_seat, seated(), a_seat(person(2)))
    assert (no.code, no.details["by"], no.details["at"]) == ("wall.already_here", WEST, NOW)


def test_a_locked_sheet_takes_no_note_and_gives_none_until_it_is_unlocked() -> None:
    locked = after_visit(seated(), sheets.lock(seated(), by=OTHER, at=NOW))
    for act in (
        lambda: sheets.take_seat(locked, a_seat(person(9))),
        lambda: sheets.free_seat(locked, person(1), because=SeatFreed.CHANGED, by=WEST, at=NOW),
        lambda: sheets.lock(locked, by=WEST, at=NOW),
    ):
        no = refused(act)
        assert (no.code, no.details["by"], no.details["at"]) == ("wall.locked", OTHER, NOW)
    open_again = after_visit(locked, sheets.unlock(locked, by=WEST, at=NOW))
    assert sheets.take_seat(open_again, a_seat(person(9)))
    assert refused(sheets.unlock, open_again, by=WEST, at=NOW).code == "wall.not_locked"


def test_taking_one_note_off_takes_the_whole_group_off() -> None:
    sheet = a_sheet(a_seat(person(1)), a_seat(*people(3, 10), group="group_1"))
    after = after_visit(
        sheet, sheets.free_seat(sheet, person(11), because=SeatFreed.CHANGED, by=WEST, at=NOW)
    )
    assert after.people == (person(1),)


def test_a_note_in_a_team_is_not_taken_off_at_the_wall() -> None:
    no = refused(sheets.free_seat, teamed(), person(1), because=SeatFreed.CHANGED, by=WEST, at=NOW)
    assert (no.code, no.details["team"]) == ("wall.seat_in_team", TEAM_ID)


def test_a_stranger_has_no_note_to_take_off() -> None:
    assert refused(sheets.free_seat, seated(), person(99), because=SeatFreed.LEFT, by=WEST, at=NOW).code == (
        "wall.not_here"
    )


def test_taking_the_sheet_down_frees_its_notes_and_keeps_the_reason() -> None:
    sheet = seated()
    events = sheets.take_down(sheet, because=UnpostReason.WEATHER, by=WEST, at=NOW)
    after = after_visit(sheet, events)
    assert (after.status, after.people, after.taken_down_because) == (
        VisitStatus.TAKEN_DOWN,
        (),
        SheetEnd.WEATHER,
    )


def test_a_sheet_may_be_made_into_two_teams_and_hangs_until_the_second_one() -> None:
    sheet = a_sheet(*(a_seat(one) for one in people(6)))
    first = after_visit(sheet, sheets.assemble(sheet, TEAM_ID, people(3), by=WEST, at=NOW))
    assert (first.is_up, first.status) == (True, VisitStatus.TEAMED)
    assert first.seats[0].promise.state is PromiseState.CONFIRMED
    second = after_visit(first, sheets.assemble(first, SECOND, people(3, 4), by=WEST, at=NOW))
    assert (second.is_up, second.teams) == (False, (TEAM_ID, SECOND))


def test_taking_down_a_sheet_with_a_team_frees_only_the_loose_notes() -> None:
    sheet = a_sheet(*(a_seat(one) for one in people(6)))
    first = after_visit(sheet, sheets.assemble(sheet, TEAM_ID, people(3), by=WEST, at=NOW))
    after = after_visit(first, sheets.take_down(first, because=UnpostReason.NOT_FILLED, by=WEST, at=NOW))
    assert (after.people, after.status, after.taken_down_because) == (people(3), VisitStatus.TEAMED, None)


def test_a_team_is_made_of_whole_notes_only() -> None:
    sheet = a_sheet(a_seat(*people(3), group="group_1"), a_seat(person(9)))
    assert refused(sheets.assemble, sheet, TEAM_ID, people(2), by=WEST, at=NOW).code == "wall.note_split"
    nobody: tuple[AttendanceId, ...] = ()
    assert refused(sheets.assemble, sheet, TEAM_ID, nobody, by=WEST, at=NOW).code == "wall.nobody_seated"


def test_notes_of_a_team_are_not_made_into_another_team() -> None:
    sheet = a_sheet(*(a_seat(one) for one in people(6)))
    first = after_visit(sheet, sheets.assemble(sheet, TEAM_ID, people(3), by=WEST, at=NOW))
    no = refused(sheets.assemble, first, SECOND, people(3), by=OTHER, at=NOW)
    assert (no.code, no.details["by"]) == ("wall.seat_in_team", WEST)


def test_a_sheet_with_notes_is_not_given_to_a_team_from_elsewhere() -> None:
    no = refused(sheets.give, seated(3), TEAM_ID, by=OTHER, at=NOW)
    assert (no.code, no.details["count"], no.details["by"]) == ("wall.notes_on_sheet", 3, WEST)


def test_a_dissolved_team_gives_its_sheet_back_to_the_wall_empty() -> None:
    after = after_visit(teamed(), sheets.dissolve_team(teamed(), TEAM_ID, by=WEST, at=NOW))
    assert (after.status, after.people, after.is_up) == (VisitStatus.POSTED, (), True)


@pytest.mark.parametrize("status", [VisitStatus.POSTED, VisitStatus.TAKEN_DOWN])
def test_a_team_that_leaves_without_work_puts_the_sheet_back_or_ends_it(status: VisitStatus) -> None:
    up_again = status is VisitStatus.POSTED
    after = after_visit(out(), sheets.withdraw(out(), replace(WITHDRAWN, up_again=up_again)))
    assert (after.status, after.teams_out) == (status, ())
    assert (after.taken_down_because is SheetEnd.ABORTED) == (not up_again)


def test_with_two_teams_the_sheet_is_out_until_the_last_is_back_and_reported_after_both() -> None:
    sheet = a_sheet(*(a_seat(one) for one in people(6)))
    steps: list[Callable[[Visit], Any]] = [
        lambda v: sheets.assemble(v, TEAM_ID, people(3), by=WEST, at=NOW),
        lambda v: sheets.assemble(v, SECOND, people(3, 4), by=WEST, at=NOW),
        lambda v: sheets.depart(v, TEAM_ID, by=WEST, at=NOW),
        lambda v: sheets.depart(v, SECOND, by=WEST, at=NOW),
        lambda v: sheets.team_back(v, TEAM_ID, by=WEST, at=NOW),
        lambda v: sheets.told(v, TEAM_ID, by=WEST, at=NOW),
        lambda v: sheets.team_back(v, SECOND, by=WEST, at=NOW),
        lambda v: sheets.told(v, SECOND, by=WEST, at=NOW),
    ]
    seen = []
    for step in steps:
        sheet = after_visit(sheet, step(sheet))
        seen.append(sheet.status.value)
    assert seen == ["teamed", "teamed", "out", "out", "out", "out", "back", "reported"]


def test_a_report_is_counted_once_for_the_need() -> None:
    done = reported()
    settled = after_visit(done, sheets.settle(done, by=WEST, at=NOW))
    assert sheets.settle(settled, by=WEST, at=NOW + timedelta(minutes=1)) == ()


def test_a_sheet_taken_back_is_down_by_mistake_and_keeps_its_number() -> None:
    gone = sheets.VISIT.void(seated())
    assert (gone.status, gone.number, gone.seats) == (VisitStatus.TAKEN_DOWN, 1, ())
    assert gone.visit_id == VisitId("visit_1")
