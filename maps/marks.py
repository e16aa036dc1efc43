"""The marks of the house on maps: shape says where in the course of things, colour who has the ball
(screens.md 7).

Shapes are drawn in a box of 24 by 24: lines of 2, class `f` filled with the mark's colour, class `h` cut out.
Colours are those of the light theme; every pair keeps its contrast on chip and on white (screens.md 7, the
table).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Colour of a chip, of the mark upon it, and of the word beside it."""

    chip: str
    mark: str
    word: str = "#1a1a1a"


FAMILIES: Mapping[str, Family] = {
    "office": Family(chip="#dcf0ff", mark="#0055ad"),
    "ready": Family(chip="#ecddff", mark="#5c10be"),
    "out": Family(chip="#ffdfca", mark="#ac3e00"),
    "back": Family(chip="#c8f8ff", mark="#006173"),
    "done": Family(chip="#e6f5ec", mark="#115a36"),
    "wait": Family(chip="#ffe380", mark="#000000"),
    "stop": Family(chip="#ffffff", mark="#4d4d4d"),
    "alarm": Family(chip="#a90000", mark="#ffffff", word="#ffffff"),
}

_CIRCLE = '<circle cx="12" cy="12" r="9"/>'
_STOPPED = '<circle cx="12" cy="12" r="9.5"/>'
_DIAMOND = "M12 2.5 21.5 12 12 21.5 2.5 12z"
_TRIANGLE = "M5 3.5 20.5 12 5 20.5z"

MARKS: Mapping[str, str] = {
    "dash": '<circle cx="12" cy="12" r="9" stroke-dasharray="3.2 3.9"/>',
    "ring": _CIRCLE,
    "half": _CIRCLE + '<path class="f" d="M12 3a9 9 0 0 1 0 18z"/>',
    "ready": f'<path d="{_DIAMOND}"/>',
    "fixed": f'<path d="{_DIAMOND}"/><path class="f" d="M12 2.5 21.5 12 12 21.5z"/>',
    "posted": f'<path class="f" d="{_DIAMOND}"/>',
    "go": f'<path d="{_TRIANGLE}"/>',
    "work": f'<path class="f" d="{_TRIANGLE}"/>',
    "pin": '<path d="M12 22s7.5-7.2 7.5-12.5a7.5 7.5 0 0 0-15 0C4.5 14.8 12 22 12 22z"/>'
    '<circle class="f" cx="12" cy="9.5" r="2"/>',
    "back": '<path d="M20 20v-8a5.5 5.5 0 0 0-5.5-5.5H5M10 1.8 4.8 6.5 10 11.2"/>',
    "check": '<rect class="f" x="3" y="3" width="18" height="18" rx="3"/>'
    '<path class="h" d="m7.5 12.3 3.2 3.2 5.8-6.8"/>',
    "loop": '<path d="M20 12a8 8 0 1 1-2.6-5.9M20 2.5v5h-5"/>',
    "pause": _STOPPED + '<path d="M9.3 8v8M14.7 8v8"/>',
    "warn": '<path d="M12 3 22 20.5H2z"/><path d="M12 9.5v4.6"/><circle class="f" cx="12" cy="17.3" r=".6"/>',
    "alert": '<path class="f" d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path class="h" d="M12 6.5v7"/>'
    '<circle class="d" cx="12" cy="17.4" r="1.7"/>',
    "hand": '<path d="M10 4H4v16h16v-6M13 4h7v7M20 4l-9.5 9.5"/>',
    "x": _STOPPED + '<path d="m8.5 8.5 7 7M15.5 8.5l-7 7"/>',
    "no": _STOPPED + '<path d="M7 12h10" stroke-width="4"/>',
    "home": '<path d="M3 11.5 12 4l9 7.5M5.5 10v10h13V10"/>',
}


def mark_svg(mark: str) -> str:
    """The mark as an SVG element of class `mark`, for a page that has the colours as a style; KeyError if
    unknown.
    """
    return f'<svg class="mark" viewBox="0 0 24 24" aria-hidden="true">{MARKS[mark]}</svg>'


def family_css() -> str:
    """The colours as custom properties of the classes `st-office` ... `st-alarm`."""
    return "\n".join(
        f".st-{name} {{ --chip: {family.chip}; --mark: {family.mark}; --word: {family.word}; }}"
        for name, family in FAMILIES.items()
    )
