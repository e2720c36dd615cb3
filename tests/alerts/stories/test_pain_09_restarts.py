"""Pain 9, a restart resets the timers of alarms: what had begun before a kill goes on after it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.alert import EventKind
from tests.alerts.notify.examples import at
from tests.alerts.stories.killed import IN_BETWEEN, WHILE_TELLING, WHILE_THINKING
from tests.alerts.stories.timeline import Timeline, path

ROOT = Path(__file__).parents[3]

WARM = path(("01:00", 1.0), ("01:10", 9.0))
"""Above its limit from 01:04 on, and raised 45 minutes after that."""


def _work_until_killed(farm: Timeline, moment: str) -> None:
    """Let another process work on the farm until SIGKILL takes it, and start a new one afterwards."""
    farm.parts.close()
    now_ms = str(farm.clock.now_ms())
    killed = subprocess.run(
        [sys.executable, "-m", "tests.alerts.stories.killed", str(farm.folder), now_ms, moment],
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    farm.restart()


@pytest.fixture(name="patient")
def _patient(tmp_path: Path) -> Iterator[Timeline]:
    """Return a farm whose cold room is patient for ten minutes."""
    timeline = Timeline(tmp_path, rules={"cold-2": {"limits.air_temperature_c.dwell": 10}})
    yield timeline
    timeline.parts.close()


def test_killed_at_minute_seven_of_ten_it_alarms_at_minute_ten(patient: Timeline) -> None:
    """What was thought before the kill is not begun anew, and nothing is told too early."""
    patient.plays("cold-air", "air_temperature_c", path(("01:00", 1.0), ("01:02", 9.0)))
    patient.until(at("01:08"))
    patient.listens_only(at("01:10"))
    _work_until_killed(patient, IN_BETWEEN)
    patient.until(at("01:30"))
    patient.want(EventKind.RAISED, "Cold room 2", at("01:12"), at("01:14"))


@pytest.mark.parametrize("moment", [WHILE_THINKING, WHILE_TELLING])
def test_a_kill_between_detection_and_notification_loses_and_doubles_nothing(
    farm: Timeline, moment: str
) -> None:
    """Killed before the ledger has an alert, or before its message went out, it is told once afterwards."""
    farm.plays("cold-air", "air_temperature_c", WARM)
    farm.until(at("01:40"))
    farm.listens_only(at("02:30"))
    _work_until_killed(farm, moment)
    farm.want_silence()
    farm.until(at("02:36"))
    farm.want(EventKind.RAISED, "Cold room 2", at("02:30"), at("02:36"))
    assert len(farm.told()) == len(farm.alerts()) == 1


def test_a_restart_in_the_middle_of_a_dwell_changes_nothing(farm: Timeline) -> None:
    """A service that was restarted a minute before an alert was due raises it on time."""
    farm.plays("cold-air", "air_temperature_c", WARM)
    farm.until(at("01:46"))
    farm.restart()
    farm.until(at("02:10"))
    farm.want(EventKind.RAISED, "Cold room 2", at("01:48"), at("01:54"))
