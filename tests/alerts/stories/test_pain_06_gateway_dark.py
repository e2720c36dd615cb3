"""Pain 6, no-data storms: a gateway that goes dark is one alert, and not one for each sensor behind it."""

from __future__ import annotations

from alerts.alert import AlertState, EventKind
from alerts.cause import Cause
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Signal, Timeline, silent, steady

SENSORS = ("cold-air", "pre-air", "truck-air", "c-canopy")


def goes_dark(farm: Timeline, start: str, end: str, returning: tuple[str, ...] = SENSORS) -> None:
    """Let four sensors behind one gateway fall silent from *start* to *end*, others for good."""
    for number, sensor in enumerate(SENSORS):
        back = end if sensor in returning else "23:00"
        level = 20.0 if sensor == "c-canopy" else 1.0
        farm.plays(sensor, "air_temperature_c", silent(_breathing(level, number), start, back))


def _breathing(level: float, number: int) -> Signal:
    return lambda now: level + (now // 120_000 + number) % 5 / 10


def test_a_gateway_that_goes_dark_is_told_once_and_its_sensors_are_not(farm: Timeline) -> None:
    """Four sensors in four places fall silent with their gateway: one message, and one when it is back."""
    goes_dark(farm, "02:00", "04:00")
    farm.until(at("05:30"))
    raised = farm.want(EventKind.RAISED, "", at("02:12"), at("02:20"))
    assert raised.short.startswith("CANNOT SEE Block C: gateway gateway-1, no data 1")
    assert "4 sensors dark" in raised.short
    farm.want(EventKind.RESOLVED, "", at("04:00"), at("04:06"))
    assert [(alert.cause, alert.state) for alert in farm.alerts()] == [
        (Cause.GATEWAY_SILENT, AlertState.RESOLVED)
    ]
    assert len(farm.told()) == 2


def test_a_sensor_that_stays_away_when_its_gateway_is_back_is_told_by_itself(farm: Timeline) -> None:
    """Three come back and one does not: it is missed from then on, by its own name."""
    goes_dark(farm, "02:00", "04:00", returning=tuple(sensor for sensor in SENSORS if sensor != "truck-air"))
    farm.until(at("05:00"))
    silent_ones = [alert for alert in farm.alerts() if alert.cause is Cause.SILENT]
    assert [alert.place_id for alert in silent_ones] == ["truck-7"]
    assert silent_ones[0].raised_at_ms >= at("04:00")
    farm.want(EventKind.RAISED, "Truck 7", at("04:00"), at("04:30"))
    farm.want(EventKind.RESOLVED, "Block C", at("04:00"), at("04:30"))


def test_one_silent_sensor_is_no_dark_gateway(farm: Timeline) -> None:
    """While others behind the gateway are heard, a sensor is missed by itself."""
    farm.plays("cold-air", "air_temperature_c", silent(_breathing(1.0, 0), "02:00", "04:00"))
    farm.plays("pre-air", "air_temperature_c", _breathing(1.0, 1))
    farm.plays("truck-air", "relative_humidity_pct", steady(90.0))
    farm.until(at("03:00"))
    farm.want(EventKind.RAISED, "Cold room 2", at("02:18"), at("02:26"))
    assert [alert.cause for alert in farm.alerts()] == [Cause.SILENT]


def test_who_was_missed_before_its_gateway_went_dark_stays_missed(farm: Timeline) -> None:
    """People know of the sensor already: nothing is taken back, and the gateway is told besides."""
    farm.plays("cold-air", "air_temperature_c", silent(_breathing(1.0, 0), "02:00", "06:00"))
    farm.plays("pre-air", "air_temperature_c", silent(_breathing(1.0, 1), "02:12", "04:00"))
    farm.plays("truck-air", "air_temperature_c", silent(_breathing(1.0, 2), "02:12", "04:00"))
    farm.until(at("05:00"))
    farm.want(EventKind.RAISED, "Cold room 2: no data", at("02:18"), at("02:26"))
    assert {alert.cause for alert in farm.alerts()} == {Cause.SILENT, Cause.GATEWAY_SILENT}
    assert EventKind.WITHDRAWN not in {notice.kind for notice in farm.told()}, farm.heard()
    farm.until(at("06:10"))
    assert all(alert.state is AlertState.RESOLVED for alert in farm.alerts())


def all_go_dark(farm: Timeline, *back: str) -> None:
    """Let seven sensors behind three gateways, in four places, fall silent at 00:40 until these times."""
    behind = ("cold-air", "cold-door"), ("pre-air", "pre-pulp"), ("truck-air", "c-canopy", "c-door")
    for number, devices in enumerate(behind):
        for device in devices:
            farm.gateway_of[device] = f"gateway-{number}"
            signal = silent(_breathing(85.0, number), "00:40", back[number])
            farm.plays(device, "relative_humidity_pct", signal)


def test_when_no_gateway_at_all_is_heard_there_is_one_alert(farm: Timeline) -> None:
    """A broker that hands nothing on is one message, before any of the gateways would be missed."""
    all_go_dark(farm, "01:30", "01:30", "01:30")
    farm.until(at("01:40"))
    raised = farm.want(EventKind.RAISED, "", at("00:46"), at("00:52"))
    assert raised.short.startswith("CANNOT SEE Block C: none of 3 gateways is heard, no data ")
    assert "Check power, network, broker" in raised.short
    farm.want(EventKind.RESOLVED, "", at("01:30"), at("01:36"))
    assert [alert.cause for alert in farm.alerts()] == [Cause.ALL_SILENT]


def test_a_gateway_that_stays_away_when_the_others_are_back_is_told_by_itself(farm: Timeline) -> None:
    """The broker is back and two gateways with it; the third is missed from then on."""
    all_go_dark(farm, "01:10", "23:00", "01:10")
    farm.until(at("01:40"))
    farm.want(EventKind.RAISED, "Pre-cooler: gateway dark", at("01:10"), at("01:30"))
    farm.want(EventKind.RESOLVED, "nothing heard", at("01:10"), at("01:30"))
    assert {alert.cause for alert in farm.alerts()} == {Cause.ALL_SILENT, Cause.GATEWAY_SILENT}
