"""The text catalogue: a code and its details become one sentence in the reader's language.

The sentences stand in `dvc/text/*.toml`, one file an area, the three languages beside each other, so that a
translator sees what belongs together. The file name is the area: `[checkin_ok]` in `reception.toml` is the
code `reception.checkin_ok`; nested tables add dots (`[need.intake]` in `status.toml` is
`status.need.intake`).

Three kinds of marks may stand in a sentence. They cannot be confused: a detail's name begins with a
lower-case ASCII letter, the word of a reading with anything else:

    {name}               the detail of that name
    {n|need|needs}       the first word if detail n is 1, otherwise the second (for English)
    {受付|うけつけ}        a word and its reading: ruby in HTML, the word alone in plain text

A literal brace cannot be written; no sentence of the center needs one. This module must stay free of
everything of `dvc`: log, domain and API speak codes, only the edge asks here.
"""

import html
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, Literal, get_args

Locale = Literal["ja", "en", "ja_easy"]
Detail = str | int | float
"""What a sentence may be given: dates, names and measures are formatted by the caller before."""

LOCALES: Final[tuple[Locale, ...]] = get_args(Locale)
FALLBACK: Final[Mapping[Locale, tuple[Locale, ...]]] = MappingProxyType(
    {"ja": ("ja",), "en": ("en", "ja"), "ja_easy": ("ja_easy", "ja")}
)
NOT_SENTENCES: Final = frozenset({"glossary.toml"})
"""Files of this folder that are no catalogue area."""

_MARK = re.compile(
    r"\{(?P<name>[a-z_][a-z0-9_]*)(?:\|(?P<one>[^{}|]*)\|(?P<many>[^{}|]*))?\}"
    r"|\{(?P<base>[^{}|a-z_][^{}|]*)\|(?P<reading>[^{}|]+)\}"
)


class MissingText(LookupError):
    """The catalogue has no sentence for this code: a page or rule was written without its words."""


class MissingDetail(LookupError):
    """The sentence names a detail that the caller did not give."""


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a sentence that stands as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for the detail `name`."""

    name: str


@dataclass(frozen=True, slots=True)
class Plural:
    """`one` if the detail `name` equals 1, otherwise `many`."""

    name: str
    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A word in kanji and how it is read."""

    base: str
    kana: str


Part = Words | Slot | Plural | Reading
Sentence = tuple[Part, ...]


def say(code: str, locale: Locale, /, **details: Detail) -> str:
    """Give the sentence of `code` as plain text: readings fall away, only the words stay.

    An English or plain-Japanese sentence that is missing is answered in Japanese, which every code has;
    details that a sentence does not name are ignored, since the languages do not all mention the same ones.
    Raises MissingText for an unknown code and MissingDetail for a detail that was not given.
    """
    return "".join(_plain(part, code, details) for part in _sentence(code, locale))


def say_html(code: str, locale: Locale, /, **details: Detail) -> str:
    """Give the sentence of `code` as safe HTML: readings become `<ruby>`, everything else is escaped.

    For the content of elements only; an attribute takes `say`. Raises as `say` does.
    """
    return "".join(_html(part, code, details) for part in _sentence(code, locale))


def pattern(code: str, locale: Locale, /) -> str:
    """Give the sentence of `code` with its details still open, for a script that fills them in the browser.

    Readings fall away; `{name}` and `{n|one|many}` stand as in the catalogue. Raises MissingText.
    """
    return "".join(_as_written(part) for part in _sentence(code, locale))


def ruby(text: str, /) -> str:
    """Turn `{受付|うけつけ}` in any text into `<ruby>` and escape the rest; other braces stand."""
    pieces: list[str] = []
    at = 0
    for mark in _MARK.finditer(text):
        if mark["base"] is None:
            continue
        pieces += [html.escape(text[at : mark.start()]), _ruby_element(mark["base"], mark["reading"])]
        at = mark.end()
    return "".join((*pieces, html.escape(text[at:])))


def base_text(text: str, /) -> str:
    """Give the text without its readings: `{受付|うけつけ}` becomes 受付."""
    return _MARK.sub(lambda mark: mark[0] if mark["base"] is None else mark["base"], text)


def has(code: str, /) -> bool:
    """Tell whether the catalogue knows `code` in Japanese."""
    return (code, "ja") in _catalogue().sentences


def codes() -> tuple[str, ...]:
    """List every code of the catalogue, sorted."""
    return tuple(sorted({code for code, _ in _catalogue().sentences}))


def completeness_problems() -> tuple[str, ...]:
    """Say in one line each what is missing or misspelt in the catalogue; () is what the tests want.

    Looks for languages left out, empty sentences, braces that are no mark, keys that are no language, and
    details that only the English or the plain sentence names: callers give what the Japanese one asks for.
    """
    return _catalogue().problems + tuple(_language_problems())


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All sentences by (code, locale), and what was wrong in the files."""

    sentences: Mapping[tuple[str, Locale], Sentence]
    problems: tuple[str, ...]


@cache
def _catalogue() -> Catalogue:
    sentences: dict[tuple[str, Locale], Sentence] = {}
    problems: list[str] = []
    for entry in sorted(files("dvc.text").iterdir(), key=lambda found: found.name):
        if not entry.name.endswith(".toml") or entry.name in NOT_SENTENCES:
            continue
        area = entry.name.removesuffix(".toml")
        for code, key, text in _leaves(area, tomllib.loads(entry.read_text(encoding="utf-8"))):
            locale = next((known for known in LOCALES if known == key), None)
            if locale is None or not isinstance(text, str):
                problems.append(f"{code}: {key} is not one of {', '.join(LOCALES)} with a sentence")
                continue
            sentences[code, locale] = parse(text)
            problems += [f"{code} ({key}): {fault}" for fault in _spelling_faults(text)]
    return Catalogue(sentences=MappingProxyType(sentences), problems=tuple(problems))


def _leaves(code: str, table: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(f"{code}.{key}", value)
        else:
            yield code, key, value


def parse(text: str, /) -> Sentence:
    """Cut a sentence into its parts. A brace that is no mark stays as a word and is named by the problems."""
    parts: list[Part] = []
    at = 0
    for mark in _MARK.finditer(text):
        if mark.start() > at:
            parts.append(Words(text[at : mark.start()]))
        at = mark.end()
        if mark["base"] is not None:
            parts.append(Reading(mark["base"], mark["reading"]))
        elif mark["one"] is not None:
            parts.append(Plural(mark["name"], mark["one"], mark["many"]))
        else:
            parts.append(Slot(mark["name"]))
    if at < len(text):
        parts.append(Words(text[at:]))
    return tuple(parts)


def _spelling_faults(text: str) -> Iterator[str]:
    if not text.strip():
        yield "the sentence is empty"
    loose = [part.text for part in parse(text) if isinstance(part, Words) and set(part.text) & set("{}")]
    if loose:
        yield f"a brace that is no mark in {loose[0].strip()!r}"


def _language_problems() -> Iterator[str]:
    sentences = _catalogue().sentences
    for code in codes():
        missing = [locale for locale in LOCALES if (code, locale) not in sentences]
        if missing:
            yield f"{code}: no sentence in {', '.join(missing)}"
            continue
        known = _detail_names(sentences[code, "ja"])
        for locale in ("en", "ja_easy"):
            extra = _detail_names(sentences[code, locale]) - known
            if extra:
                yield f"{code} ({locale}): names {', '.join(sorted(extra))}, which the ja sentence does not"


def _detail_names(sentence: Sentence) -> frozenset[str]:
    return frozenset(part.name for part in sentence if isinstance(part, Slot | Plural))


def _sentence(code: str, locale: Locale) -> Sentence:
    sentences = _catalogue().sentences
    for candidate in FALLBACK[locale]:
        found = sentences.get((code, candidate))
        if found is not None:
            return found
    raise MissingText(code)


def _plain(part: Part, code: str, details: Mapping[str, Detail]) -> str:
    match part:
        case Words(text):
            return text
        case Reading(base, _):
            return base
        case Slot(name):
            return str(_detail(name, code, details))
        case Plural(name, one, many):
            return one if _detail(name, code, details) == 1 else many


def _html(part: Part, code: str, details: Mapping[str, Detail]) -> str:
    if isinstance(part, Reading):
        return _ruby_element(part.base, part.kana)
    return html.escape(_plain(part, code, details))


def _as_written(part: Part) -> str:
    match part:
        case Words(text):
            return text
        case Reading(base, _):
            return base
        case Slot(name):
            return f"{{{name}}}"
        case Plural(name, one, many):
            return f"{{{name}|{one}|{many}}}"


def _ruby_element(base: str, reading: str) -> str:
    # The parentheses show only where a browser knows no ruby; they keep the word readable there.
    return f"<ruby>{html.escape(base)}<rp>（</rp><rt>{html.escape(reading)}</rt><rp>）</rp></ruby>"


def _detail(name: str, code: str, details: Mapping[str, Detail]) -> Detail:
    if name not in details:
        message = f"{code} needs the detail {name}"
        raise MissingDetail(message)
    return details[name]
