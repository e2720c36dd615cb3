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
    """

    at_s: float
    topic: str
    payload: bytes


class Encoder(Protocol):
    """How a gateway writes what its devices measured."""

    @property
    def group(self) -> int:
        """How many readings of one device go into a message when an outage is back-filled."""
        ...

    def encode(self, batch: Sequence[Sampled], at_s: float) -> tuple[Publication, ...]:
        """Return the messages that carry *batch*, readings of one device in order, published at *at_s*."""
        ...
