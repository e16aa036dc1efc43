"""Replay the log and compare with the tables: the law "replay == tables" as a command (`dvcenter verify`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from dvc.domain.center_settings import CENTER_SETTINGS, SETTINGS_STREAM
from dvc.domain.kinds import BY_NAME, KINDS
from dvc.store import access_log, codec, event_log, reference
from dvc.store.tables import MAPPERS, STATE_TABLES

DIFFERENCES_MOST = 50


@dataclass(slots=True)
class Verdict:
    """What a check of a store found; clean when nothing is listed."""

    events: int = 0
    streams: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether log, chain and tables agree."""
        return not self.differences

    def add(self, text: str) -> None:
        """Note a difference; the list is bounded."""
        if len(self.differences) < DIFFERENCES_MOST:
            self.differences.append(text)


def replayed(connection: sa.Connection) -> tuple[dict[tuple[str, str], tuple[Any, int]], int]:
    """States and versions of all streams by replay, and the last seq."""
    states: dict[tuple[str, str], tuple[Any, int]] = {}
    seq = 0
    for recorded in event_log.read_all(connection):
        key = (recorded.kind, recorded.stream)
        state, _ = states.get(key, (None, 0))
        states[key] = (BY_NAME[recorded.kind].step(state, recorded.event), recorded.version)
        seq = recorded.seq
    return states, seq


def stored(connection: sa.Connection) -> dict[tuple[str, str], tuple[Any, int]]:
    """States and versions of all streams out of the tables."""
    states: dict[tuple[str, str], tuple[Any, int]] = {}
    for kind in KINDS:
        for row in connection.execute(sa.select(STATE_TABLES[kind.name])).mappings():
            states[kind.name, row["stream"]] = (MAPPERS[kind.name].from_row(row), row["version"])
    return states


def verify(connection: sa.Connection) -> Verdict:
    """Chain, replay and tables compared within one reading transaction."""
    verdict = Verdict()
    broken = event_log.first_broken_link(connection)
    if broken is not None:
        verdict.add(f"event_log: chain broken at seq {broken}")
    broken_view = access_log.first_broken_view(connection)
    if broken_view is not None:
        verdict.add(f"access_log: chain broken at row {broken_view}")
    if broken is not None:
        return verdict
    states, verdict.events = replayed(connection)
    _compare_layers(connection, states, verdict)
    tables = stored(connection)
    verdict.streams = len(states)
    for key in sorted(states.keys() | tables.keys()):
        if key not in tables:
            verdict.add(f"{key[0]} {key[1]}: in the log, not in the tables")
        elif key not in states:
            verdict.add(f"{key[0]} {key[1]}: in the tables, not in the log")
        elif states[key] != tables[key]:
            verdict.add(f"{key[0]} {key[1]}: {_first_difference(states[key], tables[key])}")
    return verdict


def _first_difference(replay: tuple[Any, int], table: tuple[Any, int]) -> str:
    if replay[1] != table[1]:
        return f"version {replay[1]} by replay, {table[1]} in the table"
    ours, theirs = codec.encode(replay[0]), codec.encode(table[0])
    names = [name for name in ours if ours[name] != theirs.get(name)]
    return f"fields differ: {', '.join(names)}"


def _compare_layers(
    connection: sa.Connection, states: dict[tuple[str, str], tuple[Any, int]], verdict: Verdict
) -> None:
    """The imported layers lie as the log says they were imported."""
    settings, _ = states.get((CENTER_SETTINGS.name, SETTINGS_STREAM), (None, 0))
    for layer in settings.layers if settings is not None else ():
        if reference.digest(connection, layer.layer) != layer.digest:
            verdict.add(f"layer {layer.layer}: rows differ from the import at {layer.since.isoformat()}")
