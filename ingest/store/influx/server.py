"""Which InfluxDB it is, and whether the bucket is as it shall be; made where it is missing and allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import msgspec
from influxdb_client.domain.bucket_retention_rules import BucketRetentionRules

from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_SECOND, from_datetime
from ingest.errors import StoreUnusable
from ingest.store.influx import influxql
from ingest.store.influx.access import Access
from ingest.store.influx.answers import tables
from ingest.store.influx.connection import Answer, Connection
from ingest.store.influx.influxql import FIRST_MS, LAST_MS, within
from ingest.store.influx.meaning import Refusal, words_of

_VERSION = re.compile(r"v?(\d+)\.(\d+)")
_OLDEST_OF_1 = 6
_CORE = 3
_CORE_SLICE_HOURS = 72
"""3 Core refuses a query over more than 432 files, which are about three days."""

_WINDOWS_DAYS = (8, 32, 128, 512)
"""How far back a question about everything reaches at a time: with years of ten thousand devices, a single
answer would take longer than anybody waits for one."""

_LOOK_BACK_DAYS = 731
"""How far back is looked where every few days cost a query: two years, and leap days."""

_DATABASES_OF_3 = "/api/v3/configure/database"
_DURATION = re.compile(r"(\d+)([hms])")
_SECONDS = {"h": 3_600, "m": 60, "s": 1}
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was asked who it is.

    Attributes:
        version: as it says itself.
        generation: 1, 2 or 3.
        slice_ms: the longest period that one query may ask for [ms]; None for any.
        seen_ms: when it was asked, by its own clock [ms].
        append_only: whether a point that is written twice may show either version.
    """

    version: str
    generation: int
    slice_ms: int | None
    seen_ms: int
    append_only: bool

    @property
    def is_exact(self) -> bool:
        """Tell whether a point has one version, and one query may ask for any period."""
        return self.slice_ms is None and not self.append_only

    @property
    def write_path(self) -> str:
        """Return where lines are taken."""
        return "/write" if self.generation == 1 else "/api/v2/write"

    def write_query(self, bucket: str, organisation: str) -> dict[str, str]:
        """Return what the address of a write says."""
        if self.generation == 1:
            return {"db": bucket, "precision": "ms"}
        return {"bucket": bucket, "precision": "ms", **({"org": organisation} if organisation else {})}

    def everything(self) -> Iterator[str]:
        """Yield the conditions of queries that together reach everything, the newest first."""
        if self.slice_ms is None:
            end_ms = LAST_MS
            for days in _WINDOWS_DAYS:
                start_ms = self.seen_ms - days * MS_PER_DAY
                yield within(start_ms, end_ms)
                end_ms = start_ms
            yield within(FIRST_MS, end_ms)
            return
        end_ms = self.seen_ms + MS_PER_DAY
        for until_ms in range(end_ms, self._earliest_ms, -self.slice_ms):
            yield within(until_ms - self.slice_ms, until_ms)

    def periods(self, start_ms: int, end_ms: int) -> Iterator[str]:
        """Yield the conditions of queries that together reach [start_ms, end_ms), the oldest first."""
        if self.slice_ms is None:
            if start_ms < end_ms:
                yield within(start_ms, end_ms)
            return
        for from_ms in range(max(start_ms, self._earliest_ms), end_ms, self.slice_ms):
            yield within(from_ms, min(from_ms + self.slice_ms, end_ms))

    @property
    def _earliest_ms(self) -> int:
        return self.seen_ms - _LOOK_BACK_DAYS * MS_PER_DAY


class _Version(msgspec.Struct, frozen=True):
    version: str = ""


class _Database(msgspec.Struct, frozen=True):
    name: str = msgspec.field(name="iox::database", default="")


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
    if generation not in _PREPARE or (generation == 1 and minor < _OLDEST_OF_1):
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


def prepare(connection: Connection, server: Server) -> int:
    """See to it that the bucket is there and keeps readings long enough. Raises StoreError or Refusal.

    Returns how long it keeps them [ms]; 0 for ever.
    """
    return _PREPARE[server.generation](connection) * MS_PER_SECOND


def _prepare_1(connection: Connection) -> int:
    access = connection.access
    database = influxql.name(access.bucket)
    ask = f"SHOW RETENTION POLICIES ON {database}"
    try:
        found = list(tables(connection.query(ask, access.bucket)))
    except Refusal as refusal:
        if "database not found" not in refusal.words:
            raise
        keep = "" if access.keep_days is None else f" WITH DURATION {access.keep_days}d REPLICATION 1"
        _create(connection, lambda: _run(connection, f"CREATE DATABASE {database}{keep}"), "database")
        return _asked_s(access)
    policies = [dict(zip(table.columns, row, strict=True)) for table in found for row in table.values]
    kept_s = sum(_duration_s(str(one.get("duration"))) for one in policies if one.get("default") is True)
    return _require_retention(connection, kept_s)


def _prepare_2(connection: Connection) -> int:
    access = connection.access
    asked = {"name": access.bucket, **({"org": access.organisation} if access.organisation else {})}
    try:
        with connection.speaking():
            buckets = connection.client.buckets_api().find_buckets(**asked).buckets  # type: ignore[no-untyped-call]  # influxdb-client types some of its functions
            if buckets is None:
                raise ValueError("no list of buckets")
    except Refusal as refusal:
        if not refusal.is_nowhere:
            raise
        buckets = []
    if not buckets and not access.organisation:
        raise StoreUnusable(
            f"{access} has no bucket {access.bucket}. To have it made, say in [store] organisation whose it "
            "shall be; or make it there, or correct [store] bucket"
        )
    if not buckets:
        _create(connection, lambda: _create_bucket(connection), "bucket")
        return _asked_s(access)
    lasting = [rule.every_seconds for rule in buckets[0].retention_rules if rule.type == "expire"]
    return _require_retention(connection, min((seconds for seconds in lasting if seconds), default=0))


def _create_bucket(connection: Connection) -> None:
    access = connection.access
    rules = []
    if access.keep_days is not None:
        seconds = access.keep_days * _DAY_S
        rules.append(BucketRetentionRules(type="expire", every_seconds=seconds))  # type: ignore[no-untyped-call]  # as above
    with connection.speaking():
        connection.client.buckets_api().create_bucket(
            bucket_name=access.bucket, retention_rules=rules, org=access.organisation or None
        )


def _prepare_3(connection: Connection) -> int:
    """3 Core says which databases there are, and not how long they keep what they have."""
    access = connection.access
    answer = connection.ask("GET", f"{_DATABASES_OF_3}?format=json")
    try:
        known = {one.name for one in msgspec.json.decode(answer.body, type=list[_Database])}
    except msgspec.MsgspecError as error:
        words = f"no list of databases: {words_of(answer.body)}"
        raise Refusal(answer.status, words, answer.head) from error
    if access.bucket in known:
        return _asked_s(access)
    wanted: dict[str, str] = {"db": access.bucket}
    if access.keep_days is not None:
        wanted["retention_period"] = f"{access.keep_days}d"
    _create(connection, lambda: connection.ask("POST", _DATABASES_OF_3, wanted), "database")
    return _asked_s(access)


def _create(connection: Connection, create: Callable[[], object], what: str) -> None:
    access = connection.access
    try:
        create()
    except Refusal as refusal:
        if refusal.is_about_disk:
            raise
        raise StoreUnusable(
            f"{access} has no {what} {access.bucket}, and does not let us make one ({refusal}): make it "
            f"there, or give the token or user in [store] the right to; or correct [store] {what}"
        ) from refusal


def _asked_s(access: Access) -> int:
    return 0 if access.keep_days is None else access.keep_days * _DAY_S


def _require_retention(connection: Connection, seconds: int) -> int:
    """Return *seconds*, after which the bucket forgets (0: never); complain where that is too soon."""
    access = connection.access
    if seconds == 0 or seconds >= _asked_s(access):
        return seconds
    raise StoreUnusable(
        f"{access} keeps what is in {access.bucket} for {seconds / _DAY_S:g} days, and [store] keep_days "
        f"asks for {access.keep_days}: lengthen the retention there, or lower keep_days"
    )


def _run(connection: Connection, command: str) -> None:
    for _ in tables(connection.query(command, connection.access.bucket, changes=True)):
        pass


def _duration_s(text: str) -> int:
    """Return a duration as InfluxDB 1.x writes it [s].

    >>> _duration_s("2160h0m0s"), _duration_s("0s")
    (7776000, 0)
    """
    return sum(int(number) * _SECONDS[unit] for number, unit in _DURATION.findall(text))


_PREPARE = {1: _prepare_1, 2: _prepare_2, 3: _prepare_3}
