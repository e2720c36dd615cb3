"""What people change is watched at once, wherever it matters, and nothing else is planned anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from alerts.ledger.watches import Watches, WatchRow
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Timeline, steady


def _watches(farm: Timeline) -> Mapping[str, WatchRow]:
    with farm.parts.database.read() as connection:
        return Watches(connection).all()


def _move(farm: Timeline) -> None:
    farm.parts.registry.install("pre-air", "cold-2", "return air", farm.clock.now_ms())


def _take_away(farm: Timeline) -> None:
    farm.parts.registry.take_away("c-door", farm.clock.now_ms())


def _pack(farm: Timeline) -> None:
    farm.parts.registry.install("c-canopy", "box-1", "lid", farm.clock.now_ms())
    farm.stores("lot-1", "box-1", farm.clock.now_ms(), 2.0)


def _set_rules(farm: Timeline) -> None:
    place = farm.parts.registry.place("cold-2")
    farm.parts.alerts.recipes.set(place, {"limits.air_temperature_c.high": 6.5}, "Li", "")


def _speak_from_elsewhere(farm: Timeline) -> None:
    farm.parts.registry.install("truck-air", "pre-1", "return air", farm.clock.now_ms())
    farm.plays("cold-door", "relative_humidity_pct", steady(90.0))


@pytest.mark.parametrize("change", [_move, _take_away, _pack, _set_rules, _speak_from_elsewhere])
def test_after_a_change_everything_is_watched_that_a_new_start_would_watch(
    farm: Timeline, change: Callable[[Timeline], None]
) -> None:
    """Places that were left alone are not planned again, and still nothing is missing or left over."""
    for device in ("cold-air", "pre-air", "truck-air", "c-canopy", "c-door"):
        farm.plays(device, "air_temperature_c", steady(2.0))
        farm.gateway_of[device] = "gateway"
    farm.until(at("00:06"))
    before = _watches(farm)
    change(farm)
    farm.until(at("00:12"))
    changed = _watches(farm)
    assert changed != before
    farm.restart()
    farm.work()
    assert _watches(farm) == changed
