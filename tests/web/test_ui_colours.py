"""The colours keep their distances (screens.md 7): readable on their ground, apart for every kind of eye,
and in one file.
"""

from __future__ import annotations

import math
import re
from itertools import combinations

import pytest

from dvc.web.marks import FAMILIES
from tests.ui_server import STATIC_ROOT

CSS = STATIC_ROOT / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
Rgb = tuple[float, float, float]
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
}


def colours(theme: str) -> dict[str, str]:
    """Hex value by token name in a theme."""
    block = {"light": TOKENS.split("[data-text")[0], "dark": TOKENS[TOKENS.index('[data-theme="dark"]') :]}
    found = dict(re.findall(r"--([\w-]+):\s*(?:var\([\w-]+,\s*)?(#[0-9a-f]{6})", block["light"]))
    if theme == "dark":
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block["dark"]))
    return found


def linear(value: str) -> Rgb:
    parts = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def luminance(value: str) -> float:
    red, green, blue = linear(value)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(value: str, eye: str) -> Rgb:
    seen = [
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear(value), strict=True)))) for row in EYES[eye]
    ]
    x = (0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047
    y = 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]
    z = (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883
    fx, fy, fz = (math.cbrt(part) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def test_marks_and_words_can_be_read_on_every_chip() -> None:
    for theme in ("light", "dark"):
        table = colours(theme)
        for family in FAMILIES:
            ground, mark = table[f"{family}-bg"], table[f"{family}-mk"]
            word = mark if family in ("wait", "alarm") else table["ink"]
            assert contrast(mark, ground) >= 4.5, (theme, family, "mark")
            assert contrast(word, ground) >= 4.5, (theme, family, "word")


@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "paper", 7), ("ink-2", "paper", 4.5), ("ink-2", "ground", 4.5),
        ("ink-3", "paper", 4.5), ("link", "paper", 4.5), ("act", "paper", 4.5),
        ("act", "act-tint", 4.5), ("act-ink", "act", 4.5), ("act-ink", "act-down", 4.5),
        ("ink", "new", 7), ("danger", "paper", 4.5), ("danger", "alarm-tint", 4.5),
        ("ink", "alarm-tint", 7), ("ink", "wait-tint", 7), ("ink", "drill-tint", 7),
        ("ink-2", "drill-tint", 4.5), ("drill-ink", "drill", 7), ("ok-ink", "ok-bg", 4.5),
        ("line-strong", "paper", 3), ("ink", "act-tint", 7), ("ink-2", "act-tint", 4.5),
        ("ink-2", "new", 4.5), ("done-mk", "paper", 4.5),
    ],
)  # fmt: skip
def test_every_other_pair_in_use_is_readable_in_both_themes(ink: str, ground: str, least: float) -> None:
    for theme in ("light", "dark"):
        table = colours(theme)
        assert contrast(table[ink], table[ground]) >= least, (theme, contrast(table[ink], table[ground]))


@pytest.mark.parametrize("eye", EYES)
def test_families_stay_apart_for_every_kind_of_eye(eye: str) -> None:
    table = colours("light")
    for one, other in combinations(FAMILIES, 2):
        apart = max(
            math.dist(lab(table[f"{one}-{part}"], eye), lab(table[f"{other}-{part}"], eye))
            for part in ("bg", "mk")
        )
        assert apart >= 10, (one, other, round(apart, 1))


def test_colours_are_written_in_one_file_only() -> None:
    here = [
        path
        for path in [*CSS.glob("*.css"), *(STATIC_ROOT.parent / "web" / "templates").rglob("*.html")]
        if path.name != "tokens.css"
    ]
    hexes = {
        path.name: re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;,)\s}])", path.read_text(encoding="utf-8"))
        for path in here
    }
    assert {name: found for name, found in hexes.items() if found} == {}


def test_our_fallbacks_are_the_packages_own_values() -> None:
    package = STATIC_ROOT / "vendor" / "digital-go-jp-design-tokens" / "dist" / "tokens.css"
    if not package.exists():
        pytest.skip("the browser libraries are not built here")
    theirs = dict(re.findall(r"(--color-[\w-]+):\s*(#[0-9a-f]{3,6})", package.read_text(encoding="utf-8")))
    for name, value in re.findall(r"var\((--color-[\w-]+),\s*(#[0-9a-f]{6})\)", TOKENS):
        full = (
            theirs[name] if len(theirs[name]) == 7 else "#" + "".join(2 * part for part in theirs[name][1:])
        )
        assert full == value, name


def test_style_sheets_name_only_tokens_that_exist() -> None:
    known = set(re.findall(r"(--[\w-]+):", TOKENS)) | {"--bg", "--mk", "--edge", "--hole"}
    for path in CSS.glob("*.css"):
        used = set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8")))
        assert {name for name in used if not name.startswith("--color-")} <= known, path.name


def test_files_stay_small_enough_to_read() -> None:
    for path in [*CSS.glob("*.css"), *(STATIC_ROOT / "js").glob("*.js")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path
