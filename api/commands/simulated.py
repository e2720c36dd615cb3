"""What simulated gateways publish, as messages to measure with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from simulators.scenario import load
from simulators.story import Story

START_MS = 1_781_410_200_000
"""2026-06-14 12:10 in Qingtian; the same messages at every call."""

_UNTIL_S = 6 * 3_600.0


def simulated_messages() -> Iterator[tuple[str, bytes]]:
    """Yield topic and payload of what the demo's gateways publish in six hours, as it happens."""
    story = Story(load("qingtian"), 1, START_MS).publications(history=False)
    for sent in takewhile(lambda one: one.at_s < _UNTIL_S, story):
        yield sent.topic, sent.payload
