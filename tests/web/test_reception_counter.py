"""The counter without script: search, card, check-in, somebody new, acts on people, groups, orientation, the
day; what each role sees, and what is written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from dvc.board.catalogue import SPECS
from dvc.board.view import look
from dvc.board.world import load
from dvc.commands.day import ChangeSetting
from dvc.commands.reception_leaving import LeaveEarly
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import AttendanceStatus, CheckInMethod, Condition
from dvc.domain.group import GROUP
from dvc.domain.personal import Personal
from dvc.domain.values import AgeBand, Vehicle
from dvc.domain.volunteer import VOLUNTEER
from tests.factories import SetClock
from tests.served import Desk, ServedHouse, served
from tests.web.reception_stage import MORNING, cap, caught_up, post, record_of, send, tag_of, today, volunteer

NEW = (
    ("name", "新井 空"),
    ("kana", "あらい そら"),
    ("phone", "０９０－００００－３３４４"),
    ("age_band", "twenties"),
    ("insurance", "basic"),
    ("joined_on", "9/5"),
    ("said.condition", "good"),
    ("said.vehicle", "kei_truck"),
)


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    """A center at 08:50 with three people of one family name."""
    with served(tmp_path_factory.mktemp("counter"), clock=SetClock(MORNING)) as made:
        volunteer(made, "vol_misaki", "佐藤 美咲", "サトウ ミサキ", phone="090-0000-4512", books=True)
        volunteer(made, "vol_minoru", "佐藤 実", "サトウ ミノル", phone="090-0000-0087", age=AgeBand.SIXTIES)
        volunteer(made, "vol_midori", "佐藤 みどり", "サトウ ミドリ", phone="090-0000-0999")
        yield made


async def matches(desk: Desk, text: str) -> list[str]:
    """Ids of the people found, in the order shown."""
    answer = await send(desk, desk.path("reception/find"), ("q", text), part=True)
    assert answer.status_code == 200, answer.text
    return re.findall(r'name="p" value="([^"]+)"', answer.text)


async def test_kana_finds_the_booked_one_first_and_the_card_offers_the_check_in(house: ServedHouse) -> None:
    desk = await house.login("reception")
    assert await matches(desk, "さとう み") == ["vol_misaki", "vol_midori", "vol_minoru"]
    page = await send(desk, desk.path("reception/find"), ("q", "さとう み"))
    assert page.status_code == 200
    assert "受付する → 説明 第1回へ" in page.text
    assert "末尾 4512" in page.text


@pytest.mark.parametrize("text", ["4512", "090-0000-4512", "佐藤 美咲", "ｻﾄｳﾐｻｷ", "さとうみさき"])
async def test_end_of_phone_name_and_half_width_kana_find_the_one_person(
    house: ServedHouse, text: str
) -> None:
    assert await matches(await house.login("reception"), text) == ["vol_misaki"]


async def test_a_tag_opens_its_person_and_an_unknown_one_says_so(house: ServedHouse) -> None:
    desk = await house.login("reception")
    assert await matches(desk, tag_of(house, "vol_minoru")) == ["vol_minoru"]
    nobody = await send(desk, desk.path("reception/find"), ("q", "C" * 22))
    assert "このQRは読めませんでした。お名前で探します。" in nobody.text


async def test_no_name_and_no_phone_stands_in_an_address(house: ServedHouse) -> None:
    """The field is posted; a plain check-in comes back to an address with an id alone."""
    desk = await house.login("reception")
    who = volunteer(house, "vol_address", "住所 なし", "ジュウショ")
    page = await desk.http.get(desk.path("reception"))
    assert re.search(r'<form method="post" action="[^"]*/reception/find"[^>]*data-find', page.text)
    pairs = (("volunteer_id", who), ("said.condition", "good"), ("next", desk.path(f"reception?p={who}")))
    done = await send(desk, f"/api/v1/operations/{desk.operation}/check-ins", *pairs)
    assert str(done.url).endswith(f"/reception?p={who}")
    assert "08:50に受付で受付ずみです。" in done.text


async def test_what_was_asked_at_the_counter_is_kept_with_the_record(house: ServedHouse) -> None:
    desk = await house.login("reception")
    who = volunteer(house, "vol_asked", "聞いた 人", "キイタ")
    pairs = (
        ("volunteer_id", who),
        ("method", "search"),
        ("said.condition", "slightly"),
        ("said.vehicle", "kei_truck"),
        ("said.until", "2026-09-12T03:00:00+00:00"),
        ("said.leader_ok", "true"),
    )
    await send(desk, f"/api/v1/operations/{desk.operation}/check-ins", *pairs)
    record = record_of(house, who)
    assert (record.condition, record.vehicle, record.leader_ok) == (
        Condition.SLIGHTLY,
        Vehicle.KEI_TRUCK,
        True,
    )
    assert (record.method, record.until) == (CheckInMethod.SEARCH, MORNING.replace(day=12, hour=3, minute=0))


async def test_a_full_day_offers_the_waiting_list_and_tomorrow(house: ServedHouse) -> None:
    desk = await house.login("reception")
    volunteer(house, "vol_full", "満員 の人", "マンイン")
    cap(house, 0)
    await caught_up(house)
    try:
        card = (await send(desk, desk.path("reception/find"), ("q", "まんいん"), part=True)).text
    finally:
        cap(house, 240)
    assert "空き待ちにする" in card
    assert "あしたを予約する" in card
    assert "受付する →" not in card


async def test_somebody_new_is_entered_and_received_in_one_act(house: ServedHouse) -> None:
    desk = await house.login("reception")
    done = await send(desk, desk.path("reception/new"), *NEW)
    assert "08:50に受付で受付ずみです。" in done.text
    entry = next(one for one in house.operation.reader.where(VOLUNTEER) if one.age_band is AgeBand.TWENTIES)
    told = house.operation.reader.labels([entry.volunteer_id], [Personal.NAME, Personal.KANA, Personal.PHONE])
    assert told[entry.volunteer_id] == {
        Personal.NAME: "新井 空",
        Personal.KANA: "アライ ソラ",
        Personal.PHONE: "090-0000-3344",
    }
    record = record_of(house, entry.volunteer_id)
    assert (record.status, record.vehicle) == (AttendanceStatus.ARRIVED, Vehicle.KEI_TRUCK)
    assert entry.covers[0].joined_on == date(2026, 9, 5)


async def test_the_form_of_somebody_new_names_each_field_and_keeps_what_was_typed(house: ServedHouse) -> None:
    desk = await house.login("reception")
    wrong = (("name", "直す 人"), ("phone", "090-ABC"), ("joined_on", "2月30日"), ("insurance", "basic"))
    page = await send(desk, desk.path("reception/new"), *wrong)
    assert page.status_code == 422
    assert "直すところが 3つあります" in page.text
    assert 'value="直す 人"' in page.text
    answer = await post(desk, desk.path("reception/new"), **dict(wrong))
    assert {one["field"] for one in answer.json()["errors"]} == {"phone", "joined_on", "age_band"}


async def test_the_same_name_and_phone_are_asked_about_before_a_second_entry_is_made(
    house: ServedHouse,
) -> None:
    desk = await house.login("reception")
    known = volunteer(house, "vol_same", "同じ 人", "オナジ ヒト", phone="090-0000-6666")
    form = {"name": "同じ　人", "kana": "", "phone": "09000006666", "age_band": "thirties"}
    asked = await post(desk, desk.path("reception/new"), **form)
    assert (asked.status_code, asked.json()["code"]) == (409, "reception_pages.same_person")
    assert asked.json()["details"]["person"] == known
    page = await send(desk, desk.path("reception/new"), *form.items())
    assert "同じ人かもしれません" in page.text
    other = await post(desk, desk.path("reception/new"), **form, is_other="1")
    assert other.status_code == 200, other.text
    assert other.json()["result"]["volunteer_id"] != known


async def test_everything_that_can_be_done_for_somebody_stands_on_the_sheet(house: ServedHouse) -> None:
    """Insurance, rest, well again, help inside, end of it, leaving; each through the sheet's own form."""
    desk = await house.login("reception")
    who = volunteer(house, "vol_sheet", "票 の人", "ヒョウ", is_insured=False)
    await desk.do("CheckIn", volunteer_id=who)
    sheet = desk.path(f"reception/people/{who}")
    record = record_of(house, who).attendance_id
    steps: list[tuple[str, dict[str, str]]] = [
        (
            "ConfirmInsurance",
            {"attendance_id": record, "cover.plan": "tensai", "cover.joined_on": "2026-09-05"},
        ),
        ("Rest", {"attendance_id": record}),
        ("Recover", {"attendance_id": record}),
        ("RecordOrientation", {"attendance_ids": record}),
        ("AssignCenterSupport", {"attendance_ids": record}),
        ("EndCenterSupport", {"attendance_ids": record}),
        ("LeaveEarly", {"attendance_id": record, "because": "errand"}),
    ]
    seen = ["insurance_wait"]
    for command, fields in steps:
        page = await desk.http.get(sheet)
        action = f"/api/v1/operations/{desk.operation}/commands/{command}"
        assert f'action="{action}"' in page.text, command
        await send(desk, action, *fields.items(), ("next", sheet))
        seen.append(record_of(house, who).status.value)
    assert seen == [
        "insurance_wait", "arrived", "rest", "arrived", "oriented", "center_support", "oriented", "left_early"
    ]  # fmt: skip


async def test_the_wrong_person_is_taken_back_from_the_list_of_the_last_ones(house: ServedHouse) -> None:
    desk = await house.login("reception")
    who = volunteer(house, "vol_wrong", "まちがい", "マチガイ")
    receipt = (await post(desk, f"/api/v1/operations/{desk.operation}/check-ins", volunteer_id=who)).json()
    await caught_up(house)
    item = next(one for one in (await desk.board("reception"))["items"] if one.get("volunteer") == who)
    assert item["received_act"] == receipt["undo"]
    page = await desk.http.get(desk.path("reception"))
    assert f'name="of" value="{receipt["undo"]}"' in page.text
    await desk.do("TakeBack", of=item["received_act"])
    assert (
        house.operation.reader.where(ATTENDANCE, volunteer_id=who, day=today(house))[0].status.value
        == "undone"
    )


async def test_roles_see_the_counter_as_the_table_says_and_every_view_is_written_down(
    house: ServedHouse,
) -> None:
    desk, observer = await house.login("reception"), await house.login("observer")
    volunteer(house, "vol_seen", "見られる 人", "ミラレル")
    await desk.do("CheckIn", volunteer_id="vol_seen")
    assert "見られる 人" in (await desk.http.get(desk.path("reception"))).text
    page = await observer.http.get(observer.path("reception"))
    assert page.status_code == 200
    assert "見られる 人" not in page.text
    assert (await send(observer, observer.path("reception/find"), ("q", "みられる"))).status_code == 403
    assert (await observer.http.get(observer.path("reception/people/vol_seen"))).status_code == 403
    assert (await observer.http.get(observer.path("reception/new"))).status_code == 403
    await send(desk, desk.path("reception/find"), ("q", "みられる"))
    with house.house.opened[house.operation_id].store.read() as connection:
        rows = connection.exec_driver_sql("SELECT act, subjects, actor FROM access_log").all()
    acts = {act for act, subjects, actor in rows if "vol_seen" in subjects and actor == desk.staff_id}
    assert acts >= {"page", "search"}


async def test_a_group_is_announced_with_its_list_and_received_without_the_absent(house: ServedHouse) -> None:
    desk = await house.login("reception")
    roster = (
        "代表 一郎,ダイヒョウ イチロウ,090-0000-7001,52歳\n学生 花,ガクセイ ハナ,,16\n休み 人\tヤスミ\t\t30代"
    )
    fields = (("name", "緑瀬工業"), ("expected", "3"), ("kind", "company"), ("roster", roster))
    page = await send(desk, desk.path("reception/groups"), *fields)
    assert page.status_code == 200, page.text
    group = house.operation.reader.where(GROUP, day=today(house))[-1]
    people = [house.operation.reader.find(ATTENDANCE, one) for one in group.members]
    assert [one.status.value for one in people if one] == ["booked"] * 3
    assert group.leader == group.members[0]
    here = [("here", one) for one in group.members[:2]]
    answer = await send(
        desk,
        desk.path(f"reception/groups/{group.group_id}/check-in"),
        *here,
        ("slightly", group.members[0]),
        ("roster", "飛び入り 次郎,トビイリ,なし,20代"),
    )
    assert answer.status_code == 200, answer.text
    after = house.operation.reader.find(GROUP, group.group_id)
    assert after is not None
    states = [house.operation.reader.find(ATTENDANCE, one) for one in after.members]
    assert [one.status.value for one in states if one] == [
        "insurance_wait", "insurance_wait", "booked", "insurance_wait"
    ]  # fmt: skip
    assert states[0] is not None
    assert states[0].condition is Condition.SLIGHTLY
    assert after.leader == group.leader


async def test_a_list_that_cannot_be_read_is_refused_with_its_lines(house: ServedHouse) -> None:
    desk = await house.login("reception")
    before = len(house.operation.reader.where(GROUP))
    good, bad, odd = "良い 人,ヨイ,090-0000-7009,40", "悪い 人,ワルイ,090-XYZ,40", "年 不明,トシ,,とても若い"
    roster = f"氏名,フリガナ,電話,年齢\n{good}\n{bad}\n{odd}"
    fields = (("name", "名簿の会"), ("expected", "3"), ("roster", roster))
    page = await send(desk, desk.path("reception/groups"), *fields)
    assert page.status_code == 422
    assert "2行に直すところがあります" in page.text
    assert "3行目" in page.text
    assert "4行目" in page.text
    assert "良い 人" in page.text
    assert len(house.operation.reader.where(GROUP)) == before


async def test_everybody_who_waits_is_oriented_in_one_act_and_the_round_counts_them(
    house: ServedHouse,
) -> None:
    desk = await house.login("orientation")
    for n in range(3):
        volunteer(house, f"vol_round{n}", f"回 {n}", f"カイ{n}")
        await (await house.login("reception")).do("CheckIn", volunteer_id=f"vol_round{n}")
    page = await desk.http.get(desk.path("reception/orientation"))
    assert "全員が聞いた" in page.text
    number = re.search(r'name="round_number" value="(\d+)"', page.text)
    assert number is not None
    action = f"/api/v1/operations/{desk.operation}/commands/RecordOrientation"
    await send(
        desk,
        action,
        ("everyone", "true"),
        ("round_number", number[1]),
        ("next", desk.path("reception/orientation")),
    )
    assert [record_of(house, f"vol_round{n}").oriented_round for n in range(3)] == [int(number[1])] * 3
    await caught_up(house)
    item = next(one for one in (await desk.board("reception"))["items"] if one["kind"] == "day")
    assert item["next_round"] == int(number[1]) + 1
    assert item["next_round_at"] > item["rounds"][-1]["at"]


async def test_the_day_page_shows_each_role_only_its_own_acts(house: ServedHouse) -> None:
    acts = {}
    for role in ("center_head", "general_affairs", "safety", "reception"):
        desk = await house.login(role)
        page = (await desk.http.get(desk.path("day"))).text
        acts[role] = set(re.findall(r"/commands/(\w+)\"", page))
    assert acts["center_head"] == {"ChangeCap", "StopActivity", "CloseDay"}
    assert acts["general_affairs"] == {"CloseDay"}
    assert acts["safety"] == {"StopActivity"}
    assert acts["reception"] == set()


async def test_the_poster_is_one_sheet_with_the_address_of_the_self_check_in(house: ServedHouse) -> None:
    desk = await house.login("reception")
    poster = await desk.http.get(desk.path("poster"))
    assert f"{house.url}/o/{house.operation_id}/in" in poster.text
    assert poster.text.count("<svg") >= 1
    assert " style=" not in poster.text


async def test_several_people_are_sent_to_help_inside_or_home_in_one_act(house: ServedHouse) -> None:
    desk = await house.login("reception")
    ids = []
    for n in range(3):
        volunteer(house, f"vol_many{n}", f"大勢 {n}", f"オオゼイ{n}", is_insured=False)
        await desk.do("CheckIn", volunteer_id=f"vol_many{n}")
        ids.append(record_of(house, f"vol_many{n}").attendance_id)
    page = (await desk.http.get(desk.path("reception/people?show=waiting"))).text
    assert all(f'name="attendance_ids" value="{one}"' in page for one in ids)
    commands = f"/api/v1/operations/{desk.operation}/commands"
    assert f'formaction="{commands}/AssignCenterSupport"' in page
    back = ("next", desk.path("reception/people?show=waiting"))
    inside = [("attendance_ids", one) for one in ids[:2]]
    await send(desk, f"{commands}/AssignCenterSupport", *inside, back)
    await send(desk, f"{commands}/SendHome", ("attendance_ids", ids[2]), back)
    states = [record_of(house, f"vol_many{n}").status.value for n in range(3)]
    assert states == ["center_support", "center_support", "sent_home"]


async def test_the_people_of_today_can_be_narrowed_and_an_unknown_word_is_refused(house: ServedHouse) -> None:
    desk = await house.login("reception")
    volunteer(house, "vol_gone", "帰った 人", "カエッタ")
    await desk.do("CheckIn", volunteer_id="vol_gone")
    house.give(LeaveEarly(attendance_id=record_of(house, "vol_gone").attendance_id))
    assert "帰った 人" in (await desk.http.get(desk.path("reception/people?show=gone"))).text
    assert "帰った 人" not in (await desk.http.get(desk.path("reception/people?show=waiting"))).text
    assert (await desk.http.get(desk.path("reception/people?show=all%20of%20them"))).status_code == 404


@pytest.mark.parametrize("board", ["reception", "wall"])
async def test_the_boards_after_all_this_equal_a_fresh_look(house: ServedHouse, board: str) -> None:
    """Also after a setting was changed, on which the day's plan depends."""
    house.give(ChangeSetting(key="return_by_minutes", value=14 * 60 + (30 if board == "wall" else 0)))
    await caught_up(house)
    spec = next(one for one in SPECS if one.name == board)
    fresh = look(spec, load(*house.operation.reader.world_rows()))
    assert house.operation.hub.views[board].items == fresh.items
    day = next(item for (kind, _), item in fresh.items.items() if kind == "day")
    assert day["return_by"].startswith("2026-09-12T05:")
