"""The registry: which organizations, centers and operations there are, and who works in several of them.

It is a store of its own (`registry.sqlite`, or the PostgreSQL schema `registry`), because nothing may join
across the stores of operations. It holds public names and ids only; sessions, PINs and tokens are rows of the
operation they open.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.values import activity_day
from dvc.ports import KeyRing, Membership, NewOperation, OperationRow
from dvc.store.columns import UtcTime

__all__ = ["METADATA", "Membership", "NewOperation", "OperationRow", "Registry"]

METADATA = sa.MetaData()
KINDS = ("disaster", "drill", "everyday")
COLOURS = 6
SETUP_MINUTES = 30
SETUP_BYTES = 16
NAME_LENGTH_MOST = 60
ID_OF_OPERATION = re.compile(r"^[a-z0-9][a-z0-9_]{1,39}$")
"""Part of file names, of PostgreSQL schema names, of addresses and of names of cookies."""

organization = sa.Table(
    "organization",
    METADATA,
    sa.Column("organization_id", sa.Text(), primary_key=True),
    sa.Column(
        "name",
        sa.Text(),
        nullable=False,
        comment="public name of the council of social welfare or its center",
    ),
    sa.Column("created_at", UtcTime(), nullable=False),
)

operation = sa.Table(
    "operation",
    METADATA,
    sa.Column("operation_id", sa.Text(), primary_key=True, comment="also name of the file or schema"),
    sa.Column("organization_id", sa.Text(), sa.ForeignKey("organization.organization_id"), nullable=False),
    sa.Column("center_id", sa.Text(), nullable=False),
    sa.Column("center_name", sa.Text(), nullable=False, comment="public"),
    sa.Column("name", sa.Text(), nullable=False, comment="public"),
    sa.Column("kind", sa.Text(), nullable=False, comment="disaster, drill, everyday"),
    sa.Column("colour", sa.Integer(), nullable=False, comment="1 to 6"),
    sa.Column("opened_at", UtcTime(), nullable=False),
    sa.Column("closed_at", UtcTime(), comment="null: open"),
)

account = sa.Table(
    "account",
    METADATA,
    sa.Column("account_id", sa.Text(), primary_key=True, comment="one person, without a name"),
    sa.Column("created_at", UtcTime(), nullable=False),
)

membership = sa.Table(
    "membership",
    METADATA,
    sa.Column("operation_id", sa.Text(), sa.ForeignKey("operation.operation_id"), primary_key=True),
    sa.Column("staff_id", sa.Text(), primary_key=True),
    sa.Column("account_id", sa.Text(), sa.ForeignKey("account.account_id"), nullable=False, index=True),
    sa.Column("joined_at", UtcTime(), nullable=False),
)

setup_secret = sa.Table(
    "setup_secret",
    METADATA,
    sa.Column("hash", sa.Text(), primary_key=True, comment="keyed fingerprint"),
    sa.Column("expires_at", UtcTime(), nullable=False),
    sa.Column("used_at", UtcTime()),
)


class Registry:
    """`dvc.ports.Registry` on one engine; tables are made when they are not there."""

    def __init__(self, engine: sa.Engine, ring: KeyRing) -> None:
        """`ring` makes the fingerprints of set-up secrets."""
        self._engine = engine
        self._ring = ring
        METADATA.create_all(engine)

    def close(self) -> None:
        """Let the file or the connections go."""
        self._engine.dispose()

    def operations(self) -> tuple[OperationRow, ...]:
        """All operations, closed ones too, oldest first."""
        query = sa.select(operation).order_by(operation.c.opened_at, operation.c.operation_id)
        with self._reading() as connection:
            return tuple(OperationRow(**row) for row in connection.execute(query).mappings())

    def operation(self, operation_id: str) -> OperationRow | None:
        """One operation, None when it was never there."""
        with self._reading() as connection:
            return _operation(connection, operation_id)

    def create_operation(
        self, new: NewOperation, *, at: datetime, setup_secret: str | None = None
    ) -> OperationRow:
        """Make an operation; the first one of a registry spends the set-up secret in the same transaction."""
        _check(new)
        with self._engine.begin() as connection:
            _one_at_a_time(connection)
            if setup_secret is not None:
                self._spend_setup(connection, setup_secret, at)
            open_now = connection.execute(
                sa.select(operation.c.colour).where(operation.c.closed_at.is_(None))
            ).scalars()
            taken = set(open_now)
            row = OperationRow(
                operation_id=_free_id(connection, new, at),
                organization_id=_organization_of(connection, new, at),
                center_id=new.center_id or f"center_{secrets.token_hex(16)}",
                center_name=new.center_name.strip(),
                name=new.name.strip(),
                kind=new.kind,
                colour=next((one for one in range(1, COLOURS + 1) if one not in taken), 1),
                opened_at=at,
            )
            connection.execute(sa.insert(operation).values(**_columns(row)))
        return row

    def close_operation(self, operation_id: str, *, at: datetime) -> OperationRow:
        """End an operation; a second time changes nothing."""
        mine = operation.c.operation_id == operation_id
        with self._engine.begin() as connection:
            connection.execute(
                sa.update(operation).where(mine, operation.c.closed_at.is_(None)).values(closed_at=at)
            )
            row = _operation(connection, operation_id)
        if row is None:
            raise Refusal("access.operation_unknown", status=404, operation=operation_id)
        return row

    def new_setup_secret(self, now: datetime) -> str:
        """A set-up secret of half an hour, the only one in force; none once an operation exists."""
        secret = secrets.token_urlsafe(SETUP_BYTES)
        ends = now + timedelta(minutes=SETUP_MINUTES)
        with self._engine.begin() as connection:
            _one_at_a_time(connection)
            refuse_unless(_is_empty(connection), "access.setup_over", status=410)
            connection.execute(sa.delete(setup_secret))
            connection.execute(sa.insert(setup_secret).values(hash=self._hash(secret), expires_at=ends))
        return secret

    def setup_is_open(self, secret: str, *, at: datetime) -> bool:
        """Whether this set-up secret still opens the first start."""
        with self._reading() as connection:
            found = connection.execute(sa.select(setup_secret.c.hash).where(self._usable(secret, at))).first()
            return found is not None and _is_empty(connection)

    def join(
        self, operation_id: str, staff_id: str, *, at: datetime, account_id: str | None = None
    ) -> Membership:
        """Note that a person works in an operation; who joined before keeps the account of then."""
        with self._engine.begin() as connection:
            _one_at_a_time(connection)
            known = _membership(connection, operation_id, staff_id)
            if known is not None:
                return known
            mine = account_id or f"acc_{secrets.token_hex(16)}"
            if account_id is None:
                connection.execute(sa.insert(account).values(account_id=mine, created_at=at))
            made = Membership(account_id=mine, operation_id=operation_id, staff_id=staff_id)
            connection.execute(
                sa.insert(membership).values(
                    account_id=mine, operation_id=operation_id, staff_id=staff_id, joined_at=at
                )
            )
        return made

    def membership(self, operation_id: str, staff_id: str) -> Membership | None:
        """The membership of a staff id, None when it never joined."""
        with self._reading() as connection:
            return _membership(connection, operation_id, staff_id)

    def memberships(self, account_id: str) -> tuple[Membership, ...]:
        """All operations of an account, in order of joining."""
        query = (
            sa.select(membership)
            .where(membership.c.account_id == account_id)
            .order_by(membership.c.joined_at)
        )
        with self._reading() as connection:
            return tuple(_member(row) for row in connection.execute(query).mappings())

    def _spend_setup(self, connection: sa.Connection, secret: str, at: datetime) -> None:
        refuse_unless(_is_empty(connection), "access.setup_over", status=410)
        spent = connection.execute(sa.update(setup_secret).where(self._usable(secret, at)).values(used_at=at))
        refuse_unless(spent.rowcount == 1, "access.setup_over", status=410)

    def _usable(self, secret: str, at: datetime) -> sa.ColumnElement[bool]:
        return (
            (setup_secret.c.hash == self._hash(secret))
            & setup_secret.c.used_at.is_(None)
            & (setup_secret.c.expires_at > at)
        )

    def _hash(self, secret: str) -> str:
        return self._ring.mac("setup", secret.encode(errors="surrogatepass"))

    def _reading(self) -> Any:
        return self._engine.connect().execution_options(read_only=True)


def _check(new: NewOperation) -> None:
    for field, value in (("center_name", new.center_name), ("name", new.name)):
        is_named = 0 < len(value.strip()) <= NAME_LENGTH_MOST and value.isprintable()
        refuse_unless(is_named, "access.operation_value", status=422, field=field, most=NAME_LENGTH_MOST)
    is_kind = new.kind in KINDS
    refuse_unless(is_kind, "access.operation_value", status=422, field="kind", most=NAME_LENGTH_MOST)
    is_id = new.operation_id is None or ID_OF_OPERATION.match(new.operation_id)
    refuse_unless(is_id, "access.operation_value", status=422, field="operation_id", most=40)


def _free_id(connection: sa.Connection, new: NewOperation, at: datetime) -> str:
    """The wanted id, or kind and day with a number behind it: short enough to be typed on a command line."""
    if new.operation_id is not None:
        is_free = _operation(connection, new.operation_id) is None
        refuse_unless(is_free, "access.operation_id_taken", operation=new.operation_id)
        return new.operation_id
    first = f"{new.kind}_{activity_day(at):%Y%m%d}"
    number = 1
    while _operation(connection, first if number == 1 else f"{first}_{number}") is not None:
        number += 1
    return first if number == 1 else f"{first}_{number}"


def _organization_of(connection: sa.Connection, new: NewOperation, at: datetime) -> str:
    """The organization that the center belongs to; made with the center's name at its first operation."""
    known = connection.execute(
        sa.select(operation.c.organization_id).where(operation.c.center_id == new.center_id).limit(1)
    ).scalar()
    if known is not None:
        return str(known)
    made = f"org_{secrets.token_hex(16)}"
    connection.execute(
        sa.insert(organization).values(organization_id=made, name=new.center_name.strip(), created_at=at)
    )
    return made


def _columns(row: OperationRow) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in operation.c}


def _operation(connection: sa.Connection, operation_id: str) -> OperationRow | None:
    row = (
        connection.execute(sa.select(operation).where(operation.c.operation_id == operation_id))
        .mappings()
        .first()
    )
    return None if row is None else OperationRow(**row)


def _membership(connection: sa.Connection, operation_id: str, staff_id: str) -> Membership | None:
    mine = (membership.c.operation_id == operation_id) & (membership.c.staff_id == staff_id)
    row = connection.execute(sa.select(membership).where(mine)).mappings().first()
    return None if row is None else _member(row)


def _member(row: Any) -> Membership:
    return Membership(
        account_id=row["account_id"], operation_id=row["operation_id"], staff_id=row["staff_id"]
    )


def _is_empty(connection: sa.Connection) -> bool:
    return connection.execute(sa.select(operation.c.operation_id).limit(1)).first() is None


def _one_at_a_time(connection: sa.Connection) -> None:
    """On PostgreSQL several servers share the registry; on SQLite BEGIN IMMEDIATE has locked it already."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1685480293, 0)")
