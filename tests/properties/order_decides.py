"""Pairs of commands whose order decides, each with the fields in which their ends may differ and the reason.

No device gives these late: a desk gives them over a line at the moment they happen, so the order in which
they arrive is the order of the facts, and the clock of a device may not say otherwise (law 5). A pair that is
not here and leads to two ends is a defect. What devices tell late (`offline=True`) is asked for one end
without this table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ANY: frozenset[str] = frozenset()
"""Any command at all, as the other side of a pair."""
RECORDS = {"MergeVolunteers", "UnmergeVolunteers", "MergeAttendances", "UnmergeAttendances"}
HOUSES = {"MergeNeed", "UnmergeNeed", "MergeHouseholds", "UnmergeHouseholds"}
WHEN = {"ScheduleNeed", "MoveAppointment", "PostponeNeeds", "PostNeed", "TakeDownVisit"}
TOOLS = {"LendEquipment", "ReleaseLoan"}
FORMING = {"AddMember", "RemoveMember", "ChooseLeader", "BriefTeam", "CallTeam", "TickDepartureCheck", *TOOLS}
OUTSIDE = {"SendOff", "GiveNextVisit", "RedirectTeam", "AbortTeam", "RecordContact"}
PLACES = {"CheckIn", "CheckInNew", "CheckInGroup", "BookDay", "RegisterGroup", "AdmitFromWaitlist"}
SEATING = {"TakeSeat", "AddMember", "AssembleTeam", "RecordMatching", "ConfirmProposals"}
COVER = {"ConfirmGuardian", "ConfirmInsurance", "AmendVolunteer"}
BORN = {"ReceiveNeed", "SplitNeed", "RecordSurvey"}
TOLD = {"AmendNeed", "RecordSurvey", "RecordCall"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decides:
    """`these` with `those` (`ANY`: any command) may end differently in `where`: fields, or whole kinds with a
    dot.

    `around`: one of the two looks at more than it writes, so that this holds although they share no stream.
    """

    these: frozenset[str]
    those: frozenset[str]
    where: tuple[str, ...]
    why: str
    around: bool = False

    def covers(self, one: str, other: str) -> bool:
        """Whether it speaks of this pair."""
        pairs = ((one, other), (other, one))
        return any(a in (self.these or {a}) and b in (self.those or {b}) for a, b in pairs)

    def allows(self, place: str) -> bool:
        """Whether the ends may differ here."""
        return any(place == one or (one.endswith(".") and place.startswith(one)) for one in self.where)


def _twice(command: str, where: str, why: str) -> Decides:
    """A command that meets itself on one stream."""
    return _with({command}, {command}, where, why)


def _with(these: Iterable[str], those: Iterable[str], where: str, why: str) -> Decides:
    return Decides(these=frozenset(these), those=frozenset(those), where=tuple(where.split()), why=why)


def _around(these: Iterable[str], those: Iterable[str], where: str, why: str) -> Decides:
    return Decides(
        these=frozenset(these), those=frozenset(those), where=tuple(where.split()), why=why, around=True
    )


LAST = "a register: what was said last stands, the log keeps both"
FIRST = "the first one did it, the second finds it done; the time that stands is of the first"

ORDER_DECIDES: tuple[Decides, ...] = (
    # registers
    _twice("ChangeSetting", "settings.values settings.version", LAST),
    _twice("DescribeCenter", "settings.described_at", LAST),
    _twice("ImportAreas", "settings.layers layers", LAST),
    _twice("ImportTowns", "settings.layers layers", LAST),
    _twice("ChangeCap", "day.cap day.version", LAST),
    _twice("ChangeStaffRoles", "staff.roles", LAST),
    _twice("SetReserveStock", "item.reserve item.version", LAST),
    _twice("SetRank", "need.", LAST),
    _twice("AmendAnswers", "attendance.", LAST),
    _twice("AnswerReferral", "referral.", LAST),
    _twice("ChangeGroup", "group.", LAST),
    _twice("ChangeProposal", "run.proposals", LAST),
    _with(COVER, COVER, "volunteer. attendance.", LAST),
    _with(TOLD, TOLD, "need. household. referral.", LAST),
    _with(WHEN, {*WHEN, "RecordCall"}, "need. visit.", "the day that was agreed last stands"),
    _with(FORMING, FORMING, "team. visit.seats", "who joins later was not briefed nor checked, stands last"),
    _with(OUTSIDE, OUTSIDE, "team. visit. need.", "a team does what it was told last"),
    _with(ANY, ANY, "vault", "words about one subject: the newest stands, older ones stay with their source"),
    # the first one did it
    _twice("EndStaff", "staff.ends_at", FIRST),
    _twice("JoinAsStaff", "staff.joined_at", FIRST),
    _twice("ExpireProposals", "run.proposals", FIRST),
    _twice("HandToTechnical", "need.since", FIRST),
    _twice("ReportCrisis", "need.crisis_since", FIRST),
    _twice("CheckInGroup", "group. attendance.", FIRST),
    # what stands in the order of its coming
    _twice("TakeSeat", "visit.seats", "notes hang in the order in which hands went up"),
    _with(BORN, BORN, "household.needs household.place", "a house has its needs as they came"),
    _with({"PrintOrder"}, ANY, "team.papers team.order_stale", "a print bears what stood when it was made"),
    _with(
        {"Rest", "LeaveEarly"}, ANY, "attendance. team.version team.since visit.seats visit.version",
        "who goes has gone from a seat, a team or the pool, and a chief may seat somebody at rest again",
    ),
    _with({"UndoAttendance"}, PLACES, "attendance. group.", "an undo takes back what had come until then"),
    _with({"SplitNeed"}, ANY, "need.", "a part begins with what the whole has when they are parted"),
    _with({"LendEquipment"}, {"SendOff"}, "loan.out_at", "tools are out when the team is and has them"),
    # two made one
    _around(
        RECORDS, ANY, "attendance. volunteer. group. day.rounds numbers vault",
        "a merge takes two records as they stand, and what comes later goes to the one that remains",
    ),
    _around(
        HOUSES, ANY, "need. household. referral. numbers vault",
        "a merge takes two houses as they stand, and what comes later goes to the one that remains",
    ),
    # acts that look around
    _around(
        {"RecordOrientation"}, ANY, "attendance. day.",
        "`everyone` means who waits at that moment, and a list without a number means the round that is on",
    ),
    _around({"RecordMatching"}, ANY, "run.", "a run keeps what fits when it is written down"),
    _around(
        {"RankNeeds"}, ANY, "need.urgency need.rank need.area_lag need.version need.story",
        "a score counts the needs of the district at that moment, and is counted anew every day",
    ),
    _around({"CloseDay"}, ANY, "day.", "the head's reason sets aside what is open at the close"),
    _around(
        {"ChangeCap", "ChangeSetting"}, ANY, "attendance. day. vault",
        "a cap or a rule of the center counts for who comes after it",
    ),
    _around(
        {"ChangeGroup"}, SEATING, "visit. team. run.",
        "a group hangs in one or in many notes, as it stands",
    ),
    _around(PLACES, PLACES, "attendance.", "the last place goes to who comes first"),
)  # fmt: skip


def undeclared(one: str, other: str, where: Iterable[str], *, apart: bool) -> list[str]:
    """What of the differences of a pair's ends no entry allows. `apart`: the two share no stream."""
    entries = [entry for entry in ORDER_DECIDES if entry.covers(one, other) and entry.around >= apart]
    return [place for place in where if not any(entry.allows(place) for entry in entries)]
