"""When the store is away: alerts go on, and history catches up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from alerts.alert import EventKind
from ingest.counters import Counters
from ingest.errors import StoreUnavailable
from ingest.reading import Reading
from ingest.store import WriteResult
from ingest.store.memory import MemoryStore
from ingest.writer import Writer, WriterState
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Timeline, path

WARM = path(("01:00", 1.0), ("01:10", 9.0))
"""Above its limit from 01:04 on, and raised 45 minutes after that."""


class AwayStore(MemoryStore):
    """A store that cannot be reached until it is ``back``."""

    back = False

    def write(self, readings: Sequence[Reading]) -> WriteResult:
        """Keep *readings*, or be away."""
        if not self.back:
            raise StoreUnavailable("connection refused")
        return super().write(readings)


def test_alerts_go_on_while_the_store_is_away_and_history_catches_up(farm: Timeline) -> None:
    """A store that cannot be reached costs no alert, and gets every reading when it is back."""
    store = AwayStore()
    parts = farm.parts
    writer = Writer(parts.journal, store, parts.quarantine, parts.calibrations, farm.clock, Counters())
    farm.plays("cold-air", "air_temperature_c", WARM)
    farm.until(at("01:30"))
    with pytest.raises(StoreUnavailable):
        writer.write_once()
    farm.until(at("02:30"))
    farm.want(EventKind.RAISED, "Cold room 2", at("01:48"), at("01:54"))
    store.back = True
    while writer.write_once():
        pass
    assert store.count() == 75
    assert writer.state is WriterState.OK
