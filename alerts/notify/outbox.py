"""What lies between the ledger and people: the outbox where notices wait, the channels they leave by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from alerts.alert import Notice


def channel_of(person_id: str, name: str) -> str:
    """Return the name of a person's channel, which no channel that belongs to nobody can have.

    >>> channel_of("ana", "phone"), recipient_of("ana/phone"), recipient_of("office")
    ('ana/phone', 'ana', '')
    """
    return f"{person_id}/{name}"


def recipient_of(channel: str) -> str:
    """Return the id of the person that a channel belongs to; empty: to nobody in particular."""
    person_id, slash, _ = channel.partition("/")
    return person_id if slash else ""


class Channel(Protocol):
    """One way to reach people. ``send`` may be called again with the same notice after a crash."""

    @property
    def name(self) -> str:
        """Return the lasting name of this channel; the outbox remembers deliveries by it."""
        ...

    def send(self, notice: Notice) -> None:
        """Hand *notice* over; ChannelBusy: the same call may succeed later, ChannelBroken: it never will."""
        ...


class Delivery(msgspec.Struct, frozen=True):
    """A notice on its way to one channel.

    ``attempts`` is how often it was tried in vain; ``retry_at_ms`` is when to try again, None: at once.
    """

    notice: Notice
    attempts: int = 0
    retry_at_ms: int | None = None


class Told(msgspec.Struct, frozen=True):
    """What became of a notice on one channel.

    ``at_ms`` is when it was handed over, None: it was not; ``done`` is then whether it is given up.
    """

    notice: Notice
    channel: str
    attempts: int
    done: bool
    at_ms: int | None
    detail: str


class Outbox(Protocol):
    """Where notices wait until every channel has them; the ledger is one. Durable on return.

    A notice is done for a channel once ``sent`` or ``failed`` without a time to retry was called.
    """

    def pending(self, channel: str, limit: int) -> Sequence[Delivery]:
        """Return what *channel* has not done yet, oldest first, also what waits for its time to retry."""
        ...

    def sent(self, key: str, channel: str, at_ms: int) -> None:
        """Say that *channel* has handed the notice *key* over."""
        ...

    def failed(self, key: str, channel: str, detail: str, retry_at_ms: int | None) -> None:
        """Say that *channel* did not; None: it never will, and *detail* is what the operator reads."""
        ...
