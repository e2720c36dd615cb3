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
    """

    id: str
    name: str
    product_id: str
    packaging: str
    harvested_at_ms: int
    initial_temperature_c: float
    planned_temperature_c: float
    quantity_kg: float | None = None


class Stay(msgspec.Struct, frozen=True):
    """A lot in a place during [start_ms, end_ms); ``end_ms`` None: still there."""

    lot_id: str
    place_id: str
    start_ms: int
    end_ms: int | None = None

    def covers(self, instant_ms: int) -> bool:
        """Tell whether the lot was there at *instant_ms*."""
        return self.start_ms <= instant_ms and (self.end_ms is None or instant_ms < self.end_ms)


class Shipment(msgspec.Struct, frozen=True):
    """Lots on their way to a buyer, who requires so much shelf life when they arrive.

    Attributes:
        id: lasting identity.
        name: what people call it.
        lot_ids: the lots that travel in it.
        buyer: who gets it.
        due_at_ms: when it is due [ms, UTC].
        required_life_days: shelf life that the buyer requires then, at the planned temperature [d].
    """

    id: str
    name: str
    lot_ids: tuple[str, ...]
    buyer: str
    due_at_ms: int
    required_life_days: float
