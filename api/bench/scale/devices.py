"""What devices cost: a reading, from its message until it is stored and judged, with ever more of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from alerts.assembly import MIGRATIONS as ALERTS_MIGRATIONS
from alerts.assembly import Alerts, build_alerts
from alerts.ledger.watches import Watches
from api.bench.figure import Span, measured
from api.bench.kept_in import kept_in
from api.bench.scale.lots import EVERY_S, MOST_RATIO, START_MS, air_c
from api.settings import Settings
from ingest.assembly import STATE_FILE, build_ingest
from ingest.clock import MS_PER_SECOND, ManualClock
from ingest.counters import Counters
from ingest.database import MIGRATIONS, Database
from ingest.message import Message
from ingest.place import PlaceKind
from ingest.settings import DeviceSettings, PlaceSettings, SiteSettings, StoreSettings

DEVICES = (100, 1_000, 10_000, 100_000)
_PER_PLACE, _PER_GATEWAY, _WAITS_EVERY = 25, 500, 10
"""So many sensors hang in a room, so many are behind a gateway, and one of so many waits in the inbox."""
_TOGETHER = (100, 1_000)
"""Readings that are taken together: what 60 ms bring where a hundred thousand sensors speak once a minute,
and ten times as many. Only farms are compared of which no sensor speaks twice in it: one that tells ten
readings at once shares what is done once for all ten, be they many or few."""
_AT_FIRST = 5_000
_RUNS, _LOOKS = 3, 20


def run(count: int, store: str = "embedded") -> Sequence[Span]:
    """Let ever more devices speak, at most twice *count*; return what reading, look and restart cost.

    What InfluxDB itself takes is not counted.
    """
    figures: list[Span] = []
    fewest: dict[str, tuple[int, float]] = {}
    most = min(DEVICES[-1], max(2 * count, DEVICES[0]))
    for devices in sorted({min(devices, most) for devices in DEVICES}):
        with (
            tempfile.TemporaryDirectory(prefix="coldframe-bench-") as folder,
            kept_in(store, Path(folder)) as kept,
        ):
            farm = _Farm(Path(folder), devices, kept)
            for what, cost_us in farm.costs_us(count // 12):
                least = fewest.setdefault(what, (devices, cost_us))
                figures.append(_span(f"{what} ({store}), {devices:,} devices", cost_us, *least))
            if devices == most:
                figures.append(farm.restart())
            farm.close()
    return figures


def _span(what: str, cost_us: float, fewest: int, least_us: float) -> Span:
    most_us = round(MOST_RATIO * least_us, 1)
    return Span("scale", what, cost_us, "µs of processor", f"with {fewest:,}", least_us, most_us)


class _Farm:
    """Cold rooms full of sensors, each of which has spoken."""

    def __init__(self, folder: Path, devices: int, kept: StoreSettings) -> None:
        self._devices = devices
        self._told = 0
        self._clock = ManualClock(START_MS)
        self._database = Database(folder / STATE_FILE, (MIGRATIONS, ALERTS_MIGRATIONS))
        self._database.upgrade()
        self._settings, self._counters = _settings(folder, devices, kept), Counters()
        self._ingest = build_ingest(self._settings, self._clock, self._database, self._counters)
        self._alerts = self._watching()
        self._take(devices, _AT_FIRST)

    def costs_us(self, readings: int) -> Iterator[tuple[str, float]]:
        """Yield what is measured with so many *readings*, and the processor time of each [µs]."""
        for together in (one for one in _TOGETHER if one <= self._devices):
            cost_us = self._reading_us(max(1, readings // together), together)
            yield f"a reading from message to store and judgement, {together:,} at a time", cost_us
        yield "a look at what is due when nothing is", self._look_us()

    def _reading_us(self, batches: int, together: int) -> float:
        """Take so many batches of so many readings a few times; return the least that a reading cost [µs]."""
        costs_us = []
        for _ in range(_RUNS + 1):  # the first is there to warm up
            with measured() as watch:
                self._take(batches * together, together)
                self._ingest.books.flush()  # as every ten seconds
            costs_us.append(watch.cpu_s / (batches * together) * 1e6)
        return min(costs_us)

    def _look_us(self) -> float:
        with measured() as watch:
            for _ in range(_LOOKS):
                self._clock.advance(1)
                self._alerts.evaluator.tick()
        return watch.cpu_s / _LOOKS * 1e6

    def restart(self) -> Span:
        """Watch again from the same ledger; return how long it took until every sensor was watched."""
        with measured() as reading, self._database.read() as connection:
            Watches(connection).all()
        del self._alerts  # nobody has both in memory
        with measured() as watch:
            self._alerts = self._watching()
            self._alerts.evaluator.tick()
        what = f"restart until {self._devices:,} devices are watched again, processor time"
        return Span("scale", what, watch.cpu_s, "s", "reading their watches from the database", reading.cpu_s)

    def _watching(self) -> Alerts:
        return build_alerts(self._settings, self._database, self._ingest, self._clock, self._counters)

    def close(self) -> None:
        """Release the files."""
        self._ingest.close()
        self._database.close()

    def _take(self, readings: int, together: int) -> None:
        end = self._told + readings
        for first in range(self._told, end, together):
            self._told = min(first + together, end)
            self._clock.set(_at_ms((self._told - 1) // self._devices, self._devices - 1))
            self._ingest.pipeline.accept([self._message(number) for number in range(first, self._told)])
            self._ingest.writer.write_once()
            self._alerts.evaluator.evaluate_once()

    def _message(self, number: int) -> Message:
        turn, sensor = divmod(number, self._devices)
        topic = f"coldframe/v1/gateway-{sensor // _PER_GATEWAY}/sensor-{sensor}"
        told = _at_ms(turn, sensor), air_c(sensor, turn)
        payload = b'{"observed_at": %d, "air_temperature_c": %.2f}' % told
        return Message(topic, payload, qos=1, mid=number % 65_536, dup=False, retain=False)


def _at_ms(turn: int, sensor: int) -> int:
    return START_MS + turn * EVERY_S * MS_PER_SECOND + sensor % (EVERY_S * MS_PER_SECOND)


def _settings(folder: Path, devices: int, kept: StoreSettings) -> Settings:
    rooms = tuple(
        PlaceSettings(
            id=f"room-{n}", site="bench", name=f"Room {n}", kind=PlaceKind.COLD_ROOM, recipe="cold_room"
        )
        for n in range(-(-devices // _PER_PLACE))
    )
    sensors = tuple(
        DeviceSettings(id=f"sensor-{n}", place=f"room-{n // _PER_PLACE}")
        for n in range(devices)
        if n % _WAITS_EVERY
    )
    site = SiteSettings(id="bench", name="Bench", time_zone="UTC")
    return Settings(data=folder, store=kept, sites=(site,), places=rooms, devices=sensors)
