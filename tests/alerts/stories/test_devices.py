"""Sensors and loads that are not as they should be, told by name and with what to do."""

from __future__ import annotations

import math

from alerts.alert import EventKind
from alerts.cause import Cause
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Signal, Timeline, steady


def _breathing(moment_ms: int) -> float:
    """Return the air of a room whose thermostat switches every forty minutes."""
    return round(1.0 + 0.4 * math.sin(2 * math.pi * moment_ms / (MS_PER_HOUR * 2 / 3)), 1)


def test_a_stuck_sensor_is_told_and_a_living_one_is_not(farm: Timeline) -> None:
    """A sensor that tells the same for three hours is not to be trusted; its neighbour goes on as before."""
    farm.plays("cold-air", "air_temperature_c", lambda now: _breathing(min(now, at("02:00"))))
    farm.plays("truck-air", "air_temperature_c", _breathing)
    farm.until(at("06:00"))
    raised = farm.want(EventKind.RAISED, "Cold room 2", at("04:30"), at("05:10"))
    assert raised.title == "WATCH Cold room 2: sensor stuck"
    assert raised.short.startswith("WATCH Cold room 2: sensor stuck: Return air, ")
    assert "Compare with another instrument" in raised.short
    assert [alert.cause for alert in farm.alerts()] == [Cause.UNTRUSTED]


def test_a_humidity_that_stands_still_is_told_by_name_and_saturated_air_is_not(farm: Timeline) -> None:
    """A bay's sensor tells one value for a day and a night; another one tells 100 % through days of fog."""
    end_ms = at("00:00") + 5 * MS_PER_DAY
    stops_ms, fog_ms = at("00:00") + 3 * MS_PER_DAY, at("00:00") + 2 * MS_PER_DAY

    def bay(now: int) -> float | None:
        swing = round(70.0 + 20.0 * math.cos(2 * math.pi * min(now, stops_ms) / MS_PER_DAY + 2.0))
        return swing if now % (10 * MS_PER_MINUTE) == 0 else None

    def fog(now: int) -> float | None:
        told = bay(now)
        return told if told is None or now < fog_ms else 100.0

    farm.clock.set(end_ms)
    farm.backfill("c-canopy", "relative_humidity_pct", bay, at("00:00"), end_ms)
    farm.backfill("c-door", "relative_humidity_pct", fog, at("00:00"), end_ms)
    farm.work()
    (alert,) = [alert for alert in farm.alerts() if alert.cause is Cause.UNTRUSTED]
    assert (alert.facts.device, alert.facts.quantity) == ("c-canopy", "relative_humidity_pct")
    assert abs(alert.raised_at_ms - stops_ms - MS_PER_DAY) <= MS_PER_HOUR / 2


def test_leaps_are_a_fault_when_they_come_again_and_again(farm: Timeline) -> None:
    """A broken cable: thirty kelvin up and down in two minutes. One such spike is none, two are."""

    def broken(*spikes: str) -> Signal:
        instants = {at(spike) for spike in spikes}
        return lambda now: 31.0 if now in instants else _breathing(now)

    farm.plays("truck-air", "air_temperature_c", broken("01:00"))
    farm.plays("cold-air", "air_temperature_c", broken("01:00", "02:00"))
    farm.until(at("03:00"))
    raised = farm.want(EventKind.RAISED, "", at("02:00"), at("02:02"))
    assert raised.title == "WATCH Cold room 2: sensor leaps"


def test_a_battery_is_told_a_week_before_it_is_low(farm: Timeline) -> None:
    """A charge that falls by five percent a day is told when a week is left."""

    def charge(now: int) -> float | None:
        days = (now - at("00:00")) / MS_PER_DAY
        return 80.0 - 5.0 * days if now % MS_PER_HOUR == 0 else None

    farm.clock.set(at("00:00") + 7 * MS_PER_DAY)
    farm.backfill("cold-air", "battery_pct", charge, at("00:00"), farm.clock.now_ms())
    farm.work()
    (alert,) = [alert for alert in farm.alerts() if alert.cause is Cause.BATTERY_LOW]
    assert 5.5 < (alert.raised_at_ms - at("00:00")) / MS_PER_DAY < 6.5
    assert alert.facts.breach_at_ms is not None
    assert abs(alert.facts.breach_at_ms - at("00:00") - 13 * MS_PER_DAY) < MS_PER_DAY / 4


def test_a_load_that_cools_too_slowly_is_told_before_its_time_is_up(farm: Timeline) -> None:
    """A blower that stands still: the pulp will need five hours. That is known after one, not after three."""

    def pulp(lag_h: float) -> Signal:
        return lambda now: (
            0.8 if now < at("01:00") else 0.5 + 23.0 * math.exp(-(now - at("01:00")) / (lag_h * MS_PER_HOUR))
        )

    farm.plays("pre-air", "air_temperature_c", _breathing)
    farm.plays("pre-pulp", "product_temperature_c", pulp(3.0))
    farm.until(at("06:30"))
    raised = farm.want(EventKind.RAISED, "Pre-cooler", at("01:40"), at("02:40"))
    assert raised.title == "WATCH Pre-cooler: goods cooling too slowly"
    assert "Cold about 0" in raised.short
    escalated = farm.want(EventKind.ESCALATED, "Pre-cooler", at("05:00"), at("05:04"))
    assert escalated.title.startswith("ACT NOW Pre-cooler")
    farm.want(EventKind.RESOLVED, "Pre-cooler", at("05:40"), at("06:30"))


def test_a_load_that_cools_as_planned_calls_nobody(farm: Timeline) -> None:
    """Seven eighths in two and a half hours is what strawberries in clamshells need, and in order."""
    cold_c, lag_h = 0.5, 2.43 / math.log(8)

    def pulp(now: int) -> float:
        hours = (now - at("01:00")) / MS_PER_HOUR
        return cold_c if hours < 0 else cold_c + 24.5 * math.exp(-hours / lag_h)

    farm.plays("pre-air", "air_temperature_c", _breathing)
    farm.plays("pre-pulp", "product_temperature_c", pulp)
    farm.plays("pre-pulp", "battery_v", steady(3.0))
    farm.until(at("07:00"))
    farm.want_silence()


def test_sensors_that_come_apart_are_told_with_their_distance(farm: Timeline) -> None:
    """Two sensors of a room that come apart: people hear of both, and that nobody knows which one it is."""

    def calm(now: int) -> float:
        return round(1.0 + 0.4 * math.sin(now / MS_PER_HOUR), 1)

    def drifting(now: int) -> float:
        return calm(now) + max(0.0, (now - at("00:00")) / MS_PER_DAY - 2.0)

    def seldom(signal: Signal) -> Signal:
        return lambda now: signal(now) if now % (20 * MS_PER_MINUTE) == 0 else None

    farm.clock.set(at("00:00") + 4 * MS_PER_DAY)
    for device, signal in (("cold-air", calm), ("cold-door", drifting)):
        farm.plays(device, "air_temperature_c", seldom(signal))
        farm.backfill(device, "air_temperature_c", seldom(signal), at("00:00"), farm.clock.now_ms())
    farm.until(farm.clock.now_ms() + 10 * MS_PER_MINUTE)
    (raised,) = [notice for notice in farm.told("Cold room 2") if "disagree" in notice.title]
    assert raised.title == "WATCH Cold room 2: sensors disagree"
    assert raised.short.startswith("WATCH Cold room 2: sensors disagree: Return air / Door, now 1.")
    assert "C further apart" in raised.short
    assert "Return air / Door: now 1." in raised.long


def test_a_weak_radio_is_told_with_what_was_lost(farm: Timeline) -> None:
    """Every second report of a sensor does not arrive: people hear how many, and where to look."""

    def weak(now: int) -> float | None:
        minutes = (now - at("00:00")) // MS_PER_MINUTE
        if minutes % 10:
            return None
        is_lost = minutes > 60 * 24 and minutes // 10 % 5 in {1, 3}
        return None if is_lost else _breathing(now + 7 * minutes)

    farm.clock.set(at("00:00") + 2 * MS_PER_DAY)
    farm.plays("cold-air", "air_temperature_c", weak)
    farm.backfill("cold-air", "air_temperature_c", weak, at("00:00"), farm.clock.now_ms())
    farm.until(farm.clock.now_ms() + 12 * MS_PER_MINUTE)
    (raised,) = [notice for notice in farm.told("Cold room 2") if "reports" in notice.title]
    assert raised.title == "WATCH Cold room 2: reports missing"
    assert raised.short.startswith("WATCH Cold room 2: reports missing: Return air, ")
    assert " of 143 in a day" in raised.short


def test_a_gateway_with_a_wrong_clock_is_told_once_and_not_of_each_device(farm: Timeline) -> None:
    """Thirteen minutes behind: people hear of it after half an hour. Silence ends nothing, right times do."""
    step_ms = 5 * MS_PER_MINUTE
    for device in ("cold-air", "truck-air"):
        farm.plays(device, "air_temperature_c", _breathing)
        farm.gateway_of[device] = "gw-7"
    farm.ahead_ms["gw-7"] = 0
    farm.until(at("00:20"))
    farm.ahead_ms["gw-7"] = -13 * MS_PER_MINUTE
    farm.until(at("01:10"))
    raised = farm.want(EventKind.RAISED, "", at("00:50"), at("01:10"))
    assert raised.title == "WATCH Cold room 2: clock behind"
    assert raised.short.startswith(
        "WATCH Cold room 2: clock behind: gateway gw-7, by 13 min, times corrected"
    )
    assert raised.short.endswith("Set its clock, best by NTP.")
    assert "gateway gw-7: clock behind by 13 min; until it is right the times of its readings" in raised.long
    for device in ("cold-air", "truck-air"):
        farm.plays(device, "air_temperature_c", lambda _now: None)
    farm.until(at("03:00"), step_ms)
    (clock,) = [alert for alert in farm.alerts() if alert.cause is Cause.CLOCK_WRONG]
    assert clock.lasts
    for device in ("cold-air", "truck-air"):
        farm.plays(device, "air_temperature_c", _breathing)
    farm.ahead_ms["gw-7"] = 0
    farm.until(at("03:50"), step_ms)
    (clock,) = [alert for alert in farm.alerts() if alert.cause is Cause.CLOCK_WRONG]
    assert clock.ended_at_ms is not None
    assert at("03:00") <= clock.ended_at_ms <= at("03:10")


def test_a_device_that_never_knew_the_time_is_told_as_such(farm: Timeline) -> None:
    """Its readings count when they arrive. A clock that is set within minutes is nobody's business."""
    for device in ("cold-air", "truck-air"):
        farm.plays(device, "air_temperature_c", _breathing)
        farm.ahead_ms[device] = -farm.clock.now_ms()
    farm.until(at("00:20"))
    farm.ahead_ms["truck-air"] = 0
    farm.until(at("01:10"))
    raised = farm.want(EventKind.RAISED, "", at("00:30"), at("00:40"))
    assert raised.short.startswith(
        "WATCH Cold room 2: clock not set: Return air, by 56 years, arrival time counts"
    )
    assert [alert.cause for alert in farm.alerts()] == [Cause.CLOCK_WRONG]
