"""One crew for all tests of this folder: a process takes longer to start than to be tested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.crew.crew import Crew
from ingest.crew.task import Briefing
from ingest.crew.worker import Patience
from ingest.known import KnownFacts
from tests.ingest.edge import MOST_BYTES

BRIEFING = Briefing({}, MOST_BYTES)


class Team:
    """A crew of three, and what it decodes by."""

    def __init__(self) -> None:
        self.known = KnownFacts()
        self.crew = Crew(3, BRIEFING, self.known, worth_it=1, patience=Patience(again_s=0.0))


@pytest.fixture(scope="session")
def team() -> Iterator[Team]:
    """Return a crew at work."""
    team = Team()
    team.crew.start()
    yield team
    team.crew.stop()
