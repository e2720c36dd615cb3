"""Tasmota's telemetry, as its documentation describes it."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from simulators.gateways.tasmota import TasmotaBoard, TasmotaGateway
from simulators.sensors import Sampled

AIR, PULP = "tasmota_4A0C11", "tasmota_4A0C12~00000566CC39"
START_MS = 1_781_410_200_000


def _gateway() -> TasmotaGateway:
    boards = [
        TasmotaBoard(AIR, "SHT3X", {"air_temperature_c": "Temperature", "relative_humidity_pct": "Humidity"}),
        TasmotaBoard(PULP, "DS18B20", {"product_temperature_c": "Temperature"}),
    ]
    rng = np.random.default_rng(4)
    return TasmotaGateway("packhouse", boards, ZoneInfo("Asia/Shanghai"), START_MS, rng)


def _sent(device: str, at_s: float, **values: float) -> dict[str, Any]:
    sent = _gateway().encode([Sampled(device, at_s, tuple(values.items()))], at_s)
    return {one.topic: json.loads(one.payload) for one in sent}


def test_a_probe_goes_by_the_number_that_is_burnt_into_it() -> None:
    """The topic is the board's; the probe's own serial number is in the message."""
    sent = _sent(PULP, 0.0, product_temperature_c=2.0625)
    assert sent["tele/tasmota_4A0C12/SENSOR"] == {
        "Time": "2026-06-14T12:10:00",
        "DS18B20": {"Id": "00000566CC39", "Temperature": 2.1},
        "TempUnit": "C",
    }


def test_a_sensor_without_a_number_goes_by_its_board() -> None:
    """A humidity sensor has no serial number; its values have one decimal."""
    sent = _sent(AIR, 0.0, air_temperature_c=-0.04, relative_humidity_pct=88.26)
    sensor = sent["tele/tasmota_4A0C11/SENSOR"]["SHT3X"]
    assert sensor == {"Temperature": 0.0, "Humidity": 88.3}


def test_times_are_those_of_the_wall_without_saying_which() -> None:
    """`Time` is the site's local time in whole seconds, with no offset."""
    sent = _sent(AIR, 12 * 3_600.0 + 0.9, air_temperature_c=1.0)
    assert {content["Time"] for content in sent.values()} == {"2026-06-15T00:10:00"}


def test_the_state_follows_the_same_beat() -> None:
    """STATE carries no measured value, but the radio's strength in dBm and in percent."""
    state = _sent(AIR, 300.0, air_temperature_c=1.0)["tele/tasmota_4A0C11/STATE"]
    assert state["Uptime"] == "0T00:05:00"
    assert state["Wifi"]["Signal"] == state["Wifi"]["RSSI"] // 2 - 100


def test_a_board_says_that_it_is_there() -> None:
    """`LWT` is retained, and a bare word."""
    assert [(one.topic, one.payload, one.retain) for one in _gateway().greet(0.0)] == [
        ("tele/tasmota_4A0C11/LWT", b"Online", True),
        ("tele/tasmota_4A0C12/LWT", b"Online", True),
    ]
    assert _gateway().group == 0
