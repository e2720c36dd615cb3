"""A connection that is read in large pieces: paho-mqtt asks for a byte, another one, then for the rest."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from paho.mqtt.client import Client

if TYPE_CHECKING:
    from paho.mqtt.client import SocketLike

_PIECE_BYTES = 1 << 16


class ReadAhead:
    """A socket of paho-mqtt's that holds what has arrived until it is asked for.

    ``pending`` says how much that is, as that of a TLS socket does: what is held wakes no selector.
    """

    def __init__(self, socket: SocketLike) -> None:
        self._socket = socket
        self._held = b""
        self._taken = 0
        self.send = socket.send
        self.close = socket.close
        self.fileno = socket.fileno
        self.setblocking = socket.setblocking

    def recv(self, most: int) -> bytes:
        """Return at most *most* bytes of what has arrived; nothing once the connection has ended."""
        data = self._held[self._taken : self._taken + most]
        if data:
            self._taken += len(data)
            return data
        self._held = self._socket.recv(_PIECE_BYTES)
        self._taken = most
        return self._held[:most]

    def pending(self) -> int:
        """Return how many bytes can be had that no selector sees."""
        held = max(0, len(self._held) - self._taken)
        return held + (self._socket.pending() if isinstance(self._socket, ssl.SSLSocket) else 0)


class ReadingAhead(Client):
    """A client of paho-mqtt's whose connection is read in large pieces.

    Where a paho-mqtt makes its sockets in another way, they are read as it does: slower, and no worse.
    """

    def _create_socket(self) -> SocketLike:
        return ReadAhead(super()._create_socket())


def has_pending(socket: SocketLike) -> bool:
    """Tell whether bytes can be had of *socket* that no selector sees."""
    return isinstance(socket, (ReadAhead, ssl.SSLSocket)) and socket.pending() > 0
