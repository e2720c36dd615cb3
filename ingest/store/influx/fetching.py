"""Whole readings and counts out of InfluxDB, in slices where it must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.reading import Reading
from ingest.store.influx.answers import Ask, whole
from ingest.store.influx.influxql import Questions
from ingest.store.influx.line_protocol import CORRECTION
from ingest.store.influx.newest import Versioned, readings_of
from ingest.store.influx.schema import quantities_of
from ingest.store.influx.sending import Key
from ingest.store.influx.server import Server


class Fetching:
    """Puts *questions* to *server* through *ask*."""

    def __init__(self, ask: Ask, questions: Questions, server: Server) -> None:
        self._ask = ask
        self._questions = questions
        self._server = server

    def readings(
        self, device: str, quantity: str, span_ms: tuple[int, int], limit: int
    ) -> Iterator[Versioned]:
        """Yield the readings observed in *span_ms* in order of time, and no more than somebody takes."""
        for period in self._server.periods(*span_ms):
            question = self._questions.readings(device, quantity, period, limit)
            yield from readings_of(self._ask([question]), device, quantity)

    def versions(self, readings: Sequence[Reading]) -> Mapping[Key, int]:
        """Return how often those of *readings* that are there have been corrected."""
        spans: dict[tuple[str, str], list[int]] = {}
        for reading in readings:
            spans.setdefault((reading.device, reading.quantity), []).append(reading.observed_at_ms)
        return {
            (device, quantity, one.observed_at_ms): version
            for (device, quantity), at_ms in spans.items()
            for one, version in self.readings(device, quantity, (min(at_ms), max(at_ms) + 1), len(readings))
        }

    def count(self) -> int:
        """Return how many readings there are."""
        quantities = quantities_of(self._ask, self._questions)
        if not quantities:
            return 0
        asked = (self._questions.number(quantities, period) for period in self._server.everything())
        return sum(
            whole(cell, 0)
            for statement in asked
            for table in self._ask([statement])
            if not table.tag(CORRECTION)
            for row in table.values
            for cell in row[1:]
        )
