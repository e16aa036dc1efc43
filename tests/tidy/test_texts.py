"""The words a person sees: in the catalogue only, in three languages, in the house's tone (screens.md 14)."""

from __future__ import annotations

import ast
import re
import tomllib
import unicodedata
from typing import Any

import pytest

from dvc.text import catalog
from tests.machine import ROOT
from tests.tidy import house

JAPANESE = re.compile(r"[\u3041-\u30fe\u3400-\u9fff々〆ヶ]")
KANJI = re.compile(r"[\u3400-\u9fff々〆]")
READING = re.compile(r"\{[^{}|a-z_][^{}|]*\|[^{}|]+\}")
# a word that is banned, and what stands in its place
BANNED_JA = {
    "利用者": "the person by name, or 相談者 / ボランティア",
    "ユーザー": "the person by name, or 担当者",
    "タスク": "作業, 活動",
    "ステータス": "いまの状態",
    "チケット": "ニーズ票, 名札",
    "アサイン": "マッチング, チーム決定",
    "ディスパッチ": "送り出し, 派遣",
    "エラー": "what happened, and what to do",
    "失敗": "what happened, and what to do",
    "不正": "what is missing or too long",
    "無効": "until when it held, or that it has been replaced",
    "お客様": "○○さん",
    "独居老人": "○歳の方",
}
BANNED_EN = {
    "error": "what happened, and what to do",
    "failed": "what happened, and what to do",
    "failure": "what happened, and what to do",
    "invalid": "what is missing or too long",
    "illegal": "what is missing or too long",
    "user": "the person by name, or staff",
    "ticket": "need form, name tag",
    "victim": "resident, affected person",
    "client": "resident, household",
}
NO_ANSWERS = {"はい", "いいえ", "OK", "Yes", "No", "キャンセル", "Cancel"}
# rooms from which a sentence would reach a person; names of made-up people and headings of files are data
ROOMS_WITHOUT_SENTENCES = ("dvc/web/", "dvc/commands/", "dvc/board/", "dvc/paper/")
# headings and words of other people's lists, which a module reads and never says
WORDS_READ = {"dvc/commands/need_columns.py"}


def entries() -> list[tuple[str, dict[str, str]]]:
    """(code, language -> sentence) for every leaf of the files, read without the catalogue's own code."""
    found: list[tuple[str, dict[str, str]]] = []
    for file in sorted((ROOT / "dvc" / "text").glob("*.toml")):
        if file.name not in catalog.NOT_SENTENCES:
            found += leaves(file.stem, tomllib.loads(file.read_text(encoding="utf-8")))
    return found


def leaves(code: str, table: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    if not any(isinstance(value, dict) for value in table.values()):
        return [(code, table)]
    return [leaf for key, value in table.items() for leaf in leaves(f"{code}.{key}", value)]


def said(*languages: str) -> list[tuple[str, str]]:
    """(code and language, sentence) in the languages asked for."""
    return [(f"{code} ({language})", texts[language]) for code, texts in entries()
            for language in languages if language in texts]


def details(sentence: str) -> set[str]:
    """Names of the details that a sentence asks for."""
    return set(re.findall(r"\{([a-z_][a-z0-9_]*)(?:\|[^{}]*)?\}", sentence))


def test_the_catalogue_is_found() -> None:
    assert len(entries()) > 50


def test_every_sentence_stands_in_the_three_languages_and_in_no_other() -> None:
    languages = set(catalog.LOCALES)
    assert {code: sorted(texts) for code, texts in entries() if set(texts) != languages} == {}
    assert [where for where, sentence in said(*catalog.LOCALES) if not sentence.strip()] == []


def test_the_languages_ask_for_the_same_details() -> None:
    """English says everything that Japanese says; the plain sentence may leave a detail out, never add
    one.
    """
    other = {code: (sorted(details(texts["ja"])), sorted(details(texts["en"]))) for code, texts in entries()
             if details(texts["ja"]) != details(texts["en"])}
    added = {code: details(texts["ja_easy"]) - details(texts["ja"]) for code, texts in entries()}
    assert other == {}
    assert {code: names for code, names in added.items() if names} == {}


def test_the_catalogue_finds_no_fault_in_its_marks() -> None:
    assert catalog.completeness_problems() == ()


@pytest.mark.parametrize(("word", "instead"), BANNED_JA.items())
def test_no_japanese_sentence_uses_a_banned_word(word: str, instead: str) -> None:
    found = [where for where, sentence in said("ja", "ja_easy") if word in READING.sub(base, sentence)]
    assert found == [], f"instead of {word}: {instead}"


@pytest.mark.parametrize(("word", "instead"), BANNED_EN.items())
def test_no_english_sentence_uses_a_banned_word(word: str, instead: str) -> None:
    found = [where for where, sentence in said("en") if re.search(rf"(?i)\b{word}s?\b", sentence)]
    assert found == [], f"instead of {word}: {instead}"


def base(reading: re.Match[str]) -> str:
    return reading[0].strip("{}").partition("|")[0]


def test_a_button_says_what_it_does() -> None:
    """Never はい or OK: the word on a button is the act."""
    assert [where for where, sentence in said(*catalog.LOCALES) if sentence.strip(" 。.") in NO_ANSWERS] == []


def test_only_a_thanks_may_have_an_exclamation_mark() -> None:
    loud = [where for where, sentence in said(*catalog.LOCALES) if re.search("[!！]", sentence)]
    assert [where for where in loud if "thanks" not in where] == []


def test_numbers_and_letters_are_half_width_and_there_is_no_emoji() -> None:
    odd = {where: sorted(strange(sentence)) for where, sentence in said(*catalog.LOCALES)}
    assert {where: characters for where, characters in odd.items() if characters} == {}


def strange(sentence: str) -> set[str]:
    """Full-width digits and letters, and pictures, in a sentence."""
    return {sign for sign in sentence
            if (unicodedata.east_asian_width(sign) == "F" and unicodedata.normalize("NFKC", sign).isalnum())
            or 0x1F000 <= ord(sign) <= 0x1FAFF or 0x2600 <= ord(sign) <= 0x27BF}


def test_plain_japanese_gives_the_reading_of_every_kanji() -> None:
    """A sentence for staff only may repeat the Japanese one, and then has no readings."""
    bare = {f"{code} (ja_easy)": "".join(KANJI.findall(READING.sub("", texts["ja_easy"])))
            for code, texts in entries() if texts["ja_easy"] != texts["ja"]}
    assert {where: kanji for where, kanji in bare.items() if kanji} == {}


def test_plain_japanese_has_no_katakana_verb() -> None:
    assert [where for where, sentence in said("ja_easy") if "キャンセル" in sentence] == []


def test_no_room_behind_a_page_holds_a_sentence() -> None:
    """Code gives codes; what formats a date may hold the name of an era, but nothing that says something."""
    found = [f"{module.place}:{node.lineno}" for module in house.modules()
             if module.place.startswith(ROOMS_WITHOUT_SENTENCES) and module.place not in WORDS_READ
             for node in strings_but_docstrings(module.tree) if is_sentence(str(node.value))]
    assert found == []


def is_sentence(text: str) -> bool:
    """More Japanese than a sign or a word of format needs, e.g. やさしい日本語 (7)."""
    letters = len(JAPANESE.findall(text))
    return letters > 7 or (letters > 2 and "。" in text)


def strings_but_docstrings(tree: ast.Module) -> list[ast.Constant]:
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [node for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone]
