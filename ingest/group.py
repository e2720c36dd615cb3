"""What a group of messages comes to before anything of it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.assess import Objection
from ingest.clock_errors import ToldError
from ingest.freshness import LastHeard
from ingest.message import Request
from ingest.reading import Reading, Rejection, Sample
from ingest.report import Announcement, Report


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message told about its devices besides its readings, for whoever keeps book of them.

    Attributes:
        format: the name of its wire format.
        gateway: who published it; empty where that is not known.
        report: what the decoder made of it.
        faults: the values that did not become readings, and why.
        missing: by how much the count of missing messages of ``report.origin`` changes.
        received_at_ms: when it came [ms, UTC].
    """

    format: str
    gateway: str
    report: Report
    faults: tuple[tuple[Sample, Objection], ...]
    missing: int
    received_at_ms: int


@dataclass(slots=True)
class Sighting:
    """That a device was heard at *at_ms*, through which gateway and format, with which quantities.

    ``broker`` is through which; empty: through none; None: who tells of it does not know.
    """

    device: str
    gateway: str
    format: str
    quantities: set[str]
    at_ms: int
    broker: str | None = None


Sightings = dict[tuple[str, str, str], Sighting]
"""By device, gateway and broker."""


@dataclass(slots=True)
class Group:
    """Readings to append, rejections to quarantine, and everything that has to be told or counted."""

    readings: list[Reading] = field(default_factory=list)
    receipts: dict[bytes, None] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    sightings: Sightings = field(default_factory=dict)
    announcements: list[Announcement] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    last_heard: dict[str, LastHeard] = field(default_factory=dict)
    clock_errors: dict[str, ToldError] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    undo: list[Callable[[], None]] = field(default_factory=list)
    """How to make untrue what was noted in memory alone, should the group not become durable."""

    def count(self, name: str, amount: int = 1) -> None:
        """Raise a counter once the group is durable."""
        self.counts[name] = self.counts.get(name, 0) + amount

    def take_back(self) -> None:
        """Make untrue what was noted in memory, the last first: the group will be offered again."""
        for step in reversed(self.undo):
            step()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a group: what to send to gateways, and what was refused.

    Attributes:
        requests: messages to publish now.
        readings: how many readings of the group are in the journal.
        rejections: what went to quarantine.
    """

    requests: tuple[Request, ...]
    readings: int
    rejections: tuple[Rejection, ...]
