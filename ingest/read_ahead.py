"""A connection that is read in large pieces: paho-mqtt asks for a byte, another one, then for the rest.

What most of it is, messages, need not pass through paho-mqtt at all: they are taken out of the pieces, and
acknowledged together.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paho.mqtt.client import Client
from paho.mqtt.enums import MessageType, MQTTProtocolVersion

from ingest.mqtt_packets import acknowledgements, bounds, messages_at

if TYPE_CHECKING:
    from paho.mqtt.client import SocketLike

    from ingest.message import Message

_PIECE_BYTES = 1 << 16


class ReadAhead:
    """A socket of paho-mqtt's that holds what has arrived until it is asked for.

    ``pending`` says whether anything can be had that no selector sees, as that of a TLS socket does.
    """

    def __init__(self, socket: SocketLike) -> None:
        self._socket = socket
        self._held = bytearray()
        self._start = 0
        self._has_ended = False
        self.send = socket.send
        self.close = socket.close
        self.fileno = socket.fileno
        self.setblocking = socket.setblocking

    def recv(self, most: int) -> bytes:
        """Return at most *most* bytes of what has arrived; nothing once the connection has ended."""
        if self._start == len(self._held):
            self._receive()
        data = bytes(self._held[self._start : self._start + most])
        self._start += len(data)
        return data

    def messages(self, broker: str, *, is_v5: bool) -> list[Message]:
        """Return the messages that have arrived, as far as nothing else stands before them.

        None is left out, and none is returned in part. Nobody may have taken half a packet before.
        """
        while not self._has_packet() and self._has_received():
            pass
        found, self._start = messages_at(self._held, self._start, broker, is_v5=is_v5)
        return found

    def has_pending(self) -> bool:
        """Tell whether anything can be had that no selector sees: a whole packet, or the end."""
        is_waiting = isinstance(self._socket, ssl.SSLSocket) and self._socket.pending() > 0
        return is_waiting or self._has_ended or self._has_packet()

    def _has_packet(self) -> bool:
        return bounds(self._held, self._start) is not None

    def _has_received(self) -> bool:
        """Take the next piece; tell whether there was one."""
        try:
            self._has_ended = self._receive() == 0
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        except OSError:  # whoever asks next finds it as well
            self._has_ended = True
        return not self._has_ended

    def _receive(self) -> int:
        piece = self._socket.recv(_PIECE_BYTES)
        del self._held[: self._start]
        self._start = 0
        self._held += piece
        return len(piece)


class ReadingAhead(Client):
    """A client of paho-mqtt's whose connection is read in large pieces.

    Whoever asks it for messages by ``messages`` gets them there and nowhere else, and asks paho-mqtt to read
    (``loop_read``) only while ``has_pending``.
    """

    def messages(self, broker: str) -> list[Message]:
        """Return the messages of *broker* that have arrived, as far as paho-mqtt need not read first."""
        socket = self.socket()
        if not isinstance(socket, ReadAhead):
            return []
        return socket.messages(broker, is_v5=self.protocol == MQTTProtocolVersion.MQTTv5)

    def has_pending(self) -> bool:
        """Tell whether anything can be had that no selector sees."""
        socket = self.socket()
        return isinstance(socket, ReadAhead) and socket.has_pending()

    def acknowledge(self, mids: Sequence[int]) -> None:
        """Acknowledge the messages of QoS 1 with these numbers, in one piece."""
        if mids:
            self._packet_queue(MessageType.PUBACK, acknowledgements(mids), 0, 1)

    def _create_socket(self) -> SocketLike:
        return ReadAhead(super()._create_socket())
