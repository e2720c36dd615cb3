"""How long fresh goods keep at constant temperatures, with the band: what is shown of products."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.product import Product
from alerts.remaining_life import base_spread
from alerts.science.shelf_life import Band, remaining_life

SHOWN_C = (-1.0, 0.0, 1.0, 2.0, 4.0, 5.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0)
"""The temperatures that a table of a product's life may have, besides that which is planned. [°C]"""
SHOWN_ABOVE_K = 20.0
"""A table ends so far above the planned temperature: further up no lot is kept for long. [K]"""


@dataclass(frozen=True, slots=True)
class LifeAt:
    """The life of fresh goods at one temperature [h]; *observed*: their kinetics are known to hold there."""

    temperature_c: float
    life_h: Band
    observed: bool


def life_at(product: Product, temperature_c: float) -> LifeAt:
    """Return how long fresh goods keep at *temperature_c*, at which they do spoil."""
    life_h = product.reference_life_h / product.pace.rate(temperature_c)
    band = remaining_life(0.0, life_h, base_spread(product, temperature_c))
    kinetics = product.facts.kinetics
    observed = kinetics is not None and kinetics.valid_from.value <= temperature_c <= kinetics.valid_to.value
    return LifeAt(temperature_c, band, observed)


def life_table(product: Product) -> tuple[LifeAt, ...]:
    """Return the life at the temperatures that say something about *product*: none at which it freezes."""
    lowest_c, highest_c = product.freeze_c, product.planned_c + SHOWN_ABOVE_K
    shown_c = {at_c for at_c in SHOWN_C if lowest_c < at_c <= highest_c} | {product.planned_c}
    return tuple(life_at(product, at_c) for at_c in sorted(shown_c) if product.pace.rate(at_c) > 0.0)
