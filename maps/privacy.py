"""What of a place may be shown to whom: a mesh cell for a partner, counts by district for the public, never
jitter.

Rule (contracts.md 4, places): the public sees counts by district and "few" (少数) under five households; a
partner with an agreement sees the 500 m cell. A jittered point looks exact, is believed, and several of them
give the house away by their average; so there is no such function here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from maps.mesh import Cell, cell_of, mesh_of

FEW = 5  # k: fewer households than this are never counted aloud (contracts.md 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCount:
    """A count that may be shown. `count` is None for "few": at least one, fewer than k."""

    key: str
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCounts:
    """Counts by key. `total` is None as soon as one count is hidden: the difference would say it."""

    rows: tuple[PublicCount, ...]
    total: int | None


def coarse_place(lat: float, lon: float) -> Cell:
    """The 500 m cell that stands for a place; the same place always gives the same cell."""
    return cell_of(mesh_of(lat, lon))


def cell_counts(places: Iterable[tuple[float, float]], *, k: int = FEW) -> PublicCounts:
    """Households by mesh cell, from (latitude, longitude) of each; cells without any are left out."""
    return public_counts(Counter(mesh_of(lat, lon) for lat, lon in places), k=k)


def public_counts(households: Mapping[str, int], *, k: int = FEW) -> PublicCounts:
    """Counts of households by district (or cell), in the order of the keys; 0 is said, 1 to k-1 are "few"."""
    rows = tuple(
        PublicCount(key=key, count=count if count == 0 or count >= k else None)
        for key, count in sorted(households.items())
    )
    is_whole = all(row.count is not None for row in rows)
    return PublicCounts(rows=rows, total=sum(households.values()) if is_whole else None)
