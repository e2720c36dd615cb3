"""The pipeline with a format whose messages say nothing before something else was announced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest.announcements import Announcements
from ingest.clock import ManualClock
from ingest.errors import DatabaseUnusable, DecodeError, JournalFull, NotYetDecodable
from ingest.formats import own_json
from ingest.formats.wire_format import Format
from ingest.frame_counters import FrameCounters
from ingest.group import Heard, Outcome, Sighting
from ingest.journal import Journal
from ingest.known import NOTHING_KNOWN, Known, KnownFacts
from ingest.message import Message, Request
from ingest.pipeline import Pipeline
from ingest.reading import Reading, Reason, Rejection, Sample
from ingest.recognition import Recogniser
from ingest.report import Announcement, Origin, Report
from tests.ingest.edge import Edge, balance, open_edge

NOW_MS = 1_781_410_205_000
ASKED = Request("node/ask", b"names?")


def _decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Read ``node/names``, which names what ``node/data`` measures: its number and its value."""
    if topic == "node/names":
        facts = {"name": {"is": payload.decode()}}
        return Report(announcements=(Announcement("node", facts, replaces=True),), control="names")
    name = known.facts("node", "name")
    if name is None:
        raise NotYetDecodable("name", payload, "a name", "node", ASKED.topic, ASKED.payload)
    if payload == b"poison":
        raise DecodeError("payload", payload, "number and value")
    number, _, value = payload.decode().partition(" ")
    origin = Origin("node", identities=(f"{number}",), counter=int(number))
    sample = Sample("node", name["is"], float(value), received_at_ms)
    return Report(samples=(sample,), origin=origin, on_gap=ASKED)


FORM = Format(
    "node",
    "Node",
    _decode,
    heads=("node",),
    matches=lambda topic: topic.startswith("node/"),
    announces=lambda topic: topic == "node/names",
)


class _Journal:
    """A journal that may have no room."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.is_full = False

    def append(self, readings: Sequence[Reading], receipts: Sequence[bytes] = ()) -> int:
        """Refuse, as long as there is no room."""
        if self.is_full:
            raise JournalFull("no room")
        return self._journal.append(readings, receipts)

    def __getattr__(self, name: str) -> object:
        return getattr(self._journal, name)


class _Notes:
    """Remembers what is missing."""

    def __init__(self) -> None:
        self.missing = 0

    def note(self, heard: Sequence[Heard], _sightings: Sequence[Sighting]) -> None:
        """Add up what is missing."""
        self.missing += sum(one.missing for one in heard)


class Node:
    """The way in for one kind of gateway."""

    def __init__(self, edge: Edge, clock: ManualClock) -> None:
        self.edge, self.clock, self.notes = edge, clock, _Notes()
        self.journal = _Journal(edge.journal)
        self.kept = Announcements(edge.database)
        self.pipeline = Pipeline(
            self.journal,  # type: ignore[arg-type]  # the rest is delegated
            edge.quarantine,
            edge.registry,
            clock,
            edge.counters,
            recogniser=Recogniser({}, (FORM, own_json.FORMAT)),
            known=KnownFacts(self.kept.all()),
            frames=FrameCounters(),
            announcements=self.kept,
            listener=self.notes,
        )

    def hear(self, *messages: Message, again: bool = False) -> Outcome:
        """Hand over one group of messages."""
        return self.pipeline.accept(messages, again=again)

    def values(self) -> list[tuple[str, float]]:
        """Return what is in the journal."""
        return [(reading.quantity, reading.value) for reading in self.edge.readings()]

    def details(self) -> list[str]:
        """Return why messages are in quarantine."""
        assert all(entry.reason is Reason.NOT_DECODABLE for entry in self.edge.rejections())
        return [entry.detail for entry in self.edge.rejections()]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Return the way in, empty."""
    clock = ManualClock(NOW_MS)
    edge = open_edge(tmp_path, clock)
    yield Node(edge, clock)
    edge.close()


def _data(content: str, qos: int = 0) -> Message:
    return Message("node/data", content.encode(), qos, qos, dup=False, retain=False)


def _names(content: str = "air_temperature_c", *, retain: bool = False) -> Message:
    return Message("node/names", content.encode(), 0, 0, dup=False, retain=retain)


def test_data_waits_for_its_names_and_is_read_then(node: Node) -> None:
    """What comes before its names waits; once they come it is a reading of when it came, in its order."""
    assert node.hear(_data("1 4.5"), _data("2 4.6")).requests == (ASKED,)
    assert (node.values(), node.details(), balance(node.edge.counters)) == ([], [], (2, 0))
    node.clock.advance(5_000)
    node.hear(_names())
    assert node.values() == [("air_temperature_c", 4.5), ("air_temperature_c", 4.6)]
    assert {reading.received_at_ms for reading in node.edge.readings()} == {NOW_MS}
    assert balance(node.edge.counters) == (3, 3)
    assert node.edge.counters.value("control_messages") == 1


def test_names_and_data_of_one_group_need_no_wait(node: Node) -> None:
    """Data behind its names in the same group is read at once, and nobody is asked."""
    assert node.hear(_names(), _data("1 4.5")).requests == ()
    assert node.values() == [("air_temperature_c", 4.5)]


def test_what_waits_in_vain_is_in_quarantine_after_a_minute(node: Node) -> None:
    """Without an answer the payload ends where every unreadable one ends, with what it waited for."""
    node.hear(_data("1 4.5"))
    node.clock.advance(59_900)
    node.hear()
    assert node.details() == []
    node.clock.advance(100)
    node.hear()
    assert node.details() == ["name: expected a name, saw b'1 4.5'; it was not announced in time"]
    assert balance(node.edge.counters) == (1, 1)
    node.hear(_names())
    assert node.values() == []


def test_what_still_waits_at_the_end_is_in_quarantine(node: Node) -> None:
    """Stopping loses nothing in silence."""
    node.hear(_data("1 4.5"), _data("2 4.5"))
    node.pipeline.close()
    assert len(node.details()) == 2
    assert balance(node.edge.counters) == (2, 2)


def test_what_has_to_be_acknowledged_does_not_wait(node: Node) -> None:
    """At QoS 1 the broker is told at once, so the payload is made durable: in quarantine, and we ask."""
    assert node.hear(_data("1 4.5", qos=1)).requests == (ASKED,)
    assert len(node.details()) == 1
    assert balance(node.edge.counters) == (1, 1)


def test_a_gateway_is_asked_every_ten_seconds_at_most(node: Node) -> None:
    """However much data waits, the gateway is not asked again within ten seconds, and is asked after them."""
    asked = [len(node.hear(_data(f"{number} 1")).requests) for number in range(3)]
    node.clock.advance(9_900)
    asked.append(len(node.hear(_data("3 1")).requests))
    node.clock.advance(100)
    asked += [len(node.hear(_data(f"{number} 1")).requests) for number in (4, 5)]
    assert asked == [1, 0, 0, 0, 1, 0]


def test_a_gap_asks_for_the_names_again(node: Node) -> None:
    """A missing number is counted and the gateway asked; when the message comes late it is taken off."""
    node.hear(_names())
    assert node.hear(_data("1 4.5")).requests == ()
    assert node.hear(_data("3 4.5")).requests == (ASKED,)
    assert node.notes.missing == 1
    node.hear(_data("2 4.5"))
    assert node.notes.missing == 0
    assert len(node.values()) == 3


def test_a_repeat_counts_once(node: Node) -> None:
    """The same message over another way is known by its own name, in its group and later."""
    node.hear(_names(), _data("1 4.5"), _data("1 4.5"))
    node.hear(_data("1 4.5", qos=1))
    assert len(node.values()) == 1
    assert node.edge.counters.value("repeated_messages") == 2
    assert balance(node.edge.counters) == (4, 4)


def test_names_that_a_broker_kept_are_read_and_data_that_it_kept_is_not(node: Node) -> None:
    """A retained announcement still names what comes; a retained value was not measured now."""
    kept = Message("node/data", b"1 4.5", 0, 0, dup=False, retain=True)
    node.hear(kept, _names(retain=True), _data("2 4.6"))
    assert node.values() == [("air_temperature_c", 4.6)]
    assert node.edge.counters.value("retained_messages") == 2
    assert balance(node.edge.counters) == (3, 3)


def test_names_outlive_a_restart(node: Node) -> None:
    """What was announced, and announced anew, is known after a restart in its last form."""
    node.hear(_names("co2_ppm"), _names("air_temperature_c"))
    again = Node(node.edge, node.clock)
    assert again.hear(_data("1 4.5")).requests == ()
    assert again.values() == [("air_temperature_c", 4.5)]


def test_poison_among_those_who_wait_hurts_nobody(node: Node) -> None:
    """One that cannot be read even now is in quarantine; the others are readings."""
    node.hear(_data("1 4.5"), _data("poison"), _data("2 4.6"))
    node.hear(_names())
    assert len(node.values()) == 2
    assert len(node.details()) == 1
    assert balance(node.edge.counters) == (4, 4)


def test_nobody_has_to_speak_for_it_to_be_given_up(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the last message of all, what waits is given up by a tick; where that fails, by the next one."""
    node.hear(_data("1 4.5"))
    node.clock.advance(60_000)

    def is_away(_rejections: Sequence[Rejection]) -> None:
        raise DatabaseUnusable("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(node.edge.quarantine, "add", is_away)
        with pytest.raises(DatabaseUnusable):
            node.pipeline.tick()
    assert (node.details(), balance(node.edge.counters)) == ([], (1, 0))
    node.pipeline.tick()
    node.pipeline.tick()
    assert len(node.details()) == 1
    assert balance(node.edge.counters) == (1, 1)


def test_a_group_that_could_not_be_kept_is_as_if_it_had_never_come(node: Node) -> None:
    """With a full journal nothing is forgotten: who waited, what was announced, what is missing and asked."""
    node.hear(_data("1 4.5"))
    group = (_names(), _data("2 4.6"), _data("5 4.7"))
    node.journal.is_full = True
    node.clock.advance(11_000)
    for _ in range(3):
        with pytest.raises(JournalFull):
            node.hear(*group, again=True)
    assert (node.values(), node.kept.all(), node.notes.missing) == ([], (), 0)
    node.journal.is_full = False
    outcome = node.hear(*group, again=True)
    assert [value for _, value in node.values()] == [4.5, 4.6, 4.7]
    assert node.notes.missing == 2
    assert outcome.requests == (ASKED,)
    assert [one.scope for one in node.kept.all()] == ["node"]
    assert balance(node.edge.counters) == (4, 4)


def test_who_waited_too_long_while_nothing_could_be_kept_is_refused_later(node: Node) -> None:
    """Giving up is part of a group: it is undone with it, and done with the next one that is kept."""
    node.hear(_names("co2_ppm"))
    node.kept.keep([Announcement("node", {}, replaces=True)])
    again = Node(node.edge, node.clock)
    again.hear(_data("1 400"))
    node.clock.advance(61_000)
    again.journal.is_full = True
    other = Message("coldframe/v1/a/b", b'{"co2_ppm": 400}', 0, 0, dup=False, retain=False)
    with pytest.raises(JournalFull):
        again.hear(other)
    assert again.details() == []
    again.journal.is_full = False
    again.hear(other)
    assert len(again.details()) == 1
    assert balance(node.edge.counters) == (3, 3)
