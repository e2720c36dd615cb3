"""What was refused: counted each time, told now and then, within bounds."""

from __future__ import annotations

from ingest.counters import Counters
from ingest.errors import DatabaseUnusable
from ingest.reading import Reason, Rejection
from ingest.turned_away import RefusedTopic, TurnedAway


def _turned_away(kept: list[Rejection]) -> tuple[TurnedAway, Counters]:
    counters = Counters()
    return TurnedAway(counters, lambda: 7, kept.extend), counters


def test_a_gateway_that_repeats_itself_is_told_at_powers_of_ten() -> None:
    """A thousand refused messages are counted a thousand times and told four times."""
    turned_away, counters = _turned_away([])
    notes = [turned_away.published("pump", "a/b", b"{}") for _ in range(1_000)]
    told = [note for note in notes if note is not None]
    assert counters.value("refused_publishes") == 1_000
    assert turned_away.topics_of("pump") == (RefusedTopic("a/b", 1_000, 7),)
    assert len(told) == 4
    assert (told[0].reason, told[0].topic, told[0].payload) == (Reason.NOT_ALLOWED, "a/b", b"{}")
    assert "'pump'" in told[0].detail
    assert "1,000 times" in told[-1].detail


def test_what_strangers_say_does_not_fill_the_memory() -> None:
    """Beyond a thousand topics the others are counted together; none is lost from the count."""
    turned_away, _ = _turned_away([])
    for number in range(3_000):
        turned_away.published("pump", f"a/{number}", b"")
    topics = turned_away.topics_of("pump")
    assert sum(one.times for one in topics) == 3_000
    assert len(topics) == 1_001
    for number in range(3_000):
        turned_away.came("10.0.0.7", f"its user name {number} is not known")


def test_a_gateway_that_is_gone_is_forgotten() -> None:
    """A new gateway of the same name does not inherit what the former one did."""
    turned_away, _ = _turned_away([])
    turned_away.published("pump", "a", b"")
    turned_away.published("well", "a", b"")
    turned_away.forget("pump")
    assert turned_away.topics_of("pump") == ()
    assert len(turned_away.topics_of("well")) == 1


def test_a_topic_that_cannot_be_shown_is_written_out() -> None:
    """Control characters in a topic reach neither terminal nor page."""
    turned_away, _ = _turned_away([])
    note = turned_away.published("pump", "a\x1b[2J", b"")
    assert note is not None
    assert note.topic.isprintable()


def test_a_full_disk_does_not_stop_the_broker() -> None:
    """Where the quarantine cannot be written, that is logged and the broker goes on."""

    def full(_: object) -> None:
        raise DatabaseUnusable("disk full")

    turned_away = TurnedAway(Counters(), lambda: 7, full)
    note = turned_away.published("pump", "a", b"")
    assert note is not None
    turned_away.keep(note)
