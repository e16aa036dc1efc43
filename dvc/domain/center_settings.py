"""Settings of the center as they stand: one stream, one event a change, so that the history is in the log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from dvc.domain.ids import Digest, LayerName, SettingKey
from dvc.domain.kind import Kind
from dvc.domain.refusal import refuse_unless
from dvc.domain.settings import BY_KEY, Value

SETTINGS_STREAM = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingValue:
    """One setting that was changed from its default, and when."""

    key: SettingKey
    value: Value
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """An imported public layer as it stands."""

    layer: LayerName
    rows: int
    digest: Digest
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CenterSettings:
    """State: only settings that were ever changed; the others stand at their defaults."""

    values: tuple[SettingValue, ...] = ()
    described_at: datetime | None = None
    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanged:
    """A setting got another value."""

    key: SettingKey
    value: Value
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CenterDescribed:
    """The center's name, phone or place was written; the words are in the vault under the center's id."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerImported:
    """A public layer (areas, towns) was put in place of the one before. `rows`: how many; `digest`: of them.
    """

    layer: LayerName
    rows: int
    digest: Digest
    at: datetime


SettingsEvent: TypeAlias = SettingChanged | CenterDescribed | LayerImported


def change(
    state: CenterSettings | None, *, key: str, value: Value, at: datetime
) -> tuple[SettingChanged, ...]:
    """Change a setting; the same value again changes nothing. Raises Refusal `day.setting_unknown`,
    `day.setting_value`.
    """
    setting = BY_KEY.get(key)
    refuse_unless(setting is not None, "day.setting_unknown", status=404, key=key)
    assert setting is not None
    is_number = isinstance(setting.default, int | float) and not isinstance(setting.default, bool)
    right_type = (
        isinstance(value, int | float) and not isinstance(value, bool)
        if is_number
        else isinstance(value, type(setting.default))
    )
    refuse_unless(right_type, "day.setting_value", status=422, key=key)
    if is_number and isinstance(value, int | float):
        inside = (setting.least is None or value >= setting.least) and (
            setting.most is None or value <= setting.most
        )
        refuse_unless(
            inside, "day.setting_value", status=422, key=key, least=setting.least, most=setting.most
        )
    if setting.choices:
        refuse_unless(
            value in setting.choices, "day.setting_value", status=422, key=key, choices=setting.choices
        )
    return (
        () if value_of(state, key) == value else (SettingChanged(key=SettingKey(key), value=value, since=at),)
    )


def value_of(state: CenterSettings | None, key: str) -> Value:
    """The value that stands; the default when it was never changed. Raises KeyError for a key nobody
    declared.
    """
    for one in () if state is None else state.values:
        if one.key == key:
            return one.value
    return BY_KEY[key].default


def evolve(state: CenterSettings | None, event: SettingsEvent) -> CenterSettings:
    """The one transition of settings."""
    state = state or CenterSettings()
    match event:
        case SettingChanged():
            others = tuple(one for one in state.values if one.key != event.key)
            changed = SettingValue(key=event.key, value=event.value, since=event.since)
            return replace(state, values=tuple(sorted((*others, changed), key=lambda one: one.key)))
        case CenterDescribed():
            return replace(state, described_at=event.at)
        case LayerImported():
            rest = tuple(one for one in state.layers if one.layer != event.layer)
            layer = Layer(layer=event.layer, rows=event.rows, digest=event.digest, since=event.at)
            return replace(state, layers=tuple(sorted((*rest, layer), key=lambda one: one.layer)))
        case _:
            assert_never(event)


def void(state: CenterSettings) -> CenterSettings:
    """The first change taken back: all defaults again."""
    del state
    return CenterSettings()


CENTER_SETTINGS: Kind[CenterSettings] = Kind(
    name="settings",
    state=CenterSettings,
    events=(SettingChanged, CenterDescribed, LayerImported),
    evolve=evolve,
    void=void,
)
