"""``homeassistant/{component}/[{node}/]{object}/config``: which state topics there are, and what is on them.

Kept by state topic, as several entities may share one, and by configuration topic, so that an empty
configuration takes its entities back. Of several entities of a device that measure the same, the first one
announced is the device itself and stays so; every other is a probe that goes by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ingest.errors import DecodeError
from ingest.formats.home_assistant.entity import entity_of
from ingest.formats.json_text import document
from ingest.known import Known
from ingest.report import Announcement, Facts

STATES = "home_assistant/states"
_CONFIGS = "home_assistant/configs"
_DEVICES = "home_assistant/devices"
ENTITIES = "entities"
CHANNEL = "channel"

_LONG = MappingProxyType(
    {
        "stat_t": "state_topic",
        "val_tpl": "value_template",
        "unit_of_meas": "unit_of_measurement",
        "dev_cla": "device_class",
        "uniq_id": "unique_id",
        "pl_on": "payload_on",
        "pl_off": "payload_off",
        "dev": "device",
        "cmps": "components",
        "p": "platform",
        "ids": "identifiers",
        "cns": "connections",
        "mdl": "model",
        "mf": "manufacturer",
    }
)
_SENSORS = frozenset({"sensor", "binary_sensor"})
_DEVICE = "device"
_MOST_COMPONENTS = 256


class _Described(NamedTuple):
    key: str
    state_topic: str
    entity: Facts


def is_config(topic: str) -> bool:
    """Tell whether *topic* is a configuration topic."""
    return topic.startswith("homeassistant/") and topic.endswith("/config") and topic.count("/") in {3, 4}


def announcements(topic: str, payload: bytes, known: Known) -> tuple[Announcement, ...]:
    """Return what changes by the configuration on *topic*; an empty one takes everything back."""
    described = list(_described(topic, payload)) if payload.strip() else []
    states: dict[str, dict[str, Facts]] = {}
    before = known.facts(_CONFIGS, topic)
    for state_topic in (*(before["topics"] if before else ()), *(one.state_topic for one in described)):
        told = known.facts(STATES, state_topic)
        entities = told[ENTITIES] if told else {}
        states[state_topic] = {key: one for key, one in entities.items() if one["config"] != topic}
    owners = _owners(described, known)
    for one in described:
        entity = one.entity
        is_own = owners[entity["device"]][entity["quantity"]] == one.key
        channel = "" if is_own else entity["field"]
        states[one.state_topic][one.key] = {**entity, CHANNEL: channel, "config": topic}
    topics = list(dict.fromkeys(one.state_topic for one in described))
    told_states = {name: {ENTITIES: told} if told else None for name, told in states.items()}
    scopes: dict[str, Mapping[str, Facts | None]] = {
        STATES: told_states,
        _CONFIGS: {topic: {"topics": topics} if topics else None},
        _DEVICES: {device: {"owners": owned} for device, owned in owners.items()},
    }
    return tuple(_changes(scopes, known))


def _changes(scopes: Mapping[str, Mapping[str, Facts | None]], known: Known) -> Iterator[Announcement]:
    """Return what is not known yet: at every start, all descriptions come again."""
    for scope, facts in scopes.items():
        changed = {key: told for key, told in facts.items() if told != known.facts(scope, key)}
        if changed:
            yield Announcement(scope, changed)


def _owners(described: list[_Described], known: Known) -> dict[str, dict[str, str]]:
    """Return, by device and quantity, which entity is the device itself."""
    owners: dict[str, dict[str, str]] = {}
    for one in described:
        device = one.entity["device"]
        if device not in owners:
            told = known.facts(_DEVICES, device)
            owners[device] = dict(told["owners"]) if told else {}
        owners[device].setdefault(one.entity["quantity"], one.key)
    return owners


def _described(topic: str, payload: bytes) -> Iterator[_Described]:
    component, name = topic.split("/")[1], topic.split("/")[-2]
    content = document(payload)
    if type(content) is not dict:
        raise DecodeError("payload", content, "an object that describes an entity")
    config = _expanded(content)
    if component in _SENSORS:
        yield from _one(topic, component, name, config)
    listed = config.get("components")
    if component != _DEVICE or type(listed) is not dict:
        return
    for key, inner in list(listed.items())[:_MOST_COMPONENTS]:
        if type(inner) is dict:
            own = {**config, **_expanded(inner)}
            yield from _one(f"{topic}#{key}", str(own.get("platform")), key, own)


def _one(key: str, component: str, name: str, config: Mapping[str, Any]) -> Iterator[_Described]:
    state_topic = config.get("state_topic")
    if component not in _SENSORS or not isinstance(state_topic, str) or not state_topic:
        return
    entity = entity_of(component, name, config)
    if entity is not None:
        yield _Described(key, state_topic, entity)


def _expanded(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return *content* with its short names written out, and with ``~`` in its topic filled in."""
    config = {_LONG.get(name, name): inner for name, inner in content.items()}
    if type(config.get(_DEVICE)) is dict:
        config[_DEVICE] = {_LONG.get(name, name): inner for name, inner in config[_DEVICE].items()}
    topic, base = config.get("state_topic"), config.get("~")
    if isinstance(topic, str) and isinstance(base, str):
        if topic.startswith("~"):
            config["state_topic"] = base + topic[1:]
        elif topic.endswith("~"):
            config["state_topic"] = topic[:-1] + base
    return config
