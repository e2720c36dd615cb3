"""Whatever bytes arrive, a decoder answers with samples or with a DecodeError, never with anything else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.assess import Objection, assess
from ingest.errors import DecodeError
from ingest.formats import BY_NAME, FORMATS
from ingest.formats.wire_format import Format
from ingest.quantity import QUANTITIES
from ingest.reading import Reading, Sample
from tests.ingest.formats.contract import CASES, check, payload_of, topic_of
from tests.ingest.formats.test_cases import known_of

RECEIVED_AT_MS = 1_781_410_205_000
TOPICS = {
    "own_json": "coldframe/v1/gateway/device",
    "zigbee2mqtt": "zigbee2mqtt/Cold room",
    "tasmota": "tele/greenhouse/SENSOR",
    "ruuvi": "ruuvi/AA:CC:EE:00:11:22/E3:75:CF:37:4E:23",
    "bthome": "shelly-blu/events",
    "openmqttgateway": "home/OpenMQTTGateway/BTtoMQTT/A4C138112233",
    "shelly": "shellyplusht-b8d61a8b17cc/events/rpc",
    "esphome": "greenhouse/sensor/air_temperature/state",
    "home_assistant": "homeassistant/sensor/greenhouse/temperature/config",
    "chirpstack": "application/app/device/0101010101010101/event/up",
    "dcsa_reefer": "ingest/dcsa_reefer",
    "disruptive": "ingest/disruptive",
    "sensecap": "/device_sensor_data/1234/2CF7F12000000001/1/vs/4097",
    "sensorthings": "v1.1/Datastreams(5)/Observations",
    "thingsboard": "v1/gateway/telemetry",
    "tive": "ingest/tive",
    "victron": "N/c0619ab4a585/temperature/24/Temperature",
    "tts": "v3/app@tenant/devices/probe/up",
    "thingpark": "mqtt/things/0018B20000000BEE/uplink",
    "cayenne_lpp": "cayennelpp/probe",
    "helium": "helium/7c523974-4ce7-4a92-948b-55171a6e4d77/rx",
    "sparkplug": "spBv1.0/group/DBIRTH/node/device",
    "efento": "efento/282c02424242",
    "senml": "senml/probe",
    "milesight": "farm/24e124136b502217/up",
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
    usual = TOPICS[known.name]
    for topic in (
        usual,
        usual.replace("/up", "/status"),
        "posted/over/http",
        f"ingest/{known.name}",
        "x",
        "/",
    ):
        try:
            samples = known.decode(topic, payload, RECEIVED_AT_MS).samples
        except DecodeError:
            continue
        assert all(type(sample) is Sample for sample in samples)
        for sample in samples:
            verdict = assess(sample, RECEIVED_AT_MS)
            assert type(verdict) in {Reading, Objection}


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
@settings(max_examples=60, deadline=None)  # what a coverage-guided fuzzer found is replayed besides
@given(payload=st.binary(max_size=200))
@example(payload=b"\xef\xbb\xbf{}")
@example(payload=b'{"\\ud800": NaN}')
@example(payload=b"NaN" + b"[" * 50_000)
@example(payload=b'{"a": NaN, "b": 1' + b"0" * 5_000 + b"}")
def test_rubbish_bytes_become_samples_or_a_decode_error(known: Format, payload: bytes) -> None:
    """Random bytes never raise anything but DecodeError."""
    _check(known, payload)


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
@settings(max_examples=100, deadline=None)
@given(content=_json | _event)
def test_any_json_becomes_samples_or_a_decode_error(known: Format, content: object) -> None:
    """Well-formed JSON of any shape, NaN and Infinity included, never raises anything but DecodeError."""
    _check(known, json.dumps(content).encode())


def _cases() -> list[tuple[str, str, Any]]:
    """Return the golden cases whose payload is JSON: format, topic, content."""
    folders = [path.parent for path in sorted(CASES.glob("*/*/payload.json"))]
    return [case for folder in folders for case in _content(folder)]


def _content(folder: Path) -> list[tuple[str, str, Any]]:
    try:
        return [(folder.parent.name, topic_of(folder), json.loads(payload_of(folder)))]
    except ValueError:
        return []


_BINARY = [path.parent for path in sorted(CASES.glob("*/*/payload.hex"))]


@settings(max_examples=1_000, deadline=None)
@given(folder=st.sampled_from(_BINARY), at=st.floats(0, 1), cut=st.integers(0, 4), put=st.binary(max_size=4))
def test_any_byte_of_a_real_binary_message_may_be_another(
    folder: Path, at: float, cut: int, put: bytes
) -> None:
    """A real message in Protobuf or CBOR with a few bytes changed becomes a report or a DecodeError."""
    payload = payload_of(folder)
    place = int(at * len(payload))
    changed = payload[:place] + put + payload[place + cut :]
    try:
        report = BY_NAME[folder.parent.name].decode(
            topic_of(folder), changed, RECEIVED_AT_MS, known_of(folder)
        )
    except DecodeError:
        return
    assert all(type(assess(sample, RECEIVED_AT_MS)) in {Reading, Objection} for sample in report.samples)


def _with_a_part_replaced(content: Any, replacement: object, choice: st.DataObject) -> Any:  # noqa: ANN401 - JSON
    """Return *content* with one part of it, somewhere, being something else."""
    keys: list[Any] = list(content) if isinstance(content, dict) else []
    keys = list(range(len(content))) if isinstance(content, list) else keys
    if not keys or choice.draw(st.integers(0, 3)) == 0:
        return replacement
    key = choice.draw(st.sampled_from(keys))
    inner = _with_a_part_replaced(content[key], replacement, choice)
    if isinstance(content, dict):
        return {**content, key: inner}
    return [*content[:key], inner, *content[key + 1 :]]


@settings(max_examples=800, deadline=None)
@given(case=st.sampled_from(_cases()), replacement=_json, choice=st.data())
def test_any_part_of_a_real_message_may_be_anything(
    case: tuple[str, str, Any], replacement: object, choice: st.DataObject
) -> None:
    """A real message of which one part is something else becomes a report or a DecodeError."""
    name, topic, content = case
    changed = _with_a_part_replaced(content, replacement, choice)
    check(name, topic, json.dumps(changed).encode())
