"""An alert engine on a real ledger, a journal in memory and a clock that is moved by hand."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from alerts.alert import Alert, Severity
from alerts.assembly import MIGRATIONS as ALERTS_MIGRATIONS
from alerts.cause import Cause
from alerts.edition import editions_in_files
from alerts.evaluator import Compose, Evaluator
from alerts.ledger import Ledger
from alerts.lot_book import LotBook
from alerts.notify.message import compose
from alerts.own_rules import OwnRules
from alerts.own_terms import OwnTerms
from alerts.product_book import ProductBook
from alerts.recipe import load_recipes
from alerts.rule_book import RuleBook
from ingest.calibrations import Calibrations
from ingest.clock import MS_PER_MINUTE, ManualClock
from ingest.condition import Line
from ingest.counters import Counters
from ingest.database import MIGRATIONS as INGEST_MIGRATIONS
from ingest.database import Database
from ingest.journal import JournalBatch, JournalState, JournalStatus
from ingest.reading import Reading
from ingest.registry import Registry
from ingest.settings import Farm

ROOM = "cold_room"
START_MS = 1_781_395_200_000
"""14 June 2026, 00:00 UTC."""

AIR = "air_temperature_c"
HUMIDITY = "relative_humidity_pct"
MIGRATIONS = (INGEST_MIGRATIONS, ALERTS_MIGRATIONS)
IN_FILES = editions_in_files()
RECIPES = load_recipes()

FARM = Farm.model_validate(
    {
        "sites": [{"id": "qingtian", "name": "Qingtian", "time_zone": "Asia/Shanghai"}],
        "places": [
            {"id": kind, "site": "qingtian", "name": name, "kind": kind, "recipe": kind}
            for kind, name in (("cold_room", "Cold room"), ("truck", "Truck"), ("ice_box", "Ice box"))
        ]
        + [
            {
                "id": "bay",
                "site": "qingtian",
                "name": "Bay",
                "kind": "greenhouse",
                "recipe": "greenhouse_waxberry",
            }
        ],
        "devices": [
            {"id": "room-1", "place": ROOM, "position": "return air"},
            {"id": "room-2", "place": ROOM, "position": "far corner"},
            {"id": "truck-1", "place": "truck", "position": "return air"},
            {"id": "box-1", "place": "ice_box", "position": "product core"},
            {"id": "bay-1", "place": "bay", "position": "canopy"},
            {"id": "bay-2", "place": "bay", "position": "door"},
        ],
    }
)

Final: TypeAlias = tuple[str, Cause, int, int, int | None, Severity, float | None, float | None]


class ListJournal:
    """A journal in memory that outlives the engine, as a real one does."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.cursors: dict[str, int] = {}

    def append(self, readings: Sequence[Reading], receipts: Sequence[bytes] = ()) -> int:
        """Keep *readings*."""
        assert receipts == ()
        self.readings.extend(readings)
        return len(self.readings)

    def has_receipt(self, *receipts: bytes) -> bool:
        """Know of none."""
        return receipts == (b"never",)

    def newest_supplied_ms(self) -> int:
        """Tell of no supplied time: these readings all have their own."""
        return 0

    def read(self, after_seq: int, limit: int) -> JournalBatch:
        """Return what follows."""
        readings = tuple(self.readings[after_seq : after_seq + limit])
        return JournalBatch(readings, after_seq + len(readings))

    def wait(self, after_seq: int, timeout_s: float) -> bool:
        """Tell at once."""
        return len(self.readings) > after_seq and timeout_s >= 0

    def cursor(self, name: str) -> int:
        """Return how far *name* is."""
        return self.cursors.get(name, 0)

    def advance(self, name: str, seq: int) -> None:
        """Remember how far *name* is."""
        self.cursors[name] = seq

    def status(self) -> JournalStatus:
        """Return a healthy state."""
        return JournalStatus(JournalState.OK, "", len(self.readings), 0, 1, {}, 0.0)

    def close(self) -> None:
        """Do nothing."""


class Rig:
    """An engine that can be killed and started again, on the ledger in *folder*."""

    def __init__(self, folder: Path, template: Path, start_ms: int = START_MS) -> None:
        shutil.copy(template, folder / "state.sqlite3")
        self.folder = folder
        self.clock = ManualClock(start_ms)
        self.journal = ListJournal()
        self.counters = Counters()
        self.compose: Compose = compose
        self.database = Database(folder / "state.sqlite3", MIGRATIONS)
        self.hears = True
        self.others: tuple[Line, ...] = ()
        self.start()

    def start(self) -> None:
        """Build everything that is in memory; it is what a restart does too."""
        self.registry = Registry(self.database, self.clock)
        self.calibrations = Calibrations(self.database)
        self.ledger = Ledger(self.database)
        self.lot_book = LotBook(self.database, self.clock)
        self.rule_book = RuleBook(self.database, self.clock)
        self.own_rules = OwnRules(self.rule_book, RECIPES)
        self.products = ProductBook(self.database, self.clock, IN_FILES)
        self.terms = OwnTerms(self.rule_book, self.products, self.lot_book)
        self.evaluator = Evaluator(
            self.journal,
            self.ledger,
            self.registry,
            self.calibrations,
            self.lot_book,
            self.products,
            self.own_rules,
            self.terms,
            self.clock,
            self.counters,
            self.compose,
            lines=lambda: (Line("farm", self.hears, ""), *self.others),
        )

    def close(self) -> None:
        """Let the files go."""
        self.database.close()

    def hear(self, *readings: Reading, limit: int = 5_000) -> None:
        """Let readings arrive, and evaluate everything."""
        self.journal.append(readings)
        while self.evaluator.evaluate_once(limit):
            pass

    def at(self, minute: float, value: float, device: str = "room-1", quantity: str = AIR) -> Alert | None:
        """Let it be that minute, one reading arrive in it, and return the newest alert."""
        self.clock.set(START_MS + int(minute * MS_PER_MINUTE))
        self.hear(reading(minute, value, device, quantity))
        self.evaluator.tick()
        return self.newest()

    def wait_until(self, minute: float) -> Alert | None:
        """Let it be that minute without a word from anybody, and return the newest alert."""
        self.clock.set(START_MS + int(minute * MS_PER_MINUTE))
        self.evaluator.tick()
        return self.newest()

    def newest(self) -> Alert | None:
        """Return the newest alert."""
        alerts = self.ledger.alerts()
        return alerts[0] if alerts else None

    def finals(self) -> list[Final]:
        """Return what is promised not to depend on how readings arrived."""
        return sorted(
            (final(alert) for alert in self.ledger.alerts(limit=10_000)),
            key=lambda one: (one[:4], one[4] or 0),
        )


def final(alert: Alert) -> Final:
    """Return what of an alert is a function of the readings."""
    return (
        alert.place_id,
        alert.cause,
        alert.started_at_ms,
        alert.raised_at_ms,
        alert.ended_at_ms,
        alert.severity,
        alert.facts.peak,
        alert.facts.life_lost_h,
    )


def reading(
    minute: float, value: float, device: str = "room-1", quantity: str = AIR, delay_s: float = 1.0
) -> Reading:
    """Return what *device* observed at that minute and we received *delay_s* later."""
    at_ms = START_MS + int(minute * MS_PER_MINUTE)
    return Reading(device, quantity, at_ms, value, at_ms + int(delay_s * 1_000))
