"""Whatever bytes arrive, a decoder answers with samples or with a DecodeError, never with anything else."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.assess import Objection, assess
from ingest.errors import DecodeError
from ingest.formats import FORMATS
from ingest.formats.wire_format import Format
from ingest.quantity import QUANTITIES
from ingest.reading import Reading, Sample

RECEIVED_AT_MS = 1_781_410_205_000
TOPICS = {
    "own_json": "coldframe/v1/gateway/device",
    "chirpstack": "application/app/device/0101010101010101/event/up",
}

_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["NaN", "18 °C", "2026-06-14T04:10:00Z", "9999-12-31T23:59:59+23:59", 327.67, 10**400])
)
_names = st.text(max_size=8) | st.sampled_from(
    [*QUANTITIES, "observed_at", "deviceInfo", "devEui", "object", "time", "rxInfo", "rssi", "snr"]
)
_json = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names, inner, max_size=5)
)
_event = st.fixed_dictionaries(
    {"deviceInfo": st.fixed_dictionaries({"devEui": _scalars | st.just("0101010101010101")})},
    optional={"time": _scalars, "object": _json, "rxInfo": _json, "batteryLevel": _scalars},
)


def _check(known: Format, payload: bytes) -> None:
    for topic in (TOPICS[known.name], TOPICS[known.name].replace("/up", "/status")):
        try:
            samples = known.decode(topic, payload, RECEIVED_AT_MS).samples
        except DecodeError:
            continue
        assert all(type(sample) is Sample for sample in samples)
        for sample in samples:
            verdict = assess(sample, RECEIVED_AT_MS)
            assert type(verdict) in {Reading, Objection}


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
@settings(max_examples=150, deadline=None)
@given(payload=st.binary(max_size=200))
@example(payload=b"\xef\xbb\xbf{}")
@example(payload=b'{"\\ud800": NaN}')
@example(payload=b"NaN" + b"[" * 50_000)
@example(payload=b'{"a": NaN, "b": 1' + b"0" * 5_000 + b"}")
def test_rubbish_bytes_become_samples_or_a_decode_error(known: Format, payload: bytes) -> None:
    """Random bytes never raise anything but DecodeError."""
    _check(known, payload)


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
@settings(max_examples=300, deadline=None)
@given(content=_json | _event)
def test_any_json_becomes_samples_or_a_decode_error(known: Format, content: object) -> None:
    """Well-formed JSON of any shape, NaN and Infinity included, never raises anything but DecodeError."""
    _check(known, json.dumps(content).encode())
