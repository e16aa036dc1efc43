"""Every command of the center: importing this module fills the handler table."""

from __future__ import annotations

from dvc.commands import staff, take_back
from dvc.commands.bus import handlers

__all__ = ["COMMANDS", "staff", "take_back"]

COMMANDS = handlers()
