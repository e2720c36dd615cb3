"""The roll of devices: who was ever heard, when, through whom, with what, and what they are called.

A device that was never heard before is written down at once. That a known one was heard is kept in memory
and written every few seconds: a crash can cost the last of those times, never a device.

Names come out of messages, so of the devices that nobody has spoken of only so many are kept for each
gateway: the one that was heard longest ago makes room. Its readings stay.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from ingest import registry_rows as rows
from ingest.database import Database
from ingest.gateway_roll import GatewayRoll
from ingest.group import Sighting
from ingest.newest import MOST_UNASSIGNED
from ingest.place import Device, Gateway, heard
from ingest.reading import CHANNEL_MARK, device_of
from ingest.report import About
from ingest.strangers import Strangers

_FLUSH_EVERY_S = 10.0

_MOST_CROWDED_GATEWAYS = 10
"""So many gateways may tell of that many devices each: names of gateways can be made up as well."""


def _tell_nobody(_forgotten: Sequence[Device]) -> None:
    """Tell nobody."""


class Room(NamedTuple):
    """How many devices without a place one gateway may have, and who is told of those that had to go."""

    most_unassigned: int = MOST_UNASSIGNED
    tell: Callable[[Sequence[Device]], None] = _tell_nobody


class DeviceRoll:
    """Devices and gateways by id; all methods may be called from any thread.

    Args:
        database: where they are kept.
        lock: held while anything changes; whoever holds it changes several things as one.
        room: for how many devices that nobody has spoken of.
    """

    def __init__(self, database: Database, lock: threading.RLock, room: Room) -> None:
        self._database = database
        self._lock = lock
        self._tell = room.tell
        self._other_probes: set[str] = set()
        self._written_s = time.monotonic()
        self._heard_ms: dict[str, int] = {}
        self._heard_again: set[str] = set()
        self._unwritten: set[str] = set()
        with database.read() as connection:
            self._devices = {device.id: device for device in rows.devices(connection)}
            self._gateways = GatewayRoll(connection)
            spoken_of = rows.spoken_of(connection)
        self._probes: defaultdict[str, set[str]] = defaultdict(set)
        for name in self._devices:
            self._note_probe(name)
        self._spoken_of = {*spoken_of, *(device_of(name) for name in spoken_of)}
        self._strangers = Strangers(room.most_unassigned, _MOST_CROWDED_GATEWAYS * room.most_unassigned)
        self._leaving: dict[str, None] = {}
        for device in sorted(self._devices.values(), key=lambda one: one.last_seen_ms):
            self._meet(device.id, device.gateway_id)

    # Nobody who asks takes the lock: whoever holds it may be waiting for the database, and whoever asks may
    # be the one that it waits for. What was heard is read first, since a flush moves it the same way.

    def devices(self, without: AbstractSet[str] = frozenset()) -> tuple[Device, ...]:
        """Return every device, by id; those *without* are left out."""
        heard_ms, devices = self._heard_ms.copy(), self._devices.copy()
        return tuple(heard(devices[name], heard_ms.get(name, 0)) for name in sorted(devices.keys() - without))

    def device(self, device_id: str) -> Device | None:
        """Return one device; None where there is no such."""
        at_ms, device = self._heard_ms.get(device_id, 0), self._devices.get(device_id)
        return None if device is None else heard(device, at_ms)

    def probes(self, device_id: str) -> tuple[str, ...]:
        """Return the probes of one device."""
        return tuple(self._probes.get(device_id, ()))

    def gateways(self) -> tuple[Gateway, ...]:
        """Return every gateway, by id."""
        return self._gateways.all()

    def gateway(self, gateway_id: str) -> Gateway | None:
        """Return one gateway; None where there is no such."""
        return self._gateways.find(gateway_id)

    def note(self, sightings: Sequence[Sighting]) -> Collection[str]:
        """Note that these devices were heard, and write new ones; return which probes came or went."""
        with self._lock:
            is_new = [self._note(sighting) for sighting in sightings]
            told_by = {sighting.gateway: sighting for sighting in sightings}
            is_new += [self._gateways.note(name, one.format, one.at_ms) for name, one in told_by.items()]
            if any(is_new) or time.monotonic() - self._written_s > _FLUSH_EVERY_S:
                self.flush()
            return self._changed_probes()

    def introduce(self, known_by: Sequence[About]) -> Collection[str]:
        """Note what devices are called where they publish, and what they are; return as ``note`` does."""
        with self._lock:
            is_new = [self._introduce(about) for about in known_by]
            if any(is_new):
                self.flush()
            return self._changed_probes()

    def spoken_of(self, device_id: str) -> None:
        """Keep a device for good, and whose probe it is: people have said something about it."""
        with self._lock:
            for name in {device_id, device_of(device_id)}:
                self._spoken_of.add(name)
                self._strangers.known(name)
                self._leaving.pop(name, None)

    def take(self, devices: Sequence[Device] = (), gateways: Sequence[Gateway] = ()) -> None:
        """Take over what people said of devices and gateways; it is written down already."""
        with self._lock:
            self._devices.update((one.id, one) for one in devices)
            self._gateways.take(gateways)
            for one in devices:
                self.spoken_of(one.id)
                self._note_probe(one.id)
                self._name_probes(one)

    def flush(self) -> None:
        """Write down what was heard since the last time."""
        with self._lock:
            self._take_over()
            heard_again = self._heard_again - self._unwritten
            if heard_again or self._unwritten or self._leaving or self._gateways.has_changed:
                with self._database.begin() as connection:
                    self._gateways.write(connection)
                    rows.put_devices(connection, [self._devices[one] for one in self._unwritten])
                    rows.put_times(connection, [self._devices[one] for one in heard_again])
                    gone = rows.forget_devices(connection, self._leaving)
                self._gateways.written()
                self._forget(gone)
            self._unwritten.clear()
            self._heard_again.clear()
            self._written_s = time.monotonic()

    def _note(self, sighting: Sighting) -> bool:
        """Note one device; tell whether it was never heard before."""
        known = self._devices.get(sighting.device)
        self._heard_ms[sighting.device] = sighting.at_ms
        self._meet(sighting.device, sighting.gateway or (known.gateway_id if known else ""))
        if (
            known is not None
            and sighting.gateway in {"", known.gateway_id}
            and sighting.broker in {None, known.broker}
            and known.format == sighting.format
            and sighting.quantities.issubset(known.quantities)
        ):
            return self._note_parent(sighting)
        made = known or self._new(sighting.device)
        self._devices[made.id] = replace(
            made,
            gateway_id=sighting.gateway or made.gateway_id,
            format=sighting.format,
            broker=made.broker if sighting.broker is None else sighting.broker,
            quantities=tuple(sorted(sighting.quantities.union(made.quantities))),
        )
        self._unwritten.add(made.id)
        is_parent_new = self._note_parent(sighting)
        return known is None or is_parent_new

    def _note_parent(self, sighting: Sighting) -> bool:
        """Note the device whose probe was heard: it can be named, and hung somewhere with all its probes."""
        if CHANNEL_MARK not in sighting.device:
            return False
        return self._note(replace(sighting, device=device_of(sighting.device), quantities=set()))

    def _introduce(self, about: About) -> bool:
        """Note what one device says of itself; tell whether it was never heard of before."""
        known = self._devices.get(about.device)
        made = known or self._new(about.device)
        name, model = about.name or made.reported_name, about.model or made.model
        if known is None or (name, model) != (made.reported_name, made.model):
            self._devices[made.id] = replace(
                made, reported_name=name, model=model, gateway_id=made.gateway_id or about.gateway
            )
            self._unwritten.add(made.id)
            self._name_probes(self._devices[made.id])
        if known is None:
            self._meet(about.device, about.gateway)
        return known is None

    def _meet(self, device_id: str, gateway_id: str) -> None:
        """Note that a device was heard, and who makes room where nobody has spoken of it.

        Probes of a device that people have spoken of count for that device, not for its gateway.
        """
        if device_id in self._spoken_of:
            return
        self._leaving.pop(device_id, None)
        parent = device_of(device_id)
        group = f"{CHANNEL_MARK}{parent}" if parent in self._spoken_of else gateway_id
        leaving = self._strangers.heard(device_id, group)
        if leaving is not None:
            self._leaving[leaving] = None

    def _forget(self, gone: Collection[str]) -> None:
        """Forget who had to make room, but for those of whom people have spoken meanwhile."""
        for name in self._leaving.keys() - gone:
            self._spoken_of.add(name)
        self._leaving.clear()
        forgotten = [self._devices.pop(name) for name in gone]
        for name in gone:
            self._heard_ms.pop(name, None)
            self._probes[device_of(name)].discard(name)
        self._other_probes.update(name for name in gone if CHANNEL_MARK in name)
        self._tell(forgotten)

    def _new(self, device_id: str) -> Device:
        parent = self._devices.get(device_of(device_id))
        probe = Device(device_id, "", "", "", (), 0, 0)
        self._note_probe(device_id)
        if CHANNEL_MARK in device_id:
            self._other_probes.add(device_id)
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

    def _changed_probes(self) -> Collection[str]:
        changed, self._other_probes = self._other_probes, set()
        return changed

    def _take_over(self) -> None:
        """Bring the times at which devices were heard into what is known of them."""
        for name, at_ms in self._heard_ms.items():
            self._devices[name] = heard(self._devices[name], at_ms)
        self._heard_again.update(self._heard_ms)
        self._heard_ms.clear()


def _named_after(parent: Device, probe: Device) -> Device:
    channel = probe.id.partition(CHANNEL_MARK)[2]
    name = f"{parent.title} · {channel}" if parent.title != parent.id else ""
    return replace(probe, reported_name=name, model=parent.model)
