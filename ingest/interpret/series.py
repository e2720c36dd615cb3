"""Names that are numbered in time: ``Temperature Backlog 3``, whose number is a position and no probe."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_IN_TIME = re.compile(r"backlog|histor|record|aggregat|datalog", re.IGNORECASE)
_EARLIER = re.compile(r"(?:backlog|history)[\W_]*\d+$", re.IGNORECASE)
_JOINTS = string.punctuation + string.whitespace


@lru_cache(maxsize=4096)
def without_position(key: str) -> str:
    """Return *key* without the number that is a position in time.

    >>> without_position("Temperature Backlog 3"), without_position("temperature_3")
    ('Temperature Backlog', 'temperature_3')
    """
    return numbered(key)[0] if _IN_TIME.search(key) is not None else key


def is_earlier(key: str) -> bool:
    """Tell whether the value of *key* is one before the newest.

    >>> is_earlier("tempHistory3"), is_earlier("temp3"), is_earlier("history")
    (True, False, False)
    """
    return _EARLIER.search(key) is not None


def numbered(key: str) -> tuple[str, str]:
    """Return *key* without the number at its end, and that number.

    >>> numbered("temperature_2"), numbered("date")
    (('temperature', '2'), ('date', ''))
    """
    name = key.rstrip(string.digits)
    return name.rstrip(_JOINTS) if len(name) < len(key) else name, key[len(name) :]


def is_series(path: str, node: Mapping[str, Any]) -> bool:
    """Tell whether the object at *path* lists values of one sensor by their numbers."""
    return (
        _IN_TIME.search(path) is not None
        and len(node) > 1
        and all(isinstance(key, str) and key[-1:].isdigit() for key in node)
    )
