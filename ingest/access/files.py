"""Writes the files of Mosquitto: whole or not at all, and for nobody's eyes but its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ingest.access.account import Account
from ingest.access.mosquitto import acl_file, password_file
from ingest.errors import FilesUnusable

PASSWORDS = "passwords"
RULES = "acl"
_FOR_THE_GROUP = 0o640
"""Mosquitto reads them as its own user: it has to be in the group of the folder."""

_FOR_US = 0o600


def write_files(folder: Path, accounts: Sequence[Account], service: str, service_hash: str) -> None:
    """Write what Mosquitto has to know of *accounts* into *folder*; raises FilesUnusable.

    Args:
        folder: where; made where it does not exist.
        accounts: all gateways' accounts.
        service: the name with which Coldframe itself logs in.
        service_hash: of its password.
    """
    write_whole(folder / RULES, acl_file(accounts, service), _FOR_THE_GROUP)
    write_whole(folder / PASSWORDS, password_file(accounts, service, service_hash), _FOR_THE_GROUP)


def kept_secret(file: Path, new: str) -> str:
    """Return the secret in *file*; where there is no such file it is made with *new* in it."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        write_whole(file, f"{new}\n", _FOR_US)
        return new
    except (OSError, UnicodeDecodeError) as error:
        raise FilesUnusable(f"{file} cannot be read: {error}") from error


def write_whole(file: Path, text: str, mode: int) -> None:
    """Put *text* into *file*, so that at no moment anybody sees half of it."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fchmod(opened.fileno(), mode)
            os.fsync(opened.fileno())
        draft.replace(file)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise FilesUnusable(f"{file} cannot be written: {error.strerror or error}") from error
