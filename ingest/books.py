"""What is known of devices, put together: who they are, how they are, what they announced."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.announcements import Announcements
from ingest.calibrations import Calibrations
from ingest.clock import Clock
from ingest.clock_watch import ClockWatch
from ingest.database import Database
from ingest.field_meanings import FieldMeanings
from ingest.frame_counters import FrameCounters
from ingest.health import DeviceHealth
from ingest.judging import Judge
from ingest.known import KnownFacts
from ingest.listener import Listener
from ingest.registry import Registry


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that is kept of devices besides their readings.

    Attributes:
        registry: the farm, its gateways and devices.
        health: how devices are.
        clocks: how wrong the clocks of gateways are.
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
    calibrations: Calibrations
    meanings: FieldMeanings
    frames: FrameCounters
    known: KnownFacts
    announcements: Announcements
    listener: Listener

    def judge(self) -> Judge:
        """Return what makes readings of samples by what is known here."""
        return Judge(self.clocks, self.calibrations)

    def flush(self) -> None:
        """Write down what is in memory."""
        self.registry.flush()
        self.health.flush()


def open_books(database: Database, clock: Clock) -> Books:
    """Read what is kept in *database*, whose tables are up to date."""
    announcements = Announcements(database)
    frames = FrameCounters()
    clocks = ClockWatch()
    health = DeviceHealth(database, frames, clocks)
    known = KnownFacts(announcements.all())
    registry = Registry(database, clock, known)
    return Books(
        registry=registry,
        health=health,
        clocks=clocks,
        calibrations=Calibrations(database),
        meanings=FieldMeanings(database, known),
        frames=frames,
        known=known,
        announcements=announcements,
        listener=Listener(registry, health),
    )
