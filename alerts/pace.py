"""The pace at which goods spend their life at a temperature, relative to their reference temperature.

Each product has its own form: Arrhenius, Q10 by bands of temperature, or the square root of bacteria. A
reading is folded one value at a time, history many at once; both agree to 1e-12, and neither depends on how
finely a straight line of temperature was sampled. Everything else that asks
how fast life is spent (gaps, forecasts, what is left) asks the same pace.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from math import exp, log

import msgspec

from alerts.science.kinetics import ZERO_CELSIUS_K
from alerts.science.q10_bands import Q10Bands, banded_q10_cost
from alerts.science.ramps import arrhenius_cost
from alerts.science.scalar import (
    arrhenius_integral,
    arrhenius_terms,
    log_mean_integral,
    square_root_integral,
)
from alerts.science.segments import Array
from alerts.science.square_root import square_root_cost


class ArrheniusPace(msgspec.Struct, frozen=True, gc=False, tag="arrhenius"):
    """Arrhenius' law.

    Attributes:
        reference_c: temperature at which the pace is 1 [°C].
        activation_kj_mol: activation energy [kJ/mol].
        terms: intercept and slope of the rate's logarithm over 1 / T [-], [K].
    """

    reference_c: float
    activation_kj_mol: float
    terms: tuple[float, float]

    def rate(self, temperature_c: float) -> float:
        """Return the relative rate [-]."""
        intercept, slope_k = self.terms
        return exp(intercept - slope_k / (temperature_c + ZERO_CELSIUS_K))

    def per_k(self, temperature_c: float) -> float:
        """Return by how much the rate grows per kelvin, relative [1/K]."""
        return self.terms[1] / (temperature_c + ZERO_CELSIUS_K) ** 2

    def spent_h(self, start_c: float, end_c: float, duration_h: float) -> float:
        """Return what a straight line of temperature costs [h at the reference temperature]."""
        return arrhenius_integral(self.terms, start_c, end_c, duration_h)

    def spent_many_h(self, start_c: Array, end_c: Array, duration_h: Array) -> Array:
        """Return the same of many lines."""
        return arrhenius_cost(self.reference_c, self.activation_kj_mol)(start_c, end_c, duration_h)


class BandedPace(msgspec.Struct, frozen=True, gc=False, tag="q10_bands"):
    """Q10 by bands of temperature; the outer bands hold beyond their outer edges.

    Attributes:
        reference_c: temperature at which the pace is 1 [°C].
        bands: edges [°C] and factors [-].
        inner_c: the edges between two bands [°C].
        ln_at_zero, ln_per_k: the rate's logarithm at 0 °C, and its slope, of each band [-], [1/K].
    """

    reference_c: float
    bands: Q10Bands
    inner_c: tuple[float, ...]
    ln_at_zero: tuple[float, ...]
    ln_per_k: tuple[float, ...]

    def rate(self, temperature_c: float) -> float:
        """Return the relative rate [-]."""
        return exp(self._ln_rate(temperature_c))

    def per_k(self, temperature_c: float) -> float:
        """Return by how much the rate grows per kelvin, relative [1/K]."""
        return self.ln_per_k[bisect_right(self.inner_c, temperature_c)]

    def spent_h(self, start_c: float, end_c: float, duration_h: float) -> float:
        """Return what a straight line of temperature costs [h at the reference temperature]."""
        low_c, high_c = (start_c, end_c) if start_c <= end_c else (end_c, start_c)
        first, last = bisect_right(self.inner_c, low_c), bisect_right(self.inner_c, high_c)
        if first == last:
            return log_mean_integral(self._ln_rate(low_c), self._ln_rate(high_c), duration_h)
        corners = pairwise((low_c, *self.inner_c[first:last], high_c))
        h_per_k = duration_h / (high_c - low_c)
        return sum(
            log_mean_integral(self._ln_rate(low), self._ln_rate(high), (high - low) * h_per_k)
            for low, high in corners
        )

    def spent_many_h(self, start_c: Array, end_c: Array, duration_h: Array) -> Array:
        """Return the same of many lines."""
        return banded_q10_cost(self.reference_c, self.bands)(start_c, end_c, duration_h)

    def _ln_rate(self, temperature_c: float) -> float:
        band = bisect_right(self.inner_c, temperature_c)
        return self.ln_at_zero[band] + self.ln_per_k[band] * temperature_c


class SquareRootPace(msgspec.Struct, frozen=True, gc=False, tag="square_root"):
    """The square-root model of growth; nothing is spent at its lowest temperature and below.

    Attributes:
        reference_c: temperature at which the pace is 1 [°C].
        tmin_c: temperature at which growth stops [°C].
    """

    reference_c: float
    tmin_c: float

    def rate(self, temperature_c: float) -> float:
        """Return the relative rate [-]."""
        return max(0.0, self._root(temperature_c)) ** 2

    def per_k(self, temperature_c: float) -> float:
        """Return by how much the rate grows per kelvin, relative [1/K]; 0 where nothing grows."""
        above_k = temperature_c - self.tmin_c
        return 2.0 / above_k if above_k > 0.0 else 0.0

    def spent_h(self, start_c: float, end_c: float, duration_h: float) -> float:
        """Return what a straight line of temperature costs [h at the reference temperature]."""
        return square_root_integral(self._root(start_c), self._root(end_c), duration_h)

    def spent_many_h(self, start_c: Array, end_c: Array, duration_h: Array) -> Array:
        """Return the same of many lines."""
        return square_root_cost(self.reference_c, self.tmin_c)(start_c, end_c, duration_h)

    def _root(self, temperature_c: float) -> float:
        return (temperature_c - self.tmin_c) / (self.reference_c - self.tmin_c)


Pace = ArrheniusPace | BandedPace | SquareRootPace
"""How fast one product spends its life."""


def arrhenius_pace(reference_c: float, activation_kj_mol: float) -> ArrheniusPace:
    """Return the pace by Arrhenius' law, 1 at *reference_c*."""
    return ArrheniusPace(reference_c, activation_kj_mol, arrhenius_terms(reference_c, activation_kj_mol))


def banded_pace(reference_c: float, bands: Q10Bands) -> BandedPace:
    """Return the pace by *bands*, 1 at *reference_c*."""
    inner_c = bands.edges_c[1:-1]
    slopes = tuple(log(q10) / 10.0 for q10 in bands.q10)
    at_zero = [0.0]
    for edge_c, (below, above) in zip(inner_c, pairwise(slopes), strict=True):
        at_zero.append(at_zero[-1] + (below - above) * edge_c)
    band = bisect_right(inner_c, reference_c)
    at_reference = at_zero[band] + slopes[band] * reference_c
    return BandedPace(reference_c, bands, inner_c, tuple(ln - at_reference for ln in at_zero), slopes)
