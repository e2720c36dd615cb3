"""The configurations in deploy: real programs take them, and they do what their comments say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from api.settings import Settings
from ingest.access.account import Account
from ingest.access.files import write_files
from ingest.access.password import hashed
from ingest.assembly import Ingest, build_ingest
from ingest.clock import SystemClock
from ingest.counters import Counters
from ingest.database import Database
from tests.ingest.visitor import Visitor
from tests.mosquitto import Mosquitto, find_mosquitto
from tests.waiting import wait_until

DEPLOY = Path(__file__).parent.parent / "deploy"
TOPIC = "coldframe/v1/farm/probe"
MOST_LOST = 50
"""What ``autosave_interval`` in the configuration lets be lost at most."""


@pytest.fixture
def broker(tmp_path: Path, free_port: int) -> Iterator[Mosquitto]:
    """Start Mosquitto with our configuration, Coldframe's own account and that of a gateway."""
    program = find_mosquitto()
    folder = tmp_path / "broker"
    farm = Account("farm", "other", hashed("strawberry"), ("farm/#", "coldframe/v1/farm/#"), (), 0)
    write_files(folder, (farm,), "coldframe", hashed("waxberry"))
    ours = (DEPLOY / "mosquitto" / "coldframe.conf").read_text("utf-8")
    ours = ours.replace("/etc/mosquitto/coldframe/", f"{folder}/").replace("\nlistener 1883\n", "\n")
    started = Mosquitto(program, folder, free_port, access=ours)
    started.start()
    yield started
    started.stop()


@contextmanager
def _listening(folder: Path, broker: Mosquitto) -> Iterator[Ingest]:
    """Take in what the broker has, until the end of the block."""
    login = {"url": broker.url, "username": "coldframe", "password": "waxberry"}
    settings = Settings.model_validate({"data": folder, "mqtt": login})
    with closing(Database(folder / "state.sqlite3")) as database:
        database.upgrade()
        ingest = build_ingest(settings, SystemClock(), database, Counters())
        (subscriber,) = ingest.subscribers
        subscriber.start()
        try:
            wait_until(lambda: subscriber.connected, 20, "the subscription")
            yield ingest
        finally:
            subscriber.stop()
            ingest.close()


def _publish(broker: Mosquitto, numbers: range) -> None:
    """Publish numbered reports as the gateway; each is acknowledged on return."""
    start_ms = SystemClock().now_ms() - 600_000
    lines = [f'{{"observed_at": {start_ms + n}, "seq": {n}, "co2_ppm": 400}}' for n in numbers]
    broker.publish_lines(TOPIC, lines, "-u", "farm", "-P", "strawberry")


def _hear_until(ingest: Ingest, number: int) -> None:
    """Take in what comes until the report *number* is there, and let nothing be half done."""
    last = ingest.books.frames.last

    def is_there() -> bool:
        return "probe" in last and last["probe"].counter == number

    wait_until(is_there, 20, f"report {number}")
    ingest.subscribers[0].stop()


def _missing(ingest: Ingest) -> int:
    reports = ingest.books.health.reports("probe", SystemClock().now_ms())
    assert reports is not None
    return reports.missing


@pytest.mark.mosquitto
def test_mosquitto_takes_our_configuration(broker: Mosquitto) -> None:
    """Mosquitto starts with it, lets in whoever has a name, and keeps far more than a thousand messages."""
    nameless = Visitor(broker.port).come()
    assert not nameless.is_in
    waiting = Visitor(broker.port, "coldframe", "waxberry", "coldframe", clean=False).come()
    assert waiting.is_in
    waiting.listen("farm/#")
    waiting.leave()
    login = ("-u", "farm", "-P", "strawberry")
    broker.publish_lines("farm/7", [str(number) for number in range(3_000)], *login)
    again = Visitor(broker.port, "coldframe", "waxberry", "coldframe", clean=False).come()
    wait_until(lambda: len(again.heard) == 3_000, 20, "everything that waited")
    again.leave()


@pytest.mark.mosquitto
def test_what_a_killed_mosquitto_kept_arrives_and_what_it_lost_is_counted(
    broker: Mosquitto, tmp_path: Path
) -> None:
    """Killed while Coldframe is away, it has all but the last changes; each device shows what is missing."""
    data = tmp_path / "data"
    data.mkdir()
    with _listening(data, broker) as ingest:
        _publish(broker, range(1, 11))
        _hear_until(ingest, 10)
    _publish(broker, range(11, 2_011))
    broker.kill()
    broker.start()
    with _listening(data, broker) as ingest:
        _publish(broker, range(2_011, 2_021))
        _hear_until(ingest, 2_020)
        kept = len(ingest.journal.read(0, 10_000).readings)
        assert _missing(ingest) == 2_020 - kept <= MOST_LOST
    _publish(broker, range(2_021, 2_121))
    broker.kill()
    broker.forget()
    broker.start()
    with _listening(data, broker) as ingest:
        _publish(broker, range(2_121, 2_122))
        _hear_until(ingest, 2_121)
        assert _missing(ingest) == 2_020 - kept + 100
