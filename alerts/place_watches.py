"""What is watched at a place whether goods are there or not: limits, what leads to them, doors, silence."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.cause import Cause
from alerts.detect.forecast import ForecastRule
from alerts.detect.limits import LimitRule
from alerts.detect.room_rule import RoomRule
from alerts.detect.upper import Upper
from alerts.device_watches import device_watches, watch_of
from alerts.limit_watches import limit_watches, upper_of
from alerts.place_choruses import place_choruses
from alerts.recipe import Recipe
from alerts.recipe_sections import Forecast, Unit
from alerts.watch import Watch, silence_rule
from ingest.clock import S_PER_MINUTE
from ingest.place import Installation, Place
from ingest.quantity import AIR, DOOR

_HALF_OPEN = 0.5


def place_watches(
    place: Place, recipe: Recipe, installations: Iterable[Installation], zone: str
) -> tuple[Watch, ...]:
    """Return what is watched at *place*, whose clock goes by *zone*, whether goods are there or not."""
    here = [one for one in installations if one.place_id == place.id]
    watches = list(place_choruses(place, recipe, here))
    for one in here:
        watches.extend(limit_watches(recipe, one, zone))
        watches.extend(_doors_and_what_leads_to_limits(recipe, one, zone))
        watches.append(_silence_watch(recipe, one))
        watches.extend(device_watches(recipe, one))
    return tuple(watches)


def _doors_and_what_leads_to_limits(recipe: Recipe, one: Installation, zone: str) -> Iterable[Watch]:
    if recipe.door_dwell_min is not None:
        yield watch_of("door", one, DOOR, _door_rule(recipe, recipe.door_dwell_min, one))
    air = recipe.limits.get(AIR)
    upper = None if air is None else upper_of(recipe, air, zone)
    if recipe.forecast is not None and upper is not None:
        yield watch_of("forecast", one, AIR, _forecast_rule(recipe.forecast, upper, one))
        if recipe.unit is not None:
            yield watch_of("room", one, AIR, _room_rule(recipe.unit, recipe.forecast, upper, one))


def _door_rule(recipe: Recipe, dwell_min: float, one: Installation) -> LimitRule:
    return LimitRule(
        place_id=one.place_id,
        source=f"{one.device_id}/{DOOR}",
        device=one.device_id,
        quantity=DOOR,
        high=_HALF_OPEN,
        cause_high=Cause.TOO_WARM,
        cause_low=Cause.TOO_COLD,
        dwell_s=dwell_min * S_PER_MINUTE,
        act_now_after_s=_seconds(recipe.door_act_now_after_min),
        detector="door",
    )


def _forecast_rule(forecast: Forecast, limit: Upper, one: Installation) -> ForecastRule:
    return ForecastRule(
        place_id=one.place_id,
        source=f"{one.device_id}/{AIR}",
        device=one.device_id,
        quantity=AIR,
        limit=limit,
        near=forecast.near.value,
        horizon_s=forecast.horizon_s,
    )


def _room_rule(unit: Unit, forecast: Forecast, limit: Upper, one: Installation) -> RoomRule:
    return RoomRule(
        place_id=one.place_id,
        source=f"{one.device_id}/{AIR}",
        device=one.device_id,
        quantity=AIR,
        limit=limit,
        horizon_s=forecast.horizon_s,
        starts_per_h=unit.starts.value,
        longer=unit.longer.value,
    )


def _silence_watch(recipe: Recipe, one: Installation) -> Watch:
    return watch_of("silence", one, "", silence_rule(recipe, one.place_id, one.device_id))


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else minutes * S_PER_MINUTE
