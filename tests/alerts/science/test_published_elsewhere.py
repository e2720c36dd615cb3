"""Published figures that nothing here was made from: tables, standards and calculators of others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from alerts.science.degree_days import Cutoff, Method, degree_days
from alerts.science.freezing import SUCROSE_G_MOL, freezing_point_c
from alerts.science.ice_box import IceBox, ice_needed_kg
from alerts.science.kinetics import arrhenius_rate, q10_of_activation, q10_rate
from alerts.science.kinetics_from_lives import activation_of_lives
from alerts.science.mean_kinetic import mean_kinetic_temperature
from alerts.science.mean_kinetic_windows import rolling_mean_kinetic
from alerts.science.psychrometrics import dew_point_c, vpd_kpa
from alerts.science.respiration import W_KG_PER_MG
from alerts.science.saturation import Formula, Over, saturated_at_c, saturation_kpa
from alerts.science.shelf_life import segment_integral
from alerts.science.square_root import SEAFOOD_TMIN_C, square_root_rate
from alerts.science.wet_bulb import air_pressure_kpa, humidity_ratio

UC_IPM = (
    ((55.0, 38.0, 36.0), (1.19, 1.19, 1.19, 1.15, 1.15, 1.15, 0.74, 0.74, 0.74, 0.70, 0.70, 0.70)),
    ((47.0, 34.0, 35.0), (0.0,) * 12),
    ((63.0, 51.0, 34.0), (7.0, 7.0, 7.0, 5.45, 5.45, 5.45, 7.0, 7.0, 7.0, 4.96, 4.96, 4.96)),
    ((67.0, 54.0, 50.0), (10.5, 10.5, 10.5, 9.5, 9.5, 9.5, 10.5, 10.5, 10.5, 9.5, 9.5, 9.5)),
    ((73.0, 52.0, 44.0), (12.01, 7.08, 11.52, 10.64, 6.09, 10.19, 12.29, 9.43, 12.07, 10.63, 8.16, 10.44)),
    ((81.0, 46.0, 41.0), (11.37, 3.79, 8.66, 10.85, 3.55, 8.24, 12.0, 5.71, 10.27, 11.25, 5.36, 9.63)),
    ((93.0, 52.0, 51.0), (14.68, 3.90, 6.85, 14.48, 3.79, 6.71, 16.05, 4.83, 9.60, 15.88, 4.79, 9.50)),
    ((100.0, 66.0, 58.0), (19.41, 3.87, 5.82, 18.30, 4.12, 5.60, 19.76, 2.12, 6.53, 19.03, 3.06, 7.05)),
    ((103.0, 59.0, 59.0), (17.6, 4.27, 4.27, 17.6, 4.27, 4.27, 18.63, 3.63, 6.25, 18.63, 3.63, 6.25)),
    ((103.0, 71.0, 68.0), (20.0, 0.0, 3.0, 19.9, 1.43, 3.55, 20.0, 0.0, 3.0, 19.97, 0.54, 3.69)),
    ((107.0, 68.0, 60.0), (19.81, 2.72, 2.72, 18.90, 3.41, 3.41, 19.95, 0.97, 2.40, 19.44, 2.08, 3.38)),
    ((102.0, 71.0, 71.0), (20.0, 0.0, 3.5, 20.0, 0.0, 3.5, 20.0, 0.0, 3.5, 20.0, 0.0, 3.5)),
)
"""Days of Esparto, California, 2020, by the calculator of UC IPM, as the Degree Days Validation Challenge
keeps them: highest, lowest and next lowest; degree days between 50 and 70 °F by single and double sine, and
by single and double triangle, each with horizontal, vertical and intermediate cut-off. [°F]"""
METHODS = (Method.SINGLE_SINE, Method.DOUBLE_SINE, Method.SINGLE_TRIANGLE, Method.DOUBLE_TRIANGLE)
CUTOFFS = (Cutoff.HORIZONTAL, Cutoff.VERTICAL, Cutoff.INTERMEDIATE)


@pytest.mark.parametrize("method", METHODS)
def test_degree_days_of_uc_ipm(method: Method) -> None:
    """UC IPM's calculator: twelve days, of every case, by four methods and three cut-offs; to 0.0051."""
    days = np.array([day for day, _ in UC_IPM]).T
    follows = days[2] if method in {Method.DOUBLE_SINE, Method.DOUBLE_TRIANGLE} else None
    for at, cutoff in enumerate(CUTOFFS):
        told = [figures[3 * METHODS.index(method) + at] for _, figures in UC_IPM]
        found = degree_days((days[0], days[1]), 50.0, method, 70.0, cutoff=cutoff, next_low_c=follows)
        np.testing.assert_allclose(found, told, atol=0.0051)


def test_double_methods_need_the_night_after() -> None:
    """A double method without the next lowest, and a cut-off that a method does not know, are refused."""
    with pytest.raises(ValueError, match="next_low_c: None"):
        degree_days((20.0, 6.0), 10.0, Method.DOUBLE_SINE)
    with pytest.raises(ValueError, match=r"next_low_c: 5\.0"):
        degree_days((20.0, 6.0), 10.0, Method.SINGLE_SINE, next_low_c=5.0)
    with pytest.raises(ValueError, match="cutoff: vertical"):
        degree_days((20.0, 6.0), 10.0, Method.MET_EIREANN, 15.0, cutoff=Cutoff.VERTICAL)
    with pytest.raises(ValueError, match=r"extremes_c: 20\.0 and 25\.0 °C"):
        degree_days((20.0, 6.0), 10.0, Method.DOUBLE_SINE, next_low_c=25.0)
    found = degree_days(
        (np.full(2, 20.0), np.full(2, 6.0)), 10.0, Method.DOUBLE_SINE, next_low_c=np.array([6.0, np.nan])
    )
    assert found[0] == pytest.approx(degree_days((20.0, 6.0), 10.0, Method.SINGLE_SINE))
    assert np.isnan(found[1])


@pytest.mark.parametrize(
    ("air_c", "ratio", "rel"),
    [(-20, 0.0006373, 0.01), (-5, 0.0024863, 0.005), (5, 0.005425, 0.005), (25, 0.020173, 0.005)],
)
def test_saturated_air_of_ashrae(air_c: float, ratio: float, rel: float) -> None:
    """ASHRAE 2017, chapter 1, table 2: humidity ratio of saturated air, as closely as PsychroLib is held."""
    saturated_kpa = saturation_kpa(float(air_c), Formula.ASHRAE, Over.NATURAL)
    assert humidity_ratio(saturated_kpa) == pytest.approx(ratio, rel=rel)


@pytest.mark.parametrize(
    ("altitude_m", "kpa"), [(-500, 107.478), (0, 101.325), (500, 95.461), (1_000, 89.875)]
)
def test_standard_atmosphere_of_ashrae(altitude_m: float, kpa: float) -> None:
    """ASHRAE 2017, table 1; FAO-56 takes 20 °C at the sea and 101.3 kPa: to 0.2 % up to 1000 m."""
    assert air_pressure_kpa(float(altitude_m)) == pytest.approx(kpa, rel=2e-3)


def test_psychrometric_standard_of_asae() -> None:
    """ASAE D271.2: its equation over water from 0 to 100 °C, to 0.2 %, and over ice down to -17 °C, to 0.6 %.

    They were fitted to older steam tables, and lie 0.5 % above today's over ice; those are met to 3e-4.
    """
    water_k = np.linspace(273.2, 373.0, 40)
    upper = np.polynomial.polynomial.polyval(
        water_k, [-27_405.526, 97.5413, -0.146244, 0.12558e-3, -0.48502e-7]
    )
    told_kpa = 22_105.64925 * np.exp(upper / (4.34903 * water_k - 0.39381e-2 * water_k**2))
    np.testing.assert_allclose(saturation_kpa(water_k - 273.15, Formula.ASHRAE), told_kpa, rtol=2e-3)
    ice_k = np.linspace(255.4, 273.1, 20)
    told_kpa = 1e-3 * np.exp(31.9602 - 6_270.3605 / ice_k - 0.46057 * np.log(ice_k))
    found_kpa = saturation_kpa(ice_k - 273.15, Formula.ASHRAE, Over.NATURAL)
    np.testing.assert_allclose(found_kpa, told_kpa, rtol=6e-3)


@pytest.mark.parametrize(
    ("air_c", "over", "kpa", "rel"),
    [
        (0.01, Over.WATER, 0.611657, 3e-4),
        (-10.0, Over.WATER, 0.28657, 3e-3),
        (-10.0, Over.NATURAL, 0.25990, 3e-3),
        (-30.0, Over.NATURAL, 0.03801, 3e-3),
        (-40.0, Over.NATURAL, 0.01284, 5e-3),
    ],
    ids=["triple point", "supercooled", "ice at -10", "ice at -30", "ice at -40"],
)
def test_water_and_ice_of_the_tables(air_c: float, over: Over, kpa: float, rel: float) -> None:
    """IAPWS's triple point and the Smithsonian tables, which WMO keeps: over water and over ice."""
    assert saturation_kpa(air_c, Formula.ASHRAE, over) == pytest.approx(kpa, rel=rel)


@pytest.mark.parametrize(("air_c", "kpa"), [(1, 0.657), (10, 1.228), (20, 2.338), (30, 4.243)])
def test_fao_table(air_c: float, kpa: float) -> None:
    """FAO-56, annex 2, table 2.3: saturation vapour pressure; to 0.001 kPa."""
    assert saturation_kpa(float(air_c), Formula.FAO56) == pytest.approx(kpa, abs=1.01e-3)


@pytest.mark.parametrize(("air_c", "humidity_pct", "dew_c"), [(20, 50, 9.3), (30, 70, 23.9), (10, 80, 6.7)])
def test_dew_points_of_the_weather_service(air_c: float, humidity_pct: float, dew_c: float) -> None:
    """Dew points as weather services' calculators round them; to 0.06 K."""
    assert dew_point_c(float(air_c), float(humidity_pct)) == pytest.approx(dew_c, abs=0.06)


def test_frost_lies_above_dew() -> None:
    """A dew point of -20 °C is a frost point of -18 °C, as hygrometers' handbooks say; to 0.1 K."""
    vapour_kpa = saturation_kpa(-20.0, Formula.ASHRAE, Over.WATER)
    assert saturated_at_c(vapour_kpa, Formula.ASHRAE, Over.NATURAL) == pytest.approx(-18.0, abs=0.1)


def test_campbell_and_norman() -> None:
    """Campbell and Norman (1998): 0.611 exp[17.502 T / (T + 240.97)] over the range of crops; to 0.3 %."""
    air_c = np.linspace(0.0, 45.0, 46)
    told_kpa = 0.611 * np.exp(17.502 * air_c / (air_c + 240.97))
    for formula in Formula:
        np.testing.assert_allclose(saturation_kpa(air_c, formula), told_kpa, rtol=3e-3)
    np.testing.assert_allclose(vpd_kpa(air_c, np.full(46, 40.0)), 0.6 * told_kpa, rtol=3e-3)


@pytest.mark.parametrize(
    ("activation_kj_mol", "q10s"),
    [(50.0, (2.13, 1.96, 1.85)), (100.0, (4.54, 3.84, 3.41)), (150.0, (9.66, 7.52, 6.30))],
)
def test_q10_of_taoukis_and_labuza(activation_kj_mol: float, q10s: tuple[float, float, float]) -> None:
    """Taoukis, Labuza and Saguy (1997), table 1: Q10 at 4, 21 and 35 °C; to 0.5 %."""
    for temperature_c, q10 in zip((4.0, 21.0, 35.0), q10s, strict=True):
        assert q10_of_activation(activation_kj_mol, temperature_c) == pytest.approx(q10, rel=5e-3)


@pytest.mark.parametrize(("temperature_c", "rate"), [(-1, 0.81), (0, 1.0), (5, 2.25), (10, 4.0), (15, 6.25)])
def test_relative_rates_of_spoilage(temperature_c: float, rate: float) -> None:
    """Seafood Spoilage and Safety Predictor: (1 + 0.1 T)^2 for fish of temperate waters, exactly."""
    assert square_root_rate(float(temperature_c), 0.0, SEAFOOD_TMIN_C) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("fish_c", "ice_kg"), [(30, 3.4), (25, 2.8), (20, 2.3), (15, 1.7), (10, 1.2), (5, 0.6)]
)
def test_ice_that_chills_fish(fish_c: float, ice_kg: float) -> None:
    """FAO Fisheries Technical Paper 436: ice to chill 10 kg of fish (0.9 kcal/kg K) to 0 °C; to 0.08 kg."""
    load = IceBox(0.0, 1.0, goods_kj=10.0 * 0.9 * 4.184 * fish_c)
    assert ice_needed_kg(load, 20.0, 0.0) == pytest.approx(ice_kg, abs=0.08)


def test_heat_of_respiration_of_the_handbook() -> None:
    """Handbook 66: 100 mg CO2/(kg h) are 6100 kcal per tonne and day; to 1 %."""
    kcal_t_d = 100.0 * W_KG_PER_MG * 86_400.0 * 1_000.0 / 4_184.0
    assert kcal_t_d == pytest.approx(6_100.0, rel=0.01)


def test_freezing_point_of_sugar_water() -> None:
    """CRC Handbook: 10 % of sucrose freeze at -0.63 °C; the ideal law to 0.05 K."""
    assert freezing_point_c(0.10, SUCROSE_G_MOL) == pytest.approx(-0.63, abs=0.05)


def test_milk_by_its_age() -> None:
    """Milk keeps five times as long at 0 as at 7.2 °C (P10, 1968): 142 kJ/mol, between 128 and 146."""
    activation = activation_of_lives(np.array([0.0, 7.2]), np.array([5.0, 1.0])).activation_kj_mol
    assert activation == pytest.approx(142.4, abs=0.5)
    assert 128.0 < activation < 146.0


def test_strawberry_decay_is_gentler_than_its_breath() -> None:
    """58.2 kJ/mol (Zhang 2016) are a Q10 of 2.5 from 0 to 10 °C where respiration says 4.7; to 0.05."""
    assert q10_of_activation(58.2, 0.0) == pytest.approx(2.5, abs=0.05)


def test_the_claim_of_thirty_days() -> None:
    """A news claim of 30 d is 1.95 times the 15.4 d that open waxberry keeps at 0 °C (derived; to 0.01)."""
    open_d = 14.0 / float(arrhenius_rate(0.0, 1.0, 60.6))
    assert 30.0 / open_d == pytest.approx(1.95, abs=0.01)


@pytest.mark.parametrize(("hours", "temperature_c", "pct"), [(2.0, 20.0, 3.3), (4.0, 25.0, 10.0)])
def test_warm_hours_as_parts_of_a_life(hours: float, temperature_c: float, pct: float) -> None:
    """Two hours at 20 °C cost 3.3 % of waxberry's life, four at 25 °C 10 % (derived; to 0.2)."""
    life_h = 24.0 * 14.0 / float(arrhenius_rate(0.0, 1.0, 60.6))
    assert 100.0 * hours * arrhenius_rate(temperature_c, 0.0, 60.6) / life_h == pytest.approx(pct, abs=0.2)


def test_q10_of_respiration_over_the_table() -> None:
    """Eleven crops of UC Davis: Q10 2.0 to 6.0, median 3.9, from 0 to 10 °C; 1.7 to 4.4, 2.3, above."""
    rates = np.array(
        [
            [8.0, 37.5, 75.0],
            [12.0, 49.0, 100.0],
            [11.0, 31.0, 78.0],
            [3.0, 9.0, 34.0],
            [2.0, 4.0, 9.0],
            [2.5, 10.0, 43.5],
            [1.75, 10.5, 17.5],
            [10.5, 40.5, 150.0],
            [10.0, 55.0, 114.5],
            [5.5, 15.5, 27.5],
            [18.0, 50.0, 145.0],
        ]
    )
    q10 = rates[:, 1:] / rates[:, :-1]
    found = [*q10.min(axis=0), *q10.max(axis=0), *np.median(q10, axis=0)]
    assert found == pytest.approx([2.0, 1.7, 6.0, 4.4, 3.9, 2.3], abs=0.06)


def test_a_trapezoid_over_two_kelvin() -> None:
    """At Q10 3 the trapezoid of a change of 2 K is 0.4 % too much (derived; to 0.01)."""
    end = q10_rate(2.0, 0.0, 3.0)
    assert 100.0 * (0.5 * (1.0 + end) / segment_integral(1.0, end, 1.0) - 1.0) == pytest.approx(0.4, abs=0.01)


def test_whole_numbers_are_numbers() -> None:
    """Readings in whole degrees and hours, as integers, mean what they mean as fractions."""
    time_h: Any = np.arange(7)
    celsius: Any = np.array([2, 2, 5, 8, 8, 8, 8])
    fractions = time_h.astype(float), celsius.astype(float)
    assert mean_kinetic_temperature(time_h, celsius) == mean_kinetic_temperature(*fractions)
    windows = rolling_mean_kinetic(time_h, celsius, 3.0)
    alike = rolling_mean_kinetic(fractions[0], fractions[1], 3.0)
    np.testing.assert_array_equal(windows.total, alike.total)
