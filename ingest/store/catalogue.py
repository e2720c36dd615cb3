"""Which series a store has, and the newest reading of each: in memory, so that ``latest`` reads no file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.reading import Reading
from ingest.store.columns import Columns

_ROW = np.dtype(
    [
        ("observed_at_ms", np.int64),
        ("value", np.float64),
        ("received_at_ms", np.int64),
        ("flags", np.int32),
        ("raw_value", np.float64),
        ("rows_at_most", np.int64),
    ]
)
"""The newest reading of a series, in a sixth of what it takes as an object; ``raw_value`` is NaN for none."""

_LEARNT = ("observed_at_ms", "value", "received_at_ms", "flags", "raw_value")
_NOTHING = np.array([(np.iinfo(np.int64).min, 0.0, 0, 0, np.nan, 0)], dtype=_ROW)
"""Older than anything."""

_AT_ONCE = 1_000


class Catalogue:
    """The series of a store, numbered from 0 without holes. The caller locks.

    ``rows_at_most`` may count a repeated reading twice; it only decides how a chart is fetched.
    """

    def __init__(self, entries: Iterable[tuple[Reading, int]] = ()) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._names: list[tuple[str, str]] = []
        self._by_device: dict[str, list[int]] = {}
        self._newest = np.repeat(_NOTHING, 64)
        for newest, rows in entries:
            number = self._add(newest.device, newest.quantity)
            self._newest[number] = (*_values(newest), rows)

    def __len__(self) -> int:
        """Return how many series there are."""
        return len(self._names)

    def newest_ms(self) -> int | None:
        """Return when the newest of all readings was observed; None where there is none."""
        return int(self._newest["observed_at_ms"][: len(self._names)].max()) if self._names else None

    def number(self, device: str, quantity: str) -> int | None:
        """Return the number of a series; None where there is none."""
        return self._numbers.get((device, quantity))

    def rows_at_most(self, number: int) -> int:
        """Return how many readings series *number* has, or a little more."""
        return int(self._newest["rows_at_most"][number])

    def readings_at_most(self) -> int:
        """Return how many readings all series have, or a little more."""
        return int(self._newest["rows_at_most"].sum())

    def latest(self, devices: Sequence[str] | None) -> tuple[Reading, ...]:
        """Return the newest reading of every series, or of those of *devices*."""
        if devices is None:
            return tuple(_reading(name, row) for name, row in zip(self._names, self._rows(), strict=True))
        wanted = dict.fromkeys(devices)
        return tuple(self._of(number) for device in wanted for number in self._by_device.get(device, ()))

    def newest(self, device: str, quantity: str) -> Reading | None:
        """Return the newest reading of a series; None where there is none."""
        number = self._numbers.get((device, quantity))
        return None if number is None else self._of(number)

    def unknown(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Return the numbers that those of *pairs* would get which have none yet."""
        new = dict.fromkeys(pair for pair in pairs if pair not in self._numbers)
        return {pair: number for number, pair in enumerate(new, start=len(self._names))}

    def numbers(self, pairs: Sequence[tuple[str, str]], unknown: dict[tuple[str, str], int]) -> list[int]:
        """Return the number of each of *pairs*."""
        known = self._numbers
        if not unknown:
            return [known[pair] for pair in pairs]
        return [unknown[pair] if pair in unknown else known[pair] for pair in pairs]

    def is_newer(self, columns: Columns) -> npt.NDArray[np.bool_]:
        """Tell for every row whether it is newer than anything its series has: then it cannot be a repeat."""
        self._reserve(int(columns.series.max(initial=0)) + 1)
        newer: npt.NDArray[np.bool_] = columns.observed_at_ms > self._newest["observed_at_ms"][columns.series]
        return newer

    def learn(self, readings: Sequence[Reading], columns: Columns) -> None:
        """Take note of *columns*, the rows of *readings*, now that they are stored."""
        np.add.at(self._newest["rows_at_most"], columns.series, 1)
        newest = columns.newest()
        newest = newest.where(self.is_newer(newest))
        is_new = newest.series >= len(self._names)
        for row in newest.row[is_new].tolist():
            self._add(readings[row].device, readings[row].quantity)
        for name in _LEARNT:
            self._newest[name][newest.series] = getattr(newest, name)

    def correct(self, readings: Sequence[Reading]) -> None:
        """Take note that the values of *readings* are others now."""
        for reading in readings:
            number = self._numbers[reading.device, reading.quantity]
            if self._newest["observed_at_ms"][number] == reading.observed_at_ms:
                self._newest[number] = (*_values(reading), self._newest["rows_at_most"][number])

    def _of(self, number: int) -> Reading:
        return _reading(self._names[number], self._newest[number].item())

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield what is newest, a part at a time: all as tuples take as much as the readings made of them."""
        for start in range(0, len(self._names), _AT_ONCE):
            yield from self._newest[start : min(start + _AT_ONCE, len(self._names))].tolist()

    def _add(self, device: str, quantity: str) -> int:
        number = len(self._names)
        self._reserve(number + 1)
        others = self._by_device.setdefault(device, [])
        name = (self._names[others[0]][0] if others else device, sys.intern(quantity))
        self._numbers[name] = number
        others.append(number)
        self._names.append(name)
        return number

    def _reserve(self, size: int) -> None:
        missing = size - len(self._newest)
        if missing > 0:
            self._newest = np.append(self._newest, np.repeat(_NOTHING, max(missing, len(self._newest))))


def _values(reading: Reading) -> tuple[float, ...]:
    raw = np.nan if reading.raw_value is None else reading.raw_value
    return reading.observed_at_ms, reading.value, reading.received_at_ms, reading.flags, raw


def _reading(name: tuple[str, str], row: tuple[Any, ...]) -> Reading:
    observed_at_ms, value, received_at_ms, flags, raw, _ = row
    return Reading(*name, observed_at_ms, value, received_at_ms, flags, None if raw != raw else raw)  # noqa: PLR0124 - only NaN differs from itself
