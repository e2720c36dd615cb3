"""The HTTP server: its socket, and what it does with requests that are too large."""

from __future__ import annotations

import http.client
import json
import socket

import pytest

from api.errors import MEDIA_TYPE
from api.http_server import HttpServer, bind
from tests.api.house import House


def test_connections_do_not_hold_back_the_end_of_an_answer() -> None:
    """Every connection sends at once what it is given, rather than wait for the other side to acknowledge."""
    with (
        bind("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


@pytest.mark.parametrize("is_announced", [True, False])
def test_forty_megabytes_are_refused_in_a_document(house: House, is_announced: bool) -> None:  # noqa: FBT001 - pytest's way
    """Whoever sends everything before it reads is told why it was too much; the connection is not reset."""
    server = HttpServer("127.0.0.1", 0)
    server.start(house.app)
    block = bytes(1 << 20)
    headers = {"Authorization": f"Bearer {house.token}"}
    if is_announced:
        headers["Content-Length"] = str(40 * len(block))
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request(
            "POST",
            "/api/v1/ingest/own_json",
            (block for _ in range(40)),
            headers,
            encode_chunked=not is_announced,
        )
        answer = connection.getresponse()
        problem = json.load(answer)
        connection.close()
    finally:
        server.stop()
    assert (answer.status, answer.headers["Content-Type"]) == (413, MEDIA_TYPE)
    assert problem["detail"].startswith("a request may carry 1,048,576 bytes")


def test_who_asks_before_sending_is_refused_before_sending(house: House) -> None:
    """A sender that waits for leave is answered at once; a message as large as one over MQTT is taken."""
    server = HttpServer("127.0.0.1", 0)
    server.start(house.app)
    head = "POST /api/v1/ingest/own_json HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as asking:
            asking.sendall(f"{head}Content-Length: 40000000\r\n\r\n".encode())
            assert asking.recv(100).startswith(b"HTTP/1.1 413 ")
    finally:
        server.stop()
    content = b'[{"air_temperature_c": 4.0}' + b" " * ((1 << 20) - 28) + b"]"
    answer = house.ask(
        "POST", "/api/v1/ingest/own_json?topic=coldframe/v1/a/b", token=house.token, content=content
    )
    assert (len(content), answer.status_code) == (1 << 20, 202)
