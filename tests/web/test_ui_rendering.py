"""Every component and every frame renders in the three languages, and says only what the catalogue says."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from dvc.text.catalog import LOCALES, Locale, codes, say
from dvc.web.marks import KINDS, LOOKS
from dvc.web.ui import PageFrame
from tests.ui_server import a_board_frame, a_frame, an_environment, an_operation

PAGES = (("components.html", "desk"), ("components_phone.html", "phone"), ("components_wall.html", "wall"))
ENVIRONMENT = an_environment()


def rendered(name: str, frame: PageFrame, **context: object) -> str:
    return ENVIRONMENT.get_template(name).render(frame=frame, **context)


def a_page(name: str, place: str, locale: Locale = "ja") -> str:
    return rendered(name, a_frame(locale, place=place, **({} if place == "desk" else {"desk": None})))


class Outline(HTMLParser):
    """Tags that are open, ids and headings met; complains where a tag is closed that is not open."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.named: list[str] = []
        self.h1 = 0
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "id" in given:
            self.ids.append(str(given["id"]))
        self.named += [
            one
            for key in ("aria-labelledby", "aria-describedby", "for")
            for one in (given.get(key) or "").split()
        ]
        self.h1 += tag == "h1"
        self.inline += [key for key in given if key == "style" or key.startswith("on")]
        if tag == "script" and given.get("type") != "application/json" and "src" not in given:
            self.inline.append("script")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("name", "place"), PAGES)
def test_each_page_is_whole_html_with_one_heading_and_nothing_inline(
    name: str, place: str, locale: Locale
) -> None:
    outline = Outline()
    outline.feed(a_page(name, place, locale))
    assert outline.open == []
    assert outline.h1 == 1
    assert outline.inline == []
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.named) <= set(outline.ids)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_gallery_shows_every_state_with_its_word(locale: Locale) -> None:
    page = a_page("components.html", "desk", locale)
    for kind, state in LOOKS:
        assert say(f"status.{kind}.{state}", locale) in page, (kind, state)


def test_every_look_has_a_word_and_every_word_a_look() -> None:
    worded = {tuple(code.split(".")[1:]) for code in codes() if code.startswith("status.")}
    assert {pair for pair in worded if pair[0] in KINDS} == set(LOOKS)


def test_a_state_without_a_look_cannot_be_shown() -> None:
    template = ENVIRONMENT.from_string(
        '{% import "_ui.html" as ui with context %}{{ ui.chip("need", "lost") }}'
    )
    with pytest.raises(KeyError):
        template.render(frame=a_frame())


def test_components_ask_for_their_context() -> None:
    with pytest.raises((UndefinedError, AssertionError)):
        ENVIRONMENT.from_string('{% import "_ui.html" as ui %}{{ ui.chip("need", "intake") }}').render(
            frame=a_frame()
        )


def test_what_a_person_typed_stays_text_in_every_place() -> None:
    nasty = "<script>alert(1)</script>{悪|わる}\"'"
    frame = a_frame(title=nasty, center=nasty, path=f"/x?q={nasty}")
    source = (
        '{% extends "base.html" %}{% import "_ui.html" as ui with context %}{% block main %}'
        "{{ ui.field('n', words, value=words, hint=words, error=words, attrs={'placeholder': words}) }}"
        "{{ ui.msg('wait', words, words, code=words) }}{{ ui.code(words) }}{{ words|ruby }}"
        "{% call ui.act_form('/x', words, done=words) %}{{ ui.button(words, key='Z') }}{% endcall %}"
        "{% endblock %}"
    )
    page = ENVIRONMENT.from_string(source).render(frame=frame, words=nasty)
    assert "<script>alert" not in page
    assert "<ruby>悪" in page  # only the filter that was asked for makes a reading
    assert page.count("<ruby>") == 1


def test_the_data_of_the_scripts_cannot_leave_its_block() -> None:
    page = rendered("components.html", a_board_frame())
    block = re.search(r'<script type="application/json" id="texts">(.*?)</script>', page, re.DOTALL)
    assert block
    assert "<" not in block[1]
    assert '"need.intake":["office","ring","受付済"]' in block[1]
    assert '"fresh_new":"新しく {n}件"' in block[1]


def test_a_page_without_a_board_loads_no_live_client() -> None:
    assert "js/board.js" not in rendered("components.html", a_frame())
    assert "js/board.js" in rendered("components.html", a_board_frame())


def test_phones_get_no_web_font_and_desks_do() -> None:
    assert "noto-sans-jp" not in a_page("components_phone.html", "phone")
    assert "noto-sans-jp" in a_page("components.html", "desk")


def test_a_drill_says_so_in_title_band_and_frame_and_a_real_operation_never_does() -> None:
    drill = rendered("components.html", a_frame(operation=an_operation(drill=True)))
    assert 'data-mode="drill"' in drill
    assert "<title>【訓練】" in drill
    assert 'class="drillband"' in drill
    assert "訓練時計 09:14（×4）" in drill
    assert 'href="/end"' in drill
    real = rendered("components.html", a_frame())
    assert "drillband" not in real
    assert 'data-mode="disaster"' in real


def test_which_of_two_operations_is_open_stands_there_as_a_word() -> None:
    assert "<b>本番</b><span>9月豪雨 8日目" in rendered("components.html", a_frame())
    everyday = replace(an_operation(), kind="everyday", day_no=None, choose_url=None)
    assert "<b>平時</b><span>9月豪雨</span>" in rendered("components.html", a_frame(operation=everyday))


def test_stations_show_their_counts_and_the_one_that_is_open() -> None:
    page = rendered("components.html", a_frame())
    here = re.search(
        r'<a href="/reception" aria-current="page" data-key="Alt\+3">③受付 <span class="q num due"', page
    )
    assert here
    assert page.count('aria-current="page"') == 1
    assert '<a href="/map">地図</a>' in page


def test_plain_japanese_carries_readings_on_phones() -> None:
    page = a_page("components_phone.html", "phone", "ja_easy")
    assert "<ruby>説明会<rp>（</rp><rt>せつめいかい</rt>" in page
    assert "<ruby>" not in a_page("components_phone.html", "phone", "ja")


def test_fields_tie_hint_and_error_to_the_input() -> None:
    page = a_page("components.html", "desk")
    assert 'aria-describedby="f-phone-h f-phone-e" aria-invalid="true"' in page
    assert 'id="f-phone-h"' in page
    assert 'id="f-phone-e"' in page


def test_forms_carry_the_token_and_the_way_back() -> None:
    page = a_page("components.html", "desk")
    assert '<input type="hidden" name="csrf" value="token-of-the-test">' in page
    assert '<input type="hidden" name="next" value="/components?x=1">' in page


def test_a_message_page_gives_the_way_on_first() -> None:
    page = rendered(
        "message.html", a_frame(desk=None, operation=None), family="wait", mark="warn", first="まだです。",
        rest="窓口2へ。", code="gate.insurance", ways=[("受付へ", "/reception"), ("地図へ", "/map")],
    )  # fmt: skip
    assert page.index('href="/reception"') < page.index('href="/map"')
    assert 'class="btn  primary" href="/reception"' in page or 'primary" href="/reception"' in page
    assert page.count("primary") == 1
