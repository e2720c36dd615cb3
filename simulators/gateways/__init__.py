"""Encode samples as real gateways do: one module per wire format, each written from its specification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from simulators.sensors import Sampled


@dataclass(frozen=True, slots=True)
class Publication:
    """One MQTT message.

    Attributes:
        at_s: when the gateway publishes it, on the story's time line [s].
        topic: where.
        payload: what.
        retain: whether the broker keeps it for whoever subscribes later.
        qos: 1 unless the format's specification demands another.
    """

    at_s: float
    topic: str
    payload: bytes
    retain: bool = False
    qos: int = 1


class Encoder(Protocol):
    """How a gateway writes what its devices measured."""

    @property
    def group(self) -> int:
        """How many readings of one device are told together when an outage is back-filled.

        0: the gateway keeps nothing, and what it cannot publish at once is lost.
        """
        ...

    @property
    def hears(self) -> tuple[str, ...]:
        """The topics on which the gateway takes commands."""
        return ()

    def greet(self, at_s: float) -> tuple[Publication, ...]:  # noqa: ARG002 - most have nothing to say
        """Return what the gateway publishes when it has connected, at *at_s*, or connected again."""
        return ()

    def encode(self, batch: Sequence[Sampled], at_s: float) -> tuple[Publication, ...]:
        """Return the messages that carry *batch*, readings of one device in order, published at *at_s*."""
        ...

    def answer(self, topic: str, payload: bytes, at_s: float) -> tuple[Publication, ...]:  # noqa: ARG002 - as above
        """Return what the gateway publishes at *at_s* because of a command."""
        return ()
