"""Light for plants: photons between 400 and 700 nm, and the daily light integral they add up to."""

from __future__ import annotations

from enum import StrEnum
from typing import cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.ragged import Ragged, laid_out
from alerts.science.ramps import Rule
from alerts.science.ranges import as_given, more_than, within
from alerts.science.segments import Array, Cost, Starts, segment_sums

MOL_PER_UMOL_S_H = 3_600.0 / 1e6
"""Moles of an hour of one micromole a second. [mol s/(µmol h)] (by definition)"""
BRIGHTEST_LX = 1e6
"""Illuminance that no place has. [lx] (house choice: several times full sun)"""
GLOBAL_UMOL_J = 2.04
"""Photons of a joule of global radiation, direct and diffuse together. [µmol/J] (Meek D.W. et al. (1984),
Agronomy Journal 76, 939-945, as commonly quoted, the paper not seen; grade W; others give 1.9 to 2.3)"""


class Lamp(StrEnum):
    """Where light comes from that a lux meter sees."""

    SUN = "sun"
    HIGH_PRESSURE_SODIUM = "high_pressure_sodium"
    METAL_HALIDE = "metal_halide"
    COOL_WHITE_FLUORESCENT = "cool_white_fluorescent"
    INCANDESCENT = "incandescent"


LUX_PER_UMOL = {
    Lamp.SUN: 54.0,
    Lamp.HIGH_PRESSURE_SODIUM: 82.0,
    Lamp.METAL_HALIDE: 71.0,
    Lamp.COOL_WHITE_FLUORESCENT: 74.0,
    Lamp.INCANDESCENT: 50.0,
}
"""Lux of a micromole a second and square metre, 400 to 700 nm. [lx m2 s/µmol] (Thimijan R.W., Heins R.D.
(1983), HortScience 18, 818-822, as Apogee Instruments restates it; grade P)"""


def photons_of_global(radiation_w_m2: Values, umol_j: float = GLOBAL_UMOL_J) -> Values:
    """Return the photon flux of global radiation, as a pyranometer measures it.

    Parameters
    ----------
    radiation_w_m2 : float or array
        Global radiation; a pyranometer's few watts below 0 at night are taken for 0. [W/m2]
    umol_j : float
        Photons of a joule. [µmol/J]

    Returns
    -------
    float or array
        Photosynthetic photon flux density; NaN where the radiation is. [µmol/(m2 s)]

    Raises
    ------
    ValueError
        Radiation outside -100 to 3000 W/m2, or photons of a joule that are not above 0.

    Notes
    -----
    About 45 % of the energy of sunlight lies between 400 and 700 nm, at 4.57 µmol/J [1]_. Outdoors and
    under clear covers; not for lamps.

    References
    ----------
    .. [1] Meek D.W., Hatfield J.L., Howell T.A., Idso S.B., Reginato R.J. (1984), Agronomy Journal 76,
       939-945.

    Examples
    --------
    >>> photons_of_global(500.0)
    1020.0
    """
    return cast(
        "Values",
        as_given(
            np.maximum(within("radiation_w_m2", radiation_w_m2, -100.0, 3_000.0, "W/m2"), 0.0)
            * more_than("umol_j", umol_j, 0.0, "µmol/J")
        ),
    )


def photons_of_lux(illuminance_lx: Values, lamp: Lamp = Lamp.SUN) -> Values:
    """Return the photon flux of light that a lux meter measured.

    Parameters
    ----------
    illuminance_lx : float or array
        Illuminance, at least 0. [lx]
    lamp : Lamp
        What shines. [-]

    Returns
    -------
    float or array
        Photosynthetic photon flux density; NaN where the illuminance is. [µmol/(m2 s)]

    Raises
    ------
    ValueError
        An illuminance below 0 or above 1e6 lx.

    Notes
    -----
    Lux weigh light as eyes do, so the factor depends on the spectrum [1]_; under coloured LEDs none holds.

    References
    ----------
    .. [1] Thimijan R.W., Heins R.D. (1983), HortScience 18, 818-822.

    Examples
    --------
    >>> photons_of_lux(54_000.0)
    1000.0
    """
    lux = within("illuminance_lx", illuminance_lx, 0.0, BRIGHTEST_LX, "lx")
    return cast("Values", as_given(lux / LUX_PER_UMOL[lamp]))


def light_integral_cost(rule: Rule = Rule.RAMP) -> Cost:
    """Return the light of segments of a photon flux that was logged.

    Parameters
    ----------
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    callable
        Light [mol/m2] of start and end values [µmol/(m2 s)] and durations [h], for
        `segments.segment_sums` and `running`.

    Notes
    -----
    The integral of the flux, 0.0036 mol/m2 for each µmol/(m2 s) and hour [1]_.

    References
    ----------
    .. [1] Faust J.E., Logan J. (2018), HortScience 53, 1250-1257, for the integral of a day.

    Examples
    --------
    Sixteen hours of 400 µmol/(m2 s).

    >>> light_integral_cost()(np.array([400.0]), np.array([400.0]), np.array([16.0]))
    array([23.04])
    """

    def cost(start: Array, end: Array, duration_h: Array) -> Array:
        mean = start + 0.0 * end if rule is Rule.STEP else 0.5 * (start + end)
        return mean * duration_h * MOL_PER_UMOL_S_H

    return cost


def daily_light_integral(
    time_h: Array,
    flux: Array,
    day_starts_h: Array,
    rule: Rule = Rule.RAMP,
    starts: Starts | None = None,
) -> Array:
    """Return the daily light integral of every series and day.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series: one row for each, or one for all of them. [h]
    flux : array
        Photon flux: one series, or series x samples; or all series one after the other. [µmol/(m2 s)]
    day_starts_h : array
        Midnights between which days lie, at least two, all within the samples; the last one ends the last
        day. One row for each series, as clocks differ, or one for all of them. [h]
    rule : Rule
        What happened between the samples. [-]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    array
        Light of each day: series x days, or days. NaN where a sample that touches the day is; no other
        day. [mol/(m2 d)]

    Raises
    ------
    ValueError
        Midnights that are fewer than two, do not ascend, or lie outside the samples; times that go back or
        are no numbers, shapes that do not fit each other.

    Notes
    -----
    `light_integral_cost` between two midnights; a sample is put in at each of them. A day of 23 or 25 hours
    is a day [1]_.

    References
    ----------
    .. [1] Faust J.E., Logan J. (2018), HortScience 53, 1250-1257.

    Examples
    --------
    >>> time_h = np.array([0.0, 12.0, 24.0, 48.0])
    >>> daily_light_integral(time_h, np.array([0.0, 500.0, 0.0, 100.0]), np.array([0.0, 24.0, 48.0]))
    array([21.6 ,  4.32])
    """
    times_h, (fluxes,), series = laid_out(time_h, starts, flux=flux)
    edges_h = _midnights(day_starts_h, times_h, series)
    count, edges = edges_h.shape
    whose = np.repeat(np.arange(count), edges)
    first_h = series.firsts(times_h)
    after = series.first_after(times_h - series.along(first_h), whose, (edges_h - first_h[:, None]).ravel())
    # the search rounds where there are very many series: no midnight may change sides with a sample
    at_h = np.clip(edges_h.ravel(), times_h[after - 1], times_h[after])
    # each midnight twice: one ends a day, the other begins the next
    twice = np.repeat(after, 2)
    every_h = np.insert(times_h, twice, np.repeat(at_h, 2))
    filled = np.insert(fluxes, twice, np.repeat(_between(times_h, fluxes, after, at_h, rule), 2))
    begins = (after + 2 * np.arange(after.size) + 1).reshape(edges_h.shape)
    heads = series.starts + 2 * edges * np.arange(count)
    pieces = np.column_stack((heads, begins)).ravel()
    light = segment_sums(light_integral_cost(rule), every_h, filled, pieces)
    days = light.reshape(count, edges + 1)[:, 1:-1]
    return days if starts is not None or flux.ndim > 1 else days[0]


def _midnights(day_starts_h: Array, time_h: Array, series: Ragged) -> Array:
    """Return the midnights of each series; refuse those that make no days of its samples."""
    if day_starts_h.shape[-1] < 2 or bool(np.any(np.diff(day_starts_h) <= 0.0)):  # noqa: PLR2004 - a day has two ends
        raise ValueError(f"day_starts_h: {day_starts_h.tolist()} h, expected at least two, ascending")
    edges_h = np.broadcast_to(day_starts_h, (series.counts.size, day_starts_h.shape[-1]))
    first_h, last_h = series.firsts(time_h), series.lasts(time_h)
    beyond = (edges_h[:, 0] < first_h) | (edges_h[:, -1] > last_h)
    if beyond.any():
        at = int(np.argmax(beyond))
        raise ValueError(
            f"day_starts_h: {edges_h[at].tolist()} h, expected between {first_h[at]} and {last_h[at]} h"
        )
    return edges_h


def _between(time_h: Array, flux: Array, after: Starts, wanted_h: Array, rule: Rule) -> Array:
    """Return the flux at times each of which lies between a sample and the one before."""
    length_h = time_h[after] - time_h[after - 1]
    share = (wanted_h - time_h[after - 1]) / np.where(length_h > 0.0, length_h, 1.0)
    if rule is Rule.STEP:
        share = np.where(share < 1.0, 0.0, 1.0)
    first, last = flux[after - 1], flux[after]
    between = first + share * (last - first)
    return np.asarray(np.where(share == 0.0, first, np.where(share == 1.0, last, between)))
