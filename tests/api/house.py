"""A whole service without threads: real journal, registry and ledger, readings in memory, time by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from fastapi import FastAPI

from alerts.alert import Alert, AlertEvent, AlertState, EventKind, Facts, Severity, Spell
from alerts.assembly import MIGRATIONS as ALERTS_MIGRATIONS
from alerts.assembly import Alerts, build_alerts
from alerts.cause import Cause
from alerts.ledger import Ledger
from alerts.notify.links import Links
from api.alert_desk import AlertDesk
from api.app import create_app
from api.at_rest.backup import BackupDesk
from api.dependencies import Deps
from api.device_desk import DeviceDesk
from api.farm_desk import FarmDesk
from api.gateway_desk import GatewayDesk
from api.live import LiveFeed
from api.lot_desk import LotDesk
from api.overview import Overview
from api.rule_desk import RuleDesk
from api.settings import Settings
from api.shipment_desk import ShipmentDesk
from api.tokens import Tokens
from api.views.summary import Pace
from ingest.assembly import Ingest
from ingest.books import open_books
from ingest.clock import ManualClock
from ingest.counters import Counters
from ingest.crew.crew import Crew
from ingest.crew.task import Briefing
from ingest.database import MIGRATIONS as INGEST_MIGRATIONS
from ingest.database import Database
from ingest.entrance import open_entrance
from ingest.journal.sqlite import SqliteJournal
from ingest.pipeline import Pipeline
from ingest.quarantine import Quarantine
from ingest.reading import Reading, Reason, Rejection
from ingest.store.memory import MemoryStore
from ingest.subscriber import Subscriber
from ingest.writer import Writer

NOW_MS = 1_781_410_200_000
MINUTE_MS = 60_000
HOUR_MS = 3_600_000

FARM: dict[str, Any] = {
    "sites": [{"id": "farm", "name": "Farm", "time_zone": "Asia/Shanghai"}],
    "places": [
        {"id": "room", "site": "farm", "name": "Cold room", "kind": "cold_room", "recipe": "cold_room"},
        {"id": "truck", "site": "farm", "name": "Truck", "kind": "truck", "recipe": "truck"},
    ],
    "devices": [{"id": "probe", "name": "Return air", "place": "room", "position": "return air"}],
}


@dataclass
class House:
    """A service in a folder of its own, and ways to ask it."""

    deps: Deps
    clock: ManualClock
    token: str
    administrator: str
    troubles: list[str]

    @cached_property
    def app(self) -> FastAPI:
        """Return the application, made at the first request."""
        return create_app(self.deps)

    def ask(self, method: str, path: str, *, token: str | None = None, **more: Any) -> httpx.Response:  # noqa: ANN401 - passed on to httpx
        """Send one request to the application, as a program would, and return the answer."""
        headers = {**more.pop("headers", {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        return asyncio.run(self._send(method, path, headers, more))

    def get(self, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - passed on to httpx
        """Read, without a token."""
        return self.ask("GET", path, **more)

    def command(self, path: str, body: object) -> httpx.Response:
        """Command, with a good token."""
        return self.ask("POST", path, token=self.token, json=body)

    def hear(self, quantity: str, *values: float, device: str = "probe", every_ms: int = MINUTE_MS) -> None:
        """Put readings into the store, the last of them observed now."""
        first_ms = self.clock.now_ms() - every_ms * (len(values) - 1)
        readings = [
            Reading(device, quantity, first_ms + every_ms * number, value, first_ms + every_ms * number)
            for number, value in enumerate(values)
        ]
        self.deps.ingest.store.write(readings)
        self.deps.ingest.registry.seen(device, "gw-1", "own_json", {quantity}, self.clock.now_ms())

    def refuse(self, topic: str, payload: bytes) -> None:
        """Put a payload into quarantine."""
        refusal = Rejection(Reason.NOT_DECODABLE, "not JSON", topic, payload, self.clock.now_ms())
        self.deps.ingest.quarantine.add([refusal])

    def raise_alert(self, alert_id: str = "a1", state: AlertState = AlertState.OPEN) -> Alert:
        """Write an alert about the cold room into the ledger."""
        return write_alert(self.deps.alerts.ledger, alert_of(alert_id, state))

    def keep_spell(self, spell: Spell) -> None:
        """Write a detector's finding into the ledger."""
        with self.deps.alerts.ledger.transaction() as book:
            book.spells.save([(1, spell.started_at_ms, spell)])

    async def _send(
        self, method: str, path: str, headers: dict[str, str], more: dict[str, Any]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8321") as client:
            return await client.request(method, path, headers=headers, **more)


def alert_of(alert_id: str, state: AlertState = AlertState.OPEN) -> Alert:
    """Return an alert about the cold room, which is too warm for an hour."""
    return Alert(
        id=alert_id,
        place_id="room",
        cause=Cause.TOO_WARM,
        severity=Severity.ACT_NOW,
        state=state,
        started_at_ms=NOW_MS - HOUR_MS,
        raised_at_ms=NOW_MS - HOUR_MS // 2,
        ended_at_ms=NOW_MS if state is AlertState.RESOLVED else None,
        updated_at_ms=NOW_MS,
        found_late=False,
        facts=Facts("air_temperature_c", "probe", 7.8, NOW_MS, 4.0, 8.4, NOW_MS, life_lost_h=9.0),
        devices=("probe",),
    )


def write_alert(ledger: Ledger, alert: Alert) -> Alert:
    """Write *alert*, and that it was raised, into *ledger*."""
    with ledger.transaction() as book:
        book.alerts.put(alert)
        event = AlertEvent(0, alert.id, EventKind.RAISED, alert.raised_at_ms, alert.severity)
        book.alerts.add_event(event, untold=False)
    return alert


@contextmanager
def open_house(
    folder: Path, http: dict[str, Any] | None = None, farm: dict[str, Any] | None = None
) -> Iterator[House]:
    """Build a service in *folder* and take it down again."""
    clock = ManualClock(NOW_MS)
    settings = Settings.model_validate({"data": folder, "http": http or {}, **(farm or FARM)})
    database = Database(folder / "state.sqlite3", (INGEST_MIGRATIONS, ALERTS_MIGRATIONS))
    database.upgrade()
    counters = Counters()
    ingest = _ingest(settings, database, clock, counters)
    links = Links(b"k" * 32, "https://farm.example")
    alerts = build_alerts(settings, database, ingest, clock, counters, links=links)
    tokens = Tokens(database, clock)
    troubles: list[str] = []
    deps = _deps(settings, clock, (ingest, alerts, database), counters, tokens, troubles)
    try:
        yield House(deps, clock, tokens.create("packhouse"), tokens.make_administrator(), troubles)
    finally:
        ingest.close()
        database.close()


def _ingest(settings: Settings, database: Database, clock: ManualClock, counters: Counters) -> Ingest:
    books = open_books(database, clock)
    books.registry.provision(settings)
    quarantine = Quarantine(database)
    journal = SqliteJournal(settings.data / "journal.sqlite3", clock, max_bytes=settings.journal.max_bytes)
    store = MemoryStore()
    pipeline = Pipeline(
        journal,
        quarantine,
        books.registry,
        clock,
        counters,
        known=books.known,
        frames=books.frames,
        judge=books.judge(),
        listener=books.listener,
    )
    subscribers = tuple(Subscriber(broker, pipeline, counters) for broker in settings.mqtt)
    writer = Writer(journal, store, quarantine, books.calibrations, clock, counters)
    entrance = open_entrance(settings, database, clock, counters, quarantine.add)
    crew = Crew(1, Briefing({}, settings.ingest.max_payload_bytes), books.known)
    return Ingest(journal, store, quarantine, books, crew, pipeline, subscribers, writer, entrance)


def _deps(  # noqa: PLR0913, PLR0917 - the parts of a service
    settings: Settings,
    clock: ManualClock,
    parts: tuple[Ingest, Alerts, Database],
    counters: Counters,
    tokens: Tokens,
    troubles: list[str],
) -> Deps:
    ingest, alerts, database = parts
    desk = AlertDesk(ingest.registry, alerts)
    overview = Overview(ingest, alerts, desk, Pace())
    return Deps(
        http=settings.http,
        clock=clock,
        ingest=ingest,
        alerts=alerts,
        counters=counters,
        tokens=tokens,
        overview=overview,
        alert_desk=desk,
        device_desk=DeviceDesk(ingest, desk),
        backup_desk=BackupDesk(ingest, database, clock),
        rule_desk=RuleDesk(ingest, alerts, clock),
        farm_desk=FarmDesk(ingest.books, alerts.recipes, clock),
        lot_desk=LotDesk(ingest.registry, alerts),
        shipment_desk=ShipmentDesk(ingest.registry, alerts),
        gateway_desk=GatewayDesk(settings, ingest.entrance.accounts),
        live=LiveFeed(lambda language: overview.look(clock.now_ms(), language), alerts.ledger),
        troubles=lambda: tuple(troubles),
        dashboard=settings.data / "dashboard",
    )


def wave(count: int, middle: float = 2.0) -> list[float]:
    """Return *count* values that swing around *middle*."""
    return [float(value) for value in middle + np.sin(np.arange(count) / 5.0)]
