"""The Things Stack's uplinks, field by field as its data formats and messages.proto describe them."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import numpy as np

from simulators.gateways.lorawan import LorawanDevice
from simulators.gateways.the_things_stack import TheThingsStackGateway, TtsApplication
from simulators.sensors import Sampled

EUI = "7e51a80000000102"
UP = f"v3/farm@qingtian/devices/eui-{EUI}/up"
START_MS = 1_781_410_200_000


def _gateway() -> TheThingsStackGateway:
    fields = {"soil_moisture_pct": "water_SOIL", "soil_temperature_c": "temp_SOIL", "battery_v": "Bat"}
    device = LorawanDevice(EUI, "Bay 2 soil", "LSE01", fields)
    application = TtsApplication("farm", "qingtian")
    return TheThingsStackGateway(
        "7e51a8fffe000002", application, [device], START_MS, np.random.default_rng(4)
    )


def _sampled(at_s: float, soil_c: float = 18.5) -> Sampled:
    values = (("soil_moisture_pct", 31.25), ("soil_temperature_c", soil_c), ("battery_v", 3.52))
    return Sampled(EUI, at_s, values)


def _sent(gateway: TheThingsStackGateway, at_s: float, topic: str = UP) -> list[dict[str, Any]]:
    sent = gateway.encode([_sampled(at_s)], at_s)
    return [json.loads(one.payload) for one in sent if one.topic == topic]


def test_an_uplink_says_who_when_and_what() -> None:
    """The identifiers, the codec's object and the frame are where the data formats put them."""
    (event,) = _sent(_gateway(), 0.25)
    ids = event["end_device_ids"]
    assert (ids["device_id"], ids["dev_eui"]) == (f"eui-{EUI}", EUI.upper())
    assert ids["application_ids"] == {"application_id": "farm"}
    assert re.fullmatch("[0-9A-F]{8}", ids["dev_addr"])
    uplink = event["uplink_message"]
    assert uplink["decoded_payload"] == {"water_SOIL": "31.25", "temp_SOIL": "18.50", "Bat": 3.52}
    assert base64.b64decode(uplink["frm_payload"]) == bytes.fromhex("0c35073a0160")
    assert len(base64.b64decode(uplink["session_key_id"])) == 16
    assert uplink["version_ids"]["model_id"] == "lse01"


def test_the_first_frame_has_no_counter() -> None:
    """Frames are counted from 0, and 0 is left out like every empty field."""
    gateway = _gateway()
    counted = [event["uplink_message"].get("f_cnt") for at_s in range(3) for event in _sent(gateway, at_s)]
    assert counted == [None, 1, 2]


def test_zeros_are_missing_from_the_envelope_and_stay_in_what_was_decoded() -> None:
    """A signal to noise of 0 is absent; a soil temperature of 0 °C is there."""
    gateway = _gateway()
    heard = [
        event["uplink_message"]["rx_metadata"][0] for at_s in range(500) for event in _sent(gateway, at_s)
    ]
    assert all(entry.get("snr") != 0 and entry.get("channel_index") != 0 for entry in heard)
    assert any("channel_index" not in entry for entry in heard)
    up, _ = gateway.encode([_sampled(0.0, soil_c=0.0)], 0.0)
    assert json.loads(up.payload)["uplink_message"]["decoded_payload"]["temp_SOIL"] == "0.00"


def test_numbers_of_64_bits_are_texts() -> None:
    """The frequency is a text; the concentrator's 32-bit timestamp is a number."""
    (event,) = _sent(_gateway(), 0.0)
    assert event["uplink_message"]["settings"]["frequency"] in {
        "470300000",
        "470500000",
        "470700000",
        "470900000",
    }
    assert isinstance(event["uplink_message"]["rx_metadata"][0]["timestamp"], int)


def test_what_a_gateway_kept_has_an_old_gateway_time_and_a_new_server_time() -> None:
    """After an outage each uplink tells when the gateway heard it, and when the servers got it."""
    up, _ = _gateway().encode([_sampled(60.0)], 7_200.0)
    event = json.loads(up.payload)
    assert up.at_s == 7_200.0
    heard = event["uplink_message"]["rx_metadata"][0]
    assert heard["time"] == heard["gps_time"] == "2026-06-14T04:11:00.000Z"
    assert event["uplink_message"]["received_at"] == "2026-06-14T06:10:00.200000000Z"
    assert event["received_at"] == "2026-06-14T06:10:00.400000000Z"


def test_a_normalised_copy_follows_each_uplink() -> None:
    """The same frame comes once more, with one measurement in the schema of the device repository."""
    gateway = _gateway()
    up, copy = gateway.encode([_sampled(5.0)], 5.0)
    assert (up.topic, copy.topic) == (UP, f"{UP}/normalized")
    measured = {"soil": {"moisture": 31.25, "temperature": 18.5}, "battery": 3.52}
    assert json.loads(copy.payload)["uplink_normalized"]["normalized_payload"] == measured
    assert json.loads(up.payload)["uplink_message"]["normalized_payload"] == [measured]


def test_every_uplink_has_its_own_correlation_ids() -> None:
    """Tracing gives each message identifiers of its own, in Crockford's base 32."""
    gateway = _gateway()
    ids = [one for at_s in range(20) for event in _sent(gateway, at_s) for one in event["correlation_ids"]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch("(as:up|gs:uplink):[0-9A-HJKMNP-TV-Z]{26}", one) for one in ids)
