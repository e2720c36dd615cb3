"""What the simulators write from the specifications, our own decoders understand."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest

from ingest.assess import assess
from ingest.freshness import Freshness, LastHeard
from ingest.known import KnownFacts
from ingest.reading import Reading
from ingest.recognition import Recogniser
from simulators.gateways import Publication
from simulators.scenario import FOLDER, parse
from simulators.story import Story
from tests.simulators import told
from tests.simulators.ear import NAMES
from tests.simulators.told import Series

NOW_MS = told.START_MS + 12 * 3_600_000

Judged: TypeAlias = dict[tuple[str, str], dict[float, float]]
"""By device and quantity: when [s from the start] and how much."""

ZIGBEE = "bay-2-air"


@dataclass
class Understood:
    """What Coldframe makes of the story: readings, and whatever is none."""

    readings: Judged = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def published() -> list[Publication]:
    """Return three days of the past, and half a day."""
    return told.messages(1, 12.0)


@pytest.fixture(scope="module")
def understood(published: list[Publication]) -> Understood:
    """Return what becomes of the story."""
    return _read(published)


def _read(published: Iterable[Publication]) -> Understood:
    """Return what becomes of every message, read in the order in which they are published."""
    recogniser, known, freshness = Recogniser(), KnownFacts(), Freshness()
    known.set_zones(ZoneInfo("Asia/Shanghai"), {})
    found = Understood()
    for sent in published:
        form = recogniser.by_topic(sent.topic)
        assert form is not None, sent.topic
        report = form.decode(sent.topic, sent.payload, NOW_MS, known)
        for announcement in report.announcements:
            known.learn(announcement)
        found.refused.update(f"unplaced {one.model} {one.field}" for one in report.unplaced)
        if not report.samples:
            found.silent[report.control or "nothing, and no word why"] += 1
        heard: dict[str, LastHeard] = {}
        for sample in freshness.fresh(report, sent.topic, NOW_MS, known, heard):
            judged = assess(sample, NOW_MS)
            if isinstance(judged, Reading):
                device = NAMES.get(judged.device, judged.device)
                at_s = round((judged.observed_at_ms - told.START_MS) / 1_000, 3)
                found.readings.setdefault((device, judged.quantity), {})[at_s] = judged.value
            else:
                found.refused[f"{sample.device} {sample.quantity} {sample.fault}"] += 1
        freshness.keep(heard)
    return found


def test_nothing_of_the_story_is_refused(understood: Understood) -> None:
    """Every value of every message is accepted and has a meaning, and a message without any says why."""
    assert understood.refused == {}
    assert "nothing, and no word why" not in understood.silent


def test_every_quantity_of_the_farm_arrives(understood: Understood) -> None:
    """Air, soil, leaves, pulp, door, batteries and radio are all there."""
    assert {quantity for _, quantity in understood.readings} >= {
        "air_temperature_c",
        "battery_pct",
        "battery_v",
        "door_open",
        "pressure_hpa",
        "product_temperature_c",
        "relative_humidity_pct",
        "rssi_dbm",
        "snr_db",
        "soil_moisture_pct",
        "soil_temperature_c",
        "surface_temperature_c",
    }


def test_every_value_arrives_once_with_the_time_at_which_it_was_measured(
    published: list[Publication], understood: Understood
) -> None:
    """What the specifications say was measured is what Coldframe has, to the second and the last digit."""
    for key, points in told.series(published).items():
        if key[0] != ZIGBEE:
            assert _rounded(understood.readings[key]) == _rounded(dict(points)), key


def test_what_zigbee2mqtt_only_repeats_does_not_count(
    published: list[Publication], understood: Understood
) -> None:
    """Of each report there is one temperature and one humidity; the copies beside them are left out.

    Where a report changes nothing, such as that of a battery, everything counts as measured again.
    """
    truth = told.series(published)
    for quantity in ("air_temperature_c", "relative_humidity_pct"):
        counted = len(understood.readings[ZIGBEE, quantity])
        assert counted == pytest.approx(len(truth[ZIGBEE, quantity]), rel=0.12)
        assert _largest_gap_s(sorted(understood.readings[ZIGBEE, quantity].items())) < 601.0 + 9 * 3_600


def _rounded(points: dict[float, float]) -> dict[float, float]:
    return {round(at_s, 3): round(value, 3) for at_s, value in points.items()}


def _largest_gap_s(points: Series) -> float:
    return max(later[0] - earlier[0] for earlier, later in pairwise(points))


def _with_outage(*, of_all: bool) -> list[Publication]:
    """Return four hours of the present, in which no gateway, or each, has no line from 1 h to 3 h."""
    content = tomllib.loads((FOLDER / "qingtian.toml").read_text(encoding="utf-8"))
    gateways = content["gateways"] if of_all else []
    cut = {"kind": "outage", "from": "1 h", "lasting": "2 h", "jitter": "0 s"}
    content["faults"] = [cut | {"gateway": gateway["id"]} for gateway in gateways]
    story = Story(parse(content, "cut"), 1, told.START_MS).publications(history=False)
    return list(takewhile(lambda sent: sent.at_s < 4.0 * told.HOUR_S, story))


def test_what_gateways_kept_during_an_outage_is_understood_as_if_there_had_been_none() -> None:
    """Own JSON, ChirpStack, The Things Stack and Sparkplug hand on all of it, each value with its time.

    Zigbee2MQTT, Tasmota and Ruuvi lose what they could not publish, and no value is made up for it.
    """
    cut, whole = _read(_with_outage(of_all=True)), _read(_with_outage(of_all=False))
    assert cut.refused == {}
    for (device, quantity), points in whole.readings.items():
        if quantity in {"rssi_dbm", "snr_db", "battery_pct", "pressure_hpa"}:
            continue  # how a message was heard, and what is worked out as the story goes
        arrived = cut.readings[device, quantity]
        if device in {ZIGBEE, "precooler-air", "ice-box-air"}:
            assert [at_s for at_s in arrived if 1.0 < at_s / told.HOUR_S < 2.99] == []
        else:
            assert arrived == points, (device, quantity)
