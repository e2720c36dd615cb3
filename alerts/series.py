"""The series that readings belong to, and the watches that follow each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from alerts.ledger.evidence import SeriesRow
from alerts.runner import NEVER_MS, Runner


class Series:
    """One quantity of one device.

    Attributes:
        id: its number in the ledger.
        device, quantity: whose, and which.
        last_ms: its newest instant; what comes with an earlier one is late.
        received_ms: when that reached us; None where that was before the start.
        runners: the watches that follow it and have not passed their end.
    """

    __slots__ = ("device", "id", "last_ms", "quantity", "received_ms", "runners")

    def __init__(self, row: SeriesRow, runners: Iterable[Runner]) -> None:
        self.id = row.id
        self.device = row.device
        self.quantity = row.quantity
        self.last_ms = -NEVER_MS if row.last_ms is None else row.last_ms
        self.received_ms: int | None = None
        self.runners = list(runners)

    def drop_ended(self) -> None:
        """Stop offering readings to watches that newer readings cannot belong to."""
        self.runners = [runner for runner in self.runners if runner.end_ms > self.last_ms]


class SeriesIndex:
    """Every series, by device and quantity, with the watches that follow it."""

    def __init__(self, rows: Iterable[SeriesRow]) -> None:
        self.by_name: dict[tuple[str, str], Series] = {}
        self._by_device: defaultdict[str, dict[str, Series]] = defaultdict(dict)
        self._runners: defaultdict[str, list[Runner]] = defaultdict(list)
        for row in rows:
            self.add(row)

    def add(self, row: SeriesRow) -> Series:
        """Add a series and connect it with the watches that wait for it."""
        series = Series(row, self._followers(row.device, row.quantity))
        self.by_name[row.device, row.quantity] = series
        self._by_device[row.device][row.quantity] = series
        return series

    def connect(self, runner: Runner) -> None:
        """Offer a watch the readings of its series."""
        self._runners[runner.watch.device].append(runner)
        for series in self._followed(runner):
            if runner not in series.runners:
                series.runners.append(runner)

    def disconnect(self, runner: Runner) -> None:
        """Offer a watch no more readings."""
        self._runners[runner.watch.device].remove(runner)
        for series in self._followed(runner):
            series.runners = [other for other in series.runners if other is not runner]

    def ids(self, runner: Runner, after_ms: int) -> list[int]:
        """Return the numbers of the series that a watch follows and that have something after *after_ms*."""
        return [series.id for series in self._followed(runner) if series.last_ms > after_ms]

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
        series = self.by_name.get((device, quantity))
        return None if series is None else series.received_ms

    def quantities(self) -> Mapping[str, Collection[str]]:
        """Return which quantities each device was ever heard to tell; it grows with what is heard."""
        return self._by_device

    def _followed(self, runner: Runner) -> Iterable[Series]:
        named = self._by_device.get(runner.watch.device, {})
        wanted = runner.watch.quantity
        return [series for quantity, series in named.items() if wanted in {"", quantity}]

    def _followers(self, device: str, quantity: str) -> list[Runner]:
        runners = self._runners.get(device, ())
        return [runner for runner in runners if runner.watch.quantity in {"", quantity}]
