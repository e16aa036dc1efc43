"""Secrets given out: unreadable in the store, spent once, ended at once; PINs that can be guessed by nobody
in time.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from dvc.domain.refusal import Refusal
from dvc.store.credentials import MISSES_FREE, WAIT_SECONDS_MOST, SqlCredentials
from tests.factories import Center, a_center

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def secrets_of(center: Center) -> SqlCredentials:
    return SqlCredentials(center.store, hasher=QUICK)


def test_a_secret_opens_what_it_was_issued_for_and_nothing_of_another_purpose(center: Center) -> None:
    credentials = secrets_of(center)
    secret = credentials.issue("session", "staff_1", {"roles": ["intake"]}, expires_at=None)
    found = credentials.find("session", secret)
    assert found is not None
    assert (found.subject, found.body["roles"], len(found.handle)) == ("staff_1", ["intake"], 12)
    assert credentials.find("token", secret) is None
    assert credentials.find("session", secret[:-1] + ("A" if secret[-1] != "A" else "B")) is None


def test_secrets_have_128_random_bits_and_never_repeat(center: Center) -> None:
    credentials = secrets_of(center)
    made = {credentials.issue("tag", "staff_1", {}, expires_at=None) for _ in range(200)}
    assert len(made) == 200
    assert all(len(one) >= 22 for one in made)


def test_no_byte_of_a_secret_or_pin_stands_in_the_file(tmp_path: Path) -> None:
    with a_center(tmp_path) as center:
        credentials = secrets_of(center)
        secret = credentials.issue("invitation", "staff_1", {}, expires_at=None)
        credentials.set_pin("staff_1", "73915824")
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert secret.encode() not in raw
    assert b"73915824" not in raw


def test_of_twenty_who_spend_one_secret_at_once_exactly_one_gets_it(center: Center) -> None:
    credentials = secrets_of(center)
    secret = credentials.issue("invitation", "staff_1", {}, expires_at=None)
    barrier, won = threading.Barrier(20), []

    def race() -> None:
        barrier.wait()
        if credentials.use("invitation", secret) is not None:
            won.append(threading.get_ident())

    threads = [threading.Thread(target=race) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    spent = credentials.find("invitation", secret)
    assert spent is not None
    assert spent.used_at == center.clock.now()


def test_a_secret_ends_at_its_time_by_itself(center: Center) -> None:
    credentials = secrets_of(center)
    ends = center.clock.now() + timedelta(minutes=30)
    secret = credentials.issue("pairing", "staff_1", {}, expires_at=ends)
    center.clock.forward(minutes=29, seconds=59)
    assert credentials.find("pairing", secret) is not None
    center.clock.forward(seconds=1)
    assert credentials.find("pairing", secret) is None
    assert credentials.use("pairing", secret) is None


def test_revoking_ends_one_a_listed_one_or_all_of_a_subject(center: Center) -> None:
    credentials = secrets_of(center)
    first, second, third, other = (
        credentials.issue(purpose, subject, {}, expires_at=None)
        for purpose, subject in (("session", "a"), ("session", "a"), ("staff_tag", "a"), ("session", "b"))
    )
    credentials.revoke("session", first)
    assert credentials.find("session", first) is None
    listed = credentials.listing("session")
    assert {one.subject for one in listed} == {"a", "b"}
    handle = next(one.handle for one in listed if one.subject == "b")
    assert credentials.revoke_listed("session", handle) == 1
    assert credentials.find("session", other) is None
    assert credentials.revoke_all("a", purposes=("session",)) == 1
    assert credentials.find("session", second) is None
    assert credentials.find("staff_tag", third) is not None
    assert credentials.revoke_all("a") == 1


def test_a_handle_with_a_wildcard_ends_nothing(center: Center) -> None:
    credentials = secrets_of(center)
    secret = credentials.issue("device", "dev_1", {}, expires_at=None)
    assert credentials.revoke_listed("device", "%") == 0
    assert credentials.revoke_listed("device", "_") == 0
    assert credentials.find("device", secret) is not None


def test_a_note_is_added_to_the_body(center: Center) -> None:
    credentials = secrets_of(center)
    secret = credentials.issue("session", "a", {"roles": ["intake"]}, expires_at=None)
    credentials.note("session", secret, {"seen_at": "2026-09-12T00:00:00+00:00"})
    found = credentials.find("session", secret)
    assert found is not None
    assert dict(found.body) == {"roles": ["intake"], "seen_at": "2026-09-12T00:00:00+00:00"}


def test_the_right_pin_opens_and_forgives_earlier_misses(center: Center) -> None:
    credentials = secrets_of(center)
    credentials.set_pin("staff_1", "4821")
    for _ in range(MISSES_FREE - 1):
        assert not credentials.check_pin("staff_1", "0000")
    assert credentials.check_pin("staff_1", "4821")
    for _ in range(MISSES_FREE - 1):
        assert not credentials.check_pin("staff_1", "0000")
    assert credentials.check_pin("staff_1", "4821")


def test_wrong_pins_wait_longer_each_time_but_never_for_good(center: Center) -> None:
    credentials = secrets_of(center)
    credentials.set_pin("staff_1", "4821")
    waits: list[int] = []
    for _ in range(MISSES_FREE):
        assert not credentials.check_pin("staff_1", "0000")
    for _ in range(12):
        assert not credentials.check_pin("staff_1", "0000")
        with pytest.raises(Refusal) as no:
            credentials.check_pin("staff_1", "4821")
        assert (no.value.code, no.value.status) == ("access.pin_wait", 429)
        seconds = no.value.details["seconds"]
        assert isinstance(seconds, int)
        waits.append(seconds)
        center.clock.forward(seconds=seconds)
    assert waits == sorted(waits)
    assert max(waits) <= WAIT_SECONDS_MOST + 1
    assert credentials.check_pin("staff_1", "4821")


def test_twenty_guesses_at_once_are_no_way_around_the_wait(center: Center) -> None:
    credentials = secrets_of(center)
    credentials.set_pin("staff_1", "4821")
    judged: list[bool] = []

    def guess(pin: str) -> None:
        try:
            judged.append(credentials.check_pin("staff_1", pin))
        except Refusal:
            return

    threads = [threading.Thread(target=guess, args=(f"{n:04d}",)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(judged) == MISSES_FREE + 1


def test_somebody_without_a_pin_is_answered_like_somebody_with_one(center: Center) -> None:
    credentials = secrets_of(center)
    credentials.set_pin("staff_1", "4821")
    answers: dict[str, list[object]] = {}
    for subject in ("staff_1", "nobody"):
        for _ in range(MISSES_FREE + 3):
            try:
                answers.setdefault(subject, []).append(credentials.check_pin(subject, "0000"))
            except Refusal as no:
                answers[subject].append((no.code, no.details["seconds"]))
    assert answers["staff_1"] == answers["nobody"]


def test_a_clock_set_back_locks_nobody_out(center: Center) -> None:
    credentials = secrets_of(center)
    credentials.set_pin("staff_1", "4821")
    for _ in range(MISSES_FREE + 1):
        credentials.check_pin("staff_1", "0000")
    center.clock.forward(hours=-24)
    assert credentials.check_pin("staff_1", "4821")


def test_old_secrets_are_pruned_and_those_in_force_stay(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dvc.store.credentials.PRUNE_EVERY", 3)
    credentials = secrets_of(center)
    credentials.issue("session", "old", {}, expires_at=center.clock.now() + timedelta(hours=1))
    kept = credentials.issue("token", "kept", {}, expires_at=None)
    center.clock.forward(days=30)
    credentials.issue("session", "new", {}, expires_at=None)
    with center.store.read() as connection:
        subjects = set(connection.execute(sa.text("SELECT subject FROM credential")).scalars())
    assert subjects == {"kept", "new"}
    assert credentials.find("token", kept) is not None
