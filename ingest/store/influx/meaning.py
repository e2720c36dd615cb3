"""What an answer of InfluxDB that is no success means, and what an operator can do about it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from ingest.errors import StoreError, StoreUnavailable, StoreUnusable
from ingest.store.influx.access import Access

_LONGEST_WORDS = 400
_CONFLICT = re.compile(
    r"field type conflict|column type mismatch|invalid column type|invalid field value", re.IGNORECASE
)
_LINES = re.compile(
    r"partial write|unable to parse|points? beyond retention|outside (the )?retention|line protocol|"
    r"limit exceeded|invalid (line|timestamp|number)|timestamp out of range",
    re.IGNORECASE,
)
_FULL = re.compile(r"no space left|disk (is )?full|quota exceeded", re.IGNORECASE)
_READ_ONLY = re.compile(r"read-only file system|permission denied|operation not permitted", re.IGNORECASE)
_DROPPED = re.compile(r"\bdropped=(\d+)")
_NOWHERE = re.compile(r"database (\S+ )?not found", re.IGNORECASE)
_TOO_MANY_FILES = re.compile(r"exceeding the file limit", re.IGNORECASE)
_TOO_MUCH = re.compile(r"max request size \(\d+ bytes\) exceeded", re.IGNORECASE)
_SPEAKS_TLS = re.compile(r"HTTP request (was sent )?to (an )?HTTPS", re.IGNORECASE)
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


class Refusal(Exception):
    """The server answered, and not with success.

    Attributes:
        status: its HTTP status.
        words: what it said, on one line.
        is_html: whether it said so in a page for people, as a proxy does, and InfluxDB never.
        retry_after_s: how long it asks to be left alone [s]; 0 where it does not say.
        location: where it sends us; empty where it does not.
    """

    def __init__(self, status: int, words: str, head: Mapping[str, str] | None = None) -> None:
        head = {} if head is None else {name.lower(): value for name, value in head.items()}
        self.status = status
        self.words = _one_line(words)
        self.is_html = "html" in head.get("content-type", "")
        self.retry_after_s = _seconds(head.get("retry-after", ""))
        self.location = head.get("location", "")
        super().__init__(f"{status}: {self.words}")

    @property
    def is_nowhere(self) -> bool:
        """Tell whether the bucket is not there, or not any more."""
        return self.status == _NOT_FOUND or _NOWHERE.search(self.words) is not None

    @property
    def is_forbidden(self) -> bool:
        """Tell whether it is there, perhaps, and not for us."""
        return self.status == _FORBIDDEN

    @property
    def is_about_type(self) -> bool:
        """Tell whether a field has another type there than we write: nothing of it will ever fit."""
        return self.status in _BAD_REQUEST and _CONFLICT.search(self.words) is not None

    @property
    def is_about_lines(self) -> bool:
        """Tell whether single lines are refused, so that the others can be saved."""
        return (
            self.status in _BAD_REQUEST and not self.is_about_type and _LINES.search(self.words) is not None
        )

    @property
    def is_bad_request(self) -> bool:
        """Tell whether it was us who made a mistake, as the server sees it."""
        return self.status in _BAD_REQUEST

    @property
    def is_about_disk(self) -> bool:
        """Tell whether the server cannot write its own files."""
        return (_FULL.search(self.words) or _READ_ONLY.search(self.words)) is not None

    @property
    def is_too_large(self) -> bool:
        """Tell whether less at a time would be taken."""
        return self.status == _TOO_LARGE or _TOO_MUCH.search(self.words) is not None

    @property
    def dropped_points(self) -> int | None:
        """Return how many points the server says that it did not take; None where it does not say."""
        found = _DROPPED.search(self.words)
        return int(found.group(1)) if found else None


_BAD_REQUEST = (400, 422)
_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_LARGE = 401, 403, 404, 413
_WAIT = (429,)
_SERVERS_OWN = 500
_REDIRECTIONS = (300, 400)


class _Line(msgspec.Struct, frozen=True):
    error_message: str = ""


class _Told(msgspec.Struct, frozen=True):
    """An error as each generation of InfluxDB words it; ``data`` are the lines that 3 Core did not take."""

    error: str = ""
    message: str = ""
    data: list[_Line] | _Line | None = None

    def whole(self) -> str:
        """Return everything that it says."""
        lines = self.data if isinstance(self.data, list) else [self.data] if self.data else []
        first = lines[0].error_message if lines else ""
        return ": ".join(part for part in (self.message or self.error, first) if part)


def words_of(body: bytes) -> str:
    """Return what an answer says, from JSON or as it stands.

    >>> words_of(b'{"code":"not found","message":"no bucket x"}'), words_of(b"404 page not found")
    ('no bucket x', '404 page not found')
    """
    try:
        told = msgspec.json.decode(body, type=_Told)
    except msgspec.MsgspecError:
        told = _Told()
    return told.whole() or body[: 4 * _LONGEST_WORDS].decode("utf-8", "replace")


def explain(refusal: Refusal, access: Access) -> StoreError:
    """Return what *refusal* means for the store: not now, or not like this, and then what to change."""
    seen = f"{access} answers {refusal.status}: {refusal.words.rstrip('.') or 'nothing more'}"
    for applies, remedy in _REMEDIES:
        if applies(refusal):
            where = refusal.location or "another address"
            told = remedy.format(bucket=access.bucket, where=where, login=access.login)
            return StoreUnusable(f"{seen}. {told}")
    if refusal.status in _WAIT or refusal.status >= _SERVERS_OWN:
        return StoreUnavailable(f"{seen}; asked again later", refusal.retry_after_s)
    return StoreUnusable(f"{seen}. Look at [store] in the configuration, and at the server's log")


OTHER_TYPE = (
    "Another program wrote such a field with another type: set [store] bucket (or database) to one "
    "for Coldframe alone instead of {bucket}, or remove the measurement there; the readings wait"
)

_REMEDIES: tuple[tuple[Callable[[Refusal], bool], str], ...] = (
    (
        lambda refusal: _SPEAKS_TLS.search(refusal.words) is not None,
        "It speaks TLS there: let [store] url begin with https://",
    ),
    (
        lambda refusal: refusal.is_html,
        "It is a web page, which InfluxDB never sends: set [store] url to InfluxDB itself",
    ),
    (
        lambda refusal: _FULL.search(refusal.words) is not None,
        "Its disk is full: make room there, and restart it if it goes on saying so; the readings wait",
    ),
    (
        lambda refusal: _READ_ONLY.search(refusal.words) is not None,
        (
            "It cannot write its own files: look at its disk and at their rights, and restart it if it goes "
            "on saying so; the readings wait"
        ),
    ),
    (
        lambda refusal: refusal.is_about_type,
        OTHER_TYPE,
    ),
    (
        lambda refusal: _TOO_MANY_FILES.search(refusal.words) is not None,
        "It does not look at so much at once: lower [store] query_hours, or raise its query-file-limit",
    ),
    (
        lambda refusal: refusal.status == _UNAUTHORIZED,
        "It does not know us: {login}",
    ),
    (
        lambda refusal: refusal.status == _FORBIDDEN,
        "It does not allow this: give the token or user in [store] the right to read and write {bucket}",
    ),
    (
        lambda refusal: refusal.is_nowhere,
        "Check [store] url, bucket (or database) and organisation: there is no {bucket}, or no InfluxDB",
    ),
    (
        lambda refusal: _REDIRECTIONS[0] <= refusal.status < _REDIRECTIONS[1],
        "It sends us to {where}: set [store] url to where InfluxDB itself is",
    ),
)
"""What applies first is told; a server that answers otherwise is either busy or unknown to us."""


def _one_line(text: str) -> str:
    line = " ".join(_TAG.sub(" ", text).split())
    return line if len(line) <= _LONGEST_WORDS else f"{line[: _LONGEST_WORDS - 1]}…"


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() else 0.0
