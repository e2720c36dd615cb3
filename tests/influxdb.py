"""A real InfluxDB 1.x for tests: on free ports of 127.0.0.1, with a folder and a process id of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from itertools import count
from pathlib import Path
from urllib.request import urlopen

import pytest

from ingest.store.influx.access import Access
from tests.mosquitto import free_port
from tests.waiting import wait_until

_CONFIGURATION = """\
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "{folder}/meta"
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[subscriber]
  enabled = false
[http]
  bind-address = "127.0.0.1:{port}"
  log-enabled = false
  auth-enabled = {auth}
  https-enabled = {https}
  https-certificate = "{certificate}"
  https-private-key = "{certificate}"
  {more}
"""

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
        self._program = find_influxd()
        self._file = folder / "influxdb.conf"
        self._log = folder / "influxdb.log"
        self._process: subprocess.Popen[bytes] | None = None
        text = _CONFIGURATION.format(
            folder=folder,
            port=self.port,
            auth=str(auth).lower(),
            https=str(certificate is not None).lower(),
            certificate=certificate or "",
            more=more,
        )
        self._file.write_text(text, "utf-8")

    def access(self) -> Access:
        """Return the way to a database that nobody has used yet."""
        return Access(self.url, f"test_{next(_numbers)}", timeout_s=10.0)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "-config", str(self._file)], stdout=log, stderr=subprocess.STDOUT
            )
        wait_until(lambda: self._answers() or self._has_ended(), what=f"InfluxDB on port {self.port}")
        assert not self._has_ended(), self._log.read_text("utf-8")

    def stop(self) -> None:
        """Ask the server to end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Let the server keep its connections and answer nobody."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let the server go on where it was."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        if self.url.startswith("https"):
            return "Listening" in self._log.read_text("utf-8")
        try:
            with urlopen(f"{self.url}/ping", timeout=2) as answer:  # noqa: S310 - our own server
                return bool(answer.status == 204)
        except OSError:
            return False

    def _has_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None


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
