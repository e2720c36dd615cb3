"""Who may command the service: named tokens, of which only a hash is kept.

A token is 256 random bits, so a plain SHA-256 keeps it safe: there is nothing to guess, and a slow hash,
as passwords need it, would only slow down every request.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from dataclasses import dataclass

import sqlalchemy as sa

from api.errors import BadRequest, NotFound
from ingest.clock import Clock
from ingest.database import Database
from ingest.tables import TOKEN

_PREFIX = "cf_"
"""Lets secret scanners, and people, see what it is."""

_NAME = re.compile(r"\w[\w .@-]{0,63}")
"""Whatever can be made can be revoked: a name has to stand in an address."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who commands: the name of the token, and whether it may make other tokens."""

    name: str
    administers: bool = False


@dataclass(frozen=True, slots=True)
class TokenName:
    """A token that exists, without its secret."""

    name: str
    created_ms: int


def new_secret() -> str:
    """Return a new token."""
    return _PREFIX + secrets.token_urlsafe(32)


class Tokens:
    """The tokens of one data folder. All methods may be called from any thread.

    The administrator's key lives only as long as this object: it is written into a file that only the
    operator's own account can read, and made anew at every start.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._by_digest: dict[str, Principal] = {}
        self._load()

    def create(self, name: str) -> str:
        """Make a token called *name* and return it; this is the only time it can be seen."""
        if _NAME.fullmatch(name) is None:
            raise BadRequest(
                "the name of a token: expected 1 to 64 letters, digits, spaces or . _ @ -, beginning with a "
                f"letter or digit, saw {name[:80]!r}"
            )
        secret = new_secret()
        row = {"name": name, "hash": _digest(secret), "created_ms": self._clock.now_ms()}
        with self._lock:
            try:
                with self._database.begin() as connection:
                    connection.execute(sa.insert(TOKEN), row)
            except sa.exc.IntegrityError as error:
                raise BadRequest(
                    f"there is a token called {name!r} already; revoke it, or take another name"
                ) from error
            self._by_digest[_digest(secret)] = Principal(name)
        return secret

    def replace(self, name: str) -> str:
        """Make a token called *name* in place of the one that had this name before."""
        if name in {known.name for known in self.names()}:
            self.revoke(name)
        return self.create(name)

    def revoke(self, name: str) -> None:
        """Make the token called *name* worthless at once; sessions opened with it end with it."""
        with self._lock:
            with self._database.begin() as connection:
                found = connection.execute(sa.delete(TOKEN).where(TOKEN.c.name == name)).rowcount
            if not found:
                raise NotFound(f"there is no token called {name!r}")
            self._by_digest = {
                digest: holder
                for digest, holder in self._by_digest.items()
                if holder.name != name or holder.administers
            }

    def names(self) -> tuple[TokenName, ...]:
        """Return the tokens that exist, by name."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(TOKEN.c.name, TOKEN.c.created_ms).order_by(TOKEN.c.name))
            return tuple(TokenName(row.name, row.created_ms) for row in rows)

    def make_administrator(self) -> str:
        """Return a new administrator's key; a former one is worthless from now on."""
        secret = new_secret()
        with self._lock:
            kept = {digest: holder for digest, holder in self._by_digest.items() if not holder.administers}
            self._by_digest = {**kept, _digest(secret): Principal("administrator", administers=True)}
        return secret

    def holder(self, secret: str) -> Principal | None:
        """Return who holds *secret*; None where nobody does. Compares in constant time."""
        digest = _digest(secret)
        found = None
        for known, principal in tuple(self._by_digest.items()):
            if hmac.compare_digest(known, digest):
                found = principal
        return found

    def _load(self) -> None:
        with self._database.read() as connection:
            rows = connection.execute(sa.select(TOKEN.c.name, TOKEN.c.hash)).all()
        self._by_digest = {row.hash: Principal(row.name) for row in rows}


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
