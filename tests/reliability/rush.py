"""Clients at the reception who check in flat out over HTTP, keep what had no answer, and ask again with the
same action id: what a tablet does when the line breaks.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

TWINS = 0.05
"""Share of check-ins that a client sends twice at once, as an impatient finger does."""


@dataclass(frozen=True, slots=True)
class Call:
    """One check-in with the ids its client made."""

    action: str
    volunteer: str

    def body(self) -> dict[str, Any]:
        """The command."""
        person = {
            "name": "緑川 太郎",
            "kana": "ミドリカワ タロウ",
            "phone": "090-0000-0001",
            "age_band": "thirties",
        }
        return {"volunteer_id": self.volunteer, "person": person}


@dataclass(slots=True)
class Rush:
    """What the clients know: answers by call, and calls that had none."""

    seed: int
    acknowledged: dict[Call, dict[str, Any]] = field(default_factory=dict)
    unanswered: list[Call] = field(default_factory=list)
    retried: int = 0
    done_after_all: int = 0
    """Retries whose first try had been stored: without the action id they would be doubled."""
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Seeded, so that a failure can be played again."""
        self._chance = random.Random(self.seed)

    def new_call(self) -> Call:
        """A person who was never here."""
        number = next(self._count)
        return Call(action=f"tablet-{self.seed}-{number:07d}", volunteer=f"vol_{self.seed:02d}{number:07d}")

    async def client(self, http: httpx.AsyncClient, url: str, stop: asyncio.Event) -> None:
        """First what had no answer, then new people, until the line breaks or `stop` is set."""
        while not stop.is_set():
            is_retry = bool(self.unanswered)
            call = self.unanswered.pop() if is_retry else self.new_call()
            twins = 1 if is_retry or self._chance.random() >= TWINS else 2
            answers = await asyncio.gather(*(self._give(http, url, call) for _ in range(twins)))
            told = [one for one in answers if one is not None]
            if not told:
                self.unanswered.append(call)
                return
            self._note(call, told, is_retry=is_retry)

    def _note(self, call: Call, told: list[dict[str, Any]], *, is_retry: bool) -> None:
        first = {**told[0], "repeated": False}
        assert all({**one, "repeated": False} == first for one in told), "one action id, two answers"
        self.acknowledged[call] = told[0]
        self.retried += is_retry
        self.done_after_all += is_retry and told[0]["repeated"]

    @staticmethod
    async def _give(http: httpx.AsyncClient, url: str, call: Call) -> dict[str, Any] | None:
        """The acknowledgement, None when the line broke before it came. A refusal fails the test."""
        headers = {"idempotency-key": call.action}
        try:
            answer = await http.post(f"{url}/commands/CheckInNew", json=call.body(), headers=headers)
        except httpx.TransportError:
            return None
        assert answer.status_code == httpx.codes.OK, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def settle(self, http: httpx.AsyncClient, url: str) -> None:
        """Ask again until nothing is unanswered."""
        while self.unanswered:
            call = self.unanswered.pop()
            answer = await self._give(http, url, call)
            assert answer is not None, "the server is up"
            self._note(call, [answer], is_retry=True)
