"""The whole service in one process: from an MQTT publish to HTTP, and stopping in order."""

from __future__ import annotations

import json
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from api.data_folder import read_key
from api.errors import DataFolderUnusable, NoToken
from api.service import Options, Service
from api.settings import Settings
from ingest.clock import SystemClock
from ingest.errors import AddressInUse, DatabaseUnusable, JournalUnusable
from tests.api.house import FARM, MINUTE_MS, alert_of, write_alert
from tests.waiting import wait_until


def _settings(data: Path, mqtt_port: int, **more: Any) -> Settings:  # noqa: ANN401 - tables of the configuration
    return Settings.model_validate(
        {"data": data, "http": {"port": 0}, "broker": {"enabled": True, "port": mqtt_port}, **FARM, **more}
    )


@pytest.fixture(name="service")
def _service(tmp_path: Path, free_port: int) -> Iterator[Service]:
    options = Options(first_token="packhouse")  # noqa: S106 - a name, no secret
    with Service(_settings(tmp_path / "data", free_port), SystemClock(), options) as service:
        yield service


@pytest.fixture(name="client")
def _client(service: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.local_url, timeout=30, trust_env=False) as client:
        yield client


def _publish(service: Service, topic: str, *payloads: bytes) -> None:
    """Publish with QoS 1, as a gateway, and return when the broker has everything."""
    gateway = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="gateway", protocol=mqtt.MQTTv311)
    gateway.connect("127.0.0.1", service.settings.broker.port)
    gateway.loop_start()
    sent = [gateway.publish(topic, payload, qos=1) for payload in payloads]
    for one in sent:
        one.wait_for_publish(20)
    gateway.disconnect()
    gateway.loop_stop()


def _reading(celsius: float, minutes_ago: int = 0) -> bytes:
    observed_at_ms = SystemClock().now_ms() - minutes_ago * MINUTE_MS
    return json.dumps({"observed_at": observed_at_ms, "air_temperature_c": celsius}).encode()


def test_what_a_gateway_publishes_is_answered_over_http(service: Service, client: httpx.Client) -> None:
    """A message published over MQTT becomes a point of a series and a value of a place, or is explained."""
    _publish(service, "coldframe/v1/gw-1/probe", _reading(2.5), b"rubbish")
    query = {"device": "probe", "quantity": "air_temperature_c"}
    wait_until(
        lambda: len(client.get("/api/v1/readings", params=query).json()["points"]) == 1, 20, "the point"
    )
    assert client.get("/api/v1/places").json()[0]["values"][0]["value"] == 2.5
    wait_until(lambda: len(client.get("/api/v1/quarantine").json()) == 1, 20, "the quarantine entry")
    wait_until(lambda: client.get("/health/ready").status_code == 200, 20, "readiness")


def test_what_a_cloud_posts_is_answered_like_any_reading(service: Service, client: httpx.Client) -> None:
    """A webhook's body, posted to the running service, becomes a point of a series."""
    key = read_key(service.settings.data)
    assert key is not None
    entry = {
        "EntityName": "VD0001",
        "EntryTimeEpoch": SystemClock().now_ms() - 60_000,
        "Temperature": {"Celsius": 4.5},
    }
    headers = {"Authorization": f"Bearer {key[1]}"}
    assert client.post("/api/v1/ingest/tive", json=entry, headers=headers).json()["readings"] == 1
    query = {"device": "VD0001", "quantity": "air_temperature_c"}
    wait_until(
        lambda: len(client.get("/api/v1/readings", params=query).json()["points"]) == 1, 20, "the point"
    )


def test_the_stream_resumes_where_it_was(service: Service, client: httpx.Client) -> None:
    """A reader that comes back with the last number it saw gets what it missed, in order and once."""
    _raise(service, "a1")
    _raise(service, "a2")
    assert [event["id"] for event in _stream(client, "alert", 2, {"Last-Event-ID": "0"})] == ["1", "2"]
    (missed,) = _stream(client, "alert", 1, {"Last-Event-ID": "1"})
    assert (missed["id"], json.loads(missed["data"])["id"]) == ("2", "a2")


def test_the_stream_tells_what_happens(service: Service, client: httpx.Client) -> None:
    """A reader hears of places and summary at once, and of alerts as they happen."""
    (summary,) = _stream(client, "summary", 1)
    assert json.loads(summary["data"])["reader"] == {"may_command": False}
    (places,) = _stream(client, "places", 1)
    assert {place["id"] for place in json.loads(places["data"])} == {"room", "truck"}
    (told,) = _stream(client, "alert", 1, between=lambda: _raise(service, "a1"))
    assert (told["id"], json.loads(told["data"])["place_name"]) == ("1", "Cold room")


def test_a_page_can_set_its_clock_by_the_stream(client: httpx.Client) -> None:
    """Whoever joins others gets a summary made for them before, with the time of now."""

    def join() -> None:
        asked_ms = SystemClock().now_ms()
        (summary,) = _stream(client, "summary", 1)
        now = datetime.fromisoformat(json.loads(summary["data"])["now"])
        assert now.timestamp() * 1_000 >= asked_ms - 1

    assert len(_stream(client, "summary", 2, between=join)) == 2


def test_a_strange_event_number_is_told(client: httpx.Client) -> None:
    """A Last-Event-ID that is no number is refused, one from a former farm starts from the newest."""
    assert client.get("/api/v1/stream", headers={"Last-Event-ID": "x"}).status_code == 422
    assert len(_stream(client, "summary", 1, {"Last-Event-ID": "999"})) == 1


def test_open_streams_do_not_hold_up_the_end(tmp_path: Path, free_port: int) -> None:
    """A service with an open stream stops in order; the stream ends."""
    service = Service(_settings(tmp_path / "data", free_port), SystemClock())
    service.start()
    heard: list[str] = []
    opened = threading.Event()

    def listen() -> None:
        with httpx.stream("GET", f"{service.local_url}/api/v1/stream", timeout=60, trust_env=False) as answer:
            opened.set()
            heard.extend(answer.iter_lines())

    reader = threading.Thread(target=listen)
    reader.start()
    assert opened.wait(20)
    service.stop()
    reader.join(20)
    assert not reader.is_alive()


def test_nothing_is_left_running(tmp_path: Path, free_port: int) -> None:
    """After the end no thread of the service runs, the ports are free, and the operator's key is gone."""
    before = set(threading.enumerate())
    service = Service(_settings(tmp_path / "data", free_port), SystemClock())
    with service:
        key_file = tmp_path / "data" / "admin.token"
        assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
        http_port = int(service.local_url.rpartition(":")[2])
    assert not key_file.exists()
    ours = {thread.name for thread in set(threading.enumerate()) - before if thread.is_alive()}
    assert not {name for name in ours if "coldframe" in name or name in {"broker", "subscriber"}}
    for port in (http_port, free_port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))


def test_readings_outlive_a_restart(tmp_path: Path, free_port: int) -> None:
    """What was accepted before the end is there after the next start, and counted once."""
    settings = _settings(tmp_path / "data", free_port)
    for start in (1, 2):
        with Service(settings, SystemClock()) as service:
            _publish(service, "coldframe/v1/gw-1/probe", *(_reading(2.0, ago) for ago in range(20)))
            wait_until(lambda: service.counters.value("stored_readings") == 20, 20, "the store")
            assert service.ingest.store.count() == 20 * start


def test_a_stop_in_order_loses_nothing_that_a_gateway_was_told_is_taken(
    tmp_path: Path, free_port: int
) -> None:
    """Messages that the embedded broker has acknowledged when the service is stopped are not lost."""
    settings = _settings(tmp_path / "data", free_port)
    with Service(settings, SystemClock()) as service:
        wait_until(lambda: service.ingest.subscribers[0].connected, 20, "the subscription")
        _publish(service, "coldframe/v1/gw-1/probe", *(_reading(2.0, ago) for ago in range(300)))
    with Service(settings, SystemClock()) as service:
        wait_until(lambda: service.ingest.store.count() == 300, 20, "the store")


def test_a_folder_in_use_is_refused(service: Service, free_port: int) -> None:
    """A second service on the same data says that the folder is in use, and leaves the first one alone."""
    with pytest.raises(DataFolderUnusable, match="in use"):
        Service(_settings(service.settings.data, free_port), SystemClock()).start()
    assert read_key(service.settings.data) is not None


def test_a_taken_port_is_named(tmp_path: Path, free_port: int) -> None:
    """A port that another program has is named, and everything that was opened is closed again."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        settings = _settings(tmp_path / "data", free_port, http={"port": port})
        with pytest.raises(AddressInUse, match=str(port)):
            Service(settings, SystemClock()).start()
        settings = _settings(tmp_path / "data", port)
        with pytest.raises(AddressInUse, match=str(port)):
            Service(settings, SystemClock()).start()
    with Service(_settings(tmp_path / "data", free_port), SystemClock()):
        pass


def test_outside_loopback_a_token_is_required(tmp_path: Path, free_port: int) -> None:
    """A service that others can reach does not start without a token, and says how to make one."""
    settings = _settings(tmp_path / "data", free_port, http={"port": 0, "public_url": "https://farm.example"})
    with pytest.raises(NoToken, match="coldframe token"):
        Service(settings, SystemClock()).start()
    options = Options(first_token="packhouse")  # noqa: S106 - a name, no secret
    with Service(settings, SystemClock(), options) as service:
        assert httpx.get(f"{service.local_url}/api/v1/places", trust_env=False).status_code == 401
    with Service(settings, SystemClock()):
        pass


def test_a_failing_part_is_seen_in_health(service: Service, client: httpx.Client) -> None:
    """A loop that dies makes the service not ready, with its name and reason."""

    def fail(_stop: threading.Event) -> None:
        raise RuntimeError("out of fruit")

    service.run_beside("sorter", fail)
    wait_until(lambda: client.get("/health/ready").status_code == 503, 20, "the failure being shown")
    assert any(
        "sorter" in reason and "out of fruit" in reason
        for reason in client.get("/health/ready").json()["reasons"]
    )


def _raise(service: Service, alert_id: str) -> None:
    write_alert(service.alerts.ledger, alert_of(alert_id))


def _stream(
    client: httpx.Client,
    kind: str,
    count: int,
    headers: dict[str, str] | None = None,
    between: Callable[[], None] = lambda: None,
) -> list[dict[str, str]]:
    """Read the stream until *count* events of *kind* have come; *between* happens once it is open."""
    found: list[dict[str, str]] = []
    event: dict[str, str] = {}
    with client.stream("GET", "/api/v1/stream", headers=headers or {}) as answer:
        assert answer.status_code == 200
        first = True
        for line in answer.iter_lines():
            if first:
                first = False
                between()
            if line:
                name, _, value = line.partition(": ")
                event[name] = value
                continue
            if event.get("event") == kind:
                found.append(event)
            if len(found) == count:
                return found
            event = {}
    raise AssertionError(f"the stream ended after {len(found)} of {count} {kind} events")


def test_a_state_database_that_takes_nothing_does_not_keep_the_files_open(
    tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk the service still stops in order, without an error, and lets go of journal and store."""

    def full() -> None:
        raise DatabaseUnusable("database or disk is full")

    with Service(_settings(tmp_path / "data", free_port), SystemClock()) as service:
        monkeypatch.setattr(service.ingest.registry, "flush", full)
    with pytest.raises(JournalUnusable, match="closed"):
        service.ingest.journal.status()
