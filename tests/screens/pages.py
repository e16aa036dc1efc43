"""The pages that are looked at: whose desk, which address, what is pressed before the picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DESK, PHONE, WALL = (1366, 768), (390, 844), (1920, 1080)


class View(StrEnum):
    """One way of looking at a page: language, and desk, phone or the printed paper."""

    JA = "ja"
    EN = "en"
    PHONE = "phone"
    PHONE_EN = "phone-en"
    PAPER = "paper"
    PAPER_EN = "paper-en"

    @property
    def locale(self) -> str:
        """What the browser asks for."""
        return "en-GB" if self.value.endswith("en") else "ja-JP"

    @property
    def is_paper(self) -> bool:
        """Whether the picture is of the first printed page."""
        return self.value.startswith("paper")

    @property
    def is_phone(self) -> bool:
        """Whether the picture is of a screen 390 px wide."""
        return self.value.startswith("phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One page.

    `desk` is the position of a log-in link among those the demo prints, None for somebody from the street;
    `steps` are links or buttons pressed one after the other (CSS) before the picture; `then` is added to the
    address that the steps led to, `instead` exchanges a part of it; `kept` are the views whose pictures stay
    in `docs/screens/`; `large` is a wall seen from four metres; `pdf` is the form whose answer is the paper
    (CSS).
    """

    name: str
    path: str
    desk: int | None = None
    steps: tuple[str, ...] = ()
    then: str = ""
    instead: tuple[str, str] | None = None
    kept: tuple[View, ...] = (View.JA,)
    large: bool = False
    pdf: str = ""
    is_checked_in: bool = False


HEAD, CHIEF, INTAKE, SURVEY, RECEPTION, ORIENT, MATCH, EQUIPMENT, TRANSPORT, REPORT = range(10)
A_NEED = "main a.code[href*='/needs/need_']"
A_TEAM = "main a[href*='?team=team_']"
AT_THE_GATE = ("/field", "/send-off")
HANDED_OVER = ("#assign input[name=surveyors]", "button[form=assign]", "#surveying a[href$='/survey']")
BOTH = (View.JA, View.EN)
POCKET = (View.JA, View.PHONE)

NEEDS = (
    Shown(name="needs", desk=INTAKE, path="needs", kept=BOTH),
    Shown(name="need-new", desk=INTAKE, path="needs/new"),
    Shown(name="need", desk=INTAKE, path="needs", steps=(A_NEED,), kept=POCKET),
    Shown(name="need-edit", desk=INTAKE, path="needs", steps=(A_NEED,), then="/edit"),
    Shown(name="need-saved", desk=INTAKE, path="needs", steps=(A_NEED,), then="/saved"),
    Shown(name="household", desk=INTAKE, path="needs", steps=(A_NEED, "a[href*='/households/']")),
    Shown(name="calls", desk=INTAKE, path="needs/calls", kept=(View.JA, View.PAPER)),
    Shown(name="survey", desk=SURVEY, path="survey", kept=POCKET),
    Shown(name="survey-form", desk=SURVEY, path="survey", steps=HANDED_OVER, kept=(View.PHONE,)),
    Shown(name="search", desk=INTAKE, path="search?q=古川"),
    Shown(name="standby", desk=INTAKE, path="needs/calls?list=standby"),
    Shown(name="ask", path="ask", kept=(View.PHONE,)),
)
RECEPTIONS = (
    Shown(name="reception", desk=RECEPTION, path="reception", kept=BOTH),
    Shown(name="reception-new", desk=RECEPTION, path="reception/new"),
    Shown(name="reception-people", desk=RECEPTION, path="reception/people"),
    Shown(
        name="person",
        desk=RECEPTION,
        path="reception/people",
        steps=("main a[href*='/reception/people/']",),
    ),
    Shown(name="reception-groups", desk=RECEPTION, path="reception/groups"),
    Shown(name="group", desk=RECEPTION, path="reception/groups", steps=("main a[href*='/groups/']",)),
    Shown(name="orientation", desk=ORIENT, path="reception/orientation"),
    Shown(name="poster", desk=RECEPTION, path="poster", kept=(View.PAPER,)),
    Shown(name="check-in", path="in", kept=(View.PHONE, View.PHONE_EN)),
    Shown(name="own-page", path="me", is_checked_in=True, kept=(View.PHONE,)),
    Shown(name="kiosk", path="kiosk"),
    Shown(name="wall", desk=RECEPTION, path="wall", large=True),
    Shown(name="wall-all", desk=RECEPTION, path="wall/all", large=True),
)
MIDDAY = (
    Shown(name="matching", desk=MATCH, path="matching", kept=BOTH),
    Shown(name="proposal", desk=MATCH, path="matching", steps=("#run", "#wall li.strip"), kept=BOTH),
    Shown(name="send-off", desk=EQUIPMENT, path="field", steps=(A_TEAM,), instead=AT_THE_GATE),
    Shown(name="field", desk=EQUIPMENT, path="field", kept=POCKET),
    Shown(name="return", desk=REPORT, path="return", steps=(A_TEAM,), kept=BOTH),
    Shown(name="equipment", desk=EQUIPMENT, path="equipment"),
    Shown(name="map", desk=CHIEF, path="map"),
    Shown(
        name="work-order",
        desk=EQUIPMENT,
        path="field",
        steps=(A_TEAM,),
        instead=AT_THE_GATE,
        pdf="form[action$='/order.pdf']",
        kept=(View.PAPER,),
    ),
    Shown(
        name="team-sheet",
        desk=EQUIPMENT,
        path="field",
        steps=(A_TEAM,),
        instead=AT_THE_GATE,
        pdf="form[action$='/sheet.pdf']",
        kept=(View.PAPER,),
    ),
)
CENTER = (
    Shown(name="head", desk=HEAD, path="head", kept=BOTH),
    Shown(name="figures", desk=HEAD, path="figures", kept=(View.JA, View.PAPER)),
    Shown(name="figures-rows", desk=HEAD, path="figures", steps=("main a[href*='figures/rows']",)),
    Shown(name="settings", desk=HEAD, path="settings"),
    Shown(name="imports", desk=CHIEF, path="imports"),
    Shown(name="day", desk=HEAD, path="day"),
    Shown(name="staff", desk=HEAD, path="staff"),
    Shown(name="devices", desk=HEAD, path="devices"),
    Shown(name="help", desk=MATCH, path="help/matching", kept=(View.PAPER,)),
    Shown(name="who", path="who"),
    Shown(name="install", path="/install"),
    Shown(name="home", path="/"),
    Shown(name="not-found", desk=INTAKE, path="needs/need_none"),
    Shown(name="not-allowed", desk=INTAKE, path="settings"),
)
PAGES = (*NEEDS, *RECEPTIONS, *MIDDAY, *CENTER)
