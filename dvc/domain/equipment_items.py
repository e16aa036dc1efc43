"""The kinds of equipment a center lends (domain/04 4.5) and what happens to each when it comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


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

    code: str
    after: AfterReturn
    is_asset: bool = False


_CATALOGUE: tuple[ItemKind, ...] = (
    ItemKind(code="square_shovel", after=AfterReturn.WASH),
    ItemKind(code="round_shovel", after=AfterReturn.WASH),
    ItemKind(code="small_shovel", after=AfterReturn.WASH),
    ItemKind(code="wheelbarrow", after=AfterReturn.WASH),
    ItemKind(code="sandbag", after=AfterReturn.USED_UP),
    ItemKind(code="deck_brush", after=AfterReturn.WASH),
    ItemKind(code="broom_set", after=AfterReturn.SHELF),
    ItemKind(code="bucket", after=AfterReturn.WASH),
    ItemKind(code="hose", after=AfterReturn.SHELF),
    ItemKind(code="hp_washer", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="generator", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="pump", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="fan", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="crowbar", after=AfterReturn.SHELF),
    ItemKind(code="saw_set", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="chainsaw", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="ladder", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="harness", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="tarp", after=AfterReturn.USED_UP),
    ItemKind(code="helmet", after=AfterReturn.WASH),
    ItemKind(code="goggles", after=AfterReturn.WASH),
    ItemKind(code="head_light", after=AfterReturn.SHELF),
    ItemKind(code="mask_ds2", after=AfterReturn.USED_UP),
    ItemKind(code="rubber_gloves", after=AfterReturn.USED_UP),
    ItemKind(code="leather_gloves", after=AfterReturn.USED_UP),
    ItemKind(code="boots", after=AfterReturn.WASH),
    ItemKind(code="rope", after=AfterReturn.SHELF),
    ItemKind(code="tool_set", after=AfterReturn.SHELF),
    ItemKind(code="hand_truck", after=AfterReturn.SHELF),
    ItemKind(code="blanket", after=AfterReturn.SHELF),
    ItemKind(code="sorting_tag", after=AfterReturn.USED_UP),
    ItemKind(code="camera", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="first_aid", after=AfterReturn.SHELF),
    ItemKind(code="wbgt_meter", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="cooling", after=AfterReturn.USED_UP),
    ItemKind(code="vest", after=AfterReturn.WASH),
    ItemKind(code="tape", after=AfterReturn.SHELF),
    ItemKind(code="radio", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="tablet_phone", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="printer_pack", after=AfterReturn.SHELF),
    ItemKind(code="mobile_wifi", after=AfterReturn.SHELF, is_asset=True),
    ItemKind(code="signboard", after=AfterReturn.SHELF),
)

ITEMS = MappingProxyType({kind.code: kind for kind in _CATALOGUE})
"""All kinds by code; another code cannot be stocked.

Their words stand in `dvc/text/equipment.toml` as `item.<code>`.
"""
