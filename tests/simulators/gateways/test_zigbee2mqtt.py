"""Zigbee2MQTT's topics and messages, as its documentation describes them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from simulators.gateways.zigbee2mqtt import Zigbee2MqttGateway, ZigbeeDevice
from simulators.sensors import Sampled

AIR, DOOR = "0x00124b0029e5f4a1", "0x00124b0029e5f4b2"
START_MS = 1_781_410_200_000


def _gateway() -> Zigbee2MqttGateway:
    attributes = {
        "air_temperature_c": "temperature",
        "relative_humidity_pct": "humidity",
        "battery_v": "BatV",
    }
    devices = [
        ZigbeeDevice(AIR, "2号棚 空气", "SNZB-02D", attributes),
        ZigbeeDevice(DOOR, "Cold room door", "SNZB-04", {"door_open": "contact"}),
    ]
    return Zigbee2MqttGateway("zigbee2mqtt", devices, START_MS, np.random.default_rng(4))


def _air(at_s: float, air_c: float = 24.617) -> Sampled:
    values = (("air_temperature_c", air_c), ("relative_humidity_pct", 71.0), ("battery_v", 3.0))
    return Sampled(AIR, at_s, values)


def _messages(gateway: Zigbee2MqttGateway, sampled: Sampled) -> list[dict[str, Any]]:
    return [json.loads(sent.payload) for sent in gateway.encode([sampled], sampled.observed_s)]


def test_a_report_is_several_messages_and_each_repeats_all_that_is_known() -> None:
    """Temperature comes first, humidity next; the message with the new humidity has the temperature too."""
    gateway = _gateway()
    first, second, third = _messages(gateway, _air(0.0))
    assert first["temperature"] == 24.62
    assert "humidity" not in first
    assert (second["temperature"], second["humidity"]) == (24.62, 71.0)
    assert (third["battery"], third["voltage"]) == (50, 3_000)
    again, _ = _messages(gateway, _air(300.0, 25.0))
    assert (again["temperature"], again["humidity"], again["battery"]) == (25.0, 71.0, 50)


def test_a_topic_ends_in_the_friendly_name_whatever_is_in_it() -> None:
    """Spaces and Chinese signs are as welcome as any."""
    (sent, *_) = _gateway().encode([_air(0.0)], 0.0)
    assert sent.topic == "zigbee2mqtt/2号棚 空气"
    assert not sent.retain


def test_last_seen_is_when_the_report_was_heard() -> None:
    """It is ISO 8601 in UTC, and grows from report to report."""
    seen = [message["last_seen"] for message in _messages(_gateway(), _air(0.0))]
    assert seen == ["2026-06-14T04:10:00.000Z", "2026-06-14T04:10:00.120Z", "2026-06-14T04:10:00.240Z"]


def test_the_battery_is_reported_four_times_a_day() -> None:
    """Most reports carry the battery only as something remembered."""
    gateway = _gateway()
    counted = [len(gateway.encode([_air(1_800.0 * n)], 1_800.0 * n)) for n in range(13)]
    assert counted == [3] + 11 * [2] + [3]


def test_a_contact_is_true_while_the_door_is_shut() -> None:
    """Zigbee contacts say whether they touch, not whether something is open."""
    gateway = _gateway()
    said = [
        _messages(gateway, Sampled(DOOR, at_s, (("door_open", at_s),)))[0]["contact"] for at_s in (0.0, 1.0)
    ]
    assert said == [True, False]


def test_at_its_start_it_says_who_its_devices_are() -> None:
    """`bridge/state` and `bridge/devices` are retained; a device has its address, name, model and units."""
    state, devices = _gateway().greet(0.0)
    assert (state.topic, json.loads(state.payload), state.retain) == (
        "zigbee2mqtt/bridge/state",
        {"state": "online"},
        True,
    )
    assert devices.topic == "zigbee2mqtt/bridge/devices"
    assert devices.retain
    coordinator, air, door = json.loads(devices.payload)
    assert (coordinator["type"], coordinator["definition"]) == ("Coordinator", None)
    assert (air["ieee_address"], air["friendly_name"], air["power_source"]) == (AIR, "2号棚 空气", "Battery")
    assert (air["definition"]["vendor"], air["definition"]["model"]) == ("SONOFF", "SNZB-02D")
    units = {one["property"]: one.get("unit") for one in air["definition"]["exposes"]}
    assert units == {
        "temperature": "°C",
        "humidity": "%",
        "battery": "%",
        "voltage": "mV",
        "linkquality": "lqi",
    }
    assert door["definition"]["exposes"][0]["value_on"] is False


def test_when_it_starts_again_it_publishes_what_it_remembers() -> None:
    """After an outage every known device is published once more, with the time when it was last heard."""
    gateway = _gateway()
    gateway.greet(0.0)
    gateway.encode([_air(0.0)], 0.0)
    _, _, remembered = gateway.greet(7_200.0)
    content = json.loads(remembered.payload)
    assert (content["temperature"], content["last_seen"]) == (24.62, "2026-06-14T04:10:00.240Z")
    assert gateway.group == 0
