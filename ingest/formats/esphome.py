"""ESPHome: ``{node}/sensor/{name}/state`` and ``{node}/binary_sensor/{name}/state``, each a bare value.

There is no time, no unit and no identity in it; all of that stands in the announcement that ESPHome makes
for Home Assistant. Without one, the name of the sensor tells what it is, where a word in it is clear, and
the value is in the unit that ESPHome's own sensors have (°C, %, hPa); any other is left to the operator.

A missing value is ``nan``, or ``None`` since the end of 2024.
"""

from __future__ import annotations

from ingest.errors import DecodeError
from ingest.formats.field_sample import field_sample
from ingest.formats.home_assistant import announced, read
from ingest.formats.home_assistant.entity import bare_text, read_as
from ingest.formats.home_assistant.naming import LEFT_OUT, quantity_of, switch_of, words_of
from ingest.formats.json_text import identity
from ingest.formats.leftover import Source, explained
from ingest.formats.wire_format import Format
from ingest.interpret.place import shown
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import channel_of
from ingest.report import About, Report, Unplaced

_SWITCH = "binary_sensor"
_KINDS = frozenset({"sensor", _SWITCH})
_LEVELS = 4
_PLAIN = frozenset(
    """air battery co2 conductivity door humidity illuminance level lux moisture pressure relative rssi sensor
    signal soil state status strength temp temperature value voltage wifi""".split()  # noqa: SIM905 - one word a line would say no more
)
"""A name of other words besides is that of one sensor among several: it is a probe of the node."""


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    entities = announced(topic, known)
    if entities:
        return read(entities, payload, received_at_ms, known)
    if topic.count("/") < _LEVELS - 1:
        raise DecodeError("topic", topic, "{node}/sensor/{name}/state, or one that was announced")
    *prefix, kind, name, _ = topic.split("/")
    node = identity("topic", "/".join(prefix))
    source = Source(node, f"ESPHome {node}", None, node, received_at_ms)
    about = (About(node, node, source.model, node),)
    value = bare_text(payload)
    if name in known.meanings(source.model):
        samples, unplaced = explained({name: value}, source, known)
        return Report(samples=samples, unplaced=unplaced, about=about)
    words = words_of(name)
    quantity = switch_of(words, "") if kind == _SWITCH else quantity_of(words, "", "")
    if quantity == LEFT_OUT:
        return Report(control="a state that is nothing Coldframe keeps")
    if not quantity:
        return Report(unplaced=(Unplaced(node, source.model, name, shown(value)),), about=about)
    usual = {"on": "ON", "off": "OFF"} if kind == _SWITCH else {"on": "", "off": ""}
    found = read_as({"unit": "", "quantity": quantity, **usual}, value)
    probe = source._replace(device=channel_of(node, "" if words <= _PLAIN else identity("topic", name)))
    return Report(samples=(field_sample(name, quantity, found, probe),), about=about)


def _matches(topic: str) -> bool:
    levels = topic.split("/")
    if len(levels) < _LEVELS or levels[-1] != "state" or levels[0] == "homeassistant":
        return False
    return levels[-3] in _KINDS and bool(levels[0])


FORMAT = Format(
    name="esphome",
    title="ESPHome",
    decode=decode,
    subscriptions=tuple(f"+/{kind}/+/state" for kind in ("sensor", _SWITCH)),
    matches=_matches,
)
