"""A box that will be out of ice before its goods are there is told while ice can still be added."""

from __future__ import annotations

from alerts.alert import EventKind
from alerts.lot import Shipment
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import START_MS, Timeline, steady

LID = "box-lid"
AIR = "air_temperature_c"
STEP_MS = 5 * MS_PER_MINUTE


def ships(farm: Timeline, due_h: float) -> None:
    """Pack goods that are due after so many hours into the box, and let the box read cold."""
    farm.stores("L1", "box-1", START_MS, 1.0)
    due_at_ms = START_MS + int(due_h * MS_PER_HOUR)
    farm.parts.alerts.lot_book.ship(Shipment("S1", "Singapore", ("L1",), "Buyer", due_at_ms, 1.0))
    farm.plays(LID, AIR, steady(1.6))


def test_too_little_ice_is_told_an_hour_after_the_packing(farm: Timeline) -> None:
    """Six kilograms last about 36 hours at 25 degrees, 29 to be careful; the goods are due after 40."""
    ships(farm, 40.0)
    farm.until(at("02:00"), STEP_MS)
    raised = farm.want(EventKind.RAISED, "Box 1", at("01:00"), at("01:10"))
    assert raised.title == "WATCH Box 1: short of ice"
    assert "Box 1 (Waxberry): ice gone about Mon 12:" in raised.short
    assert "due Mon 16:00" in raised.short
    assert "Add ice, or move to a cold room by Mon 0" in raised.short
    assert "at the earliest Mon 0" in raised.long
    (alert,) = farm.alerts()
    assert alert.facts.breach_early_ms is not None
    assert alert.facts.breach_late_ms is not None


def test_ice_that_outlasts_its_journey_pages_nobody(farm: Timeline) -> None:
    """The careful edge lies beyond the hour at which the goods are due."""
    ships(farm, 28.0)
    farm.until(at("04:00"), STEP_MS)
    farm.want_silence()


def test_a_lot_that_brings_its_own_ice_is_watched_by_that(farm: Timeline) -> None:
    """Nine kilograms last where the six of the box would not; half of them, said later, do not."""
    ships(farm, 40.0)
    farm.parts.alerts.terms.set_for_lot("L1", {"ice.mass": 9.0}, "Ana", "three packs of 3 kg")
    farm.until(at("02:00"), STEP_MS)
    farm.want_silence()
    farm.parts.alerts.terms.set_for_lot("L1", {"ice.mass": 4.5}, "Ana", "")
    farm.until(at("02:30"), STEP_MS)
    assert "gone about" in farm.want(EventKind.RAISED, "Box 1", at("01:00"), at("02:15")).short


def test_the_room_that_a_box_stands_in_tells_how_long_its_ice_lasts(farm: Timeline) -> None:
    """In a cold room no ice melts to speak of; on the warm truck it does, and that is told there."""
    ships(farm, 40.0)
    book = farm.parts.alerts.lot_book
    book.move("L1", "cold-2", START_MS, box="box-1")
    farm.plays("cold-air", AIR, steady(2.0))
    farm.plays("truck-air", AIR, steady(4.0))
    farm.until(at("02:55"), STEP_MS)
    farm.want_silence()
    farm.plays("truck-air", AIR, steady(31.0))
    farm.until(at("03:00"), STEP_MS)
    book.move("L1", "truck-7")
    farm.until(at("04:00"), STEP_MS)
    farm.want(EventKind.RAISED, "Box 1", at("03:00"), at("03:30"))


def test_goods_out_of_the_box_need_no_ice(farm: Timeline) -> None:
    """When the goods go into a cold room for good, the alert is over."""
    ships(farm, 40.0)
    farm.until(at("02:00"), STEP_MS)
    farm.parts.alerts.lot_book.move("L1", "cold-2", box=None)
    farm.until(at("02:15"), STEP_MS)
    resolved = farm.want(EventKind.RESOLVED, "Box 1", at("02:00"), at("02:10"))
    assert "was short of ice for 1h00" in resolved.short.lower()
