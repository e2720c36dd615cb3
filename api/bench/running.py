"""A service of the bench's own, in a process of its own, so that what measures it does not slow it down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.bench.queue_broker import HOST, PATIENCE_S, free_port

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_ROOT = Path(__file__).parent.parent.parent
_FARM = ("sites", "places", "devices")


class ServiceFailed(Exception):
    """The service ended, or did not become ready; the text holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Running:
    """A service that runs.

    Attributes:
        url: where its interface for programs is.
        process: its process.
    """

    url: str
    process: subprocess.Popen[bytes]

    def cpu_s(self) -> float:
        """Return the processor time that it has used so far [s]."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S

    def resident_mb(self) -> tuple[float, float]:
        """Return its resident memory now, and the most that it ever was [MB]."""
        return resident_mb(self.process.pid)


def resident_mb(pid: int) -> tuple[float, float]:
    """Return the resident memory of a process now, and the most that it ever was [MB]."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    now_kib, most_kib = (int(told[name].split()[0]) for name in ("VmRSS", "VmHWM"))
    return now_kib * 1024 / 1e6, most_kib * 1024 / 1e6


@contextmanager
def running_service(
    folder: Path, mqtt_port: int, farm: Mapping[str, Sequence[Mapping[str, str]]]
) -> Iterator[Running]:
    """Run ``serve`` on *folder* and a broker; yields it when it is ready, stops it at the end."""
    port = free_port()
    config, said = folder / "coldframe.toml", folder / "service.log"
    config.write_text(_configuration(folder, port, mqtt_port, farm), encoding="utf-8")
    with said.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command with a file that we wrote ourselves
            [sys.executable, "-P", "-m", "api", "serve", "--config", str(config)],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
        )
        try:
            running = Running(f"http://{HOST}:{port}", process)
            _wait_until_ready(running, said)
            yield running
        finally:
            process.terminate()
            process.wait()


def _configuration(
    folder: Path, port: int, mqtt_port: int, farm: Mapping[str, Sequence[Mapping[str, str]]]
) -> str:
    """Return a configuration file; JSON's texts are TOML's too."""
    lines = [
        f"data = {json.dumps(str(folder / 'data'))}",
        f"[http]\nport = {port}",
        f"[mqtt]\nurl = {json.dumps(f'mqtt://{HOST}:{mqtt_port}')}\nreceive_maximum = 5000",
    ]
    for table in _FARM:
        for entry in farm.get(table, ()):
            values = "\n".join(f"{key} = {json.dumps(value)}" for key, value in entry.items())
            lines.append(f"[[{table}]]\n{values}")
    return "\n".join(lines) + "\n"


def _wait_until_ready(running: Running, said: Path) -> None:
    pause = threading.Event()
    deadline_s = time.monotonic() + PATIENCE_S
    while running.process.poll() is None and time.monotonic() < deadline_s:
        try:
            if httpx.get(f"{running.url}/health/ready").is_success:
                return
        except httpx.TransportError:
            pass
        pause.wait(0.05)
    raise ServiceFailed(f"the service did not become ready: {said.read_text(encoding='utf-8')[-800:]}")
