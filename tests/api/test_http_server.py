"""The HTTP server's socket."""

from __future__ import annotations

import socket

from api.http_server import bind


def test_connections_do_not_hold_back_the_end_of_an_answer() -> None:
    """Every connection sends at once what it is given, rather than wait for the other side to acknowledge."""
    with (
        bind("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
