"""A program that a bench stands on, with a process id of its own: started, waited for, paused, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
PATIENCE_S = 120.0
"""How long a program may take to do its work, and to end [s]."""


class PartMissing(Exception):
    """A program is not on this machine, or does not come up; the text says why, or how to get it."""


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
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command = list(command)
        self._log = log
        self._is_up = is_up
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> None:
        """Start it; with *wait* until it does its work."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - programs with files that we wrote ourselves
                self._command, stdout=log, stderr=subprocess.STDOUT, env=self._environment
            )
        if wait:
            self.wait_until_up()

    def wait_until_up(self) -> None:
        """Wait until it does its work; raises PartMissing with the end of its log where it does not."""
        pause, deadline_s = threading.Event(), time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline_s and self.runs:
            if self._is_up():
                return
            pause.wait(0.02)
        said = self._log.read_text(encoding="utf-8", errors="replace")[-800:]
        raise PartMissing(f"{self._command[0]} did not come up: {said}")

    @property
    def runs(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Return the number of its process; PartMissing where there is none."""
        if self._process is None:
            raise PartMissing(f"{self._command[0]} does not run")
        return self._process.pid

    def send(self, what: signal.Signals) -> None:
        """Send it a signal."""
        if self._process is not None:
            self._process.send_signal(what)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, paused or not, and wait until it is gone."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(how)
            self._process.wait(PATIENCE_S)
            self._process = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let it run as long as the section inside."""
        try:
            self.start()
            yield
        finally:
            self.end()


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Tell whether somebody listens on a port of the loopback interface."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
