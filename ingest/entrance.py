"""Where messages come in: the broker that is listened to, to what, and who may publish there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ingest.access.account import SERVICE
from ingest.accounts import Accounts
from ingest.clock import Clock
from ingest.counters import Counters
from ingest.database import Database
from ingest.door import Door, new_service_secret
from ingest.reading import Rejection
from ingest.recognition import subscriptions
from ingest.settings import BrokerSettings, IngestSettings, MqttSettings
from ingest.turned_away import TurnedAway

if TYPE_CHECKING:
    from ingest.broker import EmbeddedBroker


class Wishes(Protocol):
    """What the entrance needs of the whole configuration."""

    @property
    def mqtt(self) -> tuple[MqttSettings, ...]:
        """How to stand to each broker."""

    @property
    def broker(self) -> BrokerSettings:
        """Whether there is an embedded one."""

    @property
    def ingest(self) -> IngestSettings:
        """What is listened to."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """The parts of the entrance.

    Attributes:
        mqtt: the brokers to listen to; an embedded one takes the place of the first one in the settings.
        topics: the topic filters to subscribe to where a broker has none of its own.
        broker: the embedded broker, where it is wanted; it is not started.
        accounts: with which names gateways log in.
        turned_away: what the embedded broker refused.
    """

    mqtt: tuple[MqttSettings, ...]
    topics: tuple[str, ...]
    broker: EmbeddedBroker | None
    accounts: Accounts
    turned_away: TurnedAway

    @property
    def is_locked(self) -> bool:
        """Tell whether our own broker lets nobody in but ourselves, since no gateway has an account yet."""
        return self.broker is not None and not self.broker.is_open and not self.accounts.all()


def open_entrance(
    settings: Wishes,
    database: Database,
    clock: Clock,
    counters: Counters,
    quarantine: Callable[[Sequence[Rejection]], None],
) -> Entrance:
    """Put the entrance together; *quarantine* keeps what the embedded broker refused, for the operator."""
    taken = own_names(settings.mqtt)
    accounts = Accounts(database, clock, taken)
    turned_away = TurnedAway(counters, clock.now_ms, quarantine)
    topics = subscriptions(settings.ingest.subscriptions)
    ours = settings.broker
    if not ours.enabled:
        return Entrance(settings.mqtt, topics, None, accounts, turned_away)
    secret = new_service_secret()
    first, *others = settings.mqtt
    mqtt = _to_ourselves(ours, first, secret)
    door = Door(mqtt.client_id, anonymous=ours.is_open, account=accounts.called, service_secret=secret)
    from ingest.broker import EmbeddedBroker  # noqa: PLC0415 - 6 MB that a farm with Mosquitto can spare

    broker = EmbeddedBroker(ours.host, ours.port, door, topics, turned_away)
    return Entrance((mqtt, *others), topics, broker, accounts, turned_away)


def own_names(brokers: Sequence[MqttSettings]) -> tuple[str, ...]:
    """Return the names with which Coldframe itself logs in, which no gateway may have."""
    return tuple(broker.username for broker in brokers if broker.username is not None)


def _to_ourselves(broker: BrokerSettings, first: MqttSettings, secret: str) -> MqttSettings:
    return MqttSettings.model_validate(
        {
            "url": broker.url,
            "username": SERVICE,
            "password": secret,
            "name": first.name,
            "client_id": first.client_id,
            "protocol": "3.1.1",
        }
    )
