"""May the site survey be skipped (fast lane, domain/05 5.5): all conditions, each with its own code when it
is not met.

Not every place can be looked at beforehand; then the first team looks for itself ("調査を兼ねる"). The
clerk's list is simple on purpose: whatever is unknown counts as not met.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from dvc.domain.need_site import BuildingUse, ExplainedPoint, Hint
from dvc.domain.need_state import Estimate, Need, QuickInspection
from dvc.domain.values import Presence, WorkType

LIGHT_WORK = frozenset(
    {
        WorkType.BELONGINGS_OUT,
        WorkType.WASHING,
        WorkType.MUD_YARD,
        WorkType.MUD_ROOM,
        WorkType.MOVING,
        WorkType.TRASH_CARRY,
        WorkType.FURNITURE_FIX,
        WorkType.SALON,
        WorkType.LISTENING,
    }
)
"""Work that may go without a survey (domain/05 5.5)."""
MUD_IN_ROOM_CM_MOST = 10  # domain/05 5.5
PEOPLE_MOST = 6  # domain/05 5.5

_HINT_WORDS: tuple[tuple[Hint, tuple[str, ...]], ...] = (
    (Hint.ROOF, ("屋根",)),
    (Hint.WALL, ("壁",)),
    (Hint.UNDER_FLOOR, ("床下",)),
    (Hint.TILT, ("傾",)),
    (Hint.GAS, ("ガス",)),
    (Hint.FENCE, ("塀",)),
    (Hint.UPPER_OUTSIDE, ("2階の外", "二階の外")),
    (Hint.HIGH_PLACE, ("高所",)),
    (Hint.ELECTRIC, ("電気", "漏電")),
    (Hint.MOUNTAIN, ("山",)),
    (Hint.SLOPE, ("斜面", "崖", "がけ")),
    (Hint.ASBESTOS, ("石綿", "アスベスト")),
)
"""Words of 5.5 and what a caller says for them. 山 also stands in names: then a survey is made that was not
needed.
"""


class SkipBlock(StrEnum):
    """Why a survey is needed."""

    NOT_RESIDENCE = "not_residence"
    WORK_UNKNOWN = "work_unknown"
    WORK_NOT_LIGHT = "work_not_light"
    MUD_TOO_DEEP = "mud_too_deep"
    MOVING_HEAVY = "moving_heavy"
    INSPECTION = "inspection"
    TECHNICAL_HINT = "technical_hint"
    NOBODY_PRESENT = "nobody_present"
    PEOPLE_UNKNOWN = "people_unknown"
    TOO_MANY_PEOPLE = "too_many_people"
    PARKING_UNKNOWN = "parking_unknown"
    LIMITS_NOT_EXPLAINED = "limits_not_explained"


def hints_in(text: str) -> tuple[Hint, ...]:
    """Hints of technical or dangerous work in a caller's words, in the order of the table; full-width digits
    fold.
    """
    plain = unicodedata.normalize("NFKC", text)
    return tuple(hint for hint, words in _HINT_WORDS if any(word in plain for word in words))


def skip_survey(need: Need, estimate: Estimate | None) -> tuple[SkipBlock, ...]:
    """What speaks against skipping the survey; () when the need may go without. `estimate`: of the intake
    desk.
    """
    found = [
        (SkipBlock.NOT_RESIDENCE, need.site.building_use is not BuildingUse.RESIDENCE),
        *_work_blocks(need, estimate),
        (SkipBlock.INSPECTION, need.inspection in {QuickInspection.RED, QuickInspection.YELLOW}),
        (SkipBlock.TECHNICAL_HINT, bool(need.site.hints)),
        (SkipBlock.NOBODY_PRESENT, need.wishes.presence in {None, Presence.NONE}),
        (SkipBlock.PEOPLE_UNKNOWN, estimate is None),
        (SkipBlock.TOO_MANY_PEOPLE, estimate is not None and estimate.people_max > PEOPLE_MOST),
        (SkipBlock.PARKING_UNKNOWN, need.site.parking_spaces is None),
        (SkipBlock.LIMITS_NOT_EXPLAINED, ExplainedPoint.LIMITS not in need.told_points),
    ]
    return tuple(dict.fromkeys(block for block, stands in found if stands))


def _work_blocks(need: Need, estimate: Estimate | None) -> list[tuple[SkipBlock, bool]]:
    kinds = {item.work_type for item in need.work}
    mud_cm = need.site.mud_cm
    may_tidy = need.inspection in {QuickInspection.GREEN, QuickInspection.NOT_APPLICABLE}
    return [
        (SkipBlock.WORK_UNKNOWN, not kinds),
        (SkipBlock.WORK_NOT_LIGHT, not kinds <= LIGHT_WORK),
        (
            SkipBlock.MUD_TOO_DEEP,
            WorkType.MUD_ROOM in kinds and (mud_cm is None or mud_cm > MUD_IN_ROOM_CM_MOST),
        ),
        (SkipBlock.MOVING_HEAVY, WorkType.MOVING in kinds and (estimate is None or estimate.heavy)),
        (SkipBlock.INSPECTION, WorkType.FURNITURE_FIX in kinds and not may_tidy),
    ]
