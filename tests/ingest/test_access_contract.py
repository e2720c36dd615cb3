"""What gateways' accounts are worth, the same at the embedded broker and at Mosquitto."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.edge import open_edge
from tests.ingest.guarded import Guarded, guarded
from tests.ingest.visitor import Visitor, Will
from tests.waiting import wait_until


@pytest.fixture(params=["embedded", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def broker(request: pytest.FixtureRequest, tmp_path: Path, free_port: int) -> Iterator[Guarded]:
    """Return a running broker that lets in whoever has an account, and nobody else."""
    edge = open_edge(tmp_path)
    with guarded(request.param, free_port, edge, tmp_path / "broker") as running:
        yield running
    edge.close()


def test_a_gateway_publishes_under_its_topics_and_nowhere_else(broker: Guarded) -> None:
    """What a gateway publishes elsewhere reaches nobody: the broker ends the connection, or says nothing."""
    password = broker.add("packhouse", "coldframe")
    service = broker.service()
    elsewhere = ("coldframe/v1/other/probe", "coldframe/v1/packhouse2/probe", "zigbee2mqtt/x", "coldframe")
    for topic in (*elsewhere, "coldframe/v1/packhouse/probe"):
        gateway = Visitor(broker.port, "packhouse", password, "gw").come()
        assert gateway.is_in
        gateway.publish(topic)
        gateway.leave()
    wait_until(lambda: bool(service.heard), what="the message that is allowed")
    assert service.topics() == ["coldframe/v1/packhouse/probe"]
    service.leave()


@pytest.mark.parametrize("password", ["wrong", "", None])
def test_a_wrong_password_is_refused(broker: Guarded, password: str | None) -> None:
    """Nobody comes in with the name of a gateway alone."""
    broker.add("packhouse", "coldframe")
    visitor = Visitor(broker.port, "packhouse", password, "gw").come()
    assert not visitor.is_in
    visitor.leave()


def test_nobody_comes_in_without_a_name(broker: Guarded) -> None:
    """A client that gives no name, or one that nobody has, is refused."""
    right = broker.add("packhouse", "coldframe")
    for user, password in ((None, None), ("packhouse2", right), ("", ""), ("coldframe", right)):
        visitor = Visitor(broker.port, user, password, "gw").come()
        assert not visitor.is_in
        visitor.leave()


def test_removing_a_gateway_ends_its_session(broker: Guarded) -> None:
    """A removed gateway is disconnected at once and not let in again; the others do not notice."""
    first, second = broker.add("first", "coldframe"), broker.add("second", "coldframe")
    removed = Visitor(broker.port, "first", first, "one", clean=False).come()
    kept = Visitor(broker.port, "second", second, "two").come()
    broker.remove("first")
    wait_until(removed.ended.is_set, 20, "the end of the session")
    again = Visitor(broker.port, "first", first, "one", clean=False).come()
    assert not again.is_in
    assert not kept.ended.is_set()
    service = broker.service()
    kept.publish("coldframe/v1/second/probe")
    wait_until(lambda: bool(service.heard), what="the message of the other gateway")
    for visitor in (removed, again, kept, service):
        visitor.leave()


def test_a_gateway_hears_its_commands_and_nothing_else(broker: Guarded) -> None:
    """A gateway gets what is meant for it, not what others publish."""
    tasmota, other = broker.add("pump", "tasmota"), broker.add("packhouse", "coldframe")
    pump = Visitor(broker.port, "pump", tasmota, "pump").come()
    pump.listen("#")
    pump.listen("coldframe/#")
    assert pump.listen("cmnd/pump/#")
    gateway = Visitor(broker.port, "packhouse", other, "gw").come()
    gateway.publish("coldframe/v1/packhouse/probe")
    service = broker.service()
    service.publish("cmnd/pump/Status")
    wait_until(lambda: bool(pump.heard), what="the command")
    assert set(pump.topics()) == {"cmnd/pump/Status"}
    for visitor in (pump, gateway, service):
        visitor.leave()


def test_a_last_will_goes_nowhere_else_either(broker: Guarded) -> None:
    """The will of a gateway that vanishes is published only where the gateway may publish."""
    password = broker.add("packhouse", "coldframe")
    service = broker.service()
    for number, topic in enumerate(("coldframe/v1/other/probe", "coldframe/v1/packhouse/will")):
        will = Will(topic, "gone")
        gateway = Visitor(broker.port, "packhouse", password, f"gw{number}", will=will).come()
        gateway.vanish()
    wait_until(lambda: bool(service.heard), what="the will that is allowed")
    assert service.topics() == ["coldframe/v1/packhouse/will"]
    service.leave()


def test_kept_messages_reach_only_who_may_hear_them(broker: Guarded) -> None:
    """What the broker keeps for later subscribers is not shown to a gateway that may not hear it."""
    one, other = broker.add("pump", "tasmota"), broker.add("packhouse", "coldframe")
    pump = Visitor(broker.port, "pump", one, "pump").come()
    pump.publish("tele/pump/LWT", "Online", retain=True)
    service = broker.service()
    wait_until(lambda: "tele/pump/LWT" in service.topics(), what="the kept message")
    gateway = Visitor(broker.port, "packhouse", other, "gw", clean=False).come()
    gateway.listen("tele/#")
    gateway.publish("coldframe/v1/packhouse/probe")
    wait_until(lambda: "coldframe/v1/packhouse/probe" in service.topics(), what="the other gateway's message")
    assert gateway.heard == []
    for visitor in (pump, gateway, service):
        visitor.leave()
