"""Messages of a Ruuvi Gateway, and the data format 5 in its raw ones."""

from __future__ import annotations

import json
import struct
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from simulators.gateways.ruuvi import RuuviGateway
from simulators.sensors import Sampled

MAC, TAG = "C8:25:2D:8E:9C:2C", "E3:75:CF:37:4E:23"
TAG_ID = "e375cf374e23"
TOPIC = f"ruuvi/{MAC}/{TAG}"
START_MS = 1_781_410_200_000
VALUES = (("air_temperature_c", -1.238), ("relative_humidity_pct", 93.1234), ("battery_v", 2.984))


def _gateway(variant: str) -> RuuviGateway:
    return RuuviGateway("c8252d8e9c2c", START_MS, np.random.default_rng(4), variant)


def _sent(gateway: RuuviGateway, *at_s: float) -> list[dict[str, Any]]:
    sent = gateway.encode([Sampled(TAG_ID, one, VALUES) for one in at_s], at_s[-1] + 1.5)
    assert {one.topic for one in sent} == {TOPIC}
    return [json.loads(one.payload) for one in sent]


def test_a_decoded_advertisement_has_the_resolution_of_the_tag() -> None:
    """Temperature comes in steps of 0.005 °C, humidity of 0.0025 %, pressure in Pa and the battery in V."""
    (content,) = _sent(_gateway("decoded"), 0.0)
    assert (content["dataFormat"], content["id"], content["gw_mac"]) == (5, TAG, MAC)
    assert (content["temperature"], content["humidity"]) == (-1.24, 93.1225)
    assert content["voltage"] == 2.984
    assert 95_000 < content["pressure"] < 106_000
    assert "data" not in content


def test_times_are_whole_seconds_of_hearing_and_of_writing() -> None:
    """`ts` is when the advertisement was heard, `gwts` when the message was written."""
    (content,) = _sent(_gateway("decoded"), 0.75)
    assert (content["ts"], content["gwts"]) == (1_781_410_200, 1_781_410_202)


def test_a_raw_advertisement_is_data_format_5() -> None:
    """The whole advertisement is there in hex: flags, the maker's number, and big-endian fields."""
    (content,) = _sent(_gateway("raw"), 0.0)
    data = bytes.fromhex(content["data"])
    assert data[:7] == bytes.fromhex("0201061bff9904")
    assert len(data) == 3 + 1 + 0x1B
    kind, steps_c, steps_pct, _, _, _, z_mg, power, _, _ = struct.unpack(">BhHHhhhHBH", data[7:25])
    assert (kind, round(steps_c * 0.005, 3), round(steps_pct * 0.0025, 4)) == (5, -1.24, 93.1225)
    assert (1_600 + (power >> 5), -40 + 2 * (power & 31)) == (2_984, 4)
    assert z_mg == 1_016
    assert data[25:] == bytes.fromhex("e375cf374e23")


@pytest.mark.parametrize(("variant", "absent"), [("decoded", None), ("raw", b"\xff\xff")])
def test_what_a_tag_does_not_measure_is_not_a_number(variant: str, absent: object) -> None:
    """A tag without a humidity sensor sends the value that says so, never 0."""
    (sent,) = _gateway(variant).encode([Sampled(TAG_ID, 0.0, VALUES[:1])], 0.0)
    content = json.loads(sent.payload)
    humidity = content["humidity"] if variant == "decoded" else bytes.fromhex(content["data"])[10:12]
    assert humidity == absent


def test_measurements_are_numbered_with_16_bits() -> None:
    """The number grows by one and begins again after 65534, since 65535 means that there is none."""
    contents = _sent(_gateway("decoded"), *(float(at_s) for at_s in range(66_000)))
    numbers = [content["measurementSequenceNumber"] for content in contents]
    assert max(numbers) == 65_534
    assert all((later - earlier) % 65_535 == 1 for earlier, later in pairwise(numbers))


def test_the_gateway_says_that_it_is_there() -> None:
    """`gw_status` is retained; what cannot be published is lost."""
    (status,) = _gateway("decoded").greet(0.0)
    assert (status.topic, status.retain) == (f"ruuvi/{MAC}/gw_status", True)
    assert json.loads(status.payload) == {"state": "online"}
    assert _gateway("decoded").group == 0
