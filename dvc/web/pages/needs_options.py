"""Choices of the need form and of the survey form with their words, in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from dvc.domain.need_site import (
    BuildingSafety,
    BuildingUse,
    CrisisReason,
    CurrentStay,
    Damage,
    ExplainedPoint,
    Hazard,
    LifeConcern,
    Relation,
    SurveyResult,
    TechnicalClass,
    Tenure,
    Verdict,
)
from dvc.domain.need_state import CancelReason, QuickInspection
from dvc.domain.refusal_reasons import AgencyType, RefuseReason
from dvc.domain.values import Channel, Presence, Rank, Skill, Slot, WorkType
from dvc.text.catalog import Locale, say
from dvc.web.pages.needs_form import HOURS

Options = list[tuple[str, str]]

WORK_FIRST = (
    WorkType.BELONGINGS_OUT,
    WorkType.MUD_ROOM,
    WorkType.MUD_UNDER,
    WorkType.MUD_YARD,
    WorkType.TRASH_CARRY,
    WorkType.WASHING,
    WorkType.OTHER,
)
"""What most households ask for after a flood (screens.md 5.5); the rest stands behind 「ほかの作業」."""
NOT_ASKED = frozenset({WorkType.CENTER_WORK})
EQUIPMENT = (
    "square_shovel",
    "round_shovel",
    "wheelbarrow",
    "sandbag",
    "deck_brush",
    "hp_washer",
    "crowbar",
    "tarp",
    "kei_truck",
)
"""Tools that a survey names most often (domain/02 2.2 #20)."""
SKILLS = (
    Skill.CHAINSAW,
    Skill.DRIVER_KEI,
    Skill.DRIVER_2T,
    Skill.UNDER_FLOOR,
    Skill.CARPENTER,
    Skill.ELECTRIC,
)


def worded(codes: Iterable[StrEnum | str], area: str, locale: Locale) -> Options:
    """(code, word) of each code, the words out of an area of the catalogue."""
    return [(str(code), say(f"{area}.{code}", locale)) for code in codes]


def form_options(locale: Locale, values: Mapping[str, Any]) -> dict[str, Any]:
    """All choices of the need form. `values`: what is chosen, so that a chosen rarer work is shown."""
    others = [one for one in WorkType if one not in WORK_FIRST and one not in NOT_ASKED]
    chosen = values.get("work", [])
    chosen = [chosen] if isinstance(chosen, str) else chosen
    return {
        "stays": worded(CurrentStay, "needs.stay", locale),
        "relations": worded(Relation, "needs.relation", locale),
        "works_first": worded(WORK_FIRST, "words.work", locale),
        "works_other": worded(others, "words.work", locale),
        "works_other_chosen": any(one in others for one in chosen),
        "damages": worded(Damage, "needs.damage", locale),
        "hours": worded(HOURS, "needs_form.hour", locale),
        "presences": worded(Presence, "words.presence", locale),
        "slots": worded(Slot, "words.slot", locale),
        "points": worded(ExplainedPoint, "needs.explained", locale),
        "buildings": worded(BuildingUse, "needs.building_use", locale),
        "tenures": worded(Tenure, "needs.tenure", locale),
        "inspections": worded(QuickInspection, "needs.inspection", locale),
        "concerns": worded(LifeConcern, "needs.concern", locale),
        "channels": worded(Channel, "needs.channel", locale),
        "crises": worded(CrisisReason, "needs.crisis", locale),
    }


def act_options(locale: Locale) -> dict[str, Any]:
    """Choices of the acts on a need's sheet."""
    return {
        "slots": worded(Slot, "words.slot", locale),
        "presences": worded(Presence, "words.presence", locale),
        "reasons": worded(RefuseReason, "needs.refuse", locale),
        "agencies": worded(AgencyType, "needs.agency", locale),
        "cancels": worded(CancelReason, "needs.cancel", locale),
        "crises": worded(CrisisReason, "needs.crisis", locale),
        "concerns": worded(LifeConcern, "needs.concern", locale),
        "technicals": worded(TechnicalClass, "needs.technical_class", locale),
        "inspections": worded(QuickInspection, "needs.inspection", locale),
        "ranks": worded(Rank, "status.rank", locale),
    }


def survey_options(locale: Locale) -> dict[str, Any]:
    """Choices of the survey form (domain/02 2.2)."""
    others = [one for one in WorkType if one not in WORK_FIRST and one not in NOT_ASKED]
    return {
        "results": worded(SurveyResult, "needs.survey_result", locale),
        "verdicts": worded(Verdict, "needs.verdict", locale),
        "safeties": worded(BuildingSafety, "needs.safety", locale),
        "hazards": worded(Hazard, "needs.hazard", locale),
        "works_first": worded(WORK_FIRST, "words.work", locale),
        "works_other": worded(others, "words.work", locale),
        "technicals": worded(TechnicalClass, "needs.technical_class", locale),
        "inspections": worded(QuickInspection, "needs.inspection", locale),
        "concerns": worded(LifeConcern, "needs.concern", locale),
        "crises": worded(CrisisReason, "needs.crisis", locale),
        "equipment": worded(EQUIPMENT, "words.item", locale),
        "skills": worded(SKILLS, "words.skill", locale),
    }
