"""Every event of the center in one list; the classes live beside their kinds."""

from __future__ import annotations

from dvc.domain.kinds import EVENT_CLASSES

ALL_EVENTS: tuple[type, ...] = tuple(EVENT_CLASSES[name] for name in sorted(EVENT_CLASSES))
