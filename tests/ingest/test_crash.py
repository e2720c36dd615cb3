"""kill -9 between journal and acknowledgement: nothing is lost, nothing is there twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ingest.settings import MqttSettings
from ingest.store.memory import MemoryStore
from ingest.subscriber import Subscriber
from tests.ingest.edge import open_edge
from tests.mosquitto import Mosquitto
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
TOPIC = "coldframe/v1/gateway/probe"
MESSAGES = 300
CRASHES = 3


def _payload(number: int) -> str:
    """Return a message with a value of its own; every second one tells no time."""
    time = {} if number % 2 else {"observed_at": 1_781_410_200_000 + 1_000 * number}
    return json.dumps(time | {"soil_tension_kpa": number / 10})


@pytest.mark.mosquitto
def test_killed_between_journal_and_acknowledgement_nothing_is_lost_or_twice(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    """Killed again and again with a group in the journal and unacknowledged, each message is stored once."""
    settings = MqttSettings.model_validate({"url": mosquitto.url})
    edge = open_edge(tmp_path)
    first = Subscriber(settings, edge.pipeline, edge.counters)
    first.start()
    wait_until(lambda: first.connected, what="the subscription")
    first.stop()
    edge.close()

    for crash in range(CRASHES):
        numbers = range(crash * MESSAGES, (crash + 1) * MESSAGES)
        mosquitto.publish_lines(TOPIC, [_payload(number) for number in numbers])
        doomed = [sys.executable, "-m", "tests.ingest.crashing", str(tmp_path), mosquitto.url, "100"]
        assert subprocess.run(doomed, cwd=ROOT, timeout=60, check=False).returncode == -signal.SIGKILL

    edge = open_edge(tmp_path)
    assert len(edge.readings()) >= 100
    last = Subscriber(settings, edge.pipeline, edge.counters)
    last.start()
    wait_until(lambda: len(edge.readings()) >= CRASHES * MESSAGES, 30, "every message")
    mosquitto.publish(TOPIC, '{"co2_ppm": 400}')
    wait_until(lambda: edge.readings()[-1].quantity == "co2_ppm", what="the last message")
    last.stop()
    store = MemoryStore()
    store.write(edge.readings())
    stored = store.series(edge.readings()[0].device, "soil_tension_kpa", 0, 2**53, 10**6).value
    values = Counter(round(10 * value) for value in stored.tolist())
    assert values == Counter(range(CRASHES * MESSAGES))
    assert edge.counters.value("repeated_messages") > 0
    edge.close()
