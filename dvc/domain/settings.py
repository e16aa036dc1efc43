"""Settings of a center as data with history: each a named value with a type, a default and the reason for it.

Only numbers, enums, times and booleans: words such as the center's name live in the vault under the center's
id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from dvc.domain.ids import ChoiceCode

Value: TypeAlias = int | float | bool | ChoiceCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting. `least`, `most`: allowed range of a number, None without one; `choices` for words."""

    key: str
    default: Value
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()


SETTINGS: tuple[Setting, ...] = (
    Setting(key="recruitment_cap", default=240, least=0, most=20_000),  # people a day; center policy
    Setting(key="return_by_minutes", default=15 * 60, least=0, most=24 * 60),  # 15:00, domain/01 1.3
    Setting(key="reception_from_minutes", default=8 * 60 + 30, least=0, most=24 * 60),
    Setting(key="reception_until_minutes", default=11 * 60, least=0, most=24 * 60),
    Setting(key="overdue_after_minutes", default=30, least=0, most=240),  # domain/03 3.3
    Setting(key="proposal_minutes", default=30, least=1, most=240),  # a proposal expires after so long
    Setting(key="orientation_people", default=60, least=1, most=500),  # seats of a round, domain/01 1.8
    Setting(key="insurance_immediate", default=False),  # 大規模災害特例, domain/06 6.9
    Setting(
        key="hazard", default=ChoiceCode("flood"), choices=("flood", "quake", "wind", "snow", "ash", "other")
    ),
    Setting(key="yellow_tag_enters", default=True),  # centers differ, domain/13
    Setting(key="crisis_report_minutes", default=5, least=1, most=60),  # N7
    Setting(key="survey_age_days", default=5, least=1, most=60),
    Setting(key="team_least_people", default=2, least=1, most=10),  # H04
    Setting(key="wall_shows_kana", default=False),  # contracts.md section 4
    Setting(key="orientation_round_minutes", default=20, least=5, most=120),
    Setting(key="show_up_percent", default=85, least=10, most=100),  # 80-90 %, domain/06 6.5; 9.4: 0.80-0.92
    # Points for one person placed (contracts.md section 5). At most 1, what the least urgent sheet is worth:
    # sheets served come before people used (domain/06 6.3 point 3).
    Setting(key="matching_people_points", default=0.05, least=0, most=1),
    # Points lost for one person and kilometre (contracts.md section 5; domain/06 6.3 point 8).
    Setting(key="matching_km_points", default=0.001, least=0, most=0.01),
    # Points that a rank-A sheet has before all others (domain/06 6.3 point 1). The least: 25 sheets of 69
    # points that it could displace (domain/05 5.2) and 50 people at the most of one point each.
    Setting(key="matching_rank_a_points", default=2_000, least=1_775, most=20_000),
    # Per cent held back; 5 to 10 are usual (domain/06 6.3 point 10), 0 until the center asks for it.
    Setting(key="matching_reserve_percent", default=0, least=0, most=20),
)
BY_KEY = {setting.key: setting for setting in SETTINGS}
