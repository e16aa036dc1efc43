"""Which tools a team usually takes for which work: the kits of domain/04 4.5, as a suggestion that staff
change.

A surveyed list of equipment outweighs the kit; a team with two sorts of work takes both kits, the larger
number of what stands in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from dvc.domain.ids import ItemCode
from dvc.domain.values import ItemCount, WorkType

KIT_MUD = (
    ItemCount(item=ItemCode("square_shovel"), count=3),
    ItemCount(item=ItemCode("round_shovel"), count=2),
    ItemCount(item=ItemCode("wheelbarrow"), count=1),
    ItemCount(item=ItemCode("bucket"), count=3),
    ItemCount(item=ItemCode("sandbag"), count=100),
    ItemCount(item=ItemCode("goggles"), count=5),
)
KIT_BELONGINGS = (
    ItemCount(item=ItemCode("blanket"), count=4),
    ItemCount(item=ItemCode("hand_truck"), count=1),
    ItemCount(item=ItemCode("rope"), count=2),
    ItemCount(item=ItemCode("sorting_tag"), count=20),
)
KIT_WASH = (
    ItemCount(item=ItemCode("deck_brush"), count=4),
    ItemCount(item=ItemCode("hose"), count=2),
    ItemCount(item=ItemCode("hp_washer"), count=1),
    ItemCount(item=ItemCode("generator"), count=1),
)
KIT_UNDER_FLOOR = (
    ItemCount(item=ItemCode("small_shovel"), count=4),
    ItemCount(item=ItemCode("bucket"), count=4),
    ItemCount(item=ItemCode("head_light"), count=4),
    ItemCount(item=ItemCode("helmet"), count=4),
    ItemCount(item=ItemCode("mask_ds2"), count=8),
)
KIT_CARRY = (
    ItemCount(item=ItemCode("tarp"), count=2),
    ItemCount(item=ItemCode("sandbag"), count=50),
    ItemCount(item=ItemCode("leather_gloves"), count=5),
)
KIT_RUBBLE = (
    ItemCount(item=ItemCode("wheelbarrow"), count=2),
    ItemCount(item=ItemCode("crowbar"), count=2),
    ItemCount(item=ItemCode("helmet"), count=5),
    ItemCount(item=ItemCode("leather_gloves"), count=5),
)

KITS = MappingProxyType(
    {
        WorkType.MUD_ROOM: KIT_MUD,
        WorkType.MUD_YARD: KIT_MUD,
        WorkType.DRAIN: KIT_MUD,
        WorkType.MUD_UNDER: KIT_UNDER_FLOOR,
        WorkType.BELONGINGS_OUT: KIT_BELONGINGS,
        WorkType.FURNITURE_FIX: KIT_BELONGINGS,
        WorkType.MOVING: KIT_BELONGINGS,
        WorkType.WASHING: KIT_WASH,
        WorkType.TRASH_CARRY: KIT_CARRY,
        WorkType.RUBBLE: KIT_RUBBLE,
    }
)
"""Kits by work type; work that is not named takes what the survey or the desk says (tools column of domain/04
4.1).
"""


def suggested_kit(work: Iterable[WorkType], surveyed: Iterable[ItemCount] = ()) -> tuple[ItemCount, ...]:
    """What to take for this work, in the order of the kits; `surveyed`: the list of the site survey, if there
    is one.
    """
    listed = tuple(surveyed)
    if listed:
        return listed
    most: dict[ItemCode, int] = {}
    for work_type in dict.fromkeys(work):
        for line in KITS.get(work_type, ()):
            most[line.item] = max(most.get(line.item, 0), line.count)
    return tuple(ItemCount(item=item, count=count) for item, count in most.items())
