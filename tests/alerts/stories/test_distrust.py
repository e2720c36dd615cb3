"""A sensor that is not to be trusted stops speaking for the goods, and hides nothing that others see."""

from __future__ import annotations

import math

from alerts.alert import AlertState, EventKind
from alerts.cause import Cause
from alerts.journey import JourneyState
from alerts.lot import Shipment
from api.lots_now import LotsNow
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Signal, Timeline, silent

_AIR = "air_temperature_c"
_CYCLE_MS = 40 * MS_PER_MINUTE


def _around(level_c: float) -> Signal:
    """Return air that a thermostat keeps around a level."""
    return lambda now: round(level_c + 0.4 * math.sin(2 * math.pi * now / _CYCLE_MS), 1)


def _sticks(signal: Signal, start: str, end: str) -> Signal:
    """Return a sensor that tells what it told at *start* until *end*."""
    return lambda now: signal(at(start) if at(start) <= now < at(end) else now)


def _from(before: Signal, moment: str, after: Signal) -> Signal:
    return lambda now: (before if now < at(moment) else after)(now)


def _room(farm: Timeline, *sensors: Signal) -> None:
    """Put a lot into the cold room, at 1 °C since an hour, with one or two air sensors."""
    for device, signal in zip(("cold-air", "cold-door"), sensors, strict=False):
        farm.plays(device, _AIR, signal)
    farm.stores("L1", "cold-2", at("00:00"), 1.0)


def _history(farm: Timeline) -> JourneyState:
    return farm.parts.alerts.ledger.journey("L1")[-1].state


def _now(farm: Timeline) -> JourneyState:
    """Return the same as people see it."""
    alerts = farm.parts.alerts
    lots, stays = [alerts.lot_book.lot("L1")], alerts.lot_book.stays("L1")
    now_ms = farm.clock.now_ms()
    return (
        LotsNow(farm.parts.registry, alerts)
        .passages(lots, stays, alerts.ledger.journeys(), now_ms)["L1"]
        .state
    )


def test_the_band_widens_where_nobody_else_sees_the_goods(farm: Timeline) -> None:
    """A sensor stuck at a good value for five hours: what happened meanwhile is not known, and booked so.

    Whoever looks meanwhile sees the band as wide as it is by then, from the value on that was still believed.
    """
    _room(farm, _sticks(_around(1.0), "02:00", "07:00"))
    farm.until(at("02:00"))
    assert _history(farm).half_range == _now(farm).half_range == 0.0
    farm.until(at("05:10"))
    assert _history(farm).half_range == 0.0
    half_way = _now(farm).half_range
    assert half_way > 0.005
    farm.until(at("07:10"))
    assert max(half_way, 0.01) < _history(farm).half_range == _now(farm).half_range
    assert {alert.cause for alert in farm.alerts()} == {Cause.UNTRUSTED}


def test_goods_beside_a_stuck_sensor_are_told_of_when_they_may_be_short_of_life(farm: Timeline) -> None:
    """Nobody sees them, and the buyer requires much: people hear of it by the clock, before any reading does.

    It is no second word on the sensor, which was told three hours before.
    """
    _room(farm, _sticks(_around(1.0), "02:00", "23:00"))
    due_ms = at("00:00") + 4 * MS_PER_DAY
    farm.parts.alerts.lot_book.ship(Shipment("S1", "S1", ("L1",), "Market", due_ms, 6.0))
    farm.until(at("06:00"))
    assert [alert.cause for alert in farm.alerts()] == [Cause.UNTRUSTED]
    farm.until(at("18:00"), 10 * MS_PER_MINUTE)
    raised = farm.want(EventKind.RAISED, "short of life", at("07:00"), at("18:00"))
    assert "left on arrival, buyer requires 6 days, unseen time may cost" in raised.short
    (short,) = [alert for alert in farm.alerts() if alert.cause is Cause.LIFE_SHORT]
    assert short.lasts
    assert 0 <= raised.created_at_ms - short.raised_at_ms <= 20 * MS_PER_MINUTE, "two steps of ten minutes"


def test_the_band_narrows_again_when_what_was_kept_comes_late(farm: Timeline) -> None:
    """A gateway that was dark for three hours and then hands on everything: nothing was unseen after all."""
    _room(farm, silent(_around(1.0), "02:00", "05:00"))
    farm.until(at("04:58"))
    assert _now(farm).half_range > 0.005
    farm.backfill("cold-air", _AIR, _around(1.0), at("02:00"), at("05:00"))
    farm.until(at("05:02"))
    assert _now(farm).half_range == 0.0


def test_nothing_was_unseen_where_another_sensor_was_heard(farm: Timeline) -> None:
    """The same beside a sensor that is well: the band stays as it was."""
    _room(farm, _sticks(_around(1.0), "02:00", "07:00"), _around(1.2))
    farm.until(at("07:10"))
    assert _history(farm).half_range == 0.0
    assert {alert.cause for alert in farm.alerts()} == {Cause.UNTRUSTED}


def test_a_stuck_sensor_hides_no_excursion_that_another_one_sees(farm: Timeline) -> None:
    """The cooling fails while one of two sensors is stuck at 1 °C: people are told as ever."""
    warming = _from(_around(1.0), "06:00", lambda now: 1.0 + 4.0 * (now - at("06:00")) / MS_PER_HOUR)
    _room(farm, _sticks(_around(1.0), "02:00", "12:00"), warming)
    farm.until(at("09:00"))
    (warm,) = [alert for alert in farm.alerts() if alert.cause is Cause.TOO_WARM]
    assert at("06:30") < warm.raised_at_ms < at("08:00")
    assert warm.lot_ids == ("L1",)


def test_a_sensor_that_stuck_warm_costs_the_goods_nothing_more(farm: Timeline) -> None:
    """When 9 °C is known to be stuck no life is charged for it; the alert stays: nothing shows an end."""
    _room(farm, _from(_around(1.0), "02:00", lambda _now: 9.0))
    farm.until(at("04:58"))
    farm.want(EventKind.RAISED, "too warm", at("02:20"), at("02:50"))
    charged = _history(farm).life_used
    farm.until(at("05:10"))
    assert _history(farm).life_used < charged
    states = {alert.cause: alert.state for alert in farm.alerts()}
    assert states == {Cause.TOO_WARM: AlertState.OPEN, Cause.UNTRUSTED: AlertState.OPEN}


def test_air_from_a_sensor_in_doubt_calls_nobody_until_it_is_trusted_again(farm: Timeline) -> None:
    """A broken cable leaps three times, then shows 12 °C: nobody is sent to a room that another one sees."""
    spikes = {at("01:00"), at("01:30"), at("02:00")}
    broken: Signal = lambda now: 31.0 if now in spikes else _around(1.0)(now)  # noqa: E731 - a signal like others
    _room(farm, _from(broken, "03:00", _around(12.0)), _around(1.2))
    farm.until(at("06:00"))
    assert {alert.cause for alert in farm.alerts()} == {Cause.UNTRUSTED}
