"""What is watched of limits: those that people act on, and those that an auditor judges by. Pure wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from alerts.cause import Cause
from alerts.detect.limits import LimitRule
from alerts.detect.schedule import EVER, Levels, Phase, Schedule, levels_at
from alerts.detect.upper import Upper
from alerts.device_watches import watch_of
from alerts.recipe import Recipe
from alerts.recipe_limits import Band, Limits
from alerts.watch import Watch
from ingest.clock import S_PER_MINUTE
from ingest.place import Installation, PlaceKind
from ingest.quantity import AIR, PRODUCT

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


_COOLED = frozenset({PlaceKind.COLD_ROOM, PlaceKind.TRUCK})
"""Places whose unit brings the air back after a door or a defrost. A load keeps that of a pre-cooler warm."""

Pick = Callable[[Band], Levels]
"""Which of a band's limits are meant."""


def limit_watches(recipe: Recipe, one: Installation, zone: str) -> Iterator[Watch]:
    """Yield what holds *one* against the limits of its place, whose clock goes by *zone*."""
    for quantity, limits in recipe.limits.items():
        if quantity in CAUSES:
            yield watch_of("limits", one, quantity, _action_rule(recipe, limits, one, zone))
            if any(_audited(band) != Levels() for band in _bands(limits)):
                yield watch_of("compliance", one, quantity, _compliance_rule(recipe, limits, one, zone))


def held(recipe: Recipe, limits: Limits, zone: str) -> Callable[[int], Levels]:
    """Return what answers which limits people act on at an instant."""
    return _picked(recipe, limits, zone, _acted_on)


def audited(recipe: Recipe, limits: Limits, zone: str) -> Callable[[int], Levels]:
    """Return what answers which limits an auditor judges by at an instant."""
    return _picked(recipe, limits, zone, _audited)


def upper_of(recipe: Recipe, limits: Limits, zone: str) -> Upper | None:
    """Return the upper limits that people act on; None where there never is one."""
    if all(band.high is None for band in _bands(limits)):
        return None
    return Upper(limits.high, _schedule(recipe, limits, zone, _upper))


def _picked(recipe: Recipe, limits: Limits, zone: str, pick: Pick) -> Callable[[int], Levels]:
    schedule, usual = _schedule(recipe, limits, zone, pick), pick(limits.day)
    return lambda at_ms: usual if schedule is None else levels_at(schedule, at_ms)


def _action_rule(recipe: Recipe, limits: Limits, one: Installation, zone: str) -> LimitRule:
    rule = _rule(recipe, limits, one, zone, _acted_on)
    cause_high, cause_low = CAUSES[limits.quantity]
    late_min = limits.act_now_after_min
    return msgspec.structs.replace(
        rule,
        cause_high=cause_high,
        cause_low=cause_low,
        dwell_s=limits.dwell_min * S_PER_MINUTE,
        act_now_after_s=None if late_min is None else late_min * S_PER_MINUTE,
        critical_dwell_s=limits.critical_dwell_min * S_PER_MINUTE,
        brought_back=limits.quantity == AIR and recipe.kind in _COOLED,
    )


def _compliance_rule(recipe: Recipe, limits: Limits, one: Installation, zone: str) -> LimitRule:
    rule = _rule(recipe, limits, one, zone, _audited)
    dwell_s = limits.compliance_dwell_min * S_PER_MINUTE
    return msgspec.structs.replace(rule, dwell_s=dwell_s, detector="compliance")


def _rule(recipe: Recipe, limits: Limits, one: Installation, zone: str, pick: Pick) -> LimitRule:
    return LimitRule(
        place_id=one.place_id,
        source=f"{one.device_id}/{limits.quantity}",
        device=one.device_id,
        quantity=limits.quantity,
        cause_high=Cause.BEYOND_COMPLIANCE,
        cause_low=Cause.BEYOND_COMPLIANCE,
        hysteresis=limits.hysteresis,
        clear_s=limits.clear_min * S_PER_MINUTE,
        **msgspec.structs.asdict(pick(limits.day)),
        schedule=_schedule(recipe, limits, zone, pick),
    )


def _schedule(recipe: Recipe, limits: Limits, zone: str, pick: Pick) -> Schedule | None:
    """Return which limits hold when; None where they are always the same."""
    begun = sorted((day, name) for name, day in recipe.stages.items() if day is not None)
    usual = limits.day, limits.night
    phases = [(EVER, usual), *((day, limits.stages.get(name, usual)) for day, name in begun)]
    held = {pick(band) for _, bands in phases for band in bands}
    if len(held) == 1:
        return None
    told = tuple(Phase(day, *map(pick, bands)) for day, bands in phases)
    return Schedule(zone, *recipe.day_ms, told)


def _bands(limits: Limits) -> Iterable[Band]:
    return limits.day, limits.night, *(band for bands in limits.stages.values() for band in bands)


def _acted_on(band: Band) -> Levels:
    return Levels(band.low, band.high, band.critical_low, band.critical_high)


def _upper(band: Band) -> Levels:
    return Levels(high=band.high)


def _audited(band: Band) -> Levels:
    return Levels(band.compliance_low, band.compliance_high)
