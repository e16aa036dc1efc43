"""Secrets that one operation gave out, as keyed fingerprints, and PINs as Argon2 hashes; beside the log,
never in it.

A secret is 128 random bits and is shown once. What is kept is `mac("credential:" + purpose, secret)`: a
secret of one purpose is nothing for another, and a stolen store without the key ring opens nothing. Wrong
PINs are counted and slow the next try down, further each time up to a quarter of an hour; nobody is ever
locked out for good (reliability I2).
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from dvc.domain.refusal import Refusal
from dvc.ports import Credential
from dvc.store.operation import OperationStore
from dvc.store.statements import Prepared
from dvc.store.tables import credential
from dvc.store.tables import pin as pin_table

T = TypeVar("T")

SECRET_BYTES = 16
"""128 bits (ASVS 7.2.3); 22 characters of a URL, so that a QR of 25 mm still reads from a grey copy."""
HANDLE_DIGITS = 12
MISSES_FREE = 4
FIRST_WAIT_SECONDS = 5
WAIT_SECONDS_MOST = 15 * 60
UNKNOWN_MOST = 4_096
"""Subjects without a PIN whose misses are remembered: they must look like those with one (I3)."""
KEEP_AFTER_END = timedelta(days=7)
PRUNE_EVERY = 256


def _open_at(now: sa.ColumnElement[datetime]) -> sa.ColumnElement[bool]:
    """In force at `now`: not revoked and before its end."""
    lasts = credential.c.expires_at.is_(None) | (credential.c.expires_at > now)
    return credential.c.revoked_at.is_(None) & lasts


_NAMES = tuple(credential.c.keys())
_FIND = Prepared(
    sa.select(credential).where(
        credential.c.hash == sa.bindparam("of_hash"),
        _open_at(sa.bindparam("now", type_=credential.c.expires_at.type)),
    )
)


@dataclass(frozen=True, slots=True)
class _Guess:
    """A try that was counted before it is judged: the hash to compare with, None when there is no PIN."""

    argon2: str | None


class SqlCredentials:
    """`dvc.ports.Credentials` on one store's `credential` and `pin`; every call blocks, use a thread."""

    def __init__(self, store: OperationStore, *, hasher: PasswordHasher | None = None) -> None:
        """`hasher`: strength of the PIN hashes, by default RFC 9106 low memory (64 MiB, 3 passes)."""
        self._store = store
        self._hasher = hasher or PasswordHasher()
        self._unknown: OrderedDict[str, tuple[int, datetime | None]] = OrderedDict()
        self._issued = count(1)

    @cached_property
    def _nobody(self) -> str:
        """A hash that no PIN opens: judging it takes as long as judging one that somebody chose."""
        return self._hasher.hash(secrets.token_hex(SECRET_BYTES))

    def issue(
        self, purpose: str, subject: str, body: Mapping[str, Any], *, expires_at: datetime | None
    ) -> str:
        """A new secret for this purpose and subject."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        now = self._now()
        row = {
            "hash": self._hash(purpose, secret),
            "purpose": purpose,
            "subject": subject,
            "body": orjson.dumps(dict(body)).decode(),
            "created_at": now,
            "expires_at": expires_at,
        }
        prunes = next(self._issued) % PRUNE_EVERY == 0

        def insert(connection: sa.Connection) -> None:
            connection.execute(sa.insert(credential).values(**row))
            if prunes:
                connection.execute(
                    sa.delete(credential).where(credential.c.expires_at < now - KEEP_AFTER_END)
                )

        self._write(insert)
        return secret

    def find(self, purpose: str, secret: str) -> Credential | None:
        """What a secret stands for, spent ones too (`used_at`); None when unknown, expired or revoked."""
        wanted = {"of_hash": self._hash(purpose, secret), "now": self._now()}
        with self._store.read() as connection:
            row = _FIND.first(connection, wanted)
        return None if row is None else _credential(dict(zip(_NAMES, row, strict=True)))

    def use(self, purpose: str, secret: str) -> Credential | None:
        """Spend a secret: of any number of callers at once exactly one gets it."""
        fingerprint, now = self._hash(purpose, secret), self._now()
        wanted = (credential.c.hash == fingerprint) & credential.c.used_at.is_(None) & self._open()

        def spend(connection: sa.Connection) -> Credential | None:
            spent = connection.execute(sa.update(credential).where(wanted).values(used_at=now))
            if spent.rowcount != 1:
                return None
            row = (
                connection.execute(sa.select(credential).where(credential.c.hash == fingerprint))
                .mappings()
                .one()
            )
            return _credential(row)

        return self._write(spend)

    def revoke(self, purpose: str, secret: str) -> None:
        """End one secret now."""
        self._end(credential.c.hash == self._hash(purpose, secret))

    def revoke_all(self, subject: str, *, purposes: tuple[str, ...] = ()) -> int:
        """End all secrets of a subject (of these purposes, or all); how many ended."""
        mine = credential.c.subject == subject
        return self._end(mine & credential.c.purpose.in_(purposes) if purposes else mine)

    def revoke_listed(self, purpose: str, handle: str) -> int:
        """End the secrets that a list shows under `handle`; how many ended."""
        return self._end(
            (credential.c.purpose == purpose) & credential.c.hash.startswith(handle, autoescape=True)
        )

    def listing(self, purpose: str) -> tuple[Credential, ...]:
        """Secrets of a purpose in force and not spent, oldest first; what they were nobody can read."""
        mine = (credential.c.purpose == purpose) & credential.c.used_at.is_(None) & self._open()
        with self._store.read() as connection:
            rows = connection.execute(
                sa.select(credential).where(mine).order_by(credential.c.created_at)
            ).mappings()
            return tuple(_credential(row) for row in rows)

    def note(self, purpose: str, secret: str, more: Mapping[str, Any]) -> None:
        """Add plain values to the body of a secret (when it was last seen)."""
        fingerprint = self._hash(purpose, secret)

        def update(connection: sa.Connection) -> None:
            found = connection.execute(
                sa.select(credential.c.body).where(credential.c.hash == fingerprint)
            ).scalar()
            if found is not None:
                body = orjson.dumps({**orjson.loads(found), **more}).decode()
                connection.execute(
                    sa.update(credential).where(credential.c.hash == fingerprint).values(body=body)
                )

        self._write(update)

    def set_pin(self, subject: str, pin: str) -> None:
        """Keep the hash of a PIN; earlier misses are forgotten."""
        hashed = self._hasher.hash(self._peppered(subject, pin))

        def replace(connection: sa.Connection) -> None:
            self._unknown.pop(subject, None)
            connection.execute(sa.delete(pin_table).where(pin_table.c.subject == subject))
            connection.execute(
                sa.insert(pin_table).values(subject=subject, argon2=hashed, misses=0, locked_until=None)
            )

        self._write(replace)

    def check_pin(self, subject: str, pin: str) -> bool:
        """Whether the PIN is right.

        A try is counted before it is judged, so that many at once are no way around the wait. Raises Refusal
        `access.pin_wait` (429, `seconds`) while the subject has to wait, whether or not it has a PIN at all.
        """
        guess = self._write(lambda connection: self._count_try(connection, subject))
        if isinstance(guess, int):
            raise Refusal("access.pin_wait", status=429, seconds=guess)
        try:
            self._hasher.verify(guess.argon2 or self._nobody, self._peppered(subject, pin))
        except VerifyMismatchError:
            return False
        self._write(lambda connection: _forgive(connection, subject))
        return True

    def _count_try(self, connection: sa.Connection, subject: str) -> _Guess | int:
        """The guess to judge, or the seconds still to wait."""
        now = self._now()
        row = (
            connection.execute(sa.select(pin_table).where(pin_table.c.subject == subject)).mappings().first()
        )
        misses, until = (row["misses"], row["locked_until"]) if row else self._unknown.get(subject, (0, None))
        # a wait longer than the longest comes from a clock that was set back, and binds nobody
        if until is not None and now < until <= now + timedelta(seconds=WAIT_SECONDS_MOST):
            return int((until - now).total_seconds()) + 1
        misses += 1
        until = _wait_after(misses, now)
        if row is None:
            self._remember_unknown(subject, misses, until)
            return _Guess(None)
        counted = {"misses": misses, "locked_until": until}
        connection.execute(sa.update(pin_table).where(pin_table.c.subject == subject).values(**counted))
        return _Guess(str(row["argon2"]))

    def _remember_unknown(self, subject: str, misses: int, until: datetime | None) -> None:
        self._unknown[subject] = (misses, until)
        self._unknown.move_to_end(subject)
        if len(self._unknown) > UNKNOWN_MOST:
            self._unknown.popitem(last=False)

    def _end(self, wanted: sa.ColumnElement[bool]) -> int:
        now = self._now()
        still = wanted & credential.c.revoked_at.is_(None)
        return self._write(
            lambda connection: (
                connection.execute(sa.update(credential).where(still).values(revoked_at=now)).rowcount
            )
        )

    def _open(self) -> sa.ColumnElement[bool]:
        return _open_at(sa.bindparam(None, self._now(), type_=credential.c.expires_at.type))

    def _hash(self, purpose: str, secret: str) -> str:
        return self._store.parts.ring.mac(f"credential:{purpose}", secret.encode(errors="surrogatepass"))

    def _peppered(self, subject: str, pin: str) -> str:
        """A PIN has few digits: without the key ring its hash must be worth nothing."""
        return self._store.parts.ring.mac(f"pin:{subject}", pin.encode(errors="surrogatepass"))

    def _now(self) -> datetime:
        return self._store.parts.clock.now()

    def _write(self, job: Callable[[sa.Connection], T]) -> T:
        return self._store.write_beside(job).result()


def _wait_after(misses: int, now: datetime) -> datetime | None:
    """When the next try is taken: at once for the first few, then after a wait that doubles up to a limit."""
    over = misses - MISSES_FREE
    if over <= 0:
        return None
    return now + timedelta(seconds=min(FIRST_WAIT_SECONDS * 2 ** min(over - 1, 20), WAIT_SECONDS_MOST))


def _forgive(connection: sa.Connection, subject: str) -> None:
    mine = pin_table.c.subject == subject
    connection.execute(sa.update(pin_table).where(mine).values(misses=0, locked_until=None))


def _credential(row: Mapping[Any, Any]) -> Credential:
    return Credential(
        purpose=row["purpose"],
        subject=row["subject"],
        body=orjson.loads(row["body"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        used_at=row["used_at"],
        handle=row["hash"][:HANDLE_DIGITS],
    )
