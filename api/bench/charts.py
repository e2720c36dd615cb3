"""How long the store takes for what a page draws: a month of fifty sensors, and one sensor's year."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

import numpy as np

from api.bench.figure import Span
from api.bench.kept_in import kept_in
from api.bench.messages import device_id
from api.settings import Settings
from ingest.assembly import open_store
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from ingest.quantity import AIR
from ingest.reading import Reading
from ingest.store import Curve, Store

SENSORS = 50
OTHERS = 50
"""Sensors that are stored too, and that nobody asks for."""
MONTH_MS, YEAR_MS = 30 * MS_PER_DAY, 365 * MS_PER_DAY
MONTH_MOST_MS, YEAR_MOST_MS = 300.0, 50.0
POINTS = 800
"""As many as a chart is wide."""
START_MS = 1_735_689_600_000
_HOURS_LATER = 12
"""So often the store has summed up, once an hour, what it was given at once."""
_BATCH = 50_000
_ROUNDS = 5
_WHOLE = 60_000
"""The count at which a reading a minute is stored, as sensors send it."""


def run(count: int, kind: str = "embedded") -> Sequence[Span]:
    """Fill a store of *kind* with a reading a minute (fewer for a small *count*) and time charts of it."""
    step_ms = MS_PER_MINUTE * max(1, _WHOLE // count)
    with (
        tempfile.TemporaryDirectory(prefix="coldframe-bench-") as folder,
        kept_in(kind, Path(folder)) as kept,
    ):
        store = open_store(Settings(data=Path(folder), store=kept))
        try:
            rows = f"{_fill(store, step_ms) / 1e6:.1f} million readings ({kind})"
            for hour in range(_HOURS_LATER):
                store.age(START_MS + YEAR_MS + hour * MS_PER_HOUR)
            months, year = _pass_of(SENSORS * MONTH_MS // step_ms), _pass_of(YEAR_MS // step_ms)
            return [
                _figure(f"{SENSORS} sensors, 30 days, of {rows}", _month(store), months, MONTH_MOST_MS),
                _figure(f"one sensor, a year, of {rows}", _year(store), year, YEAR_MOST_MS),
            ]
        finally:
            store.close()


def _figure(what: str, asked: Callable[[], None], limit: Callable[[], None], most_ms: float) -> Span:
    cold_ms = _taken_ms(asked)
    return Span(
        bench="charts",
        what=f"lowest and highest per pixel: {what}, warm (cold: {cold_ms:,.3g} ms)",
        value=_median_ms(asked),
        unit="ms",
        limit="NumPy's lowest and highest of as many values in memory",
        limit_value=_median_ms(limit),
        most=most_ms,
    )


def _median_ms(asked: Callable[[], None]) -> float:
    """Return the median time of five rounds, after one that warms up [ms]."""
    asked()
    return median(_taken_ms(asked) for _ in range(_ROUNDS))


def _taken_ms(asked: Callable[[], None]) -> float:
    started_s = time.perf_counter()
    asked()
    return (time.perf_counter() - started_s) * 1e3


def _month(store: Store) -> Callable[[], None]:
    end_ms = START_MS + YEAR_MS
    curves = [Curve(device_id(number), AIR, end_ms - MONTH_MS, end_ms) for number in range(SENSORS)]

    def ask() -> None:
        store.chart(curves, POINTS)

    return ask


def _year(store: Store) -> Callable[[], None]:
    def ask() -> None:
        store.series(device_id(0), AIR, START_MS, START_MS + YEAR_MS, POINTS)

    return ask


def _pass_of(count: int) -> Callable[[], None]:
    values = np.random.default_rng(1).normal(size=count)

    def scan() -> None:
        values.min()
        values.max()

    return scan


def _fill(store: Store, step_ms: int) -> int:
    """Store one sensor's year and everybody's last month; return how many readings that is."""
    rows = 0
    batch: list[Reading] = []
    for reading in _readings(step_ms):
        batch.append(reading)
        if len(batch) == _BATCH:
            rows += store.write(batch).written
            batch.clear()
    return rows + store.write(batch).written


def _readings(step_ms: int) -> Iterator[Reading]:
    """Yield everything as it would arrive: in the order of time, sensors in turn."""
    end_ms = START_MS + YEAR_MS
    noise = np.random.default_rng(2).normal(1.0, 0.4, 10_007).round(2).tolist()
    for at_ms in range(START_MS, end_ms, step_ms):
        speaking = SENSORS + OTHERS if at_ms >= end_ms - MONTH_MS else 1
        for number in range(speaking):
            value_c = noise[(at_ms // step_ms + 97 * number) % len(noise)]
            yield Reading(device_id(number), AIR, at_ms, value_c, at_ms + 500)
