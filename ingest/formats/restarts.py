"""When a bridge, or the home automation behind it, started anew: then everything cached is published again.

Whoever learns of a start says so here; what is published in the two minutes after it may be old.
"""

from __future__ import annotations

from ingest.clock import MS_PER_MINUTE
from ingest.known import Known
from ingest.report import Announcement

_SCOPE = "restarts"
_KEY = "newest"
_AT = "at_ms"

_UNREST_MS = 2 * MS_PER_MINUTE
"""Zigbee2MQTT waits for half a minute after Home Assistant came online, then publishes every state."""


def restarted(received_at_ms: int) -> Announcement:
    """Return what to announce when something started anew at *received_at_ms*."""
    return Announcement(_SCOPE, {_KEY: {_AT: received_at_ms}}, lasting=False)


def is_unrest(known: Known, received_at_ms: int) -> bool:
    """Tell whether what arrives now may have been published because something started anew."""
    found = known.facts(_SCOPE, _KEY)
    return found is not None and 0 <= received_at_ms - int(found[_AT]) <= _UNREST_MS
