"""The registry: operations by public names only, a first start that happens once, one account over two
operations.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from dvc.domain.refusal import Refusal
from dvc.ports import NewOperation
from dvc.store.registry import COLOURS, Registry

NOW = datetime(2026, 9, 12, 0, 0, tzinfo=UTC)


def an_operation(name: str = "9月豪雨", kind: str = "disaster", **more: str) -> NewOperation:
    return NewOperation(center_name="緑瀬市災害ボランティアセンター", name=name, kind=kind, **more)


def code_of(act: object, **how: object) -> str:
    with pytest.raises(Refusal) as no:
        act(**how)  # type: ignore[operator]
    return no.value.code


def test_operations_get_ids_that_can_be_typed_and_colours_that_differ(registry: Registry) -> None:
    first = registry.create_operation(an_operation(), at=NOW)
    second = registry.create_operation(an_operation(name="訓練", kind="drill"), at=NOW)
    third = registry.create_operation(an_operation(name="もう一つ"), at=NOW)
    assert [first.operation_id, second.operation_id, third.operation_id] == [
        "disaster_20260912",
        "drill_20260912",
        "disaster_20260912_2",
    ]
    assert len({first.colour, second.colour, third.colour}) == 3
    assert all(1 <= row.colour <= COLOURS for row in registry.operations())
    assert registry.operation("drill_20260912") == second


def test_operations_of_one_center_belong_to_one_organization(registry: Registry) -> None:
    first = registry.create_operation(an_operation(), at=NOW)
    same = registry.create_operation(
        an_operation(name="訓練", kind="drill", center_id=first.center_id), at=NOW
    )
    other = registry.create_operation(an_operation(name="よその町"), at=NOW)
    assert same.organization_id == first.organization_id
    assert same.center_id == first.center_id
    assert other.organization_id != first.organization_id


@pytest.mark.parametrize(
    "wrong",
    [
        an_operation(name="  "),
        an_operation(name="x" * 61),
        an_operation(name="a\x00b"),
        an_operation(kind="war"),
        an_operation(operation_id="../up"),
        an_operation(operation_id='x"; DROP'),
        an_operation(operation_id="A" * 50),
    ],
)
def test_a_name_kind_or_id_that_cannot_be_is_refused(registry: Registry, wrong: NewOperation) -> None:
    assert code_of(registry.create_operation, new=wrong, at=NOW) == "access.operation_value"
    assert registry.operations() == ()


def test_an_id_that_is_taken_is_refused(registry: Registry) -> None:
    registry.create_operation(an_operation(operation_id="september"), at=NOW)
    again = an_operation(operation_id="september")
    assert code_of(registry.create_operation, new=again, at=NOW) == "access.operation_id_taken"


def test_closing_is_noted_once_and_frees_the_colour(registry: Registry) -> None:
    first = registry.create_operation(an_operation(), at=NOW)
    closed = registry.close_operation(first.operation_id, at=NOW + timedelta(days=30))
    again = registry.close_operation(first.operation_id, at=NOW + timedelta(days=60))
    assert closed.closed_at == again.closed_at == NOW + timedelta(days=30)
    assert not again.is_open
    assert registry.create_operation(an_operation(name="次"), at=NOW).colour == first.colour
    assert code_of(registry.close_operation, operation_id="none", at=NOW) == "access.operation_unknown"


def test_the_setup_secret_lasts_half_an_hour_and_only_the_newest_counts(registry: Registry) -> None:
    old = registry.new_setup_secret(NOW)
    new = registry.new_setup_secret(NOW)
    assert not registry.setup_is_open(old, at=NOW)
    assert registry.setup_is_open(new, at=NOW + timedelta(minutes=29))
    assert not registry.setup_is_open(new, at=NOW + timedelta(minutes=30))
    late = NOW + timedelta(minutes=31)
    assert (
        code_of(registry.create_operation, new=an_operation(), at=late, setup_secret=new)
        == "access.setup_over"
    )
    assert registry.operations() == ()


def test_of_ten_who_set_up_at_once_exactly_one_does(registry: Registry) -> None:
    secret = registry.new_setup_secret(NOW)
    barrier, made, refused = threading.Barrier(10), [], []

    def race(n: int) -> None:
        barrier.wait()
        try:
            made.append(registry.create_operation(an_operation(name=f"{n}"), at=NOW, setup_secret=secret))
        except Refusal as no:
            refused.append(no.code)

    threads = [threading.Thread(target=race, args=(n,)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert refused == ["access.setup_over"] * 9
    assert len(registry.operations()) == 1


def test_once_there_is_an_operation_no_setup_secret_is_made_or_taken(registry: Registry) -> None:
    secret = registry.new_setup_secret(NOW)
    registry.create_operation(an_operation(), at=NOW)
    assert not registry.setup_is_open(secret, at=NOW)
    assert (
        code_of(registry.create_operation, new=an_operation(), at=NOW, setup_secret=secret)
        == "access.setup_over"
    )
    with pytest.raises(Refusal) as no:
        registry.new_setup_secret(NOW)
    assert no.value.code == "access.setup_over"


def test_an_account_knows_the_operations_of_one_person(registry: Registry) -> None:
    real = registry.create_operation(an_operation(), at=NOW).operation_id
    drill = registry.create_operation(an_operation(name="訓練", kind="drill"), at=NOW).operation_id
    mine = registry.join(real, "staff_1", at=NOW)
    there = registry.join(drill, "staff_9", at=NOW + timedelta(hours=1), account_id=mine.account_id)
    stranger = registry.join(drill, "staff_2", at=NOW)
    assert there.account_id == mine.account_id != stranger.account_id
    assert [one.operation_id for one in registry.memberships(mine.account_id)] == [real, drill]
    assert registry.join(drill, "staff_9", at=NOW) == there
    assert registry.membership(drill, "staff_2") == stranger
    assert registry.membership(real, "staff_2") is None
