"""The accounts of gateways in the state database, and in memory for those who ask at every message."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec
import sqlalchemy as sa

from ingest.access.account import Account, checked_name, kind_called, topics_of
from ingest.access.password import hashed, new_password
from ingest.clock import Clock
from ingest.database import Database
from ingest.errors import InvalidAccount, UnknownName
from ingest.formats import SUBSCRIPTIONS
from ingest.tables import GATEWAY_ACCOUNT


class Accounts:
    """The accounts of one data folder. All methods may be called from any thread.

    Args:
        database: where they are kept; its tables are up to date.
        clock: tells when one was made.
        taken: names with which somebody else logs in, Coldframe itself above all.
    """

    def __init__(self, database: Database, clock: Clock, taken: Sequence[str] = ()) -> None:
        self._database = database
        self._clock = clock
        self._taken = frozenset(taken)
        self._lock = threading.Lock()
        with database.read() as connection:
            rows = connection.execute(sa.select(GATEWAY_ACCOUNT).order_by(GATEWAY_ACCOUNT.c.name)).all()
        self._by_name: Mapping[str, Account] = {row.name: _account(row) for row in rows}

    def called(self, name: str) -> Account | None:
        """Return the account called *name*, or None."""
        return self._by_name.get(name)

    def all(self) -> tuple[Account, ...]:
        """Return all accounts, by name."""
        known = self._by_name
        return tuple(known[name] for name in sorted(known))

    def add(self, name: str, kind: str, topics: Sequence[str] = ()) -> tuple[Account, str]:
        """Make an account and return it with its password; this is the only time that can be seen.

        Args:
            name: how the gateway is called.
            kind: the name of its kind.
            topics: topic filters under which it may publish; none: those of its kind.
        """
        publish, subscribe = topics_of(checked_name(name, SUBSCRIPTIONS), kind_called(kind), tuple(topics))
        if name in self._taken:
            raise InvalidAccount(f"{name!r} is the name with which Coldframe itself logs in (mqtt.username)")
        password = new_password()
        made = Account(name, kind, hashed(password), publish, subscribe, self._clock.now_ms())
        with self._lock:
            if name in self._by_name:
                raise InvalidAccount(
                    f"there is a gateway called {name!r} already; remove it, or take another name"
                )
            with self._database.begin() as connection:
                connection.execute(sa.insert(GATEWAY_ACCOUNT), _row(made))
            self._by_name = MappingProxyType({**self._by_name, name: made})
        return made, password

    def remove(self, name: str) -> None:
        """Make the account called *name* worthless at once; raises UnknownName."""
        with self._lock:
            if name not in self._by_name:
                raise UnknownName(f"there is no gateway called {name[:80]!r} that has credentials")
            with self._database.begin() as connection:
                connection.execute(sa.delete(GATEWAY_ACCOUNT).where(GATEWAY_ACCOUNT.c.name == name))
            kept = {known: account for known, account in self._by_name.items() if known != name}
            self._by_name = MappingProxyType(kept)


def _row(account: Account) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(account),
        "publish": msgspec.json.encode(account.publish).decode(),
        "subscribe": msgspec.json.encode(account.subscribe).decode(),
    }


def _account(row: sa.Row[Any]) -> Account:
    publish, subscribe = (
        msgspec.json.decode(text, type=tuple[str, ...]) for text in (row.publish, row.subscribe)
    )
    return Account(row.name, row.kind, row.hash, publish, subscribe, row.created_ms)
