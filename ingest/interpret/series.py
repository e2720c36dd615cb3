"""Objects that are lists: ``Temperature Backlog 3``, whose numbers are positions in time and no probes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_IN_TIME = re.compile(r"backlog|histor|record|aggregat|datalog", re.IGNORECASE)
_POSITION = re.compile(r"[\W_]*\d+$")


@lru_cache(maxsize=4096)
def without_position(key: str) -> str:
    """Return *key* without the number that is a position in time.

    >>> without_position("Temperature Backlog 3"), without_position("temperature_3")
    ('Temperature Backlog', 'temperature_3')
    """
    return measured(key) if _IN_TIME.search(key) is not None else key


def measured(key: str) -> str:
    """Return *key* without the number at its end."""
    return _POSITION.sub("", key)


def is_series(path: str, node: Mapping[str, Any]) -> bool:
    """Tell whether the object at *path* lists values of one sensor by their numbers."""
    return (
        _IN_TIME.search(path) is not None
        and len(node) > 1
        and all(isinstance(key, str) and key[-1:].isdigit() for key in node)
    )
