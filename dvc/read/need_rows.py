"""What the center knows that a list of needs is held against: houses with a need, needs of earlier imports,
places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.same_house import HouseTold, house_told
from dvc.read.center import CenterReader
from dvc.store.tables import vault_value

NAMES = frozenset({Personal.NAME, Personal.REQUESTER_NAME})
PHONES = frozenset({Personal.PHONE, Personal.PHONE_2, Personal.REQUESTER_PHONE})
NOT_A_NEED = frozenset({NeedStatus.MERGED, NeedStatus.CANCELLED, NeedStatus.REFUSED})
IDS_AT_ONCE = 500


def houses_told(reader: CenterReader) -> Iterator[HouseTold]:
    """Houses with a need that stands; what each told of name, telephone and address, also in former times."""
    codes: dict[str, Need] = {}
    for need in reader.where(NEED):
        newest = codes.get(need.household_id)
        if need.status not in NOT_A_NEED and (newest is None or need.received_at > newest.received_at):
            codes[need.household_id] = need
    told: dict[str, dict[Personal, set[str]]] = defaultdict(lambda: defaultdict(set))
    wanted = NAMES | PHONES | {Personal.ADDRESS}
    query = sa.select(vault_value.c.subject, vault_value.c.field, vault_value.c.folded).where(
        vault_value.c.field.in_([one.value for one in wanted]), sa.not_(vault_value.c.withdrawn)
    )
    with reader.store.read() as connection:
        for row in connection.execute(query):
            if row.subject in codes and row.folded:
                told[row.subject][Personal(row.field)].add(row.folded)
    for subject, by_field in told.items():
        yield house_told(
            (one for field in sorted(NAMES) for one in by_field[field]),
            (one for field in sorted(PHONES) for one in by_field[field]),
            by_field[Personal.ADDRESS],
            codes[subject].code,
        )


def needs_here(reader: CenterReader, need_ids: Sequence[str]) -> frozenset[str]:
    """Those of the ids that are needs of this center."""
    found: set[str] = set()
    for at in range(0, len(need_ids), IDS_AT_ONCE):
        asked = tuple(need_ids[at : at + IDS_AT_ONCE])
        found.update(need.need_id for need in reader.where(NEED, need_id=asked))
    return frozenset(found)
