"""Sealed words in the raw files of a store: whoever copies the disk reads none of them (law 8, ADR-0012)."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from dvc.domain.facts import Medium
from dvc.domain.folding import fold, fold_address, phone_digits
from dvc.domain.ids import ActionId
from dvc.domain.personal import SEALED, Personal, Source, Told
from dvc.store.tables import person_key, vault_value
from tests.factories import Center, a_center

PLANTED = "秘密の言葉-Zq7"
OPEN_WORD = "三条商店街-Kx3"
IN_THE_CLEAR = frozenset(
    {
        Personal.NAME,
        Personal.KANA,
        Personal.PHONE,
        Personal.PHONE_2,
        Personal.EMAIL,
        Personal.ADDRESS,
        Personal.LANDMARK,
        Personal.LAT,
        Personal.LON,
        Personal.REQUESTER_NAME,
        Personal.REQUESTER_KANA,
        Personal.REQUESTER_PHONE,
        Personal.RELATION,
        Personal.CONTACT_HOURS,
        Personal.CITY_OF_HOME,
        Personal.AFFILIATION,
        Personal.GROUP_NAME,
        Personal.AGENCY,
        Personal.CENTER_NAME,
        Personal.CENTER_PHONE,
        Personal.CENTER_PLACE,
    }
)
"""What may lie on the disk as it was given. A field that leaves the seal has to be written here, too."""


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _put(center: Center, subject: str, values: dict[Personal, str]) -> None:
    source = Source(
        said_by="self",
        medium=Medium.PHONE,
        told=Told.TOLD,
        at=center.clock.now(),
        action_id=ActionId(f"put_{subject}"),
    )
    center.store.write_beside(
        lambda connection: center.store.vault_on(connection).put(subject, dict(values), source)
    ).result()


def test_what_lies_in_the_clear_is_a_list_that_somebody_wrote() -> None:
    assert set(Personal) - SEALED == IN_THE_CLEAR


def test_no_sealed_word_is_in_any_file_of_the_store(tmp_path: Path) -> None:
    with a_center(tmp_path) as center:
        values = {one: f"{PLANTED}-{one.value}" for one in sorted(SEALED)} | {Personal.ADDRESS: OPEN_WORD}
        _put(center, "household_1", values)
        while_open = _bytes_of(tmp_path)
        with center.store.read_vault() as vault:
            read = vault.standing(["household_1"], SEALED)["household_1"]
    raw = while_open + _bytes_of(tmp_path)
    assert set(read) == set(SEALED), "the center itself reads each of them"
    for spelling in (PLANTED, fold(PLANTED), fold_address(PLANTED), "Zq7", "zq7"):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932"):
            assert spelling.encode(encoding) not in raw, "neither as given nor in a folded form"
    assert OPEN_WORD.encode() in raw, "the search would find what is not sealed"
    assert fold_address(OPEN_WORD).encode() in raw, "and its folded form"


def test_no_digit_of_a_sealed_telephone_is_kept_for_searching(tmp_path: Path) -> None:
    number = "０９０-0000-7301"
    with a_center(tmp_path) as center:
        _put(center, "household_1", {Personal.EMERGENCY_PHONE: number, Personal.PHONE: "090-0000-7302"})
        raw = _bytes_of(tmp_path)
    assert phone_digits(number).encode() not in raw
    assert phone_digits("090-0000-7302").encode() in raw


def test_the_key_of_a_person_lies_wrapped(tmp_path: Path) -> None:
    with a_center(tmp_path) as center:
        _put(center, "household_1", {Personal.HEALTH_NOTE: PLANTED})
        with center.store.read() as connection:
            key = center.store.sealer.key_of(connection, "household_1", create=False)
            wrapped = connection.execute(sa.select(person_key.c.wrapped)).scalar_one()
        raw = _bytes_of(tmp_path)
    raw += _bytes_of(tmp_path)
    assert key is not None
    assert key not in raw, "whoever has the disk has no key"
    assert bytes(wrapped) in raw, "the search would find it"


@pytest.mark.parametrize("to", [("household_1", "call_note"), ("household_2", "health_note")])
def test_a_sealed_value_that_was_put_elsewhere_does_not_open(to: tuple[str, str], tmp_path: Path) -> None:
    """Somebody with a database editor cannot make one person's words another's, or health out of a call."""
    subject, field = to
    with a_center(tmp_path) as center:
        _put(center, "household_1", {Personal.HEALTH_NOTE: PLANTED, Personal.CALL_NOTE: "留守"})
        _put(center, "household_2", {Personal.HEALTH_NOTE: "なし"})
        rows = sa.select(vault_value.c.sealed).where(
            vault_value.c.subject == "household_1", vault_value.c.field == "health_note"
        )
        with center.store.engine.begin() as connection:
            stolen = connection.execute(rows).scalar_one()
            connection.execute(
                sa.update(vault_value)
                .where(vault_value.c.subject == subject, vault_value.c.field == field)
                .values(sealed=stolen)
            )
        with center.store.read_vault() as vault, pytest.raises(InvalidTag):
            vault.get(subject, Personal(field))
