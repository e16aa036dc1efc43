"""Lists as groups send them, and the plan of a day: tables of what is written and what it means."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dvc.domain import settings
from dvc.domain.day import Day, DayStatus, OrientationRound
from dvc.domain.day_plan import plan_of
from dvc.domain.group import MEMBERS_MOST
from dvc.domain.refusal import Refusal
from dvc.domain.settings import Value
from dvc.domain.values import AgeBand
from dvc.web.pages.reception_roster import read_age, read_roster

TODAY = date(2026, 9, 12)


@pytest.mark.parametrize(
    ("line", "name", "kana", "phone", "age"),
    [
        (
            "山田 太郎,ヤマダ タロウ,090-0000-1111,42",
            "山田 太郎",
            "ヤマダ タロウ",
            "090-0000-1111",
            AgeBand.FORTIES,
        ),
        (
            "山田 太郎\tやまだ たろう\t09000001111\t40代",
            "山田 太郎",
            "ヤマダ タロウ",
            "090-0000-1111",
            AgeBand.FORTIES,
        ),
        ("山田太郎、ﾔﾏﾀﾞ、なし、S59.4.1", "山田太郎", "ヤマダ", "なし", AgeBand.FORTIES),
        ("Anna Schmidt", "Anna Schmidt", None, None, None),
        ("高校 生,コウコウ,,10代", "高校 生", "コウコウ", None, AgeBand.FROM_15),
        ('"山田, 太郎",ヤマダ,,82歳', "山田, 太郎", "ヤマダ", None, AgeBand.OVER_80),
    ],
)
def test_a_line_is_read_as_it_was_written(
    line: str, name: str, kana: str | None, phone: str | None, age: AgeBand | None
) -> None:
    roster = read_roster(line, today=TODAY)
    assert roster.bad == ()
    person = roster.people[0].person
    assert person is not None
    assert (person.name, person.kana, person.phone, person.age_band) == (name, kana, phone, age)


def test_the_first_person_leads_and_heads_and_empty_lines_are_nobody() -> None:
    roster = read_roster("氏名,フリガナ\n\n代表 一郎,ダイヒョウ\r\n\r\n会員 花,カイイン\n", today=TODAY)
    assert [one.is_leader for one in roster.people] == [True, False]


def test_every_bad_line_is_named_by_its_number_in_the_list() -> None:
    text = "良い 人,ヨイ\n,カナだけ\n悪い 人,ワルイ,090-12\n若い 人,ワカイ,,若い"
    roster = read_roster(text, today=TODAY)
    assert [(one.line, one.code) for one in roster.bad] == [
        (2, "reading.name_empty"),
        (3, "reading.phone_short"),
        (4, "reception_pages.roster.age"),
    ]


def test_a_list_longer_than_a_group_may_be_says_so_once() -> None:
    roster = read_roster("\n".join(f"人 {n}" for n in range(MEMBERS_MOST + 30)), today=TODAY)
    assert len(roster.people) == MEMBERS_MOST
    assert [one.code for one in roster.bad] == ["reception_pages.roster.too_many"]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("14", AgeBand.UNDER_15),
        ("１７歳", AgeBand.FROM_15),
        ("18才", AgeBand.FROM_18),
        ("20代", AgeBand.TWENTIES),
        ("90代", AgeBand.OVER_80),
        ("平成23年9月13日", AgeBand.UNDER_15),
        ("平成23年9月12日", AgeBand.FROM_15),
    ],
)
def test_ages_decades_and_birthdays_are_the_same_to_a_band(text: str, age: AgeBand) -> None:
    assert read_age(text, today=TODAY) is age


@pytest.mark.parametrize("text", ["若い", "15代", "199", "-3"])
def test_an_age_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as no:
        read_age(text, today=TODAY)
    assert no.value.code == "reception_pages.roster.age"


def a_day(*rounds: OrientationRound, cap: int | None = None) -> Day:
    opened = datetime(2026, 9, 11, 23, 0, tzinfo=UTC)
    return Day(day=TODAY, status=DayStatus.OPEN, opened_at=opened, since=opened, cap=cap, rounds=rounds)


def by_default(key: str) -> Value:
    return settings.BY_KEY[key].default


def test_a_day_plans_by_the_settings_until_it_says_otherwise() -> None:
    plan = plan_of(a_day(), by_default)
    assert (plan.cap, plan.next_round, plan.round_seats) == (240, 1, 60)
    assert plan.opens_at == datetime(2026, 9, 11, 23, 30, tzinfo=UTC)
    assert plan.return_by == datetime(2026, 9, 12, 6, 0, tzinfo=UTC)
    assert plan_of(a_day(cap=80), by_default).cap == 80


def test_the_next_round_is_expected_a_rounds_length_after_the_last_one() -> None:
    held = datetime(2026, 9, 12, 0, 12, tzinfo=UTC)
    rounds = (
        OrientationRound(number=1, at=datetime(2026, 9, 11, 23, 50, tzinfo=UTC), people=40),
        OrientationRound(number=2, at=held, people=38),
    )
    plan = plan_of(a_day(*rounds), by_default)
    assert (plan.next_round, plan.next_round_at) == (3, datetime(2026, 9, 12, 0, 32, tzinfo=UTC))
