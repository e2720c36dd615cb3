"""Everything from one store to another, while the first one goes on; interrupted, it goes on where it was.

Readings are copied series by series in order of time, and a notebook says how far each has come. Then every
series is read from both and compared by number and checksum, up to the reading that was its newest at the
start. What came late, behind the notebook's back, or was corrected meanwhile, shows there and is put right.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np

from ingest.reading import Reading
from ingest.store import Refused, Store
from ingest.store.hourly import Hours, hour_of

PAGE = 5_000
"""So many readings are asked for, and written, at a time."""

BEGINNING_MS = 0
"""1970: no reading that was accepted is older."""


class Source(Protocol):
    """What is copied from: a store, or a running service that has one."""

    def latest(self, devices: Sequence[str] | None = None) -> tuple[Reading, ...]:
        """Return the newest reading of each device and quantity."""
        ...

    def readings(
        self, device: str, quantity: str, start_ms: int, end_ms: int, limit: int
    ) -> tuple[Reading, ...]:
        """Return the first *limit* readings observed in [start_ms, end_ms), complete and in order of time."""
        ...

    def hours(self, device: str, quantity: str, start_ms: int, end_ms: int) -> Hours:
        """Return what the hours that begin in [start_ms, end_ms) come to."""
        ...


class _Note(msgspec.Struct, frozen=True, array_like=True):
    device: str
    quantity: str
    copied_ms: int


class Notebook:
    """How far each series has come, in a file of its own; a line that was not written whole does not count.

    Args:
        file: where; begun anew where it is about another target.
        target: what is copied to, in words.
    """

    def __init__(self, file: Path, target: str) -> None:
        self._file = file
        self._head = msgspec.json.encode({"to": target})
        self._copied: dict[tuple[str, str], int] = {}
        lines = file.read_bytes().split(b"\n") if file.exists() else []
        if lines and lines[0] == self._head:
            for line in lines[1:-1]:
                note = msgspec.json.decode(line, type=_Note)
                self._copied[note.device, note.quantity] = note.copied_ms
            file.write_bytes(b"\n".join(lines[:-1]) + b"\n")
        else:
            file.write_bytes(self._head + b"\n")

    def next_ms(self, device: str, quantity: str) -> int:
        """Return from when on a series has not been copied yet [ms]."""
        return self._copied.get((device, quantity), BEGINNING_MS - 1) + 1

    def add(self, readings: Sequence[Reading]) -> None:
        """Note that the target has *readings*, and what was before them in their series."""
        last = {(one.device, one.quantity): one.observed_at_ms for one in readings}
        with self._file.open("ab") as file:
            for (device, quantity), at_ms in last.items():
                self._copied[device, quantity] = at_ms
                file.write(msgspec.json.encode(_Note(device, quantity, at_ms)) + b"\n")


@dataclass(slots=True)
class Outcome:
    """What became of it.

    Attributes:
        series: how many series there are.
        copied: readings that the target got.
        verified: readings that both have, by number and checksum.
        hours: hours whose readings the source has forgotten, and that the target has too.
        refused: what the target will never take, with its own words.
        different: series that are not the same, in words.
        is_whole: whether it came to its end.
    """

    series: int = 0
    copied: int = 0
    verified: int = 0
    hours: int = 0
    refused: list[Refused] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    is_whole: bool = False


class Migration:
    """Copies what *source* has to *target*. Both may raise StoreError; then ``run`` may be called again.

    Args:
        source: where the readings are.
        target: where they shall be.
        notebook: how far it has come.
        tell: is told now and then how many readings have been copied.
    """

    def __init__(
        self, source: Source, target: Store, notebook: Notebook, tell: Callable[[int], None]
    ) -> None:
        self._source = source
        self._target = target
        self._notebook = notebook
        self._tell = tell

    def run(self, stop: threading.Event) -> Outcome:
        """Copy and verify until everything is, or *stop* is set."""
        newest = self._source.latest()
        outcome = Outcome(series=len(newest))
        batch: list[Reading] = []
        for last in newest:
            start_ms = self._notebook.next_ms(last.device, last.quantity)
            for page in _pages(self._source, last, start_ms):
                if stop.is_set():
                    return outcome
                batch += page
                if len(batch) >= PAGE:
                    self._hand_over(batch, outcome)
                    batch = []
        self._hand_over(batch, outcome)
        for last in newest:
            if stop.is_set():
                return outcome
            self._verify(last, outcome)
            self._keep_hours(last, outcome)
        outcome.is_whole = True
        return outcome

    def _hand_over(self, readings: list[Reading], outcome: Outcome) -> None:
        if readings:
            result = self._target.write(readings)
            outcome.copied += result.written
            outcome.refused += result.refused
            self._notebook.add(readings)
            self._tell(outcome.copied)

    def _verify(self, last: Reading, outcome: Outcome) -> None:
        ours, theirs = _sum(self._source, last), _sum(self._target, last)
        if ours != theirs:
            self._put_right(last, outcome)
            ours, theirs = _sum(self._source, last), _sum(self._target, last)
        if ours == theirs:
            outcome.verified += ours[0]
        else:
            numbers = f"{ours[0]:,} readings here and {theirs[0]:,} there"
            outcome.different.append(f"{last.quantity} of {last.device}: {numbers}")

    def _keep_hours(self, last: Reading, outcome: Outcome) -> None:
        """Hand over the hours before the first reading: their readings are forgotten."""
        (first,) = self._source.readings(last.device, last.quantity, BEGINNING_MS, last.observed_at_ms + 1, 1)
        asked = (last.device, last.quantity, BEGINNING_MS, hour_of(first.observed_at_ms))
        ours = self._source.hours(*asked)
        if not len(ours):
            return
        if not _same(ours, self._target.hours(*asked)):
            self._target.keep_hours(last.device, last.quantity, ours)
        if _same(ours, self._target.hours(*asked)):
            outcome.hours += len(ours)
        else:
            outcome.different.append(f"{last.quantity} of {last.device}: hours of forgotten readings")

    def _put_right(self, last: Reading, outcome: Outcome) -> None:
        """Copy a whole series again: what is missing is written, what has other values is corrected."""
        for page in _pages(self._source, last, BEGINNING_MS):
            result = self._target.write(page)
            outcome.copied += result.written
            span = (page[0].observed_at_ms, page[-1].observed_at_ms + 1)
            there = self._target.readings(last.device, last.quantity, *span, 2 * len(page))
            known = {one.observed_at_ms: one for one in there}
            wrong = [one for one in page if known.get(one.observed_at_ms, one) != one]
            if wrong:
                self._target.correct(wrong)


def _same(ours: Hours, theirs: Hours) -> bool:
    """Tell whether both are the same hours; a mean may have been rounded elsewhere."""
    mine, others = list(ours.rows()), list(theirs.rows())
    return (
        [(*one[:5], one[6]) for one in mine] == [(*one[:5], one[6]) for one in others]
        and np.allclose(ours.mean, theirs.mean, rtol=1e-9, atol=0.0)
        and np.allclose(ours.life_rate, theirs.life_rate, rtol=1e-9, atol=0.0, equal_nan=True)
    )


def _pages(source: Source, last: Reading, start_ms: int) -> Iterator[tuple[Reading, ...]]:
    """Yield the readings of the series of *last* from *start_ms* up to *last*."""
    end_ms = last.observed_at_ms + 1
    while start_ms < end_ms:
        page = source.readings(last.device, last.quantity, start_ms, end_ms, PAGE)
        if not page:
            return
        yield page
        start_ms = page[-1].observed_at_ms + 1


def _sum(source: Source, last: Reading) -> tuple[int, str]:
    """Return how many readings the series of *last* has up to *last*, and their checksum."""
    checksum, count = blake2b(digest_size=16), 0
    for page in _pages(source, last, BEGINNING_MS):
        count += len(page)
        for reading in page:
            checksum.update(msgspec.json.encode(reading))
    return count, checksum.hexdigest()
