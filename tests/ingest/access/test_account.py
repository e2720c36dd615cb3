"""What an account lets a gateway do, and which accounts cannot be made."""

from __future__ import annotations

import pytest

from ingest.access.account import Account, checked_name, kind_called, topics_of
from ingest.access.kind import KINDS
from ingest.errors import InvalidAccount

PUMP = Account("pump", "tasmota", "", ("tele/pump/#", "stat/+/RESULT"), ("cmnd/pump/#",), 0)


@pytest.mark.parametrize(
    ("topic", "allowed"),
    [
        ("tele/pump/SENSOR", True),
        ("tele/pump", True),
        ("stat/x/RESULT", True),
        ("tele/pump2/SENSOR", False),
        ("tele", False),
        ("tele/#", False),
        ("tele/pump/+", False),
        ("", False),
        ("$SYS/broker", False),
        ("TELE/pump/SENSOR", False),
    ],
)
def test_a_gateway_publishes_under_its_filters_only(topic: str, *, allowed: bool) -> None:
    """A topic counts as its own if one of its filters covers it, and never if it holds a wildcard."""
    assert PUMP.may_publish(topic) is allowed


@pytest.mark.parametrize(
    ("topic_filter", "allowed"),
    [("cmnd/pump/#", True), ("cmnd/pump/+/x", True), ("cmnd/#", False), ("#", False), ("+/pump/#", False)],
)
def test_a_subscription_is_allowed_only_as_a_whole(topic_filter: str, *, allowed: bool) -> None:
    """A subscription that would also bring what is meant for others is refused."""
    assert PUMP.may_subscribe(topic_filter) is allowed


@pytest.mark.parametrize(
    "name", ["", "a/b", "a+", "#", "a b", "a:b", "a\n", "é", "-a", ".", "a" * 33, "Coldframe", "tele", "$SYS"]
)
def test_a_name_can_stand_in_topics_and_files(name: str) -> None:
    """A name with a wildcard, a separator, a control character or a meaning of its own is refused."""
    with pytest.raises(InvalidAccount):
        checked_name(name)


@pytest.mark.parametrize(
    "topic", ["", "a/#/b", "a+", "a\ntopic readwrite #", " a", "a\0", "$SYS/#", "x" * 1025]
)
def test_a_chosen_topic_can_stand_in_a_file(topic: str) -> None:
    """A filter that no broker takes, or that would add a line to its file, is refused."""
    with pytest.raises(InvalidAccount, match="--topic"):
        topics_of("pump", KINDS["other"], (topic,))


def test_chosen_topics_take_the_place_of_those_of_the_kind() -> None:
    """--topic says where a gateway publishes; what it listens to stays that of its kind."""
    publish, subscribe = topics_of("cs", KINDS["chirpstack"], ("application/7/#", "application/7/#"))
    assert publish == ("application/7/#",)
    assert subscribe == ("application/+/device/+/command/+",)


def test_a_kind_that_has_no_topics_wants_some() -> None:
    """A gateway that nobody knows needs to be told where it publishes."""
    with pytest.raises(InvalidAccount, match="needs --topic"):
        topics_of("pump", KINDS["other"])


def test_an_unknown_kind_is_told_with_all_there_are() -> None:
    """Who mistypes a kind reads which there are."""
    with pytest.raises(InvalidAccount, match=r"'zigbe'.*zigbee2mqtt"):
        kind_called("zigbe")
