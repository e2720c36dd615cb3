"""A stand-in for InfluxDB 2.x and 3 Core: their interfaces as they are documented, a real 1.6 behind them.

Neither can be installed where the tests run; 3 Core is as its documentation and its source of 2026 say. What
is told of them here, and no more, is what Coldframe is tested with: addresses, logins, how buckets and
databases are listed and made, what 3 Core refuses, and how each words its errors.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from ingest.clock import SystemClock
from ingest.store.influx.access import Access
from tests.influxdb import InfluxDb

TOKEN = "token-of-the-stand-in"  # noqa: S105 - it opens nothing but this stand-in
VERSIONS = {2: "v2.7.12", 3: "3.11.2"}
_ORG_ID = "0123456789abcdef"
_PERIOD = re.compile(r"time >= (-?\d+)ms AND time < (-?\d+)ms")
_BESIDE = re.compile(r'FROM "([^"]+)"\.\.')
_LONGEST_MS = 90 * 86_400_000
"""Real 3 Core refuses after about three days; with so many slices the tests would take minutes."""

WRITE = {2: "/api/v2/write", 3: "/api/v3/write_lp"}
_TOO_MANY_FILES = "Query would scan 1000 Parquet files, exceeding the file limit"
_FULL = "engine: error writing WAL entry: write wal/farm/autogen/1/_00001.wal: no space left on device"

_names = count(1)


class Told(NamedTuple):
    """An answer: status, body and what else stands in the head."""

    status: int
    body: bytes = b""
    head: Mapping[str, str] = {}


class StandIn:
    """Serves *generation* on a free port of 127.0.0.1.

    Attributes:
        url: where it is.
        buckets: what there is, each with how long it keeps what it has [s]; 0 for ever.
        faults: answers that are given instead of the true one, by path or target; they stay until removed.
        ahead_s: how far its clock is ahead of this machine's.
        is_full: whether its disk is full: what is written is shown, and refused all the same.
        requests: what was asked, newest last: method and path, and what was written.
    """

    def __init__(self, generation: int, behind: InfluxDb) -> None:
        self.generation = generation
        self.buckets: dict[str, int] = {}
        self.faults: dict[str, Told] = {}
        self.is_full = False
        self.ahead_s = 0
        self.requests: list[tuple[str, str]] = []
        self._behind = behind
        self._prefix = f"stand_in_{next(_names)}_"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def access(self) -> Access:
        """Return the way to a bucket that is not there yet."""
        hours = _LONGEST_MS // 3_600_000 if self.generation == 3 else None
        return Access(
            self.url,
            f"farm-{next(_names)}",
            "farm" if self.generation == 2 else "",
            token=TOKEN,
            slice_hours=hours,
        )

    def behind_name(self, bucket: str) -> str:
        """Return how *bucket* is called in the server behind."""
        return self._prefix + bucket

    def start(self) -> None:
        """Serve until ``stop``."""
        self._thread.start()

    def stop(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method: str, target: str, head: Mapping[str, str], body: bytes) -> Told:
        """Return what the server answers."""
        path, asked = urlsplit(target).path, parse_qs(urlsplit(target).query)
        if head.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.requests.append((f"{method} {target}", body.decode()))
        for name in (path, target, f"{method} {path}"):
            if name in self.faults:
                return self.faults[name]
        is_open = self.generation == 2 and path == "/ping"
        if head.get("Authorization") != f"Token {TOKEN}" and not is_open:
            return (
                Told(401) if self.generation == 3 else self._error(401, "unauthorized", "unauthorized access")
            )
        if head.get("Content-Type") == "application/x-www-form-urlencoded":
            asked |= parse_qs(body.decode())
        flat = {name: values[0] for name, values in asked.items()}
        serve = {
            "/ping": self._ping,
            "/query": self._query,
            WRITE[self.generation]: self._write,
            "/api/v2/buckets": self._buckets_of_2,
            "/api/v2/orgs": self._organisations,
            "/api/v3/configure/database": self._databases_of_3,
        }.get(path)
        if serve is None:
            return self._error(404, "not found", "path not found")
        return serve(flat, body)

    def _ping(self, _asked: Mapping[str, str], _body: bytes) -> Told:
        head = {"X-Influxdb-Version": VERSIONS[self.generation]}
        if self.generation == 2:
            return Told(204, b"", {**head, "X-Influxdb-Build": "OSS"})
        body = {"version": VERSIONS[3], "revision": "0123456789", "process_id": "1"}
        return Told(200, json.dumps(body).encode(), {**head, "X-Influxdb-Build": "Core", **_JSON})

    def _query(self, asked: Mapping[str, str], _body: bytes) -> Told:
        if self.generation == 3:
            if "; SELECT" in asked["q"]:
                return _failed("must provide only one InfluxQl statement per query")
            period = _PERIOD.search(asked["q"])
            spans = int(period.group(2)) - int(period.group(1)) if period else None
            if asked["q"].startswith("SELECT") and (spans is None or spans > _LONGEST_MS):
                return _failed(f"External error: {_TOO_MANY_FILES}")
            if asked["db"] not in self.buckets:
                return _failed(f"Database {asked['db']} not found")
        if asked["db"] not in self.buckets:
            return self._error(404, "not found", f"database not found: {asked['db']}")
        text = _BESIDE.sub(rf'FROM "{self._prefix}\1"..', asked["q"])
        told = self._ask_behind("/query", {**asked, "q": text, "db": self._prefix + asked["db"]}, b"")
        return told if self.generation == 2 else _as_3_says_it(told)

    def _write(self, asked: Mapping[str, str], body: bytes) -> Told:
        name, precision = asked["db" if self.generation == 3 else "bucket"], asked["precision"]
        assert precision == ("millisecond" if self.generation == 3 else "ms")
        if name not in self.buckets:
            return self._error(404, "not found", f'bucket "{name}" not found')
        if self.generation == 2 and asked.get("org") != "farm":
            return self._error(404, "not found", "organization name not found")
        if not body:
            return self._error(400, "invalid", "writing requires points")
        told = self._ask_behind("/write", {"db": self._prefix + name, "precision": "ms"}, body)
        if told.status == 204:
            return self._error(500, "internal error", _FULL) if self.is_full else told
        words = json.loads(told.body)["error"]
        if self.generation == 2:
            return self._error(422, "unprocessable entity", f"failure writing points to database: {words}")
        rejected = [{"original_line": "…", "line_number": 1, "error_message": words}]
        whole = {"error": "partial write of line protocol occurred", "data": rejected}
        return Told(400, json.dumps(whole).encode(), _JSON)

    def _buckets_of_2(self, asked: Mapping[str, str], body: bytes) -> Told:
        if self.generation != 2:
            return self._error(404, "not found", "path not found")
        if body:
            wanted = json.loads(body)
            assert wanted["orgID"] == _ORG_ID
            self._make(wanted["name"], sum(rule["everySeconds"] for rule in wanted["retentionRules"]))
            return Told(201, json.dumps(self._bucket(wanted["name"])).encode(), _JSON)
        found = [self._bucket(asked["name"])] if asked["name"] in self.buckets else []
        return Told(200, json.dumps({"buckets": found}).encode(), _JSON)

    def _organisations(self, asked: Mapping[str, str], _body: bytes) -> Told:
        if asked.get("org") != "farm":
            return self._error(404, "not found", f'organization name "{asked.get("org")}" not found')
        return Told(200, json.dumps({"orgs": [{"id": _ORG_ID, "name": "farm"}]}).encode(), _JSON)

    def _databases_of_3(self, _asked: Mapping[str, str], body: bytes) -> Told:
        if self.generation != 3:
            return self._error(404, "not found", "path not found")
        if body:
            wanted = json.loads(body)
            if wanted["db"] in self.buckets:
                return Told(409, b"attempted to create a resource that already exists")
            days = wanted.get("retention_period", "0d").removesuffix("d")
            self._make(wanted["db"], int(days) * 86_400)
            return Told(200)
        names = ("_internal", *self.buckets)
        return Told(200, json.dumps([{"iox::database": name} for name in names]).encode(), _JSON)

    def _bucket(self, name: str) -> dict[str, object]:
        rules = [{"type": "expire", "everySeconds": self.buckets[name]}]
        return {"id": "1" * 16, "orgID": _ORG_ID, "name": name, "type": "user", "retentionRules": rules}

    def _make(self, name: str, seconds: int) -> None:
        self.buckets[name] = seconds
        kept = f" WITH DURATION {seconds}s" if seconds else ""
        self._ask_behind("/query", {"q": f'CREATE DATABASE "{self._prefix}{name}"{kept}'}, b"")

    def _ask_behind(self, path: str, asked: Mapping[str, str], body: bytes) -> Told:
        connection = HTTPConnection("127.0.0.1", self._behind.port, timeout=10)
        try:
            if path == "/query":
                body, address, kind = urlencode(asked).encode(), path, "application/x-www-form-urlencoded"
            else:
                address, kind = f"{path}?{urlencode(asked)}", "text/plain"
            connection.request("POST", address, body, {"Content-Type": kind})
            answer = connection.getresponse()
            return Told(answer.status, answer.read(), _JSON)
        finally:
            connection.close()

    def _error(self, status: int, code: str, words: str) -> Told:
        whole = {"code": code, "message": words} if self.generation == 2 else {"error": words}
        return Told(status, json.dumps(whole).encode(), _JSON)


_JSON = {"Content-Type": "application/json"}


def _failed(words: str) -> Told:
    """Return what 3 Core says of a statement that it cannot do."""
    return Told(200, json.dumps({"results": [{"statement_id": 0, "error": words}]}).encode(), _JSON)


def _as_3_says_it(told: Told) -> Told:
    """Return an answer without a word of what there is nothing of, and null for a tag without a value."""
    lines = [line + b"\r\n" for line in told.body.splitlines() if b'"series"' in line or b'"error"' in line]
    return told._replace(body=b"".join(lines).replace(b'"correction":""', b'"correction":null'))


@contextmanager
def standing_in(generation: int, behind: InfluxDb) -> Iterator[StandIn]:
    """Run a stand-in for the section inside."""
    server = StandIn(generation, behind)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: two would wait for each other

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            told = stand_in.answer(self.command, self.path, dict(self.headers), self.rfile.read(length))
            self.send_response(told.status)
            for name, value in told.head.items():
                self.send_header(name, value)
            if told.status != 204:
                self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            if told.status != 204:
                self.wfile.write(told.body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            """Return what time it is, by the clock of the stand-in."""
            now_s = SystemClock().now_ms() / 1_000 if timestamp is None else timestamp
            return super().date_time_string(now_s + stand_in.ahead_s)

        do_GET = do_POST = _serve  # noqa: N815 - the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
