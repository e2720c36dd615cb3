"""How goods cool, found from pull-downs in air that moves, with noise."""

from __future__ import annotations

import numpy as np

from alerts.science.cooling import Cooling
from alerts.science.packaging_lag import fit_lags
from alerts.science.ragged import Untold, laid_out
from alerts.science.segments import Array, Starts


def fit_cooling(
    time_h: Array, air_c: Array, pulp_c: Array, *, initial_c: float | None = None, from_h: float = 0.0
) -> Cooling[float]:
    """Return how goods cool, from a pull-down in air that moves.

    Parameters
    ----------
    time_h : array
        Times, ascending; the first is the start of cooling. [h]
    air_c, pulp_c : array
        Air and pulp at each of them; NaN in the pulp where it was not read. [°C]
    initial_c : float, optional
        Pulp at the start, where it was measured: then the lag factor is found, too; without it J is 1 and
        the start is fitted. [°C]
    from_h : float
        How long after the start the pulp is looked at: the core of large goods does not follow one
        exponential at first. [h]

    Returns
    -------
    Cooling
        Coefficient with its standard error [1/h], lag factor [-].

    Raises
    ------
    ValueError
        As `packaging_lag.fit_lag`; a pulp at the start that was not on that side of the air from which it
        came.

    Notes
    -----
    The exponential that follows the air as it was, fitted to temperatures by `packaging_lag.fit_lag`, not
    a straight line through logarithms: air that drifts spoils those [1]_, and noise near the end weighs
    as much in them as the whole pull-down.

    References
    ----------
    .. [1] Anderson B.A., Sarkar A., Thompson J.F., Singh R.P. (2004), "Commercial-scale forced-air cooling
       of packaged strawberries", Trans. ASAE 47(1).

    Examples
    --------
    >>> time_h = np.linspace(0.0, 3.0, 37)
    >>> pulp_c = 0.5 + 24.5 * np.exp(-1.0724 * time_h)
    >>> cooling = fit_cooling(time_h, np.full(37, 0.5), pulp_c, initial_c=25.0)
    >>> round(60.0 * cooling.seven_eighths_h, 1), round(cooling.lag_factor, 3)
    (116.3, 1.0)
    """
    coolings, untold = fit_coolings(time_h, air_c, pulp_c, initial_c=initial_c, from_h=from_h)
    if untold:
        raise ValueError(untold[0])
    parts = (coolings.coefficient_per_h, coolings.lag_factor, coolings.error_per_h)
    return Cooling(*(float(np.ravel(part)[0]) for part in parts))


def fit_coolings(  # noqa: PLR0913 - what a formula takes, each in its unit
    time_h: Array,
    air_c: Array,
    pulp_c: Array,
    starts: Starts | None = None,
    *,
    initial_c: Array | float | None = None,
    from_h: float = 0.0,
) -> tuple[Cooling[Array], Untold]:
    """Return how the goods of many loads cool, from pull-downs in air that moves.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series, the first being the start of cooling: one row for each, or one
        for all of them. [h]
    air_c, pulp_c : array
        Air and pulp: series x samples; or all series one after the other. NaN where the pulp was not
        read. [°C]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    initial_c : float or array, optional
        Pulp at the start, of all series or of each, where it was measured. [°C]
    from_h : float
        As in `fit_cooling`. [h]

    Returns
    -------
    (Cooling, dict of int to str)
        What `fit_cooling` says of each series [1/h], [-], NaN where one tells too little; those series,
        from 0, and why.

    Raises
    ------
    ValueError
        Times that go back, shapes that do not fit each other.

    Notes
    -----
    As `fit_cooling` of each series, in one pass [1]_.

    References
    ----------
    .. [1] Anderson B.A., Sarkar A., Thompson J.F., Singh R.P. (2004), Trans. ASAE 47(1).

    Examples
    --------
    Two clamshells behind one fan.

    >>> time_h = np.linspace(0.0, 3.0, 37)
    >>> pulp_c = 0.5 + 24.5 * np.exp(-np.outer([1.0724, 0.8552], time_h))
    >>> coolings, untold = fit_coolings(time_h, np.full((2, 37), 0.5), pulp_c)
    >>> (60.0 * coolings.seven_eighths_h).round(1), untold
    (array([116.3, 145.9]), {})
    """
    times_h, (airs_c, pulps_c), series = laid_out(time_h, starts, air_c=air_c, pulp_c=pulp_c)
    since_h = times_h - series.along(series.firsts(times_h))
    fits, untold = fit_lags(times_h, airs_c, np.where(since_h >= from_h, pulps_c, np.nan), series.starts)
    found = Cooling(1.0 / fits.lag_h, np.ones(fits.lag_h.size), fits.error_h / fits.lag_h**2)
    if initial_c is None:
        return found, untold
    first_c = series.firsts(airs_c)
    at_start_c = np.broadcast_to(np.asarray(initial_c, dtype=np.float64), first_c.shape)
    apart_k = at_start_c - first_c
    factor = (fits.initial_c - first_c) / np.where(apart_k == 0.0, np.nan, apart_k)
    for at in np.flatnonzero(~(factor > 0.0) & ~np.isnan(fits.lag_h)):
        untold[int(at)] = (
            f"initial_c: {at_start_c[at]} °C in air of {first_c[at]} °C, expected the warmer pulp"
        )
    told = np.where(factor > 0.0, 1.0, np.nan)
    return Cooling(found.coefficient_per_h * told, factor * told, found.error_per_h * told), untold
