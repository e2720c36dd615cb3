"""The roll of devices and gateways: who was ever heard, when, with what, and what they are called.

A device that was never heard before is written down at once. That a known one was heard is kept in memory
and written every few seconds: a crash can cost the last of those times, never a device.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from ingest import registry_rows as rows
from ingest.database import Database
from ingest.group import Sighting
from ingest.place import Device, Gateway
from ingest.reading import CHANNEL_MARK, device_of
from ingest.report import About

_Heard = TypeVar("_Heard", Device, Gateway)
_FLUSH_EVERY_S = 10.0


class DeviceRoll:
    """Devices and gateways by id; all methods may be called from any thread.

    Args:
        database: where they are kept.
        lock: held while anything changes; whoever holds it changes several things as one.
    """

    def __init__(self, database: Database, lock: threading.RLock) -> None:
        self._database = database
        self._lock = lock
        self._written_s = time.monotonic()
        self._heard_ms: dict[str, int] = {}
        self._gateway_heard_ms: dict[str, int] = {}
        self._unwritten: set[str] = set()
        self._unwritten_gateways: set[str] = set()
        with database.read() as connection:
            self._devices = {device.id: device for device in rows.devices(connection)}
            self._gateways = {gateway.id: gateway for gateway in rows.gateways(connection)}
        self._probes: defaultdict[str, set[str]] = defaultdict(set)
        for name in self._devices:
            self._note_probe(name)

    # Nobody who asks takes the lock: whoever holds it may be waiting for the database, and whoever asks may
    # be the one that it waits for. What was heard is read first, since a flush moves it the same way.

    def devices(self) -> tuple[Device, ...]:
        """Return every device, by id."""
        heard_ms, devices = self._heard_ms.copy(), self._devices.copy()
        return tuple(_heard(devices[name], heard_ms.get(name, 0)) for name in sorted(devices))

    def device(self, device_id: str) -> Device | None:
        """Return one device; None where there is no such."""
        at_ms, device = self._heard_ms.get(device_id, 0), self._devices.get(device_id)
        return None if device is None else _heard(device, at_ms)

    def gateways(self) -> tuple[Gateway, ...]:
        """Return every gateway, by id."""
        heard_ms, gateways = self._gateway_heard_ms.copy(), self._gateways.copy()
        return tuple(_heard(gateways[name], heard_ms.get(name, 0)) for name in sorted(gateways))

    def gateway(self, gateway_id: str) -> Gateway | None:
        """Return one gateway; None where there is no such."""
        at_ms, gateway = self._gateway_heard_ms.get(gateway_id, 0), self._gateways.get(gateway_id)
        return None if gateway is None else _heard(gateway, at_ms)

    def note(self, sightings: Sequence[Sighting]) -> bool:
        """Note that these devices were heard; tell whether there are new ones, which are written by then."""
        with self._lock:
            before = len(self._devices)
            is_new = [self._note(sighting) for sighting in sightings]
            if any(is_new) or time.monotonic() - self._written_s > _FLUSH_EVERY_S:
                self.flush()
            return len(self._devices) > before

    def introduce(self, known_by: Sequence[About]) -> bool:
        """Note what devices are called where they publish, and what they are; tell whether any is new."""
        with self._lock:
            before = len(self._devices)
            for about in known_by:
                self._introduce(about)
            if len(self._devices) > before:
                self.flush()
            return len(self._devices) > before

    def take(self, devices: Sequence[Device] = (), gateways: Sequence[Gateway] = ()) -> None:
        """Take over what people said of devices and gateways; it is written down already."""
        with self._lock:
            self._devices.update((one.id, one) for one in devices)
            self._gateways.update((one.id, one) for one in gateways)
            for one in devices:
                self._note_probe(one.id)
                self._name_probes(one)

    def flush(self) -> None:
        """Write down what was heard since the last time."""
        with self._lock:
            self._take_over()
            if self._unwritten or self._unwritten_gateways:
                with self._database.begin() as connection:
                    rows.put_gateways(connection, [self._gateways[one] for one in self._unwritten_gateways])
                    rows.put_devices(connection, [self._devices[one] for one in self._unwritten])
            self._unwritten.clear()
            self._unwritten_gateways.clear()
            self._written_s = time.monotonic()

    def _note(self, sighting: Sighting) -> bool:
        """Note one device; tell whether it, or its gateway, was never heard before."""
        known = self._devices.get(sighting.device)
        self._heard_ms[sighting.device] = sighting.at_ms
        if (
            known is not None
            and sighting.gateway in {"", known.gateway_id}
            and known.format == sighting.format
            and sighting.quantities.issubset(known.quantities)
        ):
            return self._note_parent(sighting) or self._note_gateway(sighting)
        made = known or self._new(sighting.device)
        self._devices[made.id] = replace(
            made,
            gateway_id=sighting.gateway or made.gateway_id,
            format=sighting.format,
            quantities=tuple(sorted(sighting.quantities.union(made.quantities))),
        )
        is_new = [known is None, self._note_parent(sighting), self._note_gateway(sighting)]
        return any(is_new)

    def _note_parent(self, sighting: Sighting) -> bool:
        """Note the device whose probe was heard: it can be named, and hung somewhere with all its probes."""
        if CHANNEL_MARK not in sighting.device:
            return False
        parent = Sighting(
            device_of(sighting.device), sighting.gateway, sighting.format, set(), sighting.at_ms
        )
        return self._note(parent)

    def _note_gateway(self, sighting: Sighting) -> bool:
        if not sighting.gateway:
            return False
        self._gateway_heard_ms[sighting.gateway] = sighting.at_ms
        known = self._gateways.get(sighting.gateway)
        if known is not None and known.format:
            return False
        made = known or Gateway(sighting.gateway, "", 0, 0)
        self._gateways[sighting.gateway] = replace(made, format=sighting.format)
        return True

    def _introduce(self, about: About) -> None:
        known = self._devices.get(about.device)
        made = known or self._new(about.device)
        name, model = about.name or made.reported_name, about.model or made.model
        if known is None or (name, model) != (made.reported_name, made.model):
            self._devices[made.id] = replace(
                made, reported_name=name, model=model, gateway_id=made.gateway_id or about.gateway
            )
            self._unwritten.add(made.id)
            self._name_probes(self._devices[made.id])

    def _new(self, device_id: str) -> Device:
        parent = self._devices.get(device_of(device_id))
        probe = Device(device_id, "", "", "", (), 0, 0)
        self._note_probe(device_id)
        return probe if parent is None or parent.id == device_id else _named_after(parent, probe)

    def _name_probes(self, parent: Device) -> None:
        """Let the probes of *parent* be called after it, where nobody gave them names of their own."""
        for probe in [self._devices[name] for name in self._probes.get(parent.id, ())]:
            named = _named_after(parent, probe)
            if named != probe:
                self._devices[probe.id] = named
                self._unwritten.add(probe.id)

    def _note_probe(self, device_id: str) -> None:
        if CHANNEL_MARK in device_id:
            self._probes[device_of(device_id)].add(device_id)

    def _take_over(self) -> None:
        """Bring the times at which devices and gateways were heard into what is known of them."""
        for name, at_ms in self._heard_ms.items():
            self._devices[name] = _heard(self._devices[name], at_ms)
        for name, at_ms in self._gateway_heard_ms.items():
            self._gateways[name] = _heard(self._gateways[name], at_ms)
        self._unwritten.update(self._heard_ms)
        self._unwritten_gateways.update(self._gateway_heard_ms)
        self._heard_ms.clear()
        self._gateway_heard_ms.clear()


def _named_after(parent: Device, probe: Device) -> Device:
    channel = probe.id.partition(CHANNEL_MARK)[2]
    name = f"{parent.title} · {channel}" if parent.title != parent.id else ""
    return replace(probe, reported_name=name, model=parent.model)


def _heard(known: _Heard, at_ms: int) -> _Heard:
    """Return what is known of a device or gateway that was heard at *at_ms*; 0: not since."""
    if not at_ms:
        return known
    return replace(
        known, first_seen_ms=known.first_seen_ms or at_ms, last_seen_ms=max(known.last_seen_ms, at_ms)
    )
