"""Made-up mornings in the shape of a hard day, for tests: several things are short at once."""

from __future__ import annotations

import random
from typing import Any

from tests.unit.matching.builders import Document, a_document, a_need, a_party

SKILLS = ("chainsaw", "carpentry", "truck")


def a_morning(*, needs: int, people: int, seed: int, **said: Any) -> Document:
    """An instance document; the same seed gives the same morning."""
    chance = random.Random(seed)
    parties: list[Document] = []
    left = people
    while left > 0:
        parties.append(_party(chance, f"P{len(parties) + 1}", left, needs))
        left -= parties[-1]["size"]
    usual: Document = {
        "districts": [{"id": f"D{d}", "shuttle_seats": max(1, people // 12)} for d in (1, 2, 3)],
        "equipment": {"shovel": people // 2, "pump": max(1, needs // 8)},
    }
    return a_document([_need(chance, f"N{n + 1}") for n in range(needs)], parties, **(usual | said))


def _need(chance: random.Random, name: str) -> Document:
    low = chance.randint(2, 5)
    return a_need(
        name,
        district=f"D{chance.randint(1, 3)}",
        km=round(chance.uniform(0.2, 9), 2),
        walkable=chance.random() < 0.2,
        people={"min": low, "max": low + chance.randint(0, 3)},
        hours=chance.choice([3, 5]),
        heavy=chance.random() < 0.5,
        priority=chance.randint(10, 90),
        skills={SKILLS[chance.randrange(3)]: 1} if chance.random() < 0.4 else {},
        women=int(chance.random() < 0.15),
        leaders=int(chance.random() < 0.6),
        equipment={"shovel": low} if chance.random() < 0.5 else {"pump": 1} if chance.random() < 0.3 else {},
    )


def _party(chance: random.Random, name: str, left: int, needs: int) -> Document:
    size = 1 if chance.random() < 0.8 else min(left, chance.randint(2, 6))
    return a_party(
        name,
        size=size,
        women=chance.randint(0, size),
        leaders=int(chance.random() < 0.3),
        skills={skill: 1 for skill in SKILLS if chance.random() < 0.12},
        seats=4 if chance.random() < 0.3 else 0,
        hours=chance.choice([3, 5, 6]),
        heavy_ok=chance.random() < 0.8,
        previous_need=f"N{chance.randint(1, needs)}" if chance.random() < 0.2 else None,
    )
