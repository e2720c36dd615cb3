"""What is watched at a place whether goods are there or not: limits, what leads to them, doors, silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from alerts.cause import Cause
from alerts.detect.forecast import ForecastRule
from alerts.detect.limits import LimitRule
from alerts.detect.silence import SilenceRule
from alerts.device_watches import device_watches, watch_of
from alerts.place_choruses import place_choruses
from alerts.recipe import Limits, Recipe
from alerts.recipe_sections import Forecast
from alerts.segment import AIR, PRODUCT
from alerts.watch import DOOR, Watch
from ingest.place import Installation, Place

_SECONDS_PER_MINUTE = 60.0
_HALF_OPEN = 0.5

CAUSES: Mapping[str, tuple[Cause, Cause]] = MappingProxyType(
    {
        AIR: (Cause.TOO_WARM, Cause.TOO_COLD),
        PRODUCT: (Cause.TOO_WARM, Cause.TOO_COLD),
        "surface_temperature_c": (Cause.TOO_WARM, Cause.TOO_COLD),
        "soil_temperature_c": (Cause.TOO_WARM, Cause.TOO_COLD),
        "relative_humidity_pct": (Cause.TOO_HUMID, Cause.TOO_DRY),
        "leaf_wetness_pct": (Cause.TOO_HUMID, Cause.TOO_DRY),
        "soil_moisture_pct": (Cause.SOIL_TOO_WET, Cause.SOIL_TOO_DRY),
        "soil_tension_kpa": (Cause.SOIL_TOO_DRY, Cause.SOIL_TOO_WET),
    }
)
"""What it is called when a quantity is too high, and when it is too low."""


def place_watches(place: Place, recipe: Recipe, installations: Iterable[Installation]) -> tuple[Watch, ...]:
    """Return what is watched at *place* whether goods are there or not."""
    here = [one for one in installations if one.place_id == place.id]
    watches = list(place_choruses(place, recipe, here))
    for one in here:
        watches.extend(_limit_watches(recipe, one))
        watches.append(_silence_watch(recipe, one))
        watches.extend(device_watches(recipe, one))
    return tuple(watches)


def _limit_watches(recipe: Recipe, one: Installation) -> Iterable[Watch]:
    for quantity, limits in recipe.limits.items():
        if quantity in CAUSES:
            yield watch_of("limits", one, quantity, _limit_rule(limits, one))
    if recipe.door_dwell_min is not None:
        yield watch_of("door", one, DOOR, _door_rule(recipe, recipe.door_dwell_min, one))
    air = recipe.limits.get(AIR)
    if recipe.forecast is not None and air is not None and air.high is not None:
        yield watch_of("forecast", one, AIR, _forecast_rule(recipe.forecast, air.high, one))


def _limit_rule(limits: Limits, one: Installation) -> LimitRule:
    cause_high, cause_low = CAUSES[limits.quantity]
    return LimitRule(
        place_id=one.place_id,
        source=f"{one.device_id}/{limits.quantity}",
        device=one.device_id,
        quantity=limits.quantity,
        low=limits.low,
        high=limits.high,
        cause_high=cause_high,
        cause_low=cause_low,
        hysteresis=limits.hysteresis,
        dwell_s=limits.dwell_min * _SECONDS_PER_MINUTE,
        clear_s=limits.clear_min * _SECONDS_PER_MINUTE,
        act_now_after_s=_seconds(limits.act_now_after_min),
    )


def _door_rule(recipe: Recipe, dwell_min: float, one: Installation) -> LimitRule:
    return LimitRule(
        place_id=one.place_id,
        source=f"{one.device_id}/{DOOR}",
        device=one.device_id,
        quantity=DOOR,
        high=_HALF_OPEN,
        cause_high=Cause.TOO_WARM,
        cause_low=Cause.TOO_COLD,
        dwell_s=dwell_min * _SECONDS_PER_MINUTE,
        act_now_after_s=_seconds(recipe.door_act_now_after_min),
        detector="door",
    )


def _forecast_rule(forecast: Forecast, limit: float, one: Installation) -> ForecastRule:
    return ForecastRule(
        place_id=one.place_id,
        source=f"{one.device_id}/{AIR}",
        device=one.device_id,
        quantity=AIR,
        limit=limit,
        near=forecast.near.value,
        horizon_s=forecast.horizon_s,
    )


def _silence_watch(recipe: Recipe, one: Installation) -> Watch:
    minimum_s = recipe.silence_min * _SECONDS_PER_MINUTE
    rule = SilenceRule(one.place_id, one.device_id, minimum_s, recipe.silence_factor)
    return watch_of("silence", one, "", rule)


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else minutes * _SECONDS_PER_MINUTE
