"""The single words that settings are made of: addresses, names and filters, each with what was expected."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from ingest.formats import BY_NAME
from ingest.recognition import AUTO, OFF
from ingest.topic_filter import is_topic_filter

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.:_-]{1,253}", re.ASCII)
_LOOPBACK = re.compile(r"127(\.\d{1,3}){3}", re.ASCII)


def _address(url: str, plain: str, secure: str) -> SplitResult:
    """Return the parts of the address of a server; raises ValueError with what was expected."""
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"{plain}://host:port without user and password, which have settings of their own")
    if parts.scheme not in {plain, secure} or not parts.hostname or parts.query:
        raise ValueError(f"{plain}://host:port or {secure}://host:port")
    try:
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"{plain}://host:port with a port from 1 to 65535") from error
    return parts


def _broker_url(url: str) -> str:
    if _address(url, "mqtt", "mqtts").path.strip("/"):
        raise ValueError("mqtt://host:port or mqtts://host:port")
    return url


def _server_url(url: str) -> str:
    if _address(url, "http", "https").fragment:
        raise ValueError("http://host:port or https://host:port")
    return url.rstrip("/")


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
ServerUrl = Annotated[str, AfterValidator(_server_url)]
Host = Annotated[str, AfterValidator(_listening_host)]
TimeZoneName = Annotated[str, AfterValidator(time_zone_name)]
TopicFilter = Annotated[str, AfterValidator(_topic_filter)]
Subscribed = Annotated[str, AfterValidator(_subscribed)]
