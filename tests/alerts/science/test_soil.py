"""Water in the root zone, stress, and the forecast of a dry-down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.science.dry_down import days_until, depletion_after_mm, drawn_water_mm
from alerts.science.dry_down_trend import dry_down_forecast
from alerts.science.soil import (
    RootZone,
    depletion_mm,
    fraction_at_demand,
    readily_available_mm,
    stress_factor,
    total_available_mm,
)

CROPS = {"onion": (0.4, 0.30), "tomato": (0.8, 0.40), "maize": (1.2, 0.55)}
"""Rooting depth [m] and depletion fraction [-] of FAO-56, example 36."""
SOILS = {"loamy sand": (0.15, 0.06), "silt": (0.32, 0.15), "silty clay": (0.35, 0.23)}
"""Field capacity and wilting point [m3/m3] of FAO-56, example 36 and table 19."""
EXAMPLE_36 = {
    ("onion", "loamy sand"): (36, 11),
    ("onion", "silt"): (68, 20),
    ("onion", "silty clay"): (48, 14),
    ("tomato", "loamy sand"): (72, 29),
    ("tomato", "silt"): (136, 54),
    ("tomato", "silty clay"): (96, 38),
    ("maize", "loamy sand"): (108, 59),
    ("maize", "silt"): (204, 112),
    ("maize", "silty clay"): (144, 79),
}
"""TAW and RAW. [mm]"""
TAW = st.floats(20.0, 200.0)
FRACTION = st.floats(0.1, 0.8)
SHARE = st.floats(0.0, 0.99)
DEMAND = st.floats(0.5, 12.0)


class TestRootZone:
    """Available water, depletion and stress."""

    def test_worked_case(self) -> None:
        """A-19: TAW 68, RAW 34, D_r 40, fraction 0.588, K_s 0.8235 (tolerance 0.001): irrigate."""
        zone = RootZone(0.32, 0.15, 0.4)
        total, gone = total_available_mm(zone), depletion_mm(0.22, zone)
        assert total == pytest.approx(68.0, abs=0.001)
        assert readily_available_mm(zone, 0.5) == pytest.approx(34.0, abs=0.001)
        assert gone == pytest.approx(40.0, abs=0.001)
        assert gone / total == pytest.approx(0.588, abs=0.001)
        assert stress_factor(gone, total, 0.5) == pytest.approx(0.8235, abs=0.001)
        assert gone >= readily_available_mm(zone, 0.5)

    @pytest.mark.parametrize(
        ("where", "expected"), EXAMPLE_36.items(), ids=["-".join(where) for where in EXAMPLE_36]
    )
    def test_fao_example_36(self, where: tuple[str, str], expected: tuple[int, int]) -> None:
        """FAO-56, example 36: total and readily available water of three crops on three soils, to 1 mm."""
        depth_m, fraction = CROPS[where[0]]
        zone = RootZone(*SOILS[where[1]], depth_m)
        found = (total_available_mm(zone), readily_available_mm(zone, fraction))
        assert [round(mm) for mm in found] == list(expected)

    def test_many_zones(self) -> None:
        """Zones in arrays are each by itself: water that they hold, lack, and give without stress."""
        wet, dry, depth_m = np.array([0.32, 0.15]), np.array([0.15, 0.06]), np.array([0.4, 0.8])
        zones, content = RootZone(wet, dry, depth_m), np.array([0.22, 0.10])
        for at in (0, 1):
            one = RootZone(float(wet[at]), float(dry[at]), float(depth_m[at]))
            assert total_available_mm(zones)[at] == pytest.approx(total_available_mm(one))
            assert readily_available_mm(zones, 0.5 + 0.0 * content)[at] == readily_available_mm(one, 0.5)
            assert depletion_mm(content, zones)[at] == depletion_mm(float(content[at]), one)
        with pytest.raises(ValueError, match="zone: depth"):
            total_available_mm(RootZone(wet, dry, np.array([0.4, 0.0])))

    def test_fraction_by_demand(self) -> None:
        """FAO-56, table 22: p as tabled at 5 mm/d, 0.04 less for each mm/d more, within 0.1 and 0.8."""
        found = fraction_at_demand(np.array([0.4, 0.4, 0.2, 0.7]), np.array([5.0, 8.0, 10.0, 1.0]))
        np.testing.assert_allclose(found, [0.4, 0.28, 0.1, 0.8])

    def test_wetter_than_field_capacity_drains(self) -> None:
        """From field capacity up nothing lacks; from the wilting point down all; unknown is unknown."""
        zone = RootZone(0.32, 0.15, 0.4)
        found = depletion_mm(np.array([0.40, 0.32, 0.15, 0.05, np.nan]), zone)
        np.testing.assert_allclose(found, [0.0, 0.0, 68.0, 68.0, np.nan])

    @given(TAW, FRACTION, SHARE, SHARE)
    def test_stress(self, total: float, fraction: float, share: float, other: float) -> None:
        """No stress up to the readily available water, then ever more, down to 0 where nothing is left."""
        less, more = sorted((share, other))
        factors = [stress_factor(s * total, total, fraction) for s in (less, more)]
        assert 0.0 <= factors[1] <= factors[0] <= 1.0
        assert stress_factor(fraction * total * 0.999, total, fraction) == 1.0
        assert stress_factor(total, total, fraction) == 0.0

    @pytest.mark.parametrize(
        "zone", [RootZone(0.15, 0.32, 0.4), RootZone(0.3, 0.1, 0.0), RootZone(1.2, 0.1, 0.3)]
    )
    def test_soils_that_cannot_be_are_refused(self, zone: RootZone[float]) -> None:
        """Swapped limits, no depth, more water than space: refused."""
        with pytest.raises(ValueError, match="zone"):
            total_available_mm(zone)

    def test_percent_is_refused_as_a_content(self) -> None:
        """A water content of 22 is a percentage, and refused."""
        with pytest.raises(ValueError, match=r"water_content: 22\.0 m3/m3"):
            depletion_mm(22.0, RootZone(0.32, 0.15, 0.4))


class TestDryDown:
    """Without water, and without it for how long."""

    @given(TAW, FRACTION, SHARE, DEMAND, st.floats(0.0, 20.0))
    @settings(max_examples=20, deadline=None)
    def test_closed_form_is_the_balance(
        self, total: float, fraction: float, share: float, demand: float, days: float
    ) -> None:
        """The closed form is what FAO-56's daily balance gives in fine steps, to 0.2 % of all water."""
        gone = share * total
        for _ in range(2_000):
            gone += stress_factor(gone, total, fraction) * demand * days / 2_000
        assert depletion_after_mm(share * total, days, demand, total, fraction) == pytest.approx(
            gone, abs=2e-3 * total
        )

    @given(TAW, FRACTION, SHARE, SHARE, DEMAND)
    def test_days_lead_to_the_limit(
        self, total: float, fraction: float, now: float, limit: float, demand: float
    ) -> None:
        """After the days that it takes, the depletion is the limit; 0 days where it is there already."""
        days = days_until(limit * total, now * total, demand, total, fraction)
        after = depletion_after_mm(now * total, days, demand, total, fraction)
        assert after == pytest.approx(max(limit, now) * total, rel=1e-6, abs=1e-6)
        assert (days == 0.0) == (limit <= now) or abs(limit - now) < 1e-9

    def test_what_never_comes(self) -> None:
        """The last water is never drawn, and without demand nothing dries: infinite, not NaN."""
        assert days_until(68.0, 10.0, 5.0, 68.0, 0.5) == np.inf
        assert days_until(34.0, 10.0, 0.0, 68.0, 0.5) == np.inf
        assert np.isnan(days_until(34.0, np.nan, 5.0, 68.0, 0.5))

    @given(TAW, FRACTION, st.floats(0.0, 0.4), DEMAND, st.floats(0.05, 0.95))
    def test_trend_of_a_perfect_dry_down(
        self, total: float, fraction: float, start: float, demand: float, limit: float
    ) -> None:
        """A dry-down without noise tells its demand and its end, stressed or not, with no width."""
        time_d = np.arange(0.0, 4.0, 0.5)
        gone = np.asarray(
            depletion_after_mm(
                np.full(8, start * total), time_d, *(np.full(8, x) for x in (demand, total, fraction))
            )
        )
        found = dry_down_forecast(time_d, gone, limit * total, total, fraction)
        assert found.demand_mm_d[0] == pytest.approx(demand, rel=1e-4)
        left = days_until(limit * total, float(gone[-1]), demand, total, fraction)
        assert found.middle_d[0] == pytest.approx(left, abs=1e-3)
        assert found.early_d[0] <= found.middle_d[0] <= found.late_d[0]

    def test_band_holds_what_it_says(self) -> None:
        """Of 2000 noisy dry-downs about one in five ends before the early day, at 4 to 20 samples."""
        rng = np.random.default_rng(7)
        for samples in (4, 8, 20):
            time_d = np.linspace(0.0, 4.0, samples)
            gone = 8.0 + 4.0 * time_d + rng.normal(0.0, 0.5, (2_000, samples))
            found = dry_down_forecast(time_d, gone, 34.0, 68.0, 0.5)
            share = np.mean(found.early_d > 2.5)
            assert 0.08 <= share <= 0.21
            assert 0.08 <= np.mean(found.late_d < 2.5) <= 0.21

    def test_only_what_came_after_the_watering_counts(self) -> None:
        """An irrigation between the samples begins a new trend; two samples after it are too few."""
        time_d = np.arange(8.0)
        gone = np.array([[20.0, 30, 2, 4, 6, 8, 10, 12], [2, 4, 6, 8, 10, 12, 2, 4]], dtype=float)
        found = dry_down_forecast(time_d, gone, 34.0, 68.0, 0.5)
        assert found.demand_mm_d[0] == pytest.approx(2.0)
        assert found.middle_d[0] == pytest.approx(11.0)
        assert np.isnan(found.middle_d[1])

    def test_each_zone_has_a_limit_of_its_own(self) -> None:
        """Zones of unlike soils and crops, watched at hours of their own: each as it is forecast alone."""
        time_d, gone = np.array([[0.0, 1, 2, 3], [0.0, 2, 3, 5]]), np.array([[8.0, 12, 16, 21], [3, 5, 7, 9]])
        limit, total, fraction = np.array([34.0, 20.0]), np.array([68.0, 36.0]), np.array([0.5, 0.4])
        together = dry_down_forecast(time_d, gone, limit, total, fraction)
        for at in (0, 1):
            alone = dry_down_forecast(
                time_d[at], gone[at], float(limit[at]), float(total[at]), float(fraction[at])
            )
            assert [part[at] for part in together] == pytest.approx([part[0] for part in alone])

    def test_a_soil_that_does_not_dry(self) -> None:
        """Under a steady depletion the median never comes; an unknown sample makes its series unknown."""
        gone = np.array([[10.0, 10.2, 9.9, 10.0], [10.0, np.nan, 12.0, 13.0]])
        found = dry_down_forecast(np.arange(4.0), gone, 34.0, 68.0, 0.5)
        assert found.middle_d[0] == np.inf
        assert np.isnan(found.middle_d[1])
        with pytest.raises(ValueError, match="time_d"):
            dry_down_forecast(np.zeros(4), gone, 34.0, 68.0, 0.5)

    @pytest.mark.parametrize("samples", [1, 2])
    def test_too_few_samples_tell_no_trend(self, samples: int) -> None:
        """One or two samples have no trend with an error: unknown."""
        found = dry_down_forecast(np.arange(float(samples)), np.arange(float(samples)), 34.0, 68.0, 0.5)
        assert np.isnan(found.middle_d[0])

    def test_drawn_water_at_the_readily_available(self) -> None:
        """Up to the readily available water, drawn water is the depletion; beyond it is more."""
        assert drawn_water_mm(34.0, 68.0, 0.5) == pytest.approx(34.0)
        assert drawn_water_mm(51.0, 68.0, 0.5) == pytest.approx(34.0 + 34.0 * np.log(2.0))
