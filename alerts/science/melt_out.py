"""When the ice of a box will be gone, with a band, and what a known hold time says of its walls."""

from __future__ import annotations

from typing import Generic, NamedTuple, cast

import numpy as np

from alerts.science.ice_box import ALERT_SHARE, IceBox, hold_time_h
from alerts.science.kinetics import Values
from alerts.science.ranges import as_given, numbers
from alerts.science.shelf_life import P20_DEVIATE


class MeltOut(NamedTuple, Generic[Values]):
    """When the ice of a box is gone, in hours from its packing."""

    p20_h: Values
    """One in five is earlier. [h]"""
    p50_h: Values
    """Median. [h]"""
    p80_h: Values
    """One in five is later. [h]"""
    alert_h: Values
    """When somebody should know: `ALERT_SHARE` of the early edge. [h]"""


def conductance_of_hold(box: IceBox[Values], ambient_c: Values | float, held_h: Values | float) -> Values:
    """Return the conductance of a box whose hold time is known.

    Parameters
    ----------
    box : IceBox
        The box, or many; its conductance does not matter.
    ambient_c : float or array
        Temperature around it, above where the ice melts. [°C]
    held_h : float or array
        How long the ice lasted, above 0. [h]

    Returns
    -------
    float or array
        Conductance. [W/K]

    Raises
    ------
    ValueError
        A time that is not above 0, surroundings not above where the ice melts, a time in which
        respiration alone melts more.

    Notes
    -----
    `ice_box.hold_time_h` solved for it [1]_.

    References
    ----------
    .. [1] Burgess G. (1999), Packaging Technology and Science 12, 75-80.

    Examples
    --------
    >>> round(conductance_of_hold(IceBox(1.0, 1.0), 25.0, 6.02), 3)
    0.616
    """
    above_k = numbers(ambient_c) - box.melt_c
    if not np.all((numbers(held_h) > 0.0) & (above_k > 0.0)):
        raise ValueError(f"held_h {held_h}, ambient_c {ambient_c}: expected above 0, above {box.melt_c}")
    found_w_k = (numbers(box.cold_kj) / (3.6 * numbers(held_h)) - box.respiration_w) / above_k
    if not np.all(found_w_k > 0.0):
        raise ValueError(f"held_h: {held_h} h, expected less: respiration alone melts the ice sooner")
    return cast("Values", as_given(found_w_k))


def melt_out(
    box: IceBox[Values],
    ambient_c: Values | float,
    conductance_error_w_k: Values | float,
    ice_error: Values | float = 0.0,
    ambient_error_k: Values | float = 0.0,
) -> MeltOut[Values]:
    """Return when the ice of a box will be gone, with its band.

    Parameters
    ----------
    box : IceBox
        The box, or many; its conductance as fitted.
    ambient_c : float or array
        Temperature to expect around it. [°C]
    conductance_error_w_k : float or array
        Standard error of the conductance. [W/K]
    ice_error : float or array
        Standard error of the mass of ice, as a part of it. [-]
    ambient_error_k : float or array
        Standard error of the temperature around it. [K]

    Returns
    -------
    MeltOut
        Early edge, median, late edge, and when to tell. [h]

    Raises
    ------
    ValueError
        An error below 0; a box that `ice_box.hold_time_h` refuses.

    Notes
    -----
    Lognormal around `ice_box.hold_time_h`, with the relative errors of what is multiplied in it added in
    squares [1]_. Tell after seven tenths of the early edge: new ice takes time, too.

    References
    ----------
    .. [1] JCGM 100:2008, 5.1.6.

    Examples
    --------
    >>> [round(hours, 2) for hours in melt_out(IceBox(1.0, 0.6165), 25.0, 0.06165)]
    [5.53, 6.02, 6.55, 3.87]
    """
    errors = [numbers(error) for error in (conductance_error_w_k, ice_error, ambient_error_k)]
    if not all(np.all(error >= 0.0) for error in errors):
        raise ValueError(
            f"errors: {conductance_error_w_k}, {ice_error}, {ambient_error_k}, expected at least 0"
        )
    median_h, cold_kj = numbers(hold_time_h(box, ambient_c)), numbers(box.cold_kj)
    spreads = ~((median_h == 0.0) | np.isinf(median_h))
    load_w = np.where(spreads, box.load_w(ambient_c), 1.0)
    parts = (
        errors[0] * (numbers(ambient_c) - box.melt_c) / load_w,
        errors[1] * (cold_kj + box.goods_kj) / np.where(spreads, cold_kj, 1.0),
        errors[2] * numbers(box.conductance_w_k) / load_w,
    )
    together = np.sqrt(sum(part * part for part in parts))
    factor = np.where(spreads, np.exp(P20_DEVIATE * together), 1.0)
    hours = (median_h / factor, median_h, median_h * factor, ALERT_SHARE * median_h / factor)
    return MeltOut(*(cast("Values", as_given(edge)) for edge in hours))
