"""What is known of devices, put together: who they are, how they are, what they announced."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection

from ingest.announcements import Announcements
from ingest.calibrations import Calibrations
from ingest.clock import Clock
from ingest.clock_errors import ClockErrors
from ingest.clock_watch import ClockWatch
from ingest.database import Database
from ingest.device_roll import Room
from ingest.farm.state import FarmChanges, FarmState
from ingest.field_meanings import FieldMeanings, write_meanings
from ingest.frame_counters import FrameCounters
from ingest.health import DeviceHealth
from ingest.judging import Judge
from ingest.known import KnownFacts
from ingest.listener import Listener
from ingest.place import Installation
from ingest.registry import Registry


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that is kept of devices besides their readings.

    Attributes:
        registry: the farm, its gateways and devices.
        health: how devices are.
        clocks: how wrong the clocks of gateways are.
        clock_errors: what was told of clocks that are wrong.
        calibrations: what has to be added to the values of sensors.
        meanings: what people say that fields mean.
        frames: the number of each device's newest message.
        known: what decoders may ask.
        announcements: keeps what was announced.
        listener: is told what messages say besides readings.
    """

    registry: Registry
    health: DeviceHealth
    clocks: ClockWatch
    clock_errors: ClockErrors
    calibrations: Calibrations
    meanings: FieldMeanings
    frames: FrameCounters
    known: KnownFacts
    announcements: Announcements
    listener: Listener

    def judge(self) -> Judge:
        """Return what makes readings of samples by what is known here."""
        return Judge(self.clocks, self.calibrations, self.clock_errors)

    def farm(self) -> FarmState:
        """Return what people have said of the farm."""
        registry = self.registry
        installed: defaultdict[str, list[Installation]] = defaultdict(list)
        for one in registry.said():
            installed[one.device_id].append(one)
        return FarmState(
            sites={one.id: one for one in registry.sites()},
            places={one.id: one for one in registry.places()},
            gateways={one.id: one for one in registry.gateways()},
            devices={one.id: one for one in registry.devices()},
            installations={device_id: tuple(history) for device_id, history in installed.items()},
            calibrations=self.calibrations.in_force,
            meanings={
                (model, field): meaning
                for model, fields in self.meanings.all().items()
                for field, meaning in fields.items()
            },
        )

    def take_over(self, changes: FarmChanges) -> None:
        """Make *changes* of the farm, all of them or none."""
        with (
            self.registry.unchanged(),
            self.calibrations.changing(changes.calibrations) as write_calibrations,
        ):

            def write_more(connection: Connection) -> None:
                write_calibrations(connection)
                write_meanings(connection, changes.meanings)

            self.registry.take_over(changes, write_more)
        self.meanings.take(changes.meanings)
        for model, field in changes.meanings:
            self.health.placed(model, field)

    def flush(self) -> None:
        """Write down what is in memory."""
        self.registry.flush()
        self.health.flush()


def open_books(database: Database, clock: Clock, room: Room | None = None) -> Books:
    """Read what is kept in *database*, whose tables are up to date; *room*: for devices without a place."""
    announcements = Announcements(database)
    frames = FrameCounters()
    clocks = ClockWatch()
    clock_errors = ClockErrors()
    health = DeviceHealth(database, frames, clocks, clock_errors)
    known = KnownFacts(announcements.all())
    registry = Registry(database, clock, known, room)
    return Books(
        registry=registry,
        health=health,
        clocks=clocks,
        clock_errors=clock_errors,
        calibrations=Calibrations(database),
        meanings=FieldMeanings(database, known),
        frames=frames,
        known=known,
        announcements=announcements,
        listener=Listener(registry, health),
    )
