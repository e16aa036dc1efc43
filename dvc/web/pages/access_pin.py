"""Which PINs may be chosen: 4 to 8 digits that are not the first ones somebody at the counter would try."""

from __future__ import annotations

import re
from itertools import pairwise

DIGITS_LEAST, DIGITS_MOST = 4, 8
_SHAPE = re.compile(rf"^[0-9]{{{DIGITS_LEAST},{DIGITS_MOST}}}$")
_OFTEN_CHOSEN = frozenset(
    {"2580", "0852", "1004", "4649", "0721", "5963", "1192", "1212", "110119", "119110"}
)
"""Down the middle of a telephone, and number plays that everybody in Japan knows."""


def plain_digits(text: str) -> str:
    """What was typed, with full-width digits as half-width ones and without spaces and hyphens."""
    wide = {ord("０") + digit: str(digit) for digit in range(10)}
    return re.sub(r"[\s\-‐－ー]", "", text.translate(wide))


def pin_problem(pin: str, again: str) -> str | None:
    """Code of what is wrong with a chosen PIN, None when it may be taken."""
    if not _SHAPE.match(pin):
        return "access.pin_shape"
    if is_weak(pin):
        return "access.pin_weak"
    return "access.pin_differs" if pin != again else None


def is_weak(pin: str) -> bool:
    """One digit or one pair repeated, a run up or down, a year of a birth, or often chosen."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    repeated = any(
        len(pin) % n == 0 and pin == pin[:n] * (len(pin) // n) for n in range(1, len(pin) // 2 + 1)
    )
    is_year = len(pin) == DIGITS_LEAST and pin[:2] in {"19", "20"}
    return repeated or steps <= {1} or steps <= {9} or is_year or pin in _OFTEN_CHOSEN
