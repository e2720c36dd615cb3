"""Values that cannot be, refused by name; what is not known passes as NaN."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from alerts.science.segments import Array


def within(name: str, value: ArrayLike, low: float, high: float, unit: str) -> Array:
    """Return *value* as an array, or refuse it where it lies outside *low* to *high*.

    >>> within("humidity_pct", [0.0, 60.0, float("nan")], 0.0, 100.0, "%")
    array([ 0., 60., nan])
    """
    values = np.asarray(value, dtype=np.float64)
    odd = (values < low) | (values > high)
    if odd.any():
        worst = values[odd].flat[0] if values.ndim else values
        raise ValueError(f"{name}: {worst} {unit}, expected {low} to {high} {unit}, or NaN for unknown")
    return values


def more_than(name: str, value: ArrayLike, low: float, unit: str) -> Array:
    """Return *value* as an array, or refuse it where it is *low* or less, or endless.

    >>> more_than("pressure_kpa", 101.325, 0.0, "kPa")
    array(101.325)
    """
    values = np.asarray(value, dtype=np.float64)
    odd = (values <= low) | np.isinf(values)
    if odd.any():
        worst = values[odd].flat[0] if values.ndim else values
        raise ValueError(f"{name}: {worst} {unit}, expected more than {low} {unit}, or NaN for unknown")
    return values


def as_given(found: ArrayLike) -> float | Array:
    """Return a single number as one, an array as it is: what goes in comes out.

    >>> as_given(np.array(1.5)), as_given([1.0, 2.0])
    (1.5, array([1., 2.]))
    """
    values = np.asarray(found, dtype=np.float64)
    return values if values.ndim else float(values)


def numbers(value: ArrayLike) -> Array:
    """Return numbers in double precision.

    >>> numbers([1, 2])
    array([1., 2.])
    """
    return np.asarray(value, dtype=np.float64)
