"""All tables of one operation's store, in one MetaData; comments say unit and meaning.

State tables come from the state dataclasses (`columns.py`). Everything personal lies in `vault_value`; the
event log, the receipts and the state tables hold none.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from dvc.domain.kinds import KINDS
from dvc.store.columns import RowMapper, UtcTime, state_table

METADATA = sa.MetaData()

event_log = sa.Table(
    "event_log",
    METADATA,
    sa.Column(
        "seq",
        sa.BigInteger(),
        primary_key=True,
        autoincrement=False,
        comment="dense, in commit order, from 1",
    ),
    sa.Column("stream_kind", sa.Text(), nullable=False),
    sa.Column("stream", sa.Text(), nullable=False),
    sa.Column("version", sa.BigInteger(), nullable=False, comment="within the stream, from 1"),
    sa.Column("kind", sa.Text(), nullable=False, comment="event class"),
    sa.Column("kind_version", sa.Integer(), nullable=False),
    sa.Column(
        "body", sa.Text(), nullable=False, comment="canonical JSON: ids, enums, numbers, times, booleans"
    ),
    sa.Column("happened_at", UtcTime(), nullable=False, comment="in the world, offset corrected"),
    sa.Column("recorded_at", UtcTime(), nullable=False, comment="when this store learned it"),
    sa.Column("device_offset_ms", sa.BigInteger(), comment="device clock minus server clock, null unknown"),
    sa.Column("medium", sa.Text(), nullable=False),
    sa.Column("station", sa.Text()),
    sa.Column("actor", sa.Text(), nullable=False),
    sa.Column("on_behalf_of", sa.Text()),
    sa.Column("home", sa.Text(), nullable=False, comment="center that owns the fact"),
    sa.Column("action_id", sa.Text(), nullable=False),
    sa.Column("chain", sa.Text(), nullable=False, comment="sha256(previous chain + this row), hex"),
    sa.UniqueConstraint("stream_kind", "stream", "version", name="event_log_stream"),
    sa.Index("event_log_action", "action_id"),
)

command_log = sa.Table(
    "command_log",
    METADATA,
    sa.Column("action_id", sa.Text(), primary_key=True, comment="one action, one effect, for ever"),
    sa.Column("command", sa.Text(), nullable=False),
    sa.Column("fingerprint", sa.Text(), nullable=False, comment="keyed, of the whole command"),
    sa.Column("code", sa.Text(), comment="null: done; else the refusal"),
    sa.Column("status", sa.Integer(), nullable=False),
    sa.Column("details", sa.Text(), nullable=False),
    sa.Column("result", sa.Text(), nullable=False),
    sa.Column("seq", sa.BigInteger(), comment="last event of the command, null when none"),
    sa.Column("recorded_at", UtcTime(), nullable=False),
    sa.Column("actor", sa.Text(), nullable=False),
    sa.Column("station", sa.Text()),
)

access_log = sa.Table(
    "access_log",
    METADATA,
    sa.Column("n", sa.BigInteger(), primary_key=True, autoincrement=False, comment="dense, from 1"),
    sa.Column("at", UtcTime(), nullable=False),
    sa.Column("actor", sa.Text(), nullable=False),
    sa.Column("station", sa.Text()),
    sa.Column("act", sa.Text(), nullable=False, comment="labels, page, paper, export, search"),
    sa.Column("subjects", sa.Text(), nullable=False, comment="JSON list of ids; never a name"),
    sa.Column("fields", sa.Text(), nullable=False, comment="JSON list of vault fields shown"),
    sa.Column("reason", sa.Text()),
    sa.Column("chain", sa.Text(), nullable=False),
)

person_key = sa.Table(
    "person_key",
    METADATA,
    sa.Column("subject", sa.Text(), primary_key=True),
    sa.Column("wrapped", sa.LargeBinary(), comment="data key under the ring; null: erased for good"),
)

vault_value = sa.Table(
    "vault_value",
    METADATA,
    sa.Column(
        "n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True
    ),
    sa.Column("subject", sa.Text(), nullable=False),
    sa.Column("field", sa.Text(), nullable=False),
    sa.Column("value", sa.Text(), comment="as given; null when sealed"),
    sa.Column("sealed", sa.LargeBinary(), comment="under the subject's key; null when plain"),
    sa.Column("folded", sa.Text(), comment="for search; null when not searched by"),
    sa.Column("said_by", sa.Text(), comment="relation or id, never a name"),
    sa.Column("medium", sa.Text(), nullable=False),
    sa.Column("told", sa.Text(), nullable=False, comment="told or seen"),
    sa.Column("at", UtcTime(), nullable=False),
    sa.Column("action_id", sa.Text(), nullable=False),
    sa.Column("stands", sa.Boolean(), nullable=False, comment="the newest that was not withdrawn"),
    sa.Column("withdrawn", sa.Boolean(), nullable=False),
    sa.Index("vault_value_subject", "subject", "field", "stands"),
    sa.Index("vault_value_folded", "field", "folded"),
    sa.Index("vault_value_action", "action_id"),
)

reference_row = sa.Table(
    "reference_row",
    METADATA,
    sa.Column("layer", sa.Text(), primary_key=True, comment="areas, towns, shelters, …"),
    sa.Column("n", sa.Integer(), primary_key=True),
    sa.Column("body", sa.Text(), nullable=False, comment="JSON of one public row of the imported layer"),
)

attachment = sa.Table(
    "attachment",
    METADATA,
    sa.Column("digest", sa.Text(), primary_key=True, comment="keyed fingerprint of the clear bytes"),
    sa.Column("subject", sa.Text(), nullable=False, comment="whose key seals the file"),
    sa.Column("media_type", sa.Text(), nullable=False),
    sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes in clear"),
    sa.Column("added_at", UtcTime(), nullable=False),
    sa.Column("action_id", sa.Text(), nullable=False),
)

store_fact = sa.Table(
    "store_fact",
    METADATA,
    sa.Column("key", sa.Text(), primary_key=True, comment="epoch, center_id, operation_id, mode"),
    sa.Column("value", sa.Text(), nullable=False),
)

credential = sa.Table(
    "credential",
    METADATA,
    sa.Column(
        "hash", sa.Text(), primary_key=True, comment="keyed fingerprint of a secret that was given out"
    ),
    sa.Column(
        "purpose", sa.Text(), nullable=False, comment="invitation, session, tag, device, token, own_page"
    ),
    sa.Column("subject", sa.Text(), nullable=False, comment="staff, device or volunteer id"),
    sa.Column("body", sa.Text(), nullable=False, comment="JSON: role, desk, csrf, …; no personal detail"),
    sa.Column("created_at", UtcTime(), nullable=False),
    sa.Column("expires_at", UtcTime()),
    sa.Column("used_at", UtcTime()),
    sa.Column("revoked_at", UtcTime()),
    sa.Index("credential_subject", "subject", "purpose"),
)

pin = sa.Table(
    "pin",
    METADATA,
    sa.Column("subject", sa.Text(), primary_key=True),
    sa.Column("argon2", sa.Text(), nullable=False),
    sa.Column("misses", sa.Integer(), nullable=False),
    sa.Column("locked_until", UtcTime()),
)

STATE_TABLES: Mapping[str, sa.Table] = {
    kind.name: state_table(METADATA, kind.name, kind.state) for kind in KINDS
}
MAPPERS: Mapping[str, RowMapper] = {kind.name: RowMapper(kind.state) for kind in KINDS}

INDEXED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "need": (("status",), ("household_id",), ("born_on", "number"), ("owes_call",), ("code",)),
    "attendance": (
        ("day", "number"),
        ("day", "status", "since"),
        ("volunteer_id", "day"),
        ("group_id",),
        ("team_id",),
        ("visit_id",),
        ("code",),
    ),
    "visit": (("need_id",), ("day",)),
    "team": (("day", "number"),),
    "group": (("day", "number"),),
    "loan": (("team_id",), ("day", "number")),
    "referral": (("need_id",),),
    "item": (("base_id",),),
}
for _kind, _groups in INDEXED.items():
    if _kind in STATE_TABLES:
        for _fields in _groups:
            _table = STATE_TABLES[_kind]
            sa.Index(f"{_kind}_{'_'.join(_fields)}", *(_table.c[f"f_{field}"] for field in _fields))

if "attendance" in STATE_TABLES:
    _attendance = STATE_TABLES["attendance"]
    _live = sa.text("f_status NOT IN ('undone', 'merged')")
    sa.Index(
        "attendance_one_a_day",
        _attendance.c.f_volunteer_id,
        _attendance.c.f_day,
        unique=True,
        sqlite_where=_live,
        postgresql_where=_live,
    )
