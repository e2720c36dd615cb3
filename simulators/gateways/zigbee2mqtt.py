"""Zigbee2MQTT: topic ``zigbee2mqtt/{friendly name}``, one JSON object with everything that it last heard.

A Zigbee device reports one attribute at a time, and Zigbee2MQTT publishes after each report *all* that it
knows of the device: the attribute that has just come together with the old ones. It keeps nothing for a
broker that is away; when it starts it says who its devices are (``bridge/devices``) and publishes what it
remembers of them once more. The time in ``last_seen`` is when a device was last heard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np

from simulators.gateways import Encoder, Publication
from simulators.gateways.instants import rfc3339
from simulators.sensors import Sampled

BATTERY_EVERY_S = 6 * 3_600.0
"""How often a device reports its battery."""

_BETWEEN_REPORTS_S = 0.12
_BATTERY = "battery_v"
_FULL_MV, _EMPTY_MV = 3_600, 2_400
_UNITS = {
    "air_temperature_c": "°C",
    "product_temperature_c": "°C",
    "surface_temperature_c": "°C",
    "soil_temperature_c": "°C",
    "relative_humidity_pct": "%",
    "soil_moisture_pct": "%",
    "illuminance_lux": "lx",
}
"""Units in the definitions; a quantity that is not in here is a binary one."""


@dataclass(frozen=True, slots=True)
class ZigbeeDevice:
    """A device as Zigbee2MQTT knows it.

    Attributes:
        ieee_address: ``0x`` and sixteen lower-case hexadecimal digits.
        friendly_name: what people called it; the end of its topic.
        model: the maker's name for it, for example ``SNZB-02D``.
        attributes: canonical quantity → name of the attribute in its messages.
    """

    ieee_address: str
    friendly_name: str
    model: str
    attributes: Mapping[str, str]


@dataclass(slots=True)
class _State:
    """What Zigbee2MQTT remembers of one device."""

    attributes: dict[str, object] = field(default_factory=dict)
    next_battery_s: float = -float("inf")


class Zigbee2MqttGateway(Encoder):
    """A coordinator with Zigbee2MQTT and the devices that it has paired."""

    group = 0

    def __init__(
        self,
        base_topic: str,
        devices: Sequence[ZigbeeDevice],
        start_ms: int,
        rng: np.random.Generator,
    ) -> None:
        self._base_topic = base_topic
        self._devices = {device.ieee_address: device for device in devices}
        self._start_ms = start_ms
        self._rng = rng
        self._states = {address: _State() for address in self._devices}

    def greet(self, at_s: float) -> tuple[Publication, ...]:
        """Return what it publishes at its start: that it runs, its devices, and what it remembers of them."""
        remembered = [
            self._publication(device, at_s)
            for address, device in self._devices.items()
            if self._states[address].attributes
        ]
        return (
            self._retained("bridge/state", {"state": "online"}, at_s),
            self._retained("bridge/devices", [_COORDINATOR, *map(_described, self._devices.values())], at_s),
            *remembered,
        )

    def encode(self, batch: Sequence[Sampled], at_s: float) -> tuple[Publication, ...]:
        """Return one message per reported attribute, each with all that is known of the device."""
        return tuple(message for sampled in batch for message in self._reports(sampled, at_s))

    def _reports(self, sampled: Sampled, at_s: float) -> list[Publication]:
        device, state = self._devices[sampled.device], self._states[sampled.device]
        messages: list[Publication] = []
        for report in _reports(device, state, sampled):
            later_s = len(messages) * _BETWEEN_REPORTS_S
            state.attributes |= report
            state.attributes["linkquality"] = int(self._rng.integers(60, 140))
            state.attributes["last_seen"] = rfc3339(self._start_ms, sampled.observed_s + later_s)
            messages.append(self._publication(device, at_s))
        return messages

    def _publication(self, device: ZigbeeDevice, at_s: float) -> Publication:
        known = self._states[device.ieee_address].attributes
        content = msgspec.json.encode(dict(sorted(known.items())))
        return Publication(at_s, f"{self._base_topic}/{device.friendly_name}", content)

    def _retained(self, topic: str, content: object, at_s: float) -> Publication:
        return Publication(at_s, f"{self._base_topic}/{topic}", msgspec.json.encode(content), retain=True)


def _reports(device: ZigbeeDevice, state: _State, sampled: Sampled) -> list[dict[str, object]]:
    """Return what the device reports, report by report; its battery only now and then."""
    reports: list[dict[str, object]] = []
    for quantity, value in sampled.values:
        if quantity != _BATTERY:
            content = round(value, 2) if quantity in _UNITS else _binary(quantity, value)
            reports.append({device.attributes[quantity]: content})
        elif sampled.observed_s >= state.next_battery_s:
            state.next_battery_s = sampled.observed_s + BATTERY_EVERY_S
            left = (value * 1_000 - _EMPTY_MV) / (_FULL_MV - _EMPTY_MV)
            reports.append(
                {"battery": round(100 * min(max(left, 0.0), 1.0)), "voltage": round(value * 1_000)}
            )
    return reports


def _binary(quantity: str, value: float) -> bool:
    """Return a contact's state: ``contact`` is true while the door is shut."""
    return value == 0.0 if quantity == "door_open" else value != 0.0


_COORDINATOR: Mapping[str, object] = {
    "ieee_address": "0x00124b0024c2a1f0",
    "type": "Coordinator",
    "network_address": 0,
    "supported": True,
    "disabled": False,
    "friendly_name": "Coordinator",
    "endpoints": {
        "1": {"bindings": [], "configured_reportings": [], "clusters": {"input": [], "output": []}}
    },
    "definition": None,
    "power_source": None,
    "model_id": None,
    "interviewing": False,
    "interview_completed": True,
}


def _described(device: ZigbeeDevice) -> Mapping[str, object]:
    """Return a device's entry in ``bridge/devices``."""
    exposes = [
        _exposed(name, quantity) for quantity, name in device.attributes.items() if quantity != _BATTERY
    ]
    exposes += [
        _numeric("battery", "%", "Remaining battery in %", 100),
        _numeric("voltage", "mV", "Voltage of the battery in millivolts", None),
        _numeric("linkquality", "lqi", "Link quality (signal strength)", 255),
    ]
    return {
        "ieee_address": device.ieee_address,
        "type": "EndDevice",
        "network_address": int(device.ieee_address[-4:], 16),
        "supported": True,
        "disabled": False,
        "friendly_name": device.friendly_name,
        "endpoints": {
            "1": {
                "bindings": [],
                "configured_reportings": [],
                "clusters": {"input": ["genBasic", "genPowerCfg"], "output": []},
            }
        },
        "definition": {
            "source": "native",
            "model": device.model,
            "vendor": "SONOFF",
            "description": "Temperature and humidity sensor",
            "exposes": exposes,
            "options": [],
            "supports_ota": False,
        },
        "power_source": "Battery",
        "model_id": device.model,
        "manufacturer": "eWeLink",
        "interviewing": False,
        "interview_completed": True,
    }


def _exposed(name: str, quantity: str) -> Mapping[str, object]:
    if quantity in _UNITS:
        return _numeric(name, _UNITS[quantity], f"Measured {name} value", None)
    return {
        "type": "binary",
        "name": name,
        "label": name.capitalize(),
        "property": name,
        "access": 1,
        "value_on": False,
        "value_off": True,
        "description": "Indicates if the contact is closed (= true) or open (= false)",
    }


def _numeric(name: str, unit: str, description: str, highest: int | None) -> Mapping[str, object]:
    bounds = {} if highest is None else {"value_min": 0, "value_max": highest}
    return {
        "type": "numeric",
        "name": name,
        "label": name.capitalize(),
        "property": name,
        "access": 1,
        "unit": unit,
        "description": description,
        **bounds,
    }
