"""The servers that benches stand on: Mosquitto, InfluxDB and Coldframe itself, each ready to be started."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx

from api.bench.part import HOST, Part, PartMissing, free_port, listens

_ROOT = Path(__file__).parents[2]
_INFLUXDB = """\
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
[subscriber]
  enabled = false
[http]
  bind-address = "{host}:{port}"
  log-enabled = false
"""
FARM_TABLES = ("sites", "places", "devices")


def mosquitto(folder: Path, *settings: str) -> tuple[Part, int]:
    """Return a Mosquitto in *folder* that lets anybody in, with more *settings*, and its port."""
    program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        raise PartMissing("this bench needs the Mosquitto broker (on Debian: apt-get install mosquitto)")
    port = free_port()
    lines = [f"listener {port} {HOST}", "allow_anonymous true", *settings]
    if os.geteuid() == 0:
        lines.append("user root")
    config = folder / "mosquitto.conf"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Part([program, "-c", str(config)], folder / "mosquitto.log", lambda: listens(port)), port


def influxdb(folder: Path) -> tuple[Part, int]:
    """Return an InfluxDB 1.x in *folder*, and its port; raises PartMissing where it is not installed."""
    program = shutil.which("influxd")
    if program is None:
        raise PartMissing("this bench needs InfluxDB 1.x (on Debian: apt-get install influxdb)")
    port = free_port()
    command = [program, "-config", str(influxdb_configuration(folder, port))]
    return Part(command, folder / "influxdb.log", lambda: answers(f"http://{HOST}:{port}/ping")), port


def influxdb_configuration(folder: Path, port: int, *http: str) -> Path:
    """Write the configuration of an InfluxDB 1.x in *folder*, with more lines for [http]; return its file."""
    own = folder / "influxdb"
    own.mkdir()
    text = _INFLUXDB.format(host=HOST, port=port, folder=own)
    file = own / "influxdb.conf"
    file.write_text(text + "".join(f"  {line}\n" for line in http), encoding="utf-8")
    return file


def coldframe(config: Path, http_port: int, probe: str, *module: str) -> Part:
    """Return the service of *config*, which is up when *probe* answers.

    *module* is what is run, with the arguments that come before the configuration.
    """
    return Part(
        [sys.executable, "-P", "-m", *module, str(config)],
        config.with_suffix(".log"),
        lambda: answers(f"http://{HOST}:{http_port}{probe}"),
        {"PYTHONPATH": str(_ROOT)},
    )


def configuration(
    data: Path, http_port: int, mqtt_port: int, farm: Mapping[str, Sequence[Mapping[str, str]]], *more: str
) -> str:
    """Return a configuration file with the farm's tables and *more* sections; JSON's texts are TOML's too."""
    sections = [
        f"data = {json.dumps(str(data))}",
        f"[http]\nport = {http_port}",
        f"[mqtt]\nurl = {json.dumps(f'mqtt://{HOST}:{mqtt_port}')}\nreceive_maximum = 1000",
        *more,
    ]
    for table in FARM_TABLES:
        for entry in farm.get(table, ()):
            values = "\n".join(f"{key} = {json.dumps(value)}" for key, value in entry.items())
            sections.append(f"[[{table}]]\n{values}")
    return "\n".join(sections) + "\n"


def answers(url: str) -> bool:
    """Tell whether *url* is answered, and with no error."""
    try:
        return httpx.get(url, timeout=2.0).status_code < httpx.codes.BAD_REQUEST
    except httpx.TransportError:
        return False
