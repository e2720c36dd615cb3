"""Moist air: saturation, dew point, deficits, wet bulb, condensation, and a day's humidity by FAO-56."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.science.condensation import condensation_margin_k, condenses
from alerts.science.daily_humidity import (
    daily_saturation_kpa,
    daily_vapour_kpa,
    daily_vapour_of_highest_kpa,
    daily_vapour_of_mean_kpa,
    daily_vpd_kpa,
)
from alerts.science.psychrometrics import (
    absolute_humidity_g_m3,
    dew_point_c,
    leaf_vpd_kpa,
    vapour_pressure_kpa,
    vpd_kpa,
)
from alerts.science.saturation import Formula, Over, saturated_at_c, saturation_kpa
from alerts.science.wet_bulb import (
    air_pressure_kpa,
    humidity_ratio,
    psychrometer_vapour_kpa,
    ratio_of_wet_bulb,
    wet_bulb_c,
)

AIR = st.floats(-40.0, 60.0)
HUMIDITY = st.floats(1.0, 100.0)
FORMULAS = st.sampled_from(Formula)
OVERS = st.sampled_from(Over)
ASHRAE_PA = (
    (-60, 1.08),
    (-20, 103.24),
    (-5, 401.74),
    (5, 872.6),
    (25, 3169.7),
    (50, 12351.3),
    (100, 101418.0),
)
"""ASHRAE Handbook Fundamentals 2017, chapter 1, table 3: °C, Pa (as in PsychroLib's tests, 059a99b)."""


class TestSaturation:
    """Published tables, and the three formulas beside each other."""

    @pytest.mark.parametrize(("air_c", "tabled_pa"), [*ASHRAE_PA, (150, 476101.4)])
    def test_ashrae_table(self, air_c: float, tabled_pa: float) -> None:
        """A-9: Hyland and Wexler meet ASHRAE's table to 3e-4; at -60 °C to its last digit."""
        found_pa = 1_000.0 * saturation_kpa(float(air_c), Formula.ASHRAE)
        assert found_pa == pytest.approx(tabled_pa, rel=3e-4, abs=0.01 if air_c == -60 else 0.0)

    @pytest.mark.parametrize("formula", [Formula.MAGNUS, Formula.FAO56])
    @pytest.mark.parametrize(("air_c", "tabled_pa"), [pair for pair in ASHRAE_PA if -20 <= pair[0] <= 50])
    def test_short_formulas_meet_the_table(self, air_c: float, tabled_pa: float, formula: Formula) -> None:
        """A-9: the two short formulas meet ASHRAE's table to 0.5 % from -20 (over ice) to 50 °C."""
        assert 1_000.0 * saturation_kpa(float(air_c), formula) == pytest.approx(tabled_pa, rel=5e-3)

    @pytest.mark.parametrize("formula", [Formula.MAGNUS, Formula.FAO56])
    def test_water_is_a_fifth_too_much_over_ice(self, formula: Formula) -> None:
        """At -20 °C a formula for water lies 21 to 22 % above the table over ice."""
        assert saturation_kpa(-20.0, formula, Over.WATER) / 0.10324 - 1.0 == pytest.approx(0.215, abs=0.01)

    @pytest.mark.parametrize(("air_c", "kpa"), [(15.0, 1.70535), (14.8, 1.68), (18.0, 2.064), (25.0, 3.168)])
    def test_fao_figures(self, air_c: float, kpa: float) -> None:
        """A-9: FAO-56 and NCL: 1.70535 kPa at a dew point of 15 °C, 1.68 at 14.8; to a last digit."""
        digits = len(str(kpa).split(".")[1])
        assert round(saturation_kpa(air_c, Formula.FAO56), digits) == pytest.approx(
            kpa, abs=1.01 * 10**-digits
        )

    @given(AIR, FORMULAS, OVERS)
    def test_dew_point_undoes_saturation(self, air_c: float, formula: Formula, over: Over) -> None:
        """A dew point is the temperature whose saturation pressure the vapour has, to 1e-3 K."""
        assert saturated_at_c(saturation_kpa(air_c, formula, over), formula, over) == pytest.approx(
            air_c, abs=1e-3
        )

    @given(st.floats(-40.0, 59.0), st.floats(0.01, 1.0), FORMULAS, OVERS)
    def test_warmer_air_holds_more(self, air_c: float, more_k: float, formula: Formula, over: Over) -> None:
        """Saturation pressure rises with temperature, across the freezing point too."""
        assert saturation_kpa(air_c + more_k, formula, over) > saturation_kpa(air_c, formula, over)

    def test_temperatures_that_cannot_be_are_refused(self) -> None:
        """A temperature outside the formulas is refused with value, bounds and argument."""
        with pytest.raises(ValueError, match=r"temperature_c: 6553\.5 °C, expected -100\.0 to 200\.0 °C"):
            saturation_kpa(np.array([20.0, 6553.5]))


class TestAir:
    """Dew point, deficits and absolute humidity."""

    def test_air_of_25_c_and_60_pct(self) -> None:
        """Dew point 16.69 °C, deficit 1.264 kPa by Magnus and 1.267 by FAO-56; to half a last digit."""
        assert dew_point_c(25.0, 60.0) == pytest.approx(16.69, abs=0.005)
        assert vpd_kpa(25.0, 60.0) == pytest.approx(1.264, abs=5e-4)
        assert vpd_kpa(25.0, 60.0, Formula.FAO56) == pytest.approx(1.267, abs=5e-4)

    @pytest.mark.parametrize(
        ("air_c", "grams"), [(19, 16.3), (20, 17.3), (25, 23.0), (30, 30.4), (37, 43.9), (41, 53.7)]
    )
    def test_saturated_air_in_grams(self, air_c: float, grams: float) -> None:
        """Medical Algorithms' table of saturated air: 17.3 g/m3 at 20 °C, 43.9 at 37 °C; to 0.5 %."""
        assert absolute_humidity_g_m3(float(air_c), 100.0, Formula.ASHRAE) == pytest.approx(grams, rel=5e-3)

    @given(AIR, HUMIDITY, FORMULAS)
    def test_dew_point_is_not_above_the_air(
        self, air_c: float, humidity_pct: float, formula: Formula
    ) -> None:
        """The dew point is at most the air's temperature, and holds exactly the vapour that the air holds."""
        dew_c = dew_point_c(air_c, humidity_pct, formula)
        assert dew_c <= air_c + 1e-9
        held_kpa = saturation_kpa(dew_c, formula, Over.WATER)
        assert held_kpa == pytest.approx(vapour_pressure_kpa(air_c, humidity_pct, formula), rel=1e-9)

    @given(AIR, HUMIDITY, st.floats(-10.0, 10.0))
    def test_leaf_as_warm_as_the_air(self, air_c: float, humidity_pct: float, warmer_k: float) -> None:
        """A leaf's deficit is the air's where both are equally warm, and grows with the leaf's warmth."""
        assert leaf_vpd_kpa(air_c, air_c, humidity_pct) == vpd_kpa(air_c, humidity_pct)
        more = leaf_vpd_kpa(air_c + warmer_k, air_c, humidity_pct) - vpd_kpa(air_c, humidity_pct)
        assert np.sign(more) == np.sign(round(warmer_k, 12)) or abs(warmer_k) < 1e-6

    def test_arrays_and_unknown_values(self) -> None:
        """Arrays go through as they are; where a value is NaN the answer is NaN, and nowhere else."""
        air_c = np.array([[25.0, np.nan], [25.0, 10.0]])
        humidity_pct = np.array([[60.0, 60.0], [np.nan, 100.0]])
        for answer in (
            vpd_kpa(air_c, humidity_pct),
            dew_point_c(air_c, humidity_pct),
            absolute_humidity_g_m3(air_c, humidity_pct),
            wet_bulb_c(air_c, humidity_pct),
            condensation_margin_k(np.full((2, 2), 5.0), air_c, humidity_pct),
        ):
            np.testing.assert_array_equal(np.isnan(answer), [[False, True], [True, False]])

    @pytest.mark.parametrize(("humidity_pct", "told"), [(-0.1, "-0.1"), (106.0, "106.0")])
    def test_humidity_that_cannot_be_is_refused(self, humidity_pct: float, told: str) -> None:
        """Below 0 and above 105 % is refused; a sensor's 100.4 % in wet air is taken for 100."""
        with pytest.raises(ValueError, match=f"humidity_pct: {told} %"):
            vpd_kpa(20.0, humidity_pct)
        assert vpd_kpa(20.0, 100.4) == 0.0

    def test_perfectly_dry_air_has_no_dew_point(self) -> None:
        """A humidity of exactly 0 is refused for a dew point, and is a value for everything else."""
        with pytest.raises(ValueError, match="expected more than 0"):
            dew_point_c(20.0, 0.0)
        assert vpd_kpa(20.0, 0.0) == saturation_kpa(20.0)


class TestCondensation:
    """Water and frost on a cold surface."""

    def test_cold_fruit_in_warm_air_gets_wet(self) -> None:
        """Fruit of 2 °C gets wet in air of 20 °C and 60 % (dew point 12.0 °C), not in air of 20 %."""
        margins_k = condensation_margin_k(
            np.array([2.0, 2.0]), np.array([20.0, 20.0]), np.array([60.0, 20.0])
        )
        np.testing.assert_array_equal(condenses(margins_k), [1.0, 0.0])

    def test_frost_forms_before_dew_would(self) -> None:
        """Below 0 °C the margin counts from the frost point, which lies above the dew point."""
        frost = condensation_margin_k(-10.0, -5.0, 70.0)
        assert frost < -10.0 - dew_point_c(-5.0, 70.0)

    @given(AIR, HUMIDITY)
    def test_the_dew_point_itself_is_the_edge(self, air_c: float, humidity_pct: float) -> None:
        """A surface at the dew or frost point has no margin; one a tenth warmer has a tenth."""
        point = dew_point_c(air_c, humidity_pct, over=(Over.WATER, Over.NATURAL))
        assert condensation_margin_k(point + 0.1, air_c, humidity_pct) == pytest.approx(0.1)


class TestWetBulb:
    """The wet bulb and the psychrometer."""

    @pytest.mark.parametrize(
        ("dry_c", "wet_c", "pressure_kpa", "ratio"),
        [(30.0, 25.0, 95.461, 0.0192281274), (-1.0, -5.0, 95.461, 0.0012039982)],
    )
    def test_humidity_ratio(self, dry_c: float, wet_c: float, pressure_kpa: float, ratio: float) -> None:
        """PsychroLib's two cases (from a spreadsheet), above and below freezing, to 3e-4."""
        assert ratio_of_wet_bulb(dry_c, wet_c, pressure_kpa) == pytest.approx(ratio, rel=3e-4)

    def test_ashrae_example_1(self) -> None:
        """ASHRAE 2017, example 1: 40 °C, wet bulb 20 °C: W 0.0065, RH 14 %, dew point 7 °C, as PsychroLib."""
        ratio = ratio_of_wet_bulb(40.0, 20.0)
        assert ratio == pytest.approx(0.0065, abs=1e-4)
        vapour_kpa = ratio * 101.325 / (0.621945 + ratio)
        assert vapour_kpa / saturation_kpa(40.0, Formula.ASHRAE) == pytest.approx(0.14, abs=0.01)
        assert saturated_at_c(vapour_kpa, Formula.ASHRAE) == pytest.approx(7.0, abs=0.5)
        assert wet_bulb_c(40.0, 100.0 * vapour_kpa / saturation_kpa(40.0, Formula.ASHRAE)) == pytest.approx(
            20.0
        )

    def test_ratio_of_vapour(self) -> None:
        """PsychroLib: 3169.7 Pa in air of 95 461 Pa are 0.0213603998 kg/kg, to 1e-6."""
        assert humidity_ratio(3.1697, 95.461) == pytest.approx(0.0213603998047487, rel=1e-6)

    def test_stull(self) -> None:
        """Stull (2011): 20 °C and 50 % are 13.7 °C; his formula is an approximation: to 0.3 K."""
        assert wet_bulb_c(20.0, 50.0) == pytest.approx(13.7, abs=0.3)

    @given(st.floats(1.0, 60.0), HUMIDITY, st.floats(70.0, 105.0))
    @settings(deadline=None)
    def test_between_dew_point_and_air(self, air_c: float, humidity_pct: float, pressure_kpa: float) -> None:
        """The wet bulb lies between dew or frost point and air, and tells the air's humidity ratio again."""
        wet_c = wet_bulb_c(air_c, humidity_pct, pressure_kpa)
        dew_c = dew_point_c(air_c, humidity_pct, Formula.ASHRAE, (Over.WATER, Over.NATURAL))
        assert dew_c - 1e-6 <= wet_c <= air_c
        wanted = humidity_ratio(vapour_pressure_kpa(air_c, humidity_pct, Formula.ASHRAE), pressure_kpa)
        if wet_c > 1e-6:
            assert ratio_of_wet_bulb(air_c, wet_c, pressure_kpa) == pytest.approx(wanted, abs=1e-9)

    def test_fao_psychrometer(self) -> None:
        """A-9, FAO-56 examples 2 and 4: 81.8 kPa at 1800 m; 25.6/19.5 °C at 87.9 kPa tell 1.91 kPa."""
        assert air_pressure_kpa(1_800.0) == pytest.approx(81.8, abs=0.05)
        assert air_pressure_kpa(1_200.0) == pytest.approx(87.9, abs=0.05)
        assert psychrometer_vapour_kpa(25.6, 19.5, 87.9) == pytest.approx(1.91, abs=0.01)

    def test_impossible_pairs_are_refused(self) -> None:
        """A wet thermometer above the dry one, and vapour that is more than all air, are refused."""
        with pytest.raises(ValueError, match="wet_c"):
            psychrometer_vapour_kpa(20.0, 20.5, 101.325)
        with pytest.raises(ValueError, match="wet_c"):
            ratio_of_wet_bulb(20.0, 20.5)
        with pytest.raises(ValueError, match="expected a wet thermometer nearer"):
            psychrometer_vapour_kpa(20.0, 0.0, 101.325)
        with pytest.raises(ValueError, match="vapour_kpa"):
            humidity_ratio(101.325)
        with pytest.raises(ValueError, match="pressure_kpa"):
            saturated_at_c(1e9)


class TestDay:
    """A day's means from its extremes."""

    def test_fao_examples(self) -> None:
        """A-9, FAO-56 examples 3 and 5: 2.39; 1.70, 1.69 and 1.78; deficit 0.91; to 0.01 kPa."""
        assert daily_saturation_kpa(24.5, 15.0) == pytest.approx(2.39, abs=0.01)
        assert daily_saturation_kpa(25.0, 18.0) == pytest.approx(2.616, abs=0.001)
        assert daily_vapour_kpa(25.0, 18.0, 82.0, 54.0) == pytest.approx(1.70, abs=0.01)
        assert daily_vapour_of_highest_kpa(18.0, 82.0) == pytest.approx(1.69, abs=0.01)
        assert daily_vapour_of_mean_kpa(25.0, 18.0, 68.0) == pytest.approx(1.78, abs=0.01)
        assert daily_vpd_kpa(25.0, 18.0, 82.0, 54.0) == pytest.approx(0.91, abs=0.01)

    @pytest.mark.parametrize("swapped", [(15.0, 25.0, 80.0, 50.0), (25.0, 15.0, 50.0, 80.0)])
    def test_swapped_extremes_are_refused(self, swapped: tuple[float, float, float, float]) -> None:
        """A highest value below the lowest of its day is refused, not averaged."""
        with pytest.raises(ValueError, match=r"(highest_c: 15|humidest_pct: 50)"):
            daily_vpd_kpa(*swapped)

    @pytest.mark.parametrize("formula", [daily_saturation_kpa])
    def test_many_days(self, formula: Callable[..., np.ndarray]) -> None:
        """Days in an array are each by itself; an unknown one is unknown."""
        found = formula(np.array([24.5, np.nan]), np.array([15.0, 15.0]))
        assert found[0] == pytest.approx(daily_saturation_kpa(24.5, 15.0))
        assert np.isnan(found[1])
