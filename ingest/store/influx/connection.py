"""Requests to InfluxDB over influxdb-client's connections, synchronous; nothing is kept back or repeated.

Its ``WriteApi`` is not used: it queues without a bound and forgets, and it knows no ``/write``, the one
address at which InfluxDB 1.6 and 1.7 take readings; nor does it know InfluxQL. What it has, such as buckets,
is asked of it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec
from influxdb_client.client.exceptions import InfluxDBError
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.rest import ApiException
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError, SSLError
from urllib3.response import BaseHTTPResponse

from ingest.errors import StoreError, StoreUnavailable, StoreUnusable
from ingest.store.influx.access import Access
from ingest.store.influx.handshake import untrusted
from ingest.store.influx.meaning import Refusal, words_of

_LONGEST_ADDRESS = 2_000
"""A longer query goes into the body of a POST: proxies cut addresses."""

_CONNECT_S = 5.0
_SUCCESS, _NO_SUCCESS = 200, 300
_CHUNK_BYTES = 1 << 16
_POOL = re.compile(r"HTTPS?Connection(Pool)?\([^)]*\): ")
"""How urllib3 begins its errors: with an address that was told already."""

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """A success: its status, headers (names in lower case) and body."""

    status: int
    head: Mapping[str, str]
    body: bytes


class Connection:
    """A pool of connections to one server; any thread may ask."""

    def __init__(self, access: Access) -> None:
        self.access = access
        connect_s = min(_CONNECT_S, access.timeout_s)
        self._client = InfluxDBClient(
            url=access.url,
            token="",
            org=access.organisation,
            timeout=(int(1_000 * connect_s), int(1_000 * access.timeout_s)),
            ssl_ca_cert=None if access.ca_file is None else str(access.ca_file),
        )
        self._pool: PoolManager = self._client.api_client.rest_client.pool_manager
        self._timeout = Timeout(connect=connect_s, read=access.timeout_s)
        self._head = {"Accept": "application/json"}
        authorization = _authorization(access)
        if authorization:
            self._head["Authorization"] = authorization
            self._client.api_client.set_default_header("Authorization", authorization)  # type: ignore[no-untyped-call]  # influxdb-client types some of its functions

    @property
    def client(self) -> InfluxDBClient:
        """Return influxdb-client itself, for what has an interface there; ask inside ``speaking``."""
        return self._client

    def ask(self, method: str, path: str, body: Mapping[str, str] | None = None) -> Answer:
        """Ask once and return the whole answer. Raises Refusal, StoreUnavailable or StoreUnusable."""
        head = {"Content-Type": "application/json"}
        return self._whole(method, path, head, None if body is None else msgspec.json.encode(body))

    def write(self, path: str, query: Mapping[str, str], compressed_lines: bytes) -> Answer:
        """Hand in lines of the line protocol, compressed by gzip."""
        head = {"Content-Type": "text/plain; charset=utf-8", "Content-Encoding": "gzip"}
        return self._whole("POST", f"{path}?{urlencode(query)}", head, compressed_lines)

    def query(self, text: str, database: str, *, changes: bool = False) -> Iterator[bytes]:
        """Ask in InfluxQL and yield the answer line by line, as it comes; *changes*: it is a command."""
        parameters = urlencode({"db": database, "epoch": "ms", "chunked": "true", "q": text})
        if changes or len(parameters) > _LONGEST_ADDRESS:
            opened = self._open("POST", "/query", {"Content-Type": _FORM}, parameters.encode())
        else:
            opened = self._open("GET", f"/query?{parameters}", {})
        with opened as response, self.speaking():
            if "json" not in response.headers.get("content-type", ""):  # 3 Core says of nothing nothing else
                raise Refusal(response.status, words_of(response.read()), response.headers)
            yield from _lines(response)

    def close(self) -> None:
        """Close every connection."""
        self._client.close()  # type: ignore[no-untyped-call]  # influxdb-client types some of its functions

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Turn whatever a request inside fails with into one of our errors."""
        try:
            yield
        except ApiException as error:
            body = error.body.encode() if isinstance(error.body, str) else error.body or b""
            words = words_of(body) or str(error.reason)
            if not error.status:
                raise untrusted(_flat(words), self.access) from error
            raise Refusal(error.status, words, error.headers) from error
        except InfluxDBError as error:
            said = str(error).rstrip(".")
            raise StoreUnusable(f"{self.access}: {said}. Check [store] organisation and token") from error
        except SSLError as error:
            raise untrusted(_flat(str(error)), self.access) from error
        except (HTTPError, OSError) as error:
            raise self._unreachable(error) from error
        except ValueError as error:
            raise StoreUnusable(
                f"{self.access} does not answer as InfluxDB does ({_flat(str(error))}): set [store] url to "
                "InfluxDB itself"
            ) from error

    def _whole(self, method: str, path: str, head: Mapping[str, str], body: bytes | None) -> Answer:
        with self._open(method, path, head, body) as response, self.speaking():
            lower = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, lower, response.read())

    @contextmanager
    def _open(
        self, method: str, path: str, head: Mapping[str, str], body: bytes | None = None
    ) -> Iterator[BaseHTTPResponse]:
        with self.speaking():
            response = self._pool.request(
                method,
                self.access.url + path,
                body=body,
                headers={**self._head, **head},
                preload_content=False,
                redirect=False,
                timeout=self._timeout,
            )
        is_whole = False
        try:
            with self.speaking():
                if not _SUCCESS <= response.status < _NO_SUCCESS:
                    raise Refusal(response.status, words_of(response.read()), response.headers)
            yield response
            is_whole = True
        finally:
            # An answer that nobody read to its end would be taken for the next one's.
            response.release_conn() if is_whole else response.close()

    def _unreachable(self, error: Exception) -> StoreError:
        reason = _flat(_POOL.sub("", str(error)))
        return StoreUnavailable(
            f"{self.access} cannot be reached ({reason}): check [store] url, and whether it runs"
        )


def _lines(response: BaseHTTPResponse) -> Iterator[bytes]:
    rest = b""
    for part in response.stream(_CHUNK_BYTES):
        *lines, rest = (rest + part).split(b"\n")
        yield from (line for line in lines if line)
    if rest.strip():
        yield rest


def _authorization(access: Access) -> str:
    if access.token:
        return f"Token {access.token}"
    if access.username:
        pair = f"{access.username}:{access.password}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"
    return ""


def _flat(text: str) -> str:
    return " ".join(text.split())[:300]
