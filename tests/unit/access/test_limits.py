"""Guessing is slowed by address and by whom it is about; honest tries never meet the limit."""

from __future__ import annotations

import pytest

from dvc.domain.refusal import Refusal
from dvc.web.limits import KEYS_MOST, TRIES_MOST, WINDOW_SECONDS, Limiter


class Seconds:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_the_twenty_first_wrong_try_in_a_minute_waits() -> None:
    seconds = Seconds()
    limiter = Limiter(seconds)
    for _ in range(TRIES_MOST):
        limiter.take(address="10.0.0.7")
    with pytest.raises(Refusal) as no:
        limiter.take(address="10.0.0.7")
    assert (no.value.code, no.value.status) == ("access.slow_down", 429)
    seconds.at += WINDOW_SECONDS
    limiter.take(address="10.0.0.7")


def test_another_address_is_not_slowed() -> None:
    limiter = Limiter(Seconds())
    for _ in range(TRIES_MOST):
        limiter.take(address="10.0.0.7")
    limiter.take(address="10.0.0.8")


def test_one_person_tried_from_a_thousand_addresses_is_slowed() -> None:
    limiter = Limiter(Seconds())
    for n in range(TRIES_MOST):
        limiter.take(address=f"10.0.0.{n}", subject="staff_1")
    with pytest.raises(Refusal):
        limiter.take(address="10.0.1.1", subject="staff_1")
    limiter.take(address="10.0.1.1", subject="staff_2")


def test_right_tries_are_given_back_so_a_whole_center_may_share_an_address() -> None:
    limiter = Limiter(Seconds())
    for _ in range(TRIES_MOST * 10):
        limiter.give_back(limiter.take(address="10.0.0.1"))


def test_a_refused_try_counts_under_no_key() -> None:
    limiter = Limiter(Seconds())
    for _ in range(TRIES_MOST):
        limiter.take(address="10.0.0.7")
    for _ in range(TRIES_MOST * 2):
        with pytest.raises(Refusal):
            limiter.take(address="10.0.0.7", subject="staff_1")
    limiter.take(address="10.0.0.8", subject="staff_1")


def test_a_flood_of_addresses_does_not_grow_the_memory_without_end() -> None:
    limiter = Limiter(Seconds())
    for n in range(KEYS_MOST + 500):
        limiter.take(address=str(n))
    assert len(limiter.counts) <= KEYS_MOST
