"""Whether the bucket, or database, is as it shall be; it is made where it is missing and that is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
from influxdb_client.domain.bucket_retention_rules import BucketRetentionRules

from ingest.clock import MS_PER_SECOND
from ingest.errors import StoreUnusable
from ingest.store.influx import influxql
from ingest.store.influx.access import Access
from ingest.store.influx.answers import tables
from ingest.store.influx.connection import Connection
from ingest.store.influx.meaning import Refusal, words_of
from ingest.store.influx.server import Server

_DATABASES_OF_3 = "/api/v3/configure/database"
_DURATION = re.compile(r"(\d+)([hms])")
_SECONDS = {"h": 3_600, "m": 60, "s": 1}
_DAY_S = 86_400


class _Database(msgspec.Struct, frozen=True):
    name: str = msgspec.field(name="iox::database", default="")


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
    owner = _owner(connection)
    with connection.speaking():
        connection.client.buckets_api().create_bucket(
            bucket_name=access.bucket, retention_rules=rules, org=owner
        )


def _owner(connection: Connection) -> str:
    """Return the id of the organisation whose a bucket would be; a token may be shown none."""
    access, said = connection.access, "none"
    if not access.organisation:
        raise StoreUnusable(
            f"{access} has no bucket {access.bucket}. To have it made, say in [store] organisation whose it "
            "shall be; or make it there, or correct [store] bucket"
        )
    try:
        with connection.speaking():
            found = connection.client.organizations_api().find_organizations(org=access.organisation)  # type: ignore[no-untyped-call]  # as above
            if found:
                return str(found[0].id)
    except Refusal as refusal:
        if not refusal.is_nowhere:
            raise
        said = str(refusal)
    raise StoreUnusable(
        f"{access} shows us no bucket {access.bucket}, and no organisation {access.organisation} to make it "
        f"in ({said}): correct [store] bucket or organisation; or give the token in [store] the right to "
        "read and write this bucket"
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
            f"{access} has no {what} {access.bucket} for us, and does not let us make one ({refusal}): make "
            f"it there, or give the token or user in [store] the right to; or correct [store] {what}"
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
