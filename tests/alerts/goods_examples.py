"""Lots, places and courses of temperature that tests of goods share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import exp

from alerts.alert import Spell
from alerts.cause import Cause
from alerts.detect.goods import GoodsRule, GoodsState, deadline_ms, goods_rule, initial, step, tick
from alerts.journey import harvested
from alerts.lot import Lot, Shipment, Stay
from alerts.product import load_products
from alerts.recipe import load_recipes
from ingest.clock import MS_PER_MINUTE

AIR, PULP = "air_temperature_c", "product_temperature_c"
PRODUCTS, RECIPES = load_products(), load_recipes()
START_MS = 1_781_380_800_000
DEFROST_EVERY_MIN = 360

Course = Callable[[int], float]
"""Minutes since the start of the stay → °C."""
Found = dict[tuple[Cause, int], Spell]
"""The newest word on every spell."""


def rule_for(  # noqa: PLR0913 - every test changes one of these and leaves the others
    recipe: str = "cold_room",
    *,
    arrives_c: float = 1.0,
    packaging: str = "",
    quantity: str = AIR,
    end_min: int | None = None,
    shipment: Shipment | None = None,
    product: str = "waxberry",
) -> GoodsRule:
    """Return how a fresh lot, planned for 1 °C, is judged in one kind of place."""
    lot = Lot("L1", "Lot 1", product, packaging, START_MS, arrives_c, 1.0)
    end_ms = None if end_min is None else at(end_min)
    return goods_rule(
        PRODUCTS[product],
        RECIPES[recipe],
        lot,
        Stay("L1", "place", START_MS, end_ms),
        harvested(lot),
        device="probe",
        quantity=quantity,
        shipment=shipment,
    )


def at(minute: float) -> int:
    """Return the instant so many minutes after the start of the stay."""
    return START_MS + int(minute * MS_PER_MINUTE)


def minutes(instant_ms: int | None) -> float | None:
    """Return an instant as minutes after the start of the stay."""
    return None if instant_ms is None else (instant_ms - START_MS) / MS_PER_MINUTE


def watched(rule: GoodsRule, course: Course, at_min: Iterable[int]) -> tuple[GoodsState, Found]:
    """Return the state and the spells after readings of *course*, with every timer heard on time."""
    state, found = initial(rule), {}
    for minute in at_min:
        due_ms = deadline_ms(rule, state)
        while due_ms is not None and due_ms < at(minute):
            state, spells = tick(rule, state, due_ms)
            found.update(named(spells))
            due_ms = deadline_ms(rule, state)
        state, spells = step(rule, state, at(minute), course(minute))
        found.update(named(spells))
    return state, found


def unheard(rule: GoodsRule, course: Course, at_min: Iterable[int]) -> tuple[GoodsState, Found]:
    """Return the state and the spells after the same readings without any timer."""
    state, found = initial(rule), {}
    for minute in at_min:
        state, spells = step(rule, state, at(minute), course(minute))
        found.update(named(spells))
    return state, found


def named(spells: tuple[Spell, ...]) -> Found:
    """Return spells by cause and start."""
    return {(spell.cause, spell.started_at_ms): spell for spell in spells}


def raised(found: Found) -> list[Spell]:
    """Return the spells that people are told of, oldest first."""
    return [found[key] for key in sorted(found) if found[key].raised_at_ms is not None]


def pulses(base_c: float, rise_k: float, lasting_min: int, every_min: int = DEFROST_EVERY_MIN) -> Course:
    """Return air that jumps by *rise_k* for a while, again and again: the harshest form of a defrost."""
    return lambda minute: base_c + (rise_k if minute % every_min >= every_min - lasting_min else 0.0)


def failure(base_c: float, outside_c: float, from_min: int, until_min: int, lag_min: float) -> Course:
    """Return air that drifts to the outside while the compressor is off, and comes back quickly."""

    def course(minute: int) -> float:
        gone = 1.0 - exp(-(min(minute, until_min) - from_min) / lag_min) if minute > from_min else 0.0
        back = exp(-(minute - until_min) / 10.0) if minute > until_min else 1.0
        return base_c + (outside_c - base_c) * gone * back

    return course


def cooling(from_c: float, to_c: float, lag_min: float, start_min: int = 0) -> Course:
    """Return a probe in goods that follow cold air with a lag."""
    return lambda minute: to_c + (from_c - to_c) * exp(-(minute - start_min) / lag_min)
