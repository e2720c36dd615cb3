"""How fast readings get from the broker into the store, beside how fast paho-mqtt can receive at all."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from api.bench.figure import Figure, Stopwatch, measured
from api.bench.kept_in import kept_in
from api.bench.messages import readings, started_ms
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


def run(count: int, store: str = "embedded") -> Sequence[Figure]:
    """Receive *count* one-reading messages raw, then through Coldframe into *store*; return the figure."""
    start_ms = started_ms(SystemClock().now_ms(), count)
    with (
        tempfile.TemporaryDirectory(prefix="coldframe-bench-") as folder,
        mosquitto(Path(folder)) as port,
        kept_in(store, Path(folder)) as kept,
    ):
        raw = received_raw(port, count, start_ms)
        reserve_queue(port, OURS)
        fill_queue(port, readings(count, start_ms))
        ours = through_ingest(bench_settings(Path(folder), port, kept), count)
    return [
        Figure(
            bench="ingest",
            what=f"MQTT QoS 1 to journal to store ({store})",
            rate_per_s=count / ours.wall_s,
            cpu_us=ours.cpu_s / count * 1e6,
            limit="paho-mqtt alone receives and acknowledges",
            limit_per_s=count / raw.wall_s,
            wanted_ratio=0.7,
        )
    ]


def received_raw(port: int, count: int, start_ms: int) -> Stopwatch:
    """Measure how long paho-mqtt alone takes to receive and acknowledge *count* queued messages."""
    reserve_queue(port, RAW)
    fill_queue(port, readings(count, start_ms))
    return drain_raw(port, RAW, count)


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
