"""The pipeline: every message ends as readings or in quarantine with a reason, once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.clock import ManualClock
from ingest.counters import Counters
from ingest.errors import DatabaseUnusable, JournalFull
from ingest.formats.wire_format import Format
from ingest.journal.sqlite import SqliteJournal
from ingest.known import NOTHING_KNOWN, Known
from ingest.message import Message
from ingest.pipeline import Pipeline
from ingest.quarantine import Quarantine
from ingest.reading import Flag, Reading, Reason, Rejection, Sample
from ingest.recognition import Recogniser
from ingest.report import Report
from tests.ingest.edge import MOST_BYTES, Edge, balance, message, open_edge

NOW_MS = 1_781_410_205_000
GOOD = '{"observed_at": "2026-06-14T04:10:00Z", "air_temperature_c": 4.5}'
NO_TIME = '{"air_temperature_c": 4.5}'


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    """Return the way in for readings, empty."""
    edge = open_edge(tmp_path, ManualClock(NOW_MS))
    yield edge
    edge.close()


def test_group_becomes_readings_in_order(edge: Edge) -> None:
    """Good messages of several devices are in the journal in the order in which they came."""
    edge.accept(message(GOOD), message('{"air_temperature_c": 5}', "coldframe/v1/gateway/other", 2))
    assert edge.readings() == (
        Reading("probe", "air_temperature_c", 1_781_410_200_000, 4.5, NOW_MS, 0),
        Reading("other", "air_temperature_c", NOW_MS, 5.0, NOW_MS, Flag.NO_DEVICE_TIME),
    )
    assert [device.id for device in edge.registry.inbox()] == ["other", "probe"]
    assert edge.rejections() == []


@pytest.mark.parametrize(
    ("payload", "topic", "reason"),
    [
        (b"", "coldframe/v1/gateway/probe", Reason.NOT_DECODABLE),
        (os.urandom(64), "coldframe/v1/gateway/probe", Reason.NOT_DECODABLE),
        (b"[" * 100_000, "coldframe/v1/gateway/probe", Reason.NOT_DECODABLE),
        (
            b'{"air_temperature_c": ' + b" " * MOST_BYTES + b"4}",
            "coldframe/v1/gateway/probe",
            Reason.TOO_LARGE,
        ),
        (b"{}", "coldframe/v1/gateway/probe", Reason.NO_READINGS),
        (GOOD.encode(), "office/printer", Reason.UNKNOWN_TOPIC),
        (b'{"air_temperature_c": NaN}', "coldframe/v1/gateway/probe", Reason.NOT_A_NUMBER),
        (b'{"air_temperature_c": -Infinity}', "coldframe/v1/gateway/probe", Reason.NOT_A_NUMBER),
        (b'{"air_temperature_c": [4]}', "coldframe/v1/gateway/probe", Reason.NOT_A_NUMBER),
        (b'{"air_temperature_c": null}', "coldframe/v1/gateway/probe", Reason.SENSOR_FAULT),
        (b'{"air_temperature_c": 327.67}', "coldframe/v1/gateway/probe", Reason.OUT_OF_RANGE),
        (b'{"air_temp": 4}', "coldframe/v1/gateway/probe", Reason.UNKNOWN_QUANTITY),
    ],
    ids=lambda value: value if isinstance(value, Reason) else "",
)
def test_bad_message_is_in_quarantine_with_its_reason_and_hurts_nobody(
    payload: bytes, topic: str, reason: Reason, edge: Edge
) -> None:
    """Whatever is wrong with a message, the messages around it become readings and its reason is kept."""
    edge.accept(message(GOOD), message(payload, topic, 2), message(NO_TIME, mid=3))
    assert len(edge.readings()) == 2
    (rejection,) = edge.rejections()
    assert (rejection.reason, rejection.topic, rejection.received_at_ms) == (reason, topic, NOW_MS)
    assert rejection.detail
    assert balance(edge.counters) == (3, 3)
    assert edge.counters.value("rejected_messages") == 1


def test_who_was_heard_is_known_by_the_broker_that_delivered_it(edge: Edge) -> None:
    """Of each device the last broker, also where it only repeats what it said."""
    for broker in ("yard", "road"):
        edge.accept(msgspec.structs.replace(message(GOOD), broker=broker))
    edge.accept(msgspec.structs.replace(message(NO_TIME, "coldframe/v1/gateway/other"), broker="yard"))
    known = edge.registry.device("probe"), edge.registry.device("other")
    assert [device.broker for device in known] == ["road", "yard"]


def test_half_a_letter_is_no_text(edge: Edge) -> None:
    """Half a surrogate pair, which nothing can keep, is refused, also beside a NaN that is let through."""
    for payload in (
        rb'{"\ud800": 1}',
        rb'{"\ud800": 1, "air_temperature_c": NaN}',
        rb'{"x\udc00y": Infinity}',
    ):
        edge.accept(message(payload))
    edge.accept(message('{"air_temperature_c": 4.0}'))
    assert len(edge.readings()) == 1
    assert [one.reason for one in edge.rejections()] == [Reason.NOT_DECODABLE] * 3


def test_bad_value_leaves_the_others_of_its_message(edge: Edge) -> None:
    """One impossible value is quarantined; the good ones beside it are readings."""
    time = '"observed_at": "2026-06-14T04:10:00Z"'
    edge.accept(message(f'{{{time}, "air_temperature_c": 4.5, "soil_moisture_pct": 101, "battery_v": 3.1}}'))
    assert [reading.quantity for reading in edge.readings()] == ["air_temperature_c", "battery_v"]
    (rejection,) = edge.rejections()
    assert (rejection.reason, rejection.device) == (Reason.OUT_OF_RANGE, "probe")
    assert rejection.detail.endswith("(observed at 2026-06-14T04:10:00+00:00)")
    assert edge.counters.value("accepted_messages") == 1
    assert edge.counters.value("rejected_values") == 1


def test_message_with_a_thousand_faults_is_one_entry(edge: Edge) -> None:
    """One broken device cannot push everything else out of the quarantine."""
    edge.accept(message(json.dumps({f"field_{number}": number for number in range(1_000)})))
    (rejection,) = edge.rejections()
    assert rejection.detail.endswith("and 995 more")
    assert edge.counters.value("rejected_values") == 1_000


@pytest.mark.parametrize(
    ("time", "flag"),
    [("1970-01-01T00:00:07Z", Flag.CLOCK_UNSET), ("2027-06-14T04:10:00Z", Flag.CLOCK_AHEAD)],
)
def test_impossible_time_costs_no_value(time: str, flag: Flag, edge: Edge) -> None:
    """A reading from 1970 or from next year counts as observed now, and says so; its clock is on record."""
    edge.accept(message(f'{{"observed_at": "{time}", "air_temperature_c": 4.5}}'))
    reading, clock = edge.readings()
    assert reading == Reading("probe", "air_temperature_c", NOW_MS, 4.5, NOW_MS, flag)
    assert (clock.device, clock.quantity, clock.observed_at_ms) == ("probe", "clock_error_s", NOW_MS)


def test_redelivered_message_without_a_time_is_in_the_journal_once(edge: Edge, tmp_path: Path) -> None:
    """What the broker sends again is recognised, in the same group, later, and after a restart."""
    edge.accept(message(NO_TIME), message(NO_TIME, dup=True))
    edge.accept(message(NO_TIME, dup=True))
    edge.close()
    reopened = open_edge(tmp_path, ManualClock(NOW_MS + 60_000))
    reopened.accept(message(NO_TIME, dup=True))
    assert len(reopened.readings()) == 1
    assert reopened.counters.value("repeated_messages") == 1
    assert balance(edge.counters) == (3, 3)
    reopened.close()


def test_redelivered_message_with_a_time_is_the_same_reading(edge: Edge) -> None:
    """A reading that tells its own time has the same natural key whenever it comes, so it is stored once."""
    edge.accept(message(GOOD), message(GOOD, dup=True))
    edge.accept(message(GOOD, dup=True))
    keys = {(reading.device, reading.quantity, reading.observed_at_ms) for reading in edge.readings()}
    assert len(keys) == 1


def test_readings_without_a_time_that_arrive_together_are_all_kept(edge: Edge) -> None:
    """Several readings of a device without a clock, handed over at once, are apart and in order."""
    together = [message(f'{{"air_temperature_c": {value}}}', mid=value) for value in (1, 2, 3)]
    edge.accept(*together)
    edge.accept(message('[{"air_temperature_c": 4}, {"air_temperature_c": 5}]', mid=9))
    told = [(reading.observed_at_ms - NOW_MS, reading.value) for reading in edge.readings()]
    assert told == [(0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0), (4, 5.0)]


def test_readings_without_a_time_are_apart_across_a_restart(edge: Edge, tmp_path: Path) -> None:
    """A burst may be given times ahead of the clock; what comes after a restart does not get them again."""
    edge.accept(*(message(f'{{"co2_ppm": {value}}}', mid=value) for value in range(1, 51)))
    edge.close()
    reopened = open_edge(tmp_path, ManualClock(NOW_MS + 20))
    reopened.accept(message('{"co2_ppm": 51}', mid=51))
    times = [reading.observed_at_ms for reading in reopened.readings()]
    assert len(set(times)) == 51
    reopened.close()


def test_equal_messages_that_were_published_twice_are_two(edge: Edge) -> None:
    """The same value sent again by the gateway, as a message of its own, is a reading of its own."""
    edge.accept(message(NO_TIME, mid=1), message(NO_TIME, mid=2), message(NO_TIME, mid=1))
    assert len(edge.readings()) == 3


def test_retained_message_is_no_new_reading(edge: Edge) -> None:
    """What was only last known is counted and not taken for a measurement of now."""
    edge.accept(message(NO_TIME, retain=True))
    assert edge.readings() == ()
    assert edge.counters.value("retained_messages") == 1


def test_mistake_in_a_decoder_costs_one_message(edge: Edge) -> None:
    """A decoder that fails in a way of its own quarantines that message; the next ones are taken."""

    def decode(_topic: str, payload: bytes, _received_at_ms: int, _known: Known = NOTHING_KNOWN) -> Report:
        if payload == b"poison":
            raise ZeroDivisionError("division by zero")
        return Report(samples=(Sample("probe", "air_temperature_c", 4.5),))

    broken = Format("broken", "Broken", decode, matches=lambda _topic: True)
    pipeline = Pipeline(
        edge.journal,
        edge.quarantine,
        edge.registry,
        ManualClock(NOW_MS),
        edge.counters,
        recogniser=Recogniser({}, (broken,)),
    )
    pipeline.accept([message(b"poison", "x/y"), message(b"fine", "x/y", 2)])
    assert len(edge.readings()) == 1
    (rejection,) = edge.rejections()
    assert "division by zero" in rejection.detail


class _FullJournal:
    """A journal without room for what comes next."""

    def __init__(self, journal: SqliteJournal) -> None:
        self._journal = journal
        self.is_full = True

    def append(self, readings: Sequence[Reading], receipts: Sequence[bytes] = ()) -> int:
        """Refuse, as long as there is no room."""
        if self.is_full:
            raise JournalFull("no room")
        return self._journal.append(readings, receipts)

    def __getattr__(self, name: str) -> object:
        return getattr(self._journal, name)


def test_full_journal_keeps_nothing_of_the_group_and_the_next_try_keeps_it_once(edge: Edge) -> None:
    """While there is no room nothing counts as received; what is offered again is taken once."""
    full = _FullJournal(edge.journal)
    pipeline = Pipeline(full, edge.quarantine, edge.registry, ManualClock(NOW_MS), edge.counters)  # type: ignore[arg-type]  # the rest is delegated
    group = [message(NO_TIME), message(b"rubbish", mid=2)]
    with pytest.raises(JournalFull):
        pipeline.accept(group)
    assert (edge.readings(), edge.rejections(), balance(edge.counters)) == ((), [], (0, 0))
    full.is_full = False
    pipeline.accept(group, again=True)
    pipeline.accept(group[:1], again=True)
    assert (len(edge.readings()), len(edge.rejections())) == (1, 1)


class _BrokenQuarantine:
    """A quarantine whose database fails the first time."""

    def __init__(self, quarantine: Quarantine) -> None:
        self._quarantine = quarantine
        self._fails = True

    def add(self, rejections: Sequence[Rejection]) -> None:
        """Fail once, then keep."""
        if self._fails:
            self._fails = False
            raise DatabaseUnusable("the disk is gone for a moment")
        self._quarantine.add(rejections)


def test_what_was_refused_is_not_forgotten_where_only_the_readings_could_be_kept(edge: Edge) -> None:
    """The second try finds the message in the journal, and its bad value in quarantine all the same, once."""
    quarantine = _BrokenQuarantine(edge.quarantine)
    pipeline = Pipeline(edge.journal, quarantine, edge.registry, ManualClock(NOW_MS), edge.counters)
    event = {
        "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
        "time": "2026-06-14T04:10:00+00:00",
        "deviceInfo": {"devEui": "0101010101010101"},
        "object": {"temperature": 4.5, "humidity": "collection_err"},
    }
    group = [message(json.dumps(event), "application/1/device/0101010101010101/event/up")]
    with pytest.raises(DatabaseUnusable):
        pipeline.accept(group)
    pipeline.accept(group, again=True)
    assert [one.quantity for one in edge.readings()] == ["air_temperature_c"]
    assert [one.reason for one in edge.rejections()] == [Reason.SENSOR_FAULT]


_payloads = st.binary(max_size=60) | st.sampled_from([GOOD.encode(), NO_TIME.encode(), b'{"co2_ppm": -1}'])
_topics = st.text(max_size=12) | st.sampled_from(
    ["coldframe/v1/g/d", "coldframe/v1/\0/\x7f", "application/a/device/b/event/up"]
)
_messages = st.builds(
    Message, _topics, _payloads, st.just(1), st.integers(1, 3), st.booleans(), st.booleans()
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(group=st.lists(_messages, max_size=12))
def test_whatever_arrives_is_accounted_for(group: list[Message], edge: Edge) -> None:
    """Rubbish on any topic raises nothing, and every message is counted as exactly one thing."""
    counters = Counters()
    pipeline = Pipeline(edge.journal, edge.quarantine, edge.registry, ManualClock(NOW_MS), counters)
    pipeline.accept(group)
    assert balance(counters) == (len(group), len(group))
