"""What is promised of every detector over a place: a state that can be put away, and no word twice."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.adjustment import adjusted
from alerts.box_watches import box_watches
from alerts.detect import DETECTORS
from alerts.gateway_watches import Gateways
from alerts.handling_watches import handling_watches
from alerts.moist_watches import moist_watches
from alerts.place_watches import place_watches
from alerts.stowage import Stowage
from alerts.watch import Watch
from ingest.clock import MS_PER_MINUTE
from ingest.place import Installation, Place, PlaceKind
from tests.alerts.rig import RECIPES

_HANGING = [Installation(device, "here", "canopy", 0) for device in ("one", "two")]
_KINDS = {"greenhouse_waxberry": PlaceKind.GREENHOUSE, "precooler": PlaceKind.PRECOOLER}


def _watches() -> dict[str, Watch]:
    """Return one watch of every detector over a place."""
    ice = RECIPES["ice_box"].ice
    assert ice is not None
    packed = Stowage(0, None, (), None)
    gateways = Gateways({"gw": _HANGING}, {"here": RECIPES["cold_room"]}).watches({"gw": ("clock_error_s",)})
    found = {watch.detector: watch for watch in gateways["gw"]}
    wet = moist_watches(
        Place("here", "site", "Here", PlaceKind.GREENHOUSE, "greenhouse_waxberry"),
        RECIPES["greenhouse_waxberry"],
        _HANGING,
        {"one": ("air_temperature_c", "relative_humidity_pct", "surface_temperature_c")},
    )
    found |= {watch.detector: watch for watch in wet}
    rough = RECIPES["truck"].rough
    assert rough is not None
    rides = handling_watches(rough, [packed], _HANGING, {"one": ("shock_g", "vibration_g_rms")})
    found |= {watch.detector: watch for watch in rides}
    found |= {watch.detector: watch for watch in box_watches("here", ice, [packed], {"here": _HANGING})}
    for recipe_id in (*_KINDS, "cold_room"):
        place = Place("here", "site", "Here", _KINDS.get(recipe_id, PlaceKind.COLD_ROOM), recipe_id)
        recipe = adjusted(RECIPES[recipe_id], {"limits.air_temperature_c.compliance_high": 45.0})
        watches = place_watches(place, recipe, _HANGING, "Asia/Shanghai")
        found |= {watch.detector: watch for watch in watches}
    return found


WATCHES = _watches()
_READINGS = st.lists(
    st.tuples(
        st.sampled_from((1, 5, 10, 20, 20, 45, 200, 1_500)), st.sampled_from((-3.0, 0.5, 0.9, 1.3, 3.3, 24.0))
    ),
    max_size=40,
)


def test_every_detector_over_places_is_here() -> None:
    """All but that of goods, which has its own suite, are held to these promises."""
    assert set(WATCHES) == set(DETECTORS) - {"goods"}


@pytest.mark.parametrize("name", WATCHES)
def test_what_is_kept_of_every_sensor_costs_the_collector_nothing(name: str) -> None:
    """Rules and states are many, with a new one at each reading, and have no cycles to look for."""
    assert not DETECTORS[name].state.__struct_config__.gc
    assert not WATCHES[name].rule.__struct_config__.gc


@pytest.mark.parametrize("name", WATCHES)
@settings(max_examples=25, deadline=None)
@given(readings=_READINGS)
def test_a_state_that_was_put_away_goes_on_as_if_it_had_not_been(
    name: str, readings: list[tuple[int, float]]
) -> None:
    """Encoded and decoded between any two readings, a detector finds the same, at the same instants."""
    watch, detector = WATCHES[name], DETECTORS[name]
    kept = stored = detector.initial(watch.rule)
    at_ms = 0
    for minutes, value in readings:
        at_ms += minutes * MS_PER_MINUTE
        told = tuple((number, value) for number in range(len(watch.voices))) if watch.voices else value
        stored = msgspec.json.decode(msgspec.json.encode(stored), type=detector.state)
        assert stored == kept
        kept, found = detector.step(watch.rule, kept, at_ms, told)
        stored, found_by_stored = detector.step(watch.rule, stored, at_ms, told)
        assert found == found_by_stored
        deadline = detector.deadline_ms(watch.rule, kept)
        assert deadline is None or deadline > at_ms
        assert all(spell.started_at_ms <= at_ms and spell.place_id == "here" for spell in found)
        assert all(spell.raised_at_ms is None or spell.raised_at_ms <= at_ms for spell in found)
