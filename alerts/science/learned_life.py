"""What loads that arrived teach about the next: the life of a grower's goods, and how much it differs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.segments import Array

PRIOR_LOADS = 10.0
"""As many loads as what was assumed counts for: after about so many, one's own figures weigh as much. [-]
(house choice)"""


class LearnedLife(NamedTuple):
    """Life at the reference temperature, as assumed and as observed together."""

    life: float
    """Median life, in the unit of what was assumed. [h or d]"""
    spread: float
    """Standard deviation of ln(life) from load to load. [-]"""


def learned_life(assumed: LearnedLife, observed: Array, prior_loads: float = PRIOR_LOADS) -> LearnedLife:
    """Return the life of goods after some loads of them have been looked at on arrival.

    Parameters
    ----------
    assumed : LearnedLife
        Median life [h or d], above 0, and its spread [-], before any load was seen.
    observed : array
        Life at the reference temperature that each load turned out to have had, above 0, in the same
        unit; NaN for loads that nobody judged. [h or d]
    prior_loads : float
        For how many loads the assumption counts, above 0. [-]

    Returns
    -------
    LearnedLife
        Median life and spread to go on with.

    Raises
    ------
    ValueError
        A life or a weight of loads that is not above 0, a spread below 0, an observed life that is not
        above 0.

    Notes
    -----
    The logarithm of life is normal with unknown mean and variance; the assumption counts as
    *prior_loads* observations of both, so that the update is conjugate [1]_: with m the mean of n
    logarithms, k = prior loads, the mean becomes (k m0 + n m) / (k + n) and the variance
    [k s0^2 + sum (x - m)^2 + k n (m - m0)^2 / (k + n)] / (k + n). Some loads first and
    others later, then with *prior_loads* more by the first, teach the same as all at once.

    References
    ----------
    .. [1] Gelman A. et al. (2013), "Bayesian data analysis", 3rd ed., 3.3: normal data with a
       conjugate prior distribution.

    Examples
    --------
    Ten loads that all had 10 d where 14 d were assumed move the median half of the way.

    >>> learned = learned_life(LearnedLife(14.0, 0.25), np.full(10, 10.0))
    >>> round(learned.life, 2), round(learned.spread, 3)
    (11.83, 0.244)
    """
    if not (assumed.life > 0.0 and assumed.spread >= 0.0):
        raise ValueError(f"assumed: {assumed}, expected a life above 0 and a spread of at least 0")
    if not prior_loads > 0.0:
        raise ValueError(f"prior_loads: {prior_loads}, expected more than 0")
    judged = observed[~np.isnan(observed)]
    if not np.all(judged > 0.0):
        raise ValueError(f"observed: {observed.tolist()}, expected each above 0, or NaN for not judged")
    if judged.size == 0:
        return assumed
    logs, loads = np.log(judged), judged.size + prior_loads
    mean, before = float(logs.mean()), float(np.log(assumed.life))
    apart = prior_loads * judged.size / loads * (mean - before) ** 2
    squares = prior_loads * assumed.spread**2 + float(np.sum((logs - mean) ** 2)) + apart
    median = np.exp((prior_loads * before + judged.size * mean) / loads)
    return LearnedLife(float(median), float(np.sqrt(squares / loads)))
