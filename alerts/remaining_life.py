"""What is left of a lot's life after the history that it had, and how sure that is."""

from __future__ import annotations

from typing import NamedTuple

from alerts.exposure import Exposure
from alerts.journey import JourneyState
from alerts.product import Product
from alerts.science import shelf_life


class RemainingLife(NamedTuple):
    """Shelf life that is left at the planned temperature, with the spread that its band stands for."""

    p20_days: float
    p50_days: float
    p80_days: float
    spread: float


def base_spread(product: Product, planned_temperature_c: float) -> float:
    """Return the standard deviation of ln(remaining life) for a history without gaps [-]."""
    per_k = product.pace.per_k(planned_temperature_c)
    return shelf_life.combined_spread(product.harvest_spread, product.model_spread, per_k * product.sensor_k)


def spread_with_gaps(spread: float, state: JourneyState) -> float:
    """Return *spread* widened by what was not seen, relative to what is left [-]."""
    left = 1.0 - state.life_used
    if state.half_range == 0.0 or left <= 0.0:
        return spread
    return shelf_life.combined_spread(spread, state.half_range / left)


def planned_life_h(exposure: Exposure, planned_temperature_c: float) -> float:
    """Return the life of fresh goods at the planned temperature [h]."""
    return exposure.life_h / exposure.pace.rate(planned_temperature_c)


def remaining_life(product: Product, state: JourneyState, planned_temperature_c: float) -> RemainingLife:
    """Return what is left of a lot's life if it is kept at *planned_temperature_c* from now on.

    However long nobody saw it, no more is left than of a good lot that is fresh.
    """
    planned_h = product.reference_life_h / product.pace.rate(planned_temperature_c)
    base = base_spread(product, planned_temperature_c)
    spread = spread_with_gaps(base, state)
    band = shelf_life.remaining_life(state.life_used, planned_h, spread)
    fresh = shelf_life.remaining_life(0.0, planned_h, base)
    days = [hours / shelf_life.DAY_H for hours in (band.p20, band.p50, min(band.p80, fresh.p80))]
    return RemainingLife(days[0], days[1], days[2], spread)
