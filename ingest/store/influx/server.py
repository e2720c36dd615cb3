"""Which InfluxDB it is, and what that means for how it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import msgspec

from ingest.clock import MS_PER_DAY, MS_PER_HOUR, from_datetime
from ingest.errors import StoreUnusable
from ingest.store.influx.connection import Answer, Connection
from ingest.store.influx.influxql import FIRST_MS, LAST_MS, within
from ingest.store.influx.meaning import Refusal, words_of

_VERSION = re.compile(r"v?(\d+)\.(\d+)")
_WRITE = {1: "/write", 2: "/api/v2/write", 3: "/api/v3/write_lp"}
"""Where lines are taken. 3 Core has what 2.x has, too, but there calls a refused line its own failure."""

_OLDEST_OF_1 = 6
_CORE = 3
_CORE_SLICE_HOURS = 72
"""3 Core refuses a query over more than 432 files, which are about three days."""

_WINDOWS_DAYS = (8, 32, 128, 512)
"""How far back a question about everything reaches at a time: with years of ten thousand devices, a single
answer would take longer than anybody waits for one."""

_LOOK_BACK_DAYS = 731
"""How far back is looked where every few days cost a query: two years, and leap days."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was asked who it is.

    Attributes:
        version: as it says itself.
        generation: 1, 2 or 3.
        slice_ms: the longest period that one query may ask for [ms]; None for any.
        seen_ms: when it was asked, by its own clock [ms].
        append_only: whether a point that is written twice may show either version.
        begun_ms: before this it has no reading, as far as is known [ms].
    """

    version: str
    generation: int
    slice_ms: int | None
    seen_ms: int
    append_only: bool
    begun_ms: int = FIRST_MS

    @property
    def is_exact(self) -> bool:
        """Tell whether a point has one version, and one query may ask for any period."""
        return self.slice_ms is None and not self.append_only

    @property
    def write_path(self) -> str:
        """Return where lines are taken."""
        return _WRITE[self.generation]

    def write_query(self, bucket: str, organisation: str) -> dict[str, str]:
        """Return what the address of a write says."""
        if self.generation == 1:
            return {"db": bucket, "precision": "ms"}
        if self.generation == _CORE:
            return {"db": bucket, "precision": "millisecond"}
        return {"bucket": bucket, "precision": "ms", **({"org": organisation} if organisation else {})}

    def everything(self) -> Iterator[str]:
        """Yield the conditions of queries that together reach everything, the newest first."""
        for span in self.windows():
            yield within(*span)

    def windows(self) -> Iterator[tuple[int, int]]:
        """Yield the spans of queries that together reach everything, the newest first."""
        if self.slice_ms is None:
            end_ms = LAST_MS
            for days in _WINDOWS_DAYS:
                start_ms = self.seen_ms - days * MS_PER_DAY
                yield start_ms, end_ms
                end_ms = start_ms
            yield FIRST_MS, end_ms
            return
        end_ms = self.seen_ms + MS_PER_DAY
        for until_ms in range(end_ms, self._earliest_ms, -self.slice_ms):
            yield until_ms - self.slice_ms, until_ms

    def periods(self, start_ms: int, end_ms: int) -> Iterator[str]:
        """Yield the conditions of queries that together reach [start_ms, end_ms), the oldest first."""
        for span in self.slices([(start_ms, end_ms)]):
            yield within(*span)

    def slices(self, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield what queries may ask for that together reach all of *spans*, the oldest first.

        >>> list(Server("", 3, 72, 0, append_only=True).slices([(900, 906), (0, 100), (50, 160)]))
        [(0, 72), (72, 144), (144, 160), (900, 906)]
        """
        longest_ms = LAST_MS - FIRST_MS if self.slice_ms is None else self.slice_ms
        reached_ms = FIRST_MS if self.slice_ms is None else self._earliest_ms
        for start_ms, end_ms in sorted(spans):
            while (from_ms := max(start_ms, reached_ms)) < end_ms:
                until_ms = from_ms + longest_ms
                reached_ms = min(until_ms, max(end for start, end in spans if start < until_ms))
                yield from_ms, reached_ms

    @property
    def _earliest_ms(self) -> int:
        return max(self.begun_ms, self.seen_ms - _LOOK_BACK_DAYS * MS_PER_DAY)


class _Version(msgspec.Struct, frozen=True):
    version: str = ""


def find_out(connection: Connection) -> Server:
    """Ask the server who it is. Raises StoreError or Refusal."""
    answer = _ping(connection)
    said = answer.head.get("x-influxdb-version", "")
    if not said:
        try:
            said = msgspec.json.decode(answer.body, type=_Version).version
        except msgspec.MsgspecError:
            said = ""
    found = _VERSION.match(said)
    if found is None:
        words = said or answer.body[:80].decode("utf-8", "replace")
        raise StoreUnusable(
            f"{connection.access} does not say which InfluxDB it is ({answer.status}, {words!r}): set "
            "[store] url to InfluxDB itself; if a proxy stands before it, let it pass X-Influxdb-Version on"
        )
    generation, minor = int(found.group(1)), int(found.group(2))
    if generation not in _WRITE or (generation == 1 and minor < _OLDEST_OF_1):
        raise StoreUnusable(f"{connection.access} is version {said}; 1.6 and newer, 2.x and 3.x are known")
    hours, append_only = connection.access.slice_hours, connection.access.append_only
    if generation == _CORE:
        hours, append_only = hours or _CORE_SLICE_HOURS, True
    seen_ms = from_datetime(parsedate_to_datetime(answer.head["date"])) if "date" in answer.head else 0
    slice_ms = None if hours is None else hours * MS_PER_HOUR
    return Server(said, generation, slice_ms, seen_ms, append_only)


def _ping(connection: Connection) -> Answer:
    try:
        answer = connection.ask("GET", "/ping")
    except Refusal as refusal:
        if refusal.status != HTTPStatus.NOT_FOUND or refusal.is_html:
            raise
        raise StoreUnusable(
            f"{connection.access} answers {refusal}. Every InfluxDB knows /ping: set [store] url to InfluxDB "
            "itself, with the path that a proxy wants before it, and with none otherwise"
        ) from refusal
    if "html" in answer.head.get("content-type", ""):
        raise Refusal(answer.status, words_of(answer.body), answer.head)
    return answer
