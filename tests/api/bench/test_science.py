"""The bench of the science measures what it says."""

from __future__ import annotations

import numpy as np

from api.bench import science


def test_every_measure_stands_beside_reading_the_same_array() -> None:
    """Each figure has a sum and an exponential of the same run beside it, and what is wanted of one core."""
    figures = science.measure(science.a_year(series=2, minutes=600))
    assert {figure.what.removesuffix(", per core") for figure in figures} == set(science.WANTED_PER_S)
    assert all(figure.rate_per_s > 0.0 and figure.limit_per_s > 0.0 for figure in figures)
    assert [figure.limit for figure in figures[:3]] == [
        "a NumPy sum of the same array",
        "one numpy.exp of the same array",
        "wanted per core",
    ]
    wanted = {figure.what: figure.limit_per_s for figure in figures if figure.wanted_ratio is not None}
    assert set(wanted.values()) == {15e6, 5e6}


def test_the_year_is_irregular_and_has_doors_and_defrosts() -> None:
    """What is measured on is not evenly apart, and has steep segments as well as gentle ones."""
    year = science.a_year(series=3, minutes=5_000)
    assert year.air_c.shape == (3, 5_000)
    assert np.diff(year.time_h).min() > 0.0
    assert np.ptp(np.diff(year.time_h)) > 0.01
    assert np.abs(np.diff(year.air_c)).max() > 1.0
