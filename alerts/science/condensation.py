"""When a cold surface gets wet: goods out of the cold, a wall, a leaf before sunrise."""

from __future__ import annotations

from typing import cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.psychrometrics import FORMULA, dew_point_c
from alerts.science.ranges import as_given, numbers
from alerts.science.saturation import Formula, Over
from alerts.science.segments import Array

CONDENSATION_MARGIN_K = 0.5
"""How near to the dew point a surface is warned of. [K] (house choice: what good sensors may be off by)"""


def condensation_margin_k(
    surface_c: Values, temperature_c: Values, humidity_pct: Values, formula: Formula = FORMULA
) -> Values:
    """Return how much warmer a surface is than it may be before water or frost forms on it.

    Parameters
    ----------
    surface_c : float or array
        Temperature of the surface: of the goods, a wall, a leaf. [°C]
    temperature_c : float or array
        Temperature of the air. [°C]
    humidity_pct : float or array
        Relative humidity of the air, above 0. [%]
    formula : Formula
        Whose saturation pressure. [-]

    Returns
    -------
    float or array
        Surface temperature less dew point, or frost point below 0 °C; 0 and less is wet. [K]

    Notes
    -----
    Water condenses where e > e_s(T_surface) [1]_. Warn below `CONDENSATION_MARGIN_K`.

    References
    ----------
    .. [1] ASHRAE Handbook Fundamentals 2017, chapter 1.

    Examples
    --------
    Fruit of 2 °C brought into air of 20 °C and 60 % gets wet: the dew point is 12.0 °C.

    >>> round(condensation_margin_k(2.0, 20.0, 60.0), 1)
    -10.0
    """
    dew_c = dew_point_c(numbers(temperature_c), numbers(humidity_pct), formula, (Over.WATER, Over.NATURAL))
    return cast("Values", as_given(numbers(surface_c) - dew_c))


def condenses(margin_k: Values, warn_at_k: float = CONDENSATION_MARGIN_K) -> Array:
    """Return where a surface is wet, or so near to it that it may be.

    Parameters
    ----------
    margin_k : float or array
        `condensation_margin_k`. [K]
    warn_at_k : float
        Margin below which it counts; 0 for wet alone. [K]

    Returns
    -------
    array
        1 where it counts, 0 where not, NaN where nobody knows; for `leaf_wetness`. [-]

    Notes
    -----
    T_surface < T_dew + margin [1]_.

    References
    ----------
    .. [1] House choice of the margin; the dew point as in `dew_point_c`.

    Examples
    --------
    >>> condenses(np.array([-10.0, 0.4, 0.6, float("nan")]))
    array([ 1.,  1.,  0., nan])
    """
    margins = numbers(margin_k)
    return np.asarray(np.where(np.isnan(margins), np.nan, margins < warn_at_k))
