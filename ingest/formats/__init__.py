"""Wire formats: from what a gateway publishes to a report in canonical units.

One module per format, each with one public function ``decode(topic, payload, received_at_ms, known)``
that judges nothing and remembers nothing, and one constant ``FORMAT`` that says how it is recognised. A
new format is one module and one line in ``FORMATS``.
"""

from __future__ import annotations

from types import MappingProxyType

from ingest.formats import (
    bthome,
    cayenne_lpp,
    chirpstack,
    dcsa_reefer,
    disruptive,
    efento,
    esphome,
    helium,
    home_assistant,
    milesight,
    openmqttgateway,
    own_json,
    ruuvi,
    senml,
    sensecap,
    sensorthings,
    shelly,
    sparkplug,
    tasmota,
    thingpark,
    thingsboard,
    tive,
    tts,
    victron,
    zigbee2mqtt,
)
from ingest.formats.wire_format import Format

FORMATS: tuple[Format, ...] = (
    own_json.FORMAT,
    chirpstack.FORMAT,
    shelly.FORMAT,
    openmqttgateway.FORMAT,
    ruuvi.FORMAT,
    tasmota.FORMAT,
    zigbee2mqtt.FORMAT,
    tts.FORMAT,
    thingpark.FORMAT,
    cayenne_lpp.FORMAT,
    sensecap.FORMAT,
    sensorthings.FORMAT,
    thingsboard.FORMAT,
    victron.FORMAT,
    dcsa_reefer.FORMAT,
    disruptive.FORMAT,
    tive.FORMAT,
    sparkplug.FORMAT,
    efento.FORMAT,
    senml.FORMAT,
    helium.FORMAT,
    milesight.FORMAT,
    bthome.FORMAT,
    esphome.FORMAT,
    home_assistant.FORMAT,
)
"""Every format that Coldframe understands; where two could read a message, the first one does."""

BY_NAME = MappingProxyType({known.name: known for known in FORMATS})
"""Every format by its name."""

SUBSCRIPTIONS = tuple(dict.fromkeys(topic for known in FORMATS for topic in known.subscriptions))
"""The topic filters of all formats."""
