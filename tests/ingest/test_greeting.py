"""The first packet of a connection: read whole, strictly, and never more of it than it may have."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.greeting import (
    REFUSAL_OF_MQTT_5,
    REFUSAL_OF_OLDER,
    Greeting,
    NotWelcome,
    read_greeting,
)

WORDS = st.text(max_size=20).map(lambda text: text.encode("utf-8", "ignore").decode())
MAYBE = st.none() | WORDS


def _text(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(2, "big") + data


def _connect(
    client_id: str,
    user: str | None = None,
    password: str | None = None,
    will: str | None = None,
    level: int = 4,
) -> bytes:
    flags = (0x04 if will is not None else 0) | (0x80 if user is not None else 0)
    flags |= 0x40 if password is not None else 0
    body = b"\x00\x04MQTT" + bytes((level, flags, 0, 60)) + _text(client_id)
    body += _text(will) + _text("gone") if will is not None else b""
    return _packet(body + b"".join(_text(one) for one in (user, password) if one is not None))


def _packet(body: bytes) -> bytes:
    head = bytes((len(body),)) if len(body) < 128 else bytes((len(body) & 0x7F | 0x80, len(body) >> 7))
    return b"\x10" + head + body


def _read(said: bytes) -> Greeting:
    async def read() -> Greeting:
        reader = asyncio.StreamReader()
        reader.feed_data(said)
        reader.feed_eof()
        return await read_greeting(reader)

    return asyncio.run(read())


@given(WORDS, MAYBE, MAYBE, MAYBE)
def test_who_comes_is_understood(
    client_id: str, user: str | None, password: str | None, will: str | None
) -> None:
    """Client id, name, password and last will are what the client said; its bytes are kept as they are."""
    said = _connect(client_id, user, password, will)
    assert _read(said) == Greeting(said, client_id, user, password, will)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_a_refusal(said: bytes) -> None:
    """Whatever a stranger sends, the broker knows what to do."""
    for packet in (said, b"\x10" + said, b"\x10\x20\x00\x04MQTT\x04" + said):
        with contextlib.suppress(NotWelcome, asyncio.IncompleteReadError):
            assert _read(packet).said == packet[: len(_read(packet).said)]


def test_a_packet_that_says_more_than_its_fields_is_malformed() -> None:
    """Bytes that belong to no field are refused: others might read them as a name."""
    with pytest.raises(NotWelcome, match="malformed"):
        _read(_packet(_connect("a")[2:] + b"\x00"))
    cut_off = bytearray(_connect("client", "user", "password"))
    cut_off[1] -= 4
    with pytest.raises(NotWelcome, match="malformed"):
        _read(bytes(cut_off))


def test_a_client_of_another_version_is_told_in_its_own_words() -> None:
    """MQTT 5 and MQTT 3.1 are refused with the answers that their clients understand."""
    with pytest.raises(NotWelcome) as newer:
        _read(_connect("a", level=5))
    with pytest.raises(NotWelcome) as older:
        _read(b"\x10\x0f\x00\x06MQIsdp\x03\x02\x00\x3c\x00\x01a")
    assert (newer.value.answer, older.value.answer) == (REFUSAL_OF_MQTT_5, REFUSAL_OF_OLDER)


def test_a_stranger_cannot_fill_the_memory() -> None:
    """A first packet that announces megabytes is refused before any of them is read."""
    for head in (b"\x10\xff\xff\x7f", b"\x10\xff\xff\xff\xff"):
        with pytest.raises(NotWelcome, match="longer"):
            _read(head)
