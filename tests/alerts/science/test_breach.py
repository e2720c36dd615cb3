"""When a limit will be reached: exactly, from a trend, and with a band that holds what it says."""

from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.science.breach import hours_to_limit, hours_to_limits, time_to_limit_h
from alerts.science.breach_behind_air import trend_behind_air
from alerts.science.exposure import Side
from alerts.science.product_series import follow_air_many
from alerts.science.product_temperature import after_hold
from alerts.science.trend import recent_trend


@given(st.floats(-20.0, 20.0), st.floats(0.5, 40.0), st.floats(0.01, 0.99), st.floats(0.01, 50.0))
def test_the_time_is_when_the_goods_are_there(
    now_c: float, rise_k: float, share: float, lag_h: float
) -> None:
    """After the time that is told goods are as warm as the limit; the same holds for cold."""
    limit_c = now_c + share * rise_k
    hours = time_to_limit_h(now_c, now_c + rise_k, lag_h, limit_c)
    assert float(after_hold(now_c, now_c + rise_k, hours, lag_h)) == pytest.approx(limit_c, abs=1e-8)
    assert time_to_limit_h(-now_c, -now_c - rise_k, lag_h, -limit_c, Side.BELOW) == pytest.approx(hours)


def test_limits_that_are_here_or_never_come() -> None:
    """0 on the limit and beyond it, infinity where surroundings stay inside, NaN for what is not known."""
    assert time_to_limit_h(6.0, 20.0, 3.0, 6.0) == 0.0
    assert time_to_limit_h(9.0, 2.0, 3.0, 6.0) == 0.0
    assert time_to_limit_h(4.0, 6.0, 3.0, 6.0) == inf
    assert isnan(time_to_limit_h(nan, 20.0, 3.0, 6.0))
    with pytest.raises(ValueError, match="lag_h"):
        time_to_limit_h(4.0, 20.0, 0.0, 6.0)


@pytest.mark.parametrize("surroundings", [None, (22.0, 1.0)])
def test_the_band_holds_what_it_says(surroundings: tuple[float, float] | None) -> None:
    """Over two hundred failures the true time lies in the band in three of five, give or take a seventh."""
    rng = np.random.default_rng(8)
    time_h = np.linspace(0.0, 2.0, 25)
    lags_h, finals_c = np.exp(rng.uniform(0.0, 1.5, 200)), 22.0 + rng.normal(size=200)
    clean_c = finals_c[:, None] + (3.0 - finals_c[:, None]) * np.exp(-time_h / lags_h[:, None])
    seen_c = clean_c + rng.normal(0.0, 0.2, clean_c.shape)
    bands, untold = hours_to_limits(time_h, seen_c, 18.0, surroundings=surroundings)
    truths_h = time_to_limit_h(clean_c[:, -1], finals_c, lags_h, 18.0)
    assert untold == {}
    assert np.all((bands.p20_h <= bands.p50_h) & (bands.p50_h <= bands.p80_h))
    inside = np.mean((bands.p20_h <= truths_h) & (truths_h <= bands.p80_h))
    assert inside == pytest.approx(0.6, abs=0.15)


def test_a_door_that_stays_open() -> None:
    """A cold room that warms towards 20 °C: 8 °C comes when the exponential says, with a narrow band."""
    time_h = np.arange(0.0, 0.51, 1.0 / 60.0)
    room_c = np.asarray(after_hold(2.0, 20.0, time_h, 1.5))
    band = hours_to_limit(recent_trend(time_h, room_c, (20.0, 0.5)), 8.0)
    truth_h = time_to_limit_h(float(room_c[-1]), 20.0, 1.5, 8.0)
    assert band.p50_h == pytest.approx(truth_h, rel=0.02)
    assert band.p80_h - band.p20_h < 0.1 * truth_h
    assert band.never < 0.01


def test_a_room_that_keeps_its_temperature() -> None:
    """No trend, surroundings inside the limit: never; unknown surroundings are not taken for warm ones."""
    time_h = np.arange(0.0, 6.0, 0.1)
    steady_c = 2.0 + np.random.default_rng(1).normal(0.0, 0.05, time_h.size)
    assert hours_to_limit(recent_trend(time_h, steady_c, (2.0, 0.2)), 8.0).never > 0.999
    alone = hours_to_limit(recent_trend(time_h, steady_c), 8.0)
    assert alone.p50_h > 24.0


def test_readings_that_are_missing_are_left_out() -> None:
    """NaN readings neither stop the forecast nor become numbers in it."""
    time_h = np.linspace(0.0, 1.0, 21)
    goods_c = np.asarray(after_hold(2.0, 20.0, time_h, 2.0))
    goods_c[[3, 10, 20]] = nan
    band = hours_to_limit(recent_trend(time_h, goods_c, (20.0, 0.1)), 12.0)
    assert band.p50_h == pytest.approx(2.0 * np.log(18.0 / 8.0) - 1.0, rel=0.02)


def test_what_is_no_trend_is_refused() -> None:
    """Too few readings, times that go back, surroundings that are no number."""
    with pytest.raises(ValueError, match="3 readings"):
        recent_trend(np.arange(4.0), np.array([1.0, nan, 2.0, 3.0]))
    with pytest.raises(ValueError, match="time_h"):
        recent_trend(np.array([0.0, 2.0, 1.0, 3.0]), np.arange(4.0))
    with pytest.raises(ValueError, match="surroundings"):
        recent_trend(np.arange(4.0), np.arange(4.0), (nan, 1.0))
    with pytest.raises(ValueError, match="limit_c"):
        hours_to_limit(recent_trend(np.arange(4.0), np.arange(4.0)), nan)


def test_air_that_moved_is_no_bend_of_the_goods() -> None:
    """A door that was open for a while, and noise: what follows from the air that is expected now."""
    rng = np.random.default_rng(6)
    time_h = np.linspace(0.0, 4.0, 121)
    air_c = np.where((time_h > 1.0) & (time_h < 1.4), 18.0, 3.0) + np.where(time_h > 3.0, 12.0, 0.0)
    goods_c = follow_air_many(time_h, air_c, 2.0, 2.0)
    trend = trend_behind_air(time_h, air_c, goods_c + rng.normal(0.0, 0.1, 121), 15.0, 1.0)
    band = hours_to_limit(trend, 12.0)
    truth_h = time_to_limit_h(float(goods_c[-1]), 15.0, 2.0, 12.0)
    assert band.p20_h < truth_h < band.p80_h
    assert band.p50_h == pytest.approx(truth_h, rel=0.1)


def test_goods_whose_lag_nobody_can_tell_are_refused() -> None:
    """Where air and goods never differed there is no lag to forecast by."""
    time_h = np.linspace(0.0, 4.0, 50)
    with pytest.raises(ValueError, match="goods_c: lag"):
        trend_behind_air(time_h, np.full(50, 2.0), np.full(50, 2.0), 15.0, 1.0)
    with pytest.raises(ValueError, match="expected_c nan"):
        trend_behind_air(time_h, np.full(50, 2.0), np.full(50, 2.0), nan, 1.0)
