"""What the simulators write from the specifications, our own decoders understand."""

from __future__ import annotations

from collections import Counter

import pytest

from ingest.assess import assess
from ingest.reading import Reading
from ingest.recognition import Recogniser
from tests.simulators import told


@pytest.fixture(scope="module")
def judged() -> Counter[str]:
    """Return how many values of the story were accepted per quantity; a refused one counts as its reason."""
    counted: Counter[str] = Counter()
    recogniser = Recogniser()
    now_ms = told.START_MS + 12 * 3_600_000
    for publication in told.messages(1, 12.0):
        form = recogniser.by_topic(publication.topic)
        assert form is not None, publication.topic
        for sample in form.decode(publication.topic, publication.payload, now_ms).samples:
            found = assess(sample, now_ms)
            counted[found.quantity if isinstance(found, Reading) else f"refused {sample.quantity}"] += 1
    return counted


def test_nothing_of_the_story_is_refused(judged: Counter[str]) -> None:
    """Every value of every message is accepted."""
    assert [name for name in judged if name.startswith("refused")] == []


def test_every_quantity_of_the_farm_arrives(judged: Counter[str]) -> None:
    """Air, soil, leaves, pulp, door, batteries and radio are all there."""
    assert judged.keys() == {
        "air_temperature_c",
        "battery_pct",
        "battery_v",
        "door_open",
        "product_temperature_c",
        "relative_humidity_pct",
        "rssi_dbm",
        "snr_db",
        "soil_moisture_pct",
        "soil_temperature_c",
        "surface_temperature_c",
    }
