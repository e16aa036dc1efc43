"""Every event, fact, state and act of a need has its words: a page never meets one that it cannot say."""

from __future__ import annotations

import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest

from dvc.domain import field_types
from dvc.domain.household import HOUSEHOLD
from dvc.domain.need import NEED
from dvc.domain.need_calls import CallPurpose
from dvc.domain.need_site import Site, Wishes
from dvc.domain.need_state import LivingFacts, NeedRule, NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.referral import REFERRAL
from dvc.read.needs import FACTS_OF_NEED, NOTES
from dvc.text.catalog import LOCALES, has
from dvc.web.pages.needs_board import COLUMNS
from dvc.web.pages.needs_facts import answered, fact_words
from dvc.web.pages.needs_form import CONSENTS, HOURS
from dvc.web.pages.needs_line import HIDDEN, sentence_of
from dvc.web.pages.needs_next import _BY_STATUS, POSSIBLE
from dvc.web.pages.needs_sheet import NOT_SHOWN

AT = datetime(2026, 9, 12, 0, 14, tzinfo=UTC)
EVENTS = (*NEED.events, *HOUSEHOLD.events, *REFERRAL.events)


def sample(hint: Any) -> Any:
    """Some value of a type as events have them."""
    hint = field_types.inner(hint) if not isinstance(hint, types.UnionType) else typing.get_args(hint)[0]
    if typing.get_origin(hint) is tuple:
        return (sample(typing.get_args(hint)[0]),)
    base = getattr(hint, "__supertype__", hint)
    if isinstance(base, type) and issubclass(base, StrEnum):
        return next(iter(base))
    if is_dataclass(base) and isinstance(base, type):
        return made(base)
    plain = {str: "x", int: 1, float: 1.5, bool: True, datetime: AT, date: AT.date()}
    return plain[base]


def made(cls: type) -> Any:
    """A value of a dataclass with something in every field that must be given."""
    hints = typing.get_type_hints(cls)
    needed = [one for one in fields(cls) if one.default is MISSING and one.default_factory is MISSING]
    return cls(**{one.name: sample(hints[one.name]) for one in needed})


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_the_time_line_can_say_every_event(event: type) -> None:
    for locale in LOCALES:
        words = sentence_of(made(event), locale)
        assert bool(words) is (event.__name__ not in HIDDEN)
        assert "{" not in words


@pytest.mark.parametrize("group", [LivingFacts, Site, Wishes], ids=lambda group: group.__name__)
def test_every_fact_has_a_label_and_its_value_in_words(group: type) -> None:
    name = {"LivingFacts": "living", "Site": "site", "Wishes": "wishes"}[group.__name__]
    hints = typing.get_type_hints(group)
    whole = group(**{one.name: sample(hints[one.name]) for one in fields(group)})
    shown = answered(whole)
    assert set(shown) == {one.name for one in fields(group)}
    for key, value in shown.items():
        for locale in LOCALES:
            fact = fact_words(f"{name}.{key}", value, locale)
            assert fact.label
            assert fact.words


def test_every_text_of_a_household_and_a_need_has_a_label() -> None:
    wanted = [field for field in (*Personal, *FACTS_OF_NEED) if has(f"needs_facts.{field}")]
    held = {field for field in FACTS_OF_NEED if field not in NOT_SHOWN}
    assert held <= set(wanted)
    assert [field for field in NOTES if not has(f"needs_sheet.notes.{field}")] == []


def test_every_state_says_what_comes_next_and_every_act_has_its_word() -> None:
    assert set(_BY_STATUS) == set(NeedStatus)
    codes = {step.code for step in _BY_STATUS.values()}
    codes |= {"crisis", "verify", "owes_call", "watch", "refuse", "post", "missing"}
    assert [code for code in codes if not has(f"needs_sheet.next.{code}")] == []
    assert [code for code in codes if not has(f"needs_sheet.next_why.{code}")] == []
    acts = {*POSSIBLE, "AcknowledgeCrisis", "CloseCrisis"}
    assert [name for name in acts if not has(f"needs_sheet.act.{name}")] == []
    assert [rule for rule in NeedRule if not has(f"needs_sheet.rule.{rule}")] == []


def test_columns_purposes_hours_and_consents_have_their_words() -> None:
    assert [one.code for one in COLUMNS if not has(f"needs_pages.board.column.{one.code}")] == []
    moves = [one.code for one in COLUMNS if one.page]
    assert [code for code in moves if not has(f"needs_pages.board.move.{code}")] == []
    assert [one for one in CallPurpose if not has(f"needs_pages.calls.say.{one}")] == []
    assert [one for one in HOURS if not has(f"needs_form.hour.{one}")] == []
    assert [one for one in CONSENTS if not has(f"needs_form.shared.{one}")] == []
    in_columns = {state for one in COLUMNS for state in one.states}
    ended = {"closed", "referred", "refused", "cancelled", "merged"}
    assert set(NeedStatus) - in_columns == {NeedStatus(one) for one in ended}
