"""Water on goods, leaves and fruit: told where it stays, and left alone where it is everyday life."""

from __future__ import annotations

from alerts.alert import EventKind
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import START_MS, Signal, Timeline, path, steady

AIR = "air_temperature_c"
HUMIDITY = "relative_humidity_pct"
PULP = "product_temperature_c"
FIVE_MINUTES_MS = 5 * MS_PER_MINUTE
TWENTY_MINUTES_MS = 20 * MS_PER_MINUTE


def swinging(value: float) -> Signal:
    """Return air that is never quite the same."""
    return lambda moment_ms: value + 0.1 * (moment_ms // TWENTY_MINUTES_MS % 3)


def test_cold_goods_in_humid_air_are_told_to_get_wet(farm: Timeline) -> None:
    """The cooling is off, the air of the truck is that of a June night, and the pulp is still cold."""
    farm.plays("truck-air", AIR, path(("01:00", 2.0), ("01:20", 16.0), ("02:30", 17.0)))
    farm.plays("truck-air", HUMIDITY, steady(80.0))
    farm.plays("truck-air", PULP, path(("01:00", 1.5), ("03:00", 6.0)))
    farm.until(at("02:30"), FIVE_MINUTES_MS)
    told = [notice for notice in farm.told("Truck 7") if "getting wet" in notice.title]
    (raised,) = told
    assert raised.kind is EventKind.RAISED
    assert raised.title == "WATCH Truck 7: goods getting wet"
    assert "goods 3." in raised.short
    assert "dew point 1" in raised.short
    assert "Keep them cold, or keep them covered" in raised.short


def test_a_door_in_use_wets_nothing_that_matters(farm: Timeline) -> None:
    """A quarter of an hour of humid air on cold goods, in a room near its dew point, pages nobody."""
    farm.plays("cold-air", AIR, path(("01:00", 1.5), ("01:05", 9.0), ("01:15", 9.0), ("01:20", 1.5)))
    farm.plays("cold-air", HUMIDITY, steady(96.0))
    farm.plays("cold-air", PULP, steady(0.9))
    farm.until(at("03:00"), FIVE_MINUTES_MS)
    farm.want_silence()


def test_a_long_warm_wetness_is_told_as_a_risk_once_and_is_over_when_all_is_dry(farm: Timeline) -> None:
    """Air of 95 % at 19 degrees: after fourteen hours half of the flowers may be infected, then more."""
    wet_until = START_MS + 20 * MS_PER_HOUR
    farm.plays("c-canopy", AIR, swinging(19.0))
    farm.plays("c-canopy", HUMIDITY, lambda moment_ms: 95.0 if moment_ms < wet_until else 70.0)
    farm.until(START_MS + 26 * MS_PER_HOUR, TWENTY_MINUTES_MS)
    raised = farm.want(EventKind.RAISED, "Block C", at("13:00"), at("15:00"))
    assert raised.title == "WATCH Block C: at risk of grey mould"
    assert "wet for 1" in raised.short
    assert "may infect 5" in raised.short
    farm.want(EventKind.ESCALATED, "Block C", at("16:00"), at("18:30"))
    over_ms = START_MS + 24 * MS_PER_HOUR
    farm.want(EventKind.RESOLVED, "Block C", over_ms, over_ms + 60 * MS_PER_MINUTE)


def test_a_humid_night_is_no_risk(farm: Timeline) -> None:
    """Ten wet hours and a dry day: no wet period is long enough."""
    farm.plays("c-canopy", AIR, swinging(17.0))
    farm.plays("c-canopy", HUMIDITY, lambda ms: 95.0 if (ms - START_MS) // MS_PER_HOUR % 24 < 10 else 75.0)
    farm.until(START_MS + 34 * MS_PER_HOUR, TWENTY_MINUTES_MS)
    farm.want_silence()
