"""The golden cases of all formats as the messages of one farm."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from ingest.known import KnownFacts
from ingest.message import Message
from ingest.report import Announcement
from tests.ingest.formats.contract import CASES, payload_of, topic_of
from tests.ingest.formats.test_cases import known_of

FOLDERS = sorted(path.parent for path in CASES.glob("*/*/topic"))


def message_of(folder: Path, number: int = 1) -> Message:
    """Return a golden case as a broker delivers it."""
    return Message(topic_of(folder), payload_of(folder), 1, number, dup=False, retain=False)


def groups(seed: int) -> Iterator[list[Message]]:
    """Yield all golden cases in any order, some of them twice, in groups of any size."""
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    messages = [message_of(folder, number) for number, folder in enumerate(FOLDERS, start=1)]
    messages += chance.sample(messages, 60)
    chance.shuffle(messages)
    while messages:
        size = chance.randint(1, 80)
        yield messages[:size]
        del messages[:size]


def tell(known: KnownFacts, folder: Path) -> None:
    """Let everything be known that a golden case needs."""
    told = known_of(folder).everything()
    for scope, facts in told.scopes.items():
        known.learn(Announcement(scope, facts, lasting=False))
    if told.edition > len(told.scopes):
        known.set_zones(told.default_zone, told.zones)
        known.set_meanings(told.meanings)
