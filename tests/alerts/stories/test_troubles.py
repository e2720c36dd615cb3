"""When parts of the service itself fail: the power goes, the store is away, a message is half sent."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from alerts.alert import EventKind
from ingest.counters import Counters
from ingest.errors import StoreUnavailable
from ingest.reading import Reading
from ingest.store import WriteResult
from ingest.store.memory import MemoryStore
from ingest.writer import Writer, WriterState
from tests.alerts.notify.examples import at
from tests.alerts.stories.killed import WHILE_TELLING, WHILE_THINKING
from tests.alerts.stories.timeline import Parts, Timeline, path

ROOT = Path(__file__).parents[3]

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


@pytest.mark.parametrize("moment", [WHILE_THINKING, WHILE_TELLING])
def test_a_kill_between_detection_and_notification_loses_and_doubles_nothing(
    farm: Timeline, moment: str
) -> None:
    """Killed before the ledger has an alert, or before its message went out, it is told once afterwards."""
    farm.plays("cold-air", "air_temperature_c", WARM)
    farm.until(at("01:40"))
    farm.listens_only(at("02:30"))
    farm.parts.close()
    now_ms = str(farm.clock.now_ms())
    killed = subprocess.run(
        [sys.executable, "-m", "tests.alerts.stories.killed", str(farm.folder), now_ms, moment],
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    farm.want_silence()
    farm.parts = Parts(farm.folder, farm.clock, farm.channel)
    farm.until(at("02:36"))
    farm.want(EventKind.RAISED, "Cold room 2", at("02:30"), at("02:36"))
    assert len(farm.told()) == len(farm.alerts()) == 1


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


def test_a_restart_in_the_middle_of_a_dwell_changes_nothing(farm: Timeline) -> None:
    """A service that was restarted a minute before an alert was due raises it on time."""
    farm.plays("cold-air", "air_temperature_c", WARM)
    farm.until(at("01:46"))
    farm.restart()
    farm.until(at("02:10"))
    farm.want(EventKind.RAISED, "Cold room 2", at("01:48"), at("01:54"))
