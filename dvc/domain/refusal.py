"""Every "no" of the system: a code, and named details that hold no personal detail. Edges speak; the domain
only codes.

A refusal is expected and counted. The code is also the code of the sentence in `dvc.text`: area and name
(`needs.refuse_needs_way`; general ones `refusal.*`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

Detail: TypeAlias = str | int | float | bool | datetime | tuple[str, ...] | None


class Refusal(Exception):
    """The center's "no". `code` is stable and public; `details` are ids, enums, numbers and times for the
    sentence.

    `status` is the HTTP status an edge answers with: 403 actor, 404 unknown, 409 state, 410 revoked, 422
    value.
    """

    def __init__(self, code: str, *, status: int = 409, **details: Detail) -> None:
        """Keep the code and its details; the message is for logs only and is never parsed."""
        super().__init__(code)
        self.code = code
        self.status = status
        self.details: Mapping[str, Detail] = details

    def __repr__(self) -> str:
        """Code and details, as a log line wants them."""
        return f"Refusal({self.code!r}, {dict(self.details)!r})"


def refuse_unless(condition: object, code: str, *, status: int = 409, **details: Detail) -> None:
    """Raise `Refusal(code)` when `condition` is false."""
    if not condition:
        raise Refusal(code, status=status, **details)
