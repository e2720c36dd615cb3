"""An entity as Home Assistant's discovery describes it, and how it is read from a state.

It is kept as plain facts, so that it outlives the message and a restart.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from ingest.errors import DecodeError
from ingest.formats.hardware_address import ieee_of, mac_of
from ingest.formats.home_assistant.naming import quantity_of, switch_of, words_of
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import Measured, identity, measured
from ingest.report import Facts

_FIELD = r"\.\w+|\[\s*'[^']+'\s*\]|\[\s*\"[^\"]+\"\s*\]|\[\s*\d+\s*\]"
_FILTER = r"\s*\|\s*(?:float|int|round|is_defined)(?:\(\s*\d*\s*\))?"
_TEMPLATE = re.compile(rf"\s*\{{\{{-?\s*value(?:_json((?:{_FIELD})+))?(?:{_FILTER})*\s*-?\}}\}}\s*")
_STEP = re.compile(r"[\w][^'\"\]]*")
_LONGEST = 128
_LONGEST_TEMPLATE = 200


def path_of(template: object) -> list[str] | None:
    """Return the path that a template reads; None: it does more than to read.

    >>> path_of("{{ value_json.SI7021['Temperature'] | float }}"), path_of(None)
    (['SI7021', 'Temperature'], [])
    >>> path_of("{% if value %}1{% endif %}") is None
    True
    """
    if template is None:
        return []
    if not isinstance(template, str) or len(template) > _LONGEST_TEMPLATE:
        return None
    found = _TEMPLATE.fullmatch(template)
    if found is None:
        return None
    return [_STEP.findall(step)[0].strip() for step in re.findall(_FIELD, found[1] or "")]


def entity_of(component: str, name: str, config: Mapping[str, Any]) -> Facts | None:
    """Return what *config* says of an entity; None where it cannot be read."""
    path = path_of(config.get("value_template"))
    if path is None:
        return None
    about = config.get("device")
    device = about if isinstance(about, Mapping) else {}
    words = words_of(config.get("name"), name)
    told_class, unit = _text(config.get("device_class")), _text(config.get("unit_of_measurement"))
    is_switch = component == "binary_sensor"
    return {
        "device": _identity(device, config, name),
        "device_name": _text(device.get("name")),
        "model": f"{_text(device.get('manufacturer'))} {_text(device.get('model'))}".strip(),
        "field": identity("topic", name),
        "path": path,
        "quantity": switch_of(words, told_class) if is_switch else quantity_of(words, told_class, unit),
        "unit": unit,
        "on": str(config.get("payload_on", "ON"))[:_LONGEST] if is_switch else "",
        "off": str(config.get("payload_off", "OFF"))[:_LONGEST] if is_switch else "",
    }


def _identity(device: Mapping[str, Any], config: Mapping[str, Any], name: str) -> str:
    connections = device.get("connections")
    for pair in connections if isinstance(connections, list) else ():
        if isinstance(pair, list) and len(pair) == 2 and mac_of(pair[1]):  # noqa: PLR2004 - kind and address
            return mac_of(pair[1])
    identifiers = device.get("identifiers")
    first = identifiers[0] if isinstance(identifiers, list) and identifiers else identifiers
    text = _text(first) or _text(config.get("unique_id")) or name
    return mac_of(text) or ieee_of(text.rpartition("_")[2]) or identity("unique_id", text)


def _text(content: object) -> str:
    return content[:_LONGEST] if isinstance(content, str) and content.isprintable() else ""


def value_in(content: object, path: list[str]) -> object:
    """Return what stands at *path*; KeyError where nothing does."""
    for step in path:
        if isinstance(content, dict) and step in content:
            content = content[step]
        elif isinstance(content, list) and step.isdecimal() and int(step) < len(content):
            content = content[int(step)]
        else:
            raise KeyError(step)
    return content


def read_as(entity: Facts, content: object) -> Measured:
    """Return the value of *entity* in canonical units."""
    if entity["on"]:
        return _switched(entity, content)
    if isinstance(content, str) and not content.strip():
        return Measured(math.nan, "the device sent an empty text instead of a number")
    if not entity["unit"]:
        return measured(content)
    return in_unit(content, entity["unit"], entity["quantity"])


def _switched(entity: Facts, content: object) -> Measured:
    text = str(content).strip().casefold()
    if text == entity["on"].casefold():
        return Measured(1.0)
    if text == entity["off"].casefold():
        return Measured(0.0)
    return Measured(math.nan, f"expected {entity['on']} or {entity['off']}, saw {str(content)[:80]!r}")


def bare_text(payload: bytes) -> str:
    """Return a state that is no JSON: a number, or a word in its place."""
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DecodeError("payload", payload[:80], "a number as text") from error
