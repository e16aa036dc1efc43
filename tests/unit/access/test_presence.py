"""The idle limit follows a clock that never jumps, and a restart does not forget who was at work (F2, I6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dvc.ports import Credential
from dvc.web.presence import NOTE_EVERY_SECONDS, Presence

NOW = datetime(2026, 9, 12, 0, 0, tzinfo=UTC)


class Seconds:
    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def a_session(*, created: datetime = NOW, seen: datetime | None = None) -> Credential:
    body = {} if seen is None else {"seen_at": seen.isoformat()}
    return Credential(
        purpose="session",
        subject="staff_1",
        body=body,
        created_at=created,
        expires_at=None,
        used_at=None,
        handle="abc",
    )


def test_idle_time_grows_until_somebody_touches_the_page() -> None:
    seconds = Seconds()
    presence = Presence(seconds)
    presence.touch("op", "abc")
    seconds.at += 299
    assert presence.idle("op", a_session(), NOW + timedelta(seconds=299)) == timedelta(seconds=299)
    presence.touch("op", "abc")
    assert presence.idle("op", a_session(), NOW + timedelta(seconds=299)) == timedelta(0)


def test_a_wall_clock_that_jumps_an_hour_ahead_sends_nobody_away() -> None:
    presence = Presence(Seconds())
    presence.touch("op", "abc")
    assert presence.idle("op", a_session(), NOW + timedelta(hours=1)) == timedelta(0)


def test_a_wall_clock_that_is_set_back_keeps_nobody_in() -> None:
    seconds = Seconds()
    presence = Presence(seconds)
    presence.touch("op", "abc")
    seconds.at += 600
    assert presence.idle("op", a_session(), NOW - timedelta(hours=1)) == timedelta(minutes=10)


def test_after_a_restart_the_stored_minute_counts() -> None:
    presence = Presence(Seconds())
    session = a_session(seen=NOW + timedelta(minutes=20))
    assert presence.idle("op", session, NOW + timedelta(minutes=21)) == timedelta(minutes=1)


def test_work_on_another_process_counts_here_too() -> None:
    seconds = Seconds()
    presence = Presence(seconds)
    presence.touch("op", "abc")
    seconds.at += 600
    session = a_session(seen=NOW + timedelta(minutes=9))
    assert presence.idle("op", session, NOW + timedelta(minutes=10)) == timedelta(minutes=1)


def test_the_stored_minute_is_renewed_once_a_minute() -> None:
    seconds = Seconds()
    presence = Presence(seconds)
    assert presence.wants_note("op", "abc")
    seconds.at += NOTE_EVERY_SECONDS - 1
    assert not presence.wants_note("op", "abc")
    seconds.at += 1
    assert presence.wants_note("op", "abc")
