"""Alembic environment: runs on the connection that `dvc.store.migrate` hands over, never on a URL of its own.
"""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from dvc.store.columns import UtcTime
from dvc.store.tables import METADATA


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our own column type by its name."""
    if kind == "type" and isinstance(item, UtcTime):
        autogen.imports.add("from dvc.store.columns import UtcTime")
        return "UtcTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_item=render_item,
    transactional_ddl=False,
)
context.run_migrations()
