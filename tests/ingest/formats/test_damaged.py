"""Payloads that end too early, and topics of any kind: nothing fails on them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.formats import FORMATS
from ingest.message import Message
from ingest.recognition import Recogniser
from tests.ingest.formats.contract import CASES, check, payload_of, topic_of


@pytest.mark.parametrize("name", [known.name for known in FORMATS])
@settings(max_examples=100, deadline=None)
@given(cut=st.integers(0, 400), data=st.data())
def test_a_cut_payload_becomes_samples_or_a_decode_error(name: str, cut: int, data: st.DataObject) -> None:
    """A payload that ends anywhere raises nothing but DecodeError."""
    folder = data.draw(st.sampled_from(sorted((CASES / name).glob("*"))))
    check(name, topic_of(folder), payload_of(folder)[:cut])


_levels = st.text(max_size=6) | st.sampled_from(
    ["application", "device", "event", "up", "v3", "devices", "helium", "rx", "mqtt", "things", "uplink", "+"]
)


@settings(max_examples=300, deadline=None)
@given(topic=st.text(max_size=40) | st.lists(_levels, max_size=8).map("/".join))
@example(topic="")
@example(topic="/" * 65_535)
def test_any_topic_is_somebodys_or_nobodys(topic: str) -> None:
    """No topic, however odd, makes recognition fail."""
    found = Recogniser().by_topic(topic)
    assert found is None or found in FORMATS


@pytest.mark.parametrize(
    "topic", ["/" * 65_535, "zigbee2mqtt/" + "a/" * 10_000, "application/" + "x" * 2_000]
)
def test_a_topic_longer_than_any_gateways_is_nobodys(topic: str) -> None:
    """Nobody looks through a topic of which each slash would have to be tried."""
    assert Recogniser().format_of(Message(topic, b"{}", 0, 0, dup=False, retain=False)) is None
