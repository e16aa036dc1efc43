"""Who acts: roles of contracts.md section 1, and the actor that every command carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """One hat in a center; a person holds one or more, each with begin and end."""

    CENTER_HEAD = "center_head"
    SECTION_CHIEF = "section_chief"
    INTAKE = "intake"
    SURVEYOR = "surveyor"
    RECEPTION = "reception"
    ORIENTATION = "orientation"
    MATCHING = "matching"
    EQUIPMENT = "equipment"
    TRANSPORT = "transport"
    REPORT = "report"
    SAFETY = "safety"
    GENERAL_AFFAIRS = "general_affairs"
    PUBLIC_RELATIONS = "public_relations"
    CARE = "care"
    SATELLITE_HEAD = "satellite_head"
    TECH_PARTNER = "tech_partner"
    CITY = "city"
    PREFECTURE = "prefecture"
    AUDITOR = "auditor"
    DRILL_CONTROL = "drill_control"
    OBSERVER = "observer"
    VOLUNTEER = "volunteer"
    LEADER = "leader"
    RESIDENT = "resident"
    WALL = "wall"
    KIOSK = "kiosk"
    API = "api"
    SYSTEM = "system"


CHIEFS = frozenset({Role.CENTER_HEAD, Role.SECTION_CHIEF, Role.SATELLITE_HEAD})
"""Who decides exceptions and may take back anybody's act."""

EVERY_ROLE = frozenset(Role)
"""For acts that only concern oneself; the handler checks whose they are."""

DESKS = frozenset(
    {
        Role.INTAKE,
        Role.SURVEYOR,
        Role.RECEPTION,
        Role.ORIENTATION,
        Role.MATCHING,
        Role.EQUIPMENT,
        Role.TRANSPORT,
        Role.REPORT,
        Role.SAFETY,
        Role.GENERAL_AFFAIRS,
    }
)
"""Roles of the working desks."""


class ActorKind(StrEnum):
    """What gives a command."""

    STAFF = "staff"
    DEVICE = "device"
    PROGRAM = "program"
    VOLUNTEER = "volunteer"
    RESIDENT = "resident"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who gives a command or looks at a record. `id` is a staff, device, token or volunteer id; never a name.
    """

    kind: ActorKind
    id: str
    roles: frozenset[Role] = field(default_factory=frozenset)

    @property
    def is_chief(self) -> bool:
        """Whether the actor may decide exceptions."""
        return bool(self.roles & CHIEFS)


SYSTEM = Actor(kind=ActorKind.SYSTEM, id="system", roles=frozenset({Role.SYSTEM}))
"""The center itself: clock commands, imports without a person, bootstrap."""
