"""Generators of the commands on the center's own words and layers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from dvc.commands.center import AreaGiven, DescribeCenter, ImportAreas, ImportTowns, TownGiven
from tests.factories import Center
from tests.properties.gen import Draw, generates

WORDS = st.sampled_from([None, "緑瀬市災害ボランティアセンター", "緑瀬市", "", "あ" * 201])
CODES = st.lists(st.sampled_from(["midorise-1", "midorise-2", "midorise-3"]), max_size=3, unique=True)
OUTLINE = '{"type":"Polygon","coordinates":[[[136.1,34.7],[136.2,34.7],[136.2,34.8],[136.1,34.7]]]}'


@generates(DescribeCenter)
def describe_center(draw: Draw, center: Center) -> Any:
    """The center's words, one of them too long now and then."""
    del center
    return DescribeCenter(name=draw(WORDS), phone=draw(st.sampled_from([None, "0000-12-3456"])), place=None)


@generates(ImportAreas)
def import_areas(draw: Draw, center: Center) -> Any:
    """Other areas, or none at all, which is refused."""
    del center
    return ImportAreas(
        areas=tuple(AreaGiven(code=code, name=code, level=1, outline=OUTLINE) for code in draw(CODES))
    )


@generates(ImportTowns)
def import_towns(draw: Draw, center: Center) -> Any:
    """Other towns, or none at all, which is refused."""
    del center
    towns = draw(st.lists(st.sampled_from(["柏谷町", "上野町"]), max_size=2, unique=True))
    return ImportTowns(
        towns=tuple(
            TownGiven(pref="三重県", city="緑瀬市", town=town, kana="", lat=34.7, lon=136.1) for town in towns
        )
    )
