"""The whole path with alert evaluation and shelf life: a hundred cold rooms, each with a lot inside."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from alerts.assembly import MIGRATIONS as ALERTS_MIGRATIONS
from alerts.assembly import build_alerts
from alerts.lot import Lot
from alerts.lot_book import LotBook
from api.bench.figure import Figure, Stopwatch, measured
from api.bench.ingest import Passed, passed, run_ingest
from api.bench.messages import DEVICES, FOUR_READINGS, ONE_READING, PLACES, device_id, place_id
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
    what = f"MQTT QoS 1 to journal, store ({store}), alerts and shelf life"
    one, four = (passed(source, count, store, _through_everything) for source in (ONE_READING, FOUR_READINGS))
    return [
        one.per_reading("pipeline", what),
        _per_core(one, what),
        four.per_message("pipeline", what),
        four.per_reading("pipeline", what),
        _per_core(four, what),
    ]


def _per_core(one: Passed, what: str) -> Figure:
    """Return readings per second of one core beside what is wanted."""
    what = f"{what}, per core and {one.reading}"
    return Figure("pipeline", what, 1e6 / one.cpu_us, one.cpu_us, "wanted per core", WANTED_PER_S, 1.0)


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


def _through_everything(bare: Settings, count: int, start_ms: int) -> Stopwatch:
    settings = _with_farm(bare)
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
