"""Settings of the process, read once: data folder or database, host and port, keys. Center settings are data,
not these.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_DATA = "dvcenter-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the process was started with. `database_url` None: SQLite files in `data`."""

    data: Path
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    tls: str | None = None
    public_port: int | None = None
    keys: Path | None = None

    @property
    def key_ring(self) -> Path:
        """The key ring's file: beside the data folder, never inside it (ADR-0012)."""
        return self.keys or self.data.parent / f"{self.data.name}.keys" / "ring.key"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings out of DVC_* variables; the command line overrides them."""
    keys = environment.get("DVC_KEYS")
    return Settings(
        data=Path(environment.get("DVC_DATA", DEFAULT_DATA)).resolve(),
        database_url=environment.get("DVC_DATABASE_URL"),
        host=environment.get("DVC_HOST", "127.0.0.1"),
        port=int(environment.get("DVC_PORT", "8000")),
        keys=Path(keys).resolve() if keys else None,
    )
