"""The whole path with alert evaluation and shelf life: a hundred cold rooms, each with a lot inside."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from alerts.assembly import MIGRATIONS as ALERTS_MIGRATIONS
from alerts.assembly import build_alerts
from alerts.lot import Lot
from alerts.lot_book import LotBook
from api.bench.figure import Figure, Stopwatch, measured
from api.bench.ingest import bench_settings, received_raw, run_ingest
from api.bench.kept_in import kept_in
from api.bench.messages import DEVICES, PLACES, device_id, place_id, readings, started_ms
from api.bench.queue_broker import fill_queue, mosquitto, reserve_queue
from api.settings import Settings
from ingest.assembly import STATE_FILE, build_ingest
from ingest.clock import SystemClock
from ingest.counters import Counters
from ingest.database import MIGRATIONS, Database
from ingest.place import PlaceKind
from ingest.settings import DeviceSettings, PlaceSettings, SiteSettings

WANTED_PER_S = 20_000.0


def run(count: int, store: str = "embedded") -> Sequence[Figure]:
    """Bring *count* readings from the broker through *store* and alert evaluation; return the figures."""
    start_ms = started_ms(SystemClock().now_ms(), count)
    with (
        tempfile.TemporaryDirectory(prefix="coldframe-bench-") as folder,
        mosquitto(Path(folder)) as port,
        kept_in(store, Path(folder)) as kept,
    ):
        raw = received_raw(port, count, start_ms)
        settings = _with_farm(bench_settings(Path(folder), port, kept))
        reserve_queue(port, settings.mqtt[0].client_id)
        fill_queue(port, readings(count, start_ms))
        ours = _through_everything(settings, count, start_ms)
    what = f"MQTT QoS 1 to journal, store ({store}), alerts and shelf life"
    rate, cpu_us = count / ours.wall_s, ours.cpu_s / count * 1e6
    return [
        Figure("pipeline", what, rate, cpu_us, "paho-mqtt alone receives", count / raw.wall_s),
        Figure("pipeline", f"{what}, per core", 1e6 / cpu_us, cpu_us, "wanted per core", WANTED_PER_S, 1.0),
    ]


def _with_farm(settings: Settings) -> Settings:
    """Return *settings* with a hundred cold rooms and their thousand sensors."""
    rooms = tuple(
        PlaceSettings(
            id=place_id(n), site="bench", name=f"Room {n}", kind=PlaceKind.COLD_ROOM, recipe="cold_room"
        )
        for n in range(PLACES)
    )
    sensors = tuple(DeviceSettings(id=device_id(n), place=place_id(n % PLACES)) for n in range(DEVICES))
    site = SiteSettings(id="bench", name="Bench", time_zone="UTC")
    return settings.model_copy(update={"sites": (site,), "places": rooms, "devices": sensors})


def _through_everything(settings: Settings, count: int, start_ms: int) -> Stopwatch:
    clock, counters = SystemClock(), Counters()
    database = Database(settings.data / STATE_FILE, (MIGRATIONS, ALERTS_MIGRATIONS))
    database.upgrade()
    parts = build_ingest(settings, clock, database, counters)
    alerts = build_alerts(settings, database, parts, clock, counters)
    _store_lots(alerts.lot_book, start_ms)
    stop = threading.Event()
    evaluator = threading.Thread(target=alerts.evaluator.run, args=(stop,), name="evaluator")

    def is_done() -> bool:
        done = counters.value("stored_readings"), counters.value("evaluated_readings")
        return min(done) >= count

    try:
        with measured() as watch:
            evaluator.start()
            run_ingest(parts, is_done)
    finally:
        stop.set()
        evaluator.join()
        parts.close()
        database.close()
    return watch


def _store_lots(book: LotBook, start_ms: int) -> None:
    """Put one lot of waxberries into every room."""
    for number in range(PLACES):
        lot = Lot(
            id=f"lot-{number:03d}",
            name=f"Lot {number}",
            product_id="waxberry",
            packaging="open_tray",
            harvested_at_ms=start_ms,
            initial_temperature_c=1.0,
            planned_temperature_c=1.0,
            quantity_kg=None,
        )
        book.add(lot, place_id(number), start_ms)
