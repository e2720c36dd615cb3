"""What is known of a device besides the object that is interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import NamedTuple

from ingest.known import Meaning


class Hint(NamedTuple):
    """What is known of a device besides the object.

    Attributes:
        model: what the device is, as its network server or gateway calls it; empty: not known.
        meanings: what the operator has said about the fields of this model, by path. A path without the
            positions in lists (``history.x`` for ``history.3.x``) speaks for all of them.
        units: the units that the gateway itself tells, by path.
        zone: in which local times without offset are written.
        received_at_ms: when the object arrived [ms]; settles which of two local times is meant.
    """

    model: str = ""
    meanings: Mapping[str, Meaning] = MappingProxyType({})
    units: Mapping[str, str] = MappingProxyType({})
    zone: tzinfo = UTC
    received_at_ms: int = 0


NO_HINT = Hint()
