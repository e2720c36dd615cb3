"""How lines are handed in, and what becomes of those that are not taken."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping, Sequence

from ingest.reading import Reading
from ingest.store import Refused
from ingest.store.influx.connection import Connection
from ingest.store.influx.line_protocol import to_lines, to_overwriting, to_own_lines, trial_line
from ingest.store.influx.meaning import Refusal
from ingest.store.influx.server import Server

_NO_CONTENT = 204
_FASTEST = 1
_TRIAL_MS = 600_000

Key = tuple[str, str, int]
"""Device, quantity, and when it was observed [ms]."""


class Sender:
    """Hands lines to *server* over *connection*, synchronously. All methods raise StoreError or Refusal."""

    def __init__(self, connection: Connection, server: Server) -> None:
        self._connection = connection
        self._server = server
        self._measurement = connection.access.measurement

    def send(self, readings: Sequence[Reading]) -> list[Refused]:
        """Write *readings*; return those that the server will never take, with its own words.

        Where it refuses lines or the size of the whole, halves are tried until it is known which they are.
        """
        refused: list[Refused] = []
        waiting = [readings] if readings else []
        while waiting:
            part = waiting.pop()
            lines = self._lines(part)
            try:
                self.hand_in(lines)
            except Refusal as refusal:
                if not (refusal.is_about_lines or refusal.is_too_large):
                    raise
                if len(part) == 1 or refusal.dropped_points == len(lines):
                    refused += [Refused(reading, refusal.words) for reading in part]
                else:
                    middle = len(part) // 2
                    waiting += [part[middle:], part[:middle]]
        return refused

    def correct(
        self, readings: Sequence[Reading], versions: Callable[[Sequence[Reading]], Mapping[Key, int]]
    ) -> None:
        """Write *readings* over what is there, or beside it where that is not possible."""
        if not self._server.append_only:
            self.hand_in(to_lines(to_overwriting(readings), self._measurement))
            return
        known = versions(readings)
        lines: list[str] = []
        for one in readings:
            version = known.get((one.device, one.quantity, one.observed_at_ms), 0) + 1
            lines += to_own_lines([one], self._measurement, str(version))
        self.hand_in(lines)

    def try_out(self) -> None:
        """Find out whether lines would be taken, by one of each ten minutes of the server's own clock.

        Without any line, a server whose disk is full or read-only says that all is well.
        """
        at_ms = self._server.seen_ms
        try:
            self.hand_in([trial_line(self._measurement, at_ms - at_ms % _TRIAL_MS)] if at_ms else ())
        except Refusal as refusal:
            if refusal.is_html or not refusal.is_bad_request:
                raise  # else 2.x and 3 let us in, and miss the lines

    def _lines(self, readings: Sequence[Reading]) -> list[str]:
        if self._server.append_only:
            return to_own_lines(readings, self._measurement)
        return to_lines(readings, self._measurement)

    def hand_in(self, lines: Sequence[str]) -> None:
        """Write *lines*, all of them or, where it raises, perhaps some."""
        access = self._connection.access
        query = self._server.write_query(access.bucket, access.organisation)
        text = gzip.compress("\n".join(lines).encode(), _FASTEST, mtime=0)
        answer = self._connection.write(self._server.write_path, query, text)
        if answer.status != _NO_CONTENT and (lines or "html" in answer.head.get("content-type", "")):
            raise Refusal(answer.status, answer.body[:400].decode("utf-8", "replace"), answer.head)
