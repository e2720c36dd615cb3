"""Who is told what messages say besides readings, and brings it to where it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.group import Heard, Sighting
from ingest.health import DeviceHealth
from ingest.registry import Registry


class Listener:
    """Tells the registry who devices are, and their health what they lack.

    A device that never had a good value is known all the same: its faults and its unplaced fields are the
    first that an operator wants to see of it.
    """

    def __init__(self, registry: Registry, health: DeviceHealth) -> None:
        self._registry = registry
        self._health = health

    def note(self, heard: Sequence[Heard], sightings: Sequence[Sighting]) -> None:
        """Note everything of one group of messages."""
        if heard:
            without_value = {one.device: one for one in _without_value(heard)}
            if without_value:
                self._registry.seen_together(tuple(without_value.values()))
            known_by = [about for one in heard for about in one.report.about]
            if known_by:
                self._registry.introduce(known_by)
        self._health.note(heard, sightings)


def _without_value(heard: Sequence[Heard]) -> Iterator[Sighting]:
    for one in heard:
        for sample, _ in one.faults:
            gateway = sample.gateway or one.gateway
            yield Sighting(sample.device, gateway, one.format, set(), one.received_at_ms)
        for unplaced in one.report.unplaced:
            yield Sighting(unplaced.device, one.gateway, one.format, set(), one.received_at_ms)
