"""The brokers that are listened to: some elsewhere, and the embedded one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, WrapValidator
from pydantic import ValidatorFunctionWrapHandler as Handler

from ingest.configuration import Contradiction, Section
from ingest.settings.files import kept_secret, secrets_told_twice, unreadable, without_certificate
from ingest.settings.words import (
    BrokerUrl,
    Host,
    Identifier,
    Port,
    TopicFilter,
    is_loopback,
)

_DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}


class MqttSettings(Section):
    """``[mqtt]``: a broker that gateways publish to, and how Coldframe stands to it.

    ``name`` tells it from others, ``topics`` are what is subscribed to there; None: what ``[ingest]`` says.
    """

    name: Identifier | None = None
    url: BrokerUrl = "mqtt://127.0.0.1:1883"
    username: Annotated[str, Field(min_length=1)] | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    client_id: Identifier = "coldframe"
    protocol: Literal["auto", "5", "3.1.1"] = "auto"
    receive_maximum: Annotated[int, Field(ge=1, le=65_535)] = 1000
    session_expiry_s: Annotated[int, Field(ge=60, le=4_294_967_294)] = 7 * 86_400
    keep_alive_s: Annotated[int, Field(ge=5, le=3600)] = 30
    mosquitto_files: Path | None = None
    topics: tuple[TopicFilter, ...] | None = None

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield what the fields say against each other."""
        password, password_file = raw.get("password"), raw.get("password_file")
        yield from secrets_told_twice(raw, "password")
        if raw.get("username") is None and not (password is None and password_file is None):
            yield Contradiction(("username",), None, "a name beside the password")
        if raw.get("mosquitto_files") is not None and (
            raw.get("username") is None or (password is None and password_file is None)
        ):
            yield Contradiction(
                ("mosquitto_files",),
                raw["mosquitto_files"],
                "username and password beside it, with which Coldframe itself logs in",
            )
        if raw.get("ca_file") is not None and not str(raw.get("url", "")).startswith("mqtts://"):
            yield Contradiction(("url",), raw.get("url"), "mqtts://host:port where ca_file is given")
        if raw.get("topics") == []:
            yield Contradiction(
                ("topics",), [], "at least one topic, or no such setting, for those of [ingest]"
            )
        yield from unreadable(raw, "password_file")
        yield from without_certificate(raw, "ca_file")

    @property
    def scheme(self) -> str:
        """Return ``mqtt``, or ``mqtts`` for TLS."""
        return urlsplit(self.url).scheme

    @property
    def host(self) -> str:
        """Return the broker's host."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Return the broker's port."""
        return urlsplit(self.url).port or _DEFAULT_PORTS[self.scheme]

    @property
    def title(self) -> str:
        """Return what tells it from other brokers."""
        return self.name or f"{self.host}:{self.port}"

    def secret(self) -> str | None:
        """Return the password from wherever it stands, or None."""
        return kept_secret(self.password, self.password_file)


def _one_or_several(raw: Any, handler: Handler) -> tuple[MqttSettings, ...]:  # noqa: ANN401 - unchecked input
    """Take one table, whose mistakes are told without a number, as well as several."""
    if isinstance(raw, list | tuple) and raw:
        made: tuple[MqttSettings, ...] = handler(raw)
        return made
    return (MqttSettings.model_validate(raw),)


Brokers = Annotated[tuple[MqttSettings, ...], WrapValidator(_one_or_several)]
"""``[mqtt]``, or several ``[[mqtt]]``: gateways are sent to the first."""


def alike(tables: Sequence[object]) -> Iterator[Contradiction]:
    """Yield the ``[[mqtt]]`` tables that look like an earlier one, or would take its session over."""
    names: set[str] = set()
    sessions: set[tuple[str, str]] = set()
    for number, table in enumerate(tables):
        try:
            broker = MqttSettings.model_validate(table)
        except ValidationError:
            continue  # told where it stands
        session = (f"{broker.host}:{broker.port}", broker.client_id)
        if session in sessions:
            expected = f"a client id that no earlier table has at {session[0]}: they would take turns"
            yield Contradiction(("mqtt", number, "client_id"), broker.client_id, expected)
        elif broker.title in names:
            expected = "a name that no earlier table has"
            yield Contradiction(("mqtt", number, "name"), broker.title, expected)
        names.add(broker.title)
        sessions.add(session)


class BrokerSettings(Section):
    """``[broker]``: the embedded broker for one farm on one machine; it is the first of ``[mqtt]``."""

    enabled: bool = False
    host: Host = "127.0.0.1"
    port: Port = 1883
    anonymous: bool | None = None

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Refuse to let everybody publish who can reach the address."""
        host = raw.get("host", "127.0.0.1")
        if raw.get("anonymous") is True and isinstance(host, str) and not is_loopback(host):
            yield Contradiction(
                ("anonymous",),
                True,
                "false where other machines can reach the broker, because anybody may publish",
            )

    @property
    def is_open(self) -> bool:
        """Tell whether somebody without a name is let in; by default only from this machine."""
        return is_loopback(self.host) if self.anonymous is None else self.anonymous

    @property
    def url(self) -> str:
        """Return where programs on this machine reach the broker."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return f"mqtt://[{host}]:{self.port}" if ":" in host else f"mqtt://{host}:{self.port}"
