"""A member of staff in a process of their own who takes a seat at the very moment another one does."""

from __future__ import annotations

import re
import time
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

import httpx

CSRF = re.compile(r'<meta name="csrf" content="([^"]*)"')
FORM_CSRF = re.compile(r'name="csrf"[^>]*?(?:value|content)="([^"]*)"')
WAIT_SECONDS_MAX = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whom to claim for which sheet, and how to come in."""

    url: str
    operation: str
    invitation: str
    person: str
    sheet: str
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What came of one round; `answered`: seconds of the machine's steady clock."""

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    answered: float = 0.0


def session_of(url: str, operation: str, invitation: str) -> httpx.Client:
    """A client that came in by an invitation link, as a helper does; it carries its CSRF token."""
    http = httpx.Client(
        base_url=url,
        follow_redirects=True,
        timeout=WAIT_SECONDS_MAX,
        trust_env=False,
        headers={"accept": "text/html", "origin": url},
    )
    page = http.get(f"/j/{invitation}")
    form = FORM_CSRF.search(page.text)
    assert form is not None, page.text[:1_000]
    http.post(f"/o/{operation}/join", data={"csrf": form.group(1)})
    seen = CSRF.search(http.get(f"/o/{operation}/who").text)
    assert seen is not None
    http.headers.update({"x-csrf": seen.group(1), "accept": "application/json"})
    return http


def claim_in_rounds(plan: Plan, barrier: Barrier, line: Connection) -> None:
    """Each round: both are released, both take the seat; whoever won takes the note off again."""
    commands = f"/api/v1/operations/{plan.operation}/commands"
    claims = []
    with closing(session_of(plan.url, plan.operation, plan.invitation)) as http:
        take = {"visit_id": plan.sheet, "people": [plan.person]}
        free = {"visit_id": plan.sheet, "person": plan.person}
        for _ in range(plan.rounds):
            barrier.wait(WAIT_SECONDS_MAX)
            answer = http.post(f"{commands}/TakeSeat", json=take)
            claims.append(Claim(status=answer.status_code, body=answer.json(), answered=time.monotonic()))
            barrier.wait(WAIT_SECONDS_MAX)
            if answer.status_code == httpx.codes.OK:
                freed = http.post(f"{commands}/FreeSeat", json=free)
                assert freed.status_code == httpx.codes.OK, freed.text
    line.send(claims)
    line.close()
