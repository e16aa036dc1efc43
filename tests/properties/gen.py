"""Generators of commands for the four laws: one function per command, in `commands_<area>.py`.

A generator gets `draw` (hypothesis) and the center as it stands, and gives a command, or None when it makes
no sense now. `test_laws.py` fails on a command that has none.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import tests.properties as here
from tests.factories import Center

T = TypeVar("T")


class Draw(Protocol):
    """Hypothesis' draw."""

    def __call__(self, strategy: SearchStrategy[T]) -> T:
        """A value of the strategy."""
        ...


Generator = Callable[[Draw, Center], Any]
GENERATORS: dict[type, Generator] = {}


def generates(command: type) -> Callable[[Generator], Generator]:
    """Register the generator of a command class."""

    def register(function: Generator) -> Generator:
        assert command not in GENERATORS, f"two generators for {command.__name__}"
        GENERATORS[command] = function
        return function

    return register


def one_of(draw: Draw, values: Sequence[T]) -> T | None:
    """One of the values, None when there is none."""
    return draw(st.sampled_from(list(values))) if values else None


def load_all() -> None:
    """Import every module of generators, so that `GENERATORS` is whole."""
    for module in pkgutil.iter_modules(here.__path__):
        if module.name.startswith("commands_"):
            importlib.import_module(f"tests.properties.{module.name}")
