"""Formats that show neither in their topic nor in their payload, and that the operator has to name."""

from __future__ import annotations

from ingest.formats import BY_NAME
from ingest.message import Message
from ingest.recognition import Recogniser
from ingest.report import Report
from tests.ingest.edge import message
from tests.ingest.formats.contract import CASES, RECEIVED_AT_MS, payload_of

EUI = "24e124136b502217"


def _read(recogniser: Recogniser, received: Message) -> Report:
    found = recogniser.format_of(received)
    assert found is not None
    return found.decode(received.topic, received.payload, RECEIVED_AT_MS)


def test_a_codec_of_milesight_that_names_no_device_is_read_by_its_topic() -> None:
    """What a codec returns is all that a gateway publishes; the device then stands in the topic."""
    recogniser = Recogniser({"farm/lora/#": "milesight"})
    report = _read(recogniser, message('{"temperature": 0, "humidity": 50.5}', f"farm/lora/{EUI.upper()}/up"))
    assert [(one.device, one.quantity, one.value) for one in report.samples] == [
        (EUI, "air_temperature_c", 0.0),
        (EUI, "relative_humidity_pct", 50.5),
    ]


def test_raw_cayenne_bytes_are_read_where_the_operator_says_so() -> None:
    """Bytes on a topic of one's own are CayenneLPP when the operator says that they are."""
    recogniser = Recogniser({"lpp/+/#": "cayenne_lpp"})
    report = _read(recogniser, message(bytes.fromhex("01670000"), "lpp/north/probe-7"))
    (sample,) = report.samples
    assert sample.device.startswith("probe-7")
    assert (sample.quantity, sample.value) == ("air_temperature_c", 0.0)


def test_the_same_bytes_are_nobodys_otherwise() -> None:
    """Nobody guesses that bytes are CayenneLPP."""
    assert Recogniser().format_of(message(bytes.fromhex("01670000"), "lpp/north/probe-7")) is None


def test_an_event_of_chirpstack_in_protobuf_that_was_posted_is_not_taken_for_an_uplink() -> None:
    """A topic that names no event leaves that to the fields; a join is no frame, least of all number 0."""
    join = payload_of(CASES / "chirpstack" / "protobuf_join")
    report = BY_NAME["chirpstack"].decode("ingest/chirpstack", join, RECEIVED_AT_MS)
    assert (report.samples, report.origin, report.control) == ((), None, "a device has joined the network")
