"""A client of the broker as the settings want it, and an attempt to connect without leaving a trace."""

from __future__ import annotations

import time

from paho.mqtt.client import Client, ConnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from ingest.read_ahead import ReadingAhead
from ingest.settings import MqttSettings

ANSWER_TIMEOUT_S = 3.0
"""Some brokers that know no MQTT 5 do not refuse it: they wait for more and never answer."""

VERSIONS = {"auto": ("5", "3.1.1"), "5": ("5",), "3.1.1": ("3.1.1",)}
UNSUPPORTED_VERSION = "Unsupported protocol version"

_CONNECT_TIMEOUT_S = 5.0
_ABOUT_THE_PASSWORD = ("Not authorized", "Bad user name or password")


def new_client(settings: MqttSettings, version: str, client_id: str, *, lasting: bool) -> ReadingAhead:
    """Return a client that is not connected yet; *lasting*: its session outlives the connection."""
    is_v5 = version == "5"
    client = ReadingAhead(
        CallbackAPIVersion.VERSION2,
        client_id=client_id,
        clean_session=None if is_v5 else not lasting,
        protocol=MQTTProtocolVersion.MQTTv5 if is_v5 else MQTTProtocolVersion.MQTTv311,
        manual_ack=True,
        reconnect_on_failure=False,
    )
    client.connect_timeout = _CONNECT_TIMEOUT_S
    if settings.username is not None:
        client.username_pw_set(settings.username, settings.secret())
    if settings.scheme == "mqtts":
        _secure(client, settings)
    return client


def connect(client: Client, to: MqttSettings, *, lasting: bool) -> None:
    """Reach the broker and ask to be let in; raises OSError. The answer comes to ``on_connect``."""
    if client.protocol == MQTTProtocolVersion.MQTTv5:
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho leaves it untyped
        properties.ReceiveMaximum = to.receive_maximum
        properties.SessionExpiryInterval = to.session_expiry_s if lasting else 0
        client.connect(to.host, to.port, to.keep_alive_s, clean_start=not lasting, properties=properties)
    else:
        client.connect(to.host, to.port, to.keep_alive_s)


def unreachable(settings: MqttSettings, error: Exception) -> str:
    """Return where nobody could be reached, and why."""
    return f"cannot reach {settings.host}:{settings.port}: {getattr(error, 'strerror', None) or error}"


def refusal(reason: ReasonCode) -> str:
    """Return why the broker does not let us in, and which settings that is about."""
    hint = "; check mqtt.username and mqtt.password" if str(reason) in _ABOUT_THE_PASSWORD else ""
    return f"the broker refuses the connection: {reason}{hint}"


def try_to_connect(settings: MqttSettings, client_id: str) -> str:
    """Return why a client called *client_id* cannot connect; empty where it can. It leaves at once."""
    trouble = ""
    for version in VERSIONS[settings.protocol]:
        trouble, is_about_version = _try(settings, version, client_id)
        if not is_about_version:
            break
    return trouble


def _try(settings: MqttSettings, version: str, client_id: str) -> tuple[str, bool]:
    answers: list[ReasonCode] = []

    def note(
        _client: Client, _data: object, _flags: ConnectFlags, reason: ReasonCode, _: Properties | None
    ) -> None:
        answers.append(reason)

    try:
        client = new_client(settings, version, client_id, lasting=False)
        client.on_connect = note
        connect(client, settings, lasting=False)
    except (OSError, ValueError) as error:
        return unreachable(settings, error), False
    patience_s = time.monotonic() + ANSWER_TIMEOUT_S
    while not answers and time.monotonic() < patience_s:
        if client.loop(0.1) != MQTTErrorCode.MQTT_ERR_SUCCESS:
            break
    client.disconnect()
    if not answers:
        return f"{settings.host}:{settings.port} does not answer as a broker", True
    return (refusal(answers[0]) if answers[0].is_failure else ""), str(answers[0]) == UNSUPPORTED_VERSION


def _secure(client: Client, settings: MqttSettings) -> None:
    try:
        client.tls_set(None if settings.ca_file is None else str(settings.ca_file))
    except OSError as error:
        raise OSError(f"mqtt.ca_file: {settings.ca_file} holds no certificate ({error})") from error
