"""Every choice of the needs desk has its word, and every "no" its sentence, in the catalogue."""

from __future__ import annotations

import re
from enum import StrEnum

import pytest

from dvc.domain import need_site, need_state
from dvc.domain.need_calls import CallPurpose
from dvc.domain.need_gate import Gate
from dvc.domain.referral import ReferralStatus
from dvc.domain.refusal_reasons import AgencyType, RefuseReason
from dvc.domain.skip_survey import SkipBlock
from dvc.domain.urgency import UrgencyPart
from dvc.domain.values import Channel
from dvc.text import catalog
from tests.machine import ROOT

WORDS: dict[str, type[StrEnum]] = {
    "refuse": RefuseReason,
    "words": RefuseReason,
    "agency": AgencyType,
    "skip": SkipBlock,
    "urgency": UrgencyPart,
    "missing": need_site.MissingFact,
    "relation": need_site.Relation,
    "building_use": need_site.BuildingUse,
    "tenure": need_site.Tenure,
    "damage": need_site.Damage,
    "stay": need_site.CurrentStay,
    "inspection": need_state.QuickInspection,
    "channel": Channel,
    "crisis": need_site.CrisisReason,
    "concern": need_site.LifeConcern,
    "explained": need_site.ExplainedPoint,
    "cancel": need_state.CancelReason,
    "call": need_state.CallResult,
    "purpose": CallPurpose,
    "unpost": need_state.UnpostReason,
    "survey_result": need_site.SurveyResult,
    "verdict": need_site.Verdict,
    "safety": need_site.BuildingSafety,
    "hazard": need_site.Hazard,
    "technical_class": need_site.TechnicalClass,
    "gate": Gate,
    "referral": ReferralStatus,
}


@pytest.mark.parametrize("group", WORDS)
def test_every_choice_has_a_word_and_no_word_is_left_over(group: str) -> None:
    prefix = f"needs.{group}."
    written = {code.removeprefix(prefix) for code in catalog.codes() if code.startswith(prefix)}
    assert written == {member.value for member in WORDS[group]}


def test_every_no_of_the_needs_desk_has_a_sentence() -> None:
    places = [*(ROOT / "dvc/domain").glob("*.py"), *(ROOT / "dvc/commands").glob("needs*.py")]
    said = {code for path in places for code in re.findall(r'"(needs\.[a-z0-9_]+)"', path.read_text("utf-8"))}
    assert len(said) > 50
    assert [code for code in sorted(said) if not catalog.has(code)] == []


def test_the_words_for_money_trouble_name_188_and_9110() -> None:
    said = catalog.say("needs.words.money_trouble", "ja")
    assert "188" in said
    assert "#9110" in said
