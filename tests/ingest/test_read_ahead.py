"""A connection read in large pieces: every byte, in order, and nothing held that nobody knows of."""

from __future__ import annotations

import socket
from random import Random

import pytest

from ingest.message import Message
from ingest.read_ahead import ReadAhead
from tests.ingest.mqtt import publish

PING_ANSWER = b"\xd0\x00"


def test_whatever_is_asked_for_every_byte_comes_once_and_in_order() -> None:
    """Bytes that were sent come in order however many are asked for, then nothing: the end."""
    draw = Random(3)  # noqa: S311 - test data
    sent = draw.randbytes(200_000)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ahead = ReadAhead(ours)
        told, came = 0, bytearray()
        while len(came) < len(sent):
            told += theirs.send(sent[told : told + draw.randint(0, 5_000)]) if told < len(sent) else 0
            came += ahead.recv(draw.choice((1, 2, 37, 4_000))) if told > len(came) else b""
        theirs.close()
        assert bytes(came) == sent
        assert ahead.recv(1) == b""


def test_messages_come_whole_and_everything_between_them_is_left_to_paho() -> None:
    """However the stream is cut into pieces, messages and other packets come whole and in their order."""
    draw = Random(4)  # noqa: S311 - test data
    messages = [
        Message("coldframe/v1/a/b", draw.randbytes(draw.choice((9, 60_000))), 1, mid, dup=False, retain=False)
        for mid in range(1, 60)
    ]
    packets: list[bytes | Message] = [one for message in messages for one in (message, PING_ANSWER)]
    sent = b"".join(one if isinstance(one, bytes) else publish(one, b"") for one in packets)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        ahead = ReadAhead(ours)
        found: list[bytes | Message] = []
        while sent:
            sent = sent[theirs.send(sent[: draw.randint(1, 70_000)]) :]
            while (come := ahead.messages("", is_v5=True)) or ahead.has_pending():
                found += come or [ahead.recv(len(PING_ANSWER))]
        assert found == packets


def test_what_no_selector_sees_is_pending() -> None:
    """A whole packet that is held is pending, and so is the end; half a packet is not: more has to come."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ahead = ReadAhead(ours)
        ahead.setblocking(False)
        with pytest.raises(BlockingIOError):
            ahead.recv(1)
        theirs.sendall(PING_ANSWER[:1])
        assert not ahead.messages("", is_v5=True)
        assert not ahead.has_pending()
        theirs.sendall(PING_ANSWER[1:])
        assert not ahead.messages("", is_v5=True)
        assert ahead.has_pending()
        assert ahead.recv(9) == PING_ANSWER
        assert not ahead.has_pending()
        theirs.close()
        assert not ahead.messages("", is_v5=True)
        assert ahead.has_pending()
        assert ahead.recv(1) == b""
