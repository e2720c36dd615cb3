"""What holds for every wire format, shown on all of its golden cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.clock import ManualClock
from ingest.formats import BY_NAME, FORMATS
from ingest.message import Message
from ingest.reading import SUPPLIED_TIME, Reading
from tests.ingest.edge import Edge, balance, open_edge
from tests.ingest.formats.contract import CASES, RECEIVED_AT_MS, check, payload_of, topic_of
from tests.ingest.formats.corpora import inputs_of
from tests.ingest.formats.test_cases import known_of

NO_FAULTS: dict[str, str] = {
    "cayenne_lpp": "its types have no code for a missing value: a device leaves the value out",
}
"""Formats that have no way to say that a value is missing, each with its reason."""

_ONE_MOMENT = "a message is about one moment"
NO_BATCH = {
    **dict.fromkeys(("bthome", "openmqttgateway", "ruuvi", "zigbee2mqtt", "tasmota", "shelly"), _ONE_MOMENT),
    **dict.fromkeys(("esphome", "home_assistant", "victron", "sensecap", "sensorthings"), _ONE_MOMENT),
    **dict.fromkeys(("tive", "helium", "cayenne_lpp"), _ONE_MOMENT),
    "senml": "a record's place decides which base values hold for it",
    "efento": "a sample's place is its time",
}
"""Formats without a list that could be turned around, each with its reason."""


def _folders() -> list[Path]:
    return sorted(path.parent for path in CASES.glob("*/*/topic"))


def _expected(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "expected.json").read_text("utf-8"))
    return found


def _read() -> list[Path]:
    """Return the cases that are read, and say something that is measured."""
    return [folder for folder in _folders() if _expected(folder).get("samples")]


def _samples(name: str) -> Iterator[dict[str, object]]:
    for folder in _folders():
        if folder.parent.name == name:
            listed = _expected(folder).get("samples", [])
            assert isinstance(listed, list)
            yield from listed


def _name(folder: Path) -> str:
    return f"{folder.parent.name}-{folder.name}"


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    """Return the way in for readings, empty."""
    edge = open_edge(tmp_path, ManualClock(RECEIVED_AT_MS))
    yield edge
    edge.close()


def _keys(readings: tuple[Reading, ...]) -> list[tuple[str, str, int]]:
    return sorted((one.device, one.quantity, one.observed_at_ms) for one in readings)


@pytest.mark.parametrize("folder", _read(), ids=_name)
def test_twice_is_once(folder: Path, tmp_path: Path) -> None:
    """What is delivered again, and what a gateway repeats as far as its format can tell, is there once."""
    edge = open_edge(tmp_path, ManualClock(RECEIVED_AT_MS), known_of(folder))
    name, topic, payload = folder.parent.name, topic_of(folder), payload_of(folder)
    edge.accept(Message(topic, payload, 1, 1, dup=False, retain=False, format=name))
    once = edge.readings()
    edge.accept(Message(topic, payload, 1, 1, dup=True, retain=False, format=name))
    is_told = not any(one.flags & SUPPLIED_TIME for one in once)
    if is_told:
        edge.accept(Message(topic, payload, 1, 2, dup=False, retain=False, format=name))
    assert sorted(set(_keys(edge.readings()))) == _keys(once)
    assert len(set(balance(edge.counters))) == 1
    edge.close()


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_zero_survives(name: str) -> None:
    """Every format has a case in which exactly zero was measured, and it is zero."""
    assert any(sample["value"] == 0 for sample in _samples(name))


@pytest.mark.parametrize("name", sorted(BY_NAME.keys() - NO_FAULTS.keys()))
def test_an_error_code_never_becomes_a_number(name: str) -> None:
    """Every format has a case in which a device says that it has no value, and the reason is kept."""
    faults = [sample for sample in _samples(name) if "fault" in sample]
    assert faults
    assert all(sample["value"] is None for sample in faults)


def test_excuses_are_about_formats() -> None:
    """Whoever is excused from a rule exists."""
    assert set(NO_FAULTS) | set(NO_BATCH) <= set(BY_NAME)


def _list_in(content: object, path: list[object]) -> list[object]:
    for part in path:
        content = content[part]  # type: ignore[index]  # a golden case says where its list is
    assert isinstance(content, list)
    return content


def _batches() -> list[Path]:
    return [folder for folder in _folders() if (folder / "batch.json").exists()]


@pytest.mark.parametrize("folder", _batches(), ids=_name)
def test_the_order_of_a_batch_does_not_matter(folder: Path) -> None:
    """The same samples come out of a batch in any order; ``batch.json`` says where in the payload it is."""
    decode = BY_NAME[folder.parent.name].decode
    content = json.loads(payload_of(folder))
    _list_in(content, json.loads((folder / "batch.json").read_text("utf-8"))).reverse()
    told = decode(topic_of(folder), payload_of(folder), RECEIVED_AT_MS, known_of(folder))
    turned = decode(topic_of(folder), json.dumps(content).encode(), RECEIVED_AT_MS, known_of(folder))
    assert sorted(map(repr, told.samples)) == sorted(map(repr, turned.samples))


def test_every_batch_format_shows_that_order_does_not_matter() -> None:
    """Each format with batches has a case that is turned around."""
    shown = {folder.parent.name for folder in _batches()}
    assert {known.name for known in FORMATS} - NO_BATCH.keys() == shown


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_what_a_fuzzer_found_is_still_answered(name: str) -> None:
    """Every input that once reached new code ends as a report or as a DecodeError, on every topic."""
    topics = {topic_of(folder) for folder in _folders() if folder.parent.name == name}
    inputs = inputs_of(name)
    assert inputs, "fuzz the decoder once: see tests/ingest/formats/fuzzing.py"
    for topic in topics:
        for payload in inputs:
            check(name, topic, payload)
