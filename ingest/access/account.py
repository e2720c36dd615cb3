"""An account: with which name a gateway logs in, what it may publish, and what it may hear."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from ingest.access.kind import KINDS, Kind, filled, reserved_names
from ingest.errors import InvalidAccount
from ingest.topic_filter import covers, includes, is_plain_filter, is_topic

SERVICE = "coldframe"
"""The name under which Coldframe itself logs in."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
"""Fits into a topic, a line of a file, and the fields of every gateway (Tasmota keeps 32 characters)."""


class Account(msgspec.Struct, frozen=True):
    """What a broker has to know about a gateway.

    Attributes:
        name: with which it logs in.
        kind: the name of its kind.
        hash: of its password, as Mosquitto writes it.
        publish: topic filters under which it may publish.
        subscribe: topic filters that it may hear.
        created_ms: when it was made [ms, UTC].
    """

    name: str
    kind: str
    hash: str
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]
    created_ms: int

    def may_publish(self, topic: str) -> bool:
        """Tell whether it may publish to *topic*."""
        return is_topic(topic) and any(covers(mine, topic) for mine in self.publish)

    def may_hear(self, topic: str) -> bool:
        """Tell whether it may be given what is published to *topic*."""
        return any(covers(mine, topic) for mine in self.subscribe)

    def may_subscribe(self, topic_filter: str) -> bool:
        """Tell whether everything that *topic_filter* lets through is meant for it."""
        return any(includes(mine, topic_filter) for mine in self.subscribe)


def kind_called(name: str) -> Kind:
    """Return the kind called *name*; raises InvalidAccount with all names there are."""
    if name not in KINDS:
        raise InvalidAccount(f"the kind of a gateway: saw {name[:80]!r}, expected one of {', '.join(KINDS)}")
    return KINDS[name]


def checked_name(name: str, listened_to: Iterable[str] = ()) -> str:
    """Return *name* if a gateway may be called so; raises InvalidAccount.

    A gateway called as the topics of others begin would own them all where its own begin with its name.

    Args:
        name: how it is to be called.
        listened_to: topic filters under which somebody publishes.
    """
    if _NAME.fullmatch(name) is None:
        raise InvalidAccount(
            f"the name of a gateway: saw {name[:80]!r}, expected 1 to 32 letters, digits or . _ -, beginning "
            "with a letter or digit"
        )
    if name.casefold() == SERVICE or name.casefold() in reserved_names(listened_to):
        raise InvalidAccount(
            f"no gateway can be called {name!r}: this word has a meaning of its own in topics"
        )
    return name


def topics_of(name: str, kind: Kind, chosen: tuple[str, ...] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a gateway may publish under and what it may hear; *chosen* takes the place of the first.

    Raises InvalidAccount.
    """
    for topic_filter in chosen:
        if not is_plain_filter(topic_filter) or topic_filter.startswith("$"):
            raise InvalidAccount(
                f"--topic: saw {topic_filter[:80]!r}, expected an MQTT topic filter of printable characters, "
                "in which + stands for a whole level and # for the last ones"
            )
    publish = tuple(dict.fromkeys(chosen)) or tuple(filled(one, name) for one in kind.publish)
    if not publish:
        raise InvalidAccount(f"a gateway of kind {kind.name} needs --topic: nothing says where it publishes")
    return publish, tuple(filled(one, name) for one in kind.subscribe)
