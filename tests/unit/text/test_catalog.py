"""The catalogue answers in the reader's language, and never with nothing."""

import tomllib
from importlib.resources import files

import pytest

from dvc.text import catalog
from dvc.text.catalog import Plural, Reading, Slot, Words


def test_every_code_has_all_three_languages_and_no_misspelt_mark() -> None:
    assert catalog.completeness_problems() == ()


def test_a_sentence_is_said_in_the_language_asked_for() -> None:
    assert catalog.say("units.people", "ja", n=7) == "7人"
    assert catalog.say("units.people", "en", n=7) == "7 people"


def test_english_says_one_person_and_two_people() -> None:
    assert catalog.say("units.people", "en", n=1) == "1 person"
    assert catalog.say("units.people", "en", n=2) == "2 people"
    assert catalog.say("units.people", "en", n=0) == "0 people"


def test_plain_text_drops_the_reading_and_html_keeps_it() -> None:
    assert catalog.say("units.people", "ja_easy", n=3) == "3人"
    assert catalog.say_html("units.people", "ja_easy", n=3) == (
        "3<ruby>人<rp>（</rp><rt>にん</rt><rp>）</rp></ruby>"
    )


def test_a_detail_can_bring_neither_html_nor_a_reading_into_the_page() -> None:
    said = catalog.say_html("units.people", "ja", n="<script>{悪|わる}")
    assert said == "&lt;script&gt;{悪|わる}人"


def test_an_unknown_code_is_a_fault_and_not_an_empty_place() -> None:
    with pytest.raises(catalog.MissingText, match=r"units\.furlongs"):
        catalog.say("units.furlongs", "ja")


def test_a_detail_that_was_not_given_is_named() -> None:
    with pytest.raises(catalog.MissingDetail, match=r"units\.people needs the detail n"):
        catalog.say("units.people", "ja")


def test_details_a_sentence_does_not_name_are_ignored() -> None:
    assert catalog.say("units.people", "ja", n=2, desk="reception") == "2人"


def test_the_three_marks_of_a_sentence_are_told_apart() -> None:
    assert catalog.parse("{n} {n|need|needs}は{1人|ひとり}で{受付|うけつけ}") == (
        Slot("n"),
        Words(" "),
        Plural("n", "need", "needs"),
        Words("は"),
        Reading("1人", "ひとり"),
        Words("で"),
        Reading("受付", "うけつけ"),
    )


def test_a_script_gets_the_sentence_with_its_details_still_open() -> None:
    assert catalog.pattern("units.people", "en") == "{n} {n|person|people}"
    assert catalog.pattern("units.people", "ja_easy") == "{n}人"


def test_readings_in_free_text_become_ruby_and_the_rest_is_escaped() -> None:
    assert catalog.ruby("a<b{受付|うけつけ}{n}") == (
        "a&lt;b<ruby>受付<rp>（</rp><rt>うけつけ</rt><rp>）</rp></ruby>{n}"
    )
    assert catalog.base_text("{受付|うけつけ}へ{n}") == "受付へ{n}"


def test_codes_are_listed_once_and_sorted() -> None:
    codes = catalog.codes()
    assert "units.people" in codes
    assert list(codes) == sorted(set(codes))
    assert not any(code.startswith("glossary.") for code in codes)
    assert catalog.has("units.people")
    assert not catalog.has("units.furlongs")


def test_the_glossary_has_one_word_for_each_concept() -> None:
    terms = tomllib.loads(files("dvc.text").joinpath("glossary.toml").read_text(encoding="utf-8"))["term"]
    for key in ("ja", "en"):
        words = [term[key] for term in terms]
        assert len(words) == len(set(words))
    for term in terms:
        assert term["identifier"], term["ja"]
        assert not set(term["identifier"]) & set(term["not"]), term["ja"]
