"""ChirpStack v4 uplinks, field by field as its integration describes them."""

from __future__ import annotations

import base64
import json
import re
import uuid
from datetime import datetime
from typing import Any

import numpy as np

from simulators.gateways.chirpstack import Application, ChirpStackGateway
from simulators.gateways.lorawan import LorawanDevice
from simulators.sensors import Sampled

EUI = "7e51a80000000101"
APPLICATION = Application("3f0c8d1e-52b7-4a4e-9c1d-6a0b7c2d9e11", "Farm", str(uuid.UUID(int=5)), "ChirpStack")


def _gateway() -> ChirpStackGateway:
    fields = {"soil_moisture_pct": "water_SOIL", "battery_v": "BatV"}
    device = LorawanDevice(EUI, "Bay 1 soil", "LSE01", fields)
    rng = np.random.default_rng(4)
    return ChirpStackGateway("7e51a8fffe000001", APPLICATION, [device], 1_781_410_200_000, rng)


def _sent(gateway: ChirpStackGateway, at_s: float, *, event: str = "up") -> list[dict[str, Any]]:
    sampled = Sampled(EUI, at_s, (("soil_moisture_pct", 31.25), ("battery_v", 3.52)))
    topic = f"application/{APPLICATION.id}/device/{EUI}/event/{event}"
    return [json.loads(sent.payload) for sent in gateway.encode([sampled], at_s) if sent.topic == topic]


def test_an_uplink_carries_the_fields_of_the_specification() -> None:
    """An `up` event tells who, when, over which radio, and what the codec made of it."""
    (event,) = _sent(_gateway(), 0.25)
    assert uuid.UUID(event["deduplicationId"]).version == 4
    assert event["time"] == "2026-06-14T04:10:00.250000000+00:00"
    assert datetime.fromisoformat(event["time"]).tzinfo is not None
    info = event["deviceInfo"]
    assert (info["applicationId"], info["devEui"], info["deviceName"]) == (APPLICATION.id, EUI, "Bay 1 soil")
    assert re.fullmatch("[0-9a-f]{8}", event["devAddr"])
    assert event["object"] == {"water_SOIL": 31.25, "BatV": 3.52}
    assert base64.b64decode(event["data"]) == (3125).to_bytes(2) + (352).to_bytes(2)
    assert event["rxInfo"][0]["gatewayId"] == "7e51a8fffe000001"
    assert -130 < event["rxInfo"][0]["rssi"] < 0
    assert event["txInfo"]["modulation"]["lora"]["spreadingFactor"] == 9


def test_frames_are_counted_and_never_share_an_identity() -> None:
    """The frame counter rises by one per uplink, and each has a deduplication id of its own."""
    gateway = _gateway()
    events = [event for at_s in range(50) for event in _sent(gateway, float(at_s))]
    counted = [event["fCnt"] for event in events]
    assert counted == list(range(counted[0], counted[0] + 50))
    assert len({event["deduplicationId"] for event in events}) == 50


def test_zeros_are_missing_from_the_radio_fields_only() -> None:
    """ChirpStack writes `rxInfo` without its zeros: signal to noise of 0 is absent there."""
    gateway = _gateway()
    entries = [event["rxInfo"][0] for at_s in range(2_000) for event in _sent(gateway, float(at_s))]
    assert all(value != 0 for entry in entries for value in entry.values())
    assert any("snr" not in entry or "channel" not in entry for entry in entries)


def test_the_battery_is_reported_every_six_hours() -> None:
    """A `status` event tells the battery's level, four times a day."""
    gateway = _gateway()
    days = [event for hour in range(48) for event in _sent(gateway, hour * 3_600.0, event="status")]
    assert len(days) == 8
    assert all(0.0 < event["batteryLevel"] <= 100.0 for event in days)
    assert all(event["batteryLevelUnavailable"] is False for event in days)
