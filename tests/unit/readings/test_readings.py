"""Dates, times, phones, kana and names as people write them."""

from __future__ import annotations

from datetime import date, time

import pytest

from dvc.domain import folding, readings
from dvc.domain.refusal import Refusal

TODAY = date(2026, 9, 12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("令和8年9月12日", date(2026, 9, 12)),
        ("Ｒ８．９．１２", date(2026, 9, 12)),
        ("S29.4.3", date(1954, 4, 3)),
        ("昭和29年4月3日", date(1954, 4, 3)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("1954-4-3", date(1954, 4, 3)),
        ("19540403", date(1954, 4, 3)),
        ("9/13", date(2026, 9, 13)),
        ("1/5", date(2027, 1, 5)),
        ("あす", date(2026, 9, 13)),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, expected: date) -> None:
    assert readings.read_date(text, today=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("令和8年2月30日", "reading.date_impossible"),
        ("来週", "reading.date"),
        ("13/1", "reading.date_impossible"),
    ],
)
def test_a_date_that_is_none_is_refused_with_what_is_wrong(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        readings.read_date(text, today=TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "at", "later"),
    [
        ("9:05", time(9, 5), 0),
        ("９時", time(9), 0),
        ("午後3時", time(15), 0),
        ("25時", time(1), 1),
        ("PM 3:30", time(15, 30), 0),
    ],
)
def test_a_time_is_read_and_25_oclock_falls_on_the_next_day(text: str, at: time, later: int) -> None:
    assert readings.read_time(text) == readings.ReadTime(at=at, days_later=later)


@pytest.mark.parametrize("text", ["31時", "9:75", "朝", ""])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"reading\.time"):
        readings.read_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("090-0000-1234", "090-0000-1234"),
        ("０９０００００１２３４", "090-0000-1234"),
        ("+81 90 0000 1234", "090-0000-1234"),
        ("22-0110", "0000-22-0110"),
    ],
)
def test_a_phone_is_read_in_any_writing(text: str, expected: str) -> None:
    read = readings.read_phone(text, area_code="0000")
    assert read is not None
    assert read.text == expected


def test_no_phone_is_an_answer() -> None:
    assert readings.read_phone("なし") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("090-0000-12a4", "phone_letters"), ("090-0000-123", "phone_short"), ("090-0000-123456", "phone_long")],
)
def test_a_phone_that_is_none_is_refused_with_what_is_wrong(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        readings.read_phone(text.replace("090-0000-123", "09000001", 1) if code == "phone_short" else text)
    assert refused.value.code == f"reading.{code}"


def test_hiragana_and_half_width_kana_become_katakana() -> None:
    assert readings.read_kana("さとう みさき") == "サトウ ミサキ"
    assert readings.read_kana("ｻﾄｳ ﾐｻｷ") == "サトウ ミサキ"


@pytest.mark.parametrize("name", ["𠮷田 花", "髙橋 一", "渡邉󠄁 実", "Nguyễn Văn An"])
def test_a_name_is_kept_as_given(name: str) -> None:
    assert readings.read_name(name) == name


@pytest.mark.parametrize("name", ["", "   ", "　　", "\u200b"])
def test_a_name_of_spaces_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="name_empty"):
        readings.read_name(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋", "高橋"),
        ("渡邉󠄁", "渡辺"),
        ("さとう みさき", "サトウミサキ"),
        ("ｻﾄｳ", "サトウ"),
        ("𠮷田", "吉田"),
        ("齋藤", "斉藤"),
    ],
)
def test_spellings_of_one_name_meet_when_folded(one: str, other: str) -> None:
    assert folding.fold(one) == folding.fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三田一丁目2の3", "三田1丁目2-3"),
        ("川端２丁目５番地", "川端二丁目5"),
        ("大字北山十二番地", "北山12番"),
        ("川端2ちょうめ5", "川端二丁目5番地"),
        ("川端２チョウメ５ノ３", "川端2-5-3"),
        ("川端2チョーメ5の3", "川端2丁目5−3"),
        ("川端二ちょう目5", "川端2丁め5"),
        ("川端2ー5ー3", "川端2‐5‐3"),
        ("川端２ｰ５", "川端2-5"),
    ],
)
def test_spellings_of_one_address_meet_when_folded(one: str, other: str) -> None:
    assert folding.fold_address(one) == folding.fold_address(other)
