"""The event log: append with dense seq and hash chain, read since a position, check the chain.

The caller holds the writer's lock, so `seq` is in commit order and without gaps, and every reader may use
"greater than my seq" (architecture law 3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from dvc.domain.facts import FactMeta, Medium, Recorded
from dvc.domain.ids import ActionId, CenterId
from dvc.domain.kind import StepTakenBack
from dvc.domain.kinds import BY_NAME, EVENT_CLASSES
from dvc.store import codec
from dvc.store.statements import Prepared
from dvc.store.tables import event_log

READ_MOST = 5_000
GENESIS = "0" * 64

_CHAINED = tuple(column.name for column in event_log.c if column.name != "chain")
_APPEND = Prepared(sa.insert(event_log))
_HEAD = Prepared(sa.select(event_log.c.seq, event_log.c.chain).order_by(event_log.c.seq.desc()).limit(1))
_SINCE = Prepared(
    sa.select(event_log)
    .where(event_log.c.seq > sa.bindparam("after"))
    .order_by(event_log.c.seq)
    .limit(sa.bindparam("most"))
)
_OF_STREAM = Prepared(
    sa.select(event_log)
    .where(
        event_log.c.stream_kind == sa.bindparam("of_kind"),
        event_log.c.stream == sa.bindparam("of_stream"),
        event_log.c.version > sa.bindparam("after"),
    )
    .order_by(event_log.c.version)
)
_OF_ACTION = Prepared(
    sa.select(event_log).where(event_log.c.action_id == sa.bindparam("of_action")).order_by(event_log.c.seq)
)


@dataclass(frozen=True, slots=True)
class Head:
    """Last position of the log and its chain value; (0, GENESIS) for an empty log."""

    seq: int
    chain: str


def read_head(connection: sa.Connection) -> Head:
    """The end of the log as this connection sees it."""
    row = _HEAD.first(connection)
    return Head(row.seq, row.chain) if row else Head(0, GENESIS)


def chain_of(previous: str, row: Mapping[str, Any] | sa.RowMapping) -> str:
    """sha256 over the previous chain value and every column of this row, in hex (reliability K12)."""
    text = codec.dumps([row[name] for name in _CHAINED])
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def row_of(recorded: Recorded) -> dict[str, Any]:
    """Columns of an event, without its chain."""
    meta = recorded.meta
    return {
        "seq": recorded.seq,
        "stream_kind": recorded.kind,
        "stream": recorded.stream,
        "version": recorded.version,
        "kind": type(recorded.event).__name__,
        "kind_version": codec.event_version(type(recorded.event)),
        "body": codec.dumps(recorded.event),
        "happened_at": meta.happened_at,
        "recorded_at": meta.recorded_at,
        "device_offset_ms": meta.device_offset_ms,
        "medium": meta.medium.value,
        "station": meta.station,
        "actor": meta.actor,
        "on_behalf_of": meta.on_behalf_of,
        "home": meta.home,
        "action_id": meta.action_id,
    }


def append(connection: sa.Connection, head: Head, events: Sequence[Recorded]) -> Head:
    """Write events whose seq follow `head`; the new head."""
    rows, chain = [], head.chain
    for recorded in events:
        row = row_of(recorded)
        chain = chain_of(chain, row)
        rows.append({**row, "chain": chain})
    _APPEND.run_many(connection, rows)
    return Head(events[-1].seq, chain)


def decode_row(row: Any) -> Recorded:
    """An event out of its row."""
    kind = BY_NAME[row.stream_kind]
    cls = EVENT_CLASSES[row.kind]
    event = codec.decode_event(cls, row.kind_version, row.body)
    if isinstance(event, StepTakenBack) and event.before is not None:
        decode_state: codec.Decoder = codec.decoder(cast("Any", kind.state))
        event = StepTakenBack(of=event.of, before=decode_state(event.before))
    meta = FactMeta(
        happened_at=row.happened_at,
        recorded_at=row.recorded_at,
        device_offset_ms=row.device_offset_ms,
        medium=Medium(row.medium),
        station=row.station,
        actor=row.actor,
        on_behalf_of=row.on_behalf_of,
        home=CenterId(row.home),
        action_id=ActionId(row.action_id),
    )
    return Recorded(
        seq=row.seq, kind=row.stream_kind, stream=row.stream, version=row.version, event=event, meta=meta
    )


def read_since(connection: sa.Connection, seq: int, limit: int = READ_MOST) -> list[Recorded]:
    """Events after `seq` in order, at most `limit`."""
    page = {"after": seq, "most": min(limit, READ_MOST)}
    return [decode_row(row) for row in _SINCE.rows(connection, page)]


def read_all(connection: sa.Connection) -> Iterator[Recorded]:
    """The whole log in order, page by page."""
    seq = 0
    while page := read_since(connection, seq):
        yield from page
        seq = page[-1].seq


def read_stream(connection: sa.Connection, kind: str, stream: str, after: int = 0) -> list[Recorded]:
    """Events of one stream with a version greater than `after`."""
    wanted = {"of_kind": kind, "of_stream": stream, "after": after}
    return [decode_row(row) for row in _OF_STREAM.rows(connection, wanted)]


def read_action(connection: sa.Connection, action_id: str) -> list[Recorded]:
    """Events of one action in order."""
    return [decode_row(row) for row in _OF_ACTION.rows(connection, {"of_action": action_id})]


def first_broken_link(connection: sa.Connection) -> int | None:
    """The first seq whose place or chain is wrong: changed, removed, reordered or inserted; None when all is
    well.
    """
    expected, chain = 1, GENESIS
    while True:
        query = (
            sa.select(event_log).where(event_log.c.seq >= expected).order_by(event_log.c.seq).limit(READ_MOST)
        )
        rows = connection.execute(query).mappings().all()
        if not rows:
            return None
        for row in rows:
            chain = chain_of(chain, row)
            if row["seq"] != expected or row["chain"] != chain:
                return expected
            expected += 1
