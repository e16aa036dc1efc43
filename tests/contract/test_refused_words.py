"""Sealed words of a household whose first act was refused: the key that was made for them went with the act,
so the next act must make another one, or nobody could read its words after a restart.
"""

from __future__ import annotations

from dvc.commands.needs import ReceiveNeed
from dvc.domain.ids import NeedId
from dvc.domain.personal import Personal
from dvc.domain.values import Channel
from dvc.store.people_vault import Sealer, SqlVault
from tests.factories import RING, Center

NEED = NeedId("need_from_tablet")


def on_paper(need_id: NeedId, number: int) -> ReceiveNeed:
    """A need from a numbered paper, with two sealed texts."""
    return ReceiveNeed(
        channel=Channel.PHONE,
        need_id=need_id,
        number=number,
        name="山本 ハル",
        phone="090-0000-1001",
        address="緑瀬市川端2丁目5",
        request_text="家具を出したい",
        cautions="犬がいる",
    )


def test_words_given_after_a_refused_act_are_readable_after_a_restart(center: Center) -> None:
    center.do(on_paper(NeedId("need_first"), 9001))
    assert center.give(on_paper(NEED, 9001)).code == "needs.number_taken"
    center.do(on_paper(NEED, 9002))
    with center.store.read() as connection:
        after_a_restart = SqlVault(connection, Sealer(RING))
        assert after_a_restart.get(NEED, Personal.CAUTIONS) == "犬がいる"
        assert after_a_restart.get(NEED, Personal.REQUEST_TEXT) == "家具を出したい"
