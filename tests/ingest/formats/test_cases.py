"""Every golden case: what was published, where, and what the decoder makes of it. A bug becomes a folder.

A folder holds ``topic``, ``payload.json`` (or ``payload.bin``, or ``payload.hex``: hexadecimal digits and
white space), ``expected.json`` and, where the message cannot be read by itself, ``known.json``: what was
announced before, the gateway's zone, and what the operator has said. ``batch.json`` says where in the payload
a list stands whose order does not matter.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from ingest.errors import DecodeError
from ingest.formats import BY_NAME, FORMATS
from ingest.known import KnownFacts, Meaning
from ingest.reading import CHANNEL_MARK, Sample
from ingest.recognition import Recogniser
from ingest.report import Announcement, Report
from tests.ingest.edge import message
from tests.ingest.formats.contract import CASES, RECEIVED_AT_MS, payload_of, topic_of


def _folders() -> list[Path]:
    return sorted(path.parent for path in CASES.glob("*/*/topic"))


def known_of(folder: Path) -> KnownFacts:
    """Return what has to be known to read a golden case."""
    if not (folder / "known.json").exists():
        return KnownFacts()
    told = json.loads((folder / "known.json").read_text("utf-8"))
    known = KnownFacts(Announcement(one["scope"], one["facts"]) for one in told.get("announcements", ()))
    if "zone" in told:
        known.set_zones(ZoneInfo(told["zone"]), {})
    meanings = told.get("meanings", {})
    known.set_meanings(
        {model: {path: Meaning(*said) for path, said in fields.items()} for model, fields in meanings.items()}
    )
    return known


def _sample(sample: Sample) -> dict[str, Any]:
    """Return *sample* as expected.json writes it: null for NaN, no fault where there is none."""
    value: Any = sample.value
    if math.isnan(value):
        value = None
    elif math.isinf(value):
        value = str(value)
    written = {
        "device": sample.device,
        "quantity": sample.quantity,
        "value": value,
        "observed_at_ms": sample.observed_at_ms,
        "gateway": sample.gateway,
    }
    if sample.fault:
        written["fault"] = sample.fault
        written["reason"] = sample.reason.value
    return written


def _report(report: Report) -> dict[str, Any]:
    """Return *report* as expected.json writes it: without whatever says nothing."""
    nothing = {field.name: field.default for field in msgspec.structs.fields(Report)}
    written: dict[str, Any] = {"samples": [_sample(sample) for sample in report.samples]}
    for name, default in nothing.items():
        content = getattr(report, name)
        if name != "samples" and content != default:
            written[name] = msgspec.to_builtins(content)
    return written


def _same(told: object, expected: object) -> bool:
    """Compare, with floats to nine digits: an expected value is written as a person would write it."""
    if isinstance(told, dict) and isinstance(expected, dict):
        return told.keys() == expected.keys() and all(_same(told[name], expected[name]) for name in told)
    if isinstance(told, list | tuple) and isinstance(expected, list):
        return len(told) == len(expected) and all(map(_same, told, expected))
    if isinstance(told, float) and isinstance(expected, int | float):
        return math.isclose(told, expected, rel_tol=1e-9, abs_tol=1e-9)
    return told == expected


@pytest.mark.parametrize("folder", _folders(), ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_decoder_reads_what_gateways_publish_as_the_case_says(folder: Path) -> None:
    """A payload becomes exactly the expected report, or the expected complaint."""
    topic = topic_of(folder)
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    found = Recogniser().format_of(message(payload_of(folder), topic), known_of(folder))
    assert found is not None
    assert found.name == folder.parent.name
    if "error" in expected:
        with pytest.raises(DecodeError) as raised:
            found.decode(topic, payload_of(folder), RECEIVED_AT_MS, known_of(folder))
        assert raised.value.field == expected["error"]["field"]
        assert raised.value.seen == expected["error"].get("seen", raised.value.seen)
        return
    told = _report(found.decode(topic, payload_of(folder), RECEIVED_AT_MS, known_of(folder)))
    assert _same(told, expected), json.dumps(told, indent=1, ensure_ascii=False)


def test_every_format_has_cases() -> None:
    """No format is without golden cases, and no case is without its format."""
    assert {folder.parent.name for folder in _folders()} == {known.name for known in FORMATS}


def test_formats_have_names_of_their_own() -> None:
    """No two formats share a name."""
    assert len(BY_NAME) == len(FORMATS)


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "coldframe/v1/only-a-gateway",
        "coldframe/v1/a/b/c",
        "coldframe/v2/a/b",
        "application/x/device/y/event/nothing",
        "application/event/up",
        "office/printer",
    ],
)
def test_topics_of_nobody_are_not_recognised(topic: str) -> None:
    """A topic that no format publishes on belongs to no format, however similar it looks."""
    assert Recogniser().by_topic(topic) is None


def test_without_a_topic_nobody_is_invented() -> None:
    """What is posted without a topic has the devices and gateways that it had with one, or cannot be read."""
    for folder in _folders():
        told = _who(folder, "")
        assert told <= _who(folder, topic_of(folder)), folder
        assert "" not in {device for device, _ in told}, folder


def test_who_counts_is_who_is_shown() -> None:
    """A counter belongs to a device or a gateway that is spoken of: its gaps are looked up by that name."""
    shown: set[tuple[str, str]] = set()
    counts: set[tuple[str, str]] = set()
    for folder in _folders():
        origin = json.loads((folder / "expected.json").read_text("utf-8")).get("origin", {})
        who = {device.partition(CHANNEL_MARK)[0] for device, _ in _who(folder, topic_of(folder))}
        shown |= {(folder.parent.name, device) for device in who}
        if who and "counter" in origin:
            counts.add((folder.parent.name, origin["device"]))
    assert counts <= shown


def _who(folder: Path, topic: str) -> set[tuple[str, bool]]:
    """Return who is spoken of in a golden case, and whether as a gateway."""
    decode = BY_NAME[folder.parent.name].decode
    try:
        report = decode(topic, payload_of(folder), RECEIVED_AT_MS, known_of(folder))
    except DecodeError:
        return set()
    gateways = {(sample.gateway, True) for sample in report.samples if sample.gateway}
    devices = [sample.device for sample in report.samples]
    devices += [about.device for about in report.about] + [field.device for field in report.unplaced]
    return gateways | {(device, False) for device in devices}
