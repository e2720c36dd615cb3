"""Published rates, lives and conversions, each with its source and how closely it has to be met."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.science.keeping_quality import Process, keeping_quality, parallel_cost, parallel_rate
from alerts.science.kinetics import (
    activation_of_q10,
    arrhenius_rate,
    q10_of_activation,
    q10_rate,
    temperature_of_rate,
)
from alerts.science.kinetics_from_lives import activation_of_lives, q10_of_rates
from alerts.science.q10_bands import Q10Bands, banded_q10_cost, banded_q10_rate
from alerts.science.ramps import arrhenius_cost, rate_cost
from alerts.science.square_root import (
    PSEUDOMONAS_TMIN_C,
    SEAFOOD_TMIN_C,
    q10_of_tmin,
    square_root_cost,
    square_root_rate,
    tmin_of_q10,
)


@pytest.mark.parametrize(
    ("temperature_c", "rate", "life"),
    [
        (0.0, 1.0, 100.0),
        (5.0, 1.732, 57.7),
        (10.0, 3.0, 33.3),
        (15.0, 4.743, 21.1),
        (20.0, 7.5, 13.3),
        (25.0, 10.61, 9.4),
        (30.0, 15.0, 6.7),
        (40.0, 22.5, 4.4),
    ],
)
def test_relative_life_of_the_handbook(temperature_c: float, rate: float, life: float) -> None:
    """Case A-3: USDA Handbook 66 (2002, Saltveit), 100, 33, 13, 7, 4 % per decade, to 0.1; rest derived."""
    (banded,) = banded_q10_rate(np.array([temperature_c]), 0.0)
    assert banded == pytest.approx(rate, abs=0.005)
    assert 100.0 / banded == pytest.approx(life, abs=0.1)


@pytest.mark.parametrize(
    ("lives", "activation_kj_mol", "tolerance"),
    [
        ({1.0: 14.0, 10.0: 5.0, 20.0: 2.5}, 60.5, 0.1),
        ({1.0: 14.0, 20.0: 2.5}, 60.6, 0.1),
        ({0.0: 24.5, 5.0: 14.0, 10.0: 5.0}, 102.0, 1.0),
        ({0.0: 24.5, 5.0: 14.0}, 71.0, 1.0),
        ({0.0: 21.0, 5.0: 14.0}, 51.0, 1.0),
        ({0.0: 21.0, 5.0: 14.0, 10.0: 10.0}, 48.0, 1.0),
        ({0.0: 12.4, 5.0: 10.4, 15.0: 3.7}, 55.0, 2.0),
        ({4.0: 9.5, 22.5: 2.5}, 49.0, 0.5),
        ({2.5: 10.5, 22.0: 2.5}, 50.0, 0.5),
        ({0.25: 10.5, 22.0: 2.5}, 44.0, 0.5),
        ({1.0: 14.0, 10.0: 5.0, 20.0: 2.5, 25.0: 1.0}, 70.0, 3.0),
        ({2.0: 43.0, 4.0: 36.0, 9.0: 8.0, 14.0: 5.0, 16.0: 3.0}, 128.0, 3.0),
    ],
    ids=[
        "waxberry, Yang 2007, all three",
        "waxberry, Yang 2007, ends",
        "broccoli, UC Davis",
        "crisphead lettuce, UC Davis",
        "romaine, UC Davis",
        "butter lettuce, Lin & Hall",
        "fresh-cut lettuce, Derossi 2016",
        "blackberry Chester",
        "waxberry, ranges, cold is 2.5 °C",
        "waxberry, ranges, cold is 0.25 °C",
        "waxberry with a day at 25 °C",
        "milk in HDPE, Petrus 2010",
    ],
)
def test_activation_energies_of_published_lives(
    lives: dict[float, float], activation_kj_mol: float, tolerance: float
) -> None:
    """Lives at two or more temperatures amount to the activation energy derived from them [kJ/mol]."""
    fitted = activation_of_lives(np.array(list(lives)), np.array(list(lives.values())))
    assert fitted.activation_kj_mol == pytest.approx(activation_kj_mol, abs=tolerance)


def test_lives_of_waxberry_leave_residuals() -> None:
    """One line through 14, 5 and 2.5 d misses them by -6, +13 and -6 % (to 1 %)."""
    fitted = activation_of_lives(np.array([1.0, 10.0, 20.0]), np.array([14.0, 5.0, 2.5]))
    np.testing.assert_allclose(fitted.residuals, [-0.06, 0.13, -0.06], atol=0.01)
    assert fitted.life_at_0_c == pytest.approx(14.4, abs=0.2)


@pytest.mark.parametrize(
    ("temperatures_c", "rates", "q10", "tolerance"),
    [
        ((1.0, 10.0), (1 / 14.0, 1 / 5.0), 3.1, 0.1),
        ((10.0, 20.0), (1 / 5.0, 1 / 2.5), 2.0, 1e-9),
        ((4.0, 25.0), (0.0453, 0.0902), 1.39, 0.005),
        ((0.0, 10.0), (8.0, 37.5), 4.7, 0.05),
        ((10.0, 20.0), (37.5, 75.0), 2.0, 0.01),
        ((0.0, 10.0), (12.0, 49.0), 4.1, 0.05),
        ((0.0, 10.0), (11.0, 31.0), 2.8, 0.05),
        ((10.0, 20.0), (9.0, 34.0), 3.8, 0.05),
        ((10.0, 20.0), (49.0, 100.0), 2.0, 0.05),
        ((10.0, 20.0), (31.0, 78.0), 2.5, 0.05),
        ((0.0, 10.0), (3.0, 9.0), 3.0, 0.05),
        ((0.0, 10.0), (2.0, 4.0), 2.0, 0.05),
        ((10.0, 20.0), (4.0, 9.0), 2.3, 0.06),
        ((0.0, 10.0), (2.5, 10.0), 4.0, 0.05),
        ((10.0, 20.0), (10.0, 43.5), 4.4, 0.06),
        ((0.0, 10.0), (1.75, 10.5), 6.0, 0.05),
        ((10.0, 20.0), (10.5, 17.5), 1.7, 0.05),
        ((0.0, 21.0), (1.0, 8.0), 2.7, 0.05),
        ((0.0, 10.0), (10.5, 40.5), 3.9, 0.05),
        ((10.0, 20.0), (40.5, 150.0), 3.7, 0.05),
        ((0.0, 10.0), (10.0, 55.0), 5.5, 0.05),
        ((10.0, 20.0), (55.0, 114.5), 2.1, 0.05),
        ((0.0, 10.0), (5.5, 15.5), 2.8, 0.05),
        ((10.0, 20.0), (15.5, 27.5), 1.8, 0.05),
        ((0.0, 10.0), (18.0, 50.0), 2.8, 0.05),
        ((10.0, 20.0), (50.0, 145.0), 2.9, 0.05),
        ((0.0, 10.0), (1 / 24.5, 1 / 5.0), 4.9, 0.01),
        ((0.0, 5.0), (1 / 24.5, 1 / 14.0), 3.1, 0.05),
        ((0.0, 5.0), (1 / 21.0, 1 / 14.0), 2.25, 0.01),
        ((0.0, 10.0), (1 / 21.0, 1 / 10.0), 2.1, 0.01),
        ((0.0, 15.0), (1 / 12.4, 1 / 3.7), 2.3, 0.07),
    ],
    ids=[
        "waxberry life 1-10 °C",
        "waxberry life 10-20 °C",
        "waxberry firmness, Saeed 2024",
        "strawberry respiration 0-10 °C, UC Davis",
        "strawberry respiration 10-20 °C",
        "raspberry respiration 0-10 °C",
        "blackberry respiration 0-10 °C",
        "blueberry respiration 10-20 °C",
        "raspberry respiration 10-20 °C",
        "blackberry respiration 10-20 °C",
        "blueberry respiration 0-10 °C",
        "cranberry respiration 0-10 °C",
        "cranberry respiration 10-20 °C",
        "peach respiration 0-10 °C",
        "peach respiration 10-20 °C",
        "kiwifruit respiration 0-10 °C",
        "kiwifruit respiration 10-20 °C",
        "sweet corn 21 °C over 0 °C",
        "broccoli respiration 0-10 °C",
        "broccoli respiration 10-20 °C",
        "spinach respiration 0-10 °C",
        "spinach respiration 10-20 °C",
        "crisphead lettuce respiration 0-10 °C",
        "crisphead lettuce respiration 10-20 °C",
        "mushroom respiration 0-10 °C",
        "mushroom respiration 10-20 °C",
        "broccoli life",
        "crisphead lettuce life",
        "romaine life",
        "butter lettuce life",
        "fresh-cut lettuce life",
    ],
)
def test_q10_of_published_pairs(
    temperatures_c: tuple[float, float], rates: tuple[float, float], q10: float, tolerance: float
) -> None:
    """Rates at two temperatures amount to the Q10 that is derived from the middle of their ranges."""
    assert q10_of_rates(temperatures_c, rates) == pytest.approx(q10, abs=tolerance)


def test_softening_is_the_wrong_clock() -> None:
    """Softening of waxberry (Saeed 2024) has an activation energy of 22.5 kJ/mol, not the 60 of decay."""
    life = 1.0 / np.array([0.0453, 0.0902])
    assert activation_of_lives(np.array([4.0, 25.0]), life).activation_kj_mol == pytest.approx(22.5, abs=0.1)


def test_firmness_after_three_days() -> None:
    """Three days at 25 °C cost 23.7 % of firmness, at 4 °C 12.7 %: the constants of first order follow."""
    np.testing.assert_allclose(-np.log1p([-0.237, -0.127]) / 3.0, [0.0902, 0.0453], atol=5e-5)


def test_square_root_and_arrhenius_differ_when_it_is_warm() -> None:
    """Fish of 21 d at 5 °C (SSSP): 7.56 d at 15 °C by the square root, 4.68 d by 100 kJ/mol; to 0.01 d."""
    assert 21.0 / square_root_rate(15.0, 5.0, SEAFOOD_TMIN_C) == pytest.approx(7.56, abs=0.01)
    assert 21.0 / arrhenius_rate(15.0, 5.0, 100.0) == pytest.approx(4.68, abs=0.01)


def test_cold_smoked_salmon_keeps_by_an_exponential() -> None:
    """By SSSP, ln RRS = 0.089 T, which is a Q10 of 2.435: about 36.5 d at 5 °C are 57 d at 0 °C."""
    q10 = float(np.exp(0.89))
    assert q10 == pytest.approx(2.435, abs=0.001)
    assert 36.5 / q10_rate(0.0, 5.0, q10) == pytest.approx(36.5 * np.exp(0.445), rel=1e-12)


def test_growth_stops_at_tmin() -> None:
    """Below Tmin of pseudomonads on sea bream (Koutsoumanis 2001) the rate is 0, above it is not."""
    rates = square_root_rate(np.array([-20.0, PSEUDOMONAS_TMIN_C, 0.0]), 0.0, PSEUDOMONAS_TMIN_C)
    np.testing.assert_allclose(rates, [0.0, 0.0, 1.0])


@given(st.floats(1.05, 8.0), st.floats(-5.0, 40.0))
def test_conversions_round_trip(q10: float, temperature_c: float) -> None:
    """Q10, activation energy and Tmin are converted into each other and back without a loss."""
    assert q10_of_tmin(tmin_of_q10(q10, temperature_c), temperature_c) == pytest.approx(q10, rel=1e-9)
    activation = activation_of_q10(q10, temperature_c)
    assert q10_of_activation(activation, temperature_c) == pytest.approx(q10, rel=1e-9)
    rate = arrhenius_rate(temperature_c + 10.0, temperature_c, activation)
    assert rate == pytest.approx(q10, rel=1e-9)
    assert temperature_of_rate(rate, temperature_c, activation) == pytest.approx(
        temperature_c + 10.0, abs=1e-7
    )


def test_bands_may_have_any_edges_and_any_reference() -> None:
    """One band with one Q10 is that Q10 everywhere; the reference has rate 1 wherever it is."""
    temperature_c = np.array([-12.0, 3.0, 18.0, 60.0])
    one = Q10Bands((0.0, 10.0), (3.0,))
    np.testing.assert_allclose(banded_q10_rate(temperature_c, 4.0, one), q10_rate(temperature_c, 4.0, 3.0))
    np.testing.assert_allclose(banded_q10_rate(np.array([13.0]), 13.0), 1.0)


def test_processes_in_parallel_add_their_rates() -> None:
    """Two processes of one share and one kind are that kind; life is shortest where their sum is largest."""
    decay = Process(3.0, lambda c: arrhenius_rate(c, 12.0, 60.0), arrhenius_cost(12.0, 60.0))
    injury = Process(1.0, lambda c: arrhenius_rate(c, 12.0, -200.0), arrhenius_cost(12.0, -200.0))
    temperature_c = np.linspace(0.0, 25.0, 26)
    np.testing.assert_allclose(parallel_rate(temperature_c, [decay, decay]), decay.rate(temperature_c))
    life = keeping_quality(temperature_c, 14.0, [decay, injury])
    best_c = temperature_c[int(np.argmax(life))]
    assert 5.0 < best_c < 20.0
    cost = parallel_cost([decay, injury])(np.array([2.0]), np.array([20.0]), np.array([5.0]))
    generic = rate_cost(lambda c: parallel_rate(c, [decay, injury]))(
        np.array([2.0]), np.array([20.0]), np.array([5.0])
    )
    np.testing.assert_allclose(cost, generic, rtol=1e-9)


def test_wrong_arguments_are_named() -> None:
    """An error says which argument, what it was and what was expected."""
    with pytest.raises(ValueError, match=r"reference_c: -12\.0 °C, expected more than tmin_c, -10\.0 °C"):
        square_root_rate(0.0, -12.0, -10.0)
    with pytest.raises(ValueError, match="reference_c"):
        square_root_cost(-12.0, -10.0)
    with pytest.raises(ValueError, match=r"q10: 1\.0, expected more than 1"):
        tmin_of_q10(1.0, 0.0)
    with pytest.raises(ValueError, match=r"q10: -2\.0, expected more than 0"):
        activation_of_q10(-2.0, 0.0)
    with pytest.raises(ValueError, match=r"rate: 0\.0, expected more than 0"):
        temperature_of_rate(np.array([1.0, 0.0]), 0.0, 60.0)
    with pytest.raises(ValueError, match="activation_kj_mol"):
        temperature_of_rate(1.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="bands"):
        banded_q10_cost(0.0, Q10Bands((0.0, 10.0), (2.0, 3.0)))
    with pytest.raises(ValueError, match="processes"):
        parallel_cost([])
    with pytest.raises(ValueError, match="temperature_c"):
        activation_of_lives(np.array([1.0]), np.array([2.0]))
    with pytest.raises(ValueError, match="life"):
        activation_of_lives(np.array([1.0, 2.0]), np.array([2.0, 0.0]))
    with pytest.raises(ValueError, match="temperatures_c"):
        q10_of_rates((1.0, 1.0), (1.0, 2.0))
    with pytest.raises(ValueError, match="rates"):
        q10_of_rates((1.0, 2.0), (0.0, 2.0))


def test_one_q10_of_two_for_all_says_too_little() -> None:
    """Between 0 and 10 °C, Q10 2 is 1.9 times too low for the median crop, 2.4 for broccoli, 3.6 for milk."""
    respiration = [4.7, 4.1, 2.8, 3.0, 2.0, 4.0, 6.0, 3.9, 5.5, 2.8, 2.8]
    assert np.median(respiration) / 2.0 == pytest.approx(1.9, abs=0.06)
    assert q10_of_rates((0.0, 10.0), (5.0, 24.5)) / 2.0 == pytest.approx(2.4, abs=0.06)
    assert q10_of_activation(128.0, 0.0) / 2.0 == pytest.approx(3.6, abs=0.1)


@pytest.mark.parametrize(("temperature_c", "life_days"), [(25.0, 1.65), (30.0, 1.1)])
def test_waxberry_in_the_warm(temperature_c: float, life_days: float) -> None:
    """The default table of waxberry goes on to 1.65 d at 25 °C and 1.1 d at 30 °C (derived; to 0.05 d)."""
    assert 14.0 / arrhenius_rate(temperature_c, 1.0, 60.6) == pytest.approx(life_days, abs=0.05)
