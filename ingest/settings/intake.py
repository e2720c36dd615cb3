"""What is taken in, and how much may wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from ingest.configuration import Contradiction, Section
from ingest.formats import SUBSCRIPTIONS
from ingest.newest import MOST_UNASSIGNED
from ingest.recognition import OFF
from ingest.settings.words import Identifier, Subscribed, TopicFilter


class JournalSettings(Section):
    """``[journal]``: how much may wait for the store and the alerts."""

    max_bytes: Annotated[int, Field(ge=1 << 20)] = 2 << 30
    max_age_s: Annotated[int, Field(ge=60)] = 7 * 86_400


class IngestSettings(Section):
    """``[ingest]``: what is listened to, and how large a message may be.

    ``subscriptions`` adds to the default topic filters or changes them: filter → name of a format,
    ``auto`` (the format shows in the topic or the payload) or ``off``. ``victron_portals`` are the portal ids
    of the Venus OS installations that shall be kept publishing; without that they fall silent in a minute.
    ``most_unassigned_devices`` of one gateway are kept without a place; then the one heard longest ago goes.
    With more than one of ``workers``, as many processes find out what messages say.
    """

    max_payload_bytes: Annotated[int, Field(ge=1024, le=64 << 20)] = 1 << 20
    subscriptions: dict[TopicFilter, Subscribed] = Field(default_factory=dict)
    victron_portals: tuple[Identifier, ...] = ()
    most_unassigned_devices: Annotated[int, Field(ge=10, le=100_000)] = MOST_UNASSIGNED
    workers: Annotated[int, Field(ge=1, le=16)] = 1

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Refuse to switch off what is not on."""
        chosen = raw.get("subscriptions")
        for topic, name in chosen.items() if isinstance(chosen, Mapping) else ():
            if name == OFF and topic not in SUBSCRIPTIONS:
                expected = "a topic filter that is subscribed to by default, which alone can be off: "
                yield Contradiction(("subscriptions", topic), name, expected + ", ".join(SUBSCRIPTIONS))
