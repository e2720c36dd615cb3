"""Reads what simulated gateways publish, by the specifications of their formats and nothing else.

It is as simple as the simulated farm allows, and knows its devices by short names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from simulators.gateways import Publication
from tests.simulators.sparkplug_payload import read

Heard: TypeAlias = tuple[str, float, Mapping[str, Any]]
"""Device, when it measured [s since 1970], and its values by quantity."""

_ZONE = ZoneInfo("Asia/Shanghai")
_CODEC = {
    "water_SOIL": "soil_moisture_pct",
    "temp_SOIL": "soil_temperature_c",
    "TempC_SHT": "air_temperature_c",
    "Hum_SHT": "relative_humidity_pct",
    "BatV": "battery_v",
    "Bat": "battery_v",
}
_ATTRIBUTES = {"temperature": "air_temperature_c", "humidity": "relative_humidity_pct"}
_METRICS = {
    "Temperature": "air_temperature_c",
    "Humidity": "relative_humidity_pct",
    "Product Temperature": "product_temperature_c",
    "Door Open": "door_open",
    "Battery": "battery_v",
}
NAMES = {
    "0x00124b0029e5f4a1": "bay-2-air",
    "tasmota_4A0C11~00000566CC39": "precooler-air",
    "qingtian:packhouse:precooler-pulp": "precooler-pulp",
    "qingtian:packhouse:cold-room-air": "cold-room-air",
    "qingtian:packhouse:cold-room-door": "cold-room-door",
    "e375cf374e23": "ice-box-air",
}
"""Short names of the farm's devices, by their lasting identities; the others' are short enough."""

_ONE_REPORT_S = 1.0


class Ear:
    """Remembers what later messages cannot be read without."""

    def __init__(self) -> None:
        self._zigbee: dict[str, str] = {}
        self._report_s: dict[str, float] = {}
        self._aliases: dict[int, str] = {}

    def heard(self, sent: Publication) -> Iterator[Heard]:
        """Yield what a message says was measured."""
        head = sent.topic.partition("/")[0]
        readers = {
            "coldframe": self._own_json,
            "application": self._chirpstack,
            "v3": self._the_things_stack,
            "zigbee2mqtt": self._zigbee2mqtt,
            "tele": self._tasmota,
            "ruuvi": self._ruuvi,
            "spBv1.0": self._sparkplug,
        }
        for device, at_s, values in readers[head](sent):
            yield NAMES.get(device, device), at_s, values

    def _own_json(self, sent: Publication) -> Iterator[Heard]:
        content = json.loads(sent.payload)
        device = sent.topic.rsplit("/", 1)[1]
        for entry in content if isinstance(content, list) else [content]:
            values = {name: value for name, value in entry.items() if name != "observed_at"}
            yield device, _epoch_s(entry["observed_at"]), values

    def _chirpstack(self, sent: Publication) -> Iterator[Heard]:
        if sent.topic.endswith("/up"):
            content = json.loads(sent.payload)
            values = {_CODEC[name]: value for name, value in content["object"].items()}
            yield content["deviceInfo"]["devEui"], _epoch_s(content["time"]), values

    def _the_things_stack(self, sent: Publication) -> Iterator[Heard]:
        if sent.topic.endswith("/up"):
            content = json.loads(sent.payload)
            uplink = content["uplink_message"]
            values = {_CODEC[name]: float(value) for name, value in uplink["decoded_payload"].items()}
            at_s = _epoch_s(uplink["rx_metadata"][0]["time"])
            yield content["end_device_ids"]["dev_eui"].lower(), at_s, values

    def _zigbee2mqtt(self, sent: Publication) -> Iterator[Heard]:
        """Read all messages of one report as one; the last of them has everything new."""
        content = json.loads(sent.payload)
        name = sent.topic.removeprefix("zigbee2mqtt/")
        if name == "bridge/devices":
            self._zigbee |= {one["friendly_name"]: one["ieee_address"] for one in content}
        if name.startswith("bridge/"):
            return
        at_s = _epoch_s(content["last_seen"])
        if not 0.0 <= at_s - self._report_s.get(name, 0.0) < _ONE_REPORT_S:
            self._report_s[name] = at_s
        values = {_ATTRIBUTES[key]: value for key, value in content.items() if key in _ATTRIBUTES}
        yield self._zigbee[name], self._report_s[name], values

    def _tasmota(self, sent: Publication) -> Iterator[Heard]:
        _, board, kind = sent.topic.split("/")
        if kind != "SENSOR":
            return
        content = json.loads(sent.payload)
        at_s = datetime.fromisoformat(content["Time"]).replace(tzinfo=_ZONE).timestamp()
        probe = content["DS18B20"]
        yield f"{board}~{probe['Id']}", at_s, {"air_temperature_c": probe["Temperature"]}

    def _ruuvi(self, sent: Publication) -> Iterator[Heard]:
        if sent.topic.endswith("/gw_status"):
            return
        content = json.loads(sent.payload)
        values = {
            "air_temperature_c": content["temperature"],
            "relative_humidity_pct": content["humidity"],
            "battery_v": content["voltage"],
        }
        yield content["id"].replace(":", "").lower(), float(content["ts"]), values

    def _sparkplug(self, sent: Publication) -> Iterator[Heard]:
        _, group, kind, node, *device = sent.topic.split("/")
        if not device or kind not in {"DBIRTH", "DDATA"}:
            return
        for metric in read(sent.payload).metrics:
            if metric.HasField("name"):
                self._aliases[metric.alias] = metric.name
            quantity = _METRICS[self._aliases[metric.alias]]
            value = float(metric.boolean_value) if quantity == "door_open" else round(metric.float_value, 4)
            yield f"{group}:{node}:{device[0]}", metric.timestamp / 1_000, {quantity: value}


def _epoch_s(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
