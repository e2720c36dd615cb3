"""Where things are: sites, places, gateways, devices, and which device hangs where from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    """What publishes."""

    id: str
    format: str
    first_seen_ms: int
    last_seen_ms: int


@dataclass(frozen=True, slots=True)
class Device:
    """What measures; one that has no installation waits in the inbox."""

    id: str
    name: str
    gateway_id: str
    format: str
    quantities: tuple[str, ...]
    first_seen_ms: int
    last_seen_ms: int


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
