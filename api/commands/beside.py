"""How a command works beside the service: it asks a running one over HTTP, or opens a stopped one's data.

A running service leaves a key for its own operator in its data folder; a stopped one's folder is taken while
the command works. A command that finds neither says so, and never half-works.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from api.data_folder import DataFolder, read_key
from api.errors import BadRequest, DataFolderUnusable
from api.settings import Settings, load_settings
from api.state_database import open_state
from ingest.database import Database

if TYPE_CHECKING:
    import httpx


class RunningService:
    """A service that runs, asked over HTTP with its administrator's key."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def get(self, *path: str, asked: Mapping[str, str | int] | None = None) -> Any:  # noqa: ANN401 - JSON
        """Return what the service answers about *path*; *asked* are the parameters of the address."""
        return self._checked(self._client.get(_address(path), params=asked)).json()

    def post(self, *path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        """Command, and return the answer."""
        return self._checked(self._client.post(_address(path), json=body)).json()

    def delete(self, *path: str) -> Any:  # noqa: ANN401 - JSON
        """Remove what is at *path*, and return the answer; None where there is none."""
        answer = self._checked(self._client.delete(_address(path)))
        return answer.json() if answer.content else None

    @staticmethod
    def _checked(answer: httpx.Response) -> httpx.Response:
        if answer.is_error:
            raise BadRequest(f"the service refused: {answer.json().get('detail', answer.status_code)}")
        return answer


def settings_of(config: Path | None, data: Path | None) -> Settings:
    """Return the settings that are meant: of *config*, or the default ones; *data* replaces their folder."""
    settings = load_settings(config) if config is not None else Settings()
    return settings if data is None else settings.model_copy(update={"data": data})


@contextmanager
def beside(data: Path, *, may_be_new: bool = False) -> Iterator[RunningService | Database]:
    """Give the service whose data lie in *data*: as it runs, or its state database where it does not.

    Args:
        data: its data folder.
        may_be_new: whether the command may be the first that anything is kept of.
    """
    folder = DataFolder(data)
    try:
        folder.open(simulated=None, may_be_new=may_be_new)
    except DataFolderUnusable:
        key = read_key(data) if data.is_dir() else None
        if key is None:
            raise
    else:
        yield from _stopped(folder)
        return
    import httpx  # noqa: PLC0415 - most of a command's time otherwise

    url, secret = key
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=url, headers=headers, timeout=10, trust_env=False) as client:
        try:
            yield RunningService(client)
        except httpx.TransportError as error:
            raise DataFolderUnusable(
                f"the service that uses {data} does not answer at {url} ({error}); look at its log"
            ) from error


def _stopped(folder: DataFolder) -> Iterator[Database]:
    try:
        database = open_state(folder)
        try:
            yield database
        finally:
            database.close()
    finally:
        folder.close()


def _address(path: Sequence[str]) -> str:
    return "/api/v1/" + "/".join(quote(part, safe="") for part in path)
