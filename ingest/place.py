"""Where things are: sites, places, gateways, devices, and which device hangs where from when to when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from ingest.reading import device_of


class PlaceKind(StrEnum):
    """The kinds of places that have a climate of their own."""

    GREENHOUSE = "greenhouse"
    PRECOOLER = "precooler"
    COLD_ROOM = "cold_room"
    TRUCK = "truck"
    ICE_BOX = "ice_box"


@dataclass(frozen=True, slots=True)
class Site:
    """A farm, packhouse or port; ``time_zone`` is an IANA name such as ``Asia/Shanghai``."""

    id: str
    name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Place:
    """Anything with a climate of its own; ``recipe`` names what it should be like."""

    id: str
    site_id: str
    name: str
    kind: PlaceKind
    recipe: str


@dataclass(frozen=True, slots=True)
class Gateway:
    """What publishes.

    ``name`` is what people call it, empty where nobody did; ``time_zone`` is that of the local times that
    it writes, empty where it is the farm's.
    """

    id: str
    format: str
    first_seen_ms: int
    last_seen_ms: int
    name: str = ""
    time_zone: str = ""

    @property
    def title(self) -> str:
        """Return what a person reads."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Device:
    """What measures; one that has no installation waits in the inbox.

    ``name`` is what people call it, empty where nobody did. ``reported_name`` is what it is called where
    it publishes, and may change; ``model`` is what it is. One that was never heard has ``last_seen_ms`` 0.
    ``broker`` is through which it was heard last; empty: through none, or nobody has noted it.
    """

    id: str
    name: str
    gateway_id: str
    format: str
    quantities: tuple[str, ...]
    first_seen_ms: int
    last_seen_ms: int
    model: str = ""
    reported_name: str = ""
    broker: str = ""

    @property
    def title(self) -> str:
        """Return what a person reads: the name that people gave goes before the one that it reports."""
        return self.name or self.reported_name or self.id

    @property
    def parent(self) -> str | None:
        """Return the device whose probe this is; None where it is no probe."""
        device = device_of(self.id)
        return device if device != self.id else None


@dataclass(frozen=True, slots=True)
class Installation:
    """A device at a position of a place during [start_ms, end_ms); ``end_ms`` None: still there."""

    device_id: str
    place_id: str
    position: str
    start_ms: int
    end_ms: int | None = None

    def covers(self, instant_ms: int) -> bool:
        """Tell whether the device hung there at *instant_ms*."""
        return self.start_ms <= instant_ms and (self.end_ms is None or instant_ms < self.end_ms)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What has to be added to a device's values of one quantity during [start_ms, end_ms).

    Attributes:
        device_id: whose values.
        quantity: canonical quantity name.
        offset: what is added [the quantity's unit].
        certificate: the number of the certificate; may be empty.
        due_on: the date of the next calibration, such as ``2027-06-01``; empty: nobody said.
        start_ms: since when [ms, UTC].
        end_ms: until when [ms, UTC]; None: still.
        created_ms: when it was entered [ms, UTC].
    """

    device_id: str
    quantity: str
    offset: float
    certificate: str
    due_on: str
    start_ms: int
    end_ms: int | None = None
    created_ms: int = 0

    def covers(self, instant_ms: int) -> bool:
        """Tell whether it was valid at *instant_ms*."""
        return self.start_ms <= instant_ms and (self.end_ms is None or instant_ms < self.end_ms)


_Heard = TypeVar("_Heard", Gateway, Device)


def heard(known: _Heard, at_ms: int) -> _Heard:
    """Return what is known of a gateway or device that was heard at *at_ms* [ms, UTC]; 0: not since."""
    if at_ms == 0:
        return known
    first_ms = at_ms if known.first_seen_ms == 0 else known.first_seen_ms
    return replace(known, first_seen_ms=first_ms, last_seen_ms=max(known.last_seen_ms, at_ms))
