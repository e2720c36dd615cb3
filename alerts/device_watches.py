"""What each device of a place is watched for by itself, besides limits: faults of its own, and slow loads."""

from __future__ import annotations

from collections.abc import Iterator

from alerts.detect.battery import BatteryRule
from alerts.detect.dry_down import DryDownRule
from alerts.detect.precooling import PrecoolingRule
from alerts.detect.reports import ReportsRule
from alerts.detect.trust import TrustRule
from alerts.recipe import Recipe
from alerts.recipe_sections import Soil
from alerts.watch import Rule, Watch
from ingest.clock import S_PER_MINUTE
from ingest.place import Installation
from ingest.quantity import AIR, PRODUCT, SOIL_MOISTURE

_FULL_PCT = 100.0


def device_watches(recipe: Recipe, one: Installation) -> Iterator[Watch]:
    """Yield what the device *one* is watched for, whether it tells the quantity or not."""
    if recipe.trust is not None:
        trust = recipe.trust
        leap = trust.leap.value
        rule = TrustRule(*who(one, AIR), stuck_s=trust.stuck_s, rise_per_min=leap, fall_per_min=leap)
        yield watch_of("trust", one, AIR, rule)
    if recipe.precooling is not None:
        slow = recipe.precooling
        yield watch_of(
            "precooling",
            one,
            PRODUCT,
            PrecoolingRule(
                *who(one, PRODUCT),
                target_c=slow.target.value,
                within_s=slow.within.value * S_PER_MINUTE,
                act_now_after_s=slow.act_now_after.value * S_PER_MINUTE,
            ),
        )
    if recipe.soil is not None:
        yield watch_of("dry_down", one, SOIL_MOISTURE, _soil_rule(recipe.soil, one))
    if recipe.reports is not None:
        share = recipe.reports.missing.value / _FULL_PCT
        yield watch_of("reports", one, "", ReportsRule(one.place_id, one.device_id, share))
    yield from _battery_watches(recipe, one)


def _soil_rule(soil: Soil, one: Installation) -> DryDownRule:
    return DryDownRule(
        *who(one, SOIL_MOISTURE),
        capacity_pct=soil.capacity.value,
        wilting_pct=soil.wilting.value,
        fraction=soil.fraction.value / _FULL_PCT,
        horizon_s=soil.horizon_s,
        watered_pct=soil.watered.value,
    )


def watch_of(detector: str, one: Installation, quantity: str, rule: Rule) -> Watch:
    """Return the watch of one quantity of a device for as long as it hangs in its place."""
    return Watch(
        key=f"{detector}/{one.place_id}/{one.device_id}/{quantity}/{one.start_ms}",
        place_id=one.place_id,
        device=one.device_id,
        quantity=quantity,
        detector=detector,
        rule=rule,
        start_ms=one.start_ms,
        end_ms=one.end_ms,
    )


def _battery_watches(recipe: Recipe, one: Installation) -> Iterator[Watch]:
    battery = recipe.battery
    if battery is None:
        return
    kinds = (("battery_pct", battery.charge, _FULL_PCT), ("battery_v", battery.voltage, None))
    for quantity, low, full in kinds:
        share = low.value / _FULL_PCT
        rule = BatteryRule(*who(one, quantity), low_share=share, ahead_days=battery.ahead.value, full=full)
        yield watch_of("battery", one, quantity, rule)


def who(one: Installation, quantity: str) -> tuple[str, str, str, str]:
    """Return place, source, device and quantity, as every rule begins."""
    return one.place_id, f"{one.device_id}/{quantity}", one.device_id, quantity
