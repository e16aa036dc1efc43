"""Reads a matching instance (`dvc-matching-instance/1`, contracts.md section 5) and refuses what it cannot
honour.

All problems of a file are found in one pass: first the shape of each member, then what the members say about
each other (`cross_checks`). Members of version 1 that this solver does not model (`parking`, `trips`) are
refused, not ignored: a plan that breaks a rule nobody looked at is worse than no plan.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from dvc.matching.cross_checks import add_problems_between_members
from dvc.matching.fields import Member, ProblemList
from dvc.matching.terms import (
    INSTANCE_FORMAT,
    District,
    ForbiddenPair,
    FrozenTeam,
    Instance,
    InstanceInvalid,
    Lock,
    Need,
    Party,
    Problem,
    Slot,
    Weights,
)

_TOP = frozenset(
    {"format", "districts", "equipment", "needs", "parties", "locks", "forbidden", "frozen", "weights"}
)
_NEED = frozenset(
    {"id", "district", "km", "walkable", "people", "hours", "heavy", "priority", "skills", "women", "leaders"}
    | {"equipment", "women_only", "adults", "vehicles", "base", "slot", "work_type"}
)
_PARTY = frozenset(
    {"id", "size", "women", "leaders", "skills", "seats", "hours", "heavy_ok", "previous_need"}
    | {"minors", "drivers", "base", "from", "until"}
)
# A party file tells seats but not cars, so places to park cannot be counted; shuttles are summed over the
# day, so
# trips with leaving times cannot be kept. Both are named in contracts.md and wait for the transport work.
_NEED_NOT_MODELLED = frozenset({"parking"})
_TOP_NOT_MODELLED = frozenset({"trips"})
_SLOTS: Mapping[str, Slot] = {"am": "am", "pm": "pm"}


def parse_instance(data: object) -> Instance:
    """The instance in `data` (parsed JSON). Raises `InstanceInvalid` with every problem found."""
    problems = ProblemList()
    if not isinstance(data, Mapping):
        raise InstanceInvalid((Problem(code="wrong_type", path="", details={"expected": "object"}),))
    top = Member(data=data, path="", problems=problems)
    if data.get("format") != INSTANCE_FORMAT:
        problems.add("wrong_format", "format", expected=INSTANCE_FORMAT, value=str(data.get("format")))
    top.only(_TOP, not_modelled=_TOP_NOT_MODELLED)
    instance = Instance(
        districts=tuple(_district(row) for row in top.rows("districts", required=True)),
        equipment=_stock(top),
        needs=tuple(_need(row) for row in top.rows("needs", required=True)),
        parties=tuple(_party(row) for row in top.rows("parties", required=True)),
        locks=tuple(_lock(row) for row in top.rows("locks", required=False)),
        forbidden=tuple(_forbidden(row) for row in top.rows("forbidden", required=False)),
        frozen=tuple(_frozen(row) for row in top.rows("frozen", required=False)),
        weights=_weights(top),
    )
    add_problems_between_members(instance, problems)
    if problems.found:
        raise InstanceInvalid(problems.frozen())
    return instance


def instance_hash(instance: Instance) -> str:
    """SHA-256 (hex) of the facts, independent of how the file was written; the log names a run by it."""
    canonical = json.dumps(asdict(instance), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _district(row: Member) -> District:
    row.only(frozenset({"id", "shuttle_seats"}))
    return District(id=row.text("id"), shuttle_seats=row.count("shuttle_seats", default=None))


def _stock(top: Member) -> dict[str, int]:
    stock = top.inner("equipment", required=True)
    return {} if stock is None else {str(name): stock.count(str(name), default=None) for name in stock.data}


def _need(row: Member) -> Need:
    row.only(_NEED, not_modelled=_NEED_NOT_MODELLED)
    people = row.inner("people", required=True)
    low, high = _people(people) if people is not None else (1, 1)
    return Need(
        id=row.text("id"),
        district=row.text("district"),
        km=row.amount("km", default=None),
        walkable=row.flag("walkable", default=None),
        people_min=low,
        people_max=high,
        hours=row.amount("hours", default=None),
        heavy=row.flag("heavy", default=None),
        priority=row.amount("priority", default=None),
        skills=row.counts("skills"),
        women=row.count("women", default=0),
        leaders=row.count("leaders", default=0),
        equipment=row.counts("equipment"),
        women_only=row.flag("women_only", default=False),
        adults=row.count("adults", default=0),
        vehicles=row.counts("vehicles"),
        base=row.text_or_none("base"),
        slot=_slot(row),
        work_type=row.text_or_none("work_type"),
    )


def _people(people: Member) -> tuple[int, int]:
    people.only(frozenset({"min", "max"}))
    low, high = people.count("min", default=None, least=1), people.count("max", default=None, least=1)
    if low > high and people.has("max"):
        people.problems.add("minimum_above_maximum", people.path, min=low, max=high)
    return low, high


def _slot(row: Member) -> Slot | None:
    value = row.text_or_none("slot")
    if value is not None and value not in _SLOTS:
        row.problems.add("wrong_value", row.at("slot"), value=value, allowed="am, pm")
    return _SLOTS.get(value) if value is not None else None


def _party(row: Member) -> Party:
    row.only(_PARTY)
    party = Party(
        id=row.text("id"),
        size=row.count("size", default=None, least=1),
        hours=row.amount("hours", default=None),
        heavy_ok=row.flag("heavy_ok", default=None),
        women=row.count("women", default=0),
        leaders=row.count("leaders", default=0),
        skills=row.counts("skills"),
        seats=row.count("seats", default=0),
        previous_need=row.text_or_none("previous_need"),
        minors=row.count("minors", default=0),
        drivers=row.counts("drivers"),
        base=row.text_or_none("base"),
        from_minute=row.minute("from"),
        until_minute=row.minute("until"),
    )
    _check_heads(row, party)
    if (
        party.from_minute is not None
        and party.until_minute is not None
        and party.from_minute > party.until_minute
    ):
        row.problems.add("from_after_until", row.at("from"))
    return party


def _check_heads(row: Member, party: Party) -> None:
    """No part of a party is larger than the party."""
    heads = {"women": party.women, "leaders": party.leaders, "minors": party.minors}
    heads |= {f"skills.{name}": n for name, n in party.skills.items()}
    heads |= {f"drivers.{name}": n for name, n in party.drivers.items()}
    for key, n in heads.items():
        if n > party.size:
            row.problems.add("count_over_size", row.at(key), value=n, size=party.size)


def _lock(row: Member) -> Lock:
    row.only(frozenset({"party", "need"}))
    return Lock(party=row.text("party"), need=row.text("need"))


def _forbidden(row: Member) -> ForbiddenPair:
    row.only(frozenset({"party", "need", "code"}))
    return ForbiddenPair(party=row.text("party"), need=row.text("need"), code=row.text_or_none("code"))


def _frozen(row: Member) -> FrozenTeam:
    row.only(frozenset({"need", "parties"}))
    return FrozenTeam(need=row.text("need"), parties=row.names("parties"))


def _weights(top: Member) -> Weights:
    row = top.inner("weights", required=False)
    if row is None:
        return Weights()
    row.only(frozenset({"people", "km"}))
    usual = Weights()
    return Weights(people=row.amount("people", default=usual.people), km=row.amount("km", default=usual.km))
