"""A connection read in large pieces: every byte, in order, and nothing held that nobody knows of."""

from __future__ import annotations

import socket
from random import Random

import pytest

from ingest.read_ahead import ReadAhead, has_pending


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


def test_what_is_held_is_said_to_be_pending_until_it_is_taken() -> None:
    """What was read ahead counts as pending; an empty connection blocks as it would without."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ahead = ReadAhead(ours)
        ahead.setblocking(False)
        with pytest.raises(BlockingIOError):
            ahead.recv(1)
        theirs.sendall(b"\x30\x02ab")
        assert not has_pending(ahead)
        assert ahead.recv(1) == b"\x30"
        assert ahead.pending() == 3
        assert has_pending(ahead)
        assert ahead.recv(9) == b"\x02ab"
        assert not has_pending(ahead)
        with pytest.raises(BlockingIOError):
            ahead.recv(1)
