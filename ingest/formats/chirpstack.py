"""ChirpStack v4, JSON: ``application/{id}/device/{DevEUI}/event/up`` and ``…/event/status``.

What a device measured stands in ``object``, as its codec wrote it; the names of the most frequent codecs
are in one table here. ``time`` is when the network received the frame, which is as near to the
measurement as this format tells. A field of ``rxInfo`` that is 0 is left out by ChirpStack, so a missing
``snr`` or ``rssi`` beside the other one is a 0.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Any

from ingest.errors import DecodeError
from ingest.formats.json_text import Measured, document, identity, instant_ms, measured
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Sample
from ingest.report import Report

_QUANTITIES = MappingProxyType(
    {
        "temperature": "air_temperature_c",
        "airTemperature": "air_temperature_c",
        "TempC_SHT": "air_temperature_c",
        "humidity": "relative_humidity_pct",
        "airHumidity": "relative_humidity_pct",
        "Hum_SHT": "relative_humidity_pct",
        "TempC_DS": "product_temperature_c",
        "TempC_TMP117": "product_temperature_c",
        "soil_temperature": "soil_temperature_c",
        "temp_SOIL": "soil_temperature_c",
        "moisture": "soil_moisture_pct",
        "soil_moisture": "soil_moisture_pct",
        "water_SOIL": "soil_moisture_pct",
        "ec": "soil_ec_us_cm",
        "conduct_SOIL": "soil_ec_us_cm",
        "co2": "co2_ppm",
        "illuminance": "illuminance_lux",
        "ILL_lx": "illuminance_lux",
        "pressure": "pressure_hpa",
        "BatV": "battery_v",
        "battery": "battery_pct",
    }
)
_SOIL_MARKS = frozenset({"moisture", "soil_moisture", "ec"})
_NOT_MEASURED = frozenset(
    {"Bat_status", "Node_type", "Systimestamp", "Work_mode", "device_id", "protocol_version"}
)
_NO_PROBE = frozenset({327.67, -327.68})


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is not an event of ChirpStack."""
    event = document(payload)
    if type(event) is not dict:
        raise DecodeError("payload", event, "an object with deviceInfo")
    device = identity("deviceInfo.devEui", _inside(event, "deviceInfo").get("devEui")).lower()
    observed_at_ms = instant_ms("time", event.get("time"))
    if topic.endswith("/event/status"):
        values = _status(event)
        gateway = ""
    else:
        values, gateway = _uplink(event)
    return Report(
        samples=tuple(
            Sample(device, name, found.value, observed_at_ms, gateway, found.fault, found.reason)
            for name, found in values
        )
    )


def _uplink(event: dict[str, Any]) -> tuple[list[tuple[str, Measured]], str]:
    fields = _inside(event, "object")
    is_soil = not _SOIL_MARKS.isdisjoint(fields) and "humidity" not in fields
    values: list[tuple[str, Measured]] = []
    for name, content in fields.items():
        if name in _NOT_MEASURED or (name not in _QUANTITIES and type(content) not in (int, float)):
            continue
        found = measured(content)
        if found.value in _NO_PROBE:
            found = Measured(math.nan, f"{name} is {found.value}, which says that no probe is connected")
        quantity = _QUANTITIES.get(name, name)
        if is_soil and name == "temperature":
            quantity = "soil_temperature_c"
        values.append((quantity, found))
    radio, gateway = _radio(event)
    return values + radio if values else values, gateway


def _radio(event: dict[str, Any]) -> tuple[list[tuple[str, Measured]], str]:
    """Return signal strength and signal to noise at the gateway that heard the device best."""
    heard = event.get("rxInfo")
    if type(heard) is not list:
        return [], ""
    found = [
        (_number(item.get("rssi")), _number(item.get("snr")), item.get("gatewayId", ""))
        for item in heard
        if type(item) is dict and ("rssi" in item or "snr" in item)
    ]
    if not found:
        return [], ""
    rssi, snr, gateway = max(found, key=lambda at: at[:2])
    values = [("rssi_dbm", Measured(rssi)), ("snr_db", Measured(snr))]
    return values, identity("rxInfo.gatewayId", gateway) if gateway else ""


def _number(content: object) -> float:
    return 0.0 if content is None else measured(content).value


def _status(event: dict[str, Any]) -> list[tuple[str, Measured]]:
    if event.get("externalPowerSource") is True:
        return []
    if event.get("batteryLevelUnavailable") is True:
        unknown = Measured(math.nan, "the device says that it does not know its battery level")
        return [("battery_pct", unknown)]
    if "batteryLevel" not in event:
        return []
    return [("battery_pct", measured(event["batteryLevel"]))]


def _inside(event: dict[str, Any], field: str) -> dict[str, Any]:
    content = event.get(field)
    if content is None:
        return {}
    if type(content) is not dict:
        raise DecodeError(field, content, "an object")
    return content


def _matches(topic: str) -> bool:
    return "/device/" in topic and topic.endswith(("/event/up", "/event/status"))


FORMAT = Format(
    name="chirpstack",
    title="ChirpStack v4",
    decode=decode,
    subscriptions=("application/+/device/+/event/up", "application/+/device/+/event/status"),
    heads=("application",),
    matches=_matches,
)
