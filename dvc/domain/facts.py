"""What stands around every event: who, when it happened, when we learned it, by which medium (law 8: late is
normal).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from dvc.domain.ids import ActionId, CenterId


class Medium(StrEnum):
    """How a fact reached the system (domain/02, `source_medium`)."""

    APP = "app"
    WEB = "web"
    PAPER = "paper"
    FAX = "fax"
    PHONE = "phone"
    IMPORT = "import"
    SCAN = "scan"
    API = "api"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactMeta:
    """The envelope of one action's facts.

    `happened_at`: in the world, corrected by the measured offset of the device; aware UTC. `recorded_at`:
    when this store learned it. `device_offset_ms`: device clock minus server clock when it was measured, None
    when unknown. `station`: desk or device. `actor`: id of who acted; `on_behalf_of`: of whom, None for
    oneself. `home`: the center that owns the fact. `action_id`: made by the client, unique for ever.
    """

    happened_at: datetime
    recorded_at: datetime
    device_offset_ms: int | None
    medium: Medium
    station: str | None
    actor: str
    on_behalf_of: str | None
    home: CenterId
    action_id: ActionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One event as it stands in the log: `seq` is dense and in commit order; `version` counts within the
    stream.
    """

    seq: int
    kind: str
    stream: str
    version: int
    event: Any
    meta: FactMeta
