"""Names of things: ids for machines, short codes for eyes and voices (contracts.md section 1).

Ids are a type prefix and a UUIDv7 made by the `Ids` port where the thing is born, so that offline and
federated things need no renumbering. Codes are for people: kind, month and day of birth, a number and a Damm
check digit.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NewType

ActionId = NewType("ActionId", str)
ActorId = NewType("ActorId", str)
CenterId = NewType("CenterId", str)
BaseId = NewType("BaseId", str)
StaffId = NewType("StaffId", str)
StationId = NewType("StationId", str)
HouseholdId = NewType("HouseholdId", str)
NeedId = NewType("NeedId", str)
WorkItemId = NewType("WorkItemId", str)
VisitId = NewType("VisitId", str)
VolunteerId = NewType("VolunteerId", str)
AttendanceId = NewType("AttendanceId", str)
GroupId = NewType("GroupId", str)
TeamId = NewType("TeamId", str)
LoanId = NewType("LoanId", str)
ItemId = NewType("ItemId", str)
RunId = NewType("RunId", str)
ProposalId = NewType("ProposalId", str)
ReferralId = NewType("ReferralId", str)
AreaCode = NewType("AreaCode", str)
MeshCode = NewType("MeshCode", str)
SettingKey = NewType("SettingKey", str)
ChoiceCode = NewType("ChoiceCode", str)
"""A value of a setting that is one of a closed list of words."""
LayerName = NewType("LayerName", str)
Code = NewType("Code", str)
ItemCode = NewType("ItemCode", str)
ReasonCode = NewType("ReasonCode", str)
Digest = NewType("Digest", str)

MAIN_BASE = BaseId("base_main")
"""The main site; every center has it. A satellite gets an id of its own."""

PAPER_NUMBERS = range(9000, 10000)
"""Numbers of a day that belong to pre-printed paper (contracts.md section 1)."""
OFFLINE_NUMBERS = range(8000, 9000)
"""Numbers of a day that belong to tablets without a line, given out in blocks."""

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_CODE = re.compile(r"^(?P<kind>[NVGK])(?P<base>[A-Z]?)-(?P<day>\d{4})-(?P<number>\d{3,4})-(?P<check>\d)$")


def check_digit(digits: str) -> int:
    """Damm check digit of a string of decimal digits: catches every single wrong digit and every swap of
    neighbours.
    """
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def short_code(kind: str, born: date, number: int, *, satellite: str = "") -> Code:
    """`N-0711-042-7`: kind letter (N need, V volunteer of the day, G group, K loan), MMDD, number, check
    digit.

    Volunteers of a day have four digits from the start, the others three and more if needed. `satellite` is
    the one letter that a branch site puts behind the kind (`NB-0711-042-7`), empty at the main site.
    """
    width = 4 if kind == "V" else 3
    day, count = f"{born:%m%d}", f"{number:0{width}d}"
    return Code(f"{kind}{satellite}-{day}-{count}-{check_digit(day + count)}")


def is_code(text: str) -> bool:
    """Whether `text` is a well-formed short code whose check digit is right."""
    match = _CODE.match(text)
    return match is not None and check_digit(match["day"] + match["number"]) == int(match["check"])
