"""A real InfluxDB 1.x for tests: on free ports of 127.0.0.1, with a folder and a process id of its own."""

from __future__ import annotations

import os
import shutil
import signal
from itertools import count
from pathlib import Path
from urllib.request import urlopen

import pytest

from api.bench.part import Part
from api.bench.servers import influxdb_configuration
from ingest.store.influx.access import Access
from tests.mosquitto import free_port

_GIVEN = "COLDFRAME_TEST_INFLUX_URL"
_numbers = count(1)


def find_influxd() -> str:
    """Return the path of the server; skip where it is missing, fail where CI says that it must be there."""
    found = shutil.which("influxd")
    if found is not None:
        return found
    reason = "InfluxDB is missing: apt-get install influxdb"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class InfluxDb:
    """One server in *folder*; it can be paused, killed and started again on the same port.

    *certificate* is a PEM file with certificate and key; with it the server speaks TLS. *more* is
    added to [http].
    """

    def __init__(
        self, folder: Path, *, auth: bool = False, certificate: Path | None = None, more: str = ""
    ) -> None:
        self.port = free_port()
        self.url = f"http{'' if certificate is None else 's'}://127.0.0.1:{self.port}"
        self._log = folder / "influxdb.log"
        http = [f"auth-enabled = {str(auth).lower()}", more]
        if certificate is not None:
            http += ["https-enabled = true"]
            http += [f'https-{name} = "{certificate}"' for name in ("certificate", "private-key")]
        command = [find_influxd(), "-config", str(influxdb_configuration(folder, self.port, *http))]
        self._part = Part(command, self._log, self._answers)

    def access(self) -> Access:
        """Return the way to a database that nobody has used yet."""
        return Access(self.url, f"test_{next(_numbers)}", timeout_s=10.0)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._part.start()

    def stop(self) -> None:
        """Ask the server to end."""
        self._part.end()

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        self._part.end(signal.SIGKILL)

    def pause(self) -> None:
        """Let the server keep its connections and answer nobody."""
        self._part.send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let the server go on where it was."""
        self._part.send(signal.SIGCONT)

    def _answers(self) -> bool:
        if self.url.startswith("https"):
            return "Listening" in self._log.read_text("utf-8")
        try:
            with urlopen(f"{self.url}/ping", timeout=2) as answer:  # noqa: S310 - our own server
                return bool(answer.status == 204)
        except OSError:
            return False


def is_given() -> bool:
    """Tell whether COLDFRAME_TEST_INFLUX_URL names a server that the contract shall run against too."""
    return bool(os.environ.get(_GIVEN))


def given_access() -> Access:
    """Return the way to the server that COLDFRAME_TEST_INFLUX_URL names.

    Every store gets a measurement of its own there, so that it needs no right but to use one bucket.
    """
    return Access(
        url=os.environ[_GIVEN].rstrip("/"),
        bucket=os.environ.get("COLDFRAME_TEST_INFLUX_BUCKET", "coldframe-test"),
        organisation=os.environ.get("COLDFRAME_TEST_INFLUX_ORG", ""),
        token=os.environ.get("COLDFRAME_TEST_INFLUX_TOKEN", ""),
        measurement=f"test_{os.getpid()}_{next(_numbers)}",
    )
