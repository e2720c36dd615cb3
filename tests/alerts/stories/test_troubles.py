"""When parts of the service itself fail: the power goes, the store is away, a message is half sent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from alerts.alert import EventKind, Notice
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


class PowerCut(BaseException):
    """The process ends here, whatever it was about to do."""


class Unplugged:
    """A channel in front of which the power goes."""

    name = "recording"

    def send(self, notice: Notice) -> None:
        """End the process."""
        raise PowerCut(notice.key)


class AwayStore(MemoryStore):
    """A store that cannot be reached until it is ``back``."""

    back = False

    def write(self, readings: Sequence[Reading]) -> WriteResult:
        """Keep *readings*, or be away."""
        if not self.back:
            raise StoreUnavailable("connection refused")
        return super().write(readings)


def test_a_power_cut_between_detection_and_notification_loses_no_message(farm: Timeline) -> None:
    """An alert that was found and not yet told is told after the restart, once."""
    farm.plays("cold-air", "air_temperature_c", WARM)
    farm.until(at("01:40"))
    farm.restart(Unplugged())
    with pytest.raises(PowerCut):
        farm.until(at("02:30"))
    farm.want_silence()
    farm.restart()
    farm.until(at("02:30"))
    farm.want(EventKind.RAISED, "Cold room 2", at("01:48"), at("02:00"))
    assert len(farm.told()) == 1


def test_a_power_cut_in_the_middle_of_thinking_finds_the_alert_once(
    farm: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readings that were in the journal and not yet in the ledger are judged after the restart, once."""
    farm.plays("cold-air", "air_temperature_c", WARM)
    farm.until(at("01:40"))
    monkeypatch.setattr(farm, "work", lambda: None)
    farm.until(at("02:30"))
    farm.want_silence()
    farm.restart()
    monkeypatch.undo()
    farm.until(at("02:34"))
    farm.want(EventKind.RAISED, "Cold room 2", at("02:30"), at("02:34"))
    assert len(farm.alerts()) == 1


def test_alerts_go_on_while_the_store_is_away_and_history_catches_up(farm: Timeline) -> None:
    """A store that cannot be reached costs no alert, and gets every reading when it is back."""
    store = AwayStore()
    writer = Writer(farm.parts.journal, store, farm.parts.quarantine, farm.clock, Counters())
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
