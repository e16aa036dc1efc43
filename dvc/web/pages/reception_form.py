"""The form of a person as people fill it in, at the desk and on their own phone: texts become a `PersonForm`,
or every field that has to be mended is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from dvc.commands.reception_person import NO_PHONE, TEXT_MOST, CoverForm, PersonForm
from dvc.domain.attendance_state import DayAnswers
from dvc.domain.insurance import FISCAL_YEAR_BEGINS_MONTH, InsurancePlan, fiscal_year
from dvc.domain.personal import Personal
from dvc.domain.readings import read_date, read_kana, read_name, read_phone
from dvc.domain.refusal import Refusal
from dvc.domain.values import AgeBand
from dvc.domain.volunteer import GuardianConsent
from dvc.text.catalog import Locale
from dvc.web.errors import FieldProblem, sentence
from dvc.web.parse import command_from

T = TypeVar("T")
JOINED_HERE = "today"
"""The answer "joined here just now"; the desk takes out the plan that a disaster asks for."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """A form being read: what was typed, and what has to be mended so far."""

    typed: Mapping[str, Any]
    problems: list[FieldProblem] = field(default_factory=list)

    def text(self, name: str) -> str:
        """What was typed into a field, "" for nothing."""
        value = self.typed.get(name)
        return value.strip() if isinstance(value, str) else ""

    def read(self, name: str, reader: Callable[[str], T]) -> T | None:
        """The value of a field, None when it is empty or has to be mended."""
        text = self.text(name)
        if not text:
            return None
        try:
            return reader(text)
        except Refusal as no:
            self.problems.append(FieldProblem(field=name, code=no.code, details=no.details))
        except ValueError:
            self.problems.append(FieldProblem(field=name, code="shape.choice"))
        return None

    def words(self, name: str) -> str | None:
        """Free words of a field within the vault's limit."""
        text, most = self.text(name), TEXT_MOST[Personal(name)]
        if len(text) > most:
            self.problems.append(FieldProblem(field=name, code="shape.too_long", details={"most": most}))
            return None
        return text or None

    def must(self, names: Iterable[str]) -> None:
        """Note the fields that must not stay empty."""
        self.problems += [
            FieldProblem(field=name, code="shape.missing") for name in names if not self.text(name)
        ]

    def said(self, locale: Locale) -> dict[str, str]:
        """The first problem of each field as a sentence."""
        told: dict[str, str] = {}
        for one in self.problems:
            told.setdefault(one.field, sentence(one.code, locale, one.details))
        return told


def read_person(
    reading: Reading, *, today: date, required: Iterable[str], area: str | None = None
) -> PersonForm:
    """The person that the form describes; look at `reading.problems` before it is used. `area`: code of the
    city, for numbers written without one.
    """
    reading.must(required)

    def phone(text: str) -> str:
        """A phone as it is kept; 「なし」 is an answer."""
        read = read_phone(text, area_code=area)
        return NO_PHONE if read is None else read.text

    return PersonForm(
        name=reading.read("name", read_name),
        kana=reading.read("kana", read_kana),
        phone=reading.read("phone", phone),
        city_of_home=reading.words("city_of_home"),
        emergency_name=reading.words("emergency_name"),
        emergency_phone=reading.read("emergency_phone", phone),
        age_band=reading.read("age_band", AgeBand),
        insurance_no=reading.words("insurance_no"),
        cover=_cover(reading, today),
        guardian=reading.read("guardian", GuardianConsent),
    )


def _cover(reading: Reading, today: date) -> CoverForm | None:
    """The policy that was named. Without a day it is written as joined on the first day of its year."""
    answer = reading.text("insurance")
    if answer in {"", "none"}:
        return None
    if answer == JOINED_HERE:
        return CoverForm(plan=InsurancePlan.TENSAI, joined_on=today)
    plan = reading.read("insurance", InsurancePlan)
    joined = reading.read("joined_on", lambda text: read_date(text, today=today))
    first = date(fiscal_year(today), FISCAL_YEAR_BEGINS_MONTH, 1)
    if joined is not None and joined > today:
        reading.problems.append(FieldProblem(field="joined_on", code="shape.date"))
    return None if plan is None else CoverForm(plan=plan, joined_on=joined or first)


def read_answers(body: Mapping[str, Any]) -> DayAnswers:
    """What was said for today (`said.…`). Raises ShapeInvalid."""
    said = body.get("said")
    answers: DayAnswers = command_from(DayAnswers, said if isinstance(said, dict) else {})
    return answers
