"""Teams outside and at the return desk: nobody disappears, late words move nothing, reports and papers
are counted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvc.domain import field_clock, team_away, team_back
from dvc.domain.ids import TeamId, VisitId
from dvc.domain.refusal import Refusal
from dvc.domain.team_back import HomeComing, combined
from dvc.domain.team_state import (
    AbortReason,
    ContactKind,
    LeaveReason,
    OrderPaper,
    Report,
    ReportResult,
    Team,
    TeamStatus,
)
from tests.unit.teams.builders import (
    HAND,
    NOW,
    OTHER,
    VISIT_ID,
    a_report,
    a_team,
    after_team,
    later,
    people,
    person,
    refused,
)

OUT = TeamStatus.WORKING
NEXT = VisitId("visit_2")


def home(team: Team, **count: Any) -> Any:
    return team_back.come_back(team, HomeComing(**{"injury_asked": True, **count}), hand=HAND)


def test_seven_out_and_six_back_is_refused_with_the_one_whom_nobody_named() -> None:
    team = a_team(OUT, count=7, members=people(7))
    no = refused(home, team, back=people(6))
    assert no.code == "field.count_differs"
    assert (no.details["out"], no.details["back"], no.details["missing"]) == (7, 6, 1)
    assert no.details["people"] == (person(7),)


def test_who_is_named_as_still_out_keeps_the_team_open_until_the_last_one() -> None:
    team = a_team(OUT)
    part = after_team(team, home(team, back=people(3), still_out=(person(4),)))
    assert (part.status, part.outside) == (OUT, (person(4),))
    assert refused(team_back.report, part, VISIT_ID, a_report()).code == "field.wrong_status"
    whole = after_team(part, home(part, back=(person(4),)))
    assert (whole.status, whole.outside, len(whole.back)) == (TeamStatus.RETURNED, (), 4)


def test_who_left_from_the_site_is_not_counted_again_and_not_missing() -> None:
    team = a_team(OUT)
    left = after_team(
        team, team_away.leave_from_site(team, (person(1),), because=LeaveReason.CONDITION, hand=HAND)
    )
    assert (left.leader, left.left) == (None, (person(1),))
    assert refused(home, left, back=people(4)).code == "field.not_of_team"
    back = after_team(left, home(left, back=people(3, 2)))
    assert field_clock.head_count([back]) == field_clock.HeadCount(out=4, back=3, left=1, not_yet_back=0)


@pytest.mark.parametrize(
    ("count", "code"),
    [
        ({"back": people(4), "injury_asked": False}, "field.injury_not_asked"),
        ({"back": (*people(4), person(1))}, "field.named_twice"),
        ({"back": people(4), "still_out": (person(4),)}, "field.named_twice"),
        ({"back": (*people(4), person(9))}, "field.not_of_team"),
        ({"back": people(3), "still_out": (person(4),), "injured": (person(4),)}, "field.injured_not_back"),
        ({"back": people(4), "not_reached": (NEXT,)}, "field.not_its_visit"),
    ],
)
def test_a_count_that_cannot_be_is_refused(count: dict[str, Any], code: str) -> None:
    assert refused(home, a_team(OUT), **count).code == code


def test_the_injured_are_counted_and_houses_that_were_not_reached_are_dropped() -> None:
    team = a_team(OUT, visits=(VISIT_ID, NEXT))
    after = after_team(team, home(team, back=people(4), injured=(person(2),), not_reached=(NEXT,)))
    assert (after.injuries, after.injury_asked, after.visits, after.dropped) == (
        1,
        True,
        (VISIT_ID,),
        (NEXT,),
    )


def test_a_team_whose_people_have_all_gone_over_is_closed_without_a_question() -> None:
    team = a_team(OUT)
    empty = after_team(team, team_away.move_out(team, people(4), TeamId("team_2"), told=0, hand=HAND))
    after = after_team(empty, team_back.come_back(empty, HomeComing(back=()), hand=HAND))
    assert (after.status, after.members) == (TeamStatus.RETURNED, ())


@pytest.mark.parametrize(
    ("told", "code"), [(3, None), (4, "field.count_after_move"), (2, "field.count_after_move")]
)
def test_people_change_teams_only_when_the_leader_counts_as_we_do(told: int, code: str | None) -> None:
    team = a_team(OUT)
    act: Any = lambda: team_away.move_out(team, (person(2),), TeamId("team_2"), told=told, hand=HAND)  # noqa: E731
    if code is None:
        assert after_team(team, act()).members == (person(1), person(3), person(4))
    else:
        no = refused(act)
        assert (no.code, no.details["known"], no.details["told"]) == (code, 3, told)


def test_a_leader_goes_over_only_with_everybody() -> None:
    team = a_team(OUT)
    no = refused(team_away.move_out, team, (person(1),), TeamId("team_2"), told=3, hand=HAND)
    assert no.code == "field.leader_stays"
    assert refused(team_away.move_out, team, (person(2),), team.team_id, told=3, hand=HAND).code == (
        "field.same_team"
    )


def test_somebody_who_comes_over_is_counted_with_the_new_team() -> None:
    team = a_team(OUT)
    assert refused(team_away.move_in, team, (person(2),), TeamId("team_2"), told=5, hand=HAND).code == (
        "field.already_member"
    )
    after = after_team(team, team_away.move_in(team, (person(8),), TeamId("team_2"), told=5, hand=HAND))
    assert after.outside == (*people(4), person(8))


def test_a_word_that_comes_late_is_kept_and_moves_nothing_but_that_work_had_begun() -> None:
    team = a_team(TeamStatus.FINISHED, last_contact_at=NOW, since=NOW)
    early = team_away.contact(team, ContactKind.WORKING, visit_id=None, hand=later(minutes=-40))
    after = after_team(team, early)
    assert (after.status, after.last_contact_at, after.began) == (TeamStatus.FINISHED, NOW, (VISIT_ID,))


def test_unanswered_calls_are_counted_until_the_team_is_heard() -> None:
    team = a_team(OUT)
    for _ in range(2):
        team = after_team(team, team_away.contact(team, ContactKind.NO_ANSWER, visit_id=None, hand=HAND))
    assert (team.unanswered, team.last_contact_at) == (2, NOW - timedelta(minutes=30))
    heard = after_team(team, team_away.contact(team, ContactKind.SPOKE, visit_id=None, hand=HAND))
    assert (heard.unanswered, heard.last_contact_at, heard.status) == (0, NOW, OUT)


def test_nobody_at_home_is_flagged_until_the_next_word() -> None:
    team = a_team(TeamStatus.ON_SITE)
    absent = after_team(team, team_away.contact(team, ContactKind.RESIDENT_ABSENT, visit_id=None, hand=HAND))
    assert (absent.resident_absent, absent.status) == (True, TeamStatus.ON_SITE)
    begun = after_team(absent, team_away.contact(absent, ContactKind.WORKING, visit_id=None, hand=HAND))
    assert not begun.resident_absent


def test_a_team_that_broke_off_does_not_work_on_but_can_still_call_for_help() -> None:
    team = a_team(OUT)
    stopped = after_team(team, team_away.abort(team, reason=AbortReason.DANGER, dropped=(), hand=HAND))
    hurt = after_team(stopped, team_away.contact(stopped, ContactKind.NEEDS_HELP, visit_id=None, hand=HAND))
    assert hurt.status is TeamStatus.NEEDS_HELP
    no = refused(team_away.contact, hurt, ContactKind.WORKING, visit_id=None, hand=HAND)
    assert no.code == "field.broke_off"


def test_a_word_about_a_house_of_another_team_is_refused() -> None:
    no = refused(team_away.contact, a_team(OUT), ContactKind.ON_SITE, visit_id=NEXT, hand=HAND)
    assert no.code == "field.not_its_visit"


def test_breaking_off_drops_the_houses_without_work_and_keeps_the_others_to_be_reported() -> None:
    team = a_team(OUT, visits=(VISIT_ID, NEXT))
    after = after_team(team, team_away.abort(team, reason=AbortReason.WEATHER, dropped=(NEXT,), hand=HAND))
    assert (after.visits, after.dropped, after.abort_reason) == ((VISIT_ID,), (NEXT,), AbortReason.WEATHER)


def test_another_house_takes_the_place_of_one_without_work_or_follows_one_with_work() -> None:
    team = a_team(TeamStatus.ON_SITE)
    moved = after_team(team, team_away.redirect(team, NEXT, dropped=VISIT_ID, hand=HAND))
    assert (moved.visits, moved.at_visit, moved.status) == ((NEXT,), NEXT, TeamStatus.REDIRECTED)
    worked = after_team(team, team_away.redirect(team, NEXT, dropped=None, hand=HAND))
    assert (worked.visits, worked.at_visit) == ((VISIT_ID, NEXT), NEXT)
    assert refused(team_away.redirect, team, VISIT_ID, dropped=None, hand=HAND).code == "field.visit_twice"


def test_a_report_is_taken_once_and_the_second_desk_hears_who_took_it() -> None:
    team = a_team(TeamStatus.RETURNED)
    told = after_team(team, team_back.report(team, VISIT_ID, a_report(reported_by=OTHER)))
    assert told.status is TeamStatus.REPORTED
    no = refused(team_back.report, told, VISIT_ID, a_report())
    assert (no.code, no.details["by"], no.details["at"]) == ("field.already_reported", OTHER, NOW)


def test_a_team_with_two_houses_is_reported_after_the_second() -> None:
    team = a_team(TeamStatus.RETURNED, visits=(VISIT_ID, NEXT))
    first = after_team(team, team_back.report(team, VISIT_ID, a_report()))
    assert (first.status, first.unreported) == (TeamStatus.RETURNED, (NEXT,))
    assert after_team(first, team_back.report(first, NEXT, a_report())).status is TeamStatus.REPORTED
    assert refused(team_back.report, first, VisitId("visit_9"), a_report()).code == "field.not_its_visit"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("people", a_report(people=-1)),
        ("people", a_report(people=201)),
        ("hours", a_report(hours=24.5)),
        ("remaining_people", a_report(remaining_people=-2)),
        ("near_misses", a_report(near_misses=51)),
    ],
)
def test_a_report_with_an_impossible_number_names_the_field(field: str, wrong: Report) -> None:
    no = refused(team_back.report, a_team(TeamStatus.RETURNED), VISIT_ID, wrong)
    assert (no.code, no.details["field"], no.status) == ("field.report_value", field, 422)


@pytest.mark.parametrize(
    ("results", "together"),
    [
        (("complete", "continue"), "continue"),
        (("complete", "technical"), "technical"),
        (("absent", "complete"), "complete"),
        (("refused", "absent"), "absent"),
        (("cancelled_on_site",), "cancelled_on_site"),
    ],
)
def test_unfinished_for_one_team_is_unfinished_for_the_household(
    results: tuple[str, ...], together: str
) -> None:
    assert combined(tuple(ReportResult(one) for one in results)) is ReportResult(together)


def test_an_old_version_of_the_paper_is_taken_back_too() -> None:
    old = OrderPaper(serial=31, version=1, copies=2, printed_at=NOW)
    team = a_team(TeamStatus.RETURNED, papers=(old, replace(old, serial=40, version=2)), order_version=2)
    after = after_team(team, team_back.collect_order(team, 31, collected=1, lost=1, hand=HAND))
    assert (after.papers[0].is_outside, after.orders_collected) == (0, 1)
    assert (
        refused(team_back.collect_order, after, 31, collected=1, lost=0, hand=HAND).code
        == "field.paper_count"
    )
    no = refused(team_back.collect_order, after, 99, collected=1, lost=0, hand=HAND)
    assert (no.code, no.status) == ("field.no_such_paper", 404)


def test_minutes_late_and_minutes_of_silence() -> None:
    team = a_team(OUT, return_by=NOW - timedelta(minutes=22), last_contact_at=NOW - timedelta(minutes=107))
    assert field_clock.overdue_minutes(team, NOW) == 22
    assert field_clock.contact_age_minutes(team, NOW) == 107
    assert not field_clock.is_overdue(team, NOW, after_minutes=30)
    assert field_clock.is_overdue(team, NOW + timedelta(minutes=8), after_minutes=30)
    back = a_team(TeamStatus.RETURNED, return_by=NOW - timedelta(minutes=22))
    assert (field_clock.overdue_minutes(back, NOW), field_clock.contact_age_minutes(back, NOW)) == (0, None)


def test_a_team_that_left_an_hour_ago_and_has_not_arrived_is_asked_for() -> None:
    gone = a_team(TeamStatus.DEPARTED, departed_at=NOW - timedelta(minutes=60))
    assert field_clock.is_silent_on_the_way(gone, NOW)
    assert not field_clock.is_silent_on_the_way(gone, NOW - timedelta(minutes=1))
    assert not field_clock.is_silent_on_the_way(replace(gone, status=TeamStatus.ON_SITE), NOW)


ACTS = st.lists(
    st.tuples(st.sampled_from(["left", "over", "back", "part", "word"]), st.integers(0, 7)), max_size=12
)


@given(acts=ACTS)
def test_whatever_happens_outside_nobody_falls_out_of_the_books(acts: list[tuple[str, int]]) -> None:
    """Law 12 over random acts on two teams: sent out = back + left + not yet back, and nobody stands
    twice.
    """
    one = a_team(OUT)
    two = replace(a_team(OUT), team_id=TeamId("team_2"), members=people(4, 11), leader=person(11))
    for act, number in acts:
        try:
            one, two = _happens(one, two, act, number)
        except Refusal:
            continue
        count = field_clock.head_count([one, two])
        assert count.adds_up
        assert count.out == 8
        everybody = (*one.members, *two.members)
        assert sorted(everybody) == sorted((*people(4), *people(4, 11)))


def _happens(one: Team, two: Team, act: str, number: int) -> tuple[Team, Team]:
    who = one.members[number % len(one.members)] if one.members else person(number)
    match act:
        case "left":
            events = team_away.leave_from_site(one, (who,), because=LeaveReason.TIME, hand=HAND)
            return after_team(one, events), two
        case "over":
            out = team_away.move_out(one, (who,), two.team_id, told=len(one.outside) - 1, hand=HAND)
            into = team_away.move_in(two, (who,), one.team_id, told=len(two.outside) + 1, hand=HAND)
            return after_team(one, out), after_team(two, into)
        case "back":
            return after_team(one, home(one, back=one.outside)), two
        case "part":
            rest = tuple(person for person in one.outside if person != who)
            return after_team(one, home(one, back=(who,), still_out=rest)), two
        case _:
            return after_team(one, team_away.contact(one, ContactKind.SPOKE, visit_id=None, hand=HAND)), two
