"""What lots cost: a hundred rooms with none, a thousand and ten thousand lots, and a restart with them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

from alerts.assembly import MIGRATIONS as ALERTS_MIGRATIONS
from alerts.assembly import Alerts, build_alerts
from alerts.ledger.lots import LotRows
from alerts.lot import Lot, Shipment, Stay
from alerts.people import Duty
from alerts.settings import AlertsSettings, NotifySettings
from api.bench.figure import Figure, Span, measured
from ingest.assembly import STATE_FILE
from ingest.calibrations import Calibrations
from ingest.clock import MS_PER_DAY, MS_PER_MINUTE, MS_PER_SECOND, ManualClock
from ingest.counters import Counters
from ingest.database import MIGRATIONS, Database
from ingest.journal.sqlite import SqliteJournal
from ingest.reading import Reading
from ingest.registry import Registry
from ingest.settings import Farm

ROOMS = 100
LOTS = (0, 1_000, 10_000)
WANTED_PER_S = 20_000.0
MOST_RATIO = 1.3
"""What is up to so many times as much is taken to be the same: others use the machine too."""
MOST_RESTART_S = 1.0
START_MS = 1_781_395_200_000
EVERY_S, _PER_BATCH, _MOST_WARM_UP = 10, 50, 8
"""A sensor that speaks every ten seconds; as many readings to the batch as the evaluator takes under load."""
_KINDS = (
    ("waxberry", "open_tray"),
    ("waxberry", ""),
    ("strawberry", ""),
    ("blueberry", ""),
    ("raspberry", ""),
)
"""Products and packagings; each room has two kinds ..."""
_PER_HARVEST, _BETWEEN_HARVESTS_MS = 10, 2 * MS_PER_DAY
"""... from as many harvests as it has tens of lots: of the oldest nothing is left."""
_SHIPPED_OF = 10
"""One of so many fresh lots is on its way to somebody who wants it fresh."""
_DEFROST_EVERY_S, _DEFROST_S, _DEFROST_K = 6 * 3_600, 20 * 60, 5.0


def run(count: int) -> Sequence[Figure | Span]:
    """Take *count* readings with ever more lots, at most ten thousand; return cost and restart time."""
    most = min(LOTS[-1], count // 6)
    figures: list[Figure | Span] = []
    base_us = 0.0
    for lots in sorted({min(lots, most) for lots in LOTS}):
        with tempfile.TemporaryDirectory(prefix="coldframe-bench-") as folder:
            farm = _Farm(Path(folder), lots)
            cpu_us = farm.take(max(1, count // (ROOMS * _PER_BATCH)))
            base_us = base_us or cpu_us
            what, per_s = f"readings judged with {lots:,} lots in {ROOMS} rooms, per core", 1e6 / cpu_us
            figures.append(
                Figure("scale", what, per_s, cpu_us, "the same without lots", 1e6 / base_us, 1 / MOST_RATIO)
            )
            figures.append(Figure("scale", what, per_s, cpu_us, "wanted per core", WANTED_PER_S, 1.0))
            if lots == most:
                figures.append(farm.restart())
            farm.close()
    return figures


class _Farm:
    """Rooms with a sensor each, and lots of several kinds and harvests in them."""

    def __init__(self, folder: Path, lots: int) -> None:
        self._told = 0
        self._lots = lots
        self._clock = ManualClock(START_MS)
        self._counters = Counters()
        self._database = Database(folder / STATE_FILE, (MIGRATIONS, ALERTS_MIGRATIONS))
        self._database.upgrade()
        self._journal = SqliteJournal(folder / "journal.sqlite3", self._clock)
        self._registry = Registry(self._database, self._clock)
        self._registry.provision(Farm.model_validate(_farm()))
        for room in range(ROOMS):
            self._registry.seen(f"sensor-{room}", "", "native", ("air_temperature_c",), START_MS)
        with self._database.begin() as connection:
            rows = LotRows(connection)
            for number in range(lots):
                rows.put(_lot(number))
                rows.put_stays(f"lot-{number}", [Stay(f"lot-{number}", f"room-{number % ROOMS}", START_MS)])
            for number in range(0, min(lots, _PER_HARVEST * ROOMS), _SHIPPED_OF):
                rows.put_shipment(_shipment(number))
        self._alerts = self._build()

    def take(self, batches: int) -> float:
        """Take so many batches, after some to warm up; return processor time per reading [µs]."""
        for _ in range(min(_MOST_WARM_UP, 2 * batches)):
            self._evaluate()
        with measured() as watch:
            for _ in range(batches):
                self._evaluate()
        return watch.cpu_s / (batches * ROOMS * _PER_BATCH) * 1e6

    def restart(self) -> Span:
        """Start again beside the same ledger; return how long it took until every lot was known again."""
        with measured() as reading, self._database.read() as connection:
            LotRows(connection).all()
        self._alerts = self._build()
        with measured() as watch:
            self._alerts.evaluator.tick()
        what = f"restart until {self._lots:,} lots are known again"
        return Span(
            "scale", what, watch.wall_s, "s", "reading them from the database", reading.wall_s, MOST_RESTART_S
        )

    def close(self) -> None:
        """Release the files."""
        self._journal.close()
        self._database.close()

    def _build(self) -> Alerts:
        settings = SimpleNamespace(alerts=AlertsSettings(), notify=NotifySettings(), duty=Duty())
        calibrations = Calibrations(self._database)
        parts = SimpleNamespace(journal=self._journal, registry=self._registry, calibrations=calibrations)
        return build_alerts(settings, self._database, parts, self._clock, self._counters)

    def _evaluate(self) -> None:
        numbers = range(self._told, self._told + _PER_BATCH)
        self._told += _PER_BATCH
        self._clock.set(START_MS + self._told * EVERY_S * MS_PER_SECOND)
        self._journal.append([_reading(room, number) for number in numbers for room in range(ROOMS)])
        while self._alerts.evaluator.evaluate_once():
            pass


def air_c(room: int, number: int) -> float:
    """Return the *number*-th temperature of a room whose coil is defrosted now and then [°C]."""
    phase_s = (number * EVERY_S + 200 * room) % _DEFROST_EVERY_S
    defrost_k = _DEFROST_K if phase_s >= _DEFROST_EVERY_S - _DEFROST_S else 0.0
    return 1.0 + 0.1 * ((number * 7 + room) % 5) + defrost_k


def _reading(room: int, number: int) -> Reading:
    at_ms = START_MS + number * EVERY_S * MS_PER_SECOND + room
    return Reading(f"sensor-{room}", "air_temperature_c", at_ms, air_c(room, number), at_ms + 500)


def _lot(number: int) -> Lot:
    rank = number // ROOMS
    product, packaging = _KINDS[(number % ROOMS + rank % 2) % len(_KINDS)]
    age_ms = rank // _PER_HARVEST * _BETWEEN_HARVESTS_MS + number % 60 * MS_PER_MINUTE
    return Lot(f"lot-{number}", f"Lot {number}", product, packaging, START_MS - age_ms, 1.5, 1.0)


def _shipment(number: int) -> Shipment:
    return Shipment(f"shipment-{number}", "", (f"lot-{number}",), "Market", START_MS + 2 * MS_PER_DAY, 1.0)


def _farm() -> dict[str, object]:
    room = {"site": "bench", "kind": "cold_room", "recipe": "cold_room"}
    return {
        "sites": [{"id": "bench", "name": "Bench", "time_zone": "UTC"}],
        "places": [room | {"id": f"room-{n}", "name": f"Room {n}"} for n in range(ROOMS)],
        "devices": [{"id": f"sensor-{n}", "place": f"room-{n}"} for n in range(ROOMS)],
    }
