"""What stands in a field: a number, a number in a text with its unit, or words for why there is none."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

from ingest.number_in_text import number_in_text
from ingest.reading import Reason

_NAN = math.nan
_LONGEST = 64
_FAULTS = re.compile(
    r"err|fail|fault|nosensor|no sensor|no_sensor|no temp|no probe|disconnect|deconnect|desactivat|deactivat"
    r"|not connected|no connection|invalid|open circuit|short|missing|absent|n/a|nan|none|null|unknown"
    r"|unavailable|out of range|range|broken|defect|---?|not available",
    re.IGNORECASE,
)


class Content(NamedTuple):
    """What a field holds.

    Attributes:
        value: the number; NaN where there is none.
        unit: the unit that a text carries after its number; empty: none.
        fault: why there is no number, in words.
        reason: what kind of problem *fault* is.
        is_words: whether it is a text that is no number and no known word for a fault either.
    """

    value: float
    unit: str = ""
    fault: str = ""
    reason: Reason = Reason.SENSOR_FAULT
    is_words: bool = False


def content_of(value: object) -> Content:
    """Return what *value* holds.

    >>> [content_of(seen).value for seen in (24.6, "24.59", "25 ℃", "63.5,", "2.9(low battery)")]
    [24.6, 24.59, 25.0, 63.5, 2.9]
    >>> content_of("25 ℃").unit, content_of("collection_err").fault, content_of("80-100%").is_words
    ('℃', "the device sent 'collection_err' instead of a number", True)
    """
    if isinstance(value, str):
        return _in_text(value) if len(value) <= _LONGEST else _LONG_TEXT
    if value is None:
        return _NOTHING
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Content(
            _NAN, fault=f"expected a number, saw {type(value).__name__}", reason=Reason.NOT_A_NUMBER
        )
    return _number(value)


def _number(value: float) -> Content:
    try:
        number = float(value)
    except OverflowError:
        return Content(
            _NAN, fault="expected a number, saw one too large to be kept", reason=Reason.NOT_A_NUMBER
        )
    if not math.isfinite(number):
        return Content(_NAN, fault=f"the device sent {number} instead of a number")
    return Content(number)


_LONG_TEXT = Content(_NAN, fault="the device sent a long text instead of a number", is_words=True)
_NOTHING = Content(_NAN, fault="the device sent null instead of a number")


@lru_cache(maxsize=2048)
def _in_text(text: str) -> Content:
    found = number_in_text(text)
    if found is not None:
        return Content(*found)
    if not text.strip() or _FAULTS.search(text) is not None:
        return Content(_NAN, fault=f"the device sent {text!r} instead of a number")
    return Content(_NAN, fault=f"the device sent {text!r} instead of a number", is_words=True)
