"""How long leaves are wet, and how likely grey mould is to infect."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.science.infection import (
    GRAPE_BERRIES,
    STRAWBERRY_FLOWERS,
    Risk,
    infection_index,
    period_risk,
    risk_of,
    was_measured,
)
from alerts.science.leaf_wetness import continued, wet_by_humidity, wet_periods

WET = st.lists(
    st.tuples(st.floats(0.1, 6.0), st.sampled_from([0.0, 1.0, np.nan]), st.floats(0.0, 30.0)),
    min_size=2,
    max_size=20,
)


class TestWetness:
    """Wet periods."""

    def test_humid_air_wets(self) -> None:
        """Sentelhas et al. (2008): wet from 90 % on; unknown air is unknown."""
        np.testing.assert_array_equal(wet_by_humidity(np.array([89.99, 90.0, np.nan])), [0.0, 1.0, np.nan])

    @pytest.mark.parametrize(("pause_h", "periods"), [(4.0, 1), (4.1, 2)])
    def test_four_dry_hours_do_not_end_a_period(self, pause_h: float, periods: int) -> None:
        """A pause of 4 h is bridged, a longer one ends the period; it is never counted as wet."""
        time_h = np.array([0.0, 3.0, 3.0 + pause_h, 8.0 + pause_h])
        found = wet_periods(time_h, np.array([1.0, 0.0, 1.0, 0.0]), np.array([10.0, 40.0, 18.0, 40.0]))
        assert found.wet_h.size == periods
        assert found.wet_h.sum() == pytest.approx(8.0)
        assert found.mean_c[0] == pytest.approx(15.0 if periods == 1 else 10.0)

    def test_unseen_time_is_neither_wet_nor_dry(self) -> None:
        """Hours that nobody saw end no period, are told apart, and widen the risk upwards."""
        time_h = np.array([0.0, 8.0, 18.0, 20.0])
        found = wet_periods(time_h, np.array([1.0, np.nan, 1.0, 0.0]), np.full(4, 20.0))
        assert (found.wet_h[0], found.unseen_h[0]) == (10.0, 10.0)
        low, high = period_risk(found)
        assert low[0] < 0.5 < high[0]

    def test_series_are_kept_apart(self) -> None:
        """A period of one series does not go on in the next; a series without wetness has none."""
        time_h = np.array([0.0, 5.0, 0.0, 5.0, 0.0, 5.0])
        found = wet_periods(time_h, np.array([1.0, 1, 0, 0, 1, 1]), np.full(6, 9.0), np.array([0, 2, 4]))
        np.testing.assert_array_equal(found.series, [0, 2])
        np.testing.assert_array_equal(found.wet_h, [5.0, 5.0])

    @given(WET, st.integers(0, 19))
    def test_two_pieces_are_the_whole(self, steps: list[tuple[float, float, float]], at: int) -> None:
        """Periods of two pieces, joined, are those of the whole, to 1e-9; wet hours are all there."""
        lengths_h, wetness, air_c = (np.array(part) for part in zip(*steps, strict=True))
        time_h, cut = np.cumsum(lengths_h), at % lengths_h.size
        whole = wet_periods(time_h, wetness, air_c)
        first = wet_periods(time_h[: cut + 1], wetness[: cut + 1], air_c[: cut + 1])
        joined = continued(first, wet_periods(time_h[cut:], wetness[cut:], air_c[cut:]))
        for found, expected in zip(joined, whole, strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
        assert whole.wet_h.sum() == pytest.approx(np.diff(time_h)[wetness[:-1] == 1.0].sum())

    def test_refusals(self) -> None:
        """Half wet, unequal lengths and descending times are refused by name."""
        with pytest.raises(ValueError, match=r"wetness: 0\.5"):
            wet_periods(np.arange(2.0), np.array([0.5, 1.0]), np.zeros(2))
        with pytest.raises(ValueError, match="temperature_c"):
            wet_periods(np.arange(2.0), np.ones(2), np.zeros(3))
        with pytest.raises(ValueError, match="time_h"):
            wet_periods(np.array([1.0, 0.0]), np.ones(2), np.zeros(2))


class TestGreyMould:
    """The index of infection."""

    def test_bulger_abstract(self) -> None:
        """Bulger et al. (1987): best near 20 °C, a day there infects all, far less above 25 and below 15."""
        air_c = np.arange(5.0, 30.1, 0.5)
        index = infection_index(air_c, np.full(air_c.size, 12.0))
        assert air_c[np.argmax(index)] == pytest.approx(20.0, abs=1.0)
        assert infection_index(20.0, 24.0) > 0.95
        assert (
            infection_index(20.0, 12.0)
            > 3.0 * infection_index(10.0, 12.0)
            > 3.0 * infection_index(30.0, 12.0)
        )

    @given(st.floats(-40.0, 60.0), st.floats(0.0, 200.0), st.floats(0.0, 50.0))
    def test_more_wetness_is_never_less_risk(self, air_c: float, wet_h: float, more_h: float) -> None:
        """The index lies in 0 to 1, rises with wetness, and is 0 without; both models, any weather."""
        for model in (STRAWBERRY_FLOWERS, GRAPE_BERRIES):
            index = infection_index(air_c, wet_h, model)
            assert 0.0 <= index <= infection_index(air_c, wet_h + more_h, model) <= 1.0
            assert infection_index(air_c, 0.0, model) == 0.0

    def test_outside_the_experiments_it_says_so(self) -> None:
        """Outside 5 to 30 °C and beyond 32 h nothing was measured: the index does not grow there."""
        assert infection_index(20.0, 80.0) == infection_index(20.0, 32.0)
        np.testing.assert_array_equal(
            was_measured(np.array([20.0, 20.0, 31.0, np.nan]), np.array([32, 33, 9, 9])), [1, 0, 0, 0]
        )
        assert infection_index(40.0, 24.0) <= infection_index(30.0, 24.0)

    def test_steps(self) -> None:
        """Moderate from 0.5, high from 0.7; an unknown index is no low risk."""
        assert [risk_of(x) for x in (0.49, 0.5, 0.7, float("nan"))] == [
            Risk.LOW,
            Risk.MODERATE,
            Risk.HIGH,
            Risk.UNKNOWN,
        ]
