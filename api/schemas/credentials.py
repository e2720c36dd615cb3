"""Gateways' credentials: which there are, and what one is given."""

from __future__ import annotations

from api.schemas.base import Answer, Command
from api.schemas.values import GivenText, Instant


class GatewayCommand(Command):
    """Let a gateway log in.

    ``topics`` takes the place of where its kind publishes; ``host`` is where it reaches the broker.
    """

    name: GivenText
    kind: GivenText
    topics: tuple[GivenText, ...] = ()
    host: GivenText | None = None


class NewGatewayAnswer(Answer):
    """What has to be typed into a gateway; the password is shown this once."""

    name: str
    password: str
    publish: list[str]
    subscribe: list[str]
    instructions: str


class RefusedTopicAnswer(Answer):
    """Where a gateway published what it may not, how often since the start, and when last."""

    topic: str
    times: int
    last_at: Instant


class GatewayAccountAnswer(Answer):
    """A gateway that can log in, without its password."""

    name: str
    kind: str
    publish: list[str]
    subscribe: list[str]
    created_at: Instant
    refused: list[RefusedTopicAnswer]


class BrokerAccountAnswer(Answer):
    """A gateway's account as a broker needs it, with the hash of its password."""

    name: str
    kind: str
    hash: str
    publish: list[str]
    subscribe: list[str]
    created_ms: int


class RemovedAnswer(Answer):
    """What is left to do after a gateway was removed; empty where nothing is."""

    next_step: str
