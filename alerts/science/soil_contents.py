"""When the easily had water of a root zone is used up, by a few of its water contents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alerts.science.dry_down_trend import dry_down_forecast
from alerts.science.soil import RootZone, depletion_mm, readily_available_mm, total_available_mm


def forecast_of_contents(
    contents: Sequence[tuple[float, float]], zone: RootZone[float], fraction: float
) -> tuple[float, float]:
    """Return when the readily available water of a root zone is used up, from a few of its contents.

    Parameters
    ----------
    contents : sequence of (float, float)
        Time and water content since the last watering, at least three, at one hour of the day. [d], [m3/m3]
    zone : RootZone
        Field capacity, wilting point and depth, which does not matter. [m3/m3, m]
    fraction : float
        Depletion fraction, 0 to less than 1. [-]

    Returns
    -------
    (float, float)
        Early edge and median, counted from the last content; infinite where it does not dry. [d]

    Notes
    -----
    `dry_down_forecast` with the depletions of `soil.depletion_mm` [1]_.

    References
    ----------
    .. [1] Those functions, with their references.

    Examples
    --------
    A loam that loses 1.5 % of its volume a day, and 2 % are left.

    >>> contents = [(0.0, 0.285), (1.0, 0.27), (2.0, 0.255)]
    >>> round(forecast_of_contents(contents, RootZone(0.32, 0.15, 1.0), 0.5)[1], 2)
    1.33
    """
    time_d, content = (np.array(part, dtype=np.float64) for part in zip(*contents, strict=True))
    lacking_mm = np.asarray(depletion_mm(content, zone))
    limit_mm = float(np.asarray(readily_available_mm(zone, fraction)))
    found = dry_down_forecast(time_d, lacking_mm, limit_mm, total_available_mm(zone), fraction)
    return float(found.early_d[0]), float(found.middle_d[0])
