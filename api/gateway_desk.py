"""Gateways' credentials: what follows when one is made or removed, and where the broker is reached."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.settings import Settings
from ingest.access.account import Account, kind_called
from ingest.access.files import write_files
from ingest.access.instructions import Address, instructions
from ingest.access.password import hashed
from ingest.accounts import Accounts
from ingest.recognition import subscriptions
from ingest.settings import is_loopback

if TYPE_CHECKING:
    from ingest.broker import EmbeddedBroker

_SOMEWHERE = ("192.0.2.1", 9)
"""An address that exists nowhere: asking for the way there sends nothing."""

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
_RELOAD = "Mosquitto has to read its files again: systemctl reload mosquitto (or send it SIGHUP)"


@dataclass(frozen=True, slots=True)
class NewGateway:
    """A gateway that can log in now; *instructions* hold its password, which is shown this once."""

    account: Account
    password: str
    instructions: str


class GatewayDesk:
    """Makes and removes gateways' accounts.

    Args:
        settings: the whole configuration.
        accounts: where they are kept.
        broker: the embedded broker, where it runs.
    """

    def __init__(self, settings: Settings, accounts: Accounts, broker: EmbeddedBroker | None = None) -> None:
        self._settings = settings
        self._accounts = accounts
        self._broker = broker

    def all(self) -> tuple[Account, ...]:
        """Return all accounts, by name."""
        return self._accounts.all()

    def add(self, name: str, kind: str, topics: tuple[str, ...] = (), host: str | None = None) -> NewGateway:
        """Make an account; *host* is where the gateway reaches the broker, None: as far as we can tell."""
        account, password = self._accounts.add(name, kind, topics)
        heard = subscriptions(self._settings.ingest.subscriptions)
        address = broker_address(self._settings, host)
        text = instructions(account, kind_called(kind), password, address, heard)
        step = self._pass_on()
        return NewGateway(account, password, f"{text}\nNote: {step}." if step else text)

    def remove(self, name: str) -> str:
        """Make an account worthless and end its sessions; return what is left to do, or nothing."""
        self._accounts.remove(name)
        if self._broker is not None:
            self._broker.end_sessions(name)
        return self._pass_on()

    def _pass_on(self) -> str:
        """Tell Mosquitto, where there is one; return what is left to do."""
        is_written = False
        for mqtt in self._settings.brokers_elsewhere:
            if mqtt.mosquitto_files is not None and mqtt.username is not None:
                secret = hashed(mqtt.secret() or "", is_chosen=True)
                write_files(mqtt.mosquitto_files, self._accounts.all(), mqtt.username, secret)
                is_written = True
        if is_written:
            return _RELOAD
        if self._settings.broker.enabled:
            return ""
        return f"write Mosquitto's files anew (./coldframe gateway files DIR); then {_RELOAD}"


def broker_address(settings: Settings, host: str | None) -> Address:
    """Return where gateways reach the broker: at *host*, or where the settings and this machine say."""
    ours, mqtt = settings.broker, settings.mqtt[0]
    listens = ours.host if ours.enabled else mqtt.host
    port = ours.port if ours.enabled else mqtt.port
    is_tls = not ours.enabled and mqtt.scheme == "mqtts"
    is_guessed = False
    if host is None:
        # A broker of its own on this machine most likely listens to others too; the embedded one tells.
        is_hidden = listens in _EVERYWHERE or (is_loopback(listens) and not ours.enabled)
        guess = own_address() if is_hidden else None
        host, is_guessed = guess or listens, guess is not None
    return Address(
        host, port, is_tls, is_loopback(host), is_guessed=is_guessed, speaks_mqtt_5=not ours.enabled
    )


def own_address() -> str | None:
    """Return the address of this machine in its network; None where it has none but for itself."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return None if is_loopback(address) else address
