"""The kinds of equipment a center lends (domain/04 4.5) and what happens to each when it comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from dvc.domain.ids import ItemCode


class AfterReturn(StrEnum):
    """What a returned piece needs before it can go out again."""

    SHELF = "shelf"
    WASH = "wash"
    USED_UP = "used_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKind:
    """One line of the catalogue.

    `is_asset`: single pieces with a number, such as pumps; counted here all the same.
    """

    code: ItemCode
    after: AfterReturn
    is_asset: bool = False


_CATALOGUE: tuple[ItemKind, ...] = (
    ItemKind(code=ItemCode("square_shovel"), after=AfterReturn.WASH),
    ItemKind(code=ItemCode("round_shovel"), after=AfterReturn.WASH),
    ItemKind(code=ItemCode("small_shovel"), after=AfterReturn.WASH),
    ItemKind(code=ItemCode("wheelbarrow"), after=AfterReturn.WASH),
    ItemKind(code=ItemCode("sandbag"), after=AfterReturn.USED_UP),
    ItemKind(code=ItemCode("deck_brush"), after=AfterReturn.WASH),
    ItemKind(code=ItemCode("broom_set"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("bucket"), after=AfterReturn.WASH),
    ItemKind(code=ItemCode("hose"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("hp_washer"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("generator"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("pump"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("fan"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("crowbar"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("saw_set"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("chainsaw"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("ladder"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("harness"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("tarp"), after=AfterReturn.USED_UP),
    ItemKind(code=ItemCode("helmet"), after=AfterReturn.WASH),
    ItemKind(code=ItemCode("goggles"), after=AfterReturn.WASH),
    ItemKind(code=ItemCode("head_light"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("mask_ds2"), after=AfterReturn.USED_UP),
    ItemKind(code=ItemCode("rubber_gloves"), after=AfterReturn.USED_UP),
    ItemKind(code=ItemCode("leather_gloves"), after=AfterReturn.USED_UP),
    ItemKind(code=ItemCode("boots"), after=AfterReturn.WASH),
    ItemKind(code=ItemCode("rope"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("tool_set"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("hand_truck"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("blanket"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("sorting_tag"), after=AfterReturn.USED_UP),
    ItemKind(code=ItemCode("camera"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("first_aid"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("wbgt_meter"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("cooling"), after=AfterReturn.USED_UP),
    ItemKind(code=ItemCode("vest"), after=AfterReturn.WASH),
    ItemKind(code=ItemCode("tape"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("radio"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("tablet_phone"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("printer_pack"), after=AfterReturn.SHELF),
    ItemKind(code=ItemCode("mobile_wifi"), after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code=ItemCode("signboard"), after=AfterReturn.SHELF),
)

ITEMS = MappingProxyType({kind.code: kind for kind in _CATALOGUE})
"""All kinds by code; another code cannot be stocked.

Their words stand in `dvc/text/equipment.toml` as `item.<code>`.
"""
