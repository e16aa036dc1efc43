"""Whether a party may go to a need, judged from the instance alone, with the code of every reason why not.

These are the rules of contracts.md section 5 that look at a single pair; rules of the center's day
(insurance, orientation, avoid lists …) are in `eligibility` and reach an instance compiled into `forbidden`.
Each rule stands once, for one pair (`pair_reasons`) and, by the same order, for all pairs at once
(`broken_rules`).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dvc.matching.terms import MINUTES_A_DAY, NOON_MINUTE, Instance, Need, Party, Slot

HOURS_TOO_SHORT = "hours_too_short"
HEAVY_NOT_OK = "heavy_not_ok"
GROUP_TOO_LARGE = "group_too_large"
WOMEN_ONLY = "women_only"
BASE_DIFFERS = "base_differs"
WINDOW_TOO_SHORT = "window_too_short"
FORBIDDEN = "forbidden"

MINUTES_AN_HOUR = 60
_SLOT_MINUTES: Mapping[Slot | None, tuple[int, int]] = {
    None: (0, MINUTES_A_DAY),
    "am": (0, NOON_MINUTE),
    "pm": (NOON_MINUTE, MINUTES_A_DAY),
}


def pair_reasons(party: Party, need: Need) -> tuple[str, ...]:
    """Codes of every rule this pair breaks by what the two say of themselves; empty when they fit.

    A need with a slot is worked inside that half of the day, cut at noon: the part of the party's time that
    lies in the slot must hold the hours of the work.
    """
    broken = (
        (HOURS_TOO_SHORT, party.hours < need.hours),
        (HEAVY_NOT_OK, need.heavy and not party.heavy_ok),
        (GROUP_TOO_LARGE, party.size > need.people_max),
        (WOMEN_ONLY, need.women_only and party.women < party.size),
        (BASE_DIFFERS, need.base is not None and party.base is not None and need.base != party.base),
        (WINDOW_TOO_SHORT, minutes_in_slot(party, need.slot) < need.hours * MINUTES_AN_HOUR),
    )
    return tuple(code for code, is_broken in broken if is_broken)


def broken_rules(parties: Sequence[Party], needs: Sequence[Need]) -> dict[str, NDArray[np.bool_]]:
    """Code -> (P, J) where the pair breaks the rule; `pair_reasons` for all pairs at once."""
    shape = (len(parties), len(needs))
    hours = np.array([need.hours for need in needs], dtype=np.float64)[None, :]
    stays = np.array([party.hours for party in parties], dtype=np.float64)[:, None]
    heavy = np.array([need.heavy for need in needs], dtype=np.bool_)[None, :]
    strong = np.array([party.heavy_ok for party in parties], dtype=np.bool_)[:, None]
    size = np.array([party.size for party in parties], dtype=np.int64)[:, None]
    most = np.array([need.people_max for need in needs], dtype=np.int64)[None, :]
    mixed = np.array([party.women < party.size for party in parties], dtype=np.bool_)[:, None]
    women_only = np.array([need.women_only for need in needs], dtype=np.bool_)[None, :]
    window = np.zeros(shape, dtype=np.bool_)
    for slot in {need.slot for need in needs}:
        there = np.array([minutes_in_slot(party, slot) for party in parties], dtype=np.float64)[:, None]
        of_slot = np.array([need.slot == slot for need in needs], dtype=np.bool_)[None, :]
        window |= (there < hours * MINUTES_AN_HOUR) & of_slot
    base = np.zeros(shape, dtype=np.bool_)
    for name in {party.base for party in parties if party.base is not None}:
        at = np.array([party.base == name for party in parties], dtype=np.bool_)[:, None]
        base |= (
            at
            & np.array([need.base is not None and need.base != name for need in needs], dtype=np.bool_)[
                None, :
            ]
        )
    return {
        HOURS_TOO_SHORT: stays < hours,
        HEAVY_NOT_OK: heavy & ~strong,
        GROUP_TOO_LARGE: size > most,
        WOMEN_ONLY: women_only & mixed,
        BASE_DIFFERS: base,
        WINDOW_TOO_SHORT: window,
    }


def minutes_in_slot(party: Party, slot: Slot | None) -> int:
    """Minutes of the slot during which the party is there; 0 or more."""
    opens, closes = _SLOT_MINUTES[slot]
    begins = max(opens, party.from_minute if party.from_minute is not None else 0)
    ends = min(closes, party.until_minute if party.until_minute is not None else MINUTES_A_DAY)
    return max(0, ends - begins)


def placed_by_hand(instance: Instance) -> dict[str, str]:
    """Party id -> need id for everything staff decided: locks and frozen teams."""
    hands = {lock.party: lock.need for lock in instance.locks}
    hands |= {party: team.need for team in instance.frozen for party in team.parties}
    return hands
