"""Type hints of our dataclasses, resolved: what the edge and the store ask of a command's or a state's
fields.
"""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any


@cache
def hints(cls: type) -> dict[str, Any]:
    """Resolved type hints of a dataclass, in field order."""
    resolved = typing.get_type_hints(cls)
    return {field.name: resolved[field.name] for field in fields(cls)}


def bare(hint: Any) -> Any:
    """The type behind NewTypes."""
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    return hint


def without_none(hint: Any) -> tuple[Any, bool]:
    """(type without None, whether None is allowed)."""
    hint = bare(hint)
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        rest = [bare(arg) for arg in typing.get_args(hint) if arg is not type(None)]
        inner = rest[0] if len(rest) == 1 else typing.Union[tuple(rest)]  # noqa: UP007 - made of a list of types
        return inner, len(rest) < len(typing.get_args(hint))
    return hint, False


def inner(hint: Any) -> Any:
    """The type itself, without NewType and None."""
    return without_none(hint)[0]


def is_record(hint: Any) -> bool:
    """Whether a hint is one of our dataclasses."""
    return isinstance(hint, type) and is_dataclass(hint)
