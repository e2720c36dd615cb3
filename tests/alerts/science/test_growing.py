"""Degree days, winter chill and light."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.science.chill import UTAH, Step, chill_hours_cost, chill_units_cost
from alerts.science.degree_days import Cutoff, Method, degree_days, degree_days_cost
from alerts.science.leaf_wetness import wet_hours_cost
from alerts.science.light import (
    Lamp,
    daily_light_integral,
    light_integral_cost,
    photons_of_global,
    photons_of_lux,
)
from alerts.science.ramps import Rule
from alerts.science.running import RunningSum, take, total
from alerts.science.segments import Cost, segment_sums
from tests.alerts.science.histories import HISTORIES, History

DAYS = st.tuples(st.floats(-10.0, 45.0), st.floats(0.0, 25.0)).map(lambda day: (day[0] + day[1], day[0]))
METHODS = st.sampled_from([method for method in Method if not method.startswith("double")])
"""Methods of one day alone."""
MET_EIREANN_DAYS = (
    (20.0, 6.0, 4.0, 3.94),
    (14.0, 2.0, 1.0, 1.02),
    (25.0, 12.0, 8.5, 8.5),
    (9.0, 1.0, 0.0, 0.0),
)
"""Highest and lowest [°C], degree days above 10 °C by Met Éireann's rule and by a single sine."""
UTAH_TABLE = (
    *((1.4, 0.0), (1.5, 0.5), (2.4, 0.5), (2.5, 1.0), (9.1, 1.0), (9.2, 0.5), (12.4, 0.5), (12.5, 0.0)),
    *((15.9, 0.0), (16.0, -0.5), (18.0, -0.5), (18.1, -1.0), (-5.0, 0.0), (30.0, -1.0)),
)
"""Both ends of each band [°C] and units of an hour, of Richardson, Seeley and Walker (1974)."""
COSTS = {
    "degree days": degree_days_cost(10.0, 30.0),
    "chill hours": chill_hours_cost(),
    "chill hours along lines": chill_hours_cost(rule=Rule.RAMP),
    "Utah units": chill_units_cost(),
    "Utah units along lines": chill_units_cost(rule=Rule.RAMP),
    "light": light_integral_cost(),
    "wet hours": wet_hours_cost(15.0),
}


class TestDegreeDays:
    """Each method by its name, and the logged temperature that they stand for."""

    @pytest.mark.parametrize("method", [Method.AVERAGE, Method.SUBSTITUTION])
    def test_iowa(self, method: Method) -> None:
        """A-14, Iowa State University: 70/50 °F above 50 °F are 10.0 degree days in Fahrenheit."""
        assert degree_days((70.0, 50.0), 50.0, method, 86.0) == pytest.approx(10.0)

    @pytest.mark.parametrize(("high_c", "low_c", "rule", "sine"), MET_EIREANN_DAYS)
    def test_met_eireann(self, high_c: float, low_c: float, rule: float, sine: float) -> None:
        """A-14: Met Éireann's four cases exactly; a single sine gives 3.94, 1.02, 8.5 and 0 (to 0.005)."""
        assert degree_days((high_c, low_c), 10.0, Method.MET_EIREANN) == pytest.approx(rule)
        assert degree_days((high_c, low_c), 10.0, Method.SINGLE_SINE) == pytest.approx(sine, abs=0.005)

    def test_substitution_at_both_ends(self) -> None:
        """Maize growers' 86/50 °F: 90 and 44 °F count as 86 and 50, 18 degree days (not 17)."""
        assert degree_days((90.0, 44.0), 50.0, Method.SUBSTITUTION, 86.0) == pytest.approx(18.0)
        assert degree_days((90.0, 44.0), 50.0, Method.AVERAGE, 86.0) == pytest.approx(17.0)

    @given(DAYS, METHODS, st.floats(0.0, 20.0), st.floats(0.1, 20.0))
    def test_warmer_days_count_at_least_as_much(
        self, day: tuple[float, float], method: Method, base_c: float, warmer_k: float
    ) -> None:
        """More warmth never counts less, a higher base never more, and no day counts below 0."""
        high_c, low_c = day
        plain = degree_days(day, base_c, method)
        assert 0.0 <= plain <= degree_days((high_c + warmer_k, low_c + warmer_k), base_c, method) + 1e-9
        assert degree_days(day, base_c + warmer_k, method) <= plain + 1e-9
        assert -1e-9 <= degree_days(day, base_c, method, base_c + warmer_k) <= plain + 1e-9

    @given(DAYS, METHODS, st.floats(0.0, 20.0))
    def test_days_wholly_above_the_base(
        self, day: tuple[float, float], method: Method, below_k: float
    ) -> None:
        """Where the lowest is above the base, every method is mean less base; where all is below, 0."""
        base_c = day[1] - below_k
        assert degree_days(day, base_c, method) == pytest.approx(0.5 * sum(day) - base_c, abs=1e-9)
        assert degree_days(day, day[0] + below_k, method) == pytest.approx(0.0, abs=1e-9)

    @given(st.floats(-5.0, 25.0), st.floats(0.5, 20.0), st.floats(0.0, 20.0), st.floats(1.0, 15.0))
    @settings(max_examples=30, deadline=None)
    def test_sine_and_triangle_are_what_a_logger_would_count(
        self, mean_c: float, half_k: float, base_c: float, more_k: float
    ) -> None:
        """A logged sine or triangle gives the degree days of its extremes, with an upper limit as well."""
        time_h = np.linspace(0.0, 24.0, 2_881)
        day, cost = (mean_c + half_k, mean_c - half_k), degree_days_cost(base_c, base_c + more_k)
        waves = {
            Method.SINGLE_SINE: mean_c - half_k * np.cos(2.0 * np.pi * time_h / 24.0),
            Method.SINGLE_TRIANGLE: mean_c + half_k * (1.0 - np.abs(time_h - 12.0) / 6.0),
        }
        for method, wave in waves.items():
            logged = segment_sums(cost, time_h, wave)[0]
            assert degree_days(day, base_c, method, base_c + more_k) == pytest.approx(logged, abs=1e-4)
            for cutoff in (Cutoff.VERTICAL, Cutoff.INTERMEDIATE):
                falling = degree_days_cost(base_c, base_c + more_k, cutoff=cutoff)
                if cutoff is Cutoff.VERTICAL or day[0] <= base_c + 2.0 * more_k:
                    logged = segment_sums(falling, time_h, wave)[0]
                    counted = degree_days(day, base_c, method, base_c + more_k, cutoff=cutoff)
                    assert counted == pytest.approx(logged, abs=2e-2)

    def test_hourly_readings(self) -> None:
        """Hourly readings count as sum of max(0, T - base) / 24 by the step rule."""
        air_c = 12.0 + 8.0 * np.sin(np.arange(25.0))
        found = segment_sums(degree_days_cost(10.0, rule=Rule.STEP), np.arange(25.0), air_c)
        assert found[0] == pytest.approx(np.maximum(air_c[:-1] - 10.0, 0.0).sum() / 24.0)

    def test_refusals_and_unknown_days(self) -> None:
        """Swapped extremes and an upper limit below the base are refused; an unknown day is unknown."""
        with pytest.raises(ValueError, match=r"extremes_c: 6\.0 and 20\.0 °C"):
            degree_days((6.0, 20.0), 10.0, Method.AVERAGE)
        with pytest.raises(ValueError, match="upper_c: 10"):
            degree_days_cost(10.0, 10.0)
        for method in Method:
            night = np.array([12.0, 12.0]) if method.startswith("double") else None
            found = degree_days(
                (np.array([20.0, np.nan]), np.array([12.0, 12.0])), 10.0, method, next_low_c=night
            )
            np.testing.assert_array_equal(found, [6.0, np.nan])


class TestChill:
    """Chill hours and Utah units."""

    @pytest.mark.parametrize(
        ("air_c", "units"),
        UTAH_TABLE,
    )
    def test_utah_table(self, air_c: float, units: float) -> None:
        """Richardson, Seeley and Walker (1974): units of an hour at both ends of each band, exactly."""
        hour = np.array([air_c])
        assert chill_units_cost(UTAH)(hour, hour, np.ones(1))[0] == pytest.approx(units, abs=1e-12)

    def test_chill_hours_at_their_limits(self) -> None:
        """7.2 °C chills, 7.3 does not; frost does only where every hour of cold is counted."""
        air_c = np.array([7.2, 7.3, 0.1, 0.0, -4.0])
        np.testing.assert_array_equal(chill_hours_cost()(air_c, air_c, np.ones(5)), [1, 0, 1, 0, 0])
        every = chill_hours_cost(coldest_c=None)
        np.testing.assert_array_equal(every(air_c, air_c, np.ones(5)), [1, 0, 1, 1, 1])

    def test_tables_with_gaps_are_refused(self) -> None:
        """A table that does not ascend to infinity, and limits that are swapped, are refused."""
        with pytest.raises(ValueError, match="steps"):
            chill_units_cost([Step(7.0, 1.0), Step(2.0, 0.0)])
        with pytest.raises(ValueError, match="warmest_c"):
            chill_hours_cost(0.0, 7.2)


@pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS.keys())
class TestPieceByPiece:
    """What is counted of a logged series, in pieces, over many series and with unknown values."""

    @given(history=HISTORIES, at=st.integers(0, 24))
    @settings(max_examples=25, deadline=None)
    def test_pieces_are_the_whole(self, cost: Cost, history: History, at: int) -> None:
        """Two pieces, wherever cut, give what the whole history gives, to 1e-9."""
        time_h, value = history
        first = take(RunningSum(), cost, time_h[:at], value[:at])
        whole = segment_sums(cost, time_h, value)[0]
        assert total(take(first, cost, time_h[at:], value[at:]), cost) == pytest.approx(
            whole, rel=1e-9, abs=1e-9
        )

    def test_unknown_values_stay_in_their_series(self, cost: Cost) -> None:
        """A NaN makes the answer of its own series NaN, and of no other."""
        value = np.array([[5.0, np.nan, 16.0], [5.0, 11.0, 16.0]])
        np.testing.assert_array_equal(np.isnan(segment_sums(cost, np.arange(3.0), value)), [True, False])


class TestLight:
    """The daily light integral."""

    @pytest.mark.parametrize(
        ("flux", "hours", "mol"),
        [(38.1, 12.0, 1.6), (400.0, 16.0, 23.04), (500.0, 12.0, 21.6), (1.0, 24.0, 0.0864)],
    )
    def test_published_examples(self, flux: float, hours: float, mol: float) -> None:
        """Spectrum Technologies 1.6 mol/m2/d, Apogee 0.0864, and two calculators': to the last digit."""
        found = light_integral_cost()(np.array([flux]), np.array([flux]), np.array([hours]))[0]
        assert found == pytest.approx(mol, abs=0.5 * 10.0 ** -len(str(mol).split(".")[1]))

    def test_sun_and_lamps(self) -> None:
        """Thimijan and Heins (1983): 54 lx of sunlight and 82 of sodium lamps are 1 µmol/(m2 s)."""
        assert photons_of_lux(54.0) == pytest.approx(1.0)
        assert photons_of_lux(82.0, Lamp.HIGH_PRESSURE_SODIUM) == pytest.approx(1.0)
        assert photons_of_global(-3.0) == 0.0
        with pytest.raises(ValueError, match="illuminance_lx"):
            photons_of_lux(-1.0)

    @given(
        HISTORIES, st.lists(st.floats(0.0, 1.0), min_size=2, max_size=5, unique=True), st.sampled_from(Rule)
    )
    @settings(max_examples=50, deadline=None)
    def test_days_add_up(self, history: History, cuts: list[float], rule: Rule) -> None:
        """Days, wherever midnight lies, add up to the light between the first and the last midnight."""
        time_h, flux = history
        starts_h = np.unique(np.append(np.sort(cuts), 1.0) * time_h[-1])
        if starts_h.size > 1:
            days = daily_light_integral(time_h, flux, starts_h, rule)
            whole = daily_light_integral(time_h, flux, starts_h[[0, -1]], rule)
            assert days.sum() == pytest.approx(whole[0], rel=1e-9, abs=1e-9)

    def test_an_unknown_reading_spoils_its_day_alone(self) -> None:
        """A NaN at noon makes its own day unknown; the days before and after stay, of each series."""
        time_h = np.arange(0.0, 73.0, 6.0)
        flux = np.full((2, time_h.size), 100.0)
        flux[0, 6] = np.nan
        found = daily_light_integral(time_h, flux, np.array([0.0, 24.0, 48.0, 72.0]))
        np.testing.assert_array_equal(np.isnan(found), [[False, True, False], [False, False, False]])
        with pytest.raises(ValueError, match="day_starts_h"):
            daily_light_integral(time_h, flux, np.array([0.0, 96.0]))
