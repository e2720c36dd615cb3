"""The benches that run a service of their own, and the one of the store, give figures that make sense."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from api.bench.backtest import run as backtest
from api.bench.charts import run as charts
from api.bench.figure import Span
from api.bench.ingest import run as ingest
from api.bench.latency import run as latency
from api.bench.memory import run as memory
from api.bench.scale.devices import run as devices
from api.bench.scale.lots import run as lots
from api.bench.workers import SOURCES
from api.bench.workers import run as workers
from tests.influxdb import InfluxDb
from tests.mosquitto import find_mosquitto


@pytest.mark.parametrize("run", [latency, partial(memory, store="influxdb"), charts])
def test_every_figure_has_a_limit_of_the_same_run_and_what_is_wanted(
    influxdb: InfluxDb, run: Callable[[int], Sequence[Span]]
) -> None:
    """Small runs measure the same things as whole ones: more than their limit, and with a bound somewhere."""
    find_mosquitto()
    assert influxdb.url
    figures = run(60)
    assert all(figure.value > figure.limit_value > 0.0 for figure in figures)
    assert any(figure.most is not None for figure in figures)
    assert len({figure.what for figure in figures}) == len(figures)


def test_the_backtest_bench_replays_nights_that_its_rules_call_for() -> None:
    """What is measured has excursions in it, and every reading of it counts; with goods and without."""
    figures = backtest(1_000)
    assert len({figure.what for figure in figures}) == 2
    assert all(figure.rate_per_s > 0.0 for figure in figures)
    assert all(figure.wanted_ratio == 1.0 for figure in figures)


def test_the_scale_bench_takes_readings_with_and_without_lots_and_restarts() -> None:
    """Figures stand beside the same without lots and what is wanted, a restart beside reading the lots."""
    figures = lots(60)
    assert len({figure.what for figure in figures}) == 3
    assert all(figure.ratio > 0.0 for figure in figures)


def test_the_scale_bench_takes_readings_of_ever_more_devices_and_restarts() -> None:
    """Every figure stands beside that of a hundred devices, and what is wanted is so much more at most."""
    *figures, restart = devices(60)
    assert restart.ratio > 1.0
    assert len({figure.what for figure in figures}) == len(figures) == 4
    assert [figure.ratio for figure in figures[:2]] == [1.0, 1.0]
    assert all(figure.most == pytest.approx(1.3 * figure.limit_value, abs=0.1) for figure in figures)
    assert all(figure.value > 0.0 for figure in figures)


def test_the_store_in_influxdb_is_measured_as_the_embedded_one(influxdb: InfluxDb) -> None:
    """The same benches run with their readings in an InfluxDB of their own, and say so."""
    find_mosquitto()
    assert influxdb.url
    one, message, reading = ingest(200, store="influxdb")
    assert all("(influxdb)" in figure.what and figure.rate_per_s > 0 for figure in (one, message, reading))
    assert "per reading, 1 in a message" in one.what
    assert "per message of 4 readings" in message.what
    assert (reading.rate_per_s, reading.ratio) == pytest.approx((4 * message.rate_per_s, message.ratio))
    assert all("(influxdb)" in span.what for span in charts(60, kind="influxdb"))


def test_several_processes_are_measured_beside_one() -> None:
    """The same messages come through one process and through two, and every reading in them is stored."""
    find_mosquitto()
    alone, together = workers(40, 2, SOURCES[-1:])
    assert "2 workers" in together.what
    assert together.limit_per_s == alone.rate_per_s > 0.0
