"""Which watches follow from recipes, installations and stays."""

from __future__ import annotations

from alerts.cause import Cause
from alerts.detect.limits import LimitRule
from alerts.limit_watches import CAUSES
from alerts.lot import Stay
from alerts.place_watches import place_watches
from alerts.segment import Segment, segments_of
from ingest.place import Installation, Place, PlaceKind
from tests.alerts.rig import RECIPES

ROOM = Place("room", "site", "Room", PlaceKind.COLD_ROOM, "cold_room")
AIR = {"air_temperature_c"}
PRODUCT = {"product_temperature_c"}


def test_each_device_is_watched_by_every_rule_of_its_recipe() -> None:
    """A device gets what its place's recipe says, for as long as it hangs there."""
    recipe = RECIPES["cold_room"]
    installation = Installation("probe", "room", "", 10, 90)
    watches = place_watches(ROOM, recipe, [installation, Installation("other", "elsewhere", "", 0)], "UTC")
    detectors = sorted(watch.detector for watch in watches)
    others = ["battery", "battery", "door", "forecast", "reports", "room", "silence", "trust"]
    assert detectors == sorted(["limits"] * len(recipe.limits) + others)
    assert {(watch.device, watch.start_ms, watch.end_ms) for watch in watches} == {("probe", 10, 90)}
    assert len({watch.key for watch in watches}) == len(watches)


def test_a_limit_keeps_the_recipes_numbers_in_seconds() -> None:
    """Minutes of the recipe are seconds of the rule."""
    limits = RECIPES["cold_room"].limits["air_temperature_c"]
    watches = place_watches(ROOM, RECIPES["cold_room"], [Installation("probe", "room", "", 0)], "UTC")
    (rule,) = (
        watch.rule
        for watch in watches
        if watch.quantity == "air_temperature_c" and watch.detector == "limits"
    )
    assert isinstance(rule, LimitRule)
    assert (rule.low, rule.high, rule.dwell_s) == (limits.low, limits.high, limits.dwell_min * 60)
    assert (rule.cause_high, rule.cause_low) == (Cause.TOO_WARM, Cause.TOO_COLD)


def test_every_limit_of_every_recipe_has_a_name_for_what_is_wrong() -> None:
    """A quantity that a recipe limits is one whose breach has a cause."""
    limited = {quantity for recipe in RECIPES.values() for quantity in recipe.limits}
    assert limited <= set(CAUSES)


def test_probes_in_the_goods_speak_before_air_sensors() -> None:
    """Where a device measures the goods, the air does not count for them."""
    installations = [Installation(device, "room", "", 0) for device in ("air-1", "air-2", "core")]
    stay = Stay("L1", "room", 100, 200)
    heard = {"air-1": AIR, "air-2": AIR}
    (segment,) = segments_of(stay, installations, heard)
    assert segment.sources == (("air-1", "air_temperature_c"), ("air-2", "air_temperature_c"))
    (segment,) = segments_of(stay, installations, {**heard, "core": PRODUCT | AIR})
    assert segment.sources == (("core", "product_temperature_c"),)


def test_a_stay_is_cut_where_its_sources_change() -> None:
    """A device that comes or goes during a stay ends one segment and starts the next."""
    installations = [
        Installation("old", "room", "", 0, 150),
        Installation("new", "room", "", 170),
        Installation("door", "room", "", 120),
        Installation("gone", "room", "", 0, 100),
    ]
    heard = {"old": AIR, "new": AIR, "door": {"door_open"}, "gone": AIR}
    segments = segments_of(Stay("L1", "room", 100, 200), installations, heard)
    assert segments == (
        Segment("L1", "room", 100, 150, (("old", "air_temperature_c"),)),
        Segment("L1", "room", 150, 170, ()),
        Segment("L1", "room", 170, 200, (("new", "air_temperature_c"),)),
    )
