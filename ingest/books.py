"""What is known of devices, put together: who they are, how they are, what they announced."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.announcements import Announcements
from ingest.clock import Clock
from ingest.database import Database
from ingest.frame_counters import FrameCounters
from ingest.health import DeviceHealth
from ingest.known import KnownFacts
from ingest.listener import Listener
from ingest.registry import Registry


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that is kept of devices besides their readings.

    Attributes:
        registry: the farm, its gateways and devices.
        health: how devices are.
        frames: the number of each device's newest message.
        known: what decoders may ask.
        announcements: keeps what was announced.
        listener: is told what messages say besides readings.
    """

    registry: Registry
    health: DeviceHealth
    frames: FrameCounters
    known: KnownFacts
    announcements: Announcements
    listener: Listener

    def flush(self) -> None:
        """Write down what is in memory."""
        self.registry.flush()
        self.health.flush()


def open_books(database: Database, clock: Clock) -> Books:
    """Read what is kept in *database*, whose tables are up to date."""
    registry = Registry(database, clock)
    announcements = Announcements(database)
    frames = FrameCounters()
    health = DeviceHealth(database, frames)
    return Books(
        registry=registry,
        health=health,
        frames=frames,
        known=KnownFacts(announcements.all()),
        announcements=announcements,
        listener=Listener(registry, health),
    )
