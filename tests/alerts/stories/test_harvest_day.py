"""A harvest day as it should be, and one with a failed blower: warm fruit by itself is no alarm."""

from __future__ import annotations

import pytest

from alerts.alert import EventKind
from alerts.lot import Shipment
from ingest.clock import MS_PER_HOUR
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Timeline, path, steady

PICKED_C = 26.0


def test_warm_fruit_that_is_cooled_in_time_pages_nobody(farm: Timeline) -> None:
    """Picked warm, pre-cooled for three hours, then stored: far above its range at first, and all is well."""
    farm.plays("pre-air", "air_temperature_c", path(("00:20", 1.0), ("00:32", 8.0), ("01:30", 1.0)))
    farm.plays("cold-air", "air_temperature_c", steady(1.0))
    farm.until(at("00:30"))
    farm.stores("L21", "pre-1", at("00:30"), PICKED_C)
    farm.until(at("03:30"))
    farm.parts.alerts.lot_book.move("L21", "cold-2", at("03:30"))
    farm.until(at("07:00"))
    farm.want_silence()
    state = farm.parts.alerts.ledger.journeys()["L21"].state
    assert state.product_temperature_c < 3.0
    assert state.life_used > 0.005


def test_fruit_that_waits_in_the_house_is_told_to_wait_and_not_that_the_house_is_too_warm(
    farm: Timeline,
) -> None:
    """An hour in the shade of a house that warms up is everyday life; half a morning of it costs too much."""
    farm.plays("c-canopy", "air_temperature_c", path(("00:00", 22.0), ("06:00", 28.0)))
    farm.until(at("00:30"))
    farm.stores("L21", "block-c", at("00:30"), 21.0)
    farm.until(at("01:45"))
    farm.want_silence()
    farm.until(at("05:00"))
    waits = farm.want(EventKind.RAISED, "Block C", at("02:00"), at("04:30"))
    assert "waiting" in waits.title


def test_a_blower_that_fails_while_fruit_is_warm_is_told(farm: Timeline) -> None:
    """Warm goods in a pre-cooler that has failed are told, with what it costs them."""
    farm.plays("pre-air", "air_temperature_c", path(("01:00", 1.0), ("01:30", 20.0), ("04:00", 28.0)))
    farm.until(at("00:30"))
    farm.stores("L21", "pre-1", at("00:30"), PICKED_C)
    farm.until(at("04:00"))
    raised = farm.want(EventKind.RAISED, "Pre-cooler", at("01:10"), at("02:40"))
    assert "Pre-cooler (Waxberry)" in raised.short
    assert "shelf life used" in raised.short


def test_a_lot_that_was_entered_hours_late_is_judged_from_its_harvest(farm: Timeline) -> None:
    """What a packhouse writes down later counts from the harvest, and pages nobody when all was well."""
    farm.plays("pre-air", "air_temperature_c", steady(1.0))
    farm.plays("cold-air", "air_temperature_c", steady(1.0))
    farm.until(at("08:00"))
    farm.stores("L21", "pre-1", at("00:30"), PICKED_C)
    farm.parts.alerts.lot_book.move("L21", "cold-2", at("03:30"))
    farm.until(at("08:10"))
    farm.want_silence()
    assert farm.parts.alerts.ledger.journeys()["L21"].state.life_used > 0.005


@pytest.mark.parametrize("is_delivered", [True, False])
def test_a_shipment_is_not_called_short_while_the_past_of_its_lot_is_on_its_way(
    farm: Timeline, *, is_delivered: bool
) -> None:
    """Entered before the room's gateway has told its past: that is waited for, and only its lack is told."""
    farm.plays("truck-air", "air_temperature_c", steady(1.0))
    farm.until(at("20:00"))
    farm.stores("L21", "cold-2", at("00:30"), 1.0)
    book = farm.parts.alerts.lot_book
    book.move("L21", "truck-7", at("19:50"))
    due_ms = at("20:00") + 24 * MS_PER_HOUR
    book.ship(Shipment("S1", "To Singapore", ("L21",), "Importer", due_ms, required_life_days=7.0))
    farm.until(at("20:04"))
    farm.want_silence()
    if is_delivered:
        farm.plays("cold-air", "air_temperature_c", steady(1.0))
        farm.backfill("cold-air", "air_temperature_c", steady(1.0), at("00:30"), at("19:50"))
    farm.until(at("20:30"))
    if is_delivered:
        farm.want_silence()
    else:
        short = farm.want(EventKind.RAISED, "Truck", at("20:04"), at("20:12"))
        assert "left on arrival" in short.short
