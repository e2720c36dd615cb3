"""The embedded broker: MQTT 3.1.1 for one farm on one machine, and for trying Coldframe out.

It lives in the memory of this process. It takes in some thousands of messages per second; beyond that,
and where several programs share a broker, a broker of its own is the right thing. Nobody has to log in,
so it listens on this machine's own addresses only.

From the moment it listens it keeps messages for Coldframe's session, whether that is connected or not,
so that what gateways send while the service starts is not lost.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import structlog
from amqtt.adapters import (  # type: ignore[import-untyped]  # amqtt ships no types
    StreamReaderAdapter,
    StreamWriterAdapter,
)
from amqtt.broker import Broker, BrokerContext  # type: ignore[import-untyped]  # amqtt ships no types
from amqtt.contexts import BrokerConfig, ListenerConfig  # type: ignore[import-untyped]  # amqtt ships no types
from amqtt.plugins.base import BaseAuthPlugin  # type: ignore[import-untyped]  # amqtt ships no types
from amqtt.session import Session  # type: ignore[import-untyped]  # amqtt ships no types

from ingest.errors import AddressInUse
from ingest.greeting import MQTT_3_1_1, REFUSAL, read_greeting
from ingest.recognition import subscriptions as default_subscriptions

_START_TIMEOUT_S = 10.0
_STOP_TIMEOUT_S = 10.0
_GREETING_TIMEOUT_S = 10.0
_QOS = 1
_TURN_S = 0.01
_HAND_ON_TURNS = 500
_CALM_TURNS = 3
"""Between two of amqtt's queues a message is in neither: it is gone when all were empty several times."""

_TOGETHER = 500
"""How many waiting messages are sent before the first acknowledgement is needed."""


class FrontDoor(BaseAuthPlugin):  # type: ignore[misc]  # untyped base
    """Lets everybody in, and opens Coldframe's own session before the doors open."""

    @dataclass
    class Config:
        """Whose session is opened, and what it subscribes to."""

        client_id: str = ""
        subscriptions: list[str] = field(default_factory=list)

    async def authenticate(self, *, session: Session) -> bool | None:
        """Let everybody in by a name of their own, since amqtt keeps nothing for anonymous sessions."""
        return session is not None

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


class _FarmBroker(Broker):  # type: ignore[misc]  # untyped base
    """amqtt's broker, except in four things that it would do wrong.

    A message is not called retained because it had to wait for its reader; a connection is closed
    however its end came about; a client that speaks MQTT 5 is told so; and what was taken from gateways
    can be handed on before the end.
    """

    def __init__(self, config: BrokerConfig) -> None:
        super().__init__(config)
        self._writers: set[asyncio.StreamWriter] = set()

    async def stream_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str
    ) -> None:
        self._writers.add(writer)
        try:
            said = await _greet(reader, writer)
            if said is not None:
                opened = _OpenedReader(reader, said)
                await self.external_connected(opened, StreamWriterAdapter(writer), listener_name)
        finally:
            self._writers.discard(writer)
            writer.close()

    def take_no_more(self, client_id: str) -> None:
        """Read no more from anybody but *client_id*, who has to acknowledge what it is given."""
        _, handler = self.sessions.get(client_id, (None, None))
        ours = handler.writer.get_peer_info() if handler is not None and handler.writer is not None else None
        for writer in self._writers:
            if writer.get_extra_info("peername", ())[:2] != ours:
                writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket's transport has it

    def is_handed_on(self, client_id: str) -> bool:
        """Tell whether *client_id* has acknowledged everything, or is not there to do it."""
        session, _ = self.sessions.get(client_id, (None, None))
        if session is None or session.transitions.state != "connected":
            return True
        waiting = any(not other.delivered_message_queue.empty() for other, _ in self.sessions.values())
        return self._broadcast_queue.empty() and not session.inflight_out and not waiting

    async def _publish_session_retained_messages(self, session: Session) -> None:
        handler = self._get_handler(session)
        waiting = session.retained_messages
        if handler is None:
            return
        while not waiting.empty():
            several = [waiting.get_nowait() for _ in range(min(waiting.qsize(), _TOGETHER))]
            sent = (handler.mqtt_publish(one.topic, one.data, one.qos, retain=False) for one in several)
            await asyncio.gather(*sent, return_exceptions=True)


async def _greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes | None:
    """Return what a client said first; None where it has been sent away, or never said enough."""
    try:
        said, level = await asyncio.wait_for(read_greeting(reader), _GREETING_TIMEOUT_S)
    except (TimeoutError, asyncio.IncompleteReadError):
        return None
    if level is None or level <= MQTT_3_1_1:
        return said
    writer.write(REFUSAL)
    await writer.drain()
    return None


class EmbeddedBroker:
    """A broker in a thread of its own.

    Args:
        host: an address of this machine alone, such as 127.0.0.1.
        port: where gateways connect.
        client_id: whose messages are kept from the start.
        subscriptions: which messages these are; None: those of all formats.
    """

    def __init__(
        self,
        host: str,
        port: int,
        client_id: str = "coldframe",
        subscriptions: Sequence[str] | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self._client_id = client_id
        topics = default_subscriptions() if subscriptions is None else subscriptions
        door = {"client_id": client_id, "subscriptions": list(topics)}
        self._config = BrokerConfig(
            listeners={"default": ListenerConfig(bind=f"{host}:{port}")},
            plugins={f"{FrontDoor.__module__}.{FrontDoor.__qualname__}": door},
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)
        self._opened: Future[None] = Future()
        self._broker: _FarmBroker | None = None

    def start(self) -> None:
        """Listen; on return gateways can connect. Raises AddressInUse where somebody else listens."""
        _check_free(self.host, self.port)
        _quieten()
        self._thread.start()
        self._opened.result(_START_TIMEOUT_S)

    def hand_on(self) -> None:
        """Take nothing more from gateways, and wait until the subscriber has what was taken.

        To be called before the subscriber stops; then a stop in order loses nothing that was acknowledged.
        """
        if self._loop is not None and self._broker is not None and self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._hand_on(self._broker), self._loop).result(_STOP_TIMEOUT_S)

    def stop(self) -> None:
        """Close every connection and stop listening."""
        if self._loop is not None and self._thread.is_alive():
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(_STOP_TIMEOUT_S)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_STOP_TIMEOUT_S)

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            self._loop.set_exception_handler(_tell)
            try:
                runner.run(self._open())
            except Exception as error:  # noqa: BLE001 - start() raises it in the thread that asked
                self._opened.set_exception(error)
                return
            self._opened.set_result(None)
            self._loop.run_forever()

    async def _open(self) -> None:
        self._broker = _FarmBroker(self._config)
        await self._broker.start()

    async def _hand_on(self, broker: _FarmBroker) -> None:
        broker.take_no_more(self._client_id)
        calm = 0
        for _ in range(_HAND_ON_TURNS):
            calm = calm + 1 if broker.is_handed_on(self._client_id) else 0
            if calm == _CALM_TURNS:
                return
            await asyncio.sleep(_TURN_S)
        structlog.get_logger("broker").warning("stopped before everything was handed on")

    async def _close(self) -> None:
        if self._broker is not None:
            await self._broker.shutdown()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)  # a closed connection is released in the next turn of the loop


def _check_free(host: str, port: int) -> None:
    """Raise AddressInUse where somebody else listens; amqtt would say it less clearly, with a traceback."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            reason = "another program listens there" if error.errno == errno.EADDRINUSE else error.strerror
            raise AddressInUse(f"cannot listen for MQTT on {host}:{port}: {reason}") from error


def _tell(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Log in one line that a connection ended badly; the others are not touched by it."""
    detail = repr(context.get("exception") or context.get("message"))
    structlog.get_logger("broker").warning("a connection ended badly", detail=detail)


def _quieten() -> None:
    """Let amqtt and its state machines say only what an operator has to know."""
    for name in ("amqtt", "transitions"):
        logging.getLogger(name).setLevel(logging.WARNING)
