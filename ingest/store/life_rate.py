"""How fast life goes at a temperature, whatever the goods: what an hour keeps of it, and what many come to.

Goods differ in how much faster they age in the warmth. What is kept of an hour must serve any of them years
later, so that it is the rate that pharmacy agreed upon for storage, whose mean kinetic temperature tells
the one steady temperature that would have aged goods as much as what really was [1]_.

References:
----------
.. [1] United States Pharmacopeia, general chapter 1079.2, mean kinetic temperature: activation energy
   83.144 kJ/mol, so that it is 10,000 K over the gas constant of 8.3144 J/(mol K).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ingest.store.thinning import Instants, Values

ACTIVATION_K = 10_000.0
ZERO_K = 273.15
"""0 °C, at which the rate is 1 [K]."""

LOWEST_C = -273.0
"""What is colder cannot have been, and has no rate to tell apart from none [°C]."""

_OF_TEMPERATURES = "temperature_c"


def has_life_rate(quantity: str) -> bool:
    """Tell whether *quantity* is a temperature of something that goods can have.

    >>> [has_life_rate(one) for one in ("air_temperature_c", "relative_humidity_pct", "dew_point_c")]
    [True, False, False]
    """
    return quantity.endswith(_OF_TEMPERATURES)


def life_rate(quantity: str, value: Values) -> Values:
    """Return how fast life goes at each *value* [1: as at 0 °C]; NaN where *quantity* is no temperature.

    >>> life_rate("air_temperature_c", np.array([0.0, 25.0])).round(2).tolist()
    [1.0, 21.54]
    """
    if not has_life_rate(quantity):
        return np.full(len(value), np.nan)
    temperature_k = ZERO_K + np.maximum(value, LOWEST_C)
    rate: Values = np.exp(ACTIVATION_K * (1.0 / ZERO_K - 1.0 / temperature_k))
    return rate


def mean_kinetic_temperature_c(rate: Values, weight: npt.NDArray[np.float64] | Instants) -> float | None:
    """Return the steady temperature of the same mean rate [°C]; None where no rate is known.

    Args:
        rate: of each hour [1: as at 0 °C]; NaN where it is not known.
        weight: how much each counts.

    >>> rates = life_rate("air_temperature_c", np.array([2.0, 2.0, 20.0]))
    >>> round(mean_kinetic_temperature_c(rates, np.ones(3)), 2)
    12.43
    """
    known = np.isfinite(rate) & (rate > 0.0)
    if not known.any():
        return None
    mean = float(np.average(rate[known], weights=weight[known]))
    return float(1.0 / (1.0 / ZERO_K - np.log(mean) / ACTIVATION_K) - ZERO_K)
