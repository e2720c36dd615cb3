"""The journal: a durable log of accepted readings with named cursors.

It is the seam between receiving and everything after it. What ``append`` has returned from survives a
crash; consumers (the writer, the evaluator) read at their own pace and say how far they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ingest.reading import Reading

STORE_CURSOR = "store"
ALERTS_CURSOR = "alerts"


class JournalState(StrEnum):
    """How the journal is, for health pages and alarms."""

    OK = "ok"
    BEHIND = "behind"
    """A consumer has left readings unread for longer than ``max_age_s``; nothing is lost."""
    FULL = "full"
    """``max_bytes`` is reached, or the disk full: nothing is accepted until there is room."""
    UNWRITABLE = "unwritable"
    """The disk takes nothing, because it is read-only or fails: nothing is accepted until it does."""

    @property
    def accepts(self) -> bool:
        """Tell whether readings are taken in."""
        return self not in {JournalState.FULL, JournalState.UNWRITABLE}


@dataclass(frozen=True, slots=True)
class JournalBatch:
    """Readings in the order in which they were accepted; ``last_seq`` is where to read on from."""

    readings: tuple[Reading, ...]
    last_seq: int


@dataclass(frozen=True, slots=True)
class JournalStatus:
    """A snapshot of the journal: sizes in bytes, backlogs in readings per cursor, ages in seconds.

    ``room_h`` is how many hours of outage of a consumer it can hold at the pace of the last hour; None where
    that is not known yet.
    """

    state: JournalState
    detail: str
    last_seq: int
    size_bytes: int
    max_bytes: int
    backlog: dict[str, int]
    oldest_unread_age_s: float
    room_h: float | None = None


class Journal(Protocol):
    """What every journal does. All methods may be called from any thread.

    Sequence numbers start at 1 and grow by one per reading; a cursor at *n* has everything up to and
    including *n* behind it. What lies below every cursor may be deleted at any time.
    """

    def append(self, readings: Sequence[Reading], receipts: Sequence[bytes] = ()) -> int:
        """Make *readings* durable and return the last sequence number.

        *receipts* are remembered with them in the same transaction (see ``has_receipt``).
        Raises JournalFull where there is no room; then nothing of the call is kept.
        """
        ...

    def has_receipt(self, *receipts: bytes) -> bool:
        """Tell whether one of *receipts* is among the last 196,608 that were appended."""
        ...

    def newest_supplied_ms(self) -> int:
        """Return the newest ``observed_at_ms`` of a reading with flags, whose time was supplied; 0: none yet.

        Durable, so that two readings without a time of their own never get the same one.
        """
        ...

    def read(self, after_seq: int, limit: int) -> JournalBatch:
        """Return at most *limit* readings after *after_seq*; empty (same last_seq) where there are none."""
        ...

    def wait(self, after_seq: int, timeout_s: float) -> bool:
        """Wait, in real time, until there is something after *after_seq*; tell whether there is."""
        ...

    def cursor(self, name: str) -> int:
        """Return how far the consumer *name* is; 0 for a new one."""
        ...

    def advance(self, name: str, seq: int) -> None:
        """Say that consumer *name* has everything up to *seq* behind it; durable on return; never back."""
        ...

    def status(self) -> JournalStatus:
        """Return the journal's state and sizes."""
        ...

    def close(self) -> None:
        """Release files and threads; further calls raise JournalUnusable."""
        ...
