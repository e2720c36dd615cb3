"""Spans of time and of shelf life, values and instants as they are said in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alerts.notify.findings import Finding
from alerts.notify.wording import known, value_text
from ingest.clock import MS_PER_MINUTE, to_datetime

_MINUTES_PER_HOUR, _HOURS_PER_DAY = 60, 24
_DAYS_FROM_H = 48.0
_WHOLE_DAYS_FROM_H = 240.0
_UNDER_HALF = "不到0.5小时"

_NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "product_temperature_c": "货温",
        "relative_humidity_pct": "湿度",
        "soil_moisture_pct": "土壤",
        "soil_tension_kpa": "土壤",
        "soil_temperature_c": "土温",
        "surface_temperature_c": "表面",
        "leaf_wetness_pct": "叶面",
        "shock_g": "冲击",
        "vibration_g_rms": "振动",
    }
)
"""What a value is said of where it is not the temperature of the air."""


def span(duration_ms: int) -> str:
    """Return a span of time.

    >>> [span(minutes * 60_000) for minutes in (0, 35, 72, 3060)]
    ['不到1分钟', '35分钟', '1小时12分', '2天3小时']
    """
    minutes = max(0, duration_ms) // MS_PER_MINUTE
    hours, rest = divmod(minutes, _MINUTES_PER_HOUR)
    if hours >= _HOURS_PER_DAY:
        return f"{hours // _HOURS_PER_DAY}天{hours % _HOURS_PER_DAY}小时"
    if hours:
        return f"{hours}小时{rest}分"
    return f"{minutes}分钟" if minutes else "不到1分钟"


def life(hours: float) -> str:
    """Return shelf life, rounded down to halves, and from ten days on to whole days.

    >>> life(0.2), life(2.6), life(63.0), life(305.0)
    ('不到0.5小时', '2.5小时', '2.5天', '12天')
    """
    if hours >= _WHOLE_DAYS_FROM_H:
        return f"{int(hours / _HOURS_PER_DAY)}天"
    if hours >= _DAYS_FROM_H:
        return f"{int(hours / _HOURS_PER_DAY * 2) / 2:g}天"
    halves = int(hours * 2) / 2
    return f"{halves:g}小时" if halves > 0 else _UNDER_HALF


def about(hours: float) -> str:
    """Return shelf life that is known about so well.

    >>> about(0.2), about(2.6)
    ('不到0.5小时', '约2.5小时')
    """
    words = life(hours)
    return words if words == _UNDER_HALF else f"约{words}"


def noun(finding: Finding) -> str:
    """Return what the value of a finding is one of; empty: the air."""
    return _NOUNS.get(finding.alert.facts.quantity, "")


def shown(finding: Finding, value: float | None) -> str:
    """Return a value of a finding with its unit; empty where it is not known."""
    number = known(value)
    return "" if number is None else f"{value_text(number, finding.scale)}{unit(finding.scale.unit)}"


def unit(name: str) -> str:
    """Return a unit in its one character, where it has one.

    >>> unit("°C"), unit("%")
    ('℃', '%')
    """
    return {"°C": "℃", "°F": "℉"}.get(name, name)


def at(finding: Finding, instant_ms: int) -> str:
    """Return an instant on the reader's wall clock; with its date where that is not today."""
    zone = finding.context.zone
    then, now = (to_datetime(one).astimezone(zone) for one in (instant_ms, finding.now_ms))
    date = "" if then.date() == now.date() else f"{then.month}月{then.day}日"
    return f"{date}{then:%H:%M}"
