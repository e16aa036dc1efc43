"""Events and states to JSON and back, by their type hints; old versions are upcast on reading, never edited.

Encoders and decoders are built once per type. A type that the log may not hold (a free text would be a plain
`str` with no id type behind it; the tidy test judges that) still has to be one of: str, int, float, bool,
enum, datetime, date, tuple, frozen dataclass, None.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias

import orjson

from dvc.domain import field_types

Plain: TypeAlias = Any
Decoder: TypeAlias = Callable[[Plain], Any]
Encoder: TypeAlias = Callable[[Any], Plain]
Upcaster: TypeAlias = Callable[[dict[str, Plain]], dict[str, Plain]]

KIND_VERSIONS: Mapping[str, int] = {}
"""Version of each event class by name; 1 unless named here."""
UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""(event class, from version) -> function to the next version's body."""


def encode(value: Any) -> Plain:
    """A value of a state or event as JSON types; datetimes as UTC ISO text with microseconds."""
    cls = type(value)
    encoder = _ENCODERS.get(cls)
    if encoder is None:
        encoder = _ENCODERS[cls] = _encoder(cls)
    return encoder(value)


_ENCODERS: dict[type, Encoder] = {}
"""Made at the first value of each class."""


def _encoder(cls: type) -> Encoder:
    """A function from values of a class to JSON types. Raises TypeError for one that the log may not hold."""
    if issubclass(cls, StrEnum):
        return lambda value: value.value
    if cls is type(None) or issubclass(cls, bool | int | float | str):
        return lambda value: value
    if issubclass(cls, datetime):
        return lambda value: value.astimezone(UTC).isoformat(timespec="microseconds")
    if issubclass(cls, date):
        return lambda value: value.isoformat()
    if issubclass(cls, tuple | list):
        return lambda value: [encode(item) for item in value]
    if is_dataclass(cls):
        names = tuple(field.name for field in fields(cls))
        return lambda value: {name: encode(getattr(value, name)) for name in names}
    message = f"the log cannot hold a {cls.__name__}"
    raise TypeError(message)


def dumps(value: Any) -> str:
    """Canonical JSON text of a value: sorted keys, so that equal values give equal bytes."""
    return orjson.dumps(encode(value), option=orjson.OPT_SORT_KEYS).decode()


def loads(text: str | bytes) -> Plain:
    """JSON text to plain types."""
    return orjson.loads(text)


@cache
def decoder(hint: Any) -> Decoder:
    """A function from plain JSON to a value of the hinted type."""
    inner, may_be_none = field_types.without_none(hint)
    if may_be_none:
        some = decoder(inner)
        return lambda plain: None if plain is None else some(plain)
    if typing.get_origin(inner) is tuple:
        return _tuple_decoder(typing.get_args(inner))
    if isinstance(inner, type):
        if issubclass(inner, StrEnum):
            return inner
        if issubclass(inner, datetime):
            return datetime.fromisoformat
        if issubclass(inner, date):
            return date.fromisoformat
        if issubclass(inner, float):
            return float
        if is_dataclass(inner):
            return _dataclass_decoder(inner)
    return lambda plain: plain


def _tuple_decoder(args: tuple[Any, ...]) -> Decoder:
    if len(args) == 2 and args[1] is Ellipsis:
        item = decoder(args[0])
        return lambda plain: tuple(item(one) for one in plain)
    items = tuple(decoder(arg) for arg in args)
    return lambda plain: tuple(one(value) for one, value in zip(items, plain, strict=True))


def _dataclass_decoder(cls: type) -> Decoder:
    decoders: dict[str, Decoder] = {}

    def decode(plain: Plain) -> Any:
        if not decoders:
            decoders.update({name: decoder(hint) for name, hint in field_types.hints(cls).items()})
        return cls(**{name: decoders[name](value) for name, value in plain.items() if name in decoders})

    return decode


def event_version(cls: type) -> int:
    """The version that this program writes of an event class."""
    return KIND_VERSIONS.get(cls.__name__, 1)


def decode_event(cls: type, version: int, body: str | bytes) -> Any:
    """An event out of the log; bodies of older versions are brought up step by step."""
    plain = loads(body)
    for old in range(version, event_version(cls)):
        plain = UPCASTERS[cls.__name__, old](plain)
    return decoder(cls)(plain)
