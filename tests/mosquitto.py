"""A real Mosquitto for tests: on a free port of 127.0.0.1, stopped by its own process id."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.waiting import wait_until

_DEBIAN_PLACE = "/usr/sbin/mosquitto"
_CONFIGURATION = """\
listener {port} 127.0.0.1
persistence {persistence}
persistence_location {folder}/
autosave_interval 1
autosave_on_changes {persistence}
max_queued_messages 0
"""


def find_mosquitto() -> str:
    """Return the path of the broker; skip where it is missing, fail where CI says that it must be there."""
    found = shutil.which("mosquitto") or (_DEBIAN_PLACE if Path(_DEBIAN_PLACE).is_file() else None)
    if found is not None and shutil.which("mosquitto_pub") is not None:
        return found
    reason = "Mosquitto and its clients are missing: apt-get install mosquitto mosquitto-clients"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Mosquitto:
    """One broker in a folder of its own; it can be killed and started again on the same port."""

    def __init__(
        self,
        program: str,
        folder: Path,
        port: int,
        *,
        is_persistent: bool = False,
        access: str = "allow_anonymous true\n",
    ) -> None:
        self.port = port
        self.url = f"mqtt://127.0.0.1:{port}"
        self._program = program
        self._file = folder / "mosquitto.conf"
        self._log = folder / "mosquitto.log"
        self._process: subprocess.Popen[bytes] | None = None
        text = _CONFIGURATION.format(port=port, folder=folder, persistence=str(is_persistent).lower())
        text += access
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            text += "user root\n"
        self._file.write_text(text, "utf-8")

    def start(self) -> None:
        """Start the broker and wait until it listens."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._program, "-c", str(self._file)], stdout=log, stderr=subprocess.STDOUT
            )
        wait_until(lambda: self._listens() or self._process_ended(), what=f"Mosquitto on port {self.port}")
        assert not self._process_ended(), self._log.read_text("utf-8")

    def stop(self) -> None:
        """Ask the broker to end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the broker at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def forget(self) -> None:
        """Lose what is on disk, as with a broken one; the broker does not run."""
        (self._file.parent / "mosquitto.db").unlink(missing_ok=True)

    def reload(self) -> None:
        """Ask the broker to read its passwords and access rules again."""
        if self._process is not None:
            self._process.send_signal(signal.SIGHUP)

    def publish(self, topic: str, payload: bytes | str, *more: str, qos: int = 1) -> None:
        """Publish as a gateway does, with ``mosquitto_pub``."""
        publish(self.port, topic, payload, *more, qos=qos)

    def publish_lines(self, topic: str, lines: Sequence[str], *more: str) -> None:
        """Publish one message per line over one connection, at QoS 1."""
        publish_lines(self.port, topic, lines, *more)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _process_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(10)
            self._process = None


def publish(port: int, topic: str, payload: bytes | str, *more: str, qos: int = 1) -> None:
    """Publish to any broker on *port* as a gateway does, with ``mosquitto_pub``."""
    data = payload.encode() if isinstance(payload, str) else payload
    _client(port, ["-t", topic, "-q", str(qos), *(["-s"] if data else ["-n"]), *more], data)


def publish_lines(port: int, topic: str, lines: Sequence[str], *more: str) -> None:
    """Publish one message per line over one connection, at QoS 1; each is acknowledged on return."""
    _client(port, ["-t", topic, "-q", "1", "-l", *more], "".join(f"{line}\n" for line in lines).encode())


def _client(port: int, arguments: Sequence[str], data: bytes) -> None:
    command = ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), *arguments]
    subprocess.run(command, input=data, check=True, timeout=30, capture_output=True)
