"""Templates, styles and scripts: no sentence, no colour, nothing inline, nothing from another server."""

from __future__ import annotations

import re

import pytest
from jinja2 import Environment

from tests.tidy import house

# kana and kanji; the dot between two names is punctuation
JAPANESE = re.compile(r"[\u3041-\u30fa\u30fc-\u30fe\u3400-\u9fff々〆ヶ]")
LETTERS = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
# names of XML vocabularies look like addresses, but nothing is fetched from them
VOCABULARY = re.compile(r"https?://www\.w3\.org/[\w/#.-]*")
HEX = r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b"
# a block that fills an attribute of the frame with one CSS class
CLASS_BLOCK = r"\{% block (?:columns %\}[a-z0-9_ -]*|\w+ %\}[a-z0-9_-]*)\{% endblock %\}"
# tags and entities; attributes and pieces of addresses, which a macro may give by themselves
NO_CONTENT = r"(?s)<(script|style)\b.*?</\1>|<[^>]*>|&\w+;|[\w-]+=\"[^\"]*\"|\bdata-[\w-]+|/[\w/?=.-]+"
READ_ALOUD = re.compile(r"""\b(?:aria-label|title|placeholder|alt)\s*=\s*"([^"]*)\"""")


def templates() -> dict[str, str]:
    """Page templates without their comments; empty while there is no page."""
    return {name: re.sub(r"(?s)\{#.*?#\}|<!--.*?-->", "", text) for name, text in sources().items()}


def sources() -> dict[str, str]:
    return house.texts(".html", ".jinja", ".svg", below="dvc/web/templates/")


def markup(template: str) -> str:
    """A template without Jinja, as Jinja's own lexer cuts it; its comments go too."""
    pieces = Environment(autoescape=True).lex(re.sub(CLASS_BLOCK + r"|(?s:<!--.*?-->)", "", template))
    return "".join(value for _, kind, value in pieces if kind == "data")


def styles() -> dict[str, str]:
    found = house.texts(".css", below="dvc/static/css/")
    return {name: re.sub(r"(?s)/\*.*?\*/", "", text) for name, text in found.items()}


def scripts() -> dict[str, str]:
    """Our scripts without their comments (a `//` inside a string stays)."""
    found = house.texts(".js", below="dvc/static/")
    comment = r"(?sm)/\*.*?\*/|(?:^|(?<=[\s;{}(),]))//.*?$"
    return {name: re.sub(comment, "", text) for name, text in found.items()}


def papers() -> dict[str, str]:
    found = house.texts(".typ", below="dvc/")
    return {name: re.sub(r"(?sm)/\*.*?\*/|(?:^|(?<=\s))//.*?$", "", text) for name, text in found.items()}


def hits(pattern: str, pages: dict[str, str]) -> list[str]:
    return [f"{name}: {match[0].strip()[:60]}" for name, text in pages.items()
            for match in re.finditer(pattern, text)]


def test_pages_styles_and_scripts_are_found_once_there_is_a_web_edge() -> None:
    if not any(name == "dvc/web/app.py" for name in house.files()):
        pytest.skip("there is no dvc/web/app.py yet")
    assert templates()
    assert styles()
    assert scripts()


@pytest.mark.parametrize("kind", [templates, scripts, papers])
def test_no_japanese_stands_outside_the_catalogue(kind: object) -> None:
    assert callable(kind)
    assert [where for where, text in kind().items() if JAPANESE.search(text)] == []


def test_templates_hold_no_english_sentence_either() -> None:
    """What remains without tags and Jinja has no word in it; nor has a text that is read aloud."""
    words = {}
    for name, text in sources().items():
        plain = markup(text)
        loud = " ".join(READ_ALOUD.findall(plain))
        content = re.sub(NO_CONTENT, " ", plain)
        words[name] = LETTERS.findall(f"{content} {loud}")
    assert {name: found for name, found in words.items() if found} == {}


def test_colours_are_named_in_tokens_css_only() -> None:
    styled = {name: text for name, text in styles().items() if not name.endswith("/tokens.css")}
    assert hits(rf":[^;{{}}]*{HEX}", styled) == []
    unlinked = {name: re.sub(r"href=\S+", "", text) for name, text in templates().items()}
    assert hits(rf"""=\s*["']{HEX}["']""", unlinked) == []
    assert hits(rf"""["'`]{HEX}["'`]""", scripts()) == []


def test_nothing_comes_from_another_server() -> None:
    pages = {**templates(), **styles(), **scripts()}
    bare = {name: VOCABULARY.sub("", text) for name, text in pages.items()}
    assert hits(r"https?://", bare) == []
    assert hits(r"""(?:src|href|action)\s*=\s*["']//|url\(\s*["']?//""", bare) == []


def test_templates_have_nothing_inline() -> None:
    """The content security policy lets no inline script or style run; a page that needs one would fail in
    silence.
    """
    pages = templates()
    assert hits(r"\sstyle\s*=", pages) == []
    assert hits(r"<style\b", pages) == []
    markup = {name: re.sub(r"(?s)\{%.*?%\}", "", text) for name, text in pages.items()}
    assert hits(r"\son[a-z]+\s*=", markup) == []
    assert hits(r"javascript:", pages) == []
    open_tags = {name: " ".join(re.findall(r"<script\b[^>]*>", text)) for name, text in pages.items()}
    data = {name: re.sub(r"""<script\b[^>]*type="application/json"[^>]*>""", "", tags)
            for name, tags in open_tags.items()}
    assert hits(r"<script\b(?![^>]*\bsrc=)[^>]*>", data) == []
