"""The MQTT session: whatever gateways publish is handed to the pipeline, then acknowledged.

One thread does it all: it reads what the broker sent, hands it over as one group, and acknowledges the
group once the pipeline has made it durable. While nothing can be made durable (the journal is full, the
disk is), nothing is acknowledged: the broker keeps it. The session outlives the connection, so what
was not acknowledged comes again; a bad message is the pipeline's business and is acknowledged like any.
"""

from __future__ import annotations

import selectors
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from ingest.access.mosquitto import DROPPED_TOPIC
from ingest.arrivals import GROUP_MESSAGES, Arrivals
from ingest.broker_losses import BrokerLosses
from ingest.counters import Counters
from ingest.errors import JournalFull
from ingest.keepalive import KeepAlive, KeepAlives
from ingest.message import Message
from ingest.mqtt_client import (
    ANSWER_TIMEOUT_S,
    UNSUPPORTED_VERSION,
    VERSIONS,
    connect,
    new_client,
    refusal,
    unreachable,
)
from ingest.pipeline import Accepts
from ingest.read_ahead import ReadingAhead
from ingest.recognition import subscriptions as default_subscriptions
from ingest.settings import MqttSettings

_IDLE_S = 0.25
"""How long an idle thread waits before it looks whether it shall stop."""

_FIRST_DELAY_S = 0.5
_LONGEST_DELAY_S = 30.0
_HOLD_S = 1.0
_STEADY_S = 10.0
"""A connection that lasted this long was a good one: the next attempt comes soon again."""


class Subscriber:
    """A subscription to a broker that loses nothing it has acknowledged.

    ``connected`` tells whether messages can arrive now, ``detail`` says why not, in words for operators;
    ``taken_messages`` and ``lost_connections`` count since the start, ``losses`` are the broker's.
    Delays are real time, whatever the service's clock: a broker does not come back faster in a replay.

    Args:
        settings: the broker and how to stand to it.
        pipeline: what messages are handed to.
        counters: ``broker_connections`` and ``broker_disconnections`` are counted.
        subscriptions: topic filters where the broker has none of its own; None: those of all formats.
        keepalives: what has to be published again and again while there is a connection.
        on_return: called whenever a connection begins: what was published meanwhile at QoS 0 was missed.
    """

    def __init__(  # noqa: PLR0913 - a broker, what to do with it, and who has to know
        self,
        settings: MqttSettings,
        pipeline: Accepts,
        counters: Counters,
        subscriptions: Sequence[str] | None = None,
        keepalives: Sequence[KeepAlive] = (),
        *,
        on_return: Callable[[], None] | None = None,
    ) -> None:
        self.connected = False
        self.detail = "not started"
        self.title = settings.title
        self.taken_messages = 0
        self.lost_connections = 0
        self.losses = BrokerLosses(settings.title)
        self._settings = settings
        self._pipeline = pipeline
        self._counters = counters
        self._subscriptions = settings.topics or tuple(
            default_subscriptions() if subscriptions is None else subscriptions
        )
        self._keepalives = KeepAlives(keepalives)
        self._on_return = on_return or (lambda: None)
        self._versions = list(VERSIONS[settings.protocol])
        self._log = structlog.get_logger("subscriber")
        self._arrivals = Arrivals(settings.receive_maximum)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="subscriber", daemon=True)
        self._again = False
        self._retry_s = 0.0
        self._switch_version = False
        self._is_answered = False
        self._remark = ""

    def start(self) -> None:
        """Connect, and stay connected, until ``stop``."""
        self.detail = "connecting"
        self._thread.start()

    def stop(self) -> None:
        """Hand over and acknowledge what has arrived, and leave; the session stays at the broker."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()
        self.connected = False
        self.detail = "stopped"

    def _run(self) -> None:
        delay_s = _FIRST_DELAY_S
        while not self._stop.is_set():
            begun_s = time.monotonic()
            self._switch_version = self._is_answered = False
            self._attend()
            self._arrivals.disconnected()
            self._hand_over(None)
            if self._switch_version and len(self._versions) > 1:
                self._versions.reverse()
                continue
            delay_s = _FIRST_DELAY_S if time.monotonic() - begun_s > _STEADY_S else delay_s
            self._stop.wait(delay_s)
            delay_s = min(2 * delay_s, _LONGEST_DELAY_S)

    def _attend(self) -> None:
        """Connect once and serve the connection until it ends."""
        try:
            client = self._client(self._versions[0])
            socket = self._connect(client)
        except (OSError, ValueError) as error:
            self._tell_down(unreachable(self._settings, error))
            return
        if socket is None:
            return
        with selectors.DefaultSelector() as selector:
            selector.register(socket, selectors.EVENT_READ)
            answer_by_s = time.monotonic() + ANSWER_TIMEOUT_S
            while client.socket() is not None and not self._stop.is_set():
                self._wait(client, selector)
                self._read(client)
                self._hand_over(client)
                self._keep_alive(client)
                client.loop_write()
                client.loop_misc()
                if not self._is_answered and time.monotonic() > answer_by_s:
                    self._switch_version = True
                    self._tell_down(
                        f"{self._settings.host}:{self._settings.port} does not answer as a broker"
                    )
                    break
        self._leave(client)

    def _client(self, version: str) -> ReadingAhead:
        client = new_client(self._settings, version, self._settings.client_id, lasting=True)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_subscribe = self._on_subscribe
        client.on_socket_register_write = _write_later
        return client

    def _connect(self, client: ReadingAhead) -> Any:  # noqa: ANN401 - paho's own socket type
        connect(client, self._settings, lasting=True)
        client.loop_write()
        return client.socket()

    def _wait(self, client: ReadingAhead, selector: selectors.BaseSelector) -> None:
        """Wait until something has arrived for which there is room, or what waits can be sent."""
        socket = client.socket()
        events = selectors.EVENT_READ if self._arrivals.has_room() else 0
        events |= selectors.EVENT_WRITE if client.want_write() else 0
        if socket is None or events == 0:
            self._stop.wait(_IDLE_S)
        elif not (events & selectors.EVENT_READ and client.has_pending()):
            selector.modify(socket, events)
            selector.select(_IDLE_S)

    def _read(self, client: ReadingAhead) -> None:
        """Take what has arrived, as far as there is room, and no more than makes a good group."""
        enough = len(self._arrivals.messages) + GROUP_MESSAGES
        while self._arrivals.has_room() and len(self._arrivals.messages) < enough:
            messages = client.messages(self.title)
            if messages:
                self._take(messages)
            elif not client.has_pending() or client.loop_read() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return

    def _take(self, messages: Sequence[Message]) -> None:
        """Keep messages for the pipeline, but for those in which the broker speaks of itself."""
        for message in messages:
            if message.topic == DROPPED_TOPIC:
                self.losses.told(message.payload)
        self._arrivals.add([message for message in messages if message.topic != DROPPED_TOPIC])

    def _hand_over(self, client: ReadingAhead | None) -> None:
        """Give the group to the pipeline and acknowledge it; on trouble keep it and say so."""
        arrived = self._arrivals
        if not arrived.messages or time.monotonic() < self._retry_s:
            return
        try:
            outcome = self._pipeline.accept(arrived.messages, again=self._again)
        except JournalFull as error:
            self._hold(f"nothing is taken in: {error}")
            return
        except Exception as error:  # noqa: BLE001 - whatever it is: acknowledge nothing, say so, try again
            self._log.exception("cannot keep what arrives", messages=len(arrived.messages))
            self._hold(f"nothing is taken in: {type(error).__name__}: {error}")
            return
        if self._again:
            self.detail = self._where() if self.connected else self.detail
        self._again = False
        self.taken_messages += len(arrived.messages)
        if client is not None:
            client.acknowledge(arrived.unacknowledged)
            for request in outcome.requests:
                client.publish(request.topic, request.payload)
        arrived.handed_over()

    def _keep_alive(self, client: ReadingAhead) -> None:
        """Let gateways know that somebody listens, once what they publish can arrive."""
        if self.connected:
            for request in self._keepalives.due(time.monotonic()):
                client.publish(request.topic, request.payload)

    def _hold(self, detail: str) -> None:
        self.detail = detail
        self._again = True
        self._retry_s = time.monotonic() + _HOLD_S

    def _leave(self, client: ReadingAhead) -> None:
        """End the connection in order, where there still is one."""
        if client.socket() is not None:
            client.loop_write()
            client.disconnect()
            client.loop_write()
        self.connected = False

    def _where(self) -> str:
        return f"connected to {self._settings.host}:{self._settings.port} with MQTT {self._versions[0]}"

    def _tell_down(self, detail: str) -> None:
        if detail != self.detail:
            self._log.warning("not connected to the broker", detail=detail)
        self.connected = False
        self.detail = detail

    # Callbacks of paho-mqtt, all on the subscriber's own thread

    def _on_connect(
        self, client: Client, _data: object, flags: ConnectFlags, reason: ReasonCode, _: Properties | None
    ) -> None:
        self._is_answered = True
        if reason.is_failure:
            self._switch_version = str(reason) == UNSUPPORTED_VERSION
            self._tell_down(refusal(reason))
        else:
            self._on_return()
            self._remark = self.losses.came(session_present=flags.session_present)
            client.subscribe([*((topic, 1) for topic in self._subscriptions), (DROPPED_TOPIC, 0)])

    def _on_subscribe(
        self, _client: Client, _data: object, _mid: int, reasons: list[ReasonCode], _: Properties | None
    ) -> None:
        answers = zip(self._subscriptions, reasons, strict=False)
        refused = [topic for topic, reason in answers if reason.is_failure]
        self.connected = len(refused) < len(self._subscriptions)
        self._keepalives.start_again()
        self.detail = f"{self._where()}{self._remark}"
        if refused:
            self.detail += f"; the broker refuses the topics {', '.join(refused)}"
        self._counters.add("broker_connections")
        self._log.info("subscribed", detail=self.detail)

    def _on_disconnect(
        self,
        _client: Client,
        _data: object,
        _flags: DisconnectFlags,
        reason: ReasonCode,
        _: Properties | None,
    ) -> None:
        if self.connected and not self._stop.is_set():
            self._counters.add("broker_disconnections")
            self.lost_connections += 1
            self._tell_down(f"the connection to {self._settings.host}:{self._settings.port} ended: {reason}")


def _write_later(_client: Client, _data: object, _socket: object) -> None:
    """Keep paho from writing every acknowledgement at once; ``loop_write`` sends them together."""
