"""Where readings are kept for good: in a file of our own, or in InfluxDB."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr

from ingest.configuration import Contradiction, Section
from ingest.settings.files import kept_secret, secrets_told_twice, unreadable, without_certificate
from ingest.settings.words import ServerUrl
from ingest.store.influx.access import Access

_OF_BOTH = ("kind", "keep_days")
_TOKEN = re.compile(r"[!-~]+")
_Name = Annotated[str, Field(min_length=1, max_length=200)]


class StoreSettings(Section):
    """``[store]``: a file in the data folder; or, with an address and what else it needs, InfluxDB.

    ``keep_days``: how long readings are kept; of what is older, the hours stay for ever.
    """

    kind: Literal["embedded", "influxdb"] = "embedded"
    url: ServerUrl | None = None
    bucket: _Name | None = None
    database: _Name | None = None
    organisation: _Name | None = None
    measurement: _Name = "reading"
    token: SecretStr | None = None
    token_file: Path | None = None
    username: _Name | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    ca_file: Path | None = None
    keep_days: Annotated[int, Field(ge=1, le=36_500)] | None = None
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 30.0
    query_hours: Annotated[int, Field(ge=1)] | None = None

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield what the fields say against each other."""
        kind = raw.get("kind", "embedded")
        if kind == "embedded":
            for name, field in cls.model_fields.items():
                if name not in _OF_BOTH and raw.get(name, field.default) != field.default:
                    yield Contradiction((name,), raw[name], 'kind = "influxdb" beside it')
            return
        if kind != "influxdb":
            return  # which is told as a mistake of its own
        if raw.get("url") is None:
            yield Contradiction(("url",), None, "the address of InfluxDB, such as http://127.0.0.1:8086")
        if (raw.get("bucket") is None) == (raw.get("database") is None):
            seen = raw.get("database")
            yield Contradiction(("bucket",), seen, "bucket or database, exactly one of them")
        yield from _logins(raw)
        if raw.get("ca_file") is not None and not str(raw.get("url", "")).startswith("https://"):
            yield Contradiction(("url",), raw.get("url"), "https://host:port where ca_file is given")
        closed = list(unreadable(raw, "token_file", "password_file"))
        yield from closed or _unsendable(raw)
        yield from without_certificate(raw, "ca_file")

    def access(self) -> Access:
        """Return the way to InfluxDB, with the secrets from wherever they stand."""
        return Access(
            url=self.url or "",
            bucket=self.bucket or self.database or "",
            organisation=self.organisation or "",
            measurement=self.measurement,
            token=kept_secret(self.token, self.token_file) or "",
            username=self.username or "",
            password=kept_secret(self.password, self.password_file) or "",
            ca_file=self.ca_file,
            keep_days=self.keep_days,
            timeout_s=self.timeout_s,
            slice_hours=self.query_hours,
        )


def _unsendable(raw: Mapping[str, Any]) -> Iterator[Contradiction]:
    """Yield the token that no request can carry, or the file in which it stands."""
    token, file = raw.get("token"), raw.get("token_file")
    text = kept_secret(None, Path(file)) if isinstance(file, str) else token
    if isinstance(text, str) and not _TOKEN.fullmatch(text):
        name, seen = ("token_file", file) if isinstance(file, str) else ("token", token)
        yield Contradiction((name,), seen, "visible characters of ASCII, as InfluxDB makes them")


def _logins(raw: Mapping[str, Any]) -> Iterator[Contradiction]:
    yield from secrets_told_twice(raw, "token")
    yield from secrets_told_twice(raw, "password")
    has_token = not (raw.get("token") is None and raw.get("token_file") is None)
    has_password = not (raw.get("password") is None and raw.get("password_file") is None)
    username = raw.get("username")
    if has_token and (has_password or username is not None):
        yield Contradiction(("username",), username, "either a token, or username and password")
    elif has_password != (username is not None):
        yield Contradiction(("username",), username, "username and password, or neither")
