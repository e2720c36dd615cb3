"""Which series a store has, and the newest reading of each: in memory, so that ``latest`` reads no file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from ingest.reading import Reading
from ingest.store.columns import Columns

_NEVER_MS = np.iinfo(np.int64).min


class Catalogue:
    """The series of a store, numbered from 0 without holes. The caller locks.

    ``rows_at_most`` may count a repeated reading twice; it only decides how a chart is fetched.
    """

    def __init__(self, entries: Iterable[tuple[Reading, int]] = ()) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._by_device: dict[str, list[int]] = {}
        self._newest: list[Reading] = []
        self._newest_ms = np.full(64, _NEVER_MS, dtype=np.int64)
        self._rows_at_most = np.zeros(64, dtype=np.int64)
        for newest, rows in entries:
            number = self._add(newest)
            self._newest_ms[number] = newest.observed_at_ms
            self._rows_at_most[number] = rows

    def number(self, device: str, quantity: str) -> int | None:
        """Return the number of a series; None where there is none."""
        return self._numbers.get((device, quantity))

    def rows_at_most(self, number: int) -> int:
        """Return how many readings series *number* has, or a little more."""
        return int(self._rows_at_most[number])

    def latest(self, devices: Sequence[str] | None) -> tuple[Reading, ...]:
        """Return the newest reading of every series, or of those of *devices*."""
        if devices is None:
            return tuple(self._newest)
        wanted = dict.fromkeys(devices)
        return tuple(self._newest[number] for device in wanted for number in self._by_device.get(device, ()))

    def newest(self, device: str, quantity: str) -> Reading | None:
        """Return the newest reading of a series; None where there is none."""
        number = self._numbers.get((device, quantity))
        return None if number is None else self._newest[number]

    def unknown(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Return the numbers that those of *pairs* would get which have none yet."""
        new = dict.fromkeys(pair for pair in pairs if pair not in self._numbers)
        return {pair: number for number, pair in enumerate(new, start=len(self._newest))}

    def numbers(self, pairs: Sequence[tuple[str, str]], unknown: dict[tuple[str, str], int]) -> list[int]:
        """Return the number of each of *pairs*."""
        known = self._numbers
        if not unknown:
            return [known[pair] for pair in pairs]
        return [unknown[pair] if pair in unknown else known[pair] for pair in pairs]

    def is_newer(self, columns: Columns) -> npt.NDArray[np.bool_]:
        """Tell for every row whether it is newer than anything its series has: then it cannot be a repeat."""
        self._reserve(int(columns.series.max(initial=0)) + 1)
        newer: npt.NDArray[np.bool_] = columns.observed_at_ms > self._newest_ms[columns.series]
        return newer

    def learn(self, readings: Sequence[Reading], columns: Columns) -> None:
        """Take note of *columns*, the rows of *readings*, now that they are stored."""
        np.add.at(self._rows_at_most, columns.series, 1)
        newest = columns.newest()
        newest = newest.where(self.is_newer(newest))
        for number, row in zip(newest.series.tolist(), newest.row.tolist(), strict=True):
            if number == len(self._newest):
                self._add(readings[row])
            else:
                self._newest[number] = _named_as(self._newest[number], readings[row])
        self._newest_ms[newest.series] = newest.observed_at_ms

    def correct(self, readings: Sequence[Reading]) -> None:
        """Take note that the values of *readings* are others now."""
        for reading in readings:
            number = self._numbers[reading.device, reading.quantity]
            if self._newest_ms[number] == reading.observed_at_ms:
                self._newest[number] = _named_as(self._newest[number], reading)

    def _add(self, newest: Reading) -> int:
        number = len(self._newest)
        self._reserve(number + 1)
        others = self._by_device.setdefault(newest.device, [])
        device = self._newest[others[0]].device if others else newest.device
        named = replace(newest, device=device, quantity=sys.intern(newest.quantity))
        self._numbers[named.device, named.quantity] = number
        others.append(number)
        self._newest.append(named)
        return number

    def _reserve(self, size: int) -> None:
        missing = size - len(self._newest_ms)
        if missing > 0:
            more = max(missing, len(self._newest_ms))
            self._newest_ms = np.append(self._newest_ms, np.full(more, _NEVER_MS, dtype=np.int64))
            self._rows_at_most = np.append(self._rows_at_most, np.zeros(more, dtype=np.int64))


def _named_as(before: Reading, reading: Reading) -> Reading:
    """Return *reading* with the texts of the one *before* it: each would bring its own, for ever."""
    return Reading(
        before.device,
        before.quantity,
        reading.observed_at_ms,
        reading.value,
        reading.received_at_ms,
        reading.flags,
        reading.raw_value,
    )
