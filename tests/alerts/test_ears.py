"""Nobody is missed who could not be heard: whoever is heard through a broker that is gone is not silent."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from alerts.cause import BLIND, Cause
from alerts.lifecycle import ALARMS
from ingest.clock import MS_PER_HOUR
from ingest.condition import Line
from ingest.group import Sighting
from tests.alerts.rig import AIR, START_MS, Rig

ROAD_LOST, ROAD_BACK = Line("road", False, "refused"), Line("road", True, "")
DEVICES = ("room-1", "room-2", "truck-1", "box-1")


@pytest.fixture
def rig(rig: Rig) -> Rig:
    """Return an engine that has heard four devices every five minutes for an hour."""
    for minute in range(0, 65, 5):
        for number, device in enumerate(DEVICES):
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


def test_a_start_on_a_clock_that_ran_ahead_keeps_nobody_from_being_missed(
    tmp_path: Path, farm_template: Path
) -> None:
    """The clock was set back by ten hours after the start: devices are missed as after any other."""
    with closing(Rig(tmp_path, farm_template, START_MS + 10 * MS_PER_HOUR)) as rig:
        rig.evaluator.tick()
        _hear(rig, 0, 65, *DEVICES)
        rig.at(66, 9.0)
        rig.wait_until(120)
        assert _silent(rig) == 3
        assert Cause.TOO_WARM in {alert.cause for alert in rig.ledger.alerts()}


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


@pytest.fixture
def two_ways(farm_again: Rig) -> Rig:
    """Return an engine that hears two devices through one broker and gateway, and two through another."""
    rig = farm_again
    rig.others = (ROAD_BACK,)
    ways = (("yard", "farm"), ("yard", "farm"), ("van", "road"), ("van", "road"))
    rig.registry.seen_together(
        tuple(
            Sighting(device, gateway, "own_json", {AIR}, START_MS, broker)
            for device, (gateway, broker) in zip(DEVICES, ways, strict=True)
        )
    )
    _hear(rig, 0, 65, *DEVICES)
    return rig


def _hear(rig: Rig, start_min: int, end_min: int, *devices: str) -> None:
    for minute in range(start_min, end_min, 5):
        for device in devices:
            rig.at(minute, 1.0 + minute % 15 / 10, device)


def _told(rig: Rig) -> list[tuple[Cause, str]]:
    """Return of which silence people were told: what it is, and at which place."""
    alerts = [rig.ledger.alert(one.alert_id) for one in rig.ledger.notices() if one.kind in ALARMS]
    return [(one.cause, one.place_id) for one in alerts if one.cause in BLIND]


@pytest.mark.parametrize("restarts", [False, True], ids=["running", "restarted"])
def test_who_is_heard_through_a_lost_broker_is_not_missed_and_others_are(
    two_ways: Rig, *, restarts: bool
) -> None:
    """One of two brokers is gone: people were told of that, and not of the gateway and devices behind it."""
    two_ways.others = (ROAD_LOST,)
    if restarts:
        two_ways.registry.flush()
        two_ways.start()
    _hear(two_ways, 65, 180, "room-2")
    two_ways.wait_until(200)
    assert _told(two_ways) == [(Cause.SILENT, "cold_room")], "room-1 stopped, behind the broker that is there"


def test_when_a_lost_broker_is_back_only_who_stays_away_is_missed(two_ways: Rig) -> None:
    """Nobody is told of a gateway that was heard as soon as it could be; whoever was not is missed then."""
    two_ways.others = (ROAD_LOST,)
    _hear(two_ways, 65, 180, "room-1", "room-2")
    two_ways.others = (ROAD_BACK,)
    _hear(two_ways, 180, 190, "room-1", "room-2", "truck-1")
    assert _told(two_ways) == []
    _hear(two_ways, 190, 240, "room-1", "room-2", "truck-1")
    assert _told(two_ways) == [(Cause.SILENT, "ice_box")]


def test_who_comes_through_the_other_broker_is_judged_as_all_there(two_ways: Rig) -> None:
    """A truck that is in the yard now, and falls silent there, is missed although its first way is gone."""
    two_ways.others = (ROAD_LOST,)
    two_ways.registry.seen_together(
        (Sighting("truck-1", "yard", "own_json", {AIR}, START_MS + 66 * 60_000, "farm"),)
    )
    _hear(two_ways, 65, 100, "room-1", "room-2", "truck-1")
    _hear(two_ways, 100, 180, "room-1", "room-2")
    assert _told(two_ways) == [(Cause.SILENT, "truck")]
