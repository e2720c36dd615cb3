"""``token``: make, list and revoke the tokens with which people and programs command the service.

A running service is asked over HTTP, with the key that it leaves in its data folder for its own operator;
beside a stopped one the data folder is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from api.commands.say import Say
from api.data_folder import DataFolder, read_key
from api.errors import BadRequest, DataFolderUnusable
from api.settings import Settings, load_settings
from api.state_database import open_state
from api.tokens import Tokens
from ingest.clock import SystemClock

if TYPE_CHECKING:
    import httpx


class Office(Protocol):
    """What makes tokens: a running service, or its data folder."""

    def create(self, name: str) -> str:
        """Make a token called *name* and return it."""
        ...

    def revoke(self, name: str) -> None:
        """Make the token called *name* worthless."""
        ...

    def known(self) -> list[str]:
        """Return the names of all tokens."""
        ...


class RunningService:
    """The tokens of a service that runs, over HTTP."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def create(self, name: str) -> str:
        """Make a token called *name* and return it."""
        answer = self._checked(self._client.post("/api/v1/tokens", json={"name": name}))
        return str(answer.json()["token"])

    def revoke(self, name: str) -> None:
        """Make the token called *name* worthless."""
        self._checked(self._client.delete(f"/api/v1/tokens/{quote(name, safe='')}"))

    def known(self) -> list[str]:
        """Return the names of all tokens."""
        return [str(token["name"]) for token in self._checked(self._client.get("/api/v1/tokens")).json()]

    @staticmethod
    def _checked(answer: httpx.Response) -> httpx.Response:
        if answer.is_error:
            raise BadRequest(f"the service refused: {answer.json().get('detail', answer.status_code)}")
        return answer


class StoppedService:
    """The tokens in the data folder of a service that does not run."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def create(self, name: str) -> str:
        """Make a token called *name* and return it."""
        return self._tokens.create(name)

    def revoke(self, name: str) -> None:
        """Make the token called *name* worthless."""
        self._tokens.revoke(name)

    def known(self) -> list[str]:
        """Return the names of all tokens."""
        return [token.name for token in self._tokens.names()]


def create(data: Path, name: str, say: Say) -> int:
    """Make a token called *name* for the service whose data lie in *data*, and show it."""
    with _office(data) as office:
        say(office.create(name))
    return 0


def revoke(data: Path, name: str, say: Say) -> int:
    """Make the token called *name* worthless."""
    with _office(data) as office:
        office.revoke(name)
    say(f"the token {name} is worthless now")
    return 0


def show(data: Path, say: Say) -> int:
    """Show the names of all tokens."""
    with _office(data) as office:
        for name in office.known():
            say(name)
    return 0


def data_of(config: Path | None, data: Path | None) -> Path:
    """Return the data folder that is meant: *data*, else the one of *config*, else the default one."""
    if data is not None:
        return data
    return (load_settings(config) if config is not None else Settings()).data


@contextmanager
def _office(data: Path) -> Iterator[Office]:
    folder = DataFolder(data)
    try:
        folder.open(simulated=None)
    except DataFolderUnusable:
        key = read_key(data) if data.is_dir() else None
        if key is None:
            raise
    else:
        yield from _in_folder(folder)
        return
    import httpx  # noqa: PLC0415 - most of this command's time otherwise

    url, secret = key
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=url, headers=headers, timeout=10, trust_env=False) as client:
        try:
            yield RunningService(client)
        except httpx.TransportError as error:
            raise DataFolderUnusable(
                f"the service that uses {data} does not answer at {url} ({error}); look at its log"
            ) from error


def _in_folder(folder: DataFolder) -> Iterator[Office]:
    try:
        database = open_state(folder)
        try:
            yield StoppedService(Tokens(database, SystemClock()))
        finally:
            database.close()
    finally:
        folder.close()
