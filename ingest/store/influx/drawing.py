"""What a chart shows of several devices: by their hours where it is long, otherwise by their readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.clock import MS_PER_HOUR
from ingest.store import Series
from ingest.store.forgotten import after_hours
from ingest.store.hourly import hour_of
from ingest.store.influx.charts import Charts, short_ms
from ingest.store.influx.hours import HourBook, Readings
from ingest.store.influx.influxql import MOST_NAMED
from ingest.store.influx.rolling import Covered, Roller

_AT_ONCE_HOURS = 50_000
"""No more hours than this are fetched at a time: those of a month of 69 devices, or of a year of five."""


class Drawing:
    """Draws by *charts* and by the hours of *book*, which *roller* keeps true."""

    def __init__(self, charts: Charts, readings: Readings, book: HourBook, roller: Roller) -> None:
        self._charts = charts
        self._readings = readings
        self._book = book
        self._roller = roller

    def of(
        self, newest_ms: Mapping[str, int], quantity: str, span_ms: tuple[int, int], max_points: int
    ) -> Iterator[Series]:
        """Yield what each device shows in *span_ms*, in their order; *newest_ms*: when it told last."""
        start_ms, end_ms = span_ms
        at_once = max(1, min(MOST_NAMED, _AT_ONCE_HOURS * MS_PER_HOUR // max(1, end_ms - start_ms)))
        every = list(newest_ms)
        for devices in (every[at : at + at_once] for at in range(0, len(every), at_once)):
            until_ms = min(end_ms, max(newest_ms[device] for device in devices) + 1)
            covered = self._covered(devices, quantity, (start_ms, until_ms), max_points)
            for device in devices:
                span_ms = (start_ms, min(end_ms, newest_ms[device] + 1))
                yield self._one(device, quantity, span_ms, max_points, covered.get(device))

    def _covered(
        self, devices: Sequence[str], quantity: str, span_ms: tuple[int, int], max_points: int
    ) -> Mapping[str, Covered]:
        is_long = 2 * (span_ms[1] - span_ms[0]) > max_points // 2 * MS_PER_HOUR
        if not (is_long and self._readings.server.is_exact):
            return {}
        return self._roller.cover(self._readings, devices, quantity, span_ms, short_ms(max_points))

    def _one(
        self, device: str, quantity: str, span_ms: tuple[int, int], max_points: int, covered: Covered | None
    ) -> Series:
        found = None if covered is None else self._charts.by_hours(device, quantity, covered, max_points)
        if found is not None:
            return found
        found = self._charts.series(device, quantity, span_ms, max_points, raw=False)
        first_ms = self._charts.first_ms(device, quantity, span_ms, found)
        forgotten = self._book.of(self._readings.server, device, quantity, (span_ms[0], hour_of(first_ms)))
        return after_hours(forgotten, found, max_points)
