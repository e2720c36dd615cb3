"""When an InfluxDB whose disk was full, or read-only, is believed again.

What 1.6.7 and 2.8.0 do: their log then ends in the middle of an entry. Started again they cut that off, and
go on behind where it ended; what they acknowledge from then on, they do not find when they are started once
more. After ten minutes without a write they move what they have into files, and begin a new log.
"""

from __future__ import annotations

from ingest.clock import MS_PER_SECOND
from ingest.errors import StoreUnavailable
from ingest.store.influx.connection import Connection
from ingest.store.influx.meaning import Refusal
from ingest.store.influx.server import find_out

_RESPITE_MS = 11 * 60 * MS_PER_SECOND
"""A minute more than the ten after which InfluxDB, as it is set up, calls a log cold."""


class Respite:
    """Leaves the server of *connection* alone, by its own clock, and has what it acknowledged repeated."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._was_full = False
        self._until_ms = 0

    def note(self, refusal: Refusal) -> None:
        """Take note of what the server refused, and why."""
        self._was_full |= refusal.is_about_disk

    def keep(self) -> None:
        """Raise StoreUnavailable while nothing is to be written; before a write."""
        if self._until_ms:
            left_ms = self._until_ms - find_out(self._connection).seen_ms
            if 0 < left_ms <= _RESPITE_MS:
                raise self._left_alone(left_ms)
            self._until_ms = 0

    def begin(self) -> None:
        """Raise StoreUnavailable where what was acknowledged has to be repeated; after a write."""
        if self._was_full:
            server = find_out(self._connection)
            self._was_full = False
            if server.seen_ms and not server.append_only:
                self._until_ms = server.seen_ms + _RESPITE_MS
                raise self._left_alone(_RESPITE_MS)

    def _left_alone(self, left_ms: int) -> StoreUnavailable:
        left_s = left_ms / MS_PER_SECOND
        return StoreUnavailable(
            f"{self._connection.access} takes lines again after its disk was full or read-only. It is left "
            f"alone until its log is in order, about {left_s / 60:.0f} minutes; the readings wait",
            left_s,
        )
