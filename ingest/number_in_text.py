"""A number that stands in a text, as codecs and bridges write it; the one place where such texts are read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ingest.units import unit_of

_LONGEST = 64
_NUMBER = re.compile(
    r"\s*([+-]?(?:\d{1,15}(?:[.,]\d{1,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,2})?)\s*(.*?)\s*[,;]?\s*"
)
_NOTE = re.compile(r"\s*\([^()]*\)$")


class NumberInText(NamedTuple):
    """A number, and the unit that is written after it; empty: none is."""

    value: float
    unit: str


@lru_cache(maxsize=2048)
def number_in_text(text: str) -> NumberInText | None:
    """Return the number that *text* holds; None where there is more or less than a number with its unit.

    A note in brackets behind it and a stray comma say nothing.

    >>> number_in_text("25 ℃"), number_in_text("63,5;"), number_in_text("2.9(low battery)")
    (NumberInText(value=25.0, unit='℃'), NumberInText(value=63.5, unit=''), NumberInText(value=2.9, unit=''))
    >>> number_in_text("80-100%"), number_in_text("25 parsec"), number_in_text("")
    (None, None, None)
    """
    if len(text) > _LONGEST:
        return None
    found = _NUMBER.fullmatch(_NOTE.sub("", text))
    if found is None or (found[2] and unit_of(found[2]) is None):
        return None
    return NumberInText(float(found[1].replace(",", ".")), found[2])
