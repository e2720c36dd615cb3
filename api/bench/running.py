"""A service of the bench's own, in a process of its own, so that what measures it does not slow it down."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.bench.kept_in import as_section, kept_in
from api.bench.part import HOST, free_port
from api.bench.servers import coldframe, configuration

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Running:
    """A service that runs: where its interface for programs is, and the number of its process."""

    url: str
    pid: int

    def cpu_s(self) -> float:
        """Return the processor time that it has used so far [s]."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S

    def resident_mb(self) -> tuple[float, float]:
        """Return its resident memory now, and the most that it ever was [MB]."""
        return resident_mb(self.pid)


def resident_mb(pid: int) -> tuple[float, float]:
    """Return the resident memory of a process now, and the most that it ever was [MB]."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    told = dict(line.split(":", 1) for line in lines if ":" in line)
    now_kib, most_kib = (int(told[name].split()[0]) for name in ("VmRSS", "VmHWM"))
    return now_kib * 1024 / 1e6, most_kib * 1024 / 1e6


@contextmanager
def running_service(
    folder: Path, mqtt_port: int, farm: Mapping[str, Sequence[Mapping[str, str]]], store: str
) -> Iterator[Running]:
    """Run ``serve`` on *folder*, a broker and a *store*; yields it when it is ready, stops it at the end."""
    with service_on(folder, mqtt_port, farm, store) as running, running() as service:
        yield service


@contextmanager
def service_on(
    folder: Path, mqtt_port: int, farm: Mapping[str, Sequence[Mapping[str, str]]], store: str
) -> Iterator[Callable[[], AbstractContextManager[Running]]]:
    """Prepare ``serve`` as above; yields what runs it, each time with what the time before has left."""
    port = free_port()
    config = folder / "coldframe.toml"
    service = coldframe(config, port, "/health/ready", "api", "serve", "--config")

    @contextmanager
    def running() -> Iterator[Running]:
        with service.running():
            yield Running(f"http://{HOST}:{port}", service.pid)

    with kept_in(store, folder) as kept:
        text = configuration(folder / "data", port, mqtt_port, farm, as_section(kept))
        config.write_text(text, encoding="utf-8")
        yield running
