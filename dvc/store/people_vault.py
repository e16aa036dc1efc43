"""Names, phones, addresses and free text, outside the log, inside the same transaction (ADR-0003, ADR-0012).

Values that a desk searches by lie as given, beside a folded form; sensitive details and free text are sealed
under the key of their subject. The newest value of a field that was not withdrawn stands; older ones stay
with their source.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dvc.domain.facts import Medium
from dvc.domain.folding import fold, fold_address, phone_digits
from dvc.domain.ids import ActionId
from dvc.domain.personal import SEALED, SEARCHED, Detail, Personal, Source, Told
from dvc.ports import KeyRing
from dvc.store.statements import Prepared
from dvc.store.tables import person_key, vault_value

KEY_BYTES = 32
NONCE_BYTES = 12
VALUE_LENGTH_MOST = 4_000
_PHONES = frozenset({Personal.PHONE, Personal.PHONE_2, Personal.REQUESTER_PHONE})


def folded_form(field: Personal, value: str) -> str | None:
    """What a search compares, None for fields that nobody searches by."""
    if field not in SEARCHED:
        return None
    if field in _PHONES:
        return phone_digits(value)
    return fold_address(value) if field is Personal.ADDRESS else fold(value)


_KEY_OF = Prepared(sa.select(person_key.c.wrapped).where(person_key.c.subject == sa.bindparam("of_subject")))
_KEEP_KEY = Prepared(sa.insert(person_key))


class Sealer:
    """Opens and seals values of subjects; keeps opened keys in memory as long as it lives. Where something
    may be rolled back, it may not live longer than that.
    """

    def __init__(self, ring: KeyRing) -> None:
        """With the center's key ring."""
        self._ring = ring
        self._keys: dict[str, bytes] = {}

    def key_of(self, connection: sa.Connection, subject: str, *, create: bool) -> bytes | None:
        """The subject's data key; None when it was erased or (without `create`) never made."""
        if subject in self._keys:
            return self._keys[subject]
        row = _KEY_OF.first(connection, {"of_subject": subject})
        if row is None:
            return self._make_key(connection, subject) if create else None
        if row.wrapped is None:
            return None
        key = self._ring.unwrap(bytes(row.wrapped))
        self._keys[subject] = key
        return key

    def _make_key(self, connection: sa.Connection, subject: str) -> bytes:
        key = secrets.token_bytes(KEY_BYTES)
        _KEEP_KEY.run(connection, {"subject": subject, "wrapped": self._ring.wrap(key)})
        return key

    def forget(self, subject: str) -> None:
        """Drop an opened key from memory."""
        self._keys.pop(subject, None)

    def seal(self, connection: sa.Connection, subject: str, field: Personal, value: str) -> bytes | None:
        """`value` under the subject's key, None when the key was erased."""
        key = self.key_of(connection, subject, create=True)
        if key is None:
            return None
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, value.encode(), f"{subject}|{field}".encode())

    def open(self, connection: sa.Connection, subject: str, field: Personal, sealed: bytes) -> str | None:
        """The clear value, None when the subject's key was erased."""
        key = self.key_of(connection, subject, create=False)
        if key is None:
            return None
        clear = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], f"{subject}|{field}".encode())
        return clear.decode()


_KEEP = Prepared(
    sa.insert(vault_value).inline(), columns=[one.name for one in vault_value.c if one.name != "n"]
)


@cache
def _no_longer(fields: int) -> Prepared:
    """The values of so many fields of a subject no longer stand."""
    named: list[sa.BindParameter[str]] = [sa.bindparam(f"field_{at}") for at in range(fields)]
    return Prepared(
        sa.update(vault_value)
        .where(
            vault_value.c.subject == sa.bindparam("of_subject"),
            vault_value.c.field.in_(named),
            vault_value.c.stands,
        )
        .values(stands=False)
    )


class SqlVault:
    """The vault on one connection: the writer's inside a unit of work, or a reader's."""

    def __init__(self, connection: sa.Connection, sealer: Sealer) -> None:
        """On a connection whose transaction the caller holds."""
        self._connection = connection
        self._sealer = sealer

    def put(self, subject: str, values: Mapping[Personal, str | None], source: Source) -> None:
        """Keep each value that is not None and not empty."""
        kept = {
            field: value[:VALUE_LENGTH_MOST]
            for field, value in values.items()
            if value is not None and value.strip()
        }
        self._put_all(subject, kept, source)

    def _put_all(self, subject: str, values: Mapping[Personal, str], source: Source) -> None:
        rows = [
            row
            for field, value in values.items()
            if (row := self._row(subject, field, value, source)) is not None
        ]
        if not rows:
            return
        fields = {f"field_{at}": row["field"] for at, row in enumerate(rows)}
        _no_longer(len(rows)).run(self._connection, {"of_subject": subject, **fields})
        _KEEP.run_many(self._connection, rows)

    def _row(self, subject: str, field: Personal, value: str, source: Source) -> dict[str, Any] | None:
        """A value as it is kept; None for a sealed one of an erased person, who stays erased."""
        sealed = self._sealer.seal(self._connection, subject, field, value) if field in SEALED else None
        if field in SEALED and sealed is None:
            return None
        return {
            "subject": subject,
            "field": field.value,
            "value": None if sealed is not None else value,
            "sealed": sealed,
            "folded": folded_form(field, value),
            "said_by": source.said_by,
            "medium": source.medium.value,
            "told": source.told.value,
            "at": source.at,
            "action_id": source.action_id,
            "stands": True,
            "withdrawn": False,
        }

    def get(self, subject: str, field: Personal) -> str | None:
        """The value that stands."""
        return self.standing([subject], [field]).get(subject, {}).get(field)

    def standing(self, subjects: Iterable[str], wanted: Iterable[Personal]) -> dict[str, dict[Personal, str]]:
        """Standing values of many subjects at once; a field without a value is absent."""
        query = sa.select(
            vault_value.c.subject, vault_value.c.field, vault_value.c.value, vault_value.c.sealed
        ).where(
            vault_value.c.subject.in_(list(subjects)),
            vault_value.c.field.in_([field.value for field in wanted]),
            vault_value.c.stands,
        )
        found: dict[str, dict[Personal, str]] = {}
        for row in self._connection.execute(query):
            value = self._clear(row)
            if value is not None:
                found.setdefault(row.subject, {})[Personal(row.field)] = value
        return found

    def _clear(self, row: Any) -> str | None:
        if row.sealed is None:
            return None if row.value is None else str(row.value)
        return self._sealer.open(self._connection, row.subject, Personal(row.field), bytes(row.sealed))

    def history(self, subject: str, field: Personal) -> tuple[Detail, ...]:
        """All values of a field that were not withdrawn, newest first."""
        query = (
            sa.select(vault_value)
            .where(
                vault_value.c.subject == subject,
                vault_value.c.field == field.value,
                sa.not_(vault_value.c.withdrawn),
            )
            .order_by(vault_value.c.n.desc())
        )
        details = []
        for row in self._connection.execute(query):
            value = self._clear(row)
            if value is not None:
                source = Source(
                    said_by=row.said_by,
                    medium=Medium(row.medium),
                    told=Told(row.told),
                    at=row.at,
                    action_id=ActionId(row.action_id),
                )
                details.append(Detail(field=field, value=value, source=source))
        return tuple(details)

    def withdraw(self, action_id: ActionId) -> None:
        """Values of an act that was taken back no longer stand; the ones before them do."""
        mine = vault_value.c.action_id == action_id
        touched = self._connection.execute(
            sa.select(vault_value.c.subject, vault_value.c.field).where(mine).distinct()
        ).all()
        self._connection.execute(sa.update(vault_value).where(mine).values(stands=False, withdrawn=True))
        for subject, field in touched:
            last = self._connection.execute(
                sa.select(sa.func.max(vault_value.c.n)).where(
                    vault_value.c.subject == subject,
                    vault_value.c.field == field,
                    sa.not_(vault_value.c.withdrawn),
                )
            ).scalar()
            if last is not None:
                self._connection.execute(
                    sa.update(vault_value).where(vault_value.c.n == last).values(stands=True)
                )

    def move(self, subject: str, to: str, fields: tuple[Personal, ...]) -> None:
        """Copy standing values to another subject where that has none; the source of each value stays."""
        there = self.standing([to], fields).get(to, {})
        for field in fields:
            details = self.history(subject, field)
            if field not in there and details:
                self._put_all(to, {field: details[0].value}, details[0].source)

    def erase(self, subject: str) -> None:
        """Forget a person: plain values gone, the key gone, sealed values unreadable for good."""
        self._connection.execute(
            sa.update(vault_value)
            .where(vault_value.c.subject == subject)
            .values(value=None, sealed=None, folded=None, stands=False)
        )
        erased = self._connection.execute(
            sa.update(person_key).where(person_key.c.subject == subject).values(wrapped=None)
        )
        if not erased.rowcount:
            self._connection.execute(sa.insert(person_key).values(subject=subject, wrapped=None))
        self._sealer.forget(subject)
