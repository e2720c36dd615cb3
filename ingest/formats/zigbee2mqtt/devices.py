"""``bridge/devices``: which Zigbee address goes by which name, what it is and in which units it reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.errors import DecodeError
from ingest.formats.hardware_address import ieee_of
from ingest.formats.zigbee2mqtt.topics import scope_of
from ingest.report import Announcement, Facts

ADDRESS = "ieee_address"
MODEL = "model"
UNITS = "units"

_DEEPEST = 4


def announcement(base: str, content: object) -> Announcement:
    """Return what ``bridge/devices`` says: facts by friendly name. It is always the whole list."""
    if type(content) is not list:
        raise DecodeError("payload", content, "a list of devices")
    facts: dict[str, Facts | None] = {}
    for number, device in enumerate(content):
        if type(device) is not dict:
            raise DecodeError(f"{number}", device, "an object with ieee_address and friendly_name")
        address, name = ieee_of(device.get("ieee_address")), device.get("friendly_name")
        if address and isinstance(name, str) and name and device.get("type") != "Coordinator":
            facts[name] = {ADDRESS: address, **_definition(device)}
    return Announcement(scope_of(base), facts, replaces=True)


def _definition(device: dict[str, Any]) -> dict[str, object]:
    """Return the model, and the unit of every property that has a value; empty where it has no unit."""
    definition = device.get("definition")
    if type(definition) is not dict:  # a device that Zigbee2MQTT does not support
        return {MODEL: _text(device.get("model_id")), UNITS: {}}
    model = f"{_text(definition.get('vendor'))} {_text(definition.get('model'))}".strip()
    units = {name: unit for name, unit in _properties(definition.get("exposes"), _DEEPEST) if name}
    return {MODEL: model, UNITS: units}


def _properties(exposes: object, depth: int) -> Iterator[tuple[str, str]]:
    if type(exposes) is not list or depth == 0:
        return
    for one in exposes:
        if type(one) is dict:
            yield _text(one.get("property")), _text(one.get("unit"))
            yield from _properties(one.get("features"), depth - 1)


def _text(content: object) -> str:
    return content if isinstance(content, str) else ""
