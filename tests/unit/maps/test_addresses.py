"""An address in any spelling finds its town, and what is not sure is said to be unsure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.address_heads import OldName
from maps.addresses import AddressMatch, Grade, TownIndex
from maps.folding import OLD_TO_NEW, fold, number_of
from maps.towns import TownRow
from tests.unit.maps.builders import a_town, the_towns

TOWNS = the_towns()
OLD = (
    OldName(city="緑瀬市", name="坂上村", county="北郡"),
    OldName(city="緑瀬市", name="川端町", prefixes=("川端",)),
)
INDEX = TownIndex(TOWNS, OLD)
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


def found(text: str, *rows: TownRow) -> AddressMatch:
    return (TownIndex(rows) if rows else INDEX).find(text)


def town_of(text: str, *rows: TownRow) -> str | None:
    town = found(text, *rows).town
    return None if town is None else town.name


def test_every_town_answers_to_its_own_name() -> None:
    for row in TOWNS:
        match = INDEX.find(f"{row.pref}{row.city}{row.name}12番地3")
        assert (match.town, match.grade, match.lat, match.lon) == (row, Grade.TOWN, row.lat, row.lon)
        assert (match.rest, match.is_loose) == ("12番地3", False)


@pytest.mark.parametrize(
    "text",
    [
        "青瀬県緑瀬市三条二丁目5番8号",
        "緑瀬市三条二丁目5-8",
        "三条二丁目 5の8",
        "三条2丁目5-8",
        "三条２丁目５－８",
        "三条2-5-8",
        "三条２－５－８",
        "三条2の5の8",
        "三条 二の五の八",
        "三条2−5−8",
        "三条2‐5‐8",
        "三条2ー5ー8",
        "三条2—5—8",
        "大字三条2丁目5",
        "青瀬県 緑瀬市 三条 2丁目 5",
        "〒999-0123 青瀬県緑瀬市三条2-5",
        "９９９－０１２３　緑瀬市三条２－５",
        "三条二丁目（字向）5",
        "三条2",
        "三条2丁目",
    ],
)
def test_many_spellings_of_one_address_find_one_town(text: str) -> None:
    match = INDEX.find(text)
    assert (match.town and match.town.name, match.is_loose) == ("三条二丁目", False)


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("三条2ちょうめ5", "5"),
        ("三条二ちょうめ5", "5"),
        ("三条２チョウメ５", "5"),
        ("三条2ﾁｮｳﾒ5", "5"),
        ("三条2ちょう目5の8", "5の8"),
        ("三条2丁め5ノ8", "5ノ8"),
        ("三条2丁メ5−8", "5−8"),
        ("三条2ちようめ5ー8", "5ー8"),
        ("三条2チョーメ5‐8", "5‐8"),
        ("三条 2 ちょうめ 5 － 8", "5 - 8"),
        ("三条2ちょうめの5", "5"),
        ("三条2ちょうめ-5", "5"),
        ("三条2ノ5ノ8", "5ノ8"),
        ("三条二ノ五", "五"),
        ("三条２ー５ー８", "5ー8"),
        ("三条2⁃5", "5"),
        ("三条2∼5", "5"),
        ("三条2ちょうめ五番地", "五番地"),
        ("三条2ちょうめ5 コーポちょうめ", "5 コーポちょうめ"),
    ],
)
def test_a_chome_as_it_is_heard_leaves_only_the_number_behind_it(said: str, rest: str) -> None:
    match = INDEX.find(f"緑瀬市{said}")
    assert (match.town and match.town.name, match.is_loose, match.rest) == ("三条二丁目", False, rest)


def test_kana_that_only_sounds_like_a_chome_stays_a_name() -> None:
    assert town_of("ちょうめ台3", a_town("ちょうめ台")) == "ちょうめ台"
    assert fold("ちょうめ").key == "チョウメ"
    said = fold("三条2ちょうめ5")
    assert said.key == "3条2丁目5"
    assert [said.written(at, at + 1) for at in range(3, 5)] == ["ちょう", "め"]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("緑ヶ丘1", "緑ヶ丘"),
        ("緑ケ丘1", "緑ヶ丘"),
        ("緑が丘1", "緑ヶ丘"),
        ("緑ガ丘1", "緑ヶ丘"),
        ("緑ｹ丘1", "緑ヶ丘"),
        ("汐見ヶ丘", "汐見が丘"),
        ("白沢3", "白澤"),
        ("白澤新田", "白沢新田"),
        ("滝の下", "瀧之下"),
        ("瀧ノ下", "瀧之下"),
        ("樋之口12", "樋ノ口"),
        ("樋の口12", "樋ノ口"),
        ("渡し場", "渡シ場"),
        ("松が浜", "松ヶ浜"),
        ("字原の下45", "原ノ下"),
        ("大字北山字向山12", "北山"),
    ],
)
def test_letters_people_mix_up_do_not_hide_a_town(said: str, name: str) -> None:
    assert town_of(said) == name


def test_half_width_and_decomposed_letters_find_the_town() -> None:
    assert town_of("ｱｵﾊﾞ台3", a_town("アオバ台")) == "アオバ台"
    assert town_of(unicodedata.normalize("NFD", "汐見が丘3")) == "汐見が丘"


def test_the_rest_is_what_was_really_written() -> None:
    match = found("緑瀬市本町 12番地の3　コーポ緑 201号（裏）")
    assert (match.town and match.town.name, match.rest) == ("本町", "12番地の3 コーポ緑 201号(裏)")
    assert found("三条2-5-8").rest == "5-8"
    assert found("三条二丁目の5").rest == "5"


def test_a_number_that_may_be_a_chome_or_a_lot_gives_both_and_no_point() -> None:
    rows = (a_town("服部町"), a_town("服部町三丁目", lat=33.04))
    match = found("服部町3-2", *rows)
    assert (match.grade, match.town, match.lat) == (Grade.CITY, None, None)
    assert [row.name for row in match.candidates] == ["服部町", "服部町三丁目"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("服部町三丁目2", "服部町三丁目"),
        ("服部町3番地2", "服部町"),
        ("服部町3番2", "服部町"),
        ("服部町123", "服部町"),
        ("服部町12番地", "服部町"),
        ("服部町31-2", "服部町"),
        ("服部町", "服部町"),
    ],
)
def test_what_settles_between_chome_and_lot_is_used(text: str, name: str) -> None:
    match = found(text, a_town("服部町"), a_town("服部町一丁目"), a_town("服部町三丁目"))
    assert (match.town and match.town.name, match.is_loose) == (name, False)


def test_three_numbers_mean_a_chome_but_a_person_should_look() -> None:
    match = found("服部町3-19-31", a_town("服部町"), a_town("服部町三丁目"))
    assert (match.town and match.town.name, match.is_loose, match.rest) == ("服部町三丁目", True, "19-31")


def test_a_name_without_its_chome_offers_all_of_them() -> None:
    match = INDEX.find("緑瀬市三条")
    assert (match.grade, match.lat) == (Grade.CITY, None)
    assert [row.name for row in match.candidates] == [f"三条{n}丁目" for n in "一二三四五"]


def test_a_chome_the_list_does_not_have_is_not_made_up() -> None:
    match = INDEX.find("三条九丁目1")
    assert (match.town, len(match.candidates), match.is_loose) == (None, 5, True)
    lone = found("三田一丁目2の3", a_town("三田"))
    assert (lone.town and lone.town.name, lone.is_loose) == ("三田", True)


def test_the_same_name_in_two_cities_gives_both_until_the_city_is_said() -> None:
    rows = (a_town("中村", city="緑瀬市"), a_town("中村", city="八ヶ橋市", lat=33.2))
    match = found("中村12", *rows)
    assert (match.grade, match.city, len(match.candidates), match.lat) == (Grade.UNKNOWN, "", 2, None)
    assert found("八ヶ橋市中村12", *rows).town == rows[1]
    assert found("八が橋市中村12", *rows).town == rows[1]


def test_another_citys_town_is_not_taken_for_ours() -> None:
    assert found("八ヶ橋市本町1").grade is Grade.UNKNOWN
    assert found("みどり県緑町本町1").town is None


def test_a_city_without_a_known_town_has_no_point() -> None:
    match = INDEX.find("青瀬県緑瀬市夕日町3")
    assert (match.grade, match.city, match.town, match.lat, match.rest) == (
        Grade.CITY,
        "緑瀬市",
        None,
        None,
        "夕日町3",
    )


@pytest.mark.parametrize("text", ["", "　", "-", "〒", "123", "🏠", "三", "わかりません"])
def test_what_is_no_address_is_unknown(text: str) -> None:
    assert INDEX.find(text).grade is Grade.UNKNOWN


@pytest.mark.parametrize(
    ("text", "town"),
    [("緑山1", "緑"), ("緑町5", "緑"), ("緑ヶ原5", "緑"), ("緑の里2", "緑")],
)
def test_a_longer_unknown_name_is_not_cut_to_a_known_one_in_silence(text: str, town: str) -> None:
    match = found(text, a_town(town))
    assert match.town is None or match.is_loose


def test_the_longest_name_wins() -> None:
    rows = (a_town("上野"), a_town("上野原"), a_town("上野原東"))
    assert [town_of(text, *rows) for text in ("上野1", "上野原1", "上野原東1")] == [
        "上野",
        "上野原",
        "上野原東",
    ]


def test_a_koaza_is_found_behind_its_town_and_is_no_beginning_of_a_house_name() -> None:
    rows = (a_town("下町"), a_town("下町", koaza="ハ", lat=33.04), a_town("下町", koaza="七十", lat=33.05))
    assert town_of("下町ハ12", *rows) == "下町ハ"
    assert town_of("下町字ハ12", *rows) == "下町ハ"
    assert town_of("下町ハ部12", *rows) == "下町ハ"
    assert town_of("下町ハイツ201", *rows) == "下町"
    assert town_of("下町七十番地", *rows) == "下町"


def test_a_koaza_in_hiragana_is_not_the_one_in_katakana() -> None:
    rows = (a_town("国下町", koaza="い"), a_town("国下町", koaza="イ", lat=33.05))
    assert town_of("国下町い5", *rows) == "国下町い"
    assert town_of("国下町イ5", *rows) == "国下町イ"


def test_a_left_out_machi_is_forgiven_and_said() -> None:
    match = INDEX.find("橋詰12")
    assert (match.town and match.town.name, match.is_loose) == ("橋詰町", True)
    assert INDEX.find("橋詰山12").town is None


@pytest.mark.parametrize(
    "text", ["北郡坂上村茶屋町3", "旧坂上村茶屋町3", "坂上村茶屋町3", "緑瀬市（旧坂上村）茶屋町3"]
)
def test_a_municipality_that_was_merged_away_still_leads_to_the_town(text: str) -> None:
    match = INDEX.find(text)
    assert (match.town and match.town.name, match.city) == ("茶屋町", "緑瀬市")


def test_an_old_name_that_went_into_the_towns_name_is_put_back() -> None:
    assert town_of("川端町新町4") == "川端新町"
    within = INDEX.find("新町4")
    assert (within.town and within.town.name, within.is_loose) == ("川端新町", True)


def test_county_and_designated_city_may_be_left_out() -> None:
    rows = (a_town("本町", city="みどり郡白沢町"), a_town("大手", city="青瀬市北区"))
    assert town_of("白沢町本町1", *rows) == "本町"
    assert town_of("北区大手1", *rows) == "大手"
    assert town_of("青瀬県みどり郡白沢町本町1", *rows) == "本町"


def test_a_block_is_found_where_the_list_has_blocks_and_never_called_exact() -> None:
    rows = (
        a_town("本町一丁目"),
        a_town("本町一丁目", block="12", lat=33.05),
        a_town("本町一丁目", block="３", lat=33.06),
    )
    match = found("本町1-12-5", *rows)
    assert (match.grade, match.lat, match.rest) == (Grade.BLOCK, 33.05, "12-5")
    assert found("本町一丁目三番", *rows).lat == 33.06
    assert found("本町1-99", *rows).grade is Grade.TOWN


def test_a_town_known_only_by_its_blocks_lies_at_a_real_block() -> None:
    rows = [a_town("本町", block=str(n), lat=33.0 + n / 100) for n in range(1, 4)]
    match = found("本町", *rows)
    assert (match.grade, match.lat) == (Grade.TOWN, 33.02)


def test_typing_offers_towns_by_name_and_by_reading() -> None:
    assert [row.town for row in INDEX.suggest("南台")] == [*(f"南台{n}丁目" for n in "一二三四"), "南台団地"]
    assert {row.town for row in INDEX.suggest("シオ")} == {"汐見が丘", "塩屋"}
    assert {row.town for row in INDEX.suggest("しお")} == {"汐見が丘", "塩屋"}
    assert INDEX.suggest("") == ()
    assert len(INDEX.suggest("み", limit=3)) == 3


def test_an_index_of_nothing_answers_unknown() -> None:
    assert TownIndex([]).find("緑瀬市本町1").grade is Grade.UNKNOWN


def test_a_long_story_is_read_at_its_head_only() -> None:
    assert town_of("本町1" + "あ" * 3_000) == "本町"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("百五", 105),
        ("一二", 12),
        ("弐", 2),
        ("", None),
        ("丁", None),
    ],
)
def test_kanji_numbers_are_read(text: str, number: int | None) -> None:
    assert number_of(text) == number


def test_the_table_of_old_kanji_is_in_itself_sound() -> None:
    """Folding once is folding for good: no new form is itself an old one."""
    assert not set(OLD_TO_NEW) & set(OLD_TO_NEW.values())


SPELLINGS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: text.translate(FULL_WIDTH),
    lambda text: text.replace("ヶ", "が"),
    lambda text: text.replace("が", "ケ"),
    lambda text: text.replace("ノ", "の"),
    lambda text: text.replace("之", "ノ"),
    lambda text: text.replace("澤", "沢").replace("瀧", "滝"),
    lambda text: text.replace("浜", "濱"),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("緑瀬市", "緑瀬市大字"),
    lambda text: text.replace("緑瀬市", ""),
    lambda text: text.replace("緑瀬市", "緑瀬市　"),
    lambda text: "〒999-0001 " + text,
)
CHOME_DIGITS = str.maketrans("一二三四五", "12345")


@given(st.sampled_from(TOWNS), st.lists(st.sampled_from(SPELLINGS), max_size=5), st.integers(1, 99))
def test_any_mixture_of_spellings_finds_the_same_town(
    row: TownRow, spellings: list[Callable[[str], str]], lot: int
) -> None:
    """Law: the town found does not depend on how its name was written."""
    name = row.name.translate(CHOME_DIGITS) if lot % 2 and row.name.endswith("丁目") else row.name
    text = f"緑瀬市{name}{lot}番地"
    for spelling in spellings:
        text = spelling(text)
    match = INDEX.find(text)
    assert match.town == row
    assert unicodedata.normalize("NFKC", match.rest) == f"{lot}番地"


@given(st.text(max_size=60))
def test_no_text_breaks_the_search_and_a_point_always_has_a_town(text: str) -> None:
    match = INDEX.find(text)
    assert (match.lat is None) == (match.lon is None) == (match.town is None)
    assert match.grade is not Grade.EXACT
    assert match.town is None or not match.candidates


@given(st.text(max_size=40))
def test_folding_keeps_every_letter_at_its_place(text: str) -> None:
    said = fold(text)
    assert len(said.key) == len(said.starts) == len(said.ends)
    assert all(start < end for start, end in zip(said.starts, said.ends, strict=True))
    assert list(said.starts) == sorted(said.starts)


@given(st.text(alphabet="緑ヶがケノの之上丘三一丁目12-ー字大", max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    key = fold(text).key
    assert fold(key).key == key
