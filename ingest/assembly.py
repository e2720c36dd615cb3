"""How the parts of ingest are put together; nothing is started here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import structlog

from ingest.books import Books, open_books
from ingest.calibrations import Calibrations
from ingest.clock import Clock
from ingest.condition import Condition, Line, Senses
from ingest.counters import Counters
from ingest.crew.crew import Crew
from ingest.crew.task import Briefing
from ingest.database import Database
from ingest.device_roll import Room
from ingest.entrance import Entrance, open_entrance
from ingest.errors import DatabaseUnusable
from ingest.formats import victron
from ingest.freshness import Freshness
from ingest.journal import Journal
from ingest.journal.opening import open_sound
from ingest.journal.sqlite import SqliteJournal
from ingest.keepalive import KeepAlive
from ingest.known import KnownFacts
from ingest.made_room import MadeRoom
from ingest.pipeline import Pipeline
from ingest.quarantine import Quarantine
from ingest.recognition import Recogniser
from ingest.registry import Registry
from ingest.settings import (
    BrokerSettings,
    DeviceSettings,
    Farm,
    IngestSettings,
    JournalSettings,
    MqttSettings,
    PlaceSettings,
    SiteSettings,
    StoreSettings,
)
from ingest.store import Store
from ingest.store.embedded import EmbeddedStore
from ingest.subscriber import Subscriber
from ingest.writer import Writer, WriterState

if TYPE_CHECKING:
    from ingest.broker import EmbeddedBroker

STATE_FILE = "state.sqlite3"
JOURNAL_FILE = "journal.sqlite3"
STORE_FILE = "store.duckdb"


class Configuration(Protocol):
    """What ingest needs of the whole configuration."""

    @property
    def data(self) -> Path:
        """The folder that everything is kept in; it exists."""

    @property
    def mqtt(self) -> tuple[MqttSettings, ...]:
        """How to stand to each broker."""

    @property
    def broker(self) -> BrokerSettings:
        """Whether there is an embedded one."""

    @property
    def journal(self) -> JournalSettings:
        """How much may wait."""

    @property
    def store(self) -> StoreSettings:
        """Where readings are kept for good."""

    @property
    def ingest(self) -> IngestSettings:
        """What is listened to."""

    @property
    def sites(self) -> tuple[SiteSettings, ...]:
        """The farm's sites."""

    @property
    def places(self) -> tuple[PlaceSettings, ...]:
        """The farm's places."""

    @property
    def devices(self) -> tuple[DeviceSettings, ...]:
        """The farm's devices."""


@dataclass(frozen=True, slots=True)
class Ingest:
    """The parts of ingest.

    Crew, broker, subscribers and writer are started in this order and stopped in the reverse one; before
    the subscribers stop, ``broker.hand_on`` lets them take what gateways were told is taken.
    """

    journal: Journal
    store: Store
    quarantine: Quarantine
    books: Books
    crew: Crew
    pipeline: Pipeline
    subscribers: tuple[Subscriber, ...]
    writer: Writer
    entrance: Entrance

    @property
    def broker(self) -> EmbeddedBroker | None:
        """Return the embedded broker, where there is one."""
        return self.entrance.broker

    @property
    def registry(self) -> Registry:
        """Return the farm, its gateways and devices."""
        return self.books.registry

    @property
    def calibrations(self) -> Calibrations:
        """Return how sensors are and were calibrated."""
        return self.books.calibrations

    @property
    def senses(self) -> Senses:
        """Return what answers through which brokers devices are heard, and how intake is."""
        return Senses(self._lines, self._condition)

    def _lines(self) -> tuple[Line, ...]:
        return tuple(Line(one.title, one.connected, one.detail) for one in self.subscribers)

    def _condition(self) -> Condition:
        writer = self.writer
        refused = "" if writer.state is WriterState.OK else f"{writer.state.value}: {writer.detail}"
        return Condition(self.journal.status(), self._lines(), refused)

    def close(self) -> None:
        """Write down what is in memory and release the files; everything is stopped before."""
        try:
            self.pipeline.close()
            self.books.flush()
        except DatabaseUnusable as error:  # costs when devices were last heard, and some counts
            structlog.get_logger("registry").warning("not written at the stop", detail=str(error))
        finally:
            self.store.close()
            self.journal.close()


def build_ingest(settings: Configuration, clock: Clock, database: Database, counters: Counters) -> Ingest:
    """Open the files in the data folder and put the parts together; *database* is up to date."""
    quarantine = Quarantine(database)
    made_room = MadeRoom(counters, clock.now_ms, quarantine.add)
    books = open_books(database, clock, Room(settings.ingest.most_unassigned_devices, made_room.tell))
    books.registry.provision(Farm(sites=settings.sites, places=settings.places, devices=settings.devices))
    entrance = open_entrance(settings, database, clock, counters, quarantine.add)
    journal, store = _files(settings, clock)
    crew = crew_of(settings.ingest, books.known)
    pipeline = Pipeline(
        journal,
        quarantine,
        books.registry,
        clock,
        counters,
        recogniser=Recogniser(settings.ingest.subscriptions),
        known=books.known,
        frames=books.frames,
        judge=books.judge(),
        announcements=books.announcements,
        listener=books.listener,
        freshness=Freshness(store.latest),
        crew=crew,
        max_payload_bytes=settings.ingest.max_payload_bytes,
    )
    return Ingest(
        journal=journal,
        store=store,
        quarantine=quarantine,
        books=books,
        crew=crew,
        pipeline=pipeline,
        subscribers=_subscribers(settings, entrance, pipeline, books, counters),
        writer=Writer(journal, store, quarantine, books.calibrations, clock, counters),
        entrance=entrance,
    )


def _subscribers(
    settings: Configuration, entrance: Entrance, pipeline: Pipeline, books: Books, counters: Counters
) -> tuple[Subscriber, ...]:
    keepalives = _keepalives(settings)
    return tuple(
        Subscriber(broker, pipeline, counters, entrance.topics, keepalives, on_return=books.known.was_away)
        for broker in entrance.mqtt
    )


def crew_of(settings: IngestSettings, known: KnownFacts) -> Crew:
    """Return the processes that decode, which are not started; they decode by what is *known*."""
    return Crew(settings.workers, Briefing(settings.subscriptions, settings.max_payload_bytes), known)


def open_store(settings: Configuration) -> Store:
    """Open the store that *settings* name; InfluxDB is not asked anything before somebody wants something."""
    if settings.store.kind == "embedded":
        return EmbeddedStore(settings.data / STORE_FILE, keep_days=settings.store.keep_days)
    from ingest.store.influx.store import InfluxStore  # noqa: PLC0415 - 0.2 s that the embedded store can spare

    return InfluxStore(settings.store.access())


def _keepalives(settings: Configuration) -> tuple[KeepAlive, ...]:
    return tuple(one for portal in settings.ingest.victron_portals for one in victron.keepalives(portal))


def _files(settings: Configuration, clock: Clock) -> tuple[SqliteJournal, Store]:
    """Open journal and store, both or neither."""
    limits = settings.journal
    file = settings.data / JOURNAL_FILE
    journal = open_sound(file, clock, max_bytes=limits.max_bytes, max_age_s=limits.max_age_s)
    try:
        return journal, open_store(settings)
    except BaseException:
        journal.close()
        raise
