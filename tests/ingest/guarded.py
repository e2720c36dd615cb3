"""Brokers that let gateways in by their accounts, the embedded one and Mosquitto, behind one face."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from ingest.access.account import SERVICE
from ingest.access.mosquitto import acl_file, password_file
from ingest.access.password import hashed, new_password
from ingest.accounts import Accounts
from ingest.broker import EmbeddedBroker
from ingest.counters import Counters
from ingest.door import Door
from ingest.quarantine import Quarantine
from ingest.turned_away import TurnedAway
from tests.ingest.edge import Edge
from tests.ingest.visitor import Visitor
from tests.mosquitto import Mosquitto, find_mosquitto
from tests.waiting import wait_until

OWN_CLIENT_ID = "coldframe"


class Guarded(Protocol):
    """A broker with accounts; a change counts when the call returns."""

    port: int

    def add(self, name: str, kind: str, topics: Sequence[str] = ()) -> str:
        """Make an account and return its password."""
        ...

    def remove(self, name: str) -> None:
        """Remove an account."""
        ...

    def service(self) -> Visitor:
        """Come in as Coldframe itself, and listen to everything."""
        ...


class GuardedEmbedded:
    """The embedded broker."""

    def __init__(self, port: int, edge: Edge, *, anonymous: bool) -> None:
        self.port = port
        self.counters = Counters()
        self.accounts = Accounts(edge.database, edge.clock)
        self.quarantine: Quarantine = edge.quarantine
        self.turned_away = TurnedAway(self.counters, edge.clock.now_ms, edge.quarantine.add)
        self._secret = new_password()
        door = Door(
            OWN_CLIENT_ID, anonymous=anonymous, account=self.accounts.called, service_secret=self._secret
        )
        self.broker = EmbeddedBroker("127.0.0.1", port, door, ("#",), self.turned_away)

    def add(self, name: str, kind: str, topics: Sequence[str] = ()) -> str:
        """Make an account and return its password."""
        return self.accounts.add(name, kind, topics)[1]

    def remove(self, name: str) -> None:
        """Remove an account."""
        self.accounts.remove(name)
        self.broker.end_sessions(name)

    def service(self) -> Visitor:
        """Come in as Coldframe itself, and listen to everything."""
        return _service(self.port, self._secret)


class GuardedMosquitto:
    """Mosquitto, with the files that Coldframe writes for it."""

    def __init__(self, port: int, edge: Edge, folder: Path) -> None:
        self.port = port
        self._accounts = Accounts(edge.database, edge.clock)
        self._secret = new_password()
        self._hash = hashed(self._secret)
        self._passwords, self._acl = folder / "passwords", folder / "acl"
        access = f"allow_anonymous false\npassword_file {self._passwords}\nacl_file {self._acl}\n"
        self.broker = Mosquitto(find_mosquitto(), folder, port, access=access)
        self._write()

    def add(self, name: str, kind: str, topics: Sequence[str] = ()) -> str:
        """Make an account and return its password."""
        password = self._accounts.add(name, kind, topics)[1]
        self._write()
        wait_until(lambda: self._lets_in(name, password), 20, "the new account")
        return password

    def remove(self, name: str) -> None:
        """Remove an account."""
        self._accounts.remove(name)
        password = self._accounts.add("last", "coldframe")[1]
        self._write()
        wait_until(lambda: self._lets_in("last", password), 20, "the files to be read again")

    def service(self) -> Visitor:
        """Come in as Coldframe itself, and listen to everything."""
        return _service(self.port, self._secret)

    def _write(self) -> None:
        accounts = self._accounts.all()
        self._passwords.write_text(password_file(accounts, SERVICE, self._hash), "utf-8")
        self._acl.write_text(acl_file(accounts, SERVICE), "utf-8")
        self.broker.reload()

    def _lets_in(self, name: str, password: str) -> bool:
        visitor = Visitor(self.port, name, password, "trial").come()
        visitor.leave()
        return visitor.is_in


def _service(port: int, secret: str) -> Visitor:
    service = Visitor(port, SERVICE, secret, OWN_CLIENT_ID, clean=False).come()
    assert service.is_in
    assert service.listen("#")
    return service


@contextmanager
def guarded(kind: str, port: int, edge: Edge, folder: Path) -> Iterator[Guarded]:
    """Run a broker of *kind*, ``embedded`` or ``mosquitto``, that lets nobody in without a name."""
    folder.mkdir()
    if kind == "mosquitto":
        mosquitto = GuardedMosquitto(port, edge, folder)
        mosquitto.broker.start()
        try:
            yield mosquitto
        finally:
            mosquitto.broker.stop()
    else:
        with embedded(port, edge, anonymous=False) as ours:
            yield ours


@contextmanager
def embedded(port: int, edge: Edge, *, anonymous: bool) -> Iterator[GuardedEmbedded]:
    """Run an embedded broker with accounts."""
    ours = GuardedEmbedded(port, edge, anonymous=anonymous)
    ours.broker.start()
    try:
        yield ours
    finally:
        ours.broker.stop()
