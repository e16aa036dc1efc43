"""The end that a delivery order leads to: every row that the deliveries wrote, without what counts arrivals.

What counts arrivals, and so may differ between two orders of the same deliveries (and nothing else may):

- `seq`, `recorded_at`, `chain` of the log, `updated_seq` of a table, `n` of the vault: they are the order of
  arrival, and no fact's order depends on them (law 5);
- numbers of a day below 8000 and the short codes made of them: a counter hands them out to whoever comes
  first, and they are read aloud. *Which* were handed out is the same, and compared; numbers of paper and of
  offline blocks stay;
- the serial of a printed work order, which counts the prints of the day in the same way;
- receipts: an answer tells its caller of the moment at which it came (how many are out, what state a record
  is in). A repeat gets the same answer, which `deliveries.py` asks for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from dvc.board.catalogue import SPECS
from dvc.board.view import look
from dvc.board.world import load
from dvc.domain.ids import OFFLINE_NUMBERS
from dvc.domain.personal import Personal
from dvc.store import event_log
from dvc.store.people_vault import Sealer
from dvc.store.tables import MAPPERS, STATE_TABLES, reference_row, vault_value
from dvc.store.tables import event_log as log_table
from tests.factories import RING

StreamKey = tuple[str, str]
"""(kind, stream)"""

_CODE = re.compile(r"\b([NVGK][A-Z]?-\d{4})-([0-7]\d{3}|\d{3})-\d\b")
_COUNTED = re.compile(r'"(number|serial)":(\d{1,3}|[0-7]\d{3})\b')


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What stands after some deliveries. `rows`: columns of every stream they wrote; `story`: what happened
    on each; `words`: the vault; `layers`: the reference layers; `numbers`: what the counters handed out;
    `writers`: who wrote which streams.
    """

    rows: Mapping[StreamKey, Mapping[str, Any]]
    story: Mapping[StreamKey, Sequence[tuple[Any, ...]]]
    words: Sequence[tuple[Any, ...]]
    layers: Sequence[tuple[Any, ...]]
    numbers: Counter[tuple[Any, ...]]
    writers: Mapping[str, frozenset[StreamKey]]


@dataclass(frozen=True, slots=True)
class Start:
    """Where the deliveries begin: the last seq of the log and the last row of the vault."""

    seq: int
    words: int


def start_of(connection: sa.Connection) -> Start:
    """The store as it stands."""
    last = connection.execute(sa.select(sa.func.max(vault_value.c.n))).scalar()
    return Start(event_log.read_head(connection).seq, last or 0)


def end_of(connection: sa.Connection, start: Start) -> End:
    """Everything that was written since `start`; what was not written is the same in every order."""
    numbers: Counter[tuple[Any, ...]] = Counter()
    rows = {}
    for kind, table in STATE_TABLES.items():
        for row in connection.execute(sa.select(table).where(table.c.updated_seq > start.seq)).mappings():
            rows[kind, row["stream"]] = _columns(kind, row, numbers)
    story, writers = _story(connection, start)
    return End(
        rows=rows,
        story=story,
        words=_words(connection, start),
        layers=sorted(tuple(row) for row in connection.execute(sa.select(reference_row))),
        numbers=numbers,
        writers=writers,
    )


def _story(
    connection: sa.Connection, start: Start
) -> tuple[dict[StreamKey, list[tuple[Any, ...]]], dict[str, frozenset[StreamKey]]]:
    """What happened on each stream, and which streams each action wrote; whose words it kept counts as one.
    """
    story: dict[StreamKey, list[tuple[Any, ...]]] = {}
    writers: dict[str, set[StreamKey]] = {}
    events = sa.select(log_table).where(log_table.c.seq > start.seq).order_by(log_table.c.seq)
    for row in connection.execute(events):
        key = (row.stream_kind, row.stream)
        who = (row.actor, row.station, row.medium, row.action_id)
        story.setdefault(key, []).append((row.kind, without_counted(row.body), row.happened_at, *who))
        writers.setdefault(row.action_id, set()).add(key)
    words = sa.select(vault_value.c.action_id, vault_value.c.subject).where(vault_value.c.n > start.words)
    for action, subject in connection.execute(words):
        writers.setdefault(action, set()).add(("vault", subject))
    return story, {action: frozenset(keys) for action, keys in writers.items()}


def _columns(kind: str, row: sa.RowMapping, numbers: Counter[tuple[Any, ...]]) -> dict[str, Any]:
    columns: dict[str, Any] = {
        name: without_counted(value) if isinstance(value, str) else value for name, value in row.items()
    }
    del columns["updated_seq"]
    number = row.get("f_number")
    if number is not None and number < OFFLINE_NUMBERS.start:
        del columns["f_number"]
        numbers[kind, row.get("f_day") or row.get("f_born_on"), number] += 1
    return columns


def without_counted(text: str) -> str:
    """A column's or an event's text without numbers that a counter handed out."""
    return _COUNTED.sub(r'"\1":0', _CODE.sub(r"\1-#", text))


def _words(connection: sa.Connection, start: Start) -> list[tuple[Any, ...]]:
    """Old values by whether they still stand, new ones in clear."""
    sealer = Sealer(RING)
    found: list[tuple[Any, ...]] = []
    for row in connection.execute(sa.select(vault_value)):
        if row.n <= start.words:
            found.append((row.n, row.stands, row.withdrawn))
            continue
        value = row.value
        if row.sealed is not None:
            value = sealer.open(connection, row.subject, Personal(row.field), bytes(row.sealed))
        source = (row.said_by, row.medium, row.told, row.at, row.action_id)
        found.append((row.subject, row.field, value, row.folded, *source, row.stands, row.withdrawn))
    return sorted(found, key=repr)


def differences(one: End, other: End) -> list[str]:
    """Where two ends differ: `kind.field`, `kind.only_in_one` (written in one order only), `vault`, `layers`,
    `numbers`; in order.
    """
    found: set[str] = set()
    for key in one.rows.keys() | other.rows.keys():
        mine, theirs = one.rows.get(key), other.rows.get(key)
        if mine is None or theirs is None:
            found.add(f"{key[0]}.only_in_one")
        else:
            found |= {
                f"{key[0]}.{name.removeprefix('f_')}"
                for name in mine.keys() | theirs.keys()
                if mine.get(name) != theirs.get(name)
            }
    names = {"vault": "words", "layers": "layers", "numbers": "numbers"}
    found |= {name for name, field in names.items() if getattr(one, field) != getattr(other, field)}
    return sorted(found)


def stories_differ(one: End, other: End) -> list[str]:
    """Streams on which something else happened, or in another order."""
    keys = one.story.keys() | other.story.keys()
    return sorted(f"{key[0]}.story" for key in keys if one.story.get(key) != other.story.get(key))


def boards_of(connection: sa.Connection) -> dict[str, str]:
    """What every board would show, as text without what counts arrivals."""
    rows = []
    for kind, table in STATE_TABLES.items():
        found = connection.execute(sa.select(table).order_by(table.c.stream)).mappings()
        rows += [(kind, row["stream"], row["version"], MAPPERS[kind].from_row(row)) for row in found]
    world = load(0, rows)
    shown = {spec.name: look(spec, world).items for spec in SPECS}
    return {
        name: without_counted(_text([items[key] for key in sorted(items)])) for name, items in shown.items()
    }


def _text(items: list[Any]) -> str:
    return orjson.dumps(items, option=orjson.OPT_SORT_KEYS).decode()
