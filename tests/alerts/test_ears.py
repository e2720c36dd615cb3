"""Nobody is missed who could not be heard: without a connection to the broker no device is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from alerts.cause import Cause
from tests.alerts.rig import Rig


@pytest.fixture
def rig(tmp_path: Path, farm_template: Path) -> Rig:
    """Return an engine that has heard four devices every five minutes for an hour."""
    rig = Rig(tmp_path, farm_template)
    for minute in range(0, 65, 5):
        for number, device in enumerate(("room-1", "room-2", "truck-1", "box-1")):
            rig.at(minute + number / 10, 1.0 + minute % 15 / 10, device)
    return rig


def _silent(rig: Rig) -> int:
    """Return at how many places people are told of silent devices."""
    return sum(alert.cause is Cause.SILENT and alert.calls for alert in rig.ledger.alerts())


def test_devices_behind_a_broker_that_is_gone_are_not_missed_one_by_one(rig: Rig) -> None:
    """The connection is lost for three hours: people were told of that, and not of every device."""
    rig.hears = False
    for minute in (62, 90, 240):
        rig.wait_until(minute)
    assert _silent(rig) == 0
    rig.hears = True
    rig.at(241, 1.2, "room-1")
    rig.wait_until(250)
    assert _silent(rig) == 0
    rig.wait_until(275)
    assert _silent(rig) == 3, "those that stay away when the broker is back are missed by themselves"


def test_a_limit_is_judged_as_ever_while_the_broker_is_gone(rig: Rig) -> None:
    """Air that was beyond its limit when the connection was lost is told when its time is up."""
    rig.at(66, 9.0)
    rig.hears = False
    rig.wait_until(115)
    assert [alert.cause for alert in rig.ledger.alerts()] == [Cause.TOO_WARM]


def test_a_connection_that_comes_and_goes_hides_no_silent_device(rig: Rig) -> None:
    """Half a minute here and there is no outage: whoever is not heard meanwhile is missed."""
    for half_minutes in range(124, 190):
        rig.hears = half_minutes % 2 == 0
        rig.wait_until(half_minutes / 2)
    assert _silent(rig) == 3
