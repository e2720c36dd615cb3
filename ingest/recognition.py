"""Which wire format a message has: by what the operator says, by topic, announcement or shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ingest.errors import DecodeError
from ingest.formats import FORMATS, SUBSCRIPTIONS
from ingest.formats.json_text import document
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.message import Message
from ingest.topic_filter import covers

AUTO = "auto"
"""In a subscription: the format shows in the topic or the payload."""

LONGEST_TOPIC = 1_024
"""MQTT lets a topic have 65,535 bytes; no gateway's has a thousand, and one made of slashes alone would cost
seconds to look through."""

OFF = "off"
"""In a subscription: a default one that is not wanted."""

_WILDCARDS = MappingProxyType({"+": 1, "#": 2})

_NOTHING_CHOSEN: Mapping[str, str] = MappingProxyType({})


def subscriptions(chosen: Mapping[str, str] = _NOTHING_CHOSEN) -> tuple[str, ...]:
    """Return the topic filters to subscribe to: the default ones, with the operator's changes.

    >>> "coldframe/#" in subscriptions({"coldframe/#": "off"})
    False
    >>> subscriptions({"farm/+/uplink": "auto"})[-1]
    'farm/+/uplink'
    """
    wanted = dict.fromkeys((*SUBSCRIPTIONS, *chosen))
    return tuple(topic for topic in wanted if chosen.get(topic) != OFF)


def _without_sharing(topic_filter: str) -> str:
    """Return the filter in ``$share/{group}/{filter}``, by which several clients share a subscription."""
    return topic_filter.split("/", 2)[-1] if topic_filter.startswith("$share/") else topic_filter


def _specificity(topic_filter: str) -> list[int]:
    """Return what sorts filters so that the one that says most comes first."""
    return [_WILDCARDS.get(level, 0) for level in topic_filter.split("/")]


class Recogniser:
    """Finds the format of a message.

    Args:
        chosen: what the operator says: topic filter → name of a format, ``auto`` or ``off``; of several
            that cover a topic, the most specific one counts.
        formats: the formats there are; where two claim a message, the first one has it.
    """

    def __init__(
        self, chosen: Mapping[str, str] = _NOTHING_CHOSEN, formats: Sequence[Format] = FORMATS
    ) -> None:
        self._by_name = {known.name: known for known in formats}
        named = (
            (_without_sharing(topic), name)
            for topic, name in chosen.items()
            if name in self._by_name or name == AUTO
        )
        self._chosen = sorted(named, key=lambda one: _specificity(one[0]))
        self._anywhere = tuple(known for known in formats if not known.heads)
        heads = {head for known in formats for head in known.heads}
        self._by_head = {
            head: tuple(known for known in formats if head in known.heads or not known.heads)
            for head in heads
        }
        self._all = tuple(formats)

    def format_of(self, message: Message, known: Known = NOTHING_KNOWN) -> Format | None:
        """Return the format of *message*, as far as it is *known* what was announced; None: nobody's."""
        if len(message.topic) > LONGEST_TOPIC:
            return None
        if message.format:
            return self._by_name.get(message.format)
        return self.by_topic(message.topic, known) or self._by_shape(message.payload)

    def by_topic(self, topic: str, known: Known = NOTHING_KNOWN) -> Format | None:
        """Return the format whose topic this is, by itself or since it was announced; or None.

        >>> Recogniser().by_topic("coldframe/v1/packhouse/probe-7").name
        'own_json'
        >>> Recogniser().by_topic("office/printer") is None
        True
        """
        if len(topic) > LONGEST_TOPIC:
            return None
        for topic_filter, name in self._chosen:
            if covers(topic_filter, topic):
                if name == AUTO:
                    break
                return self._by_name[name]
        head = topic.partition("/")[0]
        for form in self._by_head.get(head, self._anywhere):
            if form.matches(topic):
                return form
        return next((form for form in self._all if form.claims(topic, known)), None)

    def _by_shape(self, payload: bytes) -> Format | None:
        if payload[:1] not in (b"{", b"["):
            return None
        try:
            content = document(payload)
        except DecodeError:
            return None
        for known in self._all:
            if known.has_shape(content):
                return known
        return None
