"""Sealed words in the raw files of a store: whoever copies the disk reads none of them (law 8, ADR-0012)."""

from __future__ import annotations

from pathlib import Path

from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId
from dvc.domain.personal import SEALED, Personal, Source, Told
from tests.factories import a_center

PLANTED = "秘密の言葉-Zq7"
OPEN_WORD = "三条商店街-Kx3"


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_sealed_word_is_in_any_file_of_the_store(tmp_path: Path) -> None:
    with a_center(tmp_path) as center:
        source = Source(
            said_by="self",
            medium=Medium.PHONE,
            told=Told.TOLD,
            at=center.clock.now(),
            action_id=ActionId("put_sealed"),
        )
        values = {one: f"{PLANTED}-{one.value}" for one in sorted(SEALED)} | {Personal.ADDRESS: OPEN_WORD}
        center.store.write_beside(
            lambda connection: center.store.vault_on(connection).put("household_1", values, source)
        ).result()
        while_open = _bytes_of(tmp_path)
        with center.store.read_vault() as vault:
            read = vault.standing(["household_1"], SEALED)["household_1"]
    raw = while_open + _bytes_of(tmp_path)
    assert set(read) == set(SEALED), "the center itself reads each of them"
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp932"):
        assert PLANTED.encode(encoding) not in raw
        assert b"Zq7" not in raw
    assert OPEN_WORD.encode() in raw, "the search would find what is not sealed"
