"""Which PINs may be chosen."""

from __future__ import annotations

import pytest

from dvc.web.pages.access_pin import pin_problem, plain_digits


@pytest.mark.parametrize(
    "weak",
    [
        "0000",
        "1111",
        "1234",
        "4321",
        "7890",
        "0987",
        "1212",
        "123123",
        "1985",
        "2004",
        "2580",
        "4649",
        "12345678",
        "90123",
    ],
)
def test_a_pin_that_is_tried_first_is_refused(weak: str) -> None:
    assert pin_problem(weak, weak) == "access.pin_weak"


@pytest.mark.parametrize("shapeless", ["", "123", "123456789", "12a4", "12 4", "４８２１"])
def test_a_pin_of_another_shape_is_refused(shapeless: str) -> None:
    assert pin_problem(shapeless, shapeless) == "access.pin_shape"


@pytest.mark.parametrize("good", ["4821", "73915", "602918", "48213957"])
def test_other_pins_are_taken_when_typed_twice(good: str) -> None:
    assert pin_problem(good, good) is None
    assert pin_problem(good, "4822") == "access.pin_differs"


def test_full_width_digits_and_hyphens_are_read_as_typed_by_a_japanese_keyboard() -> None:
    assert plain_digits(" ４８－２１ ") == "4821"
