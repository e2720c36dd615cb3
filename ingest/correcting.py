"""The store brought up to date with what people said about calibrations, a slice at a time.

Whatever the order in which a calibration is entered and readings are accepted and stored, the store ends
with what the raw values and the calibrations in force make together.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.assess import recorrected
from ingest.calibrations import Calibrations
from ingest.counters import Counters
from ingest.due_corrections import DueCorrection
from ingest.journal import STORE_CURSOR
from ingest.reading import Reading
from ingest.store import Store

_SLICE = 5_000
"""How many readings are made anew at a time, between two batches of new ones."""

_END_OF_TIME_MS = (1 << 62) - 1


class StoreCorrector:
    """Corrects what the store has. One thread writes new readings and calls ``step``, in turn.

    Args:
        calibrations: what is in force, and what is due for it.
        store: whose readings are corrected.
        counters: ``corrected_readings`` are counted.
    """

    def __init__(self, calibrations: Calibrations, store: Store, counters: Counters) -> None:
        self._calibrations = calibrations
        self._store = store
        self._counters = counters
        self._at: tuple[int, int] | None = None
        """How far which correction is; forgotten by a restart, which begins it again."""

    def current(self, readings: Sequence[Reading]) -> Sequence[Reading]:
        """Return *readings*, which waited in the journal, as the calibrations of this moment have them."""
        return recorrected(readings, self._calibrations.in_force)

    def step(self) -> int:
        """Correct the next slice of what is due; return how many readings it had, 0 where nothing is due.

        Raises StoreError; then the slice is done again by the next call.
        """
        for due in self._calibrations.due(STORE_CURSOR):
            count = self._correct(due)
            if count:
                return count
            self._calibrations.done(due)
            self._at = None
        return 0

    def _correct(self, due: DueCorrection) -> int:
        from_ms = self._at[1] if self._at is not None and self._at[0] == due.id else due.start_ms
        until_ms = _END_OF_TIME_MS if due.end_ms is None else due.end_ms
        found = self._store.readings(due.device_id, due.quantity, from_ms, until_ms, _SLICE)
        if found:
            pairs = zip(recorrected(found, self._calibrations.in_force), found, strict=True)
            changed = [right for right, was in pairs if right != was]
            self._store.correct(changed)
            self._counters.add("corrected_readings", len(changed))
            self._at = due.id, found[-1].observed_at_ms + 1
        return len(found)
