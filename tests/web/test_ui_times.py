"""Times and codes as people of a center write and read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dvc.web.static_urls import StaticFile, StaticUrls
from dvc.web.ui import clock, clock_public, code_label, day_en, day_ja, wareki


def test_the_clock_shows_the_centers_time_whatever_the_zone_of_the_fact() -> None:
    assert clock(datetime(2026, 9, 12, 0, 5, tzinfo=UTC)) == "09:05"
    assert clock_public(datetime(2026, 9, 12, 0, 5, tzinfo=UTC)) == "9:05"


def test_a_time_without_a_zone_is_a_programmers_mistake() -> None:
    with pytest.raises(AssertionError):
        clock(datetime(2026, 9, 12, 9, 5))  # noqa: DTZ001


def test_the_day_turns_at_midnight_in_japan() -> None:
    late = datetime(2026, 9, 11, 15, 0, tzinfo=UTC)
    assert day_ja(late) == "9/12 土"
    assert day_en(late) == "Sat 12 Sep"
    assert wareki(late) == "令和8年9月12日（土）"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2019, 5, 1), "令和元年5月1日（水）"),
        (date(2019, 4, 30), "平成31年4月30日（火）"),
        (date(1989, 1, 8), "平成元年1月8日（日）"),
        (date(1989, 1, 7), "昭和64年1月7日（土）"),
        (date(1954, 4, 3), "昭和29年4月3日（土）"),
        (date(1926, 12, 24), "大正15年12月24日（金）"),
        (date(1912, 7, 29), "明治45年7月29日（月）"),
    ],
)
def test_eras_begin_on_their_first_day(day: date, said: str) -> None:
    assert wareki(day) == said


def test_no_era_before_meiji() -> None:
    with pytest.raises(ValueError, match="1868-10-22"):
        wareki(date(1868, 10, 22))


def test_codes_are_read_digit_by_digit() -> None:
    assert code_label("N-0908-031-4") == "N, 0 9 0 8, 0 3 1, 4"
    assert code_label("N-0711-042-7/2") == "N, 0 7 1 1, 0 4 2, 7, 2"


def some_statics(root: Path) -> StaticUrls:
    for name, words in (("css/a.css", "a{}"), ("js/b.js", "1"), ("vendor/c/c.js", "2")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(words)
    return StaticUrls(root)


def test_a_static_address_changes_with_the_content_and_only_then(tmp_path: Path) -> None:
    before = some_statics(tmp_path).url("css/a.css")
    assert some_statics(tmp_path).url("css/a.css") == before
    (tmp_path / "js/b.js").write_text("3")
    after = StaticUrls(tmp_path)
    assert after.url("css/a.css") != before
    assert after.url("vendor/c/c.js") == some_statics(tmp_path).url("vendor/c/c.js")


def test_only_todays_version_may_be_kept_for_ever(tmp_path: Path) -> None:
    statics = some_statics(tmp_path)
    today = statics.url("css/a.css").removeprefix("/static/")
    assert statics.resolve(today) == StaticFile(path="css/a.css", immutable=True)
    assert statics.resolve("v-0123456789/css/a.css") == StaticFile(path="css/a.css", immutable=False)
    assert statics.resolve("css/a.css") == StaticFile(path="css/a.css", immutable=False)
    assert statics.resolve("vendor/c/c.js") == StaticFile(path="vendor/c/c.js", immutable=False)
