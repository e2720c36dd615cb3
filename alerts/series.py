"""The series that readings belong to, and the watches that follow each of them."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from alerts.chorus import Chorus
from alerts.detect.goods import GoodsRule
from alerts.flock import Alone, Flock, Told
from alerts.herd import Herd
from alerts.ledger.evidence import SeriesRow
from alerts.runner import NEVER_MS, Runner


class Series(Flock):
    """One quantity of one device.

    Attributes:
        id: its number in the ledger.
        device, quantity: whose, and which.
        last_ms: its newest instant; what comes with an earlier one is late.
        received_ms: when that reached us; None where that was before the start.
        runners, herds: the watches that follow it alone and have not passed their end; see ``Flock``.
        overhearers: those that follow whatever its device tells, and only ask when.
        choruses: those that follow it among others, each with the number that it has there.
    """

    __slots__ = ("choruses", "device", "id", "last_ms", "overhearers", "quantity", "received_ms")

    def __init__(self, row: SeriesRow, runners: Iterable[Runner]) -> None:
        super().__init__()
        self.id = row.id
        self.device = row.device
        self.quantity = row.quantity
        self.last_ms = -NEVER_MS if row.last_ms is None else row.last_ms
        self.received_ms: int | None = None
        self.overhearers: tuple[Runner, ...] = ()
        self.choruses: tuple[tuple[int, Chorus], ...] = ()
        for runner in runners:
            self.connect(runner)

    def connect(self, runner: Runner) -> None:
        """Offer a watch the readings of this series."""
        if not isinstance(runner, Chorus):
            if runner.watch.quantity:
                self.runners = (*self.runners, runner)
            else:
                self.overhearers = (*self.overhearers, runner)
        elif (number := runner.number_of(self.device, self.quantity)) is not None:
            self.choruses = (*self.choruses, (number, runner))

    def disconnect(self, runner: Runner) -> None:
        """Offer a watch no more readings."""
        self.runners = tuple(other for other in self.runners if other is not runner)
        self.overhearers = tuple(other for other in self.overhearers if other is not runner)
        self.choruses = tuple((number, other) for number, other in self.choruses if other is not runner)

    def drop_ended(self) -> None:
        """Stop offering readings to watches that newer readings cannot belong to."""
        self.runners = tuple(runner for runner in self.runners if runner.end_ms > self.last_ms)
        self.overhearers = tuple(runner for runner in self.overhearers if runner.end_ms > self.last_ms)
        self.choruses = tuple((number, one) for number, one in self.choruses if one.end_ms > self.last_ms)


class SeriesIndex:
    """Every series, by device and quantity, with the watches that follow it."""

    def __init__(self, rows: Iterable[SeriesRow]) -> None:
        self._by_device: defaultdict[str, dict[str, Series]] = defaultdict(dict)
        self._runners: defaultdict[str, list[Runner]] = defaultdict(list)
        self._stirred: dict[Herd, None] = {}
        for row in rows:
            self.add(row)

    def find(self, device: str, quantity: str) -> Series | None:
        """Return a series; None where it was never heard."""
        told = self._by_device.get(device)
        return None if told is None else told.get(quantity)

    def met(self, device: str, quantity: str) -> Series:
        """Return a series that was met."""
        return self._by_device[device][quantity]

    def add(self, row: SeriesRow) -> Series:
        """Add a series and connect it with the watches that wait for it."""
        others = self._by_device[row.device]
        device = next((other.device for other in others.values()), row.device)
        row = replace(row, device=device, quantity=sys.intern(row.quantity))  # one text for all that name it
        series = Series(row, self._followers(row.device, row.quantity))
        others[row.quantity] = series
        return series

    def connect(self, runner: Runner) -> None:
        """Offer a watch the readings of its series."""
        for device in runner.devices:
            self._runners[device].append(runner)
        for series in self._followed(runner):
            series.connect(runner)

    def disconnect(self, runner: Runner) -> None:
        """Offer a watch no more readings."""
        runner.leave_herd()
        for device in runner.devices:
            self._runners[device].remove(runner)
        for series in self._followed(runner):
            series.disconnect(runner)

    def followed(self, runner: Runner, after_ms: int) -> Mapping[int, int]:
        """Return what a watch follows that has something after *after_ms*: series and number of its voice."""
        return {
            series.id: runner.number_of(series.device, series.quantity) or 0
            for series in self._followed(runner)
            if series.last_ms > after_ms
        }

    def take(self, series: Series, told: Told, alone: Alone) -> None:
        """Let those who follow a series alone take its newest readings, see ``Flock``."""
        series.take(told, alone)
        self._stirred.update(dict.fromkeys(series.herds))

    def stirred(self) -> tuple[Herd, ...]:
        """Return the herds that took readings since this was last asked."""
        stirred = tuple(self._stirred)
        self._stirred.clear()
        return stirred

    def gather(self, runners: Iterable[Runner]) -> None:
        """Let lots that fare alike beside the same sensor be folded together."""
        alone: defaultdict[tuple[str, str], list[Runner]] = defaultdict(list)
        for runner in runners:
            if runner.herd is None and isinstance(runner.watch.rule, GoodsRule):
                alone[runner.watch.device, runner.watch.quantity].append(runner)
        for name, found in alone.items():
            series = self.find(*name)
            if series is not None:
                series.gather(found)

    def late_for(self, series: Series, at_ms: int) -> Iterable[Runner]:
        """Yield the watches that a late reading of *series* matters to, ended or not."""
        for runner in self._followers(series.device, series.quantity):
            if runner.start_ms <= at_ms < runner.end_ms:
                yield runner

    def followers_during(self, series: Series, start_ms: int, end_ms: int | None) -> Iterable[Runner]:
        """Yield the watches, ended or not, that readings of *series* in [start_ms, end_ms) matter to."""
        for runner in self._followers(series.device, series.quantity):
            if start_ms < runner.end_ms and (end_ms is None or runner.start_ms < end_ms):
                yield runner

    def received_ms(self, device: str, quantity: str) -> int | None:
        """Return when the newest reading of a series reached us; None where that was before the start."""
        series = self.find(device, quantity)
        return None if series is None else series.received_ms

    def quantities(self) -> Mapping[str, Collection[str]]:
        """Return which quantities each device was ever heard to tell; it grows with what is heard."""
        return self._by_device

    def _followed(self, runner: Runner) -> list[Series]:
        return [
            series
            for device in runner.devices
            for quantity, series in self._by_device.get(device, {}).items()
            if runner.number_of(device, quantity) is not None
        ]

    def _followers(self, device: str, quantity: str) -> list[Runner]:
        runners = self._runners.get(device, ())
        return [runner for runner in runners if runner.number_of(device, quantity) is not None]
