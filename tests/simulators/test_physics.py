"""The formulas that the simulated places share."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from simulators.physics import (
    ICE_LATENT_HEAT_J_KG,
    Pull,
    Wander,
    drawn,
    melted_kg,
    relative_humidity_pct,
    relax,
    respiration_w_kg,
    saturation_pressure_kpa,
    stream,
    sunlight_w_m2,
)


def test_first_order_response_covers_63_percent_in_one_time_constant() -> None:
    """After one time constant a first-order system has gone 1 - 1/e of the way."""
    assert relax(0.0, 100.0, 56.0, 56.0) == pytest.approx(100.0 * (1.0 - math.exp(-1.0)))


def test_steps_add_up() -> None:
    """Many short steps lead exactly where one long step leads."""
    value = 25.0
    for _ in range(120):
        value = relax(value, 1.0, 60.0, 3_360.0)
    assert value == pytest.approx(relax(25.0, 1.0, 7_200.0, 3_360.0))


def test_seven_eighths_cooling_takes_the_published_time() -> None:
    """With the time constant of two-pound strawberry clamshells, 7/8 cooling takes 116 min."""
    assert relax(25.0, 0.5, 116.34 * 60.0, 56.0 * 60.0) == pytest.approx(0.5 + 24.5 / 8.0, abs=0.02)


def test_pulls_balance_where_their_heat_flows_cancel() -> None:
    """Two pulls settle where what one gives is what the other takes."""
    settled = drawn(0.0, (Pull(21.0, 2_200.0), Pull(-8.0, 2_400.0)), 1e7)
    assert (21.0 - settled) / 2_200.0 == pytest.approx((settled + 8.0) / 2_400.0)


def test_a_constant_heater_lifts_by_its_rate_before_anything_else_acts() -> None:
    """A heater of so many kelvin per second lifts by that, as long as the pulls are slow."""
    assert drawn(1.0, (Pull(1.0, 1e9),), 1_500.0, 5.0 / 1_500.0) == pytest.approx(6.0, abs=1e-4)


@pytest.mark.parametrize(("celsius", "pascal"), [(5.0, 872.6), (25.0, 3_169.7)])
def test_saturation_pressure_meets_the_published_values(celsius: float, pascal: float) -> None:
    """Magnus agrees with the ASHRAE tables to 0.4 % above freezing."""
    assert 1_000.0 * saturation_pressure_kpa(celsius) == pytest.approx(pascal, rel=0.004)


def test_humidity_falls_when_the_same_air_gets_warmer() -> None:
    """The same vapour in warmer air is a lower relative humidity, and never more than 100 %."""
    at_20 = relative_humidity_pct(1.6, 20.0)
    assert relative_humidity_pct(1.6, 26.0) == pytest.approx(
        at_20 * saturation_pressure_kpa(20.0) / saturation_pressure_kpa(26.0)
    )
    assert relative_humidity_pct(9.0, 20.0) == pytest.approx(100.0)


def test_the_sun_shines_by_day_only() -> None:
    """There is no sunlight at night, and most at noon."""
    hours = [sunlight_w_m2(float(hour)) for hour in range(24)]
    assert hours[0] == hours[4] == hours[20] == 0.0
    assert max(hours) == hours[12]


def test_breathing_rises_with_temperature_within_the_published_rates() -> None:
    """Respiration heat lies between the published rates of strawberry at 0 °C and at 20 °C."""
    watts_per_ml = 21.0 / 3_600.0
    assert 6.0 * watts_per_ml < respiration_w_kg(0.0) < 10.0 * watts_per_ml
    assert 50.0 * watts_per_ml < respiration_w_kg(20.0) < 100.0 * watts_per_ml


def test_ice_holds_as_long_as_its_latent_heat_lasts() -> None:
    """The worked case: a 30 mm EPS box of 0.59 m² melts one kilogram in 6.0 h at 25 °C outside."""
    transmittance_w_m2_k = 1.0 / (0.030 / 0.035 + 1.0 / 10.0)
    load_w = transmittance_w_m2_k * 0.59 * 25.0
    assert load_w == pytest.approx(15.4, abs=0.1)
    assert ICE_LATENT_HEAT_J_KG / load_w / 3_600.0 == pytest.approx(6.0, abs=0.05)
    assert melted_kg(load_w, 6.0 * 3_600.0) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("step_s", [60.0, 600.0])
def test_a_wander_keeps_its_spread_whatever_its_steps(step_s: float) -> None:
    """The walk stays around zero with the spread asked for, in short steps and in long ones."""
    wander = Wander(np.random.default_rng(7), 2.0, 600.0)
    values = [wander.step(step_s) for _ in range(20_000)]
    assert np.mean(values) == pytest.approx(0.0, abs=0.3)
    assert np.std(values) == pytest.approx(2.0, rel=0.15)


def test_streams_are_repeatable_and_independent() -> None:
    """The same seed and name give the same chance; another name or seed gives another."""
    drawn_by = [
        stream(seed, name).random() for seed, name in ((1, "a"), (1, "a"), (1, "b"), (2, "a"), (2, "b"))
    ]
    assert drawn_by[0] == drawn_by[1]
    assert all(first != second for first, second in pairwise(sorted(set(drawn_by))))
    assert len(set(drawn_by)) == 4
