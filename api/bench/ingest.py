"""How fast readings get from the broker into the store, beside how fast paho-mqtt can receive at all."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from api.bench.figure import Figure, Stopwatch, measured
from api.bench.kept_in import kept_in
from api.bench.messages import FOUR_READINGS, ONE_READING, Source, started_ms
from api.bench.part import HOST, PATIENCE_S
from api.bench.queue_broker import (
    RECEIVE_MAXIMUM,
    drain_raw,
    fill_queue,
    mosquitto,
    reserve_queue,
)
from api.settings import Settings
from ingest.assembly import STATE_FILE, Ingest, build_ingest
from ingest.clock import SystemClock
from ingest.counters import Counters
from ingest.database import Database
from ingest.settings import MqttSettings, StoreSettings

RAW, OURS = "bench-raw", "bench-coldframe"
_WANTED_RATIO = 0.7


class Passed(NamedTuple):
    """What it took to bring *messages* of *source* all the way, and paho-mqtt alone to receive them."""

    source: Source
    messages: int
    ours: Stopwatch
    raw: Stopwatch

    @property
    def cpu_us(self) -> float:
        """Return the processor time per reading [µs]."""
        return self.ours.cpu_s / (self.messages * self.source.readings_each) * 1e6

    @property
    def reading(self) -> str:
        """Return what a figure per reading is about."""
        return f"per reading, {self.source.readings_each} in a message"

    def per_message(self, bench: str, what: str, wanted_ratio: float | None = None) -> Figure:
        """Return messages per second beside those that paho-mqtt receives."""
        what = f"{what}, per message of {self.source.readings_each} readings"
        return self._figure(bench, what, 1, self.cpu_us * self.source.readings_each, wanted_ratio)

    def per_reading(self, bench: str, what: str, wanted_ratio: float | None = None) -> Figure:
        """Return readings per second beside those in the messages that paho-mqtt receives."""
        return self._figure(
            bench, f"{what}, {self.reading}", self.source.readings_each, self.cpu_us, wanted_ratio
        )

    def _figure(self, bench: str, what: str, each: int, cpu_us: float, wanted_ratio: float | None) -> Figure:
        return Figure(
            bench=bench,
            what=what,
            rate_per_s=self.messages * each / self.ours.wall_s,
            cpu_us=cpu_us,
            limit="paho-mqtt alone receives and acknowledges",
            limit_per_s=self.messages * each / self.raw.wall_s,
            wanted_ratio=wanted_ratio,
        )


def run(count: int, store: str = "embedded") -> Sequence[Figure]:
    """Bring *count* readings from the broker into *store*, one in a message and four; return the figures."""
    what = f"MQTT QoS 1 to journal to store ({store})"

    def through(settings: Settings, readings: int, _start_ms: int) -> Stopwatch:
        return through_ingest(settings, readings)

    one, four = (passed(source, count, store, through) for source in (ONE_READING, FOUR_READINGS))
    return [
        one.per_reading("ingest", what, _WANTED_RATIO),
        four.per_message("ingest", what, _WANTED_RATIO),
        four.per_reading("ingest", what),
    ]


def passed(
    source: Source, readings: int, store: str, through: Callable[[Settings, int, int], Stopwatch]
) -> Passed:
    """Receive the messages of so many *readings* raw, then bring them through Coldframe into *store*.

    Args:
        source: whose messages.
        readings: how many, or a few more.
        store: of which kind.
        through: takes settings, the number of readings and when the first was measured; measures us.
    """
    messages = -(-readings // source.readings_each)
    start_ms = started_ms(SystemClock().now_ms(), messages)
    with (
        tempfile.TemporaryDirectory(prefix="coldframe-bench-") as folder,
        mosquitto(Path(folder)) as port,
        kept_in(store, Path(folder)) as kept,
    ):
        for client_id in (RAW, OURS):
            reserve_queue(port, client_id, source.topic)
        fill_queue(port, source.messages(messages, start_ms))
        raw = drain_raw(port, RAW, messages)
        ours = through(bench_settings(Path(folder), port, kept), messages * source.readings_each, start_ms)
    return Passed(source, messages, ours, raw)


def bench_settings(folder: Path, port: int, store: StoreSettings) -> Settings:
    """Return settings for the bench's broker that keep readings in *store* and the rest in *folder*."""
    mqtt = MqttSettings(url=f"mqtt://{HOST}:{port}", client_id=OURS, receive_maximum=RECEIVE_MAXIMUM)
    return Settings(data=folder, mqtt=(mqtt,), store=store)


def through_ingest(settings: Settings, count: int) -> Stopwatch:
    """Measure how long Coldframe takes to bring *count* readings from the broker's queue into the store."""
    counters = Counters()
    database = Database(settings.data / STATE_FILE)
    database.upgrade()
    parts = build_ingest(settings, SystemClock(), database, counters)
    try:
        parts.crew.start()
        with measured() as watch:
            run_ingest(parts, lambda: counters.value("stored_readings") >= count)
    finally:
        parts.crew.stop()
        parts.close()
        database.close()
    return watch


def run_ingest(parts: Ingest, is_done: Callable[[], bool]) -> None:
    """Run subscriber and writer until *is_done* tells that everything has arrived."""
    stop = threading.Event()
    writer = threading.Thread(target=parts.writer.run, args=(stop,), name="writer")
    writer.start()
    parts.subscribers[0].start()
    try:
        wait_for(is_done)
    finally:
        parts.subscribers[0].stop()
        stop.set()
        writer.join()


def wait_for(is_done: Callable[[], bool], *, pause_s: float = 0.005) -> None:
    """Wait until *is_done*; a bench that does not get there says so instead of measuring nonsense."""
    pause = threading.Event()
    deadline_s = time.monotonic() + PATIENCE_S
    while not is_done():
        if time.monotonic() > deadline_s:
            raise TimeoutError(f"the bench did not get its readings through within {PATIENCE_S:g} s")
        pause.wait(pause_s)
