"""The part of the one TOML file that ingest reads, with its defaults and its rules.

A mistake never comes alone, so all are told at once, each with its path, the value that was seen and
what was expected. A secret is never shown: it stands in a field of type ``SecretStr``, or in a file of
its own that the twin field ``…_file`` names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr

from ingest.configuration import Contradiction, Section
from ingest.formats import BY_NAME, SUBSCRIPTIONS
from ingest.place import PlaceKind
from ingest.recognition import AUTO, OFF
from ingest.topic_filter import is_topic_filter

_SCHEMES = ("mqtt", "mqtts")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.:_-]{1,253}", re.ASCII)
_LOOPBACK = re.compile(r"127(\.\d{1,3}){3}", re.ASCII)
_DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}


def _broker_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise ValueError("mqtt://host:port without user and password, which have settings of their own")
    if parts.scheme not in _SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("mqtt://host:port or mqtts://host:port")
    try:
        _ = parts.port
    except ValueError as error:
        raise ValueError("mqtt://host:port with a port from 1 to 65535") from error
    return url


def time_zone_name(name: str) -> str:
    """Return *name* where it is the name of a time zone; raises ValueError with what was expected."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("the name of an IANA time zone, such as Asia/Shanghai") from error
    return name


def _topic_filter(text: str) -> str:
    if not is_topic_filter(text):
        raise ValueError("an MQTT topic filter, in which + stands for a whole level and # for the last ones")
    return text


def _subscribed(name: str) -> str:
    if name not in (AUTO, OFF) and name not in BY_NAME:
        raise ValueError(f"{AUTO}, {OFF} or the name of a format: {', '.join(BY_NAME)}")
    return name


def _identifier(text: str) -> str:
    if _IDENTIFIER.fullmatch(text) is None:
        raise ValueError("1 to 64 letters, digits or . _ : -, beginning with a letter or digit")
    return text


def _listening_host(host: str) -> str:
    if _HOST.fullmatch(host) is None:
        raise ValueError(
            "an address or a name of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them"
        )
    return host


def is_loopback(host: str) -> bool:
    """Tell whether only programs on this machine reach *host*.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    return host in ("localhost", "::1") or _LOOPBACK.fullmatch(host) is not None


Identifier = Annotated[str, AfterValidator(_identifier)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Title = Annotated[str, Field(min_length=1, max_length=120)]
BrokerUrl = Annotated[str, AfterValidator(_broker_url)]
TopicFilter = Annotated[str, AfterValidator(_topic_filter)]
Subscribed = Annotated[str, AfterValidator(_subscribed)]


class MqttSettings(Section):
    """``[mqtt]``: the broker that gateways publish to, and how Coldframe stands to it."""

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

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield what the fields say against each other."""
        password, password_file = raw.get("password"), raw.get("password_file")
        if password is not None and password_file is not None:
            yield Contradiction(
                ("password_file",), password_file, "exactly one of password and password_file"
            )
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
        for name in ("password_file", "ca_file"):
            path = raw.get(name)
            if isinstance(path, str) and not Path(path).is_file():
                yield Contradiction((name,), path, "a file that can be read")

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

    def secret(self) -> str | None:
        """Return the password from wherever it stands, or None."""
        if self.password_file is not None:
            return self.password_file.read_text("utf-8").rstrip("\r\n")
        return None if self.password is None else self.password.get_secret_value()


class BrokerSettings(Section):
    """``[broker]``: the embedded broker for one farm on one machine; it takes the place of ``[mqtt] url``."""

    enabled: bool = False
    host: Annotated[str, AfterValidator(_listening_host)] = "127.0.0.1"
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


class JournalSettings(Section):
    """``[journal]``: how much may wait for the store and the alerts."""

    max_bytes: Annotated[int, Field(ge=1 << 20)] = 2 << 30
    max_age_s: Annotated[int, Field(ge=60)] = 7 * 86_400


class StoreSettings(Section):
    """``[store]``: where readings are kept for good."""

    kind: Literal["embedded"] = "embedded"


class IngestSettings(Section):
    """``[ingest]``: what is listened to, and how large a message may be.

    ``subscriptions`` adds to the default topic filters or changes them: filter → name of a format,
    ``auto`` (the format shows in the topic or the payload) or ``off``. ``victron_portals`` are the portal ids
    of the Venus OS installations that shall be kept publishing; without that they fall silent in a minute.
    """

    max_payload_bytes: Annotated[int, Field(ge=1024, le=64 << 20)] = 1 << 20
    subscriptions: dict[TopicFilter, Subscribed] = Field(default_factory=dict)
    victron_portals: tuple[Identifier, ...] = ()

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Refuse to switch off what is not on."""
        chosen = raw.get("subscriptions")
        for topic, name in chosen.items() if isinstance(chosen, Mapping) else ():
            if name == OFF and topic not in SUBSCRIPTIONS:
                expected = "a topic filter that is subscribed to by default, which alone can be off: "
                yield Contradiction(("subscriptions", topic), name, expected + ", ".join(SUBSCRIPTIONS))


class SiteSettings(Section):
    """``[[sites]]``: a farm, packhouse or port."""

    id: Identifier
    name: Title
    time_zone: Annotated[str, AfterValidator(time_zone_name)]


class PlaceSettings(Section):
    """``[[places]]``: anything with a climate of its own."""

    id: Identifier
    site: Identifier
    name: Title
    kind: PlaceKind
    recipe: Identifier


class DeviceSettings(Section):
    """``[[devices]]``: what measures, and where it hangs."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    name: Title | None = None
    place: Identifier | None = None
    position: Annotated[str, Field(max_length=200)] = ""


class Farm(Section):
    """``[[sites]]``, ``[[places]]`` and ``[[devices]]`` together; whatever they name must be among them."""

    sites: tuple[SiteSettings, ...] = ()
    places: tuple[PlaceSettings, ...] = ()
    devices: tuple[DeviceSettings, ...] = ()

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield ids that stand twice, and names that nothing has."""
        rows = {table: rows_of(raw, table) for table in ("sites", "places", "devices")}
        for table, each in rows.items():
            yield from doubles(table, each)
        yield from _strangers("places", rows["places"], "site", "sites", rows["sites"])
        yield from _strangers("devices", rows["devices"], "place", "places", rows["places"])


def rows_of(raw: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    """Return the rows of *table* as they stand in the file; empty ones for what are none."""
    rows = raw.get(table, ())
    if not isinstance(rows, list | tuple):
        return []
    return [row if isinstance(row, dict) else {} for row in rows]


def doubles(table: str, rows: list[Mapping[str, Any]]) -> Iterator[Contradiction]:
    """Yield the rows of *table* whose id another one has already."""
    count = Counter(str(row["id"]) for row in rows if "id" in row)
    seen: set[str] = set()
    for number, row in enumerate(rows):
        name = str(row.get("id"))
        if count[name] > 1 and name in seen:
            yield Contradiction((table, number, "id"), name, f"an id that no other of the {table} has")
        seen.add(name)


def _strangers(
    table: str, rows: list[Mapping[str, Any]], field: str, target: str, targets: list[Mapping[str, Any]]
) -> Iterator[Contradiction]:
    known = {row.get("id") for row in targets if isinstance(row.get("id"), str)}
    for number, row in enumerate(rows):
        name = row.get(field)
        if isinstance(name, str) and name not in known:
            yield Contradiction((table, number, field), name, f"the id of one of the {target}")
