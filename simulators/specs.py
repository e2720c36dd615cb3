"""What a scenario consists of, as its file says it, with every time in seconds from the story's start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from simulators.sensors import Channel

Farm: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class GatewaySpec:
    """A gateway and how faithfully its line works; ``options`` are those of its format."""

    id: str
    format: str
    group: int
    duplicated_share: float
    swapped_share: float
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ClimateSpec:
    """Which model a place follows, with what is special about it."""

    place: str
    model: str
    parameters: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SensorSpec:
    """A device: what it measures, how often, through which gateway.

    Attributes:
        device: its lasting identity.
        gateway: what publishes for it.
        interval_s: how often it measures.
        on_change: whether it also measures when its first channel changes.
        battery: whether it runs on one, and tells its voltage.
        called: what people called it in the gateway; empty: as on the farm.
        profile: its model, as the gateway calls it.
        channels: what it measures.
        fields: canonical quantity → what the gateway's messages call it.
    """

    device: str
    gateway: str
    interval_s: float
    on_change: bool
    battery: bool
    called: str
    profile: str
    channels: tuple[Channel, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FaultSpec:
    """Something that happens to a place, a device or a gateway (``target``) from when to when."""

    kind: str
    target: str
    from_s: float
    until_s: float
    jitter_s: float
    quantity: str
    amount: float


@dataclass(frozen=True, slots=True)
class StaySpec:
    """A place that a lot comes to; empty: it leaves what is monitored."""

    place: str
    from_s: float


@dataclass(frozen=True, slots=True)
class LotSpec:
    """A lot and its way; all its times move together, by at most ``jitter_s``."""

    id: str
    name: str
    product: str
    packaging: str
    quantity_kg: float
    initial_temperature_c: float
    planned_temperature_c: float
    picked_s: float
    jitter_s: float
    stays: tuple[StaySpec, ...]


@dataclass(frozen=True, slots=True)
class ShipmentSpec:
    """Lots on their way to a buyer."""

    id: str
    name: str
    buyer: str
    lots: tuple[str, ...]
    created_s: float
    due_s: float
    required_life_days: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that a story is played from.

    Attributes:
        name: its file's name without the ending.
        title: what it tells, in a sentence.
        history_s: how much of the past is told before the story starts.
        farm: the settings' tables ``sites``, ``places`` and ``devices``, as plain values.
    """

    name: str
    title: str
    history_s: float
    farm: Farm
    gateways: tuple[GatewaySpec, ...]
    climates: tuple[ClimateSpec, ...]
    sensors: tuple[SensorSpec, ...]
    faults: tuple[FaultSpec, ...]
    lots: tuple[LotSpec, ...]
    shipments: tuple[ShipmentSpec, ...]

    def site_of(self, place_id: str) -> Mapping[str, str]:
        """Return the site that a place belongs to."""
        site_id = next(place["site"] for place in self.farm["places"] if place["id"] == place_id)
        return next(site for site in self.farm["sites"] if site["id"] == site_id)

    def name_of(self, device_id: str) -> str:
        """Return what people call a device on the farm."""
        return next(device["name"] for device in self.farm["devices"] if device["id"] == device_id)

    def place_of(self, device_id: str) -> str:
        """Return the place in which a device hangs."""
        return next(device["place"] for device in self.farm["devices"] if device["id"] == device_id)
