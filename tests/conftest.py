"""What tests of several packages start: real brokers on free ports."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import mosquitto as real
from tests.influxdb import InfluxDb

# No example fails for having taken long: how long one takes says more of the machine than of the code.
_OF_TIME = (HealthCheck.too_slow,)
settings.register_profile("here", deadline=None, suppress_health_check=_OF_TIME)
settings.register_profile("ci", deadline=None, suppress_health_check=_OF_TIME, derandomize=True)
settings.load_profile("here")
if os.environ.get("CI") == "true":
    # What CI tries is the same for the same code; new examples are found where somebody looks at them.
    settings.load_profile("ci")


_LONG = (
    "tests/api/test_scaled_clock.py",
    "tests/alerts/test_same_readings_same_alerts.py",
    "tests/dashboard/",
    "tests/api/commands/",
    "tests/test_demo_story.py",
    "tests/simulators/test_labelled.py",
    "tests/api/test_service.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker waits for it at the end.

    Workers are told to keep this order: by itself xdist begins with the files that have most tests.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


@pytest.fixture
def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on at this moment."""
    return real.free_port()


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[real.Mosquitto]:
    """Start a Mosquitto that forgets everything when it ends."""
    yield from _running(tmp_path, is_persistent=False)


@pytest.fixture
def lasting_mosquitto(tmp_path: Path) -> Iterator[real.Mosquitto]:
    """Start a Mosquitto that keeps sessions and queued messages on disk."""
    yield from _running(tmp_path, is_persistent=True)


def _running(tmp_path: Path, *, is_persistent: bool) -> Iterator[real.Mosquitto]:
    program = real.find_mosquitto()
    folder = tmp_path / ("lasting-mosquitto" if is_persistent else "mosquitto")
    folder.mkdir()
    broker = real.Mosquitto(program, folder, real.free_port(), is_persistent=is_persistent)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


@pytest.fixture(scope="session")
def influxdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxDb]:
    """Start one InfluxDB for all tests of this process; each takes a database of its own."""
    server = InfluxDb(tmp_path_factory.mktemp("influxdb"))
    server.start()
    try:
        yield server
    finally:
        server.kill()  # nobody needs what it would still write
