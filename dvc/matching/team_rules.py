"""What a team still lacks for a need: people, women, leaders, adults, skills, drivers. One place for the
sums.

Codes are those of the solution file's `unserved` reasons. Upper limits and shared stock are not judged here.
"""

from collections.abc import Iterable

from dvc.matching.terms import Need, Party, Reason

PEOPLE_SHORT = "people_short"
WOMEN_SHORT = "women_short"
LEADER_SHORT = "leader_short"
ADULTS_SHORT = "adults_short"
SKILL_SHORT = "skill_short"
DRIVER_SHORT = "driver_short"


def requirements(need: Need) -> dict[tuple[str, str], int]:
    """(code, name) -> how many the need asks for at least; name is empty where the code needs none. Zeros
    left out.

    The order is fixed: people first, then women, leaders, adults, skills and drivers by name.
    """
    asked = {
        (PEOPLE_SHORT, ""): need.people_min,
        (WOMEN_SHORT, ""): need.women,
        (LEADER_SHORT, ""): need.leaders,
        (ADULTS_SHORT, ""): need.adults,
    }
    asked |= {(SKILL_SHORT, name): need.skills[name] for name in sorted(need.skills)}
    asked |= {(DRIVER_SHORT, name): need.vehicles[name] for name in sorted(need.vehicles)}
    return {key: n for key, n in asked.items() if n > 0}


def supply(party: Party, key: tuple[str, str]) -> int:
    """How many of the thing `key` (see `requirements`) the party brings."""
    code, name = key
    match code:
        case "people_short":
            return party.size
        case "women_short":
            return party.women
        case "leader_short":
            return party.leaders
        case "adults_short":
            return party.size - party.minors
        case "skill_short":
            return party.skills.get(name, 0)
        case _:
            return party.drivers.get(name, 0)


def team_shortages(need: Need, team: Iterable[Party]) -> tuple[Reason, ...]:
    """Everything `team` lacks for `need`, with `short_by`; empty when the team is enough."""
    members = tuple(team)
    reasons = []
    for key, asked in requirements(need).items():
        there = sum(supply(party, key) for party in members)
        if there < asked:
            reasons.append(shortage(key, asked - there))
    return tuple(reasons)


def shortage(key: tuple[str, str], short_by: int) -> Reason:
    """The reason for lacking `short_by` of `key`."""
    code, name = key
    details: dict[str, object] = {"short_by": short_by}
    if code == SKILL_SHORT:
        details = {"skill": name, "short_by": short_by}
    if code == DRIVER_SHORT:
        details = {"vehicle": name, "short_by": short_by}
    return Reason(code=code, details=details)
