"""Paces: one value at a time agrees with many at once and with the formulas of science, for every form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.pace import ArrheniusPace, BandedPace, Pace, SquareRootPace, arrhenius_pace, banded_pace
from alerts.product import load_products
from alerts.science.keeping_quality import Rate
from alerts.science.kinetics import arrhenius_rate
from alerts.science.q10_bands import HANDBOOK_BANDS, banded_q10_rate
from alerts.science.square_root import square_root_rate

PRODUCTS = load_products()
CELSIUS = st.floats(-15.0, 45.0)
FORMS: dict[str, tuple[Pace, Rate]] = {
    "arrhenius": (arrhenius_pace(1.0, 60.588), lambda c: arrhenius_rate(c, 1.0, 60.588)),
    "bands": (banded_pace(11.25, HANDBOOK_BANDS), lambda c: banded_q10_rate(c, 11.25, HANDBOOK_BANDS)),
    "square root": (SquareRootPace(0.0, -10.0), lambda c: square_root_rate(c, 0.0, -10.0)),
}


@pytest.mark.parametrize("form", list(FORMS))
@given(temperature_c=CELSIUS)
def test_the_rate_is_that_of_its_formula(form: str, temperature_c: float) -> None:
    """A pace's rate is that of ``alerts.science`` to 1e-12, and its slope is the rate's own."""
    pace, formula = FORMS[form]
    assert pace.rate(temperature_c) == pytest.approx(float(_at(formula, temperature_c)), rel=1e-12)
    if pace.rate(temperature_c) > 0.01 and abs(temperature_c % 10.0 - 5.0) < 4.99:
        slope = (pace.rate(temperature_c + 1e-5) - pace.rate(temperature_c - 1e-5)) / 2e-5
        assert pace.per_k(temperature_c) == pytest.approx(slope / pace.rate(temperature_c), rel=1e-4)


@pytest.mark.parametrize("form", list(FORMS))
@given(start_c=CELSIUS, end_c=CELSIUS, duration_h=st.floats(1e-3, 100.0))
def test_one_line_costs_what_it_costs_among_many(
    form: str, start_c: float, end_c: float, duration_h: float
) -> None:
    """The cost of a straight line is the same alone and in an array, and the same upwards and downwards."""
    pace, _ = FORMS[form]
    one_h = pace.spent_h(start_c, end_c, duration_h)
    many_h = pace.spent_many_h(np.array([start_c]), np.array([end_c]), np.array([duration_h]))
    assert one_h == pytest.approx(float(many_h[0]), rel=1e-9, abs=1e-12)
    assert pace.spent_h(end_c, start_c, duration_h) == pytest.approx(one_h, rel=1e-12)


@pytest.mark.parametrize("form", list(FORMS))
@given(start_c=CELSIUS, end_c=CELSIUS, share=st.floats(0.01, 0.99))
def test_a_line_may_be_cut_anywhere(form: str, start_c: float, end_c: float, share: float) -> None:
    """What a straight line costs does not depend on how finely it was sampled."""
    pace, _ = FORMS[form]
    middle_c = start_c + (end_c - start_c) * share
    parts_h = pace.spent_h(start_c, middle_c, share) + pace.spent_h(middle_c, end_c, 1.0 - share)
    assert parts_h == pytest.approx(pace.spent_h(start_c, end_c, 1.0), rel=1e-9, abs=1e-12)


def test_each_product_has_the_pace_of_its_file() -> None:
    """Every shipped product's pace is of the form that its file names, and 1 at its reference."""
    forms: dict[str, type[Pace]] = {
        "arrhenius": ArrheniusPace,
        "q10_bands": BandedPace,
        "square_root": SquareRootPace,
    }
    for product in PRODUCTS.values():
        assert product.facts.kinetics is not None
        assert isinstance(product.pace, forms[product.facts.kinetics.model])
        assert product.pace.rate(product.reference_c) == pytest.approx(1.0, rel=1e-12)


def _at(formula: Rate, temperature_c: float) -> float:
    return float(formula(np.array([temperature_c]))[0])
