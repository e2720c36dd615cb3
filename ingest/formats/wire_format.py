"""What a wire format is: how it is recognised, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ingest.known import NOTHING_KNOWN, Known
from ingest.report import Report


class Decode(Protocol):
    """How a format reads one message; pure: the answer depends on nothing but the arguments."""

    def __call__(
        self, topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN, /
    ) -> Report:
        """Return what *payload* says; raises DecodeError, which names the field and what was seen."""
        ...


class OnChange(NamedTuple):
    """That devices speak when a value changes: until they speak again, what they said holds.

    Attributes:
        within_k: a temperature that has changed by no more need not be told [K]; 0: every change is.
        for_h: what was said holds for so long without another word [h]; then nobody knows.
        source: where that is written.
    """

    within_k: float
    for_h: float
    source: str


def _never(_: object) -> bool:
    return False


def _claims_nothing(_topic: str, _known: Known) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Format:
    """One wire format.

    Attributes:
        name: what programs and configuration files call it.
        title: what people call it.
        decode: reads one message.
        subscriptions: the topic filters under which gateways publish it unless they are told otherwise.
        heads: the first levels of its topics; empty: any, and every unclaimed topic is asked about.
        matches: tells whether a topic with such a head is one of its own.
        announces: tells whether a message on this topic is worth reading although it is retained,
            because it carries facts and not readings.
        claims: tells whether a topic that is nobody's by itself is one of its own, because it was announced.
        has_shape: tells whether a JSON value is what this format publishes, whatever its topic.
        on_change: devices speak when a value changes, as is specified; None: when they measure.
    """

    name: str
    title: str
    decode: Decode
    subscriptions: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    matches: Callable[[str], bool] = _never
    announces: Callable[[str], bool] = _never
    claims: Callable[[str, Known], bool] = _claims_nothing
    has_shape: Callable[[object], bool] = _never
    on_change: OnChange | None = None
