"""Pain 15, onboarding that needs a developer: from a box to an alarm in one's own hours and degrees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.message import Message
from tests.api.house import FARM, MINUTE_MS, House, open_house

READER = {
    "id": "ana",
    "name": "Ana",
    "temperature": "F",
    "channels": [{"name": "phone", "url": "json://127.0.0.1/"}],
}
DUTY = {"duty": {"people": [READER], "steps": [{"people": ["ana"]}]}}


@pytest.fixture(name="grower")
def _grower(tmp_path: Path) -> Iterator[House]:
    """Return the service of a grower who thinks in °F, with nobody's help and no device yet."""
    farm = {**FARM, "devices": [], **DUTY}
    with open_house(tmp_path, farm=farm) as house:
        yield house


def _publish(house: House, value_c: float) -> None:
    """Let a sensor that nobody has heard of publish its first words, and everybody do his part."""
    payload = b'{"observed_at": %d, "air_temperature_c": %.1f}' % (house.clock.now_ms(), value_c)
    topic = "coldframe/v1/new-gateway/new-probe"
    house.deps.ingest.pipeline.accept([Message(topic, payload, 1, 0, dup=False, retain=False)])
    house.deps.ingest.writer.write_once()
    house.deps.alerts.evaluator.evaluate_once()
    house.deps.alerts.evaluator.tick()


def test_a_sensor_becomes_an_alarm_by_one_command(grower: House) -> None:
    """It shows itself, is hung in a room by one command, and is watched then; nobody writes a rule."""
    _publish(grower, 1.0)
    (found,) = grower.get("/api/v1/devices", params={"inbox": True}).json()
    assert (found["id"], found["measures"]) == ("new-probe", ["Air temperature"])
    body = {"place": "room", "position": "return air"}
    assert grower.command("/api/v1/devices/new-probe/installations", body).status_code == 201
    for _ in range(30):
        grower.clock.advance(2 * MINUTE_MS)
        _publish(grower, 9.0)
    (alert,) = grower.get("/api/v1/alerts").json()
    assert (alert["place_id"], alert["cause"]) == ("room", "too_warm")


def test_it_is_told_in_the_readers_degrees_and_the_sites_hours(grower: House) -> None:
    """9 °C are 48.2 °F for whoever thinks so, and the clock is that of the site; what is kept stays in °C."""
    _publish(grower, 1.0)
    grower.command("/api/v1/devices/new-probe/installations", {"place": "room", "position": "return air"})
    for _ in range(30):
        grower.clock.advance(2 * MINUTE_MS)
        _publish(grower, 9.0)
    (told,) = [one for one in grower.deps.alerts.ledger.notices() if one.to == "ana"]
    assert "48.2F" in told.short
    assert "Asia/Shanghai" in told.long
    (room,) = [one for one in grower.get("/api/v1/places").json() if one["id"] == "room"]
    assert room["values"][0]["value"] == pytest.approx(9.0)
