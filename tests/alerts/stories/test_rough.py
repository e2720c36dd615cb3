"""Knocks and rough roads flag the goods that went through them, and take no hour of their life."""

from __future__ import annotations

from alerts.alert import EventKind
from alerts.handling import Handling
from ingest.clock import MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import START_MS, Signal, Timeline, steady

SHOCK, VIBRATION = "shock_g", "vibration_g_rms"


def knocks(*events: tuple[str, float]) -> Signal:
    """Return a sensor that tells of (clock time, g), and is silent between."""
    known = {at(clock): value for clock, value in events}
    return known.get


def handling(farm: Timeline, lot_id: str) -> Handling | None:
    """Return how a lot was handled."""
    alerts = farm.parts.alerts
    return alerts.ledger.roughness().of(lot_id, alerts.lot_book.stays(lot_id))


def load(farm: Timeline) -> None:
    """Put goods on a truck that is as cold as it should be."""
    farm.stores("L1", "truck-7", START_MS, 1.0)
    farm.plays("truck-air", "air_temperature_c", lambda ms: 1.5 + 0.1 * (ms // (4 * MS_PER_MINUTE) % 3))


def test_a_hard_knock_flags_the_lot_and_is_told_once(farm: Timeline) -> None:
    """31 g between bumps: people are to look at the goods; their life is what it was."""
    load(farm)
    farm.plays("truck-air", SHOCK, knocks(("00:30", 6.0), ("00:40", 31.0), ("00:50", 2.0), ("00:52", 7.5)))
    farm.until(at("02:30"))
    raised = farm.want(EventKind.RAISED, "Truck 7", at("00:40"), at("00:44"))
    assert raised.title == "WATCH Truck 7: handled roughly"
    assert "up to 31.0 g" in raised.short
    assert "Look at the goods on arrival" in raised.short
    farm.want(EventKind.RESOLVED, "Truck 7", at("01:50"), at("01:56"))
    assert handling(farm, "L1") == Handling(3, 31.0, 0.0, is_flagged=True)
    (alert,) = farm.alerts()
    assert alert.facts.life_lost_h is None


def test_bumps_of_an_ordinary_ride_are_on_record_and_page_nobody(farm: Timeline) -> None:
    """A few bumps and everyday vibration: kept, and not flagged."""
    load(farm)
    farm.plays("truck-air", SHOCK, knocks(("00:30", 6.0), ("01:40", 8.0)))
    farm.plays("truck-air", VIBRATION, steady(0.35))
    farm.until(at("03:00"))
    farm.want_silence()
    assert handling(farm, "L1") == Handling(2, 8.0, 0.0, is_flagged=False)


def test_vibration_adds_up_over_the_day(farm: Timeline) -> None:
    """Half an hour at 0.8 g rms, again and again: no single one is told, their sum is."""
    load(farm)
    farm.plays("truck-air", VIBRATION, lambda ms: 0.8 if (ms - START_MS) // (30 * MS_PER_MINUTE) % 2 else 0.3)
    farm.until(at("04:00"))
    farm.want(EventKind.RAISED, "Truck 7", at("03:00"), at("04:00"))
    found = handling(farm, "L1")
    assert found is not None
    assert found.is_flagged
    assert 1.0 <= found.vibration_g2h < 1.4


def test_an_empty_truck_and_goods_that_were_elsewhere_are_not_flagged(farm: Timeline) -> None:
    """What happens to a truck without goods calls nobody, and flags nothing that comes later."""
    farm.plays("truck-air", SHOCK, knocks(("00:30", 40.0)))
    farm.until(at("01:00"))
    load(farm)
    farm.parts.alerts.lot_book.move("L1", "cold-2", START_MS)
    farm.parts.alerts.lot_book.move("L1", "truck-7", at("00:50"))
    farm.until(at("01:30"))
    farm.want_silence()
    assert handling(farm, "L1") is None


def test_a_device_that_travels_with_a_lot_speaks_for_it(farm: Timeline) -> None:
    """The tracker in the box felt it; the lot beside it is told of its own."""
    load(farm)
    farm.stores("L2", "truck-7", START_MS, 1.0)
    farm.parts.alerts.lot_book.accompany("L2", "box-lid", START_MS)
    farm.plays("box-lid", SHOCK, knocks(("00:40", 28.0)))
    farm.until(at("01:10"))
    farm.want(EventKind.RAISED, "Truck 7", at("00:40"), at("00:44"))
    (alert,) = farm.alerts()
    assert alert.lot_ids == ("L2",)
    assert handling(farm, "L1") is None
    assert handling(farm, "L2") == Handling(1, 28.0, 0.0, is_flagged=True)
