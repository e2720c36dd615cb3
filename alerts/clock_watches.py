"""Whose clock is watched: of those that were ever wrong, since of others nothing is told. Pure wiring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from alerts.detect.clock import ClockRule
from alerts.recipe import Recipe
from alerts.recipe_devices import Clock
from alerts.watch import Heard, Watch
from ingest.place import Installation
from ingest.quantity import CLOCK_ERROR
from ingest.reading import device_of


def clock_watches(clock: Clock, installations: Iterable[Installation], heard: Heard) -> Iterator[Watch]:
    """Yield the watch over the clock of each device that hung in a place; its probes share one."""
    for one in installations:
        device = device_of(one.device_id)
        if _was_wrong(device, heard):
            rule = ClockRule(one.place_id, one.device_id, "", clock.off_s, clock.lasts_s)
            yield _watch(device, one.place_id, rule, one.start_ms, one.end_ms)


def gateway_clock_watches(
    gateway: str, installations: Sequence[Installation], recipes: Mapping[str, Recipe], heard: Heard
) -> Iterator[Watch]:
    """Yield the watch over the clock of *gateway*, told at the place of its first device that still hangs.

    One that is a device itself is watched as that.
    """
    lasting = [one for one in installations if one.end_ms is None] or installations
    first = min(lasting, key=lambda one: (one.start_ms, one.device_id))
    clock = recipes[first.place_id].clock if first.place_id in recipes else None
    is_device = any(device_of(one.device_id) == gateway for one in installations)
    if clock is not None and _was_wrong(gateway, heard) and not is_device:
        ends = [one.end_ms for one in installations if one.end_ms is not None]
        rule = ClockRule(first.place_id, "", gateway, clock.off_s, clock.lasts_s)
        yield _watch(
            gateway,
            first.place_id,
            rule,
            min(one.start_ms for one in installations),
            max(ends) if len(ends) == len(installations) else None,
        )


def _was_wrong(name: str, heard: Heard) -> bool:
    return CLOCK_ERROR in heard.get(name, ())


def _watch(name: str, place_id: str, rule: ClockRule, start_ms: int, end_ms: int | None) -> Watch:
    return Watch(
        key=f"clock/{place_id}/{rule.gateway or rule.device}/{CLOCK_ERROR}/{start_ms}",
        place_id=place_id,
        device=name,
        quantity=CLOCK_ERROR,
        detector="clock",
        rule=rule,
        start_ms=start_ms,
        end_ms=end_ms,
    )
