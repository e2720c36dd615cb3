"""The service and what it stands on, each with a process id of its own: broker, InfluxDB, a small disk."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from api.bench.kept_in import influxdb_configuration
from api.bench.queue_broker import HOST, PATIENCE_S, BrokerMissing, free_port

_ROOT = Path(__file__).parents[3]
_MOSQUITTO = """\
listener {port} {host}
allow_anonymous true
persistence true
persistence_location {folder}/
autosave_interval 50
autosave_on_changes true
max_queued_messages 0
max_inflight_messages 1000
"""


class Part:
    """A program that can be started, asked to end, killed, and paused.

    Args:
        command: the program with its arguments.
        log: where what it says goes.
        is_up: tells whether it does its work.
        environment: what it is told besides ours.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        is_up: Callable[[], bool],
        environment: dict[str, str] | None = None,
    ) -> None:
        self._command = list(command)
        self._log = log
        self._is_up = is_up
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        """Start it; with *wait* until it does its work."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - programs of this bench with files that it wrote
                self._command, stdout=log, stderr=subprocess.STDOUT, env=self._environment
            )
        if wait:
            self.wait_until_up()

    def wait_until_up(self, patience_s: float = PATIENCE_S) -> None:
        """Wait until it does its work; raises BrokerMissing with the end of its log where it does not."""
        pause, deadline_s = threading.Event(), time.monotonic() + patience_s
        while time.monotonic() < deadline_s and self.runs:
            if self._is_up():
                return
            pause.wait(0.05)
        said = self._log.read_text(encoding="utf-8", errors="replace")[-800:]
        raise BrokerMissing(f"{self._command[0]} did not come up: {said}")

    @property
    def runs(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and wait until it is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(how)
            self._process.wait(PATIENCE_S)
            self._process = None

    def send(self, what: signal.Signals) -> None:
        """Send it a signal."""
        if self._process is not None:
            self._process.send_signal(what)


def broker(folder: Path) -> tuple[Part, int]:
    """Return a Mosquitto that keeps what it acknowledged, not started, and its port."""
    program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        raise BrokerMissing("this bench needs the Mosquitto broker (on Debian: apt-get install mosquitto)")
    port = free_port()
    text = _MOSQUITTO.format(port=port, host=HOST, folder=folder)
    if os.geteuid() == 0:
        text += "user root\n"
    config = folder / "mosquitto.conf"
    config.write_text(text, encoding="utf-8")
    return Part([program, "-c", str(config)], folder / "mosquitto.log", lambda: _listens(port)), port


def influxdb(folder: Path) -> tuple[Part, int] | None:
    """Return an InfluxDB 1.x, not started, and its port; None where it is not installed."""
    program = shutil.which("influxd")
    if program is None:
        return None
    port = free_port()
    command = [program, "-config", str(influxdb_configuration(folder, port))]
    return Part(command, folder / "influxdb.log", lambda: _answers(f"http://{HOST}:{port}/ping")), port


def service(config: Path, clock: Path, http_port: int) -> Part:
    """Return the service of *config* on the clock of *clock*, not started."""
    return Part(
        [sys.executable, "-P", "-m", "api.commands.chaos_service", str(config), str(clock)],
        config.with_suffix(".log"),
        lambda: _answers(f"http://{HOST}:{http_port}/health/live"),
        {"PYTHONPATH": str(_ROOT)},
    )


@contextmanager
def small_disk(folder: Path, size_mb: int) -> Iterator[bool]:
    """Make *folder* a disk of its own that can be filled; yields whether this machine allows that."""
    folder.mkdir()
    made = _done(["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", str(folder)])
    try:
        yield made
    finally:
        if made:
            _done(["umount", "--lazy", str(folder)])


def fill(folder: Path) -> Path:
    """Fill the disk that *folder* is, to the last byte; return the file that does it."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return ballast


def _done(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words
    except OSError:
        return False
    return done.returncode == 0


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0).status_code < httpx.codes.BAD_REQUEST
    except httpx.TransportError:
        return False
