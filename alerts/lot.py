"""The goods: a lot was harvested together, stays in places, and leaves in a shipment."""

from __future__ import annotations

import msgspec


class Lot(msgspec.Struct, frozen=True):
    """Goods that were harvested together and share one history.

    Attributes:
        id: lasting identity, as written on the label.
        name: what people call it.
        product_id: which product it is (a key of ``load_products``).
        packaging: how it is packed (a key of the product's packagings), which decides its lag.
        harvested_at_ms: when its clock of shelf life started [ms, UTC].
        initial_temperature_c: temperature of the goods at harvest [°C].
        planned_temperature_c: temperature it is meant to be kept at [°C].
        quantity_kg: how much; None where it is not known.
        split_from: the lot that it was a part of; it has that lot's stays up to then.
        merged_from: the lots that were put together to make it; it goes on with the worst of their histories.
        merged_at_ms: when that was [ms, UTC].
        merged_into: the lot that it was put into itself; it has no stays after that.
    """

    id: str
    name: str
    product_id: str
    packaging: str
    harvested_at_ms: int
    initial_temperature_c: float
    planned_temperature_c: float
    quantity_kg: float | None = None
    split_from: str | None = None
    merged_from: tuple[str, ...] = ()
    merged_at_ms: int | None = None
    merged_into: str | None = None

    @property
    def begins_at_ms(self) -> int:
        """Return since when there is this lot: its harvest, or when it was put together."""
        return self.harvested_at_ms if self.merged_at_ms is None else self.merged_at_ms


class Stay(msgspec.Struct, frozen=True):
    """A lot in a place during [start_ms, end_ms); ``end_ms`` None: still there.

    ``box_id`` is the box (a place of its own) that it was in there, if any.
    """

    lot_id: str
    place_id: str
    start_ms: int
    end_ms: int | None = None
    box_id: str | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """Return what the lot was in, the nearest first: its box, where it was in one, and its place."""
        return (self.place_id,) if self.box_id in {None, self.place_id} else (self.box_id, self.place_id)

    def covers(self, instant_ms: int) -> bool:
        """Tell whether the lot was there at *instant_ms*."""
        return self.start_ms <= instant_ms and (self.end_ms is None or instant_ms < self.end_ms)


class Companion(msgspec.Struct, frozen=True):
    """A device that travels with a lot during [start_ms, end_ms), wherever the lot is."""

    lot_id: str
    device_id: str
    start_ms: int
    end_ms: int | None = None

    def covers(self, instant_ms: int) -> bool:
        """Tell whether it was with the lot at *instant_ms*."""
        return self.start_ms <= instant_ms and (self.end_ms is None or instant_ms < self.end_ms)


class Leg(msgspec.Struct, frozen=True):
    """A part of a shipment's way: from when to when, in air of which temperature, is planned.

    ``name`` is what people call it ("truck to Shanghai"); ``temperature_c`` is that of the air [°C].
    """

    name: str
    start_ms: int
    end_ms: int
    temperature_c: float


class Shipment(msgspec.Struct, frozen=True):
    """Lots on their way to a buyer, who requires so much shelf life when they arrive.

    Attributes:
        id: lasting identity.
        name: what people call it.
        lot_ids: the lots that travel in it.
        buyer: who gets it.
        due_at_ms: when it is due [ms, UTC].
        required_life_days: shelf life that the buyer requires then, at the planned temperature [d].
        legs: its planned way, in the order of time.
    """

    id: str
    name: str
    lot_ids: tuple[str, ...]
    buyer: str
    due_at_ms: int
    required_life_days: float
    legs: tuple[Leg, ...] = ()

    @property
    def arrives_at_ms(self) -> int:
        """Return when it is expected: at the end of its way, or where no way is planned, when it is due."""
        return self.legs[-1].end_ms if self.legs else self.due_at_ms
