"""Every golden case: what was published, where, and what the decoder makes of it. A bug becomes a folder."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import DecodeError
from ingest.formats import FORMATS, recognise
from ingest.reading import Sample

CASES = Path(__file__).parent / "cases"
RECEIVED_AT_MS = 1_781_410_205_000


def _folders() -> list[Path]:
    return sorted(path.parent for path in CASES.glob("*/*/topic"))


def _payload(folder: Path) -> bytes:
    binary = folder / "payload.bin"
    return binary.read_bytes() if binary.exists() else (folder / "payload.json").read_bytes().strip()


def _as_written(sample: Sample) -> dict[str, Any]:
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


@pytest.mark.parametrize("folder", _folders(), ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_decoder_reads_what_gateways_publish_as_the_case_says(folder: Path) -> None:
    """A payload becomes exactly the expected samples, or the expected complaint."""
    topic = (folder / "topic").read_text("utf-8").strip()
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    known = recognise(topic)
    assert known is not None
    assert known.name == folder.parent.name
    if "error" in expected:
        with pytest.raises(DecodeError) as raised:
            known.decode(topic, _payload(folder), RECEIVED_AT_MS)
        assert raised.value.field == expected["error"]["field"]
        assert raised.value.seen == expected["error"].get("seen", raised.value.seen)
        return
    samples = known.decode(topic, _payload(folder), RECEIVED_AT_MS)
    assert [_as_written(sample) for sample in samples] == expected["samples"]


def test_every_format_has_cases() -> None:
    """No format is without golden cases, and no case is without its format."""
    assert {folder.parent.name for folder in _folders()} == {known.name for known in FORMATS}


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "coldframe/v1/only-a-gateway",
        "coldframe/v1/a/b/c",
        "coldframe/v2/a/b",
        "application/x/device/y/event/join",
        "application/event/up",
        "zigbee2mqtt/probe",
    ],
)
def test_topics_of_nobody_are_not_recognised(topic: str) -> None:
    """A topic that no format publishes on belongs to no format, however similar it looks."""
    assert recognise(topic) is None
