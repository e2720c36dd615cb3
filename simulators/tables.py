"""Read TOML tables value by value, and collect everything that is wrong instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_DURATION = re.compile(r"([+-]?)(\d+(?:\.\d+)? (?:s|min|h|d)(?: \d+(?:\.\d+)? (?:s|min|h|d))*)")
_SECONDS = {"s": 1.0, "min": 60.0, "h": 3_600.0, "d": 86_400.0}


def seconds(text: str) -> float | None:
    """Return a duration such as ``-9 h`` or ``2 d 6 h`` in seconds; None if it is not one.

    >>> seconds("-1.5 h"), seconds("1 h 30 min"), seconds("soon")
    (-5400.0, 5400.0, None)
    """
    matched = _DURATION.fullmatch(text)
    if matched is None:
        return None
    words = matched[2].split(" ")
    total_s = sum(
        float(number) * _SECONDS[unit] for number, unit in zip(words[::2], words[1::2], strict=True)
    )
    return -total_s if matched[1] == "-" else total_s


class Table:
    """One table of a TOML file: typed access to its keys, and a list of what is wrong with it."""

    def __init__(self, content: Mapping[str, object], path: str, problems: list[str]) -> None:
        self.path = path
        self._content = content
        self._problems = problems
        self._asked: set[str] = set()

    def complain(self, key: str, saw: object, expected: str) -> None:
        """Note that the value at *key* is not what it should be."""
        place = f"{self.path}.{key}" if self.path else key
        self._problems.append(f"{place}: saw {saw!r}, expected {expected}")

    def _value(self, key: str, default: object, expected: str) -> object:
        self._asked.add(key)
        if key in self._content:
            return self._content[key]
        if default is None:
            self.complain(key, "nothing", expected)
        return default

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string."""
        value = self._value(key, default, "a text")
        if isinstance(value, str):
            return value
        if value is not None:
            self.complain(key, value, "a text")
        return ""

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number."""
        value = self._value(key, default, "a number")
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        if value is not None:
            self.complain(key, value, "a number")
        return 0.0

    def truth(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._value(key, default, "true or false")
        if not isinstance(value, bool):
            self.complain(key, value, "true or false")
        return value is True

    def duration_s(self, key: str, default: str | None = None) -> float:
        """Return a duration in seconds; in the file it is a text such as ``"-9 h"``."""
        value = self._value(key, default, 'a duration such as "25 min"')
        found = seconds(value) if isinstance(value, str) else None
        if found is None and value is not None:
            self.complain(key, value, 'a duration such as "25 min"')
        return found or 0.0

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings."""
        value = self._value(key, None, "a list of texts")
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        if value is not None:
            self.complain(key, value, "a list of texts")
        return ()

    def tables(self, key: str) -> Iterator[Table]:
        """Yield the tables of an array of tables; a missing array has none."""
        value = self._value(key, [], "tables")
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            self.complain(key, value, f"[[{key}]] tables")
            return
        for number, item in enumerate(value):
            yield Table(item, f"{self.path}.{key}[{number}]".lstrip("."), self._problems)

    def others(self) -> Mapping[str, float]:
        """Return every key that was not asked for, as numbers."""
        return {key: self.number(key) for key in self._content if key not in self._asked}

    def finish(self) -> None:
        """Complain about keys that nobody asked for."""
        for key in self._content:
            if key not in self._asked:
                self.complain(key, key, f"one of {', '.join(sorted(self._asked))}")

    def one_of(self, key: str, known: Sequence[str]) -> str:
        """Return a string that is one of *known*."""
        value = self.text(key)
        if value and value not in known:
            self.complain(key, value, f"one of {', '.join(known)}")
        return value
