"""Generators of the intake desk: receiving, correcting, duplicates, parts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from dvc.commands import needs_duplicates as duplicates
from dvc.commands.needs import AmendNeed, ReceiveNeed, VerifyNeed
from dvc.domain import need_site as site
from dvc.domain.household import HOUSEHOLD
from dvc.domain.ids import NeedId
from dvc.domain.need import NEED
from dvc.domain.need_state import (
    NeedStatus,
)
from dvc.domain.values import Channel
from tests.factories import Center
from tests.properties.draws_needs import MOST_NEEDS, NOTE, a_household, a_need, an_estimate, told_fields
from tests.properties.gen import Draw, generates, one_of

S = NeedStatus


@generates(ReceiveNeed)
def receive_need(draw: Draw, center: Center) -> Any:
    """A new call, sometimes of a known household, sometimes on numbered paper."""
    if len(center.all(NEED)) >= MOST_NEEDS + center.crowd:
        return None
    household = one_of(draw, center.all(HOUSEHOLD)) if draw(st.integers(0, 3)) == 0 else None
    return ReceiveNeed(
        channel=draw(st.sampled_from([Channel.PHONE, Channel.PHONE, Channel.COUNTER, Channel.WEB])),
        need_id=NeedId(draw(st.sampled_from(["need_a", "need_b"]))) if draw(st.booleans()) else None,
        same_household_as=household.household_id if household else None,
        number=draw(st.sampled_from([None, None, None, None, None, 9001, 8001, 7])),
        as_draft=draw(st.integers(0, 5)) == 0,
        crisis=draw(st.sampled_from([(), (), (site.CrisisReason.ALONE,)])),
        **told_fields(draw),
    )


@generates(AmendNeed)
def amend_need(draw: Draw, center: Center) -> Any:
    """Something is corrected."""
    need = a_need(draw, center, *S)
    if need is None:
        return None
    return AmendNeed(
        need_id=need.need_id,
        forget=draw(st.sampled_from([(), (), ("living.people",), ("living.nothing",)])),
        keep_draft=draw(st.booleans()),
        estimate=draw(st.sampled_from([None, an_estimate(draw)])),
        **told_fields(draw),
    )


@generates(VerifyNeed)
def verify_need(draw: Draw, center: Center) -> Any:
    """An entry is confirmed."""
    need = one_of(draw, [one for one in center.all(NEED) if not one.verified] or center.all(NEED))
    return None if need is None else VerifyNeed(need_id=need.need_id)


@generates(duplicates.MergeNeed)
def merge_need(draw: Draw, center: Center) -> Any:
    """Two of the needs are one."""
    need, into = a_need(draw, center, S.INTAKE, S.DRAFT, S.READY), a_need(draw, center, *S)
    if need is None or into is None:
        return None
    return duplicates.MergeNeed(need_id=need.need_id, into=into.need_id)


@generates(duplicates.UnmergeNeed)
def unmerge_need(draw: Draw, center: Center) -> Any:
    """They were two after all."""
    need = a_need(draw, center, S.MERGED)
    if need is None:
        return None
    return duplicates.UnmergeNeed(need_id=need.need_id, same_household=draw(st.booleans()))


@generates(duplicates.MergeHouseholds)
def merge_households(draw: Draw, center: Center) -> Any:
    """Two households are one."""
    one, into = a_household(draw, center), a_household(draw, center)
    if one is None or into is None:
        return None
    return duplicates.MergeHouseholds(household_id=one, into=into)


@generates(duplicates.UnmergeHouseholds)
def unmerge_households(draw: Draw, center: Center) -> Any:
    """They were two after all."""
    merged = [one for one in center.all(HOUSEHOLD) if one.merged_into] or center.all(HOUSEHOLD)
    household = one_of(draw, merged)
    return None if household is None else duplicates.UnmergeHouseholds(household_id=household.household_id)


@generates(duplicates.SplitNeed)
def split_need(draw: Draw, center: Center) -> Any:
    """A part goes its own way."""
    need = a_need(draw, center, S.INTAKE, S.READY)
    if need is None or len(center.all(NEED)) >= MOST_NEEDS + center.crowd:
        return None
    items = tuple(item.item_id for item in need.work[: draw(st.integers(0, 2))])
    return duplicates.SplitNeed(need_id=need.need_id, items=items, request_text=draw(NOTE))
