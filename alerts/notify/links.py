"""Links of one use by which a person says "I go": signed, for one purpose, and not for long."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from itsdangerous import BadData, URLSafeSerializer

from alerts.errors import LinkRefused
from ingest.clock import MS_PER_HOUR

LIFETIME_MS = 24 * MS_PER_HOUR
"""A day: whoever reads a message later than that should look at the page first."""

_PURPOSE = "coldframe: take an alert"


class Grant(msgspec.Struct, frozen=True, array_like=True):
    """What a link is good for: one person takes one alert, until it expires.

    ``number`` tells apart the links of several calls: each can be used once.
    """

    alert_id: str
    person_id: str
    number: str
    expires_ms: int


@dataclass(frozen=True)
class Links:
    """Makes and reads links.

    Args:
        key: signs them; whoever has it can make them.
        base_url: where people reach the service.
    """

    key: bytes
    base_url: str

    def take(self, grant: Grant) -> str:
        """Return the address that *grant* is good for."""
        return f"{self.base_url}/a/{self._signer().dumps(msgspec.to_builtins(grant))}"

    def alert(self, alert_id: str) -> str:
        """Return the address at which an alert is shown."""
        return f"{self.base_url}/#/alerts/{alert_id}"

    def read(self, token: str, now_ms: int) -> Grant:
        """Return what the link that ends in *token* is good for; LinkRefused says why it is for nothing."""
        try:
            grant = msgspec.convert(self._signer().loads(token), Grant)
        except (BadData, msgspec.ValidationError) as error:
            raise LinkRefused("this link was not made here, or not all of it has arrived") from error
        if now_ms >= grant.expires_ms:
            raise LinkRefused("this link has expired: look at the alert itself")
        return grant

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.key, salt=_PURPOSE, signer_kwargs={"key_derivation": "hmac"})
