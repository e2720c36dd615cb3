"""Spans of time and of shelf life as they are said in Chinese."""

from __future__ import annotations

from ingest.clock import MS_PER_MINUTE

_MINUTES_PER_HOUR, _HOURS_PER_DAY = 60, 24
_DAYS_FROM_H = 48.0


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
    """Return shelf life, rounded down to halves.

    >>> life(2.6), life(63.0)
    ('2.5小时', '2.5天')
    """
    if hours >= _DAYS_FROM_H:
        return f"{int(hours / _HOURS_PER_DAY * 2) / 2:g}天"
    return f"{int(hours * 2) / 2:g}小时"
