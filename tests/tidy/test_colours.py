"""The table of screens.md 7, computed again from tokens.css: contrast of every pair, and colour-blind
distance.

Contrast is WCAG 2.2's ratio. Colour blindness is simulated after Machado, Oliveira and Fernandes (2009) at
full dichromacy, in linear RGB; distance is CIE76 in Lab (D65). For two families the larger distance of chip
and mark counts: a person needs one of the two to tell them apart; shape and edge come on top.
"""

from __future__ import annotations

import itertools
import re

import pytest

from tests.machine import ROOT

TOKENS = ROOT / "dvc" / "static" / "css" / "tokens.css"
PRIMITIVES = ROOT / "dvc" / "static" / "vendor" / "digital-go-jp-design-tokens" / "dist" / "tokens.css"
FAMILIES = ("office", "ready", "out", "back", "done", "wait", "stop", "alarm")
TEXT_RATIO_MIN = 4.5      # WCAG 2.2, 1.4.3 (AA)
CONTROL_RATIO_MIN = 3.0   # WCAG 2.2, 1.4.11
DISTANCE_MIN = 10.0       # house rule, screens.md 7
DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")
Matrix = tuple[tuple[float, float, float], ...]
Colour = tuple[float, float, float]
Theme = dict[str, str]
# Machado et al. 2009, severity 1.0
BLINDNESS: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868),
               (0.114503, 0.786281, 0.099216),
               (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968),
               (0.280085, 0.672501, 0.047413),
               (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779),
               (-0.078411, 0.930809, 0.147602),
               (0.004733, 0.691367, 0.303900)),
}
RGB_TO_XYZ: Matrix = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750),
                      (0.0193339, 0.1191920, 0.9503041))
WHITE_D65 = (0.95047, 1.0, 1.08883)
# (text, ground) besides the families; the word on a chip is ink
PAIRS = (
    ("ink", "paper"), ("ink", "ground"), ("ink", "new"), ("ink", "alarm-tint"), ("ink", "drill-tint"),
    ("ink-2", "paper"), ("ink-2", "ground"), ("ink-3", "paper"), ("link", "paper"), ("act-ink", "act"),
    ("act", "act-tint"), ("danger", "paper"), ("danger", "alarm-tint"), ("drill-ink", "drill"),
    ("ok-ink", "ok-bg"),
)


def declarations(selector: str) -> Theme:
    """Names set in the blocks of `selector`, without the two dashes."""
    css = re.sub(r"(?s)/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"))
    blocks = re.findall(rf"(?s)(?:^|\}})\s*{re.escape(selector)}\s*\{{([^}}]*)\}}", css)
    assert blocks, f"no {selector} in tokens.css"
    return {name[2:]: value.strip() for block in blocks for name, value in DECLARATION.findall(block)}


def themes() -> dict[str, Theme]:
    """The light theme, and the dark one over it."""
    light = declarations(":root")
    return {"light": light, "dark": light | declarations('[data-theme="dark"]')}


def hex_of(theme: Theme, name: str) -> str:
    """The colour behind a name: its own hex value, the one beside a primitive, or that of the name it
    points to.
    """
    value = theme[name]
    own = re.search(r"#[0-9a-fA-F]{6}\b", value)
    if own:
        return own[0]
    pointed = re.fullmatch(r"var\(--([\w-]+)\)", value)
    assert pointed, f"--{name} is no colour: {value}"
    return hex_of(theme, pointed[1])


def linear(colour: str) -> Colour:
    """Linear RGB, 0 to 1, of an sRGB hex colour."""
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
                        for part in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two hex colours, 1 to 21."""
    high, low = sorted((sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))
                        for colour in (one, other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def times(matrix: Matrix, colour: Colour) -> Colour:
    red, green, blue = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return red, green, blue


def lab(colour: str, blindness: str) -> Colour:
    """Lab of a hex colour as a person with this kind of sight sees it."""
    seen = tuple(min(1.0, max(0.0, part)) for part in times(BLINDNESS[blindness], linear(colour)))
    xyz = times(RGB_TO_XYZ, (seen[0], seen[1], seen[2]))
    scaled = [part / white for part, white in zip(xyz, WHITE_D65, strict=True)]
    x, y, z = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in scaled)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str, blindness: str) -> float:
    """CIE76 distance of two hex colours."""
    pairs = zip(lab(one, blindness), lab(other, blindness), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def nearest(theme: Theme, blindness: str) -> tuple[float, str]:
    """The two families that are hardest to tell apart, and how far apart they are."""
    return min((max(distance(hex_of(theme, f"{a}-{part}"), hex_of(theme, f"{b}-{part}"), blindness)
                    for part in ("bg", "mk")), f"{a}/{b}") for a, b in itertools.combinations(FAMILIES, 2))


needs_tokens = pytest.mark.skipif(not TOKENS.exists(), reason="there is no tokens.css yet")
each_theme = pytest.mark.parametrize("theme", ["light", "dark"])


@needs_tokens
@each_theme
@pytest.mark.parametrize("family", FAMILIES)
def test_word_and_mark_of_every_family_can_be_read(theme: str, family: str) -> None:
    """The word is ink on the chip; on the solid alarm it has the colour of the mark."""
    names = themes()[theme]
    chip, mark = hex_of(names, f"{family}-bg"), hex_of(names, f"{family}-mk")
    word = mark if family == "alarm" or (theme, family) == ("dark", "wait") else hex_of(names, "ink")
    assert contrast(word, chip) >= TEXT_RATIO_MIN
    assert contrast(mark, chip) >= TEXT_RATIO_MIN


@needs_tokens
@pytest.mark.parametrize("family", FAMILIES)
def test_every_mark_can_be_read_on_white(family: str) -> None:
    """On a map and on paper a mark stands without its chip; the alarm's is its fill."""
    mark = "alarm-bg" if family == "alarm" else f"{family}-mk"
    assert contrast(hex_of(themes()["light"], mark), "#ffffff") >= TEXT_RATIO_MIN


@needs_tokens
@each_theme
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(theme: str, text: str, ground: str) -> None:
    names = themes()[theme]
    assert contrast(hex_of(names, text), hex_of(names, ground)) >= TEXT_RATIO_MIN


@needs_tokens
@each_theme
def test_the_edges_of_controls_can_be_seen(theme: str) -> None:
    names = themes()[theme]
    assert contrast(hex_of(names, "line-strong"), hex_of(names, "paper")) >= CONTROL_RATIO_MIN


@needs_tokens
@each_theme
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_no_two_families_look_alike_to_anybody(theme: str, blindness: str) -> None:
    least, pair = nearest(themes()[theme], blindness)
    assert least >= DISTANCE_MIN, f"{pair} are {least:.1f} apart"


@needs_tokens
def test_the_values_beside_the_primitives_are_those_of_the_package() -> None:
    """tokens.css repeats each primitive's value for a page whose package file did not arrive, and for this
    test.
    """
    if not PRIMITIVES.exists():
        pytest.skip("dvc/static/vendor has not been built")
    source = PRIMITIVES.read_text(encoding="utf-8")
    package = dict(re.findall(r"(--color-[\w-]+)\s*:\s*(#[0-9a-fA-F]{3,6})\b", source))
    beside = re.findall(r"var\((--color-[\w-]+),\s*(#[0-9a-fA-F]{6})\)", TOKENS.read_text(encoding="utf-8"))
    assert beside
    other = {name: (value, package.get(name)) for name, value in beside
             if full(package.get(name, "")) != value.lower()}
    assert other == {}


def full(colour: str) -> str:
    """A hex colour with six digits in lower case."""
    digits = colour.lower().lstrip("#")
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def test_contrast_and_distance_are_computed_as_their_authors_meant() -> None:
    """Black on white is 21:1 by definition, and white is 100 in L*."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert lab("#ffffff", "normal") == pytest.approx((100.0, 0.0, 0.0), abs=0.02)
    assert distance("#777777", "#777777", "protan") == 0.0
    assert distance("#ff0000", "#00aa00", "deutan") < distance("#ff0000", "#00aa00", "normal") / 2
