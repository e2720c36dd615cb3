"""Let everything happen, wait until it is over, and say what was left."""

from __future__ import annotations

import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import httpx
from prometheus_client.parser import text_string_to_metric_families

from alerts.assembly import MIGRATIONS as ALERTS_MIGRATIONS
from alerts.ledger import Ledger
from api.bench.chaos.gateways import QUANTITY, SENSORS, Gateways, farm, sensor
from api.bench.chaos.parts import broker, fill, small_disk
from api.bench.chaos.plan import Blow, Blows, Event, Excursion, excursions
from api.bench.chaos.verdict import Life, Verdict, of_alerts, of_counters, of_quarantine, of_readings
from api.bench.part import HOST, Part, PartMissing, free_port
from api.bench.servers import coldframe, configuration, influxdb
from api.settings import load_settings
from ingest.assembly import JOURNAL_FILE, STATE_FILE, open_store
from ingest.clock import MS_PER_SECOND
from ingest.counters import NAMES
from ingest.database import MIGRATIONS, Database
from ingest.journal import ALERTS_CURSOR
from ingest.journal.inspection import inspect
from ingest.quarantine import Quarantine

ROOMS = 6
RATE_PER_S = 200.0
DISK_MB = 384
_PATIENCE_S = 180.0
_UNDISTURBED_S = 5.0
_ALL_POINTS = 1 << 40
_INFLUXDB = """\
[store]
kind = "influxdb"
url = "{url}"
database = "chaos"
timeout_s = 5
"""
_RULES = """\
[alerts.rules.{place}]
"limits.air_temperature_c.dwell" = 0.1
"limits.air_temperature_c.clear" = 0.1
"trust.leap" = 100
"""
"""The bench's rooms are warm within a second, which no sensor is believed elsewhere."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What blows fall on."""

    service: Part
    broker: Part
    store: Part | None
    disk: Path | None
    clock: Path

    def possible(self) -> tuple[Blow, ...]:
        """Return which blows this machine allows."""
        missing = set()
        if self.store is None:
            missing |= {Blow.STOP_STORE, Blow.PAUSE_STORE}
        if self.disk is None:
            missing |= {Blow.FILL_DISK}
        return tuple(blow for blow in Blow if blow not in missing)


@dataclass(frozen=True, slots=True)
class Chaos:
    """How long chaos lasts, and which chance draws it."""

    minutes: float = 5.0
    seed: int = 2026


def run(chaos: Chaos, told: TextIO) -> Sequence[Verdict]:
    """Let *chaos* happen, say on *told* how it goes, and return whether the promises held."""
    lasting_s = chaos.minutes * 60.0
    planned = excursions(chaos.seed, lasting_s, ROOMS)

    def say(text: str) -> None:
        told.write(f"chaos: {text}\n")
        told.flush()

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="coldframe-chaos-")))
        stage, config, port, http_port = _set(stack, folder)
        blows = Blows(chaos.seed, stage.possible())
        say(f"{chaos.minutes:g} min, seed {chaos.seed}: {', '.join(stage.possible())}")
        with Gateways(port, RATE_PER_S, planned, ROOMS) as gateways:
            struck = _strike(stage, blows, time.monotonic() + lasting_s)
            say("over; waiting until nothing waits any more")
            waiting = _last_life(stage, config)
            gateways.finish()
            life = Life(waiting, _settled(http_port))
        stage.service.end()
        say(f"{', '.join(f'{count} x {blow}' for blow, count in sorted(struck.items()))}")
        return _verdicts(config, gateways, planned, life)


def _set(stack: ExitStack, folder: Path) -> tuple[Stage, Path, int, int]:
    """Start everything on a disk of its own; all of it ends with *stack*."""
    data = folder / "data"
    has_disk = stack.enter_context(small_disk(data, DISK_MB))
    mosquitto, port = broker(folder)
    store, store_port = _store(folder)
    http_port = free_port()
    config, clock = folder / "coldframe.toml", folder / "clock"
    clock.write_text("0", encoding="ascii")
    config.write_text(_configuration(data, port, http_port, store_port), encoding="utf-8")
    stage = Stage(
        service=coldframe(config, http_port, "/health/live", "api.commands.chaos_service", str(clock)),
        broker=mosquitto,
        store=store,
        disk=data if has_disk else None,
        clock=clock,
    )
    for part in (stage.broker, stage.store, stage.service):
        if part is not None:
            stack.callback(part.end)
            part.start()
    return stage, config, port, http_port


def _store(folder: Path) -> tuple[Part, int] | tuple[None, None]:
    """Return an InfluxDB and its port, where this machine has one; else the store is the embedded one."""
    try:
        return influxdb(folder)
    except PartMissing:
        return None, None


def _configuration(data: Path, port: int, http_port: int, influx_port: int | None) -> str:
    tables = farm(ROOMS)
    more = [_RULES.format(place=place["id"]) for place in tables["places"]]
    if influx_port is not None:
        more.insert(0, _INFLUXDB.format(url=f"http://{HOST}:{influx_port}"))
    return configuration(data, http_port, port, tables, *more)


def _strike(stage: Stage, blows: Blows, until_s: float) -> Mapping[Blow, int]:
    """Let one blow after the other fall until the time is over; return how many of each fell."""
    pause, struck = threading.Event(), Counter[Blow]()
    while True:
        event = blows.next()
        if time.monotonic() + event.after_s >= until_s:
            pause.wait(max(until_s - time.monotonic(), 0.0))
            return struck
        pause.wait(event.after_s)
        _fall(stage, event)
        struck[event.blow] += 1
        if not stage.service.runs:  # a full disk, or a store that is away, is no reason to end
            stage.service.start(wait=False)


def _fall(stage: Stage, event: Event) -> None:
    pause = threading.Event()
    if event.blow is Blow.KILL:
        stage.service.end(signal.SIGKILL)
        stage.service.start(wait=False)
    elif event.blow is Blow.RESTART_BROKER:
        stage.broker.end()
        stage.broker.start()
    elif event.blow is Blow.STEP_CLOCK:
        stage.clock.write_text(str(int(event.amount * MS_PER_SECOND)), encoding="ascii")
    elif event.blow is Blow.FILL_DISK and stage.disk is not None:
        ballast = fill(stage.disk)
        pause.wait(event.lasting_s)
        ballast.unlink()
    elif event.blow is Blow.STOP_STORE and stage.store is not None:
        stage.store.end()
        pause.wait(event.lasting_s)
        stage.store.start()
    elif event.blow is Blow.PAUSE_STORE and stage.store is not None:
        stage.store.send(signal.SIGSTOP)
        pause.wait(event.lasting_s)
        stage.store.send(signal.SIGCONT)


def _last_life(stage: Stage, config: Path) -> Mapping[str, int]:
    """Kill the service once more, let it run undisturbed for a while; return what had waited for it."""
    stage.service.end(signal.SIGKILL)
    data = load_settings(config).data
    left = inspect(data / JOURNAL_FILE)
    with closing(_state(data)) as database:  # the alerts' own cursor is as new as what they know
        cursors = {**left.cursors, ALERTS_CURSOR: Ledger(database).cursor()}
    stage.clock.write_text("0", encoding="ascii")
    stage.service.start()
    threading.Event().wait(_UNDISTURBED_S)
    return {consumer: left.last_seq - seq for consumer, seq in cursors.items()}


def _settled(http_port: int) -> Mapping[str, int]:
    """Wait until nothing waits and nothing is counted any more; return the counts, none where it never is."""
    pause, deadline_s = threading.Event(), time.monotonic() + _PATIENCE_S
    before: Mapping[str, int] = {}
    while time.monotonic() < deadline_s:
        counts, backlog = _counted(http_port)
        if counts and backlog == 0 and counts == before:
            return counts
        before = counts
        pause.wait(3.0)
    return {}


def _counted(http_port: int) -> tuple[Mapping[str, int], int]:
    """Return the service's counters and how many readings wait in its journal; none where it is silent."""
    try:
        text = httpx.get(f"http://{HOST}:{http_port}/metrics", timeout=5.0).text
    except httpx.TransportError:
        return {}, 0
    values: Counter[str] = Counter()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            values[sample.name.removeprefix("coldframe_")] += int(sample.value)
    return {name: values[f"{name}_total"] for name in NAMES}, values["journal_backlog_readings"]


def _verdicts(
    config: Path, gateways: Gateways, planned: Sequence[Excursion], life: Life
) -> Sequence[Verdict]:
    settings = load_settings(config)
    with closing(open_store(settings)) as store:
        stored = [
            ((device, at_ms), value)
            for device in map(sensor, range(SENSORS))
            for series in (store.series(device, QUANTITY, 0, 1 << 52, _ALL_POINTS),)
            for at_ms, value in zip(series.observed_at_ms.tolist(), series.value.tolist(), strict=True)
        ]
    with closing(_state(settings.data)) as database:
        alerts = Ledger(database).alerts(limit=10_000)
        quarantined = len(Quarantine(database).recent(limit=1_000))
    return (
        *of_readings(gateways.published, gateways.acknowledged, stored),
        of_alerts(planned, alerts, gateways.started_ms),
        of_quarantine(quarantined),
        of_counters(life),
    )


def _state(data: Path) -> Database:
    return Database(data / STATE_FILE, (MIGRATIONS, ALERTS_MIGRATIONS))
