"""The embedded broker: MQTT 3.1.1 for one farm on one machine, and for trying Coldframe out.

It lives in the memory of this process. It takes in some thousands of messages per second; beyond that,
and where several programs share a broker, a broker of its own is the right thing. Who may come in, and
publish what, is the business of its door.

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

import structlog
from amqtt.contexts import BrokerConfig, ListenerConfig  # type: ignore[import-untyped]  # amqtt ships no types

from ingest.broker.farm_broker import FarmBroker, OwnSession
from ingest.counters import Counters
from ingest.door import Door
from ingest.errors import AddressInUse
from ingest.recognition import subscriptions as default_subscriptions
from ingest.turned_away import TurnedAway

_START_TIMEOUT_S = 10.0
_STOP_TIMEOUT_S = 10.0
_TURN_S = 0.01
_HAND_ON_TURNS = 500
_CALM_TURNS = 3
"""Between two of amqtt's queues a message is in neither: it is gone when all were empty several times."""


class EmbeddedBroker:
    """A broker in a thread of its own.

    Args:
        host: an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them.
        port: where gateways connect.
        door: who comes in, and may do what; None: anybody, and everything.
        subscriptions: which messages are kept for Coldframe from the start; None: those of all formats.
        turned_away: counts and tells what was refused; None: it is only logged.
    """

    def __init__(
        self,
        host: str,
        port: int,
        door: Door | None = None,
        subscriptions: Sequence[str] | None = None,
        turned_away: TurnedAway | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self._door = door or Door("coldframe")
        self._turned_away = turned_away or TurnedAway(Counters(), lambda: 0, lambda _: None)
        topics = default_subscriptions() if subscriptions is None else subscriptions
        session = {"client_id": self._door.client_id, "subscriptions": list(topics)}
        self._config = BrokerConfig(
            listeners={"default": ListenerConfig(bind=f"{host}:{port}")},
            plugins={f"{OwnSession.__module__}.{OwnSession.__qualname__}": session},
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)
        self._opened: Future[None] = Future()
        self._broker: FarmBroker | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether somebody without a name is let in."""
        return self._door.knows(None, None)

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

    def end_sessions(self, user: str) -> None:
        """End every session of *user*, whose account is gone; on return nothing of theirs comes any more."""
        if self._loop is not None and self._broker is not None and self._thread.is_alive():
            ended = asyncio.run_coroutine_threadsafe(self._broker.end_sessions(user), self._loop)
            ended.result(_STOP_TIMEOUT_S)

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
        self._broker = FarmBroker(self._config, self._door, self._turned_away)
        await self._broker.start()

    async def _hand_on(self, broker: FarmBroker) -> None:
        broker.take_no_more(self._door.client_id)
        calm = 0
        for _ in range(_HAND_ON_TURNS):
            calm = calm + 1 if broker.is_handed_on(self._door.client_id) else 0
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
