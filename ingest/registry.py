"""The known sites, places, gateways and devices, and which device hangs where from when to when.

A device that nobody has said anything about waits in the inbox. A probe hangs where its device does, until
somebody says otherwise.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

import sqlalchemy as sa

from ingest import registry_rows as rows
from ingest.clock import Clock
from ingest.database import Database
from ingest.device_roll import DeviceRoll, Room
from ingest.errors import UnknownName
from ingest.farm.state import FarmChanges
from ingest.group import Sighting
from ingest.installations import ALWAYS_MS, Hangings, History
from ingest.known import KnownFacts
from ingest.periods import after_ending, after_hanging, after_saying
from ingest.place import Device, Gateway, Installation, Place, Site
from ingest.report import About
from ingest.settings import DeviceSettings, Farm
from ingest.zones import farm_zone, zone_called, zones_of

_Thing = TypeVar("_Thing")


class Registry:
    """What is known about the farm; all methods may be called from any thread.

    ``version`` grows with every change of sites, places and installations, for those who keep what they
    worked out from them.

    Args:
        database: where it is kept; its tables are up to date.
        clock: tells when a configuration moves a device.
        known: is told in which zones gateways write local times.
        room: for how many devices that nobody has said anything about.
    """

    def __init__(
        self, database: Database, clock: Clock, known: KnownFacts | None = None, room: Room | None = None
    ) -> None:
        self.version = 1
        self._database = database
        self._clock = clock
        self._lock = threading.RLock()
        self._roll = DeviceRoll(database, self._lock, room or Room())
        with database.read() as connection:
            self._sites = {site.id: site for site in rows.sites(connection)}
            self._places = {place.id: place for place in rows.places(connection)}
            self._hangings = Hangings(rows.installations(connection), self._roll.probes)
        self._known = known or KnownFacts()
        self._tell_zones()

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
        return self._roll.devices()

    def device(self, device_id: str) -> Device:
        """Return one device; raises UnknownName."""
        return _found("device", device_id, self._roll.device(device_id))

    def gateways(self) -> tuple[Gateway, ...]:
        """Return every gateway that was heard or that people told of, by id."""
        return self._roll.gateways()

    def gateway(self, gateway_id: str) -> Gateway:
        """Return one gateway; raises UnknownName."""
        return _found("gateway", gateway_id, self._roll.gateway(gateway_id))

    def installations(self) -> History:
        """Return every installation there is and was, by device and start; probes have their device's."""
        return self._hangings.all()

    def installations_of(self, device_id: str) -> History:
        """Return where one device hangs and hung."""
        return self._hangings.of(device_id)

    def probes_of(self, device_id: str) -> tuple[str, ...]:
        """Return the known probes of one device."""
        return self._roll.probes(device_id)

    def said(self) -> History:
        """Return the installations that people or the configuration have said, by device and start."""
        return self._hangings.said()

    def inbox(self) -> tuple[Device, ...]:
        """Return the devices that hang nowhere.

        One that only its probes measure for does not wait when they all hang somewhere.
        """
        hanging = self._hangings.hanging()
        waiting = self._roll.devices(without=hanging)
        return tuple(one for one in waiting if one.quantities or not self._is_served(one.id, hanging))

    def _is_served(self, device_id: str, hanging: Container[str]) -> bool:
        probes = self._roll.probes(device_id)
        return bool(probes) and all(probe in hanging for probe in probes)

    # What was heard

    def seen(
        self, device: str, gateway: str, wire_format: str, quantities: Iterable[str], at_ms: int
    ) -> None:
        """Note that one device was heard."""
        self.seen_together((Sighting(device, gateway, wire_format, set(quantities), at_ms),))

    def seen_together(self, sightings: Sequence[Sighting]) -> None:
        """Note that these devices were heard; new ones are written down before this returns."""
        self._hang_probes(self._roll.note(sightings))

    def introduce(self, known_by: Sequence[About]) -> None:
        """Note what devices are called where they publish, and what they are."""
        self._hang_probes(self._roll.introduce(known_by))

    def flush(self) -> None:
        """Write down what was heard since the last time."""
        self._roll.flush()

    def _hang_probes(self, changed: Collection[str]) -> None:
        """Let probes that came or went hang where their devices do, or no more."""
        if any(map(self._hangings.inherits, changed)):
            with self._lock:
                self._hangings.look_again()
                self.version += 1

    # What people say

    def provision(self, farm: Farm) -> None:
        """Take over what a configuration says; saying it again changes nothing.

        A device hangs where the configuration says from ever on. One that people have moved since stays
        where they put it, until the configuration names a place and position that it never had.
        """
        sites = [Site(one.id, one.name, one.time_zone) for one in farm.sites]
        places = [Place(one.id, one.site, one.name, one.kind, one.recipe) for one in farm.places]
        with self._lock:
            before = (self.sites(), self.places())
            devices = [self._configured(one) for one in farm.devices]
            changed = [one for one in devices if one != self._roll.device(one.id)]
            moved = self._configured_histories(farm.devices)
            with self._database.begin() as connection:
                rows.put_sites(connection, sites)
                rows.put_places(connection, places)
                rows.put_devices(connection, changed)
                rows.replace_installations(connection, moved)
            self._sites.update((site.id, site) for site in sites)
            self._places.update((place.id, place) for place in places)
            self._roll.take(devices)
            self._take_histories(moved)
            self._tell_zones()
            if moved or before != (self.sites(), self.places()):
                self.version += 1

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Hold still, for whoever looks at the farm and then changes it by what was seen."""
        with self._lock:
            yield

    def take_over(self, changes: FarmChanges, write_more: Callable[[sa.Connection], None]) -> None:
        """Make *changes* of a farm, and whatever *write_more* writes, all of it or nothing."""
        with self._lock:
            with self._database.begin() as connection:
                rows.put_sites(connection, changes.sites.values())
                rows.put_places(connection, changes.places.values())
                rows.put_gateways(connection, changes.gateways.values())
                rows.put_devices(connection, changes.devices.values())
                rows.replace_installations(connection, changes.installations)
                write_more(connection)
            self._sites.update(changes.sites)
            self._places.update(changes.places)
            self._roll.take(tuple(changes.devices.values()), tuple(changes.gateways.values()))
            self._take_histories(changes.installations)
            self._tell_zones()
            self.version += 1

    def rename(self, device_id: str, name: str) -> Device:
        """Call a device *name*; empty: by the name that it reports. Raises UnknownName."""
        with self._lock:
            named = replace(self.device(device_id), name=name)
            with self._database.begin() as connection:
                rows.put_devices(connection, [named])
            self._roll.take([named])
            return named

    def describe_gateway(self, gateway: Gateway) -> None:
        """Take over what people say of a gateway: its name and its time zone."""
        with self._lock:
            with self._database.begin() as connection:
                rows.put_gateways(connection, [gateway])
            self._roll.take(gateways=[gateway])
            self._tell_zones()

    def install(self, device_id: str, place_id: str, position: str, start_ms: int) -> Installation:
        """Say that a device hangs somewhere from *start_ms* on, until its next known move.

        What was said before about that time ends there; saying it again changes nothing. Raises UnknownName.
        """
        with self._lock:
            self.device(device_id)
            self.place(place_id)
            made = Installation(device_id, place_id, position, start_ms)
            moved = after_hanging(self._hangings.of(device_id), made)
            if moved != self._hangings.said_of(device_id):
                self._replace(device_id, moved)
            return next(one for one in moved if one.covers(start_ms))

    def assign(
        self, device_id: str, name: str | None, place_id: str, position: str, start_ms: int
    ) -> Installation:
        """Name a device (None: leave its name as it is) and hang it somewhere; raises UnknownName."""
        with self._lock:
            self.place(place_id)
            if name is not None:
                self.rename(device_id, name)
            return self.install(device_id, place_id, position, start_ms)

    def take_away(self, device_id: str, instant_ms: int) -> Installation:
        """Say that a device hangs nowhere from *instant_ms* on, until its next known move.

        Returns where it hung, and until when. Raises UnknownName, also where it hung nowhere then.
        """
        with self._lock:
            self.device(device_id)
            history = self._hangings.of(device_id)
            left = next((one for one in history if one.covers(instant_ms)), None)
            if left is None:
                raise UnknownName(f"the device {device_id!r} hung nowhere at that time")
            self._replace(device_id, after_ending(history, instant_ms))
            return replace(left, end_ms=instant_ms)

    def _tell_zones(self) -> None:
        self._known.set_zones(zone_called(farm_zone(self.sites())), zones_of(self.gateways()))

    def _configured(self, settings: DeviceSettings) -> Device:
        known = self._roll.device(settings.id) or Device(settings.id, "", "", "", (), 0, 0)
        return replace(known, name=settings.name or known.name)

    def _configured_histories(self, devices: Iterable[DeviceSettings]) -> dict[str, History]:
        """Return the histories that a configuration changes, by device."""
        moved: dict[str, History] = {}
        for one in devices:
            history = self._hangings.said_of(one.id)
            if one.place is None or any(
                (was.place_id, was.position) == (one.place, one.position) for was in history
            ):
                continue
            start_ms = self._clock.now_ms() if history else ALWAYS_MS
            moved[one.id] = after_saying(history, Installation(one.id, one.place, one.position, start_ms))
        return moved

    def _replace(self, device_id: str, history: History) -> None:
        """Write down a device's history, which is its own from now on: a probe keeps what it inherited."""
        histories = {device_id: history}
        with self._database.begin() as connection:
            rows.replace_installations(connection, histories)
        self._take_histories(histories)
        self.version += 1

    def _take_histories(self, histories: Mapping[str, History]) -> None:
        self._hangings.say(histories)
        for device_id in histories:
            self._roll.spoken_of(device_id)


def _found(kind: str, name: str, thing: _Thing | None) -> _Thing:
    if thing is None:
        raise UnknownName(f"there is no {kind} with the id {name!r}")
    return thing
