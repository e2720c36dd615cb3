"""Who comes in at the embedded broker, and what each may do there."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

import msgspec

from ingest.access.account import SERVICE, Account
from ingest.access.password import hashed, is_right, new_password
from ingest.greeting import REFUSAL_OF_CLIENT_ID, REFUSAL_OF_USER, Greeting, NotWelcome

_NOBODYS_HASH = hashed(new_password())
"""A name that nobody has takes as long to refuse as a wrong password."""


def _no_account(_name: str) -> Account | None:
    return None


class Holder(msgspec.Struct, frozen=True):
    """Whose session there is already under a client id; *user* None: of somebody without a name."""

    user: str | None


class Door:
    """Decides; remembers nothing but the secret with which Coldframe itself comes in.

    Args:
        client_id: under which Coldframe's own session is kept.
        anonymous: whether somebody without a name is let in, and may do everything.
        account: returns the account of a name, or None; asked at every message, so that a change counts
            at once.
        service_secret: the password of Coldframe itself; empty: its session is open to whoever comes first.
    """

    def __init__(
        self,
        client_id: str,
        *,
        anonymous: bool = True,
        account: Callable[[str], Account | None] = _no_account,
        service_secret: str = "",
    ) -> None:
        self.client_id = client_id
        self._anonymous = anonymous
        self._account = account
        self._service_secret = service_secret

    @property
    def is_reserved(self) -> bool:
        """Tell whether Coldframe's own session is for Coldframe alone."""
        return bool(self._service_secret)

    def check(self, greeting: Greeting, holder: Holder | None) -> None:
        """Raise NotWelcome where somebody may not come in.

        Args:
            greeting: who comes.
            holder: whose session there is under the same client id; None where there is none.
        """
        if not self.knows(greeting.user, greeting.password):
            raise NotWelcome(_stranger(greeting), REFUSAL_OF_USER)
        if greeting.client_id == self.client_id:
            if self.is_reserved and greeting.user != SERVICE:
                raise NotWelcome("its client id is Coldframe's own", REFUSAL_OF_CLIENT_ID)
        elif holder is not None and holder.user is not None and holder.user != greeting.user:
            raise NotWelcome(f"its client id belongs to {holder.user!r}", REFUSAL_OF_CLIENT_ID)

    def knows(self, user: str | None, password: str | None) -> bool:
        """Tell whether somebody with this name and password is let in."""
        if user is None:
            return self._anonymous
        given = password or ""
        if user == SERVICE and self.is_reserved:
            return hmac.compare_digest(given.encode(), self._service_secret.encode())
        account = self._account(user)
        return is_right(given, _NOBODYS_HASH if account is None else account.hash) and account is not None

    def may_publish(self, user: str | None, topic: str) -> bool:
        """Tell whether *user* may publish to *topic*."""
        if self._is_trusted(user):
            return True
        account = self._account(user or "")
        return account is not None and account.may_publish(topic)

    def may_subscribe(self, user: str | None, topic_filter: str) -> bool:
        """Tell whether *user* may subscribe to *topic_filter*."""
        if self._is_trusted(user):
            return True
        account = self._account(user or "")
        return account is not None and account.may_subscribe(topic_filter)

    def may_hear(self, user: str | None, topic: str) -> bool:
        """Tell whether *user* may be given what is published to *topic*."""
        if self._is_trusted(user):
            return True
        account = self._account(user or "")
        return account is not None and account.may_hear(topic)

    def _is_trusted(self, user: str | None) -> bool:
        if user is None:
            return self._anonymous
        return user == SERVICE and self.is_reserved


def new_service_secret() -> str:
    """Return a password for Coldframe itself, good for one run and never written down."""
    return secrets.token_urlsafe(32)


def _stranger(greeting: Greeting) -> str:
    if greeting.user is None:
        return "it gives no user name, and [broker] anonymous is false"
    return f"its user name {greeting.user[:64]!r} is not known, or its password is wrong"
