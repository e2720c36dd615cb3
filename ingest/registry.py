"""The known sites, places, gateways and devices, and which device hangs where from when to when.

A device that was never heard before is written down at once and waits in the inbox until somebody says
where it hangs. That a known one was heard is kept in memory and written every few seconds: a crash can
cost the last of those times, never a device.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from ingest import registry_rows as rows
from ingest.clock import Clock
from ingest.database import Database
from ingest.errors import UnknownName
from ingest.group import Sighting
from ingest.place import Device, Gateway, Installation, Place, Site
from ingest.settings import DeviceSettings, Farm

_Thing = TypeVar("_Thing")
_Heard = TypeVar("_Heard", Device, Gateway)
_FLUSH_EVERY_S = 10.0
ALWAYS_MS = 0
"""Since when a device hangs where the configuration says, until somebody moves it."""


class Registry:
    """What is known about the farm; all methods may be called from any thread.

    ``version`` grows with every change of sites, places and installations, for those who keep what they
    worked out from them. A device that was configured and never heard has ``last_seen_ms`` 0.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.version = 1
        self._database = database
        self._clock = clock
        self._lock = threading.RLock()
        self._written_s = time.monotonic()
        self._heard_ms: dict[str, int] = {}
        self._gateway_heard_ms: dict[str, int] = {}
        self._unwritten: set[str] = set()
        self._unwritten_gateways: set[str] = set()
        with database.read() as connection:
            self._sites = {site.id: site for site in rows.sites(connection)}
            self._places = {place.id: place for place in rows.places(connection)}
            self._devices = {device.id: device for device in rows.devices(connection)}
            self._gateways = {gateway.id: gateway for gateway in rows.gateways(connection)}
            self._installations = tuple(rows.installations(connection))

    # What is known

    def sites(self) -> tuple[Site, ...]:
        """Return every site."""
        return tuple(self._sites.values())

    def site(self, site_id: str) -> Site:
        """Return one site; raises UnknownName."""
        return _found("site", site_id, self._sites.get(site_id))

    def places(self) -> tuple[Place, ...]:
        """Return every place."""
        return tuple(self._places.values())

    def place(self, place_id: str) -> Place:
        """Return one place; raises UnknownName."""
        return _found("place", place_id, self._places.get(place_id))

    def devices(self) -> tuple[Device, ...]:
        """Return every device, by id."""
        with self._lock:
            self._take_over()
            return tuple(self._devices[name] for name in sorted(self._devices))

    def device(self, device_id: str) -> Device:
        """Return one device; raises UnknownName."""
        with self._lock:
            self._take_over()
            return _found("device", device_id, self._devices.get(device_id))

    def gateways(self) -> tuple[Gateway, ...]:
        """Return every gateway that was heard, by id."""
        with self._lock:
            self._take_over()
            return tuple(self._gateways[name] for name in sorted(self._gateways))

    def installations(self) -> tuple[Installation, ...]:
        """Return every installation there is and was, by device and start."""
        return self._installations

    def inbox(self) -> tuple[Device, ...]:
        """Return the devices of which nobody has said yet where they hang."""
        hanging = {one.device_id for one in self._installations if one.end_ms is None}
        return tuple(device for device in self.devices() if device.id not in hanging)

    # What was heard

    def seen(
        self, device: str, gateway: str, wire_format: str, quantities: Iterable[str], at_ms: int
    ) -> None:
        """Note that one device was heard."""
        self.seen_together((Sighting(device, gateway, wire_format, set(quantities), at_ms),))

    def seen_together(self, sightings: Sequence[Sighting]) -> None:
        """Note that these devices were heard; new ones are written down before this returns."""
        with self._lock:
            is_new = [self._note(sighting) for sighting in sightings]
            if any(is_new) or time.monotonic() - self._written_s > _FLUSH_EVERY_S:
                self.flush()

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
        if known is None:
            known = Device(sighting.device, sighting.device, "", "", (), 0, 0)
            is_new = True
        elif (
            known.gateway_id == sighting.gateway
            and known.format == sighting.format
            and sighting.quantities.issubset(known.quantities)
        ):
            return self._note_gateway(sighting)
        else:
            is_new = False
        gateway = sighting.gateway or known.gateway_id
        quantities = tuple(sorted(sighting.quantities.union(known.quantities)))
        self._devices[known.id] = replace(
            known, gateway_id=gateway, format=sighting.format, quantities=quantities
        )
        return self._note_gateway(sighting) or is_new

    def _note_gateway(self, sighting: Sighting) -> bool:
        if not sighting.gateway:
            return False
        self._gateway_heard_ms[sighting.gateway] = sighting.at_ms
        if sighting.gateway in self._gateways:
            return False
        self._gateways[sighting.gateway] = Gateway(sighting.gateway, sighting.format, 0, 0)
        return True

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

    # What people say

    def provision(self, farm: Farm) -> None:
        """Take over what a configuration says; saying it again changes nothing.

        A device hangs where the configuration says from ever on. One that people have moved since stays
        where they put it, until the configuration names a place and position that it never had.
        """
        sites = [Site(one.id, one.name, one.time_zone) for one in farm.sites]
        places = [Place(one.id, one.site, one.name, one.kind, one.recipe) for one in farm.places]
        with self._lock:
            before = (self.sites(), self.places(), self._installations)
            with self._database.begin() as connection:
                rows.put_sites(connection, sites)
                rows.put_places(connection, places)
                rows.put_devices(connection, [self._configured(one) for one in farm.devices])
            self._sites.update((site.id, site) for site in sites)
            self._places.update((place.id, place) for place in places)
            self._devices.update((one.id, self._configured(one)) for one in farm.devices)
            self._hang([one for one in farm.devices if one.place is not None])
            if before != (self.sites(), self.places(), self._installations):
                self.version += 1

    def install(self, device_id: str, place_id: str, position: str, start_ms: int) -> Installation:
        """Say that a device hangs somewhere from *start_ms* on, until its next known move.

        What was said before about that time ends there. Raises UnknownName.
        """
        with self._lock:
            self.device(device_id)
            self.place(place_id)
            made = Installation(device_id, place_id, position, start_ms)
            self._replace(device_id, _after_move(self._of(device_id), made))
            self.version += 1
            return next(one for one in self._of(device_id) if one.start_ms == start_ms)

    def _configured(self, settings: DeviceSettings) -> Device:
        known = self._devices.get(settings.id, Device(settings.id, settings.id, "", "", (), 0, 0))
        return replace(known, name=settings.name or known.name)

    def _hang(self, devices: Sequence[DeviceSettings]) -> None:
        for one in devices:
            history = self._of(one.id)
            if not history:
                moved: tuple[Installation, ...] = (
                    Installation(one.id, one.place or "", one.position, ALWAYS_MS),
                )
            elif any((was.place_id, was.position) == (one.place, one.position) for was in history):
                continue
            else:
                made = Installation(one.id, one.place or "", one.position, self._clock.now_ms())
                moved = _after_move(history, made)
            self._replace(one.id, moved)

    def _of(self, device_id: str) -> tuple[Installation, ...]:
        return tuple(one for one in self._installations if one.device_id == device_id)

    def _replace(self, device_id: str, history: tuple[Installation, ...]) -> None:
        with self._database.begin() as connection:
            rows.replace_installations(connection, device_id, history)
        others = tuple(one for one in self._installations if one.device_id != device_id)
        self._installations = tuple(sorted(others + history, key=lambda one: (one.device_id, one.start_ms)))


def _found(kind: str, name: str, thing: _Thing | None) -> _Thing:
    if thing is None:
        raise UnknownName(f"there is no {kind} with the id {name!r}")
    return thing


def _heard(known: _Heard, at_ms: int) -> _Heard:
    return replace(
        known, first_seen_ms=known.first_seen_ms or at_ms, last_seen_ms=max(known.last_seen_ms, at_ms)
    )


def _after_move(history: Sequence[Installation], made: Installation) -> tuple[Installation, ...]:
    """Return the history of a device once *made* was said; what lies after it stays."""
    earlier = [one for one in history if one.start_ms < made.start_ms]
    later = [one for one in history if one.start_ms > made.start_ms]
    if earlier and earlier[-1].covers(made.start_ms):
        earlier[-1] = replace(earlier[-1], end_ms=made.start_ms)
    return (*earlier, replace(made, end_ms=later[0].start_ms if later else None), *later)
