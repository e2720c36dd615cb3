"""Fewer points, and no peak lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.store.gathering import Gathering
from ingest.store.thinning import Grid, thin, thinned_to

_SERIES = st.dictionaries(
    st.one_of(st.integers(-(10**13), 10**13), st.integers(0, 10**8)),
    st.floats(-1e6, 1e6, allow_nan=False),
    min_size=1,
    max_size=200,
)


@given(series=_SERIES, max_points=st.integers(2, 50))
def test_every_bucket_gives_its_extremes_and_nothing_is_invented(
    series: dict[int, float], max_points: int
) -> None:
    """At most max_points points remain, in order, each bucket's lowest and highest among them."""
    at = np.array(sorted(series), dtype=np.int64)
    value = np.array([series[instant] for instant in at.tolist()])
    grid = Grid.over(int(at[0]), int(at[-1]), max_points)
    thin_at, thin_value = thin(at, value, grid)
    kept = dict(zip(thin_at.tolist(), thin_value.tolist(), strict=True))
    assert len(kept) == len(thin_at) <= max_points
    assert np.all(np.diff(thin_at) > 0)
    assert kept.items() <= series.items()
    for bucket in range(grid.buckets):
        start_ms = grid.start_ms + bucket * grid.width_ms
        mine = [series[one] for one in at.tolist() if start_ms <= one < start_ms + grid.width_ms]
        rest = [kept[one] for one in kept if start_ms <= one < start_ms + grid.width_ms]
        if mine:
            assert (min(rest), max(rest)) == (min(mine), max(mine))


def test_of_equal_extremes_the_first_stays() -> None:
    """A flat line is drawn by the same points every time it is asked for."""
    at = np.arange(10, dtype=np.int64)
    thin_at, _ = thin(at, np.ones(10), Grid.over(0, 9, 4))
    assert thin_at.tolist() == [0, 5]


def test_nothing_stays_nothing() -> None:
    """A bucket grid without readings gives no points."""
    empty_at, empty_value = thin(np.empty(0, dtype=np.int64), np.empty(0), Grid(0, 1, 1))
    assert len(empty_at) == len(empty_value) == 0


@given(series=_SERIES, max_points=st.integers(2, 50), at_once=st.integers(1, 60))
def test_what_comes_piece_by_piece_is_drawn_as_the_whole(
    series: dict[int, float], max_points: int, at_once: int
) -> None:
    """However it is cut, and whatever was let go on the way, a chart shows what it shows of everything."""
    at = np.array(sorted(series), dtype=np.int64)
    value = np.array([series[instant] for instant in at.tolist()])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.store.gathering._MOST_LOOSE", 7)
        gathering = Gathering(max_points)
        for start in range(0, len(at), at_once):
            gathering.add(at[start : start + at_once], value[start : start + at_once])
        found = gathering.series()
    whole_at, whole_value = thinned_to(at, value, max_points)
    assert (found.observed_at_ms.tolist(), found.value.tolist()) == (whole_at.tolist(), whole_value.tolist())
    assert found.thinned == (len(at) > max_points)
