"""Lags of packagings and cooling times, published and found again in noisy readings."""

from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pytest

from alerts.science.cooling import (
    TYPICAL_PER_H,
    Cooling,
    cooling_of_half_time,
    cooling_of_seven_eighths,
    is_overdue,
    time_to_target_h,
)
from alerts.science.cooling_fit import fit_cooling, fit_coolings
from alerts.science.packaging_lag import THINNEST_LAG_H, fit_lag, lag_of_warming
from alerts.science.product_series import follow_air_many
from alerts.science.segments import Array
from alerts.science.surface_core import Body, follow_air_in_depth, modes


@pytest.mark.parametrize(
    ("seven_eighths_min", "coefficient_per_h", "half_min", "after_an_hour_c"),
    [(116.34, 1.0724, 38.78, 8.9), (145.89, 0.8552, 48.63, 10.9)],
    ids=["2-pound clamshell", "4-pound clamshell"],
)
def test_published_cooling_of_strawberry(
    seven_eighths_min: float, coefficient_per_h: float, half_min: float, after_an_hour_c: float
) -> None:
    """A-7, Carnelossi et al. (2013): 7/8 times and what follows from them (last digit given)."""
    cooling = cooling_of_seven_eighths(seven_eighths_min / 60.0)
    assert cooling.coefficient_per_h == pytest.approx(coefficient_per_h, abs=5e-4)
    assert 60.0 * cooling.half_h == pytest.approx(half_min, abs=0.005)
    assert cooling.after_c(1.0, 25.0, 0.5) == pytest.approx(after_an_hour_c, abs=0.06)


def test_published_half_cooling() -> None:
    """A-7 (C4): 30 °C fruit in air of 2 °C at 16 °C after 2 h: 7/8 after 6.0 h, at 5.5 °C (exact)."""
    cooling = cooling_of_half_time(2.0)
    assert cooling.after_c(2.0, 30.0, 2.0) == pytest.approx(16.0)
    assert cooling.seven_eighths_h == pytest.approx(6.0)
    assert cooling.after_c(6.0, 30.0, 2.0) == pytest.approx(5.5)


def test_noisy_pull_downs_are_found_again() -> None:
    """A-7: 0.5 + 24.5 exp(−1.0724 t) every 5 min with noise of ±0.3 °C, 24 seeds: 7/8 time within 3 %."""
    time_h = np.arange(0.0, 3.01, 5.0 / 60.0)
    clean_c = 0.5 + 24.5 * np.exp(-1.0724 * time_h)
    noise_k = [
        noise
        for rng in map(np.random.default_rng, range(24))
        for noise in (rng.uniform(-0.3, 0.3, time_h.size), rng.normal(0.0, 0.3, time_h.size))
    ]
    coolings, untold = fit_coolings(time_h, np.full((48, time_h.size), 0.5), clean_c + np.array(noise_k))
    assert untold == {}
    assert 60.0 * coolings.seven_eighths_h == pytest.approx(np.full(48, 116.34), rel=0.03)


def _room(time_h: Array) -> Array:
    """Return the air of a cold room that warms by 9 K when it is loaded, and then comes and goes."""
    return 2.0 + 9.0 * np.exp(-time_h / 0.8) + 1.5 * np.sin(2.5 * time_h)


@pytest.mark.parametrize("seed", range(6))
def test_air_that_moves_does_not_spoil_the_fit(seed: int) -> None:
    """In air that drifts and swings, noise of 0.3 K in the pulp leaves the coefficient within 5 %."""
    time_h = np.sort(np.random.default_rng(seed).uniform(0.0, 5.0, 80))
    noise_k = np.random.default_rng(seed + 99).normal(0.0, 0.3, 80)
    pulp_c = follow_air_many(time_h, _room(time_h), 28.0, 1.0 / 0.6)
    cooling = fit_cooling(time_h, _room(time_h), pulp_c + noise_k, initial_c=28.0)
    assert cooling.coefficient_per_h == pytest.approx(0.6, rel=0.05)
    assert cooling.lag_factor == pytest.approx(1.0, abs=0.05)


def test_the_error_of_a_fit_is_the_scatter_of_fits() -> None:
    """Over sixty pull-downs the coefficient scatters as much as its standard error says, within a third."""
    time_h = np.linspace(0.0, 4.0, 60)
    pulp_c = follow_air_many(time_h, _room(time_h), 28.0, 1.25)
    noise_k = np.random.default_rng(7).normal(0.0, 0.3, (60, 60))
    found, _ = fit_coolings(time_h, np.tile(_room(time_h), (60, 1)), pulp_c + noise_k)
    assert np.mean(found.error_per_h) == pytest.approx(np.std(found.coefficient_per_h), rel=0.34)


def test_the_core_of_large_goods_has_a_lag_factor() -> None:
    """A core that starts late is fitted after its start, with the lag factor that its body has."""
    body = Body(3.0, 1.0, 0.6)
    time_h = np.linspace(0.0, 12.0, 200)
    air_c = np.full(200, 1.0)
    core_c = follow_air_in_depth((time_h, air_c), (24.0, 24.0), body).core_c
    cooling = fit_cooling(time_h, air_c, core_c, initial_c=24.0, from_h=4.0)
    assert cooling.lag_factor == pytest.approx(modes(body).core[0], rel=0.01)
    assert 1.0 / cooling.coefficient_per_h == pytest.approx(modes(body).lags_h[0], rel=0.01)


def test_the_time_to_a_target() -> None:
    """As long as the exponential takes; at once where goods are there; never in air that is not colder."""
    cooling = Cooling(0.4, 1.2)
    hours = time_to_target_h(cooling, 28.0, 1.0, 5.0)
    assert cooling.after_c(hours, 28.0, 1.0) == pytest.approx(5.0)
    assert time_to_target_h(cooling, 4.0, 1.0, 5.0) == 0.0
    assert time_to_target_h(cooling, 28.0, 5.0, 5.0) == inf
    assert isnan(time_to_target_h(cooling, nan, 1.0, 5.0))


def test_what_is_overdue() -> None:
    """Overdue is more than an eighth left after 1.25 times the plan, and nothing before."""
    assert is_overdue(7.5, 6.0, 30.0, 2.0, 5.6)
    assert not is_overdue(7.4, 6.0, 30.0, 2.0, 29.0)
    assert not is_overdue(9.0, 6.0, 30.0, 2.0, 5.5)


@pytest.mark.parametrize(
    ("way", "half_h"), [("room", 6.93), ("forced air", 1.73), ("water", 0.77), ("vacuum", 0.385)]
)
def test_typical_coefficients(way: str, half_h: float) -> None:
    """C5 (trade): coefficients of 0.10, 0.40, 0.90 and 1.80 per hour are these half times (tolerance 1 %)."""
    assert Cooling(TYPICAL_PER_H[way]).half_h == pytest.approx(half_h, rel=0.01)


@pytest.mark.parametrize(
    ("initial_c", "final_c", "lag_h"),
    [(1.9, 11.0, 8.3), (2.1, 11.0, 8.4), (2.0, 16.1, 3.67)],
    ids=["EPS box", "EPS box, warmer fish", "corrugated plastic"],
)
def test_published_fish_boxes(initial_c: float, final_c: float, lag_h: float) -> None:
    """Margeirsson et al. (2011): 6.1 h at 19.4 °C; 8.3-8.4 and 3.7 h (tolerance 0.05)."""
    assert lag_of_warming(initial_c, final_c, 19.4, 6.1) == pytest.approx(lag_h, abs=0.05)


def test_published_clamshells_as_lags() -> None:
    """Carnelossi et al. (2013): 7/8 times of 116.34 and 145.89 min are lags of 56 and 70 (to 1 min)."""
    lags_min = [t / float(np.log(8.0)) for t in (116.34, 145.89)]
    assert lags_min == pytest.approx([56.0, 70.0], abs=1.0)
    assert pytest.approx(lags_min[0] / 60.0, abs=0.005) == THINNEST_LAG_H


def test_a_lag_is_found_beside_an_offset_of_the_probes() -> None:
    """Two probes that differ by 0.4 K, gaps in the pulp, air that moves: lag within two standard errors."""
    rng = np.random.default_rng(3)
    time_h = np.sort(rng.uniform(0.0, 48.0, 400))
    air_c = 4.0 + 3.0 * np.sin(time_h / 2.0) + np.where(time_h % 6.0 < 0.5, 4.0, 0.0)
    pulp_c = follow_air_many(time_h, air_c, 9.0, 2.5) + 0.4 + rng.normal(0.0, 0.1, 400)
    pulp_c[50:70] = nan
    fit = fit_lag(time_h, air_c, pulp_c, with_offset=True)
    assert abs(fit.lag_h - 2.5) < 2.0 * fit.error_h < 0.5
    assert fit.offset_k == pytest.approx(0.4, abs=0.03)
    assert fit.initial_c + fit.offset_k == pytest.approx(9.4, abs=0.15)
    assert fit.rmse_k == pytest.approx(0.1, rel=0.15)


def test_goods_that_tell_nothing_have_an_infinite_error() -> None:
    """Where air and goods are one temperature all the time, every lag fits: the error says so."""
    time_h = np.linspace(0.0, 10.0, 100)
    assert fit_lag(time_h, np.full(100, 2.0), np.full(100, 2.0)).error_h == inf


def test_a_lag_at_the_edge_is_not_taken_for_found() -> None:
    """Goods as warm as their air: the shortest lag, an error as large. Goods that never move: infinite."""
    time_h = np.linspace(0.0, 10.0, 100)
    air_c = 4.0 + np.sin(time_h)
    as_warm = fit_lag(time_h, air_c, air_c)
    assert as_warm.lag_h < 0.05
    assert as_warm.error_h >= as_warm.lag_h
    assert fit_lag(time_h, air_c, np.full(100, 9.0)).error_h == inf


def test_what_one_lag_cannot_explain_widens_its_error() -> None:
    """A core of second order, without any noise, is not fitted to a hundredth: its error is well above."""
    time_h = np.linspace(0.0, 24.0, 500)
    air_c = 5.0 + 4.0 * np.sin(time_h)
    core_c = follow_air_in_depth((time_h, air_c), (15.0, 15.0), Body(3.0, 2.0, 0.5)).core_c
    fit = fit_lag(time_h, air_c, core_c)
    assert fit.error_h > 0.01 * fit.lag_h


@pytest.mark.parametrize(
    ("air_c", "goods_c", "message"),
    [
        ([1.0, nan, 1.0, 1.0, 1.0], [2.0] * 5, "air_c: nan"),
        ([1.0] * 5, [2.0, 2.0, 2.0, nan, nan], "goods_c: 3 readings"),
        ([1.0] * 5, [2.0] * 4, "goods_c"),
    ],
)
def test_what_cannot_be_fitted_is_refused(air_c: list[float], goods_c: list[float], message: str) -> None:
    """An error names the argument, its value and what was expected."""
    with pytest.raises(ValueError, match=message):
        fit_lag(np.arange(5.0), np.array(air_c), np.array(goods_c))


def test_impossible_cooling_is_refused() -> None:
    """No time, no warming in colder air, no start that is colder than the air."""
    with pytest.raises(ValueError, match="time_h 0"):
        cooling_of_half_time(0.0)
    with pytest.raises(ValueError, match="final_c"):
        lag_of_warming(2.0, 11.0, 5.0, 6.1)
    time_h = np.linspace(0.0, 3.0, 30)
    with pytest.raises(ValueError, match="initial_c"):
        fit_cooling(time_h, np.zeros(30), 10.0 * np.exp(-time_h), initial_c=-5.0)
