"""Home Assistant's MQTT discovery, and the state topics that devices announce by it.

For devices that publish a bare number, the announcement is the only one to say whose it is and in which
unit. It is read from ``homeassistant/…/config`` and kept; a topic that was announced is then recognised,
whatever it is called. A template that does more than to read one field is not run, and its entity not
read.

``homeassistant/status`` says that Home Assistant started, after which bridges repeat what they know.
"""

from __future__ import annotations

from ingest.errors import DecodeError
from ingest.formats.field_sample import field_sample
from ingest.formats.home_assistant.discovery import CHANNEL, ENTITIES, STATES, announcements, is_config
from ingest.formats.home_assistant.entity import bare_text, read_as, value_in
from ingest.formats.home_assistant.naming import LEFT_OUT
from ingest.formats.json_text import document
from ingest.formats.leftover import Source, explained
from ingest.formats.restarts import restarted
from ingest.formats.wire_format import Format
from ingest.interpret.place import shown
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Sample, channel_of
from ingest.report import About, Facts, Report, Unplaced

_STATUS = "homeassistant/status"


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    if is_config(topic):
        told = announcements(topic, payload, known)
        return Report(announcements=told, control="a description of an entity")
    if topic == _STATUS:
        is_start = payload.strip() == b"online"
        started = (restarted(received_at_ms),) if is_start else ()
        return Report(announcements=started, control="whether Home Assistant is there")
    entities = announced(topic, known)
    if not entities:
        raise DecodeError("topic", topic, "a state topic that was announced under homeassistant/")
    return read(entities, payload, received_at_ms, known)


def announced(topic: str, known: Known) -> tuple[Facts, ...]:
    """Return the entities that were announced to have their state on *topic*."""
    told = known.facts(STATES, topic)
    return tuple(told[ENTITIES].values()) if told else ()


def read(entities: tuple[Facts, ...], payload: bytes, received_at_ms: int, known: Known) -> Report:
    """Return what the state *payload* says of *entities*."""
    content = document(payload) if any(one["path"] for one in entities) else None
    text = "" if all(one["path"] for one in entities) else bare_text(payload)
    samples: list[Sample] = []
    unplaced: list[Unplaced] = []
    for entity in entities:
        try:
            value = value_in(content, entity["path"]) if entity["path"] else text
        except KeyError:
            continue  # a state may leave out what did not change
        placed, left = _placed(entity, value, received_at_ms, known)
        samples += placed
        unplaced += left
    about = dict.fromkeys(
        About(one["device"], one["device_name"], one["model"], one["device"]) for one in entities
    )
    return Report(
        samples=tuple(samples),
        unplaced=tuple(unplaced),
        about=tuple(about),
        control="" if samples or unplaced else "a state without a measured value",
        is_state=any(
            one["device"].startswith("0x") for one in entities
        ),  # a Zigbee bridge repeats what it knows
    )


def _placed(
    entity: Facts, value: object, received_at_ms: int, known: Known
) -> tuple[tuple[Sample, ...], tuple[Unplaced, ...]]:
    source = Source(entity["device"], entity["model"], None, entity["device"], received_at_ms)
    if entity["field"] in known.meanings(entity["model"]):
        return explained({entity["field"]: value}, source, known)
    if entity["quantity"] == LEFT_OUT:
        return (), ()
    if not entity["quantity"] or (not entity["unit"] and not entity["on"]):
        return (), (Unplaced(source.device, source.model, entity["field"], shown(value)),)
    probe = source._replace(device=channel_of(source.device, entity[CHANNEL]))
    return (field_sample(entity["field"], entity["quantity"], read_as(entity, value), probe),), ()


def _matches(topic: str) -> bool:
    return is_config(topic) or topic == _STATUS


def _claims(topic: str, known: Known) -> bool:
    return known.facts(STATES, topic) is not None


FORMAT = Format(
    name="home_assistant",
    title="Home Assistant MQTT discovery",
    decode=decode,
    subscriptions=("homeassistant/+/+/config", "homeassistant/+/+/+/config", _STATUS),
    heads=("homeassistant",),
    matches=_matches,
    announces=is_config,
    claims=_claims,
)
