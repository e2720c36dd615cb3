"""The subscriber at a broker that asks for TLS and a password, as one outside this machine should."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.mqtt_client import try_to_connect
from ingest.settings import MqttSettings
from ingest.subscriber import Subscriber
from tests.ingest.edge import Edge, open_edge
from tests.mosquitto import Mosquitto, find_mosquitto, free_port
from tests.waiting import wait_until

pytestmark = pytest.mark.mosquitto


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an authority, a certificate for localhost signed by it, and a password file."""
    if shutil.which("openssl") is None or shutil.which("mosquitto_passwd") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("openssl and mosquitto_passwd are missing")
        pytest.skip("openssl and mosquitto_passwd are missing")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    _openssl(tmp_path, "req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Farm")
    _openssl(tmp_path, "req", *curve, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=localhost")
    (tmp_path / "names").write_text("subjectAltName = DNS:localhost\n", "utf-8")
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names")
    _openssl(tmp_path, "x509", "-req", "-in", "request.pem", "-out", "cert.pem", *signing)
    (tmp_path / "passwords").write_text("farm:waxberry\n", "utf-8")
    (tmp_path / "secret").write_text("waxberry\n", "utf-8")
    subprocess.run(["mosquitto_passwd", "-U", str(tmp_path / "passwords")], check=True, timeout=60)
    return tmp_path


@pytest.fixture
def broker(folder: Path) -> Iterator[Mosquitto]:
    """Start a Mosquitto that lets nobody in without TLS and password."""
    access = (
        f"cafile {folder}/ca.pem\ncertfile {folder}/cert.pem\nkeyfile {folder}/key.pem\n"
        f"allow_anonymous false\npassword_file {folder}/passwords\n"
    )
    broker = Mosquitto(find_mosquitto(), folder, free_port(), access=access)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    """Return the way in for readings, empty."""
    edge = open_edge(tmp_path)
    yield edge
    edge.close()


def _settings(broker: Mosquitto, host: str, **more: str | Path) -> MqttSettings:
    raw = {"url": f"mqtts://{host}:{broker.port}", "username": "farm"} | more
    return MqttSettings.model_validate(raw)


def test_readings_arrive_over_tls_with_a_password(folder: Path, broker: Mosquitto, edge: Edge) -> None:
    """With the authority's certificate and the password's file, thousands of readings arrive over TLS."""
    settings = _settings(broker, "localhost", ca_file=f"{folder}/ca.pem", password_file=f"{folder}/secret")
    assert not try_to_connect(settings, "coldframe-check"), "a trial finds nothing wrong either"
    subscriber = Subscriber(settings, edge.pipeline, edge.counters)
    subscriber.start()
    wait_until(lambda: subscriber.connected, what="the subscription")
    command = ["mosquitto_pub", "-h", "localhost", "-p", str(broker.port), "--cafile", f"{folder}/ca.pem"]
    command += ["-u", "farm", "-P", "waxberry", "-q", "1", "-t", "coldframe/v1/gateway/probe", "-l"]
    lines = "".join(f'{{"soil_tension_kpa": {number / 100}}}\n' for number in range(3_000))
    subprocess.run(command, input=lines.encode(), check=True, timeout=60)
    wait_until(lambda: edge.counters.value("accepted_readings") == 3_000, 30, "3,000 readings")
    subscriber.stop()


_WRONG = {
    "unknown authority": ("localhost", {"password": "waxberry"}, "certificate verify failed"),
    "another name": ("127.0.0.1", {"password": "waxberry", "ca_file": "ca.pem"}, "certificate verify failed"),
    "wrong password": ("localhost", {"password": "strawberry", "ca_file": "ca.pem"}, "check mqtt.username"),
    "no certificate": ("localhost", {"password": "waxberry", "ca_file": "secret"}, "mqtt.ca_file: "),
}


# paho-mqtt leaves the socket of a failed handshake to the garbage collector
@pytest.mark.filterwarnings("ignore:.*SSLSocket:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("wrong", _WRONG)
def test_wrong_certificate_or_password_is_told_and_not_overlooked(
    wrong: str, folder: Path, broker: Mosquitto, edge: Edge
) -> None:
    """A broker that cannot prove who it is, or does not know us, is not listened to; the detail says why."""
    host, given, complaint = _WRONG[wrong]
    more = {name: folder / value if name == "ca_file" else value for name, value in given.items()}
    settings = _settings(broker, host, **more)
    assert complaint in try_to_connect(settings, "coldframe-check"), "a trial finds it before the start"
    subscriber = Subscriber(settings, edge.pipeline, edge.counters)
    subscriber.start()
    wait_until(lambda: complaint in subscriber.detail, what=f"the complaint, not {subscriber.detail}")
    assert not subscriber.connected
    subscriber.stop()
