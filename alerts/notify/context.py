"""What a message knows besides its alert: the names that people use for places, lots and devices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from alerts.notify.audience import ANYBODY, Audience, Language
from ingest.place import Place, PlaceKind, Site

_KIND_TITLES: Mapping[PlaceKind, str] = {
    PlaceKind.GREENHOUSE: "Greenhouse",
    PlaceKind.PRECOOLER: "Pre-cooler",
    PlaceKind.COLD_ROOM: "Cold room",
    PlaceKind.TRUCK: "Truck",
    PlaceKind.ICE_BOX: "Ice box",
}


@dataclass(frozen=True, slots=True)
class LotName:
    """A lot as people know it: its id, its own name, and the name of its product, also in Chinese."""

    id: str
    name: str
    product: str
    product_zh: str = ""

    def product_in(self, language: Language) -> str:
        """Return the name of its product in *language*."""
        return (self.product_zh if language is Language.CHINESE else "") or self.product


@dataclass(frozen=True, slots=True)
class Context:
    """Everything around an alert that its message may mention.

    Attributes:
        place: where it is.
        site: whose time zone the message speaks in.
        lots: the lots that are there, or that lost life by it.
        recipe_title: the title of the recipe whose rule was broken; empty where it is not known.
        device_names: what people call a device, by its id; a device that is missing goes by its id.
        door_open: whether a door of the place stands open; None where no door is watched.
        received_at_ms: when the newest value reached us [ms]; None where that is not known.
        told: who was told so far.
        audience: who reads it.
    """

    place: Place
    site: Site
    lots: tuple[LotName, ...] = ()
    recipe_title: str = ""
    device_names: Mapping[str, str] = field(default_factory=dict)
    door_open: bool | None = None
    received_at_ms: int | None = None
    told: tuple[str, ...] = ()
    audience: Audience = ANYBODY

    @property
    def zone_name(self) -> str:
        """Return the name of the time zone in which the message speaks."""
        return self.audience.time_zone or self.site.time_zone

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone in which the message speaks: the reader's own, or that of the site."""
        return ZoneInfo(self.zone_name)

    @property
    def kind_title(self) -> str:
        """Return what kind of place this is, in a person's words."""
        return _KIND_TITLES[self.place.kind]

    @property
    def products(self) -> tuple[str, ...]:
        """Return the products of the lots, each once, in the order of the lots."""
        names = (lot.product_in(self.audience.language) for lot in self.lots)
        return tuple(dict.fromkeys(name for name in names if name))

    def device_name(self, device_id: str) -> str:
        """Return what people call the device."""
        return self.device_names.get(device_id) or device_id
