"""The one door: a command, who gives it, the handler table, and the receipt that answers every repeat the
same way.

A command is a frozen dataclass; its class name is its public name. `@handles` names the roles that may give
it, in one place. The writer thread calls `dispatch`; a refused command leaves only its receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from dvc.domain.command import CommandMeta, Expected, Receipt, Result
from dvc.domain.kinds import BY_NAME
from dvc.domain.refusal import Refusal
from dvc.domain.roles import Role
from dvc.ports import Work

__all__ = ["CommandMeta", "Expected", "Handler", "Receipt", "Result", "handlers", "handles", "judge"]

HandlerFunction: TypeAlias = Callable[[Work, Any, CommandMeta], Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """What the bus knows of a command. `offline`: a device may give it late, in any order (law "any delivery
    order").
    """

    command: type
    function: HandlerFunction
    roles: frozenset[Role]
    offline: bool = False


@dataclass(slots=True)
class _Table:
    by_name: dict[str, Handler] = field(default_factory=dict)


_TABLE = _Table()
EVERYONE = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()


def handles(
    command: type, *, roles: frozenset[Role], offline: bool = False
) -> Callable[[HandlerFunction], HandlerFunction]:
    """Register the handler of a command class. The center's head and the system may give every command."""

    def register(function: HandlerFunction) -> HandlerFunction:
        assert command.__name__ not in _TABLE.by_name, f"two handlers for {command.__name__}"
        _TABLE.by_name[command.__name__] = Handler(
            command=command,
            function=function,
            roles=roles | {Role.CENTER_HEAD, Role.SYSTEM},
            offline=offline,
        )
        return function

    return register


def handlers() -> Mapping[str, Handler]:
    """All registered handlers by command name; complete after `dvc.commands.catalogue` was imported."""
    return _TABLE.by_name


def judge(work: Work, command: Any, meta: CommandMeta) -> Result:
    """Check the actor's roles and the expected version, then run the handler. Raises Refusal."""
    handler = _TABLE.by_name[type(command).__name__]
    if meta.expected is not None:
        _check_expected(work, meta.expected)
    if not meta.actor.roles & handler.roles:
        raise Refusal("refusal.not_allowed", status=403, command=handler.command.__name__)
    return handler.function(work, command, meta)


def _check_expected(work: Work, expected: Expected) -> None:
    kind = BY_NAME[expected.kind]
    version = work.version(kind, expected.stream)
    if version == expected.version:
        return
    newer = work.events_after(kind, expected.stream, expected.version)
    last = newer[-1].meta if newer else None
    raise Refusal(
        "refusal.stale",
        version=version,
        by=last.actor if last else None,
        at=last.recorded_at if last else None,
    )
