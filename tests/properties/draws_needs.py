"""What the generators of the needs desk draw from: needs in fitting states, days, estimates, fields."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from dvc.commands.needs_told import ConsentGiven, WorkAsked
from dvc.domain import need_site as site
from dvc.domain.household import HOUSEHOLD
from dvc.domain.ids import HouseholdId
from dvc.domain.need import NEED
from dvc.domain.need_state import (
    Appointment,
    Estimate,
    LivingFacts,
    Need,
    NeedStatus,
    QuickInspection,
)
from dvc.domain.referral import REFERRAL, Referral, ReferralStatus
from dvc.domain.values import Presence, Slot, WorkType, activity_day
from tests.factories import Center
from tests.properties.gen import Draw, one_of

S = NeedStatus
FLAG = st.sampled_from([None, None, True, False])
NOTE = st.sampled_from([None, "ひとこと", "泥が5cm"])
REASON = st.sampled_from(["雨の前に", "家の方の希望", "夕方まで", " "])
MAYBE_REASON = st.sampled_from([None, None, "班長の判断"])
PEOPLE = st.tuples(st.sampled_from([1, 2, 3, 4, 0]), st.integers(0, 6))
MOST_NEEDS = 12
"""A morning stays small, so that the acts meet each other."""


def today_of(center: Center) -> date:
    return activity_day(center.clock.at)


def a_need(draw: Draw, center: Center, *wanted: NeedStatus) -> Need | None:
    """A need in one of the wanted states, now and then in any; None when none fits."""
    known = center.all(NEED)
    if draw(st.integers(0, 9)) == 9:
        return one_of(draw, known)
    return one_of(draw, [need for need in known if need.status in wanted])


def an_estimate(draw: Draw) -> Estimate:
    least, more = draw(PEOPLE)
    return Estimate(
        people_min=least,
        people_max=least + more,
        hours=draw(st.sampled_from([1.0, 3.0, 3.5])),
        visits=draw(st.integers(1, 3)),
        women=draw(st.integers(0, 1)),
        heavy=draw(st.booleans()),
    )


def an_appointment(draw: Draw, center: Center) -> Appointment:
    day = today_of(center) + timedelta(days=draw(st.sampled_from([0, 0, 0, 0, 1, 2, -1])))
    presence = draw(st.sampled_from([Presence.SELF, Presence.SELF, Presence.FAMILY, Presence.NONE]))
    return Appointment(day=day, slot=draw(st.sampled_from(Slot)), presence=presence)


def a_day(draw: Draw, center: Center) -> date | None:
    ahead = draw(st.sampled_from([1, 0, None, 1, 3, 1, -1]))
    return None if ahead is None else today_of(center) + timedelta(days=ahead)


def told_fields(draw: Draw) -> dict[str, Any]:
    """Some fields of the need form."""
    return {
        "name": draw(st.sampled_from(["緑川 春", "山本 ハル", "森 夏", "緑川 春", None, " "])),
        "phone": draw(st.sampled_from(["090-0000-1001", "0000-24-0183", "なし", None, None, "でんわ"])),
        "address": draw(st.sampled_from(["緑瀬市川端2丁目5", None])),
        "area": draw(st.sampled_from(["A1", "B2", None])),
        "request_text": draw(st.sampled_from(["家具を出したい", "屋根の瓦が落ちた", None])),
        "living": LivingFacts(
            people=draw(st.sampled_from([None, 1, 2])),
            over_75=draw(st.sampled_from([None, 0, 1])),
            no_water=draw(FLAG),
            helper_near=draw(FLAG),
        ),
        "work": draw(st.sampled_from([None, two_items(WorkType.TRASH_CARRY), two_items(WorkType.MUD_UNDER)])),
        "site": draw(st.sampled_from([None, a_light_site()])),
        "inspection": draw(st.sampled_from([None, None, None, None, *QuickInspection])),
        "told_points": draw(st.sampled_from([None, (site.ExplainedPoint.LIMITS,)])),
        "concerns": draw(st.sampled_from([None, (), (site.LifeConcern.MONEY,)])),
        "watch_after": draw(FLAG),
        "consent": draw(st.sampled_from([None, ConsentGiven(wording=1, method=site.ConsentMethod.ORAL)])),
        "wishes": draw(st.sampled_from([None, site.Wishes(presence=Presence.SELF, no_hurry=True)])),
    }


def two_items(kind: WorkType) -> tuple[WorkAsked, ...]:
    return (WorkAsked(work_type=kind), WorkAsked(work_type=WorkType.WASHING, quantity=2.0))


def a_light_site() -> site.Site:
    return site.Site(building_use=site.BuildingUse.RESIDENCE, parking_spaces=1, mud_cm=3)


def a_household(draw: Draw, center: Center) -> HouseholdId | None:
    household = one_of(draw, center.all(HOUSEHOLD))
    return None if household is None else household.household_id


def a_referral(draw: Draw, center: Center, *wanted: ReferralStatus) -> Referral | None:
    known = center.all(REFERRAL)
    return one_of(draw, [one for one in known if one.status in wanted] or known)


def in_crisis(draw: Draw, center: Center) -> Need | None:
    known = center.all(NEED)
    return one_of(draw, [need for need in known if need.crisis_open] or known)
