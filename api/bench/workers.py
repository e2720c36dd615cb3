"""What several processes gain: the way into the store with one and with more, of light and heavy messages."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from api.bench.figure import Figure, Stopwatch
from api.bench.ingest import OURS, RAW, bench_settings, through_ingest
from api.bench.messages import ONE_READING, UPLINK, Source, started_ms
from api.bench.queue_broker import drain_raw, fill_queue, mosquitto, reserve_queue
from api.settings import Settings
from ingest.clock import SystemClock
from ingest.settings import IngestSettings, StoreSettings

SOURCES = (ONE_READING, UPLINK)

_SHARE = 4


def run(count: int, workers: int = 2, sources: Sequence[Source] = SOURCES) -> Sequence[Figure]:
    """Receive *count*/4 messages of each source raw, with one process, and with *workers* of them."""
    return [figure for source in sources for figure in _figures(source, max(count // _SHARE, 1), workers)]


def _figures(source: Source, count: int, workers: int) -> Iterator[Figure]:
    start_ms = started_ms(SystemClock().now_ms(), count)
    with tempfile.TemporaryDirectory(prefix="coldframe-bench-") as folder, mosquitto(Path(folder)) as port:
        trials = [_trial(Path(folder), port, number) for number in (1, workers)]
        for client_id in (RAW, *(trial.mqtt[0].client_id for trial in trials)):
            reserve_queue(port, client_id, source.topic)
        fill_queue(port, source.messages(count, start_ms))
        raw = drain_raw(port, RAW, count)
        alone, together = (through_ingest(trial, count * source.readings_each) for trial in trials)
    yield _figure(source.title, count, alone, "paho-mqtt alone receives and acknowledges", raw)
    yield _figure(f"{source.title}, {workers} workers", count, together, "with one process", alone)


def _trial(folder: Path, port: int, workers: int) -> Settings:
    """Return the settings of a service with a queue of its own at the bench's broker."""
    data = folder / f"with-{workers}"
    data.mkdir()
    settings = bench_settings(data, port, StoreSettings())
    mqtt = settings.mqtt[0].model_copy(update={"client_id": f"{OURS}-{workers}"})
    return settings.model_copy(update={"mqtt": (mqtt,), "ingest": IngestSettings(workers=workers)})


def _figure(what: str, count: int, watch: Stopwatch, limit: str, limit_watch: Stopwatch) -> Figure:
    rate, limit_rate = count / watch.wall_s, count / limit_watch.wall_s
    return Figure("workers", f"{what}: messages", rate, watch.cpu_s / count * 1e6, limit, limit_rate)
