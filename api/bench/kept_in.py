"""Where a bench keeps its readings: in the embedded store, or in an InfluxDB that it starts for itself."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.bench.queue_broker import HOST, free_port
from ingest.settings import StoreSettings

STORES = ("embedded", "influxdb")

_CONFIGURATION = """\
reporting-disabled = true
bind-address = "{host}:0"
[meta]
  dir = "{folder}/meta"
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "{host}:{port}"
  log-enabled = false
"""


class StoreMissing(Exception):
    """There is no InfluxDB on this machine; the text says how to get it."""


def influxdb_configuration(folder: Path, port: int) -> Path:
    """Write the configuration of an InfluxDB 1.x that keeps everything in *folder*; return its file."""
    own = folder / "influxdb"
    own.mkdir()
    file = own / "influxdb.conf"
    text = _CONFIGURATION.format(host=HOST, port=port, folder=own)
    file.write_text(text, encoding="utf-8")
    return file


@contextmanager
def kept_in(kind: str, folder: Path) -> Iterator[StoreSettings]:
    """Yield the settings of an empty store of *kind*; an InfluxDB runs as long as the section inside."""
    if kind == "embedded":
        yield StoreSettings()
        return
    program = shutil.which("influxd")
    if program is None:
        raise StoreMissing("this bench needs InfluxDB 1.x (on Debian: apt-get install influxdb)")
    port = free_port()
    file = influxdb_configuration(folder, port)
    process = subprocess.Popen(  # noqa: S603 - the bench starts a server with a file that it wrote itself
        [program, "-config", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for_port(port, process)
        yield StoreSettings(kind="influxdb", url=f"http://{HOST}:{port}", database="bench")
    finally:
        process.terminate()
        process.wait()


def _wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        pause.wait(0.02)
    raise StoreMissing(f"InfluxDB ended with code {process.returncode} instead of listening on port {port}")
