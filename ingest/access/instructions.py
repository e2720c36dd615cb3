"""What has to be typed into a gateway, in words; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import Template

from ingest.access.account import Account
from ingest.access.kind import Kind, filled
from ingest.topic_filter import overlap


@dataclass(frozen=True, slots=True)
class Address:
    """Where gateways reach the broker.

    Attributes:
        host: name or address, as a gateway has to use it.
        port: the port.
        is_tls: whether the connection is encrypted.
        is_only_here: only programs on the broker's own machine can use *host*.
        is_guessed: nobody said that it is *host*.
        speaks_mqtt_5: whether the broker does.
    """

    host: str
    port: int
    is_tls: bool = False
    is_only_here: bool = False
    is_guessed: bool = False
    speaks_mqtt_5: bool = True


def instructions(
    account: Account, kind: Kind, password: str, address: Address, subscribed: Sequence[str]
) -> str:
    """Return everything that has to be typed into the gateway of *account*.

    Args:
        account: the gateway's account.
        kind: what kind of gateway it is.
        password: shown this once.
        address: where it reaches the broker.
        subscribed: the topic filters that Coldframe listens to.
    """
    lines = [
        f"gateway {account.name}: {kind.title}",
        "",
        f"host            {address.host}",
        f"port            {address.port}",
        f"TLS             {_tls(address)}",
        f"user            {account.name}",
        f"password        {password}   (shown this once)",
        f"client id       {account.name}",
        "QoS, retain     1, off",
        f"may publish     {', '.join(account.publish)}",
        f"may listen to   {', '.join(account.subscribe) or 'nothing'}",
        "",
        Template(kind.settings).substitute(_values(account.name, password, address)).rstrip("\n"),
    ]
    notes = list(_notes(account, kind, address, subscribed))
    return "\n".join([*lines, *([""] if notes else []), *(f"Note: {note}" for note in notes)])


def _tls(address: Address) -> str:
    return "on" if address.is_tls else "off"


def _values(name: str, password: str, address: Address) -> dict[str, str]:
    is_tls = address.is_tls
    return {
        "name": name,
        "password": password,
        "host": f"[{address.host}]" if ":" in address.host else address.host,
        "port": str(address.port),
        "tls": _tls(address),
        "tls_digit": "1" if is_tls else "0",
        "scheme": "mqtts" if is_tls else "mqtt",
        "tcp": "ssl" if is_tls else "tcp",
        "SSL": "SSL" if is_tls else "TCP",
        "shelly": "TLS, with the broker's certificate authority" if is_tls else "No SSL",
        "ruuvi": "MQTTS" if is_tls else "MQTT",
    }


def _notes(account: Account, kind: Kind, address: Address, subscribed: Sequence[str]) -> Iterator[str]:
    if address.is_only_here:
        yield (
            f"{address.host} is this machine: a gateway elsewhere cannot reach the broker there. Let the "
            "broker listen on an address of your network ([broker] host, with anonymous = false)."
        )
    elif address.is_guessed:
        yield (
            f"{address.host} is this machine's address in its network, as far as it can tell; --host says "
            "another."
        )
    if not address.is_tls and not address.is_only_here:
        yield "without TLS the password travels as it is: only in a network of your own."
    if kind.needs_mqtt_5 and not address.speaks_mqtt_5:
        yield f"{kind.title} speaks MQTT 5, the embedded broker does not: use Mosquitto beside Coldframe."
    if kind.shared and account.publish == tuple(filled(topic, account.name) for topic in kind.publish):
        yield (
            "the topics of this kind do not tell gateways apart, so this one may publish for all of its "
            "kind; --topic narrows that."
        )
    yield from _unheard(account, subscribed)


def _unheard(account: Account, subscribed: Sequence[str]) -> Iterator[str]:
    """Tell of topics under which Coldframe would not hear the gateway."""
    if not any(overlap(wide, mine) for wide in subscribed for mine in account.publish):
        lines = ", ".join(f'"{mine}" = "auto"' for mine in account.publish)
        yield f"Coldframe does not listen there yet; add under [ingest.subscriptions]: {lines}"
