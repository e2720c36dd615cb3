"""Sparkplug over several messages: births, gaps, deaths and absences, through the pipeline, in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest.clock import ManualClock
from ingest.group import Heard, Outcome, Sighting
from ingest.known import KnownFacts
from ingest.message import Message
from ingest.pipeline import Pipeline
from tests.ingest.edge import Edge, balance, open_edge

NOW_MS = 1_781_410_205_000
ASKED = "spBv1.0/farm/NCMD/edge"


def _message(
    kind: str, device: str, at_s: int, seq: int | None, metrics: Sequence[Mapping[str, Any]]
) -> Message:
    topic = f"spBv1.0/farm/{kind}/edge" + (f"/{device}" if device else "")
    at_ms = NOW_MS + 1_000 * at_s
    content = {"timestamp": at_ms, "seq": seq, "metrics": [{"timestamp": at_ms, **one} for one in metrics]}
    return Message(topic, json.dumps(content).encode(), 0, 0, dup=False, retain=False)


def node_birth(at_s: int, number: int = 0) -> Message:
    """Return a birth of the node in its life *number*."""
    return _message("NBIRTH", "", at_s, 0, [{"name": "bdSeq", "dataType": "UInt64", "value": number}])


def device_birth(at_s: int, names: Mapping[int, str], seq: int = 1, device: str = "bay") -> Message:
    """Return a birth of a device whose metrics *names* are of value 1."""
    metrics = [
        {"name": name, "alias": alias, "dataType": "Double", "value": 1} for alias, name in names.items()
    ]
    return _message("DBIRTH", device, at_s, seq, metrics)


def death(at_s: int, number: int = 0) -> Message:
    """Return the death of the node's life *number*."""
    return _message("NDEATH", "", at_s, None, [{"name": "bdSeq", "dataType": "UInt64", "value": number}])


def data(at_s: int, seq: int, alias: int, value: float, device: str = "bay") -> Message:
    """Return one value by alias."""
    return _message("DDATA", device, at_s, seq, [{"alias": alias, "value": value}])


class Host:
    """The way in, and what it asked for and missed."""

    def __init__(self, edge: Edge, clock: ManualClock, known: KnownFacts) -> None:
        self.edge, self.clock, self.known, self.missing, self.asked = edge, clock, known, 0, 0
        self._pipeline = Pipeline(
            edge.journal, edge.quarantine, edge.registry, clock, edge.counters, known=known, listener=self
        )

    def note(self, heard: Sequence[Heard], _sightings: Sequence[Sighting]) -> None:
        """Add up what is missing."""
        self.missing += sum(one.missing for one in heard)

    def hear(self, *messages: Message) -> Outcome:
        """Take messages."""
        outcome = self._pipeline.accept(messages)
        assert {request.topic for request in outcome.requests} <= {ASKED}
        self.asked += len(outcome.requests)
        return outcome

    def read(self) -> list[tuple[str, float]]:
        """Return what data has told, without the values of births."""
        return [(one.quantity, one.value) for one in self.edge.readings() if one.value != 1]


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    """Return the way in, knowing nothing."""
    clock, known = ManualClock(NOW_MS), KnownFacts()
    edge = open_edge(tmp_path, clock, known)
    yield Host(edge, clock, known)
    edge.close()


BAY = {1: "temperature", 2: "humidity"}
TURNED = {1: "humidity", 2: "temperature"}


def test_a_rebirth_is_no_gap_and_gaps_are_found_after_it(host: Host) -> None:
    """The numbers start again with every birth; afterwards a missing message is counted and asked about."""
    host.hear(node_birth(0), device_birth(0, BAY), data(1, 2, 1, 4.0), data(2, 3, 1, 5.0))
    host.hear(node_birth(3), device_birth(3, BAY), data(4, 2, 1, 6.0))
    assert (host.missing, host.asked) == (0, 0)
    host.hear(data(5, 5, 1, 7.0))
    assert (host.missing, host.asked) == (2, 1)
    assert [value for _, value in host.read()] == [4.0, 5.0, 6.0, 7.0]


def test_numbers_wrap_after_255(host: Host) -> None:
    """After 255 comes 0, without a gap."""
    host.hear(node_birth(0), device_birth(0, BAY))
    host.hear(*(data(number, number % 256, 1, 2.0 + number / 10) for number in range(2, 300)))
    assert (host.missing, host.asked) == (0, 0)
    assert len(host.read()) == 298


def test_data_between_the_births_of_a_rebirth_waits_for_its_device(host: Host) -> None:
    """Each device's data is read after its own birth, the other's is not held up, and nobody asks again."""
    host.hear(data(1, 7, 1, 4.0), data(1, 8, 3, 5.0, "box"))
    assert (host.asked, host.read()) == (1, [])
    host.hear(node_birth(2), device_birth(2, BAY))
    assert host.read() == [("air_temperature_c", 4.0)]
    host.hear(device_birth(2, {3: "temperature"}, 2, "box"))
    assert [value for _, value in host.read()] == [4.0, 5.0]
    assert (host.asked, host.missing) == (1, 0)
    assert balance(host.edge.counters) == (5, 5)


def test_an_answer_that_comes_in_time_settles_a_minute_of_data(host: Host) -> None:
    """All that came while a node was asked is read in its order once it is born again."""
    for number in range(50):
        host.hear(data(number, number, 1, 2.0 + number))
        host.clock.advance(1_000)
    assert host.asked == 5
    host.hear(node_birth(50), device_birth(50, BAY))
    assert [value for _, value in host.read()] == [2.0 + number for number in range(50)]
    assert host.edge.rejections() == []


def test_what_waited_over_a_restart_of_the_node_is_refused(host: Host) -> None:
    """The node died and came back with other aliases: what was sent before is refused, never read by them."""
    host.hear(node_birth(0), device_birth(0, BAY), data(1, 2, 2, 71.0))
    host.hear(data(2, 4, 3, 5.0))
    host.hear(death(3), node_birth(4, 1), device_birth(4, {3: "humidity", **TURNED}))
    host.hear(data(5, 2, 2, 6.0), data(6, 3, 3, 72.0))
    assert host.read() == [
        ("relative_humidity_pct", 71.0),
        ("air_temperature_c", 6.0),
        ("relative_humidity_pct", 72.0),
    ]
    (refused,) = host.edge.rejections()
    assert "metrics[0].alias" in refused.detail
    assert balance(host.edge.counters)[0] == balance(host.edge.counters)[1]


def test_after_a_death_nothing_is_read_by_the_old_aliases(host: Host) -> None:
    """Data that comes after the death, before a birth was heard, waits for the new aliases."""
    host.hear(node_birth(0), device_birth(0, BAY), death(1))
    host.hear(data(2, 2, 1, 70.0))
    assert (host.read(), host.asked) == ([], 1)


def test_a_death_that_comes_late_ends_nothing(host: Host) -> None:
    """The broker may publish the death of a broken connection after the node's next birth."""
    host.hear(node_birth(0, 4), device_birth(0, BAY))
    host.hear(node_birth(2, 5), device_birth(2, BAY), death(2, 4), data(3, 2, 1, 4.0))
    assert (host.read(), host.asked) == ([("air_temperature_c", 4.0)], 0)


def test_aliases_are_not_trusted_after_an_absence(host: Host) -> None:
    """While we were not connected the node may have started anew: data waits and is not read the old way."""
    host.hear(node_birth(0), device_birth(0, BAY), data(1, 2, 1, 4.0))
    host.known.was_away()
    host.hear(data(10, 2, 1, 70.0))
    assert (host.read(), host.asked) == ([("air_temperature_c", 4.0)], 1)
    host.hear(node_birth(11, 1), device_birth(11, TURNED), data(12, 2, 1, 72.0))
    assert host.read() == [("air_temperature_c", 4.0), ("relative_humidity_pct", 72.0)]
    assert len(host.edge.rejections()) == 1


@pytest.mark.parametrize("number", [0, 1])
def test_an_absence_in_which_nothing_changed_costs_nothing(number: int, host: Host) -> None:
    """Where the births after an absence tell the same aliases as before, what waited for them is read."""
    host.hear(node_birth(0), device_birth(0, BAY), data(1, 2, 1, 4.0))
    host.known.was_away()
    host.hear(data(10, 9, 1, 5.0), data(11, 10, 2, 70.0))
    host.hear(node_birth(12, number), device_birth(12, BAY), data(13, 2, 1, 6.0))
    assert [value for _, value in host.read()] == [4.0, 5.0, 70.0, 6.0]
    assert (host.missing, host.asked, host.edge.rejections()) == (0, 1, [])


def test_the_same_message_over_two_brokers_counts_once(host: Host) -> None:
    """A bridge that doubles everything makes neither readings nor gaps."""
    sent = [node_birth(0), device_birth(0, BAY), *(data(seq, seq, 1, 2.0 + seq) for seq in (2, 3, 4))]
    host.hear(*(message for message in sent for _ in range(2)))
    assert [value for _, value in host.read()] == [4.0, 5.0, 6.0]
    assert (host.missing, host.asked) == (0, 0)
    assert host.edge.counters.value("repeated_messages") == 4
