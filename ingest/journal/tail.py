"""The newest readings of a journal as they were appended, for whoever reads close behind."""

from __future__ import annotations

from collections import deque

from ingest.journal import JournalBatch
from ingest.reading import Reading


class Tail:
    """What was appended last and is durable; a reader that is further behind has to ask the disk.

    Args:
        most: how many readings are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0
        self._blocks: deque[tuple[int, tuple[Reading, ...]]] = deque()

    def add(self, first_seq: int, readings: tuple[Reading, ...]) -> None:
        """Keep *readings*, the first of which has the number *first_seq*; too many push out the oldest."""
        self._blocks.append((first_seq, readings))
        self._count += len(readings)
        while self._count > self._most:
            self._drop_oldest()

    def read(self, after_seq: int, limit: int) -> JournalBatch | None:
        """Return at most *limit* readings after *after_seq*; None where that is not where the tail begins."""
        if not self._blocks or after_seq + 1 < self._blocks[0][0]:
            return None
        found: list[Reading] = []
        for first_seq, readings in self._blocks:
            start = max(0, after_seq + 1 - first_seq)
            found += readings[start : start + limit - len(found)]
            if len(found) == limit:
                break
        return JournalBatch(tuple(found), after_seq + len(found))

    def forget(self, seq: int) -> None:
        """Let go of what everybody has behind him who is at *seq*."""
        while self._blocks and self._blocks[0][0] + len(self._blocks[0][1]) - 1 <= seq:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        self._count -= len(self._blocks.popleft()[1])
