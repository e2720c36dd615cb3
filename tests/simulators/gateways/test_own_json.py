"""Coldframe's own JSON, as its specification describes it."""

from __future__ import annotations

import json

from simulators.gateways.own_json import OwnJsonGateway
from simulators.sensors import Sampled

GATEWAY = OwnJsonGateway("gw-1", 1_781_410_200_000)


def test_one_reading_is_one_object() -> None:
    """A single reading is an object with its time in RFC 3339 and its quantities by name."""
    (sent,) = GATEWAY.encode(
        [Sampled("bay-1-air", 0.0, (("air_temperature_c", 24.6), ("battery_v", 3.1)))], 1.0
    )
    assert sent.topic == "coldframe/v1/gw-1/bay-1-air"
    assert sent.at_s == 1.0
    assert json.loads(sent.payload) == {
        "observed_at": "2026-06-14T04:10:00.000Z",
        "air_temperature_c": 24.6,
        "battery_v": 3.1,
    }


def test_several_readings_are_a_list_in_their_order() -> None:
    """A back-fill is one list, oldest reading first, each with its own time."""
    batch = [Sampled("d", float(at_s), (("door_open", 0.0),)) for at_s in (-120, -60)]
    (sent,) = GATEWAY.encode(batch, 0.0)
    assert [entry["observed_at"] for entry in json.loads(sent.payload)] == [
        "2026-06-14T04:08:00.000Z",
        "2026-06-14T04:09:00.000Z",
    ]


def test_nothing_to_say_is_no_message() -> None:
    """An empty batch is not published."""
    assert GATEWAY.encode([], 0.0) == ()
