"""Settings of the center as they stand: one stream, one event a change, so that the history is in the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dvc.domain.kind import Kind
from dvc.domain.refusal import refuse_unless
from dvc.domain.settings import BY_KEY, Value

SETTINGS_STREAM = "settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingValue:
    """One setting that was changed from its default, and when."""

    key: str
    value: Value
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CenterSettings:
    """State: only settings that were ever changed; the others stand at their defaults."""

    values: tuple[SettingValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanged:
    """A setting got another value."""

    key: str
    value: Value
    since: datetime


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
    return () if value_of(state, key) == value else (SettingChanged(key=key, value=value, since=at),)


def value_of(state: CenterSettings | None, key: str) -> Value:
    """The value that stands; the default when it was never changed. Raises KeyError for a key nobody
    declared.
    """
    for one in () if state is None else state.values:
        if one.key == key:
            return one.value
    return BY_KEY[key].default


def evolve(state: CenterSettings | None, event: SettingChanged) -> CenterSettings:
    """The one transition of settings."""
    others = tuple(one for one in (() if state is None else state.values) if one.key != event.key)
    changed = SettingValue(key=event.key, value=event.value, since=event.since)
    return CenterSettings(values=tuple(sorted((*others, changed), key=lambda one: one.key)))


def void(state: CenterSettings) -> CenterSettings:
    """The first change taken back: all defaults again."""
    del state
    return CenterSettings()


CENTER_SETTINGS: Kind[CenterSettings] = Kind(
    name="settings", state=CenterSettings, events=(SettingChanged,), evolve=evolve, void=void
)
