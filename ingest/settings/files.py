"""What settings keep in files of their own: secrets, and certificates."""

from __future__ import annotations

import errno
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from ingest.configuration import Contradiction


def kept_secret(value: SecretStr | None, file: Path | None) -> str | None:
    """Return a secret from wherever it stands, or None."""
    if file is not None:
        return file.read_text("utf-8").rstrip("\r\n")
    return None if value is None else value.get_secret_value()


def secrets_told_twice(raw: Mapping[str, Any], name: str) -> Iterator[Contradiction]:
    """Yield the file of the secret *name* where the secret itself stands beside it."""
    file = raw.get(f"{name}_file")
    if raw.get(name) is not None and file is not None:
        yield Contradiction((f"{name}_file",), file, f"exactly one of {name} and {name}_file")


def unreadable(raw: Mapping[str, Any], *names: str) -> Iterator[Contradiction]:
    """Yield those of the fields *names* that name a file out of which no secret can be read."""
    for name, file in _named(raw, *names):
        try:
            lines = _content(file).decode().strip().splitlines()
        except OSError as error:
            yield _not_read(raw, name, error)
            continue
        except UnicodeDecodeError:
            lines = []
        if len(lines) != 1:
            yield Contradiction((name,), raw[name], "a file with the secret in it, one line of text (UTF-8)")


def without_certificate(raw: Mapping[str, Any], name: str) -> Iterator[Contradiction]:
    """Yield the field *name* where it names a file in which there is no certificate to trust."""
    for _, file in _named(raw, name):
        try:
            _content(file)
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
        except ssl.SSLError:
            yield Contradiction((name,), raw[name], "a file with certificates in it (PEM)")
        except OSError as error:
            yield _not_read(raw, name, error)


def _named(raw: Mapping[str, Any], *names: str) -> Iterator[tuple[str, Path]]:
    return ((name, Path(raw[name])) for name in names if isinstance(raw.get(name), str))


def _content(file: Path) -> bytes:
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, "it is none")  # of a pipe nobody would ever see the end
    return file.read_bytes()


def _not_read(raw: Mapping[str, Any], name: str, error: OSError) -> Contradiction:
    return Contradiction((name,), raw[name], f"a file that can be read ({error.strerror})")
