"""The times that stand in decoded objects: seconds, milliseconds, texts with and without zone, parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from ingest.clock import from_datetime
from ingest.local_time import settled_ms

_FIRST_MS = 100_000_000_000
"""Below are seconds, from here on milliseconds: 1973 in the one, the year 5138 in the other."""
_LAST_MS = 253_402_300_799_999
_MONTHS = {
    month: number
    for number, month in enumerate(
        (
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ),
        start=1,
    )
}
_LONGEST_TEXT = 40
_TEXT = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?\s*(?:Z|[+-]\d{2}:?\d{2})?"
)


_IN_WORDS = re.compile(
    r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}:\d{2} (?:GMT|UTC|[+-]\d{4})"
)


def instant_of(content: object, zone: tzinfo, received_at_ms: int) -> int | None:
    """Return the instant that *content* tells [ms]; None: it tells none.

    A local time is read in *zone*; of two that it may be, it is the later one that is not in the future.

    >>> instant_of(1665561758, UTC, 0), instant_of("2026-06-01 10:20:00", UTC, 0)
    (1665561758000, 1780309200000)
    >>> instant_of({"year": 2026, "month": "June", "day": 1, "hours": 10, "minutes": 20}, UTC, 0)
    1780309200000
    """
    if isinstance(content, bool):
        return None
    if isinstance(content, int | float):
        return _from_number(content)
    if isinstance(content, str):
        text = content.strip()
        if text.isascii() and text.isdigit() and len(text) <= _LONGEST_TEXT:
            return _from_number(int(text))
        return _from_text(text, zone, received_at_ms)
    return _from_parts(content) if isinstance(content, Mapping) else None


def _from_number(number: float) -> int | None:
    if not 0 <= number <= _LAST_MS:
        return None
    return int(number * 1000) if number < _FIRST_MS else int(number)


def _from_text(text: str, zone: tzinfo, received_at_ms: int) -> int | None:
    if len(text) > _LONGEST_TEXT:
        return None
    if _TEXT.fullmatch(text) is None:
        return _from_words(text)
    try:
        moment = datetime.fromisoformat(_padded(text))
        if moment.tzinfo is not None:
            return from_datetime(moment)
        return settled_ms(moment, zone, received_at_ms)
    except (ValueError, OverflowError):
        return None


def _from_words(text: str) -> int | None:
    """Return the instant of ``Mon, 21 Jul 2025 12:40:23 GMT``."""
    if _IN_WORDS.fullmatch(text) is None:
        return None
    try:
        return from_datetime(parsedate_to_datetime(text))
    except (ValueError, OverflowError):
        return None


def _padded(text: str) -> str:
    date, _, rest = text.replace("/", "-").replace(",", ".").replace(" ", "T", 1).partition("T")
    year, month, day = date.split("-")
    hour, _, minutes = rest.replace(" ", "").partition(":")
    return f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minutes}"


def _from_parts(parts: Mapping[str, object]) -> int | None:
    """Return the instant whose year, month, day … stand apart; such clocks are set in UTC."""
    year, month, day = parts.get("year"), parts.get("month"), parts.get("day")
    if isinstance(month, str):
        month = _MONTHS.get(month.casefold())
    clock = [parts.get(name, 0) for name in ("hours", "minutes", "seconds")]
    if not all(type(part) is int for part in (year, month, day, *clock)):
        return None
    try:
        start = datetime(year, month, day, tzinfo=UTC)  # type: ignore[arg-type]  # all three are whole numbers
        hours, minutes, seconds = clock
        return from_datetime(start + timedelta(hours=hours, minutes=minutes, seconds=seconds))  # type: ignore[arg-type]  # likewise
    except (ValueError, OverflowError):
        return None
