"""amqtt's broker as a farm needs it: with a door, and without some things that it would do wrong."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from amqtt.adapters import (  # type: ignore[import-untyped]  # amqtt ships no types
    StreamReaderAdapter,
    StreamWriterAdapter,
)
from amqtt.broker import Broker, BrokerContext  # type: ignore[import-untyped]  # amqtt ships no types
from amqtt.contexts import (  # type: ignore[import-untyped]  # amqtt ships no types
    Action,
    BrokerConfig,
    ListenerConfig,
)
from amqtt.mqtt.disconnect import DisconnectPacket  # type: ignore[import-untyped]  # amqtt ships no types
from amqtt.mqtt.protocol.broker_handler import (  # type: ignore[import-untyped]  # amqtt ships no types
    BrokerProtocolHandler,
)
from amqtt.plugins.base import BasePlugin  # type: ignore[import-untyped]  # amqtt ships no types
from amqtt.session import Session  # type: ignore[import-untyped]  # amqtt ships no types

from ingest.access.account import SERVICE
from ingest.door import Door, Holder
from ingest.greeting import Greeting, NotWelcome, read_greeting
from ingest.topic_filter import is_topic
from ingest.turned_away import TurnedAway

_GREETING_TIMEOUT_S = 10.0
_QOS = 1
_TOGETHER = 500
"""How many waiting messages are sent before the first acknowledgement is needed."""


class OwnSession(BasePlugin):  # type: ignore[misc]  # untyped base
    """Opens Coldframe's own session before the doors open."""

    @dataclass
    class Config:
        """Whose session is opened, and what it subscribes to."""

        client_id: str = ""
        subscriptions: list[str] = field(default_factory=list)

    async def on_broker_pre_start(self) -> None:
        """Open the session that Coldframe's subscriber will continue."""
        if isinstance(self.context, BrokerContext):
            for topic in self.config.subscriptions:
                await self.context.add_subscription(self.config.client_id, topic, _QOS)


class _OpenedReader(StreamReaderAdapter):  # type: ignore[misc]  # untyped base
    """A connection whose first bytes have been read already."""

    def __init__(self, reader: asyncio.StreamReader, said: bytes) -> None:
        super().__init__(reader)
        self._said = said

    async def read(self, n: int = -1) -> bytes:
        if n < 0 or not self._said:
            rest: bytes = await super().read(n)
            said, self._said = self._said, b""
            return said + rest
        said, self._said = self._said[:n], self._said[n:]
        return said if len(said) == n else said + await super().read(n - len(said))


class FarmBroker(Broker):  # type: ignore[misc]  # untyped base
    """amqtt's broker behind a door, except in what it would do wrong.

    A stranger cannot end or take over the session of somebody else; a last will goes nowhere where its owner
    may not publish; kept messages go to those alone who subscribed to them; a message is not called
    retained because it had to wait for its reader; a connection is closed, and its session let go, however
    its end came about; and what was taken from gateways can be handed on before the end.
    """

    def __init__(self, config: BrokerConfig, door: Door, turned_away: TurnedAway) -> None:
        super().__init__(config)
        self._door = door
        self._turned_away = turned_away
        self._streams: set[asyncio.StreamWriter] = set()

    async def stream_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str
    ) -> None:
        """Serve one connection from its first byte to its last."""
        self._streams.add(writer)
        ours = StreamWriterAdapter(writer)
        try:
            greeting = await self._greet(reader, writer)
            if greeting is not None:
                opened = _OpenedReader(reader, greeting.said)
                await self.external_connected(opened, ours, listener_name)
        finally:
            self._streams.discard(writer)
            writer.close()
            await self._let_go(ours)

    async def end_sessions(self, user: str) -> None:
        """End every session of *user*: the connections, what they subscribed to, and what waits for them."""
        theirs = [client_id for client_id, (session, _) in self.sessions.items() if session.username == user]
        for client_id in theirs:
            await self._cleanup_session(client_id)

    def take_no_more(self, client_id: str) -> None:
        """Read no more from anybody but *client_id*, who has to acknowledge what it is given."""
        _, handler = self.sessions.get(client_id, (None, None))
        ours = handler.writer.get_peer_info() if handler is not None and handler.writer is not None else None
        for writer in self._streams:
            if writer.get_extra_info("peername", ())[:2] != ours:
                writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket's transport has it

    def is_handed_on(self, client_id: str) -> bool:
        """Tell whether *client_id* has acknowledged everything, or is not there to do it."""
        session, _ = self.sessions.get(client_id, (None, None))
        if session is None or session.transitions.state != "connected":
            return True
        waiting = any(not other.delivered_message_queue.empty() for other, _ in self.sessions.values())
        return self._broadcast_queue.empty() and not session.inflight_out and not waiting

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Greeting | None:
        """Return who comes in; None where somebody has been sent away, or never said enough."""
        try:
            greeting = await asyncio.wait_for(read_greeting(reader), _GREETING_TIMEOUT_S)
            self._door.check(greeting, self._holder(greeting.client_id))
        except (TimeoutError, asyncio.IncompleteReadError):
            return None
        except NotWelcome as error:
            self._turned_away.came(str(writer.get_extra_info("peername", ("?",))[0]), str(error))
            writer.write(error.answer)
            await writer.drain()
            return None
        return greeting

    def _holder(self, client_id: str) -> Holder | None:
        session, _ = self.sessions.get(client_id, (None, None))
        return None if session is None else Holder(session.username)

    def _user(self, session: Session) -> str | None:
        """Return who *session* belongs to; Coldframe's own is there before it has connected."""
        if session.client_id == self._door.client_id and self._door.is_reserved:
            return SERVICE
        name: str | None = session.username
        return name

    async def _authenticate(self, session: Session, _: ListenerConfig) -> bool:
        return self._door.knows(session.username, session.password)

    async def _topic_filtering(self, session: Session, topic: str, action: Action) -> bool:
        user = self._user(session)
        if action is Action.PUBLISH:
            return self._door.may_publish(user, topic)
        if action is Action.SUBSCRIBE:
            return self._door.may_subscribe(user, topic)
        return self._door.may_hear(user, topic)

    async def _handle_message_delivery(
        self, client_session: Session, handler: BrokerProtocolHandler, wait_deliver: asyncio.Future[Any]
    ) -> bool:
        message = wait_deliver.result()
        # What is no topic at all is left to amqtt, which closes the connection.
        if message is not None and is_topic(message.topic):
            user = self._user(client_session)
            if not self._door.may_publish(user, message.topic):
                self._note(user, message.topic, bytes(message.data))
                return True
        handled: bool = await super()._handle_message_delivery(client_session, handler, wait_deliver)
        return handled

    async def _handle_disconnect(
        self,
        client_session: Session,
        handler: BrokerProtocolHandler,
        disconnect_waiter: asyncio.Future[Any],
    ) -> None:
        if client_session.will_flag:
            topic, user = client_session.will_topic or "", self._user(client_session)
            client_session.will_flag = is_topic(topic) and self._door.may_publish(user, topic)
            is_lost = not isinstance(disconnect_waiter.result(), DisconnectPacket)
            if is_lost and not client_session.will_flag:
                self._note(user, topic, bytes(client_session.will_message or b""))
        await super()._handle_disconnect(client_session, handler, disconnect_waiter)

    def _note(self, user: str | None, topic: str, data: bytes) -> None:
        note = self._turned_away.published(user or "", topic, data)
        if note is not None:
            self._loop.run_in_executor(None, self._turned_away.keep, note)

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        # At every connection amqtt offers what it keeps for the subscriptions of all sessions.
        holders = self._subscriptions.get(subscription[0], ())
        if any(holder is session for holder, _ in holders):
            await super()._publish_retained_messages_for_subscription(subscription, session)

    async def _publish_session_retained_messages(self, session: Session) -> None:
        handler = self._get_handler(session)
        waiting = session.retained_messages
        if handler is None:
            return
        while not waiting.empty():
            several = [waiting.get_nowait() for _ in range(min(waiting.qsize(), _TOGETHER))]
            sent = (handler.mqtt_publish(one.topic, one.data, one.qos, retain=False) for one in several)
            await asyncio.gather(*sent, return_exceptions=True)

    async def _let_go(self, writer: StreamWriterAdapter) -> None:
        """Mark the session of a connection that has ended as not connected, where amqtt did not."""
        for session, handler in list(self.sessions.values()):
            if handler.writer is writer and session.transitions.state == "connected":
                await self._stop_handler(handler)
                session.transitions.disconnect()
