"""What loads that arrived teach about the next: the life of a grower's goods, and how much it differs."""

from __future__ import annotations

from typing import Generic, NamedTuple

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.ragged import laid_out
from alerts.science.ranges import more_than
from alerts.science.segments import Array, Starts

PRIOR_LOADS = 10.0
"""As many loads as what was assumed counts for: after about so many, one's own figures weigh as much. [-]
(house choice)"""


class LearnedLife(NamedTuple, Generic[Values]):
    """Life at a reference temperature, as assumed and observed together: of one kind of goods or of each."""

    life: Values
    """Median life, in the unit of what was assumed. [h or d]"""
    spread: Values
    """Standard deviation of ln(life) from load to load. [-]"""


def learned_life(
    assumed: LearnedLife[float], observed: Array, prior_loads: float = PRIOR_LOADS
) -> LearnedLife[float]:
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
    known = np.append(observed, np.nan)  # a load that nobody judged: none at all teaches nothing either
    return LearnedLife(*(float(part[0]) for part in learned_lives(assumed, known, prior_loads=prior_loads)))


def learned_lives(
    assumed: LearnedLife[float] | LearnedLife[Array],
    observed: Array,
    starts: Starts | None = None,
    prior_loads: Array | float = PRIOR_LOADS,
) -> LearnedLife[Array]:
    """Return the lives of many kinds of goods after some loads of each have been looked at on arrival.

    Parameters
    ----------
    assumed : LearnedLife
        As in `learned_life`, of all kinds or of each. [h or d], [-]
    observed : array
        As there: kinds x loads, NaN where a kind had fewer; or all kinds one after the other. [h or d]
    starts : array of int, optional
        For the flat form: index of the first load of every kind. [-]
    prior_loads : float or array
        As there, of all kinds or of each. [-]

    Returns
    -------
    LearnedLife
        Median life and spread of each kind; what was assumed where no load was judged.

    Raises
    ------
    ValueError
        As `learned_life`; starts that do not ascend from 0.

    Notes
    -----
    As `learned_life` of each kind, in one pass [1]_.

    References
    ----------
    .. [1] Gelman A. et al. (2013), "Bayesian data analysis", 3rd ed., 3.3: normal data with a
       conjugate prior distribution.

    Examples
    --------
    >>> loads = np.array([[10.0, 10.0, 10.0], [12.0, np.nan, np.nan]])
    >>> learned_lives(LearnedLife(14.0, 0.25), loads).life.round(2)
    array([12.95, 13.81])
    """
    _, (lives,), kinds = laid_out(observed, starts, observed=observed)  # loads have no times that matter
    life, spread, prior = (np.broadcast_to(part, kinds.counts.shape) for part in (*assumed, prior_loads))
    if not ((life > 0.0) & (spread >= 0.0)).all():
        raise ValueError(f"assumed: {assumed}, expected a life above 0 and a spread of at least 0")
    if not (prior > 0.0).all():
        raise ValueError(f"prior_loads: {prior_loads}, expected more than 0")
    logs, judged = np.log(more_than("observed", lives, 0.0, "h or d")), ~np.isnan(lives)
    size = kinds.counted(judged)
    mean = kinds.sums(np.where(judged, logs, 0.0)) / np.maximum(size, 1)
    above, loads = np.where(judged, logs - kinds.along(mean), 0.0), size + prior
    before = np.log(life)
    apart = prior * size / loads * (mean - before) ** 2
    squares = prior * spread**2 + kinds.sums(above**2) + apart
    median = np.exp((prior * before + size * mean) / loads)
    taught = size > 0
    return LearnedLife(np.where(taught, median, life), np.where(taught, np.sqrt(squares / loads), spread))
