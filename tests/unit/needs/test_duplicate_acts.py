"""One household entered twice, and one need that is two, on a wired center."""

from __future__ import annotations

from dataclasses import replace

from dvc.commands.needs import AmendNeed
from dvc.commands.needs_calls import MoveAppointment, MoveCause
from dvc.commands.needs_crisis import ReportCrisis
from dvc.commands.needs_duplicates import (
    MergeHouseholds,
    MergeNeed,
    SplitNeed,
    UnmergeHouseholds,
    UnmergeNeed,
)
from dvc.commands.needs_told import WorkAsked
from dvc.commands.take_back import TakeBack
from dvc.domain.household import HOUSEHOLD
from dvc.domain.ids import NeedId
from dvc.domain.need_site import (
    CrisisReason,
    Relation,
)
from dvc.domain.need_state import LivingFacts, NeedStatus, QuickInspection
from dvc.domain.personal import Personal
from dvc.domain.values import Rank, WorkType
from tests.factories import HEAD, MORNING, Center
from tests.unit.needs.acts import CHIEF, FIRST, INTAKE, need_of, received, refused, scheduled
from tests.unit.needs.builders import TOMORROW, an_appointment


def two_needs(center: Center) -> tuple[NeedId, NeedId]:
    """The mother's own call and her daughter's, entered as two households."""
    mother = received(center)
    daughter = received(
        center,
        name="緑川 ハル",
        phone="090-0000-2002",
        requester_name="森 夏",
        relation=Relation.FAMILY,
        landmark="橋のたもと",
    )
    return mother, daughter


def test_n3_merging_keeps_both_calls_and_gives_the_survivor_what_it_lacked(center: Center) -> None:
    mother, daughter = two_needs(center)
    household = need_of(center, mother).household_id
    other = need_of(center, daughter).household_id
    center.do(MergeNeed(need_id=daughter, into=mother), actor=INTAKE)
    assert need_of(center, daughter).status is NeedStatus.MERGED
    assert need_of(center, daughter).household_id == household
    assert center.state(HOUSEHOLD, household).needs == (mother, daughter)
    assert center.vault(household, Personal.PHONE) == FIRST["phone"]
    assert center.vault(household, Personal.PHONE_2) == "090-0000-2002"
    assert center.vault(household, Personal.LANDMARK) == "橋のたもと"
    assert center.vault(other, Personal.PHONE) == "090-0000-2002"


def test_n38_unmerging_gives_back_state_household_and_details(center: Center) -> None:
    mother, daughter = two_needs(center)
    before = need_of(center, daughter)
    household = need_of(center, mother).household_id
    center.do(MergeNeed(need_id=daughter, into=mother), actor=INTAKE)
    center.do(UnmergeNeed(need_id=daughter), actor=INTAKE)
    assert need_of(center, daughter) == replace(before, since=need_of(center, daughter).since)
    assert center.vault(household, Personal.PHONE_2) is None
    assert center.vault(household, Personal.LANDMARK) is None
    assert center.state(HOUSEHOLD, household).needs == (mother,)


def test_n38_another_request_of_the_same_household_comes_apart_alone(center: Center) -> None:
    mother, daughter = two_needs(center)
    center.do(MergeNeed(need_id=daughter, into=mother), actor=INTAKE)
    center.do(UnmergeNeed(need_id=daughter, same_household=True), actor=INTAKE)
    assert need_of(center, daughter).status is NeedStatus.INTAKE
    assert need_of(center, daughter).household_id == need_of(center, mother).household_id


def test_n38_the_next_day_only_a_chief_takes_a_merge_apart(center: Center) -> None:
    mother, daughter = two_needs(center)
    center.do(MergeNeed(need_id=daughter, into=mother), actor=INTAKE)
    center.clock.forward(days=1)
    assert refused(center, UnmergeNeed(need_id=daughter), actor=INTAKE) == "needs.unmerge_needs_chief"
    center.do(UnmergeNeed(need_id=daughter), actor=CHIEF)


def test_merging_twice_tells_the_second_desk_who_was_first(center: Center) -> None:
    mother, daughter = two_needs(center)
    center.do(MergeNeed(need_id=daughter, into=mother), actor=INTAKE)
    center.clock.forward(minutes=3)
    late = center.give(MergeNeed(need_id=daughter, into=mother), actor=CHIEF)
    assert (late.code, late.details["by"], late.details["at"]) == ("needs.moved_on", "staff_intake", MORNING)


def test_two_households_are_joined_and_parted_without_touching_their_requests(center: Center) -> None:
    mother, daughter = two_needs(center)
    first, second = (need_of(center, one).household_id for one in (mother, daughter))
    center.do(MergeHouseholds(household_id=second, into=first), actor=INTAKE)
    assert {need_of(center, one).household_id for one in (mother, daughter)} == {first}
    again = center.give(MergeHouseholds(household_id=second, into=first), actor=CHIEF)
    assert (again.code, again.details["by"]) == ("needs.same_household_already", "staff_intake")
    later = received(center, same_household_as=second, request_text="屋根")
    assert need_of(center, later).household_id == first
    center.do(UnmergeHouseholds(household_id=second), actor=INTAKE)
    assert need_of(center, daughter).household_id == second
    assert need_of(center, later).household_id == first
    assert refused(center, UnmergeHouseholds(household_id=second)) == "needs.not_merged"
    assert center.verify().is_clean


def test_a_merge_taken_back_is_as_if_it_had_not_been(center: Center) -> None:
    mother, daughter = two_needs(center)
    before = (need_of(center, mother), need_of(center, daughter), center.all(HOUSEHOLD))
    receipt = center.do(MergeNeed(need_id=daughter, into=mother), actor=INTAKE)
    center.do(TakeBack(of=receipt.action_id), actor=INTAKE)
    assert (need_of(center, mother), need_of(center, daughter), center.all(HOUSEHOLD)) == before
    assert center.vault(before[0].household_id, Personal.PHONE_2) is None


def test_a_part_becomes_a_sibling_with_its_own_number_under_the_same_household(center: Center) -> None:
    asked = (WorkAsked(work_type=WorkType.BELONGINGS_OUT), WorkAsked(work_type=WorkType.BUSINESS))
    need_id = received(center, work=asked, cautions="犬", inspection=QuickInspection.RED)
    need = need_of(center, need_id)
    command = SplitNeed(
        need_id=need_id,
        items=(need.work[1].item_id,),
        request_text="店の在庫",
        inspection=QuickInspection.NOT_APPLICABLE,
    )
    sibling = need_of(center, str(center.do(command, actor=INTAKE).result["sibling_id"]))
    assert (sibling.split_from, sibling.household_id) == (need_id, need.household_id)
    assert (sibling.status, sibling.number) == (NeedStatus.INTAKE, 2)
    assert [item.work_type for item in sibling.work] == [WorkType.BUSINESS]
    assert [item.work_type for item in need_of(center, need_id).work] == [WorkType.BELONGINGS_OUT]
    assert sibling.inspection is QuickInspection.NOT_APPLICABLE
    assert center.vault(sibling.need_id, Personal.REQUEST_TEXT) == "店の在庫"
    assert center.vault(sibling.need_id, Personal.CAUTIONS) == "犬"
    assert refused(center, SplitNeed(need_id=need_id)) == "needs.split_says_nothing"


def test_every_act_of_this_desk_replays_to_its_tables(center: Center) -> None:
    mother, daughter = two_needs(center)
    center.do(AmendNeed(need_id=mother, living=LivingFacts(people=2), work=()), actor=HEAD)
    center.do(MergeNeed(need_id=daughter, into=mother), actor=INTAKE)
    assert center.verify().is_clean


def test_n3_a_crisis_and_a_call_that_is_owed_go_to_the_surviving_need(center: Center) -> None:
    mother, daughter = two_needs(center)
    center.do(ReportCrisis(need_id=daughter, reasons=(CrisisReason.ALONE,)), actor=INTAKE)
    appointment = MoveAppointment(
        need_id=scheduled(center), because=MoveCause.WEATHER, appointment=an_appointment(TOMORROW)
    )
    center.do(appointment, actor=INTAKE)
    center.do(MergeNeed(need_id=daughter, into=mother), actor=INTAKE)
    center.do(MergeNeed(need_id=appointment.need_id, into=mother), actor=INTAKE)
    survivor = need_of(center, mother)
    assert (survivor.crisis_open, survivor.owes_call, survivor.rank) == (True, True, Rank.A)
    assert not need_of(center, daughter).crisis_open
    assert not need_of(center, appointment.need_id).owes_call


def test_what_the_survivor_has_twice_is_not_copied_over(center: Center) -> None:
    first = received(center, phone_2="090-0000-3003", landmark="橋のたもと")
    second = received(center, phone="090-0000-2002", phone_2="090-0000-4004", landmark="駅の前")
    household = need_of(center, first).household_id
    center.do(MergeNeed(need_id=second, into=first), actor=INTAKE)
    assert center.vault(household, Personal.PHONE_2) == "090-0000-3003"
    assert center.vault(household, Personal.LANDMARK) == "橋のたもと"


def test_needs_of_one_household_are_merged_without_touching_it(center: Center) -> None:
    first = need_of(center, received(center))
    second = received(center, same_household_as=first.household_id, request_text="庭の泥")
    assert center.do(MergeNeed(need_id=second, into=first.need_id)).result["needs_moved"] == 0
    center.do(UnmergeNeed(need_id=second))
    assert need_of(center, second).household_id == first.household_id
