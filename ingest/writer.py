"""The writer: takes readings from the journal to the store, at its own pace, until the store has them.

Between batches it corrects what is stored, where people said how a sensor was calibrated in the past.

A reading leaves the journal only when the store has it or the quarantine says why not. While the store
is away the journal grows, alarms go on, and history catches up when it returns.
"""

from __future__ import annotations

import threading
from enum import StrEnum

import structlog

from ingest.calibrations import Calibrations
from ingest.clock import MS_PER_HOUR, MS_PER_SECOND, Clock
from ingest.correcting import StoreCorrector
from ingest.counters import Counters
from ingest.errors import IngestError, StoreError, StoreUnavailable
from ingest.journal import STORE_CURSOR, Journal
from ingest.quarantine import Quarantine
from ingest.reading import Reading, Reason, Rejection
from ingest.store import Refused, Store

_BATCH = 10_000
"""Large enough for the store to be fast, small enough that a refused batch is soon repeated."""

_GATHER_S = 0.25
"""After a small batch the writer lets readings gather: a store that is asked a hundred times a second
for one reading each works harder than for a thousand at once. Real time: it is about the machine."""

_IDLE_S = 0.5
"""How long the writer waits for readings before it looks whether it should stop."""

_LOOK_S = 30.0
"""How often a store is asked whether it would take readings, where there are none to give."""

_FIRST_RETRY_S = 1.0
_LAST_RETRY_S = 60.0
"""A store that restarts is back in seconds; one that is gone must not be asked all day."""


class WriterState(StrEnum):
    """How the writer is, for health pages."""

    OK = "ok"
    RETRYING = "retrying"
    """The store cannot be reached; the readings wait in the journal."""
    STUCK = "stuck"
    """Something refuses that only an operator can change; the readings wait in the journal."""


class Writer:
    """Reads the journal's cursor ``store`` in batches into the store.

    Args:
        journal: where readings come from.
        store: where they go.
        quarantine: where those go that the store will never take.
        calibrations: what the values of readings are made with, and what is due for it.
        clock: by which it waits before it tries again.
        counters: ``stored_readings``, ``repeated_readings`` and ``refused_readings`` are counted.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - from where to where, and what on the way
        self,
        journal: Journal,
        store: Store,
        quarantine: Quarantine,
        calibrations: Calibrations,
        clock: Clock,
        counters: Counters,
    ) -> None:
        self._journal = journal
        self._store = store
        self._quarantine = quarantine
        self._clock = clock
        self._counters = counters
        self._corrector = StoreCorrector(calibrations, store, counters)
        self._log = structlog.get_logger("writer")
        self._status = (WriterState.OK, "")
        self._look_at_ms = 0
        self._age_at_ms = 0

    @property
    def state(self) -> WriterState:
        """Return how the writer is."""
        return self._status[0]

    @property
    def detail(self) -> str:
        """Return why it is not OK, in words; empty where it is."""
        return self._status[1]

    def run(self, stop: threading.Event) -> None:
        """Write until *stop* is set; whatever fails is tried again, ever more slowly."""
        retry_s = _FIRST_RETRY_S
        while not stop.is_set():
            try:
                written = self.write_once()
                self._age()
                if self.correct_once() == 0 and written == 0:
                    self._look()
                    self._journal.wait(self._journal.cursor(STORE_CURSOR), _IDLE_S)
            except IngestError as error:
                self._fail(error)
                self._clock.wait(stop, max(retry_s, getattr(error, "retry_after_s", 0.0)))
                retry_s = min(2 * retry_s, _LAST_RETRY_S)
                continue
            self._recover()
            retry_s = _FIRST_RETRY_S
            if 0 < written < _BATCH // 2:
                stop.wait(_GATHER_S)

    def write_once(self) -> int:
        """Take one batch to the store; return how many readings it had, 0 where there are none.

        Raises StoreError, or whatever else kept it; then the batch is still in the journal.
        """
        cursor = self._journal.cursor(STORE_CURSOR)
        batch = self._journal.read(cursor, _BATCH)
        if not batch.readings:
            if batch.last_seq > cursor:  # what lay there is lost
                self._journal.advance(STORE_CURSOR, batch.last_seq)
            return 0
        result = self._store.write(self._corrector.current(batch.readings))
        self._quarantine.add([_rejection(refused) for refused in result.refused])
        self._journal.advance(STORE_CURSOR, batch.last_seq)
        self._counters.add("stored_readings", result.written)
        self._counters.add("repeated_readings", result.repeated)
        self._counters.add("refused_readings", len(result.refused))
        return len(batch.readings)

    def correct_once(self) -> int:
        """Look at the next readings that may have to be corrected; return how many, 0: nothing is due.

        Raises StoreError, or whatever else kept it; then a later call looks at them again.
        """
        return self._corrector.step()

    def _look(self) -> None:
        """Ask the store now and then whether it would take readings, where there are none to give."""
        now_ms = self._clock.now_ms()
        if self._status[0] != WriterState.OK or now_ms >= self._look_at_ms:
            self._store.check()
            self._look_at_ms = now_ms + int(_LOOK_S * MS_PER_SECOND)

    def _age(self) -> None:
        """Let the store sum up, and forget, what is older than it is kept."""
        now_ms = self._clock.now_ms()
        if now_ms < self._age_at_ms:
            return
        self._age_at_ms = now_ms + MS_PER_HOUR
        try:
            self._store.age(now_ms)
        except StoreError as error:  # there is a week for it, and readings do not wait for that
            self._log.warning("hours could not be summed up", detail=str(error))

    def _fail(self, error: IngestError) -> None:
        state = WriterState.RETRYING if isinstance(error, StoreUnavailable) else WriterState.STUCK
        status = (state, str(error))
        if self._status != status:
            self._log.warning("readings wait in the journal", state=state.value, detail=status[1])
        self._status = status

    def _recover(self) -> None:
        if self._status[0] != WriterState.OK:
            self._log.info("readings reach the store again")
        self._status = (WriterState.OK, "")


def _rejection(refused: Refused) -> Rejection:
    reading: Reading = refused.reading
    value = f"{reading.quantity} = {reading.value} observed at {reading.observed_at_ms} ms"
    return Rejection(
        reason=Reason.STORE_REFUSED,
        detail=f"{value}: {refused.detail}",
        topic="",
        payload=b"",
        received_at_ms=reading.received_at_ms,
        device=reading.device,
    )
