"""The science on a year of minutes from a hundred sensors: readings per second of one core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alerts.science.life_series import lives_used
from alerts.science.mean_kinetic import mean_kinetic_temperatures
from alerts.science.product_series import follow_air_many
from alerts.science.ramps import arrhenius_cost
from api.bench.figure import Figure, Stopwatch, measured

Array = NDArray[np.float64]

SERIES = 100
MINUTES = 525_600
TURNS = 5
"""Each measure is taken so often, and the quickest counts: others use the machine, too."""
WAXBERRY = (1.0, 60.588)
LIFE_H = 14 * 24.0
LAG_H = 1.17
WANTED_PER_S = {"life used": 15e6, "mean kinetic temperature": 15e6, "product temperature": 5e6}


class Year(NamedTuple):
    """What is computed on: times of all series, not evenly apart [h], and series x samples [°C]."""

    time_h: Array
    air_c: Array


def run(count: int) -> Sequence[Figure]:
    """Return the figures of the science on a year; *count* does not matter: it has 52,560,000."""
    del count
    return measure(a_year(SERIES, MINUTES))


def a_year(series: int, minutes: int) -> Year:
    """Return cold rooms with noise, defrosts and doors, read about once a minute, to 0.01 K."""
    rng = np.random.default_rng(20_260_614)
    time_h = np.cumsum(rng.uniform(0.5, 1.5, minutes)) / 60.0
    defrost_k = 4.0 * np.exp(-np.mod(time_h, 6.0) / 0.3)
    air_c = np.empty((series, minutes))
    for row in air_c:
        row[:] = np.round(2.0 + defrost_k * rng.uniform(0.0, 1.5) + rng.normal(0.0, 0.1, minutes), 2)
    return Year(time_h, air_c)


def measure(year: Year) -> Sequence[Figure]:
    """Return the figures of *year*: each beside a sum and an exponential of it, and what is wanted."""
    scratch = np.empty(year.time_h.size)
    steps: dict[str, Callable[[Year], object]] = {
        "life used": lambda year: lives_used(arrhenius_cost(*WAXBERRY), LIFE_H, *year),
        "mean kinetic temperature": lambda year: mean_kinetic_temperatures(*year),
        "product temperature": lambda year: follow_air_many(*year, year.air_c[:, 0], LAG_H),
        "a NumPy sum of the same array": lambda year: year.air_c.sum(),
        "one numpy.exp of the same array": lambda year: [np.exp(row, out=scratch) for row in year.air_c],
    }
    best = {
        what: min((_timed(step, year) for _ in range(TURNS)), key=_wall_s) for what, step in steps.items()
    }
    size = year.air_c.size
    figures: list[Figure] = []
    for what, wanted_per_s in WANTED_PER_S.items():
        rate_per_s, cpu_us = size / best[what].wall_s, best[what].cpu_s / size * 1e6
        figures.extend(
            Figure("science", what, rate_per_s, cpu_us, limit, size / best[limit].wall_s)
            for limit in steps
            if limit not in WANTED_PER_S
        )
        per_core = f"{what}, per core"
        figures.append(
            Figure("science", per_core, 1e6 / cpu_us, cpu_us, "wanted per core", wanted_per_s, 1.0)
        )
    return figures


def _timed(step: Callable[[Year], object], year: Year) -> Stopwatch:
    with measured() as watch:
        step(year)
    return watch


def _wall_s(watch: Stopwatch) -> float:
    return watch.wall_s
