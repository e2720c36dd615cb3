"""What a decoder makes of one message: the samples in it, and what it says besides.

A decoder reads and remembers nothing. Whatever has to outlive the message (the names behind aliases, who
is who, which frames have been seen) it puts into its report, and finds again in ``Known``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

from ingest.message import Request
from ingest.reading import Sample

Facts: TypeAlias = Mapping[str, Any]
"""Plain values of JSON: texts, numbers, booleans, null, lists and objects of them."""


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Which of a device's messages this is, so that it counts once and a missing one is noticed.

    Attributes:
        device: who counts.
        identities: names that no other message of the device ever has, such as an event's UUID.
        frame: a name that comes back after a while, such as a frame counter with the frame's content;
            it tells repeats of one message for five minutes, and none after ten. Empty: there is none.
        counter: the number of the message where the device counts without leaving one out; None: it
            does not, or a receiver may miss some without harm.
        modulus: the counter runs from 0 to modulus - 1.
        session: changes when the counter starts again.
    """

    device: str
    identities: tuple[str, ...] = ()
    frame: str = ""
    counter: int | None = None
    modulus: int = 1 << 32
    session: str = ""


class About(msgspec.Struct, frozen=True, gc=False):
    """Who a device says it is; an empty text says nothing.

    Attributes:
        device: its lasting identity.
        name: what people called it in the gateway or the network server.
        model: what it is, for example its device profile or vendor and model: one codec, one model.
        gateway: who told it.
    """

    device: str
    name: str = ""
    model: str = ""
    gateway: str = ""


class Announcement(msgspec.Struct, frozen=True, gc=False):
    """Facts that later messages cannot be read without.

    Attributes:
        scope: whose facts they are, for example ``zigbee2mqtt:farm`` or ``sparkplug:group/node``.
        facts: by key; None forgets that key.
        replaces: whether everything that was known in this scope before is forgotten.
        lasting: whether they are still true after Coldframe was restarted.
    """

    scope: str
    facts: Mapping[str, Facts | None]
    replaces: bool = False
    lasting: bool = True


class Awaited(msgspec.Struct, frozen=True, gc=False):
    """What has to be announced before a message can be read, and how to ask for it.

    Attributes:
        scope: whose facts are missing.
        detail: what cannot be read without them, in a sentence.
        topic: where to ask for them; empty: nobody can be asked.
        payload: what to ask with.
    """

    scope: str
    detail: str
    topic: str = ""
    payload: bytes = b""


class Unplaced(msgspec.Struct, frozen=True, gc=False):
    """A field whose meaning is not known: nobody guesses it, the operator can say it once per model.

    Attributes:
        device: who sent it.
        model: of which model; empty where that is not known.
        field: its path in what was sent, such as ``probes.0.x``.
        value: what was seen, as text of at most 80 characters.
    """

    device: str
    model: str
    field: str
    value: str


class Report(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one message says.

    Attributes:
        samples: what was measured.
        origin: which message of its device it is; None where the format does not tell.
        sent_at_ms: the gateway's own clock when it published [ms]; None where the format does not tell.
            The age of a measurement must not be in it: it shows how wrong that clock is.
        about: who the devices are.
        announcements: facts for later messages.
        unplaced: fields whose meaning is not known.
        requests: what the format wants to be sent in answer.
        on_gap: what is sent in answer when ``origin`` shows that an earlier message is missing.
        control: for a message that carries no values by its nature, what it is ("the gateway's birth");
            it is counted, and nothing is wrong with it.
        is_state: whether it repeats everything that was last known, measured now or not.
        is_overheard: whether the same may come over another topic within seconds, because several gateways
            hear one transmission, or one gateway tells it twice.
        lacks: for a message that should carry values and has none, what is missing and who can add it.
        is_timed_by_arrival: whether times in it were counted from when it arrived, and so are others when
            it is delivered again.
    """

    samples: tuple[Sample, ...] = ()
    origin: Origin | None = None
    sent_at_ms: int | None = None
    about: tuple[About, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    requests: tuple[Request, ...] = ()
    on_gap: Request | None = None
    control: str = ""
    is_state: bool = False
    is_overheard: bool = False
    lacks: str = ""
    is_timed_by_arrival: bool = False
