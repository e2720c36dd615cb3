"""Recognition: the operator's word first, then the topic, then the payload's shape."""

from __future__ import annotations

import pytest

from ingest.formats import FORMATS, SUBSCRIPTIONS
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.message import Message
from ingest.recognition import Recogniser, subscriptions
from ingest.report import Report
from ingest.topic_filter import covers
from tests.ingest.edge import message

SENML = '[{"n": "urn:dev:ow:10e2073a01080063:temperature", "v": 4.5}]'


def _decode(_topic: str, _payload: bytes, _received_at_ms: int, _known: Known = NOTHING_KNOWN) -> Report:
    return Report()


def _format(name: str, *heads: str, shape: str = "") -> Format:
    return Format(
        name,
        name,
        _decode,
        heads=heads,
        matches=lambda topic: topic.split("/")[0] in heads,
        has_shape=lambda content: isinstance(content, dict) and shape in content,
    )


def _name(recogniser: Recogniser, topic: str, payload: str = "") -> str:
    found = recogniser.format_of(message(payload, topic))
    return "" if found is None else found.name


@pytest.mark.parametrize(
    ("topic_filter", "topic", "is_covered"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/b/c", False),
        ("a/+", "a/b", True),
        ("a/+", "a/", True),
        ("a/+", "a", False),
        ("+/+", "/b", True),
        ("#", "a/b/c", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/#", "ab", False),
        ("a/+/c/#", "a/b/c", True),
        ("#", "$SYS/broker/uptime", False),
        ("+/broker/uptime", "$SYS/broker/uptime", False),
        ("$SYS/#", "$SYS/broker/uptime", True),
    ],
)
def test_a_filter_covers_topics_as_a_broker_says(topic_filter: str, topic: str, is_covered: bool) -> None:  # noqa: FBT001 - an example
    """Filters mean what MQTT says that they mean, the broker's own topics included."""
    assert covers(topic_filter, topic) == is_covered


def test_what_the_sender_names_comes_first() -> None:
    """A message that was posted with the name of its format has it, whatever its topic; no other helps."""
    recogniser = Recogniser({"#": "own_json"})
    posted = Message("coldframe/v1/a/b", SENML.encode(), 0, 0, dup=False, retain=False, format="senml")
    found = recogniser.format_of(posted)
    assert found is not None
    assert found.name == "senml"
    unknown = Message("coldframe/v1/a/b", b"{}", 0, 0, dup=False, retain=False, format="nobody's")
    assert recogniser.format_of(unknown) is None


def test_what_the_operator_says_comes_before_the_topic() -> None:
    """A filter with a format's name claims its topics, also those that another format would take."""
    chosen = {"farm/+/uplink": "chirpstack", "coldframe/v1/odd/#": "senml", "$share/two/pump/#": "efento"}
    recogniser = Recogniser(chosen)
    assert _name(recogniser, "farm/7/uplink") == "chirpstack"
    assert _name(recogniser, "pump/7") == "efento"
    assert _name(recogniser, "coldframe/v1/odd/probe") == "senml"
    assert _name(recogniser, "coldframe/v1/gateway/probe") == "own_json"


@pytest.mark.parametrize("is_turned", [False, True])
def test_of_several_filters_the_most_specific_one_counts(is_turned: bool) -> None:  # noqa: FBT001 - an example
    """However they are listed, a level is more specific than "+", and that more than "#"."""
    chosen = {"#": "own_json", "farm/#": "senml", "farm/+/up": "chirpstack", "farm/7/up": "efento"}
    listed = dict(reversed(chosen.items())) if is_turned else chosen
    recogniser = Recogniser(listed)
    assert _name(recogniser, "farm/7/up") == "efento"
    assert _name(recogniser, "farm/8/up") == "chirpstack"
    assert _name(recogniser, "farm/8/down") == "senml"
    assert _name(recogniser, "elsewhere") == "own_json"


def test_auto_below_a_named_filter_leaves_it_to_topic_and_shape() -> None:
    """An exception from a filter with a name can be made by a more specific one with ``auto``."""
    recogniser = Recogniser({"farm/#": "chirpstack", "farm/senml/#": "auto"})
    assert _name(recogniser, "farm/senml/7", SENML) == "senml"
    assert _name(recogniser, "farm/other/7", SENML) == "chirpstack"


def test_shape_tells_where_the_topic_does_not() -> None:
    """A payload on a topic of nobody's is recognised by what it looks like; rubbish by nothing."""
    recogniser = Recogniser({}, (_format("first", "x", shape="a"), _format("second", shape="b")))
    assert _name(recogniser, "y/z", '{"b": 1}') == "second"
    assert _name(recogniser, "y/z", '{"a": 1, "b": 1}') == "first"
    assert _name(recogniser, "x/z", '{"b": 1}') == "first"
    for payload in ("", "{", "7", '"b"', "[]", '{"c": 1}', "[" * 100_000):
        assert not _name(recogniser, "y/z", payload)


def test_switching_a_default_subscription_off_leaves_the_others() -> None:
    """``off`` takes a default filter away, a name or ``auto`` adds one, and nothing is listed twice."""
    wanted = subscriptions({"coldframe/#": "off", "farm/#": "auto", "spBv1.0/#": "sparkplug"})
    assert "coldframe/#" not in wanted
    assert wanted[-1] == "farm/#"
    assert len(wanted) == len(set(wanted)) == len(SUBSCRIPTIONS)


def test_nothing_is_claimed_by_a_filter_that_is_off() -> None:
    """A topic whose default subscription is off is still read where another one brings it."""
    assert _name(Recogniser({"coldframe/#": "off"}), "coldframe/v1/a/b") == "own_json"


def test_a_default_subscription_covers_topics_of_its_own_format_first() -> None:
    """No format takes away, by its topics alone, what another one subscribes to by default."""
    recogniser = Recogniser()
    for known in FORMATS:
        for topic_filter in known.subscriptions:
            topic = topic_filter.replace("+", "x").replace("#", "x")
            found = recogniser.by_topic(topic)
            assert found is None or found in {known, *_sharing(known, topic_filter)}


def _sharing(known: Format, topic_filter: str) -> set[Format]:
    return {other for other in FORMATS if other is not known and topic_filter in other.subscriptions}
