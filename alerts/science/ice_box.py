"""Boxes that are kept cold by ice: what leaks in, how long the ice lasts, when it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.ragged import laid_out
from alerts.science.ramps import Rule, rate_cost
from alerts.science.ranges import as_given, numbers
from alerts.science.segments import Array, Starts, running_sums

ICE_MELT_KJ_KG = 334.0
"""Heat that melts a kilogram of ice. [kJ/kg] (textbook; IAPWS-06, 333.4; grade S)"""
ICE_KJ_KG_K = 2.1
"""Heat capacity of ice near its melting point. [kJ/(kg K)] (textbook; ASHRAE Handbook; grade S)"""
MELT_C = 0.0
"""Where ice of water melts; gels differ. [°C] (by definition)"""
ALERT_SHARE = 0.7
"""Part of the hold time after which somebody should know. [-] (house choice)"""


@dataclass(frozen=True)
class IceBox(Generic[Values]):
    """A box with ice in it, or each of many."""

    ice_kg: Values
    """Mass of ice. [kg]"""
    conductance_w_k: Values
    """Heat that leaks in per kelvin. [W/K]"""
    ice_c: Values | float = MELT_C
    """Temperature of the ice when it is packed, not above where it melts. [°C]"""
    melt_c: Values | float = MELT_C
    """Where it melts. [°C]"""
    goods_kj: Values | float = 0.0
    """Heat that the goods still have to give until they are as cold as the ice. [kJ]"""
    respiration_w: Values | float = 0.0
    """Heat of the goods' respiration. [W]"""

    @property
    def per_kg_kj(self) -> Values:
        """Return the heat that a kilogram of the ice takes until it is melted [kJ/kg]."""
        warming_kj_kg = ICE_KJ_KG_K * (numbers(self.melt_c) - self.ice_c)
        return cast("Values", as_given(ICE_MELT_KJ_KG + warming_kj_kg))

    @property
    def cold_kj(self) -> Values:
        """Return the heat that the ice takes until it is melted [kJ]; 0 where the goods use it all."""
        left_kj = numbers(self.ice_kg) * self.per_kg_kj - self.goods_kj
        return cast("Values", as_given(np.maximum(0.0, left_kj)))

    def load_w(self, ambient_c: Values | float) -> Values:
        """Return the heat that comes in from surroundings and goods [W]; below 0 where it goes out."""
        above_k = numbers(ambient_c) - self.melt_c
        return cast("Values", as_given(self.conductance_w_k * above_k + self.respiration_w))


def hold_time_h(box: IceBox[Values], ambient_c: Values | float) -> Values:
    """Return how long the ice of a box lasts in steady surroundings.

    Parameters
    ----------
    box : IceBox
        Ice [kg], conductance [W/K] and loads; or those of many boxes.
    ambient_c : float or array
        Temperature around the box, or around each. [°C]

    Returns
    -------
    float or array
        Time until the last ice is melted; infinity where no heat comes in; NaN where the temperature is.
        [h]

    Raises
    ------
    ValueError
        A box whose ice is less than nothing or warmer than it melts, without a leak, or with a load below
        0.

    Notes
    -----
    (m L + m c (T_melt - T_ice) - goods) / (U A (T_amb - T_melt) + respiration) [1]_. The air in the box is
    a little warmer than the ice, the more so at its top: the time is that of the ice, not of a limit.

    References
    ----------
    .. [1] Burgess G. (1999), Packaging Technology and Science 12, 75-80.

    Examples
    --------
    A kilogram in the box of `box_walls.box_conductance_w_k`, 25 K around it: 6.0 h.

    >>> from alerts.science.box_walls import box_conductance_w_k
    >>> round(hold_time_h(IceBox(1.0, box_conductance_w_k((0.40, 0.30, 0.25), 0.03)), 25.0), 1)
    6.0
    """
    _checked(box)
    load_w = numbers(box.load_w(ambient_c))
    melts = ~(load_w <= 0.0)
    hours = numbers(box.cold_kj) / (3.6 * np.where(melts, load_w, 1.0))
    return cast("Values", as_given(np.where(melts, hours, np.inf)))


def ice_needed_kg(box: IceBox[Values], ambient_c: Values | float, hours: Values | float) -> Values:
    """Return how much ice a box needs for a time in steady surroundings.

    Parameters
    ----------
    box : IceBox
        The box, or many; how much ice is in it does not matter.
    ambient_c : float or array
        Temperature around the box, or around each. [°C]
    hours : float or array
        How long the ice has to last, at least 0. [h]

    Returns
    -------
    float or array
        Mass of ice; 0 where no heat comes in. [kg]

    Raises
    ------
    ValueError
        Hours below 0; a box that `hold_time_h` refuses.

    Notes
    -----
    `hold_time_h` solved for the mass [1]_.

    References
    ----------
    .. [1] Burgess G. (1999), Packaging Technology and Science 12, 75-80.

    Examples
    --------
    >>> round(ice_needed_kg(IceBox(0.0, 0.6165), 25.0, 48.0), 1)
    8.0
    """
    _checked(box)
    if not np.all(numbers(hours) >= 0.0):
        raise ValueError(f"hours: {hours}, expected at least 0")
    needed_kj = 3.6 * numbers(box.load_w(ambient_c)) * hours + box.goods_kj
    return cast("Values", as_given(np.maximum(0.0, needed_kj / box.per_kg_kj)))


def ice_left_kg(time_h: Array, ambient_c: Array, box: IceBox[Values], starts: Starts | None = None) -> Array:
    """Return how much ice is left at every sample of moving surroundings.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series, the first being the packing: one row for each, or one for all. [h]
    ambient_c : array
        Temperature around the box; linear in between: series x samples; or all series one after the other.
        [°C]
    box : IceBox
        The box as it was packed; or one for each series.
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    array
        Ice at each sample, of the shape of *ambient_c*; NaN from the first temperature of a series on that
        is NaN. [kg]

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        a box that `hold_time_h` refuses.

    Notes
    -----
    Heat that came in, by the trapezoid rule: it is linear in temperature, so that this is exact [1]_.
    First the ice warms to where it melts and cools the goods, then it melts. Surroundings colder than
    the ice take heat out of it again.

    References
    ----------
    .. [1] Burgess G. (1999), Packaging Technology and Science 12, 75-80.

    Examples
    --------
    >>> box = IceBox(1.0, 0.6165)
    >>> ice_left_kg(np.array([0.0, 2.0, 4.0, 8.0]), np.full(4, 25.0), box).round(3)
    array([1.   , 0.668, 0.336, 0.   ])
    """
    _checked(box)
    times_h, (around_c,), series = laid_out(time_h, starts, ambient_c=ambient_c)
    conductance_w_k, respiration_w, melt_c, cold_kj, packed_kg = (
        series.along(np.broadcast_to(numbers(part), series.counts.shape))
        for part in (box.conductance_w_k, box.respiration_w, box.melt_c, box.cold_kj, box.ice_kg)
    )
    load_w = conductance_w_k * (around_c - melt_c) + respiration_w
    came_kj = 3.6 * running_sums(rate_cost(np.positive, Rule.TRAPEZOID), times_h, load_w, series.starts)
    return np.clip((cold_kj - came_kj) / ICE_MELT_KJ_KG, 0.0, packed_kg).reshape(ambient_c.shape)


def _checked(box: IceBox[Values]) -> None:
    """Refuse a box that cannot be."""
    ice_kg, conductance_w_k = numbers(box.ice_kg), numbers(box.conductance_w_k)
    if not np.all((ice_kg >= 0.0) & (conductance_w_k > 0.0) & (numbers(box.ice_c) <= box.melt_c)):
        raise ValueError(
            f"box: {box}, expected ice of at least 0 kg, not above its melting point, and a leak"
        )
    if not np.all((numbers(box.goods_kj) >= 0.0) & (numbers(box.respiration_w) >= 0.0)):
        raise ValueError(f"box: {box}, expected loads of at least 0")
