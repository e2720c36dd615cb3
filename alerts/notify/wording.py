"""Numbers, spans and moments in a person's words; every rounding is to what is really known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ingest.clock import MS_PER_MINUTE, to_datetime
from ingest.quantity import QUANTITIES

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUTES_PER_HOUR = 60
_HOURS_PER_DAY = 24
_WHOLE_HOURS_FROM_H = 3.0
_DAYS_FROM_H = 48.0
_WHOLE_DAYS_FROM_H = 240.0
_PRINTABLE = 1e5
_DAYS_BY_WEEKDAY = 6
_DAYS_WITHOUT_YEAR = 300


@dataclass(frozen=True, slots=True)
class Scale:
    """How values of one quantity are printed."""

    title: str
    unit: str
    resolution: float

    @property
    def decimals(self) -> int:
        """Return how many decimals the resolution is worth."""
        return max(0, math.ceil(-math.log10(self.resolution) - 1e-9))


def scale_of(quantity: str) -> Scale:
    """Return how *quantity* is printed; a name outside the glossary has no unit."""
    known = QUANTITIES.get(quantity)
    if known is None:
        return Scale(quantity or "Value", "", 0.1)
    return Scale(known.title, known.unit, known.resolution)


def known(number: float | None) -> float | None:
    """Return *number* where it is one; None for None, NaN and infinities."""
    return number if number is not None and math.isfinite(number) else None


def value_text(value: float, scale: Scale) -> str:
    """Return *value* to the resolution of its scale, without a unit.

    >>> value_text(7.84, scale_of("air_temperature_c")), value_text(31.6, scale_of("soil_moisture_pct"))
    ('7.8', '31.5')
    """
    if abs(value) >= _PRINTABLE:
        return f"{value:.2g}"
    steps = round(value / scale.resolution) * scale.resolution
    return f"{steps + 0.0:.{scale.decimals}f}"


def limit_text(limit: float, scale: Scale) -> str:
    """Return *limit* as it was set: without decimals that say nothing.

    >>> limit_text(4.0, scale_of("air_temperature_c")), limit_text(0.5, scale_of("air_temperature_c"))
    ('4', '0.5')
    """
    text = value_text(limit, scale)
    return text.rstrip("0").rstrip(".") if "." in text else text


def life_used(hours: float) -> str:
    """Return shelf life that was used, in whole hours above 3 h and halves below.

    >>> [life_used(hours) for hours in (0.1, 1.3, 2.6, 9.4)]
    ['under 0.5h', '1.5h', '2.5h', '9h']
    """
    if hours < 0.25:  # noqa: PLR2004 - what rounds to nothing
        return "under 0.5h"
    return f"{_half(hours)}h"


def life_left(hours: float) -> str:
    """Return shelf life that is left, never rounded up: whole days from ten on, halves from two, else hours.

    >>> [life_left(hours) for hours in (0.2, 2.9, 14.8, 63.0, 305.0)]
    ['under 0.5h', '2.5h', '14h', '2.5 days', '12 days']
    """
    if hours >= _WHOLE_DAYS_FROM_H:
        return f"{math.floor(hours / _HOURS_PER_DAY)} days"
    if hours >= _DAYS_FROM_H:
        return f"{math.floor(hours / _HOURS_PER_DAY * 2) / 2:g} days"
    if hours >= _WHOLE_HOURS_FROM_H:
        return f"{math.floor(hours)}h"
    halves = math.floor(hours * 2) / 2
    return f"{halves:g}h" if halves > 0 else "under 0.5h"


def _half(hours: float) -> str:
    rounded = round(hours) if hours >= _WHOLE_HOURS_FROM_H else math.floor(hours * 2 + 0.5) / 2
    return f"{rounded:g}" if rounded < _PRINTABLE else f"{rounded:.2g}"


def span(duration_ms: int) -> str:
    """Return a span of time, in two steps at most.

    >>> [span(minutes * 60_000) for minutes in (0, 35, 72, 1440, 3060)]
    ['under 1 min', '35 min', '1h12', '1d', '2d 3h']
    """
    minutes = max(0, duration_ms) // MS_PER_MINUTE
    if minutes < 1:
        return "under 1 min"
    if minutes < _MINUTES_PER_HOUR:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, _MINUTES_PER_HOUR)
    if hours < _HOURS_PER_DAY:
        return f"{hours}h{minutes:02d}"
    days, hours = divmod(hours, _HOURS_PER_DAY)
    return f"{days}d {hours}h" if hours else f"{days}d"


def age(at_ms: int, now_ms: int) -> str:
    """Return how long ago a moment was.

    >>> age(0, 30_000), age(0, 240_000)
    ('just now', '4 min ago')
    """
    return "just now" if now_ms - at_ms < MS_PER_MINUTE else f"{span(now_ms - at_ms)} ago"


def moment(at_ms: int, now_ms: int, zone: ZoneInfo) -> str:
    """Return a moment on the wall clock of *zone*; with its day where that is not today.

    >>> zone = ZoneInfo("Asia/Shanghai")
    >>> moment(1_781_410_200_000, 1_781_410_200_000, zone)
    '12:10'
    >>> moment(1_781_410_200_000 - 86_400_000, 1_781_410_200_000, zone)
    'Sat 12:10'
    """
    day = _day(to_datetime(at_ms).astimezone(zone), to_datetime(now_ms).astimezone(zone))
    return f"{day} {clock(at_ms, zone)}" if day else clock(at_ms, zone)


def clock(at_ms: int, zone: ZoneInfo) -> str:
    """Return what the wall clock of *zone* shows at a moment."""
    return f"{to_datetime(at_ms).astimezone(zone):%H:%M}"


def _day(then: datetime, now: datetime) -> str:
    days_apart = abs((then.date() - now.date()).days)
    if days_apart == 0:
        return ""
    if days_apart <= _DAYS_BY_WEEKDAY:
        return _WEEKDAYS[then.weekday()]
    date = f"{then.day} {_MONTHS[then.month - 1]}"
    return date if days_apart < _DAYS_WITHOUT_YEAR else f"{date} {then.year}"


def ordinal(number: int) -> str:
    """Return a number that counts, in a few letters.

    >>> [ordinal(number) for number in (1, 2, 3, 4, 11, 22, 113)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd', '113th']
    """
    teen = number % 100 in range(11, 14)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def listed(names: Sequence[str], word: str = "and") -> str:
    """Return names as people list them.

    >>> listed(["Ana"]), listed(["Ana", "Luis", "Wei"])
    ('Ana', 'Ana, Luis and Wei')
    """
    head, last = names[:-1], "".join(names[-1:])
    return f"{', '.join(head)} {word} {last}" if head else last


def trend_word(trend_per_h: float, scale: Scale) -> str:
    """Return which way a value goes; less than two steps of its resolution in an hour is steady.

    >>> trend_word(1.2, scale_of("air_temperature_c")), trend_word(-0.1, scale_of("air_temperature_c"))
    ('rising', 'steady')
    """
    if abs(trend_per_h) < 2 * scale.resolution:
        return "steady"
    return "rising" if trend_per_h > 0 else "falling"
