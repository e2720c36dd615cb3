"""A place's values against its bands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.adjustment import adjusted
from alerts.recipe import load_recipes
from api.schemas.places import DeviceState, State
from api.views.places import PlaceFacts, in_band, limits_of, place_answer, place_devices
from api.views.trend import Recent
from ingest.place import Device, Installation
from ingest.reading import Reading
from tests.api.views.examples import LIMITS, MINUTE_MS, NOW_MS, PLACE, RECIPE, SITE

PROBE = Installation("probe", PLACE.id, "return air", NOW_MS - 1_000 * MINUTE_MS)


def _reading(quantity: str, value: float, minutes: float = 1, device: str = "probe") -> Reading:
    at_ms = NOW_MS - int(minutes * MINUTE_MS)
    return Reading(device, quantity, at_ms, value, at_ms)


FACTS = PlaceFacts(
    place=PLACE,
    site=SITE,
    recipe=RECIPE,
    installations=[PROBE],
    readings=[
        _reading("relative_humidity_pct", 95.0),
        _reading("air_temperature_c", 3.0),
        _reading("battery_v", 3.1),
    ],
    recents={("probe", "air_temperature_c"): Recent(0.8, 60.0)},
    alerts=[],
    lot_ids=["L1"],
)


def test_a_place_shows_its_climate_main_quantity_first() -> None:
    """Values come with band, trend and age, what speaks for the place first, and batteries elsewhere."""
    answer = place_answer(FACTS, NOW_MS)
    assert [value.quantity for value in answer.values] == ["air_temperature_c", "relative_humidity_pct"]
    first, second = answer.values
    assert (first.low, first.high, first.in_band, first.trend_per_h) == (0.0, 4.0, True, 0.8)
    assert (first.age_s, first.stale, first.position) == (60.0, False, "return air")
    assert (second.low, second.high, second.in_band, second.trend_per_h) == (None, None, None, None)
    assert (answer.state, answer.lot_ids, answer.time_zone) == (State.GOOD, ["L1"], "Asia/Shanghai")


def test_what_a_device_said_elsewhere_does_not_count_here() -> None:
    """A reading from before the device was hung here says nothing about this place."""
    moved = replace(PROBE, start_ms=NOW_MS - MINUTE_MS // 2)
    answer = place_answer(replace(FACTS, installations=[moved]), NOW_MS)
    assert answer.values == []
    assert answer.state is State.CANNOT_SEE


def test_a_place_without_a_known_recipe_is_shown_all_the_same() -> None:
    """Without bands the values are still there, and freshness alone decides."""
    answer = place_answer(replace(FACTS, recipe=None), NOW_MS)
    assert answer.recipe.title == PLACE.recipe
    assert answer.state is State.GOOD
    assert all(value.in_band is None for value in answer.values)


def test_an_unreachable_store_is_the_reason_given() -> None:
    """Where no readings can be had at all, the place says why it cannot be seen."""
    answer = place_answer(replace(FACTS, readings=[], blind="the store does not answer"), NOW_MS)
    assert (answer.state, answer.state_reason) == (State.CANNOT_SEE, "the store does not answer")


def test_a_clock_that_is_ahead_makes_no_negative_age() -> None:
    """A value observed a moment ahead of us is zero seconds old."""
    ahead = _reading("air_temperature_c", 3.0, minutes=-2)
    assert place_answer(replace(FACTS, readings=[ahead]), NOW_MS).values[0].age_s == 0.0


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, True), (4.0, True), (-0.1, False), (4.1, False), (2.0, True)]
)
def test_the_edges_of_a_band_belong_to_it(value: float, *, expected: bool) -> None:
    """A value on a limit is inside; zero is a value like any other."""
    assert in_band(value, LIMITS) is expected
    assert in_band(value, None) is None


def test_limits_are_those_of_the_recipe_that_hold_now() -> None:
    """A place's page draws the bands of the hour on its own clock, and none without a known recipe."""
    nights = {"limits.air_temperature_c.night.high": 2.0, "day.begins": 6.0, "day.ends": 18.0}
    recipe = adjusted(load_recipes()["cold_room"], nights)

    def drawn(clock_h: int) -> list[tuple[str, float | None, float | None]]:
        at_ms = (clock_h - 8) * 60 * MINUTE_MS  # Shanghai is 8 h ahead
        return [(one.quantity, one.low, one.high) for one in limits_of(recipe, "Asia/Shanghai", at_ms)][:1]

    assert drawn(12) == [("air_temperature_c", -0.5, 3.5)]
    assert drawn(18) == [("air_temperature_c", -0.5, 2.0)]
    audited = adjusted(recipe, {"limits.air_temperature_c.compliance_high": 5.0})
    assert limits_of(audited, "UTC", NOW_MS)[0].compliance_high == 5.0
    assert limits_of(None, "UTC", NOW_MS) == []


def test_devices_of_a_place_tell_silence() -> None:
    """A device that fell silent, or was never heard, is not called heard."""
    heard = Device("probe", "Return air", "gw", "own_json", (), NOW_MS, NOW_MS)
    never = Device("spare", "Spare", "", "", (), 0, 0)
    spare = Installation("spare", PLACE.id, "door", 0)
    rows = place_devices([PROBE, spare], {"probe": heard, "spare": never}, silent=())
    assert [(row.id, row.state, row.last_seen_at) for row in rows] == [
        ("spare", DeviceState.SILENT, None),
        ("probe", DeviceState.HEARD, NOW_MS),
    ]
    (row,) = place_devices([PROBE], {"probe": heard}, silent={"probe"})
    assert row.state is DeviceState.SILENT
