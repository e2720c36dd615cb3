"""What a TLS handshake fails with, and what an operator can do about it. Pure."""

from __future__ import annotations

import re

from ingest.errors import StoreUnusable
from ingest.store.influx.access import Access


def untrusted(reason: str, access: Access) -> StoreUnusable:
    """Return what *reason*, for which a handshake failed, means for the store."""
    told = next(told for applies, told in _TOLD if applies.search(reason))
    return StoreUnusable(f"{access} {told.format(reason=reason)}")


_TOLD = (
    (
        re.compile("WRONG_VERSION_NUMBER"),
        "speaks no TLS there ({reason}): let [store] url begin with http://, or name the port that does",
    ),
    (
        re.compile("has expired|not yet valid"),
        (
            "shows a certificate that is not valid today ({reason}): renew it there; or set this machine's "
            "clock, if that is wrong. [store] url and ca_file may be right"
        ),
    ),
    (
        re.compile("not valid for"),
        (
            "shows a certificate of another name ({reason}): set [store] url to a name that stands in it, or "
            "have one made for this name"
        ),
    ),
    (
        re.compile(""),
        (
            "does not show a certificate that can be trusted ({reason}): set [store] ca_file to the "
            "certificate of whoever signed it"
        ),
    ),
)
"""By what the reason says; what applies first is told."""
