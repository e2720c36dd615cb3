"""``bridge/devices``: which Zigbee address goes by which name, what it is and what its properties are.

A property may be set from outside, such as the temperature that a radiator valve is told by another sensor;
and its description may say of what it is where its name does not: ``temperature_3``, "Floor temperature".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.errors import DecodeError
from ingest.formats.hardware_address import ieee_of
from ingest.formats.zigbee2mqtt.topics import scope_of
from ingest.report import Announcement, Facts
from ingest.units import family

ADDRESS = "ieee_address"
MODEL = "model"
UNITS = "units"
OF = "of"
SETTING, BOARD, SOIL, ELSE = "setting", "board", "soil", "else"
"""Of what a property is, where that is not what its name seems to say."""
_MEDIA = (("soil", SOIL), ("cpu", BOARD), ("chip", BOARD), ("floor", ELSE), ("water", ELSE))
_CLIMATE = frozenset(("temperature", "humidity", "moisture"))
_SET = 2
"""The bit of ``access`` that lets a property be set."""

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
    """Return the model, the unit of every property that has a value, and of what some of them are."""
    definition = device.get("definition")
    if type(definition) is not dict:  # a device that Zigbee2MQTT does not support
        return {MODEL: _text(device.get("model_id")), UNITS: {}}
    model = f"{_text(definition.get('vendor'))} {_text(definition.get('model'))}".strip()
    properties = {_text(one.get("property")): one for one in _properties(definition.get("exposes"), _DEEPEST)}
    properties.pop("", None)
    units = {name: _text(one.get("unit")) for name, one in properties.items()}
    told: dict[str, object] = {MODEL: model, UNITS: units}
    of = {name: medium for name, one in properties.items() if (medium := _medium(name, one))}
    return told | {OF: of} if of else told


def _properties(exposes: object, depth: int) -> Iterator[dict[str, Any]]:
    if type(exposes) is not list or depth == 0:
        return
    for one in exposes:
        if type(one) is dict:
            yield one
            yield from _properties(one.get("features"), depth - 1)


def _medium(name: str, told: dict[str, Any]) -> str:
    """Return of what the property *name* is; empty: of what its name says.

    >>> _medium("temperature_3", {"unit": "°C", "description": "Floor temperature", "access": 5})
    'else'
    >>> _medium("external_temperature", {"unit": "°C", "access": 3})
    'setting'
    """
    if family(_text(told.get("unit"))) != "temperature" and not _CLIMATE.intersection(name.split("_")):
        return ""
    access = told.get("access")
    if isinstance(access, int) and access & _SET:
        return SETTING
    if "moisture" in name:
        return ""  # the soil's, whatever is said
    words = _text(told.get("description")).casefold().replace("(", " ").replace(")", " ").split()
    return next((medium for word, medium in _MEDIA if word in words and word not in name), "")


def _text(content: object) -> str:
    return content if isinstance(content, str) else ""
