"""What lies in git: the top level, nobody else's code, nobody's real telephone, nothing big."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from tests.machine import ROOT
from tests.tidy import house

TOP = {"pyproject.toml", "dvc", "maps", "dispatch", "training_scenarios", "tests", "docs", "README.md",
       "LICENSE", "CHANGELOG.md", ".ci", ".gitignore", ".gitattributes", ".editorconfig"}
KINDS = {".py", ".toml", ".md", ".txt", ".json", ".geojson", ".csv", ".html", ".css", ".js", ".svg", ".png",
         ".typ", ".yaml", ".mako", ".ini", ".webmanifest", ""}
BYTES_MAX = 400_000
LINES_MAX = 3_000
# marks that bundlers and licence-minded authors leave in what they ship
FOREIGN = re.compile(
    r"^\s*//[#@] sourceMappingURL=|@license\b|@preserve\b|^/\*!|Licensed under|Permission is hereby granted",
    re.MULTILINE,
)
HYPHENED = re.compile(r"(?<![\w-])0\d{1,4}-\d{1,4}-\d{3,4}(?![\w-])")
MOBILE = re.compile(r"(?<!\w)(?:0|\+81-?)[5789]0-?\d{4}-?\d{4}(?!\w)")


def test_the_top_level_holds_what_belongs_there() -> None:
    assert {name.partition("/")[0] for name in house.files()} - TOP == set()


def test_no_file_is_of_a_kind_that_others_make() -> None:
    """No minified script, no font, no archive, no database: browser libraries come from packages."""
    odd = [name for name in house.files() if Path(name).suffix not in KINDS or ".min." in name]
    assert odd == []
    foreign = {"node_modules", "vendor", "third_party"}
    assert [name for name in house.files() if foreign & set(name.split("/"))] == []


def test_no_file_carries_a_foreign_licence() -> None:
    ours = {"LICENSE", "tests/tidy/test_repository.py"}
    found = [name for name, text in house.texts(*(KINDS - {".png"})).items()
             if name not in ours and FOREIGN.search(text)]
    assert found == []


def test_every_file_can_be_read_by_a_person() -> None:
    assert {name: size for name in house.files() if (size := (ROOT / name).stat().st_size) > BYTES_MAX} == {}
    lengths = {name: text.count("\n") for name, text in house.texts(*(KINDS - {".png"})).items()}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_MAX} == {}


def test_only_reserved_telephone_numbers_appear() -> None:
    """0000-xx-xxxx and 090-0000-xxxx reach nobody; any other number might ring at somebody's bedside."""
    found = {name: [number for number in numbers(text) if not is_reserved(number)]
             for name, text in house.texts(*(KINDS - {".png"})).items()}
    assert {name: odd for name, odd in found.items() if odd} == {}


def numbers(text: str) -> list[str]:
    """What reads as a Japanese telephone number, whatever the width of its digits and dashes."""
    plain = re.sub(r"[‐‑–—―−ー]", "-", unicodedata.normalize("NFKC", text))
    return [*HYPHENED.findall(plain), *MOBILE.findall(plain)]


def is_reserved(number: str) -> bool:
    """Whether nobody can have this number; one with a digit too few is an example of just that."""
    return bool(re.fullmatch(r"0000-\d{2}-\d{3,4}|(?:0|\+81-?)90-?0000-?\d{3,4}", number))


@pytest.mark.parametrize("number", ["0000-12-3456", "090-0000-1234", "09000001234", "+81-90-0000-1234"])
def test_a_reserved_number_is_known(number: str) -> None:
    assert numbers(f"電話 {number}。") != []
    assert all(is_reserved(found) for found in numbers(f"電話 {number}。"))


def test_a_number_that_might_ring_is_caught_in_any_width() -> None:
    real = "0" + "3-1234-5678"
    wide = "０" + "８０－1234－5678"
    bare = "0" + "8012345678"
    for text in (real, wide, bare):
        found = numbers(f"({text})")
        assert found
        assert not any(is_reserved(number) for number in found)


def test_a_short_code_is_no_telephone_number() -> None:
    assert numbers("N-0711-042-7, V-0907-0345-1, 2026-09-12, 928-0001") == []
