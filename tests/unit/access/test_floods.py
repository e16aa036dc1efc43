"""The open forms are slowed by address, by phone and by content; a whole hall behind one address is not."""

from __future__ import annotations

import pytest

from dvc.domain.refusal import Refusal
from dvc.web.floods import (
    ASK,
    CHECK_IN,
    KEYS_MOST,
    SAME_CONTENT_MOST,
    WINDOW_SECONDS,
    Floods,
    digest_of,
    network_of,
)

HALL = "192.168.10.1"


class Seconds:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def code_of(no: pytest.ExceptionInfo[Refusal]) -> tuple[str, int]:
    return no.value.code, no.value.status


def test_three_hundred_people_of_one_hall_who_each_send_twice_are_let_through() -> None:
    seconds = Seconds()
    floods = Floods(seconds)
    for number in range(300):
        for attempt in range(2):
            floods.sent(CHECK_IN, address=HALL)
            floods.same(
                CHECK_IN, {"name": f"緑川 {number}", "city": attempt}, action=f"act_{number}_{attempt}"
            )
        seconds.at += 0.9  # all within four and a half minutes


def test_the_next_form_of_the_address_waits_until_the_window_has_slid() -> None:
    seconds = Seconds()
    floods = Floods(seconds)
    for _ in range(ASK.address_most):
        floods.sent(ASK, address=HALL)
        seconds.at += 1
    with pytest.raises(Refusal) as no:
        floods.sent(ASK, address=HALL)
    assert code_of(no) == ("access.flood_address", 429)
    wait = no.value.details["seconds"]
    assert isinstance(wait, int)
    assert wait == WINDOW_SECONDS - ASK.address_most + 1
    floods.sent(ASK, address="192.168.10.2")
    floods.sent(CHECK_IN, address=HALL)
    seconds.at += wait
    floods.sent(ASK, address=HALL)


def test_one_phone_is_slowed_before_its_hall() -> None:
    floods = Floods(Seconds())
    for _ in range(CHECK_IN.device_most):
        floods.sent(CHECK_IN, address=HALL, device="vol_1")
    with pytest.raises(Refusal) as no:
        floods.sent(CHECK_IN, address=HALL, device="vol_1")
    assert code_of(no) == ("access.flood_device", 429)
    floods.sent(CHECK_IN, address=HALL, device="vol_2")
    floods.sent(CHECK_IN, address=HALL)


def test_the_same_content_from_a_thousand_addresses_is_slowed_but_the_same_act_is_not() -> None:
    floods = Floods(Seconds())
    body = {"name": "x", "request_text": "買います"}
    for number in range(SAME_CONTENT_MOST):
        for _ in range(10):  # a line that is down: pressed again and again, one act
            floods.same(ASK, {**body, "action_id": f"a{number}"}, action=f"a{number}")
    with pytest.raises(Refusal) as no:
        floods.same(ASK, body, action="another")
    assert code_of(no) == ("access.flood_same", 429)
    floods.same(ASK, body, action="a0")
    floods.same(ASK, {**body, "name": "y"}, action="another")
    floods.same(CHECK_IN, body, action="another")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.168.10.7", "192.168.10.7"),
        ("::ffff:192.168.10.7", "192.168.10.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_a_sender_is_counted_by_what_one_household_is_given(address: str, network: str) -> None:
    assert network_of(address) == network


def test_what_belongs_to_the_sending_is_no_content() -> None:
    body = {"name": "緑川", "said": {"condition": "good"}}
    assert digest_of(body) == digest_of({**body, "csrf": "c", "action_id": "a", "medium": "web"})
    assert digest_of(body) != digest_of({**body, "said": {"condition": "bad"}})


def test_a_flood_of_addresses_does_not_grow_the_memory_without_end() -> None:
    floods = Floods(Seconds())
    for number in range(KEYS_MOST + 100):
        floods.sent(ASK, address=f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")
    assert len(floods.counts) <= KEYS_MOST
