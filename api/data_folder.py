"""The data folder: one process at a time, and a demo never mixes with a farm."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import IO, NoReturn

from api.errors import DataFolderUnusable
from ingest.assembly import STATE_FILE

_LOCK = "lock"
_DEMO_MARK = "demo"
_KEY_FILE = "admin.token"
_LINK_KEY = "links.key"
_KEY_BYTES = 32


class DataFolder:
    """The folder in which everything is kept; held by one process from ``open`` to ``close``.

    Args:
        path: where it is; made where it does not exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None

    @property
    def state_database(self) -> Path:
        """Where everything but readings is kept."""
        return self.path / STATE_FILE

    @property
    def holds_data(self) -> bool:
        """Tell whether a service, or a command before its first start, has kept anything here."""
        return self.state_database.exists()

    @property
    def before_upgrade(self) -> Path:
        """Where the state database is kept as it was before the last upgrade changed it."""
        return self.path / f"{STATE_FILE}.before-upgrade"

    @property
    def after_upgrade(self) -> Path:
        """Where the state database is kept that a rollback took away."""
        return self.path / f"{STATE_FILE}.after-upgrade"

    @property
    def key_file(self) -> Path:
        """Where a running service leaves the administrator's key for its own machine."""
        return self.path / _KEY_FILE

    def open(self, *, simulated: bool | None, may_be_new: bool = True) -> None:
        """Make the folder and take it; raises DataFolderUnusable.

        Args:
            simulated: whether simulated data goes in, which wants an empty folder; None: leave it as it is.
            may_be_new: whether there need be no data yet; who only looks at data makes no folder for it.
        """
        if not may_be_new and not self.holds_data:
            raise DataFolderUnusable(
                f"no service has kept data in {self.path} yet; name the folder of yours (--data), or its "
                "configuration (--config)"
            )
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = (self.path / _LOCK).open("a+", encoding="utf-8")
        except OSError as error:
            raise DataFolderUnusable(
                f"the data folder {self.path} cannot be written ({error.strerror or error}); "
                "choose another one (data), or change its rights"
            ) from error
        self._take()
        if simulated is not None:
            self._keep_apart(simulated)

    def close(self) -> None:
        """Remove the administrator's key and let the folder go."""
        self.key_file.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def link_key(self) -> bytes:
        """Return the key that signs the links in messages, made at the first start; only we can read it."""
        path = self.path / _LINK_KEY
        try:
            if not path.exists():
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(secrets.token_bytes(_KEY_BYTES))
            key = path.read_bytes()
        except OSError as error:
            raise DataFolderUnusable(
                f"the key of links {path} cannot be used ({error.strerror or error}); change its rights"
            ) from error
        if len(key) != _KEY_BYTES:
            raise DataFolderUnusable(
                f"the key of links {path} holds {len(key)} bytes, expected {_KEY_BYTES}: remove it, which "
                "ends the links that were sent before"
            )
        return key

    def write_key(self, url: str, secret: str) -> None:
        """Leave the administrator's key, and where it is good for, in a file that only we can read."""
        self.key_file.unlink(missing_ok=True)
        try:
            handle = os.open(self.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{url}\n{secret}\n")
        except OSError as error:
            raise DataFolderUnusable(
                f"nothing can be written in the data folder {self.path} ({error.strerror or error}); "
                "make room, or change its rights"
            ) from error

    def _take(self) -> None:
        if self._lock is None:
            raise DataFolderUnusable(f"the data folder {self.path} is not open")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            self._lock = None
            raise DataFolderUnusable(
                f"the data folder {self.path} is in use by another coldframe; stop it, or choose another"
            ) from error

    def _keep_apart(self, simulated: bool) -> None:  # noqa: FBT001 - private
        mark = self.path / _DEMO_MARK
        if simulated and self.holds_data:
            self._refuse("holds data already; a demo starts in an empty folder of its own")
        if not simulated and mark.exists():
            self._refuse("holds simulated data of a demo; a farm needs a folder of its own")
        if simulated:
            mark.write_text("This folder holds simulated data.\n", encoding="utf-8")

    def _refuse(self, reason: str) -> NoReturn:
        self.close()
        raise DataFolderUnusable(f"the data folder {self.path} {reason}")


def read_key(folder: Path) -> tuple[str, str] | None:
    """Return the URL and the administrator's key of the service that runs on *folder*; None without one."""
    try:
        url, secret = (folder / _KEY_FILE).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise DataFolderUnusable(f"the key file {folder / _KEY_FILE} cannot be read: {error}") from error
    return url, secret
