"""Faults that the shipped story does not have can be written into a scenario."""

from __future__ import annotations

import json
import tomllib
from itertools import takewhile
from typing import Any

import pytest

from simulators.errors import ScenarioError
from simulators.gateways import Publication
from simulators.scenario import FOLDER, load, parse
from simulators.story import Story
from tests.simulators import told
from tests.simulators.told import HOUR_S, between, series


def _told(*faults: dict[str, Any]) -> list[Publication]:
    content = tomllib.loads((FOLDER / "qingtian.toml").read_text(encoding="utf-8"))
    content["faults"] = [{"jitter": "0 s"} | fault for fault in faults]
    story = Story(parse(content, "faulty"), 1, told.START_MS).publications(history=False)
    return list(takewhile(lambda publication: publication.at_s < 4.0 * HOUR_S, story))


def test_a_gateway_outage_is_back_filled_with_old_times() -> None:
    """Nothing comes during an outage; afterwards lists with the old times do, and nothing is lost."""
    outage = {"kind": "outage", "gateway": "road-gw", "from": "1 h", "lasting": "2 h"}
    cut = [sent for sent in _told(outage) if "/road-gw/" in sent.topic]
    whole = [sent for sent in _told() if "/road-gw/" in sent.topic]
    assert [sent for sent in cut if HOUR_S <= sent.at_s < 3.0 * HOUR_S] == []
    assert any(isinstance(json.loads(sent.payload), list) for sent in cut)
    assert series(cut) == series(whole)


def test_an_outage_of_a_network_server_is_back_filled_one_by_one() -> None:
    """ChirpStack has no lists: what was kept comes as single uplinks that tell when they were heard."""
    outage = {"kind": "outage", "gateway": "7e51a8fffe000001", "from": "1 h", "lasting": "2 h"}
    lorawan = [sent for sent in _told(outage) if sent.topic.startswith("application/")]
    assert [sent for sent in lorawan if HOUR_S <= sent.at_s < 3.0 * HOUR_S] == []
    moisture = series(lorawan)["7e51a80000000101", "soil_moisture_pct"]
    assert len(between(moisture, 1.0, 3.0)) == 12


def test_what_a_zigbee_bridge_could_not_publish_is_lost() -> None:
    """Zigbee2MQTT keeps nothing for a broker that is away, and tells who its devices are when it is back."""
    outage = {"kind": "outage", "gateway": "bay-2-zigbee", "from": "1 h", "lasting": "2 h"}
    bridge = [sent for sent in _told(outage) if sent.topic.startswith("zigbee2mqtt/")]
    assert between(series(bridge)["bay-2-air", "air_temperature_c"], 1.01, 2.99) == []
    lists = [sent.at_s / HOUR_S for sent in bridge if sent.topic.endswith("/bridge/devices")]
    assert lists == [pytest.approx(0.0, abs=0.1), pytest.approx(3.0, abs=0.1)]


def test_an_edge_node_back_fills_in_a_session_of_its_own() -> None:
    """After an outage Sparkplug's node is born again; what it kept comes as historical, and all of it."""
    outage = {"kind": "outage", "gateway": "packhouse", "from": "1 h", "lasting": "2 h"}
    cut = [sent for sent in _told(outage) if sent.topic.startswith("spBv1.0/")]
    whole = [sent for sent in _told() if sent.topic.startswith("spBv1.0/")]
    kinds = [sent.topic.split("/")[2] for sent in cut if 3.0 * HOUR_S <= sent.at_s < 3.1 * HOUR_S]
    assert kinds[:3] == ["NDEATH", "NBIRTH", "DBIRTH"]
    assert series(cut) == series(whole)


def test_a_host_can_ask_an_edge_node_for_its_births() -> None:
    """A command on a gateway's topic is answered at the next step of the story."""
    story = Story(load("qingtian"), 1, told.START_MS)
    playing = story.publications(history=False)
    born = [next(sent for sent in playing if "/NBIRTH/" in sent.topic)]
    assert story.hears == ("spBv1.0/qingtian/NCMD/packhouse",)
    story.hear(story.hears[0], b"Node Control/Rebirth")
    born.append(next(sent for sent in playing if "/NBIRTH/" in sent.topic))
    assert born[1].at_s - born[0].at_s <= 120.0


def test_sensors_can_be_stuck_drift_and_live_in_the_wrong_time() -> None:
    """A stuck, a drifting and a wrongly set device each show it, and others are left alone."""
    faulty = series(
        _told(
            {"kind": "stuck", "device": "bay-1-leaf", "from": "1 h", "lasting": "2 h"},
            {
                "kind": "drift",
                "device": "truck-air",
                "from": "1 h",
                "lasting": "2 h",
                "quantity": "air_temperature_c",
                "per_hour": 2.0,
            },
            {
                "kind": "clock_skew",
                "device": "e375cf374e23",
                "from": "1 h",
                "lasting": "2 h",
                "ahead": "-1 d",
            },
        )
    )
    healthy = series(_told())
    assert len(set(between(faulty["bay-1-leaf", "surface_temperature_c"], 1.0, 3.0))) == 1
    drifted = between(faulty["truck-air", "air_temperature_c"], 2.9, 3.0)[-1]
    assert drifted - between(healthy["truck-air", "air_temperature_c"], 2.9, 3.0)[-1] == pytest.approx(
        4.0, abs=0.1
    )
    assert len(between(faulty["ice-box-air", "air_temperature_c"], -23.0, -21.0)) == 24
    untouched = ("cold-room-air", "air_temperature_c")
    assert faulty[untouched] == healthy[untouched]


def test_a_fault_says_how_strong_it_is() -> None:
    """A drift without its rate and a skew without its time are refused."""
    with pytest.raises(ScenarioError) as caught:
        _told(
            {"kind": "drift", "device": "truck-air", "from": "1 h", "lasting": "1 h"},
            {"kind": "clock_skew", "device": "truck-air", "from": "1 h", "lasting": "1 h"},
        )
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "faults[0].quantity",
        "faults[0].per_hour",
        "faults[1].ahead",
    ]
