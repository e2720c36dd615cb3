"""The door of the embedded broker: sessions cannot be stolen, refusals are told, rubbish hurts nobody."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.access.account import SERVICE
from ingest.reading import Reason
from tests.ingest.edge import Edge, open_edge
from tests.ingest.guarded import OWN_CLIENT_ID, GuardedEmbedded, embedded
from tests.ingest.visitor import Visitor, Will
from tests.waiting import wait_until

HERS = "coldframe/v1/hers/probe"


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    """Return a state database and a quarantine."""
    edge = open_edge(tmp_path)
    yield edge
    edge.close()


@pytest.fixture
def broker(free_port: int, edge: Edge) -> Iterator[GuardedEmbedded]:
    """Return a broker that lets nobody in without a name."""
    with embedded(free_port, edge, anonymous=False) as running:
        yield running


@pytest.fixture
def open_broker(free_port: int, edge: Edge) -> Iterator[GuardedEmbedded]:
    """Return a broker that lets everybody in, and gateways by their names."""
    with embedded(free_port, edge, anonymous=True) as running:
        yield running


def _is_let_in(broker: GuardedEmbedded, user: str | None, password: str | None, client_id: str) -> bool:
    visitors = [
        Visitor(broker.port, user, password, client_id, clean=clean).come() for clean in (True, False)
    ]
    for visitor in visitors:
        visitor.leave()
    return any(visitor.is_in for visitor in visitors)


def test_nobody_takes_coldframes_own_session(broker: GuardedEmbedded) -> None:
    """A gateway, or a stranger, with Coldframe's client id is refused; Coldframe stays connected."""
    password = broker.add("hers", "coldframe")
    service = broker.service()
    for user, secret in (("hers", password), ("hers", "wrong"), (None, None), (SERVICE, password)):
        assert not _is_let_in(broker, user, secret, OWN_CLIENT_ID)
    gateway = Visitor(broker.port, "hers", password, "gw").come()
    gateway.publish(HERS)
    wait_until(lambda: service.topics() == [HERS], what="the message for Coldframe")
    assert not service.ended.is_set()
    gateway.leave()
    service.leave()


def test_what_waits_for_coldframe_survives_strangers(broker: GuardedEmbedded) -> None:
    """What gateways published while Coldframe was away is not lost to somebody with its client id."""
    password = broker.add("hers", "coldframe")
    gateway = Visitor(broker.port, "hers", password, "gw").come()
    gateway.publish(HERS)
    assert not _is_let_in(broker, None, None, OWN_CLIENT_ID)
    assert not _is_let_in(broker, "hers", password, OWN_CLIENT_ID)
    service = broker.service()
    wait_until(lambda: service.topics() == [HERS], what="the message that waited")
    gateway.leave()
    service.leave()


def test_a_gateway_does_not_take_the_session_of_another(broker: GuardedEmbedded) -> None:
    """A client id in use belongs to who uses it: the same gateway may take it over, no other one."""
    hers, his = broker.add("hers", "tasmota"), broker.add("his", "tasmota")
    first = Visitor(broker.port, "hers", hers, "DVES_1", clean=False).come()
    assert not _is_let_in(broker, "his", his, "DVES_1")
    assert not first.ended.is_set()
    again = Visitor(broker.port, "hers", hers, "DVES_1", clean=False).come()
    assert again.is_in
    wait_until(first.ended.is_set, what="the end of the first connection")
    first.leave()
    again.leave()


def test_a_nameless_client_takes_nobodys_session_either(open_broker: GuardedEmbedded) -> None:
    """Where everybody is let in, sessions of gateways and of Coldframe are still their own."""
    password = open_broker.add("hers", "coldframe")
    service = open_broker.service()
    gateway = Visitor(open_broker.port, "hers", password, "gw", clean=False).come()
    assert not _is_let_in(open_broker, None, None, "gw")
    assert not _is_let_in(open_broker, None, None, OWN_CLIENT_ID)
    assert not gateway.ended.is_set()
    assert not service.ended.is_set()
    gateway.leave()
    service.leave()


def test_where_everybody_is_let_in_a_name_still_has_to_be_right(open_broker: GuardedEmbedded) -> None:
    """A client that gives a name is that gateway or nobody: it does not become nameless by a mistake."""
    password = open_broker.add("hers", "coldframe")
    assert not _is_let_in(open_broker, "hers", "wrong", "a")
    assert not _is_let_in(open_broker, "nobody", password, "a")
    nameless = Visitor(open_broker.port, client_id="old-gateway").come()
    gateway = Visitor(open_broker.port, "hers", password, "old-gateway").come()
    assert (nameless.is_in, gateway.is_in) == (True, True)
    nameless.leave()
    gateway.leave()


def test_a_refused_message_is_counted_and_shown(broker: GuardedEmbedded) -> None:
    """The operator learns which gateway published what it may not, where and how often."""
    password = broker.add("hers", "coldframe")
    gateway = Visitor(broker.port, "hers", password, "gw").come()
    for _ in range(3):
        gateway.publish("coldframe/v1/his/probe", '{"battery_v": 3}')
    gateway.publish(HERS)
    wait_until(lambda: broker.quarantine.count() == 1, what="the entry in quarantine")
    (entry,) = broker.quarantine.recent(10)
    assert entry.rejection.reason is Reason.NOT_ALLOWED
    assert (entry.rejection.topic, entry.rejection.payload) == ("coldframe/v1/his/probe", b'{"battery_v": 3}')
    (refused,) = broker.turned_away.topics_of("hers")
    assert (refused.topic, refused.times) == ("coldframe/v1/his/probe", 3)
    assert broker.counters.value("refused_publishes") == 3
    gateway.leave()


def test_a_refused_will_is_counted_too(broker: GuardedEmbedded) -> None:
    """A last will that goes nowhere is told like a message."""
    password = broker.add("hers", "coldframe")
    Visitor(broker.port, "hers", password, "gw", will=Will("coldframe/v1/his/x", "gone")).come().vanish()
    wait_until(lambda: broker.counters.value("refused_publishes") == 1, what="the count")


def test_who_is_not_let_in_is_counted(broker: GuardedEmbedded) -> None:
    """Every attempt to come in with a wrong password is counted."""
    broker.add("hers", "coldframe")
    assert not _is_let_in(broker, "hers", "wrong", "a")
    assert broker.counters.value("refused_connections") == 2


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\xf0\x00",
        b"\x30\xff\xff\xff\xff\xff",
        b"\x30\x02\x00\x09",
        b"\x32\x04\x00\x01+\x00",
        b"\x30\x05\x00\x03a\xff\xff",
        b"\x82\x00",
        b"\x10\x00",
        b"\x00" * 20,
    ],
)
def test_a_client_that_sends_rubbish_hurts_nobody(broker: GuardedEmbedded, rubbish: bytes) -> None:
    """After a malformed packet of one gateway, the messages of the others still arrive."""
    hers, his = broker.add("hers", "coldframe"), broker.add("his", "coldframe")
    service = broker.service()
    with socket.create_connection(("127.0.0.1", broker.port)) as broken:
        user, password = b"his", his.encode()
        body = b"\x00\x04MQTT\x04\xc2\x00\x3c\x00\x03bad\x00\x03" + user + b"\x00\x18" + password
        broken.sendall(b"\x10" + bytes((len(body),)) + body)
        assert broken.recv(4) == b"\x20\x02\x00\x00"
        broken.sendall(rubbish)
        gateway = Visitor(broker.port, "hers", hers, "gw").come()
        gateway.publish(HERS)
        wait_until(lambda: service.topics() == [HERS], what="the message of the other gateway")
    gateway.leave()
    service.leave()
