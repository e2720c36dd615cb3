"""A plan while it is being made: what would change, the same in words, and what speaks against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from ingest.farm.file import FarmFile
from ingest.farm.sentences import Step, of_thing
from ingest.farm.state import FarmChanges, FarmState
from ingest.place import Device, Gateway, Place, PlaceKind, Site
from ingest.zones import farm_zone

_Named = TypeVar("_Named", Site, Place, Gateway, Device)


class Problem(NamedTuple):
    """What is wrong with a file: where, what was seen there, what was expected."""

    path: str
    seen: object
    expected: str

    def __str__(self) -> str:
        seen = "nothing" if self.seen is None else repr(self.seen)
        return f"{self.path}: saw {seen}, expected {self.expected}"


@dataclass
class Draft:
    """What a file makes of a farm.

    Attributes:
        file: what people say.
        state: the farm as it is known.
        recipes: for which kind of place each recipe is.
        now_ms: when a device moves whose place is given without a time [ms].
        changes: what is new or different.
        steps: the same in words.
        problems: what speaks against it.
    """

    file: FarmFile
    state: FarmState
    recipes: Mapping[str, PlaceKind]
    now_ms: int
    changes: FarmChanges = field(default_factory=FarmChanges)
    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: str, seen: object, expected: str) -> None:
        """Note what is wrong with the file."""
        self.problems.append(Problem(path, seen, expected))

    def put(self, kind: str, after: _Named, known: Mapping[str, _Named], changed: dict[str, _Named]) -> None:
        """Note a site, place, gateway or device as it would be."""
        before = known.get(after.id)
        if before != after:
            changed[after.id] = after
            self.steps += of_thing(kind, before, after)

    @property
    def sites(self) -> dict[str, Site]:
        """Return the sites as they would be."""
        return {**self.state.sites, **self.changes.sites}

    @property
    def places(self) -> dict[str, Place]:
        """Return the places as they would be."""
        return {**self.state.places, **self.changes.places}

    @property
    def devices(self) -> dict[str, Device]:
        """Return the devices as they would be."""
        return {**self.state.devices, **self.changes.devices}

    def zone_at(self, place_id: str = "") -> str:
        """Return the zone of a place's site; without a place, the one that all sites share."""
        place = self.places.get(place_id)
        site = self.sites.get(place.site_id) if place else None
        return site.time_zone if site else farm_zone(self.sites.values())
