"""May these people go as a team, with these tools, seats and vehicles? The hard rules on a whole team, by
code.

People, leader and house are judged by `dvc.domain.team_rules` (H01-H09, H11, H15-H20); here the rules are
added whose facts that module leaves to the counter and to transport: tools (H12), seats and places to park
(H13), licences (H14). Asked when a plan is proposed and again when it is confirmed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dvc.domain.ids import AttendanceId
from dvc.domain.team_rules import PersonFacts, SheetFacts, codes, team_rules
from dvc.matching.terms import Reason

TOOLS, SEAT, LICENCE = "H12", "H13", "H14"
YOUNGEST_DRIVER = 18  # Road Traffic Act art. 88: no ordinary licence below 18
REGULAR_TO_8_T_UNTIL = date(
    2007, 6, 2
)  # amendments of the Road Traffic Act, in force on these days: an ordinary
REGULAR_TO_5_T_UNTIL = date(
    2017, 3, 12
)  # licence got before them still drives up to 8 t, then up to 5 t gross


class LicenceClass(StrEnum):
    """Licence of a driver (domain/02: licenses), from the smallest."""

    NONE = "none"
    REGULAR = "regular"
    SEMI_MID = "semi_mid"
    MID = "mid"
    LARGE = "large"


class VehicleClass(StrEnum):
    """Vehicles a team may be given or brings (domain/04 4.4)."""

    CAR = "car"
    VAN = "van"
    KEI_TRUCK = "kei_truck"
    TRUCK_2T = "truck_2t"
    DUMP_2T = "dump_2t"
    MICROBUS = "microbus"
    BUS_LARGE = "bus_large"


# Gross weight in tonnes that the licence must cover; 3.5 t is what every ordinary licence covers (domain/04
# 4.4:
# 2 t trucks and dumps weigh up to 5 t gross). Buses go by places, not by weight.
_GROSS_T: Mapping[VehicleClass, float] = {
    VehicleClass.CAR: 3.5,
    VehicleClass.VAN: 3.5,
    VehicleClass.KEI_TRUCK: 3.5,
    VehicleClass.TRUCK_2T: 5.0,
    VehicleClass.DUMP_2T: 5.0,
}
_BUS_LICENCES: Mapping[VehicleClass, frozenset[LicenceClass]] = {
    VehicleClass.MICROBUS: frozenset({LicenceClass.MID, LicenceClass.LARGE}),
    VehicleClass.BUS_LARGE: frozenset({LicenceClass.LARGE}),
}
_COVERS_T: Mapping[LicenceClass, float] = {
    LicenceClass.NONE: 0.0,
    LicenceClass.SEMI_MID: 7.5,
    LicenceClass.MID: 11.0,
    LicenceClass.LARGE: 1_000.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverFacts:
    """What a person may drive. `got_on`: day of the licence, None: not known, then the narrowest reading
    holds.
    """

    attendance_id: AttendanceId
    licence: LicenceClass
    got_on: date | None = None
    is_automatic_only: bool = False
    age: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleFacts:
    """One vehicle of the team. `seats`: places, the driver's included. `driver`: who drives it, None: nobody
    yet.
    """

    vehicle: VehicleClass
    seats: int
    is_manual: bool = False
    driver: DriverFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutfitFacts:
    """What the team takes along, and what there is.

    `tools`: asked for; `stock`: free pieces. `shuttle_seats`: places held for it on trips. `parking`: places
    for cars at the house, None: not asked. `is_walkable`: no ride is needed.
    """

    tools: Mapping[str, int] = field(default_factory=dict[str, int])
    stock: Mapping[str, int] = field(default_factory=dict[str, int])
    vehicles: tuple[VehicleFacts, ...] = ()
    shuttle_seats: int = 0
    parking: int | None = None
    is_walkable: bool = False


def team_codes(
    people: Sequence[PersonFacts], sheet: SheetFacts, leader: AttendanceId | None, outfit: OutfitFacts
) -> tuple[str, ...]:
    """Codes of every rule that stands against this team, each once: people and house first, then the outfit.
    """
    found = [
        *codes(team_rules(people, sheet, leader)),
        *(one.code for one in outfit_reasons(len(people), outfit)),
    ]
    return tuple(dict.fromkeys(found))


def outfit_reasons(people: int, outfit: OutfitFacts) -> tuple[Reason, ...]:
    """What is missing for so many people (H12-H14), with the thing and `short_by`."""
    return (
        *_tools_short(outfit),
        *_seats_short(people, outfit),
        *_parking_short(outfit),
        *_drivers_wrong(outfit),
    )


def may_drive(driver: DriverFacts, vehicle: VehicleClass, *, is_manual: bool) -> bool:
    """Whether the licence covers the vehicle (H14): class, day of the licence, automatic only, age."""
    if driver.licence is LicenceClass.NONE or (driver.age is not None and driver.age < YOUNGEST_DRIVER):
        return False
    if is_manual and driver.is_automatic_only:
        return False
    if vehicle in _BUS_LICENCES:
        return driver.licence in _BUS_LICENCES[vehicle]
    return _covers_tonnes(driver) >= _GROSS_T[vehicle]


def _covers_tonnes(driver: DriverFacts) -> float:
    if driver.licence is not LicenceClass.REGULAR:
        return _COVERS_T[driver.licence]
    if driver.got_on is None or driver.got_on >= REGULAR_TO_5_T_UNTIL:
        return 3.5
    return 5.0 if driver.got_on >= REGULAR_TO_8_T_UNTIL else 8.0


def _tools_short(outfit: OutfitFacts) -> tuple[Reason, ...]:
    return tuple(
        Reason(code=TOOLS, details={"equipment": tool, "short_by": n - outfit.stock.get(tool, 0)})
        for tool, n in sorted(outfit.tools.items())
        if n > outfit.stock.get(tool, 0)
    )


def _seats_short(people: int, outfit: OutfitFacts) -> tuple[Reason, ...]:
    """Everybody sits somewhere: in the team's vehicles that have a driver, or on a trip."""
    if outfit.is_walkable:
        return ()
    own = sum(one.seats for one in outfit.vehicles if one.driver is not None)
    short = people - own - outfit.shuttle_seats
    return (Reason(code=SEAT, details={"what": "seats", "short_by": short}),) if short > 0 else ()


def _parking_short(outfit: OutfitFacts) -> tuple[Reason, ...]:
    if outfit.parking is None or len(outfit.vehicles) <= outfit.parking:
        return ()
    short = len(outfit.vehicles) - outfit.parking
    return (Reason(code=SEAT, details={"what": "parking", "short_by": short}),)


def _drivers_wrong(outfit: OutfitFacts) -> tuple[Reason, ...]:
    """A vehicle without a driver, with one who may not drive it, or with one who drives two."""
    reasons = []
    driving: set[AttendanceId] = set()
    for one in outfit.vehicles:
        driver = one.driver
        if driver is None:
            reasons.append(Reason(code=LICENCE, details={"vehicle": one.vehicle.value, "short_by": 1}))
            continue
        may = may_drive(driver, one.vehicle, is_manual=one.is_manual) and driver.attendance_id not in driving
        driving.add(driver.attendance_id)
        if not may:
            wrong = {"vehicle": one.vehicle.value, "driver": driver.attendance_id}
            reasons.append(Reason(code=LICENCE, details=wrong))
    return tuple(reasons)
