"""The kinds of gateways, and what people are told to type into them."""

from __future__ import annotations

import pytest

from ingest.access.account import Account, checked_name, topics_of
from ingest.access.instructions import Address, instructions
from ingest.access.kind import KINDS, Kind, filled
from ingest.errors import InvalidAccount
from ingest.formats import BY_NAME, SUBSCRIPTIONS
from ingest.recognition import Recogniser, subscriptions
from ingest.topic_filter import is_plain_filter, overlap
from tests.ingest.edge import message
from tests.ingest.formats.contract import CASES, payload_of

HOME = Address("192.168.1.5", 1883)
ALL = sorted(KINDS.values(), key=lambda kind: kind.name)
OWN = [kind for kind in ALL if not kind.shared and kind.publish]
FORMAT_OF = {"coldframe": "own_json"}


def _named(kind: Kind) -> str:
    return kind.name


def _account(kind: Kind, *topics: str) -> Account:
    publish, subscribe = topics_of("pump", kind, topics or (() if kind.publish else ("farm/pump/#",)))
    return Account("pump", kind.name, "", publish, subscribe, 0)


def _told(kind: Kind, address: Address = HOME) -> str:
    return instructions(_account(kind), kind, "SECRET24", address, subscriptions())


@pytest.mark.parametrize("kind", ALL, ids=_named)
def test_every_kind_is_told_all_that_it_needs(kind: Kind) -> None:
    """Whatever the gateway, people read host, port, user, password and topics, and no gap is left open."""
    text = _told(kind)
    for part in ("192.168.1.5", "1883", "pump", "SECRET24", "client id", "QoS"):
        assert part in text
    assert "${" not in text


@pytest.mark.parametrize("kind", ALL, ids=_named)
def test_topics_of_every_kind_can_stand_in_a_brokers_file(kind: Kind) -> None:
    """All of a kind's topic filters are such that a broker takes them."""
    account = _account(kind)
    assert [topic for topic in (*account.publish, *account.subscribe) if not is_plain_filter(topic)] == []


@pytest.mark.parametrize("kind", OWN, ids=_named)
def test_two_gateways_of_a_kind_cannot_publish_for_each_other(kind: Kind) -> None:
    """Where the format lets it, the topics of every gateway are its own."""
    mine, others = topics_of("pump", kind)[0], topics_of("well", kind)[0]
    assert [topic for topic in mine if any(overlap(topic, other) for other in others)] == []


def test_a_name_opens_no_branch_of_another_kind() -> None:
    """A gateway that is called as the topics of others begin would own them; no gateway can be called so."""
    for name in ("tele", "Zigbee2MQTT", "v3", "N", "spBv1.0", "homeassistant", "coldframe", "helium"):
        with pytest.raises(InvalidAccount, match="a meaning of its own"):
            checked_name(name, SUBSCRIPTIONS)


@pytest.mark.parametrize("kind", [k for k in ALL if FORMAT_OF.get(k.name, k.name) in BY_NAME], ids=_named)
def test_coldframe_listens_where_its_kinds_publish(kind: Kind) -> None:
    """A gateway that is set up as told is heard, without a change of the configuration."""
    assert "does not listen there" not in _told(kind)


@pytest.mark.parametrize("case", ["milesight/exactly_zero_degrees", "thingpark/exactly_zero_degrees"])
def test_formats_without_a_topic_are_recognised_under_the_one_we_propose(case: str) -> None:
    """Where the format prescribes no topic, what is published under ours is read as what it is."""
    name = case.split("/", maxsplit=1)[0]
    topic = KINDS[name].publish[0].replace("${name}", "pump").replace("#", "24e124136b502217/uplink")
    found = Recogniser().format_of(message(payload_of(CASES / case), topic))
    assert found is not None
    assert found.name == name


def test_what_other_machines_cannot_reach_is_said() -> None:
    """An address of this machine alone is never told without a word."""
    assert "Note: 127.0.0.1 is this machine" in _told(
        KINDS["tasmota"], Address("127.0.0.1", 1883, is_only_here=True)
    )
    assert "is this machine" not in _told(KINDS["tasmota"])


def test_a_guess_is_called_one() -> None:
    """An address that nobody gave is told as what it is."""
    assert "as far as it can tell" in _told(KINDS["tasmota"], Address("10.0.0.2", 1883, is_guessed=True))


def test_encryption_shows_in_every_word_for_it() -> None:
    """With TLS no line says that there is none, and the warning is gone."""
    text = _told(KINDS["chirpstack"], Address("farm.example", 8883, is_tls=True))
    assert 'server = "ssl://farm.example:8883"' in text
    assert "without TLS" not in text
    assert "without TLS the password travels" in _told(KINDS["chirpstack"])


def test_who_speaks_only_mqtt_5_is_told_of_the_embedded_broker() -> None:
    """ChirpStack v4 cannot talk to a broker that knows MQTT 3.1.1 alone; its owner learns it at once."""
    assert "use Mosquitto" in _told(KINDS["chirpstack"], Address("10.0.0.2", 1883, speaks_mqtt_5=False))
    assert "use Mosquitto" not in _told(KINDS["tasmota"], Address("10.0.0.2", 1883, speaks_mqtt_5=False))


def test_shared_topics_are_told_and_can_be_narrowed() -> None:
    """Where a format's topics do not tell gateways apart, that is said, until --topic narrows them."""
    kind = KINDS["chirpstack"]
    assert "may publish for all of its kind" in " ".join(_told(kind).split())
    narrowed = _account(kind, "application/17c82e96/#")
    assert "for all of its" not in instructions(narrowed, kind, "x", HOME, subscriptions())


def test_an_unheard_topic_is_told_with_what_to_write() -> None:
    """Who lets a gateway publish where nobody listens reads which line changes that."""
    kind = KINDS["other"]
    text = instructions(_account(kind, "farm/7/uplink"), kind, "x", HOME, ("coldframe/#",))
    assert '[ingest.subscriptions]: "farm/7/uplink" = "auto"' in text


def test_a_name_is_put_into_topics() -> None:
    """The gateway's name stands in its topics where its kind says so."""
    assert filled("spBv1.0/+/+/${name}/#", "node-1") == "spBv1.0/+/+/node-1/#"
