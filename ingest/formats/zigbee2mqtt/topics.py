"""The topics of Zigbee2MQTT: ``{base}/{friendly name}``, where both may have several levels.

Only the bridge itself tells where the base ends: by publishing on ``{base}/bridge/…``.
"""

from __future__ import annotations

from typing import NamedTuple

from ingest.formats.hardware_address import ieee_of
from ingest.known import Known

USUAL_BASE = "zigbee2mqtt"
_BRIDGE = "/bridge/"
_TOLD = ("/bridge/devices", "/bridge/info", "/bridge/state")
_BESIDES = frozenset({"availability", "set", "get"})


class Place(NamedTuple):
    """What a topic is about.

    Attributes:
        base: the bridge's base topic.
        name: the device's friendly name; for the bridge's own messages, what they are about.
        attribute: set where every attribute has a topic of its own.
        is_bridge: whether it is a message of the bridge itself.
        is_besides: whether it is no state: a command, or whether the device can be reached.
    """

    base: str
    name: str
    attribute: str = ""
    is_bridge: bool = False
    is_besides: bool = False


def scope_of(base: str) -> str:
    """Return where the devices of a bridge are announced."""
    return f"zigbee2mqtt:{base}"


def is_telling(topic: str) -> bool:
    """Tell whether the bridge publishes on *topic* who its devices are, or that it is one."""
    return topic.endswith(_TOLD[:2])


def matches(topic: str) -> bool:
    """Tell whether *topic* is one of Zigbee2MQTT whatever was announced."""
    return topic.startswith(f"{USUAL_BASE}/") or topic.endswith(_TOLD)


def base_of(topic: str, known: Known) -> str:
    """Return the longest base under which *topic* lies that a bridge has announced; empty: none."""
    levels = topic.split("/")
    for length in range(len(levels) - 1, 0, -1):
        base = "/".join(levels[:length])
        if known.has_scope(scope_of(base)):
            return base
    return ""


def place_of(topic: str, known: Known) -> Place:
    """Return what *topic* is about."""
    base = base_of(topic, known)
    if not base and (topic.endswith(_TOLD) or _BRIDGE in topic):
        base = topic.partition(_BRIDGE)[0]
    base = base or topic.partition("/")[0]
    name = topic[len(base) + 1 :]
    if name.startswith("bridge/"):
        return Place(base, name.removeprefix("bridge/"), is_bridge=True)
    levels = name.split("/")
    scope = scope_of(base)
    if known.facts(scope, name) is not None:
        return Place(base, name)
    if levels[-1] in _BESIDES or (len(levels) > 2 and levels[-2] in _BESIDES):  # noqa: PLR2004 - name/set/attribute
        return Place(base, name, is_besides=True)
    device = "/".join(levels[:-1])
    if known.facts(scope, device) is not None or ieee_of(device):
        return Place(base, device, levels[-1])
    return Place(base, name)
