"""Apprise behind the channel: real HTTP on this machine, and what its answers mean."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from alerts.errors import ChannelBroken, ChannelBusy
from alerts.notify.channels import AppriseChannel
from tests.alerts.notify.examples import notice


class Receiver(HTTPServer):
    """A notification service of this machine that answers with *status* and keeps what it got."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[dict[str, str]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        """Keep the message and answer."""
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a running receiver."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


def url_of(receiver: Receiver) -> str:
    """Return the address under which Apprise finds *receiver*."""
    return f"json://127.0.0.1:{receiver.server_port}/"


def test_a_notice_gets_to_a_service_with_room_in_full(receiver: Receiver) -> None:
    """A service that takes long messages gets title and full text."""
    AppriseChannel("hook", url_of(receiver)).send(notice("1"))
    assert [(got["title"], got["message"]) for got in receiver.got] == [("title 1", "long")]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_for_good_breaks_the_channel(receiver: Receiver, status: int) -> None:
    """An answer that only an operator can change is not retried."""
    receiver.status = status
    with pytest.raises(ChannelBroken, match=str(status)):
        AppriseChannel("hook", url_of(receiver)).send(notice("1"))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_refusal_for_now_is_a_reason_to_try_later(receiver: Receiver, status: int) -> None:
    """An answer that may be another one soon leaves the notice in the outbox."""
    receiver.status = status
    with pytest.raises(ChannelBusy, match=str(status)):
        AppriseChannel("hook", url_of(receiver)).send(notice("1"))


def test_nobody_at_home_is_a_reason_to_try_later(receiver: Receiver) -> None:
    """A service that cannot be reached may be reached later."""
    url = url_of(receiver)
    receiver.server_close()
    with pytest.raises(ChannelBusy):
        AppriseChannel("hook", url).send(notice("1"))


def test_an_address_of_no_service_is_refused_without_showing_it(caplog: pytest.LogCaptureFixture) -> None:
    """A wrong address is told by the channel's name; it may hold a secret and is not repeated, nor logged."""
    with pytest.raises(ChannelBroken) as caught:
        AppriseChannel("hook", "nonsense://secret")
    assert "hook" in str(caught.value)
    assert "secret" not in str(caught.value) + caplog.text
