"""Wire formats: from what a gateway publishes to samples.

One module per format, each with one public function ``decode(topic, payload, received_at_ms)`` that
returns samples in canonical units and judges nothing, or raises ``DecodeError``. A new format is one
module and one line in ``FORMATS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest.formats import chirpstack, own_json
from ingest.reading import Sample


@dataclass(frozen=True, slots=True)
class Format:
    """One wire format.

    Attributes:
        name: what operators read.
        subscriptions: the topic filters under which gateways publish it.
        prefix: how each of its topics begins; every topic is asked for this first.
        matches: tells whether a topic with this prefix is one of its own.
        decode: turns (topic, payload, received_at_ms) into samples, or raises DecodeError.
    """

    name: str
    subscriptions: tuple[str, ...]
    prefix: str
    matches: Callable[[str], bool]
    decode: Callable[[str, bytes, int], tuple[Sample, ...]]


FORMATS = (
    Format("own_json", own_json.SUBSCRIPTIONS, own_json.PREFIX, own_json.matches, own_json.decode),
    Format("chirpstack", chirpstack.SUBSCRIPTIONS, chirpstack.PREFIX, chirpstack.matches, chirpstack.decode),
)
"""Every format that Coldframe understands, most frequent first."""

SUBSCRIPTIONS = tuple(topic for known in FORMATS for topic in known.subscriptions)
"""The topic filters of all formats."""


def recognise(topic: str) -> Format | None:
    """Return the format whose topic this is, or None.

    >>> recognise("coldframe/v1/packhouse/probe-7").name
    'own_json'
    >>> recognise("office/printer") is None
    True
    """
    for known in FORMATS:
        if topic.startswith(known.prefix) and known.matches(topic):
            return known
    return None
