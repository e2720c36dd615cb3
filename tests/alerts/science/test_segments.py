"""Many series at once: order, sums, what is not known, and what does not depend on the sampling."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.science import segments
from alerts.science.kinetics import arrhenius_rate
from alerts.science.q10_bands import banded_q10_cost, banded_q10_rate
from alerts.science.ramps import Rule, arrhenius_cost, rate_cost
from alerts.science.segments import Array, Cost, in_order, nan_at, running_sums, segment_sums
from alerts.science.square_root import square_root_cost, square_root_rate
from tests.alerts.science.histories import HISTORIES, History

COSTS: dict[str, Cost] = {
    "arrhenius": arrhenius_cost(1.0, 60.588),
    "arrhenius, steep": arrhenius_cost(4.0, 146.0),
    "colder is faster": arrhenius_cost(8.0, -120.0),
    "square root": square_root_cost(5.0, 0.6),
    "bands": banded_q10_cost(0.0),
    "any rate": rate_cost(lambda temperature_c: np.exp(0.089 * temperature_c)),
}


def _finer(history: History, parts: int) -> History:
    """Return *history* with every segment cut into equal parts, temperature linear in between."""
    time_h = np.unique(
        np.concatenate([np.linspace(a, b, parts + 1) for a, b in zip(*_ends(history[0]), strict=True)])
    )
    return time_h, np.interp(time_h, *history)


def _ends(time_h: Array) -> tuple[Array, Array]:
    return time_h[:-1], time_h[1:]


@pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS)
@given(history=HISTORIES, parts=st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_the_sampling_does_not_matter(cost: Cost, history: History, parts: int) -> None:
    """A piecewise linear history costs the same, however finely it is sampled."""
    (whole,), (finer,) = segment_sums(cost, *history), segment_sums(cost, *_finer(history, parts))
    assert finer == pytest.approx(whole, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS)
@given(history=HISTORIES, cut=st.floats(0.0, 1.0))
@settings(max_examples=40, deadline=None)
def test_costs_add_up_over_time(cost: Cost, history: History, cut: float) -> None:
    """What comes before a sample and what comes after it make the whole."""
    time_h, value = history
    at = int(cut * (value.size - 1))
    first, rest = (
        segment_sums(cost, time_h[: at + 1], value[: at + 1]),
        segment_sums(cost, time_h[at:], value[at:]),
    )
    assert first + rest == pytest.approx(segment_sums(cost, time_h, value), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("rule", Rule)
@given(history=HISTORIES, warmer_k=st.floats(0.0, 10.0), longer=st.floats(1.0, 3.0))
@settings(max_examples=40, deadline=None)
def test_warmer_and_longer_cost_more(rule: Rule, history: History, warmer_k: float, longer: float) -> None:
    """No history costs less for being warmer or longer, by any rule."""
    time_h, value = history
    for cost in (
        arrhenius_cost(1.0, 60.588, rule),
        square_root_cost(5.0, -10.0, rule),
        banded_q10_cost(0.0, rule=rule),
    ):
        before = segment_sums(cost, time_h, value)[0]
        assert segment_sums(cost, time_h, value + warmer_k)[0] >= before * (1.0 - 1e-12)
        assert segment_sums(cost, time_h * longer, value)[0] >= before * (1.0 - 1e-12)


@pytest.mark.parametrize(
    ("cost", "rate"),
    [
        (banded_q10_cost(0.0), lambda c: banded_q10_rate(c, 0.0)),
        (square_root_cost(5.0, 0.6), lambda c: square_root_rate(c, 5.0, 0.6)),
        (arrhenius_cost(1.0, 60.588), lambda c: arrhenius_rate(c, 1.0, 60.588)),
    ],
    ids=["bands", "square root", "arrhenius"],
)
def test_exact_rules_are_what_fine_trapezoids_tend_to(cost: Cost, rate: Callable[[Array], Array]) -> None:
    """Each exact rule agrees with 200,000 trapezoids over a ramp from -10 to 45 °C."""
    temperature_c = np.linspace(-10.0, 45.0, 200_001)
    rates = rate(temperature_c)
    fine = float(np.mean(0.5 * (rates[1:] + rates[:-1])))
    for ends_c in ((-10.0, 45.0), (45.0, -10.0)):
        exact = cost(np.array(ends_c[:1]), np.array(ends_c[1:]), np.ones(1))[0]
        assert exact == pytest.approx(fine, rel=1e-5)


@given(st.lists(HISTORIES, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_series_one_after_the_other_are_series_by_themselves(histories: list[History]) -> None:
    """Many series in a flat array cost what each costs alone, up to each of their samples."""
    cost = COSTS["arrhenius"]
    time_h, value = (np.concatenate(parts) for parts in zip(*histories, strict=True))
    starts = np.cumsum([0, *(history[0].size for history in histories[:-1])])
    alone = [segment_sums(cost, *history)[0] for history in histories]
    np.testing.assert_allclose(segment_sums(cost, time_h, value, starts), alone, rtol=1e-12)
    running = np.concatenate([running_sums(cost, *history) for history in histories])
    np.testing.assert_allclose(running_sums(cost, time_h, value, starts), running, rtol=1e-12)


@pytest.mark.parametrize("shape", [(3, 20_001), (20_001, 3), (7, 1), (1, 9_000)])
def test_rows_are_series_by_themselves(shape: tuple[int, int]) -> None:
    """Rows of an array cost what they cost alone, with one time for all and with a time for each."""
    rng = np.random.default_rng(7)
    value, time_h = rng.normal(4.0, 3.0, shape), np.cumsum(rng.exponential(0.1, shape[1]))
    cost = COSTS["arrhenius"]
    alone = [segment_sums(cost, time_h, row)[0] for row in value]
    np.testing.assert_allclose(segment_sums(cost, time_h, value), alone, rtol=1e-12)
    np.testing.assert_allclose(segment_sums(cost, np.tile(time_h, (shape[0], 1)), value), alone, rtol=1e-12)
    np.testing.assert_allclose(running_sums(cost, time_h, value)[:, -1], alone, rtol=1e-12)


@pytest.mark.parametrize(
    "size", [segments.BLOCK - 1, segments.BLOCK, segments.BLOCK + 1, 2 * segments.BLOCK + 1]
)
def test_blocks_leave_no_seam(size: int) -> None:
    """Sums do not depend on where blocks end."""
    time_h = np.arange(float(size))
    assert segment_sums(COSTS["arrhenius"], time_h, np.ones(size)) == pytest.approx(size - 1.0)
    starts = np.array([0, size // 2])
    np.testing.assert_allclose(
        segment_sums(COSTS["arrhenius"], time_h, np.ones(size), starts), [size // 2 - 1, size - size // 2 - 1]
    )


@given(HISTORIES, st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_the_order_of_arrival_does_not_matter(history: History, seed: int) -> None:
    """Shuffled samples are sorted; those of one time are averaged."""
    time_h, value = history
    order = np.random.default_rng(seed).permutation(2 * value.size)
    twice_h, twice = np.tile(time_h, 2)[order], np.concatenate((value - 1.0, value + 1.0))[order]
    sorted_h, sorted_value, _ = in_order(twice_h, twice)
    np.testing.assert_array_equal(sorted_h, time_h)
    np.testing.assert_allclose(sorted_value, value, atol=1e-12)


def test_order_keeps_series_apart() -> None:
    """Series in a flat array are sorted each by itself, and shrink each by its own duplicates."""
    time_h, value, starts = in_order(
        np.array([2.0, 1.0, 1.0, 1.0, 0.0]), np.array([1.0, 2.0, 4.0, 8.0, 16.0]), np.array([0, 3])
    )
    np.testing.assert_array_equal(time_h, [1.0, 2.0, 0.0, 1.0])
    np.testing.assert_array_equal(value, [3.0, 1.0, 16.0, 8.0])
    np.testing.assert_array_equal(starts, [0, 2])


def test_what_is_not_known_stays_with_its_own_series_and_has_a_name() -> None:
    """A NaN makes the answer of its series NaN from there on, no other, and is named."""
    value = np.array([1.0, 1.0, np.nan, 1.0, 1.0, 1.0])
    starts = np.array([0, 4])
    time_h = np.arange(6.0)
    for cost in COSTS.values():
        sums = segment_sums(cost, time_h, value, starts)
        assert np.isnan(sums).tolist() == [True, False]
        assert np.isnan(running_sums(cost, time_h, value, starts)).tolist() == [
            False,
            False,
            True,
            True,
            False,
            False,
        ]
    assert nan_at(value, starts) == ((0, 2),)
    assert nan_at(value.reshape(2, 3)) == ((0, 2),)
    assert nan_at(np.ones(3)) == ()


@pytest.mark.parametrize(
    ("time_h", "starts", "says"),
    [
        ([0.0, 2.0, 1.0], None, "time_h: 2.0 h is followed by less"),
        ([0.0, 2.0], None, "time_h: .* expected .*one for each value"),
        ([0.0, np.nan, 1.0], None, "expected ascending times"),
        ([0.0, 1.0, 2.0], [1, 2], "starts: .*ascend from 0"),
        ([0.0, 1.0, 2.0], [0, 3], "starts: .*ascend from 0 below 3"),
        ([0.0, 1.0, 2.0], [], "starts"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    time_h: list[float], starts: list[int] | None, says: str
) -> None:
    """An error names the argument, what was seen and what was expected."""
    firsts = None if starts is None else np.array(starts, dtype=np.intp)
    with pytest.raises(ValueError, match=says):
        segment_sums(COSTS["arrhenius"], np.array(time_h), np.ones(3), firsts)


def test_rows_need_times_that_fit() -> None:
    """An array of series needs one time for each sample, or one row of them for each series."""
    with pytest.raises(ValueError, match="time_h"):
        segment_sums(COSTS["arrhenius"], np.arange(4.0), np.ones((2, 3)))
    with pytest.raises(ValueError, match="time_h: a time is nan"):
        in_order(np.array([0.0, np.nan]), np.ones(2))


@pytest.mark.parametrize("wrong", [[1.0, np.inf, 1.0], [np.nan, -np.inf, 1.0]])
def test_endless_values_are_refused(wrong: list[float]) -> None:
    """An infinite value is no measurement, and would become NaN on the way: it is refused by name."""
    with pytest.raises(ValueError, match=r"value: -?inf, expected a finite number"):
        segment_sums(COSTS["arrhenius"], np.arange(3.0), np.array(wrong))


@pytest.mark.parametrize("rule", Rule)
def test_nothing_is_colder_than_absolute_zero(rule: Rule) -> None:
    """Temperatures that cannot be are refused by value, those of the goods and that of the reference."""
    with pytest.raises(ValueError, match=r"temperature_c: -300\.0 °C, expected more than -273\.15 °C"):
        segment_sums(arrhenius_cost(1.0, 60.0, rule), np.arange(3.0), np.array([1.0, -300.0, 1.0]))
    with pytest.raises(ValueError, match="reference_c"):
        arrhenius_cost(-274.0, 60.0, rule)
    with pytest.raises(ValueError, match="activation_kj_mol"):
        arrhenius_cost(1.0, np.nan, rule)


@pytest.mark.parametrize("kind", [np.float32, np.int64])
def test_other_kinds_of_numbers_are_computed_in_double_precision(kind: type) -> None:
    """Single precision and whole numbers cost what the same numbers cost in double precision."""
    value = np.array([[1.0, 4.0, 30.0, 2.0]])
    same = segment_sums(COSTS["arrhenius"], np.arange(4.0), value.astype(kind))
    np.testing.assert_allclose(same, segment_sums(COSTS["arrhenius"], np.arange(4.0), value), rtol=1e-15)
    flat = segment_sums(COSTS["arrhenius"], np.arange(4).astype(kind), value[0].astype(kind))
    np.testing.assert_allclose(flat, same, rtol=1e-15)
